//! Vietnamese alphabetical order as a sort key: a ă â b c d đ e ê …, tones as a second level.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

const LETTERS: &str = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz";

/// Returns the key by which names sort as a Vietnamese dictionary does.
pub fn key(name: &str) -> String {
    let mut letters = String::new();
    let mut tones = String::new();
    for letter in name.nfc().flat_map(char::to_lowercase) {
        let (base, tone) = split(letter);
        if let Some(place) = LETTERS.chars().position(|known| known == base) {
            letters.push(char::from(b'A' + (place / 6) as u8));
            letters.push(char::from(b'a' + (place % 6) as u8));
            tones.push(tone);
        } else if base.is_alphanumeric() {
            letters.push(if base.is_ascii_digit() { base } else { '~' });
            letters.extend((!base.is_ascii_digit()).then_some(base));
        } else if !letters.ends_with(' ') {
            letters.push(' ');
        }
    }
    format!("{}\u{1}{tones}", letters.trim())
}

/// Splits a letter into its base (with â, ă, ê, ô, ơ, ư, đ kept) and its tone: none, huyền, hỏi, ngã, sắc, nặng.
fn split(letter: char) -> (char, char) {
    let mut tone = '0';
    let mut rest = String::new();
    for part in std::iter::once(letter).nfd() {
        match part {
            '\u{300}' => tone = '1',
            '\u{309}' => tone = '2',
            '\u{303}' => tone = '3',
            '\u{301}' => tone = '4',
            '\u{323}' => tone = '5',
            other => rest.push(other),
        }
    }
    let mut base = rest.nfc();
    let first = base.next().unwrap_or(letter);
    if is_combining_mark(first) { (letter, tone) } else { (first, tone) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_sort_as_in_a_vietnamese_dictionary() {
        let mut names =
            ["Đình", "Điện", "Dinh", "Chùa", "Ân", "Ăn", "An", "Bia", "Địa", "Đia", "Ông", "Ơn", "Oan", "K20"];
        names.sort_by_key(|name| key(name));
        assert_eq!(
            names,
            ["An", "Ăn", "Ân", "Bia", "Chùa", "Dinh", "Đia", "Địa", "Điện", "Đình", "K20", "Oan", "Ông", "Ơn"]
        );
    }

    #[test]
    fn decomposed_names_sort_alike() {
        assert_eq!(key("Đình"), key("Đi\u{300}nh"));
    }
}
