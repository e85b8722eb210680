//! The map: the same question as the list, with the places of what is found drawn beside it. The list is for everybody; the
//! drawing is there without scripts and on paper; the script makes it move.

mod drawing;
mod label;
mod outline;

use std::sync::Arc;

use axum::extract::Query;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::HeaderName;
use axum::http::HeaderValue;
use axum::http::header;
use axum::response::Response;
use serde::Serialize;
use serde_json::Value;
use serde_json::json;

use crate::base::limits;
use crate::config::is_file_of_tiles;
use crate::desk::Extent;
use crate::desk::Mapped;
use crate::desk::Marker;
use crate::desk::view::Found;
use crate::model::access::Viewer;
use crate::model::search::Search;
use crate::model::search::Sort;
use crate::model::text::Lang;
use crate::web::asker::Reader;
use crate::web::ground;
use crate::web::guard;
use crate::web::pages;
use crate::web::pages::browse::CardView;
use crate::web::pages::frame::Frame;
use crate::web::pages::map::drawing::Drawing;
use crate::web::pages::map::drawing::Told;
use crate::web::pages::map::drawing::View;
use crate::web::pages::map::label::LABELS;
use crate::web::pages::query::Asked;
use crate::web::pages::question::Question;
use crate::web::pages::text::number;
use crate::web::problem::Problem;
use crate::web::site::Site;
use crate::words;

#[derive(Debug, Serialize)]
struct MapPage {
    frame: Frame,
    #[serde(flatten)]
    question: Question,
    total: String,
    count: u64,
    /// How many of them have no place on the map.
    unplaced: u64,
    hits: Vec<CardView>,
    page: usize,
    last: usize,
    is_archive_empty: bool,
    /// The same question as a list.
    list: String,
    drawing: Drawing,
    has_zones: bool,
    /// What the script needs.
    script: Value,
    /// Who made the tiles, as the operator says it.
    credit: String,
}

/// Sends the map.
pub async fn show(
    State(site): State<Arc<Site>>,
    reader: Reader,
    Query(pairs): Query<Vec<(String, String)>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let lang = reader.lang;
    // The list beside the map has one view.
    let mut asked = Asked { view: pages::query::View::List, ..Asked::read(&pairs)? };
    let below = format!("/map{}", asked.query(asked.page));
    let address = format!("/{}{below}", lang.tag());
    let response = match pages::kept(&site, &address, &headers) {
        Some(page) => page,
        None => {
            let epoch = site.desk.epoch();
            asked.search.lang = lang;
            if !asked.search.facets.contains_key("kind") {
                asked.search.kinds = vec!["relic".to_owned()];
            }
            let found = site.desk.search(&Viewer::Visitor, asked.search.clone()).await?;
            let extent = site.desk.extent(asked.search.clone()).await?;
            let shown = asked.search.bbox.map(|bbox| bbox.map(|side| side as f64 / 1e6));
            let view = View::of(shown.or(extent.bbox).unwrap_or_else(drawing::country));
            let zoom = view.zoom().floor().clamp(0.0, 20.0) as u8;
            let drawn = Search { bbox: asked.search.bbox.or(extent.bbox.map(around)), ..asked.search.clone() };
            let mapped = site.desk.map(&Viewer::Visitor, drawn, zoom).await?;
            let page = map_page(&site, lang, &asked, (&found, &extent, &mapped, view), &below);
            pages::make(&site, epoch, &address, &headers, ("pages/map.html", lang, &page))?
        }
    };
    Ok(with_own_headers(&site, response))
}

/// Lets the page ask where its reader is, and fetch pictures from where the operator's tiles lie.
fn with_own_headers(site: &Site, mut response: Response) -> Response {
    let own = response.headers_mut();
    own.insert(HeaderName::from_static("permissions-policy"), HeaderValue::from_static(PERMISSIONS));
    if let Some(policy) = site.desk.config.map_tiles.as_deref().and_then(origin).and_then(guard::policy_with_pictures) {
        own.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

const PERMISSIONS: &str = "camera=(), microphone=(), geolocation=(self), payment=()";

/// Returns the origin of an address; nothing for one of our own.
fn origin(address: &str) -> Option<&str> {
    let host = address.find("://")? + 3;
    let end = address[host..].find('/').map_or(address.len(), |at| host + at);
    Some(&address[..end])
}

fn map_page(
    site: &Site,
    lang: Lang,
    asked: &Asked,
    (found, extent, mapped, view): (&Found, &Extent, &Mapped, View),
    below: &str,
) -> MapPage {
    let search = &asked.search;
    let last = (found.total as usize).div_ceil(search.limit.max(1)).clamp(1, limits::DEPTH / search.limit.max(1));
    let mut frame =
        Frame::new(site, lang, below, &words::get(lang, "map-heading")).at("map").told(&words::get(lang, "map-help"));
    if asked.is_narrowed() {
        frame = frame.unlisted();
    }
    let sheets = site.renderer.assets().plain("outline.bin").and_then(|file| outline::read(&file.bytes));
    let told = |marker: &Marker| told(marker, asked, lang);
    MapPage {
        frame,
        question: Question::new(asked, found, lang, "map", last),
        total: number(found.total, lang),
        count: found.total,
        unplaced: if search.bbox.is_some() { 0 } else { extent.total.saturating_sub(extent.placed) },
        hits: found.hits.iter().map(|hit| CardView::of_hit(hit, lang)).collect(),
        page: asked.page,
        last,
        is_archive_empty: !asked.is_narrowed() && found.total == 0,
        list: format!("/{}/relics{}", lang.tag(), asked.query(1)),
        has_zones: mapped.markers.iter().any(|marker| !marker.zones.is_empty()),
        drawing: Drawing::new(view, &sheets.unwrap_or_default(), &mapped.markers, lang, &told),
        script: script(site, lang, asked, extent),
        credit: if tiles(site).0.is_some() { site.desk.config.map_credit.clone() } else { String::new() },
    }
}

/// Returns where the tiles of the map are, and the deepest zoom there are any for, where that is known.
fn tiles(site: &Site) -> (Option<&str>, Option<u8>) {
    match (&site.desk.config.map_tiles, site.desk.ground_zooms()) {
        (_, Some((_, finest))) => (Some(ground::ADDRESS), Some(finest)),
        (Some(address), None) if !is_file_of_tiles(address) => (Some(address.as_str()), None),
        _ => (None, None),
    }
}

/// Says what a marker is and where it leads: to its record, or nearer to what lies together there.
fn told(marker: &Marker, asked: &Asked, lang: Lang) -> Told {
    if let Some(card) = &marker.card {
        let view = CardView::new(card, lang);
        let (label, name) = (view.title.text.clone(), Some(view.title.text));
        return Told { href: view.href, label, name, lang: view.title.lang, count: None };
    }
    let mut nearer = asked.clone();
    nearer.search.bbox = Some(around(marker.bbox));
    Told {
        href: format!("/{}/map{}", lang.tag(), nearer.query(1)),
        label: words::say(lang, "map-cluster", &[("count", marker.count.into())]),
        name: None,
        lang: None,
        count: Some(number(marker.count, lang)),
    }
}

/// Returns a box in millionths of a degree that holds what it is given to the last digit.
fn around([west, south, east, north]: [f64; 4]) -> [i64; 4] {
    let (low, high) = (|side: f64| (side * 1e6).floor() as i64, |side: f64| (side * 1e6).ceil() as i64);
    [low(west), low(south), high(east), high(north)]
}

fn script(site: &Site, lang: Lang, asked: &Asked, extent: &Extent) -> Value {
    let (tiles, finest) = tiles(site);
    let mut plain = asked.clone();
    plain.search.bbox = None;
    plain.search.sort = Sort::default();
    let query = plain.query(1);
    let shown = asked.search.bbox.map(|bbox| bbox.map(|side| side as f64 / 1e6));
    let names: Vec<Value> = LABELS
        .iter()
        .map(|label| json!([label.lat, label.lon, label.from, u8::from(label.is_sea), label.name(lang)]))
        .collect();
    json!({
        "api": format!("/api/v1/map{query}"),
        "list": format!("/{}/map{query}", lang.tag()),
        "box": shown,
        "home": shown.or(extent.bbox).unwrap_or_else(drawing::country),
        "names": names,
        "tiles": tiles,
        // The deepest there are: what is nearer is drawn from them, larger.
        "finest": finest,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_origin_of_the_tiles_is_let_in() {
        assert_eq!(origin("https://tiles.example.vn/a/{z}/{x}/{y}.png"), Some("https://tiles.example.vn"));
        assert_eq!(origin("https://tiles.example.vn:8443/{z}"), Some("https://tiles.example.vn:8443"));
        assert_eq!(origin("/own/{z}/{x}/{y}.png"), None);
    }

    #[test]
    fn the_box_around_a_cluster_holds_all_of_it() {
        let [west, south, east, north] = around([108.123_456_7, 16.0, 108.2, 16.123_456_7]);
        assert!((west as f64) / 1e6 <= 108.123_456_7 && (north as f64) / 1e6 >= 16.123_456_7);
        assert_eq!((south, east), (16_000_000, 108_200_000));
    }
}
