//! What a child may need, before it starts: memory by the kind, the measures and the size of the file; and the room that
//! all children share, so that large files wait for each other instead of filling the machine (IMAGING §4).

use std::sync::Condvar;
use std::sync::Mutex;
use std::sync::PoisonError;

use crate::base::limits;
use crate::media::rows::is_streamed;

/// What any child needs beside the file and its pixels, in bytes.
const GROUND_BYTES: u64 = 96 << 20;
/// What a page or a drawing may need to be painted, in bytes: its pixels are few, what it holds is not known.
const PAINTED_BYTES: u64 = 640 << 20;

/// Returns the memory that looking at a file may take.
pub fn inspect_bytes(file_bytes: u64) -> u64 {
    let read = file_bytes.min(limits::CHILD_FILE_BYTES);
    (GROUND_BYTES + (128 << 20) + 3 * read).min(limits::CHILD_MEMORY_BYTES)
}

/// What making a picture costs, in bytes of memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Price {
    /// What it may take at most.
    pub most: u64,
    /// What it takes as a rule: less, where files of the format are read row by row.
    pub usual: u64,
}

/// Returns the memory that making the picture of a file takes; no more than is allowed.
/// What has to be turned is held whole, however it is read.
pub fn derive_bytes(format: &str, size: Option<(u32, u32)>, is_turned: bool, file_bytes: u64, allowed: u64) -> Price {
    // Bytes a pixel: what the decoder gives (IMAGING §1.1), what it holds on the way, and once more for a quarter turn.
    let per_pixel = match format {
        "jpeg" => 12,
        "heic" => 28,
        "jp2" | "jxl" => 48,
        _ => 22,
    };
    let pixels = size.map(|(width, height)| u64::from(width) * u64::from(height));
    let work = match (format, pixels) {
        ("pdf" | "svg", _) | (_, None) => PAINTED_BYTES,
        (_, Some(pixels)) => pixels.saturating_mul(per_pixel),
    };
    let read = 2 * file_bytes.min(limits::CHILD_FILE_BYTES);
    let most = (GROUND_BYTES + work.saturating_add(read)).min(allowed);
    let usual = match size {
        // Bands of all levels, a row of chunks, and the whole pictures.
        Some((width, _)) if is_streamed(format) && !is_turned => GROUND_BYTES + u64::from(width) * 3 * 4 * 512,
        _ => most,
    };
    Price { most, usual: usual.max(most / 3).min(most) }
}

/// Returns the processor time that making the picture of a file may take, in seconds. What is painted, or of a size not
/// known, must be quick: little can be a great deal of work. A decoder gets time by the pixel, several times what the
/// slowest of them needs, and no more than is allowed.
pub fn derive_cpu_s(format: &str, size: Option<(u32, u32)>, allowed: u64) -> u64 {
    const PIXELS_A_SECOND: u64 = 3_000_000;
    let pixels = size.map_or(0, |(width, height)| u64::from(width) * u64::from(height));
    let by_pixel = if matches!(format, "pdf" | "svg") { 0 } else { pixels / PIXELS_A_SECOND };
    (limits::PAINTING_CPU_S + by_pixel).min(allowed)
}

/// Memory that children share. What asks for more than there is at all waits until it is alone.
pub struct Room {
    all: u64,
    free: Mutex<u64>,
    changed: Condvar,
}

/// A part of the room, given back when it is dropped.
pub struct Place<'a> {
    room: &'a Room,
    bytes: u64,
}

impl Room {
    /// Makes a room of so many bytes.
    pub fn new(all: u64) -> Room {
        Room { all, free: Mutex::new(all), changed: Condvar::new() }
    }

    /// Waits for a part of the room. Blocking.
    pub fn take(&self, bytes: u64) -> Place<'_> {
        let bytes = bytes.min(self.all);
        let free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        let mut free = self.changed.wait_while(free, |free| *free < bytes).unwrap_or_else(PoisonError::into_inner);
        *free -= bytes;
        Place { room: self, bytes }
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        *self.room.free.lock().unwrap_or_else(PoisonError::into_inner) += self.bytes;
        self.room.changed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicUsize;
    use std::sync::atomic::Ordering;

    use super::*;

    #[test]
    fn two_ordinary_photographs_fit_and_two_large_ones_do_not() {
        let price = |format, size, file| derive_bytes(format, Some(size), false, file, limits::CHILD_MEMORY_BYTES);
        let camera = price("jpeg", (6000, 4000), 12 << 20);
        let photograph = price("jpeg", (12_000, 9000), 60 << 20);
        assert!(2 * camera.usual <= limits::CHILDREN_MEMORY_BYTES, "{camera:?}");
        assert!(2 * photograph.usual > limits::CHILDREN_MEMORY_BYTES && photograph.usual == photograph.most);
        assert_eq!(price("png", (60_000, 60_000), 0).most, limits::CHILD_MEMORY_BYTES);
    }

    #[test]
    fn a_scan_read_row_by_row_takes_no_room_that_it_does_not_need() {
        let scan = derive_bytes("tiff", Some((6000, 4000)), false, 150 << 20, limits::CHILD_MEMORY_BYTES);
        let turned = derive_bytes("tiff", Some((6000, 4000)), true, 150 << 20, limits::CHILD_MEMORY_BYTES);
        assert_eq!((turned.usual, turned.most), (scan.most, scan.most), "what is turned is held whole");
        assert!(2 * scan.usual <= limits::CHILDREN_MEMORY_BYTES && scan.usual < scan.most, "{scan:?}");
    }

    #[test]
    fn a_drawing_is_given_less_time_than_a_large_scan() {
        assert_eq!(derive_cpu_s("svg", Some((60_000, 60_000)), limits::CHILD_CPU_S), limits::PAINTING_CPU_S);
        assert!(derive_cpu_s("jpeg", Some((10_000, 10_000)), limits::CHILD_CPU_S) > 30);
        assert_eq!(derive_cpu_s("tiff", Some((60_000, 60_000)), limits::CHILD_CPU_S), limits::CHILD_CPU_S);
        assert_eq!(derive_cpu_s("tiff", Some((40_000, 25_000)), 600), 341, "as much as is allowed");
    }

    #[test]
    fn what_is_larger_than_the_room_is_alone_in_it() {
        let (room, inside) = (Room::new(10), AtomicUsize::new(0));
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    let _place = room.take(25);
                    assert_eq!(inside.fetch_add(1, Ordering::SeqCst), 0);
                    std::thread::yield_now();
                    inside.fetch_sub(1, Ordering::SeqCst);
                });
            }
        });
    }
}
