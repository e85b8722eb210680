//! The page of what stands under a relic: a part, an artefact, an inscription.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::Path;
use axum::extract::Query;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::IntoResponse as _;
use axum::response::Redirect;
use axum::response::Response;
use serde::Serialize;

use crate::base::id::RecordId;
use crate::desk::view::AssetView;
use crate::desk::view::RelicView;
use crate::metadata::described;
use crate::metadata::described::Described;
use crate::metadata::described::name_in_address;
use crate::metadata::described::points_at;
use crate::model::access::Viewer;
use crate::model::open::open;
use crate::model::record::Body;
use crate::model::record::Kind;
use crate::model::record::Record;
use crate::model::text::Lang;
use crate::model::title;
use crate::web::asker::Reader;
use crate::web::pages;
use crate::web::pages::asset;
use crate::web::pages::browse::badge;
use crate::web::pages::browse::rank_words;
use crate::web::pages::claim::SourceView;
use crate::web::pages::claim::Sources;
use crate::web::pages::fact::FactValue;
use crate::web::pages::fact::FactView;
use crate::web::pages::fact::Facts;
use crate::web::pages::frame::Frame;
use crate::web::pages::inscription::Lines;
use crate::web::pages::relic::RightsView;
use crate::web::pages::relic::Shot;
use crate::web::pages::relic::is_making;
use crate::web::pages::relic::rights_view;
use crate::web::pages::text::Said;
use crate::web::pages::text::capital;
use crate::web::pages::text::day;
use crate::web::pages::text::number;
use crate::web::pages::text::term;
use crate::web::problem::Problem;
use crate::web::site::Site;
use crate::words;

#[derive(Debug, Serialize)]
struct RecordPage {
    frame: Frame,
    kind: String,
    code: String,
    title: Said,
    relic: Said,
    relic_href: String,
    rank: Option<(String, &'static str)>,
    is_inscription: bool,
    updated: String,
    lacks_language: bool,
    shots: Vec<Shot>,
    is_making: bool,
    lines: Option<Lines>,
    texts: Vec<(String, Said)>,
    facts: Vec<FactView>,
    inscriptions: Vec<(Said, String, Option<Lines>)>,
    signed: Vec<Said>,
    colophon: Vec<(String, Option<Said>, Option<String>)>,
    rights: Option<RightsView>,
    sources: Vec<SourceView>,
    version: u32,
}

/// Sends what stands under a relic: an asset by its id, anything else by its code.
pub async fn show(
    State(site): State<Arc<Site>>,
    reader: Reader,
    Path((_, code, name)): Path<(String, String, String)>,
    Query(query): Query<HashMap<String, String>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let lang = reader.lang;
    let page = asset::asked_page(query.get("page").map(String::as_str))?;
    let turned = if page > 1 { format!("?page={page}") } else { String::new() };
    let id: Option<RecordId> = name.parse().ok();
    // The strip of a document's pages shows which of them are made: a page that was made since voids what was kept.
    let made = id.map(|id| site.desk.pages_changed(&id)).filter(|changed| *changed > 0);
    let made = made.map(|changed| format!(" {changed}")).unwrap_or_default();
    let address = format!("/{}/relics/{code}/{name}{turned}{made}", lang.tag());
    if let Some(page) = pages::kept(&site, &address, &headers) {
        return Ok(page);
    }
    let epoch = site.desk.epoch();
    let view = site.desk.relic(&Viewer::Visitor, &code, false).await?;
    let relic_code = name_in_address(&view.relic);
    if let Some(id) = id
        && let Some(at) = view.assets.iter().position(|asset| asset.record.envelope.id == id)
    {
        let asset = &view.assets[at];
        let text = site.desk.page_text(asset, page).await?;
        let made = site.desk.made_pages(&Viewer::Visitor, asset, asset::strip(page, asset.pages.count)).await?;
        let leaf = asset::Place { view: &view, asset, page, text, made };
        return asset::send(&site, epoch, &address, &headers, lang, &leaf);
    }
    if page > 1 {
        return Err(Problem::missing());
    }
    let child = view.children.iter().find(|child| Some(child.envelope.id) == id || name_in_address(child) == name);
    let Some(child) = child else { return Err(Problem::missing()) };
    if relic_code != code || name_in_address(child) != name {
        let right = format!("/{}/relics/{relic_code}/{}", lang.tag(), name_in_address(child));
        return Ok(Redirect::permanent(&right).into_response());
    }
    let page = record_page(&site, &view, child, lang);
    pages::make(&site, epoch, &address, &headers, ("pages/record.html", lang, &page))
}

/// Returns kind and first text of what stands under a relic, for lists.
pub fn part_of_relic(child: &Record, lang: Lang) -> (String, Option<Said>) {
    match &child.body {
        Body::Part(body) => (term("part", &body.part_type, lang), Said::maybe(body.description.as_ref(), lang)),
        Body::Artefact(body) => (term("object_type", &body.object_type, lang), Said::of(&body.description, lang)),
        Body::Inscription(body) => (inscription_kind(&body.text_kind, lang), None),
        _ => (String::new(), None),
    }
}

fn inscription_kind(code: &str, lang: Lang) -> String {
    use crate::model::vocabulary::label;
    label("inscription_kind", code, lang)
        .or_else(|| label("object_type", code, lang))
        .map_or_else(|| code.to_owned(), capital)
}

fn record_page(site: &Site, view: &RelicView, child: &Record, lang: Lang) -> RecordPage {
    let child = &open(child);
    let described = Described {
        relic: &view.relic,
        children: &view.children,
        assets: &[],
        related: &view.related,
        events: &[],
        public_url: &site.public_url,
        archive: &site.names,
    };
    let relic_code = name_in_address(&view.relic);
    let base = format!("/{}/relics/{relic_code}", lang.tag());
    let title = Said::of(&title::title(child), lang).unwrap_or_default();
    let rank = match &view.relic.body {
        Body::Relic(body) if !body.rank.is_empty() => Some((rank_words(&body.rank, lang), badge(&body.rank))),
        _ => None,
    };
    let (kind, text) = part_of_relic(child, lang);
    let mut texts = Vec::new();
    let mut add = |key: &str, text: Option<Said>| {
        if let Some(text) = text {
            texts.push((words::get(lang, key), text));
        }
    };
    add("section-description", text);
    let rights = match &child.body {
        Body::Part(body) => {
            add("section-features", Said::maybe(body.features.as_ref(), lang));
            None
        }
        Body::Artefact(body) => {
            add("section-subject", Said::maybe(body.subject.as_ref(), lang));
            add("section-features", Said::maybe(body.features.as_ref(), lang));
            body.rights.as_ref()
        }
        _ => None,
    };
    let inscriptions = view.children.iter().filter(|other| carried_by(other, child));
    let signed = match &child.body {
        Body::Inscription(body) => {
            body.editors.iter().filter_map(|editor| Said::of(&described.agent_name(editor)?, lang)).collect()
        }
        _ => Vec::new(),
    };
    let colophon = match &child.body {
        Body::Inscription(body) => body
            .colophon
            .iter()
            .map(|words| {
                let date = words.date.as_ref().map(|date| described::date_in_words(date, lang));
                (words.original.clone().unwrap_or_default(), Said::maybe(words.reading.as_ref(), lang), date)
            })
            .collect(),
        _ => Vec::new(),
    };
    let told = texts.first().map(|(_, said)| said.text.clone()).unwrap_or_default();
    let sources = Sources::of(child, &[], &described, lang);
    let shots = shots(&view.assets, child, &base, lang);
    let frame = Frame::new(site, lang, &format!("/relics/{relic_code}/{}", name_in_address(child)), &title.text)
        .at("relics")
        .told(&told)
        .pictured(shots.first().map(|shot| shot.picture.src.as_str()));
    RecordPage {
        frame,
        kind,
        code: child.envelope.code.clone().unwrap_or_default(),
        relic: Said::of(&title::title(&view.relic), lang).unwrap_or_default(),
        rank,
        is_making: shots.is_empty() && is_making(view, child),
        shots,
        lines: Lines::of(child, lang),
        texts,
        facts: facts(child, &described, &sources, lang),
        inscriptions: inscriptions
            .map(|other| {
                let title = Said::of(&title::title(other), lang).unwrap_or_default();
                (title, format!("{base}/{}", name_in_address(other)), Lines::of(other, lang))
            })
            .collect(),
        signed,
        colophon,
        rights: rights.and_then(|rights| rights_view(rights, &described, lang)),
        sources: sources.list(),
        version: child.envelope.version,
        updated: day(&child.envelope.updated.at, lang),
        is_inscription: child.kind() == Kind::Inscription,
        lacks_language: title::title(child).in_lang(lang.tag()).is_none(),
        relic_href: base,
        title,
    }
}

fn carried_by(inscription: &Record, child: &Record) -> bool {
    match &inscription.body {
        Body::Inscription(body) => body.carrier.as_ref().is_some_and(|carrier| points_at(carrier, child)),
        _ => false,
    }
}

fn shots(assets: &[AssetView], child: &Record, base: &str, lang: Lang) -> Vec<Shot> {
    let shows = |asset: &&AssetView| matches!(&asset.record.body, Body::Asset(body) if body.of.iter().any(|shows| points_at(&shows.record, child)));
    assets.iter().filter(shows).filter_map(|asset| Shot::of(asset, base, lang)).collect()
}

fn facts(child: &Record, described: &Described<'_>, sources: &Sources, lang: Lang) -> Vec<FactView> {
    let mut facts = Facts::new(child, described, sources, lang);
    let one = |code: &str| vec![code.to_owned()];
    match &child.body {
        Body::Part(body) => {
            facts.terms("fact-part-type", "part", &one(&body.part_type), None);
            facts.dates("fact-dating", &["dating"], &body.dating);
            facts.terms("fact-material", "material", &body.materials, None);
            facts.terms("fact-technique", "technique", &body.techniques, None);
            facts.measures("fact-measures", &body.measures);
        }
        Body::Artefact(body) => {
            facts.terms("fact-object-type", "object_type", &one(&body.object_type), Some("object_type"));
            facts.terms("fact-legal-class", "legal_class", &one(&body.legal_class), None);
            facts.dates("fact-dating", &["dating"], &body.dating);
            facts.agents("fact-maker", &["maker"], &body.maker);
            facts.terms("fact-material", "material", &body.materials, None);
            facts.terms("fact-technique", "technique", &body.techniques, None);
            facts.measures("fact-measures", &body.measures);
            facts.refs("fact-kept-in", &["part_location"], body.part_location.as_slice());
            facts.agents("fact-held-by", &["held_by"], body.held_by.as_slice());
            let number = Some(body.inventory_no.as_str()).filter(|number| !number.is_empty()).map(Said::plain);
            facts.add("fact-inventory-no", &["inventory_no"], number.map(FactValue::new).into_iter().collect());
        }
        Body::Inscription(body) => {
            facts.terms("fact-script", "script", &one(&body.script), None);
            facts.terms("fact-direction", "direction", &one(&body.direction), None);
            facts.refs("fact-carrier", &["carrier"], body.carrier.as_slice());
            let position = body.position.as_deref().map(|position| FactValue::new(Said::plain(position)));
            facts.add("fact-position", &["position"], position.into_iter().collect());
            facts.dates("fact-dating", &["dating"], body.dating.as_slice());
            facts.agents("fact-author", &["author"], body.author.as_slice());
            facts.agents("fact-carver", &["carver"], body.carver.as_slice());
            facts.terms("fact-inscription-state", "inscription_state", &one(&body.state), None);
            let count = body.char_count.map(|count| FactValue::new(Said::plain(number(count.into(), lang))));
            facts.add("fact-char-count", &["char_count"], count.into_iter().collect());
        }
        _ => {}
    }
    facts.done()
}
