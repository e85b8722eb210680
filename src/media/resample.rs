//! Making pictures smaller: halves by a 2 × 2 box, any size by Lanczos.

use fast_image_resize::FilterType;
use fast_image_resize::PixelType;
use fast_image_resize::ResizeAlg;
use fast_image_resize::ResizeOptions;
use fast_image_resize::Resizer;
use fast_image_resize::images::Image;
use fast_image_resize::images::ImageRef;

use crate::base::picture::Picture;
use crate::media::error::MediaError;

/// How far Lanczos reaches from the middle of a pixel of the result, in pixels of the result.
pub const LANCZOS_REACH: f64 = 3.0;

/// Makes one row of half the size out of two; an odd edge counts twice.
pub fn halve_row(upper: &[u8], lower: &[u8], target: &mut [u8]) {
    let whole = upper.len() / 6;
    for ((pixel, above), below) in target.chunks_exact_mut(3).zip(upper.chunks_exact(6)).zip(lower.chunks_exact(6)) {
        for channel in 0..3 {
            let sum = u16::from(above[channel])
                + u16::from(above[channel + 3])
                + u16::from(below[channel])
                + u16::from(below[channel + 3]);
            pixel[channel] = ((sum + 2) / 4) as u8;
        }
    }
    if !upper.len().is_multiple_of(6) {
        let (above, below) = (&upper[whole * 6..], &lower[whole * 6..]);
        for (channel, value) in target[whole * 3..].iter_mut().enumerate() {
            *value = (u16::from(above[channel]) + u16::from(below[channel])).div_ceil(2) as u8;
        }
    }
}

/// Returns a part of the picture (left, top, width, height, between pixels if need be) at any size.
pub fn resize_part(
    picture: &Picture,
    part: (f64, f64, f64, f64),
    width: u32,
    height: u32,
) -> Result<Picture, MediaError> {
    let source =
        ImageRef::new(picture.width, picture.height, &picture.rgb, PixelType::U8x3).map_err(MediaError::damaged)?;
    let mut target = Image::new(width, height, PixelType::U8x3);
    Resizer::new().resize(&source, &mut target, &lanczos(part)).map_err(MediaError::damaged)?;
    Ok(Picture { width, height, rgb: target.into_vec() })
}

fn lanczos((left, top, width, height): (f64, f64, f64, f64)) -> ResizeOptions {
    ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Lanczos3)).crop(left, top, width, height)
}

/// Makes rows of a smaller picture out of rows of a larger one, again and again.
#[derive(Default)]
pub struct Shrinker(Resizer);

impl Shrinker {
    /// Fills `target`, rows `width` pixels wide, from `rows` (samples, width, count): from `top` on, `height` high, in
    /// rows and fractions of them. Rows beyond that are looked at as far as the filter reaches.
    pub fn shrink(
        &mut self,
        rows: (&[u8], u32, u32),
        (top, height): (f64, f64),
        target: &mut [u8],
        width: u32,
    ) -> Result<(), MediaError> {
        let source = ImageRef::new(rows.1, rows.2, rows.0, PixelType::U8x3).map_err(MediaError::damaged)?;
        let target_height = (target.len() / 3) as u32 / width;
        let mut target =
            Image::from_slice_u8(width, target_height, target, PixelType::U8x3).map_err(MediaError::damaged)?;
        let options = lanczos((0.0, top, f64::from(rows.1), height));
        self.0.resize(&source, &mut target, &options).map_err(MediaError::damaged)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_half_is_the_mean_of_four_and_an_odd_edge_counts_twice() {
        let row = |values: &[u8]| values.iter().flat_map(|n| [*n; 3]).collect::<Vec<u8>>();
        let mut half = [0; 6];
        halve_row(&row(&[0, 4, 10]), &row(&[8, 4, 20]), &mut half);
        assert_eq!(half, [4, 4, 4, 15, 15, 15]);
    }
}
