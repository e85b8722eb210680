//! Building while rows arrive, from the top, any number at a time: of each level no more is held than a band one tile
//! high. Rows are halved into the next level at once; a full band becomes tiles; whole pictures are shrunk row by row.
//! Refuses to hold a large level whole, so that a scan of a thousand megapixels takes no more memory than its width asks for.

use std::io::Write;

use serde_json::json;

use crate::base::picture::Picture;
use crate::media::encode;
use crate::media::encode::Fineness;
use crate::media::error::MediaError;
use crate::media::pyramid::grid::Grid;
use crate::media::pyramid::grid::Region;
use crate::media::pyramid::grid::TILE_PX;
use crate::media::pyramid::grid::size_path;
use crate::media::pyramid::shrink::Shrink;
use crate::media::pyramid::store::Store;
use crate::media::resample::halve_row;

/// Bytes of halved rows that are gathered before they are handed down: few enough to stay in the cache.
const HALVES_BYTES: usize = 128 << 10;

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

/// Writes the pyramid of a picture that is in memory.
pub fn build(picture: Picture, out: &mut impl Write) -> Result<Built, MediaError> {
    let mut builder = Builder::new(picture.width, picture.height, out)?;
    builder.push(&picture.rgb)?;
    builder.finish()
}

/// A pyramid being built.
pub struct Builder<'a, W: Write> {
    grid: Grid,
    store: Store<'a, W>,
    levels: Vec<Level>,
    shrinks: Vec<Shrink>,
    tile_rgb: Vec<u8>,
    encoded: Vec<u8>,
    fineness: Fineness,
    /// The level that rows arrive of.
    first: u32,
    /// Tiles that came as they are.
    given: usize,
    /// Rows of a small picture, which is looked at whole before any of it is encoded.
    held: Option<Vec<u8>>,
}

/// What is held of a level.
#[derive(Default)]
struct Level {
    /// How many rows have arrived.
    arrived: u32,
    /// Rows of the present band, where they did not arrive a band at a time.
    band: Vec<u8>,
    /// A row that waits for the one below it.
    waiting: Vec<u8>,
    /// Room for rows of the level below.
    halves: Vec<u8>,
}

impl<'a, W: Write> Builder<'a, W> {
    /// Begins the pyramid of a picture of that size.
    pub fn new(width: u32, height: u32, out: &'a mut W) -> Result<Builder<'a, W>, MediaError> {
        Builder::begin(width, height, 0, out)
    }

    /// Begins a pyramid whose tiles of level 0 come as they are, by `add_tile`, and its rows half as large as the picture.
    /// Refuses pictures of whose level 0 more is needed.
    pub fn below(width: u32, height: u32, out: &'a mut W) -> Result<Builder<'a, W>, MediaError> {
        match Builder::<W>::can_begin_below(width, height) {
            true => Builder::begin(width, height, 1, out),
            false => Err(MediaError::pyramid("whole pictures of the largest level, which does not arrive")),
        }
    }

    /// Returns true for pictures of whose level 0 nothing is made but its tiles.
    pub fn can_begin_below(width: u32, height: u32) -> bool {
        let grid = Grid::new(width, height);
        !Fineness::is_chosen(width, height) && shrinks(&grid).iter().all(|shrink| shrink.level > 0)
    }

    fn begin(width: u32, height: u32, first: u32, out: &'a mut W) -> Result<Builder<'a, W>, MediaError> {
        if width == 0 || height == 0 {
            return Err(MediaError::damaged("a picture without pixels"));
        }
        let grid = Grid::new(width, height);
        let mut builder = Builder {
            shrinks: shrinks(&grid),
            store: Store::new(out),
            levels: (0..grid.levels()).map(|_| Level::default()).collect(),
            grid,
            tile_rgb: Vec::new(),
            encoded: Vec::new(),
            fineness: Fineness::PLAIN,
            first,
            given: 0,
            held: Fineness::is_chosen(width, height).then(Vec::new),
        };
        builder.store.add(0, "info.json", info(&builder.grid).to_string().as_bytes())?;
        Ok(builder)
    }

    /// Takes a tile of level 0 as it is, each of them once.
    pub fn add_tile(&mut self, column: u32, row: u32, bytes: &[u8]) -> Result<(), MediaError> {
        let index = self.grid.tile_index(0, column, row).filter(|_| self.first > 0);
        let index = index.ok_or_else(|| MediaError::pyramid("a tile that has no place"))?;
        self.given += 1;
        self.store.add(index, &self.grid.tile_path(0, column, row), bytes)
    }

    /// Takes the next rows, three bytes a pixel. A band of 512 rows at a time, beginning with the first, costs no copy.
    pub fn push(&mut self, rows: &[u8]) -> Result<(), MediaError> {
        let Some(held) = &mut self.held else { return self.take(self.first, rows) };
        let (width, height) = (self.grid.width(), self.grid.height());
        let (stride, whole) = (width as usize * 3, width as usize * height as usize * 3);
        if !rows.len().is_multiple_of(stride) || held.len() + rows.len() > whole {
            return Err(MediaError::damaged("another count of samples than the size leads to"));
        }
        held.extend_from_slice(rows);
        if held.len() < whole {
            return Ok(());
        }
        let held = std::mem::take(held);
        self.held = None;
        self.fineness = Fineness::of(&held, width, height)?;
        self.take(0, &held)
    }

    /// Writes what closes the pyramid; every row must have arrived, and every tile that comes as it is.
    pub fn finish(self) -> Result<Built, MediaError> {
        let (columns, rows) = self.grid.columns_and_rows(0);
        let given = if self.first > 0 { columns as usize * rows as usize } else { 0 };
        if self.levels[self.first as usize].arrived < self.grid.level_size(self.first).1 || self.given != given {
            return Err(MediaError::Truncated);
        }
        self.store.finish()?;
        let grid = self.grid;
        let tiles = grid.entries() - 1 - grid.sizes().len();
        Ok(Built { width: grid.width(), height: grid.height(), sizes: grid.sizes().to_vec(), tiles })
    }

    fn take(&mut self, level: u32, rows: &[u8]) -> Result<(), MediaError> {
        let (width, height) = self.grid.level_size(level);
        let stride = width as usize * 3;
        let count = rows.len() / stride;
        if !rows.len().is_multiple_of(stride) || count > (height - self.levels[level as usize].arrived) as usize {
            return Err(MediaError::damaged("another count of samples than the size leads to"));
        }
        self.shrink(level, rows)?;
        self.cut(level, rows)?;
        self.levels[level as usize].arrived += count as u32;
        self.halve(level, rows)
    }

    /// Hands rows of a level to the whole pictures that are made of it.
    fn shrink(&mut self, level: u32, rows: &[u8]) -> Result<(), MediaError> {
        for shrink in self.shrinks.iter_mut().filter(|shrink| shrink.level == level) {
            if let Some((rgb, (width, height))) = shrink.take(rows)? {
                encode::whole(rgb, width, height, self.fineness, &mut self.encoded)?;
                self.store.add(shrink.index, &size_path((width, height)), &self.encoded)?;
                shrink.forget();
            }
        }
        Ok(())
    }

    /// Cuts rows of a level into tiles, a band at a time.
    fn cut(&mut self, level: u32, rows: &[u8]) -> Result<(), MediaError> {
        if self.grid.tile_index(level, 0, 0).is_some_and(|index| index <= self.grid.sizes().len()) {
            return Ok(());
        }
        let (width, height) = self.grid.level_size(level);
        let stride = width as usize * 3;
        let mut band = std::mem::take(&mut self.levels[level as usize].band);
        let (mut y, mut rest) = (self.levels[level as usize].arrived, rows);
        while !rest.is_empty() {
            let row = y / TILE_PX;
            let tall = stride * TILE_PX.min(height - row * TILE_PX) as usize;
            let (piece, after) = rest.split_at((tall - band.len()).min(rest.len()));
            if piece.len() == tall {
                self.encode(level, row, piece)?;
            } else {
                band.reserve_exact(tall - band.len());
                band.extend_from_slice(piece);
                if band.len() == tall {
                    self.encode(level, row, &band)?;
                    band.clear();
                }
            }
            y += (piece.len() / stride) as u32;
            rest = after;
        }
        self.levels[level as usize].band = if y == height { Vec::new() } else { band };
        Ok(())
    }

    fn encode(&mut self, level: u32, row: u32, band: &[u8]) -> Result<(), MediaError> {
        let stride = self.grid.level_size(level).0 as usize * 3;
        for column in 0..self.grid.columns_and_rows(level).0 {
            let Region { x, width, height, .. } = self.grid.tile(level, column, row);
            let (start, length) = (x as usize * 3, width as usize * 3);
            self.tile_rgb.clear();
            for line in band.chunks_exact(stride) {
                self.tile_rgb.extend_from_slice(&line[start..start + length]);
            }
            encode::tile(&self.tile_rgb, width, height, self.fineness, &mut self.encoded)?;
            let index = self.grid.tile_index(level, column, row).unwrap_or_default();
            self.store.add(index, &self.grid.tile_path(level, column, row), &self.encoded)?;
        }
        Ok(())
    }

    /// Hands rows of a level down at half their size; an odd edge counts twice.
    fn halve(&mut self, level: u32, rows: &[u8]) -> Result<(), MediaError> {
        if level + 1 == self.grid.levels() {
            return Ok(());
        }
        let (width, height) = self.grid.level_size(level);
        let (stride, half_stride) = (width as usize * 3, width.div_ceil(2) as usize * 3);
        let own = &mut self.levels[level as usize];
        let is_last = own.arrived == height;
        let (mut waiting, mut halves) = (std::mem::take(&mut own.waiting), std::mem::take(&mut own.halves));
        let mut rest = rows;
        while !rest.is_empty() {
            halves.clear();
            while halves.len() < HALVES_BYTES && !rest.is_empty() {
                let (row, below) = rest.split_at(stride);
                let (upper, lower, after) = if !waiting.is_empty() {
                    (waiting.as_slice(), row, below)
                } else if !below.is_empty() {
                    (row, &below[..stride], &below[stride..])
                } else if is_last {
                    (row, row, below)
                } else {
                    waiting.extend_from_slice(row);
                    rest = below;
                    break;
                };
                let from = halves.len();
                halves.resize(from + half_stride, 0);
                halve_row(upper, lower, &mut halves[from..]);
                waiting.clear();
                rest = after;
            }
            self.take(level + 1, &halves)?;
        }
        let own = &mut self.levels[level as usize];
        (own.waiting, own.halves) = (waiting, halves);
        Ok(())
    }
}

fn shrinks(grid: &Grid) -> Vec<Shrink> {
    let levels: Vec<(u32, u32)> = (0..grid.levels()).map(|level| grid.level_size(level)).collect();
    grid.sizes().iter().enumerate().map(|(place, size)| Shrink::new(&levels, *size, 1 + place)).collect()
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
