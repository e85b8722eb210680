//! Why the store did not do what was asked.

use std::io;

use crate::base::fault::Fault;
use crate::base::fault::Faulty;

/// Why the store did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// No such object, version or file.
    #[error("this is not in the store")]
    Missing,
    /// The object changed since it was read.
    #[error("somebody else has just changed this")]
    Stale,
    /// The object is there already.
    #[error("this is in the store already")]
    Exists,
    /// The disk refused to keep bytes earlier; nothing more is written until a restart.
    #[error("the store is read-only since the disk failed")]
    ReadOnly,
    /// No room.
    #[error("there is no room on the disk")]
    Full,
    /// Bytes do not match their digest.
    #[error("bytes do not match their checksum")]
    Mismatch,
    /// More bytes than announced or allowed.
    #[error("more bytes came than were announced")]
    TooLarge,
    /// A piece that does not begin where the last one ended.
    #[error("the piece does not begin where the last one ended")]
    Offset {
        /// Where it should begin.
        durable: u64,
    },
    /// What is stored does not hold together.
    #[error("the stored object is damaged: {0}")]
    Corrupt(String),
    /// A path or name that was not made by us.
    #[error("a stored name is not allowed")]
    Name,
    /// The disk failed.
    #[error("the disk could not be read or written")]
    Disk(#[source] io::Error),
}

impl From<io::Error> for VaultError {
    fn from(error: io::Error) -> VaultError {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => VaultError::Full,
            io::ErrorKind::NotFound => VaultError::Missing,
            _ => VaultError::Disk(error),
        }
    }
}

impl Faulty for VaultError {
    fn fault(&self) -> Fault {
        match self {
            VaultError::Missing => Fault::Missing,
            VaultError::Stale => Fault::Stale,
            VaultError::Exists | VaultError::Offset { .. } => Fault::Conflict,
            VaultError::Full => Fault::Full,
            VaultError::Mismatch => Fault::Mismatch,
            VaultError::TooLarge => Fault::TooLarge,
            VaultError::Corrupt(_) => Fault::Corrupt,
            VaultError::ReadOnly => Fault::Busy,
            VaultError::Name | VaultError::Disk(_) => Fault::Broken,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            VaultError::Missing => "store.missing",
            VaultError::Stale => "store.stale",
            VaultError::Exists => "store.exists",
            VaultError::ReadOnly => "store.read_only",
            VaultError::Full => "store.full",
            VaultError::Mismatch => "store.mismatch",
            VaultError::TooLarge => "store.too_large",
            VaultError::Offset { .. } => "store.offset",
            VaultError::Corrupt(_) => "store.corrupt",
            VaultError::Name => "store.name",
            VaultError::Disk(_) => "store.disk",
        }
    }
}
