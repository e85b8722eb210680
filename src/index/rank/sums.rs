//! Sums of the hits of one segment, added up a word at a time.
//!
//! Many hits have their sums at the place of the document: postings are then added as they lie there, hit or not. Few hits have
//! them side by side, and postings are looked up.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use tantivy::DocId;
use tantivy::DocSet as _;
use tantivy::Score;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::BlockSegmentPostings;
use tantivy::postings::Postings as _;
use tantivy::postings::SegmentPostings;
use tantivy::query::Bm25Weight;

use crate::index::hits::SEEK;

/// One hit of so many documents, and sums stand at the place of the document.
const DENSE: usize = 32;

/// The sums.
pub struct Sums {
    docs: Vec<DocId>,
    is_dense: bool,
    /// What the words add up to.
    scores: Vec<Score>,
    /// What phrases can add at most.
    phrases: Vec<Score>,
    /// Of the lane that is being added: how many of its words are there, and how often the rarest stands.
    stages: Vec<(u8, u8)>,
}

impl Sums {
    /// Makes sums of nothing for these documents of a segment, in rising order.
    pub fn new(docs: &[DocId], segment: u32) -> Sums {
        let is_dense = docs.len() * DENSE >= segment as usize;
        let room = if is_dense { segment as usize } else { docs.len() };
        Sums { docs: docs.to_vec(), is_dense, scores: vec![0.0; room], phrases: Vec::new(), stages: Vec::new() }
    }

    /// Returns how many documents there are yet.
    pub fn len(&self) -> usize {
        self.docs.len()
    }

    /// Adds up a word; `staged` when it is one of a phrase that is to be closed.
    pub fn add(
        &mut self,
        postings: &mut BlockSegmentPostings,
        weight: Option<&Bm25Weight>,
        lengths: &FieldNormReader,
        staged: bool,
    ) {
        if staged && self.stages.is_empty() {
            self.stages = vec![(0, 0); self.scores.len()];
        }
        let (scores, stages) = (&mut self.scores, &mut self.stages);
        let mut one = |place: usize, doc: DocId, times: u32| {
            if let Some(weight) = weight {
                scores[place] += weight.score(lengths.fieldnorm_id(doc), times);
            }
            if staged {
                let (met, fewest) = &mut stages[place];
                let times = u8::try_from(times).unwrap_or(u8::MAX);
                *fewest = if *met == 0 { times } else { times.min(*fewest) };
                *met = met.saturating_add(1);
            }
        };
        if self.docs.len() * SEEK < postings.doc_freq() as usize {
            for (place, doc) in self.docs.iter().enumerate() {
                let at = postings.seek(*doc);
                if postings.doc(at) == *doc {
                    one(if self.is_dense { *doc as usize } else { place }, *doc, postings.freq(at));
                }
            }
            return;
        }
        let mut place = 0;
        while !postings.docs().is_empty() {
            for (at, doc) in postings.docs().iter().enumerate() {
                if self.is_dense {
                    one(*doc as usize, *doc, postings.freq(at));
                    continue;
                }
                place += ahead(&self.docs[place..], *doc);
                if self.docs.get(place) == Some(doc) {
                    one(place, *doc, postings.freq(at));
                }
            }
            postings.advance();
        }
    }

    /// Ends a lane of so many words: where all of them are, their phrase may stand, no oftener than the rarest of them.
    pub fn close(&mut self, words: usize, phrase: &Bm25Weight, lengths: &FieldNormReader) {
        if self.stages.is_empty() {
            return;
        }
        if self.phrases.is_empty() {
            self.phrases = vec![0.0; self.scores.len()];
        }
        for (place, doc) in self.docs.iter().enumerate() {
            let place = if self.is_dense { *doc as usize } else { place };
            let (met, fewest) = self.stages[place];
            if usize::from(met) == words {
                // 255 stands for all that is more.
                let times = if fewest == u8::MAX { u32::MAX >> 8 } else { u32::from(fewest) };
                self.phrases[place] += phrase.score(lengths.fieldnorm_id(*doc), times);
            }
        }
        self.stages.fill((0, 0));
    }

    /// Lets go those that cannot come among so many best any more, when the lanes that come yet add so much at most, and none
    /// below a floor is taken.
    pub fn prune(&mut self, rest: Score, limit: usize, floor: Score) {
        let floor = floor.max(self.worst_of_best(limit));
        // What is added in another order may differ in its last digits.
        let floor = floor * 0.9999;
        let passes = |sums: &Sums, place: usize| {
            sums.scores[place] + sums.phrases.get(place).copied().unwrap_or_default() + rest >= floor
        };
        let mut kept: Vec<(usize, DocId)> = Vec::new();
        for (place, doc) in self.docs.iter().enumerate() {
            let place = if self.is_dense { *doc as usize } else { place };
            if passes(self, place) {
                kept.push((place, *doc));
            }
        }
        self.docs = kept.iter().map(|(_, doc)| *doc).collect();
        if self.is_dense && self.docs.len() * DENSE >= self.scores.len() {
            return;
        }
        let taken = |all: &[Score]| kept.iter().map(|(place, _)| all[*place]).collect::<Vec<_>>();
        self.scores = taken(&self.scores);
        self.phrases = if self.phrases.is_empty() { Vec::new() } else { taken(&self.phrases) };
        self.stages = Vec::new();
        self.is_dense = false;
    }

    /// Returns what the last of so many best has so far; 0 where there are fewer.
    fn worst_of_best(&self, limit: usize) -> Score {
        let mut best: BinaryHeap<Reverse<u32>> = BinaryHeap::with_capacity(limit + 1);
        for (place, doc) in self.docs.iter().enumerate() {
            // Sums are never below nothing: as bits they stand in the same order.
            let score = self.scores[if self.is_dense { *doc as usize } else { place }].to_bits();
            if best.len() < limit {
                best.push(Reverse(score));
            } else if let Some(mut worst) = best.peek_mut()
                && score > worst.0
            {
                *worst = Reverse(score);
            }
        }
        best.peek().filter(|_| best.len() >= limit).map_or(0.0, |worst| Score::from_bits(worst.0))
    }

    /// Tells of every document that is left what its words add up to, and what phrases can add at most.
    pub fn each(&self, mut tell: impl FnMut(DocId, Score, Score)) {
        for (place, doc) in self.docs.iter().enumerate() {
            let place = if self.is_dense { *doc as usize } else { place };
            tell(*doc, self.scores[place], self.phrases.get(place).copied().unwrap_or_default());
        }
    }
}

/// Returns how many of these documents come before one, by steps that double.
fn ahead(docs: &[DocId], doc: DocId) -> usize {
    let mut step = 1;
    while step < docs.len() && docs[step] < doc {
        step *= 2;
    }
    let from = step / 2;
    let to = docs.len().min(step + 1);
    from + docs[from..to].partition_point(|own| *own < doc)
}

/// Counts how often words stand at these places to one another in a document. Documents must come in rising order.
pub fn side_by_side(words: &mut [(u32, SegmentPostings)], doc: DocId) -> u32 {
    for (_, postings) in words.iter_mut() {
        let at = if postings.doc() < doc { postings.seek(doc) } else { postings.doc() };
        if at != doc {
            return 0;
        }
    }
    let (mut begins, mut next) = (Vec::new(), Vec::new());
    let Some(((first, postings), others)) = words.split_first_mut() else { return 0 };
    postings.positions(&mut begins);
    for (place, postings) in others {
        postings.positions(&mut next);
        let offset = *place - *first;
        let mut at = 0;
        begins.retain(|begin| {
            while next.get(at).is_some_and(|place| *place < begin + offset) {
                at += 1;
            }
            next.get(at) == Some(&(begin + offset))
        });
        if begins.is_empty() {
            return 0;
        }
    }
    begins.len() as u32
}
