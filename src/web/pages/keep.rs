//! Public pages, kept from one change of the archive to the next and sent with what caches need.

use axum::http::HeaderMap;
use axum::http::HeaderValue;
use axum::http::StatusCode;
use axum::http::header;
use axum::response::IntoResponse as _;
use axum::response::Response;
use serde::Serialize;

use crate::base::fault::Fault;
use crate::model::text::Lang;
use crate::web::cache;
use crate::web::cache::Page;
use crate::web::problem::Problem;
use crate::web::render::RenderError;
use crate::web::site::Site;

impl From<RenderError> for Problem {
    fn from(error: RenderError) -> Problem {
        tracing::error!(error = %error, "a page could not be made");
        Problem::new(Fault::Broken, "server.broken", "error-broken")
    }
}

const HTML: &str = "text/html; charset=utf-8";

/// Returns the kept page of an address, if nothing changed since it was made.
pub fn kept(site: &Site, address: &str, headers: &HeaderMap) -> Option<Response> {
    kept_text(site, address, headers, HTML)
}

/// Returns the kept text of an address, of whatever type it is, if nothing changed since it was made.
pub fn kept_text(site: &Site, address: &str, headers: &HeaderMap, mime: &'static str) -> Option<Response> {
    site.pages.find(site.desk.epoch(), address).map(|page| send(&page, headers, mime))
}

/// Keeps a text of another type than a page's under its address for the epoch it was begun in, and sends it.
pub fn make_text(
    site: &Site,
    epoch: u64,
    address: &str,
    headers: &HeaderMap,
    (mime, text): (&'static str, String),
) -> Response {
    send(&site.pages.keep(epoch, address, text), headers, mime)
}

/// Makes a page, keeps it under its address for the epoch it was begun in, and sends it.
pub fn make<T: Serialize>(
    site: &Site,
    epoch: u64,
    address: &str,
    headers: &HeaderMap,
    (template, lang, page): (&str, Lang, &T),
) -> Result<Response, Problem> {
    let html = site.renderer.page(template, lang, page)?;
    Ok(send(&site.pages.keep(epoch, address, html), headers, HTML))
}

fn send(page: &Page, headers: &HeaderMap, mime: &'static str) -> Response {
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let is_known = known.split(',').any(|tag| tag.trim().trim_start_matches("W/") == page.etag);
    let mut response = if is_known {
        StatusCode::NOT_MODIFIED.into_response()
    } else if cache::takes_gzip(headers) {
        let kind = [(header::CONTENT_TYPE, mime), (header::CONTENT_ENCODING, "gzip")];
        (kind, page.gzip()).into_response()
    } else {
        ([(header::CONTENT_TYPE, mime)], page.html.clone()).into_response()
    };
    let own = response.headers_mut();
    own.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, no-cache"));
    own.insert(header::VARY, HeaderValue::from_static("Accept, Accept-Encoding"));
    if let Ok(etag) = HeaderValue::from_str(&format!("W/{}", page.etag)) {
        own.insert(header::ETAG, etag);
    }
    response
}
