//! The coded bits of a scan, foremost first, with stuffed zeros left out (T.81, F.1.2.3). Ends at any marker, and gives zeros
//! from there on; whoever reads asks now and then whether they were read.

/// Bits being read.
pub struct Bits<'a> {
    bytes: &'a [u8],
    at: usize,
    /// The foremost bit is the next; beyond `count` of them there are zeros, or what will come there.
    buffer: u64,
    count: u32,
    /// Zeros given for want of bits.
    made_up: u32,
}

impl<'a> Bits<'a> {
    /// Begins at a place.
    pub fn new(bytes: &'a [u8], at: usize) -> Bits<'a> {
        Bits { bytes, at, buffer: 0, count: 0, made_up: 0 }
    }

    /// Makes at least 32 bits known, as many as a code and its value can take.
    #[inline(always)]
    pub fn fill(&mut self) {
        if self.count >= 32 {
            return;
        }
        if let Some(Ok(eight)) = self.bytes.get(self.at..self.at + 8).map(<[u8; 8]>::try_from) {
            let word = u64::from_be_bytes(eight);
            if !has_marker_byte(word) {
                let bytes = (63 - self.count) >> 3;
                self.buffer |= word >> self.count;
                self.at += bytes as usize;
                self.count += bytes * 8;
                return;
            }
        }
        self.fill_slowly();
    }

    #[cold]
    fn fill_slowly(&mut self) {
        // Bits beyond the count may be there already: they are cut off, for these may be others.
        self.buffer &= !(u64::MAX >> self.count);
        while self.count <= 56 {
            let byte = match self.bytes.get(self.at..) {
                Some([0xff, 0, ..]) => {
                    self.at += 2;
                    0xff
                }
                // Fill bytes before a marker.
                Some([0xff, 0xff, ..]) => {
                    self.at += 1;
                    continue;
                }
                Some([byte, ..]) if *byte != 0xff => {
                    self.at += 1;
                    *byte
                }
                _ => {
                    self.made_up += 8;
                    0
                }
            };
            self.buffer |= u64::from(byte) << (56 - self.count);
            self.count += 8;
        }
    }

    /// Returns the bits that are known, the next foremost.
    #[inline(always)]
    pub fn ahead(&self) -> u64 {
        self.buffer
    }

    /// Passes over bits that are known.
    #[inline(always)]
    pub fn pass(&mut self, bits: u32) {
        self.buffer <<= bits;
        self.count -= bits;
    }

    /// Returns true when bits were read that are not there.
    #[inline(always)]
    pub fn is_past_end(&self) -> bool {
        self.made_up > self.count
    }

    /// Goes on after the next restart marker, and returns its number. Where none is left, nothing changes.
    pub fn restart(&mut self) -> Option<u32> {
        let mut at = self.at;
        loop {
            match self.bytes.get(at..at + 2)? {
                [0xff, 0xd0..=0xd7] => break,
                // Here begins what is no longer this picture.
                [0xff, 0xd8..=0xda] => return None,
                _ => at += 1,
            }
        }
        let number = u32::from(self.bytes[at + 1] & 7);
        *self = Bits::new(self.bytes, at + 2);
        Some(number)
    }
}

/// Says whether any of eight bytes is one that may begin a marker.
#[inline(always)]
fn has_marker_byte(word: u64) -> bool {
    const ONES: u64 = 0x0101_0101_0101_0101;
    (!word).wrapping_sub(ONES) & word & (ONES << 7) != 0
}
