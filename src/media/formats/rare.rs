//! Pictures that are kept without a preview because nothing written in Rust alone decodes them here.

use crate::media::format::Family::Picture;
use crate::media::format::Format;

/// Pictures without a decoder.
pub static FORMATS: &[Format] = &[
    Format::kept("psd", "image/vnd.adobe.photoshop", "psd", Some("x-fmt/92"), Picture, |s| s.starts(b"8BPS")),
    Format::kept("exr", "image/x-exr", "exr", Some("fmt/1001"), Picture, |s| s.starts(b"\x76\x2f\x31\x01")),
    Format::kept("hdr", "image/vnd.radiance", "hdr", Some("fmt/591"), Picture, |s| {
        s.starts(b"#?RADIANCE") || s.starts(b"#?RGBE")
    }),
    Format::kept("djvu", "image/vnd.djvu", "djvu", Some("fmt/255"), Picture, |s| s.starts(b"AT&TFORM")),
    Format::kept("dds", "image/vnd.ms-dds", "dds", Some("fmt/1040"), Picture, |s| s.starts(b"DDS \x7c\0\0\0")),
];
