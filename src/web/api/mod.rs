//! The API, version 1.

use std::sync::Arc;

use axum::Router;

use crate::web::site::Site;

/// Returns the addresses of the API.
pub fn routes() -> Router<Arc<Site>> {
    Router::new()
}
