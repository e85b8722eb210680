//! Writing pictures. The one JPEG encoder of tiles and whole sizes stands behind
//! `jpeg`; PNG and lossless WebP serve requests that ask for them.

use image::ExtendedColorType;
use image::ImageEncoder;
use jpeg_rusturbo::ChromaSubsampling;
use jpeg_rusturbo::JpegEncoder;

use crate::base::picture::Picture;
use crate::media::error::MediaError;

/// Quality of every JPEG that is shown.
const QUALITY: u8 = 80;

/// The kinds of file a picture is answered in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// JPEG, 4:2:0.
    Jpeg,
    /// PNG.
    Png,
    /// WebP without loss.
    Webp,
}

/// What becomes of the colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shade {
    /// They stay.
    Colour,
    /// Lightness alone.
    Gray,
    /// Black and white.
    Bitonal,
}

/// Encodes RGB samples as a JPEG of quality 80, 4:2:0.
pub fn jpeg(rgb: &[u8], width: u32, height: u32) -> Result<Vec<u8>, MediaError> {
    let mut out = Vec::with_capacity(rgb.len() / 8 + 1024);
    jpeg_into(rgb, width, height, &mut out)?;
    Ok(out)
}

/// Encodes like `jpeg`, in place of what `out` held.
pub fn jpeg_into(rgb: &[u8], width: u32, height: u32, out: &mut Vec<u8>) -> Result<(), MediaError> {
    out.clear();
    let mut encoder = JpegEncoder::new_with_quality(out, QUALITY);
    encoder.set_subsampling(ChromaSubsampling::Yuv420);
    encoder.set_threads(1);
    encoder.encode_rgb(rgb, width, height)?;
    Ok(())
}

/// Encodes a picture as asked for.
pub fn encode(picture: &Picture, shade: Shade, encoding: Encoding) -> Result<Vec<u8>, MediaError> {
    let (width, height) = (picture.width, picture.height);
    let shaded = match shade {
        Shade::Colour => None,
        Shade::Gray => Some(lightness(&picture.rgb)),
        Shade::Bitonal => Some(black_and_white(lightness(&picture.rgb))),
    };
    let (samples, kind) = match &shaded {
        Some(gray) => (gray.as_slice(), ExtendedColorType::L8),
        None => (picture.rgb.as_slice(), ExtendedColorType::Rgb8),
    };
    let mut out = Vec::new();
    match (encoding, &shaded) {
        (Encoding::Jpeg, None) => return jpeg(&picture.rgb, width, height),
        (Encoding::Jpeg, Some(gray)) => {
            JpegEncoder::new_with_quality(&mut out, QUALITY).encode_grayscale(gray, width, height)?
        }
        (Encoding::Png, _) => {
            image::codecs::png::PngEncoder::new(&mut out)
                .write_image(samples, width, height, kind)
                .map_err(MediaError::damaged)?;
        }
        (Encoding::Webp, _) => image::codecs::webp::WebPEncoder::new_lossless(&mut out)
            .write_image(samples, width, height, kind)
            .map_err(MediaError::damaged)?,
    }
    Ok(out)
}

/// Encodes a picture that lies on white as one that lies on nothing, where it covers its frame only so far. JPEG has no
/// way to say so: there it stays on white.
pub fn encode_clear(picture: &Picture, cover: &[u8], shade: Shade, encoding: Encoding) -> Result<Vec<u8>, MediaError> {
    if encoding == Encoding::Jpeg {
        return encode(picture, shade, encoding);
    }
    let mut samples = Vec::with_capacity(cover.len() * 4);
    for (pixel, cover) in picture.rgb.chunks_exact(3).zip(cover) {
        // What of the white behind it shines through is taken out again.
        let own = |value: &u8| 255 - ((255 - u32::from(*value)) * 255 / u32::from((*cover).max(1))).min(255) as u8;
        samples.extend(pixel.iter().map(own));
    }
    let shaded = match shade {
        Shade::Colour => samples,
        Shade::Gray => lightness(&samples).into_iter().flat_map(|value| [value; 3]).collect(),
        Shade::Bitonal => black_and_white(lightness(&samples)).into_iter().flat_map(|value| [value; 3]).collect(),
    };
    let clear: Vec<u8> = shaded.chunks_exact(3).zip(cover).flat_map(|(p, cover)| [p[0], p[1], p[2], *cover]).collect();
    let (mut out, kind) = (Vec::new(), ExtendedColorType::Rgba8);
    let written = match encoding {
        Encoding::Webp => image::codecs::webp::WebPEncoder::new_lossless(&mut out).write_image(
            &clear,
            picture.width,
            picture.height,
            kind,
        ),
        Encoding::Png | Encoding::Jpeg => {
            image::codecs::png::PngEncoder::new(&mut out).write_image(&clear, picture.width, picture.height, kind)
        }
    };
    written.map_err(MediaError::damaged)?;
    Ok(out)
}

/// ITU-R BT.601, as JPEG's own lightness.
fn lightness(rgb: &[u8]) -> Vec<u8> {
    rgb.chunks_exact(3)
        .map(|p| ((u32::from(p[0]) * 299 + u32::from(p[1]) * 587 + u32::from(p[2]) * 114 + 500) / 1000) as u8)
        .collect()
}

fn black_and_white(mut gray: Vec<u8>) -> Vec<u8> {
    for value in &mut gray {
        *value = if *value < 128 { 0 } else { 255 };
    }
    gray
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Soft colours, so that a sound encoder stays close.
    pub(crate) fn soft(width: u32, height: u32) -> Picture {
        let pixel = |x: u32, y: u32| [(x * 200 / width + 20) as u8, (y * 200 / height + 20) as u8, 128];
        let rgb = (0..height).flat_map(|y| (0..width).flat_map(move |x| pixel(x, y))).collect();
        Picture { width, height, rgb }
    }

    #[test]
    fn a_second_decoder_reads_every_odd_size() {
        for (width, height) in [(1, 1), (1, 7), (7, 1), (513, 7), (17, 33), (512, 512), (1000, 700)] {
            let picture = soft(width, height);
            let bytes = jpeg(&picture.rgb, width, height).expect("memory does not fail");
            let mut decoder = zune_jpeg::JpegDecoder::new(zune_core::bytestream::ZCursor::new(&bytes));
            let rgb = decoder.decode().expect("our own bytes decode");
            assert_eq!(decoder.dimensions(), Some((width as usize, height as usize)));
            let worst = rgb.iter().zip(&picture.rgb).map(|(a, b)| a.abs_diff(*b)).max();
            assert!(worst <= Some(24), "{width}x{height}: {worst:?}");
        }
    }

    #[test]
    fn every_encoding_and_shade_keeps_the_size() {
        let picture = soft(33, 9);
        for encoding in [Encoding::Jpeg, Encoding::Png, Encoding::Webp] {
            for shade in [Shade::Colour, Shade::Gray, Shade::Bitonal] {
                let bytes = encode(&picture, shade, encoding).expect("memory does not fail");
                let format =
                    crate::media::format::identify(&mut std::io::Cursor::new(&bytes)).expect("memory does not fail");
                let seen = crate::media::decode::decode(&bytes, format, 1).expect("our own bytes decode");
                assert_eq!((seen.width, seen.height), (33, 9), "{encoding:?} {shade:?}");
                if shade == Shade::Bitonal && encoding != Encoding::Jpeg {
                    assert!(seen.rgb.iter().all(|value| matches!(value, 0 | 255)));
                }
            }
        }
    }
}
