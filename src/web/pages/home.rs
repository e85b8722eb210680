//! The first page: a sentence, a search, a picture; or what to do first while the archive is empty.

use std::sync::Arc;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Serialize;

use crate::model::access::Viewer;
use crate::model::search::Search;
use crate::model::text::Lang;
use crate::web::asker::Reader;
use crate::web::pages;
use crate::web::pages::browse::CardView;
use crate::web::pages::browse::FacetValue;
use crate::web::pages::browse::facet_values;
use crate::web::pages::frame::Frame;
use crate::web::pages::inscription::Lines;
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
    ways: Vec<(String, &'static str, Vec<FacetValue>)>,
    is_empty: bool,
}

#[derive(Debug, Serialize)]
struct Featured {
    lines: Lines,
    href: String,
    title: String,
    title_lang: Option<String>,
}

/// Sends the first page of a language.
pub async fn show(State(site): State<Arc<Site>>, reader: Reader, headers: HeaderMap) -> Result<Response, Problem> {
    let lang = reader.lang;
    let address = format!("/{}", lang.tag());
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
            let values: Vec<FacetValue> = facet_values(&found, name, lang).into_iter().take(6).collect();
            (!values.is_empty()).then(|| (words::get(lang, &format!("facet-{}", name.replace('_', "-"))), name, values))
        })
        .collect();
    let mut cards: Vec<CardView> = overview.featured.iter().map(|card| CardView::new(card, lang)).collect();
    let hero = cards.iter().position(|card| card.picture.is_some()).map(|at| cards[at].clone());
    cards.truncate(8);
    let inscription = overview.inscription.as_ref().and_then(|(record, relic)| featured(record, relic, lang));
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
        ways,
        is_empty: overview.is_empty,
    };
    pages::make(&site, epoch, &address, &headers, ("pages/home.html", lang, &page))
}

fn featured(record: &crate::model::record::Record, relic: &str, lang: Lang) -> Option<Featured> {
    let lines = Lines::of(record, lang)?;
    let title = pages::Said::of(&crate::model::title::title(record), lang)?;
    let name = crate::metadata::described::name_in_address(record);
    Some(Featured { lines, href: format!("/{}/relics/{relic}/{name}", lang.tag()), title: title.text, title_lang: title.lang })
}
