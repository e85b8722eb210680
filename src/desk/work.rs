//! The desk's own hands: workers that run jobs, the index that follows, the sweepers.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use crate::base::clock;
use crate::base::id::RecordId;
use crate::catalogue::Job;
use crate::desk::Desk;
use crate::desk::DeskError;
use crate::jobs;
use crate::model::access::Viewer;
use crate::pipeline::follow;
use crate::pipeline::page;
use crate::pipeline::remake;
use crate::pipeline::runner;
use crate::pipeline::runner::End;

impl Desk {
    /// Starts the workers. They stop when the desk is closed.
    pub fn start(self: &Arc<Desk>) {
        for _ in 0..self.config.width() {
            let desk = Arc::clone(self);
            tokio::spawn(async move { desk.work().await });
        }
        let desk = Arc::clone(self);
        tokio::spawn(async move { desk.keep_following().await });
        let desk = Arc::clone(self);
        tokio::spawn(async move { desk.sweep().await });
    }

    /// Brings the index up to the last change before returning.
    pub async fn catch_up(&self) -> Result<(), DeskError> {
        let _one_at_a_time = self.locks.take("follow".to_owned()).await;
        while follow::follow(&self.catalogue, &self.index).await?.1 {}
        self.epoch.fetch_add(1, Ordering::AcqRel);
        self.followed.notify_waiters();
        Ok(())
    }

    /// Does the jobs that are ready, in this task, until none is: for a terminal without a server.
    /// Those that wait for another try are left to the next start. `progress` hears how many are open.
    pub async fn work_off(&self, progress: &mut (dyn FnMut(i64) + Send)) -> Result<(), DeskError> {
        let progress = tokio::sync::Mutex::new(progress);
        let workers = (0..self.config.width()).map(|_| async {
            let owner = RecordId::fresh().to_string();
            loop {
                match self.catalogue.claim(&owner, jobs::LEASE_MS).await? {
                    Some(job) => self.run(job, &owner).await,
                    None if self.catalogue.open_jobs().await? == 0 => return Ok::<(), DeskError>(()),
                    // Another worker is at it, or it waits for its next try.
                    None => tokio::time::sleep(Duration::from_millis(100)).await,
                }
                let open = self.catalogue.open_jobs().await?;
                (progress.lock().await)(open);
            }
        });
        // All are polled together: one that waits for the catalogue's writer never waits for one that nobody polls.
        let ends = futures_util::future::join_all(workers).await;
        ends.into_iter().collect::<Result<(), DeskError>>()?;
        self.catch_up().await
    }

    /// Returns the latest jobs for staff, those under way first.
    pub async fn latest_jobs(&self, viewer: &Viewer, limit: i64) -> Result<Vec<Job>, DeskError> {
        match viewer {
            Viewer::Visitor => Err(DeskError::SignedOut),
            _ if viewer.is_staff() => Ok(self.catalogue.jobs(None, limit).await?),
            _ => Err(DeskError::Denied),
        }
    }

    /// Waits until the workers have made every picture that is promised, but no longer than `most`.
    pub async fn wait_for_pictures(&self, most: Duration) -> Result<(), DeskError> {
        let until = tokio::time::Instant::now() + most;
        while self.catalogue.open_jobs().await? > 0 && tokio::time::Instant::now() < until {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        self.catch_up().await
    }

    fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Acquire)
    }

    async fn work(&self) {
        let owner = RecordId::fresh().to_string();
        while !self.is_stopping() {
            let queued = self.queued.notified();
            match self.catalogue.claim(&owner, jobs::LEASE_MS).await {
                Ok(Some(job)) => self.run(job, &owner).await,
                Ok(None) => {
                    let _ = tokio::time::timeout(Duration::from_secs(1), queued).await;
                }
                Err(error) if self.is_stopping() => tracing::debug!(error = %error, "stopping"),
                Err(error) => {
                    tracing::error!(error = %error, "no job could be claimed");
                    tokio::time::sleep(Duration::from_secs(1)).await;
                }
            }
        }
    }

    pub(super) async fn run(&self, job: Job, owner: &str) {
        let tools = self.tools();
        let work = async {
            match job.kind.as_str() {
                // Its lease ran out again and again: whoever did it never came to the end, so it takes servers with it.
                _ if job.attempts > jobs::TRIES => End::Never("reason-given-up".to_owned()),
                "derive" => runner::run_derive(&tools, &job, owner).await,
                "pages" => page::run(&tools, &job, owner).await,
                "rebuild" => {
                    let (end, is_anew) = remake::run(&tools, &job, owner).await;
                    if is_anew {
                        // What is open is the old pictures.
                        self.gallery.forget_all();
                    }
                    end
                }
                "export" => self.run_export(&job, owner).await,
                _ => End::Never("reason-own-fault".to_owned()),
            }
        };
        let end = runner::with_heartbeat(&tools, &job, owner, work).await;
        runner::settle(&tools, &job, owner, end).await;
        self.epoch.fetch_add(1, Ordering::AcqRel);
        self.changed.notify_one();
    }

    async fn keep_following(&self) {
        while !self.is_stopping() {
            let _ = tokio::time::timeout(Duration::from_secs(2), self.changed.notified()).await;
            if self.is_stopping() {
                return;
            }
            let behind = self.catalogue.last_change().await.is_ok_and(|last| last > self.index.position());
            if behind && let Err(error) = self.catch_up().await {
                tracing::error!(error = %error, "the index does not follow");
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        }
    }

    async fn sweep(&self) {
        while !self.is_stopping() {
            for _ in 0..600 {
                tokio::time::sleep(Duration::from_secs(1)).await;
                if self.is_stopping() {
                    return;
                }
            }
            let (idle_ms, most_ms) = self.session_limits();
            if let Err(error) = self.accounts.sweep_sessions(idle_ms, most_ms).await {
                tracing::warn!(error = %error, "old sessions could not be swept");
            }
            let before = clock::now_ms() - crate::base::limits::UPLOAD_DAYS * 86_400_000;
            self.sweep_uploads(before);
            self.sweep_packages();
        }
    }
}
