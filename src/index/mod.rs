//! The search seam: a full-text index that follows the catalogue and can be made anew at any moment.
//! What the public may not see has no document for the public in it.

mod answers;
mod cluster;
pub mod collate;
mod columns;
mod count;
mod doc;
mod error;
mod hits;
mod nearest;
mod order;
mod rank;
mod reading;
mod related;
mod schema;
mod searcher;
mod snippet;
mod spelling;
mod stem;
mod steps;
mod suggest;
mod time;
mod tokenizer;
mod typing;
mod understanding;
mod wanted;
mod without;
mod writer;
mod years;

pub use cluster::Cluster;
pub use cluster::Clusters;
pub use doc::Audience;
pub use doc::Change;
pub use doc::IndexDoc;
pub use doc::Part;
pub use doc::Placed;
pub use error::IndexError;
pub use reading::syllables;
pub use searcher::Answer;
pub use searcher::HitRef;
pub use snippet::Snippet;
pub use snippet::Spot;
pub use suggest::Suggestion;
pub use writer::Index;
pub use writer::Opened;
pub use years::Years;
