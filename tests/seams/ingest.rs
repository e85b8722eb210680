//! Batches: folders, sheets and zips find their relics, what is refused is named, and nothing comes in twice.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::path::PathBuf;

use reliquary::catalogue::ListFilter;
use reliquary::desk::Batch;
use reliquary::desk::BatchReport;
use reliquary::desk::DeskError;
use reliquary::desk::Match;
use reliquary::desk::Taken;
use reliquary::model::access::Viewer;
use reliquary::model::record::Body;
use reliquary::model::record::Kind;
use tempfile::TempDir;

use crate::support::Archive;
use crate::support::photo;
use crate::support::relic;

/// A batch from paths.
fn batch(paths: &[&Path]) -> Batch {
    Batch { paths: paths.iter().map(|path| path.to_path_buf()).collect(), ..Batch::default() }
}

/// What became of each file, by the name it was told under.
type Ends = Vec<(String, Result<Taken, String>)>;

async fn ingest(archive: &Archive, batch: &Batch) -> (BatchReport, Ends) {
    let mut ends = Vec::new();
    let report = archive
        .desk
        .ingest(&Viewer::Operator, batch, &mut |name, end| ends.push((name.to_owned(), end.clone())))
        .await
        .expect("the batch is gone through");
    archive.settle().await;
    (report, ends)
}

fn reason<'a>(ends: &'a Ends, ending: &str) -> &'a str {
    let (_, end) =
        ends.iter().find(|(name, _)| name.ends_with(ending)).unwrap_or_else(|| panic!("{ending} is not named"));
    end.as_ref().expect_err("it is refused")
}

async fn count(archive: &Archive, kind: Kind) -> i64 {
    let filter = ListFilter { kind: Some(kind), limit: 200, ..ListFilter::default() };
    archive.desk.list(&Viewer::Operator, filter).await.expect("a list").0
}

/// Writes a zip of stored entries.
fn zip(folder: &Path, name: &str, entries: &[(&str, &[u8])]) -> PathBuf {
    let path = folder.join(name);
    let mut writer = zip::ZipWriter::new(fs::File::create(&path).expect("a file"));
    for (name, bytes) in entries {
        let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        writer.start_file(*name, options).expect("an entry");
        writer.write_all(bytes).expect("written");
    }
    writer.finish().expect("a zip");
    path
}

/// Bends a byte of the first occurrence, so that a checksum no longer holds.
fn bend(path: &Path, at: &[u8]) {
    let mut bytes = fs::read(path).expect("a file");
    let place = bytes.windows(at.len()).position(|window| window == at).expect("the bytes are there");
    bytes[place] ^= 1;
    fs::write(path, bytes).expect("written");
}

#[tokio::test]
async fn folders_find_their_relic_and_an_unknown_one_makes_a_draft() {
    let archive = Archive::new().await;
    archive.add(relic("DMT", "Đình Một Trời")).await;
    let given = TempDir::new().expect("a folder");
    for (place, number) in
        [("DMT/a.jpg", 1), ("Đình Một Trời/b.jpg", 2), ("Chùa Hai Núi/ảnh/c.jpg", 3), ("Chùa Hai Núi/d.jpg", 4)]
    {
        let path = given.path().join("shelf").join(place);
        fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
        fs::write(path, photo(number)).expect("a file");
    }
    let shelf = given.path().join("shelf");
    let wanted = Batch { matching: Match::Folder, ..batch(&[&shelf]) };

    let trial = Batch { is_trial: true, ..wanted.clone() };
    let (report, _) = ingest(&archive, &trial).await;
    assert_eq!((report.taken, report.drafts.as_slice()), (4, &["Chùa Hai Núi".to_owned()][..]));
    assert_eq!(
        (count(&archive, Kind::Asset).await, count(&archive, Kind::Relic).await),
        (0, 1),
        "a trial keeps nothing"
    );

    let (report, _) = ingest(&archive, &wanted).await;
    assert_eq!((report.taken, report.duplicates, report.refused.len()), (4, 0, 0));
    assert_eq!(report.drafts, ["Chùa Hai Núi"]);
    let (drafted, row) = archive.desk.record(&Viewer::Operator, "CHN").await.expect("the draft is there");
    assert_eq!((drafted.kind(), row.published_version), (Kind::Relic, None));
    let shown = archive.desk.relic(&Viewer::Operator, "CHN", true).await.expect("a relic").assets.len();
    let known = archive.desk.relic(&Viewer::Operator, "DMT", true).await.expect("a relic").assets.len();
    assert_eq!((shown, known), (2, 2));

    let (report, _) = ingest(&archive, &wanted).await;
    assert_eq!((report.taken, report.duplicates, report.drafts.len()), (0, 4, 0), "nothing comes in twice");
    assert_eq!((count(&archive, Kind::Asset).await, count(&archive, Kind::Relic).await), (4, 2));
}

#[tokio::test]
async fn a_sheet_describes_files_by_name() {
    let archive = Archive::new().await;
    archive.add(relic("DBA", "Đình Ba")).await;
    let given = TempDir::new().expect("a folder");
    fs::write(given.path().join("Mặt tiền.JPG"), photo(10)).expect("a file");
    fs::write(given.path().join("lạ.jpg"), photo(11)).expect("a file");
    let sheet = given.path().join("../sheet.csv");
    let sheet = sheet.parent().expect("a folder").join(format!("sheet-{}.csv", std::process::id()));
    let text = "file;relic;title;title_en;view;creator\nmặt tiền.jpg;DBA;Mặt tiền đình;The front;front;Người Chụp\n\
                lạ.jpg;KHONG;;;;\nthiếu.jpg;;;;;\n";
    fs::write(&sheet, text).expect("a sheet");
    let folder = given.path().to_path_buf();
    let (report, ends) = ingest(&archive, &Batch { sheet: Some(sheet.clone()), ..batch(&[&folder]) }).await;
    assert_eq!(report.taken, 1);
    assert_eq!(reason(&ends, "lạ.jpg"), "reason-no-relic");
    assert_eq!(reason(&ends, "thiếu.jpg"), "reason-no-file");
    let seen = archive.desk.relic(&Viewer::Operator, "DBA", true).await.expect("a relic");
    let Body::Asset(asset) = &seen.assets[0].record.body else { panic!("an asset") };
    assert_eq!(asset.title.0["vi"].text, "Mặt tiền đình");
    assert_eq!(asset.title.0["en"].text, "The front");
    assert_eq!(asset.view.as_deref(), Some("front"));

    fs::write(&sheet, "file,view\nmặt tiền.jpg,sideways\n").expect("a sheet");
    let wrong = Batch { sheet: Some(sheet.clone()), ..batch(&[&folder]) };
    let refused = archive.desk.ingest(&Viewer::Operator, &wrong, &mut |_, _| {}).await;
    assert!(matches!(refused, Err(DeskError::Invalid(words)) if words.contains("row 2")), "a wrong cell is named");
    fs::remove_file(sheet).expect("gone");
}

#[tokio::test]
async fn a_zip_comes_in_whole_or_not_at_all() {
    let archive = Archive::new().await;
    let given = TempDir::new().expect("a folder");
    let (one, two) = (photo(20), photo(21));
    let entries: &[(&str, &[u8])] = &[
        ("ảnh/một.jpg", &one),
        ("ảnh/hai.jpg", &two),
        ("ghi chép.txt", "Đình Bốn".as_bytes()),
        ("__MACOSX/._a", b"x"),
    ];
    let good = zip(given.path(), "good.zip", entries);
    let mut with_bad = entries.to_vec();
    with_bad.extend([("rỗng.jpg", &b""[..]), ("../thoát.jpg", &one[..]), ("hỏng.txt", b"to be bent out of shape")]);
    let bad = zip(given.path(), "bad.zip", &with_bad);
    bend(&bad, b"to be bent out of shape");

    let (report, ends) = ingest(&archive, &batch(&[&bad])).await;
    assert_eq!((report.taken, count(&archive, Kind::Asset).await), (0, 0), "nothing of it is kept");
    assert_eq!(reason(&ends, "rỗng.jpg"), "reason-empty");
    assert_eq!(reason(&ends, "thoát.jpg"), "reason-zip-name");
    assert_eq!(reason(&ends, "hỏng.txt"), "reason-zip-mismatch");
    assert_eq!(reason(&ends, "một.jpg"), "reason-zip-batch");
    assert_eq!(report.skipped, ["bad.zip/__MACOSX/._a"]);
    let left = fs::read_dir(archive.home().join("uploads")).expect("a folder").count();
    assert_eq!(left, 0, "what was unpacked is gone");

    let (report, _) = ingest(&archive, &Batch { takes_part: true, ..batch(&[&bad]) }).await;
    assert_eq!((report.taken, report.refused.len()), (3, 3));
    let (report, _) = ingest(&archive, &batch(&[&good])).await;
    assert_eq!((report.taken, report.duplicates), (0, 3), "nothing comes in twice");
    assert_eq!(count(&archive, Kind::Asset).await, 3);
}

#[tokio::test]
async fn the_same_bytes_twice_in_a_zip_are_one_asset() {
    let archive = Archive::new().await;
    let given = TempDir::new().expect("a folder");
    let picture = photo(30);
    let path = zip(given.path(), "twins.zip", &[("Đình Năm/a.jpg", &picture), ("Đình Sáu/b.jpg", &picture)]);
    let (report, _) = ingest(&archive, &Batch { matching: Match::Folder, ..batch(&[&path]) }).await;
    assert_eq!((report.taken, report.duplicates, report.drafts.len()), (1, 1, 2));
    for code in ["DN", "DS"] {
        let assets = archive.desk.relic(&Viewer::Operator, code, true).await.expect("a draft").assets;
        assert_eq!(assets.len(), 1, "{code} shows it");
    }
}

#[tokio::test]
async fn hostile_zips_are_refused_before_they_are_unpacked() {
    let archive = Archive::new().await;
    let given = TempDir::new().expect("a folder");
    let bomb = given.path().join("bomb.zip");
    let mut writer = zip::ZipWriter::new(fs::File::create(&bomb).expect("a file"));
    let deflated = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    writer.start_file("zeros.bin", deflated).expect("an entry");
    writer.write_all(&vec![0; 8 << 20]).expect("written");
    writer.finish().expect("a zip");
    let twins = zip(given.path(), "twins.zip", &[("A.jpg", b"x"), ("a.jpg", b"y")]);
    let cut = zip(given.path(), "cut.zip", &[("a.jpg", &photo(31))]);
    let bytes = fs::read(&cut).expect("a file");
    fs::write(&cut, &bytes[..bytes.len() / 2]).expect("written");
    let (report, ends) = ingest(&archive, &batch(&[&bomb, &twins, &cut])).await;
    assert_eq!(report.taken, 0);
    assert_eq!(reason(&ends, "zeros.bin"), "reason-zip-ratio");
    assert_eq!(reason(&ends, "twins.zip/a.jpg"), "reason-zip-collision");
    assert_eq!(reason(&ends, "cut.zip"), "reason-zip-damaged");
    assert_eq!(count(&archive, Kind::Asset).await, 0);
}

#[tokio::test]
async fn odd_files_are_named_and_the_rest_goes_on() {
    let archive = Archive::new().await;
    let given = TempDir::new().expect("a folder");
    let folder = given.path().join("lạ");
    fs::create_dir(&folder).expect("a folder");
    fs::write(folder.join("empty.jpg"), b"").expect("a file");
    fs::write(folder.join("hai\ndòng.jpg"), photo(40)).expect("a file");
    std::os::unix::fs::symlink("/etc/hostname", folder.join("link.txt")).expect("a link");
    rustix::fs::mknodat(
        rustix::fs::CWD,
        folder.join("pipe.jpg"),
        rustix::fs::FileType::Fifo,
        rustix::fs::Mode::RUSR,
        0,
    )
    .expect("a pipe");
    let (report, ends) = ingest(&archive, &batch(&[&folder])).await;
    assert_eq!(reason(&ends, "empty.jpg"), "reason-empty");
    assert_eq!(reason(&ends, "link.txt"), "reason-special-file");
    assert_eq!(reason(&ends, "pipe.jpg"), "reason-special-file");
    assert_eq!(report.taken, 1);
    let (_, tray) = archive
        .desk
        .list(&Viewer::Operator, ListFilter { is_intake: true, limit: 50, ..ListFilter::default() })
        .await
        .expect("a list");
    let Body::Asset(asset) = tray[0].head().expect("a record").body else { panic!("an asset") };
    assert!(asset.of.is_empty(), "what matches nothing lies in the intake tray");
    assert_eq!(asset.files[0].name, "hai\ndòng.jpg", "the name is kept as it was given");
    assert_eq!(asset.title.0["vi"].text, "hai dòng");
}

#[tokio::test]
async fn a_hostile_file_is_tried_once_and_said_why() {
    let archive = Archive::new().await;
    let given = TempDir::new().expect("a folder");
    let mut jpeg = photo(50);
    jpeg.truncate(jpeg.len() / 3);
    jpeg[300..].fill(0xff);
    fs::write(given.path().join("broken.png"), [&b"\x89PNG\r\n\x1a\n"[..], &[0; 64]].concat()).expect("a file");
    fs::write(given.path().join("noise.jpg"), jpeg).expect("a file");
    fs::write(given.path().join("whole.jpg"), photo(51)).expect("a file");
    let folder = given.path().to_path_buf();
    let (report, ends) = ingest(&archive, &batch(&[&folder])).await;
    assert_eq!(report.taken, 3, "damaged originals are kept");
    for (name, end) in &ends {
        let taken = end.as_ref().expect("it is kept");
        let ended = archive.desk.outcome(&taken.id).await.expect("an asset");
        let is_whole = name.ends_with("whole.jpg");
        assert_eq!(ended.state == "ready", is_whole || ended.reason.is_none(), "{name}: {ended:?}");
        assert!(
            ended.state != "staged" && (ended.reason.is_none() || ended.state == "quarantined"),
            "{name}: {ended:?}"
        );
    }
    let jobs = archive.desk.latest_jobs(&Viewer::Operator, 50).await.expect("jobs");
    assert!(jobs.iter().all(|job| job.attempts == 1), "a hostile file is not tried again");
}
