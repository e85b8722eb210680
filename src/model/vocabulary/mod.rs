//! The controlled vocabularies (DOMAIN §5): data files, one a vocabulary, in three languages.
//! The labels of rights statements are ours and unofficial; the URI is what counts.

mod table;

pub use table::Term;
pub use table::contains;
pub use table::label;
pub use table::names;
pub use table::term;
pub use table::terms;
