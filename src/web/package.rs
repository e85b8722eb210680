//! Packages at their address: `/export/{code}.zip?preset=`, for whoever may have them. Made when they are asked for and
//! sent from the disk, never from memory.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::Path;
use axum::extract::Query;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::HeaderValue;
use axum::http::StatusCode;
use axum::http::header;
use axum::response::IntoResponse as _;
use axum::response::Response;
use serde::Deserialize;
use tokio_util::io::ReaderStream;

use crate::desk::Package;
use crate::web::asker::Asker;
use crate::web::problem::Problem;
use crate::web::site::Site;

/// What an address may say of the package.
#[derive(Debug, Deserialize)]
pub struct Kind {
    preset: Option<String>,
}

/// Sends the package of a relic; the public one when no other is asked for.
pub async fn package(
    State(site): State<Arc<Site>>,
    asker: Asker,
    Path(name): Path<String>,
    Query(kind): Query<Kind>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let code = name.strip_suffix(".zip").ok_or_else(Problem::missing)?;
    let preset = kind.preset.as_deref().unwrap_or("portal");
    let package = site.desk.package(&asker.viewer, code, preset).await?;
    Ok(sent(package, &headers))
}

/// Sends a finished package.
pub fn sent(package: Package, headers: &HeaderMap) -> Response {
    let etag = format!("\"{}\"", package.etag);
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let is_known = known.split(',').any(|tag| tag.trim().trim_start_matches("W/") == etag);
    let rule = if package.is_public { "public, no-cache" } else { "private, no-store" };
    let mut response = if is_known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let file = tokio::fs::File::from_std(package.file);
        let mut response = Body::from_stream(ReaderStream::with_capacity(file, 256 << 10)).into_response();
        let own = response.headers_mut();
        own.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/zip"));
        own.insert(header::CONTENT_LENGTH, HeaderValue::from(package.bytes));
        if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{}\"", package.name)) {
            own.insert(header::CONTENT_DISPOSITION, value);
        }
        response
    };
    let own = response.headers_mut();
    own.insert(header::CACHE_CONTROL, HeaderValue::from_static(rule));
    if let Ok(value) = HeaderValue::from_str(&etag) {
        own.insert(header::ETAG, value);
    }
    response
}
