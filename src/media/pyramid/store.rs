//! The smallest ZIP writer that streams: entries are stored, their sizes and
//! checksums known beforehand, dates fixed, so equal pictures give equal bytes.
//! They come in any order; the directory lists them by their numbers.
//! Refuses to grow to 4 GiB, where another layout would be needed.

use std::io::Write;

use crate::media::error::MediaError;

/// First of January 1980, the date of entries that have none.
const DATE: u16 = 0x0021;

/// A ZIP being written.
pub struct Store<'a, W: Write> {
    out: &'a mut W,
    at: u32,
    /// The records of the directory, each with the number of its entry.
    records: Vec<(usize, Vec<u8>)>,
}

impl<'a, W: Write> Store<'a, W> {
    /// Starts at the writer's present place.
    pub fn new(out: &'a mut W) -> Store<'a, W> {
        Store { out, at: 0, records: Vec::new() }
    }

    /// Writes one entry; `index` is its place in the directory.
    pub fn add(&mut self, index: usize, name: &str, bytes: &[u8]) -> Result<(), MediaError> {
        let size = u32::try_from(bytes.len()).map_err(|_| too_large())?;
        let length = u16::try_from(name.len()).map_err(|_| too_large())?;
        let fields = common_fields(crc32fast::hash(bytes), size, length);

        let mut record = Vec::with_capacity(46 + name.len());
        record.extend_from_slice(b"PK\x01\x02\x14\0");
        record.extend_from_slice(&fields);
        record.extend_from_slice(&[0; 10]);
        record.extend_from_slice(&self.at.to_le_bytes());
        record.extend_from_slice(name.as_bytes());
        self.records.push((index, record));

        self.out.write_all(b"PK\x03\x04")?;
        self.out.write_all(&fields)?;
        self.out.write_all(name.as_bytes())?;
        self.out.write_all(bytes)?;
        let written = 30 + u64::from(length) + u64::from(size);
        self.at = u32::try_from(u64::from(self.at) + written).map_err(|_| too_large())?;
        Ok(())
    }

    /// Writes the directory and the closing record.
    pub fn finish(mut self) -> Result<(), MediaError> {
        let entries = u16::try_from(self.records.len()).map_err(|_| too_large())?;
        let size: usize = self.records.iter().map(|(_, record)| record.len()).sum();
        let size = u32::try_from(size).map_err(|_| too_large())?;
        self.records.sort_unstable_by_key(|(index, _)| *index);
        for (_, record) in &self.records {
            self.out.write_all(record)?;
        }
        self.out.write_all(b"PK\x05\x06\0\0\0\0")?;
        self.out.write_all(&entries.to_le_bytes())?;
        self.out.write_all(&entries.to_le_bytes())?;
        self.out.write_all(&size.to_le_bytes())?;
        self.out.write_all(&self.at.to_le_bytes())?;
        self.out.write_all(&[0, 0])?;
        Ok(())
    }
}

fn too_large() -> MediaError {
    MediaError::pyramid("a pyramid of 4 GiB or of 65,536 entries")
}

/// What stands alike in the local header and in the directory: from "version needed" to the length of extras.
fn common_fields(crc: u32, size: u32, name_length: u16) -> Vec<u8> {
    let mut fields = Vec::with_capacity(26);
    for word in [20, 0, 0, 0, DATE] {
        fields.extend_from_slice(&u16::to_le_bytes(word));
    }
    for long in [crc, size, size] {
        fields.extend_from_slice(&long.to_le_bytes());
    }
    fields.extend_from_slice(&name_length.to_le_bytes());
    fields.extend_from_slice(&[0, 0]);
    fields
}
