//! Place and Zone: where a relic is and what is protected around it (DOMAIN §3.5–3.6, §6).

use serde::Deserialize;
use serde::Serialize;
use serde_json::Value;

use crate::model::text::LangText;
use crate::model::value::AdminRef;
use crate::model::value::GeoPoint;
use crate::model::value::Measure;
use crate::model::value::Ref;

/// Where something is.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Place {
    /// The address as the source records it.
    pub address_recorded: Address,
    /// The address as of today.
    pub address_current: Address,
    /// Coordinates.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub point: Option<GeoPoint>,
    /// `exact`, `100m`, `1km`, `unit` or `hidden`; 10 km where nothing is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub public_precision: Option<String>,
    /// GeoJSON.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub boundary: Option<Value>,
    /// The way to get there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub route: Option<LangText>,
    /// Administrative units, 1..n.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub units: Vec<AdminRef>,
}

/// An address with its unit.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Address {
    /// In words.
    #[serde(skip_serializing_if = "LangText::is_blank")]
    pub text: LangText,
    /// The administrative unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<AdminRef>,
}

/// A protection zone.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Zone {
    /// `I`, `II`, `core` or `buffer`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub zone: String,
    /// GeoJSON.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub polygon: Option<Value>,
    /// Area.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub area: Option<Measure>,
    /// Boundary markers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub markers: Vec<GeoPoint>,
    /// The decision.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decision: Option<Ref>,
    /// The minutes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minutes: Option<Ref>,
}
