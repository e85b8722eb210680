//! The portable maps: PBM, PGM, PPM and PAM.

use image::ImageFormat;

use crate::media::format::Codec;
use crate::media::format::Format;
use crate::media::formats::through;
use crate::media::sample::Sample;

/// The one row of this format.
pub static FORMATS: &[Format] = &[Format::picture(
    "pnm",
    "image/x-portable-anymap",
    "pnm",
    None,
    is_map,
    Codec {
        header: |input| through::header(input, ImageFormat::Pnm),
        decode: |input| through::decode(input, ImageFormat::Pnm),
        turns_itself: false,
    },
)];

fn is_map(sample: &Sample) -> bool {
    let head = &sample.head;
    head.len() > 3
        && head[0] == b'P'
        && (b'1'..=b'7').contains(&head[1])
        && (head[2].is_ascii_whitespace() || head[2] == b'#')
}
