//! TIFF and BigTIFF: any page is shown, all are counted. Depths from 1 bit to 64, palettes, inks, Lab and planes apart
//! are all brought to 8 bits a channel, because scans of archives come in every variety there is.
//! Measurements (numbers with a fraction) are spread from their least to their greatest value.
//!
//! Why a reader of our own: strips and tiles can be taken one by one, and fills from the least bit, faxes of group 3,
//! 12 bits, tiled planes and colour differences apart are all in archives.

pub mod directory;
mod piece;
mod sample;

use directory::Directory;
use directory::Tiff;
use piece::Pieces;
use sample::Kind;
use sample::Samples;
use sample::Store;

use crate::media::decode::Header;
use crate::media::error::MediaError;
use crate::media::format::Codec;
use crate::media::format::Format;
use crate::media::format::Measured;
use crate::media::format::Pages;
use crate::media::raster::Colour;
use crate::media::raster::Raster;
use crate::media::raster::unmultiply;

const CODEC: Codec = Codec { header: |input| header(input, 0), decode: |input| decode(input, 0), turns_itself: false };
const PAGES: Pages = Pages { header, decode, orientation, measure };

/// BigTIFF, and TIFF itself.
pub static FORMATS: &[Format] = &[
    Format::picture(
        "tiff",
        "image/tiff",
        "tif",
        Some("fmt/1917"),
        |s| s.starts(b"II+\0\x08\0") || s.starts(b"MM\0+\0\x08"),
        CODEC,
    )
    .with_pages(PAGES),
    Format::picture("tiff", "image/tiff", "tif", Some("fmt/353"), |s| s.starts(b"II*\0") || s.starts(b"MM\0*"), CODEC)
        .with_pages(PAGES),
];

/// Values of `PhotometricInterpretation`.
const WHITE_IS_ZERO: u64 = 0;
const BLACK_IS_ZERO: u64 = 1;
const RGB: u64 = 2;
const PALETTE: u64 = 3;
const MASK: u64 = 4;
const INKS: u64 = 5;
const YCBCR: u64 = 6;
const SIGNED_LAB: u64 = 8;
const ICC_LAB: u64 = 9;

/// Most channels of a pixel.
const CHANNELS: usize = 64;

/// What the tags of a page say.
struct Page<'a> {
    directory: Directory<'a>,
    width: u32,
    height: u32,
    photometric: u64,
    /// Channels as stored, and how many of them are kept.
    channels: usize,
    kept: usize,
    colour: Colour,
    /// What the first channel beyond the colours is: 1 opacity that the colours were multiplied by, 2 opacity.
    extra: u64,
    samples: Samples,
}

/// Lists the pages. Smaller versions of another page and masks (TIFF 6.0, NewSubfileType bits 0 and 2) are none of
/// their own, unless the file holds nothing else.
fn pages(input: &[u8]) -> Vec<Directory<'_>> {
    let all = Tiff::open(input).map(|tiff| tiff.chain()).unwrap_or_default();
    let is_own = |page: &Directory| page.number(254).unwrap_or(0) & 0b101 == 0;
    let own: Vec<Directory> = all.iter().copied().filter(is_own).collect();
    if own.is_empty() { all } else { own }
}

fn page_of<'a>(pages: &[Directory<'a>], page: u32) -> Result<Directory<'a>, MediaError> {
    match pages.get(page as usize) {
        Some(page) => Ok(*page),
        None if pages.is_empty() => Err(MediaError::damaged("no directory")),
        None => Err(MediaError::NoPage),
    }
}

fn header(input: &[u8], page: u32) -> Result<Header, MediaError> {
    let pages = pages(input);
    Ok(Header { frames: pages.len() as u32, ..header_of(page_of(&pages, page)?)? })
}

/// Measures the picture of a directory.
pub fn header_of(directory: Directory<'_>) -> Result<Header, MediaError> {
    let page = Page::open(directory)?;
    Ok(Header {
        width: page.width,
        height: page.height,
        frames: 1,
        bits: page.samples.bits.clamp(8, 64) as u8,
        colour: page.colour,
    })
}

/// Reads how a page is to be turned.
fn orientation(input: &[u8], page: u32) -> u8 {
    page_of(&pages(input), page).map_or(1, turn_of)
}

fn turn_of(directory: Directory<'_>) -> u8 {
    directory.number(274).and_then(|turn| u8::try_from(turn).ok()).unwrap_or(1)
}

fn measure(input: &[u8], most: u32) -> Vec<Measured> {
    pages(input).into_iter().take(most as usize).map(|page| (header_of(page), turn_of(page))).collect()
}

/// Decodes a page, the first being 0.
fn decode(input: &[u8], page: u32) -> Result<Raster, MediaError> {
    decode_of(page_of(&pages(input), page)?)
}

/// Decodes the picture of a directory.
pub fn decode_of(directory: Directory<'_>) -> Result<Raster, MediaError> {
    Page::open(directory)?.decode()
}

impl<'a> Page<'a> {
    fn open(directory: Directory<'a>) -> Result<Page<'a>, MediaError> {
        let side = |tag: u16| directory.number(tag).and_then(|side| u32::try_from(side).ok());
        let (Some(width), Some(height)) = (side(256), side(257)) else {
            return Err(MediaError::damaged("a page without measures"));
        };
        let bits = directory.numbers(258);
        let channels = directory.number(277).map_or(bits.len().max(1), |count| count as usize);
        if channels == 0 || channels > CHANNELS {
            return Err(MediaError::unsupported(format_args!("{channels} channels")));
        }
        let depth = bits.first().copied().unwrap_or(1);
        if bits.iter().take(channels).any(|other| *other != depth) || depth > 64 {
            return Err(MediaError::unsupported("channels of unequal depth"));
        }
        let photometric = directory.number(262).unwrap_or(if channels >= 3 { RGB } else { BLACK_IS_ZERO });
        let kind = match (photometric, directory.number(339)) {
            (PALETTE, _) => Kind::Place,
            (_, Some(2)) => Kind::Signed,
            (_, Some(3)) => Kind::Fraction,
            _ => Kind::Level,
        };
        // Lab has signs of its own.
        let kind = if matches!(photometric, SIGNED_LAB | ICC_LAB) && kind == Kind::Signed { Kind::Level } else { kind };
        let is_jpeg = directory.number(259) == Some(7);
        let samples = Samples {
            kind,
            bits: depth as usize,
            is_little: directory.tiff.is_little,
            predictor: directory.number(317).filter(|_| !is_jpeg).unwrap_or(1),
            channels,
        };
        samples.check()?;
        let is_planar = directory.number(284) == Some(2);
        if (is_jpeg || photometric == YCBCR) && samples.bits != 8 || photometric == YCBCR && is_planar {
            return Err(MediaError::unsupported("colour differences of another depth, or apart"));
        }
        let (colour, kept, extra) = shown_as(&directory, photometric, channels)?;
        Ok(Page { directory, width, height, photometric, channels, kept, colour, extra, samples })
    }

    fn decode(&self) -> Result<Raster, MediaError> {
        let mut samples = self.gather()?;
        if matches!(self.photometric, WHITE_IS_ZERO) {
            samples.chunks_exact_mut(self.kept).for_each(|pixel| pixel[0] = 255 - pixel[0]);
        }
        match self.photometric {
            PALETTE => samples = self.paint_by_number(&samples)?,
            SIGNED_LAB | ICC_LAB if self.kept == 3 => {
                samples.chunks_exact_mut(3).for_each(|pixel| from_lab(pixel, self.photometric == SIGNED_LAB))
            }
            _ => {}
        }
        match (self.colour, self.extra) {
            (Colour::Rgba, 1) => samples.chunks_exact_mut(4).for_each(unmultiply),
            (Colour::GrayAlpha, 1) => samples.chunks_exact_mut(2).for_each(unmultiply),
            (Colour::Cmyk, 1 | 2) => samples = thin_inks(&samples, self.extra == 2),
            _ => {}
        }
        let icc = self.directory.bytes(34_675).filter(|_| !matches!(self.photometric, SIGNED_LAB | ICC_LAB));
        Ok(Raster {
            width: self.width,
            height: self.height,
            colour: self.colour,
            samples,
            icc: icc.map(<[u8]>::to_vec),
        })
    }

    /// Reads every piece into one picture of 8 bits a channel.
    fn gather(&self) -> Result<Vec<u8>, MediaError> {
        let pieces = Pieces::open(&self.directory, (self.width, self.height), self.channels, self.samples.bits)?;
        let samples = Samples { channels: pieces.channels, ..self.samples };
        let (width, height) = (self.width as usize, self.height as usize);
        let mut store = Store::new(samples.is_measured(), width * height * self.kept);
        let planes = if pieces.channels == self.channels { 1 } else { self.kept };
        let (mut levels, mut measures) = (Vec::new(), Vec::new());
        for (plane, row, column) in (0..planes).flat_map(|plane| {
            (0..pieces.grid.1).flat_map(move |row| (0..pieces.grid.0).map(move |column| (plane, row, column)))
        }) {
            let mut piece = pieces.read(plane, row, column)?;
            if self.photometric == YCBCR && !pieces.is_jpeg() {
                piece = self.colours_of(&piece, &pieces, row);
            }
            let (left, top) = (column * pieces.size.0, row * pieces.size.1);
            let across = pieces.size.0.min(width - left);
            for (y, line) in (top..height).zip(piece.chunks_exact_mut(pieces.row_bytes())).take(pieces.rows(row)) {
                samples.unpredict(line);
                let place = Place { from: (y * width + left) * self.kept + plane, across, planes, kept: self.kept };
                match &mut store {
                    Store::Levels(all) => {
                        samples.levels(line, &mut levels);
                        place.put(&levels, pieces.channels, all);
                    }
                    Store::Measures(all) => {
                        samples.measures(line, &mut measures);
                        place.put(&measures, pieces.channels, all);
                    }
                }
            }
        }
        Ok(store.into_levels(self.kept == 1, self.samples.kind == Kind::Fraction))
    }

    /// Looks each number up in the palette: all reds, then all greens, then all blues.
    fn paint_by_number(&self, numbers: &[u8]) -> Result<Vec<u8>, MediaError> {
        let palette = self.directory.numbers(320);
        let colours = palette.len() / 3;
        if colours == 0 {
            return Err(MediaError::damaged("a palette that is too short"));
        }
        // Some writers put bytes where words of 16 bits belong.
        let is_small = palette.iter().all(|level| *level < 256);
        let level = |n: u64| if is_small { n as u8 } else { (n >> 8) as u8 };
        let palette_of = |number: usize| [0, 1, 2].map(|channel| level(palette[channel * colours + number]));
        Ok(numbers.iter().flat_map(|number| palette_of(usize::from(*number).min(colours - 1))).collect())
    }

    /// Brings lightness and colour differences, each of which may serve several pixels, to red, green and blue.
    fn colours_of(&self, piece: &[u8], pieces: &Pieces<'_>, row: usize) -> Vec<u8> {
        let (across, down) = pieces.shared;
        let (width, rows) = (pieces.size.0, pieces.rows(row));
        let scale = Scale::of(&self.directory);
        let unit = across * down + 2;
        let mut rgb = vec![0; width * rows * 3];
        for (n, block) in piece.chunks_exact(unit).enumerate() {
            let (left, top) = (n % width.div_ceil(across) * across, n / width.div_ceil(across) * down);
            for (place, lightness) in block[..across * down].iter().enumerate() {
                let (x, y) = (left + place % across, top + place / across);
                if x < width && y < rows {
                    let colours = scale.rgb([*lightness, block[unit - 2], block[unit - 1]]);
                    rgb[(y * width + x) * 3..][..3].copy_from_slice(&colours);
                }
            }
        }
        rgb
    }
}

/// Where the samples of a line go.
struct Place {
    from: usize,
    across: usize,
    planes: usize,
    kept: usize,
}

impl Place {
    fn put<T: Copy>(&self, line: &[T], channels: usize, all: &mut [T]) {
        if self.planes > 1 {
            let targets = all[self.from..].iter_mut().step_by(self.kept);
            targets.zip(line).take(self.across).for_each(|(target, sample)| *target = *sample);
        } else if channels == self.kept {
            let length = line.len().min(self.across * self.kept);
            all[self.from..self.from + length].copy_from_slice(&line[..length]);
        } else {
            let targets = all[self.from..].chunks_exact_mut(self.kept).zip(line.chunks_exact(channels));
            targets.take(self.across).for_each(|(target, pixel)| target.copy_from_slice(&pixel[..self.kept]));
        }
    }
}

/// Returns the channels that are shown, how many samples of a pixel are kept for them, and what the first beyond the
/// colours is. A channel that nobody calls opacity is none; but where four stand under three colours and nothing is said
/// of the last, it is.
fn shown_as(directory: &Directory<'_>, photometric: u64, channels: usize) -> Result<(Colour, usize, u64), MediaError> {
    let extras = directory.numbers(338);
    let extra = |colours: usize| match (extras.first(), channels > colours) {
        (Some(extra @ (1 | 2)), true) => *extra,
        (None, true) if photometric == RGB && channels == 4 => 2,
        _ => 0,
    };
    Ok(match (photometric, channels) {
        (WHITE_IS_ZERO | BLACK_IS_ZERO | MASK, _) | (RGB, 1 | 2) => match extra(1) {
            0 => (Colour::Gray, 1, 0),
            opacity => (Colour::GrayAlpha, 2, opacity),
        },
        (PALETTE, _) => (Colour::Rgb, 1, 0),
        (RGB, _) => match extra(3) {
            0 => (Colour::Rgb, 3, 0),
            opacity => (Colour::Rgba, 4, opacity),
        },
        (INKS, 4..) => match extra(4) {
            0 => (Colour::Cmyk, 4, 0),
            opacity => (Colour::Cmyk, 5, opacity),
        },
        (YCBCR, 3) | (SIGNED_LAB | ICC_LAB, 3..) => (Colour::Rgb, 3, 0),
        (SIGNED_LAB | ICC_LAB, _) => (Colour::Gray, 1, 0),
        (other, _) => {
            return Err(MediaError::unsupported(format_args!(
                "photometric interpretation {other}, {channels} channels"
            )));
        }
    })
}

/// How lightness and colour differences are to be read: ITU-R BT.601 at full range unless the tags say otherwise.
struct Scale {
    weights: [f64; 3],
    black_and_white: [f64; 6],
}

impl Scale {
    fn of(directory: &Directory<'_>) -> Scale {
        let weights = directory.fractions(529);
        let levels = directory.fractions(532);
        Scale {
            weights: match weights.as_slice() {
                [red, green, blue] if *green > 0.0 && *red < 1.0 && *blue < 1.0 => [*red, *green, *blue],
                _ => [0.299, 0.587, 0.114],
            },
            black_and_white: match levels.as_slice() {
                [a, b, c, d, e, f] if b > a && d > c && f > e => [*a, *b, *c, *d, *e, *f],
                _ => [0.0, 255.0, 128.0, 255.0, 128.0, 255.0],
            },
        }
    }

    fn rgb(&self, [y, cb, cr]: [u8; 3]) -> [u8; 3] {
        let [y_black, y_white, cb_black, cb_white, cr_black, cr_white] = self.black_and_white;
        let y = (f64::from(y) - y_black) * 255.0 / (y_white - y_black);
        let cb = (f64::from(cb) - cb_black) * 127.0 / (cb_white - cb_black);
        let cr = (f64::from(cr) - cr_black) * 127.0 / (cr_white - cr_black);
        let [red_weight, green_weight, blue_weight] = self.weights;
        let red = y + cr * (2.0 - 2.0 * red_weight);
        let blue = y + cb * (2.0 - 2.0 * blue_weight);
        let green = (y - red_weight * red - blue_weight * blue) / green_weight;
        [red, green, blue].map(|level| (level + 0.5) as u8)
    }
}

/// Lays inks with opacity on white paper: less of each ink.
fn thin_inks(samples: &[u8], is_whole: bool) -> Vec<u8> {
    let thin = |ink: u8, opacity: u8| ((u32::from(ink) * u32::from(opacity) + 127) / 255) as u8;
    let pixels = samples.chunks_exact(5);
    pixels.flat_map(|p| [0, 1, 2, 3].map(|n| if is_whole { thin(p[n], p[4]) } else { p[n] })).collect()
}

/// CIE Lab under D50 to sRGB, by way of XYZ adapted to D65 (Bradford).
fn from_lab(pixel: &mut [u8], is_signed: bool) {
    let axis = |byte: u8| if is_signed { f64::from(byte as i8) } else { f64::from(byte) - 128.0 };
    let fy = (f64::from(pixel[0]) / 255.0 * 100.0 + 16.0) / 116.0;
    let (fx, fz) = (fy + axis(pixel[1]) / 500.0, fy - axis(pixel[2]) / 200.0);
    let back = |f: f64| if f > 6.0 / 29.0 { f * f * f } else { (f - 16.0 / 116.0) * 3.0 * (6.0f64 / 29.0).powi(2) };
    let (x, y, z) = (0.964_22 * back(fx), back(fy), 0.825_21 * back(fz));
    let linear = [
        3.133_856_1 * x - 1.616_866_7 * y - 0.490_614_6 * z,
        -0.978_768_4 * x + 1.916_141_5 * y + 0.033_454_0 * z,
        0.071_945_3 * x - 0.228_991_4 * y + 1.405_242_7 * z,
    ];
    for (channel, light) in pixel.iter_mut().zip(linear) {
        let light = light.clamp(0.0, 1.0);
        let bent = if light <= 0.003_130_8 { 12.92 * light } else { 1.055 * light.powf(1.0 / 2.4) - 0.055 };
        *channel = (bent * 255.0 + 0.5) as u8;
    }
}

#[cfg(test)]
mod tests;
