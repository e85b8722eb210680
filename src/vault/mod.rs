//! The bytes seam and the only truth: an OCFL 1.1 storage root on a local folder,
//! one object a record and one an asset. Blocking; callers run it on a pool.

mod commit;
mod error;
mod inventory;
mod layout;
mod log;
mod read;
mod receive;
mod recover;
mod repair;
mod root;
mod stage;
#[cfg(test)]
mod tests;
mod upload;
mod verify;

pub use error::VaultError;
pub use inventory::Inventory;
pub use layout::object_folder;
pub use layout::relative as object_path;
pub use layout::urn;
pub use read::Head;
pub use read::objects_below;
pub use receive::Received;
pub use receive::Receiver;
pub use recover::Intent;
pub use recover::Outcome;
pub use root::ROOT_FILES;
pub use root::Vault;
pub use stage::NewVersion;
pub use stage::Source;
pub use stage::Staged;
pub use upload::Piece;
pub use upload::Upload;
pub use upload::UploadPlan;
pub use verify::ObjectReport;
