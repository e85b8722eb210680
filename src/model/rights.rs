//! Rights in a record or an asset, and consents of people shown (DOMAIN §3.6).

use serde::Deserialize;
use serde::Serialize;

use crate::model::text::LangText;
use crate::model::value::AgentRef;
use crate::model::value::Ref;

/// What one may do with it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Rights {
    /// URI of a Creative Commons licence or RightsStatements.org statement.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub statement: String,
    /// Who holds the rights.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub holder: Option<AgentRef>,
    /// How to credit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub credit_line: Option<LangText>,
    /// `web`, `print`, `museum`, `research`, `commercial`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub scope: Vec<String>,
    /// First day (ISO date).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Last day (ISO date).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// The paper that says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evidence: Option<Ref>,
    /// What the community asks.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub community_notice: Vec<Notice>,
}

/// What a community asks of users.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Notice {
    /// A term of `community_notice`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub term: String,
    /// In its own words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<LangText>,
    /// A Local Contexts label, by code only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label_code: Option<String>,
    /// Where the label is kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hub_url: Option<String>,
}

/// A person's consent: closed, never exported.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Consent {
    /// Opaque reference to the person.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub subject_ref: String,
    /// How it was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
    /// For what.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub purposes: Vec<String>,
    /// ISO date.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub given_on: Option<String>,
    /// ISO date.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires: Option<String>,
    /// ISO date.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub withdrawn_on: Option<String>,
    /// True when a guardian gave it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub guardian: bool,
    /// The paper, closed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proof: Option<Ref>,
}
