//! Originals and small pictures.

use reliquary::base::digest::Digest;
use reliquary::model::access::Access;
use reliquary::model::access::Level;
use reliquary::model::access::Role;

use crate::support::Archive;
use crate::support::Ask;
use crate::support::JPEG;
use crate::support::photo;
use crate::support::photo_of;
use crate::support::relic;

#[tokio::test]
async fn an_original_comes_as_it_was_sent_whole_or_in_parts() {
    let archive = Archive::new().await;
    archive.publish(relic("AAA", "Một")).await;
    let bytes = photo(41);
    let open = Access { level: Level::Public, ..Access::default() };
    let id = archive.add_file("AAA", "Ảnh \"đẹp\".jpg", &bytes, open).await.id;
    let address = format!("/api/v1/assets/{id}/original");
    let whole = archive.get(&address).await.must_be(200);
    assert_eq!(whole.body, bytes);
    assert_eq!(whole.header("etag"), format!("\"{}\"", Digest::of(&bytes)));
    for (name, value) in [
        ("content-type", JPEG),
        ("content-security-policy", "default-src 'none'; sandbox"),
        ("x-content-type-options", "nosniff"),
        ("accept-ranges", "bytes"),
        (
            "content-disposition",
            "attachment; filename=\"_nh ___p_.jpg\"; filename*=UTF-8''%E1%BA%A2nh%20%22%C4%91%E1%BA%B9p%22.jpg",
        ),
    ] {
        assert_eq!(whole.header(name), value);
    }
    let size = bytes.len();
    for (range, first, last) in [
        ("bytes=0-9", 0, 9),
        ("bytes=100-", 100, size - 1),
        ("bytes=-7", size - 7, size - 1),
        ("bytes=5-99999999", 5, size - 1),
    ] {
        let part = archive.ask(Ask::get(&address).header("range", range)).await.must_be(206);
        assert_eq!(part.body, bytes[first..=last], "{range}");
        assert_eq!(part.header("content-range"), format!("bytes {first}-{last}/{size}"));
    }
    let beyond = archive.ask(Ask::get(&address).header("range", &format!("bytes={size}-"))).await.must_be(416);
    assert_eq!(beyond.header("content-range"), format!("bytes */{size}"));
    assert_eq!(beyond.json()["error"], "request.range");
    for range in ["bytes=9-1", "bytes=0-1,4-5", "lines=1-2", "bytes=x"] {
        archive.ask(Ask::get(&address).header("range", range)).await.must_be(200);
    }
    let same = Ask::get(&address).header("range", "bytes=0-0").header("if-range", whole.header("etag"));
    archive.ask(same).await.must_be(206);
    let other = Ask::get(&address).header("range", "bytes=0-0").header("if-range", "\"other\"");
    assert_eq!(archive.ask(other).await.must_be(200).body.len(), size);
    archive.ask(Ask::get(&address).header("if-none-match", whole.header("etag"))).await.must_be(304);
    let head = archive.ask(Ask::new("HEAD", &address)).await.must_be(200);
    assert_eq!((head.body.len(), head.header("content-length")), (0, size.to_string().as_str()));
}

#[tokio::test]
async fn closed_originals_answer_like_those_that_never_were() {
    let archive = Archive::new().await;
    archive.publish(relic("AAA", "Một")).await;
    let officer = archive.person(Role::Officer).await;
    let staff = Access { level: Level::Staff, ..Access::default() };
    let id = archive.add_file("AAA", "kin.jpg", &photo(42), staff).await.id;
    let never = "01ARZ3NDEKTSV4RRFFQ69G5FAV";
    for below in ["", "/original", "/thumbnail"] {
        let hidden = archive.get(&format!("/api/v1/assets/{id}{below}")).await.must_be(404);
        let absent = archive.get(&format!("/api/v1/assets/{never}{below}")).await.must_be(404);
        assert_eq!(hidden.printed(), absent.printed(), "{below}");
        let seen =
            archive.ask(Ask::get(&format!("/api/v1/assets/{id}{below}")).with_token(&officer)).await.must_be(200);
        assert!(seen.header("cache-control").contains("no-store"), "{below}");
    }
    archive.get("/api/v1/assets/nonsense/original").await.must_be(404);
    let reduced = Access { level: Level::PublicReduced, ..Access::default() };
    let id = archive.add_file("AAA", "nho.jpg", &photo(43), reduced).await.id;
    archive.get(&format!("/api/v1/assets/{id}/original")).await.must_be(403);
    archive.get(&format!("/api/v1/assets/{id}/thumbnail")).await.must_be(200);
}

#[tokio::test]
async fn a_small_picture_is_512_pixels_wide() {
    let archive = Archive::new().await;
    archive.publish(relic("AAA", "Một")).await;
    let open = Access { level: Level::Public, ..Access::default() };
    let id = archive.add_file("AAA", "rong.jpg", &photo_of(44, 1600, 900, JPEG), open).await.id;
    let answer = archive.get(&format!("/api/v1/assets/{id}/thumbnail")).await.must_be(200);
    assert_eq!(answer.header("content-type"), JPEG);
    assert_eq!(width(&answer.body), 512);
    archive
        .ask(Ask::get(&format!("/api/v1/assets/{id}/thumbnail")).header("if-none-match", answer.header("etag")))
        .await
        .must_be(304);
}

/// Reads the width out of a JPEG's frame header.
fn width(jpeg: &[u8]) -> u16 {
    let at = jpeg.windows(2).position(|pair| pair[0] == 0xff && (0xc0..=0xc2).contains(&pair[1])).expect("a frame");
    u16::from_be_bytes([jpeg[at + 7], jpeg[at + 8]])
}

#[tokio::test]
async fn an_asset_is_described_and_taken_back() {
    let archive = Archive::new().await;
    archive.publish(relic("AAA", "Một")).await;
    let officer = archive.person(Role::Officer).await;
    let open = Access { level: Level::Public, ..Access::default() };
    let id = archive.add_file("AAA", "a.jpg", &photo(45), open).await.id;
    let address = format!("/api/v1/assets/{id}");
    let read = archive.ask(Ask::get(&address).with_token(&officer)).await.must_be(200);
    let mut asset = read.json();
    asset["title"] = serde_json::json!({ "vi": "Tên mới" });
    let put = Ask::new("PUT", &address).with_token(&officer).header("if-match", read.header("etag")).json(&asset);
    let kept = archive.ask(put).await.must_be(200).json();
    assert_eq!((kept["title"]["vi"]["text"].as_str(), kept["state"].as_str()), (Some("Tên mới"), Some("ready")));
    assert_eq!(kept["files"], asset["files"], "a file never changes");
    archive.get(&address).await.must_be(200);
    archive.ask(Ask::new("DELETE", &address).with_token(&officer)).await.must_be(204);
    archive.get(&address).await.must_be(404);
    let tray = archive.ask(Ask::get("/api/v1/assets?intake=true").with_token(&officer)).await.must_be(200).json();
    assert_eq!(tray["items"][0]["id"], id.to_string());
}
