//! TIFF and BigTIFF: the first page is shown, all are counted. Depths from 1 bit to 64, palettes, inks, Lab and planes
//! apart are all brought to 8 bits a channel, because scans of archives come in every variety there is.
//! Measurements (numbers with a fraction) are spread from their least to their greatest value.

use std::borrow::Cow;
use std::io::Cursor;
use std::io::ErrorKind;

use tiff::ColorType;
use tiff::TiffError;
use tiff::decoder::BufferLayoutPreference;
use tiff::decoder::Decoder;
use tiff::decoder::DecodingResult;
use tiff::decoder::Limits;
use tiff::tags::Tag;

use crate::base::limits;
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

/// Values of `PhotometricInterpretation`. The reader takes neither palettes nor Lab; it is given them under the names of
/// what is stored alike: grays, and three channels.
const GRAY: u16 = 1;
const THREE_CHANNELS: u16 = 2;
const PALETTE: u16 = 3;
const SIGNED_LAB: u16 = 8;
const ICC_LAB: u16 = 9;

const NEW_SUBFILE_TYPE: usize = 254;
const PHOTOMETRIC: usize = 262;
const ORIENTATION: usize = 274;

type Reader<'a> = Decoder<Cursor<&'a [u8]>>;

fn open(input: &[u8], place: usize) -> Result<(Reader<'_>, ColorType), MediaError> {
    let mut bounds = Limits::default();
    bounds.decoding_buffer_size = limits::PICTURE_BYTES as usize;
    bounds.intermediate_buffer_size = limits::PICTURE_BYTES as usize;
    let mut decoder = Decoder::new(Cursor::new(input)).map_err(refuse)?.with_limits(bounds);
    if place > 0 {
        decoder.seek_to_image(place).map_err(refuse)?;
    }
    let kind = decoder.colortype().map_err(refuse)?;
    Ok((decoder, kind))
}

fn header(input: &[u8], page: u32) -> Result<Header, MediaError> {
    let pages = pages(input);
    let page = page_of(&pages, page)?;
    let (input, meant) = renamed(input, page);
    let (mut decoder, kind) = open(&input, page.place)?;
    let (width, height) = decoder.dimensions().map_err(refuse)?;
    Ok(Header {
        width,
        height,
        frames: (pages.len() as u32).max(1),
        bits: kind.bit_depth().max(8),
        colour: shown_as(kind, meant)?,
    })
}

/// Returns the channels that a kind of pixel becomes.
fn shown_as(kind: ColorType, meant: Option<u16>) -> Result<Colour, MediaError> {
    Ok(match kind {
        ColorType::Gray(_) if meant == Some(PALETTE) => Colour::Rgb,
        ColorType::Gray(_) => Colour::Gray,
        ColorType::GrayA(_) | ColorType::Multiband { num_samples: 2, .. } => Colour::GrayAlpha,
        ColorType::RGB(_) | ColorType::YCbCr(8) => Colour::Rgb,
        ColorType::RGBA(_) => Colour::Rgba,
        ColorType::CMYK(_) | ColorType::CMYKA(_) => Colour::Cmyk,
        ColorType::Multiband { .. } => Colour::Gray,
        other => return Err(MediaError::unsupported(format_args!("{other:?}"))),
    })
}

/// Decodes a page, the first being 0.
fn decode(input: &[u8], page: u32) -> Result<Raster, MediaError> {
    let page = page_of(&pages(input), page)?;
    let (input, meant) = renamed(input, page);
    let (mut decoder, kind) = open(&input, page.place)?;
    let (width, height) = decoder.dimensions().map_err(refuse)?;
    let colour = shown_as(kind, meant)?;
    let is_palette = meant == Some(PALETTE);
    let is_lab = matches!(meant, Some(SIGNED_LAB | ICC_LAB));
    let icc = decoder.get_tag_u8_vec(Tag::IccProfile).ok().filter(|_| !is_lab);
    let palette = match is_palette {
        true => decoder.get_tag_u16_vec(Tag::ColorMap).map_err(refuse)?,
        false => Vec::new(),
    };
    let is_premultiplied = decoder
        .find_tag_unsigned_vec::<u16>(Tag::ExtraSamples)
        .is_ok_and(|extra| extra.is_some_and(|extra| extra.first() == Some(&1)));
    let has_opacity = decoder
        .find_tag_unsigned_vec::<u16>(Tag::ExtraSamples)
        .is_ok_and(|extra| extra.is_some_and(|extra| matches!(extra.first(), Some(1 | 2))));
    let mut result = DecodingResult::U8(Vec::new());
    let layout = decoder.read_image_to_buffer(&mut result).map_err(refuse)?;
    let shape = Shape { width: width as usize, height: height as usize, bits: kind.bit_depth(), kind, is_palette };
    let mut samples = shape.gather(result, &layout)?;
    match kind {
        ColorType::Gray(bits) if is_palette => samples = paint_by_number(&samples, &palette, bits)?,
        ColorType::YCbCr(_) => samples.chunks_exact_mut(3).for_each(from_ycbcr),
        ColorType::RGB(_) if is_lab => {
            samples.chunks_exact_mut(3).for_each(|pixel| from_lab(pixel, meant == Some(SIGNED_LAB)))
        }
        _ => {}
    }
    if is_premultiplied && colour == Colour::Rgba {
        samples.chunks_exact_mut(4).for_each(unmultiply);
    }
    if colour == Colour::GrayAlpha && !has_opacity {
        // A second channel that nobody calls opacity is not: the first is shown.
        samples = samples.chunks_exact(2).map(|pair| pair[0]).collect();
        return Ok(Raster { width, height, colour: Colour::Gray, samples, icc });
    }
    Ok(Raster { width, height, colour, samples, icc })
}

/// The measures of a picture as the reader gives it.
struct Shape {
    width: usize,
    height: usize,
    bits: u8,
    kind: ColorType,
    is_palette: bool,
}

impl Shape {
    /// Returns how many channels the reader gives, and how many of them are kept.
    fn channels(&self) -> (usize, usize) {
        let given = usize::from(self.kind.num_samples());
        let kept = match self.kind {
            ColorType::CMYKA(_) => 4,
            ColorType::Multiband { num_samples: 2, .. } => 2,
            ColorType::Multiband { .. } => 1,
            _ => given,
        };
        (given, kept)
    }

    /// Brings what was read to 8 bits a channel, pixel by pixel; of a palette the numbers stay as they are.
    fn gather(&self, result: DecodingResult, layout: &BufferLayoutPreference) -> Result<Vec<u8>, MediaError> {
        let samples = match result {
            DecodingResult::U8(packed) if self.bits < 8 => self.unpack(&packed, layout, self.is_palette)?,
            DecodingResult::U8(samples) => samples,
            DecodingResult::U16(packed) if self.bits < 16 => self.unpack_wide(&packed, layout)?,
            DecodingResult::U16(samples) => samples.into_iter().map(|n| to_byte(u64::from(n), 16)).collect(),
            DecodingResult::U32(samples) if self.bits == 32 => samples.into_iter().map(|n| (n >> 24) as u8).collect(),
            DecodingResult::U64(samples) if self.bits == 64 => samples.into_iter().map(|n| (n >> 56) as u8).collect(),
            DecodingResult::I8(samples) => samples.into_iter().map(|n| (i16::from(n) + 128) as u8).collect(),
            DecodingResult::I16(samples) => spread(&samples, |n| f64::from(*n)),
            DecodingResult::I32(samples) => spread(&samples, |n| f64::from(*n)),
            DecodingResult::I64(samples) => spread(&samples, |n| *n as f64),
            DecodingResult::F16(samples) => self.measured(&samples, |n| n.to_f64()),
            DecodingResult::F32(samples) => self.measured(&samples, |n| f64::from(*n)),
            DecodingResult::F64(samples) => self.measured(&samples, |n| *n),
            _ => return Err(MediaError::unsupported(format_args!("{} bits a channel", self.bits))),
        };
        self.interleave(samples, layout.planes)
    }

    /// Light lies between 0 and 1; what leaves that is a measurement.
    fn measured<T>(&self, samples: &[T], value: impl Fn(&T) -> f64) -> Vec<u8> {
        let is_light = samples.iter().map(&value).all(|n| !n.is_finite() || (0.0..=1.0).contains(&n));
        if is_light || !matches!(self.kind, ColorType::Gray(_) | ColorType::Multiband { .. }) {
            return samples.iter().map(|n| (value(n).clamp(0.0, 1.0) * 255.0 + 0.5) as u8).collect();
        }
        spread(samples, value)
    }

    /// Takes samples of fewer than 8 bits out of their bytes, row by row.
    fn unpack(&self, packed: &[u8], layout: &BufferLayoutPreference, is_number: bool) -> Result<Vec<u8>, MediaError> {
        let bits = usize::from(self.bits);
        let across = self.width * if layout.planes > 1 { 1 } else { self.channels().0 };
        let stride = (across * bits).div_ceil(8);
        let rows = self.height * layout.planes.max(1);
        if packed.len() < stride * rows {
            return Err(MediaError::Truncated);
        }
        let mut samples = Vec::with_capacity(across * rows);
        for row in packed.chunks_exact(stride).take(rows) {
            for n in 0..across {
                let number = (0..bits).fold(0u64, |sum, bit| {
                    let at = n * bits + bit;
                    (sum << 1) | u64::from(row[at / 8] >> (7 - at % 8) & 1)
                });
                samples.push(if is_number { number as u8 } else { to_byte(number, self.bits) });
            }
        }
        Ok(samples)
    }

    /// Samples of 9 to 15 bits lie packed in the bytes of the words.
    fn unpack_wide(&self, words: &[u16], layout: &BufferLayoutPreference) -> Result<Vec<u8>, MediaError> {
        let bytes: Vec<u8> = words.iter().flat_map(|word| word.to_ne_bytes()).collect();
        self.unpack(&bytes, layout, false)
    }

    /// Puts planes that stand apart together and leaves out channels beyond those that are shown.
    fn interleave(&self, samples: Vec<u8>, planes: usize) -> Result<Vec<u8>, MediaError> {
        let (given, kept) = self.channels();
        let pixels = self.width * self.height;
        if planes <= 1 {
            if samples.len() < pixels * given {
                return Err(MediaError::Truncated);
            }
            if given == kept {
                let mut samples = samples;
                samples.truncate(pixels * kept);
                return Ok(samples);
            }
            return Ok(samples.chunks_exact(given).take(pixels).flat_map(|pixel| pixel[..kept].to_vec()).collect());
        }
        if samples.len() < pixels * kept {
            return Err(MediaError::Truncated);
        }
        let mut woven = vec![0; pixels * kept];
        for (channel, plane) in samples.chunks_exact(pixels).take(kept).enumerate() {
            for (pixel, sample) in woven.chunks_exact_mut(kept).zip(plane) {
                pixel[channel] = *sample;
            }
        }
        Ok(woven)
    }
}

fn to_byte(number: u64, bits: u8) -> u8 {
    let most = (1u64 << bits) - 1;
    ((number * 255 + most / 2) / most) as u8
}

/// Spreads measurements over the levels there are, least to greatest.
fn spread<T>(samples: &[T], value: impl Fn(&T) -> f64) -> Vec<u8> {
    let finite = || samples.iter().map(&value).filter(|n| n.is_finite());
    let (least, most) = (finite().fold(f64::INFINITY, f64::min), finite().fold(f64::NEG_INFINITY, f64::max));
    let width = if most > least { most - least } else { 1.0 };
    let level = |n: f64| if n.is_finite() { ((n - least) / width * 255.0 + 0.5) as u8 } else { 0 };
    samples.iter().map(|n| level(value(n))).collect()
}

/// Looks each number up in the palette: all reds, then all greens, then all blues.
fn paint_by_number(numbers: &[u8], palette: &[u16], bits: u8) -> Result<Vec<u8>, MediaError> {
    let colours = 1usize << bits.min(8);
    if palette.len() < 3 * colours {
        return Err(MediaError::damaged("a palette that is too short"));
    }
    // Some writers put bytes where words of 16 bits belong.
    let is_small = palette.iter().all(|level| *level < 256);
    let level = |n: u16| if is_small { n as u8 } else { (n >> 8) as u8 };
    let palette_of = |number: usize| [0, 1, 2].map(|channel| level(palette[channel * colours + number]));
    Ok(numbers.iter().flat_map(|number| palette_of(usize::from(*number).min(colours - 1))).collect())
}

/// ITU-R BT.601 at full range, as JPEG has it and TIFF by default.
fn from_ycbcr(pixel: &mut [u8]) {
    let (y, cb, cr) = (f32::from(pixel[0]), f32::from(pixel[1]) - 128.0, f32::from(pixel[2]) - 128.0);
    pixel[0] = (y + 1.402 * cr + 0.5) as u8;
    pixel[1] = (y - 0.344_136 * cb - 0.714_136 * cr + 0.5) as u8;
    pixel[2] = (y + 1.772 * cb + 0.5) as u8;
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

/// Takes opacity out of colours that were multiplied by it.
fn unmultiply(pixel: &mut [u8]) {
    let alpha = u32::from(pixel[3]);
    for channel in &mut pixel[..3] {
        let whole = (u32::from(*channel) * 255).checked_div(alpha);
        *channel = whole.map_or(*channel, |whole| whole.min(255) as u8);
    }
}

/// Returns the file with a page called what the reader takes, and what the page is meant to be.
fn renamed(input: &[u8], page: Directory) -> (Cow<'_, [u8]>, Option<u16>) {
    let Some(at) = word_at(input, page.at, PHOTOMETRIC) else { return (Cow::Borrowed(input), None) };
    let meant = number(input, at, 2).and_then(|value| u16::try_from(value).ok());
    let taken = match meant {
        Some(PALETTE) => GRAY,
        Some(SIGNED_LAB | ICC_LAB) => THREE_CHANNELS,
        _ => return (Cow::Borrowed(input), meant),
    };
    let mut copy = input.to_vec();
    copy[at..at + 2].copy_from_slice(&if input.starts_with(b"II") { taken.to_le_bytes() } else { taken.to_be_bytes() });
    (Cow::Owned(copy), meant)
}

/// Reads how a page is to be turned.
fn orientation(input: &[u8], page: u32) -> u8 {
    let word = page_of(&pages(input), page).ok().and_then(|page| word_at(input, page.at, ORIENTATION));
    word.and_then(|at| number(input, at, 2)).and_then(|value| u8::try_from(value).ok()).unwrap_or(1)
}

/// A directory of the chain: where it stands in the file, and how many stand before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Directory {
    at: usize,
    place: usize,
}

/// Returns the page of that number. Of a file without a sound chain the first is left to the reader to judge.
fn page_of(pages: &[Directory], page: u32) -> Result<Directory, MediaError> {
    match pages.get(page as usize) {
        Some(page) => Ok(*page),
        None if page == 0 => Ok(Directory { at: usize::MAX, place: 0 }),
        None => Err(MediaError::NoPage),
    }
}

/// Lists the pages by following the chain of directories; one that runs in a circle ends at the limit.
/// Smaller versions of another page and masks (TIFF 6.0, NewSubfileType bits 0 and 2) are none of their own,
/// unless the file holds nothing else.
fn pages(input: &[u8]) -> Vec<Directory> {
    let Layout { count_size, entry_size, link_size, .. } = Layout::of(input);
    let mut next = if link_size == 8 { number(input, 8, 8) } else { number(input, 4, 4) };
    let (mut seen, mut all) = (std::collections::HashSet::new(), Vec::new());
    while let Some(at) = next.filter(|at| *at != 0) {
        let Some(entries) = number(input, at, count_size) else { break };
        if !seen.insert(at) || seen.len() > limits::PAGES as usize {
            break;
        }
        all.push(Directory { at, place: all.len() });
        let link = entries.checked_mul(entry_size).and_then(|size| at.checked_add(count_size)?.checked_add(size));
        next = link.and_then(|link| number(input, link, link_size));
    }
    let is_own = |page: &Directory| {
        let kind = value_at(input, page.at, NEW_SUBFILE_TYPE, 4).and_then(|at| number(input, at, 4));
        kind.unwrap_or(0) & 0b101 == 0
    };
    let own: Vec<Directory> = all.iter().copied().filter(is_own).collect();
    if own.is_empty() { all } else { own }
}

/// Sizes of the parts of a directory.
struct Layout {
    count_size: usize,
    entry_size: usize,
    link_size: usize,
    value_at: usize,
}

impl Layout {
    fn of(input: &[u8]) -> Layout {
        match input.get(2..4) {
            Some([0, 43] | [43, 0]) => Layout { count_size: 8, entry_size: 20, link_size: 8, value_at: 12 },
            _ => Layout { count_size: 2, entry_size: 12, link_size: 4, value_at: 8 },
        }
    }
}

/// Finds where a directory holds the value of a tag of 16 bits.
fn word_at(input: &[u8], directory: usize, tag: usize) -> Option<usize> {
    value_at(input, directory, tag, 3)
}

/// Finds where a directory holds the one value of a tag, if it is of that type.
fn value_at(input: &[u8], directory: usize, tag: usize, kind: usize) -> Option<usize> {
    let Layout { count_size, entry_size, value_at, .. } = Layout::of(input);
    let entries = number(input, directory, count_size)?.min(1_000);
    let first = directory.checked_add(count_size)?;
    let entry = (0..entries).map(|n| first + entry_size * n).find(|at| number(input, *at, 2) == Some(tag))?;
    let at = entry + value_at;
    (number(input, entry + 2, 2) == Some(kind) && number(input, at, 2).is_some()).then_some(at)
}

fn number(input: &[u8], at: usize, size: usize) -> Option<usize> {
    let bytes = input.get(at..at.checked_add(size)?)?;
    let join = |sum: u64, byte: &u8| (sum << 8) | u64::from(*byte);
    let value = if input.starts_with(b"II") { bytes.iter().rev().fold(0, join) } else { bytes.iter().fold(0, join) };
    usize::try_from(value).ok()
}

fn refuse(error: TiffError) -> MediaError {
    match error {
        TiffError::LimitsExceeded => MediaError::TooLarge,
        TiffError::UnsupportedError(cause) => MediaError::unsupported(cause),
        TiffError::IoError(cause) if cause.kind() == ErrorKind::UnexpectedEof => MediaError::Truncated,
        other => MediaError::damaged(other),
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
        assert_eq!(seen(1, 1, tags, &[100, 50, 0, 128]), (Colour::Rgba, vec![199, 99, 0, 128]));
    }

    #[test]
    fn pages_are_counted_and_circles_end() {
        let two = b"II*\0\x08\0\0\0\0\0\x0e\0\0\0\0\0\0\0\0\0";
        assert_eq!(pages(two).len(), 2);
        let circle = b"II*\0\x08\0\0\0\0\0\x08\0\0\0";
        assert_eq!(pages(circle).len(), 1);
        assert_eq!(pages(b"MM\0*\0\0\0\x08"), []);
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
}
