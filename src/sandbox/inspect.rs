//! What a child reads out of a file without touching its pixels.

use serde::Deserialize;
use serde::Serialize;

use crate::metadata::Embedded;

/// What is known of a file once it was looked at.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Inspection {
    /// Name of the format in `media::format`.
    pub format: String,
    /// Media type, by content.
    pub mime: String,
    /// Usual ending.
    pub ext: String,
    /// PRONOM id.
    pub puid: Option<String>,
    /// Name of the family: `picture`, `document`, `audio` …
    pub family: String,
    /// Width as stored, in pixels.
    pub width: Option<u32>,
    /// Height as stored, in pixels.
    pub height: Option<u32>,
    /// Pages or frames.
    pub pages: Option<u32>,
    /// Text encoding, for plain text.
    pub encoding: Option<String>,
    /// Title of a document.
    pub title: Option<String>,
    /// Author of a document.
    pub author: Option<String>,
    /// Text by page.
    pub text: Vec<String>,
    /// What deserves a second look: `encrypted`, `macros`, `javascript` …
    pub flags: Vec<String>,
    /// True when `derive` can be expected to make a picture.
    pub has_preview: bool,
    /// Why the content is damaged or cannot be shown: a message key.
    pub reason: Option<String>,
    /// EXIF, IPTC, XMP and ICC.
    pub embedded: Embedded,
}
