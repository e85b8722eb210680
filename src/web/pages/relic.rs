//! A relic's page: its picture and one plain sentence first, then everything that is known, each with where it stands.

use std::sync::Arc;

use axum::extract::Path;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::HeaderValue;
use axum::http::header;
use axum::response::IntoResponse as _;
use axum::response::Redirect;
use axum::response::Response;
use serde::Serialize;
use serde_json::Value;
use serde_json::json;

use crate::desk::view::AssetView;
use crate::desk::view::RelicView;
use crate::metadata::described::Described;
use crate::metadata::described::name_in_address;
use crate::metadata::standards;
use crate::model::access::Viewer;
use crate::model::open::open;
use crate::model::record::Body;
use crate::model::record::Record;
use crate::model::relic::Relic;
use crate::model::text::Lang;
use crate::model::title;
use crate::web::asker;
use crate::web::asker::Reader;
use crate::web::pages;
use crate::web::pages::browse::CardView;
use crate::web::pages::browse::badge;
use crate::web::pages::browse::rank_words;
use crate::web::pages::claim::SourceView;
use crate::web::pages::claim::Sources;
use crate::web::pages::fact::FactView;
use crate::web::pages::frame::Frame;
use crate::web::pages::inscription::Lines;
use crate::web::pages::picture::Picture;
use crate::web::pages::record::part_of_relic;
use crate::web::pages::text::Said;
use crate::web::pages::text::day;
use crate::web::pages::text::term;
use crate::web::problem::Problem;
use crate::web::site::Site;
use crate::words;

mod story;

/// How many relics that are like one its page shows.
const RELATED: usize = 4;

/// What a relic's page shows.
#[derive(Debug, Serialize)]
pub struct RelicPage {
    frame: Frame,
    code: String,
    code_as_written: String,
    title: Said,
    other_titles: Vec<Said>,
    other_names: Vec<(Said, Option<String>)>,
    rank: Option<(String, &'static str)>,
    flags: Vec<String>,
    summary: Option<Said>,
    address: Option<Said>,
    cover: Option<Shot>,
    is_making: bool,
    /// Relics that are like this one.
    related: Vec<CardView>,
    pictures: Vec<Shot>,
    papers: Vec<Paper>,
    facts: Vec<FactView>,
    place: Vec<FactView>,
    point: Option<Point>,
    story: Vec<story::Moment>,
    texts: Vec<(String, Said)>,
    visit: Vec<FactView>,
    parts: Vec<Child>,
    artefacts: Vec<Child>,
    inscriptions: Vec<Child>,
    rights: Option<RightsView>,
    sources: Vec<SourceView>,
    version: u32,
    published: String,
    is_machine: bool,
    lacks_language: bool,
    json_ld: Value,
    is_preview: bool,
}

/// A picture in the gallery.
#[derive(Debug, Clone, Serialize)]
pub struct Shot {
    pub picture: Picture,
    pub href: String,
    pub title: Option<Said>,
    pub caption: Option<Said>,
    pub credit: Option<Said>,
}

impl Shot {
    /// Makes the gallery's picture of an asset; `None` when it has none.
    pub fn of(asset: &AssetView, base: &str, lang: Lang) -> Option<Shot> {
        let Body::Asset(body) = &asset.record.body else { return None };
        let id = asset.record.envelope.id;
        Some(Shot {
            picture: Picture::new(&id, asset.shown.as_ref()?, &body.alt_text, 800, lang),
            href: format!("{base}/{id}"),
            title: Said::of(&title::title(&asset.record), lang),
            caption: Said::maybe(body.caption.as_ref(), lang),
            credit: Said::maybe(body.rights.credit_line.as_ref(), lang),
        })
    }
}

/// A document, a sound or anything else that has no picture or is more than one.
#[derive(Debug, Clone, Serialize)]
pub struct Paper {
    pub title: Said,
    pub href: String,
    pub kind: String,
    pub size: String,
    pub picture: Option<Picture>,
}

/// A part, artefact or inscription under a relic.
#[derive(Debug, Clone, Serialize)]
pub struct Child {
    pub title: Said,
    pub code: String,
    pub href: String,
    pub kind: String,
    pub text: Option<Said>,
    pub lines: Option<Lines>,
    pub picture: Option<Picture>,
    pub is_making: bool,
}

/// Where it is, as far as the public may know.
#[derive(Debug, Clone, Serialize)]
pub struct Point {
    /// Latitude and longitude in words; none where they are not told.
    pub words: Option<String>,
    /// For navigation apps.
    pub href: Option<String>,
    /// On the archive's own map, with what lies around it.
    pub own: Option<String>,
    /// On a map elsewhere.
    pub map: Option<String>,
    /// How precise it is, or why it is not told.
    pub note: String,
}

/// What one may do with it.
#[derive(Debug, Clone, Serialize)]
pub struct RightsView {
    pub label: String,
    pub short: String,
    pub uri: String,
    pub credit: Option<Said>,
    pub holder: Option<Said>,
    pub notices: Vec<String>,
}

/// Sends a relic's page, or the same record as data where the address or the reader asks for it.
pub async fn show(
    State(site): State<Arc<Site>>,
    reader: Reader,
    Path((_, code)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let lang = reader.lang;
    let (code, ending) = split_ending(&code);
    let wanted = ending.or_else(|| wanted_by(&headers));
    if let Some(wanted) = wanted {
        return data(&site, &code, wanted).await;
    }
    let address = format!("/{}/relics/{code}", lang.tag());
    if let Some(page) = pages::kept(&site, &address, &headers) {
        return Ok(signposted(&site, page, &code));
    }
    let epoch = site.desk.epoch();
    let view = site.desk.relic(&Viewer::Visitor, &code, false).await?;
    let mut page = relic_page(&site, &view, lang, false);
    // A page stands without its neighbours where nobody has the time to look for them.
    let related = site.desk.related(&view.relic.envelope.id, RELATED).await.unwrap_or_default();
    page.related = related.iter().map(|card| CardView::new(card, lang)).collect();
    if page.code != code {
        return Ok(Redirect::permanent(&format!("/{}/relics/{}", lang.tag(), page.code)).into_response());
    }
    let response = pages::make(&site, epoch, &address, &headers, ("pages/relic.html", lang, &page))?;
    Ok(signposted(&site, response, &code))
}

/// Sends whoever scanned a sign to the page in his language.
pub async fn sign(
    State(site): State<Arc<Site>>,
    Path(code): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let lang = asker::accepted(&headers);
    let (record, row) = site.desk.record(&Viewer::Visitor, &code).await?;
    let path = match record.body {
        Body::Asset(_) => return Err(Problem::missing()),
        _ => row.path,
    };
    let mut response = Redirect::temporary(&format!("/{}/relics/{path}", lang.tag())).into_response();
    response.headers_mut().insert(header::VARY, HeaderValue::from_static("Accept-Language"));
    Ok(response)
}

fn split_ending(code: &str) -> (String, Option<&'static str>) {
    for (ending, name) in [(".lido.xml", "lido"), (".json", "json")] {
        if let Some(code) = code.strip_suffix(ending) {
            return (code.to_owned(), Some(name));
        }
    }
    (code.to_owned(), None)
}

fn wanted_by(headers: &HeaderMap) -> Option<&'static str> {
    let accept = headers.get(header::ACCEPT)?.to_str().ok()?;
    let first = accept.split(',').next()?.split(';').next()?.trim();
    match first {
        "application/json" => Some("json"),
        _ => None,
    }
}

async fn data(site: &Site, code: &str, wanted: &str) -> Result<Response, Problem> {
    let view = site.desk.relic(&Viewer::Visitor, code, false).await?;
    let (kind, text) = if wanted == "lido" {
        let assets: Vec<Record> = view.assets.iter().map(|asset| asset.record.clone()).collect();
        let described = Described {
            relic: &view.relic,
            children: &view.children,
            assets: &assets,
            related: &view.related,
            events: &[],
            public_url: &site.public_url,
            archive: &site.names,
        };
        ("application/xml; charset=utf-8", (standards::lido::STANDARD.write)(&described))
    } else {
        ("application/json; charset=utf-8", open(&view.relic).to_json())
    };
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CACHE_CONTROL, HeaderValue::from_static("public, no-cache")),
        (header::VARY, HeaderValue::from_static("Accept")),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")),
    ];
    Ok((headers, text).into_response())
}

/// Signposting: machines find the other forms of a record in the headers.
fn signposted(site: &Site, mut response: Response, code: &str) -> Response {
    let base = format!("{}/vi/relics/{code}", site.public_url);
    let link = format!(
        "<{}/r/{code}>; rel=\"cite-as\", <{base}.json>; rel=\"describedby\"; type=\"application/json\", \
         <{base}.lido.xml>; rel=\"describedby\"; type=\"application/xml\"",
        site.public_url
    );
    if let Ok(link) = HeaderValue::from_str(&link) {
        response.headers_mut().insert(header::LINK, link);
    }
    response
}

/// Makes the page of a relic. A preview shows the newest version to staff.
pub fn relic_page(site: &Site, view: &RelicView, lang: Lang, is_preview: bool) -> RelicPage {
    let described = Described {
        relic: &view.relic,
        children: &view.children,
        assets: &[],
        related: &view.related,
        events: &[],
        public_url: &site.public_url,
        archive: &site.names,
    };
    let opened = if is_preview { view.relic.clone() } else { open(&view.relic) };
    let relic = &opened;
    let empty = Relic::default();
    let body = if let Body::Relic(body) = &relic.body { body.as_ref() } else { &empty };
    let code = name_in_address(relic);
    let title = Said::of(&title::title(relic), lang).unwrap_or_default();
    let summary = Said::of(&body.summary, lang);
    let base = format!("/{}/relics/{code}", lang.tag());
    let (shots, papers) = shots_and_papers(&view.assets, &base, lang);
    let cover = shots.first().cloned();
    let told = summary.as_ref().map(|said| said.text.clone()).unwrap_or_default();
    let frame = Frame::new(site, lang, &format!("/relics/{code}"), &title.text)
        .at("relics")
        .told(&told)
        .pictured(cover.as_ref().map(|shot| shot.picture.src.as_str()));
    let children = |wanted: crate::model::record::Kind| -> Vec<Child> {
        let of_kind = view.children.iter().filter(|child| child.kind() == wanted);
        of_kind.map(|child| child_view(child, view, &base, lang)).collect()
    };
    let sources = Sources::of(relic, &body.bibliography, &described, lang);
    let has_words = |text: &crate::model::text::LangText| text.in_lang(lang.tag()).is_some();
    RelicPage {
        json_ld: json_ld(site, view, lang, cover.as_ref(), &frame.url),
        other_titles: other_titles(body, lang, &title),
        other_names: body
            .other_names
            .iter()
            .filter_map(|other| Some((Said::of(&other.name, lang)?, other.period.clone())))
            .collect(),
        rank: Some(body.rank.as_str())
            .filter(|rank| !rank.is_empty())
            .map(|rank| (rank_words(rank, lang), badge(rank))),
        flags: body.rank_flags.iter().map(|flag| term("rank_flag", flag, lang)).collect(),
        address: Said::of(&body.place.address_current.text, lang),
        facts: story::facts(relic, body, &described, &sources, lang),
        place: story::place(relic, body, &described, &sources, lang),
        point: point(view, lang),
        story: story::moments(body, &view.related, &described, lang),
        texts: story::texts(body, lang),
        visit: story::visit(relic, body, &described, &sources, lang),
        parts: children(crate::model::record::Kind::Part),
        artefacts: children(crate::model::record::Kind::Artefact),
        inscriptions: children(crate::model::record::Kind::Inscription),
        rights: rights_view(&body.rights, &described, lang),
        sources: sources.list(),
        version: relic.envelope.version,
        published: day(&relic.envelope.updated.at, lang),
        is_machine: summary.as_ref().is_some_and(|said| said.is_machine),
        lacks_language: !has_words(&body.summary) || !has_words(&body.name),
        is_making: view.making.iter().any(|asset| matches!(&asset.body, Body::Asset(body) if body.is_picture())),
        related: Vec::new(),
        pictures: shots,
        papers,
        cover,
        summary,
        title,
        code_as_written: relic.envelope.code.clone().unwrap_or_else(|| code.clone()),
        code,
        frame,
        is_preview,
    }
}

fn other_titles(body: &Relic, lang: Lang, title: &Said) -> Vec<Said> {
    Lang::ALL
        .into_iter()
        .filter(|other| *other != lang)
        .filter_map(|other| {
            let text = body.name.in_lang(other.tag())?;
            (text != title.text).then(|| Said { lang: Some(other.tag().to_owned()), ..Said::plain(text) })
        })
        .collect()
}

fn shots_and_papers(assets: &[AssetView], base: &str, lang: Lang) -> (Vec<Shot>, Vec<Paper>) {
    let (mut shots, mut papers) = (Vec::new(), Vec::new());
    for asset in assets {
        let Body::Asset(body) = &asset.record.body else { continue };
        let id = asset.record.envelope.id;
        let href = format!("{base}/{id}");
        let title = Said::of(&title::title(&asset.record), lang);
        let picture = asset.shown.as_ref().map(|shown| Picture::new(&id, shown, &body.alt_text, 800, lang));
        match picture {
            Some(_) if body.is_picture() => shots.extend(Shot::of(asset, base, lang)),
            picture => papers.push(Paper {
                title: title.unwrap_or_default(),
                href,
                kind: term("asset_kind", &body.asset_kind, lang),
                size: pages::bytes(asset.bytes, lang),
                picture,
            }),
        }
    }
    (shots, papers)
}

/// Returns true when a picture of a record is being made.
pub fn is_making(view: &RelicView, of: &Record) -> bool {
    view.making.iter().any(|asset| {
        let Body::Asset(body) = &asset.body else { return false };
        body.is_picture() && body.of.iter().any(|shows| crate::metadata::described::points_at(&shows.record, of))
    })
}

fn child_view(child: &Record, view: &RelicView, base: &str, lang: Lang) -> Child {
    let id = child.envelope.id;
    let picture = view.assets.iter().find_map(|asset| {
        let Body::Asset(body) = &asset.record.body else { return None };
        let shows = body.of.iter().any(|shows| crate::metadata::described::points_at(&shows.record, child));
        let shown = asset.shown.as_ref().filter(|_| shows)?;
        Some(Picture::new(&asset.record.envelope.id, shown, &body.alt_text, 300, lang))
    });
    let code = child.envelope.code.clone().unwrap_or_else(|| id.to_string());
    let (kind, text) = part_of_relic(child, lang);
    Child {
        title: Said::of(&title::title(child), lang).unwrap_or_default(),
        href: format!("{base}/{}", name_in_address(child)),
        lines: Lines::of(child, lang),
        code,
        kind,
        text,
        is_making: picture.is_none() && is_making(view, child),
        picture,
    }
}

fn public_point(view: &RelicView) -> Option<(f64, f64)> {
    let Body::Relic(body) = &view.relic.body else { return None };
    crate::model::geo::public_point(body.place.point.as_ref()?, body.place.public_precision.as_deref())
}

/// Says where a relic is as far as the public may know, or that this is not told.
fn point(view: &RelicView, lang: Lang) -> Option<Point> {
    let Body::Relic(body) = &view.relic.body else { return None };
    let precision = body.place.public_precision.as_deref();
    let Some((lat, lon)) = public_point(view) else {
        let is_hidden = matches!(precision, Some("hidden" | "unit"));
        return is_hidden.then(|| Point {
            words: None,
            href: None,
            own: None,
            map: None,
            note: words::get(lang, "point-hidden"),
        });
    };
    let decimals = if precision == Some("exact") { 5 } else { 3 };
    let side = |value: f64, plus: &str, minus: &str| words::get(lang, if value < 0.0 { minus } else { plus });
    let values = [
        ("lat", pages::text::decimal(lat.abs(), decimals, lang).into()),
        ("north", side(lat, "point-north", "point-south").into()),
        ("lon", pages::text::decimal(lon.abs(), decimals, lang).into()),
        ("east", side(lon, "point-east", "point-west").into()),
    ];
    let zoom = match precision {
        Some("exact" | "100m") => 17,
        Some("1km") => 14,
        _ => 11,
    };
    // A morning's walk, or as far as the place may be off.
    let far = if precision.is_none() { 0.1 } else { 0.03 };
    let around = [lon - far, lat - far, lon + far, lat + far];
    let note = match precision {
        Some("exact") => words::get(lang, "point-exact"),
        other => {
            let within = words::get(lang, &format!("precision-{}", other.unwrap_or("10km")));
            words::say(lang, "point-vague", &[("precision", within.into())])
        }
    };
    Some(Point {
        words: Some(words::say(lang, "point-words", &values)),
        href: Some(format!("geo:{lat},{lon}")),
        own: Some(format!(
            "/{}/map?bbox={}",
            lang.tag(),
            around.map(|side| format!("{:.3}", side.clamp(-180.0, 180.0))).join(",")
        )),
        map: Some(format!("https://www.openstreetmap.org/#map={zoom}/{lat}/{lon}")),
        note,
    })
}

/// Returns what one may do with something.
pub fn rights_view(rights: &crate::model::rights::Rights, described: &Described<'_>, lang: Lang) -> Option<RightsView> {
    if rights.statement.is_empty() {
        return None;
    }
    let label = term("rights", &rights.statement, lang);
    let (short, rest) = label.split_once(": ").unwrap_or((label.as_str(), ""));
    Some(RightsView {
        short: short.to_owned(),
        label: pages::text::capital(rest),
        uri: rights.statement.clone(),
        credit: Said::maybe(rights.credit_line.as_ref(), lang),
        holder: rights.holder.as_ref().and_then(|holder| Said::of(&described.agent_name(holder)?, lang)),
        notices: rights.community_notice.iter().map(|notice| term("community_notice", &notice.term, lang)).collect(),
    })
}

/// What search engines read (schema.org).
fn json_ld(site: &Site, view: &RelicView, lang: Lang, cover: Option<&Shot>, url: &str) -> Value {
    let relic = &view.relic;
    let empty = Relic::default();
    let body = if let Body::Relic(body) = &relic.body { body.as_ref() } else { &empty };
    let mut place = json!({
        "@context": "https://schema.org",
        "@type": "LandmarksOrHistoricalBuildings",
        "@id": format!("{}/r/{}", site.public_url, name_in_address(relic)),
        "url": url,
        "name": body.name.best(lang).map(|(_, text)| text),
        "description": body.summary.best(lang).map(|(_, text)| text),
        "inLanguage": lang.tag(),
        "identifier": relic.envelope.code,
    });
    if let Some(address) = body.place.address_current.text.best(lang) {
        place["address"] = json!({ "@type": "PostalAddress", "streetAddress": address.1, "addressCountry": "VN" });
    }
    if let Some((lat, lon)) = public_point(view) {
        place["geo"] = json!({ "@type": "GeoCoordinates", "latitude": lat, "longitude": lon });
    }
    if let Some(shot) = cover {
        place["image"] = json!(format!("{}{}", site.public_url, shot.picture.src));
    }
    if !relic.envelope.same_as.is_empty() {
        place["sameAs"] = json!(relic.envelope.same_as);
    }
    place
}
