//! Small value types shared by all records (DOMAIN §2).

use serde::Deserialize;
use serde::Serialize;
use serde_json::Value;

use crate::base::id::RecordId;
use crate::model::text::LangText;

/// How sure a statement is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub enum Mark {
    /// Found in the source named.
    F,
    /// Unsure.
    U,
    /// Disputed: sources disagree.
    D,
    /// General knowledge, to be checked.
    G,
}

/// A pointer to another record, by id or by code.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Ref {
    /// The record's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<RecordId>,
    /// The record's code, where the id is not known yet; below a relic `RELIC/CODE`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
}

impl Ref {
    /// Points at a record by its id.
    pub fn id(id: RecordId) -> Ref {
        Ref { id: Some(id), code: None }
    }
    /// Points at a record by its code.
    pub fn code(code: &str) -> Ref {
        Ref { id: None, code: Some(code.to_owned()) }
    }
}

/// An agent, or the bare name of one that has no record.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AgentRef {
    /// The agent's record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent: Option<Ref>,
    /// The name, where there is no record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<LangText>,
    /// A term of `agent_role`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// When, for signatures (RFC 3339 or a plain date).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
}

/// Where something is, WGS84.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GeoPoint {
    /// Latitude in degrees, −90 to 90.
    pub lat: f64,
    /// Longitude in degrees, −180 to 180.
    pub lon: f64,
    /// Radius of uncertainty in metres.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accuracy_m: Option<f64>,
    /// `gps`, `survey`, `map` or `estimate`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// The coordinates as measured in another system, such as VN-2000.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_crs: Option<Value>,
}

/// A measurement, metric.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Measure {
    /// `height`, `width`, `depth`, `length`, `diameter`, `weight`, `area` or `count`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The number.
    pub value: f64,
    /// The unit, such as `cm`, `m2`, `kg`.
    pub unit: String,
    /// What part of the thing was measured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
    /// The source's wording.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// One of several competing values of a field; the page says «sources disagree».
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Claim {
    /// The field it speaks of, such as `dating` or `decisions`.
    pub path: String,
    /// The value as this source gives it: a text, a `LangText` or the field's own shape.
    pub value: Value,
    /// How sure it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mark: Option<Mark>,
    /// Who says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<SourceRef>,
    /// Why it is or is not believed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<LangText>,
    /// True on the one the record follows.
    #[serde(default)]
    pub preferred: bool,
}

/// Where a statement comes from.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SourceRef {
    /// A bibliography record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bibliography_id: Option<Ref>,
    /// A decision record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision_id: Option<Ref>,
    /// An address on the web.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The source in words, where it has neither record nor address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub citation: Option<String>,
    /// Page, section, minute.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locator: Option<String>,
    /// When it was read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accessed: Option<String>,
}

/// An administrative unit at a time (DOMAIN §6): a code alone is no identity.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AdminRef {
    /// The official code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit_code: Option<String>,
    /// The unit's name, such as `phường Thanh Khê`.
    pub name: String,
    /// `ward`, `commune`, `district`, `province`, `city` or `special_zone`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<String>,
    /// First day of this unit in this shape (ISO date).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Last day of this unit in this shape (ISO date).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
}

/// When something was done and by whom.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Stamp {
    /// RFC 3339 in UTC.
    pub at: String,
    /// The operator's name.
    pub by: String,
}
