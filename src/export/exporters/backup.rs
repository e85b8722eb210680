//! For this archive itself: the OCFL objects byte for byte, closed fields and consents included. Never to be handed out.

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
    name: "backup",
    wants: Wants { receiver: Receiver::Archive, damaged: true, events: Events::None, earlier: false, objects: true },
    manifest,
};

const LEAVES: Leaves = Leaves { originals: false, pictures: false, premis: false };

fn manifest(selection: &Selection) -> Manifest {
    let mut entries = leaf::objects(selection);
    entries.extend(leaf::pages(selection, EXPORTER.name, LEAVES));
    Manifest::new(leaf::folder(selection, EXPORTER.name), leaf::info(selection, EXPORTER.name), entries)
}
