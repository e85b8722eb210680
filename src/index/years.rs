//! Counting hits by year: one pass over the first and last year of each, whatever there is; the answer has two numbers a
//! year and no more. From them follows exactly how many hits any span of years meets.

use std::sync::Arc;

use tantivy::DocId;
use tantivy::Score;
use tantivy::SegmentOrdinal;
use tantivy::SegmentReader;
use tantivy::collector::Collector;
use tantivy::collector::SegmentCollector;
use tantivy::columnar::Column;

use crate::index::Audience;
use crate::index::Index;
use crate::index::IndexError;
use crate::index::steps;
use crate::index::wanted::Wanted;
use crate::model::search::Search;

/// The first year that is told apart from those before it.
const FIRST: i32 = -9_999;
/// The last year that is told apart from those after it.
const LAST: i32 = 9_999;
const YEARS: usize = (LAST - FIRST) as usize + 1;

/// How many hits begin and end in each year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Years {
    /// All hits, with years and without.
    pub total: u64,
    /// Hits that have years.
    pub dated: u64,
    /// By year: how many began before it or in it.
    begun: Vec<u32>,
    /// By year: how many ended before it.
    ended: Vec<u32>,
}

impl Years {
    fn new(total: u64, mut begins: Vec<u32>, ends: &[u32]) -> Years {
        let (mut sum, mut ended) = (0, Vec::with_capacity(ends.len()));
        for end in ends {
            ended.push(sum);
            sum += end;
        }
        let mut begun = 0;
        for one in &mut begins {
            begun += *one;
            *one = begun;
        }
        Years { total, dated: u64::from(sum), begun: begins, ended }
    }

    /// Returns how many hits may fall between two years, both included: what a search from the one until the other finds.
    pub fn between(&self, first: i32, last: i32) -> u64 {
        let begun = self.begun.get(place(last)).copied().unwrap_or_default();
        let ended = self.ended.get(place(first)).copied().unwrap_or_default();
        u64::from(begun.saturating_sub(ended))
    }

    /// Returns the first and last year of all hits; `None` when none has years.
    pub fn span(&self) -> Option<(i32, i32)> {
        let all = self.begun.last().copied().filter(|all| *all > 0)?;
        let first = self.begun.iter().position(|begun| *begun > 0)?;
        let last = self.ended.iter().rposition(|ended| *ended < all)?;
        Some((FIRST + first as i32, FIRST + last as i32))
    }
}

impl Default for Years {
    fn default() -> Years {
        Years::new(0, vec![0; YEARS], &vec![0; YEARS])
    }
}

fn place(year: i32) -> usize {
    (year.clamp(FIRST, LAST) - FIRST) as usize
}

impl Index {
    /// Counts the hits of a search among the documents of an audience by year. The words are read as the search reads
    /// them. Blocking.
    pub fn years(&self, search: &Search, audience: Audience) -> Result<Arc<Years>, IndexError> {
        let searcher = self.reader.searcher();
        let (wanted, reading, _) = self.wanted(&searcher, &search.q, audience)?;
        let count = |wanted: &Wanted| {
            let filter = steps::filter(&self.fields, search, wanted, audience);
            searcher.search(&filter, &ByYear)
        };
        let mut years = count(&wanted)?;
        if years.total == 0
            && let Some((other, _)) = self.wanted_again(&searcher, &wanted, &reading, audience)?
        {
            years = count(&other)?;
        }
        Ok(Arc::new(years))
    }
}

/// Counts hits by their first and last year.
struct ByYear;

struct SegmentYears {
    first: Column<i64>,
    last: Column<i64>,
    counted: Counted,
    /// Room for the values of a block of hits.
    firsts: Vec<Option<i64>>,
    lasts: Vec<Option<i64>>,
}

struct Counted {
    total: u64,
    begins: Vec<u32>,
    ends: Vec<u32>,
}

impl Counted {
    fn add(&mut self, first: Option<i64>, last: Option<i64>) {
        if let (Some(first), Some(last)) = (first, last) {
            self.begins[place(i32::try_from(first).unwrap_or(LAST))] += 1;
            self.ends[place(i32::try_from(last).unwrap_or(LAST))] += 1;
        }
    }
}

impl Collector for ByYear {
    type Fruit = Years;
    type Child = SegmentYears;

    fn for_segment(&self, _: SegmentOrdinal, segment: &SegmentReader) -> tantivy::Result<SegmentYears> {
        Ok(SegmentYears {
            first: segment.fast_fields().i64("year_min")?,
            last: segment.fast_fields().i64("year_max")?,
            counted: Counted { total: 0, begins: vec![0; YEARS], ends: vec![0; YEARS] },
            firsts: Vec::new(),
            lasts: Vec::new(),
        })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, segments: Vec<Counted>) -> tantivy::Result<Years> {
        let mut sum = Counted { total: 0, begins: vec![0; YEARS], ends: vec![0; YEARS] };
        for segment in segments {
            sum.total += segment.total;
            let pairs = [(&mut sum.begins, &segment.begins), (&mut sum.ends, &segment.ends)];
            for (into, from) in pairs {
                into.iter_mut().zip(from).for_each(|(into, from)| *into += from);
            }
        }
        Ok(Years::new(sum.total, sum.begins, &sum.ends))
    }
}

impl SegmentCollector for SegmentYears {
    type Fruit = Counted;

    fn collect(&mut self, doc: DocId, _: Score) {
        self.counted.total += 1;
        self.counted.add(self.first.first(doc), self.last.first(doc));
    }

    fn collect_block(&mut self, docs: &[DocId]) {
        self.counted.total += docs.len() as u64;
        for (column, values) in [(&self.first, &mut self.firsts), (&self.last, &mut self.lasts)] {
            values.clear();
            values.resize(docs.len(), None);
            column.first_vals(docs, values);
        }
        for (first, last) in self.firsts.iter().zip(&self.lasts) {
            self.counted.add(*first, *last);
        }
    }

    fn harvest(self) -> Counted {
        self.counted
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn years(spans: &[(i32, i32)]) -> Years {
        let (mut begins, mut ends) = (vec![0; YEARS], vec![0; YEARS]);
        for (first, last) in spans {
            begins[place(*first)] += 1;
            ends[place(*last)] += 1;
        }
        Years::new(spans.len() as u64 + 3, begins, &ends)
    }

    #[test]
    fn nothing_has_no_span() {
        let none = Years::default();
        assert_eq!((none.span(), none.dated, none.between(0, 2000)), (None, 0, 0));
        let one = years(&[(1450, 1459)]);
        assert_eq!((one.span(), one.dated, one.total), (Some((1450, 1459)), 1, 4));
    }

    proptest! {
        #[test]
        fn counts_equal_what_meets_the_span(
            spans in proptest::collection::vec((-200i32..2100, 0i32..300), 1..60),
            first in -300i32..2200,
            length in 0i32..400,
        ) {
            let spans: Vec<(i32, i32)> = spans.into_iter().map(|(first, length)| (first, first + length)).collect();
            let counted = years(&spans);
            let last = first + length;
            let meets = spans.iter().filter(|span| span.0 <= last && span.1 >= first).count();
            prop_assert_eq!(counted.between(first, last), meets as u64);
            let least = spans.iter().map(|span| span.0).min().unwrap_or_default();
            let most = spans.iter().map(|span| span.1).max().unwrap_or_default();
            prop_assert_eq!(counted.span(), Some((least, most)));
        }
    }
}
