//! Jobs, for those who may look at them: staff see all, others those they asked for.

use crate::base::id::RecordId;
use crate::catalogue::Job;
use crate::desk::Desk;
use crate::desk::DeskError;
use crate::model::access::Viewer;

impl Desk {
    /// Returns one job.
    pub async fn job(&self, viewer: &Viewer, id: &RecordId) -> Result<Job, DeskError> {
        if *viewer == Viewer::Visitor {
            return Err(DeskError::SignedOut);
        }
        let job = self.catalogue.job(id).await?;
        if viewer.is_staff() || job.created_by == viewer.name() { Ok(job) } else { Err(DeskError::Missing) }
    }

    /// Returns a page of jobs, those that run first, and how many there are: of one kind or all, in one state or any.
    pub async fn jobs(
        &self,
        viewer: &Viewer,
        kind: Option<&str>,
        state: Option<&str>,
        offset: i64,
        limit: i64,
    ) -> Result<(i64, Vec<Job>), DeskError> {
        match viewer {
            Viewer::Visitor => Err(DeskError::SignedOut),
            _ if !viewer.is_staff() => Err(DeskError::Denied),
            _ => Ok(self.catalogue.jobs_page(kind, state, offset, limit).await?),
        }
    }
}
