//! The card of a record: what lists show of its published version.

use crate::base::limits;
use crate::catalogue::AssetRow;
use crate::media::preview::focus_on;
use crate::media::pyramid::Region;
use crate::model::access::Level;
use crate::model::card::Card;
use crate::model::card::CardPicture;
use crate::model::card::Shown;
use crate::model::geo::public_point;
use crate::model::geo::public_precision_m;
use crate::model::record::Body;
use crate::model::record::Record;
use crate::model::text::LangText;
use crate::model::title::summary_of;
use crate::model::title::title;

/// Longest summary on a card, in characters.
const SUMMARY_CHARS: usize = 220;

/// What there is of the picture of a record.
pub enum Pictured {
    /// It can be shown.
    There(Box<CardPicture>),
    /// It is being made.
    Making,
    /// There is none.
    Nothing,
}

impl From<Option<CardPicture>> for Pictured {
    fn from(picture: Option<CardPicture>) -> Pictured {
        picture.map_or(Pictured::Nothing, |picture| Pictured::There(Box::new(picture)))
    }
}

/// Makes the card of a record.
pub fn card(record: &Record, path: &str, relic: Option<&Record>, picture: Pictured) -> Card {
    let (relic_code, code) = match path.split_once('/') {
        Some((relic_code, code)) => (relic_code.to_owned(), code.to_owned()),
        None => (path.to_owned(), path.to_owned()),
    };
    let mut card = Card {
        id: record.envelope.id,
        kind: record.kind(),
        code,
        relic_code,
        title: title(record),
        relic_title: relic.map(title),
        rank: None,
        type_term: None,
        function: None,
        place: None,
        edtf: None,
        dates: Vec::new(),
        summary: shorten(summary_of(record)),
        is_making: matches!(picture, Pictured::Making),
        picture: if let Pictured::There(picture) = picture { Some(*picture) } else { None },
        point: None,
        precision_m: None,
    };
    match &record.body {
        Body::Relic(body) => {
            card.rank = Some(body.rank.clone()).filter(|rank| !rank.is_empty());
            card.type_term = body.relic_types.first().cloned();
            card.function = body.functions.first().cloned();
            card.place = body.place.address_current.unit.as_ref().map(|unit| unit.name.clone());
            card.dates = body.dating.clone();
            let precision = body.place.public_precision.as_deref();
            card.point = body.place.point.as_ref().and_then(|point| public_point(point, precision));
            card.precision_m = public_precision_m(precision).filter(|_| card.point.is_some());
        }
        Body::Artefact(body) => {
            card.type_term = Some(body.object_type.clone()).filter(|term| !term.is_empty());
            card.dates = body.dating.clone();
        }
        Body::Inscription(body) => {
            card.type_term = Some(body.text_kind.clone()).filter(|term| !term.is_empty());
            card.dates = body.dating.iter().cloned().collect();
        }
        Body::Event(body) => {
            card.type_term = Some(body.event_kind.clone()).filter(|term| !term.is_empty());
            card.dates = body.date.iter().filter(|_| body.recurrence.is_none()).cloned().collect();
        }
        Body::Part(body) => card.type_term = Some(body.part_type.clone()).filter(|term| !term.is_empty()),
        Body::Asset(body) => card.type_term = Some(body.asset_kind.clone()).filter(|term| !term.is_empty()),
        _ => {}
    }
    card.edtf = card.dates.first().map(|date| date.edtf.clone());
    card
}

/// Returns the picture of an asset for a card, if it has one.
pub fn card_picture(asset: &AssetRow, record: &Record) -> Option<CardPicture> {
    let Body::Asset(body) = &record.body else { return None };
    let mut shown = shown(asset, record)?;
    if record.envelope.access.level == Level::PublicReduced {
        shown = shown.reduced(limits::REDUCED_LEAST_PX);
    }
    Some(CardPicture { asset: asset.id, shown, alt: body.alt_text.clone() })
}

/// Returns the picture that can be served for an asset. The crop its record asks for goes before the one that was found.
pub fn shown(asset: &AssetRow, record: &Record) -> Option<Shown> {
    let derived = asset.derived.as_ref()?;
    let crop = if let Body::Asset(body) = &record.body { body.crop.as_ref() } else { None };
    let chosen = crop.filter(|crop| crop.width > 0 && crop.height > 0).map(|crop| {
        let part = Region { x: crop.x, y: crop.y, width: crop.width, height: crop.height };
        focus_on(derived.width, derived.height, part)
    });
    Some(Shown {
        width: derived.width,
        height: derived.height,
        sizes: derived.sizes.clone(),
        preview: derived.preview.clone(),
        focus: chosen.unwrap_or(derived.focus),
    })
}

fn shorten(mut text: LangText) -> LangText {
    for entry in text.0.values_mut() {
        if entry.text.chars().count() > SUMMARY_CHARS {
            let cut: String = entry.text.chars().take(SUMMARY_CHARS).collect();
            let end = cut.rfind(' ').unwrap_or(cut.len());
            entry.text = format!("{}…", cut[..end].trim_end_matches([',', ';', ':', '.']));
        }
    }
    text
}
