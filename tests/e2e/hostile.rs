//! Files made to break readers, through the doors of a serving program: it lives on, says why in plain words, and nothing
//! of them leaks. By itself the test takes every fifteenth file; with `RELIQUARY_FULL=1` it takes all of them.

use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;
use std::time::Duration;

use tempfile::TempDir;

use crate::e2e::data::Row;
use crate::e2e::data::is_full;
use crate::e2e::data::manifest;
use crate::support::Cli;
use crate::support::Server;
use crate::support::shared;

const SETS: [&str; 6] =
    ["bad-archives", "bad-documents", "bad-images", "bad-metadata", "bad-svg-polyglot", "naughty-names-strings"];
/// Every so many files are taken when not all are.
const EVERY: usize = 15;
/// Memory that the program and its children may take together.
const MOST_BYTES: u64 = 1536 << 20;
/// Ten times the longest that one file may take. Processor time, which others on the machine do not lengthen.
const MOST_TIME: Duration = Duration::from_secs(100);
/// Files of one call.
const A_CALL: usize = 5;

/// Watches how much memory a process and its children take.
struct Watch {
    peak: Arc<AtomicU64>,
    ended: Arc<AtomicBool>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Watch {
    fn start(pid: u32) -> Watch {
        let (peak, ended) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicBool::new(false)));
        let (highest, stop) = (Arc::clone(&peak), Arc::clone(&ended));
        let thread = std::thread::spawn(move || {
            while !stop.load(Ordering::Acquire) {
                highest.fetch_max(resident_bytes(pid), Ordering::AcqRel);
                std::thread::sleep(Duration::from_millis(20));
            }
        });
        Watch { peak, ended, thread: Some(thread) }
    }

    fn peak_bytes(mut self) -> u64 {
        self.ended.store(true, Ordering::Release);
        self.thread.take().map(std::thread::JoinHandle::join);
        self.peak.load(Ordering::Acquire)
    }
}

/// Returns the processor time of a process and of its children that have ended.
fn worked(pid: u32) -> Duration {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    let after_name = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
    let ticks: u64 = after_name.split_whitespace().skip(11).take(4).filter_map(|count| count.parse::<u64>().ok()).sum();
    // The kernel counts in hundredths of a second on every machine we run on.
    Duration::from_millis(ticks * 10)
}

/// Sums the resident memory of a process and its children.
fn resident_bytes(pid: u32) -> u64 {
    let own = pid.to_string();
    let mut sum = 0;
    for entry in fs::read_dir("/proc").into_iter().flatten().flatten() {
        let Ok(status) = fs::read_to_string(entry.path().join("status")) else { continue };
        let field = |name: &str| status.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
        if field("Pid:") == Some(&own) || field("PPid:") == Some(&own) {
            let kib = field("VmRSS:").and_then(|size| size.split(' ').next()?.parse::<u64>().ok());
            sum += kib.unwrap_or(0) << 10;
        }
    }
    sum
}

/// What no answer and no page may hold.
#[track_caller]
fn assert_plain(words: &str, home: &Path) {
    let home = home.to_string_lossy();
    for trace in ["panicked", "RUST_BACKTRACE", "src/", ".rs:", "unwrap()", "SQLITE", home.as_ref()] {
        assert!(!words.contains(trace), "«{trace}» stands in: {words}");
    }
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()) {
            if path.is_dir() && !path.is_symlink() { folders.push(path) } else { found.push(path) }
        }
    }
    found
}

fn chosen(data: &Path) -> Vec<Row> {
    let rows = SETS.iter().flat_map(|set| manifest(data, set));
    rows.enumerate().filter(|(n, _)| is_full() || n % EVERY == 0).map(|(_, row)| row).collect()
}

#[test]
fn hostile_files_are_survived_and_named() {
    let Some(data) = shared("data") else { return };
    let place = TempDir::new().expect("a folder");
    let home = place.path().join("home");
    let server = Server::start(&home);
    let watch = Watch::start(server.pid());
    let rows = chosen(&data);
    let (mut taken, mut refused, mut slowest) = (0, 0, (Duration::ZERO, String::new()));
    for some in rows.chunks(A_CALL) {
        let before = worked(server.pid());
        let mut words = vec!["--json", "ingest"];
        let paths: Vec<String> = some.iter().map(|row| row.path.to_string_lossy().into_owned()).collect();
        words.extend(paths.iter().map(String::as_str));
        let output = Cli::run(&home, &words);
        let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(matches!(output.status.code(), Some(0 | 1)), "{}: {err}\n{}", output.status, server.log());
        assert_plain(&err, &home);
        let said: serde_json::Value = serde_json::from_str(&out).expect("one JSON value");
        for file in said["files"].as_array().expect("files") {
            let is_refused = file["outcome"] == "refused";
            if is_refused {
                refused += 1
            } else {
                taken += 1
            }
            assert!(
                !is_refused || file["reason"].as_str().is_some_and(|reason| reason.starts_with("reason-")),
                "{file}"
            );
            assert!(file["reason"] != "reason-own-fault", "{file}");
        }
        let each = worked(server.pid()) - before;
        if each > slowest.0 {
            slowest = (each, some[0].file.clone());
        }
    }
    println!("{taken} taken, {refused} refused; slowest {A_CALL} files: {slowest:?}");
    assert!(taken + refused >= rows.len(), "each file is named");
    assert!(slowest.0 < MOST_TIME, "{slowest:?}");

    assert_eq!(server.ask("GET", "/healthz", &[], b"").expect("it lives").status, 200);
    for address in ["/vi", "/en/relics", "/vi/relics?q=%3Cscript%3E"] {
        assert_plain(&server.get(address), &home);
    }
    let peak = watch.peak_bytes();
    println!("memory of all processes: {} MiB at most", peak >> 20);
    assert!(peak <= MOST_BYTES, "{} MiB", peak >> 20);
    let (status, log) = server.stop();
    assert!(status.success(), "{log}");
    assert!(!log.contains("panicked"), "{log}");

    let outside: Vec<PathBuf> = files_below(place.path()).into_iter().filter(|path| !path.starts_with(&home)).collect();
    assert!(outside.is_empty(), "files outside the home: {outside:?}");
    let derived = files_below(&home.join("derivatives"));
    assert!(!derived.is_empty());
    for path in derived {
        let bytes = fs::read(&path).expect("a derivative");
        for mark in [&b"Exif\0\0"[..], b"http://ns.adobe.com/xap", b"8BIM", b"<script"] {
            assert!(
                !bytes.windows(mark.len()).any(|window| window == mark),
                "{} in {}",
                mark.escape_ascii(),
                path.display()
            );
        }
    }
}
