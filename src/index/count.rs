//! Counting facet values over all hits: one look into a table of small numbers for each hit and facet.
//!
//! Why our own tables: the engine's columns are packed for the disk. Asked for documents far apart they cost a thousand times
//! what a table costs, and a count over everything four times as much. A table takes a byte or two a document and facet.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;

use tantivy::DocId;
use tantivy::Score;
use tantivy::Searcher;
use tantivy::SegmentOrdinal;
use tantivy::SegmentReader;
use tantivy::collector::Collector;
use tantivy::collector::SegmentCollector;
use tantivy::index::SegmentId;

/// Counts the values of several facets and all hits.
pub struct FacetCounts {
    /// Places of the facets among all of them.
    facets: Vec<usize>,
    tables: Arc<Vec<Arc<Table>>>,
}

/// Values and counts by facet, and the count of hits.
pub type Counted = (u64, Vec<HashMap<String, u64>>);

/// The tables of the segments that are searched.
#[derive(Clone)]
pub struct Tables {
    columns: Arc<[String]>,
    kept: Arc<Mutex<Arc<Vec<Arc<Table>>>>>,
}

/// The facets of the documents of one segment.
pub struct Table {
    segment: SegmentId,
    facets: Vec<Facet>,
}

/// One facet of the documents of one segment.
#[derive(Default)]
struct Facet {
    values: Vec<String>,
    numbers: Numbers,
}

/// Which value each document has; one that has none has the number after the last.
enum Numbers {
    Bytes(Vec<u8>),
    Shorts(Vec<u16>),
    Longs(Vec<u32>),
    /// Several values: where those of each document begin, and all of them.
    Many(Vec<u32>, Vec<u32>),
}

impl Default for Numbers {
    fn default() -> Numbers {
        Numbers::Many(Vec::new(), Vec::new())
    }
}

impl Tables {
    /// Makes the tables of these columns, none of them filled.
    pub fn new(columns: impl Iterator<Item = String>) -> Tables {
        Tables { columns: columns.collect(), kept: Arc::default() }
    }

    /// Counts all facets.
    pub fn all(&self, searcher: &Searcher) -> tantivy::Result<FacetCounts> {
        self.some(searcher, (0..self.columns.len()).collect())
    }

    /// Counts those at these places.
    pub fn some(&self, searcher: &Searcher, facets: Vec<usize>) -> tantivy::Result<FacetCounts> {
        Ok(FacetCounts { facets, tables: self.of(searcher)? })
    }

    /// Returns the tables of the segments of a searcher; those of segments it shares with the last are not made again.
    pub fn of(&self, searcher: &Searcher) -> tantivy::Result<Arc<Vec<Arc<Table>>>> {
        let readers = searcher.segment_readers();
        let known = Arc::clone(&self.kept.lock().unwrap_or_else(PoisonError::into_inner));
        if known.iter().map(|table| table.segment).eq(readers.iter().map(SegmentReader::segment_id)) {
            return Ok(known);
        }
        let table = |reader: &SegmentReader| {
            let known = known.iter().find(|table| table.segment == reader.segment_id());
            known.map_or_else(|| Table::read(reader, &self.columns).map(Arc::new), |table| Ok(Arc::clone(table)))
        };
        let tables = Arc::new(readers.iter().map(table).collect::<tantivy::Result<Vec<_>>>()?);
        *self.kept.lock().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&tables);
        Ok(tables)
    }
}

impl Table {
    fn read(reader: &SegmentReader, columns: &[String]) -> tantivy::Result<Table> {
        let facets = columns.iter().map(|column| Facet::read(reader, column)).collect::<tantivy::Result<_>>()?;
        Ok(Table { segment: reader.segment_id(), facets })
    }
}

impl Facet {
    fn read(reader: &SegmentReader, column: &str) -> tantivy::Result<Facet> {
        let Some(column) = reader.fast_fields().str(column)? else { return Ok(Facet::default()) };
        let count = column.num_terms();
        let mut values = Vec::with_capacity(count);
        for ord in 0..count {
            let mut value = String::new();
            column.ord_to_str(ord as u64, &mut value)?;
            values.push(value);
        }
        let (mut starts, mut all, mut most) = (Vec::with_capacity(reader.max_doc() as usize + 1), Vec::new(), 0);
        for doc in 0..reader.max_doc() {
            starts.push(all.len() as u32);
            all.extend(column.term_ords(doc).map(|ord| ord as u32));
            most = most.max(all.len() as u32 - starts[doc as usize]);
        }
        starts.push(all.len() as u32);
        if most > 1 {
            return Ok(Facet { values, numbers: Numbers::Many(starts, all) });
        }
        let of = |pair: &[u32]| if pair[0] == pair[1] { count } else { all[pair[0] as usize] as usize };
        let each = starts.windows(2).map(of);
        let numbers = match count {
            0..=254 => Numbers::Bytes(each.map(|number| number as u8).collect()),
            255..=65_534 => Numbers::Shorts(each.map(|number| number as u16).collect()),
            _ => Numbers::Longs(each.map(|number| number as u32).collect()),
        };
        Ok(Facet { values, numbers })
    }

    fn count(&self, docs: &[DocId], counts: &mut [u64]) {
        match &self.numbers {
            Numbers::Bytes(numbers) => docs.iter().for_each(|doc| counts[usize::from(numbers[*doc as usize])] += 1),
            Numbers::Shorts(numbers) => docs.iter().for_each(|doc| counts[usize::from(numbers[*doc as usize])] += 1),
            Numbers::Longs(numbers) => docs.iter().for_each(|doc| counts[numbers[*doc as usize] as usize] += 1),
            Numbers::Many(starts, _) if starts.is_empty() => {}
            Numbers::Many(starts, all) => docs.iter().for_each(|doc| {
                let (from, to) = (starts[*doc as usize] as usize, starts[*doc as usize + 1] as usize);
                all[from..to].iter().for_each(|number| counts[*number as usize] += 1);
            }),
        }
    }
}

/// The counting of one segment.
pub struct SegmentCounts {
    total: u64,
    table: Arc<Table>,
    /// Facets and how often each of their values was met, last the documents without one.
    facets: Vec<(usize, Vec<u64>)>,
}

impl Collector for FacetCounts {
    type Fruit = Counted;
    type Child = SegmentCounts;

    fn for_segment(&self, ord: SegmentOrdinal, segment: &SegmentReader) -> tantivy::Result<SegmentCounts> {
        let table = self.tables.get(ord as usize).filter(|table| table.segment == segment.segment_id());
        let table =
            table.ok_or_else(|| tantivy::TantivyError::InternalError("a segment without a table".to_owned()))?;
        let zeros = |place: &usize| (*place, vec![0; table.facets[*place].values.len() + 1]);
        Ok(SegmentCounts { total: 0, table: Arc::clone(table), facets: self.facets.iter().map(zeros).collect() })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, segments: Vec<Counted>) -> tantivy::Result<Counted> {
        let mut total = 0;
        let mut merged = vec![HashMap::new(); self.facets.len()];
        for (count, columns) in segments {
            total += count;
            for (into, from) in merged.iter_mut().zip(columns) {
                for (value, count) in from {
                    *into.entry(value).or_insert(0) += count;
                }
            }
        }
        Ok((total, merged))
    }
}

impl SegmentCollector for SegmentCounts {
    type Fruit = Counted;

    fn collect(&mut self, doc: DocId, _: Score) {
        self.collect_block(&[doc]);
    }

    fn collect_block(&mut self, docs: &[DocId]) {
        self.total += docs.len() as u64;
        for (place, counts) in &mut self.facets {
            self.table.facets[*place].count(docs, counts);
        }
    }

    fn harvest(self) -> Counted {
        let table = &self.table;
        let named = |(place, counts): (usize, Vec<u64>)| {
            let values = table.facets[place].values.iter().zip(counts).filter(|(_, count)| *count > 0);
            values.map(|(value, count)| (value.clone(), count)).collect()
        };
        (self.total, self.facets.into_iter().map(named).collect())
    }
}
