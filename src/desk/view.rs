//! What the desk hands to a door: records with all a page needs to show them, already filtered by what the asker may see.

use crate::base::digest::Digest;
pub use crate::index::Part;
pub use crate::index::Snippet;
pub use crate::index::Years;
use crate::model::event::Recurrence;
pub use crate::model::query::Understood;
use crate::model::record::Record;
use crate::model::text::LangText;
use crate::sandbox::PageSizes;

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
    /// Its pages.
    pub pages: Pages,
    /// What the machine read out of the file (camera, exposure, pages …), as label key and text.
    pub technical: Vec<(String, String)>,
    /// True when this asker may download the original.
    pub may_download: bool,
}

impl AssetView {
    /// Returns the pages of those numbers, as many as there are; pages count from 1. The whole list of a thick book is long:
    /// ask for what is shown.
    pub fn pages_between(&self, numbers: std::ops::Range<u32>) -> Vec<PageView> {
        let id = self.record.envelope.id;
        let numbers = numbers.start.max(1)..numbers.end.min(self.pages.count + 1);
        let mut sizes = self.pages.sizes.all().skip(numbers.start as usize - 1);
        numbers
            .map(|number| {
                let told = sizes.next().flatten();
                let shown = self.shown.as_ref().map(|shown| (shown.width, shown.height));
                PageView {
                    number,
                    picture: if number == 1 { id.to_string() } else { format!("{id}-{number}") },
                    size: if number == 1 { shown } else { told },
                    has_words: self.pages.has_words,
                }
            })
            .collect()
    }
}

/// The pages of an asset that are pictures of their own: those of a PDF or of a scan; one of anything else.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Pages {
    /// How many there are; at least 1.
    pub count: u32,
    /// Sizes of their pictures, as far as they are known.
    pub sizes: PageSizes,
    /// True when this asker may read their words with their places.
    pub has_words: bool,
}

/// One page of an asset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageView {
    /// Its number, from 1 on.
    pub number: u32,
    /// Name of its picture in IIIF addresses: the asset's id, with `-` and the number behind it from the second page on.
    pub picture: String,
    /// Width and height of its picture as far as they are known; a page that is a scan may turn out otherwise.
    pub size: Option<(u32, u32)>,
    /// True when its words with their places can be asked for.
    pub has_words: bool,
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
    /// When what is shown of it was last changed, milliseconds since 1970.
    pub updated_ms: i64,
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
    /// Words that were understood as more than words.
    pub understood: Vec<Understood>,
    /// The words that were looked for, when they are not those that were typed.
    pub searched: Option<String>,
    /// «Did you mean …?»: the nearest words, when those that were typed stand nowhere together; what they find is here.
    pub suggestion: Option<String>,
}

/// A festival or rite that comes again.
#[derive(Debug, Clone, PartialEq)]
pub struct Festival {
    /// Its name, the relic it belongs to and where that is told.
    pub card: Card,
    /// How it comes again.
    pub recurrence: Recurrence,
    /// What happens.
    pub narrative: Option<LangText>,
    /// When its record was changed, RFC 3339.
    pub changed: String,
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
