//! What a decoder gives: samples of 8 bits in the channels of the file, not yet sRGB.

/// The channels of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colour {
    /// Lightness.
    Gray,
    /// Lightness and opacity.
    GrayAlpha,
    /// Red, green, blue.
    Rgb,
    /// Red, green, blue and opacity.
    Rgba,
    /// Four inks; 255 is full ink.
    Cmyk,
}

impl Colour {
    /// Returns the number of channels.
    pub fn channels(self) -> usize {
        match self {
            Colour::Gray => 1,
            Colour::GrayAlpha => 2,
            Colour::Rgb => 3,
            Colour::Rgba | Colour::Cmyk => 4,
        }
    }
}

/// Decoded samples, rows from the top, and the profile that says what they mean.
pub struct Raster {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// What the samples of one pixel are.
    pub colour: Colour,
    /// The samples.
    pub samples: Vec<u8>,
    /// The ICC profile, if the file has one.
    pub icc: Option<Vec<u8>>,
}

impl Raster {
    /// Returns true when there are as many samples as the measures ask for.
    pub fn is_consistent(&self) -> bool {
        self.samples.len() == self.width as usize * self.height as usize * self.colour.channels()
    }
}

/// Brings samples of 16 bits, in the machine's order, to 8 bits in place.
pub fn narrow(samples: &mut Vec<u8>) {
    let count = samples.len() / 2;
    for place in 0..count {
        samples[place] = narrow_word(u16::from_ne_bytes([samples[2 * place], samples[2 * place + 1]]));
    }
    samples.truncate(count);
}

/// Brings samples of 16 bits, the higher byte first, to 8 bits at the start of the same place.
pub fn narrow_big(samples: &mut [u8]) -> &[u8] {
    narrow_words(samples, true)
}

/// Brings samples of 16 bits to 8 bits at the start of the same place.
pub fn narrow_words(samples: &mut [u8], is_big: bool) -> &[u8] {
    // A block is read before half as much is written, so that several are brought over at a time.
    const WORDS: usize = 64;
    let (count, mut block) = (samples.len() / 2, [0u8; WORDS]);
    for done in (0..count).step_by(WORDS) {
        let length = WORDS.min(count - done);
        let words = samples[2 * done..2 * (done + length)].chunks_exact(2);
        match is_big {
            true => words.zip(&mut block).for_each(|(w, byte)| *byte = narrow_word(u16::from_be_bytes([w[0], w[1]]))),
            false => words.zip(&mut block).for_each(|(w, byte)| *byte = narrow_word(u16::from_le_bytes([w[0], w[1]]))),
        }
        samples[done..done + length].copy_from_slice(&block[..length]);
    }
    &samples[..count]
}

/// Brings 16 bits to the nearest 8: the same as `(word * 255 + 32767) / 65535`, without a division.
#[inline]
pub fn narrow_word(word: u16) -> u8 {
    ((u32::from(word) * 255 + 32_895) >> 16) as u8
}

/// Takes opacity, the last channel, out of colours that were multiplied by it.
pub fn unmultiply(pixel: &mut [u8]) {
    let Some((alpha, colours)) = pixel.split_last_mut() else { return };
    for channel in colours {
        let whole = (u32::from(*channel) * 255 + u32::from(*alpha) / 2).checked_div(u32::from(*alpha));
        *channel = whole.map_or(*channel, |whole| whole.min(255) as u8);
    }
}

/// Brings floating-point samples, in the machine's order, to 8 bits in place; what lies outside 0 to 1 is cut.
pub fn narrow_floats(samples: &mut Vec<u8>) {
    let count = samples.len() / 4;
    for place in 0..count {
        let at = 4 * place;
        let value = f32::from_ne_bytes([samples[at], samples[at + 1], samples[at + 2], samples[at + 3]]);
        samples[place] = (value.clamp(0.0, 1.0) * 255.0 + 0.5) as u8;
    }
    samples.truncate(count);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_becomes_its_nearest_byte() {
        for word in 0..=u16::MAX {
            assert_eq!(u32::from(narrow_word(word)), (u32::from(word) * 255 + 32_767) / 65_535, "{word}");
        }
        let mut words: Vec<u8> = (0..1000u16).flat_map(|n| (n * 65).to_le_bytes()).collect();
        let expected: Vec<u8> = (0..1000u16).map(|n| narrow_word(n * 65)).collect();
        assert_eq!(narrow_words(&mut words, false), expected);
    }
}
