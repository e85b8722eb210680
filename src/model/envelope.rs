//! What every record carries around its own fields (DOMAIN §2, envelope).

use serde::Deserialize;
use serde::Serialize;

use crate::base::id::RecordId;
use crate::model::access::Access;
use crate::model::text::LangText;
use crate::model::value::Claim;
use crate::model::value::SourceRef;
use crate::model::value::Stamp;

/// Where a record stands in the workflow.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Being written.
    #[default]
    Draft,
    /// Waiting for a second person.
    InReview,
    /// Checked, not yet public.
    Approved,
    /// Public.
    Published,
    /// Was public; a short note stands in its place.
    Withdrawn,
}

impl Status {
    /// Returns the name as stored.
    pub fn name(self) -> &'static str {
        match self {
            Status::Draft => "draft",
            Status::InReview => "in_review",
            Status::Approved => "approved",
            Status::Published => "published",
            Status::Withdrawn => "withdrawn",
        }
    }
}

/// Why and when a record was withdrawn.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Withdrawal {
    /// When, RFC 3339.
    pub at: String,
    /// A short reason code, such as `rights`, `privacy`, `error`, `request`, `other`.
    pub reason: String,
    /// The public note.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<LangText>,
}

/// The envelope of a record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Envelope {
    /// The record's id, never reused.
    #[serde(default = "RecordId::fresh")]
    pub id: RecordId,
    /// The human code, unique in its parent; as written, marks and all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Where the newest version stands.
    #[serde(default)]
    pub status: Status,
    /// Who may see it once it is published.
    #[serde(default)]
    pub access: Access,
    /// Where the statements come from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<SourceRef>,
    /// Competing values, kept side by side.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub claims: Vec<Claim>,
    /// The same thing elsewhere (addresses).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub same_as: Vec<String>,
    /// When it was made and by whom.
    #[serde(default)]
    pub created: Stamp,
    /// When it was last changed and by whom.
    #[serde(default)]
    pub updated: Stamp,
    /// Number of the newest version, from 1; 0 before it is stored.
    #[serde(default)]
    pub version: u32,
    /// The version the public sees.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published_version: Option<u32>,
    /// When it should be looked at again (ISO date).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review_due: Option<String>,
    /// Set while the record is withdrawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawal: Option<Withdrawal>,
}

impl Default for Envelope {
    fn default() -> Envelope {
        Envelope {
            id: RecordId::fresh(),
            code: None,
            status: Status::Draft,
            access: Access::default(),
            sources: Vec::new(),
            claims: Vec::new(),
            same_as: Vec::new(),
            created: Stamp::default(),
            updated: Stamp::default(),
            version: 0,
            published_version: None,
            review_due: None,
            withdrawal: None,
        }
    }
}
