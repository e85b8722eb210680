//! Plain text in whatever encoding it came.

use encoding_rs::Encoding;
use unicode_normalization::UnicodeNormalization as _;

use crate::document::legacy;
use crate::document::syllable;

/// A text and the encoding it was in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// The text, NFC.
    pub text: String,
    /// Name of the encoding.
    pub encoding: String,
    /// True when the text looks wrongly encoded already: mojibake, or letters lost.
    pub is_doubtful: bool,
}

/// Decodes a text: a byte order mark decides, else valid UTF-8, else what gives most Vietnamese syllables, else a guess.
pub fn decode(bytes: &[u8]) -> Decoded {
    let (text, encoding) = choose(bytes);
    let text: String = text.nfc().filter(|letter| *letter != '\u{feff}').collect();
    let is_doubtful = looks_broken(&text);
    Decoded { text, encoding, is_doubtful }
}

fn choose(bytes: &[u8]) -> (String, String) {
    if let Some((encoding, skip)) = Encoding::for_bom(bytes) {
        return (encoding.decode_without_bom_handling(&bytes[skip..]).0.into_owned(), encoding.name().to_owned());
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return (text.to_owned(), "UTF-8".to_owned());
    }
    if let Some(wide) = utf16_without_mark(bytes) {
        return wide;
    }
    let candidates = [
        (windows_1258(bytes), "windows-1258"),
        (legacy::tcvn3(bytes), "TCVN3"),
        (legacy::vni(bytes), "VNI"),
        (legacy::viscii(bytes), "VISCII"),
    ];
    let best = candidates
        .into_iter()
        .map(|(text, name)| (syllable::share(&text), text, name))
        .max_by(|a, b| (a.0.0 * a.0.1 as f64).total_cmp(&(b.0.0 * b.0.1 as f64)));
    if let Some(((share, words), text, name)) = best
        && share > 0.75
        && words >= 3
    {
        return (text, name.to_owned());
    }
    let mut guesser = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    guesser.feed(bytes, true);
    let guess = guesser.guess(None, chardetng::Utf8Detection::Allow);
    (guess.decode(bytes).0.into_owned(), guess.name().to_owned())
}

fn windows_1258(bytes: &[u8]) -> String {
    encoding_rs::WINDOWS_1258.decode_without_bom_handling(bytes).0.nfc().collect()
}

/// UTF-16 without its mark has a zero in nearly every second byte.
fn utf16_without_mark(bytes: &[u8]) -> Option<(String, String)> {
    let looked: Vec<&[u8]> = bytes.chunks_exact(2).take(2_000).collect();
    let zeros = |n: usize| looked.iter().filter(|pair| pair[n] == 0).count() * 2 > looked.len();
    let encoding = match (zeros(0), zeros(1)) {
        (true, false) => encoding_rs::UTF_16BE,
        (false, true) => encoding_rs::UTF_16LE,
        _ => return None,
    };
    Some((encoding.decode_without_bom_handling(bytes).0.into_owned(), encoding.name().to_owned()))
}

/// UTF-8 read as a Western encoding and saved again, or marks replaced by question marks inside words.
fn looks_broken(text: &str) -> bool {
    let mojibake = ["áº", "á»", "Ã¡", "Ã¬", "Ä‘", "Æ°"].iter().map(|pair| text.matches(pair).count()).sum::<usize>();
    let letters: Vec<char> = text.chars().take(40_000).collect();
    let lost = letters.windows(3).filter(|w| w[1] == '?' && w[0].is_alphabetic() && w[2].is_alphabetic()).count();
    let bad = letters.iter().filter(|letter| **letter == '\u{fffd}').count();
    mojibake > 3 || (lost + bad) * 50 > letters.len().max(50)
}
