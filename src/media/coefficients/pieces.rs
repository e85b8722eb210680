//! From the coefficients of a file to what a pyramid is built of: the tiles of level 0, and the rows of level 1.

use crate::media::coefficients::header::Header;
use crate::media::coefficients::marks::Marks;
use crate::media::coefficients::planes::Plane;
use crate::media::coefficients::planes::ROWS;
use crate::media::coefficients::planes::paint;
use crate::media::coefficients::scan::Band;
use crate::media::coefficients::scan::Scan;
use crate::media::coefficients::tile::Codebook;
use crate::media::coefficients::tile::Tile;
use crate::media::coefficients::transform::ZIGZAG;
use crate::media::coefficients::transform::forward;
use crate::media::coefficients::transform::forward_factor;
use crate::media::encode::Fineness;
use crate::media::error::MediaError;
use crate::media::pyramid::TILE_PX;

/// Rows of the picture that are read at a time, and columns of a group of blocks.
const GROUP_PX: usize = 2 * ROWS;
/// Groups of a tile, across and down.
const TILE_GROUPS: usize = TILE_PX as usize / GROUP_PX;
/// Rows of level 1 that are handed on at a time.
const HANDED_ROWS: usize = TILE_PX as usize;

/// A piece of a pyramid.
pub enum Piece<'a> {
    /// A tile of level 0: its column, its row, its bytes.
    Tile(u32, u32, &'a [u8]),
    /// The next rows of level 1, three bytes a pixel.
    Rows(&'a [u8]),
}

/// Reads a file, and hands on its pieces.
pub fn pieces(
    bytes: &[u8],
    header: &Header,
    take: &mut dyn FnMut(Piece<'_>) -> Result<(), MediaError>,
) -> Result<(), MediaError> {
    let (lightness, colour) = Fineness::PLAIN.steps();
    let steps = [lightness, colour];
    let mut scan = Scan::new(bytes, header, &steps).ok_or_else(|| MediaError::damaged("a scan without codes"))?;
    let (book, quantiser, mut band) = (Codebook::new(&steps), Quantiser::new(&colour), scan.room());
    let (width, height) = (header.width as usize, header.height as usize);
    let (half_width, half_height) = (width.div_ceil(2), height.div_ceil(2));
    let mut tiles: Vec<Tile> = (0..header.width.div_ceil(TILE_PX)).map(|_| Tile::default()).collect();
    let mut rgb = Vec::with_capacity(half_width * 3 * HANDED_ROWS.min(half_height));
    let bands = height.div_ceil(GROUP_PX);
    for n in 0..bands {
        scan.next(&mut band);
        let rows = ROWS.min(half_height - n * ROWS);
        if band.colours.is_none() {
            band.planes[1..].iter_mut().for_each(|plane| plane.stretch(half_width, rows));
        }
        let row = (n / TILE_GROUPS) as u32;
        for (column, tile) in (0..).zip(&mut tiles) {
            let left = column * TILE_PX;
            if n % TILE_GROUPS == 0 {
                tile.begin(&book, TILE_PX.min(header.width - left), TILE_PX.min(header.height - row * TILE_PX));
            }
            let right = (left + TILE_PX).min(header.width);
            let groups = left as usize / GROUP_PX..(right as usize).div_ceil(GROUP_PX);
            write(tile, &book, &quantiser, &band, groups);
            if n % TILE_GROUPS == TILE_GROUPS - 1 || n + 1 == bands {
                take(Piece::Tile(column, row, tile.end()))?;
            }
        }
        paint(&band.planes, half_width, rows, &mut rgb);
        if ((n + 1) * ROWS).is_multiple_of(HANDED_ROWS) || n + 1 == bands {
            take(Piece::Rows(&rgb))?;
            rgb.clear();
        }
    }
    Ok(())
}

/// Writes the groups of a band that belong to a tile.
fn write(tile: &mut Tile, book: &Codebook, quantiser: &Quantiser, band: &Band, groups: std::ops::Range<usize>) {
    let mut marks = Marks::new(1);
    for group in groups {
        tile.group();
        for row in &band.lightness {
            tile.block(book, 0, row.of(2 * group));
            tile.block(book, 0, row.of(2 * group + 1));
        }
        for n in 1..3 {
            if let Some(colours) = &band.colours {
                tile.block(book, n, colours[n - 1].of(group));
            } else {
                quantiser.read(&band.planes[n], group * ROWS, &mut marks);
                tile.block(book, n, marks.of(0));
            }
        }
    }
}

/// Makes marks of samples, for colours that are not shared in the file as they will be in a tile.
struct Quantiser {
    /// What coefficients are multiplied by, column by column.
    factors: [f32; 64],
}

impl Quantiser {
    /// Prepares for steps, row by row.
    fn new(steps: &[u8; 64]) -> Quantiser {
        let step = |place: usize| f32::from(steps[turned(place)]);
        Quantiser { factors: std::array::from_fn(|place| forward_factor(place) / step(place)) }
    }

    #[inline]
    fn read(&self, plane: &Plane, x: usize, marks: &mut Marks) {
        // A number of this size has no bits left behind the point.
        const WHOLE: f32 = 12_582_912.0;
        let mut block = plane.block(x);
        forward(&mut block);
        let mut values = [0i32; 64];
        for ((value, coefficient), factor) in values.iter_mut().zip(&block).zip(&self.factors) {
            *value = (coefficient * factor + WHOLE).to_bits() as i32 - WHOLE.to_bits() as i32;
        }
        marks.clear();
        marks.add(0, values[0].clamp(-1_023, 1_023), true);
        for (k, place) in ZIGZAG.iter().enumerate().skip(1) {
            let value = values[turned(usize::from(*place)) & 63];
            marks.add(k, value.clamp(-1_023, 1_023), value != 0);
        }
        marks.end();
    }
}

/// Turns a place row by row into one column by column.
const fn turned(place: usize) -> usize {
    place % 8 * 8 + place / 8
}
