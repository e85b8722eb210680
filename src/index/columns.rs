//! Years and points of the documents of a segment, in memory: what a timeline, a map, and filters by either look at for every
//! hit. Twelve bytes a document; the engine's columns, packed for the disk, cost ten times as much to look into.

use tantivy::DocId;
use tantivy::SegmentReader;
use tantivy::columnar::Column;

/// Documents whose values are read at once.
const BLOCK: usize = 1_024;
/// Millionths of a degree.
const MILLION: f64 = 1e6;
/// No year: the first lies behind the last.
const NO_YEARS: (i16, i16) = (i16::MAX, i16::MIN);
/// No point.
const NOWHERE: (i32, i32) = (i32::MIN, i32::MIN);

/// The columns of a segment.
#[derive(Debug, Default)]
pub struct Columns {
    years: Vec<(i16, i16)>,
    points: Vec<(i32, i32)>,
}

impl Columns {
    /// Reads the columns of a segment. One that has no such column has no values.
    pub fn read(reader: &SegmentReader) -> Columns {
        let fast = reader.fast_fields();
        let year = |year: i64| year.clamp(i64::from(i16::MIN) + 1, i64::from(i16::MAX) - 1) as i16;
        let years = pairs(reader, [fast.i64("year_min").ok(), fast.i64("year_max").ok()]);
        let years = years.into_iter().map(|pair| pair.map_or(NO_YEARS, |(first, last)| (year(first), year(last))));
        let degrees = |degrees: f64| (degrees * MILLION).round() as i32;
        let points = pairs(reader, [fast.f64("lat").ok(), fast.f64("lon").ok()]);
        let points = points.into_iter().map(|pair| pair.map_or(NOWHERE, |(lat, lon)| (degrees(lat), degrees(lon))));
        Columns { years: years.collect(), points: points.collect() }
    }

    /// Returns the first and the last year of a document.
    pub fn years(&self, doc: DocId) -> Option<(i32, i32)> {
        let (first, last) = self.years.get(doc as usize).copied().filter(|pair| *pair != NO_YEARS)?;
        Some((i32::from(first), i32::from(last)))
    }

    /// Returns the latitude and longitude of a document, in millionths of a degree.
    pub fn point(&self, doc: DocId) -> Option<(i32, i32)> {
        self.points.get(doc as usize).copied().filter(|point| *point != NOWHERE)
    }

    /// Says whether a document may fall between two years, each where it is given.
    pub fn is_between(&self, doc: DocId, from: Option<i32>, until: Option<i32>) -> bool {
        self.years(doc).is_some_and(|(first, last)| {
            from.is_none_or(|from| last >= from) && until.is_none_or(|until| first <= until)
        })
    }

    /// Says whether a document lies in a box of west, south, east and north, in millionths of a degree.
    pub fn is_within(&self, doc: DocId, [west, south, east, north]: [i64; 4]) -> bool {
        self.point(doc).is_some_and(|(lat, lon)| {
            (south..=north).contains(&i64::from(lat)) && (west..=east).contains(&i64::from(lon))
        })
    }
}

/// Reads two columns side by side: a document has both values or neither.
fn pairs<T>(reader: &SegmentReader, columns: [Option<Column<T>>; 2]) -> Vec<Option<(T, T)>>
where
    T: PartialOrd + Copy + std::fmt::Debug + Send + Sync + Default + 'static,
{
    let [Some(one), Some(other)] = columns else { return Vec::new() };
    let docs: Vec<DocId> = (0..reader.max_doc()).collect();
    let mut pairs = Vec::with_capacity(docs.len());
    let (mut ones, mut others) = (vec![None; BLOCK], vec![None; BLOCK]);
    for block in docs.chunks(BLOCK) {
        let (ones, others) = (&mut ones[..block.len()], &mut others[..block.len()]);
        ones.fill(None);
        others.fill(None);
        one.first_vals(block, ones);
        other.first_vals(block, others);
        pairs.extend(ones.iter().zip(others.iter()).map(|(one, other)| (*one).zip(*other)));
    }
    pairs
}
