//! Condition: an assessment of the state of a relic or artefact (DOMAIN §3.6).

use serde::Deserialize;
use serde::Serialize;
use serde_json::Value;

use crate::model::text::LangText;
use crate::model::value::AgentRef;
use crate::model::value::Ref;

/// One assessment.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Condition {
    /// A term of `condition`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub grade: String,
    /// A term of `urgency`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub urgency: String,
    /// ISO date.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assessed_on: Option<String>,
    /// Who looked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<AgentRef>,
    /// `visual`, `instrument`, `drone` or `3d`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// What is wrong.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub damages: Vec<Damage>,
    /// Handling.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub handling: Option<LangText>,
    /// `{t_c, rh_percent, lux}`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub environment: Option<Value>,
    /// Advice.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recommend: Option<LangText>,
    /// ISO date.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_due: Option<String>,
}

/// One damage.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Damage {
    /// A term of `damage`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub damage: String,
    /// The part or artefact.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on: Option<Ref>,
    /// How far.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extent: Option<String>,
    /// Pictures.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub assets: Vec<Ref>,
    /// Where in the picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub annotation: Option<String>,
}
