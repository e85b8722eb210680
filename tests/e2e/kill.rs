//! The kill loop (RELIABILITY §6, test 1): the server dies at random moments of parallel uploads, again and again, and
//! nothing it acknowledged is lost, altered, half visible or there twice.

use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering;
use std::time::Duration;
use std::time::SystemTime;
use std::time::UNIX_EPOCH;

use tempfile::TempDir;

use crate::e2e::sender::Parcel;
use crate::e2e::sender::all_assets;
use crate::e2e::sender::must_be_there;
use crate::e2e::sender::prepare;
use crate::support::Cli;
use crate::support::Server;

/// Uploads under way at once.
const SENDERS: usize = 4;

/// A small generator: the moments must differ, not be unguessable.
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most
    }
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

#[test]
fn nothing_acknowledged_is_lost_whenever_the_server_dies() {
    let rounds = number("RELIQUARY_KILLS").unwrap_or(10);
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_nanos() as u64;
    let seed = number("RELIQUARY_SEED").unwrap_or(now);
    eprintln!("{rounds} rounds, RELIQUARY_SEED={seed}");
    let mut chance = Chance(seed);
    let (home, folder) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let token = prepare(home.path(), folder.path());
    let next = AtomicU32::new(0);
    let mut unfinished: Vec<Parcel> = Vec::new();
    let mut kept: Vec<Parcel> = Vec::new();
    let mut restarts: Vec<Duration> = Vec::new();
    for round in 0..rounds {
        let mut server = Server::start(home.path());
        restarts.push(server.ready_in);
        let before = kept.len();
        for parcel in kept.iter().rev().take(40) {
            must_be_there(&server.address, &token, parcel);
        }
        let mut waiting: Vec<Vec<Parcel>> = vec![Vec::new(); SENDERS];
        for (n, parcel) in std::mem::take(&mut unfinished).into_iter().enumerate() {
            waiting[n % SENDERS].push(parcel);
        }
        let address = server.address.clone();
        let pause = Duration::from_millis(30 + chance.below(900));
        std::thread::scope(|scope| {
            let senders: Vec<_> = waiting
                .into_iter()
                .map(|mine| {
                    let (address, token, next) = (&address, &token, &next);
                    scope.spawn(move || send_until_it_dies(mine, address, token, next))
                })
                .collect();
            std::thread::sleep(pause);
            server.kill();
            for sender in senders {
                let (done, left) = sender.join().expect("a sender does not fail");
                kept.extend(done);
                unfinished.extend(left);
            }
        });
        eprintln!(
            "round {round}: {} acknowledged, {} cut off, ready in {:?}",
            kept.len() - before,
            unfinished.len(),
            restarts[restarts.len() - 1]
        );
    }
    let server = Server::start(home.path());
    for parcel in &mut unfinished {
        parcel.send(&server.address, &token).expect("nobody kills it this time");
    }
    kept.append(&mut unfinished);
    assert!(kept.len() >= rounds as usize, "{} uploads are too few to prove anything", kept.len());
    for parcel in &kept {
        must_be_there(&server.address, &token, parcel);
    }
    let there = all_assets(&server.address, &token);
    let twice: Vec<_> = there.values().filter(|ids| ids.len() > 1).collect();
    assert!(twice.is_empty(), "kept twice: {twice:?}");
    assert_eq!(there.len(), kept.len(), "what is there and what was sent");
    let (status, log) = server.stop();
    assert!(status.success(), "{log}");
    Cli::must(home.path(), &["verify"]);
    Cli::must(home.path(), &["doctor"]);
    let left = std::fs::read_dir(home.path().join("staging")).unwrap().count();
    assert_eq!(left, 0, "staging is empty");
    restarts.sort();
    let (middle, longest) = (restarts[restarts.len() / 2], restarts[restarts.len() - 1]);
    eprintln!("{} uploads; restart p50 {middle:?}, longest {longest:?}", kept.len());
    assert!(longest <= Duration::from_secs(10), "a restart took {longest:?}");
}

/// Sends one parcel after another until the server is gone; returns those acknowledged and those cut off.
fn send_until_it_dies(
    mut mine: Vec<Parcel>,
    address: &str,
    token: &str,
    next: &AtomicU32,
) -> (Vec<Parcel>, Vec<Parcel>) {
    let mut done = Vec::new();
    loop {
        let mut parcel = mine.pop().unwrap_or_else(|| Parcel::new(next.fetch_add(1, Ordering::Relaxed)));
        match parcel.send(address, token) {
            Ok(()) => done.push(parcel),
            Err(_) => {
                mine.push(parcel);
                return (done, mine);
            }
        }
    }
}
