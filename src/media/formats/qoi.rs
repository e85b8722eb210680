//! QOI, the Quite OK Image format.

use image::ImageFormat;

use crate::media::format::Codec;
use crate::media::format::Format;
use crate::media::formats::through;

/// The one row of this format.
pub static FORMATS: &[Format] = &[Format::picture(
    "qoi",
    "image/qoi",
    "qoi",
    None,
    |s| s.starts(b"qoif"),
    Codec {
        header: |input| through::header(input, ImageFormat::Qoi),
        decode: |input| through::decode(input, ImageFormat::Qoi),
        turns_itself: false,
    },
)];
