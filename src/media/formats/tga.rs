//! Targa. It has no signature, so it is tried last, and every field of its header must make sense.

use image::ImageFormat;

use crate::media::format::Codec;
use crate::media::format::Format;
use crate::media::formats::through;
use crate::media::sample::Sample;

/// The one row of this format.
pub static FORMATS: &[Format] = &[Format::picture(
    "tga",
    "image/x-tga",
    "tga",
    None,
    is_targa,
    Codec {
        header: |input| through::header(input, ImageFormat::Tga),
        decode: |input| through::decode(input, ImageFormat::Tga),
        turns_itself: false,
    },
)];

fn is_targa(sample: &Sample) -> bool {
    let Some(head) = sample.head.get(..18) else { return false };
    let (has_map, kind, depth, flags) = (head[1], head[2], head[16], head[17]);
    let (width, height) = (u16::from_le_bytes([head[12], head[13]]), u16::from_le_bytes([head[14], head[15]]));
    let map_entries = u64::from(u16::from_le_bytes([head[5], head[6]]));
    let is_sane = match kind {
        1 | 9 => has_map == 1 && map_entries > 0 && matches!(head[7], 15 | 16 | 24 | 32) && matches!(depth, 8 | 16),
        2 | 10 => has_map <= 1 && matches!(depth, 15 | 16 | 24 | 32),
        3 | 11 => has_map <= 1 && matches!(depth, 8 | 16),
        _ => false,
    };
    let map_bytes = if has_map == 1 { map_entries * u64::from(head[7].div_ceil(8)) } else { 0 };
    let least_bytes = if kind < 8 { u64::from(width) * u64::from(height) * u64::from(depth.div_ceil(8)) } else { 1 };
    let is_long_enough = 18 + u64::from(head[0]) + map_bytes + least_bytes <= sample.size_bytes;
    is_sane && width > 0 && height > 0 && flags & 0xc0 == 0 && matches!(flags & 0x0f, 0 | 1 | 8) && is_long_enough
}
