//! Building: levels by halves, whole pictures by Lanczos from the level above,
//! then tile after tile, each level let go of when its tiles are written.

use std::io::Write;

use serde_json::json;

use crate::base::picture::Picture;
use crate::media::encode::jpeg;
use crate::media::error::MediaError;
use crate::media::pyramid::grid::Grid;
use crate::media::pyramid::grid::Region;
use crate::media::pyramid::grid::TILE_PX;
use crate::media::pyramid::grid::size_path;
use crate::media::pyramid::store::Store;
use crate::media::resample::halve;
use crate::media::resample::resize;

/// What was built.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Built {
    /// Width of the picture.
    pub width: u32,
    /// Height of the picture.
    pub height: u32,
    /// Sizes of the whole pictures, smallest first.
    pub sizes: Vec<(u32, u32)>,
    /// Count of tiles, those shared with a whole picture not counted.
    pub tiles: usize,
}

/// Writes the pyramid of a picture. Peak memory is four thirds of the picture.
pub fn build(picture: Picture, out: &mut impl Write) -> Result<Built, MediaError> {
    let grid = Grid::new(picture.width, picture.height);
    if picture.rgb.len() != picture.width as usize * picture.height as usize * 3 || picture.rgb.is_empty() {
        return Err(MediaError::damaged("a picture without pixels"));
    }
    let mut levels = vec![picture];
    for level in 1..grid.levels() as usize {
        levels.push(halve(&levels[level - 1]));
    }
    let mut store = Store::new(out);
    store.add("info.json", info(&grid).to_string().as_bytes())?;
    for size in grid.sizes() {
        let whole = resize(above(&levels, *size), size.0, size.1)?;
        store.add(&size_path(*size), &jpeg(&whole.rgb, whole.width, whole.height)?)?;
    }
    let mut tile_rgb = Vec::with_capacity(TILE_PX as usize * TILE_PX as usize * 3);
    for (level, picture) in (0..).zip(levels) {
        let (columns, rows) = grid.columns_and_rows(level);
        for (row, column) in (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column))) {
            if grid.tile_index(level, column, row).is_some_and(|index| index <= grid.sizes().len()) {
                continue;
            }
            let tile = grid.tile(level, column, row);
            gather(&picture, tile, &mut tile_rgb);
            store.add(&grid.tile_path(level, column, row), &jpeg(&tile_rgb, tile.width, tile.height)?)?;
        }
    }
    store.finish()?;
    let tiles = grid.entries() - 1 - grid.sizes().len();
    Ok(Built { width: grid.width(), height: grid.height(), sizes: grid.sizes().to_vec(), tiles })
}

/// Returns the smallest level of that size exactly, or at least half as large again (IMAGING §1.2).
fn above(levels: &[Picture], (width, height): (u32, u32)) -> &Picture {
    let fits = |level: &&Picture| {
        (level.width, level.height) == (width, height)
            || (level.width * 2 >= width * 3 && level.height * 2 >= height * 3)
    };
    levels.iter().rev().find(fits).unwrap_or(&levels[0])
}

fn gather(picture: &Picture, tile: Region, rgb: &mut Vec<u8>) {
    rgb.clear();
    let (stride, length) = (picture.width as usize * 3, tile.width as usize * 3);
    for y in tile.y..tile.y + tile.height {
        let start = y as usize * stride + tile.x as usize * 3;
        rgb.extend_from_slice(&picture.rgb[start..start + length]);
    }
}

fn info(grid: &Grid) -> serde_json::Value {
    let sizes: Vec<_> =
        grid.sizes().iter().map(|(width, height)| json!({ "width": width, "height": height })).collect();
    json!({
        "@context": "http://iiif.io/api/image/3/context.json",
        "id": "",
        "type": "ImageService3",
        "protocol": "http://iiif.io/api/image",
        "profile": "level0",
        "width": grid.width(),
        "height": grid.height(),
        "sizes": sizes,
        "tiles": [{ "width": TILE_PX, "height": TILE_PX, "scaleFactors": grid.scale_factors() }],
    })
}
