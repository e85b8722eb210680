//! The staff desk: signing in, describing, receiving, publishing. Every act goes through the desk, which decides what a
//! role may do; pages only hide what would be refused. Answers are never stored.

mod account;
mod asset;
mod candidate;
mod clash;
mod door;
mod edit;
mod field;
mod fill;
mod frame;
mod job;
mod list;
mod login;
mod password;
mod picture;
mod publish;
mod sheet;
mod side;
mod upload;
mod view;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware;
use axum::routing::get;
use axum::routing::post;

use crate::web::site::Site;

/// Returns the addresses of the desk.
pub fn routes() -> Router<Arc<Site>> {
    Router::new()
        .route("/login", get(login::show).post(login::sign_in))
        .route("/logout", get(login::ask).post(login::sign_out))
        .route("/staff", get(list::first))
        .route("/staff/password", get(password::show).post(password::change))
        .route("/staff/records", get(list::show))
        .route("/staff/tray", get(list::tray))
        .route("/staff/new/{kind}", get(edit::begin).post(edit::create))
        .route("/staff/records/{id}", get(edit::show).post(edit::save))
        .route("/staff/records/{id}/history", get(publish::history))
        .route("/staff/records/{id}/preview", get(publish::preview))
        .route("/staff/records/{id}/publish", get(publish::ask_publish))
        .route("/staff/records/{id}/withdraw", get(publish::ask_withdraw))
        .route("/staff/records/{id}/step", post(publish::step))
        .route("/staff/records/{id}/pictures", get(picture::show).post(picture::order))
        .route("/staff/assets/{id}/attach", post(asset::attach))
        .route("/staff/assets/{id}/take-back", get(asset::ask_take_back).post(asset::take_back))
        .route("/staff/upload", get(upload::show).post(upload::receive).layer(DefaultBodyLimit::disable()))
        .route("/staff/jobs", get(job::show))
        .route("/staff/understood", get(edit::understood))
        .route("/staff/accounts", get(account::show).post(account::add))
        .route("/staff/accounts/{name}", post(account::change))
        .route_layer(middleware::from_fn(door::choose_language))
}
