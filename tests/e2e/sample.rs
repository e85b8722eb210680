//! The sample archive: made by `demo`, through the ordinary doors; cut off at any point and finished by the next run.

use std::io::BufRead as _;
use std::io::BufReader;
use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;

use reliquary::catalogue::ListFilter;
use reliquary::config::Config;
use reliquary::config::Shutter;
use reliquary::desk::Desk;
use reliquary::desk::Home;
use reliquary::desk::view::FileState;
use reliquary::model::access::Viewer;
use reliquary::model::record::Body;
use reliquary::model::record::Kind;
use reliquary::sandbox::Sandbox;

use crate::support::Archive;
use crate::support::Cli;
use crate::support::program;
use crate::support::project_folder;

const RELICS: usize = 15;

#[tokio::test]
async fn the_sample_is_public_and_every_picture_ready() {
    let archive = Archive::new().await;
    archive.desk.make_sample(&mut |_| {}).await.expect("the sample");
    archive.settle().await;
    all_is_there(&archive.desk).await;
    let complaints = archive.desk.doctor().await.expect("looked over");
    assert!(complaints.is_empty(), "{complaints:?}");
    for (code, _) in archive.desk.public_relics().await.expect("relics") {
        let view = archive.desk.relic(&Viewer::Visitor, &code, false).await.expect("public");
        let Body::Relic(relic) = &view.relic.body else { panic!("{code} is a relic") };
        let cover = view.assets.first().expect("pictures");
        assert_eq!(relic.cover.as_ref().and_then(|cover| cover.id), Some(cover.record.envelope.id), "{code}");
        for asset in &view.assets {
            let Body::Asset(body) = &asset.record.body else { panic!("{code} shows assets") };
            let name = &body.files[0].name;
            assert_eq!(asset.state, FileState::Ready, "{name}: {:?}", asset.reason);
            if name.ends_with(".svg") || name.ends_with(".pdf") {
                assert!(asset.shown.is_some(), "{name} has a pyramid");
            }
        }
        for lang in ["vi", "en", "id"] {
            let page = archive.get(&format!("/{lang}/relics/{code}")).await;
            assert_eq!(page.status, 200, "{lang} {code}");
        }
    }
    let disputed = archive.get("/vi/relics/NHS").await.text();
    assert!(disputed.contains("Xếp hạng quốc gia năm 1990"), "what the sources disagree on is shown");
    // Made again, it stays as it is; what its keepers did with it since is theirs.
    let before = present(&archive.desk).await;
    archive.desk.make_sample(&mut |_| {}).await.expect("again");
    assert_eq!(present(&archive.desk).await, before);
}

#[tokio::test]
async fn somebodys_own_archive_gets_no_sample() {
    let archive = Archive::new().await;
    archive.publish(crate::support::relic("OWN", "Đình của làng")).await;
    assert_eq!(archive.desk.make_sample(&mut |_| {}).await.expect("left alone"), 0);
    assert_eq!(archive.desk.public_relics().await.expect("relics").len(), 1);
}

#[tokio::test]
async fn a_demo_killed_again_and_again_is_finished_by_the_next_and_nothing_is_doubled() {
    let folder = tempfile::tempdir().expect("a folder");
    for objects in [5, 60, 140, 170] {
        kill_demo_at(folder.path(), objects);
    }
    let desk = open(folder.path()).await;
    desk.make_sample(&mut |_| {}).await.expect("the sample is finished");
    all_is_there(&desk).await;
}

async fn open(home: &Path) -> Arc<Desk> {
    let config = Config::read(home, &|_| None, &[("reserve_bytes", "0".to_owned())]).expect("good settings");
    Desk::open(Home::new(home), config, Sandbox::new(program(), Shutter::Strict), false).await.expect("an archive")
}

/// Starts `demo` and ends it at once when its store holds so many objects.
fn kill_demo_at(home: &Path, objects: usize) {
    let mut demo = Cli::command(home, &["demo", "--listen", "127.0.0.1:0"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts");
    let listens = std::thread::spawn({
        let out = demo.stdout.take().expect("piped");
        move || BufReader::new(out).lines().map_while(Result::ok).any(|line| line.starts_with("listening on"))
    });
    while stored(home) < objects && !listens.is_finished() {
        assert!(demo.try_wait().expect("a child").is_none(), "demo ended by itself");
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    demo.kill().expect("killed");
    demo.wait().expect("ended");
    listens.join().expect("read");
}

/// Counts the objects of a store.
fn stored(home: &Path) -> usize {
    fn below(folder: &Path, depth: usize) -> usize {
        let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
        let folders =
            entries.flatten().map(|entry| entry.path()).filter(|path| path.is_dir() && !path.ends_with("extensions"));
        if depth == 0 { folders.count() } else { folders.map(|folder| below(&folder, depth - 1)).sum() }
    }
    below(&home.join("store"), 3)
}

/// Returns every record with its kind, version and status.
async fn present(desk: &Desk) -> Vec<(String, Kind, u32, String)> {
    let filter = ListFilter { limit: 1000, ..ListFilter::default() };
    let (_, rows) = desk.list(&Viewer::Operator, filter).await.expect("a list");
    let mut all: Vec<_> = rows.into_iter().map(|row| (row.id.to_string(), row.kind, row.version, row.status)).collect();
    all.sort();
    all
}

/// Exactly the records of the sample's folder are there, each once, each as its first run leaves it.
async fn all_is_there(desk: &Desk) {
    assert_eq!(desk.public_relics().await.expect("relics").len(), RELICS);
    let all = present(desk).await;
    for kind in Kind::ALL {
        let count = all.iter().filter(|(_, one, _, _)| *one == kind).count();
        assert_eq!(count, described(kind), "{}", kind.name());
    }
    assert!(all.iter().all(|(_, kind, version, _)| *version == if *kind == Kind::Relic { 2 } else { 1 }), "{all:?}");
    let tally = desk.verify(100.0, None, &mut |_, _| {}).await.expect("checked");
    assert!(tally.is_clean() && tally.objects == all.len(), "{:?}", tally.lines);
}

/// Counts the records of a kind in the sample's folder.
fn described(kind: Kind) -> usize {
    let name = match kind {
        Kind::Relic => return RELICS,
        Kind::Bibliography => "bibliography".to_owned(),
        other => format!("{}s", other.name()),
    };
    let folders = std::fs::read_dir(project_folder().join("archive/sample")).expect("the sample's folder");
    let files = folders.flatten().filter_map(|folder| std::fs::read(folder.path().join(format!("{name}.json"))).ok());
    files.map(|text| serde_json::from_slice::<Vec<serde_json::Value>>(&text).expect("JSON").len()).sum()
}
