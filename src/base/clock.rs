//! The clock: instants in UTC, and the one zone the archive shows (UTC+7).

use jiff::Timestamp;
use jiff::tz;

/// Returns the present instant.
pub fn now() -> Timestamp {
    Timestamp::now()
}

/// Returns milliseconds since 1970, the form in which the catalogue keeps time.
pub fn now_ms() -> i64 {
    now().as_millisecond()
}

/// Returns the zone in which times are shown: Việt Nam, UTC+7, without daylight saving.
pub fn zone() -> tz::TimeZone {
    tz::TimeZone::fixed(tz::offset(7))
}

/// Formats milliseconds since 1970 as RFC 3339 in UTC; what is out of range is the first instant of 1970.
pub fn stamp_of(ms: i64) -> String {
    stamp(Timestamp::from_millisecond(ms).unwrap_or(Timestamp::UNIX_EPOCH))
}

/// Formats an instant as RFC 3339 in UTC, to the second, as records keep it.
pub fn stamp(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}
