//! Ranking: which documents match is known; how well they match is summed up here, lane by lane, the strongest first.
//!
//! Why our own: the engine's union of scored terms goes from document to document and at each one from lane to lane, and looks
//! for phrases in all of them. Here one word of one lane after the other is added up, as its postings lie on the disk; what
//! cannot come among the best any more is let go before the weaker lanes are read; and places of words are read only for
//! documents of which a phrase could make one of the best.

mod sums;

use std::cmp::Ordering;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::collections::HashMap;
use std::sync::Arc;

use tantivy::DocAddress;
use tantivy::DocId;
use tantivy::InvertedIndexReader;
use tantivy::Score;
use tantivy::Searcher;
use tantivy::SegmentReader;
use tantivy::Term;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::TermInfo;
use tantivy::query::Bm25StatisticsProvider;
use tantivy::query::Bm25Weight;
use tantivy::schema::Field;
use tantivy::schema::IndexRecordOption;

use crate::index::columns::Columns;
use crate::index::count::Kept;
use crate::index::hits::Hits;
use crate::index::rank::sums::Sums;
use crate::index::rank::sums::side_by_side;

/// Documents whose phrases are looked for at once.
const BATCH: usize = 64;
/// Most documents of a segment whose phrases are looked for, those that match best: who asks for two words that stand
/// everywhere and nowhere side by side would have all places read.
const LOOKED: usize = 2_000;
/// Fewer documents are not worth looking which of them may go.
const FEW: usize = 256;

/// The words of a query in one field, and what they count there.
#[derive(Debug, Clone)]
pub struct LaneOf {
    /// The field.
    pub field: Field,
    /// The words in their order, and what each one counts; 0: only as a part of the phrase. An empty one holds the place of
    /// any word in the phrase.
    pub words: Vec<(String, Score)>,
    /// What they count when they stand side by side; 0: nothing more.
    pub phrase: Score,
}

/// Years that were asked for, and what a dating within them counts.
#[derive(Debug, Clone, Copy)]
pub struct Dated {
    /// The first and the last.
    pub years: (i32, i32),
    /// What counts a dating that lies within; one that lies partly within counts less.
    pub weight: Score,
}

/// What counts, the strongest lanes first.
#[derive(Debug, Clone, Default)]
pub struct Ranking {
    /// Words.
    pub lanes: Vec<LaneOf>,
    /// Years.
    pub dated: Vec<Dated>,
}

/// A document and how well it matches. The better of two is the greater; of equal ones that which stands first.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ranked {
    /// How well it matches: 0 or more.
    pub score: Score,
    /// The document.
    pub at: DocAddress,
}

impl Eq for Ranked {}

impl PartialOrd for Ranked {
    fn partial_cmp(&self, other: &Ranked) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Ranked {
    fn cmp(&self, other: &Ranked) -> Ordering {
        self.score.total_cmp(&other.score).then_with(|| other.at.cmp(&self.at))
    }
}

impl Ranking {
    /// Returns the best hits, the best first, at most so many.
    pub fn best(&self, searcher: &Searcher, kept: &Kept, hits: &Hits, limit: usize) -> tantivy::Result<Vec<Ranked>> {
        let mut infos = Vec::with_capacity(hits.segments().len());
        let mut often: HashMap<Term, u64> = HashMap::new();
        for reader in searcher.segment_readers() {
            let of_lane = |lane: &LaneOf| -> tantivy::Result<Opened> {
                let inverted = reader.inverted_index(lane.field)?;
                let term = |word: &String| Term::from_field_text(lane.field, word);
                let words = lane.words.iter().enumerate().filter(|(_, (word, _))| !word.is_empty());
                let words = words.map(|(at, (word, _))| Ok((at as u32, inverted.get_term_info(&term(word))?)));
                let words = words.collect::<tantivy::Result<Vec<_>>>()?;
                Ok(Opened { inverted, words })
            };
            infos.push(self.lanes.iter().map(of_lane).collect::<tantivy::Result<Vec<_>>>()?);
        }
        for (n, lane) in self.lanes.iter().enumerate() {
            let words = lane.words.iter().filter(|(word, _)| !word.is_empty());
            for (m, (word, _)) in words.enumerate() {
                let all = infos.iter().filter_map(|lanes| lanes[n].words[m].1.as_ref());
                often.insert(Term::from_field_text(lane.field, word), all.map(|info| u64::from(info.doc_freq)).sum());
            }
        }
        let statistics = Statistics { searcher, often };
        let lanes = self.lanes.iter().map(|lane| LaneWeight::new(lane, &statistics)).collect::<Result<Vec<_>, _>>()?;
        let mut best = Best { limit: limit.max(1), heap: BinaryHeap::new() };
        for (ord, (reader, docs)) in searcher.segment_readers().iter().zip(hits.segments()).enumerate() {
            if !docs.is_empty() {
                let columns = &kept.tables[ord].columns;
                let segment = Segment { ord: ord as u32, reader, opened: &infos[ord], columns, dated: &self.dated };
                segment.rank(docs, &lanes, &mut best)?;
            }
        }
        Ok(best.heap.into_sorted_vec().into_iter().map(|Reverse(one)| one).collect())
    }
}

/// How often words stand, looked up once.
struct Statistics<'a> {
    searcher: &'a Searcher,
    often: HashMap<Term, u64>,
}

impl Bm25StatisticsProvider for Statistics<'_> {
    fn total_num_tokens(&self, field: Field) -> tantivy::Result<u64> {
        self.searcher.total_num_tokens(field)
    }

    fn total_num_docs(&self) -> tantivy::Result<u64> {
        self.searcher.total_num_docs()
    }

    fn doc_freq(&self, term: &Term) -> tantivy::Result<u64> {
        Ok(self.often.get(term).copied().unwrap_or_default())
    }
}

/// What the words of a lane count.
struct LaneWeight {
    field: Field,
    /// `None`: the word only holds its place in the phrase.
    words: Vec<Option<Bm25Weight>>,
    phrase: Option<Bm25Weight>,
}

impl LaneWeight {
    fn new(lane: &LaneOf, statistics: &Statistics<'_>) -> tantivy::Result<LaneWeight> {
        let own = lane.words.iter().filter(|(word, _)| !word.is_empty());
        let (terms, weights): (Vec<Term>, Vec<Score>) =
            own.map(|(word, weight)| (Term::from_field_text(lane.field, word), *weight)).unzip();
        let mut words = Vec::with_capacity(terms.len());
        for (term, weight) in terms.iter().zip(&weights) {
            words.push(match *weight > 0.0 {
                true => Some(Bm25Weight::for_terms(statistics, std::slice::from_ref(term))?.boost_by(*weight)),
                false => None,
            });
        }
        let phrase = match terms.len() > 1 && lane.phrase > 0.0 {
            true => Some(Bm25Weight::for_terms(statistics, &terms)?.boost_by(lane.phrase)),
            false => None,
        };
        Ok(LaneWeight { field: lane.field, words, phrase })
    }
}

/// The words of a lane in one segment.
struct Opened {
    inverted: Arc<InvertedIndexReader>,
    /// Each one's place in the phrase, and where its postings are.
    words: Vec<(u32, Option<TermInfo>)>,
}

impl Opened {
    fn has_all(&self) -> bool {
        self.words.iter().all(|(_, info)| info.is_some())
    }

    /// Returns what the lane can add at most.
    fn most(&self, weight: &LaneWeight) -> Score {
        let words = self.words.iter().zip(&weight.words).filter(|((_, info), _)| info.is_some());
        let words: Score = words.filter_map(|(_, weight)| weight.as_ref()).map(Bm25Weight::max_score).sum();
        words + weight.phrase.as_ref().filter(|_| self.has_all()).map_or(0.0, Bm25Weight::max_score)
    }
}

/// The best so far.
struct Best {
    limit: usize,
    heap: BinaryHeap<Reverse<Ranked>>,
}

impl Best {
    fn take(&mut self, one: Ranked) {
        if self.heap.len() < self.limit {
            self.heap.push(Reverse(one));
        } else if let Some(mut last) = self.heap.peek_mut()
            && one > last.0
        {
            *last = Reverse(one);
        }
    }

    /// Says whether one that matches as well would be taken.
    fn takes(&self, one: Ranked) -> bool {
        self.heap.len() < self.limit || self.heap.peek().is_none_or(|last| one > last.0)
    }

    /// Returns the score below which none is taken.
    fn floor(&self) -> Score {
        self.heap.peek().filter(|_| self.heap.len() >= self.limit).map_or(0.0, |last| last.0.score)
    }
}

/// One segment, to be ranked.
struct Segment<'a> {
    ord: u32,
    reader: &'a SegmentReader,
    opened: &'a [Opened],
    columns: &'a Columns,
    dated: &'a [Dated],
}

impl Segment<'_> {
    fn rank(&self, docs: &[DocId], lanes: &[LaneWeight], best: &mut Best) -> tantivy::Result<()> {
        let mut sums = Sums::new(docs, self.reader.max_doc());
        let dated: Score = self.dated.iter().map(|dated| dated.weight).sum();
        // What the lanes after each one can add at most.
        let mut rest: Vec<Score> = self.opened.iter().zip(lanes).map(|(opened, lane)| opened.most(lane)).collect();
        let mut after = dated;
        for most in rest.iter_mut().rev() {
            after += std::mem::replace(most, after);
        }
        let mut looked = after;
        for ((opened, lane), rest) in self.opened.iter().zip(lanes).zip(rest) {
            self.add(opened, lane, &mut sums)?;
            // What can come is half of what could when it was looked last: some may go.
            if rest <= looked / 2.0 && sums.len() > FEW {
                looked = rest;
                sums.prune(rest, best.limit, best.floor());
            }
        }
        let mut open = Vec::new();
        sums.each(|doc, score, phrases| {
            let score = score + self.years(doc);
            let at = DocAddress::new(self.ord, doc);
            match phrases > 0.0 {
                true => open.push((Ranked { score: score + phrases, at }, score)),
                false => best.take(Ranked { score, at }),
            }
        });
        self.phrases(open, lanes, best)
    }

    /// Adds up the words of a lane.
    fn add(&self, opened: &Opened, lane: &LaneWeight, sums: &mut Sums) -> tantivy::Result<()> {
        let lengths = self.lengths(lane)?;
        let phrase = lane.phrase.as_ref().filter(|_| opened.has_all());
        for ((_, info), weight) in opened.words.iter().zip(&lane.words) {
            let Some(info) = info.as_ref().filter(|_| weight.is_some() || phrase.is_some()) else { continue };
            let mut postings = opened.inverted.read_block_postings_from_terminfo(info, IndexRecordOption::WithFreqs)?;
            sums.add(&mut postings, weight.as_ref(), &lengths, phrase.is_some());
        }
        if let Some(phrase) = phrase {
            sums.close(opened.words.len(), phrase, &lengths);
        }
        Ok(())
    }

    fn lengths(&self, lane: &LaneWeight) -> tantivy::Result<FieldNormReader> {
        let lengths = self.reader.fieldnorms_readers().get_field(lane.field)?;
        Ok(lengths.unwrap_or_else(|| FieldNormReader::constant(self.reader.max_doc(), 1)))
    }

    /// Returns what the years add for a document: all of it where its whole dating lies within, and at least four tenths where
    /// it may.
    fn years(&self, doc: DocId) -> Score {
        if self.dated.is_empty() {
            return 0.0;
        }
        let Some((min, max)) = self.columns.years(doc) else { return 0.0 };
        let share = |dated: &Dated| {
            let (first, last) = (min.max(dated.years.0), max.min(dated.years.1));
            match first <= last {
                true => dated.weight * (0.4 + 0.6 * (last - first + 1) as Score / (max - min + 1) as Score),
                false => 0.0,
            }
        };
        self.dated.iter().map(share).sum()
    }

    /// Looks for phrases in those of which they could make one of the best: what they may be, and what they are without.
    fn phrases(&self, mut open: Vec<(Ranked, Score)>, lanes: &[LaneWeight], best: &mut Best) -> tantivy::Result<()> {
        open.retain(|(most, _)| best.takes(*most));
        open.sort_unstable_by(|(a, _), (b, _)| b.cmp(a));
        for (most, score) in open.iter().skip(LOOKED) {
            best.take(Ranked { score: *score, at: most.at });
        }
        open.truncate(LOOKED);
        for batch in open.chunks_mut(BATCH) {
            if !batch.first().is_some_and(|(most, _)| best.takes(*most)) {
                break;
            }
            batch.sort_unstable_by_key(|(most, _)| most.at);
            for (opened, lane) in self.opened.iter().zip(lanes) {
                let Some(phrase) = lane.phrase.as_ref().filter(|_| opened.has_all()) else { continue };
                let lengths = self.lengths(lane)?;
                let option = IndexRecordOption::WithFreqsAndPositions;
                let words = opened.words.iter().filter_map(|(place, info)| Some((*place, info.as_ref()?)));
                let words =
                    words.map(|(at, info)| Ok((at, opened.inverted.read_postings_from_terminfo(info, option)?)));
                let mut words = words.collect::<tantivy::Result<Vec<_>>>()?;
                for (most, score) in batch.iter_mut() {
                    let doc = most.at.doc_id;
                    match side_by_side(&mut words, doc) {
                        0 => {}
                        times => *score += phrase.score(lengths.fieldnorm_id(doc), times),
                    }
                }
            }
            batch.iter().for_each(|(most, score)| best.take(Ranked { score: *score, at: most.at }));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
