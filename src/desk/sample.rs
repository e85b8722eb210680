//! The sample archive: embedded in the program, taken in through the same doors as anybody's material.

use std::collections::BTreeMap;

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
use crate::model::envelope::Status;
use crate::model::record::Body;
use crate::model::record::Record;
use crate::model::rules;
use crate::model::value::Ref;

#[derive(RustEmbed)]
#[folder = "archive/sample/"]
#[exclude = "*.md"]
struct Sample;

/// Files of a relic's folder, in the order in which they can refer to each other.
const FIRST: &[&str] = &["agents.json", "bibliography.json", "decisions.json"];
const LATER: &[&str] = &["parts.json", "artefacts.json", "inscriptions.json", "events.json"];

impl Desk {
    /// Makes the sample archive, going on where an interrupted run stopped. Returns how many relics it holds.
    pub async fn make_sample(&self, told: &mut (dyn FnMut(&str) + Send)) -> Result<usize, DeskError> {
        let folders = folders();
        for names in [FIRST, &["relic.json"], LATER] {
            let mut batch = Vec::new();
            for (code, files) in &folders {
                for name in names.iter().filter(|name| files.contains_key(**name)) {
                    batch.extend(self.sample_records(&format!("{code}/{name}")).await?);
                }
                if *names == *LATER {
                    self.keep_sample(std::mem::take(&mut batch)).await?;
                }
            }
            self.keep_sample(batch).await?;
        }
        for (code, files) in &folders {
            if files.contains_key("assets.json") {
                told(code);
                self.sample_assets(code).await?;
            }
            self.publish_sample(code).await?;
        }
        self.catch_up().await?;
        Ok(folders.len())
    }

    async fn keep_sample(&self, batch: Vec<Keeping>) -> Result<(), DeskError> {
        if !batch.is_empty() {
            self.keep_all(batch, Viewer::Operator.name()).await?;
        }
        Ok(())
    }

    /// Reads the records of a file that are not there yet. A relic begins as a draft, the others are public with it.
    async fn sample_records(&self, path: &str) -> Result<Vec<Keeping>, DeskError> {
        let value = parse(path)?;
        let values = match value {
            Value::Array(values) => values,
            one => vec![one],
        };
        let mut batch = Vec::new();
        for mut value in values {
            let key = format!("{path}#{}", value.get("code").or(value.get("citation")).map(Value::to_string).unwrap_or_default());
            value["id"] = Value::from(fixed_id(&key).to_string());
            let mut record = Record::from_value(value).map_err(|error| DeskError::Malformed(format!("{path}: {error}")))?;
            let wrong: Vec<String> = rules::check(&record)
                .into_iter()
                .filter(|finding| finding.severity == rules::Severity::Error)
                .map(|finding| format!("{} {}", finding.path, finding.detail))
                .collect();
            if !wrong.is_empty() {
                return Err(DeskError::Malformed(format!("{path}: {}", wrong.join(", "))));
            }
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
        let Value::Array(values) = parse(&format!("{code}/assets.json"))? else { return Ok(()) };
        for mut value in values {
            let file = value.as_object_mut().and_then(|map| map.remove("file"));
            let Some(file) = file.as_ref().and_then(Value::as_str) else {
                return Err(DeskError::Malformed(format!("{code}/assets.json: an asset without a file")));
            };
            let id = fixed_id(&format!("{code}/{file}"));
            if self.vault.exists(&id) {
                continue;
            }
            let bytes = Sample::get(&format!("{code}/{file}"))
                .ok_or_else(|| DeskError::Malformed(format!("{code}/assets.json: {file} is not there")))?;
            value["kind"] = Value::from("asset");
            let record =
                Record::from_value(value).map_err(|error| DeskError::Malformed(format!("{code}/{file}: {error}")))?;
            let Body::Asset(asset) = record.body else { continue };
            let mut receiver = self.begin_receiving(&Viewer::Operator, Some(bytes.data.len() as u64))?;
            receiver.write(&bytes.data)?;
            let received = self.hashing.run(move || receiver.finish()).await??;
            let said = Description {
                name: file.rsplit('/').next().unwrap_or(file).to_owned(),
                of: asset.of.clone(),
                asset: *asset,
                access: Some(open_to_all()),
                id: Some(id),
                ..Description::default()
            };
            self.take(&Viewer::Operator, received, said).await?;
        }
        Ok(())
    }

    /// Sets the cover and publishes a relic that is still a draft.
    async fn publish_sample(&self, code: &str) -> Result<(), DeskError> {
        let row = self.catalogue.by_path(code).await?;
        if row.published_version.is_some() {
            return Ok(());
        }
        let mut record = row.head()?;
        if let Body::Relic(relic) = &mut record.body
            && relic.cover.is_none()
            && let Some(first) = first_file(code)
        {
            relic.cover = Some(Ref::id(fixed_id(&format!("{code}/{first}"))));
            let keeping = edit(record, Some(row.inventory), Public::Same(None), "metadata modification", "cover chosen");
            self.keep(keeping, Viewer::Operator.name()).await?;
        }
        match self.step_quietly(&row.id, Step::Publish { opens: false }).await {
            Err(DeskError::NotReady(missing)) => {
                let keys: Vec<&str> = missing.iter().map(|missing| missing.key).collect();
                Err(DeskError::Malformed(format!("{code}: {}", keys.join(", "))))
            }
            done => done,
        }
    }
}

/// The folders of the sample with the names of their files.
fn folders() -> BTreeMap<String, BTreeMap<String, ()>> {
    let mut folders: BTreeMap<String, BTreeMap<String, ()>> = BTreeMap::new();
    for path in Sample::iter() {
        if let Some((code, name)) = path.split_once('/') {
            folders.entry(code.to_owned()).or_default().insert(name.to_owned(), ());
        }
    }
    folders.retain(|_, files| files.contains_key("relic.json"));
    folders
}

fn parse(path: &str) -> Result<Value, DeskError> {
    let file = Sample::get(path).ok_or_else(|| DeskError::Malformed(format!("{path} is not there")))?;
    serde_json::from_slice(&file.data).map_err(|error| DeskError::Malformed(format!("{path}: {error}")))
}

fn first_file(code: &str) -> Option<String> {
    let values = parse(&format!("{code}/assets.json")).ok()?;
    values.as_array()?.first()?.get("file")?.as_str().map(str::to_owned)
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
