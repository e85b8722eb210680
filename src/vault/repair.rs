//! Putting right what is wrong with an object: from itself where it holds the same thing twice, else from a second copy
//! of the store, and only by bytes whose digest is the one the object's own inventory names. What was bad goes to
//! `quarantine/`.

use std::fs;
use std::fs::File;
use std::io;
use std::io::Read as _;
use std::io::Write as _;
use std::path::Path;
use std::path::PathBuf;

use crate::base::digest::Digest;
use crate::base::digest::Hasher;
use crate::base::disk;
use crate::base::id::RecordId;
use crate::vault::Inventory;
use crate::vault::ObjectReport;
use crate::vault::Vault;
use crate::vault::VaultError;
use crate::vault::inventory;
use crate::vault::layout;
use crate::vault::verify::DECLARATION;
use crate::vault::verify::Trusted;
use crate::vault::verify::check_object;

/// Good bytes for a bad file.
enum Good {
    Bytes(Vec<u8>),
    File(PathBuf, Digest),
}

impl Vault {
    /// Puts right what a check found; `copy` is the root of a second store, `wanted` the digest of the inventory as the
    /// catalogue keeps it. Returns how many files were put right.
    pub fn repair(
        &self,
        id: &RecordId,
        wanted: Option<&Digest>,
        copy: Option<&Path>,
        report: &ObjectReport,
    ) -> Result<usize, VaultError> {
        self.writable()?;
        let object = layout::object_folder(&self.root, id);
        let other = copy.map(|copy| layout::object_folder(copy, id));
        let is_right = |trusted: &Trusted| wanted.is_none_or(|wanted| *wanted == trusted.digest);
        let trusted = Trusted::find(&object, wanted)
            .filter(is_right)
            .or_else(|| other.as_deref().and_then(|other| Trusted::find(other, wanted)).filter(is_right));
        let Some(trusted) = trusted else { return Ok(0) };
        let mut mended = 0;
        for path in &report.unexpected {
            self.set_aside(&object.join(path), true)?;
            mended += 1;
        }
        for path in report.corrupt.iter().chain(&report.missing).chain(&report.unreadable) {
            let Some(found) = good(&object, other.as_deref(), &trusted, path) else { continue };
            let is_mended = self.put_back(&object, path, found)?;
            mended += usize::from(is_mended);
            // A sidecar beside a bad inventory was not looked at: it goes with the good one.
            let sidecar = format!("{path}.sha256");
            if is_mended
                && path.ends_with("/inventory.json")
                && let Some(Good::Bytes(bytes)) = good(&object, other.as_deref(), &trusted, &sidecar)
                && fs::read(object.join(&sidecar)).ok().as_deref() != Some(&bytes)
            {
                self.put_back(&object, &sidecar, Good::Bytes(bytes))?;
            }
        }
        Ok(mended)
    }

    /// Brings a whole object back from a copy of the store: built in staging, checked, moved in by one rename.
    /// Returns how many files came back; none when the copy is not the version that is wanted.
    pub fn bring_back(&self, id: &RecordId, wanted: Option<&Digest>, copy: &Path) -> Result<usize, VaultError> {
        self.writable()?;
        let other = layout::object_folder(copy, id);
        let object = layout::object_folder(&self.root, id);
        if object.exists() || !other.is_dir() || !check_object(&other, wanted)?.is_clean() {
            return Ok(0);
        }
        let draft = self.staging.join(RecordId::fresh().to_string());
        let built = copy_tree(&other, &draft).and_then(|files| disk::sync_tree(&draft).map(|()| files));
        let files = self.watch(built)?;
        if !check_object(&draft, wanted)?.is_clean() {
            fs::remove_dir_all(&draft)?;
            return Ok(0);
        }
        if let Some(parent) = object.parent() {
            self.watch(disk::make_dirs(&self.root, parent))?;
        }
        self.watch(disk::rename_new(&draft, &object))?;
        Ok(files)
    }

    /// Keeps bad bytes in `quarantine/`; `moves` says whether they leave their place.
    fn set_aside(&self, bad: &Path, moves: bool) -> Result<(), VaultError> {
        let name = bad.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let plain: String =
            name.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_')).collect();
        let kept = self.quarantine.join(format!("{}-{plain}", RecordId::fresh()));
        if moves || fs::hard_link(bad, &kept).is_err() {
            self.watch(disk::rename_new(bad, &kept))?;
        }
        self.watch(disk::sync_dir(&self.quarantine))
    }

    /// Writes a draft beside the bad file, compares it, and only then renames it over.
    fn put_back(&self, object: &Path, path: &str, good: Good) -> Result<bool, VaultError> {
        let target = object.join(path);
        let Some(folder) = target.parent() else { return Ok(false) };
        self.watch(disk::make_dirs(object, folder))?;
        let draft = folder.join(format!(".{}", RecordId::fresh()));
        let is_good = match good {
            Good::Bytes(bytes) => disk::write_new(&draft, &bytes).map(|()| true),
            Good::File(from, digest) => copy_file(&from, &draft).map(|found| found == digest),
        };
        let is_good = self.watch(is_good.inspect_err(|_| {
            let _ = fs::remove_file(&draft);
        }))?;
        if !is_good {
            fs::remove_file(&draft)?;
            return Ok(false);
        }
        if target.exists() {
            self.set_aside(&target, false)?;
        }
        self.watch(fs::rename(&draft, &target).and_then(|()| disk::sync_dir(folder)))?;
        Ok(true)
    }
}

/// Finds good bytes for a bad file.
fn good(object: &Path, other: Option<&Path>, trusted: &Trusted, path: &str) -> Option<Good> {
    if path == DECLARATION.0 {
        return Some(Good::Bytes(DECLARATION.1.as_bytes().to_vec()));
    }
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let is_sidecar = name == "inventory.json.sha256";
    if !is_sidecar && name != "inventory.json" {
        let (digest, _) = trusted.inventory.manifest.iter().find(|(_, paths)| paths.iter().any(|one| one == path))?;
        return Some(Good::File(other?.join(path), *digest));
    }
    if folder.is_empty() || folder == trusted.inventory.head {
        let sidecar = inventory::sidecar(&trusted.digest).into_bytes();
        return Some(Good::Bytes(if is_sidecar { sidecar } else { trusted.bytes.clone() }));
    }
    let bytes = [Some(object), other].into_iter().flatten().find_map(|place| {
        let bytes = fs::read(place.join(folder).join("inventory.json")).ok()?;
        let earlier: Inventory = serde_json::from_slice(&bytes).ok()?;
        trusted.continues(&earlier, folder).then_some(bytes)
    })?;
    let sidecar = inventory::sidecar(&Digest::of(&bytes)).into_bytes();
    Some(Good::Bytes(if is_sidecar { sidecar } else { bytes }))
}

fn copy_file(from: &Path, to: &Path) -> io::Result<Digest> {
    let (mut source, mut target) = (File::open(from)?, File::create_new(to)?);
    let mut hasher = Hasher::new();
    let mut piece = vec![0u8; 256 << 10];
    loop {
        let got = match source.read(&mut piece) {
            Ok(0) => break,
            Ok(got) => got,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        hasher.update(&piece[..got]);
        target.write_all(&piece[..got])?;
    }
    target.sync_all()?;
    Ok(hasher.finish())
}

fn copy_tree(from: &Path, to: &Path) -> io::Result<usize> {
    fs::create_dir(to)?;
    let mut files = 0;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            files += copy_tree(&entry.path(), &target)?;
        } else if !entry.file_name().to_string_lossy().starts_with('.') {
            copy_file(&entry.path(), &target)?;
            files += 1;
        }
    }
    Ok(files)
}
