//! WebP, with and without loss; of an animated one the first frame.

use image::ImageFormat;

use crate::media::format::Codec;
use crate::media::format::Format;
use crate::media::formats::through;

/// The one row of this format.
pub static FORMATS: &[Format] = &[Format::picture(
    "webp",
    "image/webp",
    "webp",
    Some("fmt/566"),
    |s| s.starts(b"RIFF") && s.has_at(8, b"WEBP"),
    Codec {
        header: |input| through::header(input, ImageFormat::WebP),
        decode: |input| through::decode(input, ImageFormat::WebP),
        turns_itself: false,
    },
)];
