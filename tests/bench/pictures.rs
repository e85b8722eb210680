//! What making pictures costs, against libvips doing the same in the same run: CPU by the kernel's account of all
//! processes, wall time for many at once, and memory at its highest. Needs pyvips (`RELIQUARY_PYTHON` names a Python that
//! has it) and the shared photos; without them it says so. `RELIQUARY_BENCH_PAIRS` sets how often each pair is run;
//! `RELIQUARY_BENCH_GIGAPIXEL=1` adds scans of a thousand megapixels.

use std::fs::File;
use std::io::BufWriter;
use std::path::Path;
use std::path::PathBuf;
use std::process::Child;
use std::process::Command;
use std::process::Stdio;
use std::time::Duration;
use std::time::Instant;

use reliquary::base::digest::Digest;
use reliquary::config::Shutter;
use reliquary::sandbox::Sandbox;
use reliquary::sandbox::Wanted;

/// Runs every pair and prints the medians of their ratios.
pub fn run() {
    let Some((python, photo)) = material() else { return };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let is_giga = std::env::var_os("RELIQUARY_BENCH_GIGAPIXEL").is_some();
    let mut make = peer(&python);
    make.arg("make").arg(&photo).arg(folder.path());
    if is_giga {
        make.arg("giga");
    }
    assert!(make.status().expect("the peer runs").success(), "the inputs could not be made");
    let pairs = std::env::var("RELIQUARY_BENCH_PAIRS").ok().and_then(|n| n.parse().ok()).unwrap_or(5);
    println!("{:<34} {:>9} {:>9} {:>7} {:>8}", "making pictures, CPU", "ms", "vips ms", "ratio", "target");
    for (name, target) in [
        ("photo-12.jpg", 0.70),
        ("photo-24.jpg", 0.70),
        ("photo-100.jpg", 0.70),
        ("scan-lzw.tif", 0.90),
        ("scan-16.tif", 0.90),
        ("scan.png", 0.90),
    ] {
        let file = folder.path().join(name);
        let rounds = (0..pairs).map(|_| (ours(&file), theirs(&python, &file)));
        say(name, rounds.map(|(a, b)| (a.0, b.0)).collect(), target);
    }
    bulk(&python, folder.path(), pairs);
    println!("{:<34} {:>9} {:>17} {:>8}", "memory of all processes", "MiB", "", "target");
    let mut large = vec![("photo-100.jpg", 450)];
    if is_giga {
        large.extend([("giga-tiles.tif", 600), ("giga-strips.tif", 600)]);
    }
    for (name, target) in large {
        let (mib, seconds) = memory(&folder.path().join(name));
        let is_met = if mib <= target { "" } else { "  above the target" };
        println!("{name:<34} {mib:>9} {seconds:>15.1} s {target:>8}{is_met}");
    }
}

fn material() -> Option<(PathBuf, PathBuf)> {
    let python = PathBuf::from(std::env::var_os("RELIQUARY_PYTHON").unwrap_or_else(|| "python3".into()));
    let has = Command::new(&python).args(["-c", "import pyvips"]).stderr(Stdio::null()).status();
    if !has.is_ok_and(|status| status.success()) {
        println!("pictures: skipped, for {} has no pyvips", python.display());
        return None;
    }
    let shared = std::env::var_os("RELIQUARY_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    let photo = shared.join("data/photos-cameras/files/metadata-extractor-images/Samsung_S730.jpg");
    if !photo.is_file() {
        println!("pictures: skipped, for there is no photo to enlarge");
        return None;
    }
    Some((python, photo))
}

fn peer(python: &Path) -> Command {
    let mut command = Command::new(python);
    command.arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/bench/peer.py")).env("VIPS_CONCURRENCY", "1");
    command
}

/// Prints the medians of pairs of milliseconds and of their ratios.
fn say(what: &str, rounds: Vec<(f64, f64)>, target: f64) {
    let median = |mut values: Vec<f64>| {
        values.sort_by(f64::total_cmp);
        values[values.len() / 2]
    };
    let ours = median(rounds.iter().map(|pair| pair.0).collect());
    let theirs = median(rounds.iter().map(|pair| pair.1).collect());
    let ratio = median(rounds.iter().map(|pair| pair.0 / pair.1).collect());
    let is_met = if ratio <= target { "" } else { "  above the target" };
    println!("{what:<34} {ours:>9.0} {theirs:>9.0} {ratio:>7.2} {target:>8.2}{is_met}");
}

/// Hashes, inspects and derives as the server does. Returns CPU and wall time, in milliseconds.
fn ours(file: &Path) -> (f64, f64) {
    let sandbox = Sandbox::new(crate::program(), Shutter::Strict);
    measured(|| take_in(&sandbox, file))
}

fn take_in(sandbox: &Sandbox, file: &Path) {
    let open = || File::open(file).expect("the file is there");
    let (digest, _) = Digest::of_reader(&mut open()).expect("the file can be read");
    let seen = sandbox.inspect(open(), "").expect("the file is sound");
    let wanted =
        Wanted { format: &seen.format, orientation: 1, size: seen.width.zip(seen.height), page: 1, is_urgent: false };
    let mut out = BufWriter::with_capacity(1 << 20, tempfile::tempfile().expect("a temporary file"));
    sandbox.derive(open(), &wanted, &mut out).unwrap_or_else(|error| panic!("{}: {error}", digest.hex()));
}

fn theirs(python: &Path, file: &Path) -> (f64, f64) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    measured(|| {
        let done = peer(python).arg("work").arg(folder.path().join("out")).arg(file).status();
        assert!(done.expect("the peer runs").success());
    })
}

/// Eight photos, two at a time: wall time.
fn bulk(python: &Path, folder: &Path, pairs: usize) {
    let file = folder.join("photo-24.jpg");
    let rounds = (0..pairs).map(|_| {
        let sandbox = Sandbox::new(crate::program(), Shutter::Strict);
        let (_, ours) = measured(|| {
            std::thread::scope(|scope| {
                for _ in 0..2 {
                    scope.spawn(|| (0..4).for_each(|_| take_in(&sandbox, &file)));
                }
            });
        });
        let out = tempfile::tempdir().expect("a temporary folder");
        let (_, theirs) = measured(|| {
            let start = |name: &str| {
                let mut command = peer(python);
                command.arg("work").arg(out.path().join(name)).args([&file; 4]);
                command.spawn().expect("the peer runs")
            };
            let both: [Child; 2] = [start("a"), start("b")];
            for mut child in both {
                assert!(child.wait().expect("it ends").success());
            }
        });
        (ours, theirs)
    });
    say("8 photos on two cores, wall", rounds.collect(), 0.70);
}

/// CPU of this process and of all children that ended, and wall time, in milliseconds.
fn measured(work: impl FnOnce()) -> (f64, f64) {
    let (before, started) = (cpu_ms(), Instant::now());
    work();
    (cpu_ms() - before, started.elapsed().as_secs_f64() * 1000.0)
}

/// The kernel counts in hundredths of a second.
fn cpu_ms() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").expect("Linux");
    let after = stat.rsplit(") ").next().expect("the name ends");
    after.split(' ').skip(11).take(4).filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() * 10.0
}

/// Takes one file in by the program itself. Returns the most memory that it and its children held at once, in MiB.
fn memory(file: &Path) -> (u64, f64) {
    let home = tempfile::tempdir().expect("a temporary folder");
    let started = Instant::now();
    let mut child = Command::new(crate::program())
        .arg("--home")
        .arg(home.path())
        .args(["-q", "ingest"])
        .arg(file)
        .env("RELIQUARY_PICTURE_MEGAPIXELS", "1100")
        .env("RELIQUARY_CHILD_CPU_S", "600")
        .stdout(Stdio::null())
        .spawn()
        .expect("the program runs");
    let mut most = 0;
    let status = loop {
        most = most.max(held(child.id()));
        match child.try_wait().expect("it can be waited for") {
            Some(status) => break status,
            None => std::thread::sleep(Duration::from_millis(3)),
        }
    };
    assert!(status.success(), "{}: {status}", file.display());
    (most >> 10, started.elapsed().as_secs_f64())
}

/// Memory of a process and its children, in KiB; pages that children share with it count once each.
fn held(process: u32) -> u64 {
    let tasks = std::fs::read_dir(format!("/proc/{process}/task")).into_iter().flatten().flatten();
    let children = tasks.filter_map(|task| std::fs::read_to_string(task.path().join("children")).ok());
    let children: u64 = children
        .flat_map(|list| list.split(' ').filter_map(|id| id.trim().parse().ok()).collect::<Vec<u32>>())
        .map(held)
        .sum();
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    children + line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok()).unwrap_or(0)
}
