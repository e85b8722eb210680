//! Why the catalogue did not do what was asked.

use crate::base::fault::Fault;
use crate::base::fault::Faulty;

/// Why the catalogue did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum CatalogueError {
    /// The disk has no room for the database.
    #[error("there is no room on the disk")]
    Full,
    /// No such row.
    #[error("there is no such record")]
    Missing,
    /// The code is already taken under the same parent.
    #[error("this code is already in use")]
    CodeTaken,
    /// The row changed since it was read.
    #[error("somebody else has just changed this")]
    Stale,
    /// The database answered with an error.
    #[error("the catalogue could not be read or written")]
    Database(#[source] sqlx::Error),
    /// A stored value does not have the shape it must have.
    #[error("the catalogue holds a value that cannot be read")]
    Malformed(String),
    /// The database file was made by a newer program.
    #[error("the archive was last opened by a newer version of this program")]
    Newer,
}

impl From<sqlx::Error> for CatalogueError {
    fn from(error: sqlx::Error) -> CatalogueError {
        match &error {
            sqlx::Error::RowNotFound => CatalogueError::Missing,
            sqlx::Error::Database(inner) if inner.is_unique_violation() && inner.message().contains("record.path") => {
                CatalogueError::CodeTaken
            }
            // SQLITE_FULL.
            sqlx::Error::Database(inner) if inner.code().is_some_and(|code| code == "13") => CatalogueError::Full,
            _ => CatalogueError::Database(error),
        }
    }
}

impl From<sqlx::migrate::MigrateError> for CatalogueError {
    fn from(error: sqlx::migrate::MigrateError) -> CatalogueError {
        match error {
            sqlx::migrate::MigrateError::VersionMissing(_) | sqlx::migrate::MigrateError::VersionTooNew(..) => {
                CatalogueError::Newer
            }
            other => CatalogueError::Malformed(other.to_string()),
        }
    }
}

impl Faulty for CatalogueError {
    fn fault(&self) -> Fault {
        match self {
            CatalogueError::Missing => Fault::Missing,
            CatalogueError::CodeTaken => Fault::Conflict,
            CatalogueError::Stale => Fault::Stale,
            CatalogueError::Full => Fault::Full,
            CatalogueError::Database(_) | CatalogueError::Malformed(_) | CatalogueError::Newer => Fault::Broken,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            CatalogueError::Missing => "record.missing",
            CatalogueError::CodeTaken => "record.code_taken",
            CatalogueError::Stale => "record.stale",
            CatalogueError::Full => "disk.full",
            CatalogueError::Database(_) => "catalogue.database",
            CatalogueError::Malformed(_) => "catalogue.malformed",
            CatalogueError::Newer => "catalogue.newer",
        }
    }
}
