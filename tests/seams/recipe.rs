//! A better recipe: new pictures are made beside the old ones, which are shown until then and go after; what interrupts it
//! costs nothing that was done. The pictures here are called those of recipe 0, older than any.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;

use reliquary::desk::Step;
use reliquary::desk::What;
use reliquary::media::pyramid::RECIPE;
use reliquary::model::access::Role;
use tokio::sync::Notify;

use crate::support::Archive;
use crate::support::Ask;
use crate::support::pdf;
use crate::support::photo_of;
use crate::support::relic;
use crate::support::scan;

/// The files of derivatives, by the recipe in their names.
fn made(archive: &Archive, recipe: u32) -> Vec<PathBuf> {
    let mut folders = vec![archive.home().join("derivatives")];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() {
                folders.push(path);
            } else if name.contains(&format!("-r{recipe}.")) || name.contains(&format!("-r{recipe}-")) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// Finds the original of the only asset whose file has that ending.
fn original(archive: &Archive) -> PathBuf {
    let mut left = vec![archive.home().join("store")];
    while let Some(path) = left.pop() {
        if path.is_dir() {
            left.extend(std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else if path.file_name().is_some_and(|name| name == "original.jpg") {
            return path;
        }
    }
    panic!("no original")
}

#[tokio::test(flavor = "multi_thread")]
async fn what_fixity_shut_no_picture_opens() {
    let archive = Archive::new().await;
    archive.add(relic("DTG", "Đình Thạc Gián")).await;
    let id =
        archive.add_file("DTG", "1.jpg", &photo_of(1, 60, 50, crate::support::JPEG), crate::support::open()).await.id;
    let staff = archive.person(Role::Registrar).await;
    let state = async || {
        let address = format!("/api/v1/assets/{id}");
        archive.ask(Ask::get(&address).with_token(&staff)).await.must_be(200).json()["state"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    assert_eq!(state().await, "ready");
    // One byte at the end: it decodes as before, and is not what was received.
    let original = original(&archive);
    let whole = std::fs::read(&original).unwrap();
    std::fs::write(&original, [&whole[..], b"x"].concat()).unwrap();
    archive.desk.verify(100.0, None, &mut |_, _| {}).await.unwrap();
    assert_eq!(state().await, "quarantined");
    let picture = made(&archive, RECIPE).remove(0);
    std::fs::remove_file(&picture).unwrap();
    archive.ask(Ask::get(&format!("/iiif/image/{id}/full/max/0/default.jpg")).with_token(&staff)).await;
    archive.settle().await;
    assert_eq!(state().await, "quarantined", "another picture of bad bytes makes them no better");
    archive.desk.rebuild(What::Derivatives, &mut |_, _| {}).await.unwrap();
    assert_eq!(state().await, "quarantined");
    std::fs::write(&original, whole).unwrap();
    archive.desk.verify(100.0, None, &mut |_, _| {}).await.unwrap();
    archive.settle().await;
    assert_eq!(state().await, "ready", "only a check opens it again");
}

fn make_old(archive: &Archive) -> usize {
    let all = made(archive, RECIPE);
    for path in &all {
        let name = path.file_name().unwrap().to_string_lossy().replace(&format!("-r{RECIPE}"), "-r0");
        std::fs::rename(path, path.with_file_name(name)).unwrap();
    }
    all.len()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_better_recipe_replaces_pictures_one_by_one_and_goes_on_where_it_stopped() {
    let archive = Archive::new().await;
    let id = archive.add(relic("DTG", "Đình Thạc Gián")).await;
    let open = crate::support::open;
    let mut assets = Vec::new();
    for number in 0..20 {
        let photo = photo_of(number, 60 + number, 50, crate::support::JPEG);
        assets.push(archive.add_file("DTG", &format!("{number}.jpg"), &photo, open()).await.id);
    }
    archive.add_file("DTG", "quet.tif", &scan(&[(30, 20), (20, 30), (25, 25)]), open()).await;
    let book = archive.add_file("DTG", "so.pdf", &pdf(&["One", "Two"]), open()).await.id;
    archive.step(&id, Step::Publish { opens: false }).await;
    archive.settle().await;
    let staff = archive.person(Role::Registrar).await;
    let page = format!("/iiif/image/{book}-2/info.json");
    let until = std::time::Instant::now() + std::time::Duration::from_secs(100);
    while archive.ask(Ask::get(&page).with_token(&staff)).await.status == 503 {
        assert!(std::time::Instant::now() < until, "the page is never made");
    }
    let all = make_old(&archive);
    assert_eq!(all, 20 + 3 + 2, "pages that were asked for are among them");

    // What an older recipe made is shown.
    let last = format!("/iiif/image/{}/full/max/0/default.jpg", assets[19]);
    archive.get(&last).await.must_be(200);
    archive.ask(Ask::get(&page).with_token(&staff)).await.must_be(200);
    let complaints = archive.desk.doctor().await.unwrap();
    assert!(complaints.iter().any(|one| one.what.contains("older recipe")), "{complaints:?}");
    assert_eq!(made(&archive, RECIPE).len(), 0, "looking makes nothing");

    // It is interrupted after the first step: dropped where it stands.
    let (reached, enough) = (Arc::new(AtomicUsize::new(0)), Arc::new(Notify::new()));
    let (seen, told) = (Arc::clone(&reached), Arc::clone(&enough));
    let mut progress = move |done: usize, all: usize| {
        assert_eq!(all, 22);
        if done > 0 && seen.swap(done, Ordering::SeqCst) == 0 {
            told.notify_one();
        }
    };
    tokio::select! {
        biased;
        () = enough.notified() => {}
        ended = archive.desk.rebuild(What::Derivatives, &mut progress) => panic!("it came to its end: {ended:?}"),
    }
    let reached = reached.load(Ordering::SeqCst);
    let new = made(&archive, RECIPE).len();
    assert!(reached > 0 && reached < 22 && new < all, "{reached} looked at, {new} made");
    let jobs = archive.ask(Ask::get("/api/v1/jobs?kind=rebuild").with_token(&staff)).await.must_be(200).json();
    assert_eq!(jobs["total"], 1, "staff see it: {jobs}");
    let work = archive.ask(Ask::get("/staff/jobs").header("cookie", &format!("sid={}", staff.secret))).await;
    assert!(work.must_be(200).text().contains(&format!("{reached} / 22")));

    let archive = archive.again().await;
    let tag = archive.get(&last).await.must_be(200).header("etag").to_owned();
    let mut first = None;
    let mut progress = |done: usize, _: usize| {
        first.get_or_insert(done);
    };
    let bad = archive.desk.rebuild(What::Derivatives, &mut progress).await.unwrap();
    assert_eq!(bad, []);
    assert!(first.is_some_and(|first| first >= reached), "it goes on where it stopped: {first:?} after {reached}");
    assert_eq!((made(&archive, 0).len(), made(&archive, RECIPE).len()), (0, all), "the old ones went, the new stand");
    let shown = archive.get(&last).await.must_be(200);
    assert!(!tag.is_empty());
    assert_ne!(shown.header("etag"), tag, "the new one is shown at once");
    assert!(archive.desk.doctor().await.unwrap().is_empty());

    // Once more costs nothing, and what is damaged is made anew.
    let one = &made(&archive, RECIPE)[3];
    let whole = std::fs::read(one).unwrap();
    std::fs::write(one, &whole[..whole.len() / 2]).unwrap();
    archive.desk.rebuild(What::Derivatives, &mut |_, _| {}).await.unwrap();
    assert_eq!(std::fs::read(one).unwrap(), whole, "the same bytes come of the same recipe");
}
