//! About the archive: what it keeps, how it may be used, what it does not do to its readers.

use std::sync::Arc;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Serialize;

use crate::web::asker::Reader;
use crate::web::pages;
use crate::web::pages::frame::Frame;
use crate::web::problem::Problem;
use crate::web::site::Site;
use crate::words;

#[derive(Debug, Serialize)]
struct AboutPage {
    frame: Frame,
}

/// Sends the page.
pub async fn show(State(site): State<Arc<Site>>, reader: Reader, headers: HeaderMap) -> Result<Response, Problem> {
    let lang = reader.lang;
    let address = format!("/{}/about", lang.tag());
    if let Some(page) = pages::kept(&site, &address, &headers) {
        return Ok(page);
    }
    let epoch = site.desk.epoch();
    let frame = Frame::new(&site, lang, "/about", &words::get(lang, "nav-about"))
        .told(&words::get(lang, "about-keeps"))
        .at("about");
    pages::make(&site, epoch, &address, &headers, ("pages/about.html", lang, &AboutPage { frame }))
}
