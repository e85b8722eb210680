//! From the bytes of a piece to samples of 8 bits, or to measurements that are spread over the levels there are once the
//! whole picture is known.

use crate::media::error::MediaError;
use crate::media::raster::narrow_word;

/// What the samples of a picture are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Whole numbers from 0 up.
    Level,
    /// Numbers in a palette.
    Place,
    /// Whole numbers on both sides of 0.
    Signed,
    /// Numbers with a fraction.
    Fraction,
}

/// How the samples of a row are to be read.
#[derive(Debug, Clone, Copy)]
pub struct Samples {
    /// What they are.
    pub kind: Kind,
    /// Bits of each.
    pub bits: usize,
    /// True when the least byte of a number comes first.
    pub is_little: bool,
    /// Value of `Predictor`.
    pub predictor: u64,
    /// Samples side by side in a pixel.
    pub channels: usize,
}

/// The samples of the whole picture.
pub enum Store {
    /// Levels of 8 bits.
    Levels(Vec<u8>),
    /// Measurements, not yet spread.
    Measures(Vec<f32>),
}

impl Samples {
    /// Refuses depths and predictors that nobody writes.
    pub fn check(&self) -> Result<(), MediaError> {
        let is_known = match self.kind {
            Kind::Level => matches!(self.bits, 1..=16 | 24 | 32 | 64),
            Kind::Place => matches!(self.bits, 1..=8 | 16),
            Kind::Signed => matches!(self.bits, 8 | 16 | 32 | 64),
            Kind::Fraction => matches!(self.bits, 16 | 24 | 32 | 64),
        };
        let is_predictable = match self.predictor {
            1 => true,
            2 => true,
            3 => self.kind == Kind::Fraction,
            _ => false,
        };
        match is_known && is_predictable {
            true => Ok(()),
            false => Err(MediaError::unsupported(format_args!(
                "{:?} of {} bits, predictor {}",
                self.kind, self.bits, self.predictor
            ))),
        }
    }

    /// Returns true when the samples must be measured before they can be shown.
    pub fn is_measured(&self) -> bool {
        self.kind == Kind::Fraction || (self.kind == Kind::Signed && self.bits > 8)
    }

    /// Undoes what was done to the samples of a row so that they compress better.
    pub fn unpredict(&self, row: &mut [u8]) {
        match (self.predictor, self.bits) {
            (3, _) => self.unpredict_fractions(row),
            (2, 8) => {
                for at in self.channels..row.len() {
                    row[at] = row[at].wrapping_add(row[at - self.channels]);
                }
            }
            (2, bits) if bits % 8 == 0 => {
                let width = bits / 8;
                let before = self.channels * width;
                for at in (before..row.len().saturating_sub(width - 1)).step_by(width) {
                    let sum = self.number(&row[at..at + width]).wrapping_add(self.number(&row[at - before..][..width]));
                    self.put(sum, &mut row[at..at + width]);
                }
            }
            _ => {}
        }
    }

    /// Bytes of equal weight stand together, the heaviest first, each as the difference to the one before.
    fn unpredict_fractions(&self, row: &mut [u8]) {
        for at in self.channels..row.len() {
            row[at] = row[at].wrapping_add(row[at - self.channels]);
        }
        let (width, planes) = (self.bits / 8, row.to_vec());
        let count = row.len() / width;
        for (n, sample) in row.chunks_exact_mut(width).enumerate() {
            for byte in 0..width {
                let place = if self.is_little { width - 1 - byte } else { byte };
                sample[place] = planes[byte * count + n];
            }
        }
    }

    fn number(&self, bytes: &[u8]) -> u64 {
        let join = |sum: u64, byte: &u8| (sum << 8) | u64::from(*byte);
        if self.is_little { bytes.iter().rev().fold(0, join) } else { bytes.iter().fold(0, join) }
    }

    fn put(&self, number: u64, bytes: &mut [u8]) {
        let width = bytes.len();
        for (n, byte) in bytes.iter_mut().enumerate() {
            *byte = (number >> (8 * if self.is_little { n } else { width - 1 - n })) as u8;
        }
    }

    /// Brings a row to levels of 8 bits; numbers in a palette stay what they are.
    pub fn levels(&self, row: &[u8], out: &mut Vec<u8>) {
        out.clear();
        match (self.kind, self.bits) {
            (Kind::Signed, 8) => out.extend(row.iter().map(|byte| byte.wrapping_add(128))),
            (_, 8) => out.extend_from_slice(row),
            (Kind::Place, 16) => out.extend(row.chunks_exact(2).map(|pair| self.number(pair).min(255) as u8)),
            (_, 16) if self.is_little => {
                out.extend(row.chunks_exact(2).map(|pair| narrow_word(u16::from_le_bytes([pair[0], pair[1]]))))
            }
            (_, 16) => out.extend(row.chunks_exact(2).map(|pair| narrow_word(u16::from_be_bytes([pair[0], pair[1]])))),
            (_, 24 | 32 | 64) => {
                let width = self.bits / 8;
                out.extend(row.chunks_exact(width).map(|number| number[if self.is_little { width - 1 } else { 0 }]))
            }
            _ => self.unpack(row, out),
        }
    }

    /// Takes numbers that share bytes apart, the first in the uppermost bits.
    fn unpack(&self, row: &[u8], out: &mut Vec<u8>) {
        let most = (1u32 << self.bits) - 1;
        let (mut held, mut count) = (0u32, 0);
        let mut before = vec![0u32; self.channels];
        let mut channel = 0;
        for byte in row {
            held = (held << 8) | u32::from(*byte);
            count += 8;
            while count >= self.bits {
                count -= self.bits;
                let mut number = (held >> count) & most;
                if self.predictor == 2 {
                    number = (number + before[channel]) & most;
                    before[channel] = number;
                    channel = (channel + 1) % self.channels;
                }
                out.push(match self.kind {
                    Kind::Place => number as u8,
                    _ => ((number * 255 + most / 2) / most) as u8,
                });
            }
            held &= (1 << count) - 1;
        }
    }

    /// Reads the measurements of a row.
    pub fn measures(&self, row: &[u8], out: &mut Vec<f32>) {
        out.clear();
        let width = self.bits / 8;
        out.extend(row.chunks_exact(width).map(|bytes| {
            let number = self.number(bytes);
            match (self.kind, self.bits) {
                (Kind::Signed, 16) => f32::from(number as i16),
                (Kind::Signed, 32) => number as i32 as f32,
                (Kind::Signed, _) => number as i64 as f32,
                (_, 16) => widen(number as u16, 5, 10),
                (_, 24) => widen(number as u32, 7, 16),
                (_, 32) => f32::from_bits(number as u32),
                _ => f64::from_bits(number) as f32,
            }
        }));
    }
}

/// Reads a short floating-point number: sign, exponent, fraction.
fn widen(bits: impl Into<u32>, exponent_bits: u32, fraction_bits: u32) -> f32 {
    let bits = bits.into();
    let fraction = bits & ((1 << fraction_bits) - 1);
    let exponent = (bits >> fraction_bits) & ((1 << exponent_bits) - 1);
    let bias = (1 << (exponent_bits - 1)) - 1;
    let part = f64::from(fraction) / f64::from(1u32 << fraction_bits);
    let size = match exponent {
        0 => part * 2f64.powi(1 - bias),
        most if most == (1 << exponent_bits) - 1 => {
            if fraction == 0 {
                f64::INFINITY
            } else {
                f64::NAN
            }
        }
        _ => (1.0 + part) * 2f64.powi(exponent as i32 - bias),
    };
    (if bits >> (exponent_bits + fraction_bits) == 0 { size } else { -size }) as f32
}

impl Store {
    /// Makes room for so many samples.
    pub fn new(is_measured: bool, count: usize) -> Store {
        if is_measured { Store::Measures(vec![0.0; count]) } else { Store::Levels(vec![0; count]) }
    }

    /// Returns levels. Light lies between 0 and 1; what leaves that in one channel is a measurement, and is spread from
    /// the least to the greatest.
    pub fn into_levels(self, is_one_channel: bool, is_fraction: bool) -> Vec<u8> {
        let measures = match self {
            Store::Levels(levels) => return levels,
            Store::Measures(measures) => measures,
        };
        let is_light =
            is_fraction && (!is_one_channel || measures.iter().all(|n| !n.is_finite() || (0.0..=1.0).contains(n)));
        if is_light {
            return measures.into_iter().map(|n| (n.clamp(0.0, 1.0) * 255.0 + 0.5) as u8).collect();
        }
        let finite = || measures.iter().copied().filter(|n| n.is_finite());
        let (least, most) = (finite().fold(f32::INFINITY, f32::min), finite().fold(f32::NEG_INFINITY, f32::max));
        let width = if most > least { most - least } else { 1.0 };
        let level = |n: f32| if n.is_finite() { ((n - least) / width * 255.0 + 0.5) as u8 } else { 0 };
        measures.into_iter().map(level).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sixteen_bits_are_rounded_to_the_nearest_level() {
        for wide in 0..=u16::MAX {
            assert_eq!(narrow_word(wide), (f64::from(wide) / 257.0).round() as u8, "{wide}");
        }
    }

    #[test]
    fn short_fractions_are_read() {
        assert_eq!(widen(0x3c00u16, 5, 10), 1.0);
        assert_eq!(widen(0xb800u16, 5, 10), -0.5);
        assert_eq!(widen(0x3555u16, 5, 10), 0.333_251_95);
        assert_eq!(widen(0x0001u16, 5, 10), 5.960_464_5e-8);
        assert!(widen(0x7e00u16, 5, 10).is_nan());
        assert_eq!(widen(0x3f_0000u32, 7, 16), 1.0);
    }

    #[test]
    fn numbers_across_bytes_are_taken_apart() {
        let twelve = Samples { kind: Kind::Level, bits: 12, is_little: true, predictor: 1, channels: 1 };
        let mut out = Vec::new();
        twelve.levels(&[0xff, 0xf0, 0x00, 0x80, 0x0f], &mut out);
        assert_eq!(out, [255, 0, 128]);
        Samples { predictor: 2, ..twelve }.levels(&[0x80, 0x00, 0x01], &mut out);
        assert_eq!(out, [128, 128]);
    }

    #[test]
    fn differences_are_summed() {
        let words = Samples { kind: Kind::Level, bits: 16, is_little: false, predictor: 2, channels: 1 };
        let mut row = [0x01, 0xff, 0x00, 0x02, 0xff, 0xff];
        words.unpredict(&mut row);
        assert_eq!(row, [0x01, 0xff, 0x02, 0x01, 0x02, 0x00]);
    }
}
