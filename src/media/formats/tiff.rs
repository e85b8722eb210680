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
use crate::media::format::Pages;
use crate::media::raster::Colour;
use crate::media::raster::Raster;

const CODEC: Codec = Codec { header: |input| header(input, 0), decode: |input| decode(input, 0), turns_itself: false };
const PAGES: Pages = Pages { header, decode, orientation };

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
    let turn = page_of(&pages(input), page).ok().and_then(|page| page.number(274));
    turn.and_then(|turn| u8::try_from(turn).ok()).unwrap_or(1)
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

/// Takes opacity, the last channel, out of colours that were multiplied by it.
fn unmultiply(pixel: &mut [u8]) {
    let Some((alpha, colours)) = pixel.split_last_mut() else { return };
    for channel in colours {
        let whole = (u32::from(*channel) * 255 + u32::from(*alpha) / 2).checked_div(u32::from(*alpha));
        *channel = whole.map_or(*channel, |whole| whole.min(255) as u8);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Writes a little-endian TIFF of one strip.
    fn tiff(width: u32, height: u32, tags: &[(u16, u16, &[u32])], strip: &[u8]) -> Vec<u8> {
        let mut all: Vec<(u16, u16, Vec<u32>)> =
            tags.iter().map(|(tag, kind, values)| (*tag, *kind, values.to_vec())).collect();
        all.extend([(256, 4, vec![width]), (257, 4, vec![height]), (278, 4, vec![height])]);
        all.extend([(273, 4, vec![8]), (279, 4, vec![strip.len() as u32])]);
        all.sort();
        let mut out = b"II*\0\0\0\0\0".to_vec();
        out.extend(strip);
        let mut entries = Vec::new();
        for (tag, kind, values) in &all {
            let bytes: Vec<u8> = match kind {
                3 => values.iter().flat_map(|n| (*n as u16).to_le_bytes()).collect(),
                _ => values.iter().flat_map(|n| n.to_le_bytes()).collect(),
            };
            entries.extend([tag.to_le_bytes(), kind.to_le_bytes()].concat());
            entries.extend((values.len() as u32).to_le_bytes());
            if bytes.len() <= 4 {
                entries.extend(bytes.iter().copied().chain([0; 4]).take(4));
            } else {
                entries.extend((out.len() as u32).to_le_bytes());
                out.extend(bytes);
            }
        }
        let directory = out.len() as u32;
        out.extend((all.len() as u16).to_le_bytes());
        out.extend(entries);
        out.extend([0; 4]);
        out[4..8].copy_from_slice(&directory.to_le_bytes());
        out
    }

    fn seen(width: u32, height: u32, tags: &[(u16, u16, &[u32])], strip: &[u8]) -> (Colour, Vec<u8>) {
        let bytes = tiff(width, height, tags, strip);
        let raster = decode(&bytes, 0).expect("the file is sound");
        assert_eq!(header(&bytes, 0).map(|h| (h.width, h.height)).ok(), Some((width, height)));
        assert!(raster.is_consistent());
        (raster.colour, raster.samples)
    }

    #[test]
    fn small_depths_and_palettes_are_shown() {
        let four_bits = seen(3, 1, &[(258, 3, &[4]), (262, 3, &[1]), (277, 3, &[1])], &[0x0f, 0x80]);
        assert_eq!(four_bits, (Colour::Gray, vec![0, 255, 136]));
        let white_is_zero = seen(3, 1, &[(258, 3, &[1]), (262, 3, &[0]), (277, 3, &[1])], &[0b0100_0000]);
        assert_eq!(white_is_zero, (Colour::Gray, vec![255, 0, 255]));
        let mut map = vec![0u32; 48];
        (map[1], map[16 + 2], map[32 + 3]) = (0xffff, 0xffff, 0x8000);
        let painted = seen(3, 1, &[(258, 3, &[4]), (262, 3, &[3]), (277, 3, &[1]), (320, 3, &map)], &[0x12, 0x30]);
        assert_eq!(painted, (Colour::Rgb, vec![255, 0, 0, 0, 255, 0, 0, 0, 128]));
    }

    #[test]
    fn inks_planes_and_lab_are_shown() {
        let inks = seen(1, 1, &[(258, 3, &[8, 8, 8, 8]), (262, 3, &[5]), (277, 3, &[4])], &[0, 255, 255, 9]);
        assert_eq!(inks, (Colour::Cmyk, vec![0, 255, 255, 9]));
        let lab = |a, b| seen(1, 1, &[(258, 3, &[8, 8, 8]), (262, 3, &[8]), (277, 3, &[3])], &[255, a, b]).1;
        assert!(lab(0, 0).iter().all(|level| *level >= 254), "{:?}", lab(0, 0));
        assert!(lab(0x80, 0x7f)[1] == 255 && lab(0x80, 0x7f)[0] < 10);
    }

    #[test]
    fn measurements_are_spread() {
        let heights: Vec<u8> = [-20.0f32, 0.0, 80.0].iter().flat_map(|n| n.to_le_bytes()).collect();
        let tags: &[(u16, u16, &[u32])] = &[(258, 3, &[32]), (262, 3, &[1]), (277, 3, &[1]), (339, 3, &[3])];
        assert_eq!(seen(3, 1, tags, &heights), (Colour::Gray, vec![0, 51, 255]));
    }

    #[test]
    fn colours_multiplied_by_their_opacity_are_taken_apart() {
        let tags: &[(u16, u16, &[u32])] = &[(258, 3, &[8, 8, 8, 8]), (262, 3, &[2]), (277, 3, &[4]), (338, 3, &[1])];
        assert_eq!(seen(1, 1, tags, &[100, 50, 0, 128]), (Colour::Rgba, vec![199, 100, 0, 128]));
    }

    #[test]
    fn pages_are_counted_and_circles_end() {
        let two = b"II*\0\x08\0\0\0\0\0\x0e\0\0\0\0\0\0\0\0\0";
        assert_eq!(pages(two).len(), 2);
        let circle = b"II*\0\x08\0\0\0\0\0\x08\0\0\0";
        assert_eq!(pages(circle).len(), 1);
        assert!(pages(b"MM\0*\0\0\0\x08").is_empty());
    }

    /// Chains one-strip files, each with its own tags, into one file of several pages.
    fn chain(files: &[Vec<u8>]) -> Vec<u8> {
        let long =
            |bytes: &[u8], at: usize| u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]);
        let mut out = files[0].clone();
        for file in &files[1..] {
            let shift = out.len() as u32;
            let (directory, mut moved) = (long(file, 4) as usize, file.clone());
            let count = usize::from(u16::from_le_bytes([file[directory], file[directory + 1]]));
            for entry in (0..count).map(|n| directory + 2 + 12 * n) {
                let (tag, values) = (u16::from_le_bytes([file[entry], file[entry + 1]]), long(file, entry + 4));
                let is_far = values * if file[entry + 2] == 3 { 2 } else { 4 } > 4;
                if tag == 273 || is_far {
                    let to = long(file, entry + 8) + shift;
                    moved[entry + 8..entry + 12].copy_from_slice(&to.to_le_bytes());
                }
            }
            let mut last = long(&out, 4) as usize;
            loop {
                let link = last + 2 + 12 * usize::from(u16::from_le_bytes([out[last], out[last + 1]]));
                match long(&out, link) {
                    0 => {
                        out[link..link + 4].copy_from_slice(&(directory as u32 + shift).to_le_bytes());
                        break;
                    }
                    next => last = next as usize,
                }
            }
            out.extend(moved);
        }
        out
    }

    #[test]
    fn every_page_is_a_picture_and_its_smaller_versions_are_none() {
        let gray = |level: u8, extra: &[(u16, u16, &[u32])]| {
            let mut tags: Vec<(u16, u16, &[u32])> = vec![(258, 3, &[8]), (262, 3, &[1]), (277, 3, &[1])];
            tags.extend(extra);
            tiff(2, 1, &tags, &[level, 0])
        };
        let map: Vec<u32> = (0..768).map(|n| if n < 256 { 0xffff } else { 0 }).collect();
        let painted = tiff(1, 3, &[(258, 3, &[8]), (262, 3, &[3]), (277, 3, &[1]), (320, 3, &map)], &[1, 2, 3]);
        let file = chain(&[gray(10, &[]), gray(20, &[(254, 4, &[1])]), gray(30, &[(274, 3, &[3])]), painted]);
        assert_eq!(header(&file, 0).map(|h| h.frames).ok(), Some(3));
        let first = |page| decode(&file, page).map(|raster| raster.samples[0]).ok();
        assert_eq!([first(0), first(1), first(2), first(3)], [Some(10), Some(30), Some(255), None]);
        assert_eq!([orientation(&file, 0), orientation(&file, 1)], [1, 3]);
        assert_eq!(header(&file, 2).map(|h| (h.width, h.height)).ok(), Some((1, 3)));
        assert!(matches!(header(&file, 3), Err(MediaError::NoPage)));
    }

    #[test]
    fn odd_depths_and_fills_from_the_least_bit_are_shown() {
        let twelve = seen(2, 1, &[(258, 3, &[12]), (262, 3, &[0]), (277, 3, &[1])], &[0xff, 0xf8, 0x00]);
        assert_eq!(twelve, (Colour::Gray, vec![0, 127]));
        let reversed = seen(4, 1, &[(258, 3, &[2]), (262, 3, &[1]), (277, 3, &[1]), (266, 3, &[2])], &[0b1100_1000]);
        assert_eq!(reversed, (Colour::Gray, vec![0, 85, 0, 255]));
    }

    #[test]
    fn faxes_are_shown() {
        // A row of four white and four black, as T.4 writes it: 1011 011, and as T.6 does, then a row like it.
        let tags: &[(u16, u16, &[u32])] = &[(258, 3, &[1]), (262, 3, &[0]), (277, 3, &[1]), (259, 3, &[3])];
        let row = vec![255, 255, 255, 255, 0, 0, 0, 0];
        assert_eq!(seen(8, 1, tags, &[0b1011_0110]), (Colour::Gray, row.clone()));
        let tags: &[(u16, u16, &[u32])] = &[(258, 3, &[1]), (262, 3, &[0]), (277, 3, &[1]), (259, 3, &[4])];
        // Horizontal 001 1011 011, then vertical 1 at the end; the second row vertical 1 1 1.
        assert_eq!(seen(8, 2, tags, &[0b0011_0110, 0b1111_1000]), (Colour::Gray, row.repeat(2)));
    }

    #[test]
    fn planes_apart_and_runs_are_shown() {
        let tags: &[(u16, u16, &[u32])] = &[(258, 3, &[8]), (262, 3, &[1]), (277, 3, &[1]), (259, 3, &[32_773])];
        assert_eq!(seen(5, 1, tags, &[0xfe, 7, 1, 8, 9]), (Colour::Gray, vec![7, 7, 7, 8, 9]));
        let tiled = |samples: &[u8]| {
            let mut file = tiff(1, 1, &[(258, 3, &[8, 8, 8]), (262, 3, &[2]), (277, 3, &[3]), (284, 3, &[2])], samples);
            // Three strips of one byte each, one for each plane.
            let at = file.len() as u32;
            file.extend([8u32, 9, 10].map(u32::to_le_bytes).concat());
            file.extend([1u32, 1, 1].map(u32::to_le_bytes).concat());
            let directory = u32::from_le_bytes([file[4], file[5], file[6], file[7]]) as usize;
            for entry in (0..u16::from_le_bytes([file[directory], file[directory + 1]]))
                .map(|n| directory + 2 + 12 * usize::from(n))
            {
                let to = match u16::from_le_bytes([file[entry], file[entry + 1]]) {
                    273 => at,
                    279 => at + 12,
                    _ => continue,
                };
                file[entry + 4] = 3;
                file[entry + 8..entry + 12].copy_from_slice(&to.to_le_bytes());
            }
            file
        };
        let raster = decode(&tiled(&[200, 100, 50]), 0).expect("the file is sound");
        assert_eq!((raster.colour, raster.samples), (Colour::Rgb, vec![200, 100, 50]));
    }

    #[test]
    fn lightness_and_colour_differences_apart_are_shown() {
        let tags: &[(u16, u16, &[u32])] = &[(258, 3, &[8, 8, 8]), (262, 3, &[6]), (277, 3, &[3]), (530, 3, &[2, 2])];
        let (colour, rgb) = seen(2, 2, tags, &[0, 255, 128, 64, 128, 128]);
        assert_eq!((colour, rgb), (Colour::Rgb, [0, 255, 128, 64].iter().flat_map(|n| [*n; 3]).collect()));
    }

    #[test]
    fn what_lies_outside_the_file_is_cut_off() {
        let mut file = tiff(2, 1, &[(258, 3, &[8]), (262, 3, &[1]), (277, 3, &[1])], &[1, 2]);
        let entry = file.windows(4).position(|window| window == [0x11, 1, 4, 0]).expect("the tag of the strip");
        file[entry + 8..entry + 12].copy_from_slice(&u32::MAX.to_le_bytes());
        assert!(matches!(decode(&file, 0), Err(MediaError::Truncated)));
    }
}
