//! The SQL seam: what the archive looks up quickly. Records here are derived from
//! the vault and can be made anew; `accounts.db` is its second, precious file.
//!
//! Why one text for two databases: every statement uses `$n`, `TEXT` and `BIGINT`
//! only, so that PostgreSQL can join behind the same struct.

mod account;
mod asset;
mod error;
mod job;
mod open;
mod record;
mod row;
mod session;
mod write;

pub use account::Account;
pub use account::AccountEdit;
pub use account::Act;
pub use asset::AssetRow;
pub use asset::Derived;
pub use asset::STORED_DAMAGED;
pub use error::CatalogueError;
pub use job::Job;
pub use job::JobState;
pub use job::NewJob;
pub use open::Accounts;
pub use open::Catalogue;
pub use record::ListFilter;
pub use row::RecordRow;
pub use session::Session;
pub use session::TokenRow;
pub use write::Change;
pub use write::Intent;
pub use write::RecordWrite;
