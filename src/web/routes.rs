//! Every address there is, in one place. The contents page of the web door.

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::extract::Request;
use axum::http::Extensions;
use axum::http::HeaderMap;
use axum::http::StatusCode;
use axum::http::Version;
use axum::http::header;
use axum::middleware;
use axum::middleware::Next;
use axum::response::IntoResponse as _;
use axum::response::Response;
use axum::routing::get;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;

use crate::base::limits;
use crate::model::text::Lang;
use crate::web::api;
use crate::web::assets;
use crate::web::atom;
use crate::web::calendar;
use crate::web::feed;
use crate::web::ground;
use crate::web::guard;
use crate::web::iiif;
use crate::web::opensearch;
use crate::web::package;
use crate::web::pages;
use crate::web::problem::Problem;
use crate::web::site::Site;
use crate::web::staff;

/// Returns the whole site: routes inside, guards around them.
pub fn router(site: Arc<Site>) -> Router {
    Router::new()
        .merge(public())
        .merge(machines())
        .merge(api::routes())
        .merge(staff::routes())
        .fallback(async || Problem::missing())
        .layer(DefaultBodyLimit::max(limits::BODY_BYTES))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(CompressionLayer::new().compress_when(is_worth_compressing))
        .layer(middleware::from_fn_with_state(Arc::clone(&site), guard::guard))
        .with_state(site)
}

/// The public archive, in each language.
fn public() -> Router<Arc<Site>> {
    Router::new()
        .route("/{lang}", get(pages::home::show))
        .route("/{lang}/relics", get(pages::browse::show))
        .route("/{lang}/relics.atom", get(atom::list))
        .route("/{lang}/suggest", get(opensearch::suggest))
        .route("/{lang}/relics/{code}", get(pages::relic::show))
        .route("/{lang}/relics/{code}/{name}", get(pages::record::show))
        .route("/{lang}/map", get(pages::map::show))
        .route("/{lang}/timeline", get(pages::timeline::show))
        .route("/{lang}/festivals", get(pages::festivals::show))
        .route("/{lang}/about", get(pages::about::show))
        .route_layer(middleware::from_fn(in_a_language))
        .route("/", get(feed::root))
        .route("/r/{code}", get(pages::relic::sign))
}

/// What programs, browsers and crawlers ask for by themselves.
fn machines() -> Router<Arc<Site>> {
    Router::new()
        .route("/healthz", get(feed::healthz))
        .route("/readyz", get(feed::readyz))
        .route("/robots.txt", get(feed::robots))
        .route("/sitemap.xml", get(feed::sitemap))
        .route("/feed.atom", get(atom::all))
        .route("/opensearch.xml", get(opensearch::description))
        .route("/data/festivals.ics", get(calendar::festivals))
        .route("/map/tiles/{zoom}/{x}/{y}", get(ground::tile))
        .route("/favicon.ico", get(assets::favicon))
        .route("/static/{name}", get(assets::file))
        .route("/export/{name}", get(package::package))
        .merge(iiif::routes())
}

/// Lets only our own languages through: any other first segment is no page.
async fn in_a_language(request: Request, next: Next) -> Response {
    let first = request.uri().path().trim_start_matches('/').split('/').next().unwrap_or_default();
    if Lang::of(first).is_none() {
        return Problem::missing().into_response();
    }
    next.run(request).await
}

/// A handler that panicked is our own fault; what it said goes to the log alone.
fn panicked(cause: Box<dyn std::any::Any + Send + 'static>) -> Response {
    let said = cause.downcast_ref::<String>().map(String::as_str).or_else(|| cause.downcast_ref::<&str>().copied());
    tracing::error!(panic = said.unwrap_or("without words"), "a request panicked");
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}

/// Text is compressed; pictures, originals and parts of them go as they are.
fn is_worth_compressing(_: StatusCode, _: Version, headers: &HeaderMap, _: &Extensions) -> bool {
    const TEXT: [&str; 10] = [
        "text/html",
        "text/calendar",
        "text/css",
        "text/javascript",
        "application/json",
        "application/ld+json",
        "application/xml",
        "application/atom+xml",
        "application/opensearchdescription+xml",
        "image/svg+xml",
    ];
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    TEXT.iter().any(|text| kind.starts_with(text))
        && !headers.contains_key(header::CONTENT_DISPOSITION)
        && !headers.contains_key(header::CONTENT_RANGE)
}
