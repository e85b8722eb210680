//! Answers that were given, kept until something is written.

use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;

use tantivy::Searcher;
use tantivy::SearcherGeneration;

use crate::base::ring::Ring;
use crate::index::Answer;
use crate::index::Audience;
use crate::model::search::Search;

/// Room for answers, in bytes as they are reckoned.
const ROOM_BYTES: u64 = 16 << 20;
/// Most answers.
const MOST: usize = 2_000;

/// The answers of the index as it stands.
#[derive(Clone, Default)]
pub struct Answers(Arc<Mutex<Option<Kept>>>);

struct Kept {
    of: SearcherGeneration,
    answers: Ring<(Search, Audience), Arc<Answer>>,
}

impl Answers {
    /// Returns the answer that was given to the same question about the same documents.
    pub fn find(&self, searcher: &Searcher, search: &Search, audience: Audience) -> Option<Arc<Answer>> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = kept.as_mut().filter(|kept| kept.of == *searcher.generation())?;
        kept.answers.find(&(search.clone(), audience)).map(|answer| Arc::clone(answer))
    }

    /// Keeps an answer; those about other documents are let go.
    pub fn keep(&self, searcher: &Searcher, search: &Search, audience: Audience, answer: &Answer) {
        let bytes = bytes_of(answer) + search.q.len() as u64;
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.as_ref().is_none_or(|kept| kept.of != *searcher.generation()) {
            *kept = Some(Kept { of: searcher.generation().clone(), answers: Ring::new(ROOM_BYTES, MOST) });
        }
        if let Some(kept) = kept.as_mut() {
            kept.answers.keep((search.clone(), audience), Arc::new(answer.clone()), bytes);
        }
    }
}

/// Reckons what an answer takes: its texts, and what holds them.
fn bytes_of(answer: &Answer) -> u64 {
    let values = answer.facets.iter().flat_map(|(_, values)| values).map(|(value, _)| value.len() + 40);
    let pieces = answer.hits.iter().flat_map(|hit| &hit.snippet.pieces).map(|(text, _)| text.len() + 40);
    (1_000 + values.chain(pieces).sum::<usize>() + answer.hits.len() * 100) as u64
}
