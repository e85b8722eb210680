//! Pages of an asset: the list of them, and the words of one with their places.

use std::sync::Arc;

use axum::extract::Path;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::Method;
use axum::http::StatusCode;
use axum::http::header;
use axum::response::IntoResponse as _;
use axum::response::Response;
use schemars::JsonSchema;
use schemars::SchemaGenerator;
use serde::Serialize;
use serde_json::Value;
use serde_json::json;

use crate::base::id::RecordId;
use crate::desk::DeskError;
use crate::desk::view::PageView;
use crate::web::api::asked::Asked;
use crate::web::api::call::Call;
use crate::web::api::read::id;
use crate::web::api::said;
use crate::web::api::said::List;
use crate::web::api::said::add;
use crate::web::asker::Asker;
use crate::web::problem::Problem;
use crate::web::site::Site;

/// Returns the calls of this file.
pub fn calls() -> Vec<Call> {
    vec![
        Call::new(Method::GET, "/assets/{asset}/pages", list)
            .about("assets", "Lists the pages of an asset that are pictures of their own: one for a photograph.")
            .paged()
            .gives::<List<PageLine>>(200, "A part of the list.")
            .fails(&[404]),
        Call::new(Method::GET, "/assets/{asset}/pages/{page}/text", text)
            .about(
                "assets",
                "Returns the words of a page of a document with their places on its picture; a page is read when it is \
                 asked for.",
            )
            .gives_as(200, "The words.", "application/json", words_shape)
            .gives_nothing(304, "It is the version that is known.")
            .fails(&[404, 422]),
    ]
}

/// A page in a list.
#[derive(Debug, Serialize, JsonSchema)]
pub struct PageLine {
    /// Its number, from 1 on.
    pub page: u32,
    /// Address of the IIIF image service.
    pub image: String,
    /// Width of its picture in pixels, as far as it is known before the picture is made.
    pub width: Option<u32>,
    /// Height of its picture in pixels.
    pub height: Option<u32>,
    /// Address of its words with their places, where it has words.
    pub text: Option<String>,
}

impl PageLine {
    fn of(asset: &RecordId, page: &PageView) -> PageLine {
        PageLine {
            page: page.number,
            image: format!("/iiif/image/{}/info.json", page.picture),
            width: page.size.map(|(width, _)| width),
            height: page.size.map(|(_, height)| height),
            text: page.has_words.then(|| text_address(asset, page.number)),
        }
    }
}

/// Returns the address of the words of a page.
pub fn text_address(asset: &RecordId, page: u32) -> String {
    format!("/api/v1/assets/{asset}/pages/{page}/text")
}

async fn list(
    State(site): State<Arc<Site>>,
    asker: Asker,
    asked: Asked,
    Path(asset): Path<String>,
) -> Result<Response, Problem> {
    asked.only(&["limit", "offset"])?;
    let part = asked.page()?;
    let asset = id(&asset)?;
    let (view, _) = site.desk.asset(&asker.viewer, &asset).await?;
    let first = u32::try_from(part.offset).unwrap_or(u32::MAX).saturating_add(1);
    let numbers = first..first.saturating_add(part.limit as u32);
    let items = view.pages_between(numbers).iter().map(|page| PageLine::of(&asset, page)).collect();
    let total = u64::from(view.pages.count);
    let next = asked.next(&format!("/assets/{asset}/pages"), part, total);
    Ok(said::send(StatusCode::OK, &List::<PageLine> { total, items, next }, None))
}

async fn text(
    State(site): State<Arc<Site>>,
    asker: Asker,
    Path((asset, page)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let asset = id(&asset)?;
    let is_plain = page.bytes().all(|digit| digit.is_ascii_digit()) && !page.starts_with('0');
    let page: u32 = page.parse().ok().filter(|_| is_plain).ok_or(DeskError::Missing)?;
    let words = site.desk.page_words(&asker.viewer, &asset, page).await?;
    let etag = format!("\"{}\"", words.etag);
    let rule = if words.is_public { "public, max-age=300" } else { "private, no-store" };
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut response = if known.split(',').any(|tag| tag.trim().trim_start_matches("W/") == etag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        ([(header::CONTENT_TYPE, "application/json")], words.json).into_response()
    };
    add(response.headers_mut(), header::ETAG, &etag);
    add(response.headers_mut(), header::CACHE_CONTROL, rule);
    Ok(response)
}

/// The shape of the words of a page.
fn words_shape(_: &mut SchemaGenerator) -> Value {
    let side = |what: &str| json!({ "type": "integer", "minimum": 1, "description": what });
    json!({
        "type": "object",
        "required": ["width", "height", "lines"],
        "properties": {
            "width": side("Width of the page's picture in pixels."),
            "height": side("Height of the page's picture in pixels."),
            "lines": {
                "type": "array",
                "description": "Lines in the order of the file. A word is an array: its text, then left, top, width \
                                and height as fractions of the page.",
                "items": { "type": "array", "items": { "type": "array", "minItems": 5, "maxItems": 5 } },
            },
        },
    })
}
