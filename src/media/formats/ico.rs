//! Windows icons: the largest picture in the file is shown.

use image::ImageFormat;

use crate::media::format::Codec;
use crate::media::format::Format;
use crate::media::formats::through;
use crate::media::sample::Sample;

/// The one row of this format.
pub static FORMATS: &[Format] = &[Format::picture(
    "ico",
    "image/vnd.microsoft.icon",
    "ico",
    Some("x-fmt/418"),
    is_icon,
    Codec {
        header: |input| through::header(input, ImageFormat::Ico),
        decode: |input| through::decode(input, ImageFormat::Ico),
        turns_itself: false,
    },
)];

/// The first entry must lie within the file; cursors share the layout but not the signature.
fn is_icon(sample: &Sample) -> bool {
    let Some(entry) = sample.head.get(6..22) else { return false };
    let place = u64::from(u32::from_le_bytes([entry[12], entry[13], entry[14], entry[15]]));
    let is_counted = sample.head[4..6] != [0, 0];
    sample.starts(b"\0\0\x01\0") && is_counted && entry[3] == 0 && (22..sample.size_bytes).contains(&place)
}
