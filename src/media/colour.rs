//! Colours: from the channels and the profile of a file to sRGB, row by row and in
//! place where the result is no longer, so that a large picture is not held twice.
//! A profile that cannot be read, or that speaks of other channels, is passed over.

use moxcms::ColorProfile;
use moxcms::DataColorSpace;
use moxcms::Layout;
use moxcms::TransformOptions;

use crate::base::limits;
use crate::base::picture::Picture;
use crate::media::raster::Colour;
use crate::media::raster::Raster;

type Transform = dyn moxcms::TransformExecutor<u8> + Send + Sync;

/// Converts to sRGB, transparency laid over white.
pub fn to_srgb(raster: Raster) -> Picture {
    let Raster { width, height, colour, mut samples, icc } = raster;
    let mut mixer = Mixer::new(colour, width as usize, icc.as_deref());
    let (from, to) = (width as usize * colour.channels(), width as usize * 3);
    if colour == Colour::Rgb && mixer.transform.is_none() {
        return Picture { width, height, rgb: samples };
    }
    if from < to {
        let mut rgb = vec![0; to * height as usize];
        for (source, target) in samples.chunks_exact(from).zip(rgb.chunks_exact_mut(to)) {
            mixer.mix(source, target);
        }
        return Picture { width, height, rgb };
    }
    let mut row = vec![0; from];
    for y in 0..height as usize {
        row.copy_from_slice(&samples[y * from..(y + 1) * from]);
        mixer.mix(&row, &mut samples[y * to..(y + 1) * to]);
    }
    samples.truncate(to * height as usize);
    Picture { width, height, rgb: samples }
}

/// Converts one row at a time.
pub struct Mixer {
    colour: Colour,
    transform: Option<std::sync::Arc<Transform>>,
    paint: Vec<u8>,
    alpha: Vec<u8>,
}

impl Mixer {
    /// Prepares for rows no longer than `width` pixels.
    pub fn new(colour: Colour, width: usize, icc: Option<&[u8]>) -> Mixer {
        let (paint, alpha) = match colour {
            Colour::GrayAlpha => (width, width),
            Colour::Rgba => (3 * width, width),
            _ => (0, 0),
        };
        let transform = icc.and_then(|icc| transform(colour, icc));
        Mixer { colour, transform, paint: vec![0; paint], alpha: vec![0; alpha] }
    }

    /// Returns true when rows stay as they are.
    pub fn is_idle(&self) -> bool {
        self.colour == Colour::Rgb && self.transform.is_none()
    }

    /// Converts a row, or the beginning of one; `target` is three bytes a pixel.
    pub fn mix(&mut self, source: &[u8], target: &mut [u8]) {
        if self.alpha.is_empty() {
            return paint(self.colour, self.transform.as_deref(), source, target);
        }
        let channels = self.colour.channels();
        for (pixel, (paint, alpha)) in
            source.chunks_exact(channels).zip(self.paint.chunks_exact_mut(channels - 1).zip(&mut self.alpha))
        {
            paint.copy_from_slice(&pixel[..channels - 1]);
            *alpha = pixel[channels - 1];
        }
        let opaque = if self.colour == Colour::Rgba { Colour::Rgb } else { Colour::Gray };
        let kept = target.len() / 3 * (channels - 1);
        paint(opaque, self.transform.as_deref(), &self.paint[..kept], target);
        for (pixel, alpha) in target.chunks_exact_mut(3).zip(&self.alpha) {
            for channel in pixel {
                *channel = over_white(*channel, *alpha);
            }
        }
    }
}

fn over_white(channel: u8, alpha: u8) -> u8 {
    let (channel, alpha) = (u32::from(channel), u32::from(alpha));
    ((channel * alpha + 255 * (255 - alpha) + 127) / 255) as u8
}

fn paint(colour: Colour, transform: Option<&Transform>, source: &[u8], target: &mut [u8]) {
    if let Some(transform) = transform
        && transform.transform(source, target).is_ok()
    {
        return;
    }
    match colour {
        Colour::Gray | Colour::GrayAlpha => {
            for (pixel, gray) in target.chunks_exact_mut(3).zip(source) {
                pixel.fill(*gray);
            }
        }
        Colour::Rgb | Colour::Rgba => target.copy_from_slice(source),
        Colour::Cmyk => {
            for (pixel, inks) in target.chunks_exact_mut(3).zip(source.chunks_exact(4)) {
                pixel.copy_from_slice(&print([inks[0], inks[1], inks[2], inks[3]]));
            }
        }
    }
}

/// What cyan, magenta, yellow and black look like in offset print on coated paper, one over another: bits 8, 4, 2 and 1
/// of the place say which are there.
const OVERPRINTS: [[u16; 3]; 16] = [
    [255, 255, 255],
    [41, 35, 43],
    [255, 240, 0],
    [40, 35, 37],
    [234, 23, 133],
    [40, 24, 40],
    [232, 31, 42],
    [43, 27, 40],
    [0, 156, 228],
    [22, 31, 42],
    [0, 143, 63],
    [22, 26, 35],
    [48, 36, 123],
    [25, 25, 37],
    [48, 39, 55],
    [33, 33, 44],
];

/// Mixes inks of which no profile tells, as Neugebauer did: each overprint counts by the share of the paper it covers.
/// Sums of values of sRGB stand for the light that spreads within the paper (Yule and Nielsen, n = 2.4).
fn print(inks: [u8; 4]) -> [u8; 3] {
    let [cyan, magenta, yellow, black] = inks.map(u64::from);
    let mut sums = [0u64; 3];
    for (place, colour) in OVERPRINTS.iter().enumerate() {
        let share = |ink: u64, bit: usize| if place & bit == 0 { 255 - ink } else { ink };
        let covered = share(cyan, 8) * share(magenta, 4) * share(yellow, 2) * share(black, 1);
        for (sum, channel) in sums.iter_mut().zip(colour) {
            *sum += covered * u64::from(*channel);
        }
    }
    const WHOLE: u64 = 255 * 255 * 255 * 255;
    sums.map(|sum| ((sum + WHOLE / 2) / WHOLE) as u8)
}

/// Prepares the way from a profile to sRGB, unless it leads nowhere else.
fn transform(colour: Colour, icc: &[u8]) -> Option<std::sync::Arc<Transform>> {
    if icc.len() > limits::ICC_BYTES {
        return None;
    }
    let profile = ColorProfile::new_from_slice(icc).ok()?;
    let layout = match (colour, profile.color_space) {
        (Colour::Gray | Colour::GrayAlpha, DataColorSpace::Gray) => Layout::Gray,
        (Colour::Rgb | Colour::Rgba, DataColorSpace::Rgb) => Layout::Rgb,
        (Colour::Cmyk, DataColorSpace::Cmyk) => Layout::Rgba,
        _ => return None,
    };
    let srgb = ColorProfile::new_srgb();
    let transform = profile.create_transform_8bit(layout, &srgb, Layout::Rgb, TransformOptions::default()).ok()?;
    if layout == Layout::Rgb && changes_nothing(&*transform) { None } else { Some(transform) }
}

/// Most pictures say sRGB; asking for a few colours is cheaper than converting all.
fn changes_nothing(transform: &Transform) -> bool {
    let levels = [0u8, 32, 64, 128, 192, 255];
    let colours: Vec<u8> = (0..216).flat_map(|n| [levels[n / 36], levels[n / 6 % 6], levels[n % 6]]).collect();
    let mut turned = vec![0; colours.len()];
    transform.transform(&colours, &mut turned).is_ok() && colours.iter().zip(&turned).all(|(a, b)| a.abs_diff(*b) <= 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(colour: Colour, samples: &[u8], icc: Option<Vec<u8>>) -> Vec<u8> {
        to_srgb(Raster { width: 1, height: 1, colour, samples: samples.to_vec(), icc }).rgb
    }

    #[test]
    fn every_kind_of_channel_becomes_red_green_and_blue() {
        assert_eq!(one(Colour::Gray, &[7], None), [7, 7, 7]);
        assert_eq!(one(Colour::GrayAlpha, &[0, 0], None), [255, 255, 255]);
        assert_eq!(one(Colour::Rgb, &[1, 2, 3], None), [1, 2, 3]);
        assert_eq!(one(Colour::Rgba, &[0, 0, 0, 128], None), [127, 127, 127]);
        assert_eq!(one(Colour::Cmyk, &[0, 0, 0, 0], None), [255, 255, 255]);
        assert_eq!(one(Colour::Cmyk, &[0, 255, 255, 0], None), [232, 31, 42]);
        assert_eq!(one(Colour::Cmyk, &[0, 0, 0, 255], None), [41, 35, 43]);
        assert_eq!(one(Colour::Cmyk, &[0, 0, 0, 128], None), [148, 145, 149]);
    }

    #[test]
    fn a_wide_profile_is_converted_and_a_broken_one_passed_over() {
        let p3 = ColorProfile::new_display_p3().encode().expect("a built-in profile can be written");
        let green = one(Colour::Rgb, &[80, 200, 80], Some(p3.clone()));
        assert!(green[0] < 60 && green[1] >= 200, "{green:?}");
        assert_eq!(one(Colour::Rgb, &[80, 200, 80], Some(b"no profile".to_vec())), [80, 200, 80]);
        assert_eq!(one(Colour::Gray, &[80], Some(p3)), [80, 80, 80]);
    }

    #[test]
    fn a_profile_that_says_srgb_costs_nothing() {
        let srgb = ColorProfile::new_srgb().encode().expect("a built-in profile can be written");
        assert!(transform(Colour::Rgb, &srgb).is_none());
    }
}
