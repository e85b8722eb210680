//! Suggestions while somebody types, only from an audience's own names.

use std::collections::BTreeSet;
use std::collections::HashSet;

use tantivy::TantivyDocument;
use tantivy::Term;
use tantivy::query::FuzzyTermQuery;
use tantivy::query::Occur;
use tantivy::schema::Value as _;

use crate::base::id::RecordId;
use crate::index::Audience;
use crate::index::Index;
use crate::index::IndexError;
use crate::index::hits::Hits;
use crate::index::order;
use crate::index::reading::Word;
use crate::index::reading::by_keys;
use crate::index::reading::typed_words;
use crate::index::spelling::fold;
use crate::index::steps::Sought;
use crate::index::tokenizer::cut;

/// Fewest letters that get suggestions.
const LETTERS: usize = 2;
/// Most letters of the beginnings that the index keeps of every word of a name: fewer begin too many words to look all of
/// them up, more begin few.
const BEGUN: usize = 4;

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
                let begins = FuzzyTermQuery::new_prefix(Term::from_field_text(field, &word.folded), 0, true);
                sought.others.push((Occur::Must, Box::new(begins)));
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

/// Returns the beginnings under which a name is kept: of each of its words the first letters, as folded.
pub fn begins(name: &str) -> BTreeSet<String> {
    let mut begins = BTreeSet::new();
    for (from, to) in cut(name) {
        let word = fold(&name[from..to]);
        begins.extend(word.char_indices().skip(1).take(BEGUN - 1).map(|(end, _)| word[..end].to_owned()));
        if word.chars().count() <= BEGUN {
            begins.insert(word);
        } else {
            begins.extend(word.char_indices().nth(BEGUN).map(|(end, _)| word[..end].to_owned()));
        }
    }
    begins
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
        let own: Vec<String> = begins("Đình Thạc Gián").into_iter().collect();
        assert_eq!(own, ["d", "di", "din", "dinh", "g", "gi", "gia", "gian", "t", "th", "tha", "thac"]);
        assert_eq!(begins("Nghĩa").into_iter().collect::<Vec<_>>(), ["n", "ng", "ngh", "nghi"]);
    }
}
