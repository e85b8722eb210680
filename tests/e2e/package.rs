//! Packages and copies by the commands a person types: cut off half-way, made again after everything derived is gone,
//! equal after a restore; rot named, mended and no longer served.

use std::fs::File;
use std::path::Path;
use std::time::Duration;

use reliquary::export::check;
use tempfile::TempDir;

use crate::e2e::walk::lay_material;
use crate::e2e::walk::take_in;
use crate::support::Cli;

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

fn archive(pictures: u32) -> TempDir {
    let (home, material) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    lay_material(material.path(), "DTG", pictures);
    Cli::must(home.path(), &["user", "add", "somebody", "--role", "officer"]);
    take_in(home.path(), material.path(), "DTG");
    home
}

fn package(home: &Path, to: &Path, preset: &str) -> Vec<u8> {
    let file = to.join(format!("{preset}.zip"));
    Cli::must(home, &["export", "DTG", "--preset", preset, "-o", &file.to_string_lossy()]);
    assert_eq!(check::zip(File::open(&file).unwrap()).unwrap().wrong, []);
    std::fs::read(file).unwrap()
}

#[test]
fn a_package_cut_off_leaves_nothing_half_made() {
    let home = archive(3);
    let out = TempDir::new().unwrap();
    let file = out.path().join("cut.zip");
    for wait_ms in [20, 60, 120, 250, 500] {
        let words = ["export", "DTG", "--preset", "museum", "-o", &file.to_string_lossy()];
        let mut child = Cli::command(home.path(), &words).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(wait_ms));
        let _ = child.kill();
        child.wait().unwrap();
        for name in names(&home.path().join("exports")).iter().filter(|name| !name.starts_with('.')) {
            let made = File::open(home.path().join("exports").join(name)).unwrap();
            assert_eq!(check::zip(made).unwrap().wrong, []);
        }
        if file.exists() {
            assert_eq!(check::zip(File::open(&file).unwrap()).unwrap().wrong, []);
        }
    }
    package(home.path(), out.path(), "museum");
    assert!(names(&home.path().join("exports")).iter().all(|name| !name.starts_with('.')));
}

#[test]
fn what_is_derived_and_what_is_restored_gives_the_same_public_package() {
    let home = archive(2);
    let out = TempDir::new().unwrap();
    let before = package(home.path(), out.path(), "portal");
    let backup = TempDir::new().unwrap();
    Cli::must(home.path(), &["backup", &backup.path().to_string_lossy()]);
    let kept = names(backup.path());
    for name in names(home.path()).iter().filter(|name| name.starts_with("catalogue.db")) {
        std::fs::remove_file(home.path().join(name)).unwrap();
    }
    for name in ["index", "derivatives", "exports"] {
        std::fs::remove_dir_all(home.path().join(name)).unwrap();
    }
    assert!(before == package(home.path(), out.path(), "portal"), "made anew from the store alone");
    assert!(Cli::must(home.path(), &["doctor"]).contains("all is well"));
    let other = TempDir::new().unwrap();
    Cli::must(other.path(), &["restore", &backup.path().to_string_lossy()]);
    assert!(before == package(other.path(), out.path(), "portal"), "restored");
    assert!(Cli::must(other.path(), &["user", "list"]).contains("somebody"));
    assert_eq!(names(backup.path()), kept, "a backup is only read");
}

#[test]
fn rot_is_named_hidden_and_mended_from_a_backup() {
    let home = archive(2);
    let (out, backup) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let before = package(home.path(), out.path(), "portal");
    Cli::must(home.path(), &["backup", &backup.path().to_string_lossy()]);
    let found = std::process::Command::new("find")
        .arg(home.path().join("store"))
        .args(["-name", "original.jpg"])
        .output()
        .unwrap();
    let originals: Vec<String> = String::from_utf8(found.stdout).unwrap().lines().map(str::to_owned).collect();
    assert_eq!(originals.len(), 2);
    let mut bytes = std::fs::read(&originals[0]).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&originals[0], bytes).unwrap();
    std::fs::remove_dir_all(Path::new(&originals[1]).ancestors().nth(3).unwrap()).unwrap();
    let verified = Cli::run(home.path(), &["verify"]);
    let said = String::from_utf8_lossy(&verified.stdout).into_owned();
    assert_eq!(verified.status.code(), Some(1), "{said}");
    assert!(said.contains("corrupt: v1/content/original.jpg") && said.contains("missing: the whole object"), "{said}");
    assert!(package(home.path(), out.path(), "portal").len() < before.len(), "what is bad is not served as good");
    Cli::must(home.path(), &["verify", "--repair", "--from", &backup.path().to_string_lossy()]);
    assert!(Cli::must(home.path(), &["verify"]).contains("0 corrupt, 0 missing, 0 unexpected, 0 unreadable"));
    assert!(before == package(home.path(), out.path(), "portal"), "mended");
}
