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
