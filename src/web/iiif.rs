//! IIIF Image 3.0 at `/iiif/image/` and 2.1 at `/iiif/image2/`: parse, ask the desk, send bytes. What is stored, public and
//! at hand does not come here: `tile` sends it before any of the site's machinery is set going.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::Path;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::HeaderName;
use axum::http::HeaderValue;
use axum::http::StatusCode;
use axum::http::header;
use axum::response::IntoResponse as _;
use axum::response::Response;
use axum::routing::get;
use bytes::Bytes;

use crate::desk::DeskError;
use crate::desk::Shot;
use crate::iiif::Edition;
use crate::iiif::Plan;
use crate::iiif::Request;
use crate::iiif::info_json;
use crate::web::asker::Asker;
use crate::web::problem::Problem;
use crate::web::site::Site;

/// How long a preflight's answer holds, in seconds.
const PREFLIGHT_S: &str = "86400";

/// Returns the addresses of both editions.
pub fn routes() -> Router<Arc<Site>> {
    [Edition::Three, Edition::Two].into_iter().fold(Router::new(), |router, edition| {
        let at = prefix(edition);
        let base = get(move |State(site): State<Arc<Site>>, Path(id): Path<String>| async move {
            to_info(&site, edition, &id)
        });
        let info = get(
            move |State(site): State<Arc<Site>>, asker: Asker, Path(id): Path<String>, headers: HeaderMap| async move {
                info(&site, edition, &asker, &id, &headers).await
            },
        );
        let picture = get(
            move |State(site): State<Arc<Site>>,
                  asker: Asker,
                  Path((id, region, size, rotation, rest)): Path<(String, String, String, String, String)>,
                  headers: HeaderMap| async move {
                picture(&site, edition, &asker, &id, [&region, &size, &rotation, &rest], &headers).await
            },
        );
        router
            .route(&format!("{at}{{id}}"), base.options(preflight))
            .route(&format!("{at}{{id}}/info.json"), info.options(preflight))
            .route(&format!("{at}{{id}}/{{region}}/{{size}}/{{rotation}}/{{rest}}"), picture.options(preflight))
    })
}

/// Returns where an edition lives. Identifiers stand one level below, so none can be taken for an edition.
fn prefix(edition: Edition) -> &'static str {
    match edition {
        Edition::Three => "/iiif/image/",
        Edition::Two => "/iiif/image2/",
    }
}

fn profile(edition: Edition) -> &'static str {
    match edition {
        Edition::Three => "http://iiif.io/api/image/3/level2.json",
        Edition::Two => "http://iiif.io/api/image/2/level2.json",
    }
}

/// Says to a browser that any page may ask, with any header, without credentials.
async fn preflight() -> Response {
    let headers = [
        (header::ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD, OPTIONS"),
        (header::ACCESS_CONTROL_ALLOW_HEADERS, "*"),
        (header::ACCESS_CONTROL_MAX_AGE, PREFLIGHT_S),
        (header::ALLOW, "GET, HEAD, OPTIONS"),
    ];
    (StatusCode::NO_CONTENT, headers).into_response()
}

/// Sends the bare address of a picture to its description (3.0 §2: «a 303 status redirection»).
fn to_info(site: &Site, edition: Edition, id: &str) -> Response {
    let to = format!("{}{}{id}/info.json", site.public_url, prefix(edition));
    match HeaderValue::from_str(&to) {
        Ok(to) if is_id(id) => (StatusCode::SEE_OTHER, [(header::LOCATION, to)]).into_response(),
        _ => Problem::missing().into_response(),
    }
}

/// RELIABILITY §1: identifiers match `[A-Za-z0-9_-]{1,64}`; codes of relics have a point at most.
fn is_id(id: &str) -> bool {
    (1..=64).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte))
}

/// Sends the description of a picture.
async fn info(
    site: &Site,
    edition: Edition,
    asker: &Asker,
    id: &str,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    let shot = shot(site, asker, id).await?;
    let is_linked = wants_linked_data(headers);
    let service = format!("{}{}{id}", site.public_url, prefix(edition));
    let info = info_json(edition, &service, &shot.frame(), shot.rights.as_deref()).to_string();
    // Rights and settings change what it says while the picture stays: its tag is that of its text.
    let etag = format!("\"{:x}{}\"", sum(&info), if is_linked { "-ld" } else { "" });
    if is_known(headers, &etag) {
        let mut response = unchanged(&etag, &shot);
        response.headers_mut().append(header::VARY, HeaderValue::from_static("Accept"));
        return Ok(response);
    }
    let kind = match (is_linked, edition) {
        (true, Edition::Three) => "application/ld+json;profile=\"http://iiif.io/api/image/3/context.json\"",
        (true, Edition::Two) => "application/ld+json",
        (false, _) => "application/json",
    };
    let mut response = ([(header::CONTENT_TYPE, kind)], info).into_response();
    let own = response.headers_mut();
    add(own, header::LINK, &format!("<{}>;rel=\"profile\"", profile(edition)));
    kept(own, &etag, &shot);
    own.append(header::VARY, HeaderValue::from_static("Accept"));
    Ok(response)
}

/// 3.0 §5.1: linked data where nothing is said or where it is asked for; plain JSON for those who ask for that or take
/// anything.
fn wants_linked_data(headers: &HeaderMap) -> bool {
    match headers.get(header::ACCEPT) {
        None => true,
        Some(accept) => accept.to_str().is_ok_and(|accept| accept.contains("application/ld+json")),
    }
}

/// Sends a picture.
async fn picture(
    site: &Site,
    edition: Edition,
    asker: &Asker,
    id: &str,
    [region, size, rotation, rest]: [&str; 4],
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    let shot = shot(site, asker, id).await?;
    let request = Request::parse(edition, region, size, rotation, rest).map_err(DeskError::from)?;
    let plan = shot.plan(&request).map_err(DeskError::from)?;
    let path = plan.path();
    let etag = etag_of(&shot, &path);
    if is_known(headers, &etag) {
        return Ok(unchanged(&etag, &shot));
    }
    let sent = site.desk.picture(&shot, &plan).await?;
    let mut response = filled(site, edition, id, &plan, &path, sent.bytes);
    if sent.is_whole {
        kept(response.headers_mut(), &etag, &shot);
    } else {
        own_only(response.headers_mut(), &shot);
    }
    Ok(response)
}

async fn shot(site: &Site, asker: &Asker, id: &str) -> Result<Arc<Shot>, Problem> {
    if !is_id(id) {
        return Err(Problem::missing());
    }
    Ok(site.desk.shot(&asker.viewer, id).await?)
}

pub fn filled(site: &Site, edition: Edition, id: &str, plan: &Plan, path: &str, bytes: Bytes) -> Response {
    let mut response = Response::new(Body::from(bytes));
    let own = response.headers_mut();
    own.reserve(16);
    own.insert(header::CONTENT_TYPE, HeaderValue::from_static(plan.render.format.mime()));
    let (url, at, profile) = (&site.public_url, prefix(edition), profile(edition));
    add(own, header::LINK, &format!("<{url}{at}{id}/{path}>;rel=\"canonical\",<{profile}>;rel=\"profile\""));
    response
}

pub fn etag_of(shot: &Shot, path: &str) -> String {
    format!("\"{}-{:x}\"", shot.etag, sum(path))
}

/// FNV-1a: tells answers about one original apart; nobody gains by making two alike.
fn sum(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |sum, byte| (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// RFC 9110 §13.1.2: any of the tags named, weakly compared, or any at all.
pub fn is_known(headers: &HeaderMap, etag: &str) -> bool {
    headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .any(|known| known.trim() == "*" || known.split(',').any(|tag| tag.trim().trim_start_matches("W/") == etag))
}

pub fn unchanged(etag: &str, shot: &Shot) -> Response {
    let mut response = StatusCode::NOT_MODIFIED.into_response();
    kept(response.headers_mut(), etag, shot);
    response
}

/// Says how long an answer may be kept and by whom: never longer than minutes, since access can change.
pub fn kept(headers: &mut HeaderMap, etag: &str, shot: &Shot) {
    if !shot.is_public {
        own_only(headers, shot);
        return;
    }
    let rule = if shot.is_reduced() {
        // Those who are let in see more at the same address.
        headers.append(header::VARY, HeaderValue::from_static("Cookie, Authorization"));
        "private, max-age=300"
    } else {
        "public, max-age=300"
    };
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(rule));
    headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("ETag, Link"));
    add(headers, header::ETAG, etag);
}

pub fn own_only(headers: &mut HeaderMap, shot: &Shot) {
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    if !shot.is_public {
        headers
            .insert(HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin"));
    }
}

fn add(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}
