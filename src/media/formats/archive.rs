//! Containers of files, and profiles: kept as they are, never opened here.

use crate::media::format::Family::Archive;
use crate::media::format::Family::Other;
use crate::media::format::Format;

/// Containers of files.
pub static FORMATS: &[Format] = &[
    Format::kept("zip", "application/zip", "zip", Some("x-fmt/263"), Archive, |s| {
        s.starts(b"PK\x03\x04") || s.starts(b"PK\x05\x06") || s.starts(b"PK\x07\x08")
    }),
    Format::kept("7z", "application/x-7z-compressed", "7z", Some("fmt/484"), Archive, |s| {
        s.starts(b"7z\xbc\xaf\x27\x1c")
    }),
    Format::kept("gz", "application/gzip", "gz", Some("x-fmt/266"), Archive, |s| s.starts(b"\x1f\x8b\x08")),
    Format::kept("tar", "application/x-tar", "tar", Some("x-fmt/265"), Archive, |s| s.has_at(257, b"ustar")),
    Format::kept("icc", "application/vnd.iccprofile", "icc", None, Other, |s| {
        s.has_at(36, b"acsp") && s.size_bytes >= 128
    }),
];
