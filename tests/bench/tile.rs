//! Pictures: stored tiles against nginx on static files and IIPImage, regions made to order against IIPImage without its
//! cache, and the first tile of a picture nobody has opened. Server CPU a request, all processes, all middleware; targets in
//! turn, medians of the rounds. Needs nginx-light, iipimage-server and libvips-tools; says what it leaves out without them.

use std::fs::File;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use reliquary::base::disk;
use reliquary::base::picture::Picture;
use reliquary::media::decode;
use reliquary::media::encode;
use reliquary::media::format;
use reliquary::media::pyramid;
use reliquary::media::pyramid::Grid;
use reliquary::media::pyramid::Pyramid;
use reliquary::media::resample;
use reliquary::pipeline::place::Derivatives;

use crate::client::Server;
use crate::client::send;
use crate::many;
use crate::peers;
use crate::peers::Peer;

/// Connections at once.
const CONNECTIONS: usize = 8;
/// Size of the picture: 24 megapixels.
const SIZE: (u32, u32) = (6_000, 4_000);
/// Pictures that are opened for the first time.
const COLD: usize = 20;

/// Somebody who answers for pictures.
struct Target {
    name: &'static str,
    address: String,
    cpu: Box<dyn Fn() -> Duration>,
    costs: Vec<f64>,
}

impl Target {
    /// Asks for all of these and notes what one cost, in microseconds.
    fn ask(&mut self, paths: &[String], is_counted: bool) {
        let before = (self.cpu)();
        send(&self.address, paths, CONNECTIONS);
        if is_counted {
            self.costs.push(((self.cpu)() - before).as_secs_f64() * 1e6 / paths.len() as f64);
        }
    }

    fn median(&self) -> f64 {
        let mut costs = self.costs.clone();
        costs.sort_by(f64::total_cmp);
        costs[costs.len() / 2]
    }
}

/// Makes the picture, starts everybody and prints what their answers cost.
pub fn run(rounds: usize) {
    let work = tempfile::tempdir().expect("a temporary folder");
    let home = work.path().join("home");
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(many::make(&home, COLD + 1));
    let bytes = built(&photo(), SIZE);
    let derivatives = Derivatives::new(home.join("derivatives"));
    (0..=COLD).for_each(|n| lay(&derivatives, n, &bytes));
    let peers = peers::are_here().then(|| with_peers(work.path(), &bytes));
    if peers.is_none() {
        println!("nginx, IIPImage or vips is not here: only our own figures");
    }
    let server = Server::start(&home);
    stored(&server, peers.as_ref(), rounds);
    made(&server, peers.as_ref(), rounds);
    drop(server);
    cold(&home, &derivatives);
}

/// Where the peers find their pictures.
struct Material {
    files: PathBuf,
    pictures: PathBuf,
    work: PathBuf,
}

/// Lays out the same tiles as files, and the same picture as a pyramid of vips.
fn with_peers(work: &Path, zip: &[u8]) -> Material {
    let material = Material { files: work.join("files"), pictures: work.join("pictures"), work: work.to_owned() };
    std::fs::create_dir_all(&material.files).expect("a folder");
    std::fs::create_dir_all(&material.pictures).expect("a folder");
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(zip)).expect("a ZIP");
    archive.extract(&material.files).expect("extracted");
    let jpeg = work.join("whole.jpg");
    std::fs::write(&jpeg, encode::jpeg(&photo().rgb, SIZE.0, SIZE.1).expect("encoded")).expect("written");
    let tiff = material.pictures.join("whole.tif");
    let made = Command::new("vips")
        .arg("tiffsave")
        .args([&jpeg, &tiff])
        .args([
            "--tile",
            "--tile-width",
            "512",
            "--tile-height",
            "512",
            "--pyramid",
            "--compression",
            "jpeg",
            "--Q",
            "80",
        ])
        .status()
        .expect("vips runs");
    assert!(made.success());
    material
}

fn stored(server: &Server, peers: Option<&Material>, rounds: usize) {
    let grid = Grid::new(SIZE.0, SIZE.1);
    let tiles: Vec<String> = grid.paths().skip(1).collect();
    let id = many::asset_of(0).0;
    let own: Vec<String> = tiles.iter().map(|tile| format!("/iiif/image/{id}/{tile}")).collect();
    let files: Vec<String> = tiles.iter().map(|tile| format!("/{tile}")).collect();
    // IIPImage speaks 2.1: its tiles are asked for by their width.
    let theirs: Vec<String> = tiles
        .iter()
        .map(|tile| {
            let parts: Vec<&str> = tile.split('/').collect();
            let width = parts[1].split(',').next().unwrap_or_default();
            format!("/iiif/whole.tif/{}/{width},/0/default.jpg", parts[0])
        })
        .collect();
    let times = |paths: &[String], count: usize| -> Vec<String> { paths.iter().cycle().take(count).cloned().collect() };
    let mut ours = own_target(server);
    let mut others = Vec::new();
    if let Some(material) = peers {
        let nginx = Peer::nginx(&material.work.join("nginx"), &material.files);
        let warm = Peer::iipimage(&material.work.join("iip-warm"), &material.pictures, 200);
        others.push((peer_target("nginx, static files", nginx), times(&files, 30_000)));
        others.push((peer_target("IIPImage, cache warm", warm), times(&theirs, 1_000)));
    }
    for round in 0..=rounds {
        ours.ask(&times(&own, 30_000), round > 0);
        others.iter_mut().for_each(|(target, paths)| target.ask(paths, round > 0));
    }
    print("a stored tile, μs CPU", &ours, others.iter().map(|(target, _)| target), &[1.3, 1.0 / 25.0]);
}

/// Regions of 1,500 × 1,000 at 800 pixels, never the same twice.
fn made(server: &Server, peers: Option<&Material>, rounds: usize) {
    let (id, count) = (many::asset_of(0).0, 100);
    let mut place = 12_345_u32;
    let mut next = |most: u32| {
        place = place.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (place >> 8) % most
    };
    let mut ours = own_target(server);
    let mut others = Vec::new();
    if let Some(material) = peers {
        let cold = Peer::iipimage(&material.work.join("iip-cold"), &material.pictures, 0);
        others.push(peer_target("IIPImage, cache off", cold));
    }
    for round in 0..=rounds {
        let regions: Vec<String> =
            (0..count).map(|_| format!("{},{},1500,1000/800,/0/default.jpg", next(4_500), next(3_000))).collect();
        let paths =
            |before: &str| -> Vec<String> { regions.iter().map(|region| format!("{before}/{region}")).collect() };
        ours.ask(&paths(&format!("/iiif/image/{id}")), round > 0);
        others.iter_mut().for_each(|target| target.ask(&paths("/iiif/whole.tif"), round > 0));
    }
    print("a region made to order, μs CPU", &ours, others.iter(), &[0.5]);
}

/// The first tile of pictures that nobody has opened since the start, their pages not in memory.
fn cold(home: &Path, derivatives: &Derivatives) {
    let server = Server::start(home);
    send(&server.address, &[format!("/iiif/image/{}/full/512,/0/default.jpg", many::asset_of(0).0)], 1);
    let mut costs = Vec::new();
    for n in 1..=COLD {
        let (id, digest) = many::asset_of(n);
        let file = File::open(derivatives.kept(&digest, 1)).expect("the pyramid");
        disk::drop_cache(&file).expect("dropped");
        costs.push(format!("/iiif/image/{id}/0,0,512,512/512,512/0/default.jpg"));
    }
    let before = server.cpu();
    send(&server.address, &costs, 1);
    let each = (server.cpu() - before).as_secs_f64() * 1e3 / COLD as f64;
    println!("{:<34} {each:>9.2} ms CPU (at most 10, goal 2)", "first tile of a picture never opened");
}

fn own_target(server: &Server) -> Target {
    let pid = server.pid();
    let cpu = Box::new(move || crate::client::cpu_of(pid));
    Target { name: "ours", address: server.address.clone(), cpu, costs: Vec::new() }
}

fn peer_target(name: &'static str, peer: Peer) -> Target {
    Target { name, address: peer.address.clone(), cpu: Box::new(move || peer.cpu()), costs: Vec::new() }
}

fn print<'a>(what: &str, ours: &Target, others: impl Iterator<Item = &'a Target>, bars: &[f64]) {
    println!("{what:<34} {:>9.1}", ours.median());
    for (other, bar) in others.zip(bars) {
        let ratio = ours.median() / other.median();
        let is_met = if ratio <= *bar { "" } else { "  above the bar" };
        println!("  against {:<24} {:>9.1}  ratio {ratio:.3}, bar {bar:.3}{is_met}", other.name, other.median());
    }
    let _ = ours.name;
}

/// Returns a real photograph at the size of the bench; a made one where the shared material is not.
pub fn photo() -> Picture {
    let shared = std::env::var("RELIQUARY_SHARED").unwrap_or_else(|_| "../shared".to_owned());
    let mut files = Vec::new();
    list(&Path::new(&shared).join("data/heritage-photos/files"), &mut files);
    files.retain(|file| file.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("jpg")));
    files.sort_by_key(|file| std::cmp::Reverse(std::fs::metadata(file).map_or(0, |meta| meta.len())));
    let small = files.first().and_then(|file| {
        let bytes = std::fs::read(file).ok()?;
        decode::decode(&bytes, format::by_name("jpeg")?, 1).ok()
    });
    let small = small.unwrap_or_else(|| {
        let pixel = |x: u32, y: u32| [(x / 8) as u8, (y / 6) as u8, (x ^ y) as u8];
        let rgb = (0..1_500).flat_map(|y| (0..2_000).flat_map(move |x| pixel(x, y))).collect();
        Picture { width: 2_000, height: 1_500, rgb }
    });
    resized(&small, SIZE)
}

fn resized(picture: &Picture, (width, height): (u32, u32)) -> Picture {
    let whole = (0.0, 0.0, f64::from(picture.width), f64::from(picture.height));
    resample::resize_part(picture, whole, width, height).expect("resized")
}

/// Builds the pyramid of a picture.
pub fn built(picture: &Picture, size: (u32, u32)) -> Vec<u8> {
    let mut bytes = Vec::new();
    pyramid::build(resized(picture, size), &mut bytes).expect("built");
    bytes
}

/// Lays a pyramid where that of the asset of this number belongs.
pub fn lay(derivatives: &Derivatives, n: usize, bytes: &[u8]) {
    let path = derivatives.kept(&many::asset_of(n).1, 1);
    std::fs::create_dir_all(path.parent().expect("it lies in a folder")).expect("a folder");
    std::fs::write(&path, bytes).expect("written");
    let file = File::open(&path).expect("it is there");
    file.sync_all().expect("written");
    assert!(Pyramid::open(file).is_ok());
}

fn list(folder: &Path, found: &mut Vec<PathBuf>) {
    for path in std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()) {
        if path.is_dir() { list(&path, found) } else { found.push(path) }
    }
}
