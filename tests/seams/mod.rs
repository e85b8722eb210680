//! One contract a seam, run on every backend there is. The contracts of the vault and the index stand beside their
//! code, where they reach what a crash leaves half done.

mod catalogue;
mod ingest;
mod recipe;
mod sql;
