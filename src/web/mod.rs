//! HTTP: routes, extractors, pages, headers, problems. Refuses to touch a store: everything goes through the desk.

mod api;
mod asker;
mod assets;
mod atom;
mod cache;
mod calendar;
mod feed;
mod form;
mod ground;
mod guard;
mod iiif;
mod opensearch;
mod pace;
mod package;
mod pages;
mod problem;
mod render;
mod routes;
mod serve;
mod site;
mod staff;
mod tile;

pub use routes::router;
pub use serve::serve;
pub use site::Site;
