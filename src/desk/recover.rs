//! What a start does first: roll forward what reached its commit point, drop the rest, let the index catch up.

use crate::base::clock;
use crate::base::id::RecordId;
use crate::base::limits;
use crate::catalogue::AssetRow;
use crate::catalogue::NewJob;
use crate::catalogue::RecordWrite;
use crate::catalogue::STORED_DAMAGED;
use crate::desk::Desk;
use crate::desk::DeskError;
use crate::index::Opened;
use crate::model::record::Body;
use crate::model::record::Record;
use crate::pipeline::derive;
use crate::pipeline::row;
use crate::sandbox::Inspection;
use crate::vault::Intent;
use crate::vault::Outcome;

impl Desk {
    /// Settles what a crash left. `opened` says whether the index is new and must be filled from the first change.
    pub(super) async fn recover(&self, opened: Opened) -> Result<(), DeskError> {
        let promised = self.catalogue.intents().await?;
        let intents: Vec<Intent> = promised
            .iter()
            .map(|intent| Intent {
                tx: intent.tx,
                id: intent.record,
                version: intent.version,
                inventory: intent.inventory,
            })
            .collect();
        let vault = self.vault.clone();
        let asked = intents.clone();
        let outcomes = self.hashing.run(move || vault.recover(&asked)).await??;
        for (intent, outcome) in promised.iter().zip(outcomes) {
            match outcome {
                Outcome::Kept => {
                    let mut write = self.row_from_store(&intent.record).await?;
                    write.tx = Some(intent.tx);
                    write.idempotency = intent.idempotency.clone();
                    self.catalogue.write(std::slice::from_ref(&write)).await?;
                    tracing::info!(record.id = %intent.record, "rolled forward what a crash interrupted");
                }
                Outcome::Dropped => {
                    self.catalogue.forget_intent(&intent.tx).await?;
                    tracing::info!(record.id = %intent.record, "dropped what a crash interrupted");
                }
            }
        }
        self.vault.clear_staging()?;
        self.vault.sweep_uploads(clock::now_ms() - limits::UPLOAD_DAYS * 86_400_000)?;
        self.clear_drafts_of_packages();
        self.catalogue.park_jobs().await?;
        let is_lost = self.catalogue.last_change().await? == 0 && self.has_objects()?;
        if is_lost || self.is_rebuilding() {
            tracing::warn!("the catalogue is not whole: making it and the index anew from the store");
            self.rebuild_catalogue(&mut |_, _| {}).await?;
            self.rebuild_index(true, &mut |_, _| {}).await?;
        } else if opened == Opened::Fresh || self.index.position() > self.catalogue.last_change().await? {
            self.rebuild_index(false, &mut |_, _| {}).await?;
        }
        self.catch_up().await
    }

    fn has_objects(&self) -> Result<bool, DeskError> {
        let mut found = false;
        self.vault.objects(&mut |_| found = true)?;
        Ok(found)
    }

    /// Makes the row of a record from the store alone.
    pub(super) async fn row_from_store(&self, id: &RecordId) -> Result<RecordWrite, DeskError> {
        let head = self.vault.head(id)?;
        let record = self.stored(id, None)?;
        let public = match record.envelope.published_version {
            Some(version) if version == head.version => Some(record.clone()),
            Some(version) => Some(self.stored(id, Some(version))?),
            None => None,
        };
        let asset = match &record.body {
            Body::Asset(_) => Some(self.asset_from_store(&record)?),
            _ => None,
        };
        let jobs: Vec<NewJob> = asset.iter().filter(|asset| asset.state == "staged").map(derive_job).collect();
        let mut write = row::write(&self.catalogue, &record, public.as_ref(), head.inventory, asset).await?;
        write.version = head.version;
        write.jobs = jobs;
        Ok(write)
    }

    /// Returns a stored version of a record.
    pub(super) fn stored(&self, id: &RecordId, version: Option<u32>) -> Result<Record, DeskError> {
        let bytes = self.vault.read(id, "record.json", version)?;
        let text = String::from_utf8(bytes).map_err(|error| DeskError::Malformed(error.to_string()))?;
        Ok(Record::from_json(&text)?)
    }

    /// Makes the file side of an asset from its object; a pyramid that is there is used again.
    fn asset_from_store(&self, record: &Record) -> Result<AssetRow, DeskError> {
        let Body::Asset(body) = &record.body else { return Err(DeskError::Missing) };
        let id = record.envelope.id;
        let file = body.files.first().ok_or_else(|| DeskError::Malformed("an asset without a file".to_owned()))?;
        let sha256 = file.sha256.ok_or_else(|| DeskError::Malformed("a file without a digest".to_owned()))?;
        let technical = self.vault.read(&id, "technical.json", None)?;
        let seen: Inspection = serde_json::from_slice(&technical).unwrap_or_default();
        let derived = derive::measure_newest(&self.derivatives, &sha256);
        let state = if derived.is_some() { "ready" } else { first_state(&seen) };
        let mut row = asset_row(id, record, &seen, state, derived);
        if self.is_known_bad(&id, &row.stored_as)? {
            row.state = "quarantined".to_owned();
            row.reason = Some(STORED_DAMAGED.to_owned());
        }
        Ok(row)
    }

    /// Says whether the last check of fixity found an original damaged.
    fn is_known_bad(&self, id: &RecordId, stored_as: &str) -> Result<bool, DeskError> {
        let (events, _) = self.vault.events(id)?;
        let last = events.iter().rev().find(|event| event["type"] == "fixity check");
        let ending = format!("/content/{stored_as}");
        let names = |list: &str| last.and_then(|event| event[list].as_array()).into_iter().flatten();
        let mut bad = names("corrupt").chain(names("missing")).chain(names("unreadable"));
        Ok(bad.any(|path| path.as_str().is_some_and(|path| path.ends_with(&ending))))
    }
}

/// The state of a file after the first look: its picture is to come, or it is damaged, or there is nothing to wait for.
pub(super) fn first_state(seen: &Inspection) -> &'static str {
    let is_bad = seen.reason.as_deref().is_some_and(derive::is_damage);
    if seen.has_preview {
        "staged"
    } else if is_bad {
        "quarantined"
    } else {
        "ready"
    }
}

/// Makes the file side of an asset from its record and what was seen in its file.
pub(super) fn asset_row(
    id: RecordId,
    record: &Record,
    seen: &Inspection,
    state: &str,
    derived: Option<crate::catalogue::Derived>,
) -> AssetRow {
    let file = match &record.body {
        Body::Asset(body) => body.files.first().cloned().unwrap_or_default(),
        _ => Default::default(),
    };
    let text = seen.text.join("\n\u{c}\n");
    let mut technical = seen.clone();
    technical.text.clear();
    AssetRow {
        id,
        sha256: file.sha256.unwrap_or_else(|| crate::base::digest::Digest::of(b"")),
        bytes: file.bytes,
        mime: file.mime,
        format: seen.format.clone(),
        stored_as: file.path,
        given_name: file.name,
        state: state.to_owned(),
        reason: seen.reason.clone(),
        derived,
        technical_json: serde_json::to_string(&technical).unwrap_or_default(),
        body_text: Some(text).filter(|text| !text.trim().is_empty()),
    }
}

/// The job that makes the picture of an asset.
pub(super) fn derive_job(asset: &AssetRow) -> NewJob {
    NewJob {
        id: RecordId::fresh(),
        kind: "derive".to_owned(),
        target: asset.id.to_string(),
        dedup: format!("derive:{}", asset.id),
        detail_json: serde_json::json!({ "name": asset.given_name }).to_string(),
        created_by: "operator".to_owned(),
    }
}
