//! Browse and search in one: what fits, what narrows it, where to go on.

use std::sync::Arc;

use axum::extract::Query;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Serialize;

use crate::base::limits;
use crate::desk::view::Card;
use crate::desk::view::Found;
use crate::desk::view::Hit;
use crate::desk::view::Understood;
use crate::model::access::Viewer;
use crate::model::edtf;
use crate::model::record::Kind;
use crate::model::search::Search;
use crate::model::search::Sort;
use crate::model::text::Lang;
use crate::model::vocabulary;
use crate::web::asker::Reader;
use crate::web::pages;
use crate::web::pages::facet;
use crate::web::pages::facet::FacetValue;
use crate::web::pages::frame::Frame;
use crate::web::pages::picture::Picture;
use crate::web::pages::query::Asked;
use crate::web::pages::query::View;
use crate::web::pages::question::Question;
use crate::web::pages::spot;
use crate::web::pages::text::Said;
use crate::web::pages::text::capital;
use crate::web::pages::text::foreign;
use crate::web::pages::text::number;
use crate::web::pages::text::term;
use crate::web::problem::Problem;
use crate::web::site::Site;
use crate::words;

/// A record in a list.
#[derive(Debug, Clone, Serialize)]
pub struct CardView {
    /// Its page.
    pub href: String,
    /// Its name.
    pub title: Said,
    /// Kind, place, date: one line.
    pub meta: String,
    /// What it is.
    pub what: Option<String>,
    /// The unit it lies in.
    pub place: Option<String>,
    /// When it is from.
    pub date: Option<String>,
    /// Rank, and the class of its badge.
    pub rank: Option<(String, &'static str)>,
    /// Its picture.
    pub picture: Option<Picture>,
    /// True while its picture is being made.
    pub is_making: bool,
    /// The name of the relic it stands under.
    pub relic: Option<Said>,
    /// First sentences.
    pub summary: Option<Said>,
    /// Pieces around the words found: text, is found.
    pub snippet: Vec<(String, bool)>,
    /// Their language, where that is not the page's.
    pub snippet_lang: Option<String>,
    /// Where these words stand, and the address that leads there.
    pub spot: Option<(String, String)>,
}

impl CardView {
    /// Makes the card of a record for a reader.
    pub fn new(card: &Card, lang: Lang) -> CardView {
        let href = format!("/{}/relics/{}{}", lang.tag(), card.relic_code, card.below_relic());
        let (what, place, date) = told(card, lang);
        CardView {
            href,
            meta: [&what, &place, &date].into_iter().flatten().cloned().collect::<Vec<_>>().join("\u{a0}· "),
            what,
            place,
            date,
            title: Said::of(&card.title, lang).unwrap_or_else(|| Said::plain(card.code.clone())),
            rank: card.rank.as_deref().map(|rank| (rank_words(rank, lang), badge(rank))),
            picture: card.picture.as_ref().map(|picture| Picture::of_card(picture, lang)),
            is_making: card.is_making,
            relic: card.relic_title.as_ref().and_then(|title| Said::of(title, lang)),
            summary: Said::of(&card.summary, lang),
            snippet: Vec::new(),
            snippet_lang: None,
            spot: None,
        }
    }

    /// Makes the card of a hit: with the words found in it, and the way to where they stand.
    pub fn of_hit(hit: &Hit, lang: Lang) -> CardView {
        let mut view = CardView::new(&hit.card, lang);
        view.spot = spot::of(hit, &view.href, lang);
        view.snippet = hit.snippet.pieces.clone();
        view.snippet_lang = foreign(&hit.snippet.lang, lang);
        view
    }
}

/// Returns the class of a rank's badge.
pub fn badge(rank: &str) -> &'static str {
    match rank {
        "special_national" => "",
        "national" => "b-nat",
        _ => "b-low",
    }
}

/// Returns a rank in the words of a page: `Di tích quốc gia`, `National relic`.
pub fn rank_words(rank: &str, lang: Lang) -> String {
    let key = format!("rank-{}", rank.replace('_', "-"));
    if words::has(lang, &key) { words::get(lang, &key) } else { term("rank", rank, lang) }
}

/// Says what a record is, where and when it is from.
fn told(card: &Card, lang: Lang) -> (Option<String>, Option<String>, Option<String>) {
    let first = match card.kind {
        Kind::Relic => card.function.as_deref().map(|code| term("function", code, lang)),
        Kind::Artefact => card.type_term.as_deref().map(|code| term("object_type", code, lang)),
        Kind::Inscription => Some(capital(vocabulary::label("kind", "inscription", lang).unwrap_or_default())),
        Kind::Part => card.type_term.as_deref().map(|code| term("part", code, lang)),
        Kind::Asset => card.type_term.as_deref().map(|code| term("asset_kind", code, lang)),
        Kind::Event => card.type_term.as_deref().map(|code| term("event_kind", code, lang)),
        other => Some(term("kind", other.name(), lang)),
    };
    let date = card.edtf.as_deref().map(|date| edtf::display(date, lang)).filter(|date| !date.is_empty());
    (first, card.place.clone(), date)
}

#[derive(Debug, Serialize)]
struct BrowsePage {
    frame: Frame,
    #[serde(flatten)]
    question: Question,
    heading: String,
    total: String,
    count: u64,
    hits: Vec<CardView>,
    /// What helps where nothing is found.
    help: Help,
    /// The order the list stands in.
    sort: &'static str,
    sorts: Vec<&'static str>,
    /// How the list is laid out.
    view: &'static str,
    /// Every view with its words and address.
    views: Vec<(String, String, bool)>,
    /// Where the table is put in the order of its columns: name, date.
    columns: [String; 2],
    /// The list as a feed.
    feed: String,
    chosen: Vec<(String, String)>,
    page: usize,
    last: usize,
    /// The words that were looked for, when they are not those that were typed.
    understood: Vec<String>,
    is_archive_empty: bool,
    /// The same question on the map.
    map: String,
    /// The same question on the timeline.
    timeline: String,
}

/// A link to another page of a list.
#[derive(Debug, Serialize)]
pub(super) struct PageLink {
    number: Option<usize>,
    href: String,
    is_here: bool,
}

/// Sends a page of the list.
pub async fn show(
    State(site): State<Arc<Site>>,
    reader: Reader,
    Query(pairs): Query<Vec<(String, String)>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let lang = reader.lang;
    let mut asked = Asked::read(&pairs)?;
    let below = format!("/relics{}", asked.query(asked.page));
    let address = format!("/{}{below}", lang.tag());
    if let Some(page) = pages::kept(&site, &address, &headers) {
        return Ok(page);
    }
    let epoch = site.desk.epoch();
    asked.search.lang = lang;
    relics_unless_asked(&mut asked.search);
    let found = site.desk.search(&Viewer::Visitor, asked.search.clone()).await?;
    let mut page = browse_page(&site, lang, &asked, &found, &below);
    if found.total == 0 {
        page.help = help(&site, lang, &asked).await?;
    }
    pages::make(&site, epoch, &address, &headers, ("pages/browse.html", lang, &page))
}

/// What helps where nothing is found.
#[derive(Debug, Default, Serialize)]
struct Help {
    /// Each filter without which something is found: its words, the address without it, and how much.
    drops: Vec<(String, String, String)>,
    /// Values by which one can look around.
    ways: Vec<FacetValue>,
}

/// Returns every filter that is set: its name, its value and its words.
fn filters(asked: &Asked, lang: Lang) -> Vec<(String, String, String)> {
    let search = &asked.search;
    let mut filters = Vec::new();
    for (name, values) in &search.facets {
        filters.extend(values.iter().map(|value| (name.clone(), value.clone(), facet::label(name, value, lang))));
    }
    for (name, year) in [("from", search.from), ("until", search.until)] {
        if let Some(year) = year {
            let label = words::say(lang, &format!("chip-{name}"), &[("year", year.to_string().into())]);
            filters.push((name.to_owned(), String::new(), label));
        }
    }
    if search.bbox.is_some() {
        filters.push(("bbox".to_owned(), String::new(), words::get(lang, "chip-bbox")));
    }
    filters
}

/// Looks for what helps: every filter is left out once.
async fn help(site: &Site, lang: Lang, asked: &Asked) -> Result<Help, Problem> {
    let mut drops = Vec::new();
    for (name, value, label) in filters(asked, lang) {
        let mut other = asked.drop(&name, &value).search;
        other.limit = 1;
        relics_unless_asked(&mut other);
        let count = site.desk.search(&Viewer::Visitor, other).await?.total;
        if count > 0 {
            drops.push((count, (label, asked.without(lang, &name, &value), number(count, lang))));
        }
    }
    drops.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
    let mut all = Search { limit: 1, ..Search::default() };
    relics_unless_asked(&mut all);
    let found = site.desk.search(&Viewer::Visitor, all).await?;
    let ways = facet::facet_values(&found, "relic_type", lang);
    Ok(Help { drops: drops.into_iter().map(|(_, drop)| drop).collect(), ways })
}

/// Who asks for nothing in words and for no kind sees relics.
pub fn relics_unless_asked(search: &mut Search) {
    if search.q.is_empty() && !search.facets.contains_key("kind") {
        search.kinds = vec!["relic".to_owned()];
    }
}

/// Returns what a list is called: its words, else the kind of what is in it.
pub fn heading(asked: &Asked, lang: Lang) -> String {
    if asked.search.q.is_empty() {
        kind_of_list(asked, lang).1
    } else {
        words::say(lang, "browse-title", &[("q", asked.search.q.clone().into())])
    }
}

fn kind_of_list(asked: &Asked, lang: Lang) -> (&'static str, String) {
    let kinds = asked.search.facets.get("kind").map(Vec::as_slice).unwrap_or_default();
    match kinds {
        [kind] if kind == "artefact" => ("artefacts", words::get(lang, "nav-artefacts")),
        [kind] if kind == "inscription" => ("inscriptions", words::get(lang, "nav-inscriptions")),
        _ => ("relics", words::get(lang, "nav-relics")),
    }
}

fn browse_page(site: &Site, lang: Lang, asked: &Asked, found: &Found, below: &str) -> BrowsePage {
    let search = &asked.search;
    let last = (found.total as usize).div_ceil(search.limit.max(1)).clamp(1, limits::DEPTH / search.limit.max(1));
    let hits = found.hits.iter().map(|hit| CardView::of_hit(hit, lang)).collect();
    let (nav, heading) = kind_of_list(asked, lang);
    let title = self::heading(asked, lang);
    let mut frame = Frame::new(site, lang, below, &title).at(nav).told(&words::get(lang, "browse-help"));
    if asked.is_narrowed() {
        frame = frame.unlisted();
    }
    BrowsePage {
        frame,
        question: Question::new(asked, found, lang, "relics", last),
        heading,
        total: number(found.total, lang),
        count: found.total,
        hits,
        help: Help::default(),
        sort: shown_sort(search).name(),
        sorts: sorts(search),
        view: asked.view.name(),
        views: views(asked, lang),
        columns: [Sort::Name, Sort::Date].map(|sort| asked.other(lang, sort, asked.view)),
        feed: format!("/{}/relics.atom{}", lang.tag(), asked.question()),
        chosen: asked.filter_pairs(),
        page: asked.page,
        last,
        understood: understood(found, lang),
        is_archive_empty: !asked.is_narrowed() && found.total == 0,
        map: format!("/{}/map{}", lang.tag(), asked.query(1)),
        timeline: format!("/{}/timeline{}", lang.tag(), asked.query(1)),
    }
}

/// Every way to look at the list: each keeps the question and its order.
fn views(asked: &Asked, lang: Lang) -> Vec<(String, String, bool)> {
    View::ALL
        .into_iter()
        .map(|view| {
            let label = words::get(lang, &format!("view-{}", view.name()));
            (label, asked.other(lang, asked.search.sort, view), view == asked.view)
        })
        .collect()
}

/// Says how words were understood that mean more than themselves; nothing where that is only what was typed.
fn understood(found: &Found, lang: Lang) -> Vec<String> {
    let said = |one: &Understood| {
        let typed = || one.typed.clone().into();
        if let Some((first, last)) = one.years {
            let key = match (first, last) {
                (i32::MIN, _) => "browse-also-until",
                (_, i32::MAX) => "browse-also-since",
                _ => "browse-also-years",
            };
            let args = [("typed", typed()), ("first", first.to_string().into()), ("last", last.to_string().into())];
            return Some(words::say(lang, key, &args));
        }
        if one.is_former {
            let args = [("typed", typed()), ("units", one.units.join(", ").into())];
            return Some(words::say(lang, "browse-also-units", &args));
        }
        let mut terms: Vec<String> = one.values.iter().map(|(name, value)| facet::label(name, value, lang)).collect();
        if terms.iter().any(|term| term.split(", ").any(|term| term.to_lowercase() == one.typed)) {
            return None;
        }
        terms.dedup_by_key(|term| term.to_lowercase());
        let args = [("typed", typed()), ("terms", terms.join(", ").into())];
        (!terms.is_empty()).then(|| words::say(lang, "browse-also-terms", &args))
    };
    found.understood.iter().filter_map(said).collect()
}

/// Returns what narrows a list: words, and the list without it.
pub(super) fn chips(asked: &Asked, lang: Lang) -> Vec<(String, String)> {
    filters(asked, lang).into_iter().map(|(name, value, label)| (label, asked.without(lang, &name, &value))).collect()
}

/// Returns the links to the pages of a list around one.
pub(super) fn page_links(here: usize, last: usize, list: &dyn Fn(usize) -> String) -> Vec<PageLink> {
    if last < 2 {
        return Vec::new();
    }
    let mut shown: Vec<usize> = [1, last]
        .into_iter()
        .chain(here.saturating_sub(2)..=here + 2)
        .filter(|page| (1..=last).contains(page))
        .collect();
    shown.sort_unstable();
    shown.dedup();
    let mut links = Vec::new();
    let mut before = 0;
    for page in shown {
        if page > before + 1 {
            links.push(PageLink { number: None, href: String::new(), is_here: false });
        }
        links.push(PageLink { number: Some(page), href: list(page), is_here: page == here });
        before = page;
    }
    links
}

/// Without words there is no best match: the list then stands by name.
fn shown_sort(search: &Search) -> Sort {
    if search.q.is_empty() && search.sort == Sort::Relevance { Sort::Name } else { search.sort }
}

fn sorts(search: &Search) -> Vec<&'static str> {
    let all = [Sort::Relevance, Sort::Name, Sort::Date, Sort::Newest];
    all.into_iter().filter(|sort| *sort != Sort::Relevance || !search.q.is_empty()).map(Sort::name).collect()
}
