//! The first page: a sentence, a search, a picture; or what to do first while the archive is empty.

use std::sync::Arc;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Serialize;

use crate::desk::view::AssetView;
use crate::desk::view::RelicView;
use crate::metadata::described::name_in_address;
use crate::metadata::described::points_at;
use crate::model::access::Viewer;
use crate::model::locality;
use crate::model::record::Body;
use crate::model::record::Record;
use crate::model::search::Search;
use crate::model::text::Lang;
use crate::web::asker::Reader;
use crate::web::pages;
use crate::web::pages::browse::CardView;
use crate::web::pages::facet::FacetValue;
use crate::web::pages::facet::facet_values;
use crate::web::pages::festivals;
use crate::web::pages::festivals::FestivalView;
use crate::web::pages::frame::Frame;
use crate::web::pages::inscription::Lines;
use crate::web::pages::picture::Picture;
use crate::web::pages::text::number;
use crate::web::problem::Problem;
use crate::web::site::Site;
use crate::words;

/// What the first page shows.
#[derive(Debug, Serialize)]
struct HomePage {
    frame: Frame,
    relics: String,
    relic_count: u64,
    lead: String,
    hero: Option<CardView>,
    cards: Vec<CardView>,
    inscription: Option<Featured>,
    festivals: Vec<FestivalView>,
    ways: Vec<(String, &'static str, Vec<FacetValue>)>,
    is_empty: bool,
}

#[derive(Debug, Serialize)]
struct Featured {
    lines: Lines,
    href: String,
    title: String,
    title_lang: Option<String>,
    /// A picture of the relic it belongs to, with that relic's page.
    picture: Option<(Picture, String)>,
}

/// Sends the first page of a language.
pub async fn show(State(site): State<Arc<Site>>, reader: Reader, headers: HeaderMap) -> Result<Response, Problem> {
    let lang = reader.lang;
    // Which festivals come next is another matter every day.
    let address = format!("/{} {}", lang.tag(), festivals::today());
    if let Some(page) = pages::kept(&site, &address, &headers) {
        return Ok(page);
    }
    let epoch = site.desk.epoch();
    let overview = site.desk.overview().await?;
    let facets = Search { kinds: vec!["relic".to_owned()], limit: 1, ..Search::default() };
    let found = site.desk.search(&Viewer::Visitor, facets).await?;
    let ways = ["relic_type", "unit", "century"]
        .into_iter()
        .filter_map(|name| {
            // Of places the wards: a province is most of an archive.
            let is_way = |value: &FacetValue| name != "unit" || value.value.contains(locality::BELOW);
            let values: Vec<FacetValue> = facet_values(&found, name, lang).into_iter().filter(is_way).take(6).collect();
            (!values.is_empty()).then(|| (words::get(lang, &format!("facet-{}", name.replace('_', "-"))), name, values))
        })
        .collect();
    let mut cards: Vec<CardView> = overview.featured.iter().map(|card| CardView::new(card, lang)).collect();
    let hero = cards.iter().position(|card| card.picture.is_some()).map(|at| cards[at].clone());
    cards.retain(|card| hero.as_ref().is_none_or(|hero| hero.href != card.href) || overview.relics < 2);
    cards.truncate(8);
    let inscription = match &overview.inscription {
        Some((record, relic)) => {
            let view = site.desk.relic(&Viewer::Visitor, relic, false).await?;
            featured(record, relic, &view, lang)
        }
        None => None,
    };
    let counts = [
        ("relics", number(overview.relics, lang).into()),
        ("count", overview.relics.into()),
        ("assets", number(overview.assets, lang).into()),
        ("items", overview.assets.into()),
    ];
    let key = if overview.assets == 0 { "home-lead-empty" } else { "home-lead" };
    let lead = words::say(lang, key, &counts);
    let page = HomePage {
        frame: Frame::new(&site, lang, "", "").told(&lead).at("home"),
        relics: number(overview.relics, lang),
        relic_count: overview.relics,
        lead,
        hero,
        cards,
        inscription,
        festivals: festivals::coming(&site, lang, 4).await?,
        ways,
        is_empty: overview.is_empty,
    };
    pages::make(&site, epoch, &address, &headers, ("pages/home.html", lang, &page))
}

fn featured(record: &Record, relic: &str, view: &RelicView, lang: Lang) -> Option<Featured> {
    let lines = Lines::of(record, lang)?;
    let title = pages::Said::of(&crate::model::title::title(record), lang)?;
    let name = name_in_address(record);
    let page = format!("/{}/relics/{relic}", lang.tag());
    let shows_it = |asset: &&AssetView| matches!(&asset.record.body, Body::Asset(body) if body.of.iter().any(|shows| points_at(&shows.record, record)));
    let with_picture = || view.assets.iter().filter(|asset| asset.shown.is_some());
    let picture = with_picture().find(shows_it).or_else(|| with_picture().next()).and_then(|asset| {
        let Body::Asset(body) = &asset.record.body else { return None };
        Some(Picture::new(&asset.record.envelope.id, asset.shown.as_ref()?, &body.alt_text, 800, lang))
    });
    Some(Featured {
        lines,
        href: format!("{page}/{name}"),
        title: title.text,
        title_lang: title.lang,
        picture: picture.map(|picture| (picture, page)),
    })
}
