//! Extended Date/Time Format: levels 0 and 1, and the level-2 list `[1834,1835]` (DOMAIN §2).
//! Years only reach as far as the archive does: −9999 to 9999.

use crate::model::text::Lang;

/// A date that was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edtf {
    /// One point, as precise as its parts.
    Point(Point),
    /// From one to another; an end may be open or unknown.
    Span(Option<Point>, Option<Point>),
    /// One of several.
    OneOf(Vec<Point>),
}

/// A year, month or day with its qualification.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Point {
    /// First year it may mean.
    pub first: i32,
    /// Last year it may mean; differs from the first for `145X`.
    pub last: i32,
    /// 1–12.
    pub month: Option<u8>,
    /// 1–31.
    pub day: Option<u8>,
    /// `~` or `%`.
    pub is_about: bool,
    /// `?` or `%`.
    pub is_unsure: bool,
}

/// Reads a date; `None` when it is none.
pub fn parse(text: &str) -> Option<Edtf> {
    let text = text.trim();
    if let Some(inner) = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        let points: Option<Vec<Point>> = inner.split(',').map(|part| point(part.trim())).collect();
        return points.filter(|points| !points.is_empty()).map(Edtf::OneOf);
    }
    match text.split_once('/') {
        None => point(text).map(Edtf::Point),
        Some((from, until)) => {
            let (from, until) = (end(from)?, end(until)?);
            if from.is_none() && until.is_none() {
                return None;
            }
            if let (Some(from), Some(until)) = (&from, &until)
                && from.first > until.last
            {
                return None;
            }
            Some(Edtf::Span(from, until))
        }
    }
}

/// Returns the first and last year a date may mean; an open end means its other end's year.
pub fn years(text: &str) -> Option<(i32, i32)> {
    Some(match parse(text)? {
        Edtf::Point(point) => (point.first, point.last),
        Edtf::Span(Some(from), Some(until)) => (from.first, until.last),
        Edtf::Span(Some(from), None) => (from.first, from.last),
        Edtf::Span(None, Some(until)) => (until.first, until.last),
        Edtf::Span(None, None) => return None,
        Edtf::OneOf(points) => {
            (points.iter().map(|point| point.first).min()?, points.iter().map(|point| point.last).max()?)
        }
    })
}

/// Returns true when a date is not known to the year: about, perhaps, one of several, a decade or a century.
pub fn is_about(text: &str) -> bool {
    let about = |point: &Point| point.is_about || point.is_unsure || point.first != point.last;
    match parse(text) {
        None => true,
        Some(Edtf::Point(point)) => about(&point),
        Some(Edtf::Span(from, until)) => from.iter().chain(until.iter()).any(about),
        Some(Edtf::OneOf(points)) => points.len() > 1 || points.iter().any(about),
    }
}

/// Returns true when a date says in words that it is about, perhaps or one of several; a bare decade or century does not.
pub fn says_about(text: &str) -> bool {
    match parse(text) {
        None => true,
        Some(Edtf::Point(point)) => point.is_about || point.is_unsure,
        Some(Edtf::Span(from, until)) => from.iter().chain(until.iter()).any(|point| point.is_about || point.is_unsure),
        Some(Edtf::OneOf(_)) => true,
    }
}

/// Returns a date as a reader of a language expects it; the text itself when it is not understood.
pub fn display(text: &str, lang: Lang) -> String {
    let words = Words::of(lang);
    match parse(text) {
        None => text.to_owned(),
        Some(Edtf::Point(point)) => say(&point, lang),
        Some(Edtf::Span(Some(from), Some(until))) => format!("{}–{}", say(&from, lang), say(&until, lang)),
        Some(Edtf::Span(Some(from), None)) => format!("{} {}", words.since, say(&from, lang)),
        Some(Edtf::Span(None, Some(until))) => format!("{} {}", words.until, say(&until, lang)),
        Some(Edtf::Span(None, None)) => text.to_owned(),
        Some(Edtf::OneOf(points)) => {
            points.iter().map(|point| say(point, lang)).collect::<Vec<_>>().join(&format!(" {} ", words.or))
        }
    }
}

fn end(text: &str) -> Option<Option<Point>> {
    match text.trim() {
        "" | ".." => Some(None),
        other => point(other).map(Some),
    }
}

fn point(text: &str) -> Option<Point> {
    let (body, is_about, is_unsure) = match text.chars().last()? {
        '~' => (&text[..text.len() - 1], true, false),
        '?' => (&text[..text.len() - 1], false, true),
        '%' => (&text[..text.len() - 1], true, true),
        _ => (text, false, false),
    };
    let (sign, digits) = match body.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, body),
    };
    let mut parts = digits.split('-');
    let (first, last) = year(parts.next()?)?;
    let month = parts.next().map(|part| two(part, 1, 12)).transpose_opt()?;
    let day = parts.next().map(|part| two(part, 1, 31)).transpose_opt()?;
    if parts.next().is_some() || (month.is_some() && first != last) {
        return None;
    }
    if let (Some(month), Some(day)) = (month, day)
        && day > days(first * sign, month)
    {
        return None;
    }
    let (first, last) = if sign < 0 { (-last, -first) } else { (first, last) };
    Some(Point { first, last, month, day, is_about, is_unsure })
}

/// Turns an optional parse inside out: absent is fine, malformed is not.
trait TransposeOpt<T> {
    fn transpose_opt(self) -> Option<Option<T>>;
}

impl<T> TransposeOpt<T> for Option<Option<T>> {
    fn transpose_opt(self) -> Option<Option<T>> {
        match self {
            None => Some(None),
            Some(None) => None,
            Some(found) => Some(found),
        }
    }
}

/// Four digits, the last of which may be `X`.
fn year(text: &str) -> Option<(i32, i32)> {
    if text.len() != 4 {
        return None;
    }
    let known = text.trim_end_matches('X');
    if known.is_empty() || !known.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let unknown = 10_i32.pow((4 - known.len()) as u32);
    let first = known.parse::<i32>().ok()? * unknown;
    Some((first, first + unknown - 1))
}

fn two(text: &str, least: u8, most: u8) -> Option<u8> {
    if text.len() != 2 {
        return None;
    }
    text.parse().ok().filter(|number| (least..=most).contains(number))
}

fn days(year: i32, month: u8) -> u8 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

struct Words {
    about: &'static str,
    unsure: &'static str,
    since: &'static str,
    until: &'static str,
    or: &'static str,
    century: &'static str,
    before: &'static str,
}

impl Words {
    fn of(lang: Lang) -> Words {
        match lang {
            Lang::Vi => Words {
                about: "khoảng",
                unsure: "có lẽ",
                since: "từ",
                until: "đến",
                or: "hoặc",
                century: "thế kỷ",
                before: "tr. CN",
            },
            Lang::En => Words {
                about: "about",
                unsure: "perhaps",
                since: "since",
                until: "until",
                or: "or",
                century: "century",
                before: "BCE",
            },
            Lang::Id => Words {
                about: "sekitar",
                unsure: "mungkin",
                since: "sejak",
                until: "hingga",
                or: "atau",
                century: "abad",
                before: "SM",
            },
        }
    }
}

fn say(point: &Point, lang: Lang) -> String {
    let words = Words::of(lang);
    let plain = match (point.month, point.day) {
        (Some(month), Some(day)) => day_text(point.first, month, day, lang),
        (Some(month), None) => month_text(point.first, month, lang),
        _ => year_text(point, lang),
    };
    match (point.is_about, point.is_unsure) {
        (true, _) => format!("{} {plain}", words.about),
        (false, true) => format!("{} {plain}", words.unsure),
        (false, false) => plain,
    }
}

fn year_text(point: &Point, lang: Lang) -> String {
    let words = Words::of(lang);
    match point.last - point.first {
        0 if point.first < 0 => format!("{} {}", -point.first, words.before),
        0 => point.first.to_string(),
        99 => {
            let number = point.first.div_euclid(100) + 1;
            match lang {
                Lang::En => format!("{} {}", ordinal(number), words.century),
                _ => format!("{} {}", words.century, roman(number)),
            }
        }
        9 if lang == Lang::En => format!("{}s", point.first),
        _ => format!("{}–{}", point.first, point.last),
    }
}

/// The months' English names.
pub(super) const MONTHS_EN: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
/// The months' Indonesian names.
pub(super) const MONTHS_ID: [&str; 12] = [
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
];

fn day_text(year: i32, month: u8, day: u8, lang: Lang) -> String {
    let name = usize::from(month - 1);
    match lang {
        Lang::Vi => format!("{day}/{month}/{year}"),
        Lang::En => format!("{day} {} {year}", MONTHS_EN[name]),
        Lang::Id => format!("{day} {} {year}", MONTHS_ID[name]),
    }
}

fn month_text(year: i32, month: u8, lang: Lang) -> String {
    let name = usize::from(month - 1);
    match lang {
        Lang::Vi => format!("tháng {month}/{year}"),
        Lang::En => format!("{} {year}", MONTHS_EN[name]),
        Lang::Id => format!("{} {year}", MONTHS_ID[name]),
    }
}

/// Returns a century's number in Roman digits, as Vietnamese and Indonesian write it.
pub fn roman(mut number: i32) -> String {
    const DIGITS: [(i32, &str); 9] =
        [(50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"), (0, ""), (0, "")];
    let mut text = String::new();
    for (value, digit) in DIGITS {
        while value > 0 && number >= value {
            text.push_str(digit);
            number -= value;
        }
    }
    text
}

/// Returns an English ordinal such as `19th`.
pub fn ordinal(number: i32) -> String {
    let ending = match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{number}{ending}")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_examples_of_the_schema_are_understood() {
        for (text, span) in [
            ("1854", (1854, 1854)),
            ("145X~", (1450, 1459)),
            ("1853/1854", (1853, 1854)),
            ("1813/..", (1813, 1813)),
            ("0875~/0925~", (875, 925)),
            ("1968-12-26", (1968, 1968)),
            ("[1834,1835]", (1834, 1835)),
            ("18XX", (1800, 1899)),
        ] {
            assert_eq!(years(text), Some(span), "{text}");
        }
    }

    #[test]
    fn what_is_not_known_to_the_year_is_about() {
        for (text, is, says) in [
            ("1854", false, false),
            ("1968-12-26", false, false),
            ("1602/1832", false, false),
            ("1813/..", false, false),
            ("145X~", true, true),
            ("18XX", true, false),
            ("16XX/19XX", true, false),
            ("1657?", true, true),
            ("[1834,1835]", true, true),
        ] {
            assert_eq!((is_about(text), says_about(text)), (is, says), "{text}");
        }
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for text in ["", "18", "1854-13", "1854-02-30", "abcd", "1900/1800", "X854", "[", "../..", "XXXX"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn dates_are_written_as_each_language_writes_them() {
        assert_eq!(display("1968-12-26", Lang::Vi), "26/12/1968");
        assert_eq!(display("1968-12-26", Lang::En), "26 December 1968");
        assert_eq!(display("14XX~", Lang::Vi), "khoảng thế kỷ XV");
        assert_eq!(display("18XX", Lang::En), "19th century");
        assert_eq!(display("1813/..", Lang::Id), "sejak 1813");
        assert_eq!(display("[1834,1835]", Lang::En), "1834 or 1835");
    }

    proptest! {
        #[test]
        fn nothing_a_stranger_types_breaks_it(text in ".{0,24}") {
            let _ = (years(&text), display(&text, Lang::Vi));
        }
    }
}
