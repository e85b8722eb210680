//! Asset: a digital item that shows a record (DOMAIN §3.3). Its master file is immutable.

use serde::Deserialize;
use serde::Serialize;

use crate::base::digest::Digest;
use crate::model::date::FuzzyDate;
use crate::model::rights::Consent;
use crate::model::rights::Rights;
use crate::model::text::LangText;
use crate::model::value::AgentRef;
use crate::model::value::GeoPoint;
use crate::model::value::Ref;

/// A digital item.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Asset {
    /// A term of `asset_kind`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub asset_kind: String,
    /// What it shows, 1..n; empty in the intake tray.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub of: Vec<Shows>,
    /// Its title.
    #[serde(skip_serializing_if = "LangText::is_blank")]
    pub title: LangText,
    /// Its caption.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub caption: Option<LangText>,
    /// What one sees, for those who cannot.
    #[serde(skip_serializing_if = "LangText::is_blank")]
    pub alt_text: LangText,
    /// A term of `view`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub view: Option<String>,
    /// When it was taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub captured_at: Option<FuzzyDate>,
    /// Who made it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub creator: Option<AgentRef>,
    /// How it was taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capture: Option<Capture>,
    /// Where it was taken: never in public files.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub geo_at_capture: Option<GeoPoint>,
    /// The originals.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<File>,
    /// `field`, `access` or `archive`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quality: Option<String>,
    /// `none`, `crowd`, `identifiable` or `minors`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub people_shown: Option<String>,
    /// Consents of those shown.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub consents: Vec<Consent>,
    /// Rights.
    pub rights: Rights,
    /// Terms of `sensitivity`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sensitivity: Vec<String>,
    /// Language tag.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// What is said or written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transcript: Option<LangText>,
    /// Codes of the dossier checklist.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub dossier_part: Vec<String>,
    /// The part that cards show.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub crop: Option<Crop>,
}

impl Asset {
    /// Returns true for what is looked at as a picture, and not read or listened to.
    pub fn is_picture(&self) -> bool {
        matches!(self.asset_kind.as_str(), "photo" | "drawing" | "map" | "scan" | "panorama" | "rubbing")
    }
}

/// What an asset shows.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Shows {
    /// The record.
    pub record: Ref,
    /// `depicts`, `transcribes`, `drawing_of` or `scan_of`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub relation: String,
}

/// How a picture was taken.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Capture {
    /// Camera.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device: Option<String>,
    /// Lens.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lens: Option<String>,
    /// Exposure in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub settings: Option<String>,
    /// Colour target.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
    /// True when a scale is in the picture.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub scale_bar: bool,
    /// True for raking light.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub raking: bool,
    /// Software.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub software: Option<String>,
    /// The field visit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub survey_id: Option<String>,
}

/// One file of an asset.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct File {
    /// `master` or `source`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub role: String,
    /// Its path in the object, made by us.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub path: String,
    /// The name it was given: metadata, never a path.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// Media type, by content.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub mime: String,
    /// PRONOM id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub puid: Option<String>,
    /// Size.
    pub bytes: u64,
    /// SHA-256.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sha256: Option<Digest>,
    /// Width as shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub width_px: Option<u32>,
    /// Height as shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub height_px: Option<u32>,
    /// Pages or frames.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pages: Option<u32>,
    /// Duration.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration_s: Option<f64>,
    /// Colour profile's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub profile: Option<String>,
}

/// A part of a picture, in thousandths of its sides.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Crop {
    /// Left.
    pub x: u32,
    /// Top.
    pub y: u32,
    /// Width.
    pub width: u32,
    /// Height.
    pub height: u32,
}
