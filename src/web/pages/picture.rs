//! Pictures on pages: which stored sizes a browser may choose from, and what one sees.

use std::fmt::Write as _;

use serde::Serialize;

use crate::base::id::RecordId;
use crate::desk::view::CardPicture;
use crate::desk::view::PageView;
use crate::desk::view::Shown;
use crate::model::text::Lang;
use crate::model::text::LangText;
use crate::web::api::pages::text_address;
use crate::web::pages::text::Said;

/// A picture for an `img` element.
#[derive(Debug, Clone, Serialize)]
pub struct Picture {
    /// The address of a middle size.
    pub src: String,
    /// All sizes there are.
    pub srcset: String,
    /// Width of the full picture.
    pub width: u32,
    /// Height of the full picture.
    pub height: u32,
    /// What one sees; empty when nobody wrote it.
    pub alt: String,
    /// Language of the alternative text, where that is not the page's.
    pub alt_lang: Option<String>,
    /// Stands in its place until it has come: an address that holds its own few bytes.
    pub preview: Option<String>,
    /// The class that moves a crop to what matters; none for the middle.
    pub focus: Option<&'static str>,
}

/// Classes of the style sheet for the places of a crop; the middle needs none.
const FOCUS: [Option<&str>; 5] = [Some("at-0"), Some("at-1"), None, Some("at-3"), Some("at-4")];

impl Picture {
    /// Makes the picture of an asset for a place about `wanted` pixels wide.
    pub fn new(asset: &RecordId, shown: &Shown, alt: &LangText, wanted: u32, lang: Lang) -> Picture {
        let said = Said::of(alt, lang);
        let mut srcset = String::new();
        for (width, height) in &shown.sizes {
            let comma = if srcset.is_empty() { "" } else { ", " };
            let _ = write!(srcset, "{comma}{} {width}w", address(asset, *width, *height));
        }
        let middle = shown.sizes.iter().find(|(width, _)| *width >= wanted).or(shown.sizes.last());
        let (width, height) = middle.copied().unwrap_or((shown.width, shown.height));
        Picture {
            src: address(asset, width, height),
            srcset,
            width: shown.width,
            height: shown.height,
            alt: said.as_ref().map(|said| said.text.clone()).unwrap_or_default(),
            alt_lang: said.and_then(|said| said.lang),
            preview: shown.preview.as_ref().map(|png| format!("data:image/png;base64,{png}")),
            focus: FOCUS.get(usize::from(shown.focus)).copied().flatten(),
        }
    }

    /// Makes the picture of a page whose stored sizes are not known: a middle size that fits any.
    pub fn of_page(page: &PageView, first: &Shown, alt: &LangText, lang: Lang) -> Picture {
        let (width, height) = page.size.unwrap_or((first.width, first.height));
        let whole = Shown { width, height, sizes: vec![(width, height)], preview: None, focus: 2 };
        let own = Picture::new(&RecordId::from_bytes([0; 16]), &whole, alt, 1200, lang);
        let src = format!("/iiif/image/{}/full/!1200,1200/0/default.jpg", page.picture);
        Picture { src, srcset: String::new(), ..own }
    }

    /// Makes the picture of a card.
    pub fn of_card(picture: &CardPicture, lang: Lang) -> Picture {
        Picture::new(&picture.asset, &picture.shown, &picture.alt, 480, lang)
    }
}

/// One picture of those a viewer turns over: an asset's own, or a page of it.
#[derive(Debug, Clone, Serialize)]
pub struct Leaf {
    /// Address of its picture service.
    pub base: String,
    /// What it is called.
    pub label: String,
    /// What one sees.
    pub alt: String,
    /// Width of the full picture.
    pub width: u32,
    /// Height of the full picture.
    pub height: u32,
    /// Stored sizes of the whole, ascending; empty where they are not known before the picture is made.
    pub sizes: Vec<(u32, u32)>,
    /// Address of its words with their places, where it has words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
}

impl Leaf {
    /// Makes the leaf of a picture; `id` is what stands in its picture addresses.
    pub fn new(id: impl std::fmt::Display, shown: &Shown, label: &str, alt: &str) -> Leaf {
        Leaf {
            base: format!("/iiif/image/{id}"),
            label: label.to_owned(),
            alt: alt.to_owned(),
            width: shown.width,
            height: shown.height,
            sizes: shown.sizes.clone(),
            words: None,
        }
    }

    /// Makes the leaf of a page of a document: the first is known, the others are measured when they are turned to.
    pub fn of_page(asset: &RecordId, page: &PageView, shown: &Shown, label: &str, alt: &str) -> Leaf {
        let words = page.has_words.then(|| text_address(asset, page.number));
        let leaf = Leaf { words, ..Leaf::new(&page.picture, shown, label, alt) };
        match page.number {
            1 => leaf,
            _ => {
                let (width, height) = page.size.unwrap_or((shown.width, shown.height));
                Leaf { width, height, sizes: Vec::new(), ..leaf }
            }
        }
    }
}

/// Returns the canonical address of a whole picture.
pub fn address(asset: impl std::fmt::Display, width: u32, height: u32) -> String {
    format!("/iiif/image/{asset}/full/{width},{height}/0/default.jpg")
}
