//! Real files of others through `ingest`, in one command: each is in or named with a reason, as the tables in
//! `fixtures/data-expected.csv` and `fixtures/data-exceptions.csv` say. By itself a test takes the smaller files of each
//! sentence; with `RELIQUARY_FULL=1` it takes all of them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::path::PathBuf;

use reliquary::base::digest::Digest;
use serde_json::Value;
use tempfile::TempDir;

use crate::support::Cli;
use crate::support::shared;
use crate::support::tests_folder;

/// The sets that one command takes in.
const SETS: [&str; 9] = [
    "photos-cameras",
    "photos-orientation",
    "photos-iptc-xmp-icc",
    "heritage-photos",
    "image-formats",
    "documents",
    "vn-documents",
    "text-encodings",
    "av-3d",
];
/// Files of one sentence that are taken when not all are.
const A_SENTENCE: usize = 3;
/// And larger ones are left to the full run, in bytes.
const SMALL_BYTES: u64 = 100_000;

/// Returns true when every file is to be taken.
pub fn is_full() -> bool {
    std::env::var_os("RELIQUARY_FULL").is_some()
}

/// A row of a set's manifest.
pub struct Row {
    /// Its path in the folder of the sets.
    pub file: String,
    /// Where it lies.
    pub path: PathBuf,
    /// Its size.
    pub bytes: u64,
    /// Its digest.
    pub sha256: String,
    /// What whoever put the set together expects of it.
    pub expected: String,
}

/// Reads the manifest of a set.
pub fn manifest(data: &Path, set: &str) -> Vec<Row> {
    let mut reader = csv::Reader::from_path(data.join(set).join("manifest.csv")).expect("a manifest");
    let rows = reader.records().map(|row| {
        let row = row.expect("a sound manifest");
        Row {
            file: format!("{set}/{}", &row[0]),
            path: data.join(set).join(&row[0]),
            bytes: row[1].parse().expect("a size"),
            sha256: row[2].to_owned(),
            expected: row[5].to_owned(),
        }
    });
    rows.collect()
}

/// Reads a table of two or three columns.
fn table(name: &str) -> Vec<Vec<String>> {
    let mut reader = csv::Reader::from_path(tests_folder().join("fixtures").join(name)).expect("a table");
    reader.records().map(|row| row.expect("a sound table").iter().map(str::to_owned).collect()).collect()
}

/// Copies files into one folder, under numbers: their names are not what is tested.
pub fn gather(rows: &[&Row], into: &Path) {
    for (n, row) in rows.iter().enumerate() {
        let ending = row.file.rsplit_once('.').map_or("bin", |(_, ending)| ending);
        fs::copy(&row.path, into.join(format!("{n:05}.{}", ending.to_lowercase().replace("zip", "zi_"))))
            .expect("copied");
    }
}

/// The outcome of a file in the words of the table, by its digest.
fn outcomes(folder: &Path, said: &Value) -> BTreeMap<String, (&'static str, String)> {
    let mut ended = BTreeMap::new();
    for file in said["files"].as_array().expect("files") {
        let reason = file["reason"].as_str().unwrap_or_default().to_owned();
        let name = file["file"].as_str().expect("a name");
        let bytes = fs::read(folder.join(name.rsplit('/').next().expect("a name"))).expect("the file");
        let outcome = match (file["outcome"].as_str(), reason.is_empty()) {
            (Some("refused"), _) => "refused",
            (_, true) => "taken",
            (_, false) => "taken without preview",
        };
        assert!(outcome == "taken" || reason.starts_with("reason-"), "{name}: {reason}");
        ended.insert(Digest::of(&bytes).hex(), (outcome, reason));
    }
    ended
}

#[test]
fn real_files_are_taken_as_the_table_says() {
    let Some(data) = shared("data") else { return };
    let expected: BTreeMap<String, String> =
        table("data-expected.csv").into_iter().map(|row| (row[0].clone(), row[1].clone())).collect();
    let exceptions: BTreeMap<String, Vec<String>> =
        table("data-exceptions.csv").into_iter().map(|row| (row[0].clone(), row[1..].to_vec())).collect();
    let rows: Vec<Row> = SETS.iter().flat_map(|set| manifest(&data, set)).collect();
    let missing: Vec<&str> =
        rows.iter().map(|row| row.expected.as_str()).filter(|sentence| !expected.contains_key(*sentence)).collect();
    assert!(missing.is_empty(), "sentences without an outcome: {missing:?}");
    let mut of_sentence: BTreeMap<&str, usize> = BTreeMap::new();
    let chosen: Vec<&Row> = rows
        .iter()
        .filter(|row| {
            let count = of_sentence.entry(&row.expected).or_default();
            *count += usize::from(row.bytes <= SMALL_BYTES);
            is_full() || row.bytes <= SMALL_BYTES && *count <= A_SENTENCE
        })
        .collect();
    assert!(chosen.len() > 60, "the sweep found {} files", chosen.len());

    let place = TempDir::new().expect("a folder");
    let folder = place.path().join("files");
    fs::create_dir(&folder).expect("a folder");
    gather(&chosen, &folder);
    let home = place.path().join("home");
    let output = Cli::run(&home, &["--json", "ingest", &folder.to_string_lossy()]);
    let words = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(matches!(output.status.code(), Some(0 | 1)), "{}: {words}", output.status);
    let said: Value = serde_json::from_slice(&output.stdout).expect("one JSON value");
    let ended = outcomes(&folder, &said);

    let (mut counts, mut wrong): (BTreeMap<&str, usize>, Vec<String>) = Default::default();
    for row in &chosen {
        let (outcome, reason) = &ended[&row.sha256];
        *counts.entry(outcome).or_default() += 1;
        let (wanted, wanted_reason) = match exceptions.get(&row.file) {
            Some(exception) => (exception[0].as_str(), Some(exception[1].as_str())),
            None => (expected[&row.expected].as_str(), None),
        };
        let is_better = *outcome == "taken" && wanted == "taken without preview";
        if *outcome != wanted && !is_better || wanted_reason.is_some_and(|wanted| wanted != reason) {
            wrong.push(format!("{},{outcome},{reason} (expected: {wanted}; «{}»)", row.file, row.expected));
        }
    }
    println!("{counts:?} of {} files", chosen.len());
    assert!(wrong.is_empty(), "{} disagree with the table:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn what_a_decoder_says_of_its_own_accord_is_no_reason() {
    let Some(data) = shared("data") else { return };
    let mut bytes = fs::read(data.join("image-formats/files/Pillow/hopper.avif")).expect("the set is whole");
    let at = bytes.windows(4).position(|name| name == b"mdat").expect("a box of data") + 4;
    bytes[at..at + 16].fill(0x0a);
    let place = TempDir::new().expect("a folder");
    let file = place.path().join("broken.avif");
    fs::write(&file, bytes).expect("written");
    let output = Cli::run(&place.path().join("home"), &["--json", "ingest", &file.to_string_lossy()]);
    let said: Value = serde_json::from_slice(&output.stdout).expect("one JSON value");
    assert_eq!(said["files"][0]["reason"], "reason-damaged", "{said}");
}
