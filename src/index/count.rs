//! Counting facet values over all hits: one pass over the ordinals of each facet's column.

use std::collections::HashMap;

use tantivy::DocId;
use tantivy::Score;
use tantivy::SegmentOrdinal;
use tantivy::SegmentReader;
use tantivy::collector::Collector;
use tantivy::collector::SegmentCollector;
use tantivy::columnar::StrColumn;

/// Counts the values of several facets and all hits.
pub struct FacetCounts {
    /// Names of the columns.
    pub columns: Vec<String>,
}

/// Values and counts by column, and the count of hits.
pub type Counted = (u64, Vec<HashMap<String, u64>>);

/// The counting of one segment.
pub struct SegmentCounts {
    total: u64,
    columns: Vec<Option<(StrColumn, Vec<u64>)>>,
    /// Room for a block of hits: which of them have values, in which rows, and the values' numbers.
    owners: Vec<DocId>,
    rows: Vec<u32>,
    ords: Vec<u64>,
}

impl Collector for FacetCounts {
    type Fruit = Counted;
    type Child = SegmentCounts;

    fn for_segment(&self, _: SegmentOrdinal, segment: &SegmentReader) -> tantivy::Result<SegmentCounts> {
        let mut columns = Vec::with_capacity(self.columns.len());
        for name in &self.columns {
            let column = segment.fast_fields().str(name)?;
            columns.push(column.map(|column| {
                let counts = vec![0; column.num_terms()];
                (column, counts)
            }));
        }
        Ok(SegmentCounts { total: 0, columns, owners: Vec::new(), rows: Vec::new(), ords: Vec::new() })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, segments: Vec<Counted>) -> tantivy::Result<Counted> {
        let mut total = 0;
        let mut merged = vec![HashMap::new(); self.columns.len()];
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
        self.total += 1;
        for (column, counts) in self.columns.iter_mut().flatten() {
            for ord in column.term_ords(doc) {
                counts[ord as usize] += 1;
            }
        }
    }

    fn collect_block(&mut self, docs: &[DocId]) {
        self.total += docs.len() as u64;
        let SegmentCounts { columns, owners, rows, ords, .. } = self;
        for (column, counts) in columns.iter_mut().flatten() {
            owners.clear();
            rows.clear();
            column.ords().row_ids_for_docs(docs, owners, rows);
            ords.resize(rows.len(), 0);
            column.ords().values.get_vals(rows, ords);
            for ord in ords.iter() {
                counts[*ord as usize] += 1;
            }
        }
    }

    fn harvest(self) -> Counted {
        let columns = self.columns.into_iter().map(|column| column.map(named).unwrap_or_default()).collect();
        (self.total, columns)
    }
}

fn named((column, counts): (StrColumn, Vec<u64>)) -> HashMap<String, u64> {
    let mut values = HashMap::new();
    for (ord, count) in counts.into_iter().enumerate().filter(|(_, count)| *count > 0) {
        let mut value = String::new();
        if column.ord_to_str(ord as u64, &mut value).is_ok_and(|found| found) {
            values.insert(value, count);
        }
    }
    values
}
