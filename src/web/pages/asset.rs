//! An asset's page: the picture at once, then what it is, what one may do with it, and where to get it.

use axum::http::HeaderMap;
use axum::response::Response;
use serde::Serialize;

use crate::base::id::RecordId;
use crate::desk::view::AssetView;
use crate::desk::view::RelicView;
use crate::desk::view::Shown;
use crate::metadata::described;
use crate::metadata::described::Described;
use crate::metadata::described::name_in_address;
use crate::model::record::Body;
use crate::model::record::Record;
use crate::model::text::Lang;
use crate::model::title;
use crate::web::pages;
use crate::web::pages::frame::Frame;
use crate::web::pages::picture;
use crate::web::pages::picture::Leaf;
use crate::web::pages::picture::Picture;
use crate::web::pages::relic::RightsView;
use crate::web::pages::relic::rights_view;
use crate::web::pages::text::Said;
use crate::web::pages::text::bytes;
use crate::web::pages::text::term;
use crate::web::problem::Problem;
use crate::web::site::Site;
use crate::words;

#[derive(Debug, Serialize)]
struct AssetPage {
    frame: Frame,
    id: String,
    title: Said,
    caption: Option<Said>,
    transcript: Option<Said>,
    relic: Said,
    relic_href: String,
    picture: Option<Picture>,
    info: String,
    missing: String,
    is_document: bool,
    credit: Option<Said>,
    film: Vec<Neighbour>,
    leaves: Vec<Leaf>,
    regions: Vec<Region>,
    stage_sizes: String,
    number: usize,
    count: usize,
    previous: Option<String>,
    next: Option<String>,
    facts: Vec<(String, String)>,
    sha256: String,
    file_name: String,
    shows: Vec<(Said, String)>,
    downloads: Vec<(String, String, String)>,
    original: Option<(String, String)>,
    rights: Option<RightsView>,
}

/// A picture in the film strip.
#[derive(Debug, Serialize)]
struct Neighbour {
    href: String,
    picture: Picture,
    is_here: bool,
    /// Its place among the pictures of the relic, from 1.
    number: usize,
    /// Which leaf of this page it is, from 1; none where it has a page of its own.
    page: Option<usize>,
}

/// A marked part of a picture.
#[derive(Debug, Serialize)]
struct Region {
    label: String,
    /// Left, top, width and height in pixels of the full picture.
    xywh: [u32; 4],
    /// Where it leads to.
    href: Option<String>,
}

/// How many neighbours the film strip shows on either side.
const FILM_SIDE: usize = 12;

/// Sends the page of the asset that stands at a place among the assets of a relic.
pub fn send(
    site: &Site,
    epoch: u64,
    address: &str,
    headers: &HeaderMap,
    lang: Lang,
    view: &RelicView,
    at: usize,
) -> Result<Response, Problem> {
    let Some(asset) = view.assets.get(at) else { return Err(Problem::missing()) };
    let page = asset_page(site, lang, view, asset);
    pages::make(site, epoch, address, headers, ("pages/asset.html", lang, &page))
}

fn asset_page(site: &Site, lang: Lang, view: &RelicView, asset: &AssetView) -> AssetPage {
    let described = Described {
        relic: &view.relic,
        children: &view.children,
        assets: &[],
        related: &view.related,
        events: &[],
        public_url: &site.public_url,
        archive: &site.names,
    };
    let empty = crate::model::asset::Asset::default();
    let body = if let Body::Asset(body) = &asset.record.body { body.as_ref() } else { &empty };
    let id = asset.record.envelope.id;
    let code = name_in_address(&view.relic);
    let relic_href = format!("/{}/relics/{code}", lang.tag());
    let title = Said::of(&title::title(&asset.record), lang).unwrap_or_default();
    let picture = asset.shown.as_ref().map(|shown| Picture::new(&id, shown, &body.alt_text, 1200, lang));
    let caption = Said::maybe(body.caption.as_ref(), lang);
    let film = film(view, &relic_href, &id, lang);
    let here = film.iter().position(|one| one.is_here);
    let step = |by: isize| here.and_then(|at| film.get(at.checked_add_signed(by)?)).map(|one| one.href.clone());
    let (previous, next) = (step(-1), step(1));
    let count = film.len();
    let near = here.map_or(0..0, |at| at.saturating_sub(FILM_SIDE)..count.min(at + FILM_SIDE + 1));
    let leaf = asset.shown.as_ref().zip(picture.as_ref());
    let told =
        caption.as_ref().or(Said::of(&body.alt_text, lang).as_ref()).map(|said| said.text.clone()).unwrap_or_default();
    let frame = Frame::new(site, lang, &format!("/relics/{code}/{id}"), &title.text)
        .at("relics")
        .told(&told)
        .pictured(picture.as_ref().map(|picture| picture.src.as_str()));
    AssetPage {
        frame,
        id: id.to_string(),
        relic: Said::of(&title::title(&view.relic), lang).unwrap_or_default(),
        info: format!("/iiif/image/{id}/info.json"),
        missing: words::get(
            lang,
            asset.reason.as_deref().filter(|key| words::has(lang, key)).unwrap_or("reason-no-preview"),
        ),
        is_document: matches!(body.asset_kind.as_str(), "document" | "dataset"),
        credit: Said::maybe(body.rights.credit_line.as_ref(), lang),
        number: here.map_or(0, |at| at + 1),
        count,
        previous,
        next,
        film: film.into_iter().skip(near.start).take(near.len()).filter(|_| count > 1).collect(),
        leaves: leaf.iter().map(|(shown, picture)| Leaf::new(id, shown, &title.text, &picture.alt)).collect(),
        regions: Vec::new(),
        stage_sizes: asset.shown.as_ref().map(stage_sizes).unwrap_or_default(),
        facts: facts(asset, body, &described, lang),
        sha256: asset.sha256.hex(),
        file_name: body.files.first().map(|file| file.name.clone()).unwrap_or_default(),
        shows: shows(view, body, &relic_href, lang),
        downloads: downloads(asset, lang),
        original: asset.may_download.then(|| (format!("/api/v1/assets/{id}/original"), bytes(asset.bytes, lang))),
        rights: rights_view(&body.rights, &described, lang),
        transcript: Said::maybe(body.transcript.as_ref(), lang),
        caption,
        picture,
        title,
        relic_href,
    }
}

/// Lists the pictures of the relic in their order.
fn film(view: &RelicView, relic_href: &str, here: &RecordId, lang: Lang) -> Vec<Neighbour> {
    let pictures = view.assets.iter().filter_map(|other| {
        let Body::Asset(of) = &other.record.body else { return None };
        let id = other.record.envelope.id;
        Some((id, Picture::new(&id, other.shown.as_ref()?, &of.alt_text, 200, lang)))
    });
    let neighbour = |(at, (id, picture)): (usize, (RecordId, Picture))| Neighbour {
        href: format!("{relic_href}/{id}"),
        picture,
        is_here: id == *here,
        number: at + 1,
        page: None,
    };
    pictures.enumerate().map(neighbour).collect()
}

/// Says how wide the stage shows a picture: as `.stage` in the style sheet, which is 72 hundredths of the window high.
fn stage_sizes(shown: &Shown) -> String {
    format!("min(100vw, {}vh)", u64::from(shown.width) * 72 / u64::from(shown.height.max(1)))
}

fn facts(
    asset: &AssetView,
    body: &crate::model::asset::Asset,
    described: &Described<'_>,
    lang: Lang,
) -> Vec<(String, String)> {
    let mut facts = Vec::new();
    let mut add = |key: &str, value: Option<String>| {
        if let Some(value) = value.filter(|value| !value.trim().is_empty()) {
            facts.push((words::get(lang, key), value));
        }
    };
    add("fact-asset-kind", Some(term("asset_kind", &body.asset_kind, lang)));
    add("fact-view", body.view.as_deref().map(|view| term("view", view, lang)));
    let creator = body.creator.as_ref().and_then(|creator| described.agent_name(creator));
    add("fact-creator", creator.and_then(|name| name.best(lang).map(|(_, text)| text.to_owned())));
    add("fact-captured", body.captured_at.as_ref().map(|date| described::date_in_words(date, lang)));
    for (key, value) in &asset.technical {
        if key == "tech-date" {
            continue;
        }
        add(key, Some(value.clone()));
    }
    facts
}

fn shows(view: &RelicView, body: &crate::model::asset::Asset, relic_href: &str, lang: Lang) -> Vec<(Said, String)> {
    let all = std::iter::once(&view.relic).chain(&view.children);
    let shown = all.filter(|record| body.of.iter().any(|shows| described::points_at(&shows.record, record)));
    shown
        .filter_map(|record: &Record| {
            let href = if record.envelope.id == view.relic.envelope.id {
                relic_href.to_owned()
            } else {
                format!("{relic_href}/{}", name_in_address(record))
            };
            Some((Said::of(&title::title(record), lang)?, href))
        })
        .collect()
}

fn downloads(asset: &AssetView, lang: Lang) -> Vec<(String, String, String)> {
    let Some(shown) = &asset.shown else { return Vec::new() };
    let id = asset.record.envelope.id;
    let keys = ["download-small", "download-middle", "download-large"];
    let wanted = [800, 2000, u32::MAX];
    let mut last = 0;
    let mut list = Vec::new();
    for (key, wanted) in keys.into_iter().zip(wanted) {
        let size = shown.sizes.iter().filter(|(width, _)| *width <= wanted).max_by_key(|(width, _)| *width);
        if let Some((width, height)) = size.filter(|(width, _)| *width > last) {
            last = *width;
            list.push((
                words::get(lang, key),
                picture::address(id, *width, *height),
                format!("{width} × {height}\u{a0}px"),
            ));
        }
    }
    list
}
