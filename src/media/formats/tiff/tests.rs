//! Every variety there is a fixture for, written by hand.

use super::*;

/// Writes a little-endian TIFF of one strip.
fn tiff(width: u32, height: u32, tags: &[(u16, u16, &[u32])], strip: &[u8]) -> Vec<u8> {
    let mut all: Vec<(u16, u16, Vec<u32>)> =
        tags.iter().map(|(tag, kind, values)| (*tag, *kind, values.to_vec())).collect();
    all.extend([(256, 4, vec![width]), (257, 4, vec![height]), (278, 4, vec![height])]);
    all.extend([(273, 4, vec![8]), (279, 4, vec![strip.len() as u32])]);
    all.sort();
    let mut out = b"II*\0\0\0\0\0".to_vec();
    out.extend(strip);
    let mut entries = Vec::new();
    for (tag, kind, values) in &all {
        let bytes: Vec<u8> = match kind {
            3 => values.iter().flat_map(|n| (*n as u16).to_le_bytes()).collect(),
            _ => values.iter().flat_map(|n| n.to_le_bytes()).collect(),
        };
        entries.extend([tag.to_le_bytes(), kind.to_le_bytes()].concat());
        entries.extend((values.len() as u32).to_le_bytes());
        if bytes.len() <= 4 {
            entries.extend(bytes.iter().copied().chain([0; 4]).take(4));
        } else {
            entries.extend((out.len() as u32).to_le_bytes());
            out.extend(bytes);
        }
    }
    let directory = out.len() as u32;
    out.extend((all.len() as u16).to_le_bytes());
    out.extend(entries);
    out.extend([0; 4]);
    out[4..8].copy_from_slice(&directory.to_le_bytes());
    out
}

fn seen(width: u32, height: u32, tags: &[(u16, u16, &[u32])], strip: &[u8]) -> (Colour, Vec<u8>) {
    let bytes = tiff(width, height, tags, strip);
    let raster = decode(&bytes, 0).expect("the file is sound");
    assert_eq!(header(&bytes, 0).map(|h| (h.width, h.height)).ok(), Some((width, height)));
    assert!(raster.is_consistent());
    (raster.colour, raster.samples)
}

#[test]
fn small_depths_and_palettes_are_shown() {
    let four_bits = seen(3, 1, &[(258, 3, &[4]), (262, 3, &[1]), (277, 3, &[1])], &[0x0f, 0x80]);
    assert_eq!(four_bits, (Colour::Gray, vec![0, 255, 136]));
    let white_is_zero = seen(3, 1, &[(258, 3, &[1]), (262, 3, &[0]), (277, 3, &[1])], &[0b0100_0000]);
    assert_eq!(white_is_zero, (Colour::Gray, vec![255, 0, 255]));
    let mut map = vec![0u32; 48];
    (map[1], map[16 + 2], map[32 + 3]) = (0xffff, 0xffff, 0x8000);
    let painted = seen(3, 1, &[(258, 3, &[4]), (262, 3, &[3]), (277, 3, &[1]), (320, 3, &map)], &[0x12, 0x30]);
    assert_eq!(painted, (Colour::Rgb, vec![255, 0, 0, 0, 255, 0, 0, 0, 128]));
}

#[test]
fn inks_planes_and_lab_are_shown() {
    let inks = seen(1, 1, &[(258, 3, &[8, 8, 8, 8]), (262, 3, &[5]), (277, 3, &[4])], &[0, 255, 255, 9]);
    assert_eq!(inks, (Colour::Cmyk, vec![0, 255, 255, 9]));
    let lab = |a, b| seen(1, 1, &[(258, 3, &[8, 8, 8]), (262, 3, &[8]), (277, 3, &[3])], &[255, a, b]).1;
    assert!(lab(0, 0).iter().all(|level| *level >= 254), "{:?}", lab(0, 0));
    assert!(lab(0x80, 0x7f)[1] == 255 && lab(0x80, 0x7f)[0] < 10);
}

#[test]
fn measurements_are_spread() {
    let heights: Vec<u8> = [-20.0f32, 0.0, 80.0].iter().flat_map(|n| n.to_le_bytes()).collect();
    let tags: &[(u16, u16, &[u32])] = &[(258, 3, &[32]), (262, 3, &[1]), (277, 3, &[1]), (339, 3, &[3])];
    assert_eq!(seen(3, 1, tags, &heights), (Colour::Gray, vec![0, 51, 255]));
}

#[test]
fn colours_multiplied_by_their_opacity_are_taken_apart() {
    let tags: &[(u16, u16, &[u32])] = &[(258, 3, &[8, 8, 8, 8]), (262, 3, &[2]), (277, 3, &[4]), (338, 3, &[1])];
    assert_eq!(seen(1, 1, tags, &[100, 50, 0, 128]), (Colour::Rgba, vec![199, 100, 0, 128]));
}

#[test]
fn pages_are_counted_and_circles_end() {
    let two = b"II*\0\x08\0\0\0\0\0\x0e\0\0\0\0\0\0\0\0\0";
    assert_eq!(pages(two).len(), 2);
    let circle = b"II*\0\x08\0\0\0\0\0\x08\0\0\0";
    assert_eq!(pages(circle).len(), 1);
    assert!(pages(b"MM\0*\0\0\0\x08").is_empty());
}

/// Chains one-strip files, each with its own tags, into one file of several pages.
fn chain(files: &[Vec<u8>]) -> Vec<u8> {
    let long = |bytes: &[u8], at: usize| u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]);
    let mut out = files[0].clone();
    for file in &files[1..] {
        let shift = out.len() as u32;
        let (directory, mut moved) = (long(file, 4) as usize, file.clone());
        let count = usize::from(u16::from_le_bytes([file[directory], file[directory + 1]]));
        for entry in (0..count).map(|n| directory + 2 + 12 * n) {
            let (tag, values) = (u16::from_le_bytes([file[entry], file[entry + 1]]), long(file, entry + 4));
            let is_far = values * if file[entry + 2] == 3 { 2 } else { 4 } > 4;
            if tag == 273 || is_far {
                let to = long(file, entry + 8) + shift;
                moved[entry + 8..entry + 12].copy_from_slice(&to.to_le_bytes());
            }
        }
        let mut last = long(&out, 4) as usize;
        loop {
            let link = last + 2 + 12 * usize::from(u16::from_le_bytes([out[last], out[last + 1]]));
            match long(&out, link) {
                0 => {
                    out[link..link + 4].copy_from_slice(&(directory as u32 + shift).to_le_bytes());
                    break;
                }
                next => last = next as usize,
            }
        }
        out.extend(moved);
    }
    out
}

#[test]
fn every_page_is_a_picture_and_its_smaller_versions_are_none() {
    let gray = |level: u8, extra: &[(u16, u16, &[u32])]| {
        let mut tags: Vec<(u16, u16, &[u32])> = vec![(258, 3, &[8]), (262, 3, &[1]), (277, 3, &[1])];
        tags.extend(extra);
        tiff(2, 1, &tags, &[level, 0])
    };
    let map: Vec<u32> = (0..768).map(|n| if n < 256 { 0xffff } else { 0 }).collect();
    let painted = tiff(1, 3, &[(258, 3, &[8]), (262, 3, &[3]), (277, 3, &[1]), (320, 3, &map)], &[1, 2, 3]);
    let file = chain(&[gray(10, &[]), gray(20, &[(254, 4, &[1])]), gray(30, &[(274, 3, &[3])]), painted]);
    assert_eq!(header(&file, 0).map(|h| h.frames).ok(), Some(3));
    let first = |page| decode(&file, page).map(|raster| raster.samples[0]).ok();
    assert_eq!([first(0), first(1), first(2), first(3)], [Some(10), Some(30), Some(255), None]);
    assert_eq!([orientation(&file, 0), orientation(&file, 1)], [1, 3]);
    assert_eq!(header(&file, 2).map(|h| (h.width, h.height)).ok(), Some((1, 3)));
    assert!(matches!(header(&file, 3), Err(MediaError::NoPage)));
}

#[test]
fn odd_depths_and_fills_from_the_least_bit_are_shown() {
    let twelve = seen(2, 1, &[(258, 3, &[12]), (262, 3, &[0]), (277, 3, &[1])], &[0xff, 0xf8, 0x00]);
    assert_eq!(twelve, (Colour::Gray, vec![0, 127]));
    let reversed = seen(4, 1, &[(258, 3, &[2]), (262, 3, &[1]), (277, 3, &[1]), (266, 3, &[2])], &[0b1100_1000]);
    assert_eq!(reversed, (Colour::Gray, vec![0, 85, 0, 255]));
}

#[test]
fn faxes_are_shown() {
    // A row of four white and four black, as T.4 writes it: 1011 011, and as T.6 does, then a row like it.
    let tags: &[(u16, u16, &[u32])] = &[(258, 3, &[1]), (262, 3, &[0]), (277, 3, &[1]), (259, 3, &[3])];
    let row = vec![255, 255, 255, 255, 0, 0, 0, 0];
    assert_eq!(seen(8, 1, tags, &[0b1011_0110]), (Colour::Gray, row.clone()));
    let tags: &[(u16, u16, &[u32])] = &[(258, 3, &[1]), (262, 3, &[0]), (277, 3, &[1]), (259, 3, &[4])];
    // Horizontal 001 1011 011, then vertical 1 at the end; the second row vertical 1 1 1.
    assert_eq!(seen(8, 2, tags, &[0b0011_0110, 0b1111_1000]), (Colour::Gray, row.repeat(2)));
}

#[test]
fn planes_apart_and_runs_are_shown() {
    let tags: &[(u16, u16, &[u32])] = &[(258, 3, &[8]), (262, 3, &[1]), (277, 3, &[1]), (259, 3, &[32_773])];
    assert_eq!(seen(5, 1, tags, &[0xfe, 7, 1, 8, 9]), (Colour::Gray, vec![7, 7, 7, 8, 9]));
    let tiled = |samples: &[u8]| {
        let mut file = tiff(1, 1, &[(258, 3, &[8, 8, 8]), (262, 3, &[2]), (277, 3, &[3]), (284, 3, &[2])], samples);
        // Three strips of one byte each, one for each plane.
        let at = file.len() as u32;
        file.extend([8u32, 9, 10].map(u32::to_le_bytes).concat());
        file.extend([1u32, 1, 1].map(u32::to_le_bytes).concat());
        let directory = u32::from_le_bytes([file[4], file[5], file[6], file[7]]) as usize;
        for entry in
            (0..u16::from_le_bytes([file[directory], file[directory + 1]])).map(|n| directory + 2 + 12 * usize::from(n))
        {
            let to = match u16::from_le_bytes([file[entry], file[entry + 1]]) {
                273 => at,
                279 => at + 12,
                _ => continue,
            };
            file[entry + 4] = 3;
            file[entry + 8..entry + 12].copy_from_slice(&to.to_le_bytes());
        }
        file
    };
    let raster = decode(&tiled(&[200, 100, 50]), 0).expect("the file is sound");
    assert_eq!((raster.colour, raster.samples), (Colour::Rgb, vec![200, 100, 50]));
}

#[test]
fn lightness_and_colour_differences_apart_are_shown() {
    let tags: &[(u16, u16, &[u32])] = &[(258, 3, &[8, 8, 8]), (262, 3, &[6]), (277, 3, &[3]), (530, 3, &[2, 2])];
    let (colour, rgb) = seen(2, 2, tags, &[0, 255, 128, 64, 128, 128]);
    assert_eq!((colour, rgb), (Colour::Rgb, [0, 255, 128, 64].iter().flat_map(|n| [*n; 3]).collect()));
}

#[test]
fn what_lies_outside_the_file_is_cut_off() {
    let mut file = tiff(2, 1, &[(258, 3, &[8]), (262, 3, &[1]), (277, 3, &[1])], &[1, 2]);
    let entry = file.windows(4).position(|window| window == [0x11, 1, 4, 0]).expect("the tag of the strip");
    file[entry + 8..entry + 12].copy_from_slice(&u32::MAX.to_le_bytes());
    assert!(matches!(decode(&file, 0), Err(MediaError::Truncated)));
}
