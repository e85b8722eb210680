//! Reads the blocks of a scan, sixteen rows of the picture at a time. What is damaged is lost as far as to the next restart
//! marker, and gray; never a reason to end.

use crate::media::coefficients::bits::Bits;
use crate::media::coefficients::codes::Codes;
use crate::media::coefficients::header::Header;
use crate::media::coefficients::marks::Marks;
use crate::media::coefficients::planes::Plane;
use crate::media::coefficients::planes::ROWS;
use crate::media::coefficients::transform::Block;
use crate::media::coefficients::transform::Halved;
use crate::media::coefficients::transform::Step;
use crate::media::coefficients::transform::inverse;
use crate::media::coefficients::transform::steps;

/// Largest value that the codes of tiles have.
const LARGEST: u64 = 1_023;
/// A marker that is further on than this is one of those that were passed.
const MOST_AHEAD: u32 = 3;

/// Sixteen rows: as marks where they lie in the file as they will in a tile, and half as large as samples.
pub struct Band {
    /// The half-sized samples of the components.
    pub planes: [Plane; 3],
    /// The marks of two rows of blocks of lightness.
    pub lightness: [Marks; 2],
    /// The marks of the colours, if they are shared by four pixels.
    pub colours: Option<[Marks; 2]>,
}

/// A component as it is read.
struct Component<'a> {
    codes: (&'a Codes, &'a Codes),
    /// Blocks of a group, across and down.
    blocks: (usize, usize),
    halved: Halved,
    steps: [Step; 64],
    /// Those of blocks in which the picture ends: their samples are looked at one by one.
    whole_steps: [Step; 64],
    mean: i32,
}

/// A scan being read.
pub struct Scan<'a> {
    bits: Bits<'a>,
    components: [Component<'a>; 3],
    size: (usize, usize),
    groups: (usize, usize),
    /// The row of groups that comes next.
    row: usize,
    interval: u32,
    /// Groups until the next marker, and its number.
    left: u32,
    number: u32,
    /// Stretches between markers that are lost because their markers are.
    ahead: u32,
    is_lost: bool,
}

impl<'a> Scan<'a> {
    /// Begins; `tile_steps` are those of lightness and colour of the tiles, row by row.
    pub fn new(bytes: &'a [u8], header: &'a Header, tile_steps: &[[u8; 64]; 2]) -> Option<Scan<'a>> {
        let code = |place: usize| header.codes[place].as_ref();
        let across = if header.shared.0 { 2 } else { 1 };
        let down = if header.shared.1 { 2 } else { 1 };
        let component = |n: usize| {
            let (blocks, halved) = match n {
                0 => ((across, down), (true, true)),
                _ => ((1, 1), (!header.shared.0, !header.shared.1)),
            };
            let (from, to) = (&header.steps[n], &tile_steps[n.min(1)]);
            Some(Component {
                codes: (code(header.coded[n].0)?, code(header.coded[n].1)?),
                blocks,
                halved,
                steps: steps(from, to, halved),
                whole_steps: steps(from, to, (false, false)),
                mean: 0,
            })
        };
        let size = (header.width as usize, header.height as usize);
        Some(Scan {
            bits: Bits::new(bytes, header.coded_at),
            components: [component(0)?, component(1)?, component(2)?],
            size,
            groups: (size.0.div_ceil(8 * across), size.1.div_ceil(8 * down)),
            row: 0,
            interval: header.interval,
            left: header.interval,
            number: 0,
            ahead: 0,
            is_lost: false,
        })
    }

    /// Makes room for what is read at a time.
    pub fn room(&self) -> Band {
        let across = self.size.0.div_ceil(2 * ROWS);
        let marks = |blocks: usize| [Marks::new(blocks), Marks::new(blocks)];
        Band {
            planes: [Plane::new(across * ROWS), Plane::new(across * ROWS), Plane::new(across * ROWS)],
            lightness: marks(2 * across),
            colours: (self.components[1].halved == (false, false)).then(|| marks(across)),
        }
    }

    /// Reads the next sixteen rows.
    pub fn next(&mut self, band: &mut Band) {
        let all = band.lightness.iter_mut().chain(band.colours.iter_mut().flatten());
        all.for_each(Marks::clear);
        let down = self.components[0].blocks.1;
        for part in 0..2 / down {
            if self.row < self.groups.1 {
                self.groups(band, part);
                self.row += 1;
            }
        }
    }

    /// Reads a row of groups of blocks.
    fn groups(&mut self, band: &mut Band, part: usize) {
        for group in 0..self.groups.0 {
            if self.interval > 0 {
                if self.left == 0 {
                    self.restart();
                }
                self.left = self.left.saturating_sub(1);
            }
            let (across, down) = self.components[0].blocks;
            for y in 0..down {
                for x in 0..across {
                    let place = (group * across + x, self.row * down + y);
                    self.block(0, place, part + y, &mut band.planes[0], Some(&mut band.lightness[part + y]));
                }
            }
            for n in 1..3 {
                let marks = band.colours.as_mut().map(|colours| &mut colours[n - 1]);
                self.block(n, (group, self.row), part, &mut band.planes[n], marks);
            }
        }
    }

    /// Reads a block, and leaves its marks and its samples. `row` counts the blocks of the band.
    #[inline(always)]
    fn block(&mut self, n: usize, place: (usize, usize), row: usize, plane: &mut Plane, mut marks: Option<&mut Marks>) {
        let halved = self.components[n].halved;
        let ends = |is_halved: bool, side: usize, at: usize| is_halved && side % 2 == 1 && (side - 1) / 8 == at;
        let is_edge = ends(halved.0, self.size.0, place.0) || ends(halved.1, self.size.1, place.1);
        let start = marks.as_ref().map_or(0, |marks| marks.count());
        let mut block = [0.0; 64];
        let mut is_flat = true;
        if !self.is_lost {
            let read = match &mut marks {
                Some(marks) => self.read::<true>(n, is_edge, &mut block, marks),
                None => self.read::<false>(n, is_edge, &mut block, &mut Marks::new(0)),
            };
            self.is_lost = read.is_none();
            is_flat = read.unwrap_or(true);
        }
        if self.is_lost {
            block[0] = 0.0;
        }
        if let Some(marks) = marks {
            if self.is_lost {
                marks.cut(start);
                marks.add(0, 0, true);
            }
            marks.end();
        }
        let at = (place.0 * if halved.0 { 4 } else { 8 }, row * if halved.1 { 4 } else { 8 });
        if is_flat {
            plane.fill(block[0], halved, at);
        } else if is_edge {
            inverse(&mut block, (false, false));
            let real = (self.size.0.saturating_sub(place.0 * 8), self.size.1.saturating_sub(place.1 * 8));
            plane.put(&halves(&block, halved, real), halved, at);
        } else {
            inverse(&mut block, halved);
            plane.put(&block, halved, at);
        }
    }

    /// Reads a block; `None` if it is damaged. Returns true when it is of one value.
    #[inline(always)]
    fn read<const KEPT: bool>(
        &mut self,
        n: usize,
        is_edge: bool,
        block: &mut Block,
        marks: &mut Marks,
    ) -> Option<bool> {
        let component = &mut self.components[n];
        let steps = if is_edge { &component.whole_steps } else { &component.steps };
        let (dc, ac) = component.codes;
        let (_, change) = dc.next(&mut self.bits)?;
        component.mean = (component.mean + change).clamp(-32_768, 32_767);
        block[0] = component.mean as f32 * steps[0].weight;
        if KEPT {
            marks.add(0, brought(component.mean, steps[0].ratio), true);
        }
        let (mut k, mut is_flat) = (1, true);
        while k < 64 {
            let (skip, value) = ac.next(&mut self.bits)?;
            k += skip;
            if k > 63 {
                break;
            }
            let step = &steps[k & 63];
            block[usize::from(step.place & 63)] += value as f32 * step.weight;
            if KEPT {
                let value = brought(value, step.ratio);
                marks.add(k, value, value != 0);
            }
            is_flat = false;
            k += 1;
        }
        (!self.bits.is_past_end()).then_some(is_flat)
    }

    /// Goes to the next restart marker. One that is missing costs what lies before the next.
    fn restart(&mut self) {
        self.left = self.interval;
        if self.ahead > 0 {
            self.ahead -= 1;
        } else {
            loop {
                let Some(number) = self.bits.restart() else {
                    // No marker is left: what follows was written without, or is damaged to the end.
                    self.interval = 0;
                    return;
                };
                self.ahead = number.wrapping_sub(self.number) & 7;
                if self.ahead <= MOST_AHEAD {
                    break;
                }
            }
        }
        self.is_lost = self.ahead > 0;
        self.number = (self.number + 1) & 7;
        self.components.iter_mut().for_each(|component| component.mean = 0);
    }
}

/// Brings a value to the steps of a tile, to the nearest; what lies between two, to the smaller.
#[inline(always)]
fn brought(value: i32, ratio: u32) -> i32 {
    let sign = value >> 31;
    let size = (u64::from(value.unsigned_abs()) * u64::from(ratio) + 0x7fff) >> 16;
    (size.min(LARGEST) as i32 ^ sign) - sign
}

/// Makes halves of a block in which the picture ends: its last row and column count twice, what lies beyond does not.
fn halves(block: &Block, (across, down): Halved, (width, height): (usize, usize)) -> Block {
    let pair = |n: usize, is_halved: bool, real: usize| match is_halved {
        true => [2 * n, 2 * n + 1].map(|at| at.min(real.clamp(1, 8) - 1)),
        false => [n; 2],
    };
    let mut half = [0.0; 64];
    for y in 0..if down { 4 } else { 8 } {
        for x in 0..if across { 4 } else { 8 } {
            let ([left, right], [above, below]) = (pair(x, across, width), pair(y, down, height));
            let four = [(left, above), (right, above), (left, below), (right, below)];
            half[y * 8 + x] = four.iter().map(|(x, y)| block[y * 8 + x]).sum::<f32>() / 4.0;
        }
    }
    half
}
