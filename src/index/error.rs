//! Why the index did not do what was asked.

use crate::base::fault::Fault;
use crate::base::fault::Faulty;

/// Why the index did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    /// The index could not be read or written; it can be made anew.
    #[error("the search index could not be read or written")]
    Engine(#[from] tantivy::TantivyError),
    /// Its folder could not be read or written.
    #[error("the search index could not be opened")]
    Disk(#[from] std::io::Error),
}

impl Faulty for IndexError {
    fn fault(&self) -> Fault {
        Fault::Broken
    }

    fn code(&self) -> &'static str {
        "index.failed"
    }
}
