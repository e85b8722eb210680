//! Making pictures smaller: halves by a 2 × 2 box, any size by Lanczos.

use std::sync::LazyLock;

use fast_image_resize::Filter;
use fast_image_resize::FilterType;
use fast_image_resize::ResizeAlg;
use fast_image_resize::ResizeOptions;
use fast_image_resize::Resizer;
use fast_image_resize::images::TypedImage;
use fast_image_resize::images::TypedImageRef;
use fast_image_resize::pixels::U8x3;

use crate::base::picture::Picture;
use crate::media::error::MediaError;

/// How far Lanczos reaches from the middle of a pixel of the result, in pixels of the result.
pub const LANCZOS_REACH: f64 = 3.0;

/// Pixels of the result that are made at a time.
const HALVED_PX: usize = 64;

/// Makes one row of half the size out of two; an odd edge counts twice.
pub fn halve_row(upper: &[u8], lower: &[u8], target: &mut [u8]) {
    let whole = upper.len() / 6;
    let (mut sums, mut means) = ([0u16; HALVED_PX * 6], [0u8; HALVED_PX * 6]);
    let pairs = upper[..whole * 6].chunks(HALVED_PX * 6).zip(lower.chunks(HALVED_PX * 6));
    for ((above, below), pixels) in pairs.zip(target[..whole * 3].chunks_mut(HALVED_PX * 3)) {
        for ((sum, above), below) in sums.iter_mut().zip(above).zip(below) {
            *sum = u16::from(*above) + u16::from(*below);
        }
        // Every second mean is of no use: steps without gaps are what the compiler turns into wide ones.
        for ((mean, left), right) in means.iter_mut().zip(&sums).zip(&sums[3..]) {
            *mean = ((left + right + 2) / 4) as u8;
        }
        for (pixel, means) in pixels.chunks_exact_mut(3).zip(means.chunks_exact(6)) {
            pixel.copy_from_slice(&means[..3]);
        }
    }
    if !upper.len().is_multiple_of(6) {
        let (above, below) = (&upper[whole * 6..], &lower[whole * 6..]);
        for (channel, value) in target[whole * 3..].iter_mut().enumerate() {
            *value = (u16::from(above[channel]) + u16::from(below[channel])).div_ceil(2) as u8;
        }
    }
}

/// How neighbours are weighed where a picture is made smaller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kernel {
    /// Lanczos of three lobes: the sharpest.
    Lanczos,
    /// Catmull and Rom's cubic: it looks at two thirds of the neighbours, and is a little less sharp.
    Cubic,
}

/// Returns a part of the picture (left, top, width, height, between pixels if need be) at any size.
pub fn resize_part(
    picture: &Picture,
    part: (f64, f64, f64, f64),
    width: u32,
    height: u32,
) -> Result<Picture, MediaError> {
    Shrinker::default().part((&picture.rgb, picture.width, picture.height), part, (width, height), Kernel::Lanczos)
}

fn options((left, top, width, height): (f64, f64, f64, f64), kernel: Kernel) -> ResizeOptions {
    let filter = match kernel {
        Kernel::Cubic => FilterType::CatmullRom,
        Kernel::Lanczos => {
            Filter::new("lanczos", lanczos_at, LANCZOS_REACH).map_or(FilterType::Lanczos3, FilterType::Custom)
        }
    };
    ResizeOptions::new().resize_alg(ResizeAlg::Convolution(filter)).crop(left, top, width, height)
}

/// Values of the filter that are kept for each pixel of its reach.
const LANCZOS_STEPS: usize = 1_024;

/// Values of the filter; between them it is as good as straight (to a millionth, and weights are kept to 15 bits).
static LANCZOS: LazyLock<Vec<f64>> = LazyLock::new(|| {
    let sinc = |x: f64| if x == 0.0 { 1.0 } else { (x * std::f64::consts::PI).sin() / (x * std::f64::consts::PI) };
    let at = |step: usize| step as f64 / LANCZOS_STEPS as f64;
    let steps = 0..=LANCZOS_REACH as usize * LANCZOS_STEPS;
    steps.map(|step| sinc(at(step)) * sinc(at(step) / LANCZOS_REACH)).collect()
});

/// Reads the filter from its table: two sines a weight were a fiftieth of all that a picture costs.
fn lanczos_at(x: f64) -> f64 {
    let at = x.abs() * LANCZOS_STEPS as f64;
    let step = at as usize;
    let Some([value, next]) = LANCZOS.get(step..step + 2) else { return 0.0 };
    value + (next - value) * (at - step as f64)
}

/// Makes rows of a smaller picture out of rows of a larger one, again and again.
#[derive(Default)]
pub struct Shrinker(Resizer);

impl Shrinker {
    /// Fills `target`, rows `width` pixels wide, from `rows` (samples, width, count): from `top` on, `height` high, in
    /// rows and fractions of them. Rows beyond that are looked at as far as the filter reaches.
    pub fn shrink(
        &mut self,
        rows: (&[u8], u32, u32),
        (top, height): (f64, f64),
        target: &mut [u8],
        width: u32,
    ) -> Result<(), MediaError> {
        self.resize(rows, (0.0, top, f64::from(rows.1), height), target, width, Kernel::Lanczos)
    }

    /// Returns a part (left, top, width, height) of a picture (samples, width, height) at any size.
    pub fn part(
        &mut self,
        picture: (&[u8], u32, u32),
        part: (f64, f64, f64, f64),
        (width, height): (u32, u32),
        kernel: Kernel,
    ) -> Result<Picture, MediaError> {
        let mut rgb = vec![0; width as usize * height as usize * 3];
        self.resize(picture, part, &mut rgb, width, kernel)?;
        Ok(Picture { width, height, rgb })
    }

    /// The one place that asks the resampler: it is compiled anew for each kind of pixel it is asked for, and each costs
    /// as much as a fortieth of the whole program.
    fn resize(
        &mut self,
        (samples, wide, high): (&[u8], u32, u32),
        part: (f64, f64, f64, f64),
        target: &mut [u8],
        width: u32,
        kernel: Kernel,
    ) -> Result<(), MediaError> {
        let height = (target.len() / 3) as u32 / width.max(1);
        let source = TypedImageRef::<U8x3>::from_buffer(wide, high, samples).map_err(MediaError::damaged)?;
        let mut target = TypedImage::<U8x3>::from_buffer(width, height, target).map_err(MediaError::damaged)?;
        self.0.resize_typed(&source, &mut target, &options(part, kernel)).map_err(MediaError::damaged)
    }

    /// Gives memory back that is more than so many bytes.
    pub fn keep(&mut self, bytes: usize) {
        if self.0.size_of_internal_buffers() > bytes {
            self.0.reset_internal_buffers();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_says_what_two_sines_say() {
        for n in -3_100..=3_100 {
            let x = f64::from(n) * 0.001_003;
            let sinc =
                |x: f64| if x == 0.0 { 1.0 } else { (x * std::f64::consts::PI).sin() / (x * std::f64::consts::PI) };
            let own = if x.abs() < 3.0 { sinc(x) * sinc(x / 3.0) } else { 0.0 };
            assert!((lanczos_at(x) - own).abs() < 2e-6, "{x}");
        }
    }

    #[test]
    fn long_rows_are_halved_as_short_ones() {
        let row = |seed: usize| (0..3 * 1_001).map(|n| (n * seed % 251) as u8).collect::<Vec<u8>>();
        let (upper, lower) = (row(7), row(13));
        let mut half = vec![0; 3 * 501];
        halve_row(&upper, &lower, &mut half);
        for (n, value) in half.iter().enumerate() {
            let (left, right) = (n / 3 * 6 + n % 3, (n / 3 * 6 + n % 3 + 3).min(3 * 1_000 + n % 3));
            let sum = [upper[left], upper[right], lower[left], lower[right]].map(u16::from).iter().sum::<u16>();
            assert_eq!(*value, ((sum + 2) / 4) as u8, "{n}");
        }
    }

    #[test]
    fn a_half_is_the_mean_of_four_and_an_odd_edge_counts_twice() {
        let row = |values: &[u8]| values.iter().flat_map(|n| [*n; 3]).collect::<Vec<u8>>();
        let mut half = [0; 6];
        halve_row(&row(&[0, 4, 10]), &row(&[8, 4, 20]), &mut half);
        assert_eq!(half, [4, 4, 4, 15, 15, 15]);
    }
}
