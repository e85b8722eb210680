//! What an answer costs: server CPU a request over a keep-alive connection, with 20,000 relics. `cargo bench` prints it.
//! `RELIQUARY_BENCH_RELICS` and `RELIQUARY_BENCH_REQUESTS` make it smaller.

mod client;
mod ingest;
mod many;
mod search;

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
    if wants("ingest") {
        ingest::run();
    }
}

/// Returns the built program.
fn program() -> PathBuf {
    PathBuf::from(env!("CARGO_BIN_EXE_reliquary"))
}
