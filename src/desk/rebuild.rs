//! Making anew, from the store alone, what is derived.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::base::disk;
use crate::base::id::RecordId;
use crate::catalogue::JobState;
use crate::catalogue::RecordWrite;
use crate::desk::Desk;
use crate::desk::DeskError;
use crate::jobs;
use crate::model::record::Kind;
use crate::pipeline::follow;
use crate::pipeline::remake;

/// What to make anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum What {
    /// Rows of records.
    Catalogue,
    /// The full-text index.
    Index,
    /// Pictures.
    Derivatives,
    /// All of it.
    All,
}

/// Lies in the home while the catalogue is being made: a start that finds it begins again.
const REBUILDING: &str = "catalogue.rebuilding";

type Progress<'a> = &'a mut (dyn FnMut(usize, usize) + Send);

impl Desk {
    /// Makes anew what is named. Returns what could not be read or shown, and why.
    pub async fn rebuild(&self, what: What, progress: Progress<'_>) -> Result<Vec<(String, String)>, DeskError> {
        let mut bad = Vec::new();
        if matches!(what, What::Catalogue | What::All) {
            bad = self.rebuild_catalogue(progress).await?;
        }
        if matches!(what, What::Derivatives | What::All) {
            bad.extend(self.rebuild_derivatives(progress).await?);
        }
        if matches!(what, What::Catalogue | What::Index | What::All) {
            self.rebuild_index(what != What::Index, progress).await?;
        }
        self.ring();
        Ok(bad)
    }

    /// Makes the rows of all records from the store. A record that cannot be read is left out, and so hidden.
    pub(super) async fn rebuild_catalogue(&self, progress: Progress<'_>) -> Result<Vec<(String, String)>, DeskError> {
        let mut ids = Vec::new();
        let mut bad = Vec::new();
        self.vault.objects(&mut |found| match found {
            Ok(id) => ids.push(id),
            Err(path) => bad.push((
                path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default(),
                "inventory".to_owned(),
            )),
        })?;
        let _alone = self.locks.take("follow".to_owned()).await;
        disk::replace(&self.home.join(REBUILDING), b"").map_err(DeskError::disk)?;
        self.catalogue.forget_all().await?;
        let count = ids.len();
        let mut later: BTreeMap<usize, Vec<RecordId>> = BTreeMap::new();
        for id in ids {
            match self.stored(&id, None) {
                Ok(record) => later.entry(order(record.kind())).or_default().push(id),
                Err(error) => bad.push((id.to_string(), error.to_string())),
            }
        }
        let mut done = 0;
        for ids in later.into_values() {
            for chunk in ids.chunks(200) {
                let mut writes: Vec<RecordWrite> = Vec::with_capacity(chunk.len());
                for id in chunk {
                    match self.row_from_store(id).await {
                        Ok(write) => writes.push(write),
                        Err(error) => bad.push((id.to_string(), error.to_string())),
                    }
                }
                self.catalogue.write(&writes).await?;
                done += chunk.len();
                progress(done, count);
            }
        }
        std::fs::remove_file(self.home.join(REBUILDING)).map_err(DeskError::disk)?;
        disk::sync_dir(self.home.folder()).map_err(DeskError::disk)?;
        Ok(bad)
    }

    /// Returns true when an earlier rebuild of the catalogue did not come to its end.
    pub(super) fn is_rebuilding(&self) -> bool {
        self.home.join(REBUILDING).exists()
    }

    /// Gives everything to a new index while the old one goes on answering and following; then the new one, brought up to
    /// the last change, takes its place. Where the catalogue is new too, its changes are not those the old index followed:
    /// that one is emptied first, since it could show what has been hidden.
    pub(super) async fn rebuild_index(&self, is_all_new: bool, progress: Progress<'_>) -> Result<(), DeskError> {
        let _one = self.locks.take("rebuild index".to_owned()).await;
        let index = self.index.clone();
        if is_all_new || index.position() > self.catalogue.last_change().await? {
            let _alone = self.locks.take("follow".to_owned()).await;
            let index = index.clone();
            self.hashing.run(move || index.clear()).await??;
        }
        let last = self.catalogue.last_change().await?;
        let ids = self.catalogue.ids().await?;
        let (old, count, heap_mib) = (index.clone(), ids.len(), self.config.index_heap_mib);
        let new = self.hashing.run(move || old.open_beside(heap_mib)).await??;
        let mut done = 0;
        for chunk in ids.chunks(1_000) {
            // The follower of the old index writes cards too: never what it wrote over with what was read before.
            let alone = self.locks.take("follow".to_owned()).await;
            let (changes, cards) = follow::documents(&self.catalogue, chunk.to_vec()).await?;
            self.catalogue.set_cards(&cards).await?;
            drop(alone);
            let filled = new.clone();
            self.hashing.run(move || filled.fill(&changes)).await??;
            done += chunk.len();
            progress(done, count);
        }
        let filled = new.clone();
        self.hashing.run(move || filled.apply(Vec::new(), last)).await??;
        let _alone = self.locks.take("follow".to_owned()).await;
        while follow::follow(&self.catalogue, &new).await?.1 {}
        self.hashing.run(move || index.take_place(&new)).await??;
        Ok(())
    }

    /// Makes anew what is missing, damaged or of an older recipe, as a job that goes on where it stopped; this task lends
    /// a hand and tells how far it is. Returns the assets that got no picture, and why.
    async fn rebuild_derivatives(&self, progress: Progress<'_>) -> Result<Vec<(String, String)>, DeskError> {
        let all = self.catalogue.count_assets().await?;
        self.catalogue.add_job(&remake::job(all)).await?;
        self.queued.notify_waiters();
        let owner = RecordId::fresh().to_string();
        loop {
            let job = self.catalogue.job_by_key(remake::KEY).await?.ok_or(DeskError::Missing)?;
            let told = remake::progress(&job);
            progress(told.done as usize, told.all as usize);
            match job.state {
                JobState::Done => {
                    let named = |(id, reason): &(RecordId, String)| (id.to_string(), reason.clone());
                    return Ok(told.not_made.iter().map(named).collect());
                }
                JobState::Failed => return Err(DeskError::Conflict(job.reason.unwrap_or_default())),
                JobState::Ready | JobState::Running => {}
            }
            match self.catalogue.claim(&owner, jobs::LEASE_MS).await? {
                Some(job) => self.run(job, &owner).await,
                // A worker of the server is at it, or it waits for its next try.
                None => tokio::time::sleep(Duration::from_millis(100)).await,
            }
        }
    }
}

/// Parents before children, assets last: rows refer to what is there already.
fn order(kind: Kind) -> usize {
    match kind {
        Kind::Agent | Kind::Bibliography | Kind::Decision => 0,
        Kind::Relic => 1,
        Kind::Part => 2,
        Kind::Artefact => 3,
        Kind::Inscription | Kind::Event => 4,
        Kind::Asset => 5,
    }
}
