//! Pages of documents and scans as pictures: their names, their words, who may see them, and what a stranger may ask for.

use std::path::Path;
use std::path::PathBuf;

use reliquary::base::id::RecordId;
use reliquary::desk::Step;
use reliquary::model::access::Access;
use reliquary::model::access::Level;
use reliquary::model::access::Role;
use reliquary::model::access::Viewer;

use crate::support::Answer;
use crate::support::Archive;
use crate::support::Ask;
use crate::support::artefact;
use crate::support::open;
use crate::support::pdf;
use crate::support::relic;
use crate::support::scan;

const TEXTS: [&str; 3] = ["First page", "Second leaf of paper", "Third"];

/// A published relic with one file.
async fn with(file: &str, bytes: &[u8]) -> (Archive, RecordId) {
    let archive = Archive::new().await;
    let id = archive.add(relic("DOC", "Đình Tài Liệu")).await;
    let asset = archive.add_file("DOC", file, bytes, open()).await.id;
    archive.step(&id, Step::Publish { opens: false }).await;
    archive.settle().await;
    (archive, asset)
}

/// Asks again while the answer is to come again.
async fn patiently(archive: &Archive, address: &str) -> Answer {
    for _ in 0..20 {
        let answer = archive.get(address).await;
        if answer.status != 503 {
            return answer;
        }
        assert_eq!(answer.header("retry-after"), "5");
    }
    panic!("{address} is never ready");
}

async fn size(archive: &Archive, picture: &str) -> (u64, u64) {
    let info = patiently(archive, &format!("/iiif/image/{picture}/info.json")).await.must_be(200).json();
    (info["width"].as_u64().unwrap(), info["height"].as_u64().unwrap())
}

/// Files of derivatives, without the folders above.
fn made(archive: &Archive) -> Vec<PathBuf> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            if entry.path().is_dir() {
                walk(&entry.path(), found);
            } else {
                found.push(entry.path());
            }
        }
    }
    let mut found = Vec::new();
    walk(&archive.home().join("derivatives"), &mut found);
    // Answers made of them are kept apart.
    found.retain(|file| !file.starts_with(archive.home().join("derivatives/answers")));
    found.sort();
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_of_a_document_is_a_picture_made_once_when_it_is_asked_for() {
    let (archive, asset) = with("so.pdf", &pdf(&TEXTS)).await;
    assert_eq!(made(&archive).len(), 1, "the first page is made at ingest");
    assert_eq!(size(&archive, &asset.to_string()).await, (630, 894));
    assert_eq!(size(&archive, &format!("{asset}-1")).await, (630, 894));
    // More askers than there may be makings: they share one, and on a slow machine some are told to come again.
    let address = format!("/iiif/image/{asset}-2/full/200,/0/default.jpg");
    let askers = (0..40).map(|_| archive.get(&address));
    for answer in futures_util::future::join_all(askers).await {
        assert!(matches!(answer.status, 200 | 503), "{}", answer.text());
    }
    assert_eq!(patiently(&archive, &address).await.header("content-type"), "image/jpeg");
    assert_eq!(archive.desk.pages_begun(), 1);
    assert_eq!(made(&archive).len(), 2);
    let third = patiently(&archive, &address.replace("-2/", "-3/")).await.must_be(200);
    assert_ne!(archive.get(&address).await.header("etag"), third.header("etag"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_page_is_not_there() {
    let (archive, asset) = with("so.pdf", &pdf(&TEXTS)).await;
    for page in ["0", "4", "5001", "100000000000000000000", "-1", "01", "1e1", "", "2-2", "2.", "%2B2", "a"] {
        for end in ["/info.json", "/full/max/0/default.jpg"] {
            let answer = archive.get(&format!("/iiif/image/{asset}-{page}{end}")).await;
            assert_eq!(answer.status, 404, "{page}{end}: {}", answer.text());
        }
        if !page.is_empty() {
            let answer = archive.get(&format!("/api/v1/assets/{asset}/pages/{page}/text")).await;
            assert_eq!(answer.status, 404, "{page}: {}", answer.text());
        }
    }
    assert_eq!(made(&archive).len(), 1, "nothing was made for that");
    let bell = archive.add(artefact("DOC.CH.01", "Chuông", "DOC")).await;
    archive.step(&bell, Step::Publish { opens: false }).await;
    archive.settle().await;
    archive.get("/vi/relics/DOC/DOC.CH.01").await.must_be(200);
    archive.get("/vi/relics/DOC/DOC.CH.01?page=2").await.must_be(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn words_have_places_on_their_page() {
    let (archive, asset) = with("so.pdf", &pdf(&TEXTS)).await;
    let list = archive.get(&format!("/api/v1/assets/{asset}/pages?limit=2")).await.must_be(200).json();
    assert_eq!((list["total"].as_u64(), list["items"].as_array().map(Vec::len)), (Some(3), Some(2)));
    let second = &list["items"][1];
    assert_eq!(second["image"], format!("/iiif/image/{asset}-2/info.json"));
    assert_eq!((second["width"].as_u64(), second["height"].as_u64()), (Some(630), Some(894)));
    assert!(list["next"].as_str().unwrap().ends_with("/pages?limit=2&offset=2"), "{list}");
    let answer = patiently(&archive, second["text"].as_str().unwrap()).await.must_be(200);
    let words = answer.json();
    assert_eq!((words["width"].as_u64(), words["height"].as_u64()), (Some(630), Some(894)));
    let line = words["lines"][0].as_array().unwrap();
    let read: Vec<&str> = line.iter().map(|word| word[0].as_str().unwrap()).collect();
    assert_eq!(read, ["Second", "leaf", "of", "paper"]);
    let place = |n: usize| line[0][n].as_f64().unwrap();
    assert!((place(1) - 10.0 / 105.0).abs() < 0.01, "{line:?}");
    assert!(place(2) < 19.0 / 149.0 && place(2) + place(4) > 19.0 / 149.0, "{line:?}");
    assert!(place(4) > 4.0 / 149.0 && place(4) < 8.0 / 149.0, "{line:?}");
    let again =
        archive.ask(Ask::get(second["text"].as_str().unwrap()).header("if-none-match", answer.header("etag"))).await;
    assert_eq!(again.status, 304);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_the_archive_turns_the_pages_of_a_document_without_scripts() {
    let (archive, asset) = with("so.pdf", &pdf(&TEXTS)).await;
    let here = format!("/vi/relics/DOC/{asset}");
    let first = archive.get(&here).await.must_be(200).text();
    assert!(first.contains(&format!("href=\"{here}?page=2\" rel=\"next\"")), "{first}");
    assert!(!first.contains("rel=\"prev\"") && first.contains("First page"));
    let second = archive.get(&format!("{here}?page=2")).await.must_be(200).text();
    assert!(second.contains(&format!("src=\"/iiif/image/{asset}-2/full/!1200,1200/0/default.jpg\"")), "{second}");
    assert!(second.contains(&format!("href=\"{here}\" rel=\"prev\"")));
    assert!(second.contains(&format!("href=\"{here}?page=3\" rel=\"next\"")));
    assert!(second.contains("Second leaf of paper") && !second.contains(">First page"));
    assert!(second.contains(&format!("/api/v1/assets/{asset}/pages/2/text")), "{second}");
    assert!(second.contains(&format!("/en/relics/DOC/{asset}?page=2")), "other languages show the same page");
    let last = archive.get(&format!("{here}?page=3")).await.must_be(200).text();
    assert!(!last.contains("rel=\"next\""));
    for page in ["0", "4", "5001", "01", "-1", "100000000000000000000", "", "x"] {
        archive.get(&format!("{here}?page={page}")).await.must_be(404);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_a_scan_are_made_at_ingest_and_the_rest_when_asked_for() {
    let mut sizes = vec![(30, 40); 52];
    sizes[1] = (50, 20);
    let (archive, asset) = with("quet.tif", &scan(&sizes)).await;
    assert_eq!(made(&archive).len(), 50);
    assert_eq!(size(&archive, &format!("{asset}-2")).await, (50, 20));
    assert_eq!(size(&archive, &format!("{asset}-50")).await, (30, 40));
    assert_eq!(made(&archive).len(), 50);
    assert_eq!(size(&archive, &format!("{asset}-52")).await, (30, 40));
    assert_eq!(made(&archive).len(), 51);
    assert_eq!(archive.get(&format!("/iiif/image/{asset}-53/info.json")).await.status, 404);
    let list = archive.get(&format!("/api/v1/assets/{asset}/pages?offset=1&limit=1")).await.must_be(200).json();
    assert_eq!((list["items"][0]["width"].as_u64(), list["items"][0]["text"].is_null()), (Some(50), true));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_cannot_be_shown_says_why_and_the_others_stand() {
    let mut bytes = pdf(&["One", "Two", "Three"]);
    // The second page is a hair: a pixel wide it would be longer than any page may be.
    let find = |bytes: &[u8], from: usize| {
        let mark = b"[0 0 105 149]";
        from + bytes[from..].windows(mark.len()).position(|window| window == mark).expect("a page")
    };
    let first = find(&bytes, 0);
    let second = find(&bytes, first + 1);
    bytes[second..second + 13].copy_from_slice(b"[0 0 1 90000]");
    let (archive, asset) = with("hong.pdf", &bytes).await;
    for _ in 0..2 {
        let answer = patiently(&archive, &format!("/iiif/image/{asset}-2/info.json")).await;
        assert_eq!(answer.status, 422, "{}", answer.text());
        assert!(answer.json()["detail"]["reason"].as_str().unwrap().starts_with("reason-"), "{}", answer.text());
    }
    size(&archive, &format!("{asset}-3")).await;
    let list = archive.get(&format!("/api/v1/assets/{asset}")).await.must_be(200).json();
    assert_eq!((list["state"].as_str(), list["pages"].as_u64()), (Some("ready"), Some(3)));
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_are_as_hidden_as_their_asset_and_go_with_it() {
    let (archive, asset) = with("so.pdf", &pdf(&TEXTS)).await;
    let of = |id: &str| {
        [
            format!("/iiif/image/{id}-2"),
            format!("/iiif/image/{id}-2/info.json"),
            format!("/iiif/image/{id}-2/full/max/0/default.jpg"),
            format!("/iiif/image/{id}-1/0,0,512,512/512,/0/default.jpg"),
            format!("/api/v1/assets/{id}/pages"),
            format!("/api/v1/assets/{id}/pages/2/text"),
        ]
    };
    let (own, ghost) = (of(&asset.to_string()), of(&RecordId::fresh().to_string()));
    for address in &own {
        let answer = patiently(&archive, address).await;
        assert!(matches!(answer.status, 200 | 303), "{address}: {}", answer.status);
    }
    let staff = archive.person(Role::Registrar).await;
    for level in [Level::Sealed, Level::Staff, Level::Restricted, Level::Registered] {
        let until = (level == Level::Sealed).then(|| "2999-01-01T00:00:00Z".to_owned());
        archive.edit(&asset, |record| record.envelope.access = Access { level, until, names: Vec::new() }).await;
        for (address, ghost) in own.iter().zip(&ghost) {
            let (answer, never) = (archive.get(address).await, archive.get(ghost).await);
            assert_eq!(answer.status, never.status, "{level:?} {address}");
            let plain = |answer: &Answer, id: &str| answer.text().replace(id, "ID");
            assert_eq!(plain(&answer, &asset.to_string()).len(), plain(&never, ghost).len(), "{level:?} {address}");
        }
        if matches!(level, Level::Sealed | Level::Staff) {
            let seen = archive.ask(Ask::get(&own[5]).with_token(&staff)).await.must_be(200);
            assert_eq!(seen.header("cache-control"), "private, no-store");
        }
    }
    // A picture that may be seen small only does not give its words away, in pieces neither.
    let found = async |expected: u64| {
        let said = archive.get("/api/v1/search?q=second+leaf&kind=asset").await.must_be(200).json();
        assert_eq!(said["total"], expected, "{said}");
    };
    archive.edit(&asset, |record| record.envelope.access = Access::default()).await;
    archive.edit(&asset, |record| record.envelope.access.level = Level::Public).await;
    found(1).await;
    archive.edit(&asset, |record| record.envelope.access.level = Level::PublicReduced).await;
    found(0).await;
    assert_eq!(archive.get(&own[5]).await.status, 404);
    let list = archive.get(&own[4]).await.must_be(200).json();
    assert!(list["items"][1]["text"].is_null());
    assert!(made(&archive).len() >= 3);
    archive.desk.take_back(&Viewer::Operator, &asset).await.unwrap();
    assert_eq!(made(&archive).len(), 1, "pages that were asked for went with the asset");
    assert_eq!(archive.get(&own[2]).await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_strip_shows_pages_that_are_made_and_makes_none() {
    let (archive, asset) = with("so.pdf", &pdf(&TEXTS)).await;
    let here = format!("/vi/relics/DOC/{asset}");
    let small = |page: &str| format!("<img src=\"/iiif/image/{asset}{page}/full/");
    let first = archive.get(&here).await.must_be(200).text();
    assert!(first.contains(&format!("<a href=\"{here}?page=3\" data-to=\"3\"")), "{first}");
    assert!(first.contains(&format!("action=\"{here}\"")) && first.contains("max=\"3\""), "{first}");
    assert!(!first.contains(&small("-2")) && !first.contains(&small("-3")));
    assert_eq!(archive.desk.pages_begun(), 0);
    patiently(&archive, &format!("/iiif/image/{asset}-2/full/200,/0/default.jpg")).await.must_be(200);
    let after = archive.get(&here).await.must_be(200).text();
    assert!(after.contains(&small("-2")), "what was kept is void: {after}");
    assert!(!after.contains(&small("-3")) && after.matches("data-to=").count() == 3, "{after}");
    assert_eq!(archive.desk.pages_begun(), 1, "no page is made for the strip");
}
