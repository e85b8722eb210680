//! Artefact: a movable thing that belongs to a relic (DOMAIN §3.2).

use serde::Deserialize;
use serde::Serialize;
use serde_json::Value;

use crate::model::condition::Condition;
use crate::model::date::FuzzyDate;
use crate::model::rights::Rights;
use crate::model::text::LangText;
use crate::model::value::AgentRef;
use crate::model::value::Measure;
use crate::model::value::Ref;

/// A movable thing.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Artefact {
    /// Its name.
    #[serde(skip_serializing_if = "LangText::is_blank")]
    pub name: LangText,
    /// A term of `object_type`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub object_type: String,
    /// `A.B.C` as written, such as `PTH.TĐ.01`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub inventory_no: String,
    /// `di_vat`, `co_vat`, `bao_vat_quoc_gia` or `none`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub legal_class: String,
    /// A term of `acquisition`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acquisition: Option<String>,
    /// The relic it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub belongs_to: Option<Ref>,
    /// The part it is kept in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part_location: Option<Ref>,
    /// Where exactly: never public.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location_precise: Option<String>,
    /// When.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub dating: Vec<FuzzyDate>,
    /// Makers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub maker: Vec<AgentRef>,
    /// Terms of `material`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub materials: Vec<String>,
    /// Terms of `technique`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub techniques: Vec<String>,
    /// Measurements.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub measures: Vec<Measure>,
    /// Distinguishing features.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub features: Option<LangText>,
    /// What it depicts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<LangText>,
    /// What one sees.
    #[serde(skip_serializing_if = "LangText::is_blank")]
    pub description: LangText,
    /// Condition.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub condition: Option<Condition>,
    /// Documentary heritage: `{content, carrier}`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub documentary: Option<Value>,
    /// Moves.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub moves: Vec<Ref>,
    /// Who keeps it, where that is not the relic.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub held_by: Option<AgentRef>,
    /// Rights in the record.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rights: Option<Rights>,
}
