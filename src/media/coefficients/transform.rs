//! From coefficients to samples and back, by Arai, Agui and Nakajima's transforms of eight, which leave their factors to
//! the steps. Half the size is exact, too: the mean of two neighbours is what the wave of each frequency `u` has at their
//! middle, times cos(u·π/16), and there the waves of `u` and of `8 - u` are one another's opposites. So four frequencies
//! are left of eight, and the transform is one of four.

use std::f32::consts::FRAC_1_SQRT_2;
use std::f32::consts::PI;
use std::f32::consts::SQRT_2;

/// The order in which coefficients stand in a file (T.81, figure A.6).
pub const ZIGZAG: [u8; 64] = [
    0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21,
    28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54,
    47, 55, 62, 63,
];

/// Coefficients of a block, or its samples, row by row.
pub type Block = [f32; 64];

/// What becomes of one coefficient.
#[derive(Clone, Copy, Default)]
pub struct Step {
    /// What it is multiplied by for samples.
    pub weight: f32,
    /// Its step in the file, in those of the tile, 16 bits of it behind the point.
    pub ratio: u32,
    /// Where it is added, column by column.
    pub place: u8,
}

/// Which sides of a block are halved: across, down.
pub type Halved = (bool, bool);

/// Prepares the steps of a component in the order of the file, `from` in that order, too; `to` row by row.
pub fn steps(from: &[u8; 64], to: &[u8; 64], (across, down): Halved) -> [Step; 64] {
    std::array::from_fn(|k| {
        let place = usize::from(ZIGZAG[k]);
        let (u, x) = along(place % 8, across);
        let (v, y) = along(place / 8, down);
        let (from, to) = (u32::from(from[k]), u32::from(to[place]));
        Step { weight: from as f32 * u * v, ratio: ((from << 16) + to / 2) / to, place: (x * 8 + y) as u8 }
    })
}

/// Returns the factor of a frequency along one side, and where it is added.
fn along(u: usize, is_halved: bool) -> (f32, usize) {
    let wave = |u: usize| (u as f32 * PI / 16.0).cos();
    // Half of the standard's factors (T.81, A.3.3) for each side.
    let own = if u == 0 { 0.5 * FRAC_1_SQRT_2 } else { 0.5 };
    match (is_halved, u) {
        (false, _) => (aan(u), u),
        (true, 0) => (own, 0),
        (true, 1 | 3) => (own * wave(u), u),
        (true, 2) => (own * wave(u) * FRAC_1_SQRT_2, u),
        (true, 4) => (0.0, 0),
        (true, 6) => (-own * wave(u) * FRAC_1_SQRT_2, 2),
        (true, _) => (-own * wave(u), 8 - u),
    }
}

/// Returns the factor that the transforms of eight leave out.
fn aan(u: usize) -> f32 {
    0.5 * if u == 0 { FRAC_1_SQRT_2 } else { (u as f32 * PI / 16.0).cos() }
}

/// Turns coefficients, column by column, into samples, row by row.
#[inline]
pub fn inverse(block: &mut Block, halved: Halved) {
    match halved {
        (true, true) => {
            pass::<4, 4>(block, inverse_4);
            turn::<4>(block);
            pass::<4, 4>(block, inverse_4);
        }
        (false, false) => {
            pass::<8, 8>(block, inverse_8);
            turn::<8>(block);
            pass::<8, 8>(block, inverse_8);
        }
        (false, true) => {
            pass::<8, 4>(block, inverse_8);
            turn::<8>(block);
            pass::<4, 8>(block, inverse_4);
        }
        (true, false) => {
            pass::<4, 8>(block, inverse_4);
            turn::<8>(block);
            pass::<8, 4>(block, inverse_8);
        }
    }
}

/// Turns samples, row by row, into coefficients, column by column, each of them divided by its `forward_factor`.
#[inline]
pub fn forward(block: &mut Block) {
    pass::<8, 8>(block, forward_8);
    turn::<8>(block);
    pass::<8, 8>(block, forward_8);
}

/// Returns what turns what `forward` gives at that place into a coefficient.
pub fn forward_factor(place: usize) -> f32 {
    1.0 / (64.0 * aan(place % 8) * aan(place / 8))
}

/// Transforms the first `H` rows of the first `W` columns, all columns at once.
#[inline(always)]
fn pass<const H: usize, const W: usize>(block: &mut Block, transform: impl Fn([[f32; W]; H]) -> [[f32; W]; H]) {
    let mut rows = [[0.0; W]; H];
    for (row, from) in rows.iter_mut().zip(block.chunks_exact(8)) {
        row.copy_from_slice(&from[..W]);
    }
    for (row, to) in transform(rows).iter().zip(block.chunks_exact_mut(8)) {
        to[..W].copy_from_slice(row);
    }
}

#[inline(always)]
fn turn<const N: usize>(block: &mut Block) {
    let from = *block;
    for y in 0..N {
        for x in 0..N {
            block[y * 8 + x] = from[x * 8 + y];
        }
    }
}

#[inline(always)]
fn sum<const W: usize>(a: [f32; W], b: [f32; W]) -> [f32; W] {
    std::array::from_fn(|n| a[n] + b[n])
}

#[inline(always)]
fn less<const W: usize>(a: [f32; W], b: [f32; W]) -> [f32; W] {
    std::array::from_fn(|n| a[n] - b[n])
}

#[inline(always)]
fn times<const W: usize>(a: [f32; W], factor: f32) -> [f32; W] {
    a.map(|value| value * factor)
}

#[inline(always)]
fn inverse_4<const W: usize>([a, b, c, d]: [[f32; W]; 4]) -> [[f32; W]; 4] {
    const WIDE: f32 = 0.923_879_5;
    const NARROW: f32 = 0.382_683_43;
    let (outer, inner) = (sum(a, c), less(a, c));
    let (far, near) = (sum(times(b, WIDE), times(d, NARROW)), less(times(b, NARROW), times(d, WIDE)));
    [sum(outer, far), sum(inner, near), less(inner, near), less(outer, far)]
}

#[inline(always)]
fn inverse_8<const W: usize>(rows: [[f32; W]; 8]) -> [[f32; W]; 8] {
    let [i0, i1, i2, i3, i4, i5, i6, i7] = rows;
    let (t10, t11, t13) = (sum(i0, i4), less(i0, i4), sum(i2, i6));
    let t12 = less(times(less(i2, i6), SQRT_2), t13);
    let (t0, t3, t1, t2) = (sum(t10, t13), less(t10, t13), sum(t11, t12), less(t11, t12));
    let (z13, z10, z11, z12) = (sum(i5, i3), less(i5, i3), sum(i1, i7), less(i1, i7));
    let t7 = sum(z11, z13);
    let t11 = times(less(z11, z13), SQRT_2);
    let z5 = times(sum(z10, z12), 1.847_759_1);
    let t10 = less(z5, times(z12, 1.082_392_2));
    let t12 = less(z5, times(z10, 2.613_126));
    let t6 = less(t12, t7);
    let t5 = less(t11, t6);
    let t4 = less(t10, t5);
    [sum(t0, t7), sum(t1, t6), sum(t2, t5), sum(t3, t4), less(t3, t4), less(t2, t5), less(t1, t6), less(t0, t7)]
}

#[inline(always)]
fn forward_8<const W: usize>(rows: [[f32; W]; 8]) -> [[f32; W]; 8] {
    let [d0, d1, d2, d3, d4, d5, d6, d7] = rows;
    let (t0, t7, t1, t6) = (sum(d0, d7), less(d0, d7), sum(d1, d6), less(d1, d6));
    let (t2, t5, t3, t4) = (sum(d2, d5), less(d2, d5), sum(d3, d4), less(d3, d4));
    let (t10, t13, t11, t12) = (sum(t0, t3), less(t0, t3), sum(t1, t2), less(t1, t2));
    let z1 = times(sum(t12, t13), FRAC_1_SQRT_2);
    let (o0, o4, o2, o6) = (sum(t10, t11), less(t10, t11), sum(t13, z1), less(t13, z1));
    let (t10, t11, t12) = (sum(t4, t5), sum(t5, t6), sum(t6, t7));
    let z5 = times(less(t10, t12), 0.382_683_43);
    let (z2, z4, z3) = (sum(times(t10, 0.541_196_1), z5), sum(times(t12, 1.306_563), z5), times(t11, FRAC_1_SQRT_2));
    let (z11, z13) = (sum(t7, z3), less(t7, z3));
    [o0, sum(z11, z4), o2, less(z13, z2), o4, sum(z13, z2), o6, less(z11, z4)]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The transform as the standard has it (T.81, A.3.3).
    fn plainly(coefficients: &Block) -> Block {
        let factor = |u: usize| if u == 0 { FRAC_1_SQRT_2 } else { 1.0 };
        let wave = |x: usize, u: usize| ((2 * x + 1) as f32 * u as f32 * PI / 16.0).cos();
        std::array::from_fn(|at| {
            let (x, y) = (at % 8, at / 8);
            let part = |place: usize| {
                let (u, v) = (place % 8, place / 8);
                coefficients[place] * factor(u) * factor(v) * wave(x, u) * wave(y, v) / 4.0
            };
            (0..64).map(part).sum()
        })
    }

    fn some() -> Block {
        let mut seed = 3u32;
        std::array::from_fn(|place| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            ((seed >> 20) as f32 - 2_048.0) / (4 + place) as f32
        })
    }

    #[test]
    fn samples_and_their_halves_are_what_the_standard_says() {
        let coefficients = some();
        let whole = plainly(&coefficients);
        for halved in [(false, false), (true, true), (false, true), (true, false)] {
            let mut block = [0.0; 64];
            for (k, step) in steps(&[1; 64], &[1; 64], halved).iter().enumerate() {
                block[usize::from(step.place)] += coefficients[usize::from(ZIGZAG[k])] * step.weight;
            }
            inverse(&mut block, halved);
            let (dx, dy) = (1 + usize::from(halved.0), 1 + usize::from(halved.1));
            for y in 0..8 / dy {
                for x in 0..8 / dx {
                    let taken = (0..dx * dy).map(|n| whole[(y * dy + n / dx) * 8 + x * dx + n % dx]);
                    let mean = taken.sum::<f32>() / (dx * dy) as f32;
                    assert!((block[y * 8 + x] - mean).abs() < 0.01, "{halved:?} {x} {y}");
                }
            }
        }
    }

    #[test]
    fn the_way_to_coefficients_leads_back() {
        let coefficients = some();
        let mut block = plainly(&coefficients);
        forward(&mut block);
        for (place, value) in block.iter().enumerate() {
            let meant = coefficients[place % 8 * 8 + place / 8];
            assert!((value * forward_factor(place) - meant).abs() < 0.01, "{place}");
        }
    }
}
