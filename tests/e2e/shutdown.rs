//! TERM: work is finished or parked, the exit code is 0, and the next start goes on.

use std::io::Read as _;
use std::io::Write as _;
use std::net::TcpStream;
use std::time::Duration;
use std::time::Instant;

use tempfile::TempDir;

use crate::e2e::sender::Parcel;
use crate::e2e::sender::all_assets;
use crate::e2e::sender::call;
use crate::e2e::sender::must_be_there;
use crate::e2e::sender::prepare;
use crate::support::JPEG;
use crate::support::Server;
use crate::support::photo_of;
use crate::support::server::wait_for;

#[test]
fn a_stop_during_an_upload_ends_well_and_the_upload_is_sent_again() {
    let (home, folder) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let token = prepare(home.path(), folder.path());
    let server = Server::start(home.path());
    let mut half = TcpStream::connect(&server.address).unwrap();
    let head = format!(
        "POST /api/v1/relics/DTG/assets HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\n\
         content-type: text/plain\r\ncontent-length: 1000000\r\n\r\n"
    );
    half.write_all(head.as_bytes()).unwrap();
    half.write_all(&vec![b'a'; 300_000]).unwrap();
    wait_for("the upload to be under way", || {
        let uploads = std::fs::read_dir(home.path().join("uploads")).unwrap().count();
        (uploads + std::fs::read_dir(home.path().join("staging")).unwrap().count() > 0).then_some(())
    });
    let asked = Instant::now();
    let (status, log) = server.stop();
    assert!(status.success(), "{log}");
    assert!(asked.elapsed() < Duration::from_secs(20), "it took {:?}", asked.elapsed());
    let _ = half.set_read_timeout(Some(Duration::from_secs(5)));
    let mut answer = String::new();
    let _ = half.read_to_string(&mut answer);
    assert!(!answer.starts_with("HTTP/1.1 2"), "half a file is not acknowledged: {answer}");
    let server = Server::start(home.path());
    let mut parcel = Parcel::new(0);
    parcel.send(&server.address, &token).unwrap();
    must_be_there(&server.address, &token, &parcel);
    assert_eq!(all_assets(&server.address, &token).len(), 1, "half a file is not there");
}

#[test]
fn a_stop_while_pictures_are_made_parks_the_work_and_the_next_start_does_it() {
    let (home, folder) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let token = prepare(home.path(), folder.path());
    let server = Server::start(home.path());
    for number in 0..4 {
        let headers = [
            ("authorization", format!("Bearer {token}")),
            ("content-type", JPEG.to_owned()),
            ("content-disposition", format!("attachment; filename=\"anh-{number}.jpg\"")),
        ];
        let reply =
            call(&server.address, "POST", "/api/v1/relics/DTG/assets", &headers, &photo_of(number, 1600, 1200, JPEG));
        assert_eq!(reply.unwrap().status, 201);
    }
    let (status, log) = server.stop();
    assert!(status.success(), "{log}");
    assert!(!log.contains("panicked"), "{log}");
    let server = Server::start(home.path());
    let headers = [("authorization", format!("Bearer {token}"))];
    wait_for("every picture", || {
        let reply = call(&server.address, "GET", "/api/v1/assets?limit=200", &headers, b"").unwrap();
        let page: serde_json::Value = serde_json::from_slice(&reply.body).unwrap();
        let items = page["items"].as_array().unwrap();
        (items.len() == 4 && items.iter().all(|item| item["state"] == "ready")).then_some(())
    });
}
