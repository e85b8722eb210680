//! Resumable uploads, as tus 1.0 wants them: announced, sent in pieces, finished by the last piece.

use std::collections::BTreeMap;
use std::time::Duration;

use bytes::Bytes;
use futures_util::Stream;
use futures_util::StreamExt as _;
use serde_json::Value;
use serde_json::json;

use crate::base::clock;
use crate::base::fault::Fault;
use crate::base::fault::Faulty as _;
use crate::base::id::RecordId;
use crate::base::limits;
use crate::base::sum::Sum;
use crate::desk::Description;
use crate::desk::Desk;
use crate::desk::DeskError;
use crate::desk::Taken;
use crate::desk::original::PIECE_BYTES;
use crate::model::access::Viewer;
use crate::model::asset::Shows;
use crate::model::value::Ref;
use crate::vault::Upload;
use crate::vault::UploadPlan;

/// Where an upload stands.
#[derive(Debug, Clone)]
pub struct UploadState {
    /// Its id.
    pub id: RecordId,
    /// Bytes announced.
    pub length: u64,
    /// Bytes safely kept.
    pub offset: u64,
    /// When it will be forgotten, milliseconds since 1970.
    pub expires_ms: i64,
}

impl UploadState {
    /// Returns true when every byte announced is kept.
    pub fn is_complete(&self) -> bool {
        self.offset == self.length
    }
}

impl Desk {
    /// Announces an upload.
    pub async fn announce(
        &self,
        viewer: &Viewer,
        length: u64,
        fields: BTreeMap<String, String>,
    ) -> Result<UploadState, DeskError> {
        drop(self.begin_receiving(viewer, Some(length))?);
        let open = self.vault.uploads()?.into_iter().filter(|plan| plan.by == viewer.name()).count();
        if open >= limits::UPLOADS_AT_ONCE * 16 {
            return Err(DeskError::Throttled { wait_s: 30 });
        }
        if let Some(relic) = fields.get("relic").filter(|relic| !relic.is_empty()) {
            self.find(viewer, &Ref::code(relic)).await?;
        }
        let plan = UploadPlan {
            id: RecordId::fresh(),
            length,
            fields,
            by: viewer.name().to_owned(),
            created_ms: clock::now_ms(),
        };
        let vault = self.vault.clone();
        let upload = self.hashing.run(move || vault.begin_upload(plan)).await??;
        Ok(state(&upload))
    }

    /// Returns where an upload of this person stands.
    pub async fn upload(&self, viewer: &Viewer, id: &RecordId) -> Result<UploadState, DeskError> {
        Ok(state(&self.own_upload(viewer, id).await?))
    }

    /// Receives a piece that begins at the durable offset; one piece at a time. `announced` is its size, where it is known.
    /// A piece that is cut short keeps what arrived, unless it came with a checksum; a wrong checksum keeps nothing.
    pub async fn receive_piece<E>(
        &self,
        viewer: &Viewer,
        id: &RecordId,
        offset: u64,
        announced: Option<u64>,
        vouched: Option<(Sum, Vec<u8>)>,
        mut pieces: impl Stream<Item = Result<Bytes, E>> + Unpin,
    ) -> Result<UploadState, DeskError> {
        let _lock = self.locks.take(format!("upload:{id}")).await;
        let upload = self.own_upload(viewer, id).await?;
        if offset != upload.offset {
            return Err(DeskError::Conflict("problem-upload-offset".to_owned()));
        }
        let left = upload.plan.length - offset;
        if announced.is_some_and(|bytes| bytes > left || bytes > limits::CHUNK_BYTES) {
            return Err(DeskError::TooLarge);
        }
        if !self.vault.has_room(announced.unwrap_or(left), self.config.reserve_bytes)? {
            return Err(DeskError::Full);
        }
        let mut piece = upload.piece(offset)?;
        let (mut sum, expected) = vouched.map_or((None, None), |(sum, expected)| (Some(sum), Some(expected)));
        let mut cut = None;
        let mut waiting: Vec<Bytes> = Vec::new();
        loop {
            let next = tokio::time::timeout(Duration::from_secs(limits::BODY_IDLE_S), pieces.next()).await;
            let is_end = match next {
                Ok(Some(Ok(bytes))) => {
                    waiting.push(bytes);
                    false
                }
                Ok(None) => true,
                Ok(Some(Err(_))) | Err(_) => {
                    cut = Some(DeskError::Cut);
                    true
                }
            };
            if is_end || waiting.iter().map(Bytes::len).sum::<usize>() >= PIECE_BYTES {
                let taken = std::mem::take(&mut waiting);
                if let Some(sum) = &mut sum {
                    taken.iter().for_each(|bytes| sum.update(bytes));
                }
                let write = move || taken.iter().try_for_each(|bytes| piece.write(bytes)).map(|()| piece);
                piece = self.hashing.run(write).await??;
            }
            if is_end {
                break;
            }
        }
        let is_wrong = sum.map(Sum::finish) != expected;
        if is_wrong {
            self.hashing.run(move || drop(piece)).await?;
            return Err(cut.unwrap_or(DeskError::Mismatch));
        }
        let offset = self.hashing.run(move || piece.keep()).await??;
        crate::base::crash::point("piece");
        match cut {
            Some(cut) => Err(cut),
            None => Ok(UploadState { offset, ..state(&upload) }),
        }
    }

    /// Finishes a complete upload: the asset is durable when this returns. What is refused is taken away; after a failure
    /// of ours the bytes stay, and asking again tries again.
    pub async fn finish_upload(&self, viewer: &Viewer, id: &RecordId) -> Result<Taken, DeskError> {
        let _lock = self.locks.take(format!("upload:{id}")).await;
        let upload = match self.own_upload(viewer, id).await {
            Err(DeskError::Missing) => return self.finished_upload(viewer, id).await?.ok_or(DeskError::Missing),
            upload => upload?,
        };
        let said = Description { idempotency: Some(key(id)), ..description(&upload.plan) };
        let (upload, received) = self.hashing.run(move || upload.finish().map(|received| (upload, received))).await??;
        let taken = self.take_received(viewer, &received, said).await;
        match &taken {
            Ok(taken) => {
                let answer = json!({ "id": taken.id, "sha256": taken.sha256, "state": taken.state,
                    "duplicate": taken.is_duplicate, "reason": taken.reason });
                self.keep_answer(viewer, &key(id), 201, &answer.to_string()).await?;
            }
            Err(error) if matches!(error.fault(), Fault::Broken | Fault::Busy | Fault::Full | Fault::Throttled) => {
                return taken;
            }
            Err(_) => {}
        }
        self.hashing.run(move || upload.terminate()).await??;
        taken
    }

    /// Returns what became of an upload that was finished.
    pub async fn finished_upload(&self, viewer: &Viewer, id: &RecordId) -> Result<Option<Taken>, DeskError> {
        let Some((_, answer)) = self.answered(viewer, &key(id)).await? else { return Ok(None) };
        let answer: Value = serde_json::from_str(&answer).map_err(|error| DeskError::Malformed(error.to_string()))?;
        let text = |name: &str| answer.get(name).and_then(Value::as_str);
        let (Some(id), Some(sha256)) =
            (text("id").and_then(|id| id.parse().ok()), text("sha256").and_then(|sum| sum.parse().ok()))
        else {
            return Ok(None);
        };
        Ok(Some(Taken {
            id,
            sha256,
            state: text("state").unwrap_or("staged").to_owned(),
            is_duplicate: answer.get("duplicate").and_then(Value::as_bool).unwrap_or(false),
            reason: text("reason").map(str::to_owned),
        }))
    }

    /// Takes an upload away.
    pub async fn terminate_upload(&self, viewer: &Viewer, id: &RecordId) -> Result<(), DeskError> {
        let _lock = self.locks.take(format!("upload:{id}")).await;
        Ok(self.own_upload(viewer, id).await?.terminate()?)
    }

    async fn own_upload(&self, viewer: &Viewer, id: &RecordId) -> Result<Upload, DeskError> {
        let vault = self.vault.clone();
        let id = *id;
        let upload = self.hashing.run(move || vault.upload(&id)).await??;
        let is_own = upload.plan.by == viewer.name() || *viewer == Viewer::Operator;
        if is_own { Ok(upload) } else { Err(DeskError::Missing) }
    }

    pub(super) fn sweep_uploads(&self, before_ms: i64) {
        for plan in self.vault.uploads().unwrap_or_default() {
            if plan.created_ms < before_ms
                && let Ok(upload) = self.vault.upload(&plan.id)
                && let Err(error) = upload.terminate()
            {
                tracing::warn!(upload.id = %plan.id, error = %error, "an old upload could not be taken away");
            }
        }
    }
}

/// The key under which the end of an upload is remembered: no caller's own key begins so.
fn key(id: &RecordId) -> String {
    format!("tus/{id}")
}

fn state(upload: &Upload) -> UploadState {
    UploadState {
        id: upload.plan.id,
        length: upload.plan.length,
        offset: upload.offset,
        expires_ms: upload.plan.created_ms + limits::UPLOAD_DAYS * 86_400_000,
    }
}

fn description(plan: &UploadPlan) -> Description {
    let field = |name: &str| plan.fields.get(name).filter(|value| !value.is_empty()).cloned();
    let mut said = Description { name: field("filename").unwrap_or_default(), ..Description::default() };
    if let Some(relic) = field("relic") {
        said.of.push(Shows { record: reference(&relic), relation: field("relation").unwrap_or_default() });
    }
    said.sha256 = field("sha256").and_then(|sum| sum.to_lowercase().parse().ok());
    super::batch::sheet::describe(&mut said.asset, &|name| field(name));
    said
}

/// Reads a reference typed by a person: an id, or a code.
pub(super) fn reference(text: &str) -> Ref {
    match text.parse() {
        Ok(id) => Ref::id(id),
        Err(_) => Ref::code(text),
    }
}
