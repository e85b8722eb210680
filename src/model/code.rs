//! Codes of records: as written, and their ASCII twin for addresses and file names.

use std::fmt;
use std::str::FromStr;

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// The code of a relic in an address: `[A-Z0-9]{1,12}`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RelicCode(String);

/// Says that a text is no code.
#[derive(Debug, Clone, thiserror::Error)]
#[error("a code is made of the letters A to Z and digits, 12 at most for a relic, with dots and 40 at most below it")]
pub struct NotACode;

impl FromStr for RelicCode {
    type Err = NotACode;
    fn from_str(text: &str) -> Result<RelicCode, NotACode> {
        if is_code(text, 12, false) { Ok(RelicCode(text.to_owned())) } else { Err(NotACode) }
    }
}

impl fmt::Display for RelicCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Returns true for a code of at most `most` characters, with dots where they are allowed.
fn is_code(text: &str, most: usize, dots: bool) -> bool {
    (1..=most).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || dots && byte == b'.')
}

/// Returns true when the ASCII twin of a relic's code may stand in an address.
pub fn is_relic_code(twin: &str) -> bool {
    is_code(twin, 12, false)
}

/// Returns true when the ASCII twin of another record's code may stand in an address.
pub fn is_record_code(twin: &str) -> bool {
    is_code(twin, 40, true)
}

/// Returns the ASCII twin of a code: marks stripped, Đ as D, capitals; what is left of other characters is dropped.
pub fn ascii_twin(code: &str) -> String {
    code.nfd()
        .filter(|letter| !is_combining_mark(*letter))
        .flat_map(|letter| match letter {
            'đ' | 'Đ' | 'ð' | 'Ð' => 'D'.to_uppercase(),
            other => other.to_uppercase(),
        })
        .filter(|letter| letter.is_ascii_alphanumeric() || *letter == '.')
        .collect()
}

/// Suggests a code for a name: the initials of its words, such as `DTG` for `Đình Thạc Gián`.
pub fn suggest_code(name: &str) -> String {
    let initials: String = name.split_whitespace().filter_map(|word| word.chars().next()).collect();
    let mut code = ascii_twin(&initials).replace('.', "");
    code.truncate(12);
    code
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_and_the_barred_d_are_stripped() {
        assert_eq!(ascii_twin("PTH.TĐ.01"), "PTH.TD.01");
        assert_eq!(ascii_twin("DHC.CĐ.01"), "DHC.CD.01");
        assert_eq!(suggest_code("Đình Thạc Gián"), "DTG");
    }

    #[test]
    fn a_relic_code_is_short_and_plain() {
        assert!("K20".parse::<RelicCode>().is_ok());
        assert!("dtg".parse::<RelicCode>().is_err() && "A.B".parse::<RelicCode>().is_err());
    }
}
