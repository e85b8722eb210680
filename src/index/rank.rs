//! Ranking: which documents match is the filter's matter; how well they match is summed up here, only for those.
//!
//! Why our own: the engine's union of scored terms reads every posting of every lane, matching or not, and looks for
//! phrases in all of them. Here each lane is asked for the documents that the filter let through, the strongest lane
//! first, and a document that cannot come among the best any more is let go before the weaker lanes are read.

use tantivy::DocId;
use tantivy::DocSet;
use tantivy::Score;
use tantivy::SegmentReader;
use tantivy::TERMINATED;
use tantivy::Term;
use tantivy::columnar::Column;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::Postings as _;
use tantivy::postings::SegmentPostings;
use tantivy::query::Bm25Weight;
use tantivy::query::BooleanQuery;
use tantivy::query::EnableScoring;
use tantivy::query::Explanation;
use tantivy::query::Query;
use tantivy::query::Scorer;
use tantivy::query::Weight;
use tantivy::schema::Field;
use tantivy::schema::IndexRecordOption;

/// The words of a query in one field, and what they count there.
#[derive(Debug, Clone)]
pub struct LaneOf {
    /// The field.
    pub field: Field,
    /// The words in their order, and what each one counts; 0: only as a part of the phrase.
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

/// A query whose matches come from a filter and whose scores come from lanes, the strongest first.
#[derive(Debug, Clone)]
pub struct Ranked {
    /// What matches.
    pub filter: BooleanQuery,
    /// What counts.
    pub lanes: Vec<LaneOf>,
    /// Years that count.
    pub dated: Vec<Dated>,
}

impl Query for Ranked {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let filter = match &scoring {
            EnableScoring::Enabled { searcher, .. } => {
                self.filter.weight(EnableScoring::disabled_from_searcher(searcher))?
            }
            EnableScoring::Disabled { .. } => return self.filter.weight(scoring),
        };
        let EnableScoring::Enabled { statistics_provider, .. } = scoring else { return Ok(filter) };
        let mut lanes = Vec::with_capacity(self.lanes.len());
        for lane in &self.lanes {
            let terms: Vec<Term> = lane.words.iter().map(|(word, _)| Term::from_field_text(lane.field, word)).collect();
            let mut words = Vec::with_capacity(terms.len());
            for (term, (_, weight)) in terms.iter().zip(&lane.words) {
                let bm25 = Bm25Weight::for_terms(statistics_provider, std::slice::from_ref(term))?;
                words.push((term.clone(), bm25.boost_by(*weight)));
            }
            let phrase = match terms.len() > 1 && lane.phrase > 0.0 {
                true => Some(Bm25Weight::for_terms(statistics_provider, &terms)?.boost_by(lane.phrase)),
                false => None,
            };
            lanes.push(LaneWeight { field: lane.field, words, phrase });
        }
        Ok(Box::new(RankedWeight { filter, lanes, dated: self.dated.clone() }))
    }
}

struct LaneWeight {
    field: Field,
    words: Vec<(Term, Bm25Weight)>,
    phrase: Option<Bm25Weight>,
}

struct RankedWeight {
    filter: Box<dyn Weight>,
    lanes: Vec<LaneWeight>,
    dated: Vec<Dated>,
}

impl RankedWeight {
    fn ranking(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<RankedScorer> {
        let mut lanes = Vec::with_capacity(self.lanes.len());
        for lane in &self.lanes {
            lanes.extend(Lane::open(lane, reader)?);
        }
        // What this lane and all after it can add at most.
        let mut most = vec![0.0; lanes.len()];
        let mut sum = self.dated.iter().map(|dated| dated.weight).sum();
        for (place, lane) in lanes.iter().enumerate().rev() {
            sum += lane.most;
            most[place] = sum;
        }
        let years = match self.dated.is_empty() {
            true => None,
            false => Some(Years {
                min: reader.fast_fields().i64("year_min")?,
                max: reader.fast_fields().i64("year_max")?,
                dated: self.dated.clone(),
            }),
        };
        Ok(RankedScorer { filter: self.filter.scorer(reader, 1.0)?, lanes, most, years, boost })
    }
}

impl Weight for RankedWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        Ok(Box::new(self.ranking(reader, boost)?))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let mut ranking = self.ranking(reader, 1.0)?;
        if ranking.doc() > doc || ranking.seek(doc) != doc {
            return Err(tantivy::TantivyError::InvalidArgument(format!("document {doc} does not match")));
        }
        Ok(Explanation::new("the sum of all lanes", ranking.score()))
    }

    fn for_each_pruning(
        &self,
        mut threshold: Score,
        reader: &SegmentReader,
        callback: &mut dyn FnMut(DocId, Score) -> Score,
    ) -> tantivy::Result<()> {
        let mut ranking = self.ranking(reader, 1.0)?;
        let mut doc = ranking.doc();
        while doc != TERMINATED {
            if let Some(score) = ranking.score_above(doc, threshold) {
                threshold = callback(doc, score);
            }
            doc = ranking.advance();
        }
        Ok(())
    }
}

struct RankedScorer {
    filter: Box<dyn Scorer>,
    lanes: Vec<Lane>,
    most: Vec<Score>,
    years: Option<Years>,
    boost: Score,
}

impl RankedScorer {
    /// Returns the score of a document if it is above a threshold.
    fn score_above(&mut self, doc: DocId, threshold: Score) -> Option<Score> {
        let mut score = 0.0;
        let years = self.years.as_ref().map_or(0.0, Years::most);
        let rests = self.most.iter().skip(1).chain(std::iter::once(&years));
        for ((lane, most), rest) in self.lanes.iter_mut().zip(&self.most).zip(rests) {
            if score + most <= threshold {
                return None;
            }
            // What this lane must give for the document to be of interest yet, the lanes after it giving all they can.
            score += lane.score(doc, threshold - score - rest)?;
        }
        score += self.years.as_ref().map_or(0.0, |years| years.score(doc));
        (score > threshold).then_some(score)
    }
}

impl DocSet for RankedScorer {
    fn advance(&mut self) -> DocId {
        self.filter.advance()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        self.filter.seek(target)
    }

    fn doc(&self) -> DocId {
        self.filter.doc()
    }

    fn size_hint(&self) -> u32 {
        self.filter.size_hint()
    }
}

impl Scorer for RankedScorer {
    fn score(&mut self) -> Score {
        let doc = self.filter.doc();
        let years = self.years.as_ref().map_or(0.0, |years| years.score(doc));
        let lanes = self.lanes.iter_mut().filter_map(|lane| lane.score(doc, Score::NEG_INFINITY));
        (lanes.sum::<Score>() + years) * self.boost
    }
}

/// The datings of one segment.
struct Years {
    min: Column<i64>,
    max: Column<i64>,
    dated: Vec<Dated>,
}

impl Years {
    /// Returns what they can add at most.
    fn most(&self) -> Score {
        self.dated.iter().map(|dated| dated.weight).sum()
    }

    /// Returns what the years add for a document: all of it where its whole dating lies within, and at least four tenths
    /// where it may.
    fn score(&self, doc: DocId) -> Score {
        let (Some(min), Some(max)) = (self.min.first(doc), self.max.first(doc)) else { return 0.0 };
        let share = |dated: &Dated| {
            let (first, last) = (min.max(i64::from(dated.years.0)), max.min(i64::from(dated.years.1)));
            match first <= last {
                true => dated.weight * (0.4 + 0.6 * (last - first + 1) as Score / (max - min + 1) as Score),
                false => 0.0,
            }
        };
        self.dated.iter().map(share).sum()
    }
}

/// The postings of a lane in one segment.
struct Lane {
    /// The words that the segment has, in their order.
    words: Vec<(SegmentPostings, Bm25Weight)>,
    lengths: FieldNormReader,
    phrase: Option<Bm25Weight>,
    /// What the lane can add at most.
    most: Score,
    /// Where the phrase may begin, and where the next word stands.
    places: [Vec<u32>; 2],
}

impl Lane {
    fn open(lane: &LaneWeight, reader: &SegmentReader) -> tantivy::Result<Option<Lane>> {
        let lengths = reader.fieldnorms_readers().get_field(lane.field)?;
        let lengths = lengths.unwrap_or_else(|| FieldNormReader::constant(reader.max_doc(), 1));
        let inverted = reader.inverted_index(lane.field)?;
        let option = match lane.phrase.is_some() {
            true => IndexRecordOption::WithFreqsAndPositions,
            false => IndexRecordOption::WithFreqs,
        };
        let mut words = Vec::with_capacity(lane.words.len());
        for (term, weight) in &lane.words {
            if let Some(postings) = inverted.read_postings(term, option)? {
                words.push((postings, weight.clone()));
            }
        }
        let phrase = lane.phrase.clone().filter(|_| words.len() == lane.words.len());
        let most = words.iter().map(|(_, weight)| weight.max_score()).sum::<Score>()
            + phrase.as_ref().map_or(0.0, Bm25Weight::max_score);
        Ok((!words.is_empty()).then(|| Lane { words, lengths, phrase, most, places: Default::default() }))
    }

    /// Returns what the lane adds for a document; `None` when that is not more than what must be exceeded, so that places need
    /// not be read. Documents must come in rising order.
    fn score(&mut self, doc: DocId, exceeded: Score) -> Option<Score> {
        let (mut score, mut fewest) = (0.0, u32::MAX);
        for (postings, weight) in &mut self.words {
            let at = if postings.doc() < doc { postings.seek(doc) } else { postings.doc() };
            if at == doc {
                let times = postings.term_freq();
                fewest = fewest.min(times);
                score += weight.score(self.lengths.fieldnorm_id(doc), times);
            } else {
                fewest = 0;
            }
        }
        let Some(phrase) = self.phrase.as_ref().filter(|_| fewest > 0) else { return Some(score) };
        // The words stand side by side no oftener than the rarest of them stands at all.
        let length = self.lengths.fieldnorm_id(doc);
        if score + phrase.score(length, fewest) <= exceeded {
            return None;
        }
        Some(match side_by_side(&mut self.words, &mut self.places) {
            0 => score,
            times => score + phrase.score(length, times),
        })
    }
}

/// Counts how often the words stand side by side in the document all postings are at.
fn side_by_side(words: &mut [(SegmentPostings, Bm25Weight)], [begins, next]: &mut [Vec<u32>; 2]) -> u32 {
    for (offset, (postings, _)) in words.iter_mut().enumerate() {
        if offset == 0 {
            postings.positions(begins);
            continue;
        }
        postings.positions(next);
        let mut at = 0;
        begins.retain(|begin| {
            while next.get(at).is_some_and(|place| *place < begin + offset as u32) {
                at += 1;
            }
            next.get(at) == Some(&(begin + offset as u32))
        });
        if begins.is_empty() {
            return 0;
        }
    }
    begins.len() as u32
}

#[cfg(test)]
mod tests {
    use tantivy::collector::DocSetCollector;
    use tantivy::collector::TopDocs;
    use tantivy::query::AllQuery;
    use tantivy::query::Occur;
    use tantivy::schema::Schema;
    use tantivy::schema::TEXT;

    use super::*;

    /// Two fields of words drawn from ten, by a fixed rule.
    fn index() -> (tantivy::Index, [Field; 2]) {
        let mut schema = Schema::builder();
        let fields = [schema.add_text_field("name", TEXT), schema.add_text_field("body", TEXT)];
        let index = tantivy::Index::create_in_ram(schema.build());
        let mut writer = index.writer_with_num_threads(1, 15_000_000).expect("a writer");
        let mut seed = 7u64;
        for _ in 0..500 {
            let mut words = |count: usize| {
                let mut word = || {
                    seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                    format!("w{}", (seed >> 40) % 10)
                };
                (0..count).map(|_| word()).collect::<Vec<_>>().join(" ")
            };
            let mut doc = tantivy::TantivyDocument::new();
            doc.add_text(fields[0], words(4));
            doc.add_text(fields[1], words(30));
            writer.add_document(doc).expect("added");
        }
        writer.commit().expect("committed");
        (index, fields)
    }

    fn ranked(fields: [Field; 2], words: &[&str]) -> Ranked {
        let lane = |field, weight: f32| LaneOf {
            field,
            words: words.iter().map(|word| ((*word).to_owned(), weight)).collect(),
            phrase: weight * 1.5,
        };
        let all: Vec<(Occur, Box<dyn Query>)> = vec![(Occur::Must, Box::new(AllQuery))];
        Ranked {
            filter: BooleanQuery::new(all),
            lanes: vec![lane(fields[0], 4.0), lane(fields[1], 1.0)],
            dated: Vec::new(),
        }
    }

    #[test]
    fn what_is_let_go_early_would_not_have_come_first() {
        let (index, fields) = index();
        let searcher = index.reader().expect("a reader").searcher();
        for words in [&["w1"][..], &["w1", "w2"], &["w3", "w3"], &["w4", "w5", "w6"], &["w7", "absent"]] {
            let query = ranked(fields, words);
            let best = searcher.search(&query, &TopDocs::with_limit(10).order_by_score()).expect("searched");
            let every = searcher.search(&query, &DocSetCollector).expect("searched");
            let mut scores: Vec<f32> =
                every.into_iter().map(|at| query.explain(&searcher, at).expect("explained").value()).collect();
            scores.sort_by(|a, b| b.total_cmp(a));
            assert_eq!(scores.len(), 500);
            for ((score, _), expected) in best.iter().zip(&scores) {
                assert!((score - expected).abs() < 1e-4, "{words:?}: {score} {expected}");
            }
        }
    }

    #[test]
    fn words_side_by_side_come_before_scattered_ones() {
        let mut schema = Schema::builder();
        let fields = [schema.add_text_field("name", TEXT), schema.add_text_field("body", TEXT)];
        let index = tantivy::Index::create_in_ram(schema.build());
        let mut writer = index.writer_with_num_threads(1, 15_000_000).expect("a writer");
        for text in ["a x b c y", "b a x y c", "y a b c x"] {
            let mut doc = tantivy::TantivyDocument::new();
            doc.add_text(fields[0], text);
            writer.add_document(doc).expect("added");
        }
        writer.commit().expect("committed");
        let searcher = index.reader().expect("a reader").searcher();
        let query = ranked(fields, &["a", "b", "c"]);
        let best = searcher.search(&query, &TopDocs::with_limit(3).order_by_score()).expect("searched");
        assert_eq!(best[0].1.doc_id, 2);
        assert!(best[0].0 > best[1].0 + 0.1 && best[1].0 == best[2].0);
    }
}
