//! For a museum that takes the material over: originals and pictures, records without their closed fields.

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
    name: "museum",
    wants: Wants { receiver: Receiver::House, damaged: false, events: Events::Changes, earlier: false, objects: false },
    manifest,
};

const LEAVES: Leaves = Leaves { originals: true, pictures: true, premis: true };

fn manifest(selection: &Selection) -> Manifest {
    let entries = leaf::described(selection, EXPORTER.name, LEAVES);
    Manifest::new(leaf::folder(selection, EXPORTER.name), leaf::info(selection, EXPORTER.name), entries)
}
