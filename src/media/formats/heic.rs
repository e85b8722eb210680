//! HEIC and HEIF with HEVC pictures; decoded by `codecs::heic`.

use crate::media::codecs;
use crate::media::format::Family;
use crate::media::format::Format;
use crate::media::sample::Sample;

/// The one row of this format.
pub static FORMATS: &[Format] =
    &[Format::kept("heic", "image/heic", "heic", Some("fmt/1101"), Family::Picture, is_heic).with_codec(codecs::HEIC)];

/// The general brand `mif1` says nothing of the codec; AVIF names itself beside it.
fn is_heic(sample: &Sample) -> bool {
    let is_hevc =
        sample.brands().any(|brand| matches!(brand, b"heic" | b"heix" | b"hevc" | b"hevx" | b"heim" | b"heis"));
    let is_general = sample.brands().next().is_some_and(|brand| matches!(brand, b"mif1" | b"msf1"));
    is_hevc || (is_general && !sample.has_brand(b"avif") && !sample.has_brand(b"avis"))
}
