//! Fixity: every byte against its digest, outcomes counted apart; repair from a second copy.

use std::path::Path;

use serde_json::json;

use crate::base::clock;
use crate::base::id::RecordId;
use crate::desk::Desk;
use crate::desk::DeskError;

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
    /// Checks all objects, or so many percent of them chosen evenly; `copy` is a second store to repair from.
    pub async fn verify(
        &self,
        percent: f64,
        copy: Option<&Path>,
        progress: &mut (dyn FnMut(usize, usize) + Send),
    ) -> Result<Tally, DeskError> {
        let mut tally = Tally::default();
        let mut ids = Vec::new();
        self.vault.objects(&mut |found| match found {
            Ok(id) => ids.push(id),
            Err(_) => {
                tally.unreadable += 1;
                tally.lines.push("an object whose inventory cannot be read".to_owned());
            }
        })?;
        for known in self.catalogue.ids().await? {
            if !self.vault.exists(&known) {
                tally.missing += 1;
                tally.lines.push(format!("{known}: missing: the whole object"));
            }
        }
        let step = (100.0 / percent.clamp(0.01, 100.0)).max(1.0);
        let chosen: Vec<RecordId> = (0..)
            .map(|n| (f64::from(n) * step) as usize)
            .take_while(|n| *n < ids.len())
            .map(|n| ids[n])
            .collect();
        let count = chosen.len();
        for (n, id) in chosen.into_iter().enumerate() {
            self.verify_one(&id, copy, &mut tally).await?;
            progress(n + 1, count);
        }
        Ok(tally)
    }

    async fn verify_one(&self, id: &RecordId, copy: Option<&Path>, tally: &mut Tally) -> Result<(), DeskError> {
        let vault = self.vault.clone();
        let one = *id;
        let report = self.hashing.run(move || vault.verify(&one)).await??;
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
        let mut repaired = 0;
        if !report.is_clean()
            && let Some(copy) = copy
        {
            let vault = self.vault.clone();
            let copy = copy.to_owned();
            let wrong = report.clone();
            repaired = self.hashing.run(move || vault.repair_from(&copy, &one, &wrong)).await??;
            tally.repaired += repaired;
        }
        let outcome = if report.is_clean() { "success" } else { "failure" };
        let event = json!({
            "type": "fixity check",
            "at": clock::stamp(clock::now()),
            "operator": "operator",
            "outcome": outcome,
            "ok": report.ok,
            "corrupt": report.corrupt,
            "missing": report.missing,
            "unexpected": report.unexpected,
            "unreadable": report.unreadable,
            "repaired": repaired,
        });
        let vault = self.vault.clone();
        self.hashing.run(move || vault.append_event(&one, &event)).await??;
        Ok(())
    }
}
