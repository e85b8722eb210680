//! One whole picture, shrunk by Lanczos while the rows of a level arrive: only those rows are held that the next rows
//! of the result still need. The level is the smallest of that size exactly, or at least a third larger (IMAGING §1.2 has half as
//! large again, which takes a level four times as large for photographs of 24 and 100 megapixels).

use crate::media::error::MediaError;
use crate::media::resample::LANCZOS_REACH;
use crate::media::resample::Shrinker;

/// How many rows of the result are made at a time: each time the weights of a row are reckoned anew.
const ROWS: u32 = 256;
/// How many rows are taken in at a time.
const TAKEN_ROWS: usize = 64;

/// A picture that is whole: its samples, its width and height.
pub type Whole<'a> = (&'a [u8], (u32, u32));

/// A whole picture being made.
pub struct Shrink {
    /// The level it is made of.
    pub level: u32,
    /// Its place in the order of entries.
    pub index: usize,
    from: (u32, u32),
    to: (u32, u32),
    /// The level's row that the window begins with.
    first: u32,
    window: Vec<u8>,
    rgb: Vec<u8>,
    done: u32,
    shrinker: Shrinker,
}

impl Shrink {
    /// Begins a whole picture of that size; `levels` are the sizes of all levels, the largest first.
    pub fn new(levels: &[(u32, u32)], to: (u32, u32), index: usize) -> Shrink {
        let fits = |size: &(u32, u32)| *size == to || (size.0 * 3 >= to.0 * 4 && size.1 * 3 >= to.1 * 4);
        let level = levels.iter().rposition(fits).unwrap_or(0);
        Shrink {
            level: level as u32,
            index,
            from: levels[level],
            to,
            first: 0,
            window: Vec::new(),
            rgb: Vec::new(),
            done: 0,
            shrinker: Shrinker::default(),
        }
    }

    /// Takes the next rows of the level. With the last of them the picture is whole, and given with its size. All rows at
    /// once cost no copy.
    pub fn take(&mut self, rows: &[u8]) -> Result<Option<Whole<'_>>, MediaError> {
        let stride = self.from.0 as usize * 3;
        if self.from == self.to {
            self.rgb.extend_from_slice(rows);
            self.done += rows.len() as u32 / (self.to.0 * 3);
        } else if rows.len() == stride * self.from.1 as usize {
            self.advance(rows)?;
        } else {
            let mut window = std::mem::take(&mut self.window);
            for piece in rows.chunks(stride * TAKEN_ROWS) {
                window.extend_from_slice(piece);
                let past = self.advance(&window)?;
                window.drain(..past * stride);
            }
            self.window = window;
        }
        Ok((self.done == self.to.1).then_some((&self.rgb, self.to)))
    }

    /// Gives back the memory of a picture that is written.
    pub fn forget(&mut self) {
        (self.window, self.rgb) = (Vec::new(), Vec::new());
    }

    /// Makes as many rows as the window holds all that is needed for. Returns how many of its rows no other row needs.
    fn advance(&mut self, window: &[u8]) -> Result<usize, MediaError> {
        let stride = self.from.0 as usize * 3;
        let scale = f64::from(self.from.1) / f64::from(self.to.1);
        let reach = LANCZOS_REACH * scale.max(1.0);
        let mut past = 0;
        while self.done < self.to.1 {
            let until = (self.done + ROWS).min(self.to.1);
            let window = &window[past * stride..];
            let needed = ((f64::from(until) - 0.5) * scale + reach).ceil().min(f64::from(self.from.1)) as u32;
            let rows = needed - self.first;
            if window.len() < rows as usize * stride {
                break;
            }
            let start = self.rgb.len();
            self.rgb.resize(start + (until - self.done) as usize * self.to.0 as usize * 3, 0);
            let top = f64::from(self.done) * scale - f64::from(self.first);
            let height = (f64::from(until - self.done) * scale).min(f64::from(rows) - top);
            self.shrinker.shrink(
                (&window[..rows as usize * stride], self.from.0, rows),
                (top, height),
                &mut self.rgb[start..],
                self.to.0,
            )?;
            self.done = until;
            let kept = ((f64::from(self.done) + 0.5) * scale - reach).floor().max(0.0) as u32;
            let dropped = kept.saturating_sub(self.first).min(rows);
            past += dropped as usize;
            self.first += dropped;
        }
        Ok(past)
    }
}
