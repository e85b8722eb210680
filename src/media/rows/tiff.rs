//! TIFF and BigTIFF, a row of strips or tiles at a time: 8 and 16 bits, gray, palette, RGB, RGBA and inks, as scanners
//! and presses write them. Planes apart, other depths, Lab, fax codes and measurements are declined.

use std::collections::HashSet;
use std::io::SeekFrom;

use tiff::decoder::Decoder;
use tiff::tags::Tag;

use crate::base::limits;
use crate::media::colour::Mixer;
use crate::media::error::MediaError;
use crate::media::raster::Colour;
use crate::media::raster::unmultiply;
use crate::media::rows::Rows;
use crate::media::rows::Source;
use crate::media::rows::strip::Bench;
use crate::media::rows::strip::Layout;
use crate::media::rows::strip::Packing;

/// Largest chunk that is unpacked, in bytes; plain strips are read in parts of a few rows.
const CHUNK_BYTES: usize = 64 << 20;
/// Longest row, in bytes of 16 bits a channel.
const ROW_BYTES: usize = 16 << 20;
/// How much of a plain strip is read at a time.
const PART_BYTES: usize = 1 << 20;

/// A TIFF being read.
pub struct TiffRows<'a> {
    input: &'a mut dyn Source,
    size: (u32, u32),
    orientation: u8,
    layout: Layout,
    across: usize,
    shade: Shade,
    mixer: Mixer,
    is_plain: bool,
    done: u32,
    bench: Bench,
    line: Vec<u8>,
    band: Vec<u8>,
}

/// What is done to samples before their colours are looked at.
enum Shade {
    /// Nothing.
    Kept,
    /// 0 is white.
    Inverted,
    /// They are numbers of colours.
    Palette(Vec<[u8; 3]>),
    /// Colours were multiplied by their opacity.
    Premultiplied,
}

/// Opens a page, unless it is of a kind that has to be decoded whole.
pub fn open(input: &mut dyn Source, page: u32) -> Option<TiffRows<'_>> {
    let Plan { size, orientation, layout, colour, shade, icc } = plan(input, page)?;
    let mixer = Mixer::new(colour, size.0 as usize, icc.as_deref());
    let across = (size.0 as usize).div_ceil(layout.width);
    let is_plain = across == 1 && layout.width == size.0 as usize && matches!(shade, Shade::Kept) && mixer.is_idle();
    let (bench, line, band) = (Bench::default(), Vec::new(), Vec::new());
    Some(TiffRows { input, size, orientation, layout, across, shade, mixer, is_plain, done: 0, bench, line, band })
}

impl Rows for TiffRows<'_> {
    fn size(&self) -> (u32, u32) {
        self.size
    }

    fn orientation(&self) -> u8 {
        self.orientation
    }

    fn next(&mut self) -> Result<&[u8], MediaError> {
        let (width, height) = (self.size.0 as usize, self.size.1 as usize);
        let (top, tall) = (self.done as usize, self.layout.height);
        let rows = tall.min(height - top);
        let stride = width * 3;
        // Tiles at the foot are padded, strips are not.
        let stored = if self.across == 1 && self.layout.width == width { rows } else { tall };
        if !self.is_plain {
            self.band.resize(rows * stride, 0);
        }
        for column in 0..self.across {
            let chunk = top / tall * self.across + column;
            self.layout.read(self.input, chunk, stored, &mut self.bench)?;
            if self.is_plain {
                continue;
            }
            let (left, channels) = (column * self.layout.width, self.layout.channels);
            let wide = self.layout.width.min(width - left);
            for (row, samples) in self.bench.samples.chunks_exact(self.layout.width * channels).take(rows).enumerate() {
                let target = &mut self.band[row * stride + left * 3..row * stride + (left + wide) * 3];
                let samples = &samples[..wide * channels];
                let shaded = self.shade.apply(samples, &mut self.line);
                self.mixer.mix(shaded, target);
            }
        }
        self.done += rows as u32;
        Ok(if self.is_plain { &self.bench.samples } else { &self.band })
    }
}

impl Shade {
    fn apply<'a>(&self, samples: &'a [u8], line: &'a mut Vec<u8>) -> &'a [u8] {
        line.clear();
        match self {
            Shade::Kept => return samples,
            Shade::Inverted => line.extend(samples.iter().map(|sample| 255 - sample)),
            Shade::Palette(colours) => {
                line.extend(samples.iter().flat_map(|number| colours[usize::from(*number)]));
            }
            Shade::Premultiplied => {
                line.extend_from_slice(samples);
                line.chunks_exact_mut(4).for_each(unmultiply);
            }
        }
        line
    }
}

/// How a page is to be read.
struct Plan {
    size: (u32, u32),
    orientation: u8,
    layout: Layout,
    colour: Colour,
    shade: Shade,
    icc: Option<Vec<u8>>,
}

fn plan(input: &mut dyn Source, page: u32) -> Option<Plan> {
    input.seek(SeekFrom::Start(0)).ok()?;
    let mut decoder = Decoder::new(&mut *input).ok()?;
    let place = place_of(&mut decoder, page)?;
    if place > 0 {
        decoder.seek_to_image(place).ok()?;
    }
    let is_big = decoder.byte_order() == tiff::tags::ByteOrder::BigEndian;
    let mut list = |tag: Tag| decoder.find_tag_unsigned_vec::<u64>(tag).ok().flatten();
    let mut one = |tag: Tag, otherwise: u64| list(tag).map_or(Some(otherwise), |values| values.first().copied());
    let (width, height) = (one(Tag::ImageWidth, 0)?, one(Tag::ImageLength, 0)?);
    let size = (u32::try_from(width).ok()?, u32::try_from(height).ok()?);
    let channels = one(Tag::SamplesPerPixel, 1)? as usize;
    let (photometric, compression) = (one(Tag::PhotometricInterpretation, 1)?, one(Tag::Compression, 1)?);
    let predictor = one(Tag::Predictor, 1)?;
    let orientation = one(Tag::Orientation, 1)?.try_into().unwrap_or(1);
    let is_known = one(Tag::PlanarConfiguration, 1)? == 1
        && one(Tag::FillOrder, 1)? == 1
        && matches!(predictor, 1 | 2)
        && (1..=4).contains(&channels);
    let bits = list(Tag::BitsPerSample).unwrap_or_else(|| vec![1]);
    let formats = list(Tag::SampleFormat).unwrap_or_default();
    let is_even = bits.iter().all(|depth| *depth == bits[0]) && formats.iter().all(|format| *format == 1);
    let is_wide = bits.first() == Some(&16);
    if !is_known || !is_even || !(is_wide || bits.first() == Some(&8)) || width == 0 || height == 0 {
        return None;
    }
    let extra = list(Tag::ExtraSamples).unwrap_or_default();
    let (colour, mut shade) = match (photometric, channels, extra.first()) {
        (0, 1, None) => (Colour::Gray, Shade::Inverted),
        (1, 1, None) => (Colour::Gray, Shade::Kept),
        (2, 3, None) => (Colour::Rgb, Shade::Kept),
        (2, 4, Some(1)) => (Colour::Rgba, Shade::Premultiplied),
        (2, 4, Some(2)) => (Colour::Rgba, Shade::Kept),
        (3, 1, None) if !is_wide => (Colour::Rgb, Shade::Palette(Vec::new())),
        (5, 4, None) => (Colour::Cmyk, Shade::Kept),
        (6, 3, None) if compression == 7 => (Colour::Rgb, Shade::Kept),
        _ => return None,
    };
    if let Shade::Palette(colours) = &mut shade {
        *colours = palette(&list(Tag::ColorMap)?)?;
    }
    let tile = list(Tag::TileWidth).zip(list(Tag::TileLength));
    let (wide, tall) = match &tile {
        Some((width, length)) => (*width.first()?, *length.first()?),
        None => (width, list(Tag::RowsPerStrip).map_or(height, |rows| rows[0]).clamp(1, height)),
    };
    let offsets = list(if tile.is_some() { Tag::TileOffsets } else { Tag::StripOffsets })?;
    let counts = list(if tile.is_some() { Tag::TileByteCounts } else { Tag::StripByteCounts })?;
    let spots = offsets.into_iter().zip(counts).collect();
    let packing = match compression {
        1 => Packing::Plain,
        5 => Packing::Lzw,
        8 | 32_946 => Packing::Deflate,
        32_773 => Packing::PackBits,
        7 if !is_wide && predictor == 1 && photometric != 5 => {
            Packing::Jpeg(decoder.get_tag_u8_vec(Tag::JPEGTables).unwrap_or_default(), photometric == 6)
        }
        _ => return None,
    };
    let icc = decoder.get_tag_u8_vec(Tag::IccProfile).ok();
    let layout = Layout {
        width: usize::try_from(wide).ok()?,
        height: usize::try_from(tall).ok()?,
        channels,
        is_wide,
        is_big,
        is_difference: predictor == 2,
        packing,
        spots,
        is_in_parts: false,
    };
    let layout = in_parts(layout, tile.is_some())?;
    let down = (height as usize).div_ceil(layout.height);
    let is_whole = (width as usize).div_ceil(layout.width).checked_mul(down)? <= layout.spots.len();
    is_whole.then_some(Plan { size, orientation, layout, colour, shade, icc })
}

/// Cuts large plain strips into parts of a few rows; declines chunks that are too large to be unpacked.
fn in_parts(layout: Layout, is_tiled: bool) -> Option<Layout> {
    // A row is held in several forms at once.
    let row_bytes = layout.width.checked_mul(layout.channels * 2).filter(|bytes| *bytes <= ROW_BYTES)?;
    let row_bytes = if layout.is_wide { row_bytes } else { row_bytes / 2 };
    let chunk_bytes = row_bytes.checked_mul(layout.height)?;
    if layout.width == 0 || layout.height == 0 {
        return None;
    }
    if is_tiled || layout.packing != Packing::Plain || chunk_bytes <= 2 * PART_BYTES {
        return (chunk_bytes <= CHUNK_BYTES).then_some(layout);
    }
    // Parts must fill their strip evenly, unless it is the only one.
    let most = (PART_BYTES / row_bytes).max(1);
    let rows = match layout.spots.len() {
        1 => most,
        _ => (1..=most).rev().find(|rows| layout.height.is_multiple_of(*rows))?,
    };
    let part = (rows * row_bytes) as u64;
    let parts = layout.height.div_ceil(rows) as u64;
    let cut = |(at, size): &(u64, u64)| {
        let (at, size) = (*at, *size);
        (0..parts).map(move |n| (at.saturating_add(n * part), size.saturating_sub(n * part).min(part)))
    };
    let spots = layout.spots.iter().flat_map(cut).collect();
    Some(Layout { height: rows, is_in_parts: layout.spots.len() == 1, spots, ..layout })
}

/// Reads the palette: all reds, then all greens, then all blues.
fn palette(map: &[u64]) -> Option<Vec<[u8; 3]>> {
    if map.len() < 768 {
        return None;
    }
    // Some writers put bytes where words of 16 bits belong.
    let is_small = map.iter().all(|level| *level < 256);
    let level = |n: u64| if is_small { n as u8 } else { (n >> 8) as u8 };
    Some((0..256).map(|number| [map[number], map[256 + number], map[512 + number]].map(level)).collect())
}

/// Counts the pages. Reads no more of the file than its directories.
pub fn pages(input: &mut dyn Source) -> Option<u32> {
    input.seek(SeekFrom::Start(0)).ok()?;
    let (own, all) = chain(&mut Decoder::new(&mut *input).ok()?, usize::MAX);
    Some(if own.is_empty() { all } else { own.len() } as u32)
}

/// Returns where a page stands in the chain.
fn place_of(decoder: &mut Decoder<&mut dyn Source>, page: u32) -> Option<usize> {
    let (own, _) = chain(decoder, page as usize);
    if own.is_empty() { Some(page as usize) } else { own.get(page as usize).copied() }
}

/// Walks the chain as far as to a page. Returns where the pages stand, and how many directories were seen: smaller versions
/// and masks are no pages, unless there is nothing else.
fn chain(decoder: &mut Decoder<&mut dyn Source>, page: usize) -> (Vec<usize>, usize) {
    let (mut next, mut seen, mut own) = (decoder.ifd_pointer(), HashSet::new(), Vec::new());
    while let Some(pointer) = next {
        if !seen.insert(pointer.0) || seen.len() > limits::PAGES as usize + 1 {
            break;
        }
        let Ok(directory) = decoder.read_directory(pointer) else { break };
        let mut tags = decoder.read_directory_tags(&directory);
        let kind = tags.find_tag_unsigned::<u64>(Tag::NewSubfileType).ok().flatten().unwrap_or(0);
        if kind & 0b101 == 0 {
            own.push(seen.len() - 1);
        }
        if own.len() > page {
            break;
        }
        next = directory.next();
    }
    (own, seen.len())
}
