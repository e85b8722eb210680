//! The skeleton of TIFF, which camera raw files share: numbers in either order, directories of tags, chains of
//! directories. Nothing is believed: every place is looked up with its bounds, and chains that run in a circle end.

use crate::base::limits;

/// Most tags of a directory that are looked at.
const TAGS: usize = 4_096;
/// Most numbers of a tag that are read: the offsets of a large picture in the smallest tiles.
const NUMBERS: usize = 4 << 20;

/// A file built on TIFF.
#[derive(Clone, Copy)]
pub struct Tiff<'a> {
    /// The whole file.
    pub input: &'a [u8],
    /// True when the least byte of a number comes first.
    pub is_little: bool,
    is_big: bool,
}

/// A list of tags.
#[derive(Clone, Copy)]
pub struct Directory<'a> {
    /// The file it belongs to.
    pub tiff: Tiff<'a>,
    /// Where it stands in the file.
    pub at: usize,
}

/// Where a tag keeps its values.
#[derive(Clone, Copy)]
struct Entry {
    kind: u16,
    count: usize,
    at: usize,
}

impl<'a> Tiff<'a> {
    /// Opens by the order of bytes alone, as makers of cameras put numbers of their own where 42 belongs.
    pub fn open(input: &'a [u8]) -> Option<Tiff<'a>> {
        let is_little = match input.get(..2)? {
            b"II" => true,
            b"MM" => false,
            _ => return None,
        };
        let mut tiff = Tiff { input, is_little, is_big: false };
        tiff.is_big = tiff.number(2, 2)? == 43;
        Some(tiff)
    }

    /// Reads a number of up to 8 bytes.
    pub fn number(&self, at: usize, size: usize) -> Option<u64> {
        let bytes = self.input.get(at..at.checked_add(size)?)?;
        let join = |sum: u64, byte: &u8| (sum << 8) | u64::from(*byte);
        Some(if self.is_little { bytes.iter().rev().fold(0, join) } else { bytes.iter().fold(0, join) })
    }

    /// Returns the directory at that place, if there can be one.
    pub fn directory(&self, at: u64) -> Option<Directory<'a>> {
        let at = usize::try_from(at).ok().filter(|at| *at > 0 && *at < self.input.len())?;
        Some(Directory { tiff: *self, at })
    }

    /// Lists the directories of the main chain.
    pub fn chain(&self) -> Vec<Directory<'a>> {
        let mut next = if self.is_big { self.number(8, 8) } else { self.number(4, 4) };
        let (mut seen, mut all) = (std::collections::HashSet::new(), Vec::new());
        while let Some(directory) = next.and_then(|at| self.directory(at)) {
            if directory.count().is_none() || !seen.insert(directory.at) || all.len() > limits::PAGES as usize {
                break;
            }
            all.push(directory);
            next = directory.link();
        }
        all
    }

    /// Sizes of a count, of an entry and of a link, and where in an entry its value stands.
    fn sizes(&self) -> (usize, usize, usize, usize) {
        if self.is_big { (8, 20, 8, 12) } else { (2, 12, 4, 8) }
    }
}

impl<'a> Directory<'a> {
    fn count(&self) -> Option<usize> {
        usize::try_from(self.tiff.number(self.at, self.tiff.sizes().0)?).ok()
    }

    fn link(&self) -> Option<u64> {
        let (count_size, entry_size, link_size, _) = self.tiff.sizes();
        let entries = self.count()?.checked_mul(entry_size)?;
        self.tiff.number(self.at.checked_add(count_size)?.checked_add(entries)?, link_size)
    }

    fn entry(&self, tag: u16) -> Option<Entry> {
        let (count_size, entry_size, link_size, value_at) = self.tiff.sizes();
        let first = self.at + count_size;
        let mut entries = (0..self.count()?.min(TAGS)).map(|n| first + entry_size * n);
        let at = entries.find(|at| self.tiff.number(*at, 2) == Some(u64::from(tag)))?;
        let kind = self.tiff.number(at + 2, 2)? as u16;
        let count = usize::try_from(self.tiff.number(at + 4, link_size)?).ok()?;
        let is_far = count.checked_mul(width_of(kind)?)? > link_size;
        let at =
            if is_far { usize::try_from(self.tiff.number(at + value_at, link_size)?).ok()? } else { at + value_at };
        Some(Entry { kind, count, at })
    }

    /// Returns true when the tag is there.
    pub fn has(&self, tag: u16) -> bool {
        self.entry(tag).is_some()
    }

    /// Returns the first number of a tag.
    pub fn number(&self, tag: u16) -> Option<u64> {
        let entry = self.entry(tag).filter(|entry| entry.count > 0 && is_whole(entry.kind))?;
        self.tiff.number(entry.at, width_of(entry.kind)?)
    }

    /// Returns the numbers of a tag; what lies beyond the end of the file is left out, and beyond what a picture can need.
    pub fn numbers(&self, tag: u16) -> Vec<u64> {
        let Some(entry) = self.entry(tag).filter(|entry| is_whole(entry.kind)) else { return Vec::new() };
        let width = width_of(entry.kind).unwrap_or(1);
        (0..entry.count.min(NUMBERS))
            .map_while(|n| self.tiff.number(entry.at.checked_add(n.checked_mul(width)?)?, width))
            .collect()
    }

    /// Returns the fractions of a tag.
    pub fn fractions(&self, tag: u16) -> Vec<f64> {
        let Some(entry) = self.entry(tag).filter(|entry| entry.kind == 5) else { return Vec::new() };
        let number = |at: usize| self.tiff.number(at, 4).map(|number| number as f64);
        let fraction = |n: usize| Some(number(entry.at + 8 * n)? / number(entry.at + 8 * n + 4)?);
        (0..entry.count.min(64)).map_while(fraction).collect()
    }

    /// Returns the bytes of a tag.
    pub fn bytes(&self, tag: u16) -> Option<&'a [u8]> {
        let entry = self.entry(tag).filter(|entry| matches!(entry.kind, 1 | 2 | 6 | 7))?;
        self.tiff.input.get(entry.at..entry.at.checked_add(entry.count)?)
    }
}

/// Returns how many bytes a value of that type takes.
fn width_of(kind: u16) -> Option<usize> {
    match kind {
        1 | 2 | 6 | 7 => Some(1),
        3 | 8 => Some(2),
        4 | 9 | 11 | 13 => Some(4),
        5 | 10 | 12 | 16 | 17 | 18 => Some(8),
        _ => None,
    }
}

fn is_whole(kind: u16) -> bool {
    matches!(kind, 1 | 3 | 4 | 6 | 7 | 8 | 9 | 13 | 16 | 17 | 18)
}
