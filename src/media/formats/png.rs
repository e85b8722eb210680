//! PNG, all depths and kinds; of an animated one the default picture.

use image::ImageFormat;

use crate::media::format::Codec;
use crate::media::format::Format;
use crate::media::formats::through;

/// The one row of this format.
pub static FORMATS: &[Format] = &[Format::picture(
    "png",
    "image/png",
    "png",
    Some("fmt/13"),
    |s| s.starts(b"\x89PNG\r\n\x1a\n"),
    Codec {
        header: |input| through::header(input, ImageFormat::Png),
        decode: |input| through::decode(input, ImageFormat::Png),
        turns_itself: false,
    },
)];
