//! What a JPEG says of itself before its scan (T.81, Annex B). Knows the plainest kind alone, which is what cameras and
//! programs write as a rule: sequential, 8 bits, one scan of lightness and two colours. All else is declined.

use crate::media::coefficients::codes::Codes;

/// A file that can be read coefficient by coefficient.
pub struct Header {
    /// Width, in pixels.
    pub width: u32,
    /// Height, in pixels.
    pub height: u32,
    /// Whether two columns, and two rows, share their colour.
    pub shared: (bool, bool),
    /// Steps of the three components, in the order of the file.
    pub steps: [[u8; 64]; 3],
    /// Places of the codes of the three components: of mean values, of the other coefficients.
    pub coded: [(usize, usize); 3],
    /// The codes.
    pub codes: [Option<Codes>; 8],
    /// Groups of blocks between two restart markers; 0 where there are none.
    pub interval: u32,
    /// Where the coded bits begin.
    pub coded_at: usize,
    /// The colour profile.
    pub icc: Option<Vec<u8>>,
}

#[derive(Default)]
struct Found {
    frame: Option<Frame>,
    tables: [Option<[u8; 64]>; 4],
    codes: [Option<Codes>; 8],
    interval: u32,
    profile: Vec<(u8, u8, Vec<u8>)>,
}

struct Frame {
    width: u32,
    height: u32,
    shared: (bool, bool),
    /// Of each component: its name and its table of steps.
    components: [(u8, usize); 3],
}

/// Reads all as far as to the scan; `None` for anything out of the ordinary.
pub fn read(bytes: &[u8]) -> Option<Header> {
    let (mut at, mut found) = (2, Found::default());
    bytes.strip_prefix(b"\xff\xd8")?;
    loop {
        let [0xff, kind] = *bytes.get(at..at + 2)? else { return None };
        if kind == 0xff {
            at += 1;
            continue;
        }
        let length = usize::from(word(bytes.get(at + 2..at + 4)?)).max(2);
        let segment = bytes.get(at + 4..at + 2 + length)?;
        at += 2 + length;
        match kind {
            0xc0 if found.frame.is_none() => found.frame = Some(frame(segment)?),
            0xc4 => found.read_codes(segment)?,
            0xda => return found.scan(segment, at),
            0xdb => found.read_tables(segment)?,
            0xdd => found.interval = u32::from(word(segment.get(..2)?)),
            0xe2 => found.read_profile(segment),
            // Adobe's word for colours that are stored as lightness and two differences.
            0xee if segment.starts_with(b"Adobe") && segment.get(11) != Some(&1) => return None,
            0xe0..=0xef | 0xfe => {}
            _ => return None,
        }
    }
}

fn word(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0, |word, byte| word << 8 | u16::from(*byte))
}

fn frame(segment: &[u8]) -> Option<Frame> {
    let [8, h0, h1, w0, w1, 3, a, a_shape, a_table, b, 0x11, b_table, c, 0x11, c_table] = *segment else { return None };
    let (width, height) = (word(&[w0, w1]).into(), word(&[h0, h1]).into());
    let shared = match a_shape {
        0x11 => (false, false),
        0x21 => (true, false),
        0x12 => (false, true),
        0x22 => (true, true),
        _ => return None,
    };
    let is_red_green_blue = [a, b, c] == *b"RGB";
    if width == 0 || height == 0 || is_red_green_blue || a == b || a == c || b == c {
        return None;
    }
    let components = [(a, a_table.into()), (b, b_table.into()), (c, c_table.into())];
    Some(Frame { width, height, shared, components })
}

impl Found {
    fn read_tables(&mut self, mut segment: &[u8]) -> Option<()> {
        while let Some((place, rest)) = segment.split_first() {
            // A place beyond the fourth, or steps of two bytes, are not found here.
            *self.tables.get_mut(usize::from(*place))? = Some(rest.get(..64)?.try_into().ok()?);
            segment = &rest[64..];
        }
        Some(())
    }

    fn read_codes(&mut self, mut segment: &[u8]) -> Option<()> {
        while let Some((place, rest)) = segment.split_first() {
            let (counts, rest) = rest.split_at_checked(16)?;
            let (symbols, rest) = rest.split_at_checked(counts.iter().map(|count| usize::from(*count)).sum())?;
            let (is_dc, number) = (place >> 4 == 0, usize::from(place & 15));
            if place >> 4 > 1 || number > 3 {
                return None;
            }
            self.codes[if is_dc { number } else { 4 + number }] = Some(Codes::new(counts, symbols, is_dc)?);
            segment = rest;
        }
        Some(())
    }

    fn read_profile(&mut self, segment: &[u8]) {
        if let Some([number, count, part @ ..]) = segment.strip_prefix(b"ICC_PROFILE\0") {
            self.profile.push((*number, *count, part.to_vec()));
        }
    }

    fn scan(mut self, segment: &[u8], coded_at: usize) -> Option<Header> {
        let Frame { width, height, shared, components } = self.frame?;
        let [3, a, a_codes, b, b_codes, c, c_codes, 0, 63, 0] = *segment else { return None };
        if [a, b, c] != components.map(|(name, _)| name) {
            return None;
        }
        let coded = [a_codes, b_codes, c_codes].map(|both| (usize::from(both >> 4), 4 + usize::from(both & 15)));
        let is_there = |place: usize| self.codes.get(place).is_some_and(Option::is_some);
        if !coded.iter().all(|(dc, ac)| *dc < 4 && is_there(*dc) && is_there(*ac)) {
            return None;
        }
        let table = |n: usize| self.tables.get(components[n].1).copied().flatten();
        let steps = [table(0)?, table(1)?, table(2)?];
        self.profile.sort_by_key(|(number, ..)| *number);
        let whole = self.profile.len();
        let mut parts = (1..).zip(&self.profile);
        if !parts.all(|(place, (number, count, _))| usize::from(*number) == place && usize::from(*count) == whole) {
            return None;
        }
        let icc = (whole > 0).then(|| self.profile.into_iter().flat_map(|(.., part)| part).collect());
        let (codes, interval) = (self.codes, self.interval);
        Some(Header { width, height, shared, steps, coded, codes, interval, coded_at, icc })
    }
}
