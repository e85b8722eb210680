//! Writing pictures. The one JPEG encoder of tiles and whole sizes stands behind
//! `tile` and `whole` (`coefficients` writes tiles of large JPEG without it); PNG and
//! lossless WebP serve requests that ask for them.
//!
//! Why steps of our own: those of the standard (T.81, Annex K) were found in 1988 for another kind of screen, and
//! spend little on fine detail. Ours grow slowly with the frequency, and are finer at the lowest, for skies are where
//! blocks are seen. `cargo bench bytes` holds bytes and likeness (SSIM) against libjpeg-turbo.

use image::ExtendedColorType;
use image::ImageEncoder;
use jpeg_rusturbo::ChromaSubsampling;
use jpeg_rusturbo::JpegEncoder;

use crate::base::picture::Picture;
use crate::media::error::MediaError;

/// Steps in which the mean of a block is kept, and how much they grow with the frequency.
const STEP: f32 = 5.0;
const STEP_GROWTH: f32 = 2.4;
/// How much coarser colour is kept than lightness.
const COLOUR_STEP: f32 = 1.5;

/// Rows of a tile that can be read without those above them, a multiple of any block's.
pub(super) const RESTART_ROWS: u32 = 32;

/// How finely a JPEG keeps what it is given.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fineness {
    /// The steps are multiplied by it: the less, the finer.
    scale: f32,
    /// False where four pixels share their colour.
    has_every_colour: bool,
}

impl Fineness {
    /// About as much like its picture as libjpeg's quality 80.
    pub const PLAIN: Fineness = Fineness { scale: 1.0, has_every_colour: false };
    /// What is tried for small pictures, one after the other.
    const LADDER: [Fineness; 5] = [
        Fineness::PLAIN,
        Fineness { scale: 1.0, has_every_colour: true },
        Fineness { scale: 0.6, has_every_colour: true },
        Fineness { scale: 0.3, has_every_colour: true },
        Fineness { scale: 0.12, has_every_colour: true },
    ];

    /// Returns true for pictures that are small enough for their fineness to be chosen.
    pub fn is_chosen(width: u32, height: u32) -> bool {
        width.max(height) <= SMALL_PX
    }

    /// Chooses the coarsest that keeps a picture true: drawings, icons and small noisy photographs need more than scenes,
    /// and are small enough to be given it.
    pub fn of(rgb: &[u8], width: u32, height: u32) -> Result<Fineness, MediaError> {
        if !Fineness::is_chosen(width, height) {
            return Ok(Fineness::PLAIN);
        }
        let (mut bytes, mut seen) = (Vec::new(), vec![0; rgb.len()]);
        for fineness in Fineness::LADDER {
            tile(rgb, width, height, fineness, &mut bytes)?;
            let mut decoder = zune_jpeg::JpegDecoder::new(zune_core::bytestream::ZCursor::new(&bytes));
            decoder.decode_into(&mut seen).map_err(|error| MediaError::damaged(format_args!("{error:?}")))?;
            let apart: u64 = seen.iter().zip(rgb).map(|(a, b)| u64::from(a.abs_diff(*b))).sum();
            if apart as f64 <= TRUE_WITHIN * seen.len() as f64 {
                return Ok(fineness);
            }
        }
        Ok(Fineness::LADDER[Fineness::LADDER.len() - 1])
    }

    /// Returns the steps of lightness and of colour, row by row.
    pub(super) fn steps(self) -> ([u8; 64], [u8; 64]) {
        let step = |place: usize, coarser: f32| {
            let distance = ((place % 8) as f32).hypot((place / 8) as f32);
            ((STEP + STEP_GROWTH * distance) * coarser * self.scale).round().clamp(1.0, 255.0) as u8
        };
        (std::array::from_fn(|place| step(place, 1.0)), std::array::from_fn(|place| step(place, COLOUR_STEP)))
    }
}

/// Longer side of pictures that are kept as finely as they need, in pixels.
const SMALL_PX: u32 = 1_024;
/// Longer side of whole pictures whose codes are made for them, in pixels.
const OWN_CODES_PX: u32 = 1_024;
/// Mean difference, of 255, within which a JPEG is true to its picture.
const TRUE_WITHIN: f64 = 1.4;

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

/// Encodes RGB samples as a JPEG of plain fineness that is quickly made.
pub fn jpeg(rgb: &[u8], width: u32, height: u32) -> Result<Vec<u8>, MediaError> {
    let mut out = Vec::with_capacity(rgb.len() / 8 + 1024);
    tile(rgb, width, height, Fineness::PLAIN, &mut out)?;
    Ok(out)
}

/// Encodes RGB samples as a JPEG that is quickly made and quickly read, in place of what `out` held. It can be read from
/// some way down: every `RESTART_ROWS` rows stand by themselves, at the price of a few bytes each.
pub fn tile(rgb: &[u8], width: u32, height: u32, fineness: Fineness, out: &mut Vec<u8>) -> Result<(), MediaError> {
    let mut encoder = encoder(out, fineness);
    let block = if fineness.has_every_colour { 8 } else { 16 };
    encoder.set_restart_interval(u16::try_from(width.div_ceil(block) * RESTART_ROWS / block).unwrap_or(0));
    encoder.encode_rgb(rgb, width, height)?;
    Ok(())
}

/// Encodes RGB samples as the JPEG of a whole picture, in place of what `out` held.
///
/// Every visitor fetches the small ones, so their codes are made for the picture, which takes longer and saves bytes. The
/// largest has most of the pixels and so of the cost, and would save a fortieth of its bytes. Why not
/// progressive: this encoder's progressive files hold other pixels than they were given (seen on a scene of 817 × 1,200
/// pixels: a mean of 19 of 255 apart where its sequential file is 4 apart).
pub fn whole(rgb: &[u8], width: u32, height: u32, fineness: Fineness, out: &mut Vec<u8>) -> Result<(), MediaError> {
    let mut encoder = encoder(out, fineness);
    encoder.set_optimize_huffman(width.max(height) <= OWN_CODES_PX);
    encoder.encode_rgb(rgb, width, height)?;
    Ok(())
}

fn encoder(out: &mut Vec<u8>, fineness: Fineness) -> JpegEncoder<&mut Vec<u8>> {
    out.clear();
    let (lightness, colour) = fineness.steps();
    let mut encoder = JpegEncoder::new_with_quality(out, 80);
    encoder.set_quant_tables(lightness, colour);
    encoder.set_subsampling(match fineness.has_every_colour {
        true => ChromaSubsampling::Yuv444,
        false => ChromaSubsampling::Yuv420,
    });
    encoder.set_threads(1);
    encoder
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
        (Encoding::Jpeg, Some(gray)) => encoder(&mut out, Fineness::PLAIN).encode_grayscale(gray, width, height)?,
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
        let level = |at: u32, length: u32| (at * 200.min(4 * length) / length + 20) as u8;
        let pixel = |x: u32, y: u32| [level(x, width), level(y, height), 128];
        let rgb = (0..height).flat_map(|y| (0..width).flat_map(move |x| pixel(x, y))).collect();
        Picture { width, height, rgb }
    }

    #[test]
    fn a_second_decoder_reads_every_odd_size() {
        let sizes = [(1, 1), (1, 7), (7, 1), (8, 9), (15, 16), (17, 33), (513, 7), (2, 300), (512, 512), (1000, 700)];
        for ((width, height), fineness) in sizes.into_iter().flat_map(|size| Fineness::LADDER.map(|rung| (size, rung)))
        {
            let picture = soft(width, height);
            for write in [tile, whole] {
                let mut bytes = vec![7; 9];
                write(&picture.rgb, width, height, fineness, &mut bytes).expect("memory does not fail");
                let mut decoder = zune_jpeg::JpegDecoder::new(zune_core::bytestream::ZCursor::new(&bytes));
                let rgb = decoder.decode().expect("our own bytes decode");
                assert_eq!(decoder.dimensions(), Some((width as usize, height as usize)));
                let worst = rgb.iter().zip(&picture.rgb).map(|(a, b)| a.abs_diff(*b)).max();
                assert!(worst <= Some(24), "{width}x{height} {fineness:?}: {worst:?}");
            }
        }
    }

    /// Soft colours under noise, as film has it: what smooth pictures do not bring out.
    fn noisy(width: u32, height: u32) -> Picture {
        let mut picture = soft(width, height);
        let mut seed = width.wrapping_mul(31) + height;
        for value in &mut picture.rgb {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            *value = value.saturating_add((seed >> 26) as u8).saturating_sub(32);
        }
        picture
    }

    #[test]
    fn codes_made_for_the_picture_change_no_pixel_of_it() {
        let read = |bytes: &[u8]| {
            let mut decoder = zune_jpeg::JpegDecoder::new(zune_core::bytestream::ZCursor::new(bytes));
            decoder.decode().expect("our own bytes decode")
        };
        let (mut plain, mut own) = (Vec::new(), Vec::new());
        for (width, height) in [(1, 1), (17, 33), (256, 171), (513, 7), (697, 1_024)] {
            let picture = noisy(width, height);
            for fineness in Fineness::LADDER {
                tile(&picture.rgb, width, height, fineness, &mut plain).expect("memory does not fail");
                whole(&picture.rgb, width, height, fineness, &mut own).expect("memory does not fail");
                let seen = read(&own);
                assert_eq!(seen, read(&plain), "{width}x{height} {fineness:?}");
                let apart: u64 = seen.iter().zip(&picture.rgb).map(|(a, b)| u64::from(a.abs_diff(*b))).sum();
                assert!(apart < 14 * seen.len() as u64, "{width}x{height} {fineness:?}: {apart}");
                assert!(width < 200 || own.len() < plain.len());
            }
        }
    }

    #[test]
    fn small_pictures_are_kept_as_finely_as_they_need() {
        let of =
            |picture: Picture| Fineness::of(&picture.rgb, picture.width, picture.height).expect("memory does not fail");
        assert_eq!(of(soft(300, 200)), Fineness::PLAIN);
        let stripes = |width: u32| {
            let pixel = |x: u32| if x.is_multiple_of(2) { [255, 0, 0] } else { [0, 0, 255] };
            Picture { width, height: 32, rgb: (0..32).flat_map(|_| (0..width).flat_map(pixel)).collect() }
        };
        assert!(of(stripes(64)).has_every_colour);
        assert_eq!(of(stripes(2000)), Fineness::PLAIN);
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
