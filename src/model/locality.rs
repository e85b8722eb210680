//! Administrative units as a tree, province above ward, for lists that are narrowed by place: a value is the way down
//! to a unit, `thành phố Đà Nẵng/phường Thanh Khê`. Wards of different provinces share names; ways do not.

use std::collections::BTreeSet;

use crate::model::place::Place;
use crate::model::unit;
use crate::model::value::AdminRef;

/// What stands between a unit and the one above it.
pub const BELOW: char = '/';

const HERE: &str = "thành phố Đà Nẵng";
/// Units of our own table that lie elsewhere, by their codes.
const ELSEWHERE: &[(&str, &str)] = &[("20137", "thành phố Huế")];

/// Returns the ways down to the units of today that a place lies in: each province, and each ward under its province.
/// A ward whose province nobody knows stands by itself.
pub fn ways(place: &Place) -> Vec<String> {
    let current = place.address_current.unit.iter();
    let units: Vec<&AdminRef> = current.chain(&place.units).filter(|unit| unit.to.is_none()).collect();
    let provinces: BTreeSet<String> =
        units.iter().filter(|unit| is_province(unit)).map(|unit| plain(&unit.name)).collect();
    let only = provinces.iter().next().filter(|_| provinces.len() == 1).cloned();
    let mut ways = BTreeSet::new();
    for unit in units.into_iter().filter(|unit| !is_province(unit)) {
        let name = plain(&unit.name);
        match only.clone().or_else(|| province(&name).map(str::to_owned)) {
            Some(province) => {
                ways.insert(format!("{province}{BELOW}{name}"));
                ways.insert(province);
            }
            None => drop(ways.insert(name)),
        }
    }
    ways.extend(provinces);
    ways.retain(|way| !way.is_empty());
    ways.into_iter().collect()
}

/// Returns the values of a search as they stand in the tree: a ward by its bare name gets its province where our table
/// knows it, and who asks for a ward does not ask for its whole province.
pub fn asked(values: &[String]) -> Vec<String> {
    let known = |value: &String| match province(value) {
        Some(province) => format!("{province}{BELOW}{value}"),
        None => value.clone(),
    };
    let all: Vec<String> = values.iter().map(known).collect();
    let mut kept: Vec<String> = Vec::with_capacity(all.len());
    for value in &all {
        if !all.iter().any(|other| is_below(other, value)) && !kept.contains(value) {
            kept.push(value.clone());
        }
    }
    kept
}

/// Says whether a way goes on from another.
pub fn is_below(way: &str, above: &str) -> bool {
    way.strip_prefix(above).is_some_and(|rest| rest.starts_with(BELOW))
}

/// Returns the unit a way leads to, without those above it.
pub fn last(way: &str) -> &str {
    way.rsplit(BELOW).next().unwrap_or(way)
}

fn province(ward: &str) -> Option<&'static str> {
    let unit = unit::find(ward, true)?;
    Some(ELSEWHERE.iter().find(|(code, _)| *code == unit.code).map_or(HERE, |(_, province)| province))
}

/// Since 2025-07-01 there is nothing between a province and its wards: a city is a province.
fn is_province(unit: &AdminRef) -> bool {
    match unit.level.as_deref() {
        Some(level) => matches!(level, "province" | "city"),
        None => unit.name.starts_with("tỉnh ") || unit.name.starts_with("thành phố "),
    }
}

fn plain(name: &str) -> String {
    name.trim().replace(BELOW, "–")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(name: &str, level: &str, to: Option<&str>) -> AdminRef {
        let level = Some(level.to_owned()).filter(|level| !level.is_empty());
        AdminRef { name: name.to_owned(), level, to: to.map(str::to_owned), ..AdminRef::default() }
    }

    fn of(units: Vec<AdminRef>) -> Vec<String> {
        ways(&Place { units, ..Place::default() })
    }

    #[test]
    fn a_ward_stands_under_its_province_and_what_was_before_stands_nowhere() {
        let units = vec![
            unit("phường Tam Kỳ", "ward", None),
            unit("thành phố Đà Nẵng", "city", None),
            unit("thành phố Tam Kỳ", "city", Some("2025-06-30")),
        ];
        assert_eq!(of(units), ["thành phố Đà Nẵng", "thành phố Đà Nẵng/phường Tam Kỳ"]);
    }

    #[test]
    fn of_two_provinces_each_ward_finds_its_own() {
        let units = vec![
            unit("phường Hải Vân", "ward", None),
            unit("thành phố Đà Nẵng", "city", None),
            unit("xã Chân Mây – Lăng Cô", "commune", None),
            unit("thành phố Huế", "", None),
            unit("xã Vô Danh", "commune", None),
        ];
        assert_eq!(
            of(units),
            [
                "thành phố Huế",
                "thành phố Huế/xã Chân Mây – Lăng Cô",
                "thành phố Đà Nẵng",
                "thành phố Đà Nẵng/phường Hải Vân",
                "xã Vô Danh",
            ]
        );
    }

    #[test]
    fn who_asks_for_a_ward_does_not_ask_for_its_province() {
        let values = |list: &[&str]| list.iter().map(|value| (*value).to_owned()).collect::<Vec<_>>();
        let ward = "thành phố Đà Nẵng/phường Thanh Khê";
        assert_eq!(asked(&values(&["thành phố Đà Nẵng", ward])), [ward]);
        assert_eq!(asked(&values(&["phường Thanh Khê", ward])), [ward]);
        assert_eq!(asked(&values(&["tỉnh A", "tỉnh A B/phường C"])), ["tỉnh A", "tỉnh A B/phường C"]);
        assert_eq!(last(ward), "phường Thanh Khê");
    }
}
