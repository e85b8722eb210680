//! Files of tiles that the tests write themselves, whole and damaged.

use std::io::Write as _;

use super::*;

fn put(out: &mut Vec<u8>, mut number: u64) {
    while number > 127 {
        out.push(number as u8 | 128);
        number >>= 7;
    }
    out.push(number as u8);
}

fn listed(entries: &[Entry]) -> Vec<u8> {
    let mut out = Vec::new();
    put(&mut out, entries.len() as u64);
    let mut last = 0;
    for entry in entries {
        put(&mut out, entry.id - last);
        last = entry.id;
    }
    entries.iter().for_each(|entry| put(&mut out, entry.run));
    entries.iter().for_each(|entry| put(&mut out, entry.length));
    entries.iter().for_each(|entry| put(&mut out, entry.offset + 1));
    out
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    out.write_all(bytes).expect("packed");
    out.finish().expect("packed")
}

/// A file of a root, a leaf and tiles, as it lies on the disk.
fn written(kind: u8, packing: u8, root: &[u8], leaf: &[u8], tiles: &[u8]) -> Vec<u8> {
    let mut file = vec![0; HEADER];
    file[..8].copy_from_slice(b"PMTiles\x03");
    let mut at = HEADER as u64;
    for (place, length) in [(8, root.len()), (40, leaf.len()), (56, tiles.len())] {
        file[place..place + 8].copy_from_slice(&at.to_le_bytes());
        file[place + 8..place + 16].copy_from_slice(&(length as u64).to_le_bytes());
        at += length as u64;
    }
    (file[97], file[98], file[99], file[100], file[101]) = (packing, 1, kind, 0, 2);
    [&file, root, leaf, tiles].concat()
}

fn opened(bytes: &[u8]) -> Result<Pmtiles, MediaError> {
    let mut file = tempfile::tempfile().expect("a file");
    file.write_all(bytes).expect("written");
    Pmtiles::open(file)
}

fn entry(id: u64, run: u64, offset: u64, length: u64) -> Entry {
    Entry { id, run, offset, length }
}

#[test]
fn tiles_are_numbered_along_the_curve() {
    let known = [((0, 0, 0), 0), ((1, 0, 0), 1), ((1, 0, 1), 2), ((1, 1, 1), 3), ((1, 1, 0), 4), ((2, 0, 0), 5)];
    for ((zoom, x, y), number) in known {
        assert_eq!(number_of(zoom, x, y), Some(number), "{zoom}/{x}/{y}");
    }
    // The example of the specification.
    assert_eq!(number_of(12, 3423, 1763), Some(19_078_479));
    assert_eq!((number_of(1, 2, 0), number_of(1, 0, 2), number_of(25, 0, 0)), (None, None, None));
    let all: std::collections::BTreeSet<u64> =
        (0..16).flat_map(|x| (0..16).filter_map(move |y| number_of(4, x, y))).collect();
    assert_eq!((all.len(), all.first(), all.last()), (256, Some(&85), Some(&340)));
}

#[test]
fn a_tile_is_found_in_the_first_list_and_in_further_ones() {
    let leaf = listed(&[entry(5, 2, 5, 4), entry(9, 1, 0, 5)]);
    let root = listed(&[entry(0, 1, 0, 5), entry(5, 0, 0, leaf.len() as u64)]);
    for packing in [1, 2] {
        let pack = |bytes: &[u8]| if packing == 2 { gzip(bytes) } else { bytes.to_vec() };
        let leaf = pack(&leaf);
        let root = if packing == 2 {
            gzip(&listed(&[entry(0, 1, 0, 5), entry(5, 0, 0, leaf.len() as u64)]))
        } else {
            root.clone()
        };
        let tiles = opened(&written(2, packing, &root, &leaf, b"firstmore")).expect("opened");
        assert_eq!((tiles.kind(), tiles.zooms), ("image/png", (0, 2)));
        let tile =
            |zoom, x, y| tiles.tile(zoom, x, y).expect("read").map(|tile| String::from_utf8(tile).expect("text"));
        assert_eq!(tile(0, 0, 0).as_deref(), Some("first"));
        assert_eq!(tile(1, 0, 0), None);
        // The same tile twice, by its run; then one further on, twice from the memory of lists.
        assert_eq!((tile(2, 0, 0).as_deref(), tile(2, 1, 0).as_deref()), (Some("more"), Some("more")));
        assert_eq!(tile(2, 1, 1), None);
        assert_eq!(tile(2, 0, 2).as_deref(), Some("first"));
        assert_eq!(tile(9, 300, 3), None);
    }
}

#[test]
fn what_is_damaged_gives_an_error_and_nothing_else() {
    let good = listed(&[entry(0, 1, 0, 5)]);
    let tile = |bytes: &[u8]| opened(bytes).and_then(|tiles| tiles.tile(0, 0, 0));
    assert!(tile(&written(2, 1, &good, &[], b"first")).expect("whole").is_some());
    let bad = [
        b"PMTiles".to_vec(),
        [b"PMTiles\x02".as_slice(), &[0; 200]].concat(),
        // Vectors, an unknown sort, an unknown packing.
        written(1, 1, &good, &[], b"first"),
        written(9, 1, &good, &[], b"first"),
        written(2, 4, &good, &[], b"first"),
        // A tile beyond the end, a place beyond all numbers, a list that says more than it has.
        written(2, 1, &good, &[], b"fir"),
        written(2, 1, &listed(&[entry(0, 1, u64::MAX - 9, 5)]), &[], b"first"),
        written(2, 1, &[255, 255, 255, 255, 15, 0], &[], b"first"),
        written(2, 1, &[1, 0], &[], b"first"),
        // Not packed though it says so; packed a thousandfold.
        written(2, 2, &good, &[], b"first"),
        written(2, 2, &gzip(&vec![0; 64 << 20]), &[], b"first"),
        // A list that leads to itself.
        written(2, 1, &listed(&[entry(0, 0, 0, 5)]), &listed(&[entry(0, 0, 0, 5)]), b"first"),
        // A tile larger than any.
        written(2, 1, &listed(&[entry(0, 1, 0, 1 << 40)]), &[], b"first"),
    ];
    for (n, bytes) in bad.iter().enumerate() {
        assert!(tile(bytes).is_err(), "{n}");
    }
    for end in 0..good.len() + HEADER {
        assert!(tile(&written(2, 1, &good, &[], b"first")[..end]).is_err(), "cut at {end}");
    }
}

#[test]
fn a_list_takes_no_more_memory_than_its_bound_however_well_it_is_packed() {
    // Whole, and nothing but numbers of a byte: as many entries as such a list can have.
    let of = |count: usize| {
        let mut list = Vec::new();
        put(&mut list, count as u64);
        list.resize(list.len() + 3 * count, 0);
        list.push(1);
        list.resize(list.len() + count - 1, 0);
        gzip(&list)
    };
    assert!(opened(&written(2, 2, &of(1_000_000), &[], &[])).is_ok());
    let larger = opened(&written(2, 2, &of(1_100_000), &[], &[]));
    assert!(matches!(larger, Err(MediaError::TooLarge)));
}
