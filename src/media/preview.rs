//! The first sight of a picture: a few pixels of it that fit into a page, and where the part that matters lies when a
//! card crops it. Made out of our own tiles, so it may run in the server's process.

use image::ExtendedColorType;
use image::ImageEncoder;
use image::codecs::png::CompressionType;
use image::codecs::png::FilterType;
use image::codecs::png::PngEncoder;

use crate::base::picture::Picture;
use crate::media::error::MediaError;
use crate::media::pyramid::Care;
use crate::media::pyramid::Pyramid;
use crate::media::pyramid::Region;
use crate::media::pyramid::assemble;

/// Longer side of the preview, in pixels: with its headers it stays under 400 bytes.
const PREVIEW_PX: u32 = 9;
/// Longer side of the copy in which the part that matters is looked for.
const LOOK_PX: u32 = 96;
/// Where a crop lies that is made without looking.
pub const MIDDLE: u8 = 2;

/// A first sight.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// A PNG of a few pixels.
    pub png: Vec<u8>,
    /// Where a crop to 4:3 keeps most: 0 the left or upper end, 4 the other.
    pub focus: u8,
}

/// Makes the first sight of a picture.
pub fn preview(pyramid: &Pyramid) -> Result<Preview, MediaError> {
    let small = shrunk(pyramid, PREVIEW_PX)?;
    let mut png = Vec::new();
    PngEncoder::new_with_quality(&mut png, CompressionType::Best, FilterType::Adaptive)
        .write_image(&small.rgb, small.width, small.height, ExtendedColorType::Rgb8)
        .map_err(MediaError::damaged)?;
    Ok(Preview { png, focus: focus(&shrunk(pyramid, LOOK_PX)?) })
}

fn shrunk(pyramid: &Pyramid, long: u32) -> Result<Picture, MediaError> {
    let (width, height) = (pyramid.width(), pyramid.height());
    let side = |side: u32| {
        let most = u64::from(width.max(height));
        (u64::from(side) * u64::from(long.min(width.max(height)))).div_ceil(most) as u32
    };
    let (picture, _) =
        assemble(pyramid, Region { x: 0, y: 0, width, height }.into(), side(width), side(height), Care::Usual)?;
    Ok(picture)
}

/// Finds which of five places of a 4:3 crop holds most edges; ends must hold clearly more than the middle to win, and
/// of a high picture the upper part, where roofs and faces are, wins more easily than the lower.
fn focus(picture: &Picture) -> u8 {
    let (width, height) = (picture.width as usize, picture.height as usize);
    let is_wide = width * 3 > height * 4;
    let (along, window) = if is_wide { (width, height * 4 / 3) } else { (height, width * 3 / 4) };
    if window == 0 || window >= along {
        return MIDDLE;
    }
    let light = |x: usize, y: usize| {
        let at = (y * width + x) * 3;
        picture.rgb[at..at + 3].iter().map(|value| i32::from(*value)).sum::<i32>()
    };
    let mut edges = vec![0u64; along];
    for y in 1..height {
        for x in 1..width {
            let step = light(x, y).abs_diff(light(x - 1, y)) + light(x, y).abs_diff(light(x, y - 1));
            edges[if is_wide { x } else { y }] += u64::from(step);
        }
    }
    let weights: [u64; 5] = if is_wide { [80, 95, 100, 95, 80] } else { [92, 100, 98, 88, 75] };
    let held = |place: u8| {
        let start = (along - window) * usize::from(place) / 4;
        (edges[start..start + window].iter().sum::<u64>() + 1) * weights[usize::from(place)]
    };
    // The middle is asked first: of equals it wins.
    [2, 1, 3, 0, 4].into_iter().rev().max_by_key(|place| held(*place)).unwrap_or(MIDDLE)
}

/// Tells which of five places of a 4:3 crop lies nearest to a part that somebody chose.
pub fn focus_on(width: u32, height: u32, part: Region) -> u8 {
    let is_wide = u64::from(width) * 3 > u64::from(height) * 4;
    let (along, window, middle) = if is_wide {
        (f64::from(width), f64::from(height) * 4.0 / 3.0, f64::from(part.x) + f64::from(part.width) / 2.0)
    } else {
        (f64::from(height), f64::from(width) * 0.75, f64::from(part.y) + f64::from(part.height) / 2.0)
    };
    let free = along - window;
    if free <= 0.0 { MIDDLE } else { (((middle - window / 2.0) / free).clamp(0.0, 1.0) * 4.0).round() as u8 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::media::pyramid::build;

    fn stripes(width: u32, height: u32, busy: std::ops::Range<u32>) -> Picture {
        let pixel = |x: u32, y: u32| if busy.contains(&x) && (x / 8 + y / 8).is_multiple_of(2) { 20 } else { 220 };
        let rgb = (0..height).flat_map(|y| (0..width).flat_map(move |x| [pixel(x, y); 3])).collect();
        Picture { width, height, rgb }
    }

    fn made(picture: Picture) -> Pyramid {
        let mut file = tempfile::tempfile().expect("a file");
        build(picture, &mut file).expect("a pyramid");
        Pyramid::open(file).expect("it opens")
    }

    #[test]
    fn a_preview_is_a_few_hundred_bytes() {
        let noisy = (0..900 * 600 * 3u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
        let made = preview(&made(Picture { width: 900, height: 600, rgb: noisy })).expect("a preview");
        assert!(made.png.len() < 400, "{}", made.png.len());
        let size = image::load_from_memory(&made.png).expect("it decodes");
        assert_eq!((size.width(), size.height()), (9, 6));
        let thin = preview(&self::made(stripes(1, 700, 0..1))).expect("a preview");
        assert_eq!(image::load_from_memory(&thin.png).map(|size| (size.width(), size.height())).ok(), Some((1, 9)));
    }

    #[test]
    fn a_crop_keeps_the_part_where_something_is() {
        for (busy, place) in [(0..200, 0), (400..600, 2), (800..1000, 4)] {
            assert_eq!(preview(&made(stripes(1000, 250, busy.clone()))).expect("a preview").focus, place, "{busy:?}");
        }
        assert_eq!(focus(&stripes(96, 20, 0..0)), MIDDLE, "nothing anywhere");
        assert_eq!(focus(&stripes(96, 72, 0..20)), MIDDLE, "nothing to crop");
    }

    #[test]
    fn a_crop_keeps_the_part_that_was_chosen() {
        let part = |x, y, width, height| Region { x, y, width, height };
        assert_eq!(focus_on(1000, 250, part(0, 0, 100, 100)), 0);
        assert_eq!(focus_on(1000, 250, part(450, 0, 100, 100)), 2);
        assert_eq!(focus_on(300, 900, part(0, 800, 100, 100)), 4);
        assert_eq!(focus_on(400, 300, part(0, 0, 10, 10)), MIDDLE);
    }
}
