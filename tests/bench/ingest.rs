//! Taking pictures in: wall time a picture by size, originals kept and what is shown made.

use std::process::Command;
use std::time::Instant;

use reliquary::media::encode;

/// Takes in pictures of three sizes and prints what one costs.
pub fn run() {
    println!("{:<34} {:>9}", "ingest, with its pyramid", "ms each");
    for (what, width, height, count) in
        [("0.3 megapixels", 640, 480, 24), ("12 megapixels", 4000, 3000, 8), ("48 megapixels", 8000, 6000, 2)]
    {
        let home = tempfile::tempdir().expect("a temporary folder");
        let material = tempfile::tempdir().expect("a temporary folder");
        for number in 0..count {
            let pixel =
                |x: u32, y: u32| [(x * 200 / width) as u8, (y * 200 / height) as u8, (x ^ y) as u8 & 31 | number << 5];
            let rgb: Vec<u8> = (0..height).flat_map(|y| (0..width).flat_map(move |x| pixel(x, y))).collect();
            let bytes = encode::jpeg(&rgb, width, height).expect("memory does not fail");
            let name = format!("{number}.jpg");
            let mut own = bytes;
            own.extend([number; 16]);
            std::fs::write(material.path().join(name), own).expect("written");
        }
        let started = Instant::now();
        let done = Command::new(crate::program())
            .arg("--home")
            .arg(home.path())
            .args(["-q", "ingest"])
            .arg(material.path())
            .status()
            .expect("the program runs");
        assert!(done.success(), "{what}: {done}");
        println!("{what:<34} {:>9.0}", started.elapsed().as_secs_f64() * 1000.0 / f64::from(count));
    }
}
