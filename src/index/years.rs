//! Counting hits by year: one pass over the first and last year of each, whatever there is; the answer has two numbers a
//! year and no more. From them follows exactly how many hits any span of years meets.

use std::sync::Arc;

use crate::index::Audience;
use crate::index::Index;
use crate::index::IndexError;
use crate::index::count::Kept;
use crate::index::hits::Hits;
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

    fn of(kept: &Kept, hits: &Hits) -> Years {
        let (mut begins, mut ends) = (vec![0; YEARS], vec![0; YEARS]);
        for (table, docs) in kept.tables.iter().zip(hits.segments()) {
            for (first, last) in docs.iter().filter_map(|doc| table.columns.years(*doc)) {
                begins[place(first)] += 1;
                ends[place(last)] += 1;
            }
        }
        Years::new(hits.total(), begins, &ends)
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
        let question = (search.clone(), audience);
        if let Some(years) = self.years.find(&searcher, &question) {
            return Ok(years);
        }
        let kept = self.tables.of(&searcher)?;
        let count = |wanted: &Wanted| -> Result<Years, IndexError> {
            Ok(Years::of(&kept, &self.found(&searcher, &kept, search, wanted, audience)?))
        };
        let (wanted, reading, _) = self.wanted(&searcher, &search.q, audience)?;
        let mut years = count(&wanted)?;
        if years.total == 0
            && let Some((other, _)) = self.wanted_again(&searcher, &wanted, &reading, audience)?
        {
            years = count(&other)?;
        }
        let years = Arc::new(years);
        self.years.keep(&searcher, question, Arc::clone(&years), 8 * YEARS as u64);
        Ok(years)
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
