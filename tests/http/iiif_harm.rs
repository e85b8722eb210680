//! Derivatives that are missing or damaged: made again by a job; meanwhile what is whole of them answers, or nothing does,
//! and never a broken picture.

use std::os::unix::fs::FileExt as _;
use std::path::PathBuf;

use crate::http::iiif::files;
use crate::http::iiif::seen;
use crate::http::iiif::with_picture;
use crate::support::Archive;

/// Returns the larger of the two pyramids: that of the picture of 1300 × 900.
fn pyramid(archive: &Archive) -> PathBuf {
    let mut all = files(&archive.home().join("derivatives"));
    all.retain(|file| file.extension().is_some_and(|ending| ending == "zip"));
    all.sort_by_key(|file| file.metadata().unwrap().len());
    all.pop().expect("a pyramid")
}

/// Spoils the bytes of entries in the middle of them, where the file lies.
fn spoil(archive: &Archive, names: &[&str]) {
    let path = pyramid(archive);
    let mut zip = zip::ZipArchive::new(std::fs::File::open(&path).unwrap()).unwrap();
    let file = std::fs::File::options().write(true).open(&path).unwrap();
    for name in names {
        let entry = zip.by_name(name).unwrap();
        let middle = entry.data_start().unwrap() + entry.size() / 2;
        file.write_all_at(b"spoilt!", middle).unwrap();
    }
}

#[tokio::test]
async fn a_pyramid_that_is_gone_or_cut_off_is_503_until_it_is_made_again() {
    for cut in [None, Some(100), Some(0), Some(20_000)] {
        let (archive, id) = with_picture(&[]).await;
        let path = pyramid(&archive);
        let whole = std::fs::read(&path).unwrap();
        match cut {
            None => std::fs::remove_file(&path).unwrap(),
            Some(length) => std::fs::File::options().write(true).open(&path).unwrap().set_len(length).unwrap(),
        }
        for below in ["info.json", "full/512,/0/default.jpg", "full/300,/0/gray.png"] {
            let answer = archive.get(&format!("/iiif/image/{id}/{below}")).await.must_be(503);
            assert!(!answer.header("retry-after").is_empty() && answer.header("cache-control") == "no-store");
        }
        archive.settle().await;
        archive.get(&format!("/iiif/image/{id}/full/512,/0/default.jpg")).await.must_be(200);
        assert_eq!(std::fs::read(pyramid(&archive)).unwrap(), whole, "the same bytes as before");
    }
}

#[tokio::test]
async fn a_damaged_tile_is_answered_from_another_level_until_it_is_made_again() {
    let (archive, id) = with_picture(&[]).await;
    let name = "512,0,512,512/512,512/0/default.jpg";
    spoil(&archive, &[name]);
    let address = format!("/iiif/image/{id}/{name}");
    let makeshift = archive.get(&address).await.must_be(200);
    assert_eq!((seen(&makeshift).width, seen(&makeshift).height), (512, 512));
    assert!(makeshift.header("cache-control").contains("no-store") && makeshift.header("etag").is_empty());
    archive.get(&format!("/iiif/image/{id}/500,0,100,100/100,/0/default.png")).await.must_be(200);
    archive.get(&format!("/iiif/image/{id}/0,0,512,512/512,512/0/default.jpg")).await.must_be(200);
    archive.settle().await;
    let mended = archive.get(&address).await.must_be(200);
    assert!(!mended.header("etag").is_empty() && mended.body != makeshift.body);
    let near = seen(&mended).rgb.iter().zip(&seen(&makeshift).rgb).all(|(a, b)| a.abs_diff(*b) < 40);
    assert!(near, "the makeshift showed the same place");
}

#[tokio::test]
async fn a_damaged_tile_below_a_picture_to_be_made_is_never_seen_nor_kept() {
    let (archive, id) = with_picture(&[]).await;
    spoil(&archive, &["512,0,512,512/512,512/0/default.jpg", "0,0,512,512/512,512/0/default.jpg"]);
    let address = format!("/iiif/image/{id}/200,100,600,300/500,/0/default.png");
    let makeshift = archive.get(&address).await.must_be(200);
    assert!(makeshift.header("cache-control").contains("no-store"));
    assert!(files(&archive.home().join("derivatives/answers")).is_empty());
    archive.settle().await;
    let mended = archive.get(&address).await.must_be(200);
    assert_eq!(mended.header("cache-control"), "public, max-age=300");
    let near = seen(&mended).rgb.iter().zip(&seen(&makeshift).rgb).all(|(a, b)| a.abs_diff(*b) < 40);
    assert!(near, "the makeshift showed the same place");
}

#[tokio::test]
async fn where_nothing_is_whole_the_answer_is_503() {
    let (archive, id) = with_picture(&[]).await;
    let names: Vec<String> = {
        let zip = zip::ZipArchive::new(std::fs::File::open(pyramid(&archive)).unwrap()).unwrap();
        zip.file_names().map(|name| name.unwrap().into_owned()).filter(|name| name != "info.json").collect()
    };
    spoil(&archive, &names.iter().map(String::as_str).collect::<Vec<_>>());
    let answer = archive.get(&format!("/iiif/image/{id}/full/512,/0/default.jpg")).await.must_be(503);
    assert!(!answer.header("retry-after").is_empty());
    archive.settle().await;
    archive.get(&format!("/iiif/image/{id}/full/512,/0/default.jpg")).await.must_be(200);
}
