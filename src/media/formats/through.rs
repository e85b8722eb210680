//! The formats that the `image` crate decodes: one way for all of them.

use std::io::Cursor;
use std::io::ErrorKind;

use image::ColorType;
use image::ImageDecoder;
use image::ImageError;
use image::ImageFormat;
use image::ImageReader;
use image::Limits;

use crate::base::limits;
use crate::media::decode::Header;
use crate::media::error::MediaError;
use crate::media::raster::Colour;
use crate::media::raster::Raster;
use crate::media::raster::narrow;
use crate::media::raster::narrow_floats;

/// Measures without decoding pixels.
pub fn header(input: &[u8], format: ImageFormat) -> Result<Header, MediaError> {
    let decoder = open(input, format)?;
    let (width, height) = decoder.dimensions();
    let (colour, bits) = channels(decoder.color_type())?;
    Ok(Header { width, height, frames: 1, bits, colour })
}

/// Decodes to 8 bits a channel.
pub fn decode(input: &[u8], format: ImageFormat) -> Result<Raster, MediaError> {
    let mut decoder = open(input, format)?;
    let (width, height) = decoder.dimensions();
    let (colour, bits) = channels(decoder.color_type())?;
    let size_bytes = decoder.total_bytes();
    if size_bytes > limits::PICTURE_BYTES {
        return Err(MediaError::TooLarge);
    }
    let icc = decoder.icc_profile().ok().flatten();
    let mut samples = vec![0; size_bytes as usize];
    decoder.read_image(&mut samples).map_err(refuse)?;
    match bits {
        16 => narrow(&mut samples),
        32 => narrow_floats(&mut samples),
        _ => {}
    }
    Ok(Raster { width, height, colour, samples, icc })
}

fn open(input: &[u8], format: ImageFormat) -> Result<impl ImageDecoder + '_, MediaError> {
    let mut bounds = Limits::default();
    bounds.max_alloc = Some(limits::PICTURE_BYTES);
    let mut reader = ImageReader::with_format(Cursor::new(input), format);
    reader.limits(bounds);
    reader.into_decoder().map_err(refuse)
}

fn channels(kind: ColorType) -> Result<(Colour, u8), MediaError> {
    Ok(match kind {
        ColorType::L8 => (Colour::Gray, 8),
        ColorType::La8 => (Colour::GrayAlpha, 8),
        ColorType::Rgb8 => (Colour::Rgb, 8),
        ColorType::Rgba8 => (Colour::Rgba, 8),
        ColorType::L16 => (Colour::Gray, 16),
        ColorType::La16 => (Colour::GrayAlpha, 16),
        ColorType::Rgb16 => (Colour::Rgb, 16),
        ColorType::Rgba16 => (Colour::Rgba, 16),
        ColorType::Rgb32F => (Colour::Rgb, 32),
        ColorType::Rgba32F => (Colour::Rgba, 32),
        other => return Err(MediaError::unsupported(format_args!("{other:?}"))),
    })
}

fn refuse(error: ImageError) -> MediaError {
    match error {
        ImageError::Limits(_) => MediaError::TooLarge,
        ImageError::Unsupported(cause) => MediaError::unsupported(cause),
        ImageError::IoError(cause) if cause.kind() == ErrorKind::UnexpectedEof => MediaError::Truncated,
        other => MediaError::damaged(other),
    }
}

#[cfg(test)]
mod tests {
    use image::ExtendedColorType;
    use image::ImageEncoder;

    use super::*;

    fn png(samples: &[u8], kind: ExtendedColorType) -> Vec<u8> {
        let mut out = Vec::new();
        image::codecs::png::PngEncoder::new(&mut out).write_image(samples, 1, 1, kind).expect("memory does not fail");
        out
    }

    #[test]
    fn every_depth_becomes_eight_bits() {
        let wide = |values: &[u16]| values.iter().flat_map(|value| value.to_ne_bytes()).collect::<Vec<u8>>();
        let cases = [
            (png(&[9], ExtendedColorType::L8), Colour::Gray, 8, vec![9]),
            (png(&[9, 128], ExtendedColorType::La8), Colour::GrayAlpha, 8, vec![9, 128]),
            (png(&wide(&[65_535]), ExtendedColorType::L16), Colour::Gray, 16, vec![255]),
            (png(&wide(&[0, 257, 32_896, 65_535]), ExtendedColorType::Rgba16), Colour::Rgba, 16, vec![0, 1, 128, 255]),
        ];
        for (bytes, colour, bits, samples) in cases {
            let header = header(&bytes, ImageFormat::Png).expect("our own bytes decode");
            let raster = decode(&bytes, ImageFormat::Png).expect("our own bytes decode");
            assert_eq!((header.colour, header.bits, raster.colour, raster.samples), (colour, bits, colour, samples));
        }
    }

    #[test]
    fn a_file_that_ends_too_early_says_so() {
        let bytes = png(&[1, 2, 3], ExtendedColorType::Rgb8);
        assert!(matches!(decode(&bytes[..bytes.len() - 20], ImageFormat::Png), Err(MediaError::Truncated)));
    }
}
