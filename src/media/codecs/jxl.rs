//! Decodes JPEG XL. Its own header says how it is to be turned, so EXIF does not count.

use jxl_oxide::AllocTracker;
use jxl_oxide::EnumColourEncoding;
use jxl_oxide::JxlImage;
use jxl_oxide::JxlThreadPool;
use jxl_oxide::RenderingIntent;

use crate::base::limits;
use crate::media::decode::Header;
use crate::media::error::MediaError;
use crate::media::format::Codec;
use crate::media::raster::Colour;
use crate::media::raster::Raster;

/// The decoder.
pub const CODEC: Codec = Codec { header, decode, turns_itself: true };

fn open(input: &[u8]) -> Result<JxlImage, MediaError> {
    JxlImage::builder()
        .pool(JxlThreadPool::none())
        .alloc_tracker(AllocTracker::with_limit(limits::PICTURE_BYTES as usize))
        .read(input)
        .map_err(MediaError::damaged)
}

fn measure(image: &JxlImage) -> Header {
    let format = image.pixel_format();
    let colour = match (format.is_grayscale(), format.has_alpha()) {
        (true, false) => Colour::Gray,
        (true, true) => Colour::GrayAlpha,
        (false, false) => Colour::Rgb,
        (false, true) => Colour::Rgba,
    };
    let bits = image.image_header().metadata.bit_depth.bits_per_sample().min(32) as u8;
    Header { bits, ..Header::plain(image.width(), image.height(), colour) }
}

fn header(input: &[u8]) -> Result<Header, MediaError> {
    Ok(measure(&open(input)?))
}

fn decode(input: &[u8]) -> Result<Raster, MediaError> {
    let mut image = open(input)?;
    let Header { width, height, colour, .. } = measure(&image);
    if image.pixel_format().has_black() {
        return Err(MediaError::unsupported("inks in JPEG XL"));
    }
    image.request_color_encoding(match colour {
        Colour::Gray | Colour::GrayAlpha => EnumColourEncoding::gray_srgb(RenderingIntent::Relative),
        _ => EnumColourEncoding::srgb(RenderingIntent::Relative),
    });
    if !image.is_loading_done() {
        return Err(MediaError::Truncated);
    }
    let render = image.render_frame(0).map_err(MediaError::damaged)?;
    let mut stream = render.stream();
    if stream.channels() as usize != colour.channels() || (stream.width(), stream.height()) != (width, height) {
        return Err(MediaError::unsupported("channels beyond colour and opacity"));
    }
    let mut samples = vec![0u8; width as usize * height as usize * colour.channels()];
    stream.write_to_buffer(&mut samples);
    Ok(Raster { width, height, colour, samples, icc: None })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The smallest file that the decoder's documentation shows.
    const TINY: [u8; 42] = [
        0xff, 0x0a, 0x30, 0x54, 0x10, 0x09, 0x08, 0x06, 0x01, 0x00, 0x78, 0x00, 0x4b, 0x38, 0x41, 0x3c, 0xb6, 0x3a,
        0x51, 0xfe, 0x00, 0x47, 0x1e, 0xa0, 0x85, 0xb8, 0x27, 0x1a, 0x48, 0x45, 0x84, 0x1b, 0x71, 0x4f, 0xa8, 0x3e,
        0x8e, 0x30, 0x03, 0x92, 0x84, 0x01,
    ];

    #[test]
    fn a_tiny_picture_has_the_size_it_announces() {
        let header = header(&TINY).expect("the file is sound");
        let raster = decode(&TINY).expect("the file is sound");
        assert_eq!((raster.width, raster.height), (header.width, header.height));
        assert!(raster.is_consistent());
        assert!(decode(&TINY[..20]).is_err());
    }
}
