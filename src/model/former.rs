//! Administrative units that are no more, and the unit of today where they lay. Facts, set down by ourselves.
//!
//! `former_ward.csv`: Resolution 1659/NQ-UBTVQH15 of 16 June 2025, article 1, wards and communes of Đà Nẵng, in force since
//! 1 July 2025; a commune that was divided has a line for each unit it went to. `former_province.csv`: Resolution
//! 202/2025/QH15 of 12 June 2025, article 1, and what an older act (or the law of its day) joined before.

use std::sync::LazyLock;

/// A ward, commune, town or district that is no more in that shape.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormerWard {
    /// Its name with its kind, such as `phường Thạc Gián`.
    pub before: String,
    /// The district it lay in, such as `quận Thanh Khê`; empty for a district itself.
    pub district: String,
    /// The unit of today, such as `phường Thanh Khê`.
    pub today: String,
}

/// A province that is no more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormerProvince {
    /// Its name with its kind, such as `tỉnh Quảng Nam`.
    pub before: String,
    /// The province or city of today.
    pub today: String,
}

static WARDS: LazyLock<Vec<FormerWard>> = LazyLock::new(|| {
    rows(include_str!("former_ward.csv"), |[before, district, today]| FormerWard { before, district, today })
});
static PROVINCES: LazyLock<Vec<FormerProvince>> =
    LazyLock::new(|| rows(include_str!("former_province.csv"), |[before, today, _]| FormerProvince { before, today }));

fn rows<T>(text: &str, make: impl Fn([String; 3]) -> T) -> Vec<T> {
    let mut rows = csv::Reader::from_reader(text.as_bytes());
    let column = |row: &csv::StringRecord, n: usize| row.get(n).unwrap_or_default().to_owned();
    rows.records().flatten().map(|row| make([0, 1, 2].map(|n| column(&row, n)))).collect()
}

/// Returns the former wards and communes of Đà Nẵng as it is today.
pub fn wards() -> &'static [FormerWard] {
    &WARDS
}

/// Returns the former provinces.
pub fn provinces() -> &'static [FormerProvince] {
    &PROVINCES
}

/// Cuts a unit's name into its kind and its own name: `phường`, `Thạc Gián`.
pub fn parted(name: &str) -> (&str, &str) {
    const KINDS: [&str; 9] = ["phường", "xã", "thị trấn", "quận", "huyện", "thị xã", "thành phố", "tỉnh", "đặc khu"];
    let kind = KINDS.iter().find(|kind| name.strip_prefix(**kind).is_some_and(|rest| rest.starts_with(' ')));
    kind.map_or(("", name), |kind| (&name[..kind.len()], name[kind.len()..].trim()))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::model::unit;

    #[test]
    fn every_line_is_read_and_the_units_of_today_are_as_many_as_the_resolution_says() {
        assert_eq!(wards().len(), include_str!("former_ward.csv").lines().count() - 1);
        let today: BTreeSet<&str> = wards().iter().map(|ward| ward.today.as_str()).collect();
        let of = |kind: &str| today.iter().filter(|name| parted(name).0 == kind).count();
        assert_eq!((of("phường"), of("xã"), of("đặc khu")), (23, 70, 1));
        assert_eq!(provinces().iter().filter(|one| one.before != one.today).count(), 31);
        assert!(wards().iter().all(|ward| !parted(&ward.before).0.is_empty() && !parted(&ward.today).0.is_empty()));
    }

    #[test]
    fn the_small_table_of_units_says_the_same() {
        let is_today = |name: &str| wards().iter().any(|ward| ward.today == name);
        for unit in unit::UNITS.iter().filter(|unit| unit.code != "20137") {
            match unit.name.split_once(", ") {
                Some((ward, district)) => assert!(
                    wards().iter().any(|known| known.before == ward && known.district == district),
                    "{}",
                    unit.name
                ),
                None => assert!(is_today(unit.name), "{}", unit.name),
            }
        }
    }
}
