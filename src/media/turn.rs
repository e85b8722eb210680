//! Turning: EXIF orientation, quarter turns, mirrors and, for IIIF, any angle on white.

use crate::base::picture::Picture;

/// Returns the picture as EXIF's orientation (1 to 8) says it is to be seen; other numbers change nothing.
pub fn upright(picture: Picture, orientation: u8) -> Picture {
    match orientation {
        2 => mirror(picture),
        3 => half_turn(picture),
        4 => mirror(half_turn(picture)),
        5 => swapped(picture, false, false),
        6 => swapped(picture, true, false),
        7 => swapped(picture, true, true),
        8 => swapped(picture, false, true),
        _ => picture,
    }
}

/// Returns the picture turned clockwise; quarter turns are exact, other angles lie on white in a larger frame.
pub fn rotate(picture: Picture, degrees: f64) -> Picture {
    let degrees = degrees.rem_euclid(360.0);
    if degrees == 0.0 {
        picture
    } else if degrees == 90.0 {
        upright(picture, 6)
    } else if degrees == 180.0 {
        upright(picture, 3)
    } else if degrees == 270.0 {
        upright(picture, 8)
    } else {
        tilt(&picture, degrees.to_radians())
    }
}

/// Returns how much of each pixel is covered where a picture of this size is turned, 0 to 255; `None` where all of it is.
pub fn cover(width: u32, height: u32, degrees: f64) -> Option<Vec<u8>> {
    if degrees.rem_euclid(90.0) == 0.0 {
        return None;
    }
    let black = Picture { width, height, rgb: vec![0; width as usize * height as usize * 3] };
    Some(rotate(black, degrees).rgb.chunks_exact(3).map(|pixel| 255 - pixel[0]).collect())
}

/// Returns the picture mirrored left to right.
pub fn mirror(mut picture: Picture) -> Picture {
    for row in picture.rgb.chunks_exact_mut(picture.width as usize * 3) {
        reverse_pixels(row);
    }
    picture
}

/// Rows of the turned picture that are made at a time.
const BAND_ROWS: usize = 64;

/// Returns width and height as they are once the picture is upright.
pub fn upright_size(width: u32, height: u32, orientation: u8) -> (u32, u32) {
    if matches!(orientation, 5..=8) { (height, width) } else { (width, height) }
}

/// Hands on the rows of the upright picture, some at a time, so that a large one is not held twice.
pub fn upright_rows<E>(
    picture: &Picture,
    orientation: u8,
    mut take: impl FnMut(&[u8]) -> Result<(), E>,
) -> Result<(), E> {
    let (width, height) = upright_size(picture.width, picture.height, orientation);
    let (stride, height) = (width as usize * 3, height as usize);
    if !matches!(orientation, 2..=8) {
        return take(&picture.rgb);
    }
    let mut band = Vec::new();
    for top in (0..height).step_by(BAND_ROWS) {
        let rows = BAND_ROWS.min(height - top);
        band.resize(rows * stride, 0);
        match orientation {
            5 => swapped_rows(picture, false, false, top, &mut band),
            6 => swapped_rows(picture, true, false, top, &mut band),
            7 => swapped_rows(picture, true, true, top, &mut band),
            8 => swapped_rows(picture, false, true, top, &mut band),
            _ => {
                for (y, row) in (top..).zip(band.chunks_exact_mut(stride)) {
                    let from = if orientation == 2 { y } else { height - 1 - y };
                    row.copy_from_slice(&picture.rgb[from * stride..(from + 1) * stride]);
                    if orientation != 4 {
                        reverse_pixels(row);
                    }
                }
            }
        }
        take(&band)?;
    }
    Ok(())
}

fn half_turn(mut picture: Picture) -> Picture {
    reverse_pixels(&mut picture.rgb);
    picture
}

fn reverse_pixels(rgb: &mut [u8]) {
    rgb.reverse();
    for pixel in rgb.chunks_exact_mut(3) {
        pixel.swap(0, 2);
    }
}

/// Side of the squares in which rows and columns change places: their lines stay in the cache.
const SQUARE: usize = 32;

/// Swaps rows and columns: each new row runs along an old column, upwards or
/// downwards, beginning with the column at the right or at the left.
fn swapped(picture: Picture, is_upwards: bool, is_from_right: bool) -> Picture {
    let mut rgb = vec![0; picture.rgb.len()];
    swapped_rows(&picture, is_upwards, is_from_right, 0, &mut rgb);
    Picture { width: picture.height, height: picture.width, rgb }
}

/// Fills `rgb` with rows of the swapped picture, beginning with that of number `first`.
fn swapped_rows(picture: &Picture, is_upwards: bool, is_from_right: bool, first: usize, rgb: &mut [u8]) {
    let (width, height) = (picture.height as usize, picture.width as usize);
    let rows = rgb.len() / 3 / width;
    for top in (0..rows).step_by(SQUARE) {
        for left in (0..width).step_by(SQUARE) {
            let right = (left + SQUARE).min(width);
            for y in top..(top + SQUARE).min(rows) {
                let column = if is_from_right { height - 1 - first - y } else { first + y };
                let line = &mut rgb[(y * width + left) * 3..(y * width + right) * 3];
                for (pixel, x) in line.chunks_exact_mut(3).zip(left..) {
                    let row = if is_upwards { width - 1 - x } else { x };
                    let from = (row * height + column) * 3;
                    pixel.copy_from_slice(&picture.rgb[from..from + 3]);
                }
            }
        }
    }
}

/// Turns by any angle into the smallest frame that holds all of it, between neighbours linearly.
fn tilt(picture: &Picture, radians: f64) -> Picture {
    let (sin, cos) = radians.sin_cos();
    let (old_width, old_height) = (f64::from(picture.width), f64::from(picture.height));
    let width = (old_width * cos.abs() + old_height * sin.abs()).ceil().max(1.0);
    let height = (old_width * sin.abs() + old_height * cos.abs()).ceil().max(1.0);
    let mut rgb = Vec::with_capacity(width as usize * height as usize * 3);
    for y in 0..height as usize {
        for x in 0..width as usize {
            let (dx, dy) = (x as f64 + 0.5 - width / 2.0, y as f64 + 0.5 - height / 2.0);
            let from_x = dx * cos + dy * sin + old_width / 2.0 - 0.5;
            let from_y = -dx * sin + dy * cos + old_height / 2.0 - 0.5;
            rgb.extend_from_slice(&between(picture, from_x, from_y));
        }
    }
    Picture { width: width as u32, height: height as u32, rgb }
}

/// Returns the colour at a place between pixels; beyond the edge it is white.
fn between(picture: &Picture, x: f64, y: f64) -> [u8; 3] {
    let (left, top) = (x.floor(), y.floor());
    let mut sum = [0.0; 3];
    for (column, row, weight) in [
        (left, top, (1.0 - (x - left)) * (1.0 - (y - top))),
        (left + 1.0, top, (x - left) * (1.0 - (y - top))),
        (left, top + 1.0, (1.0 - (x - left)) * (y - top)),
        (left + 1.0, top + 1.0, (x - left) * (y - top)),
    ] {
        let is_inside =
            column >= 0.0 && row >= 0.0 && column < f64::from(picture.width) && row < f64::from(picture.height);
        for (channel, total) in sum.iter_mut().enumerate() {
            let value = if is_inside {
                picture.rgb[(row as usize * picture.width as usize + column as usize) * 3 + channel]
            } else {
                255
            };
            *total += weight * f64::from(value);
        }
    }
    sum.map(|total| (total + 0.5) as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Three columns and two rows, numbered: 0 1 2 / 3 4 5.
    fn numbered() -> Picture {
        Picture { width: 3, height: 2, rgb: (0..6u8).flat_map(|n| [n, n + 10, n + 20]).collect() }
    }

    fn numbers(picture: &Picture) -> (u32, u32, Vec<u8>) {
        assert!(picture.rgb.chunks(3).all(|pixel| pixel[1] == pixel[0] + 10 && pixel[2] == pixel[0] + 20));
        (picture.width, picture.height, picture.rgb.iter().step_by(3).copied().collect())
    }

    #[test]
    fn each_of_the_eight_orientations_is_shown_upright() {
        let seen: Vec<_> = (1..=8).map(|orientation| numbers(&upright(numbered(), orientation))).collect();
        assert_eq!(seen[0], (3, 2, vec![0, 1, 2, 3, 4, 5]));
        assert_eq!(seen[1], (3, 2, vec![2, 1, 0, 5, 4, 3]));
        assert_eq!(seen[2], (3, 2, vec![5, 4, 3, 2, 1, 0]));
        assert_eq!(seen[3], (3, 2, vec![3, 4, 5, 0, 1, 2]));
        assert_eq!(seen[4], (2, 3, vec![0, 3, 1, 4, 2, 5]));
        assert_eq!(seen[5], (2, 3, vec![3, 0, 4, 1, 5, 2]));
        assert_eq!(seen[6], (2, 3, vec![5, 2, 4, 1, 3, 0]));
        assert_eq!(seen[7], (2, 3, vec![2, 5, 1, 4, 0, 3]));
        assert_eq!(numbers(&upright(numbered(), 0)), seen[0]);
        assert_eq!(numbers(&upright(numbered(), 9)), seen[0]);
    }

    #[test]
    fn four_quarter_turns_are_none() {
        let turned = (0..4).fold(numbered(), |picture, _| rotate(picture, 90.0));
        assert_eq!(turned, numbered());
        assert_eq!(rotate(numbered(), 450.0), rotate(numbered(), 90.0));
    }

    #[test]
    fn a_tilted_picture_lies_on_white() {
        let black = Picture { width: 40, height: 20, rgb: vec![0; 40 * 20 * 3] };
        let tilted = rotate(black, 45.0);
        assert_eq!((tilted.width, tilted.height), (43, 43));
        assert_eq!(tilted.rgb[..3], [255; 3]);
        let middle = (21 * 43 + 21) * 3;
        assert_eq!(tilted.rgb[middle..middle + 3], [0; 3]);
    }
}
