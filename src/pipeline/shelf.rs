//! The shelf of pages that were made because somebody asked: it has so much room, and what was not used for the longest
//! time makes room for what is new. When a file was last used is kept as its time of change, so a restart forgets nothing.

use std::collections::HashMap;
use std::fs::File;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::time::SystemTime;

/// What a small file takes of a disk, in bytes.
const LEAST_BYTES: u64 = 4 << 10;

/// The files that lie below a folder, with room for so many bytes.
pub struct Shelf {
    folder: PathBuf,
    budget_bytes: u64,
    known: Mutex<Option<Known>>,
}

#[derive(Default)]
struct Known {
    files: HashMap<PathBuf, (u64, SystemTime)>,
    total_bytes: u64,
}

impl Shelf {
    /// Names a shelf; nothing is read before it is used.
    pub fn new(folder: PathBuf, budget_bytes: u64) -> Shelf {
        Shelf { folder, budget_bytes, known: Mutex::new(None) }
    }

    /// Notes that a file was used now. Blocking; a file that does not lie here is passed over.
    pub fn used(&self, path: &Path) {
        if !path.starts_with(&self.folder) {
            return;
        }
        let now = SystemTime::now();
        let _ = File::open(path).and_then(|file| file.set_modified(now));
        self.with(|known| {
            if let Some(file) = known.files.get_mut(path) {
                file.1 = now;
            }
        });
    }

    /// Notes a file that has come, and removes the least recently used until the rest has room. Returns those.
    /// Blocking.
    pub fn add(&self, path: &Path) -> Vec<PathBuf> {
        self.with(|known| {
            known.note(path);
            if known.total_bytes <= self.budget_bytes {
                return Vec::new();
            }
            let mut oldest: Vec<(SystemTime, PathBuf)> = known
                .files
                .iter()
                .filter(|(other, _)| *other != path)
                .map(|(other, (_, used))| (*used, other.clone()))
                .collect();
            oldest.sort();
            let mut gone = Vec::new();
            // A tenth more than is needed, so that not every new page searches again.
            let aim = self.budget_bytes - self.budget_bytes / 10;
            for (_, other) in oldest {
                if known.total_bytes <= aim {
                    break;
                }
                if crate::base::disk::remove(&other).is_ok() {
                    known.forget(&other);
                    gone.push(other);
                }
            }
            gone
        })
    }

    /// Removes a file. Blocking.
    pub fn remove(&self, path: &Path) -> std::io::Result<()> {
        crate::base::disk::remove(path)?;
        self.with(|known| known.forget(path));
        Ok(())
    }

    /// Returns how many bytes lie here. Blocking.
    pub fn total_bytes(&self) -> u64 {
        self.with(|known| known.total_bytes)
    }

    fn with<T>(&self, work: impl FnOnce(&mut Known) -> T) -> T {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        work(known.get_or_insert_with(|| {
            let mut found = Known::default();
            found.walk(&self.folder, 3);
            found
        }))
    }
}

impl Known {
    fn note(&mut self, path: &Path) {
        self.forget(path);
        let Ok(told) = std::fs::metadata(path) else { return };
        let bytes = told.len().max(LEAST_BYTES);
        self.total_bytes += bytes;
        self.files.insert(path.to_owned(), (bytes, told.modified().unwrap_or(SystemTime::UNIX_EPOCH)));
    }

    fn forget(&mut self, path: &Path) {
        if let Some((bytes, _)) = self.files.remove(path) {
            self.total_bytes -= bytes;
        }
    }

    /// Finds what lies in a folder. Drafts that a crash left are removed: nobody is writing before the first use.
    fn walk(&mut self, folder: &Path, depth: usize) {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            let is_draft = entry.file_name().to_string_lossy().starts_with('.');
            match entry.file_type() {
                Ok(kind) if kind.is_dir() && depth > 0 => self.walk(&path, depth - 1),
                Ok(kind) if kind.is_file() && is_draft => drop(crate::base::disk::remove(&path)),
                Ok(kind) if kind.is_file() => self.note(&path),
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn put(folder: &Path, name: &str, age_s: u64) -> PathBuf {
        let path = folder.join("ab").join(name);
        std::fs::create_dir_all(folder.join("ab")).expect("a folder");
        std::fs::write(&path, vec![0; 10 << 10]).expect("written");
        let file = File::options().write(true).open(&path).expect("opened");
        file.set_modified(SystemTime::now() - Duration::from_secs(age_s)).expect("dated");
        path
    }

    #[test]
    fn the_least_recently_used_make_room() {
        let home = tempfile::tempdir().expect("a folder");
        let old = put(home.path(), "old", 300);
        let used = put(home.path(), "used", 400);
        put(home.path(), ".draft", 500);
        let shelf = Shelf::new(home.path().to_owned(), 25 << 10);
        assert_eq!(shelf.total_bytes(), 20 << 10);
        assert!(!home.path().join("ab/.draft").exists());
        shelf.used(&used);
        let new = put(home.path(), "new", 0);
        assert_eq!(shelf.add(&new), std::slice::from_ref(&old));
        assert!(!old.exists() && used.exists() && new.exists());
        // A restart remembers what was used.
        let again = Shelf::new(home.path().to_owned(), 12 << 10);
        let last = put(home.path(), "last", 0);
        assert_eq!(again.add(&last).len(), 2);
        assert!(last.exists() && !used.exists());
    }
}
