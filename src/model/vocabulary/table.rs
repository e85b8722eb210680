//! The tables of terms: read once from the files, looked up by code.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::model::text::Lang;

/// One term of a vocabulary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// Its code, as stored.
    pub code: String,
    /// Label in Vietnamese, English, Indonesian.
    labels: [String; 3],
    /// Id in the Art & Architecture Thesaurus.
    pub aat: Option<String>,
    /// True when that id was found in one source only and should be verified before use.
    pub is_aat_unsure: bool,
}

impl Term {
    /// Returns the label in a language.
    pub fn label(&self, lang: Lang) -> &str {
        match lang {
            Lang::Vi => &self.labels[0],
            Lang::En => &self.labels[1],
            Lang::Id => &self.labels[2],
        }
    }
}

macro_rules! vocabularies {
    ($($name:literal),* $(,)?) => {
        const FILES: &[(&str, &str)] = &[$(($name, include_str!(concat!($name, ".csv")))),*];
    };
}

vocabularies!(
    "acquisition",
    "agent_kind",
    "agent_role",
    "asset_access",
    "asset_kind",
    "community_notice",
    "condition",
    "condition_method",
    "damage",
    "decision_kind",
    "direction",
    "event_kind",
    "function",
    "geo_method",
    "inscription_kind",
    "inscription_state",
    "kind",
    "language",
    "legal_class",
    "material",
    "object_type",
    "part",
    "people_shown",
    "public_precision",
    "quality",
    "rank",
    "rank_flag",
    "relation",
    "relic_type",
    "rights",
    "role",
    "script",
    "sensitivity",
    "status",
    "technique",
    "urgency",
    "view",
    "withdrawal_reason",
);

struct Vocabulary {
    terms: Vec<Term>,
    by_code: HashMap<String, usize>,
}

static ALL: LazyLock<HashMap<&'static str, Vocabulary>> =
    LazyLock::new(|| FILES.iter().map(|(name, text)| (*name, parse(text))).collect());

fn parse(text: &str) -> Vocabulary {
    let mut terms = Vec::new();
    let mut rows = csv::Reader::from_reader(text.as_bytes());
    for row in rows.records().flatten() {
        let column = |n: usize| row.get(n).unwrap_or_default().to_owned();
        terms.push(Term {
            code: column(0),
            labels: [column(1), column(2), column(3)],
            aat: Some(column(4)).filter(|id| !id.is_empty()),
            is_aat_unsure: &column(5) == "b",
        });
    }
    let by_code = terms.iter().enumerate().map(|(n, term)| (term.code.clone(), n)).collect();
    Vocabulary { terms, by_code }
}

/// Returns the names of all vocabularies.
pub fn names() -> impl Iterator<Item = &'static str> {
    FILES.iter().map(|(name, _)| *name)
}

/// Returns the terms of a vocabulary in their order; none when there is no such vocabulary.
pub fn terms(vocabulary: &str) -> &'static [Term] {
    ALL.get(vocabulary).map_or(&[], |found| found.terms.as_slice())
}

/// Returns one term.
pub fn term(vocabulary: &str, code: &str) -> Option<&'static Term> {
    let found = ALL.get(vocabulary)?;
    found.by_code.get(code).map(|n| &found.terms[*n])
}

/// Returns true when the vocabulary has the term.
pub fn contains(vocabulary: &str, code: &str) -> bool {
    term(vocabulary, code).is_some()
}

/// Returns the label of a term in a language.
pub fn label(vocabulary: &str, code: &str, lang: Lang) -> Option<&'static str> {
    term(vocabulary, code).map(|term| term.label(lang))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_term_has_a_label_in_three_languages() {
        assert!(names().count() > 30);
        for name in names() {
            assert!(!terms(name).is_empty(), "{name} is empty");
            for term in terms(name) {
                assert!(Lang::ALL.iter().all(|lang| !term.label(*lang).is_empty()), "{name}: {}", term.code);
            }
        }
        assert_eq!(label("function", "dinh", Lang::En), Some("communal house"));
    }
}
