//! AVIF: a HEIF file whose pictures are AV1; decoded by `codecs::avif`.

use crate::media::codecs;
use crate::media::format::Family;
use crate::media::format::Format;
use crate::media::sample::Sample;

/// The one row of this format.
pub static FORMATS: &[Format] =
    &[Format::kept("avif", "image/avif", "avif", Some("fmt/1977"), Family::Picture, is_avif).with_codec(codecs::AVIF)];

fn is_avif(sample: &Sample) -> bool {
    sample.has_brand(b"avif") || sample.has_brand(b"avis")
}
