//! Eight rows of the half-sized picture, lightness and colours apart, as the blocks of a file fill them.

use crate::media::coefficients::transform::Block;
use crate::media::coefficients::transform::Halved;

/// Rows that are held.
pub const ROWS: usize = 8;
/// Pixels that are converted at a time.
const CONVERTED_PX: usize = 32;

/// One of the three components.
pub struct Plane {
    samples: Vec<u8>,
    stride: usize,
}

impl Plane {
    /// Makes room for rows of so many samples.
    pub fn new(stride: usize) -> Plane {
        Plane { samples: vec![0; stride * ROWS], stride }
    }

    /// Puts the samples of a block at a place; a side that is halved has four.
    #[inline]
    pub fn put(&mut self, block: &Block, halved: Halved, (x, y): (usize, usize)) {
        let (rows, wide) = (if halved.1 { 4 } else { 8 }, if halved.0 { 4 } else { 8 });
        for (row, from) in block.chunks_exact(8).take(rows).enumerate() {
            let at = (y + row) * self.stride + x;
            let bytes = as_bytes(from);
            match wide {
                4 => self.samples[at..at + 4].copy_from_slice(&bytes[..4]),
                _ => self.samples[at..at + 8].copy_from_slice(&bytes),
            }
        }
    }

    /// Fills the place of a block with its one value.
    #[inline]
    pub fn fill(&mut self, value: f32, halved: Halved, (x, y): (usize, usize)) {
        let value = as_bytes(&[value; 8]);
        let (rows, wide) = (if halved.1 { 4 } else { 8 }, if halved.0 { 4 } else { 8 });
        for row in 0..rows {
            let at = (y + row) * self.stride + x;
            self.samples[at..at + wide].copy_from_slice(&value[..wide]);
        }
    }

    /// Fills what lies beyond the picture with what lies at its edge.
    pub fn stretch(&mut self, width: usize, rows: usize) {
        for row in self.samples.chunks_exact_mut(self.stride).take(rows) {
            let last = row[width - 1];
            row[width..].fill(last);
        }
        for row in rows..ROWS {
            self.samples.copy_within((rows - 1) * self.stride..rows * self.stride, row * self.stride);
        }
    }

    /// Returns the eight columns that begin there, around 0.
    #[inline]
    pub fn block(&self, x: usize) -> Block {
        let mut block = [0.0; 64];
        for (to, row) in block.chunks_exact_mut(8).zip(self.samples.chunks_exact(self.stride)) {
            for (to, sample) in to.iter_mut().zip(&row[x..x + 8]) {
                *to = f32::from(*sample) - 128.0;
            }
        }
        block
    }
}

/// Brings samples around 0 to the nearest bytes.
#[inline(always)]
fn as_bytes(samples: &[f32]) -> [u8; 8] {
    // A number of this size has no bits left behind the point: its last eight are the byte.
    const WHOLE: f32 = 8_388_608.0;
    let mut bytes = [0; 8];
    for (byte, sample) in bytes.iter_mut().zip(samples) {
        let sample = sample + 128.0;
        let sample = if sample > 0.0 { sample } else { 0.0 };
        let sample = if sample < 255.0 { sample } else { 255.0 };
        *byte = (sample + WHOLE).to_bits() as u8;
    }
    bytes
}

/// Adds rows to `rgb`, as JFIF has the colours.
pub fn paint([lightness, blue, red]: &[Plane; 3], width: usize, rows: usize, rgb: &mut Vec<u8>) {
    for row in 0..rows {
        let line = |plane: &Plane| row * plane.stride..row * plane.stride + width;
        let (y, b, r) = (line(lightness), line(blue), line(red));
        let start = rgb.len();
        rgb.resize(start + width * 3, 0);
        let parts = lightness.samples[y].chunks(CONVERTED_PX).zip(blue.samples[b].chunks(CONVERTED_PX));
        let parts = parts.zip(red.samples[r].chunks(CONVERTED_PX));
        for (((y, b), r), target) in parts.zip(rgb[start..].chunks_mut(CONVERTED_PX * 3)) {
            paint_some(y, b, r, target);
        }
    }
}

#[inline(always)]
fn paint_some(lightness: &[u8], blue: &[u8], red: &[u8], target: &mut [u8]) {
    // Factors with 13 bits behind the point.
    const RED: i32 = 11_485;
    const GREEN: (i32, i32) = (2_819, 5_850);
    const BLUE: i32 = 14_516;
    let mut colours = [[0u8; CONVERTED_PX]; 3];
    let (mut y, mut b, mut r) = ([0u8; CONVERTED_PX], [0u8; CONVERTED_PX], [0u8; CONVERTED_PX]);
    y[..lightness.len()].copy_from_slice(lightness);
    b[..blue.len()].copy_from_slice(blue);
    r[..red.len()].copy_from_slice(red);
    let byte = |value: i32| (value >> 13).clamp(0, 255) as u8;
    for n in 0..CONVERTED_PX {
        let (y, b, r) = ((i32::from(y[n]) << 13) + 4_096, i32::from(b[n]) - 128, i32::from(r[n]) - 128);
        colours[0][n] = byte(y + RED * r);
        colours[1][n] = byte(y - GREEN.0 * b - GREEN.1 * r);
        colours[2][n] = byte(y + BLUE * b);
    }
    for (n, pixel) in target.chunks_exact_mut(3).enumerate() {
        pixel.copy_from_slice(&[colours[0][n], colours[1][n], colours[2][n]]);
    }
}
