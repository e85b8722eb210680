//! What an answer costs: server CPU a request over a keep-alive connection, with 20,000 relics. `cargo bench` prints it.
//! `cargo bench pictures` prints what making pictures costs.
//! `cargo bench relevance` prints whether what is meant comes first.
//! `cargo bench scale` prints what search costs with a million records.
//! `RELIQUARY_BENCH_RELICS` and `RELIQUARY_BENCH_REQUESTS` make it smaller.

mod bytes;
mod client;
mod hostile;
mod ingest;
mod many;
mod peers;
mod pictures;
mod relevance;
mod scale;
mod search;
mod soak;
mod tile;

use std::path::PathBuf;

fn main() {
    let number =
        |name: &str, otherwise: usize| std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise);
    let relics = number("RELIQUARY_BENCH_RELICS", 20_000);
    let requests = number("RELIQUARY_BENCH_REQUESTS", 1_500);
    let only: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let wants = |name: &str| only.is_empty() || only.iter().any(|word| word == name);
    if wants("search") {
        search::run(relics, requests);
    }
    if wants("relevance") {
        relevance::run(number("RELIQUARY_BENCH_RECORDS", 40_000));
    }
    if wants("pictures") {
        pictures::run();
    }
    if wants("ingest") {
        ingest::run();
    }
    if wants("bytes") {
        bytes::run();
    }
    if wants("hostile") {
        hostile::run();
    }
    if wants("tile") {
        tile::run(number("RELIQUARY_BENCH_ROUNDS", 3));
    }
    // A million records take half an hour, with the peers; it runs only when it is named.
    if only.iter().any(|word| word == "scale") {
        scale::run(number("RELIQUARY_BENCH_SCALE", 1_000_000));
    }
    // An hour is the rule; it runs only when it is named.
    if only.iter().any(|word| word == "soak") {
        soak::run(number("RELIQUARY_SOAK_S", 3_600));
    }
}

/// Returns the built program.
fn program() -> PathBuf {
    PathBuf::from(env!("CARGO_BIN_EXE_reliquary"))
}
