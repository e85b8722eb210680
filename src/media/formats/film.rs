//! Moving pictures: kept and offered, never decoded.

use file_format::FileFormat;

use crate::media::format::Family::Video;
use crate::media::format::Format;
use crate::media::sample::Sample;

/// Moving pictures.
pub static FORMATS: &[Format] = &[
    Format::kept("mov", "video/quicktime", "mov", Some("x-fmt/384"), Video, is_quicktime),
    Format::kept("mp4", "video/mp4", "mp4", Some("fmt/199"), Video, |s| s.has_at(4, b"ftyp")),
    Format::kept("webm", "video/webm", "webm", Some("fmt/573"), Video, |s| is_matroska(s, b"webm")),
    Format::kept("mkv", "video/x-matroska", "mkv", Some("fmt/569"), Video, |s| is_matroska(s, b"")),
    Format::kept("avi", "video/x-msvideo", "avi", Some("fmt/5"), Video, |s| s.starts(b"RIFF") && s.has_at(8, b"AVI ")),
    Format::kept("ogv", "video/ogg", "ogv", Some("fmt/945"), Video, |s| s.general == FileFormat::OggTheora),
];

/// Old QuickTime files have no `ftyp`: they begin with the atoms themselves.
fn is_quicktime(sample: &Sample) -> bool {
    sample.has_brand(b"qt  ") || [b"moov", b"mdat", b"wide"].iter().any(|atom| sample.has_at(4, *atom))
}

/// The document type stands in the EBML header, within the first few dozen bytes.
fn is_matroska(sample: &Sample, kind: &[u8]) -> bool {
    let head = &sample.head[..sample.head.len().min(96)];
    sample.starts(b"\x1a\x45\xdf\xa3") && (kind.is_empty() || head.windows(kind.len()).any(|window| window == kind))
}
