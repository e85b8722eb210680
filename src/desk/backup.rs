//! A consistent copy while serving, and the way back on an empty machine.

use std::fs;
use std::io;
use std::path::Path;

use crate::base::digest::Digest;
use crate::base::disk;
use crate::base::id::RecordId;
use crate::desk::Desk;
use crate::desk::DeskError;
use crate::desk::Home;
use crate::vault;

impl Desk {
    /// Copies the store and the accounts to a folder; what is there already is not copied again. Every file is synced
    /// and compared; an object's root inventory comes last, so that a copy cut short holds together. Returns how many
    /// objects were copied.
    pub async fn backup(&self, to: &Path, progress: &mut (dyn FnMut(usize, usize) + Send)) -> Result<usize, DeskError> {
        fs::create_dir_all(to.join("store")).map_err(DeskError::disk)?;
        let mut ids = Vec::new();
        self.vault.objects(&mut |found| ids.extend(found.ok()))?;
        let root = self.vault.root().to_owned();
        let target = to.join("store");
        let (from, into) = (root.clone(), target.clone());
        self.hashing.run(move || copy_root(&from, &into)).await?.map_err(DeskError::disk)?;
        let mut copied = 0;
        let count = ids.len();
        for (n, id) in ids.into_iter().enumerate() {
            let _still = self.locks.take(format!("record:{id}")).await;
            let (from, into) = (root.clone(), target.clone());
            copied +=
                usize::from(self.hashing.run(move || copy_object(&from, &into, &id)).await?.map_err(DeskError::disk)?);
            progress(n + 1, count);
        }
        let accounts = to.join("accounts.db");
        let draft = to.join(format!(".accounts-{}", RecordId::fresh()));
        self.accounts.copy_to(&draft).await?;
        fs::rename(&draft, &accounts).map_err(DeskError::disk)?;
        for name in ["archive.toml", "README.md", "FORMAT"] {
            if let Ok(bytes) = fs::read(self.home.join(name)) {
                disk::replace(&to.join(name), &bytes).map_err(DeskError::disk)?;
            }
        }
        disk::sync_dir(to).map_err(DeskError::disk)?;
        Ok(copied)
    }
}

/// Brings a backup back into an empty home. Everything derived is made anew when it is opened.
pub fn restore(from: &Path, home: &Home, progress: &mut dyn FnMut(usize)) -> Result<usize, DeskError> {
    if home.exists() {
        return Err(DeskError::Conflict("there is an archive in this folder already".to_owned()));
    }
    if !from.join("store/0=ocfl_1.1").is_file() {
        return Err(DeskError::Invalid("this folder holds no backup".to_owned()));
    }
    let to = home.folder();
    fs::create_dir_all(to.join("store")).map_err(DeskError::disk)?;
    let copy = from.join("store");
    let mut ids = Vec::new();
    vault::objects_below(&copy, &mut |found| ids.extend(found.ok()))?;
    copy_root(&copy, &to.join("store")).map_err(DeskError::disk)?;
    for (n, id) in ids.iter().enumerate() {
        copy_object(&copy, &to.join("store"), id).map_err(DeskError::disk)?;
        progress(n + 1);
    }
    for name in ["accounts.db", "archive.toml", "README.md"] {
        if let Ok(bytes) = fs::read(from.join(name)) {
            disk::replace(&to.join(name), &bytes).map_err(DeskError::disk)?;
        }
    }
    home.prepare()?;
    Ok(ids.len())
}

fn copy_root(from: &Path, to: &Path) -> io::Result<()> {
    let extension = "extensions/0004-hashed-n-tuple-storage-layout";
    disk::make_dirs(to, &to.join(extension))?;
    for name in ["0=ocfl_1.1", "ocfl_layout.json", &format!("{extension}/config.json")] {
        if !to.join(name).exists() {
            disk::replace(&to.join(name), &fs::read(from.join(name))?)?;
        }
    }
    Ok(())
}

/// Copies what is new of an object; returns whether anything was.
fn copy_object(from: &Path, to: &Path, id: &RecordId) -> io::Result<bool> {
    let (source, target) = (vault::object_folder(from, id), vault::object_folder(to, id));
    let sidecar = "inventory.json.sha256";
    let is_same =
        fs::read(target.join(sidecar)).is_ok_and(|old| fs::read(source.join(sidecar)).is_ok_and(|new| new == old));
    disk::make_dirs(to, &target)?;
    copy_tree(&source, &target, &source)?;
    for name in ["inventory.json", sidecar] {
        let bytes = fs::read(source.join(name))?;
        if fs::read(target.join(name)).ok().as_deref() != Some(&bytes) {
            disk::replace(&target.join(name), &bytes)?;
        }
    }
    Ok(!is_same)
}

fn copy_tree(from: &Path, to: &Path, object: &Path) -> io::Result<()> {
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        let is_root_inventory = from == object && entry.file_name().to_string_lossy().starts_with("inventory.json");
        if entry.file_type()?.is_dir() {
            disk::make_dirs(to, &target)?;
            copy_tree(&source, &target, object)?;
        } else if !is_root_inventory && !entry.file_name().to_string_lossy().starts_with('.') && !target.exists() {
            copy_file(&source, &target)?;
        }
    }
    disk::sync_dir(to)
}

fn copy_file(from: &Path, to: &Path) -> io::Result<()> {
    let draft = to.with_file_name(format!(".copy-{}", RecordId::fresh()));
    fs::copy(from, &draft)?;
    let mut written = fs::File::open(&draft)?;
    written.sync_all()?;
    disk::drop_cache(&written)?;
    let same = Digest::of_reader(&mut written)? == Digest::of_reader(&mut fs::File::open(from)?)?;
    if !same {
        fs::remove_file(&draft)?;
        return Err(io::Error::other("a copied file differs from its source"));
    }
    fs::rename(&draft, to)
}
