//! The geometry of a pyramid: which entries it has, in which order, under which
//! names. Writer and reader share it, so a place in the order is arithmetic.

/// Side of a tile, in pixels.
pub const TILE_PX: u32 = 512;
/// Longer sides of the whole pictures, in pixels.
const WHOLE_PX: [u32; 4] = [256, 512, 1024, 2048];

/// A part of a picture, in its own pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Region {
    /// Distance from the left edge.
    pub x: u32,
    /// Distance from the top edge.
    pub y: u32,
    /// Width, at least 1.
    pub width: u32,
    /// Height, at least 1.
    pub height: u32,
}

/// The levels, tiles and whole pictures of a picture of some size. Level 0 is the largest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grid {
    width: u32,
    height: u32,
    sizes: Vec<(u32, u32)>,
    /// Index of the first tile of each level; the last one is the count of entries.
    starts: Vec<usize>,
}

impl Grid {
    /// Lays the grid over a picture; both sides are at least 1.
    pub fn new(width: u32, height: u32) -> Grid {
        let mut grid = Grid { width: width.max(1), height: height.max(1), sizes: Vec::new(), starts: Vec::new() };
        grid.sizes = grid.whole_sizes();
        let mut next = 1 + grid.sizes.len();
        for level in 0..grid.levels() {
            grid.starts.push(next);
            next += if grid.shared_size(level).is_some() { 0 } else { grid.tiles(level) };
        }
        grid.starts.push(next);
        grid
    }

    /// Returns the width of the picture.
    pub fn width(&self) -> u32 {
        self.width
    }

    /// Returns the height of the picture.
    pub fn height(&self) -> u32 {
        self.height
    }

    /// Returns the sizes of the whole pictures, smallest first.
    pub fn sizes(&self) -> &[(u32, u32)] {
        &self.sizes
    }

    /// Returns the count of levels: the last one is a single tile.
    pub fn levels(&self) -> u32 {
        self.width.max(self.height).div_ceil(TILE_PX).next_power_of_two().trailing_zeros() + 1
    }

    /// Returns how many times smaller each level is.
    pub fn scale_factors(&self) -> Vec<u32> {
        (0..self.levels()).map(|level| 1 << level).collect()
    }

    /// Returns the size of a level, rounded up.
    pub fn level_size(&self, level: u32) -> (u32, u32) {
        (self.width.div_ceil(1 << level), self.height.div_ceil(1 << level))
    }

    /// Returns the columns and rows of tiles of a level.
    pub fn columns_and_rows(&self, level: u32) -> (u32, u32) {
        let (width, height) = self.level_size(level);
        (width.div_ceil(TILE_PX), height.div_ceil(TILE_PX))
    }

    /// Returns the part of a level that a tile holds, in the pixels of the level.
    pub fn tile(&self, level: u32, column: u32, row: u32) -> Region {
        let (width, height) = self.level_size(level);
        let (x, y) = (column * TILE_PX, row * TILE_PX);
        Region { x, y, width: TILE_PX.min(width - x), height: TILE_PX.min(height - y) }
    }

    /// Returns the count of entries, `info.json` included.
    pub fn entries(&self) -> usize {
        self.starts.last().copied().unwrap_or_default()
    }

    /// Returns the place of a tile in the order of entries.
    pub fn tile_index(&self, level: u32, column: u32, row: u32) -> Option<usize> {
        if level >= self.levels() {
            return None;
        }
        let (columns, rows) = self.columns_and_rows(level);
        if column >= columns || row >= rows {
            return None;
        }
        let own = self.starts[level as usize] + (row * columns + column) as usize;
        Some(self.shared_size(level).map_or(own, |size| 1 + size))
    }

    /// Returns the name of a tile.
    pub fn tile_path(&self, level: u32, column: u32, row: u32) -> String {
        let tile = self.tile(level, column, row);
        if self.tiles(level) == 1 {
            return size_path((tile.width, tile.height));
        }
        let (x, y) = (tile.x << level, tile.y << level);
        let (width, height) = ((TILE_PX << level).min(self.width - x), (TILE_PX << level).min(self.height - y));
        format!("{x},{y},{width},{height}/{},{}/0/default.jpg", tile.width, tile.height)
    }

    /// Returns the names of all entries, in order.
    pub fn paths(&self) -> impl Iterator<Item = String> + '_ {
        let sizes = self.sizes.iter().copied().map(size_path);
        let levels = (0..self.levels()).filter(|level| self.shared_size(*level).is_none());
        let tiles = levels.flat_map(move |level| {
            let (columns, rows) = self.columns_and_rows(level);
            (0..rows).flat_map(move |row| (0..columns).map(move |column| self.tile_path(level, column, row)))
        });
        std::iter::once("info.json".to_owned()).chain(sizes).chain(tiles)
    }

    /// Returns the place of a name in the order of entries, without listing them.
    pub fn index_of(&self, path: &str) -> Option<usize> {
        if path == "info.json" {
            return Some(0);
        }
        if let Some(place) = self.sizes.iter().position(|size| size_path(*size) == path) {
            return Some(1 + place);
        }
        let last = self.levels() - 1;
        if path.starts_with("full/") {
            return self.tile_index(last, 0, 0).filter(|_| self.tile_path(last, 0, 0) == path);
        }
        let (region, rest) = path.split_once('/')?;
        let mut numbers = region.split(',').map(|number| number.parse::<u32>().ok());
        let (x, y) = (numbers.next()??, numbers.next()??);
        let size = rest.split('/').next()?;
        let wide: u32 = size.split(',').next()?.parse().ok()?;
        // Only an edge tile is narrower than its level's tiles, so several levels may have to be tried.
        (0..self.levels()).find_map(|level| {
            let (column, row) = (x / (TILE_PX << level), y / (TILE_PX << level));
            let index = self.tile_index(level, column, row)?;
            let is_meant = self.tile(level, column, row).width == wide && self.tile_path(level, column, row) == path;
            is_meant.then_some(index)
        })
    }

    fn tiles(&self, level: u32) -> usize {
        let (columns, rows) = self.columns_and_rows(level);
        columns as usize * rows as usize
    }

    /// Returns which whole picture is the one tile of this level, if one is.
    fn shared_size(&self, level: u32) -> Option<usize> {
        if self.tiles(level) != 1 {
            return None;
        }
        self.sizes.iter().position(|size| *size == self.level_size(level))
    }

    fn whole_sizes(&self) -> Vec<(u32, u32)> {
        let long = self.width.max(self.height);
        let scaled = |side: u32, to: u32| {
            ((u64::from(side) * u64::from(to) * 2 + u64::from(long)) / (2 * u64::from(long))).max(1) as u32
        };
        let smaller = WHOLE_PX.into_iter().filter(|to| *to < long);
        let mut sizes: Vec<_> = smaller.map(|to| (scaled(self.width, to), scaled(self.height, to))).collect();
        if long <= WHOLE_PX[3] {
            sizes.push((self.width, self.height));
        }
        sizes
    }
}

/// Returns the name of a whole picture.
pub fn size_path((width, height): (u32, u32)) -> String {
    format!("full/{width},{height}/0/default.jpg")
}
