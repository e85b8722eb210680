//! Files sent in one request.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use reliquary::base::digest::Digest;
use reliquary::model::access::Role;

use crate::http::api::plain;
use crate::support::Archive;
use crate::support::Ask;
use crate::support::JPEG;
use crate::support::goldens;
use crate::support::photo;
use crate::support::relic;

#[tokio::test]
async fn a_form_is_taken_with_what_it_says_and_the_same_bytes_once() {
    let archive = Archive::new().await;
    archive.add(relic("AAA", "Một")).await;
    archive.add(relic("BBB", "Hai")).await;
    let officer = archive.person(Role::Officer).await;
    let bytes = photo(1);
    let fields = [
        ("title", "Mặt trước"),
        ("title_en", "Front"),
        ("alt_text", "Cổng và sân"),
        ("view", "front"),
        ("sha256", &Digest::of(&bytes).hex()),
    ];
    let send = |code: &str| {
        Ask::post(&format!("/api/v1/relics/{code}/assets"))
            .with_token(&officer)
            .files(&fields, &[("Đình.jpg", JPEG, &bytes)])
    };
    let taken = archive.ask(send("AAA")).await.must_be(201);
    goldens(&[("http/api-file-taken.json".to_owned(), plain(&taken.json()))]);
    assert_eq!(taken.json()["sha256"], Digest::of(&bytes).hex());
    let id = taken.json()["id"].as_str().unwrap().to_owned();
    assert_eq!(taken.header("location"), format!("/api/v1/assets/{id}"));
    archive.settle().await;
    let asset = archive.ask(Ask::get(&format!("/api/v1/assets/{id}")).with_token(&officer)).await.must_be(200);
    goldens(&[("http/api-asset.json".to_owned(), plain(&asset.json()))]);
    let again = archive.ask(send("BBB")).await.must_be(200).json();
    assert_eq!((again["id"].as_str(), again["duplicate"].as_bool()), (Some(id.as_str()), Some(true)));
    let asset = archive.ask(Ask::get(&format!("/api/v1/assets/{id}")).with_token(&officer)).await.json();
    assert_eq!(asset["of"].as_array().map(Vec::len), Some(2));
    let listed = archive.ask(Ask::get("/api/v1/relics/BBB/assets").with_token(&officer)).await.must_be(200).json();
    assert_eq!((listed["total"].as_u64(), listed["items"][0]["id"].as_str()), (Some(1), Some(id.as_str())));
}

#[tokio::test]
async fn of_many_files_each_is_named_and_the_good_ones_stay() {
    let archive = Archive::new().await;
    archive.add(relic("AAA", "Một")).await;
    let officer = archive.person(Role::Officer).await;
    let (one, two) = (photo(1), photo(2));
    let files: [(&str, &str, &[u8]); 4] =
        [("1.jpg", JPEG, &one), ("cut.jpg", JPEG, &two[..40]), ("empty.jpg", JPEG, b""), ("2.jpg", JPEG, &two)];
    let send = Ask::post("/api/v1/relics/AAA/assets").with_token(&officer).header("accept-language", "en");
    let answer = archive.ask(send.files(&[], &files)).await.must_be(201).json();
    goldens(&[("http/api-files-taken.json".to_owned(), plain(&answer))]);
    let bad: [(&str, &str, &[u8]); 2] = [("empty.jpg", JPEG, b""), ("empty2.jpg", JPEG, b"")];
    let refused =
        archive.ask(Ask::post("/api/v1/relics/AAA/assets").with_token(&officer).files(&[], &bad)).await.must_be(422);
    assert_eq!(refused.json()["detail"]["files"].as_array().map(Vec::len), Some(2));
    assert!(std::fs::read_dir(archive.home().join("uploads")).unwrap().next().is_none(), "nothing is left behind");
}

#[tokio::test]
async fn bare_bytes_are_taken_under_the_name_of_their_header() {
    let archive = Archive::new().await;
    let officer = archive.person(Role::Officer).await;
    let bytes = photo(3);
    let sum = BASE64_STANDARD.encode(Digest::of(&bytes).bytes());
    let send = |name: &str, sum: &str| {
        Ask::post("/api/v1/assets")
            .with_token(&officer)
            .header("content-type", JPEG)
            .header("content-disposition", name)
            .header("content-digest", &format!("sha-256=:{sum}:"))
            .body(bytes.clone())
    };
    let wrong = BASE64_STANDARD.encode(Digest::of(b"other").bytes());
    assert_eq!(archive.ask(send("attachment", &wrong)).await.must_be(460).json()["error"], "asset.mismatch");
    let name = "attachment; filename=\"x.jpg\"; filename*=UTF-8''%C4%90%C3%ACnh.jpg";
    let id = archive.ask(send(name, &sum)).await.must_be(201).json()["id"].as_str().unwrap().to_owned();
    let tray = archive.ask(Ask::get("/api/v1/assets?intake=true").with_token(&officer)).await.must_be(200).json();
    assert_eq!(
        (tray["items"][0]["id"].as_str(), tray["items"][0]["name"].as_str()),
        (Some(id.as_str()), Some("Đình.jpg"))
    );
}

#[tokio::test]
async fn a_repeated_key_sends_nothing_twice() {
    let archive = Archive::new().await;
    archive.add(relic("AAA", "Một")).await;
    let officer = archive.person(Role::Officer).await;
    let send = |number| {
        Ask::post("/api/v1/relics/AAA/assets")
            .with_token(&officer)
            .header("idempotency-key", "k1")
            .files(&[], &[("a.jpg", JPEG, &photo(number))])
    };
    let first = archive.ask(send(1)).await.must_be(201);
    let again = archive.ask(send(1)).await.must_be(201);
    assert_eq!((first.json(), first.header("location")), (again.json(), again.header("location")));
    assert_eq!(archive.ask(send(2)).await.must_be(422).json()["error"], "request.key_reused");
    let held = archive.ask(Ask::get("/api/v1/assets").with_token(&officer)).await.must_be(200).json();
    assert_eq!(held["total"], 1);
}

#[tokio::test]
async fn what_is_no_file_is_refused_with_its_reason() {
    let archive = Archive::new().await;
    archive.add(relic("AAA", "Một")).await;
    let officer = archive.person(Role::Officer).await;
    let post = |address: &str| Ask::post(address).with_token(&officer).header("accept-language", "en");
    let here = "/api/v1/relics/AAA/assets";
    let empty = archive.ask(post(here).files(&[], &[("a.jpg", JPEG, b"")])).await.must_be(422).json();
    assert_eq!(
        (empty["error"].as_str(), empty["detail"]["reason"].as_str()),
        (Some("asset.refused"), Some("reason-empty"))
    );
    assert_eq!(empty["message"], "The file is empty");
    assert_eq!(
        archive.ask(post(here).files(&[("title", "x")], &[])).await.must_be(400).json()["error"],
        "request.no_file"
    );
    let broken = post(here).header("content-type", "multipart/form-data; boundary=x").body("--x\r\nbroken");
    archive.ask(broken).await.must_be(400);
    archive.ask(post(here).header("content-type", "multipart/form-data").body("x")).await.must_be(400);
    archive.ask(post("/api/v1/relics/NOSUCH/assets").files(&[], &[("a.jpg", JPEG, &photo(1))])).await.must_be(404);
    let large = post(here).header("content-type", JPEG).header("content-length", "5000000000");
    archive.ask(large).await.must_be(413);
    let field = "x".repeat(70_000);
    archive.ask(post(here).files(&[("title", field.as_str())], &[("a.jpg", JPEG, &photo(1))])).await.must_be(413);
    assert!(std::fs::read_dir(archive.home().join("uploads")).unwrap().next().is_none(), "nothing is left behind");
}

#[tokio::test]
async fn a_full_disk_refuses_before_the_body_is_read() {
    let archive = Archive::with(&[("reserve_bytes", "9000000000000000")]).await;
    let officer = archive.person(Role::Officer).await;
    let send = Ask::post("/api/v1/assets").with_token(&officer).files(&[], &[("a.jpg", JPEG, &photo(1))]);
    assert_eq!(archive.ask(send).await.must_be(507).json()["error"], "archive.full");
    let announce = Ask::post("/api/v1/uploads")
        .with_token(&officer)
        .header("tus-resumable", "1.0.0")
        .header("upload-length", "10");
    archive.ask(announce).await.must_be(507);
    archive.get("/api/v1/search").await.must_be(200);
}
