//! An asset's page: the picture at once, then what it is, what one may do with it, and where to get it.

use std::ops::Range;

use axum::http::HeaderMap;
use axum::response::Response;
use serde::Serialize;

use crate::base::id::RecordId;
use crate::desk::view::AssetView;
use crate::desk::view::PageView;
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
use crate::web::pages::text::number;
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
    /// The pages around the one shown.
    strip: Vec<Tile>,
    leaves: Vec<Leaf>,
    /// Number of the first leaf.
    first_leaf: u32,
    /// Number of the page that is shown.
    page: u32,
    /// How many pages there are.
    pages: u32,
    /// Lines of the page's text.
    text: Vec<String>,
    /// Where turning over leads beyond the leaves that are given.
    far_previous: Option<String>,
    far_next: Option<String>,
    regions: Vec<Region>,
    told: Vec<Told>,
    /// Address of the first page, without a number.
    here: String,
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
}

/// A page in the strip of a document's pages.
#[derive(Debug, Serialize)]
struct Tile {
    number: u32,
    href: String,
    is_here: bool,
    /// Address, width and height of its small picture, where it is made.
    picture: Option<(String, u32, u32)>,
}

/// A marked part of a picture.
#[derive(Debug, Serialize)]
struct Region {
    label: String,
    /// The language of the label, where that is not the page's.
    #[serde(skip_serializing_if = "Option::is_none")]
    lang: Option<String>,
    /// Left, top, width and height in pixels of the full picture.
    xywh: [u32; 4],
    /// The page.
    page: u32,
    /// Where it leads to.
    #[serde(skip_serializing_if = "Option::is_none")]
    href: Option<String>,
}

/// A marked part in the text of the page, for those who do not see the picture.
#[derive(Debug, Serialize)]
struct Told {
    label: Said,
    /// Address of the part, shown large.
    place: String,
    page: u32,
    /// What is seen there: its title, and its page.
    to: Option<(Said, String)>,
}

/// How many pages of a document a viewer is given at once.
const LEAVES: u32 = 100;
/// How many neighbours the film strip shows on either side.
const FILM_SIDE: usize = 12;
/// How many pages the strip of a document shows on either side; `leaves.js` counts as many.
const STRIP_SIDE: u32 = 12;

/// What is shown: an asset of a relic, and which page of it.
pub struct Place<'a> {
    /// The relic.
    pub view: &'a RelicView,
    /// The asset.
    pub asset: &'a AssetView,
    /// The page, from 1 on.
    pub page: u32,
    /// The text of the page, where it has any.
    pub text: Option<String>,
    /// Pages around it whose pictures are there, each with the sizes of the whole.
    pub made: Vec<(u32, Vec<(u32, u32)>)>,
}

/// Returns the pages that the strip around a page shows; none where there is only one.
pub fn strip(page: u32, count: u32) -> Range<u32> {
    let last = if count > 1 { count.min(page.saturating_add(STRIP_SIDE)) } else { 0 };
    page.saturating_sub(STRIP_SIDE).max(1)..last + 1
}

/// Reads the page that a query asks for, the first where it asks for none. What is no number of a page is no address.
pub fn asked_page(said: Option<&str>) -> Result<u32, Problem> {
    let Some(said) = said else { return Ok(1) };
    let is_plain = said.bytes().all(|digit| digit.is_ascii_digit()) && !said.starts_with('0');
    said.parse().ok().filter(|_| is_plain).ok_or_else(Problem::missing)
}

/// Sends the page of an asset.
pub fn send(
    site: &Site,
    epoch: u64,
    address: &str,
    headers: &HeaderMap,
    lang: Lang,
    place: &Place<'_>,
) -> Result<Response, Problem> {
    if place.page > place.asset.pages.count {
        return Err(Problem::missing());
    }
    let page = asset_page(site, lang, place);
    pages::make(site, epoch, address, headers, ("pages/asset.html", lang, &page))
}

fn asset_page(site: &Site, lang: Lang, place: &Place<'_>) -> AssetPage {
    let Place { view, asset, page, .. } = *place;
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
    let own = asset.pages_between(page..page + 1).into_iter().next();
    let picture = asset.shown.as_ref().map(|shown| match own.as_ref().filter(|_| page > 1) {
        Some(own) => Picture::of_page(own, shown, &body.alt_text, lang),
        None => Picture::new(&id, shown, &body.alt_text, 1200, lang),
    });
    let caption = Said::maybe(body.caption.as_ref(), lang);
    let film = film(view, &relic_href, &id, lang);
    let here = film.iter().position(|one| one.is_here);
    let step = |by: isize| here.and_then(|at| film.get(at.checked_add_signed(by)?)).map(|one| one.href.clone());
    let here_href = format!("{relic_href}/{id}");
    let leaf_href = |number: u32| match number {
        1 => here_href.clone(),
        _ => format!("{here_href}?page={number}"),
    };
    let last = asset.pages.count;
    let tile = |number: u32| {
        let size = place.made.iter().find(|(made, _)| *made == number).and_then(|(_, sizes)| sizes.first().copied());
        let name = if number == 1 { id.to_string() } else { format!("{id}-{number}") };
        Tile {
            number,
            href: leaf_href(number),
            is_here: number == page,
            picture: size.map(|(width, height)| (picture::address(&name, width, height), width, height)),
        }
    };
    let first_leaf = (page - 1) / LEAVES * LEAVES + 1;
    let last_leaf = last.min(first_leaf + LEAVES - 1);
    let previous = if page > 1 { Some(leaf_href(page - 1)) } else { step(-1) };
    let next = if page < last { Some(leaf_href(page + 1)) } else { step(1) };
    let far_previous = if first_leaf > 1 { Some(leaf_href(first_leaf - 1)) } else { step(-1) };
    let far_next = if last_leaf < last { Some(leaf_href(last_leaf + 1)) } else { step(1) };
    let count = film.len();
    let near = here.map_or(0..0, |at| at.saturating_sub(FILM_SIDE)..count.min(at + FILM_SIDE + 1));
    let (regions, told) = regions(view, body, &relic_href, &leaf_href, lang);
    let alt = picture.as_ref().map(|picture| picture.alt.clone()).unwrap_or_default();
    let leaf = |own: &PageView, shown: &Shown| {
        let told = words::say(lang, "asset-page-n", &[("number", number(u64::from(own.number), lang).into())]);
        let label = if last > 1 { format!("{}, {told}", title.text) } else { title.text.clone() };
        Leaf::of_page(&id, own, shown, &label, &alt)
    };
    let leaves = asset
        .shown
        .as_ref()
        .map(|shown| asset.pages_between(first_leaf..last_leaf + 1).iter().map(|own| leaf(own, shown)).collect());
    let summary =
        caption.as_ref().or(Said::of(&body.alt_text, lang).as_ref()).map(|said| said.text.clone()).unwrap_or_default();
    let turned = if page > 1 { format!("?page={page}") } else { String::new() };
    let frame = Frame::new(site, lang, &format!("/relics/{code}/{id}{turned}"), &title.text)
        .at("relics")
        .told(&summary)
        .pictured(picture.as_ref().map(|picture| picture.src.as_str()));
    AssetPage {
        frame,
        id: id.to_string(),
        relic: Said::of(&title::title(&view.relic), lang).unwrap_or_default(),
        info: format!("/iiif/image/{}/info.json", own.as_ref().map_or(id.to_string(), |own| own.picture.clone())),
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
        strip: asset.shown.as_ref().map(|_| strip(page, last).map(tile).collect()).unwrap_or_default(),
        leaves: leaves.unwrap_or_default(),
        here: here_href.clone(),
        first_leaf,
        page,
        pages: last,
        text: place.text.as_deref().map(page_lines).unwrap_or_default(),
        far_previous,
        far_next,
        regions,
        told,
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

fn page_lines(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
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
    };
    pictures.enumerate().map(neighbour).collect()
}

/// Says how wide the stage shows a picture: as `.stage` in the style sheet, which is 72 hundredths of the window high.
/// A dense screen is first given less than it could show: the viewer adds what is lacking where the line bears it.
fn stage_sizes(shown: &Shown) -> String {
    let high = u64::from(shown.width) * 72 / u64::from(shown.height.max(1));
    format!("(min-resolution: 1.5x) calc(min(100vw, {high}vh) * .7), min(100vw, {high}vh)")
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

/// Returns the marked parts of an asset as its viewer draws them and as its text tells of them.
fn regions(
    view: &RelicView,
    body: &crate::model::asset::Asset,
    relic_href: &str,
    leaf_href: &dyn Fn(u32) -> String,
    lang: Lang,
) -> (Vec<Region>, Vec<Told>) {
    let (mut regions, mut all) = (Vec::new(), Vec::new());
    for one in &body.regions {
        let (Some(label), Some(part)) = (Said::of(&one.label, lang), one.part()) else { continue };
        let seen = one
            .record
            .as_ref()
            .and_then(|reference| view.children.iter().find(|child| described::points_at(reference, child)));
        let href = seen.map(|record| format!("{relic_href}/{}", name_in_address(record)));
        let [x, y, width, height] = part;
        let page = one.page_number();
        all.push(Told {
            label: label.clone(),
            place: format!("{}#xywh={x},{y},{width},{height}", leaf_href(page)),
            page,
            to: seen.and_then(|record| Said::of(&title::title(record), lang)).zip(href.clone()),
        });
        regions.push(Region { label: label.text, lang: label.lang, xywh: part, page, href });
    }
    (regions, all)
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
