//! Reading: the directory is read once and checked entry by entry against the
//! grid; after that a tile is one `pread`, held against its checksum. A file that
//! is cut off is an error here, not a fault later. No path is opened: the caller
//! brings the file.

use std::fs::File;
use std::os::unix::fs::FileExt;

use crate::base::disk;
use crate::base::limits;
use crate::media::error::MediaError;
use crate::media::pyramid::grid::Grid;

/// Largest directory of a pyramid, in bytes.
const DIRECTORY_BYTES: u32 = 8 << 20;
/// Largest `info.json`, in bytes.
const INFO_BYTES: u32 = 64 << 10;

/// Where the bytes of an entry lie in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot {
    /// Distance from the start of the file.
    pub offset: u32,
    /// Count of bytes.
    pub length: u32,
    /// CRC-32 of the bytes.
    pub sum: u32,
}

/// An open pyramid: the file, its grid, and the place of each entry.
#[derive(Debug)]
pub struct Pyramid {
    file: File,
    grid: Grid,
    slots: Vec<Slot>,
}

impl Pyramid {
    /// Opens a pyramid, refusing what is cut off or is not one of ours.
    pub fn open(file: File) -> Result<Pyramid, MediaError> {
        let size_bytes = file.metadata()?.len();
        let directory_at = size_bytes.checked_sub(22).ok_or_else(|| MediaError::pyramid("too short"))?;
        let closing = read_at(&file, directory_at, 22)?;
        let long = |at: usize| u32::from_le_bytes([closing[at], closing[at + 1], closing[at + 2], closing[at + 3]]);
        let (directory_bytes, directory_at) = (long(12), long(16));
        let is_whole = closing.starts_with(b"PK\x05\x06")
            && u64::from(directory_at) + u64::from(directory_bytes) + 22 == size_bytes;
        if !is_whole || directory_bytes > DIRECTORY_BYTES {
            return Err(MediaError::pyramid("no closing record where one must be"));
        }
        let directory = read_at(&file, u64::from(directory_at), directory_bytes)?;
        let entries = entries(&directory, directory_at)?;
        let grid = measure(&file, entries.first())?;
        let is_ours = entries.len() == grid.entries()
            && entries.iter().zip(grid.paths()).all(|((name, _), path)| *name == path.as_bytes());
        if !is_ours {
            return Err(MediaError::pyramid("entries that its size does not lead to"));
        }
        Ok(Pyramid { file, grid, slots: entries.into_iter().map(|(_, slot)| slot).collect() })
    }

    /// Returns the width of the picture.
    pub fn width(&self) -> u32 {
        self.grid.width()
    }

    /// Returns the height of the picture.
    pub fn height(&self) -> u32 {
        self.grid.height()
    }

    /// Returns the sizes of the whole pictures, smallest first.
    pub fn sizes(&self) -> &[(u32, u32)] {
        self.grid.sizes()
    }

    /// Returns the geometry.
    pub fn grid(&self) -> &Grid {
        &self.grid
    }

    /// Returns where a tile lies; level 0 is the largest.
    pub fn tile(&self, level: u32, column: u32, row: u32) -> Option<Slot> {
        self.grid.tile_index(level, column, row).and_then(|index| self.slots.get(index)).copied()
    }

    /// Returns where a whole picture lies, by its place among the sizes.
    pub fn whole(&self, place: usize) -> Option<Slot> {
        self.slots.get(1 + place).filter(|_| place < self.grid.sizes().len()).copied()
    }

    /// Returns how much memory its table takes, in bytes.
    pub fn table_bytes(&self) -> usize {
        self.slots.len() * size_of::<Slot>() + 512
    }

    /// Returns where the entry of that name lies, such as `full/512,341/0/default.jpg`.
    pub fn entry(&self, path: &str) -> Option<Slot> {
        self.grid.index_of(path).and_then(|index| self.slots.get(index)).copied()
    }

    /// Reads the bytes of an entry. Blocking: a cold file waits for the disk.
    pub fn read(&self, slot: Slot) -> Result<Vec<u8>, MediaError> {
        whole(read_at(&self.file, u64::from(slot.offset), slot.length)?, slot)
    }

    /// Reads the bytes of an entry if they lie in the memory of the system; `None` where the disk would be waited for.
    pub fn read_at_once(&self, slot: Slot) -> Option<Result<Vec<u8>, MediaError>> {
        let mut bytes = vec![0; slot.length as usize];
        let is_read = disk::read_at_once(&self.file, &mut bytes, u64::from(slot.offset));
        is_read.then(|| whole(bytes, slot))
    }
}

/// Lets through only the bytes that were written.
fn whole(bytes: Vec<u8>, slot: Slot) -> Result<Vec<u8>, MediaError> {
    if crc32fast::hash(&bytes) == slot.sum {
        Ok(bytes)
    } else {
        Err(MediaError::pyramid("an entry whose bytes are not those written"))
    }
}

fn read_at(file: &File, at: u64, length: u32) -> Result<Vec<u8>, MediaError> {
    let mut bytes = vec![0; length as usize];
    file.read_exact_at(&mut bytes, at).map_err(|error| match error.kind() {
        std::io::ErrorKind::UnexpectedEof => MediaError::pyramid("a file that is cut off"),
        _ => MediaError::Disk(error),
    })?;
    Ok(bytes)
}

/// Reads the directory: the name of each entry and where its bytes lie.
fn entries(directory: &[u8], end: u32) -> Result<Vec<(&[u8], Slot)>, MediaError> {
    let broken = || MediaError::pyramid("a directory that breaks off");
    let mut entries = Vec::new();
    let mut rest = directory;
    while !rest.is_empty() {
        let record = rest.get(..46).filter(|record| record.starts_with(b"PK\x01\x02")).ok_or_else(broken)?;
        let long = |at: usize| u32::from_le_bytes([record[at], record[at + 1], record[at + 2], record[at + 3]]);
        let name_length = usize::from(u16::from_le_bytes([record[28], record[29]]));
        let is_stored = record[10..12] == [0, 0] && record[30..34] == [0; 4] && long(20) == long(24);
        let name = rest.get(46..46 + name_length).filter(|_| is_stored).ok_or_else(broken)?;
        let offset = u64::from(long(42)) + 30 + name_length as u64;
        if offset + u64::from(long(20)) > u64::from(end) {
            return Err(broken());
        }
        entries.push((name, Slot { offset: offset as u32, length: long(20), sum: long(16) }));
        rest = &rest[46 + name_length..];
    }
    Ok(entries)
}

/// Learns the measures of the picture from `info.json`.
fn measure(file: &File, first: Option<&(&[u8], Slot)>) -> Result<Grid, MediaError> {
    let broken = || MediaError::pyramid("no measures of the picture");
    let (_, slot) = first.filter(|(_, slot)| slot.length <= INFO_BYTES).ok_or_else(broken)?;
    let bytes = whole(read_at(file, u64::from(slot.offset), slot.length)?, *slot)?;
    let info: serde_json::Value = serde_json::from_slice(&bytes).map_err(MediaError::pyramid)?;
    let is_sane = |side: &u32| (1..=limits::SIDE_PX_EVER).contains(side);
    let side =
        |name: &str| info[name].as_u64().and_then(|side| u32::try_from(side).ok()).filter(is_sane).ok_or_else(broken);
    Ok(Grid::new(side("width")?, side("height")?))
}
