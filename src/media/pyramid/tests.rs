//! The pyramid from end to end: built, opened, listed by another ZIP reader, put together again.

use std::fs::File;
use std::io::Seek;
use std::io::Write;

use crate::base::picture::Picture;
use crate::media::encode::jpeg;
use crate::media::pyramid::Builder;
use crate::media::pyramid::Care;
use crate::media::pyramid::Grid;
use crate::media::pyramid::Pyramid;
use crate::media::pyramid::Region;
use crate::media::pyramid::assemble;
use crate::media::pyramid::build;
use crate::media::resample::resize_part;

/// Soft colours that tell where a pixel came from.
fn soft(width: u32, height: u32) -> Picture {
    let pixel = |x: u32, y: u32| [(x * 200 / width + 20) as u8, (y * 200 / height + 20) as u8, 128];
    let rgb = (0..height).flat_map(|y| (0..width).flat_map(move |x| pixel(x, y))).collect();
    Picture { width, height, rgb }
}

fn file_of(bytes: &[u8]) -> File {
    let mut file = tempfile::tempfile().expect("a temporary file can be made");
    file.write_all(bytes).expect("a temporary file can be written");
    file.rewind().expect("a temporary file can be read again");
    file
}

fn built(width: u32, height: u32) -> Vec<u8> {
    let mut out = Vec::new();
    let built = build(soft(width, height), &mut out).expect("memory does not fail");
    assert_eq!((built.width, built.height), (width, height));
    out
}

fn opened(width: u32, height: u32) -> Pyramid {
    Pyramid::open(file_of(&built(width, height))).expect("our own bytes open")
}

#[test]
fn odd_sizes_come_back_entry_by_entry() {
    for (width, height) in [(1, 1), (1, 7), (513, 7), (512, 512), (1000, 700), (700, 1300), (2049, 513)] {
        let pyramid = opened(width, height);
        assert_eq!((pyramid.width(), pyramid.height()), (width, height));
        for (index, path) in pyramid.grid().paths().enumerate() {
            let slot = pyramid.entry(&path).unwrap_or_else(|| panic!("{path} is there"));
            assert_eq!(pyramid.grid().index_of(&path), Some(index), "{path}");
            let bytes = pyramid.read(slot).expect("the file is whole");
            if index > 0 {
                assert!(bytes.starts_with(b"\xff\xd8") && bytes.ends_with(b"\xff\xd9"), "{path}");
            }
        }
    }
}

#[test]
fn another_reader_finds_the_same_entries_and_checksums() {
    let bytes = built(1000, 700);
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(&bytes)).expect("a sound ZIP");
    let pyramid = Pyramid::open(file_of(&bytes)).expect("our own bytes open");
    let paths: Vec<String> = pyramid.grid().paths().collect();
    assert_eq!(archive.len(), paths.len());
    for (index, path) in paths.iter().enumerate() {
        let mut entry = archive.by_index(index).expect("the entry is there");
        assert_eq!(entry.name().expect("a name in ASCII"), path.as_str());
        assert_eq!(entry.compression(), zip::CompressionMethod::Stored);
        let mut content = Vec::new();
        std::io::Read::read_to_end(&mut entry, &mut content).expect("its checksum is right");
        let slot = pyramid.entry(path).expect("the entry is there");
        assert_eq!(content, pyramid.read(slot).expect("the file is whole"));
    }
}

#[test]
fn names_are_those_that_viewers_ask_for() {
    let paths: Vec<String> = Grid::new(1000, 700).paths().collect();
    assert_eq!(
        paths,
        [
            "info.json",
            "full/256,179/0/default.jpg",
            "full/512,358/0/default.jpg",
            "full/1000,700/0/default.jpg",
            "0,0,512,512/512,512/0/default.jpg",
            "512,0,488,512/488,512/0/default.jpg",
            "0,512,512,188/512,188/0/default.jpg",
            "512,512,488,188/488,188/0/default.jpg",
            "full/500,350/0/default.jpg",
        ]
    );
    assert_eq!(
        Grid::new(300, 200).paths().collect::<Vec<_>>(),
        ["info.json", "full/256,171/0/default.jpg", "full/300,200/0/default.jpg"]
    );
    assert_eq!(Grid::new(6000, 4000).sizes(), [(256, 171), (512, 341), (1024, 683), (2048, 1365)]);
    assert_eq!(Grid::new(6000, 4000).scale_factors(), [1, 2, 4, 8, 16]);
    assert!(Grid::new(6000, 4000).index_of("0,0,1024,1024/512,512/0/default.jpg").is_some());
    for strange in [
        "",
        "full/1,1/0/default.jpg",
        "0,0,00512,512/512,512/0/default.jpg",
        "9,9,9,9/9,9/0/default.jpg",
        "x/y",
        "4294967295,0,1,1/1,1/0/default.jpg",
    ] {
        assert_eq!(Grid::new(6000, 4000).index_of(strange), None, "{strange}");
    }
}

#[test]
fn a_file_that_is_cut_off_anywhere_is_an_error() {
    let bytes = built(600, 300);
    for length in (0..bytes.len()).step_by(97) {
        assert!(Pyramid::open(file_of(&bytes[..length])).is_err(), "{length} bytes");
    }
    assert!(Pyramid::open(file_of(&[&bytes[..], b"more"].concat())).is_err());
}

#[test]
fn equal_pictures_give_equal_bytes() {
    assert_eq!(built(600, 300), built(600, 300));
}

#[test]
fn any_part_at_any_size_shows_the_right_place() {
    let (width, height) = (1500u32, 1100u32);
    let pyramid = opened(width, height);
    for (region, to) in [
        (Region { x: 0, y: 0, width, height }, (300, 220)),
        (Region { x: 500, y: 500, width: 37, height: 41 }, (37, 41)),
        (Region { x: 1400, y: 1000, width: 100, height: 100 }, (50, 50)),
        (Region { x: 3, y: 5, width: 1490, height: 1090 }, (7, 90)),
        (Region { x: 1499, y: 1099, width: 1, height: 1 }, (1, 1)),
    ] {
        let picture = assemble(&pyramid, region.into(), to.0, to.1, Care::Usual).expect("the part is inside").0;
        assert_eq!((picture.width, picture.height), to);
        let middle = ((to.1 / 2 * to.0 + to.0 / 2) * 3) as usize;
        let at = |start: u32, length: u32, part: u32, whole: u32, side: u32| {
            let place = f64::from(start) + (f64::from(part / 2) + 0.5) * f64::from(length) / f64::from(whole);
            (place * 200.0 / f64::from(side) + 20.0) as i32
        };
        let (red, green) =
            (at(region.x, region.width, to.0, to.0, width), at(region.y, region.height, to.1, to.1, height));
        assert!((i32::from(picture.rgb[middle]) - red).abs() <= 6, "{region:?} {} {red}", picture.rgb[middle]);
        assert!(
            (i32::from(picture.rgb[middle + 1]) - green).abs() <= 6,
            "{region:?} {} {green}",
            picture.rgb[middle + 1]
        );
    }
    assert!(assemble(&pyramid, Region { x: 1, y: 0, width, height }.into(), 10, 10, Care::Usual).is_err());
    assert!(assemble(&pyramid, Region { x: 0, y: 0, width, height }.into(), 5000, 10, Care::Usual).is_err());
}

/// Colours that no two neighbours share, so that a row out of place is seen.
fn rough(width: u32, height: u32) -> Picture {
    let pixel = |x: u32, y: u32| [(x * 7 + y * 3) as u8, (x * y / 5) as u8, (y * 11 + x / 3) as u8];
    let rgb = (0..height).flat_map(|y| (0..width).flat_map(move |x| pixel(x, y))).collect();
    Picture { width, height, rgb }
}

/// The levels of a picture, made one after another without haste.
fn levels(picture: Picture, count: u32) -> Vec<Picture> {
    let mut levels = vec![picture];
    while levels.len() < count as usize {
        let above = &levels[levels.len() - 1];
        let (width, height) = (above.width.div_ceil(2), above.height.div_ceil(2));
        let at = |x: u32, y: u32, channel: u32| {
            let (x, y) = (x.min(above.width - 1), y.min(above.height - 1));
            u32::from(above.rgb[((y * above.width + x) * 3 + channel) as usize])
        };
        let mean = |x: u32, y: u32, channel: u32| {
            let (x, y) = (2 * x, 2 * y);
            let sum = at(x, y, channel) + at(x + 1, y, channel) + at(x, y + 1, channel) + at(x + 1, y + 1, channel);
            ((sum + 2) / 4) as u8
        };
        let pixels = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
        let rgb = pixels.flat_map(|(x, y)| [0, 1, 2].map(|channel| mean(x, y, channel))).collect();
        levels.push(Picture { width, height, rgb });
    }
    levels
}

#[test]
fn rows_that_arrive_piece_by_piece_make_what_the_whole_picture_makes() {
    for (width, height) in [(1, 1), (3, 600), (513, 1025), (1300, 300)] {
        let picture = rough(width, height);
        let mut whole = Vec::new();
        build(picture.clone(), &mut whole).expect("memory does not fail");
        let whole = Pyramid::open(file_of(&whole)).expect("our own bytes open");
        for rows in [1, 7, 512, 700] {
            let mut out = Vec::new();
            let mut builder = Builder::new(width, height, &mut out).expect("memory does not fail");
            for piece in picture.rgb.chunks(width as usize * 3 * rows) {
                builder.push(piece).expect("memory does not fail");
            }
            builder.finish().expect("all rows have arrived");
            let pyramid = Pyramid::open(file_of(&out)).expect("our own bytes open");
            for path in pyramid.grid().paths() {
                let read = |from: &Pyramid| from.read(from.entry(&path).expect("it is there")).expect("it is whole");
                assert!(read(&pyramid) == read(&whole), "{width}x{height}, {rows} rows at a time: {path}");
            }
        }
    }
}

#[test]
fn every_entry_is_what_a_picture_held_whole_would_give() {
    let (width, height) = (3301, 700);
    let picture = rough(width, height);
    let mut bytes = Vec::new();
    build(picture.clone(), &mut bytes).expect("memory does not fail");
    let pyramid = Pyramid::open(file_of(&bytes)).expect("our own bytes open");
    let grid = pyramid.grid();
    let levels = levels(picture, grid.levels());
    for level in 0..grid.levels() {
        let (columns, rows) = grid.columns_and_rows(level);
        let Picture { width, rgb, .. } = &levels[level as usize];
        for (column, row) in (0..rows).flat_map(|row| (0..columns).map(move |column| (column, row))) {
            let Region { x, y, width: wide, height: high } = grid.tile(level, column, row);
            let line = |y: u32| &rgb[((y * width + x) * 3) as usize..((y * width + x + wide) * 3) as usize];
            let tile: Vec<u8> = (y..y + high).flat_map(line).copied().collect();
            let kept = pyramid.read(pyramid.tile(level, column, row).expect("it is there")).expect("it is whole");
            assert!(kept == jpeg(&tile, wide, high).expect("memory does not fail"), "{level}: {column}, {row}");
        }
    }
    for (size, level) in grid.sizes().iter().zip([3, 2, 1, 0]) {
        let from = &levels[level];
        let part = (0.0, 0.0, f64::from(from.width), f64::from(from.height));
        let expected = resize_part(from, part, size.0, size.1).expect("memory does not fail");
        let expected = jpeg(&expected.rgb, size.0, size.1).expect("memory does not fail");
        let kept = pyramid.read(pyramid.entry(&super::grid::size_path(*size)).expect("it is there"));
        let seen = |bytes: &[u8]| {
            let mut decoder = zune_jpeg::JpegDecoder::new(zune_core::bytestream::ZCursor::new(bytes));
            decoder.decode().expect("our own bytes decode")
        };
        let (kept, expected) = (seen(&kept.expect("it is whole")), seen(&expected));
        let sum: u64 = kept.iter().zip(&expected).map(|(a, b)| u64::from(a.abs_diff(*b))).sum();
        assert!(kept.len() == expected.len() && sum * 10 <= kept.len() as u64, "{size:?}: {sum} of {}", kept.len());
    }
}

#[test]
fn rows_too_many_or_too_few_are_an_error() {
    let mut out = Vec::new();
    let mut builder = Builder::new(4, 3, &mut out).expect("memory does not fail");
    builder.push(&[0; 24]).expect("two rows of three");
    assert!(builder.push(&[0; 11]).is_err() && builder.push(&[0; 24]).is_err());
    assert!(builder.finish().is_err());
    assert!(Builder::new(0, 3, &mut Vec::new()).is_err());
}

#[test]
fn a_part_that_ends_within_a_tile_is_that_part_of_the_whole() {
    let pyramid = opened(700, 1300);
    let part = |x, y, width, height| {
        assemble(&pyramid, Region { x, y, width, height }.into(), width, height, Care::Usual)
            .expect("the part is inside")
            .0
    };
    let whole = part(0, 0, 700, 1300);
    for (x, y, width, height) in [(0, 0, 10, 1), (3, 500, 600, 30), (100, 0, 512, 497), (500, 900, 200, 399)] {
        let cut = part(x, y, width, height);
        for (row, line) in cut.rgb.chunks_exact(width as usize * 3).enumerate() {
            let at = ((y as usize + row) * 700 + x as usize) * 3;
            assert!(line == &whole.rgb[at..at + line.len()], "{x},{y},{width},{height}: row {row}");
        }
    }
}
