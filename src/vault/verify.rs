//! Fixity: every file of an object against its inventory, outcomes counted apart.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::fs;
use std::fs::File;
use std::io;
use std::path::Path;

use crate::base::digest::Digest;
use crate::base::disk;
use crate::base::id::RecordId;
use crate::vault::Inventory;
use crate::vault::Vault;
use crate::vault::VaultError;
use crate::vault::inventory;
use crate::vault::layout;

/// What was found in one object. Paths are relative to the object.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ObjectReport {
    /// Files whose bytes are right.
    pub ok: usize,
    /// Bytes of the files that are right.
    pub ok_bytes: u64,
    /// Files whose bytes are wrong.
    pub corrupt: Vec<String>,
    /// Files that should be there.
    pub missing: Vec<String>,
    /// Files that should not.
    pub unexpected: Vec<String>,
    /// Files the disk did not give.
    pub unreadable: Vec<String>,
}

impl ObjectReport {
    /// Returns true when nothing is wrong.
    pub fn is_clean(&self) -> bool {
        self.corrupt.is_empty() && self.missing.is_empty() && self.unexpected.is_empty() && self.unreadable.is_empty()
    }
}

impl Vault {
    /// Checks every file of an object, from the disk and not from the cache.
    pub fn verify(&self, id: &RecordId) -> Result<ObjectReport, VaultError> {
        let object = layout::object_folder(&self.root, id);
        if !object.is_dir() {
            return Err(VaultError::Missing);
        }
        let mut report = ObjectReport::default();
        let Some(inventory) = trusted_inventory(&object, &mut report) else { return Ok(report) };
        let mut expected: BTreeMap<String, Option<Digest>> = inventory
            .manifest
            .iter()
            .flat_map(|(digest, paths)| paths.iter().map(move |path| (path.clone(), Some(*digest))))
            .collect();
        expected.insert("0=ocfl_object_1.1".to_owned(), Some(Digest::of(b"ocfl_object_1.1\n")));
        for name in std::iter::once(String::new()).chain((1..=inventory.head_number()).map(|n| format!("v{n}/"))) {
            expected.insert(format!("{name}inventory.json"), None);
            expected.insert(format!("{name}inventory.json.sha256"), None);
        }
        let mut found = BTreeSet::new();
        list(&object, &object, &mut found)?;
        report.unexpected = found.iter().filter(|path| !expected.contains_key(*path)).cloned().collect();
        for (path, digest) in &expected {
            let Some(digest) = digest else { continue };
            check(&object, path, digest, &mut report);
        }
        check_inventories(&object, &inventory, &mut report);
        Ok(report)
    }

    /// Puts right what is wrong in an object from a copy of the store whose bytes match; the bad bytes go to
    /// `quarantine/`. Returns how many files were put right.
    pub fn repair_from(&self, copy: &Path, id: &RecordId, report: &ObjectReport) -> Result<usize, VaultError> {
        self.writable()?;
        let object = layout::object_folder(&self.root, id);
        let other = layout::object_folder(copy, id);
        let (inventory, _) = Inventory::read(&other)?;
        let mut mended = 0;
        for path in report.corrupt.iter().chain(&report.missing).chain(&report.unreadable) {
            let Ok(bytes) = fs::read(other.join(path)) else { continue };
            let wanted = inventory.manifest.iter().find(|(_, paths)| paths.contains(path)).map(|(digest, _)| *digest);
            let is_good = match wanted {
                Some(digest) => Digest::of(&bytes) == digest,
                None => path.contains("inventory.json") || path.starts_with("0="),
            };
            if !is_good {
                continue;
            }
            let target = object.join(path);
            if target.exists() {
                let bad = self.quarantine.join(format!("{}-{}", RecordId::fresh(), path.replace('/', "_")));
                disk::rename_new(&target, &bad)?;
            } else if let Some(parent) = target.parent() {
                disk::make_dirs(&object, parent)?;
            }
            self.watch(disk::replace(&target, &bytes))?;
            mended += 1;
        }
        Ok(mended)
    }
}

/// Reads the inventory to check by: the root's, or when that is damaged the newest version's that holds together.
fn trusted_inventory(object: &Path, report: &mut ObjectReport) -> Option<Inventory> {
    if let Ok((inventory, _)) = Inventory::read(object) {
        return Some(inventory);
    }
    let name = if object.join("inventory.json").exists() { &mut report.corrupt } else { &mut report.missing };
    name.push("inventory.json".to_owned());
    let versions = (1..).take_while(|n| object.join(format!("v{n}")).is_dir()).count();
    (1..=versions).rev().find_map(|n| Inventory::read(&object.join(format!("v{n}"))).ok()).map(|(inventory, _)| inventory)
}

fn check(object: &Path, path: &str, digest: &Digest, report: &mut ObjectReport) {
    let read = File::open(object.join(path)).and_then(|mut file| {
        disk::drop_cache(&file)?;
        Digest::of_reader(&mut file)
    });
    match read {
        Ok((found, bytes)) if found == *digest => {
            report.ok += 1;
            report.ok_bytes += bytes;
        }
        Ok(_) => report.corrupt.push(path.to_owned()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => report.missing.push(path.to_owned()),
        Err(_) => report.unreadable.push(path.to_owned()),
    }
}

/// The root inventory must be the head's, and every version's must match its own sidecar.
fn check_inventories(object: &Path, root: &Inventory, report: &mut ObjectReport) {
    let (bytes, digest) = root.bytes();
    let head = format!("v{}", root.head_number());
    for n in 1..=root.head_number() {
        let name = format!("v{n}");
        for file in ["inventory.json", "inventory.json.sha256"] {
            let path = format!("{name}/{file}");
            match fs::read(object.join(&path)) {
                Ok(found) => {
                    let wanted = if file.ends_with("json") { bytes.clone() } else { inventory::sidecar(&digest).into_bytes() };
                    let is_right = if name == head { found == wanted } else { Inventory::read(&object.join(&name)).is_ok() };
                    if is_right { report.ok += 1 } else { report.corrupt.push(path) }
                }
                Err(error) if error.kind() == io::ErrorKind::NotFound => report.missing.push(path),
                Err(_) => report.unreadable.push(path),
            }
        }
    }
    if report.corrupt.iter().chain(&report.missing).any(|path| path == "inventory.json") {
        return;
    }
    report.ok += 1;
    match fs::read(object.join("inventory.json")) {
        Ok(found) if found == bytes => report.ok += 1,
        _ => report.corrupt.push("inventory.json".to_owned()),
    }
}

fn list(object: &Path, folder: &Path, found: &mut BTreeSet<String>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        let Ok(relative) = path.strip_prefix(object) else { continue };
        if entry.file_type()?.is_dir() {
            if relative != Path::new("logs") {
                list(object, &path, found)?;
            }
        } else {
            found.insert(relative.to_string_lossy().into_owned());
        }
    }
    Ok(())
}
