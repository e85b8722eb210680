//! JPEG XL; decoded by `codecs::jxl`.

use crate::media::codecs;
use crate::media::format::Family;
use crate::media::format::Format;
use crate::media::sample::Sample;

/// The bare codestream and the boxed file.
pub static FORMATS: &[Format] =
    &[row("fmt/1484", |s| s.starts(b"\xff\x0a")), row("fmt/1485", |s| s.starts(b"\0\0\0\x0cJXL \r\n\x87\n"))];

const fn row(puid: &'static str, matches: fn(&Sample) -> bool) -> Format {
    Format::kept("jxl", "image/jxl", "jxl", Some(puid), Family::Picture, matches).with_codec(codecs::JXL)
}
