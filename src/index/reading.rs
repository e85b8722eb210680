//! What was typed, as words: cut within the limits, spelt for every lane, and read as Telex or VNI where that is what was
//! meant. A word that stands as typed in what the asker may see is never read otherwise, unless the whole finds nothing.

use tantivy::DocSet as _;
use tantivy::Searcher;
use tantivy::TERMINATED;
use tantivy::query::BooleanQuery;
use tantivy::query::EnableScoring;
use tantivy::query::Query as _;

use crate::base::limits;
use crate::index::Audience;
use crate::index::Index;
use crate::index::IndexError;
use crate::index::spelling;
use crate::index::steps;
use crate::index::tokenizer::cut;
use crate::index::typing;
use crate::index::understanding;
use crate::index::wanted::Wanted;

/// A word of a query in every lane.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// As typed, in small letters.
    pub shown: String,
    /// As written.
    pub exact: String,
    /// Without its tone.
    pub toneless: String,
    /// Folded.
    pub folded: String,
}

impl Word {
    /// Makes a word as it was typed.
    pub fn new(typed: &str) -> Word {
        Word {
            shown: spelling::small(typed),
            exact: spelling::exact(typed),
            toneless: spelling::toneless(typed),
            folded: spelling::fold(typed),
        }
    }

    /// Makes a word that stands in the index, folded.
    pub fn guessed(folded: &str) -> Word {
        let folded = folded.to_owned();
        Word { shown: folded.clone(), exact: folded.clone(), toneless: folded.clone(), folded }
    }

    /// Returns true when it was typed with marks.
    pub fn is_marked(&self) -> bool {
        self.exact != self.folded
    }

    /// Says whether it may be meant for another: with its marks, without its tone, or without any.
    pub fn is_spelling_of(&self, other: &Word) -> bool {
        match self.is_marked() {
            true => self.exact == other.exact || self.exact == other.toneless,
            false => self.folded == other.folded,
        }
    }

    /// Returns the word it is when its marks were typed as keys.
    fn by_keys(&self) -> Option<Word> {
        typing::reading(&self.shown).map(|word| Word::new(&word))
    }
}

/// How what was typed is understood.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    /// The words that are looked for.
    pub words: Vec<Word>,
    /// True when they are not those that were typed.
    pub is_other: bool,
    /// True when they are the nearest that something stands under, and not those that were typed in any reading.
    pub is_guess: bool,
}

impl Reading {
    /// Returns its words as one shows them.
    pub fn shown(&self) -> String {
        self.words.iter().map(|word| word.shown.as_str()).collect::<Vec<_>>().join(" ")
    }
}

/// Cuts what was typed into words, within the limits; says whether it had to be shortened.
pub fn typed_words(typed: &str) -> (Vec<Word>, bool) {
    let short: String = typed.chars().take(limits::QUERY_CHARS).collect();
    let mut words: Vec<Word> =
        cut(&short).map(|(from, to)| Word::new(&short[from..to])).filter(|word| !word.folded.is_empty()).collect();
    let is_shortened = short.len() < typed.len() || words.len() > limits::QUERY_SYLLABLES;
    words.truncate(limits::QUERY_SYLLABLES);
    (words, is_shortened)
}

/// Counts the syllables of what was typed.
pub fn syllables(typed: &str) -> usize {
    cut(typed).filter(|(from, to)| !spelling::fold(&typed[*from..*to]).is_empty()).count()
}

impl Index {
    /// Reads what was typed: what is looked for, how its words were read, and whether it had to be shortened. Who asks with
    /// signs means what he types: only plain words are read otherwise.
    pub(super) fn wanted(
        &self,
        searcher: &Searcher,
        typed: &str,
        audience: Audience,
    ) -> Result<(Wanted, Reading, bool), IndexError> {
        let (wanted, is_shortened) = Wanted::read(typed);
        if !wanted.is_plain {
            return Ok((wanted, Reading::default(), is_shortened));
        }
        let reading = self.read(searcher, wanted.words().cloned().collect(), audience)?;
        Ok((Wanted::plain(reading.words.clone()), reading, is_shortened))
    }

    /// Reads plain words that found nothing once more.
    pub(super) fn wanted_again(
        &self,
        searcher: &Searcher,
        wanted: &Wanted,
        reading: &Reading,
        audience: Audience,
    ) -> Result<Option<(Wanted, Reading)>, IndexError> {
        if !wanted.is_plain {
            return Ok(None);
        }
        let other = self.read_again(searcher, &reading.words, audience)?;
        Ok(other.map(|other| (Wanted::plain(other.words.clone()), other)))
    }

    /// Reads words typed for Telex or VNI that stand nowhere as they were typed.
    fn read(&self, searcher: &Searcher, mut words: Vec<Word>, audience: Audience) -> Result<Reading, IndexError> {
        let mut is_other = false;
        // `thế kỷ XIX` is understood as it is, and not as `xĩ`.
        let known = understanding::known(&words);
        for (at, word) in words.iter_mut().enumerate() {
            let is_known = known.iter().any(|known| (known.from..known.to).contains(&at));
            let Some(other) = word.by_keys().filter(|_| !is_known) else { continue };
            // `thais` is `thái` where that stands, though an English stem of it does; `roofs` is not `rồ` where only `roof` does.
            if !self.is_written(searcher, word, audience)?
                && (self.is_written(searcher, &other, audience)? || !self.stand(searcher, [&*word], audience)?)
            {
                (*word, is_other) = (other, true);
            }
        }
        Ok(Reading { words, is_other, is_guess: false })
    }

    /// Reads words that found nothing in any document, whatever the filters, once more: every one as typed for Telex or VNI
    /// that can be, else as the nearest ones; nothing when that does not help either.
    fn read_again(
        &self,
        searcher: &Searcher,
        words: &[Word],
        audience: Audience,
    ) -> Result<Option<Reading>, IndexError> {
        if words.is_empty() || self.stand(searcher, words, audience)? {
            return Ok(None);
        }
        let by_keys = by_keys(words);
        if by_keys != words && self.stand(searcher, &by_keys, audience)? {
            return Ok(Some(Reading { words: by_keys, is_other: true, is_guess: false }));
        }
        self.nearest(searcher, words, audience)
    }

    /// Says whether a word stands in a document of an audience as it is, whatever its marks.
    fn is_written(&self, searcher: &Searcher, word: &Word, audience: Audience) -> Result<bool, IndexError> {
        let word = steps::must(self.fields.anywhere, &word.folded);
        self.any(searcher, vec![steps::audience(&self.fields, audience), word])
    }

    /// Says whether words, or others of their stems, stand together in a document of an audience.
    pub(super) fn stand<'a>(
        &self,
        searcher: &Searcher,
        words: impl IntoIterator<Item = &'a Word>,
        audience: Audience,
    ) -> Result<bool, IndexError> {
        let mut clauses = vec![steps::audience(&self.fields, audience)];
        clauses.extend(words.into_iter().map(|word| steps::any_term(steps::standing(&self.fields, word))));
        self.any(searcher, clauses)
    }

    /// Says whether any document matches. Stops at the first.
    pub(super) fn any(&self, searcher: &Searcher, clauses: Vec<steps::Clause>) -> Result<bool, IndexError> {
        let weight = BooleanQuery::new(clauses).weight(EnableScoring::disabled_from_searcher(searcher))?;
        for reader in searcher.segment_readers() {
            let mut found = weight.scorer(reader, 1.0)?;
            while found.doc() != TERMINATED {
                if !reader.is_deleted(found.doc()) {
                    return Ok(true);
                }
                found.advance();
            }
        }
        Ok(false)
    }
}

/// Returns the words with each one read as typed for Telex or VNI that can be.
pub(super) fn by_keys(words: &[Word]) -> Vec<Word> {
    words.iter().map(|word| word.by_keys().unwrap_or_else(|| word.clone())).collect()
}

/// The words as they stand in the folded lane.
pub(super) fn folded(words: &[Word]) -> impl Iterator<Item = &str> {
    words.iter().map(|word| word.folded.as_str())
}
