//! Memory that goes back to the system when it is no longer used.
//! Why: each time glibc frees a large block it raises the size from which blocks are mapped by themselves, and keeps up
//! to twice that in every arena. After making the sample archive a server held 259 MiB for ever; with the size fixed
//! it holds 17. Only the environment of a starting process can fix it without unsafe code.

use std::os::unix::process::CommandExt as _;

/// Settings of glibc's allocator: blocks from half a MiB on are mapped and unmapped by themselves.
const SETTINGS: [(&str, &str); 2] = [("MALLOC_MMAP_THRESHOLD_", "524288"), ("MALLOC_TRIM_THRESHOLD_", "524288")];

/// Starts this very program again in this process with the settings in its environment, unless somebody has set them.
/// Where that is not possible it goes on as it is: only its memory will be larger.
pub fn give_back() {
    if SETTINGS.iter().any(|(name, _)| std::env::var_os(name).is_some()) {
        return;
    }
    let Ok(program) = std::env::current_exe() else { return };
    let error = std::process::Command::new(program).args(std::env::args_os().skip(1)).envs(SETTINGS).exec();
    eprintln!("reliquary: the allocator could not be set: {error}");
}
