//! What the desk hands to a door: records with all a page needs to show them, already filtered by what the asker may see.

use crate::base::digest::Digest;
pub use crate::index::Snippet;
use crate::model::record::Record;

pub use crate::model::card::Card;
pub use crate::model::card::CardPicture;
pub use crate::model::card::Shown;

/// State of an asset's master file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileState {
    /// Kept; derivatives are still being made.
    Staged,
    /// Kept and ready to be shown.
    Ready,
    /// Kept, but damaged: shown to staff only, with the reason.
    Quarantined,
}

/// An asset with its file's state.
#[derive(Debug, Clone, PartialEq)]
pub struct AssetView {
    /// The asset's record (`Body::Asset`).
    pub record: Record,
    /// State of its master.
    pub state: FileState,
    /// Why it is quarantined or has no picture, in words a reader understands (a message key for words, e.g. `reason-truncated`).
    pub reason: Option<String>,
    /// SHA-256 of the master.
    pub sha256: Digest,
    /// Size of the master in bytes.
    pub bytes: u64,
    /// Media type of the master.
    pub mime: String,
    /// The picture made of it, if one could be made.
    pub shown: Option<Shown>,
    /// What the machine read out of the file (camera, exposure, pages …), as label key and text.
    pub technical: Vec<(String, String)>,
    /// True when this asker may download the original.
    pub may_download: bool,
}

/// A relic with everything its page shows.
#[derive(Debug, Clone, PartialEq)]
pub struct RelicView {
    /// The relic (`Body::Relic`): the published version for the public, the newest for staff previews.
    pub relic: Record,
    /// Visible parts, artefacts, inscriptions, in order of code.
    pub children: Vec<Record>,
    /// Visible assets of the relic and of its children, cover first, then in the order chosen.
    pub assets: Vec<AssetView>,
    /// Assets this asker will see as soon as their pictures are made.
    pub making: Vec<Record>,
    /// Visible decisions, events, agents, bibliography the records above refer to.
    pub related: Vec<Record>,
    /// Inventory digest of the version shown: the ETag's seed.
    pub etag: String,
}

/// One hit of a search.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// What was found.
    pub card: Card,
    /// A piece of its text around the words found. Empty when nothing was asked in words.
    pub snippet: Snippet,
}

/// One value of a facet with how often it occurs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetCount {
    /// The value (a vocabulary code, a unit name, a century number such as `19`).
    pub value: String,
    /// How many hits carry it.
    pub count: u64,
    /// True when the asker chose it.
    pub chosen: bool,
}

/// The answer to a search.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Found {
    /// How many there are.
    pub total: u64,
    /// This page of them.
    pub hits: Vec<Hit>,
    /// Facet name → values, most frequent first.
    pub facets: Vec<(String, Vec<FacetCount>)>,
    /// «Did you mean …?», when nothing was found.
    pub suggestion: Option<String>,
}

/// Figures for the first page.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Overview {
    /// Published relics.
    pub relics: u64,
    /// Visible assets.
    pub assets: u64,
    /// Published inscriptions.
    pub inscriptions: u64,
    /// A few relics to show, best first.
    pub featured: Vec<Card>,
    /// One inscription with its carrier's relic code, if any is public.
    pub inscription: Option<(Record, String)>,
    /// True while nothing at all has been published.
    pub is_empty: bool,
}
