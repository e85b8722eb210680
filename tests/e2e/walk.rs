//! The main walk: a folder of pictures is taken in while the archive is served, published, found and seen.

use std::path::Path;

use tempfile::TempDir;

use crate::support::Cli;
use crate::support::JPEG;
use crate::support::Server;
use crate::support::photo;
use crate::support::photo_of;
use crate::support::relic;
use crate::support::server::ask;

/// Lays a folder as an officer brings it: a folder named as the relic, a sheet beside it.
pub fn lay_material(folder: &Path, code: &str, pictures: u32) -> String {
    let below = folder.join(code);
    std::fs::create_dir_all(&below).unwrap();
    let mut sheet = String::from("file,title,alt_text,creator,rights\n");
    for number in 0..pictures {
        let name = format!("anh-{number}.jpg");
        std::fs::write(below.join(&name), photo(number + 1)).unwrap();
        sheet.push_str(&format!(
            "{name},Ảnh số {number},Mặt trước của đình,Nguyễn Thử,https://creativecommons.org/licenses/by/4.0/\n"
        ));
    }
    std::fs::write(folder.join("bang.csv"), sheet).unwrap();
    std::fs::write(folder.join("relic.json"), relic(code, "Đình Thạc Gián").to_json()).unwrap();
    below.to_string_lossy().into_owned()
}

/// Adds the relic of a laid folder, takes its pictures in and publishes it, by the commands an officer would type.
pub fn take_in(home: &Path, folder: &Path, code: &str) {
    let file = |name: &str| folder.join(name).to_string_lossy().into_owned();
    Cli::must(home, &["relic", "add", &file("relic.json")]);
    Cli::must(home, &["ingest", &file(code), "--match", "folder", "--sheet", &file("bang.csv")]);
    Cli::must(home, &["relic", "publish", code]);
}

#[test]
fn a_folder_becomes_a_page_that_every_spelling_finds() {
    let (home, material) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let folder = lay_material(material.path(), "DTG", 2);
    let server = Server::start(home.path());
    take_in(home.path(), material.path(), "DTG");
    let page = server.get("/vi/relics/DTG");
    assert!(page.contains("Đình Thạc Gián") && page.replace("&#x2f;", "/").contains("/iiif/image/"), "{page}");
    for (query, what) in [
        ("dinh%20thac%20gian", "without marks"),
        ("%C4%91%C3%ACnh%20th%E1%BA%A1c", "with marks"),
        ("%C4%91i%CC%80nh%20tha%CC%A3c%20gia%CC%81n", "decomposed"),
        ("th%E1%BA%A1c%20gi%C3%A1n", "its end"),
    ] {
        let found = server.get(&format!("/vi/relics?q={query}")).replace("&#x2f;", "/");
        assert!(found.contains("/vi/relics/DTG"), "{what} is not found:\n{found}");
    }
    for words in [&["dinh thac gian"][..], &["\u{111}i\u{300}nh tha\u{323}c gia\u{301}n"]] {
        let said = Cli::must(home.path(), &[&["search"], words].concat());
        assert!(said.contains("DTG  Đình Thạc Gián"), "{said}");
    }
    let nothing = ask(&server.address, "GET", "/vi/relics/XXX", &[], b"").unwrap();
    assert_eq!(nothing.status, 404);
    let again = Cli::run(home.path(), &["ingest", &folder, "--match", "folder"]);
    let told = String::from_utf8_lossy(&again.stderr).into_owned();
    assert!(again.status.success() && told.contains("0 taken, 2 here already"), "nothing comes in twice: {told}");
    let (status, log) = server.stop();
    assert!(status.success(), "{log}");
    assert!(!log.contains("ERROR") && !log.contains("panicked"), "{log}");
}

#[test]
fn what_cannot_be_taken_is_named_and_the_rest_goes_on() {
    let (home, material) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let put = |name: &str, bytes: &[u8]| std::fs::write(material.path().join(name), bytes).unwrap();
    let whole = photo_of(9, 64, 48, JPEG);
    put("good.jpg", &whole);
    put("empty.jpg", b"");
    put("cut.jpg", &whole[..whole.len() / 2]);
    put("note.txt", "Đình làng".as_bytes());
    let output = Cli::run(home.path(), &["--json", "ingest", &material.path().to_string_lossy()]);
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
    let told: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let of = |name: &str| {
        told["files"]
            .as_array()
            .unwrap()
            .iter()
            .find(|one| one["file"].as_str().unwrap().ends_with(name))
            .unwrap_or_else(|| panic!("{name}: {told}"))
            .clone()
    };
    assert_eq!(of("good.jpg")["outcome"], "taken");
    assert_eq!(of("note.txt")["outcome"], "taken");
    assert_eq!(of("empty.jpg")["outcome"], "refused");
    assert_eq!(of("empty.jpg")["reason"], "reason-empty");
    // What proves damaged only when it is decoded keeps its object and says so.
    assert_eq!(
        (of("cut.jpg")["state"].as_str(), of("cut.jpg")["outcome"].as_str()),
        (Some("quarantined"), Some("taken"))
    );
    assert_eq!(of("cut.jpg")["reason"], "reason-truncated");
}
