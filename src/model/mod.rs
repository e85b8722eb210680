//! The nouns of the archive and their rules (DOMAIN §2–5): values in, values out.
//! No SQL, no HTTP, no files, no async, no clock.

pub mod access;
pub mod agent;
pub mod artefact;
pub mod asset;
pub mod bibliography;
pub mod calendar;
pub mod card;
pub mod code;
pub mod condition;
pub mod date;
pub mod decision;
pub mod dynasty;
pub mod edtf;
pub mod envelope;
pub mod event;
pub mod festival;
pub mod field;
pub mod geo;
pub mod inscription;
pub mod lunar;
pub mod open;
pub mod place;
pub mod publish;
pub mod record;
pub mod relic;
pub mod rights;
pub mod rules;
pub mod said_date;
pub mod schema;
pub mod search;
pub mod text;
pub mod title;
pub mod unit;
pub mod value;
pub mod vocabulary;
