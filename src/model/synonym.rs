//! Words that mean the same: what a facet's value is called in three languages, by its vocabulary and by our own list of
//! further words (`synonym.csv`).

use std::sync::LazyLock;

use crate::model::text::Lang;
use crate::model::vocabulary;

/// A value of a facet with everything it is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Called {
    /// The facet.
    pub facet: &'static str,
    /// The value.
    pub code: String,
    /// Its labels.
    pub labels: Vec<String>,
    /// Further words for it.
    pub others: Vec<String>,
}

/// Vocabularies whose labels are words people ask with, and the facet that their values stand under.
const ASKED: &[(&str, &str)] = &[
    ("function", "function"),
    ("object_type", "object_type"),
    ("inscription_kind", "object_type"),
    ("material", "material"),
    ("relic_type", "relic_type"),
];
/// Facets of which only our own words are asked with: their labels are too common (`national`, `part`).
const OWN_ONLY: &[&str] = &["rank", "kind"];

static ALL: LazyLock<Vec<Called>> = LazyLock::new(|| {
    let mut all: Vec<Called> = Vec::new();
    for (table, facet) in ASKED {
        for term in vocabulary::terms(table).iter().filter(|term| term.code != "other") {
            let labels = Lang::ALL.iter().flat_map(|lang| term.label(*lang).split(',')).map(bare);
            match all.iter_mut().find(|known| known.facet == *facet && known.code == term.code) {
                Some(known) => known.labels.extend(labels),
                None => {
                    all.push(Called { facet, code: term.code.clone(), labels: labels.collect(), others: Vec::new() })
                }
            }
        }
    }
    let mut rows = csv::Reader::from_reader(include_str!("synonym.csv").as_bytes());
    for row in rows.records().flatten() {
        let column = |n: usize| row.get(n).unwrap_or_default();
        let others = || column(2).split(';').map(|word| word.trim().to_owned());
        match all.iter_mut().find(|known| known.facet == column(0) && known.code == column(1)) {
            Some(known) => known.others.extend(others()),
            None => {
                let Some(facet) = OWN_ONLY.iter().find(|own| **own == column(0)) else { continue };
                let (labels, code) = (Vec::new(), column(1).to_owned());
                all.push(Called { facet, code, labels, others: others().collect() });
            }
        }
    }
    all
});

/// A label without what stands in brackets.
fn bare(label: &str) -> String {
    label.split('(').next().unwrap_or_default().trim().to_owned()
}

/// Returns everything that is called something.
pub fn all() -> &'static [Called] {
    &ALL
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_our_own_words_belongs_to_a_value_that_there_is() {
        let mut rows = csv::Reader::from_reader(include_str!("synonym.csv").as_bytes());
        for row in rows.records() {
            let row = row.expect("a row");
            assert!(vocabulary::contains(&row[0], &row[1]), "{row:?}");
            let called = all().iter().find(|called| called.facet == &row[0] && called.code == row[1]);
            let called = called.unwrap_or_else(|| panic!("{row:?}"));
            assert!(row[2].split(';').all(|word| called.others.iter().any(|own| own == word.trim())), "{row:?}");
        }
        let dinh = all().iter().find(|called| called.code == "dinh").expect("đình");
        assert_eq!(dinh.labels, ["đình", "communal house", "rumah komunal"]);
    }
}
