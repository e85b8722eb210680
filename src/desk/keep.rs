//! Keeping a version of a record: stage, promise, commit, write rows — in that order (RELIABILITY §2).

use serde_json::json;

use crate::base::clock;
use crate::base::digest::Digest;
use crate::base::id::RecordId;
use crate::catalogue::AssetRow;
use crate::catalogue::Intent;
use crate::catalogue::NewJob;
use crate::desk::Desk;
use crate::desk::DeskError;
use crate::model::record::Record;
use crate::pipeline::row;
use crate::vault::NewVersion;
use crate::vault::Source;

/// A version about to be kept.
pub struct Keeping {
    /// The record; version and stamps are set here.
    pub record: Record,
    /// What the public sees from then on.
    pub public: Public,
    /// Digest of the inventory it was made against; `None` for a new record.
    pub expected: Option<Digest>,
    /// Files that come with it beside `record.json`.
    pub put: Vec<(String, Source)>,
    /// The file side, for a new asset.
    pub asset: Option<AssetRow>,
    /// Work that follows.
    pub jobs: Vec<NewJob>,
    /// PREMIS event type: `ingestion`, `metadata modification`, `publication`, `withdrawal` …
    pub event: &'static str,
    /// Why, in the operator's words.
    pub note: String,
    /// Caller's idempotency key.
    pub idempotency: Option<String>,
}

/// What becomes of the public version.
pub enum Public {
    /// Stays as it is.
    Same(Option<Box<Record>>),
    /// This version is the public one.
    This,
    /// Nothing is public any more.
    Nothing,
}

/// A version that is kept.
#[derive(Debug, Clone)]
pub struct Kept {
    /// The record as kept.
    pub record: Record,
    /// Digest of its inventory: the edit lock.
    pub inventory: Digest,
}

impl Desk {
    /// Keeps one version.
    pub(super) async fn keep(&self, keeping: Keeping, by: &str) -> Result<Kept, DeskError> {
        let mut kept = self.keep_all(vec![keeping], by).await?;
        kept.pop().ok_or_else(|| DeskError::Malformed("nothing was kept".to_owned()))
    }

    /// Keeps several versions, all or none: every object is staged, then all intents go in one transaction.
    pub(super) async fn keep_all(&self, all: Vec<Keeping>, by: &str) -> Result<Vec<Kept>, DeskError> {
        let now = clock::stamp(clock::now());
        let mut prepared = Vec::with_capacity(all.len());
        for mut keeping in all {
            stamp(&mut keeping, by, &now);
            let place = row::place(&self.catalogue, &keeping.record).await?;
            if self.catalogue.is_taken(&place.path, &keeping.record.envelope.id).await? {
                return Err(DeskError::CodeTaken);
            }
            prepared.push(keeping);
        }
        let is_new = prepared.iter().all(|keeping| keeping.expected.is_none());
        let mut staged = Vec::with_capacity(prepared.len());
        for keeping in &mut prepared {
            let version = new_version(keeping, by, &now);
            let vault = self.vault.clone();
            let done = self.hashing.run(move || vault.stage(&version)).await?;
            match done {
                Ok(one) => staged.push(one),
                Err(error) => {
                    self.discard(&staged);
                    return Err(error.into());
                }
            }
        }
        let intents: Vec<Intent> = staged
            .iter()
            .zip(&prepared)
            .map(|(staged, keeping)| Intent {
                tx: staged.tx,
                record: staged.id,
                version: staged.version,
                inventory: staged.inventory,
                idempotency: keeping.idempotency.as_deref().map(|key| own_key(by, key)),
            })
            .collect();
        if let Err(error) = self.catalogue.promise(&intents).await {
            self.discard(&staged);
            return Err(error.into());
        }
        crate::base::crash::point(if is_new { "intent" } else { "version_intent" });
        let mut writes = Vec::with_capacity(staged.len());
        let mut kept = Vec::with_capacity(staged.len());
        for (staged, keeping) in staged.into_iter().zip(prepared) {
            let vault = self.vault.clone();
            let moved = staged.clone();
            if let Err(error) = self.hashing.run(move || vault.commit(&moved)).await? {
                self.catalogue.forget_intent(&staged.tx).await?;
                return Err(error.into());
            }
            let public = match &keeping.public {
                Public::Same(public) => public.as_deref(),
                Public::This => Some(&keeping.record),
                Public::Nothing => None,
            };
            let mut write =
                row::write(&self.catalogue, &keeping.record, public, staged.inventory, keeping.asset.clone()).await?;
            write.jobs = keeping.jobs;
            write.tx = Some(staged.tx);
            write.idempotency = keeping.idempotency.as_deref().map(|key| own_key(by, key));
            writes.push(write);
            kept.push(Kept { record: keeping.record, inventory: staged.inventory });
        }
        self.catalogue.write(&writes).await?;
        crate::base::crash::point(if is_new { "rows" } else { "version_rows" });
        self.ring();
        Ok(kept)
    }

    fn discard(&self, staged: &[crate::vault::Staged]) {
        for one in staged {
            self.vault.discard(one);
        }
    }
}

/// Two accounts may use the same key.
pub(super) fn own_key(by: &str, key: &str) -> String {
    let short: String = key.chars().take(200).collect();
    format!("{by}:{short}")
}

fn stamp(keeping: &mut Keeping, by: &str, now: &str) {
    let envelope = &mut keeping.record.envelope;
    envelope.version += 1;
    if envelope.created.at.is_empty() {
        envelope.created.at = now.to_owned();
        envelope.created.by = by.to_owned();
    }
    envelope.updated.at = now.to_owned();
    envelope.updated.by = by.to_owned();
    match keeping.public {
        Public::This => envelope.published_version = Some(envelope.version),
        Public::Nothing => envelope.published_version = None,
        Public::Same(_) => {}
    }
}

fn new_version(keeping: &mut Keeping, by: &str, now: &str) -> NewVersion {
    let record = &keeping.record;
    let event = json!({
        "id": RecordId::fresh(),
        "type": keeping.event,
        "at": now,
        "operator": by,
        "outcome": "success",
        "note": keeping.note,
        "record": record.envelope.id,
        "version": record.envelope.version,
        "digest_before": keeping.expected,
    });
    let name = format!("events/v{:05}.json", record.envelope.version);
    let mut put = std::mem::take(&mut keeping.put);
    put.push(("record.json".to_owned(), Source::Bytes(record.to_json().into_bytes())));
    put.push((name, Source::Bytes(format!("{event:#}\n").into_bytes())));
    NewVersion {
        id: record.envelope.id,
        expected: keeping.expected,
        put,
        message: if keeping.note.is_empty() { keeping.event.to_owned() } else { keeping.note.clone() },
        by: by.to_owned(),
        at: now.to_owned(),
    }
}
