//! Coasts, lakes, rivers and reefs under the map, read from `outline.bin`; its make and form are told in
//! `tests/bench/outline/make.py`. There is no border of any country in it.

/// Longitude and latitude, in degrees.
pub type Point = [f64; 2];

/// The layers of a sheet.
pub const LAYERS: usize = 5;

/// A part of the earth at one fineness.
#[derive(Debug, Default)]
pub struct Sheet {
    /// West, south, east, north.
    pub bounds: [f64; 4],
    /// Land, lakes, great rivers, small rivers, reefs; each a list of rings or lines.
    pub layers: [Vec<Vec<Point>>; LAYERS],
}

/// Reads a file; nothing where it is not of that form.
pub fn read(bytes: &[u8]) -> Option<Vec<Sheet>> {
    let mut rest = Numbers { bytes: bytes.strip_prefix(b"RMAP1")? };
    (0..rest.next()?).map(|_| sheet(&mut rest)).collect()
}

fn sheet(rest: &mut Numbers<'_>) -> Option<Sheet> {
    let grain = rest.next()?.max(1) as f64;
    let mut sheet = Sheet::default();
    for side in &mut sheet.bounds {
        *side = rest.signed()? as f64 / grain;
    }
    let (mut x, mut y) = (0_i64, 0_i64);
    for layer in &mut sheet.layers {
        for _ in 0..rest.next()? {
            let count = rest.next()?;
            // A point takes two bytes at least: a number that lies asks for no more memory than there are bytes.
            let mut line = Vec::with_capacity((count as usize).min(rest.bytes.len() / 2));
            for _ in 0..count {
                x = x.checked_add(rest.signed()?)?;
                y = y.checked_add(rest.signed()?)?;
                line.push([x as f64 / grain, y as f64 / grain]);
            }
            layer.push(line);
        }
    }
    Some(sheet)
}

/// Whole numbers in LEB128.
struct Numbers<'a> {
    bytes: &'a [u8],
}

impl Numbers<'_> {
    fn next(&mut self) -> Option<u64> {
        let mut value = 0_u64;
        for shift in (0..63).step_by(7) {
            let (first, rest) = self.bytes.split_first()?;
            self.bytes = rest;
            value |= u64::from(first & 127) << shift;
            if first & 128 == 0 {
                return Some(value);
            }
        }
        None
    }

    /// Signed ones are folded: 0, -1, 1, -2 … are 0, 1, 2, 3 ….
    fn signed(&mut self) -> Option<i64> {
        let folded = self.next()?;
        let half = i64::try_from(folded >> 1).ok()?;
        Some(if folded & 1 == 0 { half } else { -half - 1 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &[u8] = include_bytes!("../../../../templates/assets/outline.bin");

    fn holds(ring: &[Point], at: Point) -> bool {
        let mut is_in = false;
        for (a, b) in ring.iter().zip(ring.iter().cycle().skip(1)) {
            if (a[1] > at[1]) != (b[1] > at[1]) && at[0] < a[0] + (at[1] - a[1]) / (b[1] - a[1]) * (b[0] - a[0]) {
                is_in = !is_in;
            }
        }
        is_in
    }

    #[test]
    fn the_outline_knows_land_from_sea() {
        let sheets = read(FILE).expect("well-formed");
        assert_eq!(sheets.len(), 2);
        for sheet in &sheets {
            let is_land =
                |lon: f64, lat: f64| sheet.layers[0].iter().filter(|ring| holds(ring, [lon, lat])).count() % 2 == 1;
            for (lon, lat) in [(108.05, 15.95), (105.8, 21.0), (106.6, 10.8), (108.0, 13.98), (102.6, 17.9)] {
                assert!(is_land(lon, lat), "{lon} {lat}");
            }
            for (lon, lat) in [(109.0, 16.5), (107.5, 20.0), (112.0, 12.0), (103.0, 9.0)] {
                assert!(!is_land(lon, lat), "{lon} {lat}");
            }
        }
        // The islands of Hoàng Sa and Trường Sa are there.
        let near = |lon: f64, lat: f64| {
            let close = |point: &Point| (point[0] - lon).abs() < 0.8 && (point[1] - lat).abs() < 0.8;
            sheets[1].layers[0].iter().chain(&sheets[1].layers[4]).any(|line| line.iter().any(close))
        };
        assert!(near(111.7, 16.5) && near(112.3, 16.9) && near(114.4, 10.2) && near(113.3, 8.2));
        assert!(FILE.len() < 150_000, "{} bytes", FILE.len());
    }

    #[test]
    fn a_file_that_lies_is_refused() {
        assert!(read(b"").is_none() && read(b"RMAP1").is_none() && read(b"RMAP2\0").is_none());
        for end in [6, 20, 1_000, FILE.len() - 1] {
            assert!(read(&FILE[..end]).is_none(), "{end}");
        }
        assert!(read(b"RMAP1\x01\x01\0\0\0\0\xff\xff\xff\xff\xff\xff\xff\x7f\x01").is_none());
    }
}
