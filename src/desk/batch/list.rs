//! Which files a batch holds: folders are walked, nothing is followed out of them, what cannot be read is named.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;
use std::path::PathBuf;

use crate::desk::DeskError;

/// A file of a batch, or an entry of a zip batch.
#[derive(Debug, Clone)]
pub struct One {
    /// Where it lies; of an entry, where its zip lies.
    pub path: PathBuf,
    /// What it is called in what is told: its path from the folder that was given.
    pub shown: String,
    /// Its own name: metadata, never a path.
    pub name: String,
    /// The folders it lies in, outermost first, of which any may name a relic.
    pub folders: Vec<String>,
}

/// What a walk found.
#[derive(Debug, Default)]
pub struct Listing {
    /// Files, in order.
    pub files: Vec<One>,
    /// What is no file or cannot be read: name and message key.
    pub refused: Vec<(String, String)>,
    /// System files passed over.
    pub skipped: Vec<String>,
}

/// Walks what was given. Only a path that is not there at all is an error: a slip of the pen.
pub fn list(paths: &[PathBuf]) -> Result<Listing, DeskError> {
    let mut listing = Listing::default();
    for path in paths {
        let name = name_of(path);
        let kind = std::fs::metadata(path).map_err(|_| DeskError::Invalid(format!("{name}: there is no such file")))?;
        if kind.is_dir() {
            let folders = if holds_files(path) { vec![name.clone()] } else { Vec::new() };
            walk(path, &name, &folders, &mut listing);
        } else {
            note(path, name.clone(), name, &[], kind.file_type(), &mut listing);
        }
    }
    Ok(listing)
}

/// A folder that holds files of its own is a relic's; one that holds only folders is a shelf of them.
fn holds_files(folder: &Path) -> bool {
    let Ok(entries) = std::fs::read_dir(folder) else { return false };
    entries.flatten().any(|entry| {
        entry.file_type().is_ok_and(|kind| kind.is_file()) && !is_system_file(&entry.file_name().to_string_lossy())
    })
}

fn walk(folder: &Path, shown: &str, folders: &[String], listing: &mut Listing) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return listing.refused.push((shown.to_owned(), "reason-unreadable".to_owned()));
    };
    let mut below: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    below.sort();
    for path in below {
        let name = name_of(&path);
        let shown = format!("{shown}/{name}");
        match std::fs::symlink_metadata(&path) {
            Ok(kind) if kind.is_dir() && !is_system_file(&name) => {
                let mut inner = folders.to_vec();
                inner.push(name);
                walk(&path, &shown, &inner, listing);
            }
            Ok(kind) => note(&path, shown, name, folders, kind.file_type(), listing),
            Err(_) => listing.refused.push((shown, "reason-unreadable".to_owned())),
        }
    }
}

fn note(path: &Path, shown: String, name: String, folders: &[String], kind: std::fs::FileType, listing: &mut Listing) {
    if is_system_file(&name) {
        listing.skipped.push(shown);
    } else if kind.is_file() {
        listing.files.push(One { path: path.to_owned(), shown, name, folders: folders.to_vec() });
    } else {
        listing.refused.push((shown, "reason-special-file".to_owned()));
    }
}

fn name_of(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

fn is_system_file(name: &str) -> bool {
    matches!(name, ".DS_Store" | "Thumbs.db" | "desktop.ini" | "__MACOSX") || name.starts_with("._")
}

impl One {
    /// Returns true for a file that is named as a zip and begins like one: a batch.
    pub fn is_zip_batch(&self) -> bool {
        let is_named = self.path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("zip"));
        let mut head = [0u8; 4];
        is_named
            && File::open(&self.path).and_then(|mut file| file.read_exact(&mut head)).is_ok()
            && head.starts_with(b"PK")
    }

    /// Describes an entry of this zip.
    pub fn entry(&self, entry: &str) -> One {
        let parts: Vec<&str> = entry.split('/').collect();
        let (name, inner) = parts.split_last().map_or((entry, &[][..]), |(name, inner)| (*name, inner));
        let mut folders = self.folders.clone();
        folders.extend(inner.iter().map(|folder| (*folder).to_owned()));
        One { path: self.path.clone(), shown: format!("{}/{entry}", self.shown), name: name.to_owned(), folders }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_walk_follows_nothing_and_names_what_it_leaves_out() {
        let home = tempfile::tempdir().expect("a folder");
        let given = home.path().join("shelf");
        fs::create_dir_all(given.join("Đình Một/ảnh")).expect("a folder");
        fs::write(given.join("Đình Một/ảnh/a\nb.jpg"), b"x").expect("a file");
        fs::write(given.join("Đình Một/._a.jpg"), b"x").expect("a file");
        fs::write(home.path().join("secret"), b"x").expect("a file");
        std::os::unix::fs::symlink(home.path().join("secret"), given.join("Đình Một/link.jpg")).expect("a link");
        std::os::unix::fs::symlink(home.path(), given.join("loop")).expect("a link");
        let listing = list(&[given]).expect("the folder is there");
        let files: Vec<(&str, &[String])> =
            listing.files.iter().map(|one| (one.shown.as_str(), one.folders.as_slice())).collect();
        assert_eq!(files, [("shelf/Đình Một/ảnh/a\nb.jpg", &["Đình Một".to_owned(), "ảnh".to_owned()][..])]);
        assert_eq!(listing.skipped, ["shelf/Đình Một/._a.jpg"]);
        let refused: Vec<&str> = listing.refused.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(refused, ["shelf/loop", "shelf/Đình Một/link.jpg"]);
        assert!(list(&[home.path().join("nowhere")]).is_err());
    }

    #[test]
    fn a_folder_with_files_of_its_own_is_a_relic() {
        let home = tempfile::tempdir().expect("a folder");
        let given = home.path().join("Đình Hai");
        fs::create_dir_all(given.join("ảnh")).expect("a folder");
        fs::write(given.join("lý lịch.txt"), b"x").expect("a file");
        fs::write(given.join("ảnh/a.jpg"), b"x").expect("a file");
        let listing = list(&[given]).expect("the folder is there");
        assert!(listing.files.iter().all(|one| one.folders.first().is_some_and(|folder| folder == "Đình Hai")));
    }

    #[test]
    fn an_entry_keeps_the_folders_inside_the_zip() {
        let zip = One {
            path: PathBuf::from("/x/b.zip"),
            shown: "b.zip".to_owned(),
            name: "b.zip".to_owned(),
            folders: Vec::new(),
        };
        let entry = zip.entry("Đình Ba/ảnh/1.jpg");
        assert_eq!((entry.name.as_str(), entry.shown.as_str()), ("1.jpg", "b.zip/Đình Ba/ảnh/1.jpg"));
        assert_eq!(entry.folders, ["Đình Ba", "ảnh"]);
    }
}
