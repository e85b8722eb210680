//! Bytes of whole pictures at equal likeness: ours against libjpeg-turbo's through `vips jpegsave`, at the quality at
//! which its picture is as like the original as ours (SSIM of lightness, 11 pixels of a Gaussian window).

use std::path::Path;
use std::path::PathBuf;
use std::process::Command;

use reliquary::base::picture::Picture;
use reliquary::media::decode;
use reliquary::media::encode;
use reliquary::media::encode::Encoding;
use reliquary::media::encode::Fineness;
use reliquary::media::encode::Shade;
use reliquary::media::format;
use reliquary::media::resample;

const SIZES: [u32; 4] = [256, 512, 1024, 2048];
const QUALITIES: [u32; 6] = [70, 76, 80, 84, 88, 92];
/// The quality that the bar names.
const NAMED: u32 = 80;

/// Measures every photograph of `../shared/data` whose longer side has 2,048 pixels, or as many as are asked for.
pub fn run() {
    let shared = std::env::var("RELIQUARY_SHARED")
        .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../shared").to_owned());
    if Command::new("vips").arg("--version").output().is_err() {
        return println!("skipped: vips is not there");
    }
    let place = tempfile::tempdir().expect("a folder");
    let mut sums = [[0.0f64; 5]; SIZES.len()];
    let mut counts = [0usize; SIZES.len()];
    for path in photographs(&Path::new(&shared).join("data")) {
        let Some(photo) = open(&path) else { continue };
        for (n, side) in SIZES.into_iter().enumerate() {
            let long = photo.width.max(photo.height);
            let scaled = |length: u32| (length * side).div_ceil(long);
            let part = (0.0, 0.0, f64::from(photo.width), f64::from(photo.height));
            let (width, height) = (scaled(photo.width), scaled(photo.height));
            let Ok(whole) = resample::resize_part(&photo, part, width, height) else { continue };
            let mut ours = Vec::new();
            encode::whole(&whole.rgb, whole.width, whole.height, Fineness::PLAIN, &mut ours)
                .expect("memory does not fail");
            let likeness = ssim(&whole, &open_bytes(&ours).expect("our own bytes decode"));
            let peers = peers(&whole, place.path());
            // Where quality changes nothing there is nothing to compare: a plain surface.
            if peers.windows(2).any(|pair| pair[0].0 >= pair[1].0) {
                continue;
            }
            let named = peers[QUALITIES.iter().position(|quality| *quality == NAMED).unwrap_or(0)];
            sums[n][0] += ours.len() as f64 / bytes_at(&peers, likeness);
            sums[n][1] += ours.len() as f64 / named.1;
            sums[n][2] += likeness;
            sums[n][3] += named.0;
            encode::tile(&whole.rgb, whole.width, whole.height, Fineness::PLAIN, &mut ours)
                .expect("memory does not fail");
            sums[n][4] += ours.len() as f64 / bytes_at(&peers, likeness);
            counts[n] += 1;
        }
    }
    println!(
        "\nwhole pictures against libjpeg-turbo   bytes at equal SSIM   bytes against quality {NAMED}   SSIM: ours, theirs   as tiles are"
    );
    for ((side, sums), count) in SIZES.iter().zip(sums).zip(counts) {
        let [equal, named, ours, theirs, plain] = sums.map(|sum| sum / count as f64);
        println!(
            "{side:5} px, {count:3} photographs                      {equal:.3}                   {named:.3}                  {ours:.4}  {theirs:.4}    {plain:.3}"
        );
    }
    let all: f64 = sums.iter().map(|sums| sums[0]).sum::<f64>() / counts.iter().sum::<usize>() as f64;
    println!("all: {all:.3} (bar 0.97, goal 0.93)");
}

/// Lists photographs large enough for every size; `RELIQUARY_BENCH_PHOTOS` says how many at most.
fn photographs(data: &Path) -> Vec<PathBuf> {
    let most = std::env::var("RELIQUARY_BENCH_PHOTOS").ok().and_then(|text| text.parse().ok()).unwrap_or(12);
    let mut found = Vec::new();
    for set in ["heritage-photos", "photos-cameras", "photos-iptc-xmp-icc"] {
        let Ok(mut manifest) = csv::Reader::from_path(data.join(set).join("manifest.csv")) else { continue };
        for row in manifest.records().flatten() {
            let path = data.join(set).join(&row[0]);
            if open(&path).is_some_and(|photo| photo.width.max(photo.height) >= SIZES[SIZES.len() - 1]) {
                found.push(path);
            }
            if found.len() >= most {
                return found;
            }
        }
    }
    found
}

fn open(path: &Path) -> Option<Picture> {
    open_bytes(&std::fs::read(path).ok()?)
}

fn open_bytes(bytes: &[u8]) -> Option<Picture> {
    let format = format::identify(&mut std::io::Cursor::new(bytes)).ok().filter(|format| format.name == "jpeg")?;
    decode::decode(bytes, format, 1).ok()
}

/// Returns likeness and bytes of the peer's picture at each quality.
fn peers(whole: &Picture, place: &Path) -> Vec<(f64, f64)> {
    let (from, to) = (place.join("whole.png"), place.join("whole.jpg"));
    let png = encode::encode(whole, Shade::Colour, Encoding::Png).expect("memory does not fail");
    std::fs::write(&from, png).expect("a temporary file");
    let at = |quality: u32| {
        let done = Command::new("vips").arg("jpegsave").args([&from, &to]).arg(format!("--Q={quality}")).status();
        assert!(done.is_ok_and(|status| status.success()), "vips jpegsave");
        let bytes = std::fs::read(&to).expect("a temporary file");
        (ssim(whole, &open_bytes(&bytes).expect("the peer's bytes decode")), bytes.len() as f64)
    };
    QUALITIES.into_iter().map(at).collect()
}

/// Reckons the bytes at a likeness from those on both sides of it.
fn bytes_at(peers: &[(f64, f64)], likeness: f64) -> f64 {
    let above = peers.iter().position(|(known, _)| *known >= likeness).unwrap_or(peers.len() - 1).max(1);
    let ((low, few), (high, many)) = (peers[above - 1], peers[above]);
    let share = ((likeness - low) / (high - low)).clamp(-1.0, 2.0);
    (few.ln() + (many.ln() - few.ln()) * share).exp()
}

/// Structural similarity of lightness (Wang, Bovik, Sheikh and Simoncelli, 2004).
fn ssim(one: &Picture, other: &Picture) -> f64 {
    let (width, height) = (one.width as usize, one.height as usize);
    let light = |picture: &Picture| -> Vec<f32> {
        let weigh = |p: &[u8]| 0.299 * f32::from(p[0]) + 0.587 * f32::from(p[1]) + 0.114 * f32::from(p[2]);
        picture.rgb.chunks_exact(3).map(weigh).collect()
    };
    let (a, b) = (light(one), light(other));
    let product = |a: &[f32], b: &[f32]| -> Vec<f32> { a.iter().zip(b).map(|(a, b)| a * b).collect() };
    let blurred = |values: &[f32]| blur(values, width, height);
    let (mean_a, mean_b) = (blurred(&a), blurred(&b));
    let (aa, bb, ab) = (blurred(&product(&a, &a)), blurred(&product(&b, &b)), blurred(&product(&a, &b)));
    let (c1, c2) = (6.5025, 58.5225);
    let at = |n: usize| {
        let (ma, mb) = (mean_a[n], mean_b[n]);
        let (va, vb, cov) = (aa[n] - ma * ma, bb[n] - mb * mb, ab[n] - ma * mb);
        f64::from((2.0 * ma * mb + c1) * (2.0 * cov + c2) / ((ma * ma + mb * mb + c1) * (va + vb + c2)))
    };
    (0..mean_a.len()).map(at).sum::<f64>() / mean_a.len() as f64
}

/// Blurs by a Gaussian of 1.5 pixels, only where its window lies within the picture.
fn blur(values: &[f32], width: usize, height: usize) -> Vec<f32> {
    let weights: Vec<f32> = (-5i32..=5).map(|n| (-(n * n) as f32 / 4.5).exp()).collect();
    let sum: f32 = weights.iter().sum();
    let narrow = width - 10;
    let mut across = Vec::with_capacity(narrow * height);
    for row in values.chunks_exact(width) {
        across.extend(row.windows(11).map(|window| window.iter().zip(&weights).map(|(v, w)| v * w).sum::<f32>() / sum));
    }
    let down = |n: usize| weights.iter().enumerate().map(|(row, w)| across[n + row * narrow] * w).sum::<f32>() / sum;
    (0..narrow * (height - 10)).map(down).collect()
}
