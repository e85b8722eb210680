//! Clusters for a map: one pass over the points of all hits, counted exactly into the cells of a grid. A point is the one the
//! document holds, at public precision: nothing here can tell more of a place than its page does.

use std::sync::Arc;

use tantivy::DocAddress;
use tantivy::TantivyDocument;
use tantivy::schema::Value as _;

use crate::base::id::RecordId;
use crate::index::Audience;
use crate::index::Index;
use crate::index::IndexError;
use crate::index::count::Kept;
use crate::index::hits::Hits;
use crate::index::wanted::Wanted;
use crate::model::search::Search;

/// Most clusters of one answer: more would lie on one another in any window.
pub const CLUSTERS: usize = 200;
/// Side of a cell in pixels of the map: two markers of 44 pixels do not touch when they stand in the middle of theirs.
const CELL_PX: f64 = 60.0;
/// Degrees of latitude a pixel stands for, to those of longitude: right at the latitude of Đà Nẵng, near enough elsewhere.
const SQUARE: f64 = 0.96;
/// Most cells along a side of the grid.
const SIDE: usize = 96;
/// The whole world, in millionths of a degree.
const WORLD: [i64; 4] = [-180_000_000, -90_000_000, 180_000_000, 90_000_000];

/// Hits that lie close together at a zoom; or one alone.
#[derive(Debug, Clone, PartialEq)]
pub struct Cluster {
    /// How many.
    pub count: u64,
    /// The mean of their latitudes.
    pub lat: f64,
    /// The mean of their longitudes.
    pub lon: f64,
    /// West, south, east, north of them all.
    pub bbox: [f64; 4],
    /// The record, when it is one alone.
    pub id: Option<RecordId>,
}

/// Where the hits of a search lie.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Clusters {
    /// From north to south, those of one row from west to east.
    pub list: Vec<Cluster>,
    /// How many hits have a place in the box: the sum of the counts.
    pub placed: u64,
    /// How many hits there are, whether in the box or not and whether they have a place or not.
    pub total: u64,
}

impl Index {
    /// Tells where the hits of a search lie within its box, at a zoom of the usual tiles; without a box, or in one too large for
    /// that zoom, as coarsely as a grid of so many cells does. Blocking.
    pub fn clusters(&self, search: &Search, zoom: u8, audience: Audience) -> Result<Clusters, IndexError> {
        let searcher = self.reader.searcher();
        let question = (search.clone(), zoom, audience);
        if let Some(clusters) = self.clusters.find(&searcher, &question) {
            return Ok((*clusters).clone());
        }
        let grid = Grid::new(search.bbox.unwrap_or(WORLD), zoom);
        // The box is the grid's: what lies outside of it counts into the total.
        let search = Search { bbox: None, ..search.clone() };
        let kept = self.tables.of(&searcher)?;
        let ask = |wanted: &Wanted| -> Result<Counted, IndexError> {
            Ok(grid.counted(&kept, &self.found(&searcher, &kept, &search, wanted, audience)?))
        };
        let (wanted, reading, _) = self.wanted(&searcher, &search.q, audience)?;
        let mut counted = ask(&wanted)?;
        if counted.total == 0
            && let Some((other, _)) = self.wanted_again(&searcher, &wanted, &reading, audience)?
        {
            counted = ask(&other)?;
        }
        let mut list = Vec::new();
        let rows = grid.merged(counted.cells);
        for cell in rows {
            let id = match cell.count {
                1 => {
                    let doc: TantivyDocument = searcher.doc(cell.first)?;
                    doc.get_first(self.fields.id).and_then(|id| id.as_str()?.parse().ok())
                }
                _ => None,
            };
            list.push(cell.cluster(id));
        }
        let placed = list.iter().map(|cluster| cluster.count).sum();
        let clusters = Clusters { placed, total: counted.total, list };
        let bytes = 100 * (clusters.list.len() as u64 + 10);
        self.clusters.keep(&searcher, question, Arc::new(clusters.clone()), bytes);
        Ok(clusters)
    }
}

/// A grid over a box; its lines depend on the zoom alone, so that clusters stay where they are while a map is moved.
#[derive(Debug, Clone)]
struct Grid {
    west: f64,
    south: f64,
    east: f64,
    north: f64,
    /// Degrees of a cell.
    across: f64,
    up: f64,
    /// The first cell, counted from the meridian and the equator.
    left: i64,
    bottom: i64,
    columns: usize,
    rows: usize,
}

impl Grid {
    fn new(bbox: [i64; 4], zoom: u8) -> Grid {
        let [west, south, east, north] = bbox.map(|side| side as f64 / 1e6);
        let mut across = CELL_PX * 360.0 / 256.0 / f64::from(1_u32 << zoom.min(24));
        loop {
            let up = across * SQUARE;
            let cell = |at: f64, step: f64| (at / step).floor() as i64;
            let (left, bottom) = (cell(west, across), cell(south, up));
            let side = |from: i64, to: i64| usize::try_from(to - from + 1).unwrap_or(0);
            let (columns, rows) = (side(left, cell(east, across)), side(bottom, cell(north, up)));
            if columns <= SIDE && rows <= SIDE {
                return Grid { west, south, east, north, across, up, left, bottom, columns, rows };
            }
            across *= 2.0;
        }
    }

    /// Returns the cell of a point, `None` outside of the box.
    fn cell(&self, lat: f64, lon: f64) -> Option<usize> {
        if lat < self.south || lat > self.north || lon < self.west || lon > self.east {
            return None;
        }
        let column = (lon / self.across).floor() as i64 - self.left;
        let row = (lat / self.up).floor() as i64 - self.bottom;
        Some(row as usize * self.columns + column as usize)
    }

    /// Counts the points of hits into the cells.
    fn counted(&self, kept: &Kept, hits: &Hits) -> Counted {
        let mut cells = vec![Cell::default(); self.columns * self.rows];
        for (ord, (table, docs)) in kept.tables.iter().zip(hits.segments()).enumerate() {
            for doc in docs {
                let Some((lat, lon)) = table.columns.point(*doc) else { continue };
                let (lat, lon) = (f64::from(lat) / 1e6, f64::from(lon) / 1e6);
                if let Some(cell) = self.cell(lat, lon).and_then(|cell| cells.get_mut(cell)) {
                    cell.add(lat, lon, DocAddress::new(ord as u32, *doc));
                }
            }
        }
        Counted { total: hits.total(), cells }
    }

    /// Returns the cells that hold anything, from north to south; four become one until they are few enough.
    fn merged(&self, cells: Vec<Cell>) -> Vec<Cell> {
        let (mut cells, mut columns, mut left, mut bottom) = (cells, self.columns, self.left, self.bottom);
        while cells.iter().filter(|cell| cell.count > 0).count() > CLUSTERS {
            let rows = cells.len() / columns;
            let last = (left + columns as i64 - 1).div_euclid(2);
            let (new_left, new_bottom) = (left.div_euclid(2), bottom.div_euclid(2));
            let wide = usize::try_from(last - new_left + 1).unwrap_or(1);
            let high = usize::try_from((bottom + rows as i64 - 1).div_euclid(2) - new_bottom + 1).unwrap_or(1);
            let mut fewer = vec![Cell::default(); wide * high];
            for (at, cell) in cells.iter().enumerate().filter(|(_, cell)| cell.count > 0) {
                let column = (left + (at % columns) as i64).div_euclid(2) - new_left;
                let row = (bottom + (at / columns) as i64).div_euclid(2) - new_bottom;
                fewer[row as usize * wide + column as usize].join(cell);
            }
            (cells, columns, left, bottom) = (fewer, wide, new_left, new_bottom);
        }
        if columns == 0 {
            return Vec::new();
        }
        cells.chunks(columns).rev().flatten().filter(|cell| cell.count > 0).copied().collect()
    }
}

/// What lies in a cell.
#[derive(Debug, Clone, Copy)]
struct Cell {
    count: u64,
    lats: f64,
    lons: f64,
    bbox: [f64; 4],
    first: DocAddress,
}

impl Default for Cell {
    fn default() -> Cell {
        let none = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];
        Cell { count: 0, lats: 0.0, lons: 0.0, bbox: none, first: DocAddress::new(0, 0) }
    }
}

impl Cell {
    fn add(&mut self, lat: f64, lon: f64, at: DocAddress) {
        self.join(&Cell { count: 1, lats: lat, lons: lon, bbox: [lon, lat, lon, lat], first: at });
    }

    fn join(&mut self, other: &Cell) {
        if self.count == 0 {
            *self = *other;
            return;
        }
        self.count += other.count;
        self.lats += other.lats;
        self.lons += other.lons;
        for side in 0..2 {
            self.bbox[side] = self.bbox[side].min(other.bbox[side]);
            self.bbox[side + 2] = self.bbox[side + 2].max(other.bbox[side + 2]);
        }
    }

    fn cluster(&self, id: Option<RecordId>) -> Cluster {
        let many = self.count.max(1) as f64;
        Cluster { count: self.count, lat: self.lats / many, lon: self.lons / many, bbox: self.bbox, id }
    }
}

/// What was counted.
struct Counted {
    total: u64,
    cells: Vec<Cell>,
}

#[cfg(test)]
mod tests;
