//! What is looked at to recognise a file: its first bytes, the tags of a TIFF, the
//! names in a ZIP. Bounded whatever the file says.

use std::io;
use std::io::Read;
use std::io::Seek;
use std::io::SeekFrom;

/// How much of the start is looked at.
const HEAD_BYTES: u64 = 64 << 10;
/// How much of the end is looked at: a ZIP's closing record with the longest comment.
const TAIL_BYTES: u64 = 66 << 10;
/// How much of a ZIP's directory is looked at.
const DIRECTORY_BYTES: u64 = 1 << 20;
/// How many tags of a TIFF's first directory are looked at.
const TAGS: usize = 512;

/// The parts of a file by which it is recognised.
pub struct Sample {
    /// The first bytes.
    pub head: Vec<u8>,
    /// Size of the whole file.
    pub size_bytes: u64,
    /// Tags of the first directory, when the file begins like a TIFF.
    pub tiff: Option<TiffTags>,
    /// Names of the entries, when the file begins like a ZIP.
    pub zip_names: Vec<Vec<u8>>,
    /// What the general recogniser says; asked only when the file is no TIFF and no text.
    pub general: file_format::FileFormat,
}

/// The tags of a TIFF's first directory.
#[derive(Debug, Default)]
pub struct TiffTags {
    /// Tag numbers, in file order.
    pub tags: Vec<u16>,
    /// The maker of the camera, in lower case.
    pub make: String,
}

impl Sample {
    /// Reads what is needed to recognise a file.
    pub fn take(input: &mut (impl Read + Seek)) -> io::Result<Sample> {
        let size_bytes = input.seek(SeekFrom::End(0))?;
        let head = read_at(input, 0, HEAD_BYTES)?;
        let tiff =
            if head.starts_with(b"II*\0") || head.starts_with(b"MM\0*") { tiff_tags(input, &head)? } else { None };
        let zip_names = if head.starts_with(b"PK") { zip_names(input, &head, size_bytes)? } else { Vec::new() };
        input.seek(SeekFrom::Start(0))?;
        let general = file_format::FileFormat::from_reader(io::BufReader::new(&mut *input)).unwrap_or_default();
        input.seek(SeekFrom::Start(0))?;
        Ok(Sample { head, size_bytes, tiff, zip_names, general })
    }

    /// Returns true when the file begins with these bytes.
    pub fn starts(&self, magic: &[u8]) -> bool {
        self.head.starts_with(magic)
    }

    /// Returns true when these bytes stand at that place.
    pub fn has_at(&self, at: usize, magic: &[u8]) -> bool {
        self.head.get(at..).is_some_and(|rest| rest.starts_with(magic))
    }

    /// Returns true when the file is an ISO base media file with this major or compatible brand.
    pub fn has_brand(&self, brand: &[u8; 4]) -> bool {
        self.brands().any(|known| known == brand)
    }

    /// Returns the brands of an ISO base media file, the major one first.
    pub fn brands(&self) -> impl Iterator<Item = &[u8]> {
        let length = match self.head.first_chunk::<4>() {
            Some(size) if self.has_at(4, b"ftyp") => (u32::from_be_bytes(*size) as usize).clamp(12, 512),
            _ => 0,
        };
        let brands = self.head.get(8..length.min(self.head.len())).unwrap_or_default();
        brands.chunks_exact(4).enumerate().filter(|(place, _)| *place != 1).map(|(_, brand)| brand)
    }

    /// Returns the text at the start, when the file is text in UTF-8, UTF-16 or a legacy encoding of 8 bits.
    pub fn text(&self) -> Option<String> {
        let head = &self.head;
        if head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") {
            let is_little = head[0] == 0xff;
            let units = head[2..].chunks_exact(2).map(|pair| {
                if is_little { u16::from_le_bytes([pair[0], pair[1]]) } else { u16::from_be_bytes([pair[0], pair[1]]) }
            });
            let text: String = char::decode_utf16(units).map(|unit| unit.unwrap_or('\u{fffd}')).collect();
            return Some(text).filter(|text| is_readable(text.chars().map(u32::from), head.len() / 2));
        }
        let body = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
        if body.is_empty() || !is_readable(body.iter().map(|byte| u32::from(*byte)), body.len()) {
            return None;
        }
        Some(String::from_utf8_lossy(body).into_owned())
    }

    /// Returns the name of the root element, prefix included, when the text is marked up.
    pub fn root_element(&self) -> Option<String> {
        let text = self.text()?;
        let mut rest = text.trim_start();
        loop {
            rest = if let Some(comment) = rest.strip_prefix("<!--") {
                comment.split_once("-->")?.1
            } else if rest.starts_with("<?") {
                rest.split_once("?>")?.1
            } else if rest.starts_with("<!") {
                after_doctype(rest)?
            } else {
                break;
            }
            .trim_start();
        }
        let name: String = rest
            .strip_prefix('<')?
            .chars()
            .take_while(|c| c.is_alphanumeric() || matches!(c, ':' | '-' | '_' | '.'))
            .collect();
        Some(name).filter(|name| !name.is_empty())
    }
}

/// Skips a document type declaration, with its internal subset.
fn after_doctype(text: &str) -> Option<&str> {
    let end = text.find('>')?;
    match text.find('[') {
        Some(subset) if subset < end => text.split_once(']')?.1.split_once('>').map(|(_, rest)| rest),
        _ => Some(&text[end + 1..]),
    }
}

/// Says whether units look like text: no NUL, and almost no control characters.
/// TCVN3 and VNI files put letters on a few of them, so one in twenty is borne.
fn is_readable(units: impl Iterator<Item = u32>, count: usize) -> bool {
    let mut controls = 0usize;
    for unit in units {
        match unit {
            0 => return false,
            9 | 10 | 12 | 13 | 26 | 27 => {}
            1..=31 | 127 => controls += 1,
            _ => {}
        }
    }
    controls * 20 <= count
}

fn read_at(input: &mut (impl Read + Seek), at: u64, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    input.seek(SeekFrom::Start(at))?;
    input.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn tiff_tags(input: &mut (impl Read + Seek), head: &[u8]) -> io::Result<Option<TiffTags>> {
    let is_little = head.starts_with(b"II");
    let word = |bytes: &[u8]| match bytes {
        [a, b, ..] if is_little => u16::from_le_bytes([*a, *b]),
        [a, b, ..] => u16::from_be_bytes([*a, *b]),
        _ => 0,
    };
    let long = |bytes: &[u8]| match bytes {
        [a, b, c, d, ..] if is_little => u32::from_le_bytes([*a, *b, *c, *d]),
        [a, b, c, d, ..] => u32::from_be_bytes([*a, *b, *c, *d]),
        _ => 0,
    };
    let Some(place) = head.get(4..8) else { return Ok(None) };
    let directory = read_at(input, u64::from(long(place)), 2 + 12 * TAGS as u64)?;
    let count = usize::from(word(&directory)).min(TAGS);
    let mut found = TiffTags::default();
    for entry in directory.get(2..).unwrap_or_default().chunks_exact(12).take(count) {
        let tag = word(entry);
        found.tags.push(tag);
        if tag == 271 {
            let make = read_at(input, u64::from(long(&entry[8..])), 32)?;
            found.make = String::from_utf8_lossy(&make).to_lowercase();
        }
    }
    Ok(Some(found))
}

fn zip_names(input: &mut (impl Read + Seek), head: &[u8], size_bytes: u64) -> io::Result<Vec<Vec<u8>>> {
    let mut names = Vec::new();
    let tail = read_at(input, size_bytes.saturating_sub(TAIL_BYTES), TAIL_BYTES)?;
    let closing = tail.windows(4).rposition(|window| window == b"PK\x05\x06").and_then(|at| tail.get(at..at + 22));
    let directory = match closing {
        Some(record) => {
            let at = u32::from_le_bytes([record[16], record[17], record[18], record[19]]);
            read_at(input, u64::from(at), DIRECTORY_BYTES)?
        }
        None => Vec::new(),
    };
    let mut rest = directory.as_slice();
    while rest.starts_with(b"PK\x01\x02") && rest.len() > 46 {
        let length = |at: usize| usize::from(u16::from_le_bytes([rest[at], rest[at + 1]]));
        let (name, skip) = (length(28), 46 + length(28) + length(30) + length(32));
        names.push(rest.get(46..46 + name).unwrap_or_default().to_vec());
        rest = rest.get(skip..).unwrap_or_default();
    }
    if names.is_empty() && head.len() > 30 {
        let name = usize::from(u16::from_le_bytes([head[26], head[27]]));
        names.push(head.get(30..30 + name).unwrap_or_default().to_vec());
    }
    Ok(names)
}
