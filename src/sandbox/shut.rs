//! Shutting the child in: limits, no files, no sockets, few system calls (RELIABILITY §3).

use std::collections::BTreeMap;

use rustix::process::Resource;
use rustix::process::Rlimit;
use seccompiler::SeccompAction;
use seccompiler::SeccompFilter;
use seccompiler::SeccompRule;

/// Shuts this process in; it may take so much memory beside what the program itself occupies, and so much processor time.
/// Returns false when the kernel lacks Landlock or seccomp and a wall is therefore missing.
pub fn shut_in(memory_bytes: u64, cpu_s: u64) -> bool {
    let _ = rustix::process::set_parent_process_death_signal(Some(rustix::process::Signal::KILL));
    limit(Resource::As, own_bytes().saturating_add(memory_bytes));
    // Ends by a signal of its own at the first bound, so that the parent can tell slowness from misdeeds.
    let cpu_s = cpu_s.max(1);
    let _ = rustix::process::setrlimit(Resource::Cpu, Rlimit { current: Some(cpu_s), maximum: Some(cpu_s + 1) });
    limit(Resource::Fsize, 0);
    limit(Resource::Nofile, 16);
    limit(Resource::Core, 0);
    let files = no_files();
    let calls = few_calls();
    files && calls
}

fn limit(resource: Resource, most: u64) {
    let _ = rustix::process::setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) });
}

/// The address space of the program before it has read anything: its code, its libraries, its first stack.
fn own_bytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmSize:"));
    let kib = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    kib.map_or(256 << 20, |kib| kib << 10)
}

fn no_files() -> bool {
    use landlock::ABI;
    use landlock::Access as _;
    use landlock::AccessFs;
    use landlock::Ruleset;
    use landlock::RulesetAttr as _;
    use landlock::RulesetStatus;
    let status = Ruleset::default()
        .handle_access(AccessFs::from_all(ABI::V3))
        .and_then(Ruleset::create)
        .and_then(|ruleset| ruleset.restrict_self());
    matches!(status, Ok(status) if status.ruleset != RulesetStatus::NotEnforced)
}

/// The system calls a decoder needs once its input is open: memory, its three pipes, time, ending.
const CALLS: &[i64] = &[
    libc_call::READ,
    libc_call::PREAD64,
    libc_call::WRITE,
    libc_call::WRITEV,
    libc_call::LSEEK,
    libc_call::FSTAT,
    libc_call::CLOSE,
    libc_call::FCNTL,
    libc_call::MMAP,
    libc_call::MUNMAP,
    libc_call::MREMAP,
    libc_call::MPROTECT,
    libc_call::MADVISE,
    libc_call::BRK,
    libc_call::FUTEX,
    libc_call::SIGALTSTACK,
    libc_call::RT_SIGACTION,
    libc_call::RT_SIGPROCMASK,
    libc_call::RT_SIGRETURN,
    libc_call::CLOCK_GETTIME,
    libc_call::GETRANDOM,
    libc_call::SCHED_YIELD,
    libc_call::SCHED_GETAFFINITY,
    libc_call::GETPID,
    libc_call::GETTID,
    libc_call::TGKILL,
    libc_call::RESTART_SYSCALL,
    libc_call::EXIT,
    libc_call::EXIT_GROUP,
];

/// Calls that fail instead of ending the child. Libraries ask how many processors there are by reading a file, and go on
/// without the answer; Landlock would refuse them too.
const REFUSED: &[i64] = &[libc_call::OPENAT];
/// "Permission denied", in the kernel's numbers.
const EACCES: u32 = 13;

/// Of two filters the stricter decides on each call.
fn few_calls() -> bool {
    let allowed = CALLS.iter().chain(REFUSED);
    filter(REFUSED.iter(), SeccompAction::Allow, SeccompAction::Errno(EACCES))
        && filter(allowed, SeccompAction::KillProcess, SeccompAction::Allow)
}

fn filter<'a>(calls: impl Iterator<Item = &'a i64>, others: SeccompAction, these: SeccompAction) -> bool {
    let rules: BTreeMap<i64, Vec<SeccompRule>> = calls.map(|call| (*call, Vec::new())).collect();
    let Ok(arch) = std::env::consts::ARCH.try_into() else { return false };
    let Ok(filter) = SeccompFilter::new(rules, others, these, arch) else { return false };
    let Ok(program) = TryInto::<seccompiler::BpfProgram>::try_into(filter) else { return false };
    seccompiler::apply_filter(&program).is_ok()
}

/// Numbers of system calls, from the kernel's tables for the two architectures we run on.
#[cfg(target_arch = "x86_64")]
mod libc_call {
    pub const READ: i64 = 0;
    pub const WRITE: i64 = 1;
    pub const CLOSE: i64 = 3;
    pub const FSTAT: i64 = 5;
    pub const LSEEK: i64 = 8;
    pub const MMAP: i64 = 9;
    pub const MPROTECT: i64 = 10;
    pub const MUNMAP: i64 = 11;
    pub const BRK: i64 = 12;
    pub const RT_SIGACTION: i64 = 13;
    pub const RT_SIGPROCMASK: i64 = 14;
    pub const RT_SIGRETURN: i64 = 15;
    pub const PREAD64: i64 = 17;
    pub const WRITEV: i64 = 20;
    pub const SCHED_YIELD: i64 = 24;
    pub const MREMAP: i64 = 25;
    pub const MADVISE: i64 = 28;
    pub const GETPID: i64 = 39;
    pub const EXIT: i64 = 60;
    pub const FCNTL: i64 = 72;
    pub const SIGALTSTACK: i64 = 131;
    pub const GETTID: i64 = 186;
    pub const OPENAT: i64 = 257;
    pub const FUTEX: i64 = 202;
    pub const SCHED_GETAFFINITY: i64 = 204;
    pub const RESTART_SYSCALL: i64 = 219;
    pub const CLOCK_GETTIME: i64 = 228;
    pub const EXIT_GROUP: i64 = 231;
    pub const TGKILL: i64 = 234;
    pub const GETRANDOM: i64 = 318;
}

/// Numbers of system calls, from the kernel's tables for the two architectures we run on.
#[cfg(target_arch = "aarch64")]
mod libc_call {
    pub const FCNTL: i64 = 25;
    pub const CLOSE: i64 = 57;
    pub const OPENAT: i64 = 56;
    pub const LSEEK: i64 = 62;
    pub const READ: i64 = 63;
    pub const WRITE: i64 = 64;
    pub const WRITEV: i64 = 66;
    pub const PREAD64: i64 = 67;
    pub const FSTAT: i64 = 80;
    pub const EXIT: i64 = 93;
    pub const EXIT_GROUP: i64 = 94;
    pub const FUTEX: i64 = 98;
    pub const CLOCK_GETTIME: i64 = 113;
    pub const SCHED_GETAFFINITY: i64 = 123;
    pub const SCHED_YIELD: i64 = 124;
    pub const RESTART_SYSCALL: i64 = 128;
    pub const TGKILL: i64 = 131;
    pub const SIGALTSTACK: i64 = 132;
    pub const RT_SIGACTION: i64 = 134;
    pub const RT_SIGPROCMASK: i64 = 135;
    pub const RT_SIGRETURN: i64 = 139;
    pub const GETPID: i64 = 172;
    pub const GETTID: i64 = 178;
    pub const BRK: i64 = 214;
    pub const MUNMAP: i64 = 215;
    pub const MREMAP: i64 = 216;
    pub const MMAP: i64 = 222;
    pub const MPROTECT: i64 = 226;
    pub const MADVISE: i64 = 233;
    pub const GETRANDOM: i64 = 278;
}
