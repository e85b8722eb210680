//! What browsers need to search here from their own address bar: a description, and suggestions in their form.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::Query;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header;
use axum::response::IntoResponse as _;
use axum::response::Response;

use crate::metadata::xml::Xml;
use crate::model::text::Lang;
use crate::web::asker;
use crate::web::asker::Reader;
use crate::web::problem::Problem;
use crate::web::site::Site;
use crate::words;

/// Longest short name of a description, in characters (OpenSearch 1.1).
const SHORT: usize = 16;
/// Names that are suggested at once.
const SUGGESTIONS: usize = 8;

/// Sends the description (OpenSearch 1.1), in the language asked for, else in the reader's.
pub async fn description(
    State(site): State<Arc<Site>>,
    Query(query): Query<HashMap<String, String>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let lang = match query.get("lang") {
        Some(tag) => Lang::of(tag).ok_or_else(Problem::missing)?,
        None => asker::accepted(&headers),
    };
    let headers = [
        (header::CONTENT_TYPE, "application/opensearchdescription+xml; charset=utf-8"),
        (header::CACHE_CONTROL, "public, max-age=86400"),
        (header::VARY, "Accept-Language"),
    ];
    Ok((headers, written(&site, lang)).into_response())
}

fn written(site: &Site, lang: Lang) -> String {
    let (url, tag, name) = (&site.public_url, lang.tag(), site.name(lang));
    let short: String = name.chars().take(SHORT).collect();
    let mut xml = Xml::new();
    xml.element("OpenSearchDescription", &[("xmlns", "http://a9.com/-/spec/opensearch/1.1/")], |xml| {
        xml.text("ShortName", &[], short.trim());
        xml.text("LongName", &[], &name.chars().take(48).collect::<String>());
        xml.text("Description", &[], &words::get(lang, "browse-help"));
        let own = format!("{url}/opensearch.xml?lang={tag}");
        xml.mark("Url", &[("rel", "self"), ("type", "application/opensearchdescription+xml"), ("template", &own)]);
        for (mime, below) in [
            ("text/html", "relics?q={searchTerms}"),
            ("application/atom+xml", "relics.atom?q={searchTerms}"),
            ("application/x-suggestions+json", "suggest?q={searchTerms}"),
        ] {
            xml.mark("Url", &[("type", mime), ("template", &format!("{url}/{tag}/{below}"))]);
        }
        if let Some(address) = site.renderer.assets().address("favicon.svg") {
            xml.text("Image", &[("type", "image/svg+xml")], &format!("{url}{address}"));
        }
        xml.text("Language", &[], tag);
        xml.text("InputEncoding", &[], "UTF-8");
        xml.text("OutputEncoding", &[], "UTF-8");
    });
    xml.finish()
}

/// Suggests names as browsers want them: what was typed, then the names. Only what a visitor may see.
pub async fn suggest(
    State(site): State<Arc<Site>>,
    _: Reader,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Response, Problem> {
    let typed = query.get("q").map(String::as_str).unwrap_or_default();
    let names: Vec<String> =
        site.desk.suggest(typed, SUGGESTIONS).await?.into_iter().map(|suggestion| suggestion.text).collect();
    let headers =
        [(header::CONTENT_TYPE, "application/x-suggestions+json"), (header::CACHE_CONTROL, "public, no-cache")];
    Ok((headers, Json((typed, names))).into_response())
}
