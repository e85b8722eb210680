//! Agent: a person, group, family, institution, deity or community (DOMAIN §3.5).

use serde::Deserialize;
use serde::Serialize;

use crate::model::date::FuzzyDate;
use crate::model::text::LangText;

/// Someone the heritage tells of.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Agent {
    /// The name.
    #[serde(skip_serializing_if = "LangText::is_blank")]
    pub name: LangText,
    /// Other names.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub other_names: Vec<LangText>,
    /// `person`, `group`, `family_clan`, `institution`, `deity` or `community`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub agent_kind: String,
    /// Terms of `agent_role`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<String>,
    /// Born.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub birth: Option<FuzzyDate>,
    /// Died.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub death: Option<FuzzyDate>,
    /// Active.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub floruit: Option<FuzzyDate>,
    /// `yes`, `no` or `unknown`; required of a person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub living: Option<String>,
    /// Biography.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub biography: Option<LangText>,
}
