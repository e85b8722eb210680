//! Zip files of our own making: every entry stored as it is, with one fixed date, so that the same entries give the same
//! bytes and anybody can take them apart by hand. Grows beyond 4 GiB and 65,535 entries (zip64). Reads them back too;
//! what strangers send is read by `base/zip.rs`, which trusts nothing.

use std::fs::File;
use std::io;
use std::io::BufWriter;
use std::io::Read;
use std::io::Seek;
use std::io::Write;

use zip::CompressionMethod;
use zip::DateTime;
use zip::ZipArchive;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// Bytes read and written in one go.
pub const PIECE_BYTES: usize = 1 << 18;
/// From this size on an entry needs the long form of its header; some room is left below 4 GiB.
const LARGE_BYTES: u64 = 0xfff0_0000;

/// A zip file being written.
pub struct PackageWriter<W: Write + Seek> {
    zip: ZipWriter<W>,
}

impl PackageWriter<BufWriter<File>> {
    /// Starts in an empty file.
    pub fn new(file: File) -> PackageWriter<BufWriter<File>> {
        PackageWriter::over(BufWriter::with_capacity(1 << 20, file))
    }

    /// Writes the directory and syncs the file.
    pub fn finish(self) -> io::Result<()> {
        let out = self.zip.finish().map_err(io::Error::from)?;
        out.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()
    }
}

impl<W: Write + Seek> PackageWriter<W> {
    /// Starts at the beginning of anything that can be written to.
    pub fn over(out: W) -> PackageWriter<W> {
        PackageWriter { zip: ZipWriter::new(out) }
    }

    /// Begins an entry of that size; its bytes follow by `write`. A name may stand once.
    pub fn begin(&mut self, name: &str, size_bytes: u64) -> io::Result<()> {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Stored)
            .last_modified_time(DateTime::default())
            .unix_permissions(0o644)
            .large_file(size_bytes >= LARGE_BYTES);
        self.zip.start_file(name, options).map_err(io::Error::from)
    }

    /// Adds bytes to the entry begun last.
    pub fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.zip.write_all(bytes)
    }

    /// Writes the directory and gives the writer back.
    pub fn end(self) -> io::Result<W> {
        self.zip.finish().map_err(io::Error::from)
    }
}

/// A zip file of ours, open for reading.
pub struct PackageReader<R: Read + Seek> {
    zip: ZipArchive<R>,
}

impl<R: Read + Seek> PackageReader<R> {
    /// Opens a package.
    pub fn open(file: R) -> io::Result<PackageReader<R>> {
        Ok(PackageReader { zip: ZipArchive::new(file).map_err(io::Error::from)? })
    }

    /// Returns the names of all files, in the order they lie in; folders are passed over.
    pub fn names(&self) -> Vec<String> {
        self.zip
            .file_names_raw()
            .map(|name| String::from_utf8_lossy(name).into_owned())
            .filter(|name| !name.ends_with('/'))
            .collect()
    }

    /// Opens the file of that name.
    pub fn file(&mut self, name: &str) -> io::Result<impl Read + use<'_, R>> {
        self.zip.by_name(name).map_err(io::Error::from)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    #[test]
    fn the_same_entries_give_the_same_bytes_and_many_entries_are_no_matter() {
        let make = || {
            let mut package = PackageWriter::over(Cursor::new(Vec::new()));
            for n in 0..70_000 {
                package.begin(&format!("bag/data/{n:05}"), 0).expect("begun");
            }
            package.write("đình".as_bytes()).expect("written");
            package.end().expect("ended").into_inner()
        };
        let bytes = make();
        assert!(bytes.windows(4).rev().take(200).any(|four| four == b"PK\x06\x06"), "a directory of the long form");
        let mut read = PackageReader::open(Cursor::new(&bytes)).expect("opened");
        assert_eq!(read.names().len(), 70_000);
        let mut text = String::new();
        read.file("bag/data/69999").expect("there").read_to_string(&mut text).expect("read");
        assert_eq!(text, "đình");
        assert_eq!(crate::base::digest::Digest::of(&make()), crate::base::digest::Digest::of(&bytes));
    }
}
