//! Dynasties and periods: the words by which people cut time (`dynasty.csv`). First those that follow one another, then
//! those beside them. The years are those of common handbooks; where two periods meet, both have the year.

use std::sync::LazyLock;

use crate::model::text::Lang;

/// A dynasty or another period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dynasty {
    /// Its code.
    pub code: String,
    /// Its first year.
    pub first: i32,
    /// Its last year; `None` while it lasts.
    pub last: Option<i32>,
    /// Its name in Vietnamese, English, Indonesian.
    names: [String; 3],
}

impl Dynasty {
    /// Returns its name in a language.
    pub fn name(&self, lang: Lang) -> &str {
        match lang {
            Lang::Vi => &self.names[0],
            Lang::En => &self.names[1],
            Lang::Id => &self.names[2],
        }
    }

    /// Returns true when some of its years lie between two years.
    pub fn meets(&self, first: i32, last: i32) -> bool {
        self.first <= last && self.last.is_none_or(|own| own >= first)
    }
}

static ALL: LazyLock<Vec<Dynasty>> = LazyLock::new(|| {
    let mut rows = csv::Reader::from_reader(include_str!("dynasty.csv").as_bytes());
    let read = |row: csv::StringRecord| {
        let column = |n: usize| row.get(n).unwrap_or_default().to_owned();
        let last = column(2);
        Some(Dynasty {
            code: column(0),
            first: column(1).parse().ok()?,
            last: if last.is_empty() { None } else { Some(last.parse().ok()?) },
            names: [column(3), column(4), column(5)],
        })
    };
    rows.records().flatten().filter_map(read).collect()
});

/// Returns all of them: those that follow one another, oldest first, then those beside them.
pub fn all() -> &'static [Dynasty] {
    &ALL
}

/// Returns the one of that code.
pub fn of_code(code: &str) -> Option<&'static Dynasty> {
    ALL.iter().find(|dynasty| dynasty.code == code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_table_is_read_and_named_in_three_languages() {
        assert_eq!(all().len(), include_str!("dynasty.csv").lines().count() - 1);
        for dynasty in all() {
            assert!(Lang::ALL.iter().all(|lang| !dynasty.name(*lang).is_empty()), "{}", dynasty.code);
            assert!(dynasty.last.is_none_or(|last| last > dynasty.first), "{}", dynasty.code);
        }
    }

    #[test]
    fn years_are_met_by_their_dynasties() {
        let names = |first, last| -> Vec<&str> {
            all().iter().filter(|dynasty| dynasty.meets(first, last)).map(|dynasty| dynasty.name(Lang::Vi)).collect()
        };
        assert_eq!(names(1854, 1854), ["Nhà Nguyễn"]);
        assert_eq!(names(1450, 1459), ["Nhà Lê sơ", "Chăm Pa"]);
        assert_eq!(names(2020, 2030), ["Từ năm 1975"]);
        assert_eq!(of_code("tran").map(|dynasty| (dynasty.first, dynasty.last)), Some((1225, Some(1400))));
    }
}
