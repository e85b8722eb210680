//! Windows bitmaps.

use image::ImageFormat;

use crate::media::format::Codec;
use crate::media::format::Format;
use crate::media::formats::through;
use crate::media::sample::Sample;

/// The one row of this format.
pub static FORMATS: &[Format] = &[Format::picture(
    "bmp",
    "image/bmp",
    "bmp",
    Some("fmt/116"),
    is_bitmap,
    Codec {
        header: |input| through::header(input, ImageFormat::Bmp),
        decode: |input| through::decode(input, ImageFormat::Bmp),
        turns_itself: false,
    },
)];

/// The signature is two letters, so the size of the second header must be a known one.
fn is_bitmap(sample: &Sample) -> bool {
    let size = sample.head.get(14..18).map(|size| u32::from_le_bytes([size[0], size[1], size[2], size[3]]));
    sample.starts(b"BM") && matches!(size, Some(12 | 16 | 40 | 52 | 56 | 64 | 108 | 124))
}
