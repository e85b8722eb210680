//! The sample archive: embedded in the program, taken in through the same doors as anybody's material.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use rust_embed::RustEmbed;
use serde_json::Value;

use crate::base::digest::Digest;
use crate::base::id::RecordId;
use crate::catalogue::CatalogueError;
use crate::desk::Description;
use crate::desk::Desk;
use crate::desk::DeskError;
use crate::desk::Step;
use crate::desk::keep::Keeping;
use crate::desk::keep::Public;
use crate::desk::record::edit;
use crate::desk::record::open_to_all;
use crate::model::access::Viewer;
use crate::model::asset::Asset;
use crate::model::envelope::Status;
use crate::model::record::Body;
use crate::model::record::Record;
use crate::model::rules;
use crate::model::value::Ref;

#[derive(RustEmbed)]
#[folder = "archive/sample/"]
#[exclude = "*.md"]
#[exclude = "*.py"]
struct Sample;

/// Files of a relic's folder, in the order in which they can refer to each other: a parent before what hangs below it.
const RECORDS: &[&str] = &[
    "agents.json",
    "bibliography.json",
    "decisions.json",
    "relic.json",
    "parts.json",
    "artefacts.json",
    "inscriptions.json",
    "events.json",
];

impl Desk {
    /// Makes the sample archive, going on where an interrupted run stopped. Returns how many of its relics are here:
    /// none in an archive that began as somebody's own, which is left alone.
    pub async fn make_sample(&self, told: &mut (dyn FnMut(&str) + Send)) -> Result<usize, DeskError> {
        let folders = folders();
        if self.is_of_somebody(&folders).await? {
            return Ok(0);
        }
        for name in RECORDS {
            let mut batch = Vec::new();
            for (code, _) in folders.iter().filter(|(_, files)| files.contains(*name)) {
                batch.extend(self.sample_records(code, name).await?);
            }
            if !batch.is_empty() {
                self.keep_all(batch, Viewer::Operator.name()).await?;
            }
        }
        for code in folders.keys() {
            // A relic past its first version was published before; what became of it since is its keepers' doing.
            let row = self.catalogue.record(&relic_id(code)).await?;
            if row.version == 1 {
                told(code);
                self.sample_assets(code).await?;
                self.publish_sample(&row.id, code).await?;
            }
        }
        self.catch_up().await?;
        Ok(folders.len())
    }

    /// Returns true when the archive holds records and none of the sample's relics is on its way in.
    async fn is_of_somebody(&self, folders: &Folders) -> Result<bool, DeskError> {
        let present = self.catalogue.ids().await?;
        if present.is_empty() {
            return Ok(false);
        }
        let mut expected = Vec::new();
        for (code, files) in folders {
            for name in RECORDS.iter().filter(|name| files.contains(**name)) {
                expected.extend(read_records(code, name)?.into_iter().map(|record| record.envelope.id));
            }
        }
        Ok(!expected.iter().any(|id| present.contains(id)))
    }

    /// Returns the records of a file that are not there yet. A relic begins as a draft, the others are public with it.
    async fn sample_records(&self, code: &str, name: &str) -> Result<Vec<Keeping>, DeskError> {
        let mut batch = Vec::new();
        for mut record in read_records(code, name)? {
            match self.catalogue.record(&record.envelope.id).await {
                Ok(_) => continue,
                Err(CatalogueError::Missing) => {}
                Err(error) => return Err(error.into()),
            }
            let is_relic = matches!(record.body, Body::Relic(_));
            record.envelope.status = if is_relic { Status::Draft } else { Status::Published };
            let public = if is_relic { Public::Same(None) } else { Public::This };
            batch.push(edit(record, None, public, "creation", "sample archive"));
        }
        Ok(batch)
    }

    async fn sample_assets(&self, code: &str) -> Result<(), DeskError> {
        for (file, asset) in read_assets(code)? {
            let id = asset_id(code, &file);
            if self.vault.exists(&id) {
                continue;
            }
            let bytes = Sample::get(&format!("{code}/{file}"))
                .ok_or_else(|| DeskError::Malformed(format!("{code}/assets.json: {file} is not there")))?;
            let mut receiver = self.begin_receiving(&Viewer::Operator, Some(bytes.data.len() as u64))?;
            receiver.write(&bytes.data)?;
            let received = self.hashing.run(move || receiver.finish()).await??;
            let said = Description {
                name: file,
                of: asset.of.clone(),
                asset,
                access: Some(open_to_all()),
                id: Some(id),
                ..Description::default()
            };
            self.take(&Viewer::Operator, received, said).await?;
        }
        Ok(())
    }

    async fn publish_sample(&self, id: &RecordId, code: &str) -> Result<(), DeskError> {
        match self.step_quietly(id, Step::Publish { opens: false }).await {
            Err(DeskError::NotReady(missing)) => {
                let keys: Vec<&str> = missing.iter().map(|missing| missing.key).collect();
                Err(DeskError::Malformed(format!("{code}: {}", keys.join(", "))))
            }
            done => done,
        }
    }
}

/// The folders of the sample with the names of their files.
type Folders = BTreeMap<String, BTreeSet<String>>;

fn folders() -> Folders {
    let mut folders = Folders::new();
    for path in Sample::iter() {
        if let Some((code, name)) = path.split_once('/') {
            folders.entry(code.to_owned()).or_default().insert(name.to_owned());
        }
    }
    folders.retain(|_, files| files.contains("relic.json"));
    folders
}

/// Reads the records of a file, each with its fixed id; the relic with its pictures in the order of `assets.json`.
fn read_records(code: &str, name: &str) -> Result<Vec<Record>, DeskError> {
    let path = format!("{code}/{name}");
    let values = match parse(&path)? {
        Value::Array(values) => values,
        one => vec![one],
    };
    let mut records = Vec::new();
    for value in values {
        let mut record = Record::from_value(value).map_err(|error| DeskError::Malformed(format!("{path}: {error}")))?;
        let Some(own) = record.envelope.code.clone() else {
            return Err(DeskError::Malformed(format!("{path}: a record without a code")));
        };
        record.envelope.id = fixed_id(&format!("{path}#{own}"));
        if let Body::Relic(relic) = &mut record.body {
            let pictures = read_assets(code)?.into_iter().filter(|(_, asset)| asset.asset_kind != "document");
            relic.asset_order = pictures.map(|(file, _)| Ref::id(asset_id(code, &file))).collect();
            relic.cover = relic.asset_order.first().cloned();
        }
        let wrong: Vec<String> = rules::check(&record)
            .into_iter()
            .filter(|finding| finding.severity == rules::Severity::Error)
            .map(|finding| format!("{} {}", finding.path, finding.detail))
            .collect();
        if !wrong.is_empty() {
            return Err(DeskError::Malformed(format!("{path}: {own}: {}", wrong.join(", "))));
        }
        records.push(record);
    }
    Ok(records)
}

/// Reads the assets of a relic with the names of their files.
fn read_assets(code: &str) -> Result<Vec<(String, Asset)>, DeskError> {
    let path = format!("{code}/assets.json");
    let Value::Array(values) = parse(&path)? else { return Ok(Vec::new()) };
    let mut assets = Vec::new();
    for mut value in values {
        let Some(Value::String(file)) = value.as_object_mut().and_then(|map| map.remove("file")) else {
            return Err(DeskError::Malformed(format!("{path}: an asset without a file")));
        };
        value["kind"] = Value::from("asset");
        let record =
            Record::from_value(value).map_err(|error| DeskError::Malformed(format!("{path}: {file}: {error}")))?;
        if let Body::Asset(asset) = record.body {
            assets.push((file, *asset));
        }
    }
    Ok(assets)
}

fn parse(path: &str) -> Result<Value, DeskError> {
    let file = Sample::get(path).ok_or_else(|| DeskError::Malformed(format!("{path} is not there")))?;
    serde_json::from_slice(&file.data).map_err(|error| DeskError::Malformed(format!("{path}: {error}")))
}

fn relic_id(code: &str) -> RecordId {
    fixed_id(&format!("{code}/relic.json#{code}"))
}

fn asset_id(code: &str, file: &str) -> RecordId {
    fixed_id(&format!("{code}/{file}"))
}

/// The same sample has the same ids everywhere: made of the place in the sample.
fn fixed_id(key: &str) -> RecordId {
    let digest = Digest::of(format!("reliquary sample {key}").as_bytes());
    let mut bytes = [0u8; 16];
    bytes.copy_from_slice(&digest.bytes()[..16]);
    // The first six bytes of a ULID are a time: the sample is of 2026-01-01.
    bytes[..6].copy_from_slice(&1_767_225_600_000u64.to_be_bytes()[2..]);
    RecordId::from_bytes(bytes)
}

#[cfg(test)]
mod tests;
