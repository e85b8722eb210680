//! What a tile is written from: of each block its mean value and the coefficients that are not 0, in the order of the file.

/// One coefficient that is not 0, or the mean value: its place in the order of the file, 16 bits further, and its value.
pub type Mark = u32;

/// Puts a place and a value together.
#[inline(always)]
fn mark(place: usize, value: i32) -> Mark {
    (place as u32) << 16 | u32::from(value as i16 as u16)
}

/// Returns the value of a mark.
#[inline(always)]
pub fn value_of(mark: Mark) -> i32 {
    i32::from(mark as u16 as i16)
}

/// The marks of a row of blocks.
pub struct Marks {
    list: Vec<Mark>,
    length: usize,
    ends: Vec<usize>,
}

impl Marks {
    /// Makes room for so many blocks.
    pub fn new(blocks: usize) -> Marks {
        // Memory that is never written is never taken.
        Marks { list: vec![0; blocks * 64], length: 0, ends: Vec::with_capacity(blocks) }
    }

    /// Forgets all of them.
    pub fn clear(&mut self) {
        self.length = 0;
        self.ends.clear();
    }

    /// Adds a mark if it has a value.
    #[inline(always)]
    pub fn add(&mut self, place: usize, value: i32, is_kept: bool) {
        self.list[self.length] = mark(place, value);
        self.length += usize::from(is_kept);
    }

    /// Returns how many there are.
    pub fn count(&self) -> usize {
        self.length
    }

    /// Leaves so many.
    pub fn cut(&mut self, count: usize) {
        self.length = count;
    }

    /// Ends the present block.
    #[inline(always)]
    pub fn end(&mut self) {
        self.ends.push(self.length);
    }

    /// Returns those of a block; none where the file has no such block.
    #[inline]
    pub fn of(&self, block: usize) -> &[Mark] {
        let Some(end) = self.ends.get(block) else { return &[] };
        let start = block.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.list[start..*end]
    }
}
