//! Cleaning a stranger's text.

use unicode_normalization::UnicodeNormalization as _;

/// Longest value that is kept, in characters.
const CHARS: usize = 20_000;

/// Returns a text in NFC without control characters and outer blanks; `None` when nothing is left.
pub fn clean(text: &str) -> Option<String> {
    let cleaned: String = text
        .nfc()
        .filter(|letter| !letter.is_control() || *letter == '\n' || *letter == '\t')
        .filter(|letter| *letter != '\u{feff}')
        .take(CHARS)
        .collect();
    let trimmed = cleaned.trim();
    (!trimmed.is_empty()).then(|| trimmed.to_owned())
}

/// Reads bytes as UTF-8, or as Windows-1252 where they are not.
pub fn decode(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().map(|byte| windows_1252(*byte)).collect(),
    }
}

fn windows_1252(byte: u8) -> char {
    const HIGH: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘',
        '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9f => HIGH[usize::from(byte - 0x80)],
        other => char::from(other),
    }
}

/// Turns `2005:03:10 15:10:48` and its kin into `2005-03-10T15:10:48`, with fractions and offset where they are given.
/// Returns `None` for dates that are blank or impossible.
pub fn moment(text: &str) -> Option<String> {
    let text = text.trim().trim_end_matches('\0');
    let digits: Vec<&str> = text.splitn(2, [' ', 'T']).collect();
    let day: Vec<&str> = digits.first()?.split([':', '-']).collect();
    let [year, month, date] = day.as_slice() else {
        return (day.len() < 3 && day.iter().all(|part| is_number(part)) && day.first()?.len() == 4)
            .then(|| day.join("-"))
            .filter(|day| day.as_str() > "0001");
    };
    let in_range = |part: &str, least: u32, most: u32| part.parse::<u32>().is_ok_and(|n| (least..=most).contains(&n));
    if year.len() != 4 || !in_range(year, 1, 9999) || !in_range(month, 1, 12) || !in_range(date, 1, 31) {
        return None;
    }
    let day = format!("{year}-{:0>2}-{:0>2}", month, date);
    match digits.get(1).map(|time| time.trim()).filter(|time| !time.is_empty()) {
        Some(time) if time.len() >= 5 && time.as_bytes()[2] == b':' => Some(format!("{day}T{time}")),
        _ => Some(day),
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_cameras_become_iso_dates() {
        assert_eq!(moment("2005:03:10 15:10:48").as_deref(), Some("2005-03-10T15:10:48"));
        assert_eq!(moment("2010-01-02T03:04:05.67+07:00").as_deref(), Some("2010-01-02T03:04:05.67+07:00"));
        assert_eq!(moment("1905").as_deref(), Some("1905"));
        for blank in ["", "0000:00:00 00:00:00", "    :  :     :  :  ", "2005:13:40 00:00:00"] {
            assert_eq!(moment(blank), None, "{blank}");
        }
    }

    #[test]
    fn controls_go_and_words_stay() {
        assert_eq!(clean(" \u{0}Đi\u{300}nh\u{7} ").as_deref(), Some("Đình"));
        assert_eq!(clean("\u{0} \n"), None);
    }
}
