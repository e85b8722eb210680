//! The commit point: a staged version moves into the store by one rename.

use std::fs;
use std::path::Path;

use crate::base::crash;
use crate::base::disk;
use crate::vault::Inventory;
use crate::vault::Staged;
use crate::vault::Vault;
use crate::vault::VaultError;
use crate::vault::inventory;
use crate::vault::layout;

impl Vault {
    /// Moves a staged version into the store. When this returns, it exists for ever.
    /// A new version whose object changed since staging is `Stale` and is taken away.
    pub fn commit(&self, staged: &Staged) -> Result<(), VaultError> {
        self.writable()?;
        let from = self.staging.join(staged.tx.to_string());
        let object = layout::object_folder(&self.root, &staged.id);
        if staged.expected.is_none() {
            return self.commit_object(&from, &object);
        }
        let (_, found) = Inventory::read(&object)?;
        if Some(found) != staged.expected {
            self.discard(staged);
            return Err(VaultError::Stale);
        }
        self.commit_version(&from, &object, staged.version)
    }

    pub(super) fn commit_object(&self, from: &Path, object: &Path) -> Result<(), VaultError> {
        if let Some(parent) = object.parent() {
            self.watch(disk::make_dirs(&self.root, parent))?;
        }
        crash::point("parents");
        self.watch(disk::rename_new(from, object))?;
        crash::point("renamed");
        Ok(())
    }

    fn commit_version(&self, from: &Path, object: &Path, version: u32) -> Result<(), VaultError> {
        let name = format!("v{version}");
        self.watch(disk::rename_new(&from.join(&name), &object.join(&name)))?;
        crash::point("version_renamed");
        self.raise_inventory(object, version)?;
        let _ = fs::remove_dir_all(from);
        Ok(())
    }

    /// Makes the inventory of a version the root inventory: the new one over the old, then its sidecar.
    pub(super) fn raise_inventory(&self, object: &Path, version: u32) -> Result<(), VaultError> {
        let head = object.join(format!("v{version}"));
        let (inventory, digest) = Inventory::read(&head)?;
        let (bytes, _) = inventory.bytes();
        self.watch(disk::replace(&object.join("inventory.json"), &bytes))?;
        crash::point("inventory_renamed");
        self.watch(disk::replace(&object.join("inventory.json.sha256"), inventory::sidecar(&digest).as_bytes()))
    }
}
