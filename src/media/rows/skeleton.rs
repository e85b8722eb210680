//! The words of a large TIFF without its picture: its first directory and those of EXIF and GPS, written anew as a small
//! file of their own. BigTIFF becomes TIFF. Values too long to be words, and those that only lead to samples, are left out.

use std::io::Read;
use std::io::SeekFrom;

use crate::media::rows::Source;

/// Most tags of a directory.
const TAGS: u64 = 512;
/// Longest value, in bytes.
const VALUE_BYTES: u64 = 1 << 20;
/// Longest skeleton, in bytes.
const ALL_BYTES: usize = 8 << 20;
/// Tags that lead to other directories: EXIF and GPS.
const DIRECTORIES: [u16; 2] = [34_665, 34_853];
/// Tags that lead to samples: strips, tiles, free space, tables and streams of JPEG, other pictures.
const SAMPLES: [u16; 10] = [273, 279, 288, 289, 324, 325, 330, 347, 513, 514];

/// Returns the skeleton, if the file has a directory that can be read.
pub fn skeleton(input: &mut dyn Source) -> Option<Vec<u8>> {
    let head = read(input, 0, 16)?;
    let is_little = head.starts_with(b"II");
    let bones = Bones { is_little, is_big: [head[2], head[3]].contains(&43) };
    let first = if bones.is_big { bones.number(&head[8..16]) } else { bones.number(&head[4..8]) };
    let mut out = head[..2].to_vec();
    out.extend(bones.bytes(42, 2));
    out.extend([0; 4]);
    let at = bones.copy(input, first, &mut out, true)?;
    out[4..8].copy_from_slice(&bones.bytes(u64::from(at), 4));
    Some(out)
}

/// How numbers are written.
struct Bones {
    is_little: bool,
    is_big: bool,
}

impl Bones {
    fn number(&self, bytes: &[u8]) -> u64 {
        let join = |sum: u64, byte: &u8| (sum << 8) | u64::from(*byte);
        if self.is_little { bytes.iter().rev().fold(0, join) } else { bytes.iter().fold(0, join) }
    }

    fn bytes(&self, number: u64, size: usize) -> Vec<u8> {
        if self.is_little { number.to_le_bytes()[..size].to_vec() } else { number.to_be_bytes()[8 - size..].to_vec() }
    }

    /// Copies a directory with its values to the end of `out`, and returns where it stands there.
    fn copy(&self, input: &mut dyn Source, at: u64, out: &mut Vec<u8>, is_first: bool) -> Option<u32> {
        let (count_size, entry_size, place) = if self.is_big { (8, 20, 12) } else { (2, 12, 8) };
        let count = self.number(&read(input, at, count_size)?).min(TAGS);
        let entries = read(input, at.checked_add(count_size as u64)?, count as usize * entry_size)?;
        let mut kept = Vec::new();
        for entry in entries.chunks_exact(entry_size) {
            let (tag, kind) = (self.number(&entry[..2]) as u16, self.number(&entry[2..4]));
            let (values, value) = (self.number(&entry[4..place]), &entry[place..]);
            if is_first && DIRECTORIES.contains(&tag) {
                if let Some(at) = self.copy(input, self.number(value), out, false) {
                    kept.push((tag, 4, 1, self.bytes(u64::from(at), 4)));
                }
                continue;
            }
            let each = match kind {
                1 | 2 | 6 | 7 => 1,
                3 | 8 => 2,
                4 | 9 | 11 => 4,
                5 | 10 | 12 => 8,
                _ => continue,
            };
            let size = values.saturating_mul(each);
            if SAMPLES.contains(&tag) || size > VALUE_BYTES || out.len() > ALL_BYTES {
                continue;
            }
            let bytes = match size <= value.len() as u64 {
                true => value[..size as usize].to_vec(),
                false => match read(input, self.number(value), size as usize) {
                    Some(bytes) => bytes,
                    None => continue,
                },
            };
            kept.push((tag, kind, values, bytes));
        }
        for (_, _, _, bytes) in &mut kept {
            if bytes.len() > 4 {
                let far = std::mem::replace(bytes, self.bytes(out.len() as u64, 4));
                out.extend(far);
                out.resize(out.len().next_multiple_of(2), 0);
            }
            bytes.resize(4, 0);
        }
        let start = u32::try_from(out.len()).ok()?;
        out.extend(self.bytes(kept.len() as u64, 2));
        for (tag, kind, values, bytes) in kept {
            out.extend([self.bytes(u64::from(tag), 2), self.bytes(kind, 2), self.bytes(values, 4), bytes].concat());
        }
        out.extend([0; 4]);
        Some(start)
    }
}

fn read(input: &mut dyn Source, at: u64, size: usize) -> Option<Vec<u8>> {
    input.seek(SeekFrom::Start(at)).ok()?;
    let mut bytes = Vec::new();
    input.take(size as u64).read_to_end(&mut bytes).ok()?;
    (bytes.len() == size).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_kept_and_samples_are_not() {
        let mut file = std::io::Cursor::new(Vec::new());
        let mut encoder = tiff::encoder::TiffEncoder::new_big(&mut file).expect("memory does not fail");
        let mut image = encoder.new_image::<tiff::encoder::colortype::Gray8>(300, 300).expect("memory does not fail");
        let artist = "Đội khảo sát di tích".as_bytes();
        image.encoder().write_tag(tiff::tags::Tag::Artist, artist).expect("memory does not fail");
        image.write_data(&[7; 90_000]).expect("memory does not fail");
        let bones = skeleton(&mut file).expect("our own bytes");
        assert!(bones.starts_with(b"II*\0") && bones.len() < 1000, "{}", bones.len());
        let said = crate::media::format::identify(&mut std::io::Cursor::new(&bones)).expect("memory does not fail");
        assert_eq!(said.name, "tiff");
        assert!(bones.windows(8).any(|window| window == "di tích".as_bytes()));
        assert!(!bones.windows(8).any(|window| window == [7; 8]));
    }
}
