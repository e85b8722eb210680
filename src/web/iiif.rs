//! IIIF Image 3.0: parse, ask the desk, send bytes.

use std::sync::Arc;

use axum::extract::Path;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::HeaderValue;
use axum::http::StatusCode;
use axum::http::header;
use axum::response::IntoResponse as _;
use axum::response::Response;

use crate::base::fault::Fault;
use crate::iiif::Request;
use crate::iiif::info_json;
use crate::web::asker::Asker;
use crate::web::problem::Problem;
use crate::web::site::Site;

const PROFILE: &str = "<http://iiif.io/api/image/3/level2.json>;rel=\"profile\"";

/// Sends the bare address of a picture to its description.
pub async fn base(State(site): State<Arc<Site>>, Path(id): Path<String>) -> Response {
    let to = format!("{}/iiif/image/{id}/info.json", site.public_url);
    match HeaderValue::from_str(&to) {
        Ok(to) => (StatusCode::SEE_OTHER, [(header::LOCATION, to)]).into_response(),
        Err(_) => Problem::missing().into_response(),
    }
}

/// Sends the description of a picture.
pub async fn info(
    State(site): State<Arc<Site>>,
    asker: Asker,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let shot = site.desk.shot(&asker.viewer, &id).await?;
    let etag = format!("\"{}-info\"", shot.etag);
    if is_known(&headers, &etag) {
        return Ok(unchanged(&etag, shot.is_public));
    }
    let service = format!("{}/iiif/image/{id}", site.public_url);
    let pyramid = &shot.pyramid;
    let info = info_json(&service, pyramid.width(), pyramid.height(), pyramid.sizes(), shot.rights.as_deref());
    let wants_ld = headers
        .get(header::ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains("application/ld+json"));
    let kind = if wants_ld {
        "application/ld+json;profile=\"http://iiif.io/api/image/3/context.json\""
    } else {
        "application/json"
    };
    let mut response = ([(header::CONTENT_TYPE, kind)], info.to_string()).into_response();
    let own = response.headers_mut();
    own.insert(header::LINK, HeaderValue::from_static(PROFILE));
    own.insert(header::VARY, HeaderValue::from_static("Accept"));
    kept(&mut response, &etag, shot.is_public);
    Ok(response)
}

/// Sends a picture.
pub async fn picture(
    State(site): State<Arc<Site>>,
    asker: Asker,
    Path((id, region, size, rotation, rest)): Path<(String, String, String, String, String)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let shot = site.desk.shot(&asker.viewer, &id).await?;
    let request = Request::parse(&region, &size, &rotation, &rest)
        .map_err(|error| Problem::new(Fault::Invalid, "iiif.invalid", &error.to_string()))?;
    let etag = format!("\"{}-{}\"", shot.etag, short(&format!("{region}/{size}/{rotation}/{rest}")));
    if is_known(&headers, &etag) {
        return Ok(unchanged(&etag, shot.is_public));
    }
    let made = site.desk.picture(&shot, &request).await?;
    let canonical = format!("<{}/iiif/image/{id}/{}>;rel=\"canonical\"", site.public_url, made.path);
    let mut response = ([(header::CONTENT_TYPE, made.mime)], made.bytes).into_response();
    let own = response.headers_mut();
    own.append(header::LINK, HeaderValue::from_static(PROFILE));
    if let Ok(link) = HeaderValue::from_str(&canonical) {
        own.append(header::LINK, link);
    }
    kept(&mut response, &etag, shot.is_public);
    Ok(response)
}

fn short(text: &str) -> String {
    crate::base::digest::Digest::of(text.as_bytes()).hex()[..12].to_owned()
}

fn is_known(headers: &HeaderMap, etag: &str) -> bool {
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok()).unwrap_or_default();
    known.split(',').any(|tag| tag.trim().trim_start_matches("W/") == etag)
}

fn unchanged(etag: &str, is_public: bool) -> Response {
    let mut response = StatusCode::NOT_MODIFIED.into_response();
    kept(&mut response, etag, is_public);
    response
}

fn kept(response: &mut Response, etag: &str, is_public: bool) {
    let rule = if is_public { "public, max-age=300" } else { "private, no-store" };
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(rule));
    if let Ok(etag) = HeaderValue::from_str(etag) {
        response.headers_mut().insert(header::ETAG, etag);
    }
    if !is_public {
        response.headers_mut().insert("cross-origin-resource-policy", HeaderValue::from_static("same-origin"));
    }
}
