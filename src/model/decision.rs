//! Decision: an administrative act on heritage (DOMAIN §3.6).

use serde::Deserialize;
use serde::Serialize;

use crate::model::date::FuzzyDate;
use crate::model::text::LangText;
use crate::model::value::AgentRef;
use crate::model::value::Ref;

/// An administrative act.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Decision {
    /// The number, kept as written, such as `4699/QĐ-BVHTTDL`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// True when no source gives the number.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub number_unknown: bool,
    /// `ranking`, `upgrade`, `adjust_zone`, `delist`, `treasure`, `inventory`, `plan_approval`, `project_approval`, `world_heritage` or `memory_of_world`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub decision_kind: String,
    /// When it was signed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issued_on: Option<FuzzyDate>,
    /// When it takes effect.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effective_on: Option<FuzzyDate>,
    /// Who issued it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issuer: Option<AgentRef>,
    /// Who signed it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signatory: Option<AgentRef>,
    /// A term of `rank`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<String>,
    /// The batch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub batch: Option<String>,
    /// The relics it speaks of.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub relics: Vec<Ref>,
    /// Its abstract.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub excerpt: Option<LangText>,
    /// The scan.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<Ref>,
}
