//! A sweep over real files, when they are there: none may panic, and what
//! decodes must have the size that other tools saw.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::PathBuf;

use crate::base::fault::Faulty;
use crate::media::decode;
use crate::media::decode::MediaError;
use crate::media::format;

/// Returns the folder of a set of files, or `None` after saying that it is not there.
pub fn data(set: &str) -> Option<PathBuf> {
    let shared = std::env::var("RELIQUARY_SHARED")
        .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../shared").to_owned());
    let folder = PathBuf::from(shared).join("data").join(set);
    if folder.join("manifest.csv").is_file() {
        return Some(folder);
    }
    eprintln!("skipped: the set {set} is not there");
    None
}

/// Returns the width and height that the manifest observed, such as `PNG; 32x32; exiftool warning: …`.
fn observed(text: &str) -> Option<(u32, u32)> {
    let (width, height) = text.split("; ").nth(1)?.split_once('x')?;
    Some((width.parse().ok()?, height.parse().ok()?)).filter(|size| *size != (0, 0))
}

/// Tells of one file: its format, what became of it, and whether its size is the one observed.
fn judge(path: &std::path::Path, seen: Option<(u32, u32)>) -> (String, &'static str, bool) {
    let mut bytes = Vec::new();
    File::open(path).and_then(|mut file| file.read_to_end(&mut bytes)).expect("the manifest lists what is there");
    let format = format::identify(&mut std::io::Cursor::new(&bytes)).expect("memory does not fail");
    let header = decode::header(&bytes, format);
    let decoded = decode::decode(&bytes, format, 1);
    let outcome = decoded.as_ref().map_or_else(MediaError::code, |_| "decoded");
    let agrees = match (&header, seen) {
        // Drawings have no pixels of their own, and of raw files others measure the sensor.
        (Ok(header), Some(seen)) if !matches!(format.name, "svg" | "dng" | "raf" | "rw2" | "x3f" | "cr2" | "cr3") => {
            (header.width, header.height) == seen
        }
        _ => true,
    };
    if let (Err(error), true) = (&decoded, outcome != "media.no_preview") {
        eprintln!(
            "  {} {}: {error}: {:?}",
            format.name,
            path.display(),
            std::error::Error::source(error).map(ToString::to_string)
        );
    }
    (format.name.to_owned(), outcome, agrees)
}

#[test]
fn real_files_decode_or_are_named_with_a_reason() {
    for set in ["image-formats", "photos-orientation", "heritage-photos", "photos-cameras", "photos-iptc-xmp-icc"] {
        let Some(folder) = data(set) else { continue };
        let mut table: BTreeMap<(String, &'static str), u32> = BTreeMap::new();
        let (mut files, mut wrong) = (0, Vec::new());
        let mut manifest = csv::Reader::from_path(folder.join("manifest.csv")).expect("the manifest is there");
        for row in manifest.records() {
            let row = row.expect("the manifest is sound");
            let (format, outcome, agrees) = judge(&folder.join(&row[0]), observed(&row[6]));
            files += 1;
            if !agrees {
                wrong.push(format!("{} {}", &row[0], &row[6]));
            }
            *table.entry((format, outcome)).or_default() += 1;
        }
        eprintln!("{set}: {files} files, of another size than observed: {wrong:?}");
        for ((format, outcome), count) in &table {
            eprintln!("  {count:5} {format:6} {outcome}");
        }
        assert!(files > 0, "the set {set} is empty");
        // A JP2 whose boxes are cut off, and an icon of several pictures of which others measure the first.
        assert!(wrong.len() <= 2, "{wrong:?}");
    }
}

#[test]
fn hostile_pictures_are_refused_with_a_reason_and_in_time() {
    let Some(folder) = data("bad-images") else { return };
    let mut manifest = csv::Reader::from_path(folder.join("manifest.csv")).expect("the manifest is there");
    let (mut table, mut slow): (BTreeMap<&'static str, u32>, Vec<_>) = Default::default();
    for row in manifest.records() {
        let path = folder.join(&row.expect("the manifest is sound")[0]);
        let start = std::time::Instant::now();
        *table.entry(judge(&path, None).1).or_default() += 1;
        if start.elapsed().as_secs() >= 10 {
            slow.push(path.display().to_string());
        }
    }
    eprintln!("bad-images: {table:?}; slow: {slow:?}");
    assert!(slow.is_empty());
    let no_preview = MediaError::NoPreview.code();
    assert!(table.contains_key("decoded") && table.contains_key(no_preview));
}

#[test]
fn content_leads_to_the_ending_that_people_gave() {
    let kin = |ending: &str| match ending {
        "jpeg" | "mpo" | "jps" => "jpg".to_owned(),
        "tiff" | "btf" => "tif".to_owned(),
        "heif" => "heic".to_owned(),
        "ppm" => "pnm".to_owned(),
        "jpf" => "jp2".to_owned(),
        "md" => "txt".to_owned(),
        "opus" => "ogg".to_owned(),
        "xmp" => "xml".to_owned(),
        other => other.to_owned(),
    };
    for set in
        ["documents", "vn-documents", "av-3d", "text-encodings", "image-formats", "bad-archives", "bad-svg-polyglot"]
    {
        let Some(folder) = data(set) else { continue };
        let mut manifest = csv::Reader::from_path(folder.join("manifest.csv")).expect("the manifest is there");
        let (mut same, mut others) = (0, Vec::new());
        for row in manifest.records() {
            let name = row.expect("the manifest is sound")[0].to_owned();
            let mut file = File::open(folder.join(&name)).expect("the manifest lists what is there");
            let format = format::identify(&mut file).expect("the file can be read");
            let ending = name.rsplit_once('.').map(|(_, ending)| kin(&ending.to_lowercase())).unwrap_or_default();
            if ending == format.ext { same += 1 } else { others.push(format!("{name} is {}", format.name)) }
        }
        eprintln!("{set}: {same} as named; others: {others:#?}");
        assert!(same > 0, "the set {set} is empty");
    }
}
