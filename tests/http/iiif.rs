//! IIIF Image 3.0 and 2.1 over HTTP: one test a sentence of the standard that we claim (the grammar's own are beside it).

use reliquary::base::id::RecordId;
use reliquary::base::picture::Picture;
use reliquary::media::decode;
use reliquary::media::format;
use reliquary::model::access::Access;
use reliquary::model::access::Level;
use reliquary::model::record::Body;

use crate::support::Answer;
use crate::support::Archive;
use crate::support::Ask;
use crate::support::JPEG;
use crate::support::PUBLIC_URL;
use crate::support::photo_of;
use crate::support::relic;

/// A public picture of 1300 × 900 pixels: two levels of several tiles, and a last one of one.
pub async fn with_picture(settings: &[(&'static str, &str)]) -> (Archive, RecordId) {
    let archive = Archive::with(settings).await;
    archive.publish(relic("DTG", "Đình Thạc Gián")).await;
    let open = Access { level: Level::Public, ..Access::default() };
    let id = archive.add_file("DTG", "rong.jpg", &photo_of(9, 1300, 900, JPEG), open).await.id;
    (archive, id)
}

/// Decodes an answer.
pub fn seen(answer: &Answer) -> Picture {
    let format = format::identify(&mut std::io::Cursor::new(&answer.body)).expect("memory does not fail");
    decode::decode(&answer.body, format, 1).unwrap_or_else(|error| panic!("{error}: {}", answer.printed()))
}

fn pixel(picture: &Picture, x: u32, y: u32) -> [u8; 3] {
    let at = (y * picture.width + x) as usize * 3;
    picture.rgb[at..at + 3].try_into().expect("three channels")
}

#[track_caller]
fn must_be_near(a: [u8; 3], b: [u8; 3]) {
    assert!(a.iter().zip(&b).all(|(a, b)| a.abs_diff(*b) <= 12), "{a:?} {b:?}");
}

#[tokio::test]
async fn the_base_address_is_a_303_to_the_information() {
    let (archive, id) = with_picture(&[]).await;
    for at in ["image", "image2"] {
        for method in ["GET", "HEAD"] {
            let answer = archive.ask(Ask::new(method, &format!("/iiif/{at}/{id}"))).await.must_be(303);
            assert_eq!(answer.header("location"), format!("{PUBLIC_URL}/iiif/{at}/{id}/info.json"));
        }
    }
}

#[tokio::test]
async fn information_is_linked_data_unless_something_else_is_asked_for() {
    let (archive, id) = with_picture(&[]).await;
    let address = format!("/iiif/image/{id}/info.json");
    let linked = "application/ld+json;profile=\"http://iiif.io/api/image/3/context.json\"";
    for (accept, kind) in [
        (None, linked),
        (Some("application/ld+json"), linked),
        (Some("application/ld+json;profile=\"http://iiif.io/api/image/3/context.json\", */*;q=0.1"), linked),
        (Some("application/json"), "application/json"),
        (Some("*/*"), "application/json"),
    ] {
        let ask = Ask::get(&address);
        let answer = archive.ask(if let Some(accept) = accept { ask.header("accept", accept) } else { ask }).await;
        assert_eq!(answer.header("content-type"), kind, "{accept:?}");
        assert_eq!(answer.json()["id"], format!("{PUBLIC_URL}/iiif/image/{id}"));
        assert_eq!(answer.json()["rights"], "https://creativecommons.org/licenses/by/4.0/");
        assert!(answer.headers.get_all("vary").iter().any(|value| value.to_str().unwrap().contains("Accept")));
    }
    let two = archive.get(&format!("/iiif/image2/{id}/info.json")).await.must_be(200);
    assert_eq!(two.header("content-type"), "application/ld+json");
    assert_eq!(two.json()["@id"], format!("{PUBLIC_URL}/iiif/image2/{id}"));
    assert_eq!(two.header("link"), "<http://iiif.io/api/image/2/level2.json>;rel=\"profile\"");
}

#[tokio::test]
async fn every_size_and_tile_of_the_information_is_served_at_exactly_that_size() {
    let (archive, id) = with_picture(&[]).await;
    let info = archive.get(&format!("/iiif/image/{id}/info.json")).await.must_be(200).json();
    let number = |value: &serde_json::Value| value.as_u64().expect("a number") as u32;
    let sizes = info["sizes"].as_array().expect("a list");
    assert_eq!(sizes.len(), 4);
    for size in sizes {
        let (width, height) = (number(&size["width"]), number(&size["height"]));
        let picture = archive.get(&format!("/iiif/image/{id}/full/{width},{height}/0/default.jpg")).await.must_be(200);
        assert_eq!((seen(&picture).width, seen(&picture).height), (width, height));
    }
    let mut tiles = 0;
    for factor in info["tiles"][0]["scaleFactors"].as_array().expect("a list").iter().map(number) {
        let span = 512 * factor;
        for (x, y) in
            (0..1300).step_by(span as usize).flat_map(|x| (0..900).step_by(span as usize).map(move |y| (x, y)))
        {
            let (wide, high) = (span.min(1300 - x), span.min(900 - y));
            let (width, height) = (wide.div_ceil(factor), high.div_ceil(factor));
            for at in ["image", "image2"] {
                let address = format!("/iiif/{at}/{id}/{x},{y},{wide},{high}/{width},{height}/0/default.jpg");
                let picture = archive.get(&address).await.must_be(200);
                assert_eq!((seen(&picture).width, seen(&picture).height), (width, height), "{address}");
                tiles += 1;
            }
        }
    }
    assert_eq!(tiles, 2 * (6 + 2 + 1));
}

#[tokio::test]
async fn any_spelling_of_a_stored_picture_is_the_same_answer_with_one_canonical_link() {
    let (archive, id) = with_picture(&[]).await;
    let canonical = archive.get(&format!("/iiif/image/{id}/0,0,1024,900/512,450/0/default.jpg")).await.must_be(200);
    assert_eq!(
        canonical.header("link"),
        format!(
            "<{PUBLIC_URL}/iiif/image/{id}/0,0,1024,900/512,450/0/default.jpg>;rel=\"canonical\",\
             <http://iiif.io/api/image/3/level2.json>;rel=\"profile\""
        )
    );
    for spelling in [
        "0,0,1024,900/512,/0/default.jpg",
        "0,0,1024,900/,450/0/default.jpg",
        "0,0,1024,900/!512,512/0/default.jpg",
        "0,0,1024,900/pct:50/0/color.jpg",
        "0,0,1024,9999/^512,450/0/default.jpg",
        "0%2C0%2C1024%2C900/512%2C/0/default.jpg",
        "0%2c0%2c1024%2c900/%5E512%2C450/360/default.jpg",
        "pct:0,0,78.76923,100/512,450/0.0/default.jpg",
        "pct%3A0,0,78.76923,100/%21512,512/0/default.jpg",
    ] {
        let answer = archive.get(&format!("/iiif/image/{id}/{spelling}")).await.must_be(200);
        assert_eq!(answer.body, canonical.body, "{spelling}");
        assert_eq!(
            (answer.header("link"), answer.header("etag")),
            (canonical.header("link"), canonical.header("etag"))
        );
    }
}

#[tokio::test]
async fn an_answer_that_is_known_is_304() {
    let (archive, id) = with_picture(&[]).await;
    for address in [
        format!("/iiif/image/{id}/info.json"),
        format!("/iiif/image/{id}/full/512,/0/default.jpg"),
        format!("/iiif/image/{id}/full/300,/0/gray.png"),
        format!("/iiif/image2/{id}/info.json"),
        format!("/iiif/image2/{id}/full/512,/0/default.jpg"),
    ] {
        let first = archive.get(&address).await.must_be(200);
        let tag = first.header("etag");
        assert!(tag.starts_with('"') && first.header("cache-control") == "public, max-age=300", "{}", first.head());
        for known in [tag.to_owned(), format!("W/{tag}"), format!("\"other\", {tag}"), "*".to_owned()] {
            let answer = archive.ask(Ask::get(&address).header("if-none-match", &known)).await.must_be(304);
            assert!(answer.body.is_empty());
            assert_eq!((answer.header("etag"), answer.header("cache-control")), (tag, "public, max-age=300"));
        }
        archive.ask(Ask::get(&address).header("if-none-match", "\"other\"")).await.must_be(200);
    }
}

/// Heads of stored pictures are kept: every spelling has its own, and none outlives the right to see its picture.
#[tokio::test]
async fn a_stored_picture_asked_for_again_is_answered_alike_until_it_may_not_be_seen() {
    let (archive, id) = with_picture(&[]).await;
    let tile = format!("/iiif/image/{id}/0,0,512,512/512,512/0/default.jpg");
    let other = format!("/iiif/image/{id}/0,0,512,512/512,/0/default%2Ejpg");
    let first = archive.get(&tile).await.must_be(200);
    for address in [&tile, &other, &other, &tile] {
        let again = archive.get(address).await.must_be(200);
        assert_eq!((again.head(), &again.body), (first.head(), &first.body), "{address}");
        let tag = first.header("etag");
        let known = archive.ask(Ask::get(address).header("if-none-match", tag)).await.must_be(304);
        assert_eq!((known.header("etag"), known.header("access-control-allow-origin")), (tag, "*"));
    }
    archive.edit(&id, |record| record.envelope.access.level = Level::Staff).await;
    for address in [&tile, &other] {
        archive.get(address).await.must_be(404);
        archive.ask(Ask::get(address).header("if-none-match", first.header("etag"))).await.must_be(404);
    }
    archive.edit(&id, |record| record.envelope.access.level = Level::Public).await;
    archive.get(&tile).await.must_be(200);
}

#[tokio::test]
async fn head_is_get_without_a_body() {
    let (archive, id) = with_picture(&[]).await;
    for below in ["info.json", "full/512,/0/default.jpg", "full/300,/90/default.png"] {
        let address = format!("/iiif/image/{id}/{below}");
        let (get, head) = (archive.get(&address).await, archive.ask(Ask::new("HEAD", &address)).await);
        assert!(head.body.is_empty());
        assert_eq!((get.status, get.head()), (head.status, head.head()), "{below}");
    }
}

#[tokio::test]
async fn any_page_may_ask_without_credentials() {
    let (archive, id) = with_picture(&[]).await;
    for below in ["", "/info.json", "/full/512,/0/default.jpg", "/full/300,/0/default.jpg", "/full/x/0/default.jpg"] {
        let address = format!("/iiif/image/{id}{below}");
        let answer = archive.ask(Ask::get(&address).header("origin", "https://viewer.example")).await;
        assert_eq!(answer.header("access-control-allow-origin"), "*", "{below}");
        assert_eq!(answer.header("cross-origin-resource-policy"), "cross-origin", "{below}");
        assert_eq!(answer.header("access-control-allow-credentials"), "");
        let asked = Ask::new("OPTIONS", &address)
            .header("origin", "https://viewer.example")
            .header("access-control-request-method", "GET")
            .header("access-control-request-headers", "accept");
        let preflight = archive.ask(asked).await.must_be(204);
        assert_eq!(preflight.header("access-control-allow-origin"), "*");
        assert!(preflight.header("access-control-allow-methods").contains("GET"));
        assert_eq!(preflight.header("access-control-allow-headers"), "*");
    }
    let shown = archive.get(&format!("/iiif/image/{id}/full/512,/0/default.jpg")).await;
    assert!(shown.header("access-control-expose-headers").contains("Link"));
}

#[tokio::test]
async fn nothing_of_a_picture_is_immutable() {
    let (archive, id) = with_picture(&[]).await;
    for below in
        ["", "/info.json", "/full/512,/0/default.jpg", "/0,0,512,512/max/0/default.jpg", "/full/99,/0/gray.webp"]
    {
        let answer = archive.get(&format!("/iiif/image/{id}{below}")).await;
        assert!(
            !answer.header("cache-control").contains("immutable")
                && !answer.header("cache-control").contains("s-maxage")
        );
    }
}

#[tokio::test]
async fn the_wrong_part_is_named() {
    let (archive, id) = with_picture(&[]).await;
    for (below, code, part) in [
        ("1,2,3/max/0/default.jpg", "iiif.region", "region"),
        ("9000,0,5,5/max/0/default.jpg", "iiif.empty", "region"),
        ("full/big/0/default.jpg", "iiif.size", "size"),
        ("full/1301,/0/default.jpg", "iiif.enlarged", "size"),
        ("full/0,/0/default.jpg", "iiif.beyond", "size"),
        ("full/max/north/default.jpg", "iiif.rotation", "rotation"),
        ("full/max/0/lovely.jpg", "iiif.quality", "quality"),
        ("full/max/0/default.exe", "iiif.format", "format"),
        ("full/max/0/default.tif", "iiif.not_offered", "format"),
    ] {
        let address = format!("/iiif/image/{id}/{below}");
        let answer = archive.ask(Ask::get(&address).header("accept-language", "en")).await.must_be(400);
        let said = answer.json();
        assert_eq!((said["error"].as_str(), said["detail"]["part"].as_str()), (Some(code), Some(part)), "{below}");
        assert_eq!(answer.header("cache-control"), "no-store");
        let page = archive.ask(Ask::get(&address).header("accept", "text/html,*/*;q=0.8")).await.must_be(400);
        assert!(page.header("content-type").starts_with("text/html") && page.text().contains("lang=\"vi\""), "{below}");
    }
}

#[tokio::test]
async fn enlarging_is_501_until_the_settings_allow_it() {
    let (archive, id) = with_picture(&[]).await;
    let address = format!("/iiif/image/{id}/0,0,100,100/^200,/0/default.jpg");
    assert_eq!(archive.get(&address).await.must_be(501).json()["error"], "iiif.not_enlarging");
    let (archive, id) = with_picture(&[("enlarge_pictures", "true")]).await;
    let address = format!("/iiif/image/{id}/0,0,100,100/^200,/0/default.jpg");
    assert_eq!(seen(&archive.get(&address).await.must_be(200)).width, 200);
    let info = archive.get(&format!("/iiif/image/{id}/info.json")).await.json();
    assert!(info["extraFeatures"].as_array().unwrap().contains(&"sizeUpscaling".into()));
    archive.get(&format!("/iiif/image/{id}/0,0,100,100/200,/0/default.jpg")).await.must_be(400);
}

#[tokio::test]
async fn an_unknown_identifier_or_one_with_slashes_is_404() {
    let (archive, id) = with_picture(&[]).await;
    for wrong in
        ["01ARZ3NDEKTSV4RRFFQ69G5FAV", "NONE", "a%2Fb", "DTG%2F01", "..", "%2e%2e%2fx", "a/b", "%00", &"x".repeat(65)]
    {
        for below in ["/info.json", "/full/max/0/default.jpg", "/full/nonsense/0/default.jpg"] {
            for at in ["image", "image2"] {
                archive.get(&format!("/iiif/{at}/{wrong}{below}")).await.must_be(404);
            }
        }
    }
    for below in [format!("{id}/full/max/0/default.jpg/"), format!("{id}/full/max/0"), format!("/{id}/info.json")] {
        archive.get(&format!("/iiif/image/{below}")).await.must_be(404);
    }
}

#[tokio::test]
async fn each_quality_and_format_is_what_it_says() {
    let (archive, id) = with_picture(&[]).await;
    for (format, kind) in [("jpg", "image/jpeg"), ("png", "image/png"), ("webp", "image/webp")] {
        for quality in ["default", "color", "gray", "bitonal"] {
            let answer = archive.get(&format!("/iiif/image/{id}/full/260,180/0/{quality}.{format}")).await.must_be(200);
            assert_eq!(answer.header("content-type"), kind);
            let picture = seen(&answer);
            assert_eq!((picture.width, picture.height), (260, 180));
            let is_gray = picture.rgb.chunks(3).all(|pixel| pixel[0] == pixel[1] && pixel[1] == pixel[2]);
            assert_eq!(is_gray, matches!(quality, "gray" | "bitonal"), "{quality}.{format}");
            if quality == "bitonal" && format != "jpg" {
                assert!(picture.rgb.iter().all(|value| matches!(value, 0 | 255)));
            }
        }
    }
}

#[tokio::test]
async fn a_picture_is_cut_then_scaled_then_mirrored_then_turned() {
    let (archive, id) = with_picture(&[]).await;
    let get = async |below: &str| seen(&archive.get(&format!("/iiif/image/{id}/{below}")).await.must_be(200));
    let plain = get("100,50,800,400/400,200/0/default.png").await;
    let turned = get("100,50,800,400/400,200/90/default.png").await;
    assert_eq!((turned.width, turned.height), (200, 400));
    must_be_near(pixel(&turned, 190, 10), pixel(&plain, 10, 9));
    let mirrored = get("100,50,800,400/400,200/!0/default.png").await;
    must_be_near(pixel(&mirrored, 389, 20), pixel(&plain, 10, 20));
    let both = get("100,50,800,400/400,200/!90/default.png").await;
    must_be_near(pixel(&both, 190, 10), pixel(&mirrored, 10, 9));
    let half = get("100,50,800,400/400,200/180/default.png").await;
    must_be_near(pixel(&half, 399, 199), pixel(&plain, 0, 0));
    let tilted = get("100,50,800,400/400,200/22.5/default.png").await;
    // 400 cos 22.5° + 200 sin 22.5°, and the other way round: all of it, and no more room than it takes.
    assert_eq!((tilted.width, tilted.height), (447, 338));
    let square = get("square/90,90/0/default.png").await;
    let whole = get("full/130,90/0/default.png").await;
    must_be_near(pixel(&square, 45, 45), pixel(&whole, 65, 45));
}

#[tokio::test]
async fn a_tilted_picture_lies_on_nothing_where_the_format_can_say_so() {
    let (archive, id) = with_picture(&[]).await;
    for (below, has_alpha) in [("default.png", true), ("gray.png", true), ("default.jpg", false)] {
        let answer = archive.get(&format!("/iiif/image/{id}/full/130,90/30/{below}")).await.must_be(200);
        // Of a PNG the ninth byte behind the name of its header says which channels there are: 6 is colour with opacity.
        let kind = answer.body.windows(4).position(|bytes| bytes == b"IHDR").map(|at| answer.body[at + 13]);
        assert_eq!(kind, has_alpha.then_some(6), "{below}");
        assert_eq!(pixel(&seen(&answer), 0, 0), [255; 3], "laid on white");
    }
    let turned = archive.get(&format!("/iiif/image/{id}/full/130,90/90/default.png")).await.must_be(200);
    assert_ne!(pixel(&seen(&turned), 0, 0), [255; 3]);
}

#[tokio::test]
async fn what_was_made_is_kept_on_disk_for_those_who_may_see_it() {
    let (archive, id) = with_picture(&[]).await;
    let address = format!("/iiif/image/{id}/33,44,555,666/222,/0/gray.png");
    let first = archive.get(&address).await.must_be(200);
    let folder = archive.home().join("derivatives/answers");
    assert_eq!(files(&folder).len(), 1);
    let again = archive.get(&format!("/iiif/image/{id}/33,44,555,666/222,266/0/gray.png")).await.must_be(200);
    assert_eq!((again.body, files(&folder).len()), (first.body.clone(), 1), "another spelling is the same answer");
    archive.edit(&id, |record| record.envelope.access.level = Level::Staff).await;
    archive.get(&address).await.must_be(404);
    // A spoilt answer is made anew.
    std::fs::write(&files(&folder)[0], b"spoilt").unwrap();
    archive.edit(&id, |record| record.envelope.access.level = Level::Public).await;
    assert_eq!(archive.get(&address).await.must_be(200).body, first.body);
}

#[tokio::test]
async fn new_rights_are_new_information_about_the_same_picture() {
    let (archive, id) = with_picture(&[]).await;
    let address = format!("/iiif/image/{id}/info.json");
    let first = archive.get(&address).await.must_be(200);
    let known = async |tag: &str| archive.ask(Ask::get(&address).header("if-none-match", tag)).await;
    assert_eq!(known(first.header("etag")).await.must_be(304).header("vary"), "Accept");
    let rights = "http://rightsstatements.org/vocab/InC/1.0/";
    archive
        .edit(&id, |record| {
            let Body::Asset(body) = &mut record.body else { panic!("an asset") };
            body.rights.statement = rights.to_owned();
        })
        .await;
    assert_eq!(known(first.header("etag")).await.must_be(200).json()["rights"], rights);
}

#[tokio::test]
async fn no_more_is_kept_on_disk_than_the_settings_allow() {
    let (archive, id) = with_picture(&[("picture_cache_mib", "1")]).await;
    let mut sent = 0;
    for n in 0..40 {
        let address = format!("/iiif/image/{id}/{n},0,850,850/800,/0/default.png");
        sent += archive.get(&address).await.must_be(200).body.len();
    }
    let kept = files(&archive.home().join("derivatives/answers"));
    let bytes: u64 = kept.iter().map(|file| file.metadata().unwrap().len()).sum();
    assert!(sent > 2 << 20, "{sent} bytes are no test of the budget");
    assert!(bytes <= 1 << 20 && !kept.is_empty() && kept.len() < 40, "{bytes} bytes in {} files", kept.len());
}

/// Lists the files below a folder.
pub fn files(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found
}
