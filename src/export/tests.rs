//! The contract of every exporter, on the full sample: sorted, safe, silent about what is closed, equal for equal
//! selections, and whole when it is read back.

use std::fs::File;
use std::io::Cursor;

use crate::base::digest::Digest;
use crate::base::fault::Faulty;
use crate::export::Bundle;
use crate::export::EXPORTERS;
use crate::export::ExportError;
use crate::export::Item;
use crate::export::Manifest;
use crate::export::Selection;
use crate::export::Source;
use crate::export::bag;
use crate::export::check;
use crate::export::exporter;
use crate::export::exporters::Receiver;
use crate::export::manifest::Entry;
use crate::export::pack;
use crate::export::pack::Opened;
use crate::metadata::sample;
use crate::metadata::sample::PICTURE;
use crate::metadata::sample::Sample;
use crate::model::card::Shown;
use crate::model::open::open;
use crate::model::open::without_consents;
use crate::model::record::Record;

/// The sample as the desk would select it for a receiver.
fn selection(receiver: Receiver) -> Selection {
    let sample = Sample::full();
    let shut = |record: &Record| if receiver == Receiver::Archive { without_consents(record) } else { open(record) };
    let items = sample
        .assets
        .iter()
        .map(|asset| Item {
            record: shut(asset),
            state: "ready".to_owned(),
            reason: None,
            sha256: Digest::of(PICTURE),
            bytes: PICTURE.len() as u64,
            stored_as: "original.jpg".to_owned(),
            is_handed_out: true,
            technical: serde_json::json!({}),
            shown: Some(Shown {
                width: 4000,
                height: 3000,
                sizes: vec![(256, 192), (512, 384), (2048, 1536), (4000, 3000)],
                preview: None,
                focus: 2,
            }),
            recipe: 1,
        })
        .collect();
    Selection {
        bundles: vec![Bundle {
            relic: shut(&sample.relic),
            children: sample.children.iter().map(shut).collect(),
            related: sample.related.iter().map(shut).collect(),
            items,
            events: sample.events.clone(),
            earlier: Vec::new(),
            objects: Vec::new(),
        }],
        public_url: "https://archive.example".to_owned(),
        archive: sample.archive,
    }
}

fn opened(source: &Source) -> Result<Opened, ExportError> {
    let bytes = match source {
        Source::Original { .. } => PICTURE.to_vec(),
        _ => b"a picture".to_vec(),
    };
    Ok(Opened { bytes: bytes.len() as u64, reader: Box::new(Cursor::new(bytes)) })
}

fn packed(manifest: &Manifest) -> (tempfile::TempDir, Result<pack::Packed, ExportError>) {
    let folder = tempfile::tempdir().expect("a folder");
    let file = File::create_new(folder.path().join("package.zip")).expect("a file");
    let packed = pack::pack(manifest, &mut opened, file);
    (folder, packed)
}

fn texts(manifest: &Manifest) -> impl Iterator<Item = (&str, String)> {
    manifest.entries().iter().filter_map(|entry| match &entry.source {
        Source::Bytes(bytes) => Some((entry.path.as_str(), String::from_utf8_lossy(bytes).into_owned())),
        _ => None,
    })
}

#[test]
fn every_package_is_whole_and_the_same_selection_gives_the_same_bytes() {
    for exporter in EXPORTERS {
        let manifest = (exporter.manifest)(&selection(exporter.wants.receiver));
        assert!(manifest.entries().len() > 5, "{}", exporter.name);
        assert!(manifest.entries().is_sorted_by(|a, b| a.path < b.path), "{}", exporter.name);
        let (first, counted) = packed(&manifest);
        let counted = counted.expect("packed");
        let path = first.path().join("package.zip");
        let report = check::zip(File::open(&path).expect("there")).expect("read");
        assert_eq!(report.wrong, [], "{}", exporter.name);
        assert_eq!((report.files, report.bytes), (counted.files, counted.bytes), "{}", exporter.name);
        let again = (exporter.manifest)(&selection(exporter.wants.receiver));
        for (one, other) in manifest.entries().iter().zip(again.entries()) {
            assert_eq!(one, other, "{}: {}", exporter.name, one.path);
        }
        assert_eq!((&manifest.info, manifest.digest()), (&again.info, again.digest()), "{}", exporter.name);
        let (second, _) = packed(&again);
        let bytes = std::fs::read(path).expect("read");
        assert_eq!(Digest::of(&bytes), Digest::of(&std::fs::read(second.path().join("package.zip")).expect("read")));
    }
}

#[test]
fn nothing_closed_goes_to_another_house_and_no_consent_anywhere() {
    for exporter in EXPORTERS {
        let manifest = (exporter.manifest)(&selection(exporter.wants.receiver));
        for (path, text) in texts(&manifest) {
            assert!(!text.contains("SECRET-PERSON"), "{}: {path}", exporter.name);
            if exporter.wants.receiver != Receiver::Archive {
                for closed in sample::CLOSED {
                    assert!(!text.contains(closed), "{}: {path} tells {closed}", exporter.name);
                }
            }
        }
    }
}

#[test]
fn the_page_to_open_first_speaks_three_languages_and_runs_nothing() {
    let manifest = exporter("museum").map(|exporter| (exporter.manifest)(&selection(Receiver::House))).expect("known");
    for (file, words) in
        [("README.html", "Gói"), ("README.en.html", "What lies where"), ("README.id.html", "Isi paket")]
    {
        let (_, html) = texts(&manifest).find(|(path, _)| *path == format!("data/{file}")).expect("there");
        assert!(html.contains(words) && html.contains("thumbnails/DTG_000_000_PHO_FRONT_20260314_0001.jpg"), "{html}");
        assert!(!html.contains("<script") && !html.contains("export-"), "{html}");
        assert!(html.contains("&lt;") || !html.contains("<miếu>"));
    }
    let paths: Vec<&str> = manifest.entries().iter().map(|entry| entry.path.as_str()).collect();
    for wanted in [
        "data/DTG/originals/DTG_000_000_PHO_FRONT_20260314_0001.jpg",
        "data/DTG/lido.xml",
        "data/DTG/dc.xml",
        "data/DTG/premis.xml",
        "data/inventory.csv",
        "data/DTG/records/artefact-DTG.TD.01.json",
        "data/record.schema.json",
    ] {
        assert!(paths.contains(&wanted), "{wanted} is not among {paths:?}");
    }
    let (_, sheet) = texts(&manifest).find(|(path, _)| *path == "data/objects.csv").expect("there");
    assert!(sheet.starts_with('\u{feff}') && sheet.contains("\"'=HYPERLINK("), "{sheet}");
}

#[test]
fn a_damaged_or_kept_back_original_is_named_in_the_inventory_and_fails_nothing() {
    let mut selection = selection(Receiver::House);
    selection.bundles[0].items[0].is_handed_out = false;
    selection.bundles[0].items[0].state = "quarantined".to_owned();
    selection.bundles[0].items[0].shown = None;
    let manifest = exporter("museum").map(|exporter| (exporter.manifest)(&selection)).expect("known");
    assert!(manifest.entries().iter().all(|entry| !entry.path.contains("/originals/")));
    let (_, sheet) = texts(&manifest).find(|(path, _)| *path == "data/inventory.csv").expect("there");
    assert!(sheet.contains("quarantined") && sheet.contains("the file was damaged"), "{sheet}");
    packed(&manifest).1.expect("packed");
}

#[test]
fn an_original_that_has_changed_stops_the_package() {
    let mut selection = selection(Receiver::House);
    selection.bundles[0].items[0].sha256 = Digest::of(b"something else");
    let manifest = exporter("museum").map(|exporter| (exporter.manifest)(&selection)).expect("known");
    let error = packed(&manifest).1.expect_err("refused");
    assert_eq!(error.code(), "export.damaged");
}

#[test]
fn names_of_all_kinds_survive() {
    let names = ["data/50%25 off.txt", "data/a\nb.txt", "data/Đình \u{1f3ef}.txt", "data/%0A"];
    let entries = names.map(|path| Entry { path: path.to_owned(), source: Source::Bytes(b"x".to_vec()) });
    let (folder, counted) = packed(&Manifest::new("bag".to_owned(), vec![], entries.to_vec()));
    assert_eq!(counted.expect("packed").files, 4);
    let report = check::zip(File::open(folder.path().join("package.zip")).expect("there")).expect("read");
    assert_eq!((report.wrong, report.files), (vec![], 4));
    assert_eq!(bag::decode(&bag::encode(names[3])), names[3]);
}

#[test]
fn a_changed_byte_is_found_when_the_package_is_read_back() {
    let entry = Entry { path: "data/a.txt".to_owned(), source: Source::Bytes(b"unmistakable".to_vec()) };
    let (folder, _) = packed(&Manifest::new("bag".to_owned(), vec![], vec![entry]));
    let path = folder.path().join("package.zip");
    let mut bytes = std::fs::read(&path).expect("read");
    let at = bytes.windows(12).position(|part| part == b"unmistakable").expect("there");
    bytes[at] ^= 1;
    std::fs::write(&path, bytes).expect("written");
    let report = check::zip(File::open(&path).expect("there")).expect("read");
    assert!(!report.wrong.is_empty());
}
