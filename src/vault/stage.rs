//! Building a whole version in `staging/`, synced, before anything of it can be seen.

use std::collections::BTreeMap;
use std::fs;
use std::fs::File;
use std::io;
use std::path::Path;
use std::path::PathBuf;

use crate::base::crash;
use crate::base::digest::Digest;
use crate::base::disk;
use crate::base::id::RecordId;
use crate::vault::Inventory;
use crate::vault::Vault;
use crate::vault::VaultError;
use crate::vault::inventory;
use crate::vault::inventory::User;
use crate::vault::inventory::Version;
use crate::vault::layout;

/// Where the bytes of a file come from.
#[derive(Debug, Clone)]
pub enum Source {
    /// From memory.
    Bytes(Vec<u8>),
    /// From a file that was received and read back: hard-linked, never moved.
    Link {
        /// The received file.
        path: PathBuf,
        /// Its digest.
        digest: Digest,
    },
}

/// A version to be made.
#[derive(Debug, Clone)]
pub struct NewVersion {
    /// The record.
    pub id: RecordId,
    /// Digest of the root inventory it is made against; `None` for a new object.
    pub expected: Option<Digest>,
    /// Logical path → bytes; files not named here carry over.
    pub put: Vec<(String, Source)>,
    /// Why.
    pub message: String,
    /// By whom.
    pub by: String,
    /// When, RFC 3339.
    pub at: String,
}

/// A version that lies complete and synced in staging.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Staged {
    /// The staging transaction.
    pub tx: RecordId,
    /// The record.
    pub id: RecordId,
    /// The version's number.
    pub version: u32,
    /// Digest of the root inventory it makes.
    pub inventory: Digest,
    /// Digest of the root inventory it was made against.
    pub expected: Option<Digest>,
}

impl Vault {
    /// Builds a version in staging. `Stale` when the object is no longer as expected, `Exists` when a new one is there.
    pub fn stage(&self, new: &NewVersion) -> Result<Staged, VaultError> {
        self.writable()?;
        let object = layout::object_folder(&self.root, &new.id);
        let mut inventory = match &new.expected {
            None if object.exists() => return Err(VaultError::Exists),
            None => Inventory::new(&new.id),
            Some(expected) => {
                let (inventory, digest) = Inventory::read(&object)?;
                if digest != *expected {
                    return Err(VaultError::Stale);
                }
                inventory
            }
        };
        let version = inventory.head_number() + 1;
        let tx = RecordId::fresh();
        let folder = self.staging.join(tx.to_string());
        let built = self.build(new, &mut inventory, version, &folder);
        match built {
            Ok(digest) => {
                crash::point(if new.expected.is_none() { "staged" } else { "version_staged" });
                Ok(Staged { tx, id: new.id, version, inventory: digest, expected: new.expected })
            }
            Err(error) => {
                let _ = fs::remove_dir_all(&folder);
                Err(error)
            }
        }
    }

    /// Takes a staged version away again.
    pub fn discard(&self, staged: &Staged) {
        let _ = fs::remove_dir_all(self.staging.join(staged.tx.to_string()));
    }

    fn build(
        &self,
        new: &NewVersion,
        inventory: &mut Inventory,
        version: u32,
        folder: &Path,
    ) -> Result<Digest, VaultError> {
        fs::create_dir(folder)?;
        let head = folder.join(format!("v{version}"));
        fs::create_dir(&head)?;
        let mut state: BTreeMap<String, Digest> = inventory.state(version - 1).unwrap_or_default();
        for (logical, source) in &new.put {
            if !layout::is_ours(logical) {
                return Err(VaultError::Name);
            }
            let digest = self.place(inventory, &head, version, logical, source)?;
            state.insert(logical.clone(), digest);
        }
        let mut by_digest: BTreeMap<Digest, Vec<String>> = BTreeMap::new();
        for (logical, digest) in state {
            by_digest.entry(digest).or_default().push(logical);
        }
        inventory.head = format!("v{version}");
        inventory.versions.insert(
            inventory.head.clone(),
            Version {
                created: new.at.clone(),
                message: new.message.clone(),
                user: User {
                    name: new.by.clone(),
                    address: format!("urn:reliquary:operator:{}", new.by.replace(' ', "-")),
                },
                state: by_digest,
            },
        );
        let (bytes, digest) = inventory.bytes();
        let sidecar = inventory::sidecar(&digest);
        disk::write_new(&head.join("inventory.json"), &bytes)?;
        disk::write_new(&head.join("inventory.json.sha256"), sidecar.as_bytes())?;
        if version == 1 {
            disk::write_new(&folder.join("0=ocfl_object_1.1"), b"ocfl_object_1.1\n")?;
            disk::write_new(&folder.join("inventory.json"), &bytes)?;
            disk::write_new(&folder.join("inventory.json.sha256"), sidecar.as_bytes())?;
        }
        self.watch(disk::sync_tree(folder))?;
        self.watch(disk::sync_dir(&self.staging))?;
        Ok(digest)
    }

    fn place(
        &self,
        inventory: &mut Inventory,
        head: &Path,
        version: u32,
        logical: &str,
        source: &Source,
    ) -> Result<Digest, VaultError> {
        let digest = match source {
            Source::Bytes(bytes) => Digest::of(bytes),
            Source::Link { digest, .. } => *digest,
        };
        if inventory.manifest.contains_key(&digest) {
            return Ok(digest);
        }
        let content = head.join("content").join(logical);
        if let Some(parent) = content.parent() {
            fs::create_dir_all(parent)?;
        }
        match source {
            Source::Bytes(bytes) => self.watch(disk::write_new(&content, bytes))?,
            Source::Link { path, .. } => link(path, &content)?,
        }
        inventory.manifest.insert(digest, vec![format!("v{version}/content/{logical}")]);
        Ok(digest)
    }
}

/// Links a received file into an object; where links are not possible (another owner, another disk) its bytes are copied.
fn link(from: &Path, to: &Path) -> io::Result<()> {
    if fs::hard_link(from, to).is_ok() {
        return Ok(());
    }
    let mut source = File::open(from)?;
    let mut target = File::create_new(to)?;
    io::copy(&mut source, &mut target)?;
    target.sync_all()
}
