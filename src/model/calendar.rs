//! Reign years and the sexagenary cycle (DOMAIN §7). A lunar day before 1968 is never turned into a
//! Gregorian day by machine: old court calendars differ.

use std::sync::LazyLock;

use crate::model::date::Reign;

/// An era of a reign (`era.csv`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Era {
    /// Its name as it is written.
    pub name: String,
    /// The Gregorian year in which its first lunar year begins.
    pub first: i32,
    /// The last year that is counted by it.
    pub last: i32,
    /// True when its name alone is first of all a time, and not a place or a person of later days.
    pub is_alone: bool,
}

static ERAS: LazyLock<Vec<Era>> = LazyLock::new(|| {
    let mut rows = csv::Reader::from_reader(include_str!("era.csv").as_bytes());
    let read = |row: csv::StringRecord| {
        let year = |n: usize| row.get(n)?.parse().ok();
        Some(Era { name: row.get(0)?.to_owned(), first: year(1)?, last: year(2)?, is_alone: row.get(3)? == "yes" })
    };
    rows.records().flatten().filter_map(read).collect()
});

const CAN: [&str; 10] = ["Giáp", "Ất", "Bính", "Đinh", "Mậu", "Kỷ", "Canh", "Tân", "Nhâm", "Quý"];
const CHI: [&str; 12] = ["Tý", "Sửu", "Dần", "Mão", "Thìn", "Tỵ", "Ngọ", "Mùi", "Thân", "Dậu", "Tuất", "Hợi"];

/// Returns an era's name as it is written, found without regard to capitals.
pub fn era(name: &str) -> Option<&'static str> {
    let wanted = name.trim().to_lowercase();
    ERAS.iter().find(|era| era.name.to_lowercase() == wanted).map(|era| era.name.as_str())
}

/// Returns the eras, oldest first.
pub fn eras() -> &'static [Era] {
    &ERAS
}

/// Returns the Gregorian year in which a year of an era begins; `None` for an unknown era or year 0.
pub fn year_of(era: &str, year: u32) -> Option<i32> {
    let wanted = era.trim().to_lowercase();
    let era = ERAS.iter().find(|era| era.name.to_lowercase() == wanted)?;
    (1..=60).contains(&year).then(|| era.first + year as i32 - 1)
}

/// Returns the sexagenary name of the lunar year that begins in a Gregorian year.
pub fn can_chi(year: i32) -> String {
    let n = (year - 4).rem_euclid(60) as usize;
    format!("{} {}", CAN[n % 10], CHI[n % 12])
}

/// Returns the year a reign date means, when its era is known.
pub fn reign_year(reign: &Reign) -> Option<i32> {
    year_of(&reign.era, reign.year)
}

/// Returns true when the sexagenary name the source gives is that of the year; true as well when it gives none.
pub fn agrees(reign: &Reign) -> bool {
    match (&reign.can_chi, reign_year(reign)) {
        (Some(given), Some(year)) => given.trim().to_lowercase() == can_chi(year).to_lowercase(),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reign_years_agree_with_their_sexagenary_names() {
        for (era, n, year, name) in [
            ("Gia Long", 12, 1813, "Quý Dậu"),
            ("Minh Mạng", 7, 1826, "Bính Tuất"),
            ("Minh Mạng", 15, 1834, "Giáp Ngọ"),
            ("Tự Đức", 7, 1854, "Giáp Dần"),
            ("Thành Thái", 12, 1900, "Canh Tý"),
            ("Khải Định", 1, 1916, "Bính Thìn"),
            ("Thịnh Đức", 5, 1657, "Đinh Dậu"),
        ] {
            assert_eq!(year_of(era, n), Some(year));
            assert_eq!(can_chi(year), name);
        }
    }

    #[test]
    fn every_era_is_read_and_ends_after_it_began() {
        assert_eq!(eras().len(), include_str!("era.csv").lines().count() - 1);
        assert!(eras().iter().all(|era| era.first <= era.last));
    }

    #[test]
    fn a_mismatch_is_noticed() {
        let reign =
            Reign { era: "Minh Mạng".into(), year: 5, can_chi: Some("Giáp Dần".into()), ..Reign::default() };
        assert!(!agrees(&reign));
    }
}
