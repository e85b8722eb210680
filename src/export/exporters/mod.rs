//! Who packages are made for: one file each, one line each in [`EXPORTERS`].

pub mod backup;
pub mod loan;
pub mod museum;
pub mod portal;
pub mod preservation;

use crate::export::Manifest;
use crate::export::Selection;

/// What an exporter asks the desk for, and how it lays it out.
pub struct Exporter {
    /// Its name in commands and addresses.
    pub name: &'static str,
    /// What of the archive it wants.
    pub wants: Wants,
    /// Lays the selection out. Pure, and sorted by `Manifest::new`.
    pub manifest: fn(&Selection) -> Manifest,
}

/// What of the archive an exporter wants. The desk filters accordingly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wants {
    /// For whom: decides what is left out.
    pub receiver: Receiver,
    /// Originals that are damaged, too.
    pub damaged: bool,
    /// What was done to the records.
    pub events: Events,
    /// Versions before the newest.
    pub earlier: bool,
    /// The objects of the store as they lie there.
    pub objects: bool,
}

/// For whom a package is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Receiver {
    /// Anybody: the published version of what is public.
    Public,
    /// Another house: the newest version without closed fields; nothing sealed or restricted.
    House,
    /// The archive itself or its digital repository: everything but consents.
    Archive,
}

/// Which events a package tells of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Events {
    /// None.
    None,
    /// Those that made a version.
    Changes,
    /// Those that changed nothing, too; but not exports, or no package would equal the one before.
    All,
}

/// Every exporter, in the order `export --help` lists them.
pub const EXPORTERS: &[Exporter] =
    &[museum::EXPORTER, preservation::EXPORTER, portal::EXPORTER, loan::EXPORTER, backup::EXPORTER];

/// Returns the exporter of that name.
pub fn exporter(name: &str) -> Option<&'static Exporter> {
    EXPORTERS.iter().find(|exporter| exporter.name == name)
}
