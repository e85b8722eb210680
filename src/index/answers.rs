//! Answers that were given, kept until something is written.

use std::hash::Hash;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;

use tantivy::Searcher;
use tantivy::SearcherGeneration;

use crate::base::ring::Ring;
use crate::index::Answer;

/// Room for answers of one sort, in bytes as they are reckoned.
const ROOM_BYTES: u64 = 16 << 20;
/// Most answers of one sort.
const MOST: usize = 2_000;

/// The answers of one sort that the index as it stands gave.
pub struct Answers<K, V>(Arc<Mutex<Option<Kept<K, V>>>>);

struct Kept<K, V> {
    of: SearcherGeneration,
    answers: Ring<K, Arc<V>>,
}

impl<K, V> Default for Answers<K, V> {
    fn default() -> Answers<K, V> {
        Answers(Arc::default())
    }
}

impl<K, V> Clone for Answers<K, V> {
    fn clone(&self) -> Answers<K, V> {
        Answers(Arc::clone(&self.0))
    }
}

impl<K: Clone + Eq + Hash, V> Answers<K, V> {
    /// Returns the answer that was given to the same question about the same documents.
    pub fn find(&self, searcher: &Searcher, question: &K) -> Option<Arc<V>> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = kept.as_mut().filter(|kept| kept.of == *searcher.generation())?;
        kept.answers.find(question).map(|answer| Arc::clone(answer))
    }

    /// Keeps an answer, which takes so many bytes; those about other documents are let go.
    pub fn keep(&self, searcher: &Searcher, question: K, answer: Arc<V>, bytes: u64) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.as_ref().is_none_or(|kept| kept.of != *searcher.generation()) {
            *kept = Some(Kept { of: searcher.generation().clone(), answers: Ring::new(ROOM_BYTES, MOST) });
        }
        if let Some(kept) = kept.as_mut() {
            kept.answers.keep(question, answer, bytes);
        }
    }
}

/// Reckons what an answer to a search takes: its texts, and what holds them.
pub fn bytes_of(answer: &Answer) -> u64 {
    let values = answer.facets.iter().flat_map(|(_, values)| values).map(|(value, _)| value.len() + 40);
    let pieces = answer.hits.iter().flat_map(|hit| &hit.snippet.pieces).map(|(text, _)| text.len() + 40);
    (1_000 + values.chain(pieces).sum::<usize>() + answer.hits.len() * 100) as u64
}
