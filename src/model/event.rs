//! Event: something that happened to the heritage (DOMAIN §3.5); never a preservation event.

use serde::Deserialize;
use serde::Serialize;

use crate::model::date::FuzzyDate;
use crate::model::date::LunarDate;
use crate::model::text::LangText;
use crate::model::value::AgentRef;
use crate::model::value::Ref;

/// Something that happened to the heritage.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Event {
    /// A term of `event_kind`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub event_kind: String,
    /// What it happened to.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub of: Vec<Ref>,
    /// Its title.
    #[serde(skip_serializing_if = "LangText::is_blank")]
    pub title: LangText,
    /// What happened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub narrative: Option<LangText>,
    /// When.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<FuzzyDate>,
    /// How it comes again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recurrence: Option<Recurrence>,
    /// Who took part.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub actors: Vec<AgentRef>,
    /// Where.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<Ref>,
}

/// How a festival comes again.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Recurrence {
    /// A lunar day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lunar: Option<LunarDate>,
    /// `MM-DD`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gregorian: Option<String>,
    /// How many days it lasts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days: Option<u32>,
    /// Every so many years.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub every_years: Option<u32>,
    /// A season in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub season: Option<String>,
    /// A year in which it was held, for those not yearly.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub anchor_year: Option<i32>,
}
