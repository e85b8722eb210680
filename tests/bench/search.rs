//! Relic page, browse with facets and search: answers made anew, and answers kept.

use std::time::Instant;

use crate::client::Server;
use crate::client::measure;
use crate::many;

/// Makes the archive and prints what its answers cost.
pub fn run(relics: usize, requests: usize) {
    let home = tempfile::tempdir().expect("a temporary folder");
    let started = Instant::now();
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(many::make(home.path(), relics));
    println!("{relics} relics and as many assets in {:.1} s", started.elapsed().as_secs_f64());
    let started = Instant::now();
    let server = Server::start(home.path());
    println!("serving after {:.2} s, {} MiB", started.elapsed().as_secs_f64(), server.memory_mib("VmRSS"));
    println!("{:<34} {:>9} {:>9} {:>9} {:>8}", "", "CPU ms", "wall ms", "bytes", "target");
    // The first answers open files and fill the database's own cache.
    measure(&server, &relic_pages(relics, 50, 7));
    measure(&server, &browse_pages(50, 5_000));
    measure(&server, &searches(50, 5_000));
    let relic = relic_pages(relics, requests, 0);
    let browse = browse_pages(requests, 0);
    let search = searches(requests, 0);
    let timeline = timelines(requests);
    let say = |what: &str, paths: &[String], target: f64| {
        let cost = measure(&server, paths);
        let is_met = if cost.cpu_ms <= target { "" } else { "  above the target" };
        println!("{what:<34} {:>9.3} {:>9.3} {:>9} {target:>8.1}{is_met}", cost.cpu_ms, cost.wall_ms, cost.bytes);
    };
    say("relic page, made anew", &relic, 1.0);
    say("browse with facets, made anew", &browse, 3.0);
    say("search, made anew", &search, 3.0);
    say("timeline, made anew", &timeline, 20.0);
    for (what, paths, target) in
        [("relic page, kept", &relic, 1.0), ("browse with facets, kept", &browse, 3.0), ("search, kept", &search, 3.0)]
    {
        say(what, &vec![paths[paths.len() - 1].clone(); requests], target);
    }
    let programs: Vec<String> = search
        .iter()
        .map(|path| path.replace("/vi/relics?", "/api/v1/search?").replace("&page=", "&offset="))
        .collect();
    say("search as JSON", &programs, 3.0);
    println!("memory at its highest {} MiB", server.memory_mib("VmHWM"));
}

fn relic_pages(relics: usize, requests: usize, from: usize) -> Vec<String> {
    (0..requests).map(|n| format!("/vi/relics/{}", many::code((from + n * 13) % relics))).collect()
}

/// Every one a different combination of facet, years and page.
fn browse_pages(requests: usize, from: usize) -> Vec<String> {
    const FACETS: [&str; 6] = [
        "",
        "&rank=national",
        "&function=dinh",
        "&relic_type=scenic",
        "&condition=good",
        "&rank=provincial&function=chua",
    ];
    (from..from + requests)
        .map(|n| {
            format!(
                "/vi/relics?from={}&until={}{}&page={}",
                1400 + n % 97,
                1600 + n / 97 % 300,
                FACETS[n % 6],
                n % 3 + 1
            )
        })
        .collect()
}

/// Every one different years; all relics, or those of one rank.
fn timelines(requests: usize) -> Vec<String> {
    (0..requests)
        .map(|n| {
            let rank = ["", "&rank=national"][n % 2];
            format!("/vi/timeline?from={}&until={}{rank}", 1300 + n % 97, 1700 + n / 97 % 300)
        })
        .collect()
}

/// Two or three syllables without marks, as people type.
fn searches(requests: usize, from: usize) -> Vec<String> {
    let plain = |n: usize| reliquary::model::code::ascii_twin(many::SYLLABLES[n % 24]).to_lowercase();
    (from..from + requests)
        .map(|n| match n % 3 {
            0 => format!("/vi/relics?q={}+{}&from={}", plain(n / 3), plain(n / 72), 1400 + n % 50),
            1 => format!("/vi/relics?q=dinh+{}+{}&until={}", plain(n / 3), plain(n / 72), 1900 + n % 50),
            _ => format!("/vi/relics?q={}&page={}&from={}", plain(n / 3), n % 3 + 1, 1400 + n / 72),
        })
        .collect()
}
