//! Camera raw files: kept, and shown by the largest JPEG that the camera put into them. Nothing here develops them.
//! Why not: every camera needs its own knowledge, and the maker's own picture is what the photographer saw.

use std::collections::HashSet;

use crate::media::decode::Header;
use crate::media::error::MediaError;
use crate::media::format::Codec;
use crate::media::format::Family;
use crate::media::format::Format;
use crate::media::formats::jpeg;
use crate::media::formats::tiff;
use crate::media::formats::tiff::directory::Directory;
use crate::media::formats::tiff::directory::Tiff;
use crate::media::raster::Raster;
use crate::media::sample::Sample;

/// Most directories of one file that are looked at, and how deep they lie within each other.
const DIRECTORIES: usize = 64;
const DEPTH: usize = 3;
/// Most segments of a JPEG before its frame.
const SEGMENTS: usize = 256;
/// Most previews of one file that are tried, the largest first.
const TRIED: usize = 4;
/// Most places that begin like a JPEG and are looked at in a file whose structure is not known.
const STARTS: usize = 4_096;

/// Camera raw files. Those built on TIFF stand before TIFF.
pub static FORMATS: &[Format] = &[
    raw("cr2", "image/x-canon-cr2", Some("fmt/592"), |s| s.tiff.is_some() && s.has_at(8, b"CR\x02")),
    raw("dng", "image/x-adobe-dng", Some("fmt/436"), |s| has_tag(s, 50706)),
    raw("nef", "image/x-nikon-nef", Some("fmt/202"), |s| is_made_by(s, "nikon") && has_tag(s, 330)),
    raw("arw", "image/x-sony-arw", None, |s| is_made_by(s, "sony") && (has_tag(s, 330) || has_tag(s, 50740))),
    raw("rw2", "image/x-panasonic-rw2", Some("fmt/662"), |s| s.starts(b"IIU\0")),
    raw("orf", "image/x-olympus-orf", Some("fmt/668"), |s| s.starts(b"IIRO") || s.starts(b"IIRS") || s.starts(b"MMOR")),
    raw("raf", "image/x-fuji-raf", Some("fmt/642"), |s| s.starts(b"FUJIFILMCCD-RAW")),
    raw("cr3", "image/x-canon-cr3", None, |s| s.has_brand(b"crx ")),
    raw("crw", "image/x-canon-crw", Some("fmt/593"), |s| s.starts(b"II\x1a\0\0\0HEAPCCDR")),
    raw("x3f", "image/x-sigma-x3f", Some("fmt/661"), |s| s.starts(b"FOVb")),
];

const fn raw(
    name: &'static str,
    mime: &'static str,
    puid: Option<&'static str>,
    matches: fn(&Sample) -> bool,
) -> Format {
    Format {
        name,
        mime,
        ext: name,
        puid,
        family: Family::Picture,
        matches,
        codec: Some(Codec { header, decode, turns_itself: false }),
        pages: None,
    }
}

fn has_tag(sample: &Sample, tag: u16) -> bool {
    sample.tiff.as_ref().is_some_and(|tiff| tiff.tags.contains(&tag))
}

fn is_made_by(sample: &Sample, maker: &str) -> bool {
    sample.tiff.as_ref().is_some_and(|tiff| tiff.make.starts_with(maker))
}

fn header(input: &[u8]) -> Result<Header, MediaError> {
    match previews(input).first() {
        Some(Preview::Jpeg { bytes, .. }) => jpeg::header(bytes),
        Some(Preview::Plain { directory, .. }) => tiff::header_of(*directory),
        None => Err(MediaError::NoPreview),
    }
}

fn decode(input: &[u8]) -> Result<Raster, MediaError> {
    let mut why = MediaError::NoPreview;
    for preview in previews(input) {
        let decoded = match preview {
            Preview::Jpeg { bytes, .. } => jpeg::decode(bytes),
            Preview::Plain { directory, .. } => tiff::decode_of(directory),
        };
        match decoded {
            Ok(raster) => return Ok(raster),
            Err(error) => why = error,
        }
    }
    Err(why)
}

/// A picture within the file that can be shown as it is.
enum Preview<'a> {
    Jpeg { bytes: &'a [u8], pixels: u64 },
    Plain { directory: Directory<'a>, pixels: u64 },
}

impl Preview<'_> {
    fn pixels(&self) -> u64 {
        match self {
            Preview::Jpeg { pixels, .. } | Preview::Plain { pixels, .. } => *pixels,
        }
    }
}

/// Lists what can be shown, the largest first: by the directories where the file has them, else by looking for JPEGs.
fn previews(input: &[u8]) -> Vec<Preview<'_>> {
    let (mut all, mut seen) = (Vec::new(), HashSet::new());
    for directory in directories(input) {
        let spots = spots(&directory).into_iter().filter(|(at, _)| seen.insert(*at));
        all.extend(spots.filter_map(|(at, length)| preview_at(input, at, length)));
        let is_plain = matches!(directory.number(262), Some(2 | 6)) && directory.number(259) == Some(1);
        if let (true, Ok(header)) = (is_plain, tiff::header_of(directory)) {
            all.push(Preview::Plain { directory, pixels: u64::from(header.width) * u64::from(header.height) });
        }
    }
    if all.is_empty() {
        let starts = input.windows(3).enumerate().filter(|(_, three)| *three == b"\xff\xd8\xff").take(STARTS);
        all.extend(starts.filter_map(|(at, _)| preview_at(input, at as u64, u64::MAX)));
    }
    all.sort_by_key(|preview| std::cmp::Reverse(preview.pixels()));
    all.truncate(TRIED);
    all
}

/// Collects the directories of the main chain and those that they point to.
fn directories(input: &[u8]) -> Vec<Directory<'_>> {
    let Some(tiff) = Tiff::open(input) else { return Vec::new() };
    let mut seen = HashSet::new();
    let mut level: Vec<Directory> = tiff.chain().into_iter().take(DIRECTORIES).collect();
    level.retain(|directory| seen.insert(directory.at));
    let mut all = level.clone();
    for _ in 0..DEPTH {
        // SubIFDs and the directory of EXIF.
        let links = level.iter().flat_map(|directory| [330, 34_665].map(|tag| directory.numbers(tag)).concat());
        level = links.take(DIRECTORIES).filter_map(|at| tiff.directory(at)).filter(|own| seen.insert(own.at)).collect();
        all.extend(&level);
    }
    all
}

/// Returns where a directory says that a JPEG lies, and how long it is.
fn spots(directory: &Directory<'_>) -> Vec<(u64, u64)> {
    let mut spots = Vec::new();
    if let (Some(at), length) = (directory.number(513), directory.number(514)) {
        spots.push((at, length.unwrap_or(u64::MAX)));
    }
    // One strip, or one tile, that is a JPEG.
    for (at, length) in [(273, 279), (324, 325)] {
        if let ([at], [length]) = (directory.numbers(at).as_slice(), directory.numbers(length).as_slice()) {
            spots.push((*at, *length));
        }
    }
    // Panasonic's JpgFromRaw.
    if let Some(bytes) = directory.bytes(0x2e) {
        let at = bytes.as_ptr() as usize - directory.tiff.input.as_ptr() as usize;
        spots.push((at as u64, bytes.len() as u64));
    }
    spots
}

fn preview_at(input: &[u8], at: u64, length: u64) -> Option<Preview<'_>> {
    let start = usize::try_from(at).ok().filter(|start| *start < input.len())?;
    let bytes = &input[start..at.saturating_add(length).min(input.len() as u64) as usize];
    let (width, height) = size_of_jpeg(bytes)?;
    Some(Preview::Jpeg { bytes, pixels: u64::from(width) * u64::from(height) })
}

/// Walks the segments of a JPEG to its frame. One without loss, as sensors' data are kept, is none.
fn size_of_jpeg(bytes: &[u8]) -> Option<(u16, u16)> {
    let mut rest = bytes.strip_prefix(b"\xff\xd8")?;
    for _ in 0..SEGMENTS {
        let [0xff, marker, high, low, ..] = rest else { return None };
        match marker {
            0xff => rest = &rest[1..],
            0xc0..=0xc2 => {
                let frame = rest.get(4..10)?;
                let size = (u16::from_be_bytes([frame[3], frame[4]]), u16::from_be_bytes([frame[1], frame[2]]));
                return Some(size).filter(|(width, height)| frame[0] == 8 && *width > 0 && *height > 0);
            }
            0xc4 | 0xdb | 0xdd | 0xe0..=0xef | 0xfe => {
                let length = usize::from(u16::from_be_bytes([*high, *low]));
                rest = rest.get(2 + length..).filter(|_| length >= 2)?;
            }
            _ => return None,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::media::encode;

    fn picture(side: u32) -> Vec<u8> {
        let rgb = [90, 120, 150].repeat((side * side) as usize);
        encode::jpeg(&rgb, side, side).expect("memory does not fail")
    }

    /// A little-endian file: a first directory that holds a thumbnail, a second within it that holds a preview.
    fn nested(thumbnail: &[u8], preview: &[u8]) -> Vec<u8> {
        let entry = |tag: u16, value: u32| [&tag.to_le_bytes()[..], &[4, 0, 1, 0, 0, 0], &value.to_le_bytes()].concat();
        let first_at = 8;
        let second_at = first_at + 2 + 3 * 12 + 4;
        let thumbnail_at = second_at + 2 + 2 * 12 + 4;
        let preview_at = thumbnail_at + thumbnail.len() as u32;
        [
            b"II*\0\x08\0\0\0\x03\0".to_vec(),
            entry(330, second_at),
            entry(513, thumbnail_at),
            entry(514, thumbnail.len() as u32),
            vec![0; 4],
            vec![2, 0],
            entry(513, preview_at),
            entry(514, preview.len() as u32),
            vec![0; 4],
            thumbnail.to_vec(),
            preview.to_vec(),
        ]
        .concat()
    }

    #[test]
    fn the_largest_picture_within_is_shown() {
        let file = nested(&picture(16), &picture(40));
        assert_eq!(header(&file).map(|h| (h.width, h.height)).ok(), Some((40, 40)));
        assert_eq!(decode(&file).map(|raster| (raster.width, raster.height)).ok(), Some((40, 40)));
        let damaged = nested(&picture(16), b"\xff\xd8\xff\xc0\0\x0b\x08\0\x40\0\x40\x01\x01\x11\0");
        assert_eq!(decode(&damaged).map(|raster| raster.width).ok(), Some(16));
    }

    #[test]
    fn a_file_of_unknown_structure_is_searched() {
        let file =
            [b"FUJIFILMCCD-RAW 0201".as_slice(), &picture(8), b"\xff\xd8\xff\0", &picture(24), &[7; 99]].concat();
        assert_eq!(header(&file).map(|h| h.width).ok(), Some(24));
    }

    #[test]
    fn the_sensors_own_data_are_no_preview() {
        let lossless = b"\xff\xd8\xff\xc3\0\x0b\x0e\0\x10\0\x10\x01\x01\x11\0";
        assert!(matches!(header(&nested(lossless, lossless)), Err(MediaError::NoPreview)));
        let circle = b"II*\0\x08\0\0\0\x01\0\x4a\x01\x04\0\x01\0\0\0\x08\0\0\0\0\0\0\0";
        assert!(matches!(header(circle), Err(MediaError::NoPreview)));
    }
}
