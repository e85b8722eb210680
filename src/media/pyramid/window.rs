//! Any part at any size, out of the tiles: only those touched are decoded, at the
//! nearest level above the size asked for. These are our own bytes, so this may
//! run in the server's process, within the limits.

use zune_core::bytestream::ZCursor;
use zune_jpeg::JpegDecoder;

use crate::base::limits;
use crate::base::picture::Picture;
use crate::media::error::MediaError;
use crate::media::pyramid::grid::Region;
use crate::media::pyramid::grid::TILE_PX;
use crate::media::pyramid::open::Pyramid;
use crate::media::resample::resize_part;

/// Most pixels that are put together for one request.
const CANVAS_PIXELS: u64 = 64_000_000;

/// Returns a part of the picture at the size asked for.
pub fn assemble(pyramid: &Pyramid, region: Region, width: u32, height: u32) -> Result<Picture, MediaError> {
    let is_inside = u64::from(region.x) + u64::from(region.width) <= u64::from(pyramid.width())
        && u64::from(region.y) + u64::from(region.height) <= u64::from(pyramid.height());
    if !is_inside || region.width == 0 || region.height == 0 || width == 0 || height == 0 {
        return Err(MediaError::unsupported("a part outside the picture"));
    }
    if width.max(height) > limits::IIIF_SIDE_PX {
        return Err(MediaError::TooLarge);
    }
    let level = level_for(pyramid, region, width, height);
    let touched = touched(pyramid, region, level);
    let canvas = gather(pyramid, level, touched)?;
    let scale = f64::from(1u32 << level);
    let (left, top) =
        (f64::from(region.x) / scale - f64::from(touched.x), f64::from(region.y) / scale - f64::from(touched.y));
    // The last level pixel may stand for less than `scale` pixels of the picture.
    let part_width = (f64::from(region.width) / scale).min(f64::from(canvas.width) - left);
    let part_height = (f64::from(region.height) / scale).min(f64::from(canvas.height) - top);
    resize_part(&canvas, (left, top, part_width, part_height), width, height)
}

/// Chooses the smallest level that still has every pixel asked for, or one small enough to put together.
fn level_for(pyramid: &Pyramid, region: Region, width: u32, height: u32) -> u32 {
    let last = pyramid.grid().levels() - 1;
    let has_all = |level: u32| region.width >> level >= width && region.height >> level >= height;
    let mut level = (0..=last).rev().find(|level| has_all(*level)).unwrap_or(0);
    while level < last && u64::from(region.width >> level) * u64::from(region.height >> level) > CANVAS_PIXELS {
        level += 1;
    }
    level
}

/// Returns the pixels of the level that the region covers, even partly.
fn touched(pyramid: &Pyramid, region: Region, level: u32) -> Region {
    let (level_width, level_height) = pyramid.grid().level_size(level);
    let (x, y) = (region.x >> level, region.y >> level);
    let right = (region.x + region.width).div_ceil(1 << level).min(level_width);
    let bottom = (region.y + region.height).div_ceil(1 << level).min(level_height);
    Region { x, y, width: right - x, height: bottom - y }
}

/// Decodes the tiles that the pixels lie in and puts them together.
fn gather(pyramid: &Pyramid, level: u32, touched: Region) -> Result<Picture, MediaError> {
    let (width, height) = (touched.width as usize, touched.height as usize);
    let mut canvas = Picture { width: touched.width, height: touched.height, rgb: vec![0; width * height * 3] };
    let mut rgb = Vec::new();
    for row in touched.y / TILE_PX..=(touched.y + touched.height - 1) / TILE_PX {
        for column in touched.x / TILE_PX..=(touched.x + touched.width - 1) / TILE_PX {
            let slot =
                pyramid.tile(level, column, row).ok_or_else(|| MediaError::pyramid("a tile that is not there"))?;
            let tile = pyramid.grid().tile(level, column, row);
            decode_tile(&pyramid.read(slot)?, tile, &mut rgb)?;
            paste(&rgb, tile, &mut canvas, touched);
        }
    }
    Ok(canvas)
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
fn paste(rgb: &[u8], tile: Region, canvas: &mut Picture, touched: Region) {
    let (left, right) = (tile.x.max(touched.x), (tile.x + tile.width).min(touched.x + touched.width));
    let (top, bottom) = (tile.y.max(touched.y), (tile.y + tile.height).min(touched.y + touched.height));
    let length = (right - left) as usize * 3;
    for y in top..bottom {
        let from = ((y - tile.y) as usize * tile.width as usize + (left - tile.x) as usize) * 3;
        let to = ((y - touched.y) as usize * touched.width as usize + (left - touched.x) as usize) * 3;
        canvas.rgb[to..to + length].copy_from_slice(&rgb[from..from + length]);
    }
}
