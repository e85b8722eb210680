//! What the index is given of one version of a record.

use crate::base::id::RecordId;
use crate::model::record::Kind;

/// For whom a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Audience {
    /// Anybody: made only of what is public.
    Public,
    /// Staff: made of the newest version.
    Staff,
}

impl Audience {
    /// Returns the term it is stored under.
    pub fn name(self) -> &'static str {
        match self {
            Audience::Public => "public",
            Audience::Staff => "staff",
        }
    }
}

/// What a text is whose place can be named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// What stands under a picture.
    Caption,
    /// An inscription as it was cut, by its columns.
    Original,
    /// The reading of an inscription, by its lines.
    Reading,
    /// The translation of an inscription, by its lines.
    Translation,
    /// The closing words of an inscription.
    Colophon,
    /// What is said in a recording or written on a picture, by its lines.
    Transcript,
    /// The text of a document without pages.
    Text,
    /// The text of a document, by its pages.
    Page,
}

impl Part {
    const ALL: [Part; 8] = [
        Part::Caption,
        Part::Original,
        Part::Reading,
        Part::Translation,
        Part::Colophon,
        Part::Transcript,
        Part::Text,
        Part::Page,
    ];

    /// Returns the name it is kept under.
    pub fn name(self) -> &'static str {
        match self {
            Part::Caption => "caption",
            Part::Original => "original",
            Part::Reading => "reading",
            Part::Translation => "translation",
            Part::Colophon => "colophon",
            Part::Transcript => "transcript",
            Part::Text => "text",
            Part::Page => "page",
        }
    }

    /// Returns the part of that name.
    pub fn of(name: &str) -> Option<Part> {
        Part::ALL.into_iter().find(|part| part.name() == name)
    }
}

/// A text that a hit can lead into.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// What it is.
    pub part: Part,
    /// Its language; empty where that is not known.
    pub lang: String,
    /// The text: lines end with a line break, pages with a form feed.
    pub text: String,
}

/// One document.
#[derive(Debug, Clone)]
pub struct IndexDoc {
    /// The record.
    pub id: RecordId,
    /// Its kind.
    pub kind: Kind,
    /// The relic it stands under.
    pub relic: Option<RecordId>,
    /// For whom.
    pub audience: Audience,
    /// Its ASCII code.
    pub code: String,
    /// Names: language and text.
    pub titles: Vec<(String, String)>,
    /// Summary: language and text.
    pub summary: Vec<(String, String)>,
    /// Everything else that can be found: language and text; no language where it is not known.
    pub texts: Vec<(String, String)>,
    /// Texts that a hit can lead into, at a line or a page.
    pub placed: Vec<Placed>,
    /// Facet and value.
    pub facets: Vec<(&'static str, String)>,
    /// First and last year it may date from.
    pub years: Option<(i32, i32)>,
    /// True for what comes again every so many years.
    pub is_recurring: bool,
    /// Latitude and longitude at public precision.
    pub point: Option<(f64, f64)>,
    /// When it was last changed, milliseconds since 1970.
    pub updated_ms: i64,
    /// Sort key of its name.
    pub sort_name: String,
}

/// What the index must hold of a record from now on; no documents means nothing.
#[derive(Debug, Clone)]
pub struct Change {
    /// The record.
    pub id: RecordId,
    /// Its documents.
    pub docs: Vec<IndexDoc>,
}
