//! Taking bytes in: streamed, hashed in the same pass, then read back from the disk before anybody relies on them.

use std::fs;
use std::fs::File;
use std::io::Seek;
use std::io::SeekFrom;
use std::io::Write;
use std::path::PathBuf;

use crate::base::crash;
use crate::base::digest::Digest;
use crate::base::digest::Hasher;
use crate::base::disk;
use crate::base::id::RecordId;
use crate::base::limits;
use crate::vault::Vault;
use crate::vault::VaultError;

/// Bytes that are on the disk and were read back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    /// Where they lie until they are part of an object.
    pub path: PathBuf,
    /// Their digest.
    pub digest: Digest,
    /// How many.
    pub bytes: u64,
}

/// A file that is being received. Dropped before `finish`, it leaves nothing.
pub struct Receiver {
    vault: Vault,
    path: PathBuf,
    file: Option<File>,
    hasher: Hasher,
    bytes: u64,
}

impl Receiver {
    /// Starts receiving.
    pub fn create(vault: &Vault) -> Result<Receiver, VaultError> {
        vault.writable()?;
        let path = vault.uploads.join(format!("{}.part", RecordId::fresh()));
        let file = File::options().create_new(true).read(true).write(true).open(&path)?;
        Ok(Receiver { vault: vault.clone(), path, file: Some(file), hasher: Hasher::new(), bytes: 0 })
    }

    /// Adds a piece.
    pub fn write(&mut self, piece: &[u8]) -> Result<(), VaultError> {
        self.bytes += piece.len() as u64;
        if self.bytes > limits::FILE_BYTES {
            return Err(VaultError::TooLarge);
        }
        let Some(file) = &mut self.file else { return Err(VaultError::Missing) };
        file.write_all(piece)?;
        self.hasher.update(piece);
        Ok(())
    }

    /// Ends: the bytes are synced, read back from the disk and compared.
    pub fn finish(mut self) -> Result<Received, VaultError> {
        let mut file = self.file.take().ok_or(VaultError::Missing)?;
        self.vault.watch(file.sync_data())?;
        crash::point("received");
        let digest = self.hasher.clone().finish();
        read_back(&mut file, digest, self.bytes)?;
        crash::point("read_back");
        Ok(Received { path: std::mem::take(&mut self.path), digest, bytes: self.bytes })
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        if !self.path.as_os_str().is_empty() {
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// Reads a file from the disk, not from the cache, and compares it with what was hashed while it came in.
pub(super) fn read_back(file: &mut File, digest: Digest, bytes: u64) -> Result<(), VaultError> {
    disk::drop_cache(file)?;
    file.seek(SeekFrom::Start(0))?;
    if Digest::of_reader(file)? == (digest, bytes) { Ok(()) } else { Err(VaultError::Mismatch) }
}

impl Vault {
    /// Forgets received bytes, once they are part of an object or refused.
    pub fn forget(&self, received: &Received) {
        let _ = fs::remove_file(&received.path);
    }

    /// Returns true when there is room for twice `bytes` beside the reserve.
    pub fn has_room(&self, bytes: u64, reserve: Option<u64>) -> Result<bool, VaultError> {
        let reserve = match reserve {
            Some(reserve) => reserve,
            None => (2 << 30).min(disk::disk_bytes(&self.root)? / 20),
        };
        Ok(disk::free_bytes(&self.root)? >= bytes.saturating_mul(2).saturating_add(reserve))
    }
}
