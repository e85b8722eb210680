//! Pictures that lie within a drawing as data: decoded as any other, within bounds that all pictures of a drawing share,
//! and handed to the drawing as PNG. Refuses everything that only names a file.

use std::io::Cursor;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;

use crate::base::limits;
use crate::base::limits::PictureBounds;
use crate::media::colour;
use crate::media::decode;
use crate::media::error::MediaError;
use crate::media::format;
use crate::media::raster::Colour;
use crate::media::raster::Raster;

/// What the pictures of one drawing share.
pub struct Inlays {
    is_drawn: bool,
    pixels: AtomicU64,
    count: AtomicU64,
    drawings: AtomicU64,
}

impl Inlays {
    /// Pictures that will be drawn.
    pub fn drawn() -> Inlays {
        Inlays { is_drawn: true, pixels: AtomicU64::new(0), count: AtomicU64::new(0), drawings: AtomicU64::new(0) }
    }

    /// Pictures of which only the measures are asked: their PNG holds no pixels.
    pub fn measured() -> Inlays {
        Inlays { is_drawn: false, ..Inlays::drawn() }
    }

    /// Returns a picture as PNG; none where it cannot be decoded, or where the drawing has used up what it may hold.
    pub fn png(&self, bytes: &[u8]) -> Option<Vec<u8>> {
        if self.count.fetch_add(1, Ordering::Relaxed) >= limits::INLAYS {
            return None;
        }
        let format = format::identify(&mut Cursor::new(bytes)).ok()?;
        if !matches!(format.name, "png" | "jpeg" | "gif" | "webp") {
            return None;
        }
        let left = limits::PAGE_PIXELS.saturating_sub(self.pixels.load(Ordering::Relaxed));
        let bounds = PictureBounds { pixels: left, ..PictureBounds::default() };
        let header = decode::header_within(bytes, format, &bounds).ok()?;
        self.pixels.fetch_add(u64::from(header.width) * u64::from(header.height), Ordering::Relaxed);
        if !self.is_drawn {
            return write(header.width, header.height, png::ColorType::Rgb, None).ok();
        }
        let (raster, _) = decode::raster(bytes, format, 0, 1, &bounds).ok()?;
        let (width, height) = (raster.width, raster.height);
        let (colour, samples) = screen(raster);
        write(width, height, colour, Some(&samples)).ok()
    }

    /// Says whether the bytes are a drawing, and the drawing around it has not too many of them.
    pub fn admits_drawing(&self, bytes: &[u8]) -> bool {
        let is_drawing = format::identify(&mut Cursor::new(bytes)).is_ok_and(|format| format.name == "svg");
        is_drawing && self.drawings.fetch_add(1, Ordering::Relaxed) < limits::INNER_DRAWINGS
    }
}

/// Brings colours to those of screens and keeps the opacity.
fn screen(raster: Raster) -> (png::ColorType, Vec<u8>) {
    let opaque = match raster.colour {
        Colour::GrayAlpha => Colour::Gray,
        Colour::Rgba => Colour::Rgb,
        _ => return (png::ColorType::Rgb, colour::to_srgb(raster).rgb),
    };
    let channels = raster.colour.channels();
    let pixels = raster.samples.chunks_exact(channels);
    let opacity: Vec<u8> = pixels.clone().map(|pixel| pixel[channels - 1]).collect();
    let samples = pixels.flat_map(|pixel| &pixel[..channels - 1]).copied().collect();
    let rgb = colour::to_srgb(Raster { colour: opaque, samples, ..raster }).rgb;
    let rgba = rgb.chunks_exact(3).zip(opacity).flat_map(|(pixel, alpha)| [pixel[0], pixel[1], pixel[2], alpha]);
    (png::ColorType::Rgba, rgba.collect())
}

fn write(width: u32, height: u32, colour: png::ColorType, samples: Option<&[u8]>) -> Result<Vec<u8>, MediaError> {
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, width, height);
    encoder.set_color(colour);
    encoder.set_compression(png::Compression::Fastest);
    let mut writer = encoder.write_header().map_err(MediaError::damaged)?;
    if let Some(samples) = samples {
        writer.write_image_data(samples).map_err(MediaError::damaged)?;
    }
    drop(writer);
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(width: u32, height: u32, colour: png::ColorType, samples: &[u8]) -> Vec<u8> {
        write(width, height, colour, Some(samples)).expect("memory does not fail")
    }

    fn read(png: &[u8]) -> Raster {
        let format = format::identify(&mut Cursor::new(png)).expect("memory does not fail");
        decode::raster(png, format, 0, 1, &PictureBounds::default()).expect("our own bytes decode").0
    }

    #[test]
    fn opacity_is_kept() {
        let bytes = picture(2, 1, png::ColorType::GrayscaleAlpha, &[10, 0, 200, 128]);
        let raster = read(&Inlays::drawn().png(&bytes).expect("a picture"));
        assert_eq!((raster.colour, raster.samples), (Colour::Rgba, vec![10, 10, 10, 0, 200, 200, 200, 128]));
    }

    #[test]
    fn all_pictures_of_a_drawing_share_one_bound() {
        let row = vec![0; 6000 * 4000];
        let large = picture(6000, 4000, png::ColorType::Grayscale, &row);
        for inlays in [Inlays::measured(), Inlays::drawn()] {
            assert!(inlays.png(&large).is_some());
            assert!(inlays.png(&large).is_none(), "the second goes beyond the bound");
            let small = picture(1, 1, png::ColorType::Grayscale, &[7]);
            let taken = (0..300).filter(|_| inlays.png(&small).is_some()).count();
            assert_eq!(taken as u64, limits::INLAYS - 2);
        }
    }

    #[test]
    fn what_is_no_picture_is_refused() {
        let drawing = br#"<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>"#;
        assert!(Inlays::drawn().png(drawing).is_none());
        assert!(Inlays::drawn().png(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR").is_none());
        assert!(Inlays::drawn().png(b"").is_none());
    }
}
