//! Reading what is stored.

use std::fs;
use std::fs::File;
use std::path::Path;
use std::path::PathBuf;

use crate::base::digest::Digest;
use crate::base::id::RecordId;
use crate::vault::Inventory;
use crate::vault::Vault;
use crate::vault::VaultError;
use crate::vault::layout;

/// Where an object stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// The newest version.
    pub version: u32,
    /// Digest of the root inventory.
    pub inventory: Digest,
}

impl Vault {
    /// Returns the inventory of an object and its digest, checked against the sidecar.
    pub fn inventory(&self, id: &RecordId) -> Result<(Inventory, Digest), VaultError> {
        Inventory::read(&layout::object_folder(&self.root, id))
    }

    /// Returns where an object stands.
    pub fn head(&self, id: &RecordId) -> Result<Head, VaultError> {
        let (inventory, digest) = self.inventory(id)?;
        Ok(Head { version: inventory.head_number(), inventory: digest })
    }

    /// Returns true when the object is there.
    pub fn exists(&self, id: &RecordId) -> bool {
        layout::object_folder(&self.root, id).is_dir()
    }

    /// Returns the bytes of a logical file, of the newest version unless one is named, compared with their digest.
    pub fn read(&self, id: &RecordId, logical: &str, version: Option<u32>) -> Result<Vec<u8>, VaultError> {
        let (inventory, _) = self.inventory(id)?;
        let (content, digest) =
            inventory.content(logical, version.unwrap_or(inventory.head_number())).ok_or(VaultError::Missing)?;
        let bytes = fs::read(layout::object_folder(&self.root, id).join(content))?;
        if Digest::of(&bytes) != digest {
            return Err(VaultError::Corrupt("bytes do not match their digest".to_owned()));
        }
        Ok(bytes)
    }

    /// Opens a logical file of the newest version: the file, its size and its digest (not compared here).
    pub fn open_content(&self, id: &RecordId, logical: &str) -> Result<(File, u64, Digest), VaultError> {
        let (inventory, _) = self.inventory(id)?;
        let (content, digest) = inventory.content(logical, inventory.head_number()).ok_or(VaultError::Missing)?;
        let file = File::open(layout::object_folder(&self.root, id).join(content))?;
        let size_bytes = file.metadata()?.len();
        Ok((file, size_bytes, digest))
    }

    /// Returns every file of an object relative to it, in order, each with what pins its bytes down: a digest, or a size.
    pub fn files(&self, id: &RecordId) -> Result<Vec<(String, String)>, VaultError> {
        let object = layout::object_folder(&self.root, id);
        let (inventory, digest) = Inventory::read(&object)?;
        let mut files = Vec::new();
        list(&object, &object, &mut files)?;
        for (path, pin) in &mut files {
            let known =
                inventory.manifest.iter().find(|(_, paths)| paths.contains(path)).map(|(digest, _)| digest.hex());
            match known {
                Some(known) => *pin = known,
                None if path == "inventory.json" => *pin = digest.hex(),
                None if path == "inventory.json.sha256" => *pin = format!("sidecar of {digest}"),
                None => {}
            }
        }
        files.sort();
        Ok(files)
    }

    /// Opens a file of an object as it lies there.
    pub fn open_stored(&self, id: &RecordId, path: &str) -> Result<(File, u64), VaultError> {
        if path.split('/').any(|part| part.is_empty() || part == "..") {
            return Err(VaultError::Name);
        }
        let file = File::open(layout::object_folder(&self.root, id).join(path))?;
        let size_bytes = file.metadata()?.len();
        Ok((file, size_bytes))
    }

    /// Calls `each` with the id of every object in the store; a folder that is no object of ours is given as its path.
    pub fn objects(&self, each: &mut dyn FnMut(Result<RecordId, PathBuf>)) -> Result<(), VaultError> {
        objects_below(&self.root, each)
    }
}

/// Calls `each` with the id of every object below a storage root that is only read, such as that of a backup.
pub fn objects_below(root: &Path, each: &mut dyn FnMut(Result<RecordId, PathBuf>)) -> Result<(), VaultError> {
    walk(root, 0, each)
}

fn list(object: &Path, folder: &Path, files: &mut Vec<(String, String)>) -> Result<(), VaultError> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        if entry.file_type()?.is_dir() {
            list(object, &path, files)?;
        } else if let Ok(relative) = path.strip_prefix(object)
            && !entry.file_name().to_string_lossy().starts_with('.')
        {
            files.push((relative.to_string_lossy().into_owned(), entry.metadata()?.len().to_string()));
        }
    }
    Ok(())
}

/// Objects lie four folders deep: three tuples and the full digest.
fn walk(folder: &Path, depth: usize, each: &mut dyn FnMut(Result<RecordId, PathBuf>)) -> Result<(), VaultError> {
    let mut below: Vec<PathBuf> = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() && !(depth == 0 && entry.file_name() == "extensions") {
            below.push(entry.path());
        }
    }
    below.sort();
    for path in below {
        if depth < 3 {
            walk(&path, depth + 1, each)?;
            continue;
        }
        let id = Inventory::read(&path).ok().and_then(|(inventory, _)| layout::id_of(&inventory.id));
        each(id.ok_or(path));
    }
    Ok(())
}
