//! When a festival comes next: its recurrence becomes days. What the record does not say is not guessed: every second year
//! without a year in which it was held, or a season, gives no day.

use jiff::civil::Date;

use crate::model::event::Recurrence;
use crate::model::lunar;
use crate::model::lunar::LunarDay;

/// Most days a festival is shown to last.
const DAYS: u32 = 60;

/// One time a festival is expected to be held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Occurrence {
    /// Its first day.
    pub first: Date,
    /// Its last day.
    pub last: Date,
    /// The year it is counted by: lunar for a lunar day, else Gregorian.
    pub year: i32,
    /// Its first day in the lunisolar calendar, where that is what the record says.
    pub lunar: Option<LunarDay>,
}

/// Returns the times between two days, both included, at which a festival is expected, the first first.
pub fn occurrences(recurrence: &Recurrence, from: Date, until: Date) -> Vec<Occurrence> {
    // A lunar year ends in the next Gregorian one.
    let years = i32::from(from.year()) - 1..=i32::from(until.year());
    let due = years.filter(|year| is_held(recurrence, *year)).filter_map(|year| in_year(recurrence, year));
    due.filter(|one| one.last >= from && one.first <= until).collect()
}

/// Returns the next time a festival is expected, on a day or after it: within the years of its turn.
pub fn next(recurrence: &Recurrence, from: Date) -> Option<Occurrence> {
    let years = recurrence.every_years.unwrap_or(1).clamp(1, 100) as i16 + 2;
    let until = Date::new(from.year().checked_add(years)?, 12, 31).ok()?;
    occurrences(recurrence, from, until).first().copied()
}

/// Returns true when a festival is held in a year of its own counting.
fn is_held(recurrence: &Recurrence, year: i32) -> bool {
    match recurrence.every_years.unwrap_or(1) {
        0 | 1 => true,
        every => recurrence
            .anchor_year
            .is_some_and(|held| (year - held).rem_euclid(i32::try_from(every).unwrap_or(i32::MAX)) == 0),
    }
}

fn in_year(recurrence: &Recurrence, year: i32) -> Option<Occurrence> {
    let (first, lunar) = match (&recurrence.lunar, &recurrence.gregorian) {
        (Some(said), _) => {
            // Who says the leap month means it where there is one; others keep to the month itself.
            let is_leap = said.leap && lunar::days(year, said.month, true).is_some();
            // The thirtieth of a month of 29 days is its last.
            let day = said.day.min(lunar::days(year, said.month, is_leap)?);
            let lunar = LunarDay { year, month: said.month, is_leap, day };
            (lunar::to_day(lunar)?, Some(lunar))
        }
        (None, Some(said)) => (gregorian(said, year)?, None),
        (None, None) => return None,
    };
    let more = recurrence.days.unwrap_or(1).clamp(1, DAYS) - 1;
    let last = first.checked_add(jiff::SignedDuration::from_hours(24 * i64::from(more))).ok()?;
    Some(Occurrence { first, last, year, lunar })
}

/// Reads `MM-DD`; 29 February is the 28th in common years.
fn gregorian(said: &str, year: i32) -> Option<Date> {
    let (month, day) = said.split_once('-')?;
    let (month, day): (i8, i8) = (month.parse().ok()?, day.parse().ok()?);
    let first = Date::new(i16::try_from(year).ok()?, month, 1).ok()?;
    (1..=31).contains(&day).then(|| Date::new(first.year(), month, day.min(first.days_in_month())).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn days(recurrence: serde_json::Value, from: &str, until: &str) -> Vec<String> {
        let recurrence: Recurrence = serde_json::from_value(recurrence).expect("a recurrence");
        occurrences(&recurrence, from.parse().expect("a day"), until.parse().expect("a day"))
            .iter()
            .map(
                |one| if one.first == one.last { one.first.to_string() } else { format!("{}/{}", one.first, one.last) },
            )
            .collect()
    }

    #[test]
    fn lunar_days_come_every_year_or_in_turn() {
        let yearly = json!({ "lunar": { "month": 1, "day": 10 } });
        assert_eq!(days(yearly, "2026-01-01", "2027-12-31"), ["2026-02-26", "2027-02-15"]);
        let second = json!({ "lunar": { "month": 2, "day": 15 }, "days": 2, "every_years": 2, "anchor_year": 2025 });
        assert_eq!(days(second, "2025-01-01", "2028-12-31"), ["2025-03-14/2025-03-15", "2027-03-22/2027-03-23"]);
        let unknown = json!({ "lunar": { "month": 2, "day": 15 }, "every_years": 2 });
        assert!(days(unknown, "2025-01-01", "2030-12-31").is_empty(), "nobody says in which years");
        assert!(days(json!({ "season": "mùa xuân" }), "2025-01-01", "2030-12-31").is_empty());
    }

    #[test]
    fn the_last_month_of_a_lunar_year_lies_in_the_next() {
        let kitchen = json!({ "lunar": { "month": 12, "day": 23 } });
        assert_eq!(days(kitchen, "2026-01-01", "2027-02-28"), ["2026-02-10", "2027-01-30"]);
    }

    #[test]
    fn leap_months_are_kept_apart() {
        let plain = json!({ "lunar": { "month": 6, "day": 1 } });
        assert_eq!(days(plain, "2025-01-01", "2025-12-31"), ["2025-06-25"], "the leap sixth month is not meant");
        let leap = json!({ "lunar": { "month": 6, "day": 1, "leap": true } });
        assert_eq!(days(leap, "2025-01-01", "2026-12-31"), ["2025-07-25", "2026-07-14"]);
    }

    #[test]
    fn a_day_the_month_lacks_is_its_last() {
        let eve = json!({ "lunar": { "month": 12, "day": 30 } });
        assert_eq!(days(eve, "2026-01-01", "2027-03-01"), ["2026-02-16", "2027-02-05"]);
        assert_eq!(days(json!({ "gregorian": "02-29" }), "2027-01-01", "2028-12-31"), ["2027-02-28", "2028-02-29"]);
        assert!(days(json!({ "gregorian": "13-01" }), "2027-01-01", "2028-12-31").is_empty());
    }

    #[test]
    fn one_that_is_going_on_is_the_next() {
        let recurrence: Recurrence =
            serde_json::from_value(json!({ "gregorian": "12-31", "days": 3 })).expect("a recurrence");
        let on = |day: &str| next(&recurrence, day.parse().expect("a day")).expect("one").first.to_string();
        assert_eq!(on("2027-01-01"), "2026-12-31");
        assert_eq!(on("2027-01-03"), "2027-12-31");
    }
}
