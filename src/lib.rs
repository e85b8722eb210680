//! Reliquary: a cultural-heritage relic digitization archive. The table of
//! contents, in layer order: each layer may use those above it in this list.

#![forbid(unsafe_code)]

pub mod base;
pub mod model;

pub mod document;
pub mod iiif;
pub mod media;
pub mod metadata;
pub mod words;

pub mod config;
pub mod sandbox;

pub mod catalogue;
pub mod index;
pub mod vault;

pub mod export;
pub mod jobs;
pub mod pipeline;

pub mod desk;

pub mod cli;
pub mod web;
