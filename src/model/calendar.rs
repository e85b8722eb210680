//! Reign years and the sexagenary cycle (DOMAIN §7). A lunar day before 1968 is never turned into a
//! Gregorian day by machine: old court calendars differ.

use crate::model::date::Reign;

/// First year of each era: the lunar year that begins in that Gregorian year.
const ERAS: &[(&str, i32)] = &[
    ("Hồng Đức", 1470),
    ("Thịnh Đức", 1653),
    ("Gia Long", 1802),
    ("Minh Mạng", 1820),
    ("Minh Mệnh", 1820),
    ("Thiệu Trị", 1841),
    ("Tự Đức", 1848),
    ("Hiệp Hòa", 1883),
    ("Kiến Phúc", 1884),
    ("Hàm Nghi", 1885),
    ("Đồng Khánh", 1886),
    ("Thành Thái", 1889),
    ("Duy Tân", 1907),
    ("Khải Định", 1916),
    ("Bảo Đại", 1926),
];

const CAN: [&str; 10] = ["Giáp", "Ất", "Bính", "Đinh", "Mậu", "Kỷ", "Canh", "Tân", "Nhâm", "Quý"];
const CHI: [&str; 12] = ["Tý", "Sửu", "Dần", "Mão", "Thìn", "Tỵ", "Ngọ", "Mùi", "Thân", "Dậu", "Tuất", "Hợi"];

/// Returns an era's name as it is written, found without regard to capitals.
pub fn era(name: &str) -> Option<&'static str> {
    let wanted = name.trim().to_lowercase();
    ERAS.iter().find(|(era, _)| era.to_lowercase() == wanted).map(|(era, _)| *era)
}

/// Returns the Gregorian year in which a year of an era begins; `None` for an unknown era or year 0.
pub fn year_of(era: &str, year: u32) -> Option<i32> {
    let wanted = era.trim().to_lowercase();
    let (_, first) = ERAS.iter().find(|(name, _)| name.to_lowercase() == wanted)?;
    (1..=60).contains(&year).then(|| first + year as i32 - 1)
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
    fn a_mismatch_is_noticed() {
        let reign =
            Reign { era: "Minh Mạng".into(), year: 5, can_chi: Some("Giáp Dần".into()), ..Reign::default() };
        assert!(!agrees(&reign));
    }
}
