//! Reading zip batches of strangers (RELIABILITY §3): names never become paths, entries may not overlap, and what comes
//! out is bounded before a byte is unpacked.

use std::collections::HashSet;
use std::fs::File;
use std::io;
use std::io::Read;
use std::io::Write;

use unicode_normalization::UnicodeNormalization as _;
use zip::ZipArchive;

use crate::base::limits;

/// Entries smaller than this may shrink more than the ratio allows: a blank page does so honestly.
const SMALL_BYTES: u64 = 1 << 20;

/// Why a batch, or one of its entries, is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ZipError {
    /// Not a whole zip file.
    Damaged,
    /// Too many entries or too much to come out.
    TooLarge,
    /// Its entries share bytes.
    Overlap,
    /// An entry's bytes do not match its checksum or size.
    Mismatch,
    /// It could not be written.
    Disk,
}

impl ZipError {
    /// Returns the message key of the reason.
    pub fn reason(self) -> &'static str {
        match self {
            ZipError::Damaged => "reason-zip-damaged",
            ZipError::TooLarge => "reason-zip-too-large",
            ZipError::Overlap => "reason-zip-overlap",
            ZipError::Mismatch => "reason-zip-mismatch",
            ZipError::Disk => "reason-own-fault",
        }
    }
}

struct Entry {
    index: usize,
    name: String,
    size: u64,
}

/// A zip batch whose entries have been judged by the directory alone.
pub struct Batch {
    archive: ZipArchive<File>,
    entries: Vec<Entry>,
    refused: Vec<(String, String)>,
    skipped: Vec<String>,
}

impl Batch {
    /// Judges every entry; the batch itself is refused when it is damaged, too large or overlapping.
    pub fn open(file: File) -> Result<Batch, ZipError> {
        let mut archive = ZipArchive::new(file).map_err(|_| ZipError::Damaged)?;
        if archive.len() > limits::ZIP_ENTRIES {
            return Err(ZipError::TooLarge);
        }
        let mut batch = Vec::new();
        let (mut refused, mut skipped) = (Vec::new(), Vec::new());
        let mut seen = HashSet::new();
        let mut spans = Vec::new();
        let mut total = 0u64;
        for index in 0..archive.len() {
            let Ok(entry) = archive.by_index_raw(index) else {
                refused.push((format!("#{}", index + 1), "reason-zip-damaged".to_owned()));
                continue;
            };
            let name = entry_name(&entry);
            let start = entry.header_start();
            spans.push((start, entry.data_start().unwrap_or(start).saturating_add(entry.compressed_size())));
            if entry.is_dir() {
                continue;
            }
            if is_skipped(&name) {
                skipped.push(name);
                continue;
            }
            total = total.saturating_add(entry.size());
            match judge(&entry, &name) {
                Err(reason) => refused.push((name, reason.to_owned())),
                Ok(()) if !seen.insert(name.to_lowercase()) => refused.push((name, "reason-zip-collision".to_owned())),
                Ok(()) => batch.push(Entry { index, name, size: entry.size() }),
            }
        }
        if total > limits::ZIP_OUT_BYTES {
            return Err(ZipError::TooLarge);
        }
        spans.sort_unstable();
        if spans.windows(2).any(|pair| pair[1].0 < pair[0].1) {
            return Err(ZipError::Overlap);
        }
        Ok(Batch { archive, entries: batch, refused, skipped })
    }

    /// Returns how many entries may be unpacked.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Returns true when none may be.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Returns the name of an entry: metadata, never a path.
    pub fn name(&self, n: usize) -> &str {
        &self.entries[n].name
    }

    /// Returns the declared size of an entry.
    pub fn size(&self, n: usize) -> u64 {
        self.entries[n].size
    }

    /// Returns the entries refused, with the message key of the reason.
    pub fn refused(&self) -> &[(String, String)] {
        &self.refused
    }

    /// Returns the system files passed over.
    pub fn skipped(&self) -> &[String] {
        &self.skipped
    }

    /// Unpacks an entry: stops at its declared size, compares size and checksum.
    pub fn copy(&mut self, n: usize, out: &mut dyn Write) -> Result<(), ZipError> {
        let Entry { index, size, .. } = self.entries[n];
        let entry = self.archive.by_index(index).map_err(|_| ZipError::Damaged)?;
        let wanted = entry.crc32();
        let mut crc = crc32fast::Hasher::new();
        let mut limited = entry.take(size + 1);
        let mut piece = vec![0u8; 64 << 10];
        let mut got_bytes = 0u64;
        loop {
            let got = match limited.read(&mut piece) {
                Ok(0) => break,
                Ok(got) => got,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(_) => return Err(ZipError::Mismatch),
            };
            got_bytes += got as u64;
            crc.update(&piece[..got]);
            out.write_all(&piece[..got]).map_err(|_| ZipError::Disk)?;
        }
        if got_bytes == size && crc.finalize() == wanted { Ok(()) } else { Err(ZipError::Mismatch) }
    }
}

/// The name in NFC: UTF-8 where it is valid, otherwise each byte as it stands in code page 437's Latin half.
fn entry_name<R: Read + ?Sized>(entry: &zip::read::ZipFile<'_, R>) -> String {
    let raw = entry.name_raw();
    let name = match std::str::from_utf8(raw) {
        Ok(name) => name.to_owned(),
        Err(_) => {
            entry.name().map(|name| name.into_owned()).unwrap_or_else(|_| String::from_utf8_lossy(raw).into_owned())
        }
    };
    name.nfc().collect()
}

fn is_skipped(name: &str) -> bool {
    let base = name.rsplit('/').next().unwrap_or(name);
    name.starts_with("__MACOSX/") || matches!(base, ".DS_Store" | "Thumbs.db" | "desktop.ini") || base.starts_with("._")
}

fn judge<R: Read + ?Sized>(entry: &zip::read::ZipFile<'_, R>, name: &str) -> Result<(), &'static str> {
    let is_unsafe = name.is_empty()
        || name.len() > 1_000
        || name.starts_with('/')
        || name.contains('\\')
        || name.chars().any(char::is_control)
        || name.split('/').any(|part| part == ".." || part == ".")
        || name.as_bytes().get(1) == Some(&b':');
    if is_unsafe {
        return Err("reason-zip-name");
    }
    if entry.is_symlink() || entry.unix_mode().is_some_and(|mode| !matches!(mode & 0o170_000, 0 | 0o100_000)) {
        return Err("reason-special-file");
    }
    if entry.encrypted() {
        return Err("reason-encrypted");
    }
    if entry.size() > limits::FILE_BYTES {
        return Err("reason-too-large");
    }
    if entry.size() > SMALL_BYTES && entry.size() / entry.compressed_size().max(1) > limits::ZIP_RATIO {
        return Err("reason-zip-ratio");
    }
    Ok(())
}
