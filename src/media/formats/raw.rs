//! Camera raw files: recognised, described and kept; nothing here develops them.

use crate::media::format::Family::Picture;
use crate::media::format::Format;
use crate::media::sample::Sample;

/// Camera raw files. Those built on TIFF stand before TIFF.
pub static FORMATS: &[Format] = &[
    Format::kept("cr2", "image/x-canon-cr2", "cr2", Some("fmt/592"), Picture, |s| {
        s.tiff.is_some() && s.has_at(8, b"CR\x02")
    }),
    Format::kept("dng", "image/x-adobe-dng", "dng", Some("fmt/436"), Picture, |s| has_tag(s, 50706)),
    Format::kept("nef", "image/x-nikon-nef", "nef", Some("fmt/202"), Picture, |s| {
        is_made_by(s, "nikon") && has_tag(s, 330)
    }),
    Format::kept("arw", "image/x-sony-arw", "arw", None, Picture, |s| {
        is_made_by(s, "sony") && (has_tag(s, 330) || has_tag(s, 50740))
    }),
    Format::kept("rw2", "image/x-panasonic-rw2", "rw2", Some("fmt/662"), Picture, |s| s.starts(b"IIU\0")),
    Format::kept("orf", "image/x-olympus-orf", "orf", Some("fmt/668"), Picture, |s| {
        s.starts(b"IIRO") || s.starts(b"IIRS") || s.starts(b"MMOR")
    }),
    Format::kept("raf", "image/x-fuji-raf", "raf", Some("fmt/642"), Picture, |s| s.starts(b"FUJIFILMCCD-RAW")),
    Format::kept("cr3", "image/x-canon-cr3", "cr3", None, Picture, |s| s.has_brand(b"crx ")),
    Format::kept("crw", "image/x-canon-crw", "crw", Some("fmt/593"), Picture, |s| s.starts(b"II\x1a\0\0\0HEAPCCDR")),
    Format::kept("x3f", "image/x-sigma-x3f", "x3f", Some("fmt/661"), Picture, |s| s.starts(b"FOVb")),
];

fn has_tag(sample: &Sample, tag: u16) -> bool {
    sample.tiff.as_ref().is_some_and(|tiff| tiff.tags.contains(&tag))
}

fn is_made_by(sample: &Sample, maker: &str) -> bool {
    sample.tiff.as_ref().is_some_and(|tiff| tiff.make.starts_with(maker))
}
