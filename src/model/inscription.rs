//! Inscription: a text on a carrier, its original, reading and translation (DOMAIN §3.4).

use serde::Deserialize;
use serde::Serialize;

use crate::model::date::FuzzyDate;
use crate::model::date::Reign;
use crate::model::text::LangText;
use crate::model::value::AgentRef;
use crate::model::value::Ref;

/// A text on a carrier.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Inscription {
    /// A short name for lists, where the reading is long.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<LangText>,
    /// What kind of text, a term of `object_type` or `ma_nhai`, `beam`, `board`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub text_kind: String,
    /// What bears it: a relic, part or artefact.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub carrier: Option<Ref>,
    /// Where on the carrier.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<String>,
    /// `hani_han`, `hani_nom`, `latn_quoc_ngu`, `sanskrit`, `cham`, `latin` or `mixed`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub script: String,
    /// `vertical_rl`, `horizontal_rl` or `horizontal_lr`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub direction: String,
    /// One line a column; `□` lost, `[x]` restored, `{x?}` doubtful; NFC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub original: Option<String>,
    /// Sino-Vietnamese reading.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reading: Option<LangText>,
    /// Translation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub translation: Option<LangText>,
    /// Date and donor.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub colophon: Vec<Colophon>,
    /// Characters, checked against `original`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub char_count: Option<u32>,
    /// When.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dating: Option<FuzzyDate>,
    /// Who wrote it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author: Option<AgentRef>,
    /// Who cut it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub carver: Option<AgentRef>,
    /// For edicts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub edict: Option<Edict>,
    /// Rubbings.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rubbing: Vec<Ref>,
    /// `complete`, `worn`, `fragment` or `lost_known_from_copy`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub state: String,
    /// Who read and signed it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub editors: Vec<AgentRef>,
}

impl Inscription {
    /// Returns the language tag of the original by its script; `None` where the script does not say.
    pub fn original_lang(&self) -> Option<&'static str> {
        Some(match self.script.as_str() {
            "hani_han" => "lzh",
            "hani_nom" => "vi-Hani",
            "sanskrit" => "sa",
            "cham" => "cjm",
            "latin" => "la",
            "latn_quoc_ngu" => "vi",
            _ => return None,
        })
    }
}

/// The closing words of an inscription.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Colophon {
    /// As cut.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub original: Option<String>,
    /// Reading.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reading: Option<LangText>,
    /// The date it gives.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<FuzzyDate>,
    /// Who gave it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub donor: Option<AgentRef>,
    /// Who wrote it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub writer: Option<AgentRef>,
}

/// A royal edict of investiture.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Edict {
    /// The deity honoured.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deity: Option<AgentRef>,
    /// Honorary titles.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub titles: Vec<String>,
    /// The village allowed to worship.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub village: Option<String>,
    /// When.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issued: Option<Reign>,
    /// The seal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seal: Option<String>,
}
