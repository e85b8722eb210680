//! Fixity: every file of an object against its inventory, outcomes counted apart. Two of three decide which inventory is
//! right: the one at the root, the one in the newest version, and the digest the catalogue keeps (RELIABILITY §2).

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

/// The declaration in every object.
pub(super) const DECLARATION: (&str, &str) = ("0=ocfl_object_1.1", "ocfl_object_1.1\n");

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

    fn compare(&mut self, object: &Path, path: &str, wanted: &[u8]) {
        match fs::read(object.join(path)) {
            Ok(found) if found == wanted => self.ok += 1,
            Ok(_) => self.corrupt.push(path.to_owned()),
            Err(error) => self.failed(path, &error),
        }
    }

    fn failed(&mut self, path: &str, error: &io::Error) {
        let list = if error.kind() == io::ErrorKind::NotFound { &mut self.missing } else { &mut self.unreadable };
        list.push(path.to_owned());
    }
}

impl Vault {
    /// Checks every file of an object, from the disk and not from the cache. `wanted` is the digest of the inventory as
    /// the catalogue keeps it.
    pub fn verify(&self, id: &RecordId, wanted: Option<&Digest>) -> Result<ObjectReport, VaultError> {
        let object = layout::object_folder(&self.root, id);
        if !object.is_dir() {
            return Err(VaultError::Missing);
        }
        let mut report = check_object(&object, wanted)?;
        if !self.events(id)?.1 {
            report.corrupt.push("logs".to_owned());
        }
        Ok(report)
    }
}

/// Checks what lies in the folder of an object.
pub(super) fn check_object(object: &Path, wanted: Option<&Digest>) -> Result<ObjectReport, VaultError> {
    let mut report = ObjectReport::default();
    let Some(trusted) = Trusted::find(object, wanted) else {
        let error = fs::read(object.join("inventory.json")).err();
        match error {
            Some(error) => report.failed("inventory.json", &error),
            None => report.corrupt.push("inventory.json".to_owned()),
        }
        return Ok(report);
    };
    if wanted.is_some_and(|wanted| *wanted != trusted.digest) {
        report.corrupt.push("inventory.json".to_owned());
    } else {
        report.compare(object, "inventory.json", &trusted.bytes);
        report.compare(object, "inventory.json.sha256", inventory::sidecar(&trusted.digest).as_bytes());
    }
    let content: BTreeMap<&String, &Digest> = trusted
        .inventory
        .manifest
        .iter()
        .flat_map(|(digest, paths)| paths.iter().map(move |path| (path, digest)))
        .collect();
    check_names(object, &trusted, &content, &mut report)?;
    for (path, digest) in content {
        check_bytes(object, path, digest, &mut report);
    }
    report.compare(object, DECLARATION.0, DECLARATION.1.as_bytes());
    check_versions(object, &trusted, &mut report);
    Ok(report)
}

/// An inventory to check by.
pub(super) struct Trusted {
    /// The inventory.
    pub inventory: Inventory,
    /// As it lies on the disk.
    pub bytes: Vec<u8>,
    /// Their digest.
    pub digest: Digest,
}

impl Trusted {
    fn of(bytes: Vec<u8>) -> Option<Trusted> {
        let inventory = serde_json::from_slice(&bytes).ok()?;
        Some(Trusted { inventory, digest: Digest::of(&bytes), bytes })
    }

    /// Reads the inventory of a folder that agrees with its sidecar.
    fn read(folder: &Path) -> Option<Trusted> {
        Inventory::read(folder).ok()?;
        Trusted::of(fs::read(folder.join("inventory.json")).ok()?)
    }

    /// Finds the inventory to check an object by.
    pub(super) fn find(object: &Path, wanted: Option<&Digest>) -> Option<Trusted> {
        let versions = (1..).take_while(|n| object.join(format!("v{n}")).is_dir()).count();
        let newest = || (1..=versions).rev().find_map(|n| Trusted::read(&object.join(format!("v{n}"))));
        let root = || fs::read(object.join("inventory.json")).ok().and_then(Trusted::of);
        let is_wanted = |one: &Trusted| wanted.is_some_and(|wanted| *wanted == one.digest);
        root()
            .filter(is_wanted)
            .or_else(|| newest().filter(is_wanted))
            .or_else(|| Trusted::read(object))
            .or_else(newest)
    }

    /// Returns true when an inventory of an earlier version says nothing that this one does not.
    pub(super) fn continues(&self, earlier: &Inventory, name: &str) -> bool {
        let own = &self.inventory;
        earlier.id == own.id
            && earlier.head == name
            && earlier.versions.iter().all(|(name, version)| own.versions.get(name) == Some(version))
            && earlier.manifest.iter().all(|(digest, paths)| own.manifest.get(digest) == Some(paths))
    }
}

fn check_names(
    object: &Path,
    trusted: &Trusted,
    content: &BTreeMap<&String, &Digest>,
    report: &mut ObjectReport,
) -> Result<(), VaultError> {
    let mut known: BTreeSet<String> = content.keys().map(|path| (*path).clone()).collect();
    known.insert(DECLARATION.0.to_owned());
    for name in std::iter::once(String::new()).chain((1..=trusted.inventory.head_number()).map(|n| format!("v{n}/"))) {
        known.insert(format!("{name}inventory.json"));
        known.insert(format!("{name}inventory.json.sha256"));
    }
    let mut found = BTreeSet::new();
    list(object, object, &mut found)?;
    report.unexpected = found.difference(&known).cloned().collect();
    Ok(())
}

fn check_bytes(object: &Path, path: &str, digest: &Digest, report: &mut ObjectReport) {
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
        Err(error) => report.failed(path, &error),
    }
}

/// The newest version's inventory is the root's; an earlier one agrees with its sidecar and with what came after it.
fn check_versions(object: &Path, trusted: &Trusted, report: &mut ObjectReport) {
    let head = trusted.inventory.head_number();
    for n in 1..=head {
        let name = format!("v{n}");
        let (path, sidecar) = (format!("{name}/inventory.json"), format!("{name}/inventory.json.sha256"));
        if n == head {
            report.compare(object, &path, &trusted.bytes);
            report.compare(object, &sidecar, inventory::sidecar(&trusted.digest).as_bytes());
            continue;
        }
        let bytes = match fs::read(object.join(&path)) {
            Ok(bytes) => bytes,
            Err(error) => {
                report.failed(&path, &error);
                continue;
            }
        };
        let sum = Digest::of(&bytes);
        match Trusted::of(bytes) {
            Some(earlier) if trusted.continues(&earlier.inventory, &name) => {
                report.ok += 1;
                report.compare(object, &sidecar, inventory::sidecar(&sum).as_bytes());
            }
            _ => report.corrupt.push(path),
        }
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
