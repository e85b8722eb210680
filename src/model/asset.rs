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
    /// Parts of its pictures that have a name, at most 200.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub regions: Vec<Region>,
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

/// A part of a picture that has a name and may lead to more.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Region {
    /// What is seen there, at most 200 characters.
    #[serde(skip_serializing_if = "LangText::is_blank")]
    pub label: LangText,
    /// Left, top, width and height in pixels of the upright full picture, as W3C Media Fragments write them: `120,80,400,300`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub xywh: String,
    /// The page, where it is not the first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<u32>,
    /// The part, artefact or inscription that is seen there. Who may not see that record does not see the region either.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record: Option<Ref>,
}

impl Region {
    /// Returns left, top, width and height; `None` for what is no part of any picture.
    pub fn part(&self) -> Option<[u32; 4]> {
        let numbers = self.xywh.strip_prefix("pixel:").unwrap_or(&self.xywh).split(',');
        let is_plain = |number: &&str| number.bytes().all(|digit| digit.is_ascii_digit());
        let read = numbers.map(|number| Some(number).filter(is_plain)?.parse().ok()).collect::<Option<Vec<u32>>>()?;
        let part: [u32; 4] = read.try_into().ok()?;
        let [x, y, width, height] = part;
        (width > 0 && height > 0 && x.checked_add(width).is_some() && y.checked_add(height).is_some()).then_some(part)
    }

    /// Returns the number of its page.
    pub fn page_number(&self) -> u32 {
        self.page.unwrap_or(1)
    }

    /// Returns true when it lies within a picture of these measures.
    pub fn is_inside(&self, (wide, high): (u32, u32)) -> bool {
        self.part().is_some_and(|[x, y, width, height]| x + width <= wide && y + height <= high)
    }

    /// Returns it in the pixels of the same picture in another size.
    pub fn scaled(&self, from: (u32, u32), to: (u32, u32)) -> Option<Region> {
        let [x, y, width, height] = self.part()?;
        let along = |at: u32, from: u32, to: u32| {
            let scaled = (u64::from(at) * u64::from(to) + u64::from(from) / 2) / u64::from(from.max(1));
            u32::try_from(scaled).unwrap_or(to).min(to)
        };
        let (left, right) = (along(x, from.0, to.0), along(x + width, from.0, to.0));
        let (top, bottom) = (along(y, from.1, to.1), along(y + height, from.1, to.1));
        let (left, top) = (left.min(to.0.saturating_sub(1)), top.min(to.1.saturating_sub(1)));
        let xywh = format!("{left},{top},{},{}", right.saturating_sub(left).max(1), bottom.saturating_sub(top).max(1));
        Some(Region { xywh, ..self.clone() })
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn region(xywh: &str) -> Region {
        Region { xywh: xywh.to_owned(), ..Region::default() }
    }

    #[test]
    fn a_part_is_read_as_media_fragments_write_it() {
        assert_eq!(region("120,80,400,300").part(), Some([120, 80, 400, 300]));
        assert_eq!(region("pixel:0,0,1,1").part(), Some([0, 0, 1, 1]));
        for bad in [
            "",
            "1,2,3",
            "1,2,3,4,5",
            "1,2,0,4",
            "1,2,3,0",
            "-1,2,3,4",
            "+1,2,3,4",
            "1.5,2,3,4",
            "percent:1,2,3,4",
            " 1,2,3,4",
            "1,,3,4",
            "4294967295,0,1,1",
            "99999999999,0,1,1",
        ] {
            assert_eq!(region(bad).part(), None, "{bad}");
        }
    }

    #[test]
    fn a_part_keeps_its_place_in_a_smaller_picture() {
        let small = |xywh: &str| region(xywh).scaled((4000, 3000), (512, 384)).and_then(|region| region.part());
        assert_eq!(small("0,0,4000,3000"), Some([0, 0, 512, 384]));
        assert_eq!(small("2000,1500,1000,750"), Some([256, 192, 128, 96]));
        assert_eq!(small("3999,2999,1,1"), Some([511, 383, 1, 1]));
        assert!(region("3000,0,1000,10").is_inside((4000, 3000)) && !region("3001,0,1000,10").is_inside((4000, 3000)));
    }
}
