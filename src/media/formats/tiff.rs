//! TIFF and BigTIFF: the first page is shown, all are counted.

use image::ImageFormat;

use crate::base::limits;
use crate::media::decode::Header;
use crate::media::error::MediaError;
use crate::media::format::Codec;
use crate::media::format::Format;
use crate::media::formats::through;

const CODEC: Codec = Codec { header, decode: |input| through::decode(input, ImageFormat::Tiff), turns_itself: false };

/// BigTIFF, and TIFF itself.
pub static FORMATS: &[Format] = &[
    Format::picture(
        "tiff",
        "image/tiff",
        "tif",
        Some("fmt/1917"),
        |s| s.starts(b"II+\0\x08\0") || s.starts(b"MM\0+\0\x08"),
        CODEC,
    ),
    Format::picture("tiff", "image/tiff", "tif", Some("fmt/353"), |s| s.starts(b"II*\0") || s.starts(b"MM\0*"), CODEC),
];

fn header(input: &[u8]) -> Result<Header, MediaError> {
    let header = through::header(input, ImageFormat::Tiff)?;
    Ok(Header { frames: pages(input).max(1), ..header })
}

/// Counts the directories by following their chain; one that runs in a circle ends at the limit.
fn pages(input: &[u8]) -> u32 {
    let is_little = input.starts_with(b"II");
    let is_big = matches!(input.get(2..4), Some([0, 43] | [43, 0]));
    let number = |at: usize, size: usize| -> Option<usize> {
        let bytes = input.get(at..at.checked_add(size)?)?;
        let join = |sum: u64, byte: &u8| (sum << 8) | u64::from(*byte);
        let value = if is_little { bytes.iter().rev().fold(0, join) } else { bytes.iter().fold(0, join) };
        usize::try_from(value).ok()
    };
    let (count_size, entry_size, link_size) = if is_big { (8, 20, 8) } else { (2, 12, 4) };
    let mut next = if is_big { number(8, 8) } else { number(4, 4) };
    let mut pages = 0;
    while let Some(at) = next.filter(|at| *at != 0) {
        let Some(entries) = number(at, count_size) else { break };
        pages += 1;
        if pages > limits::PAGES {
            break;
        }
        let link = entries.checked_mul(entry_size).and_then(|size| at.checked_add(count_size)?.checked_add(size));
        next = link.and_then(|link| number(link, link_size));
    }
    pages
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_counted_and_circles_end() {
        let two = b"II*\0\x08\0\0\0\0\0\x0e\0\0\0\0\0\0\0\0\0";
        assert_eq!(pages(two), 2);
        let circle = b"II*\0\x08\0\0\0\0\0\x08\0\0\0";
        assert!(pages(circle) > limits::PAGES);
        assert_eq!(pages(b"MM\0*\0\0\0\x08"), 0);
    }
}
