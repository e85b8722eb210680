//! A date as people and sources say it («Tự Đức 7», «khoảng 1850», «thế kỷ XIX», «26/12/1968»), turned into EDTF.
//! What is not understood is said to be so; nothing is guessed.

use crate::model::calendar;
use crate::model::date::FuzzyDate;
use crate::model::date::Reign;
use crate::model::edtf;

const ABOUT: &[&str] = &["khoảng", "độ", "chừng", "about", "around", "circa", "c.", "ca.", "sekitar", "kira-kira"];
const UNSURE: &[&str] = &["có lẽ", "perhaps", "probably", "mungkin"];
const SINCE: &[&str] = &["từ", "since", "sejak", "from"];
const UNTIL: &[&str] = &["trước", "đến", "before", "until", "sebelum", "hingga"];
const BETWEEN: &[&str] = &["–", "—", " - ", " đến ", " to ", " until ", " hingga ", " sampai "];
const EITHER: &[&str] = &[" hoặc ", " or ", " atau "];
const CENTURY: &[&str] = &["thế kỷ", "thế kỉ", "tk", "century", "abad ke-", "abad"];

/// Reads what somebody typed; `None` when it is no date we know.
pub fn understand(text: &str) -> Option<FuzzyDate> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > 120 {
        return None;
    }
    if edtf::parse(text).is_some() {
        return Some(of_edtf(text.to_owned()));
    }
    let low = text.to_lowercase();
    if let Some(date) = reign(&low) {
        return Some(date);
    }
    let edtf = plain(&low)?;
    edtf::parse(&edtf).is_some().then(|| of_edtf(edtf))
}

/// Returns a stored date the way it is typed: the reign where that was the source's word, else EDTF.
pub fn typed(date: &FuzzyDate) -> String {
    match &date.reign {
        Some(reign) if date.computed => format!("{} {}", reign.era, reign.year),
        _ => date.edtf.clone(),
    }
}

fn of_edtf(edtf: String) -> FuzzyDate {
    FuzzyDate { edtf, ..FuzzyDate::default() }
}

fn plain(text: &str) -> Option<String> {
    let text = text.trim();
    if let Some(rest) = after(text, ABOUT) {
        return plain(rest).filter(|edtf| !edtf.contains(['/', '['])).map(|edtf| format!("{edtf}~"));
    }
    if let Some(rest) = after(text, UNSURE) {
        return plain(rest).filter(|edtf| !edtf.contains(['/', '['])).map(|edtf| format!("{edtf}?"));
    }
    if let Some((one, other)) = EITHER.iter().find_map(|word| text.split_once(word)) {
        return Some(format!("[{},{}]", plain(one)?, plain(other)?));
    }
    if let Some(date) = day(text).or_else(|| year(text)).or_else(|| century(text)) {
        return Some(date);
    }
    if let Some((from, until)) = between(text) {
        let from = after(from, SINCE).unwrap_or(from);
        return Some(format!("{}/{}", plain(from)?, plain(until)?));
    }
    if let Some(rest) = after(text, SINCE) {
        return plain(rest).map(|from| format!("{from}/.."));
    }
    after(text, UNTIL).and_then(plain).map(|until| format!("../{until}"))
}

/// Returns what follows one of the words at the beginning.
fn after<'a>(text: &'a str, words: &[&str]) -> Option<&'a str> {
    words.iter().find_map(|word| text.strip_prefix(word)?.strip_prefix(' ')).map(str::trim)
}

fn between(text: &str) -> Option<(&str, &str)> {
    let worded = BETWEEN.iter().find_map(|word| text.split_once(word));
    worded.or_else(|| text.split_once('-').filter(|(from, until)| from.len() == 4 && until.len() == 4))
}

fn year(text: &str) -> Option<String> {
    let digits = text.strip_prefix("năm ").or_else(|| text.strip_prefix("tahun ")).unwrap_or(text).trim();
    let is_year = (3..=4).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_year.then(|| format!("{digits:0>4}"))
}

fn century(text: &str) -> Option<String> {
    let rest = CENTURY.iter().find_map(|word| text.strip_prefix(word).or_else(|| text.strip_suffix(word)))?.trim();
    let digits = rest.trim_end_matches(|letter: char| letter.is_ascii_lowercase() && !"ivxl".contains(letter));
    let number: i32 = match digits.parse() {
        Ok(number) => number,
        Err(_) => (1..=21).find(|number| edtf::roman(*number).to_lowercase() == rest)?,
    };
    (1..=21).contains(&number).then(|| format!("{:02}XX", number - 1))
}

/// Reads `26/12/1968`, `12/1968`, `ngày 26 tháng 12 năm 1968` and `26 December 1968`.
fn day(text: &str) -> Option<String> {
    let plain = text.replace("ngày", " ").replace("tháng", " ").replace("năm", " ").replace(['/', '.', '-', ','], " ");
    let parts: Vec<&str> = plain.split_whitespace().collect();
    let (day, month, year) = match parts.as_slice() {
        [day, month, year] => (Some(*day), *month, *year),
        [month, year] => (None, *month, *year),
        _ => return None,
    };
    let month: u8 = month.parse().ok().or_else(|| month_named(month))?;
    let year: u32 = year.parse().ok().filter(|_| year.len() == 4)?;
    match day {
        Some(day) => Some(format!("{year:04}-{month:02}-{:02}", day.parse::<u8>().ok()?)),
        None => Some(format!("{year:04}-{month:02}")),
    }
}

fn month_named(name: &str) -> Option<u8> {
    if name.chars().count() < 3 {
        return None;
    }
    (1..=12u8).find(|month| {
        let of = |names: &[&str; 12]| names[usize::from(*month) - 1].to_lowercase().starts_with(name);
        of(&edtf::MONTHS_EN) || of(&edtf::MONTHS_ID)
    })
}

/// Reads `Tự Đức 7`, `năm Tự Đức thứ 7`, `Thịnh Đức 5 (1654)`, `Tự Đức 7, Giáp Dần`.
fn reign(text: &str) -> Option<FuzzyDate> {
    let (main, aside) = match text.split_once(['(', ',']) {
        Some((main, aside)) => (main.trim(), aside.trim_end_matches(')').trim()),
        None => (text, ""),
    };
    let words: Vec<&str> = main
        .split_whitespace()
        .filter(|word| !matches!(*word, "năm" | "thứ" | "niên" | "hiệu" | "year" | "tahun"))
        .collect();
    let (number, era) = words.split_last()?;
    let number: u32 = number.parse().ok()?;
    let era = calendar::era(&era.join(" "))?;
    let year = calendar::year_of(era, number)?;
    let said = year_in(aside);
    let can_chi = (said.is_none() && !aside.is_empty()).then(|| titled(aside));
    Some(FuzzyDate {
        edtf: format!("{:04}", said.unwrap_or(year)),
        reign: Some(Reign { era: era.to_owned(), year: number, can_chi, ..Reign::default() }),
        computed: said.is_none(),
        ..FuzzyDate::default()
    })
}

fn year_in(text: &str) -> Option<i32> {
    text.parse().ok().filter(|year: &i32| (1..=2100).contains(year))
}

fn titled(text: &str) -> String {
    let capital = |word: &str| {
        let mut letters = word.chars();
        letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect::<String>()
    };
    text.split_whitespace().map(capital).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_understood_as_sources_say_them() {
        for (said, edtf) in [
            ("1854", "1854"),
            ("145X~", "145X~"),
            ("khoảng 1850", "1850~"),
            ("about 1850", "1850~"),
            ("thế kỷ XIX", "18XX"),
            ("19th century", "18XX"),
            ("abad ke-19", "18XX"),
            ("khoảng thế kỷ XV", "14XX~"),
            ("26/12/1968", "1968-12-26"),
            ("ngày 26 tháng 12 năm 1968", "1968-12-26"),
            ("28 December 2009", "2009-12-28"),
            ("28 Desember 2009", "2009-12-28"),
            ("tháng 3/1975", "1975-03"),
            ("1853–1854", "1853/1854"),
            ("1945-1954", "1945/1954"),
            ("từ 1813 đến 1820", "1813/1820"),
            ("từ 1813", "1813/.."),
            ("1834 hoặc 1835", "[1834,1835]"),
            ("Tự Đức 7", "1854"),
            ("năm Tự Đức thứ 7", "1854"),
        ] {
            assert_eq!(understand(said).map(|date| date.edtf).as_deref(), Some(edtf), "{said}");
        }
    }

    #[test]
    fn a_reign_keeps_the_word_of_the_source() {
        let date = understand("Thịnh Đức 5 (1654)").expect("a reign");
        assert_eq!((date.edtf.as_str(), date.computed), ("1654", false));
        let date = understand("tự đức 7, giáp dần").expect("a reign");
        let reign = date.reign.clone().expect("a reign");
        assert_eq!((reign.era.as_str(), reign.can_chi.as_deref()), ("Tự Đức", Some("Giáp Dần")));
        assert_eq!(typed(&understand("Tự Đức 7").expect("a reign")), "Tự Đức 7");
    }

    #[test]
    fn nothing_is_guessed() {
        for text in ["", "xưa lắm", "18", "32/13/1968", "thế kỷ XXX", "đời vua nào đó", "x".repeat(500).as_str()]
        {
            assert_eq!(understand(text), None, "{text}");
        }
    }
}
