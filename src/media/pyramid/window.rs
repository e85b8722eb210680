//! Any part at any size, out of the tiles: only those touched are decoded, at the
//! nearest level above the size asked for. These are our own bytes, so this may
//! run in the server's process, within the limits.

use std::cell::RefCell;

use zune_core::bytestream::ZCursor;
use zune_jpeg::JpegDecoder;

use crate::base::limits;
use crate::base::picture::Picture;
use crate::media::error::MediaError;
use crate::media::pyramid::grid::Region;
use crate::media::pyramid::grid::TILE_PX;
use crate::media::pyramid::open::Pyramid;
use crate::media::pyramid::strip;
use crate::media::resample::Kernel;
use crate::media::resample::Shrinker;

/// Memory that a thread keeps between two pictures, in bytes, of each of two kinds.
const BENCH_BYTES: usize = 16 << 20;
/// Most pixels that are put together for one request.
const CANVAS_PIXELS: u64 = 64_000_000;

/// A part of a picture, in its own pixels, and between them where need be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Part {
    /// Distance from the left edge.
    pub left: f64,
    /// Distance from the top edge.
    pub top: f64,
    /// Width, more than nothing.
    pub width: f64,
    /// Height, more than nothing.
    pub height: f64,
}

impl From<Region> for Part {
    fn from(region: Region) -> Part {
        let [left, top, width, height] = [region.x, region.y, region.width, region.height].map(f64::from);
        Part { left, top, width, height }
    }
}

/// How much is done for a picture to be true.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Care {
    /// What is asked for in a format that loses something itself.
    Usual,
    /// What is asked for without loss: it is not to show what JPEG changed in the tiles.
    High,
}

impl Care {
    /// How many pixels more than those asked for a level has to have, for the next finer one not to be taken.
    fn plenty(self) -> f64 {
        match self {
            Care::Usual => 2.0,
            Care::High => 5.0,
        }
    }

    fn kernel(self) -> Kernel {
        match self {
            Care::Usual => Kernel::Cubic,
            Care::High => Kernel::Lanczos,
        }
    }
}

/// Returns the memory that `assemble` will take for this, in bytes.
pub fn price(pyramid: &Pyramid, part: Part, width: u32, height: u32, care: Care) -> u64 {
    let touched = touched(pyramid, part, level_for(pyramid, part, width, height, care));
    3 * (u64::from(touched.width) * u64::from(touched.height) + u64::from(width) * u64::from(height))
}

/// Returns a part of the picture at the size asked for. Where tiles of the nearest level are damaged the next ones serve;
/// whether that was so is told with it.
pub fn assemble(
    pyramid: &Pyramid,
    part: Part,
    width: u32,
    height: u32,
    care: Care,
) -> Result<(Picture, bool), MediaError> {
    let is_inside = part.left >= 0.0
        && part.top >= 0.0
        && part.left + part.width <= f64::from(pyramid.width())
        && part.top + part.height <= f64::from(pyramid.height());
    if !is_inside || part.width <= 0.0 || part.height <= 0.0 || width == 0 || height == 0 {
        return Err(MediaError::unsupported("a part outside the picture"));
    }
    if width.max(height) > limits::IIIF_SIDE_PX {
        return Err(MediaError::TooLarge);
    }
    let best = level_for(pyramid, part, width, height, care);
    let damaged = match assemble_from(pyramid, best, part, (width, height), care) {
        Err(error @ MediaError::Pyramid(_)) => error,
        made => return Ok((made?, true)),
    };
    let last = pyramid.grid().levels() - 1;
    for level in (best + 1..=last).chain(best.saturating_sub(1)..best) {
        if let Ok(picture) = assemble_from(pyramid, level, part, (width, height), care) {
            return Ok((picture, false));
        }
    }
    Err(damaged)
}

/// What making a picture needs room for. A thread that makes several keeps it: a thousand pages and more for each, mapped,
/// cleared and given back, were a sixth of the work. Every pixel of the canvas is written before any is read: nothing of
/// the picture before shows.
#[derive(Default)]
struct Bench {
    canvas: Vec<u8>,
    tile: Vec<u8>,
    shrinker: Shrinker,
}

impl Bench {
    /// Gives back what a large picture took.
    fn tidy(&mut self) {
        if self.canvas.capacity() > BENCH_BYTES {
            self.canvas = Vec::new();
        }
        self.shrinker.keep(BENCH_BYTES);
    }
}

thread_local! {
    static BENCH: RefCell<Bench> = RefCell::default();
}

fn assemble_from(
    pyramid: &Pyramid,
    level: u32,
    part: Part,
    (width, height): (u32, u32),
    care: Care,
) -> Result<Picture, MediaError> {
    let touched = touched(pyramid, part, level);
    if u64::from(touched.width) * u64::from(touched.height) > 2 * CANVAS_PIXELS {
        return Err(MediaError::TooLarge);
    }
    let scale = f64::from(1u32 << level);
    let (left, top) = (part.left / scale - f64::from(touched.x), part.top / scale - f64::from(touched.y));
    // The last level pixel may stand for less than `scale` pixels of the picture.
    let part_width = (part.width / scale).min(f64::from(touched.width) - left);
    let part_height = (part.height / scale).min(f64::from(touched.height) - top);
    BENCH.with_borrow_mut(|bench| {
        gather(pyramid, level, touched, bench)?;
        if (left, top) == (0.0, 0.0) && (touched.width, touched.height) == (width, height) {
            return Ok(Picture { width, height, rgb: std::mem::take(&mut bench.canvas) });
        }
        let canvas = (bench.canvas.as_slice(), touched.width, touched.height);
        let part = (left, top, part_width, part_height);
        let picture = bench.shrinker.part(canvas, part, (width, height), care.kernel());
        bench.tidy();
        picture
    })
}

/// Most pixels of a finer level that is taken for the picture's sake alone.
const FINER_PIXELS: f64 = 4_000_000.0;

/// Chooses the smallest level that still has every pixel asked for, or one small enough to put together. Where that has
/// hardly more, the next finer one is taken if it is small: what JPEG changed in it is averaged away.
fn level_for(pyramid: &Pyramid, part: Part, width: u32, height: u32, care: Care) -> u32 {
    let last = pyramid.grid().levels() - 1;
    let scaled = |length: f64, level: u32| (length / f64::from(1u32 << level)).ceil();
    let has_all =
        |level: u32| scaled(part.width, level) >= f64::from(width) && scaled(part.height, level) >= f64::from(height);
    let mut level = (0..=last).rev().find(|level| has_all(*level)).unwrap_or(0);
    let area = |level: u32| scaled(part.width, level) * scaled(part.height, level);
    let is_scarce = area(level) < care.plenty() * f64::from(width) * f64::from(height);
    if level > 0 && is_scarce && area(level - 1) <= FINER_PIXELS {
        level -= 1;
    }
    while level < last && scaled(part.width, level) * scaled(part.height, level) > CANVAS_PIXELS as f64 {
        level += 1;
    }
    level
}

/// Returns the pixels of the level that the part covers, even partly.
fn touched(pyramid: &Pyramid, part: Part, level: u32) -> Region {
    let (level_width, level_height) = pyramid.grid().level_size(level);
    let scale = f64::from(1u32 << level);
    let first = |at: f64, most: u32| ((at / scale).floor() as u32).min(most - 1);
    let end = |at: f64, most: u32| ((at / scale).ceil() as u32).min(most);
    let (x, y) = (first(part.left, level_width), first(part.top, level_height));
    let right = end(part.left + part.width, level_width).max(x + 1);
    let bottom = end(part.top + part.height, level_height).max(y + 1);
    Region { x, y, width: right - x, height: bottom - y }
}

/// Decodes the tiles that the pixels lie in and puts them together.
fn gather(pyramid: &Pyramid, level: u32, touched: Region, bench: &mut Bench) -> Result<(), MediaError> {
    bench.canvas.resize(touched.width as usize * touched.height as usize * 3, 0);
    for row in touched.y / TILE_PX..=(touched.y + touched.height - 1) / TILE_PX {
        for column in touched.x / TILE_PX..=(touched.x + touched.width - 1) / TILE_PX {
            let slot =
                pyramid.tile(level, column, row).ok_or_else(|| MediaError::pyramid("a tile that is not there"))?;
            let mut tile = pyramid.grid().tile(level, column, row);
            let mut bytes = pyramid.read(slot)?;
            let needed =
                touched.y.saturating_sub(tile.y)..(touched.y + touched.height).min(tile.y + tile.height) - tile.y;
            let left = strip::cut(&mut bytes, needed, tile.height);
            (tile.y, tile.height) = (tile.y + left.start, left.end - left.start);
            decode_tile(&bytes, tile, &mut bench.tile)?;
            paste(&bench.tile, tile, &mut bench.canvas, touched);
        }
    }
    Ok(())
}

fn decode_tile(bytes: &[u8], tile: Region, rgb: &mut Vec<u8>) -> Result<(), MediaError> {
    let mut decoder = JpegDecoder::new(ZCursor::new(bytes));
    decoder.decode_headers().map_err(|error| MediaError::pyramid(format_args!("{error:?}")))?;
    if decoder.dimensions() != Some((tile.width as usize, tile.height as usize)) {
        return Err(MediaError::pyramid("a tile of another size"));
    }
    rgb.resize(tile.width as usize * tile.height as usize * 3, 0);
    decoder.decode_into(rgb).map_err(|error| MediaError::pyramid(format_args!("{error:?}")))
}

/// Copies the pixels that tile and canvas share.
fn paste(rgb: &[u8], tile: Region, canvas: &mut [u8], touched: Region) {
    let (left, right) = (tile.x.max(touched.x), (tile.x + tile.width).min(touched.x + touched.width));
    let (top, bottom) = (tile.y.max(touched.y), (tile.y + tile.height).min(touched.y + touched.height));
    let length = (right - left) as usize * 3;
    for y in top..bottom {
        let from = ((y - tile.y) as usize * tile.width as usize + (left - tile.x) as usize) * 3;
        let to = ((y - touched.y) as usize * touched.width as usize + (left - touched.x) as usize) * 3;
        canvas[to..to + length].copy_from_slice(&rgb[from..from + length]);
    }
}
