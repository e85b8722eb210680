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

/// Returns the picture at half its size, rounded up; an odd edge counts twice.
pub fn halve(picture: &Picture) -> Picture {
    let (width, height) = (picture.width as usize, picture.height as usize);
    let (half_width, half_height) = (width.div_ceil(2), height.div_ceil(2));
    let mut rgb = vec![0; half_width * half_height * 3];
    for (y, target) in rgb.chunks_exact_mut(half_width * 3).enumerate() {
        let upper = &picture.rgb[2 * y * width * 3..][..width * 3];
        let lower = &picture.rgb[(2 * y + 1).min(height - 1) * width * 3..][..width * 3];
        halve_row(upper, lower, target);
    }
    Picture { width: half_width as u32, height: half_height as u32, rgb }
}

fn halve_row(upper: &[u8], lower: &[u8], target: &mut [u8]) {
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

/// Returns the picture at any size; the same size costs a copy.
pub fn resize(picture: &Picture, width: u32, height: u32) -> Result<Picture, MediaError> {
    if (picture.width, picture.height) == (width, height) {
        return Ok(picture.clone());
    }
    resize_part(picture, (0.0, 0.0, f64::from(picture.width), f64::from(picture.height)), width, height)
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
    let (left, top, part_width, part_height) = part;
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Lanczos3)).crop(
        left,
        top,
        part_width,
        part_height,
    );
    Resizer::new().resize(&source, &mut target, &options).map_err(MediaError::damaged)?;
    Ok(Picture { width, height, rgb: target.into_vec() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_edges_are_halved_upwards() {
        for (width, height) in [(1, 1), (1, 7), (513, 7), (6, 4), (5, 3)] {
            let picture = Picture { width, height, rgb: vec![90; (width * height * 3) as usize] };
            let half = halve(&picture);
            assert_eq!((half.width, half.height), (width.div_ceil(2), height.div_ceil(2)));
            assert!(half.rgb.iter().all(|value| *value == 90));
        }
    }

    #[test]
    fn a_half_is_the_mean_of_four() {
        let picture = Picture { width: 3, height: 2, rgb: [0, 4, 10, 8, 4, 20].iter().flat_map(|n| [*n; 3]).collect() };
        assert_eq!(halve(&picture).rgb, [4, 4, 4, 15, 15, 15]);
    }
}
