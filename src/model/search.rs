//! A search as a value: what was asked, checked once at the door; printable, comparable, hashable.

use std::collections::BTreeMap;

use crate::model::text::Lang;

/// In what order hits come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Sort {
    /// Best first; by name when nothing was asked in words.
    #[default]
    Relevance,
    /// Vietnamese alphabetical order of names.
    Name,
    /// Oldest dating first.
    Date,
    /// Latest change first.
    Newest,
}

impl Sort {
    /// Returns the name used in addresses.
    pub fn name(self) -> &'static str {
        match self {
            Sort::Relevance => "relevance",
            Sort::Name => "name",
            Sort::Date => "date",
            Sort::Newest => "newest",
        }
    }

    /// Returns the order of that name.
    pub fn of(name: &str) -> Option<Sort> {
        [Sort::Relevance, Sort::Name, Sort::Date, Sort::Newest].into_iter().find(|sort| sort.name() == name)
    }
}

/// What stands beside the kind of an event that comes again, so that those alone can be asked for.
pub const FESTIVAL: &str = "festival";

/// Names of the facets, as they stand in addresses.
pub const FACETS: &[&str] = &[
    "kind",
    "relic_type",
    "function",
    "rank",
    "unit",
    "century",
    "material",
    "object_type",
    "language",
    "condition",
    "has_picture",
    "licence",
];

/// A search request.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Search {
    /// The words as typed.
    pub q: String,
    /// Facet name → chosen values (any of them).
    pub facets: BTreeMap<String, Vec<String>>,
    /// Dated in or after this year.
    pub from: Option<i32>,
    /// Dated in or before this year.
    pub until: Option<i32>,
    /// West, south, east, north in millionths of a degree.
    pub bbox: Option<[i64; 4]>,
    /// Order of hits.
    pub sort: Sort,
    /// Hits to skip.
    pub offset: usize,
    /// Hits to give, at most `limits::PAGE_ITEMS`.
    pub limit: usize,
    /// Kinds to look among; empty for all.
    pub kinds: Vec<String>,
    /// The language in which pieces of text around the words are wanted.
    pub lang: Lang,
}
