//! The staff desk.

use std::sync::Arc;

use axum::Router;

use crate::web::site::Site;

/// Returns the addresses of the desk.
pub fn routes() -> Router<Arc<Site>> {
    Router::new()
}
