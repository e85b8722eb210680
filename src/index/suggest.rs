//! Suggestions while somebody types, only from an audience's own names.

use std::collections::HashMap;
use std::collections::HashSet;

use tantivy::Searcher;
use tantivy::TantivyDocument;
use tantivy::Term;
use tantivy::collector::TopDocs;
use tantivy::query::BooleanQuery;
use tantivy::query::ConstScoreQuery;
use tantivy::query::Occur;
use tantivy::query::Query;
use tantivy::query::TermQuery;
use tantivy::schema::Field;
use tantivy::schema::IndexRecordOption;
use tantivy::schema::Value as _;

use crate::base::id::RecordId;
use crate::index::Audience;
use crate::index::Index;
use crate::index::IndexError;
use crate::index::reading::Word;
use crate::index::reading::by_keys;
use crate::index::reading::typed_words;
use crate::index::spelling::fold;
use crate::index::steps;
use crate::index::tokenizer::cut;

/// Fewest letters that get suggestions.
const LETTERS: usize = 2;
/// Most words that the last one typed may be the beginning of.
const WORDS: usize = 256;

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
        let mut clauses = vec![steps::audience(&self.fields, audience)];
        for (n, word) in words.iter().enumerate() {
            let query: Box<dyn Query> = if n + 1 == words.len() {
                let any = begun_with(&searcher, field, &word.folded)?;
                Box::new(BooleanQuery::new(any.into_iter().map(|term| (Occur::Should, term)).collect()))
            } else {
                let term = Term::from_field_text(field, &word.folded);
                Box::new(TermQuery::new(term, IndexRecordOption::Basic))
            };
            clauses.push((Occur::Must, query));
        }
        let top = TopDocs::with_limit(limit.clamp(1, 20) * 2).order_by_score();
        let mut suggestions = Vec::new();
        let mut seen = HashSet::new();
        for (_, at) in searcher.search(&BooleanQuery::new(clauses), &top)? {
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

/// Returns the words of a field that begin so: the commonest of them where they are many, since two letters begin thousands.
fn begun_with(searcher: &Searcher, field: Field, start: &str) -> Result<Vec<Box<dyn Query>>, IndexError> {
    let mut counts: HashMap<Vec<u8>, u32> = HashMap::new();
    for segment in searcher.segment_readers() {
        let inverted = segment.inverted_index(field)?;
        let mut own = Vec::new();
        let mut words = inverted.terms().range().ge(start).into_stream()?;
        while words.advance() && words.key().starts_with(start.as_bytes()) {
            own.push((words.value().doc_freq, words.key().to_owned()));
        }
        if own.len() > WORDS {
            own.select_nth_unstable_by(WORDS, |a, b| b.cmp(a));
            own.truncate(WORDS);
        }
        for (count, word) in own {
            *counts.entry(word).or_default() += count;
        }
    }
    let mut words: Vec<(u32, Vec<u8>)> = counts.into_iter().map(|(word, count)| (count, word)).collect();
    words.sort_unstable_by(|a, b| b.cmp(a));
    words.truncate(WORDS);
    let term = |(_, word): (u32, Vec<u8>)| {
        let term = Term::from_field_text(field, std::str::from_utf8(&word).unwrap_or_default());
        // One word does as well as another: how often it is in other names says nothing.
        Box::new(ConstScoreQuery::new(Box::new(TermQuery::new(term, IndexRecordOption::Basic)), 0.0)) as Box<dyn Query>
    };
    Ok(words.into_iter().map(term).collect())
}

fn fits(name: &str, words: &[Word]) -> bool {
    let own: Vec<String> = cut(name).map(|(from, to)| fold(&name[from..to])).collect();
    words.iter().all(|word| own.iter().any(|own| own.starts_with(&word.folded)))
}
