//! The parent's side: start a child, bound its time and output, kill it when it oversteps.

use std::fs::File;
use std::io::Read;
use std::io::Write;
use std::os::unix::process::ExitStatusExt as _;
use std::path::PathBuf;
use std::process::Child;
use std::process::Command;
use std::process::ExitStatus;
use std::process::Stdio;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::mpsc;
use std::time::Duration;

use crate::base::fault::Fault;
use crate::base::fault::Faulty;
use crate::base::limits;
use crate::base::limits::Allowance;
use crate::config::Shutter;
use crate::sandbox::Inspection;
use crate::sandbox::price;
use crate::sandbox::price::Room;

/// Lets glibc ask for large pages: what a child fills is mostly one picture, and taking it page by small page cost about
/// four hundredths more.
const LARGE_PAGES: (&str, &str) = ("GLIBC_TUNABLES", "glibc.malloc.hugetlb=1");

/// Why a child gave no result.
#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    /// It could not be started.
    #[error("the reader could not be started")]
    Start(#[source] std::io::Error),
    /// The file is refused or damaged; the key says why.
    #[error("the file cannot be read: {0}")]
    Refused(String),
    /// It overstepped its limits or was ended by the kernel.
    #[error("the file could not be read within the limits")]
    Ended(String),
    /// Its answer could not be kept.
    #[error("the result could not be kept")]
    Output(#[source] std::io::Error),
}

impl SandboxError {
    /// Returns the message key of the reason.
    pub fn reason(&self) -> &str {
        match self {
            SandboxError::Refused(key) => key,
            SandboxError::Ended(key) => key,
            SandboxError::Start(_) | SandboxError::Output(_) => "reason-own-fault",
        }
    }

    /// Returns true when another try could end differently.
    pub fn is_ours(&self) -> bool {
        matches!(self, SandboxError::Start(_) | SandboxError::Output(_))
    }
}

impl Faulty for SandboxError {
    fn fault(&self) -> Fault {
        match self {
            SandboxError::Refused(_) | SandboxError::Ended(_) => Fault::Corrupt,
            SandboxError::Start(_) | SandboxError::Output(_) => Fault::Broken,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            SandboxError::Refused(_) => "asset.refused",
            SandboxError::Ended(_) => "asset.overstepped",
            SandboxError::Start(_) | SandboxError::Output(_) => "sandbox.failed",
        }
    }
}

/// The picture that is wanted of a file.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// Name of the format in `media::format`.
    pub format: &'a str,
    /// EXIF's orientation, 1 to 8.
    pub orientation: u8,
    /// Width and height as stored, where they are known: what the memory is reckoned by.
    pub size: Option<(u32, u32)>,
    /// The page, from 1 on.
    pub page: u32,
    /// True when somebody waits for it: less time is given.
    pub is_urgent: bool,
}

/// What a child may take.
struct Bounds {
    memory: u64,
    cpu_s: u64,
    wall_s: u64,
    out: u64,
}

impl Bounds {
    /// What a child at ingest may take.
    fn patient(memory: u64, out: u64) -> Bounds {
        Bounds { memory, cpu_s: limits::CHILD_CPU_S, wall_s: limits::CHILD_WALL_S, out }
    }

    /// What a child may take while somebody waits.
    fn urgent(memory: u64, out: u64) -> Bounds {
        Bounds { memory, cpu_s: limits::PAGE_CPU_S, wall_s: limits::PAGE_WALL_S, out }
    }
}

type Answer = mpsc::Sender<std::io::Result<Child>>;

/// Starts children, all from one thread that lives as long as the process: the signal that ends
/// a child with its parent fires when the starting *thread* ends.
#[derive(Clone)]
pub struct Sandbox {
    starter: Arc<Mutex<mpsc::Sender<(Command, Answer)>>>,
    program: PathBuf,
    shutter: Shutter,
    inspecting: Arc<Room>,
    deriving: Arc<Room>,
    allowance: Allowance,
}

impl Sandbox {
    /// Makes a sandbox whose children are `program`, the server's own binary.
    pub fn new(program: PathBuf, shutter: Shutter) -> Sandbox {
        let (starter, orders) = mpsc::channel::<(Command, Answer)>();
        std::thread::spawn(move || {
            while let Ok((mut command, answer)) = orders.recv() {
                let _ = answer.send(command.spawn());
            }
        });
        Sandbox {
            starter: Arc::new(Mutex::new(starter)),
            program,
            shutter,
            inspecting: Arc::new(Room::new(limits::INSPECTING_MEMORY_BYTES)),
            deriving: Arc::new(Room::new(limits::CHILDREN_MEMORY_BYTES)),
            allowance: Allowance::default(),
        }
    }

    /// Returns the same sandbox with other limits for making pictures.
    pub fn allowing(self, allowance: Allowance) -> Sandbox {
        Sandbox { allowance, ..self }
    }

    /// Makes a sandbox of the running program.
    pub fn of_this_program(shutter: Shutter) -> Result<Sandbox, SandboxError> {
        Ok(Sandbox::new(std::env::current_exe().map_err(SandboxError::Start)?, shutter))
    }

    /// Identifies a file and reads its headers, metadata and text. Blocking.
    pub fn inspect(&self, file: File, name: &str) -> Result<Inspection, SandboxError> {
        let mut answer = Vec::new();
        let memory = price::inspect_bytes(file.metadata().map_err(SandboxError::Start)?.len());
        let _place = self.inspecting.take(memory);
        let bounds = Bounds::patient(memory, limits::TEXT_BYTES as u64 * 4);
        self.run(&["inspect", name], bounds, file, &mut answer)?;
        serde_json::from_slice(&answer).map_err(|_| SandboxError::Ended("reason-overstepped".to_owned()))
    }

    /// Makes the picture of a file as a pyramid and writes it to `out`. `size` is what `inspect` found. Blocking.
    pub fn derive(&self, file: File, wanted: &Wanted<'_>, out: &mut dyn Write) -> Result<(), SandboxError> {
        let file_bytes = file.metadata().map_err(SandboxError::Start)?.len();
        let is_turned = matches!(wanted.orientation, 2..=8);
        let allowed = self.allowance.memory_bytes;
        let price = price::derive_bytes(wanted.format, wanted.size, is_turned, file_bytes, allowed);
        let _place = self.deriving.take(price.usual);
        let most = limits::CHILD_OUT_BYTES;
        let bounds = match wanted.is_urgent {
            true => Bounds::urgent(price.most, most),
            false => {
                let cpu_s = price::derive_cpu_s(wanted.format, wanted.size, self.allowance.cpu_s);
                let wall_s = limits::CHILD_WALL_S.max(self.allowance.cpu_s + self.allowance.cpu_s / 2);
                Bounds { memory: price.most, cpu_s, wall_s, out: most }
            }
        };
        let (orientation, page) = (wanted.orientation.to_string(), wanted.page.to_string());
        self.run(&["derive", wanted.format, &orientation, &page], bounds, file, out)
    }

    /// Finds the words of a page with their places and writes them to `out` as JSON. Blocking.
    pub fn words(&self, file: File, wanted: &Wanted<'_>, out: &mut dyn Write) -> Result<(), SandboxError> {
        let memory = price::inspect_bytes(file.metadata().map_err(SandboxError::Start)?.len());
        let _place = self.inspecting.take(memory);
        let bounds = Bounds::urgent(memory, limits::PAGE_TEXT_BYTES);
        self.run(&["words", wanted.format, &wanted.page.to_string()], bounds, file, out)
    }

    /// Says whether a child is fully shut in on this kernel. Blocking.
    pub fn is_tight(&self) -> Result<bool, SandboxError> {
        let nothing = File::open("/dev/null").map_err(SandboxError::Start)?;
        match self.run(&["probe"], Bounds::patient(64 << 20, 16), nothing, &mut std::io::sink()) {
            Ok(()) => Ok(true),
            Err(SandboxError::Refused(_)) => Ok(false),
            Err(error) => Err(error),
        }
    }

    fn run(&self, words: &[&str], bounds: Bounds, input: File, out: &mut dyn Write) -> Result<(), SandboxError> {
        let mut command = Command::new(&self.program);
        command
            .arg("__child")
            .arg(if self.shutter == Shutter::Strict { "strict" } else { "weak" })
            .arg((bounds.memory >> 20).to_string())
            .arg(bounds.cpu_s.to_string())
            .arg(self.allowance.picture.pixels.to_string())
            .arg(self.allowance.picture.side_px.to_string())
            .args(words)
            .env_clear()
            .env(LARGE_PAGES.0, LARGE_PAGES.1)
            .stdin(Stdio::from(input))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = self.start(command)?;
        let stdout = child.stdout.take();
        let stderr = child.stderr.take();
        let child = Arc::new(Mutex::new(child));
        let (ended, watch) = mpsc::channel::<()>();
        let watched = Arc::clone(&child);
        let watchdog = std::thread::spawn(move || {
            let late = watch.recv_timeout(Duration::from_secs(bounds.wall_s)) == Err(mpsc::RecvTimeoutError::Timeout);
            if late {
                kill(&watched);
            }
            late
        });
        let words = std::thread::spawn(move || {
            let mut said = Vec::new();
            if let Some(stderr) = stderr {
                let _ = stderr.take(64 << 10).read_to_end(&mut said);
            }
            said
        });
        let copied = match stdout {
            Some(stdout) => copy(stdout, out, bounds.out),
            None => Ok(true),
        };
        if !matches!(copied, Ok(true)) {
            kill(&child);
        }
        let status = wait(&child).map_err(SandboxError::Start)?;
        drop(ended);
        let late = watchdog.join().unwrap_or(false);
        let said = words.join().unwrap_or_default();
        if late || status.signal() == Some(rustix::process::Signal::XCPU.as_raw()) {
            return Err(SandboxError::Ended("reason-too-slow".to_owned()));
        }
        match (copied, status.code()) {
            (Err(error), _) => Err(SandboxError::Output(error)),
            (Ok(false), _) => Err(SandboxError::Ended("reason-too-large".to_owned())),
            (Ok(true), Some(0)) => Ok(()),
            (Ok(true), Some(10)) => Err(SandboxError::Refused(String::from_utf8_lossy(&said).trim().to_owned())),
            (Ok(true), code) => {
                tracing::debug!(child.code = ?code, child.said = %String::from_utf8_lossy(&said), "a child was ended");
                Err(SandboxError::Ended("reason-overstepped".to_owned()))
            }
        }
    }

    fn start(&self, command: Command) -> Result<Child, SandboxError> {
        let (answer, started) = mpsc::channel();
        let gone = || SandboxError::Start(std::io::Error::other("the starting thread has ended"));
        {
            let starter = self.starter.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            starter.send((command, answer)).map_err(|_| gone())?;
        }
        started.recv().map_err(|_| gone())?.map_err(SandboxError::Start)
    }
}

fn lock(child: &Mutex<Child>) -> std::sync::MutexGuard<'_, Child> {
    child.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

fn kill(child: &Mutex<Child>) {
    let _ = lock(child).kill();
}

/// Waits without holding the lock, so that the watchdog can still kill a child that closed its pipes and lingers.
fn wait(child: &Mutex<Child>) -> std::io::Result<ExitStatus> {
    loop {
        if let Some(status) = lock(child).try_wait()? {
            return Ok(status);
        }
        std::thread::sleep(Duration::from_millis(1));
    }
}

fn copy(mut from: impl Read, to: &mut dyn Write, most: u64) -> std::io::Result<bool> {
    let mut piece = vec![0u8; 64 << 10];
    let mut total = 0u64;
    loop {
        let got = match from.read(&mut piece) {
            Ok(0) => return Ok(true),
            Ok(got) => got,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        total += got as u64;
        if total > most {
            return Ok(false);
        }
        to.write_all(&piece[..got])?;
    }
}
