//! A record in a few lines, as lists show it.

use serde::Deserialize;
use serde::Serialize;

use crate::base::id::RecordId;
use crate::model::date::FuzzyDate;
use crate::model::record::Kind;
use crate::model::text::LangText;

/// A picture the program can serve for an asset.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    /// Full size of the pyramid, in pixels.
    pub width: u32,
    /// Full size of the pyramid, in pixels.
    pub height: u32,
    /// Whole-picture sizes there are, ascending (width, height); each is served at `/iiif/image/{id}/full/{w},{h}/0/default.jpg`.
    pub sizes: Vec<(u32, u32)>,
    /// A few pixels of it, to stand in its place until it has come: a PNG in base64.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preview: Option<String>,
    /// Where a 4:3 crop keeps what matters: 0 the left or upper end, 2 the middle, 4 the other end.
    #[serde(default = "middle")]
    pub focus: u8,
}

fn middle() -> u8 {
    2
}

impl Shown {
    /// Returns the picture as those see it who may see it in reduced size alone: its longer side at most so long.
    pub fn reduced(self, most: u32) -> Shown {
        let long = self.width.max(self.height);
        if long <= most {
            return self;
        }
        let scaled = |side: u32| {
            ((u64::from(side) * u64::from(most) * 2 + u64::from(long)) / (2 * u64::from(long))).max(1) as u32
        };
        let (width, height) = (scaled(self.width), scaled(self.height));
        let sizes = self.sizes.iter().copied().filter(|size| size.0 <= width && size.1 <= height).collect();
        Shown { width, height, sizes, ..self }
    }
}

/// One line of a list of records.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Card {
    /// The record's id.
    pub id: RecordId,
    /// Its kind.
    pub kind: Kind,
    /// ASCII code, as it stands in addresses.
    pub code: String,
    /// ASCII code of the relic it stands under (its own for a relic).
    pub relic_code: String,
    /// Its name.
    pub title: LangText,
    /// The name of the relic it stands under, for other kinds.
    pub relic_title: Option<LangText>,
    /// A term of `rank`, for relics.
    pub rank: Option<String>,
    /// First term of its kind-specific type (`relic_type` for relics, `object_type` for artefacts).
    pub type_term: Option<String>,
    /// First term of `function`, for relics.
    pub function: Option<String>,
    /// Name of the administrative unit today.
    pub place: Option<String>,
    /// EDTF of the main dating.
    pub edtf: Option<String>,
    /// All its dates, in the record's order; of what comes again none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dates: Vec<FuzzyDate>,
    /// First sentences of the summary.
    pub summary: LangText,
    /// Picture: asset id and the sizes it has, with alternative text.
    pub picture: Option<CardPicture>,
    /// True while its picture is being made.
    #[serde(default)]
    pub is_making: bool,
    /// Latitude and longitude at public precision.
    pub point: Option<(f64, f64)>,
    /// How far that may be from where it is, in metres; 0 when it is exact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub precision_m: Option<u32>,
}

impl Card {
    /// Returns where it stands below the address of its relic's page: what happened is told on that page itself.
    pub fn below_relic(&self) -> String {
        match self.kind {
            Kind::Relic => String::new(),
            Kind::Event if self.dates.is_empty() => "#visit".to_owned(),
            Kind::Event => format!("#{}", self.code),
            _ => format!("/{}", self.code),
        }
    }
}

/// The picture of a card.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CardPicture {
    /// The asset.
    pub asset: RecordId,
    /// Size and derived sizes.
    pub shown: Shown,
    /// What one sees.
    pub alt: LangText,
}
