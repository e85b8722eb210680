//! The mark across pictures that are shown in reduced size: a line of text, again and again, so that no part of the
//! picture goes without. It lies on the picture, not on the part asked for: tiles put together show it unbroken.

use resvg::tiny_skia::Pixmap;
use resvg::tiny_skia::Transform;
use resvg::usvg::Tree;

use crate::base::picture::Picture;
use crate::media::error::MediaError;
use crate::media::formats::svg;
use crate::media::inlay::Inlays;

/// Most lines and most repetitions on each: a short text on a large picture is not written more often.
const MOST: u32 = 24;

/// A mark for pictures of one size.
pub struct Mark {
    tree: Tree,
}

impl Mark {
    /// Sets a text for pictures of this size.
    pub fn new(text: &str, width: u32, height: u32) -> Result<Mark, MediaError> {
        Ok(Mark { tree: svg::open(drawing(text, width, height).as_bytes(), Inlays::measured())? })
    }

    /// Draws the mark on a part of the picture that begins there and was scaled so.
    pub fn draw(&self, part: &mut Picture, (left, top): (u32, u32), scale: [f64; 2]) -> Result<(), MediaError> {
        let mut layer = Pixmap::new(part.width, part.height).ok_or(MediaError::TooLarge)?;
        let [x, y] = scale;
        let moved = (-f64::from(left) * x, -f64::from(top) * y);
        let place = Transform::from_row(x as f32, 0.0, 0.0, y as f32, moved.0 as f32, moved.1 as f32);
        resvg::render(&self.tree, place, &mut layer.as_mut());
        for (pixel, over) in part.rgb.chunks_exact_mut(3).zip(layer.data().chunks_exact(4)) {
            if over[3] != 0 {
                let rest = u32::from(255 - over[3]);
                for (channel, colour) in pixel.iter_mut().zip(over) {
                    *channel = (u32::from(*colour) + (u32::from(*channel) * rest + 127) / 255).min(255) as u8;
                }
            }
        }
        Ok(())
    }
}

/// Writes the text in rising lines, every other one set in.
fn drawing(text: &str, width: u32, height: u32) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let letter = (width.max(height) / 40).max(12);
    let step = (text.chars().count() as u32 * letter * 2 / 3 + 5 * letter).max(width.max(height) * 2 / MOST);
    let line = (letter * 6).max(height.max(width) * 2 / MOST);
    let (long, mut lines) = (width + height, String::new());
    for (row, y) in (0..2 * long).step_by(line as usize).enumerate() {
        let inset = if row % 2 == 0 { 0 } else { step / 2 };
        for x in (0..2 * long).step_by(step as usize) {
            let (x, y) = (i64::from(x + inset) - i64::from(long / 2), i64::from(y) - i64::from(long / 2));
            lines.push_str(&format!("<text x=\"{x}\" y=\"{y}\">{text}</text>"));
        }
    }
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\"><g transform=\"rotate(-24 {} {})\" \
         font-size=\"{letter}\" fill=\"#fff\" fill-opacity=\"0.5\" stroke=\"#000\" stroke-opacity=\"0.3\" \
         stroke-width=\"{}\" paint-order=\"stroke\">{lines}</g></svg>",
        width / 2,
        height / 2,
        f64::from(letter) / 16.0
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gray(width: u32, height: u32) -> Picture {
        Picture { width, height, rgb: vec![120; (width * height * 3) as usize] }
    }

    #[test]
    fn a_part_shows_what_the_whole_shows_there() {
        let mark = Mark::new("Kho <di> sản & \"bạn\"", 600, 400).expect("it can be set");
        let mut whole = gray(600, 400);
        mark.draw(&mut whole, (0, 0), [1.0, 1.0]).expect("it can be drawn");
        let mut part = gray(200, 150);
        mark.draw(&mut part, (250, 100), [1.0, 1.0]).expect("it can be drawn");
        let mut marked = 0;
        for (y, row) in part.rgb.chunks_exact(600).enumerate() {
            let same = &whole.rgb[((y + 100) * 600 + 250) * 3..][..600];
            assert!(row.iter().zip(same).all(|(a, b)| a.abs_diff(*b) <= 2), "row {y}");
            marked += row.iter().filter(|value| **value != 120).count();
        }
        assert!(marked > 1_000, "{marked}");
    }

    #[test]
    fn no_quarter_goes_without() {
        let mark = Mark::new("Kho", 1024, 300).expect("it can be set");
        for (left, top) in [(0, 0), (512, 0), (0, 150), (512, 150)] {
            let mut part = gray(512, 150);
            mark.draw(&mut part, (left, top), [1.0, 1.0]).expect("it can be drawn");
            assert!(part.rgb.iter().any(|value| *value != 120), "{left},{top}");
        }
    }
}
