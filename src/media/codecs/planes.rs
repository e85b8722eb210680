//! From planes of lightness and colour difference to red, green and blue of 8 bits (ITU-T H.273). Colour differences
//! that are stored for fewer places are taken between neighbours.

use crate::media::error::MediaError;

/// How the numbers of a picture are to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    /// Matrix coefficients, as H.273 numbers them.
    pub matrix: u16,
    /// True when all numbers are used, false when black and white lie within.
    pub is_full: bool,
}

/// One plane of a decoded picture: samples of one byte, or of two in the machine's order.
#[derive(Clone, Copy)]
pub struct Plane<'a> {
    /// The samples of all rows.
    pub bytes: &'a [u8],
    /// From one row to the next, in bytes.
    pub stride: usize,
}

/// A decoded picture.
pub struct Planes<'a> {
    /// Width in pixels.
    pub width: usize,
    /// Height in pixels.
    pub height: usize,
    /// Bits of a sample: 8 for one byte, more for two.
    pub bits: u8,
    /// Lightness.
    pub luma: Plane<'a>,
    /// Differences to blue and to red, unless the picture is grey.
    pub chroma: Option<[Plane<'a>; 2]>,
    /// Whether colour differences are stored for every second place along a row, and for every second row.
    pub halves: (bool, bool),
}

/// What turns a sample into a share of the whole: lightness from 0 to 1, differences around 0.
struct Scale {
    zero: f32,
    step: f32,
}

/// How colours come out of lightness and differences.
enum Mix {
    /// The planes are green, blue and red.
    Identity,
    /// Lightness, green and orange.
    Ycgco,
    /// By the shares of red and blue in lightness.
    Shares { red: f32, blue: f32 },
}

impl Planes<'_> {
    /// Returns red, green and blue of every pixel.
    pub fn rgb(&self, reading: Reading) -> Result<Vec<u8>, MediaError> {
        self.check()?;
        let mix = Mix::of(reading.matrix)?;
        if matches!(mix, Mix::Identity) && self.halves != (false, false) {
            return Err(MediaError::unsupported("green, blue and red at unequal sizes"));
        }
        let light = self.light(reading.is_full);
        let differences = match mix {
            Mix::Identity => self.light(reading.is_full),
            _ => self.differences(reading.is_full),
        };
        let mut rgb = vec![0; self.width * self.height * 3];
        let mut rows = [vec![0f32; self.width], vec![0f32; self.width], vec![0f32; self.width]];
        let mut narrow = vec![0f32; self.width];
        for (y, target) in rgb.chunks_exact_mut(self.width * 3).enumerate() {
            let [luma, blue, red] = &mut rows;
            self.read(self.luma, y, &light, luma);
            let Some([of_blue, of_red]) = self.chroma else {
                for (pixel, value) in target.chunks_exact_mut(3).zip(luma.iter()) {
                    pixel.fill(byte(*value));
                }
                continue;
            };
            self.spread(of_blue, y, &differences, &mut narrow, blue);
            self.spread(of_red, y, &differences, &mut narrow, red);
            mix.paint(luma, blue, red, target);
        }
        Ok(rgb)
    }

    /// Returns the lightness of every pixel, which is how opacity is stored.
    pub fn lightness(&self, is_full: bool) -> Result<Vec<u8>, MediaError> {
        self.check()?;
        let (light, mut row) = (self.light(is_full), vec![0f32; self.width]);
        let mut samples = Vec::with_capacity(self.width * self.height);
        for y in 0..self.height {
            self.read(self.luma, y, &light, &mut row);
            samples.extend(row.iter().map(|value| byte(*value)));
        }
        Ok(samples)
    }

    /// Refuses planes that hold fewer samples than the picture has.
    fn check(&self) -> Result<(), MediaError> {
        let holds = |plane: &Plane, width: usize, height: usize| {
            let row = width * self.sample_bytes();
            let needed = height.checked_sub(1).and_then(|rows| rows.checked_mul(plane.stride)?.checked_add(row));
            plane.stride >= row && needed.is_some_and(|needed| plane.bytes.len() >= needed)
        };
        let (width, height) = self.chroma_size();
        let is_whole = self.width > 0
            && holds(&self.luma, self.width, self.height)
            && self.chroma.iter().flatten().all(|plane| holds(plane, width, height));
        if is_whole { Ok(()) } else { Err(MediaError::damaged("planes smaller than the picture")) }
    }

    fn sample_bytes(&self) -> usize {
        if self.bits > 8 { 2 } else { 1 }
    }

    fn chroma_size(&self) -> (usize, usize) {
        let half = |side: usize, is_half: bool| if is_half { side.div_ceil(2) } else { side };
        (half(self.width, self.halves.0), half(self.height, self.halves.1))
    }

    fn light(&self, is_full: bool) -> Scale {
        let unit = (1u32 << (self.bits - 8)) as f32;
        match is_full {
            true => Scale { zero: 0.0, step: 1.0 / (256.0 * unit - 1.0) },
            false => Scale { zero: 16.0 * unit, step: 1.0 / (219.0 * unit) },
        }
    }

    fn differences(&self, is_full: bool) -> Scale {
        let unit = (1u32 << (self.bits - 8)) as f32;
        let step = if is_full { 1.0 / (256.0 * unit - 1.0) } else { 1.0 / (224.0 * unit) };
        Scale { zero: 128.0 * unit, step }
    }

    /// Reads a row of a plane, as many samples as there is room for.
    fn read(&self, plane: Plane, y: usize, scale: &Scale, row: &mut [f32]) {
        let source = &plane.bytes[y * plane.stride..];
        let share = |sample: f32| (sample - scale.zero) * scale.step;
        if self.bits > 8 {
            for (value, sample) in row.iter_mut().zip(source.chunks_exact(2)) {
                *value = share(f32::from(u16::from_ne_bytes([sample[0], sample[1]])));
            }
        } else {
            row.iter_mut().zip(source).for_each(|(value, sample)| *value = share(f32::from(*sample)));
        }
    }

    /// Reads the colour differences of a row of the picture: three parts of the nearest and one of the next nearest,
    /// where there is one for two.
    fn spread(&self, plane: Plane, y: usize, scale: &Scale, narrow: &mut [f32], row: &mut [f32]) {
        let (width, height) = self.chroma_size();
        let (near, next) = neighbours(y, height, self.halves.1);
        self.read(plane, near, scale, &mut narrow[..width]);
        if next != near {
            self.read(plane, next, scale, &mut row[..width]);
            narrow.iter_mut().zip(row.iter()).take(width).for_each(|(a, b)| *a = 0.75 * *a + 0.25 * b);
        }
        if !self.halves.0 {
            return row.copy_from_slice(&narrow[..width]);
        }
        for (x, value) in row.iter_mut().enumerate() {
            let (near, next) = neighbours(x, width, true);
            *value = 0.75 * narrow[near] + 0.25 * narrow[next];
        }
    }
}

/// Returns the nearest and the next nearest place of a line that may have one for every two.
fn neighbours(place: usize, length: usize, is_half: bool) -> (usize, usize) {
    if !is_half {
        return (place, place);
    }
    let near = place / 2;
    (near, if place.is_multiple_of(2) { near.saturating_sub(1) } else { (near + 1).min(length - 1) })
}

impl Mix {
    fn of(matrix: u16) -> Result<Mix, MediaError> {
        let shares = |red, blue| Ok(Mix::Shares { red, blue });
        match matrix {
            0 => Ok(Mix::Identity),
            1 => shares(0.2126, 0.0722),
            4 => shares(0.30, 0.11),
            // What does not say is BT.601, as every reader of AVIF takes it.
            2 | 5 | 6 => shares(0.299, 0.114),
            7 => shares(0.212, 0.087),
            8 => Ok(Mix::Ycgco),
            // Constant luminance (10) is written by mistake for the other: real pictures of it are not known.
            9 | 10 => shares(0.2627, 0.0593),
            other => Err(MediaError::unsupported(format_args!("matrix coefficients {other}"))),
        }
    }

    fn paint(&self, luma: &[f32], blue: &[f32], red: &[f32], target: &mut [u8]) {
        let pixels = target.chunks_exact_mut(3).zip(luma).zip(blue.iter().zip(red));
        match self {
            Mix::Identity => {
                pixels.for_each(|((p, y), (b, r))| p.copy_from_slice(&[byte(*r), byte(*y), byte(*b)]));
            }
            Mix::Ycgco => pixels.for_each(|((p, y), (g, o))| {
                p.copy_from_slice(&[byte(y - g + o), byte(y + g), byte(y - g - o)]);
            }),
            Mix::Shares { red: kr, blue: kb } => {
                let (to_red, to_blue, kg) = (2.0 - 2.0 * kr, 2.0 - 2.0 * kb, 1.0 - kr - kb);
                let (green_red, green_blue) = (to_red * kr / kg, to_blue * kb / kg);
                pixels.for_each(|((p, y), (b, r))| {
                    p[0] = byte(y + to_red * r);
                    p[1] = byte(y - green_red * r - green_blue * b);
                    p[2] = byte(y + to_blue * b);
                });
            }
        }
    }
}

/// What lies outside 0 to 1 is cut.
fn byte(share: f32) -> u8 {
    (share * 255.0 + 0.5) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(bits: u8, samples: [u16; 3], reading: Reading) -> Vec<u8> {
        let bytes: Vec<Vec<u8>> = samples
            .iter()
            .map(|sample| if bits > 8 { sample.to_ne_bytes().to_vec() } else { vec![*sample as u8] })
            .collect();
        let plane = |n: usize| Plane { bytes: &bytes[n], stride: bytes[n].len() };
        let planes = Planes {
            width: 1,
            height: 1,
            bits,
            luma: plane(0),
            chroma: Some([plane(1), plane(2)]),
            halves: (true, true),
        };
        let halves = if reading.matrix == 0 { (false, false) } else { planes.halves };
        Planes { halves, ..planes }.rgb(reading).expect("the planes are whole")
    }

    #[test]
    fn each_matrix_range_and_depth_gives_its_red() {
        let cases = [
            (8, [63, 102, 240], 1, false),
            (8, [82, 90, 240], 6, false),
            (8, [54, 99, 255], 1, true),
            (8, [76, 85, 255], 5, true),
            (10, [250, 409, 960], 1, false),
            (12, [1075, 1477, 4095], 9, true),
            (8, [0, 0, 255], 0, true),
            (8, [64, 64, 255], 8, true),
        ];
        for (bits, samples, matrix, is_full) in cases {
            let rgb = one(bits, samples, Reading { matrix, is_full });
            assert!(rgb[0] >= 252 && rgb[1] <= 3 && rgb[2] <= 3, "{bits} {matrix} {is_full}: {rgb:?}");
        }
    }

    #[test]
    fn differences_are_taken_between_neighbours() {
        let (luma, flat, steep) = ([128u8; 8], [128u8; 2], [64u8, 192]);
        let plane = |bytes, stride| Plane { bytes, stride };
        let planes = Planes {
            width: 4,
            height: 2,
            bits: 8,
            luma: plane(&luma, 4),
            chroma: Some([plane(&flat, 2), plane(&steep, 2)]),
            halves: (true, true),
        };
        let rgb = planes.rgb(Reading { matrix: 1, is_full: true }).expect("the planes are whole");
        let red: Vec<u8> = rgb[..12].iter().step_by(3).copied().collect();
        assert_eq!(red, [27, 78, 178, 229]);
        assert_eq!(rgb[..12], rgb[12..]);
    }

    #[test]
    fn planes_that_are_too_small_are_refused() {
        let plane = Plane { bytes: &[0; 7], stride: 4 };
        let planes = Planes { width: 4, height: 2, bits: 8, luma: plane, chroma: None, halves: (false, false) };
        assert!(planes.rgb(Reading { matrix: 1, is_full: true }).is_err());
        assert!(planes.lightness(true).is_err());
    }
}
