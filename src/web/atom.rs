//! Lists as Atom feeds (RFC 4287): whoever saved a search is told what is new in it. A feed asks as a visitor does, so it
//! never holds what a visitor may not see; an entry keeps the id of its record whatever the language of the feed.

use std::sync::Arc;

use axum::extract::Query;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::HeaderValue;
use axum::http::header;
use axum::response::Response;

use crate::base::clock;
use crate::desk::view::Found;
use crate::desk::view::Hit;
use crate::metadata::xml::Xml;
use crate::model::access::Viewer;
use crate::model::search::Sort;
use crate::model::text::Lang;
use crate::web::asker;
use crate::web::asker::Reader;
use crate::web::pages;
use crate::web::pages::Asked;
use crate::web::pages::browse;
use crate::web::pages::browse::CardView;
use crate::web::problem::Problem;
use crate::web::site::Site;

/// Entries of a feed.
const ENTRIES: usize = 50;
const MIME: &str = "application/atom+xml; charset=utf-8";

/// Sends the feed of a list: the question of the list, the latest change first.
pub async fn list(
    State(site): State<Arc<Site>>,
    reader: Reader,
    Query(pairs): Query<Vec<(String, String)>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let asked = Asked::read(&pairs)?;
    let question = asked.question();
    let own = format!("/{}/relics.atom{question}", reader.lang.tag());
    send(&site, reader.lang, &own, asked, &headers).await
}

/// Sends the feed of everything: relics, what stands under them, and their pictures and documents, in the reader's language.
pub async fn all(State(site): State<Arc<Site>>, headers: HeaderMap) -> Result<Response, Problem> {
    let lang = asker::accepted(&headers);
    let mut response = send(&site, lang, "/feed.atom", Asked::default(), &headers).await?;
    response.headers_mut().insert(header::VARY, HeaderValue::from_static("Accept-Encoding, Accept-Language"));
    Ok(response)
}

async fn send(site: &Site, lang: Lang, own: &str, asked: Asked, headers: &HeaderMap) -> Result<Response, Problem> {
    let address = format!("{own} {}", lang.tag());
    if let Some(kept) = pages::kept_text(site, &address, headers, MIME) {
        return Ok(kept);
    }
    let epoch = site.desk.epoch();
    let mut search = asked.search.clone();
    (search.sort, search.offset, search.limit, search.lang) = (Sort::Newest, 0, ENTRIES, lang);
    if own != "/feed.atom" {
        browse::relics_unless_asked(&mut search);
    }
    let found = site.desk.search(&Viewer::Visitor, search).await?;
    let page = format!("/{}/relics{}", lang.tag(), asked.question());
    let title = format!("{} · {}", browse::heading(&asked, lang), site.name(lang));
    let xml = feed(site, lang, (own, &page, &title), &found);
    Ok(pages::make_text(site, epoch, &address, headers, (MIME, xml)))
}

fn feed(site: &Site, lang: Lang, (own, page, title): (&str, &str, &str), found: &Found) -> String {
    let url = |below: &str| format!("{}{below}", site.public_url);
    let updated = found.hits.iter().map(|hit| hit.updated_ms).max().unwrap_or_default();
    let mut xml = Xml::new();
    xml.element("feed", &[("xmlns", "http://www.w3.org/2005/Atom"), ("xml:lang", lang.tag())], |xml| {
        xml.text("id", &[], &url(own));
        xml.text("title", &[], title);
        xml.text("updated", &[], &clock::stamp_of(updated));
        xml.mark("link", &[("rel", "self"), ("type", "application/atom+xml"), ("href", &url(own))]);
        xml.mark("link", &[("rel", "alternate"), ("type", "text/html"), ("href", &url(page))]);
        xml.element("author", &[], |xml| xml.text("name", &[], site.name(lang)));
        for hit in &found.hits {
            entry(xml, hit, lang, &url);
        }
    });
    xml.finish()
}

fn entry(xml: &mut Xml, hit: &Hit, lang: Lang, url: &dyn Fn(&str) -> String) {
    let view = CardView::new(&hit.card, lang);
    let tongue = |lang: &Option<String>| lang.clone().map(|lang| ("xml:lang".to_owned(), lang));
    xml.element("entry", &[], |xml| {
        xml.text("id", &[], &format!("urn:reliquary:{}", hit.card.id));
        let own = tongue(&view.title.lang);
        let own: Vec<(&str, &str)> = own.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
        xml.text("title", &own, &view.title.text);
        xml.text("updated", &[], &clock::stamp_of(hit.updated_ms));
        xml.mark("link", &[("rel", "alternate"), ("type", "text/html"), ("href", &url(&view.href))]);
        if !view.meta.is_empty() {
            xml.mark("category", &[("term", hit.card.kind.name()), ("label", &view.meta)]);
        }
        let summary = view.summary.as_ref().map(|said| (tongue(&said.lang), said.text.as_str()));
        let (own, text) = summary.unwrap_or((None, view.meta.as_str()));
        let own: Vec<(&str, &str)> = own.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
        xml.text("summary", &own, text);
    });
}
