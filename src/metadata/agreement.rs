//! How far our reading agrees with ExifTool's over real photographs. Skipped aloud when the photographs are absent.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::path::PathBuf;

use serde_json::Map;
use serde_json::Value;

use crate::metadata::Embedded;
use crate::metadata::read;
use crate::metadata::text;

/// Files in which ExifTool is not followed, and why.
const EXCEPTIONS: &[(&str, &str, &str)] = &[
    ("Pillow/multiple_exif.jpg", "caption", "ExifTool joins two EXIF blocks; the first alone is the standard's"),
    ("Pillow/hopper_jpg.tif", "caption", "a Mac Roman byte: ExifTool writes ?, we read Windows-1252"),
    ("Pillow/hopper_lzma.tif", "caption", "a Mac Roman byte: ExifTool writes ?, we read Windows-1252"),
    ("exiftool/XMP.xml", "camera make", "ExifTool reads its own dump of another picture"),
    ("exiftool/XMP.xml", "camera model", "ExifTool reads its own dump of another picture"),
    ("exiftool/XMP.xml", "date", "ExifTool reads its own dump of another picture"),
];

fn shared() -> Option<PathBuf> {
    let folder = std::env::var_os("RELIQUARY_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    let found = folder.join("data").is_dir();
    if !found {
        eprintln!("skipped: the shared photographs are not here");
    }
    found.then_some(folder)
}

fn said(tags: &Map<String, Value>, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| {
        let value = match tags.get(*name)? {
            Value::String(words) => words.clone(),
            Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join("; "),
            Value::Object(langs) => plain(langs.get("x-default").or_else(|| langs.values().next())?),
            other => other.to_string(),
        };
        text::clean(&value)
    })
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn expected(tags: &Map<String, Value>, field: &str) -> Option<String> {
    match field {
        "camera make" => said(tags, &["IFD0:Make", "XMP-tiff:Make"]),
        "camera model" => said(tags, &["IFD0:Model", "XMP-tiff:Model"]),
        "lens" => said(tags, &["ExifIFD:LensModel", "XMP-aux:Lens"]),
        "date" => [
            "ExifIFD:DateTimeOriginal",
            "ExifIFD:CreateDate",
            "XMP-exif:DateTimeOriginal",
            "XMP-photoshop:DateCreated",
            "IPTC:DateCreated",
            "XMP-xmp:CreateDate",
        ]
        .iter()
        .find_map(|name| said(tags, &[name]).and_then(|date| text::moment(&date)))
        .map(|date| date.chars().take(10).collect()),
        "orientation" => said(tags, &["IFD0:Orientation", "XMP-tiff:Orientation"])
            .filter(|turn| turn.parse::<u32>().is_ok_and(|turn| (1..=8).contains(&turn))),
        "gps" => {
            let lat = tags.get("Composite:GPSLatitude")?.as_f64()?;
            let lon = tags.get("Composite:GPSLongitude")?.as_f64()?;
            Some(format!("{lat:.4} {lon:.4}"))
        }
        "creator" => said(tags, &["XMP-dc:Creator", "IPTC:By-line", "IFD0:Artist"]),
        "caption" => said(tags, &["XMP-dc:Description", "IPTC:Caption-Abstract", "IFD0:ImageDescription"]),
        "copyright" => said(tags, &["XMP-dc:Rights", "IPTC:CopyrightNotice", "IFD0:Copyright"]),
        _ => None,
    }
}

fn ours(embedded: &Embedded, field: &str) -> Option<String> {
    match field {
        "camera make" => embedded.make.clone(),
        "camera model" => embedded.model.clone(),
        "lens" => embedded.lens.clone(),
        "date" => embedded.captured_at.as_ref().map(|date| date.chars().take(10).collect()),
        "orientation" => embedded.orientation.map(|turn| turn.to_string()),
        "gps" => embedded.gps.as_ref().map(|gps| format!("{:.4} {:.4}", gps.lat, gps.lon)),
        "creator" => Some(embedded.creator.join("; ")).filter(|names| !names.is_empty()),
        "caption" => embedded.caption.clone(),
        "copyright" => embedded.copyright.clone(),
        _ => None,
    }
}

/// The names `media::format` gives, as far as reading metadata tells them apart.
fn format_of(input: &[u8]) -> &'static str {
    match input {
        [0xFF, 0xD8, ..] => "jpeg",
        [0x89, b'P', b'N', b'G', ..] => "png",
        [b'R', b'I', b'F', b'F', ..] => "webp",
        [b'I', b'I', ..] | [b'M', b'M', ..] => "tiff",
        _ if input.get(4..8) == Some(b"ftyp") => "heic",
        _ => "other",
    }
}

#[test]
fn readings_agree_with_exiftool() {
    let Some(shared) = shared() else { return };
    const FIELDS: [&str; 9] =
        ["camera make", "camera model", "lens", "date", "orientation", "gps", "creator", "caption", "copyright"];
    let mut counts: BTreeMap<&str, (u32, u32)> = BTreeMap::new();
    let mut wrong = Vec::new();
    for set in ["photos-cameras", "photos-orientation", "photos-iptc-xmp-icc", "heritage-photos", "image-formats"] {
        let folder = shared.join("data").join(set);
        for line in fs::read_to_string(folder.join("exiftool.ndjson")).unwrap_or_default().lines() {
            let Ok(Value::Object(tags)) = serde_json::from_str(line) else { continue };
            let name = tags.get("SourceFile").map(plain).unwrap_or_default();
            let Ok(input) = fs::read(folder.join(&name)) else { continue };
            let embedded = read(&input, format_of(&input));
            for field in FIELDS {
                let Some(wanted) = expected(&tags, field) else { continue };
                if EXCEPTIONS.iter().any(|(file, known, _)| name.ends_with(file) && *known == field) {
                    continue;
                }
                let found = ours(&embedded, field);
                let count = counts.entry(field).or_default();
                count.0 += 1;
                if found.as_deref() == Some(wanted.as_str()) {
                    count.1 += 1;
                } else {
                    wrong.push(format!("{set}/{name} {field}: {found:?} instead of {wanted:?}"));
                }
            }
        }
    }
    assert!(!counts.is_empty(), "the sweep found nothing to compare");
    println!("field         | compared | agree | share");
    for (field, (compared, agree)) in &counts {
        println!("{field:13} | {compared:8} | {agree:5} | {:.1} %", f64::from(*agree) * 100.0 / f64::from(*compared));
    }
    for line in &wrong {
        println!("{line}");
    }
    for (field, (compared, agree)) in counts {
        assert!(f64::from(agree) >= 0.99 * f64::from(compared), "{field}: {agree} of {compared}");
    }
}

#[test]
fn metadata_that_broke_other_readers_is_survived() {
    let Some(shared) = shared() else { return };
    let mut count = 0;
    let mut folders = vec![shared.join("data/bad-metadata/files"), shared.join("data/bad-images/files")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder").flatten() {
            if entry.path().is_dir() {
                folders.push(entry.path());
                continue;
            }
            let input = fs::read(entry.path()).expect("read");
            let _ = read(&input, format_of(&input));
            count += 1;
        }
    }
    assert!(count > 100);
}
