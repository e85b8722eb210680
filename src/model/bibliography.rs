//! Bibliography: a source one can cite (DOMAIN §3.6).

use serde::Deserialize;
use serde::Serialize;

/// A source.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Bibliography {
    /// The full citation.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub citation: String,
    /// Authors.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub authors: Vec<String>,
    /// Year.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub year: Option<String>,
    /// Publisher.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub publisher: Option<String>,
    /// `book`, `article`, `web`, `archive`, `decision`, `thesis`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub doc_kind: Option<String>,
    /// Address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Shelf mark.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub archive_ref: Option<String>,
    /// Language tag.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
}
