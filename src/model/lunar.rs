//! The Vietnamese lunisolar calendar since 1968: new moons and the sun's place in the sky, as days of UTC+7.
//! A month begins on the day of a new moon; the month of the winter solstice is the eleventh; where thirteen months lie
//! between two of those, the first without a major solar term is a leap month and bears the number of the one before.
//! Formulas: J. Meeus, Astronomical Algorithms, chapters 25 and 49. It makes nothing of days before 1968 (DOMAIN §7).

use std::f64::consts::PI;
use std::sync::OnceLock;

use jiff::civil::Date;

/// The first year the calendar is sure of.
pub const FIRST_YEAR: i32 = 1968;
/// The last: beyond it what the earth's rotation will have done is not known well enough.
pub const LAST_YEAR: i32 = 2199;

/// A day of the lunisolar calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LunarDay {
    /// Numbered by the Gregorian year it begins in.
    pub year: i32,
    /// 1–12.
    pub month: u32,
    /// True in a leap month.
    pub is_leap: bool,
    /// 1–30.
    pub day: u32,
}

/// A month: the number of its first day, how many it has, and what it is called.
#[derive(Debug, Clone, Copy)]
struct Month {
    start: i64,
    days: u32,
    year: i32,
    number: u32,
    is_leap: bool,
}

/// Hours that local days are ahead of universal time, in days.
const AHEAD: f64 = 7.0 / 24.0;
/// Mean length of a month, in days.
const MONTH: f64 = 29.530588861;
/// The new moon that months are counted from (January 2000), in days.
const NEW_MOON: f64 = 2451550.09766;
/// The number of 1 January 1970.
const EPOCH: i64 = 2_440_588;

/// Returns the lunar day of a Gregorian one; `None` outside the years the calendar is sure of.
pub fn of_day(day: Date) -> Option<LunarDay> {
    let number = number(day);
    let year = i32::from(day.year());
    if !(FIRST_YEAR..=LAST_YEAR).contains(&year) {
        return None;
    }
    let is_within = |month: &Month| (month.start..month.start + i64::from(month.days)).contains(&number);
    let month = [year, year + 1].into_iter().flat_map(months).find(|month| is_within(month))?;
    let day = (number - month.start) as u32 + 1;
    Some(LunarDay { year: month.year, month: month.number, is_leap: month.is_leap, day })
}

/// Returns the Gregorian day of a lunar one; `None` where that year has no such day.
pub fn to_day(lunar: LunarDay) -> Option<Date> {
    let month = month(lunar.year, lunar.month, lunar.is_leap)?;
    (1..=month.days).contains(&lunar.day).then(|| date(month.start + i64::from(lunar.day) - 1)).flatten()
}

/// Returns how many days a month of a lunar year has, 29 or 30; `None` where the year has no such month.
pub fn days(year: i32, month: u32, is_leap: bool) -> Option<u32> {
    self::month(year, month, is_leap).map(|month| month.days)
}

fn month(year: i32, number: u32, is_leap: bool) -> Option<Month> {
    if !(FIRST_YEAR..=LAST_YEAR).contains(&year) {
        return None;
    }
    let from_solstice = if number >= 11 { year + 1 } else { year };
    months(from_solstice)
        .iter()
        .find(|month| (month.year, month.number, month.is_leap) == (year, number, is_leap))
        .copied()
}

/// Returns the months from the eleventh of the year before to the tenth of a year.
fn months(year: i32) -> &'static [Month] {
    const YEARS: usize = (LAST_YEAR - FIRST_YEAR) as usize + 2;
    static KNOWN: [OnceLock<Vec<Month>>; YEARS] = [const { OnceLock::new() }; YEARS];
    let known = usize::try_from(year - FIRST_YEAR).ok().and_then(|at| KNOWN.get(at));
    known.map_or(&[], |known| known.get_or_init(|| reckon(year)))
}

fn reckon(year: i32) -> Vec<Month> {
    let (first, next) = (eleventh(year - 1), eleventh(year));
    let starts: Vec<i64> = (first..=next).map(new_moon_day).collect();
    let terms: Vec<i64> = starts.iter().map(|start| term(*start)).collect();
    let has_leap = next - first == 13;
    let mut months: Vec<Month> = Vec::with_capacity(13);
    let mut number = 11;
    let mut is_leap_over = !has_leap;
    for at in 0..starts.len() - 1 {
        let is_leap = at > 0 && !is_leap_over && terms[at] == terms[at + 1];
        if at > 0 && !is_leap {
            number = number % 12 + 1;
        }
        is_leap_over |= is_leap;
        let days = (starts[at + 1] - starts[at]) as u32;
        let year = if number >= 11 && at < 4 { year - 1 } else { year };
        months.push(Month { start: starts[at], days, year, number, is_leap });
    }
    months
}

/// Returns which new moon begins the eleventh month of a year.
fn eleventh(year: i32) -> i64 {
    let last_day = Date::new(year as i16, 12, 31).map_or(0, number);
    let mut moon = ((last_day as f64 - NEW_MOON) / MONTH).floor() as i64 + 1;
    while new_moon_day(moon) > last_day {
        moon -= 1;
    }
    // The sun is at 270 degrees at the solstice.
    if term(new_moon_day(moon)) >= 9 { moon - 1 } else { moon }
}

/// Returns which twelfth of its way the sun is in as a day begins.
fn term(day: i64) -> i64 {
    (sun(day as f64 - 0.5 - AHEAD) / 30.0).floor() as i64
}

/// Returns the number of the local day of a new moon.
fn new_moon_day(moon: i64) -> i64 {
    (new_moon(moon) + 0.5 + AHEAD).floor() as i64
}

/// Returns the instant of a new moon in universal time (chapter 49).
fn new_moon(moon: i64) -> f64 {
    let k = moon as f64;
    let t = k / 1_236.85;
    let (t2, t3, t4) = (t * t, t * t * t, t * t * t * t);
    let mean = NEW_MOON + MONTH * k + 0.00015437 * t2 - 0.000000150 * t3 + 0.00000000073 * t4;
    let e = 1.0 - 0.002516 * t - 0.0000074 * t2;
    let sun = 2.5534 + 29.10535670 * k - 0.0000014 * t2 - 0.00000011 * t3;
    let moon = 201.5643 + 385.81693528 * k + 0.0107582 * t2 + 0.00001238 * t3 - 0.000000058 * t4;
    let f = 160.7108 + 390.67050284 * k - 0.0016118 * t2 - 0.00000227 * t3 + 0.000000011 * t4;
    let node = 124.7746 - 1.56375588 * k + 0.0020672 * t2 + 0.00000215 * t3;
    let terms = [
        (-0.40720, moon),
        (0.17241 * e, sun),
        (0.01608, 2.0 * moon),
        (0.01039, 2.0 * f),
        (0.00739 * e, moon - sun),
        (-0.00514 * e, moon + sun),
        (0.00208 * e * e, 2.0 * sun),
        (-0.00111, moon - 2.0 * f),
        (-0.00057, moon + 2.0 * f),
        (0.00056 * e, 2.0 * moon + sun),
        (-0.00042, 3.0 * moon),
        (0.00042 * e, sun + 2.0 * f),
        (0.00038 * e, sun - 2.0 * f),
        (-0.00024 * e, 2.0 * moon - sun),
        (-0.00017, node),
        (-0.00007, moon + 2.0 * sun),
        (0.00004, 2.0 * moon - 2.0 * f),
        (0.00004, 3.0 * sun),
        (0.00003, moon + sun - 2.0 * f),
        (0.00003, 2.0 * moon + 2.0 * f),
        (-0.00003, moon + sun + 2.0 * f),
        (0.00003, moon - sun + 2.0 * f),
        (-0.00002, moon - sun - 2.0 * f),
        (-0.00002, 3.0 * moon + sun),
        (0.00002, 4.0 * moon),
        (0.000325, 299.77 + 0.107408 * k - 0.009173 * t2),
        (0.000165, 251.88 + 0.016321 * k),
        (0.000164, 251.83 + 26.651886 * k),
        (0.000126, 349.42 + 36.412478 * k),
        (0.000110, 84.66 + 18.206239 * k),
        (0.000062, 141.74 + 53.303771 * k),
        (0.000060, 207.14 + 2.453732 * k),
        (0.000056, 154.84 + 7.306860 * k),
        (0.000047, 34.52 + 27.261239 * k),
        (0.000042, 207.19 + 0.121824 * k),
        (0.000040, 291.34 + 1.844379 * k),
        (0.000037, 161.72 + 24.198154 * k),
        (0.000035, 239.56 + 25.513099 * k),
        (0.000023, 331.55 + 3.592518 * k),
    ];
    let at = mean + terms.iter().map(|(share, degrees)| share * sine(*degrees)).sum::<f64>();
    at - behind(at)
}

/// Returns the sun's apparent longitude at an instant of universal time, 0–360 degrees (chapter 25).
fn sun(at: f64) -> f64 {
    let t = (at + behind(at) - 2_451_545.0) / 36_525.0;
    let mean = 280.46646 + 36000.76983 * t + 0.0003032 * t * t;
    let anomaly = 357.52911 + 35999.05029 * t - 0.0001537 * t * t;
    let centre = (1.914602 - 0.004817 * t - 0.000014 * t * t) * sine(anomaly)
        + (0.019993 - 0.000101 * t) * sine(2.0 * anomaly)
        + 0.000289 * sine(3.0 * anomaly);
    (mean + centre - 0.00569 - 0.00478 * sine(125.04 - 1_934.136 * t)).rem_euclid(360.0)
}

/// Returns by how much universal time is behind the even time of the formulas, in days: 40 seconds in 1968, 69 in 2020;
/// what is to come is an estimate (Espenak and Meeus).
fn behind(at: f64) -> f64 {
    let year = 2_000.0 + (at - 2_451_545.0) / 365.25;
    let t = year - 2_000.0;
    let seconds = if year < 1_986.0 {
        let t = year - 1_975.0;
        45.45 + 1.067 * t - t * t / 260.0 - t * t * t / 718.0
    } else if year < 2_050.0 {
        62.92 + 0.32217 * t + 0.005589 * t * t
    } else {
        let centuries = (year - 1_820.0) / 100.0;
        -20.0 + 32.0 * centuries * centuries - 0.5628 * (2_150.0 - year).max(0.0)
    };
    seconds / 86_400.0
}

fn sine(degrees: f64) -> f64 {
    (degrees.rem_euclid(360.0) * PI / 180.0).sin()
}

/// Returns the number of a day: Julian, at its noon.
fn number(day: Date) -> i64 {
    let since = day.duration_since(Date::constant(1970, 1, 1));
    EPOCH + since.as_hours() / 24
}

fn date(number: i64) -> Option<Date> {
    let since = jiff::SignedDuration::from_hours((number - EPOCH) * 24);
    Date::constant(1970, 1, 1).checked_add(since).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().expect("a day")
    }

    fn lunar(text: &str) -> (i32, u32, u32, bool) {
        let lunar = of_day(day(text)).expect("within the years");
        (lunar.year, lunar.month, lunar.day, lunar.is_leap)
    }

    #[test]
    fn days_are_those_of_utc_plus_7() {
        for (gregorian, year, month, day_of_month, is_leap) in [
            ("2026-02-17", 2026, 1, 1, false),
            ("2024-02-10", 2024, 1, 1, false),
            ("2023-03-23", 2023, 2, 2, true),
            ("2018-02-25", 2018, 1, 10, false),
            ("2027-02-06", 2027, 1, 1, false),
            ("2028-01-26", 2028, 1, 1, false),
            ("2030-02-02", 2030, 1, 1, false),
            ("1985-01-21", 1985, 1, 1, false),
            ("2025-03-15", 2025, 2, 16, false),
            ("2026-02-26", 2026, 1, 10, false),
            ("2027-03-23", 2027, 2, 16, false),
            ("2026-12-25", 2026, 11, 17, false),
        ] {
            assert_eq!(lunar(gregorian), (year, month, day_of_month, is_leap), "{gregorian}");
            let back = LunarDay { year, month, is_leap, day: day_of_month };
            assert_eq!(to_day(back), Some(day(gregorian)), "{gregorian}");
        }
    }

    /// Leap months as Vietnamese almanacs have them; in 1985 and 2033 others' calendars differ or were long in dispute.
    #[test]
    fn leap_months_stand_where_almanacs_have_them() {
        for (year, month) in [
            (1968, 7),
            (1971, 5),
            (1974, 4),
            (1976, 8),
            (1979, 6),
            (1982, 4),
            (1985, 2),
            (1987, 7),
            (1990, 5),
            (1993, 3),
            (1995, 8),
            (1998, 5),
            (2001, 4),
            (2004, 2),
            (2006, 7),
            (2009, 5),
            (2012, 4),
            (2014, 9),
            (2017, 6),
            (2020, 4),
            (2023, 2),
            (2025, 6),
            (2028, 5),
            (2031, 3),
            (2033, 11),
            (2036, 6),
            (2039, 5),
            (2042, 2),
            (2044, 7),
            (2047, 5),
        ] {
            let own: Vec<u32> = (1..=12).filter(|month| days(year, *month, true).is_some()).collect();
            assert_eq!(own, [month], "{year}");
        }
        for year in [1969, 1984, 2024, 2026, 2027] {
            assert!((1..=12).all(|month| days(year, month, true).is_none()), "{year}");
        }
    }

    #[test]
    fn every_day_has_one_lunar_day_and_comes_back_from_it() {
        let mut before: Option<LunarDay> = None;
        for number in number(day("1968-02-01"))..number(day("2060-12-31")) {
            let gregorian = date(number).expect("a day");
            let lunar = of_day(gregorian).unwrap_or_else(|| panic!("{gregorian} has none"));
            assert_eq!(to_day(lunar), Some(gregorian));
            if let Some(before) = before {
                let is_next = lunar.day == before.day + 1 && lunar.month == before.month;
                assert!(is_next || (lunar.day == 1 && before.day >= 29), "{gregorian}: {before:?}, {lunar:?}");
            }
            before = Some(lunar);
        }
    }

    #[test]
    fn what_is_not_sure_is_not_said() {
        assert_eq!(of_day(day("1967-12-31")), None);
        let no_such = |year, month, is_leap, day| to_day(LunarDay { year, month, is_leap, day });
        assert_eq!(no_such(1945, 1, false, 1), None);
        assert_eq!(no_such(2026, 2, true, 1), None);
        assert_eq!(no_such(2026, 13, false, 1), None);
        assert_eq!(no_such(2026, 1, false, 31), None);
    }
}
