//! From the bytes of an original to an upright sRGB picture, in two steps: measure
//! by the header alone and check the limits, then decode. Runs in the sandboxed
//! child; refuses to allocate for what a header says before the limits have seen it.

use std::panic::AssertUnwindSafe;
use std::panic::catch_unwind;

use crate::base::limits;
use crate::base::limits::PictureBounds;
use crate::base::picture::Picture;
use crate::media::colour;
use crate::media::format::Codec;
use crate::media::format::Format;
use crate::media::format::Measured;
use crate::media::raster::Raster;
use crate::media::rows::is_streamed;
use crate::media::turn;

pub use crate::media::error::MediaError;
pub use crate::media::raster::Colour;

/// What a file says of its picture before a pixel is decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Header {
    /// Width as stored, in pixels; of a vector picture, as it will be drawn.
    pub width: u32,
    /// Height as stored, in pixels.
    pub height: u32,
    /// Pages of a TIFF, frames of a GIF; 1 elsewhere.
    pub frames: u32,
    /// Bits a channel.
    pub bits: u8,
    /// Channels as stored.
    pub colour: Colour,
}

impl Header {
    /// Describes a single picture of 8 bits a channel.
    pub(super) fn plain(width: u32, height: u32, colour: Colour) -> Header {
        Header { width, height, frames: 1, bits: 8, colour }
    }
}

/// Measures a picture without decoding it. Formats that are kept without a decoder give `NoPreview`.
pub fn header(input: &[u8], format: &Format) -> Result<Header, MediaError> {
    header_within(input, format, &PictureBounds::default())
}

/// Measures like `header`, within other bounds than the usual ones.
pub fn header_within(input: &[u8], format: &Format, bounds: &PictureBounds) -> Result<Header, MediaError> {
    let codec = codec(format)?;
    let header = held(|| (codec.header)(input))?;
    // What is read row by row is not held at once, however large; whether it can be is seen when it is made.
    match is_streamed(format.name) && header.frames <= limits::PAGES {
        true => check_size(header.width, header.height, bounds)?,
        false => check(&header, bounds)?,
    }
    Ok(header)
}

/// Decodes a picture: first page or frame, colours converted to sRGB, transparency laid over white, upright.
/// `orientation` is EXIF's, 1 to 8; it is ignored for formats whose own rules turn the picture.
pub fn decode(input: &[u8], format: &Format, orientation: u8) -> Result<Picture, MediaError> {
    let (raster, turn) = raster(input, format, 0, orientation, &PictureBounds::default())?;
    Ok(turn::upright(colour::to_srgb(raster), turn))
}

/// Decodes a page to its own samples, and says how they are to be turned. `orientation` is EXIF's for the first page;
/// the others know their own.
pub(super) fn raster(
    input: &[u8],
    format: &Format,
    page: u32,
    orientation: u8,
    bounds: &PictureBounds,
) -> Result<(Raster, u8), MediaError> {
    let codec = codec(format)?;
    let (raster, turn) = match &format.pages {
        Some(pages) if page > 0 => {
            check(&held(|| (pages.header)(input, page))?, bounds)?;
            (held(|| (pages.decode)(input, page))?, (pages.orientation)(input, page))
        }
        _ if page > 0 => return Err(MediaError::NoPage),
        _ => {
            check(&held(|| (codec.header)(input))?, bounds)?;
            (held(|| (codec.decode)(input))?, orientation)
        }
    };
    if !raster.is_consistent() {
        return Err(MediaError::damaged("the decoder gave fewer samples than it announced"));
    }
    Ok((raster, if codec.turns_itself { 1 } else { turn }))
}

/// Returns the sizes of the pages of a file whose first was measured, upright; (0, 0) for one that cannot be shown. Only
/// pages that are made at ingest are measured.
pub fn page_sizes(input: &[u8], format: &Format, first: &Header, bounds: &PictureBounds) -> Vec<(u32, u32)> {
    let Some(pages) = format.pages.as_ref().filter(|_| first.frames > 1) else { return Vec::new() };
    let measured = held(|| Ok((pages.measure)(input, first.frames.min(limits::PAGES_AT_INGEST)))).unwrap_or_default();
    let upright = |(header, turn): Measured| match header {
        Ok(it) if check(&it, bounds).is_err() => (0, 0),
        Ok(it) if turn >= 5 => (it.height, it.width),
        Ok(it) => (it.width, it.height),
        Err(_) => (0, 0),
    };
    measured.into_iter().map(upright).collect()
}

/// Runs a decoder; one that panics has met a variety it does not know (IMAGING §1.1: real camera files do that).
pub(super) fn held<T>(work: impl FnOnce() -> Result<T, MediaError>) -> Result<T, MediaError> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(MediaError::unsupported("the decoder gave up")))
}

fn codec(format: &Format) -> Result<&Codec, MediaError> {
    format.codec.as_ref().ok_or(MediaError::NoPreview)
}

/// RELIABILITY §3: at most 250 megapixels and 60,000 pixels a side unless the settings say otherwise, 5,000 pages, and
/// 1 GiB of samples where they have to be held at once.
fn check(header: &Header, bounds: &PictureBounds) -> Result<(), MediaError> {
    check_size(header.width, header.height, bounds)?;
    let pixels = u64::from(header.width) * u64::from(header.height);
    let bytes = pixels * header.colour.channels() as u64 * u64::from(header.bits.div_ceil(8));
    let fits = header.frames <= limits::PAGES && bytes <= limits::PICTURE_BYTES;
    if fits { Ok(()) } else { Err(MediaError::TooLarge) }
}

/// Refuses pictures without pixels and those with too many.
pub(super) fn check_size(width: u32, height: u32, bounds: &PictureBounds) -> Result<(), MediaError> {
    if width == 0 || height == 0 {
        return Err(MediaError::damaged("a side of no length"));
    }
    let fits = u64::from(width) * u64::from(height) <= bounds.pixels && width.max(height) <= bounds.side_px;
    if fits { Ok(()) } else { Err(MediaError::TooLarge) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::media::format::by_name;

    fn format(name: &str) -> &'static Format {
        by_name(name).expect("the format is in the registry")
    }

    #[test]
    fn a_lying_header_is_refused_before_any_allocation() {
        let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        png.extend_from_slice(&59_999u32.to_be_bytes());
        png.extend_from_slice(&59_999u32.to_be_bytes());
        png.extend_from_slice(&[8, 6, 0, 0, 0]);
        let crc = crc32fast::hash(&png[12..29]);
        png.extend_from_slice(&crc.to_be_bytes());
        png.extend_from_slice(b"\0\0\0\x01IDAT\0\0\0\0\0");
        assert!(matches!(header(&png, format("png")), Err(MediaError::TooLarge)));
        assert!(matches!(decode(&png, format("png"), 1), Err(MediaError::TooLarge)));

        let qoi = [b"qoif".as_slice(), &60_001u32.to_be_bytes(), &1u32.to_be_bytes(), &[3, 0]].concat();
        assert!(matches!(header(&qoi, format("qoi")), Err(MediaError::TooLarge)));
        assert!(header(b"P6 4000000000 4000000000 255\n", format("pnm")).is_err());
        let bmp = [
            b"BM\0\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0".as_slice(),
            &50_000u32.to_le_bytes(),
            &50_000u32.to_le_bytes(),
            &[1, 0, 24, 0],
            &[0; 24],
        ]
        .concat();
        assert!(matches!(header(&bmp, format("bmp")), Err(MediaError::TooLarge)));
    }

    #[test]
    fn what_is_kept_without_a_decoder_has_no_preview() {
        for name in ["djvu", "psd", "pdf", "zip", "other"] {
            assert!(matches!(header(b"", format(name)), Err(MediaError::NoPreview)), "{name}");
        }
    }

    #[test]
    fn noise_is_damaged_or_unsupported_in_every_decoder() {
        let noise: Vec<u8> = (0..4096u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        for format in crate::media::format::all().filter(|format| format.is_decodable()) {
            for input in [&noise[..], &[], &[0; 64]] {
                assert!(decode(input, format, 1).is_err(), "{format:?}");
            }
        }
    }
}
