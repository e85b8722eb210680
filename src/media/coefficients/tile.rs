//! Tiles of 512 × 512 pixels written from coefficients: the steps of our own, four pixels sharing their colour, the codes
//! of the standard, and a restart marker every 32 rows, as `encode::tile` writes them from pixels.

use crate::media::coefficients::codes::STANDARD;
use crate::media::coefficients::marks::Mark;
use crate::media::coefficients::marks::value_of;
use crate::media::coefficients::transform::ZIGZAG;
use crate::media::encode::RESTART_ROWS;

/// Rows of a group of blocks.
const GROUP_PX: u32 = 16;

/// What all tiles of a picture have alike.
pub struct Codebook {
    head: Vec<u8>,
    dc: [[u32; 256]; 2],
    ac: [[u32; 256]; 2],
}

impl Codebook {
    /// Prepares for tiles of these steps of lightness and of colour, row by row.
    pub fn new(steps: &[[u8; 64]; 2]) -> Codebook {
        let mut head = b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0".to_vec();
        for (number, steps) in (0..).zip(steps) {
            head.extend_from_slice(&[0xff, 0xdb, 0, 67, number]);
            head.extend(ZIGZAG.iter().map(|place| steps[usize::from(*place)]));
        }
        for (place, code) in [0x00, 0x10, 0x01, 0x11].into_iter().zip(&STANDARD) {
            head.extend_from_slice(&[0xff, 0xc4, 0, (19 + code.symbols.len()) as u8, place]);
            head.extend_from_slice(&code.counts);
            head.extend_from_slice(code.symbols);
        }
        let [dc, ac, colour_dc, colour_ac] = STANDARD.each_ref().map(|code| code.written());
        Codebook { head, dc: [dc, colour_dc], ac: [ac, colour_ac] }
    }
}

/// A tile being written.
#[derive(Default)]
pub struct Tile {
    bytes: Vec<u8>,
    word: u64,
    /// Bits of the word that are not used yet.
    free: u32,
    means: [i32; 3],
    /// Groups of blocks between two restart markers, those until the next, and its number.
    interval: u32,
    left: u32,
    number: u8,
}

impl Tile {
    /// Begins a tile of that size.
    pub fn begin(&mut self, book: &Codebook, width: u32, height: u32) {
        let mut bytes = std::mem::take(&mut self.bytes);
        bytes.clear();
        bytes.extend_from_slice(&book.head);
        let [w, h] = [width, height].map(|side| (side as u16).to_be_bytes());
        bytes.extend_from_slice(b"\xff\xc0\0\x11\x08");
        bytes.extend_from_slice(&[h[0], h[1], w[0], w[1]]);
        bytes.extend_from_slice(b"\x03\x01\x22\0\x02\x11\x01\x03\x11\x01");
        let interval = width.div_ceil(GROUP_PX) * RESTART_ROWS / GROUP_PX;
        bytes.extend_from_slice(b"\xff\xdd\0\x04");
        bytes.extend_from_slice(&(interval as u16).to_be_bytes());
        bytes.extend_from_slice(b"\xff\xda\0\x0c\x03\x01\0\x02\x11\x03\x11\0\x3f\0");
        *self = Tile { bytes, word: 0, free: 64, means: [0; 3], interval, left: interval, number: 0 };
    }

    /// Begins a group of blocks, which are to follow: four of lightness, one of each colour.
    #[inline]
    pub fn group(&mut self) {
        if self.left == 0 {
            self.close();
            self.bytes.extend_from_slice(&[0xff, 0xd0 | self.number]);
            self.number = (self.number + 1) & 7;
            self.means = [0; 3];
            self.left = self.interval;
        }
        self.left -= 1;
    }

    /// Writes a block of a component: its marks in order, the mean value first. None at all are a mean value as before.
    #[inline]
    pub fn block(&mut self, book: &Codebook, component: usize, marks: &[Mark]) {
        let kind = component.min(1);
        let (dc, ac) = (&book.dc[kind], &book.ac[kind]);
        let (mean, rest) = match marks.split_first() {
            Some((mean, rest)) => (value_of(*mean), rest),
            None => (self.means[component], marks),
        };
        let change = mean - self.means[component];
        self.means[component] = mean;
        self.symbol(dc, 0, change);
        let mut after = 1;
        for mark in rest {
            let (place, value) = (mark >> 16, value_of(*mark));
            let mut run = place - after;
            while run > 15 {
                self.put(ac[0xf0]);
                run -= 16;
            }
            self.symbol(ac, run, value);
            after = place + 1;
        }
        if after < 64 {
            self.put(ac[0]);
        }
    }

    /// Ends the tile, and returns its bytes.
    pub fn end(&mut self) -> &[u8] {
        self.close();
        self.bytes.extend_from_slice(&[0xff, 0xd9]);
        &self.bytes
    }

    /// Writes a run of zeros and the value after it (T.81, F.1.2).
    #[inline(always)]
    fn symbol(&mut self, codes: &[u32; 256], run: u32, value: i32) {
        let size = 32 - value.unsigned_abs().leading_zeros();
        // Of a negative value one less is written, without the bits that are all ones.
        let bits = (value + (value >> 31)) as u32 & ((1 << size) - 1);
        let code = codes[(run << 4 | size) as usize & 255];
        self.bits(u64::from((code & 0xffff) << size | bits), (code >> 16) + size);
    }

    #[inline(always)]
    fn put(&mut self, code: u32) {
        self.bits(u64::from(code & 0xffff), code >> 16);
    }

    #[inline(always)]
    fn bits(&mut self, bits: u64, count: u32) {
        if count < self.free {
            self.word = self.word << count | bits;
            self.free -= count;
            return;
        }
        let over = count - self.free;
        self.word = self.word << self.free | bits >> over;
        self.flush(8);
        self.word = bits;
        self.free = 64 - over;
    }

    /// Writes the last so many bytes of the word.
    #[inline(always)]
    fn flush(&mut self, count: usize) {
        const ONES: u64 = 0x0101_0101_0101_0101;
        let (word, bytes) = (self.word, self.word.to_be_bytes());
        if (!word).wrapping_sub(ONES) & word & (ONES << 7) == 0 && count == 8 {
            self.bytes.extend_from_slice(&bytes);
        } else {
            self.stuffed(&bytes[8 - count..]);
        }
    }

    #[cold]
    fn stuffed(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.bytes.push(*byte);
            if *byte == 0xff {
                self.bytes.push(0);
            }
        }
    }

    /// Fills the last byte with ones.
    fn close(&mut self) {
        let used = 64 - self.free;
        let missing = used.next_multiple_of(8) - used;
        self.word = self.word << missing | ((1 << missing) - 1);
        self.flush((used + missing) as usize / 8);
        (self.word, self.free) = (0, 64);
    }
}
