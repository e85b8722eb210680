//! GIF: the first frame is shown, all are counted.

use image::ImageFormat;

use crate::base::limits;
use crate::media::decode::Header;
use crate::media::error::MediaError;
use crate::media::format::Codec;
use crate::media::format::Format;
use crate::media::formats::through;

const CODEC: Codec = Codec { header, decode: |input| through::decode(input, ImageFormat::Gif), turns_itself: false };

/// The two versions of GIF.
pub static FORMATS: &[Format] = &[
    Format::picture("gif", "image/gif", "gif", Some("fmt/3"), |s| s.starts(b"GIF87a"), CODEC),
    Format::picture("gif", "image/gif", "gif", Some("fmt/4"), |s| s.starts(b"GIF89a"), CODEC),
];

fn header(input: &[u8]) -> Result<Header, MediaError> {
    let header = through::header(input, ImageFormat::Gif)?;
    Ok(Header { frames: frames(input).max(1), ..header })
}

/// Counts the pictures by walking from block to block; what is cut off is not counted.
fn frames(input: &[u8]) -> u32 {
    let table = |flags: u8| if flags & 0x80 == 0 { 0 } else { 3usize << ((flags & 7) + 1) };
    let mut at = 13 + input.get(10).map_or(0, |flags| table(*flags));
    let mut count = 0;
    while count <= limits::PAGES {
        at = match input.get(at) {
            Some(0x21) => after_blocks(input, at + 2),
            Some(0x2c) => {
                count += 1;
                after_blocks(input, at + 11 + input.get(at + 9).map_or(0, |flags| table(*flags)))
            }
            _ => break,
        };
    }
    count
}

fn after_blocks(input: &[u8], mut at: usize) -> usize {
    while let Some(length) = input.get(at) {
        at += 1 + usize::from(*length);
        if *length == 0 {
            break;
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_counted_without_decoding() {
        let frame = b"\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0";
        let gif =
            [b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff".as_slice(), b"\x21\xf9\x04\0\0\0\0\0", frame, frame, b";"]
                .concat();
        assert_eq!(frames(&gif), 2);
        assert_eq!(header(&gif).map(|h| (h.width, h.height, h.frames)).ok(), Some((1, 1, 2)));
        assert_eq!(frames(b"GIF89a"), 0);
    }
}
