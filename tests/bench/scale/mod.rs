//! Search at the size of a nation: the museums' catalogues and places of the shared data, repeated with variation to a million
//! records. What indexing costs, how large the index is, what a question with its count and facets costs, what suggestions
//! cost, how much memory it takes; beside it the same to SQLite FTS5 and PostgreSQL full text.
//!
//! Figures of ours are processor time of the asking thread (`CLOCK_THREAD_CPUTIME_ID`), those of the peers wall time of a
//! server that has nothing else to do and may not work in parallel: with two cores that is to their favour, if anything.
//! We count every facet there is; the peers count three. `RELIQUARY_BENCH_SCALE` sets how
//! many records, `RELIQUARY_BENCH_ALONE=1` leaves the peers out, `RELIQUARY_BENCH_KEEP` names a folder in which the index stays:
//! one that is there is asked and not made again.

mod peers;
mod records;

use std::collections::BTreeMap;
use std::path::Path;
use std::path::PathBuf;
use std::time::Duration;
use std::time::Instant;

use reliquary::index::Audience;
use reliquary::index::Change;
use reliquary::index::Index;
use reliquary::model::search::Search;
use reliquary::model::search::Sort;

use crate::client;
use crate::relevance;
use records::Records;

/// Records given to the index at once, as a rebuild does.
const BATCH: usize = 1_000;

/// Makes the records, indexes them, asks and prints.
pub fn run(count: usize) {
    let Some(records) = Records::read(count) else {
        println!("scale: skipped, the shared data is not there (RELIQUARY_SHARED, else ../shared)");
        return;
    };
    let temporary = tempfile::tempdir().expect("a temporary folder");
    let kept = std::env::var_os("RELIQUARY_BENCH_KEEP").map(PathBuf::from);
    let folder = kept.as_deref().unwrap_or(temporary.path());
    if !folder.join("current").exists() {
        indexed(&records, folder);
    }
    let questions = records.questions();
    asked(&questions, folder);
    suggested(&records, folder);
    if std::env::var_os("RELIQUARY_BENCH_ALONE").is_none() {
        peers::sqlite(&records, &questions);
        peers::postgres(&records, &questions);
    }
}

fn indexed(records: &Records, folder: &Path) {
    let pid = std::process::id();
    let (before, memory, started) = (client::cpu_of(pid), memory_mib("VmRSS"), Instant::now());
    let mut made = Duration::ZERO;
    {
        let (index, _) = Index::open(folder).expect("an index");
        let new = index.open_beside(200).expect("another");
        for first in (0..records.count).step_by(BATCH) {
            let begun = Cpu::now();
            let last = (first + BATCH).min(records.count);
            let changes: Vec<Change> = (first..last).map(|n| records.change(n)).collect();
            made += begun.elapsed();
            new.fill(&changes).expect("indexed");
        }
        new.apply(Vec::new(), records.count as i64).expect("committed");
        index.take_place(&new).expect("swapped");
    }
    let cpu = (client::cpu_of(pid) - before).saturating_sub(made);
    // Opened anew, the folder holds what the last commit names and nothing else.
    drop(Index::open(folder).expect("an index"));
    let (json, size) = (records.json_bytes(), relevance::size_of(folder));
    println!(
        "{} records indexed in {:.0} s, {:.0} s CPU: {:.0} a second a core (bar 10,000); {:.0} MiB, {:.2} of their JSON \
         (bar 1.2); memory at most {} MiB more than before (bar 600)",
        records.count,
        started.elapsed().as_secs_f64(),
        cpu.as_secs_f64(),
        records.count as f64 / cpu.as_secs_f64(),
        size as f64 / f64::from(1 << 20),
        size as f64 / json as f64,
        memory_mib("VmHWM").saturating_sub(memory)
    );
    let mut parts: BTreeMap<String, u64> = BTreeMap::new();
    for entry in std::fs::read_dir(folder).expect("the folder").flatten().filter(|entry| entry.path().is_dir()) {
        for file in std::fs::read_dir(entry.path()).expect("the index").flatten() {
            let name = file.path().extension().map(|end| end.to_string_lossy().into_owned()).unwrap_or_default();
            *parts.entry(name).or_default() += file.metadata().map_or(0, |about| about.len());
        }
    }
    let parts = parts.iter().map(|(name, bytes)| format!("{name} {}", bytes / records.count as u64));
    println!("  bytes a record: {}; as JSON {}", parts.collect::<Vec<_>>().join(", "), json / records.count);
}

fn asked(questions: &[Search], folder: &Path) {
    let (index, _) = Index::open(folder).expect("an index");
    let cost = |search: &Search| {
        let begun = Cpu::now();
        let answer = index.search(search, Audience::Public).expect("answered");
        (begun.elapsed(), answer.total)
    };
    // The first answers bring the files into memory.
    questions.iter().take(20).for_each(|search| {
        cost(search);
    });
    let costs: Vec<(Duration, u64)> = questions.iter().map(cost).collect();
    let found = costs.iter().map(|(_, total)| total).sum::<u64>() / costs.len() as u64;
    println!("{} questions, {found} hits on average", questions.len());
    say("a question with count and facets", costs.iter().map(|(cost, _)| *cost).collect(), "5, 25");
    if std::env::var_os("RELIQUARY_BENCH_MISSES").is_some() {
        let mut slow: Vec<_> = costs.iter().zip(questions).collect();
        slow.sort_by_key(|((cost, _), _)| std::cmp::Reverse(*cost));
        for ((cost, total), search) in slow.iter().take(12) {
            println!("  {:>7.2} ms {total:>8} hits {:?} {:?}", cost.as_secs_f64() * 1e3, search.q, search.facets);
        }
    }
    for sort in [Sort::Name, Sort::Newest] {
        let all = Search { sort, limit: 20, ..Search::default() };
        let costs: Vec<Duration> = (0..5).map(|_| cost(&all).0).collect();
        println!("  everything, by {:<10} first {:>7.2} ms, again {:>7.3} ms", sort.name(), ms(costs[0]), ms(costs[4]));
    }
    drawn(questions, &index);
    println!("  memory with the index mapped {} MiB", memory_mib("RssAnon"));
}

/// What the map and the timeline ask the index for: clusters and years of everything, and of the questions.
fn drawn(questions: &[Search], index: &Index) {
    let clusters = |search: &Search| {
        let begun = Cpu::now();
        index.clusters(search, 5, Audience::Public).expect("counted");
        begun.elapsed()
    };
    let years = |search: &Search| {
        let begun = Cpu::now();
        index.years(search, Audience::Public).expect("counted");
        begun.elapsed()
    };
    let all = Search { limit: 20, ..Search::default() };
    for (what, cost) in [("clusters", &clusters as &dyn Fn(&Search) -> Duration), ("years", &years)] {
        let (first, again) = (cost(&all), cost(&all));
        println!("  everything, {what:<13} first {:>7.2} ms, again {:>7.3} ms", ms(first), ms(again));
        say(&format!("{what} of a question"), questions.iter().map(cost).collect(), "-, 20");
    }
}

fn suggested(records: &Records, folder: &Path) {
    let (index, _) = Index::open(folder).expect("an index");
    let typed = records.typed();
    let cost = |typed: &String| {
        let begun = Cpu::now();
        index.suggest(typed, Audience::Public, 8).expect("suggested");
        begun.elapsed()
    };
    typed.iter().take(20).for_each(|typed| {
        cost(typed);
    });
    let costs: Vec<Duration> = typed.iter().map(cost).collect();
    if std::env::var_os("RELIQUARY_BENCH_MISSES").is_some() {
        let mut slow: Vec<_> = costs.iter().zip(&typed).collect();
        slow.sort_by_key(|(cost, _)| std::cmp::Reverse(**cost));
        slow.iter().take(8).for_each(|(cost, typed)| println!("  {:>7.2} ms «{typed}»", ms(**cost)));
    }
    say("suggestions while typing", costs, "-, 3");
}

/// Prints median and 99th percentile, and what is asked of them in milliseconds.
fn say(what: &str, mut costs: Vec<Duration>, bars: &str) {
    costs.sort_unstable();
    let at = |share: usize| ms(costs[(costs.len() * share / 100).min(costs.len() - 1)]);
    println!("  {what:<34} p50 {:>8.2} ms, p99 {:>8.2} ms (bars {bars})", at(50), at(99));
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

fn memory_mib(what: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("the process is there");
    let line = status.lines().find(|line| line.starts_with(what)).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|text| text.parse::<u64>().ok()).unwrap_or(0) / 1024
}

/// Processor time of this thread.
struct Cpu(Duration);

impl Cpu {
    fn now() -> Cpu {
        let now = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
        Cpu(Duration::new(now.tv_sec as u64, now.tv_nsec as u32))
    }

    fn elapsed(&self) -> Duration {
        Cpu::now().0 - self.0
    }
}
