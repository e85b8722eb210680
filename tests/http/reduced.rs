//! `public_reduced`: strangers see at most so much, marked, at every address; those who are let in see all of it.

use reliquary::base::id::RecordId;
use reliquary::model::access::Access;
use reliquary::model::access::Level;
use reliquary::model::access::Role;

use crate::http::iiif::files;
use crate::http::iiif::seen;
use crate::support::Archive;
use crate::support::Ask;
use crate::support::JPEG;
use crate::support::photo_of;
use crate::support::relic;

async fn with_reduced(mark: &str) -> (Archive, RecordId) {
    let archive = Archive::with(&[("reduced_px", "512"), ("reduced_mark", mark)]).await;
    archive.publish(relic("DTG", "Đình Thạc Gián")).await;
    let reduced = Access { level: Level::PublicReduced, ..Access::default() };
    let id = archive.add_file("DTG", "rong.jpg", &photo_of(9, 1300, 900, JPEG), reduced).await.id;
    (archive, id)
}

#[tokio::test]
async fn to_strangers_the_picture_is_as_small_as_they_may_see_it() {
    let (archive, id) = with_reduced("").await;
    let info = archive.get(&format!("/iiif/image/{id}/info.json")).await.must_be(200).json();
    for (name, expected) in [("width", 512), ("height", 354), ("maxWidth", 512), ("maxHeight", 354)] {
        assert_eq!(info[name], expected, "{name}");
    }
    assert_eq!(info["sizes"], serde_json::json!([{ "width": 256, "height": 177 }, { "width": 512, "height": 354 }]));
    for below in [
        "full/max/0/default.jpg",
        "full/512,/0/default.jpg",
        "full/!9000,9000/0/gray.png",
        "0,0,5000,5000/max/0/default.webp",
    ] {
        for at in ["image", "image2"] {
            let picture = seen(&archive.get(&format!("/iiif/{at}/{id}/{below}")).await.must_be(200));
            assert_eq!((picture.width, picture.height), (512, 354), "{below}");
        }
    }
    for below in [
        "full/513,/0/default.jpg",
        "full/1300,900/0/default.jpg",
        "0,0,100,100/101,/0/default.jpg",
        "512,0,512,512/512,512/0/default.jpg",
        "0,512,512,388/512,388/0/default.jpg",
    ] {
        archive.get(&format!("/iiif/image/{id}/{below}")).await.must_be(400);
    }
    // A part of it is no sharper than the whole of it.
    let part = archive.get(&format!("/iiif/image/{id}/100,100,200,100/200,/0/default.png")).await.must_be(200);
    assert_eq!((seen(&part).width, seen(&part).height), (200, 100));
}

#[tokio::test]
async fn pages_and_lists_offer_no_more_than_is_shown() {
    let (archive, id) = with_reduced("").await;
    archive
        .edit(
            &archive.desk.record(&reliquary::model::access::Viewer::Operator, "DTG").await.unwrap().0.envelope.id,
            |record| {
                if let reliquary::model::record::Body::Relic(body) = &mut record.body {
                    body.cover = Some(reliquary::model::value::Ref::id(id));
                }
            },
        )
        .await;
    let start = format!("/iiif/image/{id}/full/");
    let mut found = 0;
    for page in ["/vi/relics/DTG", &format!("/vi/relics/DTG/{id}"), "/vi/relics", "/vi", "/api/v1/search?limit=50"] {
        let text = archive.get(page).await.must_be(200).text().replace("&#x2f;", "/");
        for (at, _) in text.match_indices(&start) {
            let address: String = text[at..].chars().take_while(|c| !matches!(c, '"' | ' ' | '&' | ')')).collect();
            archive.get(&address).await.must_be(200);
            found += 1;
        }
    }
    assert!(found > 5, "{found}");
}

#[tokio::test]
async fn those_who_are_let_in_see_all_of_it_and_no_cache_hands_that_on() {
    let (archive, id) = with_reduced("").await;
    let officer = archive.person(Role::Officer).await;
    let member = archive.person(Role::Member).await;
    let address = format!("/iiif/image/{id}/512,0,512,512/512,512/0/default.jpg");
    for _ in 0..2 {
        for ask in [Ask::get(&address).with_token(&officer), Ask::get(&address).by(&officer)] {
            let answer = archive.ask(ask).await.must_be(200);
            assert_eq!((seen(&answer).width, answer.header("cache-control")), (512, "private, no-store"));
            assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin");
        }
        archive.get(&address).await.must_be(400);
        archive.ask(Ask::get(&address).by(&member)).await.must_be(400);
        let small = archive.get(&format!("/iiif/image/{id}/full/max/0/default.jpg")).await.must_be(200);
        assert!(small.header("vary").contains("Cookie") && small.header("cache-control") == "private, max-age=300");
        let info =
            archive.ask(Ask::get(&format!("/iiif/image/{id}/info.json")).with_token(&officer)).await.must_be(200);
        assert_eq!(info.json()["width"], 1300);
    }
}

#[tokio::test]
async fn the_mark_lies_on_every_answer_to_strangers_and_on_none_to_others() {
    let (archive, id) = with_reduced("Kho di sản").await;
    let (bare, same) = with_reduced("").await;
    let officer = archive.person(Role::Officer).await;
    for below in [
        "full/max/0/default.png",
        "full/256,177/0/default.png",
        "0,0,256,177/256,177/0/default.png",
        "256,177,256,177/128,/0/default.png",
        "full/512,354/0/default.jpg",
    ] {
        let marked = seen(&archive.get(&format!("/iiif/image/{id}/{below}")).await.must_be(200));
        let plain = seen(&bare.get(&format!("/iiif/image/{same}/{below}")).await.must_be(200));
        let changed = marked.rgb.iter().zip(&plain.rgb).filter(|(a, b)| a.abs_diff(**b) > 8).count();
        assert!(changed > marked.rgb.len() / 200 && changed < marked.rgb.len() / 2, "{below}: {changed}");
    }
    let full =
        archive.ask(Ask::get(&format!("/iiif/image/{id}/full/512,354/0/default.jpg")).with_token(&officer)).await;
    let plain = bare.get(&format!("/iiif/image/{same}/full/512,354/0/default.jpg")).await;
    assert_eq!(full.must_be(200).body, plain.body);
    assert!(!files(&archive.home().join("derivatives/answers")).is_empty());
    let thumbnail = archive.get(&format!("/api/v1/assets/{id}/thumbnail")).await.must_be(200);
    assert_ne!(thumbnail.body, bare.get(&format!("/api/v1/assets/{same}/thumbnail")).await.body);
}

#[tokio::test]
async fn a_picture_that_becomes_reduced_is_so_at_once() {
    let archive = Archive::with(&[("reduced_px", "512")]).await;
    archive.publish(relic("DTG", "Đình Thạc Gián")).await;
    let open = Access { level: Level::Public, ..Access::default() };
    let id = archive.add_file("DTG", "rong.jpg", &photo_of(9, 1300, 900, JPEG), open).await.id;
    let address = format!("/iiif/image/{id}/512,0,512,512/512,512/0/default.jpg");
    let tag = archive.get(&address).await.must_be(200).header("etag").to_owned();
    archive.edit(&id, |record| record.envelope.access.level = Level::PublicReduced).await;
    archive.ask(Ask::get(&address).header("if-none-match", &tag)).await.must_be(400);
    archive.get(&format!("/api/v1/assets/{id}/original")).await.must_be(403);
}
