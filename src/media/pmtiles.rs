//! Tiles out of one file: PMTiles, version 3 (github.com/protomaps/PMTiles, spec/v3). Pictures only: vectors are not drawn.
//!
//! Why our own: the format is a header of 127 bytes and lists of numbers; readers there are bring a network client along. What
//! the file says of itself is believed within bounds: a list is as long as its file allows, and lists in lists end.

use std::fs::File;
use std::io::Read as _;
use std::os::unix::fs::FileExt as _;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;

use crate::base::ring::Ring;
use crate::media::MediaError;

/// Length of the header, in bytes.
const HEADER: usize = 127;
/// Longest list as it lies in the file, and unpacked, in bytes.
const LIST_BYTES: u64 = 4 << 20;
const UNPACKED_BYTES: u64 = 4 << 20;
/// Largest tile, in bytes.
const TILE_BYTES: u64 = 4 << 20;
/// Lists that may lie in one another (spec/v3 4).
const DEPTH: usize = 4;
/// Lists that are kept, and what they may take, in bytes.
const KEPT: usize = 256;
const KEPT_BYTES: u64 = 8 << 20;
/// Deepest zoom there is.
const DEEPEST: u8 = 24;

/// How a part of the file is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Packed {
    Not,
    Gzip,
}

/// A file of tiles.
pub struct Pmtiles {
    file: File,
    /// Length of the file, in bytes.
    length: u64,
    lists: Packed,
    tiles: Packed,
    kind: &'static str,
    /// Zooms it has: the first and the last.
    pub zooms: (u8, u8),
    root: Arc<[Entry]>,
    leaves_at: u64,
    tiles_at: u64,
    kept: Mutex<Ring<u64, Arc<[Entry]>>>,
}

/// A run of tiles that are the same; or a list of further ones, when the run is 0.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Entry {
    id: u64,
    run: u64,
    offset: u64,
    length: u64,
}

impl Pmtiles {
    /// Reads header and first list of a file. Blocking.
    pub fn open(file: File) -> Result<Pmtiles, MediaError> {
        let length = file.metadata()?.len();
        let mut header = [0; HEADER];
        file.read_exact_at(&mut header, 0).map_err(|_| MediaError::Truncated)?;
        if &header[..7] != b"PMTiles" || header[7] != 3 {
            return Err(MediaError::unsupported("not a PMTiles file of version 3"));
        }
        let number = |at: usize| header[at..at + 8].iter().rev().fold(0, |sum, byte| sum << 8 | u64::from(*byte));
        let kind = match header[99] {
            2 => "image/png",
            3 => "image/jpeg",
            4 => "image/webp",
            5 => "image/avif",
            1 => {
                return Err(MediaError::unsupported(
                    "its tiles are vectors; pictures are needed (PNG, JPEG, WebP, AVIF)",
                ));
            }
            _ => return Err(MediaError::unsupported("nobody knows what its tiles are")),
        };
        let (least, most) = (header[100].min(DEEPEST), header[101].min(DEEPEST));
        let mut tiles = Pmtiles {
            file,
            length,
            lists: Packed::of(header[97])?,
            // Of pictures many writers say «unknown» and mean that nothing packs them once more.
            tiles: Packed::of(header[98].max(1))?,
            kind,
            zooms: (least, most.max(least)),
            root: Arc::new([]),
            leaves_at: number(40),
            tiles_at: number(56),
            kept: Mutex::new(Ring::new(KEPT_BYTES, KEPT)),
        };
        tiles.root = tiles.list(number(8), number(16))?;
        Ok(tiles)
    }

    /// Returns the media type of its tiles.
    pub fn kind(&self) -> &'static str {
        self.kind
    }

    /// Returns a tile; nothing where there is none. Blocking.
    pub fn tile(&self, zoom: u8, x: u32, y: u32) -> Result<Option<Vec<u8>>, MediaError> {
        let Some(id) = number_of(zoom, x, y) else { return Ok(None) };
        let mut list = Arc::clone(&self.root);
        for _ in 0..DEPTH {
            let Some(entry) = find(&list, id) else { return Ok(None) };
            if entry.run > 0 {
                let at = self.tiles_at.checked_add(entry.offset).ok_or(MediaError::Truncated)?;
                return Ok(Some(self.read(at, entry.length, TILE_BYTES, self.tiles)?));
            }
            let at = self.leaves_at.checked_add(entry.offset).ok_or(MediaError::Truncated)?;
            let known =
                self.kept.lock().unwrap_or_else(PoisonError::into_inner).find(&at).map(|known| Arc::clone(known));
            list = match known {
                Some(known) => known,
                None => {
                    let list = self.list(at, entry.length)?;
                    let bytes = size_of_val::<[Entry]>(&list) as u64;
                    self.kept.lock().unwrap_or_else(PoisonError::into_inner).keep(at, Arc::clone(&list), bytes);
                    list
                }
            };
        }
        Err(MediaError::damaged("lists lie in one another too deeply"))
    }

    fn list(&self, at: u64, length: u64) -> Result<Arc<[Entry]>, MediaError> {
        let bytes = self.read(at, length, LIST_BYTES, self.lists)?;
        entries(&bytes).map(Arc::from).ok_or_else(|| MediaError::damaged("a list of tiles is not whole"))
    }

    fn read(&self, at: u64, length: u64, most: u64, packed: Packed) -> Result<Vec<u8>, MediaError> {
        if length > most {
            return Err(MediaError::TooLarge);
        }
        if at.checked_add(length).is_none_or(|end| end > self.length) {
            return Err(MediaError::Truncated);
        }
        let mut bytes = vec![0; length as usize];
        self.file.read_exact_at(&mut bytes, at)?;
        match packed {
            Packed::Not => Ok(bytes),
            Packed::Gzip => {
                let mut unpacked = Vec::new();
                let reader = flate2::read::MultiGzDecoder::new(bytes.as_slice());
                reader.take(UNPACKED_BYTES + 1).read_to_end(&mut unpacked).map_err(MediaError::damaged)?;
                if unpacked.len() as u64 > UNPACKED_BYTES {
                    return Err(MediaError::TooLarge);
                }
                Ok(unpacked)
            }
        }
    }
}

impl Packed {
    fn of(code: u8) -> Result<Packed, MediaError> {
        match code {
            1 => Ok(Packed::Not),
            2 => Ok(Packed::Gzip),
            _ => Err(MediaError::unsupported("it is packed with Brotli or Zstandard; gzip or nothing is needed")),
        }
    }
}

/// Returns the number of a tile: zoom after zoom, in each along a Hilbert curve. `None` for one that is nowhere.
fn number_of(zoom: u8, x: u32, y: u32) -> Option<u64> {
    if zoom > DEEPEST || x >> zoom != 0 || y >> zoom != 0 {
        return None;
    }
    // All tiles of the zooms before: (4^zoom - 1) / 3.
    let mut number = ((1_u64 << (2 * zoom)) - 1) / 3;
    let (mut x, mut y) = (x, y);
    for bit in (0..zoom).rev() {
        let (right, down) = (x >> bit & 1, y >> bit & 1);
        number += u64::from((3 * right) ^ down) << (2 * bit);
        if down == 0 {
            if right == 1 {
                (x, y) = (!x, !y);
            }
            (x, y) = (y, x);
        }
    }
    Some(number)
}

/// Returns the entry that a tile is in.
fn find(list: &[Entry], id: u64) -> Option<Entry> {
    let entry = list[..list.partition_point(|entry| entry.id <= id)].last()?;
    (entry.run == 0 || id - entry.id < entry.run).then_some(*entry)
}

/// Reads a list: how many, then column by column how far each number is from the one before, runs, lengths, and places.
fn entries(bytes: &[u8]) -> Option<Vec<Entry>> {
    let mut rest = bytes;
    let count = usize::try_from(varint(&mut rest)?).ok()?;
    // Four numbers of a byte at least each.
    if count > bytes.len() / 4 {
        return None;
    }
    let mut list = vec![Entry::default(); count];
    let mut id = 0_u64;
    for entry in &mut list {
        id = id.checked_add(varint(&mut rest)?)?;
        entry.id = id;
    }
    for entry in &mut list {
        entry.run = varint(&mut rest)?;
    }
    for entry in &mut list {
        entry.length = varint(&mut rest)?;
    }
    let mut after = None;
    for entry in &mut list {
        entry.offset = match varint(&mut rest)? {
            0 => after?,
            other => other - 1,
        };
        after = Some(entry.offset.checked_add(entry.length)?);
    }
    Some(list)
}

/// Reads a number of seven bits a byte, the lowest first.
fn varint(rest: &mut &[u8]) -> Option<u64> {
    let mut number = 0_u64;
    for shift in (0..64).step_by(7) {
        let (byte, others) = rest.split_first()?;
        *rest = others;
        number |= u64::from(byte & 127) << shift;
        if byte & 128 == 0 {
            return Some(number);
        }
    }
    None
}

#[cfg(test)]
mod tests;
