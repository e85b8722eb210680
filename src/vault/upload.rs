//! Resumable uploads: a part file and its durable state, so that a cut line or a power cut costs one piece at most.

use std::fs;
use std::fs::File;
use std::io::Seek;
use std::io::SeekFrom;
use std::io::Write;
use std::path::PathBuf;

use serde::Deserialize;
use serde::Serialize;

use crate::base::crash;
use crate::base::digest::Digest;
use crate::base::disk;
use crate::base::id::RecordId;
use crate::base::limits;
use crate::vault::Received;
use crate::vault::Vault;
use crate::vault::VaultError;
use crate::vault::receive::read_back;

/// What was announced of an upload.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UploadPlan {
    /// Its id.
    pub id: RecordId,
    /// Total bytes announced.
    pub length: u64,
    /// Field → text, as the client gave them.
    pub fields: std::collections::BTreeMap<String, String>,
    /// Who uploads.
    pub by: String,
    /// When it was announced, milliseconds since 1970.
    pub created_ms: i64,
}

/// An upload that is open.
pub struct Upload {
    vault: Vault,
    folder: PathBuf,
    /// What was announced.
    pub plan: UploadPlan,
    /// Bytes that are safely on the disk.
    pub offset: u64,
}

impl Vault {
    /// Announces an upload; when this returns, it outlives a power cut.
    pub fn begin_upload(&self, plan: UploadPlan) -> Result<Upload, VaultError> {
        self.writable()?;
        if plan.length > limits::FILE_BYTES {
            return Err(VaultError::TooLarge);
        }
        let folder = self.uploads.join(plan.id.to_string());
        fs::create_dir(&folder)?;
        self.watch(disk::write_new(&folder.join("part"), b""))?;
        self.watch(disk::write_new(&folder.join("offset"), offset_line(0).as_bytes()))?;
        let state = serde_json::to_vec_pretty(&plan).unwrap_or_default();
        self.watch(disk::replace(&folder.join("state.json"), &state))?;
        self.watch(disk::sync_dir(&self.uploads))?;
        Ok(Upload { vault: self.clone(), folder, plan, offset: 0 })
    }

    /// Opens an upload that was announced; `Missing` when there is none.
    pub fn upload(&self, id: &RecordId) -> Result<Upload, VaultError> {
        let folder = self.uploads.join(id.to_string());
        let state = fs::read(folder.join("state.json"))?;
        let plan: UploadPlan =
            serde_json::from_slice(&state).map_err(|_| VaultError::Corrupt("the upload's state".to_owned()))?;
        let offset = fs::metadata(folder.join("part"))?.len().min(durable(&folder)).min(plan.length);
        Ok(Upload { vault: self.clone(), folder, plan, offset })
    }

    /// Returns what was announced and not finished.
    pub fn uploads(&self) -> Result<Vec<UploadPlan>, VaultError> {
        let mut plans = Vec::new();
        for entry in fs::read_dir(&self.uploads)? {
            let name = entry?.file_name();
            if let Some(id) = name.to_str().and_then(|name| name.parse::<RecordId>().ok())
                && let Ok(upload) = self.upload(&id)
            {
                plans.push(upload.plan);
            }
        }
        Ok(plans)
    }

    /// Takes away received bytes nobody claimed and uploads older than `before_ms`. Returns how many went.
    pub fn sweep_uploads(&self, before_ms: i64) -> Result<usize, VaultError> {
        let mut gone = 0;
        for entry in fs::read_dir(&self.uploads)? {
            let path = entry?.path();
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            if name.ends_with(".part") {
                fs::remove_file(&path)?;
                gone += 1;
            } else if let Ok(id) = name.parse::<RecordId>() {
                let is_old = self.upload(&id).map_or(true, |upload| upload.plan.created_ms < before_ms);
                if is_old {
                    fs::remove_dir_all(&path)?;
                    gone += 1;
                }
            }
        }
        Ok(gone)
    }
}

impl Upload {
    /// Opens the part file for a piece that must begin at the durable offset.
    pub fn piece(&self, offset: u64) -> Result<Piece, VaultError> {
        self.vault.writable()?;
        if offset != self.offset {
            return Err(VaultError::Offset { durable: self.offset });
        }
        let mut file = File::options().write(true).open(self.folder.join("part"))?;
        file.set_len(self.offset)?;
        file.seek(SeekFrom::Start(self.offset))?;
        let mark = File::options().write(true).open(self.folder.join("offset"))?;
        Ok(Piece {
            vault: self.vault.clone(),
            file,
            mark,
            start: self.offset,
            end: self.offset,
            most: self.plan.length,
        })
    }

    /// Ends a complete upload: the bytes are hashed from the disk, twice compared.
    pub fn finish(&self) -> Result<Received, VaultError> {
        let path = self.folder.join("part");
        let mut file = File::open(&path)?;
        let (digest, bytes) = Digest::of_reader(&mut file)?;
        if bytes != self.plan.length {
            return Err(VaultError::Offset { durable: bytes });
        }
        crash::point("received");
        read_back(&mut file, digest, bytes)?;
        crash::point("read_back");
        Ok(Received { path, digest, bytes })
    }

    /// Takes the upload away.
    pub fn terminate(self) -> Result<(), VaultError> {
        fs::remove_dir_all(&self.folder)?;
        self.vault.watch(disk::sync_dir(&self.vault.uploads))
    }
}

/// The offset that was acknowledged last: a file may be longer than that after a power cut, with bytes nobody synced.
/// Always twenty digits, written in place: it fits one sector, so it is the old one or the new one.
fn offset_line(offset: u64) -> String {
    format!("{offset:020}")
}

fn durable(folder: &std::path::Path) -> u64 {
    fs::read_to_string(folder.join("offset")).ok().and_then(|text| text.parse().ok()).unwrap_or(0)
}

/// A piece of an upload on its way to the disk. Dropped before `keep`, it is cut off again.
pub struct Piece {
    vault: Vault,
    file: File,
    mark: File,
    start: u64,
    end: u64,
    most: u64,
}

impl Piece {
    /// Adds bytes; more than announced are refused.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), VaultError> {
        if self.end + bytes.len() as u64 > self.most || self.end + bytes.len() as u64 - self.start > limits::CHUNK_BYTES
        {
            return Err(VaultError::TooLarge);
        }
        self.file.write_all(bytes)?;
        self.end += bytes.len() as u64;
        Ok(())
    }

    /// Makes the piece durable and returns the new offset.
    pub fn keep(mut self) -> Result<u64, VaultError> {
        self.vault.watch(self.file.sync_data())?;
        let marked = self.mark.write_all(offset_line(self.end).as_bytes()).and_then(|()| self.mark.sync_data());
        self.vault.watch(marked)?;
        self.start = self.end;
        Ok(self.end)
    }
}

impl Drop for Piece {
    fn drop(&mut self) {
        if self.end != self.start {
            let _ = self.file.set_len(self.start);
            let _ = self.file.sync_data();
        }
    }
}
