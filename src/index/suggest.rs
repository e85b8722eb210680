//! Suggestions while somebody types, only from an audience's own names.

use std::collections::BTreeSet;
use std::collections::HashSet;

use tantivy::Searcher;
use tantivy::TantivyDocument;
use tantivy::Term;
use tantivy::schema::Field;
use tantivy::schema::Value as _;
use tantivy::tokenizer::Token;
use tantivy::tokenizer::TokenStream;
use tantivy::tokenizer::Tokenizer;

use crate::base::id::RecordId;
use crate::index::Audience;
use crate::index::Index;
use crate::index::IndexError;
use crate::index::hits::Hits;
use crate::index::order;
use crate::index::reading::Word;
use crate::index::reading::by_keys;
use crate::index::reading::typed_words;
use crate::index::spelling;
use crate::index::spelling::Lane;
use crate::index::spelling::fold;
use crate::index::steps::Sought;
use crate::index::tokenizer::Cuts;
use crate::index::tokenizer::cut;

/// Fewest letters that get suggestions.
const LETTERS: usize = 2;
/// Most letters of the beginnings that the index keeps of every word of a name: fewer begin too many words to look all of
/// them up, more begin few.
const BEGUN: usize = 4;
/// Most words of a segment that begin with what was typed.
const WORDS: usize = 100;

/// A name that may be meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// The record.
    pub id: RecordId,
    /// Name of its kind.
    pub kind: String,
    /// Its name, in the language in which it fits.
    pub text: String,
    /// Its ASCII code.
    pub code: String,
}

impl Index {
    /// Returns names in which every typed word begins a word. Blocking.
    pub fn suggest(&self, typed: &str, audience: Audience, limit: usize) -> Result<Vec<Suggestion>, IndexError> {
        let (words, _) = typed_words(typed);
        let letters: usize = words.iter().map(|word| word.folded.chars().count()).sum();
        if letters < LETTERS || words.is_empty() {
            return Ok(Vec::new());
        }
        let found = self.names(&words, audience, limit)?;
        let by_keys = by_keys(&words);
        if found.is_empty() && by_keys != words {
            return self.names(&by_keys, audience, limit);
        }
        Ok(found)
    }

    fn names(&self, words: &[Word], audience: Audience, limit: usize) -> Result<Vec<Suggestion>, IndexError> {
        let field = self.fields.title.folded;
        let searcher = self.reader.searcher();
        let mut sought = Sought::default();
        for (n, word) in words.iter().enumerate() {
            let is_last = n + 1 == words.len();
            if is_last && word.folded.chars().count() > BEGUN {
                sought.words.push(beginning(&searcher, field, &word.folded)?);
            } else {
                let field = if is_last { self.fields.begins } else { field };
                sought.words.push(vec![Term::from_field_text(field, &word.folded)]);
            }
        }
        let kept = self.tables.of(&searcher)?;
        let hits = Hits::find(&searcher, &kept, sought, audience)?;
        // Of two names with the same words the shorter is meant sooner; two of them may be the same.
        let first = order::by_length(&searcher, &hits, field, limit.clamp(1, 20) * 2)?;
        let mut suggestions = Vec::new();
        let mut seen = HashSet::new();
        for at in first {
            let doc: TantivyDocument = searcher.doc(at)?;
            let one =
                |field| doc.get_first(field).and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default();
            let Ok(id) = one(self.fields.id).parse() else { continue };
            let names: Vec<String> =
                doc.get_all(self.fields.title_text).filter_map(|value| value.as_str().map(str::to_owned)).collect();
            let Some(text) = names.iter().find(|name| fits(name, words)).or(names.first()) else { continue };
            if seen.insert(text.clone()) {
                let suggestion = Suggestion {
                    id,
                    kind: one(self.fields.kind),
                    text: text.clone(),
                    code: one(self.fields.code).to_uppercase(),
                };
                suggestions.push(suggestion);
            }
        }
        suggestions.truncate(limit);
        Ok(suggestions)
    }
}

/// Returns the terms of a field that begin so, at most so many in a segment.
fn beginning(searcher: &Searcher, field: Field, begin: &str) -> Result<Vec<Term>, IndexError> {
    let mut terms = BTreeSet::new();
    for reader in searcher.segment_readers() {
        let inverted = reader.inverted_index(field)?;
        let mut words = inverted.terms().range().ge(begin).into_stream()?;
        let mut left = WORDS;
        while left > 0 && words.advance() && words.key().starts_with(begin.as_bytes()) {
            left -= 1;
            terms.extend(std::str::from_utf8(words.key()).map(|word| Term::from_field_text(field, word)));
        }
    }
    Ok(terms.into_iter().collect())
}

/// Cuts a name into the beginnings of its words, as folded: of each the first letters.
#[derive(Debug, Clone, Copy)]
pub struct Beginnings;

/// The name the tokenizer of beginnings is registered under.
pub const BEGINNINGS: &str = "vi_begins_1";

/// The beginnings of the words of a name.
pub struct Begun<'a> {
    text: &'a str,
    cuts: Cuts<'a>,
    word: String,
    /// Letters of the word that come next.
    next: usize,
    token: Token,
}

impl Tokenizer for Beginnings {
    type TokenStream<'a> = Begun<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Begun<'a> {
        Begun { text, cuts: cut(text), word: String::new(), next: 1, token: Token::default() }
    }
}

impl TokenStream for Begun<'_> {
    fn advance(&mut self) -> bool {
        loop {
            let ends = self.word.char_indices().map(|(at, letter)| at + letter.len_utf8());
            if let Some(end) = ends.take(BEGUN).nth(self.next - 1) {
                self.next += 1;
                self.token.position = self.token.position.wrapping_add(1);
                self.token.text.clear();
                self.token.text.push_str(&self.word[..end]);
                return true;
            }
            let Some((from, to)) = self.cuts.next() else { return false };
            (self.token.offset_from, self.token.offset_to) = (from, to);
            self.next = 1;
            self.word.clear();
            spelling::onto(Lane::Folded, &self.text[from..to], &mut self.word);
        }
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

fn fits(name: &str, words: &[Word]) -> bool {
    let own: Vec<String> = cut(name).map(|(from, to)| fold(&name[from..to])).collect();
    words.iter().all(|word| own.iter().any(|own| own.starts_with(&word.folded)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_kept_under_the_beginnings_of_its_words() {
        let begins = |name: &str| {
            let mut tokenizer = Beginnings;
            let mut stream = tokenizer.token_stream(name);
            let mut begins = Vec::new();
            while stream.advance() {
                begins.push(stream.token().text.clone());
            }
            begins
        };
        assert_eq!(begins("Đình, Gián"), ["d", "di", "din", "dinh", "g", "gi", "gia", "gian"]);
        assert_eq!(begins("Nghĩa 石"), ["n", "ng", "ngh", "nghi", "石"]);
        assert!(begins(" – ").is_empty());
    }
}
