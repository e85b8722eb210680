//! Fixity: every byte against its digest, outcomes counted apart; repair from a second copy.

use std::collections::BTreeSet;
use std::path::PathBuf;

use serde_json::json;

use crate::base::clock;
use crate::base::id::RecordId;
use crate::catalogue::CatalogueError;
use crate::catalogue::STORED_DAMAGED;
use crate::desk::Desk;
use crate::desk::DeskError;
use crate::desk::recover::derive_job;
use crate::desk::recover::first_state;
use crate::sandbox::Inspection;
use crate::vault::ObjectReport;
use crate::vault::object_path;

/// Putting right what is wrong.
#[derive(Debug, Clone, Default)]
pub struct Repair {
    /// The store of a backup; without one, only what an object holds twice can be put right.
    pub copy: Option<PathBuf>,
}

/// What a check found, counted apart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// Objects looked at.
    pub objects: usize,
    /// Files that are right.
    pub ok: usize,
    /// Bytes of files that are right.
    pub ok_bytes: u64,
    /// Files whose bytes are wrong.
    pub corrupt: usize,
    /// Files that should be there.
    pub missing: usize,
    /// Files that should not.
    pub unexpected: usize,
    /// Files the disk did not give.
    pub unreadable: usize,
    /// Files put right from a copy.
    pub repaired: usize,
    /// Every wrong file in words: object, outcome and file.
    pub lines: Vec<String>,
}

impl Tally {
    /// Returns true when nothing is wrong, or all that was is put right.
    pub fn is_clean(&self) -> bool {
        self.corrupt + self.missing + self.unreadable + self.unexpected <= self.repaired
    }
}

impl Desk {
    /// Checks all objects, or so many percent of them chosen evenly, and puts right what is wrong if that is asked for.
    pub async fn verify(
        &self,
        percent: f64,
        repair: Option<&Repair>,
        progress: &mut (dyn FnMut(usize, usize) + Send),
    ) -> Result<Tally, DeskError> {
        let mut tally = Tally::default();
        let mut ids = BTreeSet::new();
        let mut strange = BTreeSet::new();
        self.vault.objects(&mut |found| match found {
            Ok(id) => {
                ids.insert(id);
            }
            Err(path) => {
                strange.insert(path);
            }
        })?;
        for known in self.catalogue.ids().await? {
            if self.vault.exists(&known) {
                strange.remove(&self.vault.root().join(object_path(&known)));
                ids.insert(known);
            } else {
                self.miss(&known, repair, &mut tally).await?;
            }
        }
        for path in strange {
            tally.unreadable += 1;
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            tally.lines.push(format!("{name}: unreadable: a folder in the store that is no object of ours"));
        }
        let ids: Vec<RecordId> = ids.into_iter().collect();
        let step = (100.0 / percent.clamp(0.01, 100.0)).max(1.0);
        let chosen: Vec<RecordId> =
            (0..).map(|n| (f64::from(n) * step) as usize).take_while(|n| *n < ids.len()).map(|n| ids[n]).collect();
        let count = chosen.len();
        for (n, id) in chosen.into_iter().enumerate() {
            self.verify_one(&id, repair, &mut tally).await?;
            progress(n + 1, count);
        }
        self.ring();
        Ok(tally)
    }

    /// A whole object is gone: it comes back from the copy, or it is named.
    async fn miss(&self, id: &RecordId, repair: Option<&Repair>, tally: &mut Tally) -> Result<(), DeskError> {
        tally.missing += 1;
        tally.lines.push(format!("{id}: missing: the whole object"));
        let mut files = 0;
        if let Some(copy) = repair.and_then(|repair| repair.copy.clone()) {
            let wanted = self.catalogue.record(id).await?.inventory;
            let (vault, one) = (self.vault.clone(), *id);
            files = self.hashing.run(move || vault.bring_back(&one, Some(&wanted), &copy)).await??;
        }
        tally.repaired += usize::from(files > 0);
        let mut report = ObjectReport::default();
        if let (0, Ok(asset)) = (files, self.catalogue.asset(id).await) {
            report.missing.push(format!("/content/{}", asset.stored_as));
        }
        self.mark(id, &report).await
    }

    async fn verify_one(&self, id: &RecordId, repair: Option<&Repair>, tally: &mut Tally) -> Result<(), DeskError> {
        let _no_edit_meanwhile = self.locks.take(format!("record:{id}")).await;
        let wanted = match self.catalogue.record(id).await {
            Ok(row) => Some(row.inventory),
            Err(CatalogueError::Missing) => None,
            Err(error) => return Err(error.into()),
        };
        let (vault, one) = (self.vault.clone(), *id);
        let report = self.hashing.run(move || vault.verify(&one, wanted.as_ref())).await??;
        count(id, &report, tally);
        let mut repaired = 0;
        let mut after = report.clone();
        if let (false, Some(repair)) = (report.is_clean(), repair) {
            let (vault, wrong, copy) = (self.vault.clone(), report.clone(), repair.copy.clone());
            let mend = move || {
                let repaired = vault.repair(&one, wanted.as_ref(), copy.as_deref(), &wrong)?;
                Ok::<_, crate::vault::VaultError>((repaired, vault.verify(&one, wanted.as_ref())?))
            };
            (repaired, after) = self.hashing.run(mend).await??;
            tally.repaired += repaired;
        }
        self.mark(id, &after).await?;
        let event = json!({
            "id": RecordId::fresh(),
            "type": "fixity check",
            "at": clock::stamp(clock::now()),
            "operator": "operator",
            "outcome": if after.is_clean() { "success" } else { "failure" },
            "ok": after.ok,
            "corrupt": after.corrupt,
            "missing": after.missing,
            "unexpected": after.unexpected,
            "unreadable": after.unreadable,
            "repaired": repaired,
        });
        let vault = self.vault.clone();
        if let Err(error) = self.hashing.run(move || vault.append_event(&one, &event)).await? {
            tracing::error!(object.id = %id, error = %error, "the outcome of a check could not be kept");
        }
        Ok(())
    }

    /// An asset whose original has gone bad is not served as good; one that was put right is shown again.
    async fn mark(&self, id: &RecordId, report: &ObjectReport) -> Result<(), DeskError> {
        let Ok(asset) = self.catalogue.asset(id).await else { return Ok(()) };
        let ending = format!("/content/{}", asset.stored_as);
        let mut bad = report.corrupt.iter().chain(&report.missing).chain(&report.unreadable);
        let is_bad = bad.any(|path| path.ends_with(&ending));
        let was_bad = asset.reason.as_deref() == Some(STORED_DAMAGED);
        if is_bad && !was_bad {
            tracing::error!(asset.id = %id, "an original has gone bad");
            self.catalogue.judge_asset(id, "quarantined", Some(STORED_DAMAGED)).await?;
        } else if was_bad && !is_bad {
            let seen: Inspection = serde_json::from_str(&asset.technical_json).unwrap_or_default();
            let state = if asset.derived.is_some() { "ready" } else { first_state(&seen) };
            self.catalogue.judge_asset(id, state, seen.reason.as_deref()).await?;
            if state == "staged" {
                self.catalogue.add_job(&derive_job(&asset)).await?;
            }
        }
        Ok(())
    }
}

fn count(id: &RecordId, report: &ObjectReport, tally: &mut Tally) {
    tally.objects += 1;
    tally.ok += report.ok;
    tally.ok_bytes += report.ok_bytes;
    for (files, count, word) in [
        (&report.corrupt, &mut tally.corrupt, "corrupt"),
        (&report.missing, &mut tally.missing, "missing"),
        (&report.unexpected, &mut tally.unexpected, "unexpected"),
        (&report.unreadable, &mut tally.unreadable, "unreadable"),
    ] {
        *count += files.len();
        tally.lines.extend(files.iter().map(|file| format!("{id}: {word}: {file}")));
    }
}
