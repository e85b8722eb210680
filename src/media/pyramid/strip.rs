//! Taking from a tile the rows that are not needed, without decoding it: those below by a smaller height in its header, those
//! above by leaving out the stretches between restart markers (T.81, B.2.1 and E.1.4) that hold them.

use std::ops::Range;

/// Rows of the blocks that a tile may be coded in.
const BLOCK_PX: u32 = 16;
/// Rows on either side that have a say in the colour of a needed row.
const BORDER_ROWS: u32 = 2;

/// What the header of a tile says of its layout.
struct Layout {
    /// Where the two bytes of the height stand.
    height_at: usize,
    /// Where the coded rows begin.
    coded_at: usize,
    /// Rows between two restart markers; 0 where there are none.
    stretch: u32,
}

/// Leaves of a baseline tile `height` rows high little more than the rows that are needed. Returns those it holds
/// afterwards. A tile that is coded otherwise is left whole.
pub fn cut(bytes: &mut Vec<u8>, needed: Range<u32>, height: u32) -> Range<u32> {
    let Some(layout) = layout(bytes) else { return 0..height };
    let mut held = 0..(needed.end + BORDER_ROWS).next_multiple_of(BLOCK_PX).min(height);
    let above = needed.start.saturating_sub(BORDER_ROWS).checked_div(layout.stretch).unwrap_or(0);
    if above > 0 {
        let mut markers = markers(bytes, layout.coded_at);
        if let Some(begin) = markers.nth(above as usize - 1) {
            held.start = above * layout.stretch;
            let later: Vec<usize> = markers.collect();
            for (number, at) in later.into_iter().enumerate() {
                bytes[at + 1] = 0xd0 + (number % 8) as u8;
            }
            bytes.drain(layout.coded_at..begin + 2);
        }
    }
    let rows = (held.end - held.start) as u16;
    bytes[layout.height_at..layout.height_at + 2].copy_from_slice(&rows.to_be_bytes());
    held
}

/// Finds the restart markers, from the first coded byte on.
fn markers(bytes: &[u8], coded_at: usize) -> impl Iterator<Item = usize> {
    let pairs = bytes[coded_at..].windows(2).enumerate();
    pairs.filter(|(_, pair)| pair[0] == 0xff && matches!(pair[1], 0xd0..=0xd7)).map(move |(at, _)| coded_at + at)
}

fn layout(bytes: &[u8]) -> Option<Layout> {
    let word = |at: usize| bytes.get(at..at + 2).map(|pair| usize::from(u16::from_be_bytes([pair[0], pair[1]])));
    let (mut at, mut frame, mut interval) = (2, None, 0);
    while let Some([0xff, kind]) = bytes.get(at..at + 2) {
        let length = word(at + 2)?;
        match kind {
            0xc0 => {
                let sampling = usize::from(*bytes.get(at + 11)?);
                let across = word(at + 7)?.div_ceil(8 * (sampling >> 4).max(1));
                frame = Some((at + 5, across, 8 * (sampling & 15)));
            }
            0xdd => interval = word(at + 4)?,
            0xda => {
                let (height_at, across, block) = frame?;
                let is_by_rows = across > 0 && interval.is_multiple_of(across);
                let stretch = if is_by_rows { (interval / across * block) as u32 } else { 0 };
                return Some(Layout { height_at, coded_at: at + 2 + length, stretch });
            }
            _ => {}
        }
        at += 2 + length;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::media::encode;
    use crate::media::encode::Fineness;

    fn decoded(bytes: &[u8]) -> Vec<u8> {
        let mut decoder = zune_jpeg::JpegDecoder::new(zune_core::bytestream::ZCursor::new(bytes));
        decoder.decode().expect("our own bytes decode")
    }

    #[test]
    fn what_is_left_of_a_tile_is_what_the_whole_of_it_holds() {
        let (width, height) = (200u32, 333u32);
        let mut seed = 7u32;
        let rgb: Vec<u8> = (0..width * height * 3)
            .map(|at| {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (at / (width * 3) / 2) as u8 / 2 + (seed >> 27) as u8
            })
            .collect();
        let chosen = [Fineness::PLAIN, Fineness::of(&[255, 0, 0, 0, 0, 255].repeat(32), 2, 32).expect("no failure")];
        for fineness in chosen {
            let mut bytes = Vec::new();
            encode::tile(&rgb, width, height, fineness, &mut bytes).expect("memory does not fail");
            let whole = decoded(&bytes);
            for needed in [0..1, 0..333, 31..40, 33..34, 34..35, 100..200, 300..333, 332..333] {
                let mut some = bytes.clone();
                let held = cut(&mut some, needed.clone(), height);
                assert!(held.start <= needed.start && needed.end <= held.end, "{needed:?} {held:?}");
                assert!(held.end - held.start <= needed.end - needed.start + 32 + 2 * BLOCK_PX + 2, "{held:?}");
                let seen = decoded(&some);
                let row = |rows: &[u8], y: u32| rows[(y * width * 3) as usize..][..(width * 3) as usize].to_vec();
                for y in needed.clone() {
                    assert_eq!(row(&seen, y - held.start), row(&whole, y), "row {y} of {needed:?}, {fineness:?}");
                }
            }
        }
    }

    #[test]
    fn a_tile_that_is_not_ours_is_left_as_it_is() {
        for strange in [&b""[..], b"\xff\xd8", b"\xff\xd8\xff\xc0\0", b"\xff\xd8\xff\xc2\0\x0b\x08\x01\0\x01\0\x03"] {
            let mut bytes = strange.to_vec();
            assert_eq!(cut(&mut bytes, 3..9, 300), 0..300);
            assert_eq!(bytes, strange);
        }
    }
}
