//! A selection of relics becomes a package: a BagIt 1.0 bag (RFC 8493) in one zip file. A manifest is a pure value; only
//! `pack` writes and only `check` reads back. Refuses to decide what anybody may see: the desk selects.
//!
//! | holds | museum | preservation | portal | loan | backup |
//! |---|---|---|---|---|---|
//! | version of the records | newest | newest, and all before | published | newest | all, as stored |
//! | closed fields (exact places, positions, accounts) | – | yes | – | – | yes |
//! | consents of people | – | – | – | – | yes |
//! | sealed and restricted material | – | yes | – | – | yes |
//! | originals | yes | yes, damaged ones too | those anybody may have | – | yes |
//! | pictures 2,048 px and 512 px | yes | yes | yes | yes | – |
//! | LIDO 1.1, Dublin Core | yes | yes | yes | yes | – |
//! | PREMIS 3 | changes | everything but exports | – | – | in the objects |
//! | `inventory.csv`, `objects.csv`, a page to open first | yes | yes | yes | yes | – |
//! | the OCFL objects, byte for byte | – | – | – | – | yes |
//!
//! Why a package has no clock: the same selection gives the same bytes. Entries are sorted and stored uncompressed with one
//! fixed date, `Bagging-Date` is the day of the newest change among the records, and being exported changes nothing.

pub mod bag;
pub mod check;
mod error;
pub mod exporters;
mod inventory;
mod leaf;
pub mod manifest;
mod name;
pub mod pack;
mod page;
pub mod selection;
#[cfg(test)]
mod tests;

pub use error::ExportError;
pub use exporters::EXPORTERS;
pub use exporters::Exporter;
pub use exporters::exporter;
pub use manifest::Manifest;
pub use manifest::Source;
pub use selection::Bundle;
pub use selection::Item;
pub use selection::Selection;
