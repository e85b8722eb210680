//! IPTC-IIM: the record of a press picture.

use crate::metadata::text;

/// What the application record says.
#[derive(Debug, Default)]
pub struct Iptc {
    /// By-line (2:80).
    pub creator: Vec<String>,
    /// Object name (2:05).
    pub title: Option<String>,
    /// Headline (2:105).
    pub headline: Option<String>,
    /// Caption (2:120).
    pub caption: Option<String>,
    /// Copyright notice (2:116).
    pub copyright: Option<String>,
    /// Credit (2:110).
    pub credit: Option<String>,
    /// Source (2:115).
    pub source: Option<String>,
    /// Keywords (2:25).
    pub keywords: Vec<String>,
    /// City (2:90), sublocation (2:92), province (2:95), country (2:101).
    pub place: Vec<String>,
    /// Date created (2:55) and time created (2:60).
    pub created: Option<String>,
}

/// Reads the records; what is cut short ends the reading, not the file.
pub fn read(mut input: &[u8]) -> Iptc {
    let mut iptc = Iptc::default();
    let (mut date, mut time) = (None, None);
    while let Some(start) = input.iter().position(|byte| *byte == 0x1C) {
        input = &input[start..];
        let Some((record, dataset, value, rest)) = dataset(input) else { break };
        input = rest;
        let words = || text::clean(&text::decode(value));
        match (record, dataset) {
            (2, 80) => iptc.creator.extend(words()),
            (2, 5) => iptc.title = iptc.title.or_else(words),
            (2, 105) => iptc.headline = iptc.headline.or_else(words),
            (2, 120) => iptc.caption = iptc.caption.or_else(words),
            (2, 116) => iptc.copyright = iptc.copyright.or_else(words),
            (2, 110) => iptc.credit = iptc.credit.or_else(words),
            (2, 115) => iptc.source = iptc.source.or_else(words),
            (2, 25) => iptc.keywords.extend(words()),
            (2, 90 | 92 | 95 | 101) => iptc.place.extend(words()),
            (2, 55) => date = words(),
            (2, 60) => time = words(),
            _ => {}
        }
    }
    iptc.created = date.and_then(|date| moment(&date, time.as_deref()));
    iptc
}

fn dataset(input: &[u8]) -> Option<(u8, u8, &[u8], &[u8])> {
    let head = input.get(..5)?;
    let size = usize::from(u16::from_be_bytes([head[3], head[4]]));
    let (start, size) = if size & 0x8000 != 0 {
        let bytes = size & 0x7FFF;
        let long = input.get(5..5 + bytes).filter(|_| bytes <= 4)?;
        (5 + bytes, long.iter().fold(0usize, |sum, byte| (sum << 8) | usize::from(*byte)))
    } else {
        (5, size)
    };
    let end = start.checked_add(size)?.min(input.len());
    Some((head[1], head[2], input.get(start..end)?, input.get(end..).unwrap_or_default()))
}

/// `20050310` and `151048+0700` as one moment.
fn moment(date: &str, time: Option<&str>) -> Option<String> {
    let date: String = date.chars().filter(char::is_ascii_digit).collect();
    if date.len() != 8 {
        return None;
    }
    let day = text::moment(&format!("{}:{}:{}", &date[..4], &date[4..6], &date[6..]))?;
    let Some(time) = time.filter(|time| time.len() >= 6 && time.is_char_boundary(6)) else { return Some(day) };
    let clock = &time[..6];
    if !clock.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(day);
    }
    Some(format!("{day}T{}:{}:{}", &clock[..2], &clock[2..4], &clock[4..]))
}
