//! Reliquary: a cultural-heritage relic digitization archive. The table of
//! contents, in layer order: each layer may use those above it in this list.

#![forbid(unsafe_code)]

pub mod base;
pub mod model;
