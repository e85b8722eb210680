//! Tiles of the map out of the operator's own file.

use std::sync::Arc;

use axum::extract::Path;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::StatusCode;
use axum::http::header;
use axum::response::IntoResponse as _;
use axum::response::Response;

use crate::base::digest::Digest;
use crate::web::iiif;
use crate::web::problem::Problem;
use crate::web::site::Site;

/// How long browsers may keep a tile.
const KEPT: &str = "public, max-age=86400";
/// How long they may believe that there is none.
const NONE: &str = "public, max-age=600";

/// Where the tiles are, for the map.
pub const ADDRESS: &str = "/map/tiles/{z}/{x}/{y}";

/// Sends a tile. Where there is none the answer is empty: a map ends somewhere, and nothing is wrong with that.
pub async fn tile(
    State(site): State<Arc<Site>>,
    Path((zoom, x, y)): Path<(String, String, String)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (Ok(zoom), Ok(x), Ok(y)) = (zoom.parse(), x.parse(), y.parse()) else { return Err(Problem::missing()) };
    if site.desk.ground_zooms().is_none() {
        return Err(Problem::missing());
    }
    let Some((kind, tile)) = site.desk.ground_tile(zoom, x, y).await? else {
        return Ok((StatusCode::NO_CONTENT, [(header::CACHE_CONTROL, NONE)]).into_response());
    };
    let etag = format!("\"{}\"", Digest::of(&tile).hex());
    let own = [(header::CACHE_CONTROL, KEPT), (header::ETAG, etag.as_str())];
    if iiif::is_known(&headers, &etag) {
        return Ok((StatusCode::NOT_MODIFIED, own).into_response());
    }
    Ok((own, [(header::CONTENT_TYPE, kind)], tile).into_response())
}
