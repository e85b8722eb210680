//! Dates as sources give them: EDTF, reign years, lunar days (DOMAIN §2 and §7).

use serde::Deserialize;
use serde::Serialize;

use crate::model::text::LangText;
use crate::model::value::Mark;

/// A date with its uncertainty.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FuzzyDate {
    /// The date in EDTF: level 0–1 and the list `[1834,1835]`.
    pub edtf: String,
    /// The source's own wording, where it says more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub display: Option<LangText>,
    /// The reign year the source gives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reign: Option<Reign>,
    /// The lunar day the source gives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lunar: Option<LunarDate>,
    /// True when a machine derived the EDTF from the reign or lunar date.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub computed: bool,
    /// How sure it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mark: Option<Mark>,
    /// What happened then (`built`, `rebuilt`, …), a term of `event_kind`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
}

/// A year of a reign, such as Tự Đức 7.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reign {
    /// The era's name, such as `Tự Đức`.
    pub era: String,
    /// The year of the era, from 1.
    pub year: u32,
    /// The year's sexagenary name as the source gives it, such as `Giáp Dần`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub can_chi: Option<String>,
    /// Lunar month, 1–12.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lunar_month: Option<u32>,
    /// Lunar day, 1–30.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lunar_day: Option<u32>,
    /// True in a leap month.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub leap: bool,
}

/// A day of the Vietnamese lunisolar calendar (UTC+7); without a year it comes again every year.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LunarDate {
    /// The lunar year, numbered by the Gregorian year it begins in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub year: Option<i32>,
    /// 1–12.
    pub month: u32,
    /// 1–30.
    pub day: u32,
    /// True in a leap month.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub leap: bool,
}
