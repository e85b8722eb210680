//! The API, version 1 (CONTRACT §3). Every call is an entry of a list: its route and its description come from the same entry.

mod asked;
mod assets;
mod bytes;
mod call;
mod describe;
mod jobs;
mod key;
mod map;
pub mod pages;
mod range;
mod read;
mod records;
mod said;
mod search;
mod send;
mod uploads;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware;

use crate::web::api::call::Call;
use crate::web::site::Site;

/// Returns the addresses of the API.
pub fn routes() -> Router<Arc<Site>> {
    let mut router = Router::new();
    for call in calls() {
        router = router.route(&call.path, call.handler);
    }
    let mut streams = Router::new();
    for call in send::calls().into_iter().chain(uploads::calls()) {
        streams = streams.route(&call.path, call.handler);
    }
    let streams = streams.layer(DefaultBodyLimit::disable()).route_layer(middleware::from_fn(uploads::protocol));
    router.merge(streams).merge(describe::routes())
}

/// Returns the calls whose bodies are small.
fn calls() -> Vec<Call> {
    [search::calls(), map::calls(), records::calls(), assets::calls(), bytes::calls(), pages::calls(), jobs::calls()]
        .into_iter()
        .flatten()
        .collect()
}

/// Returns every call.
fn all() -> Vec<Call> {
    calls().into_iter().chain(send::calls()).chain(uploads::calls()).collect()
}
