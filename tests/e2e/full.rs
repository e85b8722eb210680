//! No room on the disk: uploads are refused with 507, what is there is still shown, and room makes uploads work again.

use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use crate::e2e::sender::Parcel;
use crate::e2e::sender::all_assets;
use crate::e2e::sender::call;
use crate::e2e::sender::must_be_there;
use crate::e2e::sender::prepare;
use crate::support::Server;
use crate::support::server::Reply;

fn send(server: &Server, token: &str, bytes: &[u8]) -> Reply {
    let headers = [
        ("authorization", format!("Bearer {token}")),
        ("content-type", "text/plain".to_owned()),
        ("content-disposition", "attachment; filename=\"to.txt\"".to_owned()),
    ];
    call(&server.address, "POST", "/api/v1/relics/DTG/assets", &headers, bytes).unwrap()
}

#[test]
fn without_the_reserve_uploads_are_refused_before_their_body() {
    let (home, folder) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let token = prepare(home.path(), folder.path());
    let words = ["serve", "--listen", "127.0.0.1:0"];
    let server = Server::start_with(home.path(), &words, &[("RELIQUARY_RESERVE_BYTES", "1000000000000000")]);
    let reply = send(&server, &token, b"text");
    assert_eq!(reply.status, 507, "{}", reply.text());
    assert_eq!(server.get("/healthz"), "ok\n");
    server.get("/vi");
    server.stop();
    let server = Server::start(home.path());
    assert_eq!(send(&server, &token, b"text").status, 201);
}

/// A small disk of memory; unmounted when dropped.
struct SmallDisk(TempDir);

impl SmallDisk {
    fn mount(mib: u32) -> Option<SmallDisk> {
        let folder = TempDir::new().unwrap();
        let size = format!("size={mib}m");
        let done = Command::new("mount").args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(folder.path()).output();
        if done.is_ok_and(|output| output.status.success()) {
            return Some(SmallDisk(folder));
        }
        // Even where much is required, the right to mount is the machine's to give.
        eprintln!("skipped: a small disk cannot be mounted here");
        None
    }

    fn path(&self) -> &Path {
        self.0.path()
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.path()).status();
    }
}

#[test]
fn a_disk_that_runs_full_loses_nothing_and_shows_what_is_there() {
    let Some(disk) = SmallDisk::mount(48) else { return };
    let folder = TempDir::new().unwrap();
    let home = disk.path().join("home");
    let token = prepare(&home, folder.path());
    let words = ["serve", "--listen", "127.0.0.1:0"];
    let server = Server::start_with(&home, &words, &[("RELIQUARY_RESERVE_BYTES", "0")]);
    let mut kept = Vec::new();
    for number in 0..4 {
        let mut parcel = Parcel::new(number);
        parcel.send(&server.address, &token).unwrap();
        kept.push(parcel);
    }
    let hog = disk.path().join("hog");
    let room = |bytes: u64| {
        // The hog takes everything but so many bytes.
        let free = Command::new("df").args(["--output=avail", "-B1"]).arg(disk.path()).output().unwrap();
        let free: u64 = String::from_utf8_lossy(&free.stdout).lines().nth(1).unwrap().trim().parse().unwrap();
        std::fs::write(&hog, vec![7u8; free.saturating_sub(bytes) as usize]).unwrap();
    };
    room(200_000);
    let mut refused = 0;
    for number in 0..30u32 {
        let text = format!("Tờ {number}. ").repeat(2_000);
        let reply = send(&server, &token, text.as_bytes());
        assert!(matches!(reply.status, 201 | 503 | 507), "{}: {}", reply.status, reply.text());
        refused += usize::from(reply.status != 201);
    }
    assert!(refused > 0, "the disk did run full");
    assert_eq!(server.get("/healthz"), "ok\n");
    server.get("/vi");
    for parcel in &kept {
        must_be_there(&server.address, &token, parcel);
    }
    std::fs::remove_file(&hog).unwrap();
    let freed = std::time::Instant::now();
    loop {
        let reply = send(&server, &token, b"There is room again.");
        if matches!(reply.status, 200 | 201) {
            break;
        }
        let waited = freed.elapsed();
        assert!(waited < std::time::Duration::from_secs(30), "{}: {}\n{}", reply.status, reply.text(), server.log());
        std::thread::sleep(std::time::Duration::from_millis(250));
    }
    all_assets(&server.address, &token);
    let (status, log) = server.stop();
    assert!(status.success() && !log.contains("panicked"), "{log}");
}
