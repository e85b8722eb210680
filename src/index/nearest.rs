//! The nearest words when those that were typed stand nowhere together: one letter added, dropped, changed or swapped with its
//! neighbour, one space too many or too few, in one word (or in each of two that stand nowhere at all).
//!
//! Guesses come from the words of the index, are ranked by how the other words stand with them (a whole name; side by side in a
//! name; in one document) and then by how common they are, and count only where the asker may see what they find. How much is
//! looked up is bounded, whatever is typed; numbers are never guessed at.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use tantivy::Searcher;
use tantivy::Term;
use tantivy::query::PhraseQuery;
use tantivy::query::Query;

use crate::index::Audience;
use crate::index::Index;
use crate::index::IndexError;
use crate::index::reading::Reading;
use crate::index::reading::Word;
use crate::index::reading::folded;
use crate::index::spelling::fold;
use crate::index::steps;

/// Most words of a query for which guesses are made.
const WORDS: usize = 8;
/// Longest word that is guessed at, in letters.
const LETTERS: usize = 20;
/// Most guesses that the documents are asked about.
const GUESSES: usize = 96;
/// Most guesses a word, where two words have to be guessed.
const OF_TWO: usize = 40;

/// In how many names, and in how many documents, a word stands.
type Common = (u64, u64);

/// Words that may have been meant.
struct Guess {
    words: Vec<Word>,
    /// Where the guessed words begin and end.
    place: (usize, usize),
    common: Common,
}

impl Index {
    /// Returns the nearest words that stand together in a document of an audience, when those that were typed do not.
    pub(super) fn nearest(
        &self,
        searcher: &Searcher,
        words: &[Word],
        audience: Audience,
    ) -> Result<Option<Reading>, IndexError> {
        if words.is_empty() || words.len() > WORDS {
            return Ok(None);
        }
        let mut missing = Vec::new();
        for (at, word) in words.iter().enumerate() {
            if !self.stand(searcher, [word], audience)? {
                missing.push(at);
            }
        }
        let mut guesses = match missing[..] {
            [] => self.guesses(searcher, words, &(0..words.len()).collect::<Vec<_>>())?,
            [one] => self.guesses(searcher, words, &[one])?,
            [one, other] => self.guesses_of_two(searcher, words, [one, other])?,
            _ => return Ok(None),
        };
        guesses.sort_by_key(|guess| Reverse(guess.common));
        let best = self.best(searcher, guesses, audience)?;
        Ok(best.map(|guess| Reading { words: guess.words, is_other: true, is_guess: true }))
    }

    /// Returns the guess with which the other words stand best.
    fn best(
        &self,
        searcher: &Searcher,
        mut guesses: Vec<Guess>,
        audience: Audience,
    ) -> Result<Option<Guess>, IndexError> {
        for at in 0..guesses.len() {
            let whole = folded(&guesses[at].words).collect::<Vec<_>>().join(" ");
            if searcher.doc_freq(&Term::from_field_text(self.fields.name, &whole))? > 0
                && self.any(
                    searcher,
                    vec![steps::audience(&self.fields, audience), steps::must(self.fields.name, &whole)],
                )?
            {
                return Ok(Some(guesses.swap_remove(at)));
            }
        }
        guesses.truncate(GUESSES);
        for is_beside in [true, false] {
            for at in 0..guesses.len() {
                let guess = &guesses[at];
                let mut clauses = vec![steps::audience(&self.fields, audience)];
                clauses.extend(folded(&guess.words).map(|word| steps::must(self.fields.anywhere, word)));
                if is_beside {
                    clauses.push((tantivy::query::Occur::Must, self.beside(guess)));
                }
                let is_long = guess.words[guess.place.0..guess.place.1].iter().all(|word| word.folded.len() > 2);
                if (is_beside || is_long) && self.any(searcher, clauses)? {
                    return Ok(Some(guesses.swap_remove(at)));
                }
            }
        }
        Ok(None)
    }

    /// The guessed words with their neighbours, side by side in a name.
    fn beside(&self, guess: &Guess) -> Box<dyn Query> {
        let (from, to) = (guess.place.0.saturating_sub(1), (guess.place.1 + 1).min(guess.words.len()));
        let words = &guess.words[from..to];
        let field = self.fields.title.folded;
        match words {
            [one] => steps::must(field, &one.folded).1,
            _ => Box::new(PhraseQuery::new(
                words.iter().map(|word| Term::from_field_text(field, &word.folded)).collect(),
            )),
        }
    }

    /// Makes the guesses that change one of the words at the places given, or join it with the next.
    fn guesses(&self, searcher: &Searcher, words: &[Word], places: &[usize]) -> Result<Vec<Guess>, IndexError> {
        let mut guesses = Vec::new();
        for &at in places {
            for (other, common) in self.near(searcher, &words[at].folded)? {
                guesses.push(guess(words, (at, at + 1), &[&other], common));
            }
            for (one, other) in splits(&words[at].folded) {
                let common = self.common(searcher, one)?.min(self.common(searcher, other)?);
                if common.1 > 0 {
                    guesses.push(guess(words, (at, at + 1), &[one, other], common));
                }
            }
            for from in [at.checked_sub(1), Some(at)].into_iter().flatten().filter(|from| from + 1 < words.len()) {
                let joined = format!("{}{}", words[from].folded, words[from + 1].folded);
                let common = self.common(searcher, &joined)?;
                if common.1 > 0 && is_guessed_at(&joined) {
                    guesses.push(guess(words, (from, from + 2), &[&joined], common));
                }
            }
        }
        Ok(guesses)
    }

    /// Makes the guesses that change two words, each of which stands nowhere.
    fn guesses_of_two(
        &self,
        searcher: &Searcher,
        words: &[Word],
        [one, other]: [usize; 2],
    ) -> Result<Vec<Guess>, IndexError> {
        let mut near = [self.near(searcher, &words[one].folded)?, self.near(searcher, &words[other].folded)?];
        for near in &mut near {
            near.sort_by_key(|(_, common)| Reverse(*common));
            near.truncate(OF_TWO);
        }
        let mut guesses = self.guesses(searcher, words, &[one])?;
        guesses.retain(|guess| guess.place.1 - guess.place.0 == 2 && guess.place.0 <= other && other < guess.place.1);
        for (first, common) in &near[0] {
            for (second, also) in &near[1] {
                let mut guess = guess(words, (one, one + 1), &[first], (*common).min(*also));
                guess.words[other] = Word::guessed(second);
                guess.place.1 = other + 1;
                guesses.push(guess);
            }
        }
        Ok(guesses)
    }

    /// Returns the words of the index one slip away from a word, and how common they are.
    fn near(&self, searcher: &Searcher, word: &str) -> Result<Vec<(String, Common)>, IndexError> {
        let mut near = Vec::new();
        for other in slips(word) {
            let common = self.common(searcher, &other)?;
            if common.1 > 0 {
                near.push((other, common));
            }
        }
        Ok(near)
    }

    fn common(&self, searcher: &Searcher, word: &str) -> Result<Common, IndexError> {
        let anywhere = searcher.doc_freq(&Term::from_field_text(self.fields.anywhere, word))?;
        if anywhere == 0 {
            return Ok((0, 0));
        }
        Ok((searcher.doc_freq(&Term::from_field_text(self.fields.title.folded, word))?, anywhere))
    }
}

/// Puts other words in the place of some.
fn guess(words: &[Word], (from, to): (usize, usize), others: &[&str], common: Common) -> Guess {
    let mut all = words[..from].to_vec();
    all.extend(others.iter().map(|word| Word::guessed(word)));
    all.extend_from_slice(&words[to..]);
    Guess { words: all, place: (from, from + others.len()), common }
}

fn is_guessed_at(word: &str) -> bool {
    (2..=LETTERS).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_lowercase())
}

/// Every word with one letter added, dropped, changed or swapped with its neighbour; in order, so that of guesses that are
/// equally good the same one is always taken.
fn slips(word: &str) -> BTreeSet<String> {
    let mut slips = BTreeSet::new();
    if !is_guessed_at(word) {
        return slips;
    }
    for at in 0..=word.len() {
        let (before, after) = word.split_at(at);
        for letter in 'a'..='z' {
            slips.insert(format!("{before}{letter}{after}"));
            if !after.is_empty() {
                slips.insert(format!("{before}{letter}{}", &after[1..]));
            }
        }
        if !after.is_empty() && word.len() > 2 {
            slips.insert(format!("{before}{}", &after[1..]));
        }
        if after.len() > 1 {
            slips.insert(format!("{before}{}{}{}", &after[1..2], &after[..1], &after[2..]));
        }
    }
    // `guy` for `quy`, which stands in the index as `qui`.
    let mut slips: BTreeSet<String> = slips.iter().map(|slip| fold(slip)).collect();
    slips.remove(word);
    slips
}

/// Every way to cut a word in two.
fn splits(word: &str) -> impl Iterator<Item = (&str, &str)> {
    let last = if is_guessed_at(word) { word.len().saturating_sub(1) } else { 0 };
    (2..last).map(|at| word.split_at(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_one_letter_added_dropped_changed_or_swapped() {
        let slips = slips("gian");
        for near in ["gan", "gia", "ian", "gin", "giaan", "gians", "zgian", "gien", "xian", "igan", "gina", "gain"] {
            assert!(slips.contains(near), "{near}");
        }
        for far in ["gian", "an", "gnai", "giants", "naig"] {
            assert!(!slips.contains(far), "{far}");
        }
        for word in ["1854", "k20", "萬", "", "a", &"x".repeat(500)] {
            assert!(super::slips(word).is_empty() && splits(word).next().is_none(), "{word}");
        }
        assert!(super::slips("guy").contains("qui") && super::slips("yt").contains("ti"));
        assert_eq!(splits("thacgian").count(), 5);
    }
}
