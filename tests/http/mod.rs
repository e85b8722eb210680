//! The router in process: what is answered, with which status and headers, and above all what is not.

mod api;
mod browse;
mod headers;
mod hidden;
mod iiif;
mod iiif_harm;
mod leak;
mod map;
mod package;
mod paged;
mod pages;
mod reduced;
mod regions;
mod staff;
mod surface;
mod templates;
mod time;
