//! Random tiles over a thousand pictures for a given time: the server's memory must not grow. `RELIQUARY_SOAK_S` sets the
//! time in seconds, an hour unless it is said.

use std::time::Duration;
use std::time::Instant;

use reliquary::media::pyramid::Grid;
use reliquary::pipeline::place::Derivatives;

use crate::client::Server;
use crate::client::send;
use crate::many;
use crate::tile;

/// Pictures there are.
const PICTURES: usize = 1_000;
/// Their size.
const SIZE: (u32, u32) = (3_000, 2_000);
/// Requests between two looks at the clock.
const BATCH: usize = 2_000;

/// Prints the memory each minute, and by how much it grew after the first tenth of the time.
pub fn run(seconds: usize) {
    let home = tempfile::tempdir().expect("a temporary folder");
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(many::make(home.path(), PICTURES));
    let derivatives = Derivatives::new(home.path().join("derivatives"));
    let bytes = tile::built(&tile::photo(), SIZE);
    (0..PICTURES).for_each(|n| tile::lay(&derivatives, n, &bytes));
    let tiles: Vec<String> = Grid::new(SIZE.0, SIZE.1).paths().skip(1).collect();
    let server = Server::start(home.path());
    let (started, whole) = (Instant::now(), Duration::from_secs(seconds as u64));
    let (mut place, mut asked, mut first, mut printed) = (7_u64, 0_usize, None, Instant::now());
    while started.elapsed() < whole {
        let paths: Vec<String> = (0..BATCH)
            .map(|_| {
                place = place.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                let (picture, tile) = ((place >> 33) as usize % PICTURES, (place >> 45) as usize % tiles.len());
                format!("/iiif/image/{}/{}", many::asset_of(picture).0, tiles[tile])
            })
            .collect();
        send(&server.address, &paths, 8);
        asked += BATCH;
        let memory = server.memory_mib("VmRSS");
        if first.is_none() && started.elapsed() > whole / 10 {
            first = Some(memory);
        }
        if printed.elapsed() > Duration::from_secs(60) {
            printed = Instant::now();
            println!("{:>5} s {asked:>9} tiles {memory:>5} MiB", started.elapsed().as_secs());
        }
    }
    let (first, last) = (first.unwrap_or_default(), server.memory_mib("VmRSS"));
    println!(
        "soak: {asked} tiles of {PICTURES} pictures in {seconds} s; {first} MiB after a tenth, {last} MiB at the end, \
         growth {} MiB (at most 20, goal 0)",
        last as i64 - first as i64
    );
}
