//! Originals: handing them out as they came, receiving them as a stream, taking back what was sent by mistake.

use std::fs::File;

use bytes::Bytes;
use futures_util::Stream;
use futures_util::StreamExt as _;

use crate::base::digest::Digest;
use crate::base::id::RecordId;
use crate::base::limits;
use crate::desk::Desk;
use crate::desk::DeskError;
use crate::desk::keep::Public;
use crate::desk::keep::own_key;
use crate::desk::record::Edited;
use crate::desk::record::edit;
use crate::model::access::Access;
use crate::model::access::Level;
use crate::model::access::Viewer;
use crate::model::record::Body;
use crate::model::record::Kind;
use crate::model::value::Ref;
use crate::vault::Received;

/// Bytes that are written in one go.
pub(super) const PIECE_BYTES: usize = 1 << 20;

/// An original, ready to be sent.
pub struct Original {
    /// Its bytes.
    pub file: File,
    /// How many.
    pub bytes: u64,
    /// The name it was given.
    pub name: String,
    /// Its media type, by content.
    pub mime: String,
    /// Its digest.
    pub sha256: Digest,
    /// True when anybody may have it.
    pub is_public: bool,
}

impl Desk {
    /// Opens an original for whoever may have it. One that tells where it was taken is for staff.
    pub async fn original(&self, viewer: &Viewer, id: &RecordId) -> Result<Original, DeskError> {
        let (view, _) = self.asset(viewer, id).await?;
        if !view.may_download {
            return Err(DeskError::Denied);
        }
        let row = self.catalogue.asset(id).await?;
        let is_public = *viewer == Viewer::Visitor;
        let (vault, asset, stored_as) = (self.vault.clone(), *id, row.stored_as.clone());
        let (file, bytes, sha256) = self.hashing.run(move || vault.open_content(&asset, &stored_as)).await??;
        Ok(Original { file, bytes, name: row.given_name, mime: row.mime, sha256, is_public })
    }

    /// Receives a stream of pieces to the disk, hashing as they come; never the whole file in memory.
    pub async fn receive<E>(
        &self,
        viewer: &Viewer,
        announced: Option<u64>,
        mut pieces: impl Stream<Item = Result<Bytes, E>> + Unpin,
    ) -> Result<Received, DeskError> {
        let mut receiver = self.begin_receiving(viewer, announced)?;
        let mut waiting: Vec<Bytes> = Vec::new();
        let (mut size_bytes, mut total) = (0, 0u64);
        loop {
            let silence = std::time::Duration::from_secs(limits::BODY_IDLE_S);
            let piece = tokio::time::timeout(silence, pieces.next()).await.map_err(|_| DeskError::Cut)?;
            let is_end = piece.is_none();
            if let Some(piece) = piece {
                let piece = piece.map_err(|_| DeskError::Cut)?;
                size_bytes += piece.len();
                total += piece.len() as u64;
                waiting.push(piece);
            }
            if total > limits::FILE_BYTES {
                return Err(DeskError::TooLarge);
            }
            if size_bytes >= PIECE_BYTES || is_end {
                let taken = std::mem::take(&mut waiting);
                size_bytes = 0;
                let write = move || taken.iter().try_for_each(|piece| receiver.write(piece)).map(|()| receiver);
                receiver = self.hashing.run(write).await??;
            }
            if is_end {
                return Ok(self.hashing.run(move || receiver.finish()).await??);
            }
        }
    }

    /// Forgets received bytes that will not be taken.
    pub fn forget(&self, received: &Received) {
        self.vault.forget(received);
    }

    /// Takes back an asset that was sent by mistake: hidden at once, detached, its bytes kept. Returns what it showed.
    pub async fn take_back(&self, viewer: &Viewer, id: &RecordId) -> Result<Vec<Ref>, DeskError> {
        let _one = self.locks.take(format!("record:{id}")).await;
        let row = self.catalogue.record(id).await?;
        self.must_see(viewer, &row).await?;
        super::record::may_edit_this(viewer, &row)?;
        if row.kind != Kind::Asset {
            return Err(DeskError::Missing);
        }
        let mut record = row.head()?;
        let Body::Asset(body) = &mut record.body else { return Err(DeskError::Missing) };
        let showed = std::mem::take(&mut body.of).into_iter().map(|shows| shows.record).collect();
        record.envelope.access = Access { level: Level::Staff, ..Access::default() };
        let keeping = edit(record, Some(row.inventory), Public::Same(None), "deaccession", "taken back");
        self.keep(keeping, viewer.name()).await?;
        self.accounts.note(viewer.name(), "take back", &id.to_string(), &row.path).await?;
        self.unlink_asked(id).await?;
        self.catch_up().await?;
        Ok(showed)
    }

    /// Attaches an asset to a record it shows, one more than before.
    pub async fn attach(&self, viewer: &Viewer, id: &RecordId, to: &str) -> Result<Edited, DeskError> {
        let target = self.lookup(viewer, to).await?;
        let row = self.catalogue.record(id).await?;
        let mut record = row.head()?;
        let Body::Asset(body) = &mut record.body else { return Err(DeskError::Missing) };
        if !body.of.iter().any(|shows| shows.record.id == Some(target.id)) {
            body.of.push(crate::model::asset::Shows { record: Ref::id(target.id), relation: "depicts".to_owned() });
        }
        self.edit(viewer, id, &row.inventory, record).await
    }

    /// Returns the answer a caller's idempotency key was given before.
    pub async fn answered(&self, viewer: &Viewer, key: &str) -> Result<Option<(u16, String)>, DeskError> {
        Ok(self.catalogue.answered(&own_key(viewer.name(), key)).await?)
    }

    /// Waits until nobody else works under a caller's idempotency key.
    pub async fn hold_key(&self, viewer: &Viewer, key: &str) -> tokio::sync::OwnedMutexGuard<()> {
        self.locks.take(format!("key:{}", own_key(viewer.name(), key))).await
    }

    /// Keeps the answer given to a caller's idempotency key.
    pub async fn keep_answer(&self, viewer: &Viewer, key: &str, status: u16, answer: &str) -> Result<(), DeskError> {
        Ok(self.catalogue.keep_answer(&own_key(viewer.name(), key), status, answer).await?)
    }
}
