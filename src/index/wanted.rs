//! A query as it is looked for: alternatives of words, what they mean beside themselves, and tests.

use crate::base::limits;
use crate::index::reading::Word;
use crate::index::understanding;
use crate::index::understanding::Known;
use crate::index::understanding::cut_name;
use crate::model::query::Query;
use crate::model::query::Understood;
use crate::model::query::What;

/// What is looked for: one of the alternatives.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// The alternatives; at least one.
    pub any: Vec<All>,
    /// True when nothing but words was typed: then they may be read otherwise.
    pub is_plain: bool,
}

/// What must all be met.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct All {
    /// Words that must stand somewhere.
    pub words: Vec<Word>,
    /// What some of them mean beside themselves.
    pub known: Vec<Known>,
    /// Tests; those that begin with true must not be met.
    pub tests: Vec<(bool, Test)>,
}

/// Something a document meets or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Test {
    /// Words side by side.
    Phrase(Vec<Word>),
    /// Words side by side in a name.
    Name(Vec<Word>),
    /// Any of these values of facets.
    Values(Vec<(&'static str, String)>),
    /// Dated between two years.
    Years((i32, i32)),
    /// A code, whole or its beginning, or in a text.
    Code(String, Vec<Word>),
    /// Words side by side, or what they mean.
    Known(Vec<Word>, Known),
}

impl Test {
    /// Returns its words.
    pub fn words(&self) -> &[Word] {
        match self {
            Test::Phrase(words) | Test::Name(words) | Test::Code(_, words) | Test::Known(words, _) => words,
            Test::Values(_) | Test::Years(_) => &[],
        }
    }
}

impl Wanted {
    /// Makes what plain words want.
    pub fn plain(words: Vec<Word>) -> Wanted {
        let known = understanding::known(&words);
        Wanted { any: vec![All { words, known, tests: Vec::new() }], is_plain: true }
    }

    /// Makes what somebody typed, within the limits; says whether it had to be shortened.
    pub fn read(typed: &str) -> (Wanted, bool) {
        let short: String = typed.chars().take(limits::QUERY_CHARS).collect();
        let query = Query::read(&short);
        let mut room = Room { left: limits::QUERY_SYLLABLES, is_shortened: short.len() < typed.len() };
        if query.is_plain() {
            return (Wanted::plain(room.words(&short)), room.is_shortened);
        }
        let mut any = Vec::with_capacity(query.any.len());
        for parts in query.any {
            let mut all = All::default();
            let mut years = Vec::new();
            for part in parts {
                let test = match part.what {
                    What::Words(text) => {
                        all.words.extend(room.words(&text));
                        continue;
                    }
                    What::Years { text, first, last, is_strict: false } if !part.is_not => {
                        let from = all.words.len();
                        all.words.extend(room.words(&text));
                        years.push(understanding::of_years(from, all.words.len(), (first, last)));
                        continue;
                    }
                    What::Years { first, last, .. } => Test::Years((first, last)),
                    What::Phrase(text) => Test::Phrase(room.words(&text)),
                    What::Name(text) => Test::Name(room.words(&text)),
                    What::Code(text) => Test::Code(text.clone(), room.words(&text)),
                    What::Values(values) => Test::Values(values),
                    What::Unit(text) | What::Time(text) => {
                        let words = room.words(&text);
                        match understanding::whole(&words) {
                            Some(known) => Test::Known(words, known),
                            None => Test::Phrase(words),
                        }
                    }
                };
                let is_empty = !matches!(test, Test::Values(_) | Test::Years(_)) && test.words().is_empty();
                if !is_empty {
                    all.tests.push((part.is_not, test));
                }
            }
            all.known = understanding::known(&all.words);
            all.known.retain(|known| !years.iter().any(|other| known.from < other.to && other.from < known.to));
            all.known.extend(years);
            // Signs alone ask for nothing: they do not make everything an answer.
            if !(all.words.is_empty() && all.tests.is_empty()) {
                any.push(all);
            }
        }
        if any.is_empty() {
            any.push(All::default());
        }
        (Wanted { any, is_plain: false }, room.is_shortened)
    }

    /// Returns true when there are words by which hits are ranked.
    pub fn has_words(&self) -> bool {
        self.any.iter().any(|all| all.ranked().next().is_some())
    }

    /// Returns the words that are looked for.
    pub fn words(&self) -> impl Iterator<Item = &Word> {
        self.any.iter().flat_map(All::ranked)
    }

    /// Returns what a reader is told of how it was understood.
    pub fn understood(&self) -> Vec<Understood> {
        let mut all: Vec<Understood> = Vec::new();
        for one in &self.any {
            let own = one.known.iter().filter_map(|known| known.told(&one.words));
            let tested = one.tests.iter().filter_map(|(_, test)| match test {
                Test::Known(words, known) => known.told(words),
                _ => None,
            });
            for told in own.chain(tested) {
                if !all.contains(&told) {
                    all.push(told);
                }
            }
        }
        all
    }
}

impl All {
    /// Returns the words by which it is ranked.
    pub fn ranked(&self) -> impl Iterator<Item = &Word> {
        let tests = self.tests.iter().filter(|(is_not, _)| !is_not);
        self.words.iter().chain(tests.flat_map(|(_, test)| test.words()))
    }
}

/// How many words a query may still have.
struct Room {
    left: usize,
    is_shortened: bool,
}

impl Room {
    fn words(&mut self, text: &str) -> Vec<Word> {
        let mut words = cut_name(text);
        self.is_shortened |= words.len() > self.left;
        words.truncate(self.left);
        self.left -= words.len();
        words
    }
}
