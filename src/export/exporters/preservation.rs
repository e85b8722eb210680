//! For a digital repository that keeps it for good: everything, all versions, all that was done; no consents.

use crate::export::Exporter;
use crate::export::Manifest;
use crate::export::Selection;
use crate::export::exporters::Events;
use crate::export::exporters::Receiver;
use crate::export::exporters::Wants;
use crate::export::leaf;
use crate::export::leaf::Leaves;

/// The exporter.
pub const EXPORTER: Exporter = Exporter {
    name: "preservation",
    wants: Wants { receiver: Receiver::Archive, damaged: true, events: Events::All, earlier: true, objects: false },
    manifest,
};

const LEAVES: Leaves = Leaves { originals: true, pictures: true, premis: true };

fn manifest(selection: &Selection) -> Manifest {
    let mut entries = leaf::described(selection, EXPORTER.name, LEAVES);
    entries.extend(leaf::earlier(selection));
    Manifest::new(leaf::folder(selection, EXPORTER.name), leaf::info(selection, EXPORTER.name), entries)
}
