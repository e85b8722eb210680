//! Why a package was not made.

use std::io;

use crate::base::fault::Fault;
use crate::base::fault::Faulty;
use crate::base::id::RecordId;

/// Why a package was not made.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The bytes of an original are not those that were received.
    #[error("the original of {0} no longer matches its checksum; `reliquary verify` names what is damaged")]
    Damaged(RecordId),
    /// Something that was there when the package was planned is gone.
    #[error("something that belongs into the package is gone; order it again")]
    Gone,
    /// What was written did not read back as it should.
    #[error("the package did not read back as it was written: {0}")]
    Unlike(String),
    /// The disk failed.
    #[error("the package could not be written")]
    Disk(#[source] io::Error),
}

impl From<io::Error> for ExportError {
    fn from(error: io::Error) -> ExportError {
        ExportError::Disk(error)
    }
}

impl Faulty for ExportError {
    fn fault(&self) -> Fault {
        match self {
            ExportError::Damaged(_) => Fault::Corrupt,
            ExportError::Gone => Fault::Busy,
            ExportError::Disk(error)
                if matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded) =>
            {
                Fault::Full
            }
            ExportError::Unlike(_) | ExportError::Disk(_) => Fault::Broken,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            ExportError::Damaged(_) => "export.damaged",
            ExportError::Gone => "export.gone",
            ExportError::Unlike(_) => "export.unlike",
            ExportError::Disk(_) => "export.disk",
        }
    }
}
