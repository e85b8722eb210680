//! Times as people say them in a query: reigns (`đời Minh Mạng`, `Tự Đức thứ 7`), dynasties (`thời Nguyễn`, `nhà Trần`,
//! `Nguyễn dynasty`), centuries (`thế kỷ XIX`, `19th century`, `abad ke-19`), decades and years; with and without marks.
//! A family name alone is a name.

use std::sync::LazyLock;

use crate::index::reading::Word;
use crate::index::spelling;
use crate::index::understanding::cut_name;
use crate::model::calendar;
use crate::model::dynasty;
use crate::model::edtf;
use crate::model::text::Lang;

/// A time found among words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Time {
    /// The first word after it.
    pub to: usize,
    /// Its first year.
    pub first: i32,
    /// Its last year.
    pub last: i32,
    /// True when a reader is told which years are meant.
    pub is_told: bool,
}

/// A reign or a dynasty.
struct Named {
    words: Vec<Word>,
    first: i32,
    last: i32,
    needs: Needs,
}

/// What has to stand beside a name, so that it is a time.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Needs {
    Nothing,
    /// A word for a reign before it, or a number of its year behind it.
    Reign,
    /// A word for a dynasty before it or behind it.
    Dynasty,
}

/// Words that stand before a reign or a dynasty.
const BEFORE: &[&str] = &[
    "thời nhà",
    "thời vua",
    "triều nhà",
    "triều đại",
    "triều vua",
    "đời vua",
    "niên hiệu",
    "vương triều",
    "thời kỳ",
    "thời",
    "triều",
    "đời",
    "dưới thời",
    "dưới triều",
    "vua",
    "reign of",
    "era of",
    "king",
    "emperor",
    "raja",
    "kaisar",
    "masa",
    "zaman",
    "dinasti",
    "wangsa",
    "pemerintahan",
];
/// Words that stand behind a dynasty.
const BEHIND: &[&str] = &["dynasty", "period", "era", "reign", "times"];

static NAMED: LazyLock<Vec<Named>> = LazyLock::new(|| {
    let mut all = Vec::new();
    for era in calendar::eras() {
        let needs = if era.is_alone { Needs::Nothing } else { Needs::Reign };
        all.push(Named { words: cut_name(&era.name), first: era.first, last: era.last, needs });
    }
    let mut add = |name: &str, first, last, needs| {
        let words = cut_name(name);
        if !all.iter().any(|known: &Named| known.words == words && known.needs == needs) {
            all.push(Named { words, first, last, needs });
        }
    };
    for one in dynasty::all() {
        // Years by themselves are read as years, and a people is more than a time.
        let Some(last) = one.last.filter(|_| !one.code.starts_with(|first: char| first.is_ascii_digit())) else {
            continue;
        };
        let name = one.name(Lang::Vi);
        match name.strip_prefix("Nhà ").or_else(|| (one.code == "cham_pa").then_some(name)) {
            Some(own) => add(own, one.first, last, Needs::Dynasty),
            None => Lang::ALL.iter().for_each(|lang| add(one.name(*lang), one.first, last, Needs::Nothing)),
        }
        for lang in [Lang::En, Lang::Id].into_iter().filter(|_| one.code != "cham_pa") {
            add(one.name(lang), one.first, last, Needs::Nothing);
        }
    }
    // `nhà Lê` is both of its halves.
    if let (Some(early), Some(late)) = (dynasty::of_code("le_so"), dynasty::of_code("le_trung_hung"))
        && let Some(last) = late.last
    {
        add("Lê", early.first, last, Needs::Dynasty);
        add("Hậu Lê", early.first, last, Needs::Dynasty);
    }
    all
});

/// Reads the longest time that begins at a word.
pub fn read(words: &[Word], at: usize) -> Option<Time> {
    [named(words, at), century(words, at), decade(words, at), year(words, at)]
        .into_iter()
        .flatten()
        .max_by_key(|time| time.to)
}

fn named(words: &[Word], at: usize) -> Option<Time> {
    let house = usize::from(says(words, at, "nhà").is_some());
    let of_year = usize::from(says(words, at, "năm").is_some());
    let before = BEFORE.iter().filter_map(|text| says(words, at, text)).max().unwrap_or(0).max(house);
    let mut best: Option<Time> = None;
    // What looks like a word before it may be a part of the name (`Thời Pháp thuộc`).
    for skipped in [before, of_year, 0] {
        let is_year = skipped > 0 && skipped == of_year && before == 0;
        for one in NAMED.iter().filter(|one| !is_year || one.needs != Needs::Dynasty) {
            let from = at + skipped;
            let to = from + one.words.len();
            let Some(typed) = words.get(from..to) else { continue };
            if !typed.iter().zip(&one.words).all(|(typed, known)| typed.is_spelling_of(known)) {
                continue;
            }
            let behind = BEHIND.iter().filter_map(|text| says(words, to, text)).max().unwrap_or(0);
            let time = match one.needs {
                // `nhà Trần Quốc Tuấn` is somebody's house.
                Needs::Dynasty if house > 0 && skipped == house && to < words.len() && before == house => continue,
                Needs::Dynasty if skipped == 0 && behind == 0 => continue,
                Needs::Dynasty => Time { to: to + behind, first: one.first, last: one.last, is_told: true },
                _ => match numbered(words, to, one) {
                    Some((to, year)) => Time { to, first: year, last: year, is_told: true },
                    None if one.needs == Needs::Reign && skipped + behind == 0 => continue,
                    None if one.needs == Needs::Reign && house > 0 && skipped == house && before == house => continue,
                    None => Time { to: to + behind, first: one.first, last: one.last, is_told: true },
                },
            };
            if best.is_none_or(|known| time.to > known.to) {
                best = Some(time);
            }
        }
    }
    best
}

/// Reads `thứ 7`, `năm thứ 7`, `7`, `year 7` behind a reign.
fn numbered(words: &[Word], at: usize, era: &Named) -> Option<(usize, i32)> {
    let between = ["năm thứ", "thứ", "năm", "year", "tahun ke", "tahun"];
    let skipped = between.iter().filter_map(|text| says(words, at, text)).max().unwrap_or(0);
    let number: i32 = words.get(at + skipped)?.folded.parse().ok()?;
    let year = era.first + number - 1;
    ((1..=60).contains(&number) && year <= era.last).then_some((at + skipped + 1, year))
}

/// Reads a century, its halves, its beginning, middle and end.
fn century(words: &[Word], at: usize) -> Option<Time> {
    const PARTS: &[(&str, i32, i32)] = &[
        ("nửa đầu", 0, 49),
        ("nửa cuối", 50, 99),
        ("nửa sau", 50, 99),
        ("đầu", 0, 34),
        ("giữa", 30, 69),
        ("cuối", 65, 99),
        ("early", 0, 34),
        ("mid", 30, 69),
        ("late", 65, 99),
        ("awal", 0, 34),
        ("pertengahan", 30, 69),
        ("akhir", 65, 99),
    ];
    let part =
        PARTS.iter().filter_map(|(text, from, to)| Some((says(words, at, text)?, *from, *to))).max_by_key(|p| p.0);
    let (skipped, from, until) = part.unwrap_or((0, 0, 99));
    let at = at + skipped;
    let named = ["thế kỷ thứ", "thế kỷ", "tk", "abad ke", "abad"];
    let (to, first, last) = match named.iter().filter_map(|text| says(words, at, text)).max() {
        Some(count) => {
            let first = number(words.get(at + count)?)?;
            // `thế kỷ XV–XVI`
            let next = words.get(at + count + 1).filter(|word| word.folded.parse::<i32>().is_err()).and_then(number);
            match next.filter(|next| *next > first) {
                Some(last) => (at + count + 2, first, last),
                None => (at + count + 1, first, first),
            }
        }
        None => {
            let ordinal = &words.get(at)?.folded;
            let digits = ordinal.trim_end_matches(|letter: char| letter.is_ascii_lowercase());
            let first: i32 = digits.parse().ok().filter(|_| digits.len() < ordinal.len())?;
            let behind = says(words, at + 1, "century")?;
            (at + 1 + behind, first, first)
        }
    };
    let is_sound = (1..=21).contains(&first) && (1..=21).contains(&last);
    let (first, last) = ((first - 1) * 100, (last - 1) * 100);
    is_sound.then_some(Time { to, first: first + from, last: last + until, is_told: true })
}

/// Reads the number of a century.
fn number(word: &Word) -> Option<i32> {
    match word.folded.parse() {
        Ok(number) => Some(number),
        Err(_) => (1..=21).find(|number| edtf::roman(*number).to_lowercase() == word.folded),
    }
}

/// Reads `thập niên 1850`, `1850s`, `tahun 1850-an`.
fn decade(words: &[Word], at: usize) -> Option<Time> {
    let named = ["thập niên", "thập kỷ", "những năm", "dasawarsa", "dekade"];
    let before = named.iter().filter_map(|text| says(words, at, text)).max();
    let tahun = says(words, at, "tahun");
    let skipped = before.or(tahun).unwrap_or(0);
    let word = &words.get(at + skipped)?.folded;
    let (digits, is_many) = word.strip_suffix('s').map_or((word.as_str(), false), |digits| (digits, true));
    let behind = says(words, at + skipped + 1, "an").filter(|_| tahun.is_some()).unwrap_or(0);
    let first = of_digits(digits, 4).filter(|year| year % 10 == 0)?;
    let is_decade = before.is_some() || is_many || behind > 0;
    is_decade.then_some(Time { to: at + skipped + 1 + behind, first, last: first + 9, is_told: true })
}

/// Reads `1854`, `năm 1854`, `năm 875`.
fn year(words: &[Word], at: usize) -> Option<Time> {
    let skipped = ["năm", "year", "tahun"].iter().filter_map(|text| says(words, at, text)).max().unwrap_or(0);
    let word = &words.get(at + skipped)?.folded;
    let year = of_digits(word, if skipped > 0 { 3 } else { 4 })?;
    Some(Time { to: at + skipped + 1, first: year, last: year, is_told: false })
}

fn of_digits(text: &str, least: usize) -> Option<i32> {
    let is_year = (least..=4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|year| is_year && (100..=2099).contains(year) && (text.len() < 4 || *year >= 1000))
}

/// Returns how many words it takes to say a text, where the words at a place say it.
fn says(words: &[Word], at: usize, text: &str) -> Option<usize> {
    let first = words.get(at)?.folded.chars().next();
    if text.chars().next().and_then(spelling::plain) != first {
        return None;
    }
    let known = cut_name(text);
    let typed = words.get(at..at + known.len())?;
    typed.iter().zip(&known).all(|(typed, known)| typed.is_spelling_of(known)).then_some(known.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(typed: &str) -> Option<(i32, i32)> {
        let words = cut_name(typed);
        read(&words, 0).filter(|time| time.to == words.len()).map(|time| (time.first, time.last))
    }

    #[test]
    fn dynasties_and_reigns_are_times_with_and_without_marks() {
        for typed in [
            "thời Nguyễn",
            "triều Nguyễn",
            "nhà Nguyễn",
            "thời nhà Nguyễn",
            "Nguyễn dynasty",
            "dinasti Nguyen",
            "thoi nguyen",
            "Nguyen period",
            "vương triều Nguyễn",
        ] {
            assert_eq!(whole(typed), Some((1802, 1945)), "{typed}");
        }
        assert_eq!(whole("nhà Trần"), Some((1225, 1400)));
        assert_eq!(whole("thời Lê trung hưng"), Some((1533, 1789)));
        assert_eq!(whole("nha le"), Some((1428, 1789)));
        assert_eq!(whole("thời Pháp thuộc"), Some((1884, 1945)));
        for typed in ["Minh Mạng", "đời Minh Mạng", "minh mang", "vua Minh Mệnh", "reign of Minh Mang"] {
            assert_eq!(whole(typed), Some((1820, 1840)), "{typed}");
        }
        for typed in ["Tự Đức thứ 7", "Tự Đức 7", "năm Tự Đức thứ 7", "tu duc nam thu 7", "Tự Đức year 7"]
        {
            assert_eq!(whole(typed), Some((1854, 1854)), "{typed}");
        }
        assert_eq!(whole("niên hiệu Vĩnh Thịnh"), Some((1705, 1719)));
        assert_eq!(whole("Thịnh Đức 5"), Some((1657, 1657)));
    }

    #[test]
    fn names_of_families_houses_and_places_are_no_times() {
        for typed in ["Nguyễn", "nguyen", "Trần", "Vĩnh Thịnh", "Thái Hòa", "Chăm Pa", "nhà", "thời", "1"]
        {
            assert_eq!(whole(typed), None, "{typed}");
        }
        let words = cut_name("nhà Trần Quốc Tuấn");
        assert_eq!(read(&words, 0), None);
    }

    #[test]
    fn centuries_decades_and_years_are_times() {
        for typed in ["thế kỷ XIX", "thế kỉ 19", "TK XIX", "the ky xix", "19th century", "abad ke-19", "abad XIX"]
        {
            assert_eq!(whole(typed), Some((1800, 1899)), "{typed}");
        }
        assert_eq!(whole("đầu thế kỷ XIX"), Some((1800, 1834)));
        assert_eq!(whole("late 19th century"), Some((1865, 1899)));
        assert_eq!(whole("thế kỷ XV–XVI"), Some((1400, 1599)));
        for typed in ["thập niên 1850", "1850s", "tahun 1850-an"] {
            assert_eq!(whole(typed), Some((1850, 1859)), "{typed}");
        }
        assert_eq!(
            (whole("1854"), whole("năm 1854"), whole("năm 875")),
            (Some((1854, 1854)), Some((1854, 1854)), Some((875, 875)))
        );
        for typed in ["875", "0854", "4699", "thế kỷ", "thế kỷ XXX", "19th", "185"] {
            assert_eq!(whole(typed), None, "{typed}");
        }
    }
}
