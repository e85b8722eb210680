//! Resumable uploads (tus 1.0), by clause.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use reliquary::base::digest::Digest;
use reliquary::model::access::Role;

use crate::support::Answer;
use crate::support::Archive;
use crate::support::Ask;
use crate::support::Person;
use crate::support::photo;
use crate::support::relic;

fn tus(method: &str, address: &str, person: &Person) -> Ask {
    Ask::new(method, address).with_token(person).header("tus-resumable", "1.0.0")
}

fn piece(address: &str, person: &Person, offset: usize, bytes: &[u8]) -> Ask {
    tus("PATCH", address, person)
        .header("content-type", "application/offset+octet-stream")
        .header("upload-offset", &offset.to_string())
        .body(bytes)
}

async fn announce(archive: &Archive, person: &Person, length: usize, fields: &[(&str, &str)]) -> Answer {
    let fields: Vec<String> =
        fields.iter().map(|(name, value)| format!("{name} {}", BASE64_STANDARD.encode(value))).collect();
    let ask = tus("POST", "/api/v1/uploads", person).header("upload-length", &length.to_string());
    archive.ask(ask.header("upload-metadata", &fields.join(","))).await
}

#[tokio::test]
async fn a_file_in_pieces_is_an_asset_when_the_last_one_is_answered() {
    let archive = Archive::new().await;
    archive.add(relic("AAA", "Một")).await;
    let officer = archive.person(Role::Officer).await;
    let bytes = photo(1);
    let fields = [("filename", "Đình.jpg"), ("relic", "AAA"), ("title", "Mặt trước"), ("view", "front")];
    let announced = announce(&archive, &officer, bytes.len(), &fields).await.must_be(201);
    let address = announced.header("location").to_owned();
    assert!(announced.header("upload-expires").ends_with(" GMT"));
    let half = bytes.len() / 2;
    let first = archive.ask(piece(&address, &officer, 0, &bytes[..half])).await.must_be(204);
    assert_eq!(first.header("upload-offset"), half.to_string());
    assert_eq!((first.header("tus-resumable"), first.header("location")), ("1.0.0", ""));
    let head = archive.ask(tus("HEAD", &address, &officer)).await.must_be(200);
    assert_eq!(
        (head.header("upload-offset"), head.header("upload-length")),
        (half.to_string().as_str(), bytes.len().to_string().as_str())
    );
    assert_eq!(head.header("cache-control"), "no-store");
    archive.ask(piece(&address, &officer, 0, &bytes[half..])).await.must_be(409);
    let last = archive.ask(piece(&address, &officer, half, &bytes[half..])).await.must_be(204);
    let asset = archive.ask(Ask::get(last.header("location")).with_token(&officer)).await.must_be(200).json();
    assert_eq!(asset["sha256"], Digest::of(&bytes).hex());
    assert_eq!(
        (asset["title"]["vi"]["text"].as_str(), asset["files"][0]["name"].as_str()),
        (Some("Mặt trước"), Some("Đình.jpg"))
    );
    let later = archive.ask(tus("HEAD", &address, &officer)).await.must_be(200);
    assert_eq!(
        (later.header("location"), later.header("upload-offset")),
        (last.header("location"), bytes.len().to_string().as_str())
    );
    assert!(std::fs::read_dir(archive.home().join("uploads")).unwrap().next().is_none(), "nothing is left behind");
}

#[tokio::test]
async fn a_piece_is_kept_only_with_its_checksum() {
    let archive = Archive::new().await;
    let officer = archive.person(Role::Officer).await;
    let bytes = photo(2);
    let address = announce(&archive, &officer, bytes.len(), &[]).await.must_be(201).header("location").to_owned();
    let sum = |of: &[u8]| format!("sha256 {}", BASE64_STANDARD.encode(Digest::of(of).bytes()));
    let wrong =
        archive.ask(piece(&address, &officer, 0, &bytes).header("upload-checksum", &sum(b"other"))).await.must_be(460);
    assert_eq!((wrong.json()["error"].as_str(), wrong.header("tus-resumable")), (Some("asset.mismatch"), "1.0.0"));
    assert_eq!(archive.ask(tus("HEAD", &address, &officer)).await.must_be(200).header("upload-offset"), "0");
    archive.ask(piece(&address, &officer, 0, &bytes).header("upload-checksum", "md5 AAAA")).await.must_be(400);
    archive.ask(piece(&address, &officer, 0, &bytes).header("upload-checksum", &sum(&bytes))).await.must_be(204);
}

#[tokio::test]
async fn the_protocol_is_offered_and_its_rules_are_kept() {
    let archive = Archive::new().await;
    let officer = archive.person(Role::Officer).await;
    let offer = archive.ask(Ask::new("OPTIONS", "/api/v1/uploads")).await.must_be(204);
    assert_eq!(offer.header("tus-version"), "1.0.0");
    assert_eq!(offer.header("tus-extension"), "creation,expiration,checksum,termination");
    assert_eq!(offer.header("tus-max-size"), (4u64 << 30).to_string());
    let old =
        Ask::post("/api/v1/uploads").with_token(&officer).header("upload-length", "5").header("tus-resumable", "0.2.2");
    assert_eq!(archive.ask(old).await.must_be(412).header("tus-version"), "1.0.0");
    for (length, status) in [("5000000000", 413), ("x", 400), ("-1", 400), ("0", 422)] {
        archive.ask(tus("POST", "/api/v1/uploads", &officer).header("upload-length", length)).await.must_be(status);
    }
    archive.ask(tus("POST", "/api/v1/uploads", &officer)).await.must_be(400);
    let bad =
        tus("POST", "/api/v1/uploads", &officer).header("upload-length", "5").header("upload-metadata", "filename ***");
    archive.ask(bad).await.must_be(400);
    announce(&archive, &officer, 5, &[("relic", "NOSUCH")]).await.must_be(404);
    let address = announce(&archive, &officer, 5, &[]).await.must_be(201).header("location").to_owned();
    let typed = tus("PATCH", &address, &officer)
        .header("upload-offset", "0")
        .header("content-type", "text/plain")
        .body("12345");
    archive.ask(typed).await.must_be(415);
    archive.ask(piece(&address, &officer, 0, b"123456")).await.must_be(413);
    assert_eq!(archive.ask(tus("HEAD", &address, &officer)).await.must_be(200).header("upload-offset"), "0");
    let reader = archive.person(Role::Reader).await;
    for method in ["HEAD", "DELETE"] {
        archive.ask(tus(method, &address, &reader)).await.must_be(404);
    }
    archive.ask(piece(&address, &reader, 0, b"12345")).await.must_be(404);
    let stranger = Ask::new("POST", "/api/v1/uploads").header("tus-resumable", "1.0.0").header("upload-length", "5");
    archive.ask(stranger).await.must_be(401);
    archive.ask(tus("DELETE", &address, &officer)).await.must_be(204);
    archive.ask(tus("HEAD", &address, &officer)).await.must_be(404);
    archive.ask(tus("HEAD", "/api/v1/uploads/nonsense", &officer)).await.must_be(404);
}

#[tokio::test]
async fn a_file_that_is_refused_says_why_and_leaves_nothing() {
    let archive = Archive::new().await;
    let officer = archive.person(Role::Officer).await;
    let bytes = photo(3);
    let wrong = Digest::of(b"other").hex();
    let address = announce(&archive, &officer, bytes.len(), &[("sha256", &wrong)])
        .await
        .must_be(201)
        .header("location")
        .to_owned();
    archive.ask(piece(&address, &officer, 0, &bytes)).await.must_be(460);
    archive.ask(tus("HEAD", &address, &officer)).await.must_be(404);
    assert!(std::fs::read_dir(archive.home().join("uploads")).unwrap().next().is_none(), "nothing is left behind");
}
