//! The first hits by a field: name, its length, first year, last change. What has none comes last; equal ones stand in the
//! index's order.

use std::collections::BinaryHeap;

use tantivy::DocAddress;
use tantivy::DocId;
use tantivy::Searcher;
use tantivy::columnar::Column;
use tantivy::schema::Field;

use crate::index::hits::Hits;

/// Documents whose keys are read at once.
const BLOCK: usize = 1_024;

/// Returns the first hits by the value of a column of numbers, the smallest first or the greatest.
pub fn by_number(
    searcher: &Searcher,
    hits: &Hits,
    column: &str,
    is_falling: bool,
    limit: usize,
) -> tantivy::Result<Vec<DocAddress>> {
    let mut first = BinaryHeap::with_capacity(limit + 1);
    for (ord, (reader, docs)) in searcher.segment_readers().iter().zip(hits.segments()).enumerate() {
        let column = reader.fast_fields().i64(column).ok();
        let key = |value: i64| if is_falling { value.saturating_neg() } else { value };
        each(column.as_ref(), docs, |doc, value| {
            let key = value.map_or((true, 0), |value| (false, key(value)));
            take(&mut first, limit, (key, DocAddress::new(ord as u32, doc)));
        });
    }
    Ok(first.into_sorted_vec().into_iter().map(|(_, at)| at).collect())
}

/// Returns the first hits by the text of a column, in the order of its bytes. The texts are compared between segments alone:
/// within one their numbers stand in the same order.
pub fn by_text(searcher: &Searcher, hits: &Hits, column: &str, limit: usize) -> tantivy::Result<Vec<DocAddress>> {
    let mut all = Vec::new();
    for (ord, (reader, docs)) in searcher.segment_readers().iter().zip(hits.segments()).enumerate() {
        let column = reader.fast_fields().str(column)?;
        let mut first = BinaryHeap::with_capacity(limit + 1);
        each(column.as_ref().map(|column| column.ords()), docs, |doc, value| {
            take(&mut first, limit, (value.unwrap_or(u64::MAX), doc));
        });
        for (number, doc) in first {
            let mut text = String::new();
            let is_known = match &column {
                Some(column) if number != u64::MAX => column.ord_to_str(number, &mut text)?,
                _ => false,
            };
            all.push(((!is_known, text), DocAddress::new(ord as u32, doc)));
        }
    }
    all.sort();
    Ok(all.into_iter().take(limit).map(|(_, at)| at).collect())
}

/// Returns the first hits by how long a field of theirs is, the shortest first.
pub fn by_length(searcher: &Searcher, hits: &Hits, field: Field, limit: usize) -> tantivy::Result<Vec<DocAddress>> {
    let mut first = BinaryHeap::with_capacity(limit + 1);
    for (ord, (reader, docs)) in searcher.segment_readers().iter().zip(hits.segments()).enumerate() {
        let Some(lengths) = reader.fieldnorms_readers().get_field(field)? else { continue };
        for doc in docs {
            take(&mut first, limit, (lengths.fieldnorm_id(*doc), DocAddress::new(ord as u32, *doc)));
        }
    }
    Ok(first.into_sorted_vec().into_iter().map(|(_, at)| at).collect())
}

fn take<T: Ord>(first: &mut BinaryHeap<T>, limit: usize, one: T) {
    if first.len() < limit {
        first.push(one);
    } else if let Some(mut last) = first.peek_mut()
        && one < *last
    {
        *last = one;
    }
}

fn each<T: PartialOrd + Copy + std::fmt::Debug + Send + Sync + Default + 'static>(
    column: Option<&Column<T>>,
    docs: &[DocId],
    mut tell: impl FnMut(DocId, Option<T>),
) {
    let mut values = vec![None; BLOCK.min(docs.len())];
    for block in docs.chunks(BLOCK) {
        let values = &mut values[..block.len()];
        values.fill(None);
        if let Some(column) = column {
            column.first_vals(block, values);
        }
        block.iter().zip(values).for_each(|(doc, value)| tell(*doc, *value));
    }
}
