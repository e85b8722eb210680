//! Relic: an immovable relic, ranked or only inventoried (DOMAIN §3.1), and the parts of it.

use serde::Deserialize;
use serde::Serialize;
use serde_json::Value;

use crate::model::condition::Condition;
use crate::model::date::FuzzyDate;
use crate::model::place::Place;
use crate::model::place::Zone;
use crate::model::rights::Rights;
use crate::model::text::LangText;
use crate::model::value::AgentRef;
use crate::model::value::Measure;
use crate::model::value::Ref;

/// A relic site.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Relic {
    /// Its name.
    #[serde(skip_serializing_if = "LangText::is_blank")]
    pub name: LangText,
    /// Other names.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub other_names: Vec<OtherName>,
    /// Terms of `relic_type`, 1..n.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub relic_types: Vec<String>,
    /// Terms of `function`, 1..n.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub functions: Vec<String>,
    /// A term of `rank`; follows from the decisions.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub rank: String,
    /// `world_heritage`, `memory_of_world`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rank_flags: Vec<String>,
    /// The decisions that speak of it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub decisions: Vec<Ref>,
    /// Where it is, as recorded and as of today.
    pub place: Place,
    /// Protection zones.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub zones: Vec<Zone>,
    /// Its area.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub area_m2: Option<Measure>,
    /// When it was made and remade.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub dating: Vec<FuzzyDate>,
    /// What it is, in a minute.
    #[serde(skip_serializing_if = "LangText::is_blank")]
    pub summary: LangText,
    /// Its history.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub history: Option<LangText>,
    /// What one sees.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<LangText>,
    /// Why it matters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub significance: Option<LangText>,
    /// Who is venerated there.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub worship: Vec<AgentRef>,
    /// People bound up with it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub people: Vec<AgentRef>,
    /// What happened to it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub events: Vec<Ref>,
    /// Terms of `material`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub materials: Vec<String>,
    /// Terms of `technique`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub techniques: Vec<String>,
    /// The latest assessment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub condition: Option<Condition>,
    /// Owners.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub owner: Vec<AgentRef>,
    /// Those who look after it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub manager: Vec<AgentRef>,
    /// For visitors.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub visit: Option<Visit>,
    /// The picture that stands for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cover: Option<Ref>,
    /// Pictures in the order they are shown; the others follow by date.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub asset_order: Vec<Ref>,
    /// Rights in the record's own texts.
    pub rights: Rights,
    /// Literature.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub bibliography: Vec<Ref>,
}

/// Another name.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct OtherName {
    /// The name.
    #[serde(skip_serializing_if = "LangText::is_blank")]
    pub name: LangText,
    /// `old`, `popular`, `official`, `foreign`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// When it was used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub period: Option<String>,
}

/// What a visitor wants to know.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Visit {
    /// Opening hours.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hours: Option<LangText>,
    /// Fee.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fee: Option<LangText>,
    /// Getting in and around.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub access_notes: Option<LangText>,
    /// Dress.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dress: Option<LangText>,
    /// Rule on photographs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub photo_rule: Option<LangText>,
}

/// A part or building of a relic (DOMAIN §3.2).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Part {
    /// Its name.
    #[serde(skip_serializing_if = "LangText::is_blank")]
    pub name: LangText,
    /// A term of `part`, such as `TD`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub part_type: String,
    /// The relic.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub belongs_to: Option<Ref>,
    /// True for an original constituent element.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub original_element: Option<bool>,
    /// When.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub dating: Vec<FuzzyDate>,
    /// Terms of `material`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub materials: Vec<String>,
    /// Terms of `technique`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub techniques: Vec<String>,
    /// Measurements.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub measures: Vec<Measure>,
    /// What one sees.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<LangText>,
    /// Distinguishing features.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub features: Option<LangText>,
    /// Condition.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub condition: Option<Condition>,
    /// Documentary heritage: `{content, carrier}`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub documentary: Option<Value>,
}
