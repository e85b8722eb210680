//! Packages: who may have what, and the job that makes one.

use std::path::Path;

use crate::catalogue::Job;
use crate::desk::Desk;
use crate::desk::DeskError;
use crate::model::access::Viewer;
use crate::pipeline::runner::End;

/// A package that was made.
#[derive(Debug, Clone)]
pub struct Exported {
    /// How many files it holds.
    pub files: usize,
    /// How many bytes it weighs.
    pub bytes: u64,
}

impl Desk {
    /// Does an export job.
    pub async fn run_export(&self, _job: &Job, _owner: &str) -> End {
        End::Done
    }

    /// Writes a package.
    pub async fn export_to(&self, _viewer: &Viewer, _codes: &[String], _preset: &str, _path: &Path) -> Result<Exported, DeskError> {
        Err(DeskError::Missing)
    }
}
