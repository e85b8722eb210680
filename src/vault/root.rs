//! The storage root and the folders beside it.

use std::fs;
use std::io;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;

use crate::base::disk;
use crate::vault::VaultError;

/// The store of an archive.
#[derive(Clone)]
pub struct Vault {
    pub(super) root: PathBuf,
    pub(super) staging: PathBuf,
    pub(super) uploads: PathBuf,
    pub(super) quarantine: PathBuf,
    is_read_only: Arc<AtomicBool>,
}

const LAYOUT: &str = r#"{
  "extension": "0004-hashed-n-tuple-storage-layout",
  "description": "Objects lie under three tuples of three digits of the SHA-256 of their id, in a folder named by all its digits."
}
"#;

const EXTENSION: &str = r#"{
  "extensionName": "0004-hashed-n-tuple-storage-layout",
  "digestAlgorithm": "sha256",
  "tupleSize": 3,
  "numberOfTuples": 3,
  "shortObjectRoot": false
}
"#;

/// What every storage root holds beside its objects: path and text.
pub const ROOT_FILES: &[(&str, &str)] = &[
    ("extensions/0004-hashed-n-tuple-storage-layout/config.json", EXTENSION),
    ("ocfl_layout.json", LAYOUT),
    ("0=ocfl_1.1", "ocfl_1.1\n"),
];

impl Vault {
    /// Opens the store of a home, making what is absent. Refuses folders that lie on different devices.
    pub fn open(home: &Path) -> Result<Vault, VaultError> {
        let vault = Vault {
            root: home.join("store"),
            staging: home.join("staging"),
            uploads: home.join("uploads"),
            quarantine: home.join("quarantine"),
            is_read_only: Arc::default(),
        };
        for folder in [&vault.root, &vault.staging, &vault.uploads, &vault.quarantine] {
            fs::create_dir_all(folder)?;
        }
        if !disk::same_device(&[&vault.root, &vault.staging, &vault.uploads, &vault.quarantine])? {
            return Err(VaultError::Disk(io::Error::other(
                "store, staging, uploads and quarantine must lie on one disk",
            )));
        }
        vault.declare()?;
        disk::sync_dir(home)?;
        Ok(vault)
    }

    fn declare(&self) -> Result<(), VaultError> {
        let extension = self.root.join("extensions/0004-hashed-n-tuple-storage-layout");
        disk::make_dirs(&self.root, &extension)?;
        for (path, bytes) in ROOT_FILES {
            let path = self.root.join(path);
            if !path.exists() {
                disk::replace(&path, bytes.as_bytes())?;
            }
        }
        Ok(())
    }

    /// Returns the storage root.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Returns true once the disk has failed to keep bytes: nothing more is taken until a restart.
    pub fn is_read_only(&self) -> bool {
        self.is_read_only.load(Ordering::Acquire)
    }

    pub(super) fn writable(&self) -> Result<(), VaultError> {
        if self.is_read_only() { Err(VaultError::ReadOnly) } else { Ok(()) }
    }

    /// Passes a result on; a failed sync makes the store read-only (RELIABILITY §1: never retry and report success).
    pub(super) fn watch<T>(&self, done: io::Result<T>) -> Result<T, VaultError> {
        done.map_err(|error| {
            if error.raw_os_error() == Some(rustix::io::Errno::IO.raw_os_error()) {
                self.is_read_only.store(true, Ordering::Release);
                tracing::error!("the disk failed; the store is read-only until a restart");
            }
            error.into()
        })
    }
}
