//! An export made concrete: every file of a package, sorted, and where its bytes come from. A value that can be compared.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization as _;

use crate::base::digest::Digest;
use crate::base::digest::Hasher;
use crate::base::id::RecordId;

/// Where the bytes of an entry come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// From memory.
    Bytes(Vec<u8>),
    /// The original of an asset, to be compared with its digest on the way.
    Original {
        /// The asset.
        asset: RecordId,
        /// Logical path in its object.
        stored_as: String,
        /// SHA-256 it must have.
        sha256: Digest,
        /// Size it must have.
        bytes: u64,
    },
    /// A picture of an original.
    Picture {
        /// SHA-256 of the original.
        original: Digest,
        /// Name in its pyramid.
        entry: String,
        /// The recipe its pyramid was made by.
        recipe: u32,
    },
    /// A file of the store as it lies there.
    Stored {
        /// The object.
        object: RecordId,
        /// Path relative to the object.
        path: String,
        /// What pins its bytes down.
        pin: String,
    },
}

/// One payload file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Path below the bag's folder; begins with `data/`.
    pub path: String,
    /// Its bytes.
    pub source: Source,
}

/// All of a package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manifest {
    /// Name of the bag's folder in the zip file, and of the file without its ending.
    pub folder: String,
    /// Lines of `bag-info.txt` but for sizes.
    pub info: Vec<(String, String)>,
    entries: Vec<Entry>,
}

impl Manifest {
    /// Puts entries in order. Names are made NFC; of two that differ by nothing but case the second gets a number.
    pub fn new(folder: String, info: Vec<(String, String)>, entries: Vec<Entry>) -> Manifest {
        let mut sorted: BTreeMap<String, Source> = BTreeMap::new();
        let mut taken = BTreeSet::new();
        for entry in entries {
            let path: String = entry.path.nfc().collect();
            let mut free = path.clone();
            for n in 2.. {
                if taken.insert(free.to_lowercase()) {
                    break;
                }
                free = numbered(&path, n);
            }
            sorted.insert(free, entry.source);
        }
        let entries = sorted.into_iter().map(|(path, source)| Entry { path, source }).collect();
        Manifest { folder, info, entries }
    }

    /// Returns the entries, sorted by path.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Returns a digest that is equal for equal packages.
    pub fn digest(&self) -> Digest {
        let mut hasher = Hasher::new();
        let mut add = |text: &str| {
            hasher.update(&(text.len() as u64).to_le_bytes());
            hasher.update(text.as_bytes());
        };
        add(env!("CARGO_PKG_VERSION"));
        add(&self.folder);
        for (name, value) in &self.info {
            add(name);
            add(value);
        }
        for entry in &self.entries {
            add(&entry.path);
            match &entry.source {
                Source::Bytes(bytes) => add(&Digest::of(bytes).hex()),
                Source::Original { sha256, .. } => add(&sha256.hex()),
                Source::Picture { original, entry, recipe } => add(&format!("{original}/{entry}/{recipe}")),
                Source::Stored { object, path, pin } => add(&format!("{object}/{path}/{pin}")),
            }
        }
        hasher.finish()
    }

    /// Returns the least room the package takes on a disk.
    pub fn least_bytes(&self) -> u64 {
        self.entries
            .iter()
            .map(|entry| match &entry.source {
                Source::Bytes(bytes) => bytes.len() as u64,
                Source::Original { bytes, .. } => *bytes,
                Source::Picture { .. } | Source::Stored { .. } => 1 << 16,
            })
            .sum()
    }
}

fn numbered(path: &str, n: u32) -> String {
    let (folder, name) = path.rsplit_once('/').map_or(("", path), |(folder, name)| (folder, name));
    let name = match name.rsplit_once('.') {
        Some((stem, ending)) => format!("{stem}-{n}.{ending}"),
        None => format!("{name}-{n}"),
    };
    if folder.is_empty() { name } else { format!("{folder}/{name}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(path: &str) -> Entry {
        Entry { path: path.to_owned(), source: Source::Bytes(path.as_bytes().to_vec()) }
    }

    #[test]
    fn entries_are_sorted_and_no_two_names_differ_by_case_alone() {
        let decomposed = "data/\u{110}i\u{300}nh.txt";
        let manifest =
            Manifest::new("x".to_owned(), vec![], vec![entry("data/b.txt"), entry(decomposed), entry("data/B.txt")]);
        let paths: Vec<&str> = manifest.entries().iter().map(|entry| entry.path.as_str()).collect();
        assert_eq!(paths, ["data/B-2.txt", "data/b.txt", "data/Đình.txt"]);
    }
}
