//! Resumable uploads, as tus 1.0 wants them: announced, sent in pieces, finished by the last piece.

use std::collections::BTreeMap;

use crate::base::clock;
use crate::base::id::RecordId;
use crate::base::limits;
use crate::desk::Description;
use crate::desk::Desk;
use crate::desk::DeskError;
use crate::desk::Taken;
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
        let plan =
            UploadPlan { id: RecordId::fresh(), length, fields, by: viewer.name().to_owned(), created_ms: clock::now_ms() };
        let vault = self.vault.clone();
        let upload = self.hashing.run(move || vault.begin_upload(plan)).await??;
        Ok(state(&upload))
    }

    /// Returns where an upload of this person stands.
    pub async fn upload(&self, viewer: &Viewer, id: &RecordId) -> Result<UploadState, DeskError> {
        Ok(state(&self.own_upload(viewer, id).await?))
    }

    /// Opens the place for a piece that begins at the durable offset. One piece at a time.
    pub async fn begin_piece(&self, viewer: &Viewer, id: &RecordId, offset: u64) -> Result<Piece, DeskError> {
        let lock = self.locks.take(format!("upload:{id}")).await;
        let upload = self.own_upload(viewer, id).await?;
        if offset != upload.offset {
            return Err(DeskError::Conflict("problem-upload-offset".to_owned()));
        }
        let piece = upload.piece(offset)?;
        Ok(Piece { inner: piece, length: upload.plan.length, _lock: lock })
    }

    /// Finishes a complete upload: the asset is durable when this returns.
    pub async fn finish_upload(&self, viewer: &Viewer, id: &RecordId) -> Result<Taken, DeskError> {
        let _lock = self.locks.take(format!("upload:{id}")).await;
        let upload = self.own_upload(viewer, id).await?;
        let said = description(&upload.plan);
        let (upload, received) = self.hashing.run(move || upload.finish().map(|received| (upload, received))).await??;
        let taken = self.take(viewer, received, said).await;
        upload.terminate()?;
        taken
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

/// A piece on its way to the disk. Dropped before `keep`, it is cut off again.
pub struct Piece {
    inner: crate::vault::Piece,
    length: u64,
    _lock: tokio::sync::OwnedMutexGuard<()>,
}

impl Piece {
    /// Adds bytes.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), DeskError> {
        Ok(self.inner.write(bytes)?)
    }

    /// Makes the piece durable; returns the new offset and whether the upload is complete.
    pub fn keep(self) -> Result<(u64, bool), DeskError> {
        let offset = self.inner.keep()?;
        Ok((offset, offset == self.length))
    }
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
