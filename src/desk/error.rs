//! Why the desk did not do what was asked: the words every door maps to a status or an exit code.

use crate::base::fault::Fault;
use crate::base::fault::Faulty;
use crate::base::pool::PoolError;
use crate::catalogue::CatalogueError;
use crate::export::ExportError;
use crate::index::IndexError;
use crate::model::record::RecordError;
use crate::model::rules::Finding;
use crate::pipeline::follow::FollowError;
use crate::sandbox::SandboxError;
use crate::vault::VaultError;

/// Why the desk did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum DeskError {
    /// There is no such thing, or the asker may not know of it.
    #[error("there is no such page or record")]
    Missing,
    /// It was public and is withdrawn.
    #[error("this was withdrawn")]
    Withdrawn(Box<Withdrawn>),
    /// Nobody is signed in.
    #[error("signing in is needed for this")]
    SignedOut,
    /// The asker's role does not allow it.
    #[error("your role does not allow this")]
    Denied,
    /// The record was changed in between.
    #[error("somebody else has just changed this; read it again and repeat your change")]
    Stale,
    /// The code is in use.
    #[error("this code is already in use")]
    CodeTaken,
    /// Something contradicts what is there: a message key.
    #[error("{0}")]
    Conflict(String),
    /// What was sent is malformed: a message key, or a sentence in English for what no key says.
    #[error("{0}")]
    Invalid(String),
    /// An image request cannot be answered.
    #[error(transparent)]
    Image(#[from] crate::iiif::IiifError),
    /// A record breaks rules.
    #[error("the record breaks rules")]
    Findings(Vec<Finding>),
    /// What must be there before publishing is not.
    #[error("something is missing before this can be published")]
    NotReady(Vec<crate::model::publish::Missing>),
    /// A file is refused; the key says why.
    #[error("the file is refused: {0}")]
    Refused(String),
    /// A page cannot be shown; the key says why. The file it belongs to is none the worse.
    #[error("this page cannot be shown: {0}")]
    NotShown(String),
    /// The bytes are not those announced.
    #[error("the bytes that arrived are not those announced")]
    Mismatch,
    /// The sender stopped before the end.
    #[error("the connection ended before the file was complete")]
    Cut,
    /// The file is larger than the limit.
    #[error("the file is larger than is taken")]
    TooLarge,
    /// No room on the disk.
    #[error("there is no room on the disk")]
    Full,
    /// Too many tries.
    #[error("too many tries; wait a while")]
    Throttled {
        /// Seconds to wait.
        wait_s: u64,
    },
    /// Everything is taken up.
    #[error("the server is busy; try again in a moment")]
    Busy,
    /// Another program holds the home.
    #[error("another program holds this archive")]
    Locked,
    /// No archive here.
    #[error("there is no archive in this folder")]
    NoHome,
    /// The folder was made by a newer program.
    #[error("this archive was made by a newer version of the program")]
    NewerHome,
    /// The disk failed.
    #[error("the disk could not be read or written")]
    Disk(#[source] std::io::Error),
    /// The catalogue failed.
    #[error(transparent)]
    Catalogue(CatalogueError),
    /// The store failed.
    #[error(transparent)]
    Vault(VaultError),
    /// The index failed.
    #[error(transparent)]
    Index(#[from] IndexError),
    /// A child could not be run.
    #[error(transparent)]
    Sandbox(SandboxError),
    /// A package could not be made.
    #[error(transparent)]
    Export(ExportError),
    /// A stored value cannot be read.
    #[error("a stored value cannot be read")]
    Malformed(String),
}

/// What stays public of something withdrawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Withdrawn {
    /// Its code.
    pub code: String,
    /// When, RFC 3339.
    pub at: String,
    /// The public note.
    pub note: crate::model::text::LangText,
}

impl DeskError {
    /// Wraps a failure of the disk; a full one is told apart.
    pub fn disk(error: std::io::Error) -> DeskError {
        match error.kind() {
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => DeskError::Full,
            _ => DeskError::Disk(error),
        }
    }
}

impl From<CatalogueError> for DeskError {
    fn from(error: CatalogueError) -> DeskError {
        match error {
            CatalogueError::Missing => DeskError::Missing,
            CatalogueError::Full => DeskError::Full,
            CatalogueError::CodeTaken => DeskError::CodeTaken,
            CatalogueError::Stale => DeskError::Stale,
            other => DeskError::Catalogue(other),
        }
    }
}

impl From<VaultError> for DeskError {
    fn from(error: VaultError) -> DeskError {
        match error.fault() {
            Fault::Missing => DeskError::Missing,
            Fault::Stale => DeskError::Stale,
            Fault::Full => DeskError::Full,
            Fault::Mismatch => DeskError::Mismatch,
            Fault::TooLarge => DeskError::TooLarge,
            _ => DeskError::Vault(error),
        }
    }
}

impl From<RecordError> for DeskError {
    fn from(error: RecordError) -> DeskError {
        DeskError::Invalid(error.to_string())
    }
}

impl From<ExportError> for DeskError {
    fn from(error: ExportError) -> DeskError {
        match error.fault() {
            Fault::Full => DeskError::Full,
            Fault::Busy => DeskError::Busy,
            _ => DeskError::Export(error),
        }
    }
}

impl From<PoolError> for DeskError {
    fn from(error: PoolError) -> DeskError {
        match error {
            PoolError::Busy => DeskError::Busy,
            PoolError::Panicked => DeskError::Malformed("a worker ended unexpectedly".to_owned()),
        }
    }
}

impl From<SandboxError> for DeskError {
    fn from(error: SandboxError) -> DeskError {
        if error.is_ours() { DeskError::Sandbox(error) } else { DeskError::Refused(error.reason().to_owned()) }
    }
}

impl From<FollowError> for DeskError {
    fn from(error: FollowError) -> DeskError {
        match error {
            FollowError::Catalogue(error) => error.into(),
            FollowError::Index(error) => error.into(),
            FollowError::Ended => DeskError::Malformed("the index writer ended unexpectedly".to_owned()),
        }
    }
}

impl Faulty for DeskError {
    fn fault(&self) -> Fault {
        match self {
            DeskError::Missing | DeskError::NoHome => Fault::Missing,
            DeskError::Withdrawn(_) => Fault::Gone,
            DeskError::SignedOut => Fault::SignedOut,
            DeskError::Denied => Fault::Denied,
            DeskError::Stale => Fault::Stale,
            DeskError::CodeTaken | DeskError::Conflict(_) | DeskError::NotReady(_) | DeskError::Locked => {
                Fault::Conflict
            }
            DeskError::Invalid(_) | DeskError::Findings(_) | DeskError::Cut => Fault::Invalid,
            DeskError::Refused(key) if key == "reason-unsupported" => Fault::Unsupported,
            DeskError::Refused(key) if key == "reason-too-large" => Fault::TooLarge,
            DeskError::Refused(_) | DeskError::NotShown(_) => Fault::Corrupt,
            DeskError::Mismatch => Fault::Mismatch,
            DeskError::TooLarge => Fault::TooLarge,
            DeskError::Full => Fault::Full,
            DeskError::Throttled { .. } => Fault::Throttled,
            DeskError::Busy => Fault::Busy,
            DeskError::NewerHome | DeskError::Disk(_) | DeskError::Malformed(_) => Fault::Broken,
            DeskError::Export(error) => error.fault(),
            DeskError::Catalogue(error) => error.fault(),
            DeskError::Vault(error) => error.fault(),
            DeskError::Index(error) => error.fault(),
            DeskError::Sandbox(error) => error.fault(),
            DeskError::Image(error) => error.fault(),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            DeskError::Missing => "record.missing",
            DeskError::Withdrawn(_) => "record.withdrawn",
            DeskError::SignedOut => "account.signed_out",
            DeskError::Denied => "account.denied",
            DeskError::Stale => "record.stale",
            DeskError::CodeTaken => "record.code_taken",
            DeskError::Conflict(_) => "record.conflict",
            DeskError::Invalid(_) => "request.invalid",
            DeskError::Findings(_) => "record.invalid",
            DeskError::NotReady(_) => "record.not_ready",
            DeskError::Refused(_) => "asset.refused",
            DeskError::NotShown(_) => "page.not_shown",
            DeskError::Mismatch => "asset.mismatch",
            DeskError::Cut => "asset.cut",
            DeskError::TooLarge => "asset.too_large",
            DeskError::Full => "archive.full",
            DeskError::Throttled { .. } => "request.throttled",
            DeskError::Busy => "server.busy",
            DeskError::Locked => "archive.locked",
            DeskError::NoHome => "archive.none",
            DeskError::NewerHome => "archive.newer",
            DeskError::Disk(_) => "archive.disk",
            DeskError::Export(error) => error.code(),
            DeskError::Malformed(_) => "archive.malformed",
            DeskError::Catalogue(error) => error.code(),
            DeskError::Vault(error) => error.code(),
            DeskError::Index(error) => error.code(),
            DeskError::Sandbox(error) => error.code(),
            DeskError::Image(error) => error.code(),
        }
    }
}
