//! Whether what is meant comes first: known items asked for as people type them, and graded answers to harder questions, over
//! records made of the shared data and the sample archive; beside it the same questions to SQLite and PostgreSQL.
//!
//! Queries are made by rule at run time, with a fixed seed; `judged.tsv` holds those that were graded by hand. Nothing of the shared
//! data is in the project. `RELIQUARY_BENCH_RECORDS` sets how many records are taken, `RELIQUARY_BENCH_MISSES=1` prints every
//! question whose first answer was wrong.

mod asked;
pub mod corpus;
pub mod peers;
pub mod spelt;

use std::collections::HashMap;
use std::path::Path;
use std::path::PathBuf;
use std::time::Duration;
use std::time::Instant;

use reliquary::index::Audience;
use reliquary::index::Change;
use reliquary::index::Index;
use reliquary::model::search::Search;

use asked::Asked;
use corpus::Corpus;

/// Answers that are looked at.
pub const DEPTH: usize = 10;

/// Makes the index, asks everything and prints what came first.
pub fn run(records: usize) {
    let Some(data) = shared() else {
        println!("relevance: skipped, the shared data is not there (RELIQUARY_SHARED, else ../shared)");
        return;
    };
    let asked_by_hand = asked::by_hand();
    let corpus = Corpus::read(&data, records, &asked::keys(&asked_by_hand));
    let mut all = asked::by_rule(&corpus);
    all.extend(asked_by_hand.into_iter().filter_map(|asked| asked.over(&corpus)));
    println!("{} records, {} questions", corpus.docs.len(), all.len());

    let folder = tempfile::tempdir().expect("a temporary folder");
    let started = Instant::now();
    let (index, _) = Index::open(folder.path()).expect("an index");
    for (n, docs) in corpus.docs.chunks(5_000).enumerate() {
        let changes = docs.iter().map(|doc| Change { id: doc.index.id, docs: vec![doc.index.clone()] }).collect();
        index.apply(changes, n as i64 + 1).expect("indexed");
    }
    // Opened anew, the folder holds what the last commit names and nothing else.
    let took = started.elapsed();
    drop(index);
    let (index, _) = Index::open(folder.path()).expect("an index");
    let json: usize = corpus.docs.iter().map(|doc| doc.json_bytes).sum();
    let size = size_of(folder.path());
    println!(
        "indexed in {:.1} s; {:.1} MiB, {:.2} of the records as JSON",
        took.as_secs_f64(),
        size as f64 / (1 << 20) as f64,
        size as f64 / json as f64
    );

    let mut times = Vec::with_capacity(all.len());
    let ours: Vec<Vec<usize>> = all.iter().map(|asked| answers(&index, &corpus, asked, &mut times)).collect();
    times.sort_unstable();
    let at = |share: usize| times[(times.len() * share / 100).min(times.len() - 1)].as_secs_f64() * 1e3;
    println!("an answer with its facets: median {:.2} ms, p99 {:.2} ms", at(50), at(99));
    let sqlite = peers::sqlite(&corpus, &all);
    let postgres = peers::postgres(&corpus, &all);
    print(&all, &[("here", Some(&ours)), ("SQLite FTS5", Some(&sqlite)), ("PostgreSQL", postgres.as_ref())]);
    if std::env::var_os("RELIQUARY_BENCH_MISSES").is_some() {
        misses(&corpus, &all, &ours);
    }
}

fn answers(index: &Index, corpus: &Corpus, asked: &Asked, times: &mut Vec<Duration>) -> Vec<usize> {
    let search = Search { q: asked.q.clone(), limit: DEPTH, ..Search::default() };
    let started = Instant::now();
    let answer = index.search(&search, Audience::Public).expect("answered");
    times.push(started.elapsed());
    answer.hits.iter().map(|hit| corpus.place(&hit.id)).collect()
}

/// Prints a line a class: how many, and for each engine how often the first answer was one that was meant, and nDCG@10.
fn print(all: &[Asked], engines: &[(&str, Option<&Vec<Vec<usize>>>)]) {
    let mut classes: Vec<(&str, Option<f64>)> = Vec::new();
    for asked in all {
        if !classes.iter().any(|(class, _)| *class == asked.class) {
            classes.push((asked.class, asked.bar));
        }
    }
    print!("{:<34} {:>4}", "success@1, nDCG@10", "n");
    engines.iter().for_each(|(name, _)| print!("  {name:>13}"));
    println!("  bar");
    for (class, bar) in classes {
        let own: Vec<usize> = (0..all.len()).filter(|n| all[*n].class == class).collect();
        print!("{class:<34} {:>4}", own.len());
        let mut reached = 0.0;
        for (place, (_, found)) in engines.iter().enumerate() {
            let Some(found) = found else {
                print!("  {:>13}", "-");
                continue;
            };
            let mean = |of: &dyn Fn(usize) -> f64| own.iter().map(|n| of(*n)).sum::<f64>() / own.len() as f64;
            let first = mean(&|n| f64::from(u8::from(all[n].is_met(&found[n]))));
            let gain = mean(&|n| all[n].ndcg(&found[n]));
            print!("   {first:>5.3} {gain:>5.3} ");
            if place == 0 {
                reached = first;
            }
        }
        match bar {
            Some(bar) if reached < bar => println!("  {bar:.2}  UNDER THE BAR"),
            Some(bar) => println!("  {bar:.2}"),
            None => println!(),
        }
    }
}

fn misses(corpus: &Corpus, all: &[Asked], found: &[Vec<usize>]) {
    for (asked, found) in all.iter().zip(found).filter(|(asked, found)| !asked.is_met(found)) {
        let name = |n: &usize| corpus.docs[*n].names.first().cloned().unwrap_or_default();
        let meant: Vec<String> = asked.grades.keys().take(2).map(name).collect();
        let came: Vec<String> = found.iter().take(3).map(name).collect();
        println!("{}: «{}» meant {meant:?}, came {came:?}", asked.class, asked.q);
    }
}

/// Grades of documents by their place in the corpus.
pub type Grades = HashMap<usize, u32>;

impl Asked {
    /// Returns true when the first answer is one that was meant: of grade 2 or 3.
    fn is_met(&self, found: &[usize]) -> bool {
        found.first().and_then(|first| self.grades.get(first)).is_some_and(|grade| *grade >= 2)
    }

    fn ndcg(&self, found: &[usize]) -> f64 {
        let gain = |grades: &mut dyn Iterator<Item = u32>| -> f64 {
            grades
                .take(DEPTH)
                .enumerate()
                .map(|(n, grade)| f64::from((1u32 << grade) - 1) / (n as f64 + 2.0).log2())
                .fold(0.0, |sum: f64, gain| sum + gain)
        };
        let mut best: Vec<u32> = self.grades.values().copied().collect();
        best.sort_unstable_by(|a, b| b.cmp(a));
        let ideal = gain(&mut best.into_iter());
        gain(&mut found.iter().map(|n| self.grades.get(n).copied().unwrap_or(0))) / ideal
    }
}

/// Returns the shared data, where it is.
pub fn shared() -> Option<PathBuf> {
    let root = std::env::var_os("RELIQUARY_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    Some(root.join("data")).filter(|data| data.is_dir())
}

/// Returns how many bytes lie in a folder.
pub fn size_of(folder: &Path) -> u64 {
    let entries = std::fs::read_dir(folder).expect("the folder").flatten();
    entries
        .map(|entry| match entry.metadata() {
            Ok(about) if about.is_dir() => size_of(&entry.path()),
            Ok(about) => about.len(),
            Err(_) => 0,
        })
        .sum()
}
