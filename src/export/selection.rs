//! What goes into a package: relics with everything around them, already filtered to what the receiver may have.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::base::digest::Digest;
use crate::base::id::RecordId;
use crate::metadata::described::Described;
use crate::metadata::standards::premis::PreservationEvent;
use crate::model::card::Shown;
use crate::model::record::Record;
use crate::model::text::Lang;

/// The relics of a package, in order of their codes.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// The relics.
    pub bundles: Vec<Bundle>,
    /// Address of the archive, without a slash at its end.
    pub public_url: String,
    /// Names of the archive.
    pub archive: BTreeMap<Lang, String>,
}

/// One relic with what belongs to it.
#[derive(Debug, Clone)]
pub struct Bundle {
    /// The relic.
    pub relic: Record,
    /// Its parts, artefacts and inscriptions.
    pub children: Vec<Record>,
    /// Decisions, events, agents and sources they refer to.
    pub related: Vec<Record>,
    /// The assets that show any of them, in the order they are shown.
    pub items: Vec<Item>,
    /// What was done to the records, oldest first.
    pub events: Vec<PreservationEvent>,
    /// Versions before the newest, where the exporter wants them.
    pub earlier: Vec<Record>,
    /// The objects of the store, where the exporter wants them.
    pub objects: Vec<StoredObject>,
}

/// An asset with its file.
#[derive(Debug, Clone)]
pub struct Item {
    /// The asset's record.
    pub record: Record,
    /// `staged`, `ready` or `quarantined`.
    pub state: String,
    /// Why it is quarantined or has no picture: a message key.
    pub reason: Option<String>,
    /// SHA-256 of the original.
    pub sha256: Digest,
    /// Size of the original.
    pub bytes: u64,
    /// Logical path of the original in its object.
    pub stored_as: String,
    /// True when the receiver may have the original.
    pub is_handed_out: bool,
    /// What was read out of the file.
    pub technical: Value,
    /// The picture made of it.
    pub shown: Option<Shown>,
    /// The recipe it was made by.
    pub recipe: u32,
}

/// An object of the store, file by file.
#[derive(Debug, Clone)]
pub struct StoredObject {
    /// The record it holds.
    pub id: RecordId,
    /// Its folder below the storage root.
    pub folder: String,
    /// Its files, relative to that folder, with what pins their bytes down: a digest or a size.
    pub files: Vec<(String, String)>,
}

impl Selection {
    /// Returns the day of the newest change (UTC), which stands for the day of packing.
    pub fn day(&self) -> &str {
        let stamps = self.bundles.iter().flat_map(Bundle::records).map(|record| record.envelope.updated.at.as_str());
        stamps.max().and_then(|at| at.get(..10)).unwrap_or("1980-01-01")
    }

    /// Returns the archive's name in a language, or what there is of it.
    pub fn archive_name(&self, lang: Lang) -> &str {
        self.archive.get(&lang).or_else(|| self.archive.values().next()).map_or("Reliquary", String::as_str)
    }
}

impl Bundle {
    /// Returns every record, the relic first.
    pub fn records(&self) -> impl Iterator<Item = &Record> {
        let assets = self.items.iter().map(|item| &item.record);
        std::iter::once(&self.relic).chain(&self.children).chain(assets).chain(&self.related)
    }

    /// Lends the bundle to a writer of another standard. `assets` are the records of its items.
    pub fn described<'a>(&'a self, selection: &'a Selection, assets: &'a [Record]) -> Described<'a> {
        Described {
            relic: &self.relic,
            children: &self.children,
            assets,
            related: &self.related,
            events: &self.events,
            public_url: &selection.public_url,
            archive: &selection.archive,
        }
    }
}

impl Item {
    /// Returns the size of the picture for looking closely, and of the one for lists: (width, height).
    pub fn pictures(&self) -> Option<((u32, u32), (u32, u32))> {
        let sizes = &self.shown.as_ref()?.sizes;
        let fits = |most: u32| sizes.iter().rev().find(|(width, height)| *width.max(height) <= most).or(sizes.first());
        Some((*fits(2_048)?, *fits(512)?))
    }
}
