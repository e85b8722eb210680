//! JPEG 2000, in its box or as a bare codestream; decoded by `codecs::jp2`.

use crate::media::codecs;
use crate::media::format::Family;
use crate::media::format::Format;
use crate::media::sample::Sample;

/// The boxed file and the bare codestream.
pub static FORMATS: &[Format] = &[
    row(Some("x-fmt/392"), |s| s.starts(b"\0\0\0\x0cjP  ") && s.has_at(20, b"jp2 ")),
    row(None, |s| s.starts(b"\0\0\0\x0cjP  ") || s.starts(b"\xff\x4f\xff\x51")),
];

const fn row(puid: Option<&'static str>, matches: fn(&Sample) -> bool) -> Format {
    Format::kept("jp2", "image/jp2", "jp2", puid, Family::Picture, matches).with_codec(codecs::JP2)
}
