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
        let wide = u32::from(u16::from_ne_bytes([samples[2 * place], samples[2 * place + 1]]));
        samples[place] = ((wide * 255 + 32_767) / 65_535) as u8;
    }
    samples.truncate(count);
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
