//! What comes row by row is what the decoder of the whole file gives.

use std::io::Cursor;

use tiff::encoder::Compression;
use tiff::encoder::DeflateLevel;
use tiff::encoder::Predictor;
use tiff::encoder::TiffEncoder;
use tiff::encoder::colortype;
use tiff::encoder::colortype::ColorType;

use crate::media::decode;
use crate::media::format;
use crate::media::rows;

/// Reads a picture row by row, where it can be.
fn streamed(format: &str, bytes: &[u8]) -> Option<(u32, u32, Vec<u8>)> {
    let mut input = Cursor::new(bytes);
    let mut rows = rows::open(format, &mut input, 0).expect("memory does not fail")?;
    let (width, height) = rows.size();
    let mut rgb = Vec::new();
    while rgb.len() < width as usize * height as usize * 3 {
        rgb.extend_from_slice(rows.next().expect("the file is sound"));
    }
    Some((width, height, rgb))
}

#[track_caller]
fn equal(what: &str, format_name: &str, bytes: &[u8]) {
    let format = format::by_name(format_name).expect("the format is in the registry");
    let whole = decode::decode(bytes, format, 1).expect("the file is sound");
    let (width, height, rgb) = streamed(format_name, bytes).unwrap_or_else(|| panic!("{what} can be read row by row"));
    assert_eq!((width, height), (whole.width, whole.height), "{what}");
    assert!(rgb == whole.rgb, "{what}");
}

fn noise(count: usize) -> impl Iterator<Item = u32> {
    (0..count as u32).map(|n| (n / 7).wrapping_mul(2_654_435_761) ^ n)
}

fn tiffs<C: ColorType>(what: &str, channels: usize, sample: impl Fn(u32) -> C::Inner)
where
    [C::Inner]: tiff::encoder::TiffValue,
{
    let (width, height) = (37u32, 29u32);
    let samples: Vec<C::Inner> = noise(width as usize * height as usize * channels).map(sample).collect();
    let packings =
        [Compression::Uncompressed, Compression::Lzw, Compression::Deflate(DeflateLevel::Fast), Compression::Packbits];
    let kinds = packings.into_iter().flat_map(|packing| [1, 8, 29].map(|rows| (packing, rows)));
    for (number, (packing, rows_per_strip)) in kinds.enumerate() {
        for predictor in [Predictor::None, Predictor::Horizontal] {
            let mut bytes = Cursor::new(Vec::new());
            let encoder = TiffEncoder::new_big(&mut bytes).expect("memory does not fail");
            let mut encoder = encoder.with_compression(packing).with_predictor(predictor);
            let mut image = encoder.new_image::<C>(width, height).expect("memory does not fail");
            image.rows_per_strip(rows_per_strip).expect("before the first strip");
            image.write_data(&samples).expect("memory does not fail");
            equal(&format!("{what} {number} {predictor:?}"), "tiff", bytes.get_ref());
        }
    }
}

#[test]
fn strips_of_every_depth_and_packing() {
    tiffs::<colortype::Gray8>("gray", 1, |n| n as u8);
    tiffs::<colortype::Gray16>("gray of 16 bits", 1, |n| n as u16);
    tiffs::<colortype::RGB8>("colours", 3, |n| n as u8);
    tiffs::<colortype::RGB16>("colours of 16 bits", 3, |n| n as u16);
    tiffs::<colortype::CMYK8>("inks", 4, |n| n as u8);
}

#[test]
fn rows_of_png_of_every_kind() {
    use png::BitDepth;
    use png::ColorType;
    let kinds = [
        (ColorType::Grayscale, BitDepth::One, 1),
        (ColorType::Grayscale, BitDepth::Sixteen, 2),
        (ColorType::GrayscaleAlpha, BitDepth::Eight, 2),
        (ColorType::Indexed, BitDepth::Four, 1),
        (ColorType::Rgb, BitDepth::Eight, 3),
        (ColorType::Rgb, BitDepth::Sixteen, 6),
        (ColorType::Rgba, BitDepth::Eight, 4),
        (ColorType::Rgba, BitDepth::Sixteen, 8),
    ];
    for (kind, depth, bytes_each) in kinds {
        let (width, height) = (40u32, 13u32);
        let row = match depth {
            BitDepth::One => width as usize / 8,
            BitDepth::Four => width as usize / 2,
            _ => width as usize * bytes_each,
        };
        let mut out = Vec::new();
        let mut encoder = png::Encoder::new(&mut out, width, height);
        encoder.set_color(kind);
        encoder.set_depth(depth);
        if kind == ColorType::Indexed {
            encoder.set_palette(noise(48).map(|n| n as u8).collect::<Vec<u8>>());
        }
        let mut writer = encoder.write_header().expect("memory does not fail");
        let samples: Vec<u8> = noise(row * height as usize).map(|n| n as u8).collect();
        writer.write_image_data(&samples).expect("memory does not fail");
        writer.finish().expect("memory does not fail");
        equal(&format!("{kind:?} {depth:?}"), "png", &out);
    }
}

/// Writes a little-endian TIFF of gray rows, in one strip a piece, packed as somebody else packed them.
fn gray(width: u32, rows_per_strip: u32, height: u32, packing: u32, strips: &[&[u8]]) -> Vec<u8> {
    let mut out = b"II*\0\0\0\0\0".to_vec();
    let mut spots = Vec::new();
    for strip in strips {
        spots.push((out.len() as u32, strip.len() as u32));
        out.extend_from_slice(strip);
    }
    let mut list = |values: Vec<u32>| {
        if let [one] = values[..] {
            return one;
        }
        let at = out.len() as u32;
        out.extend(values.iter().flat_map(|value| value.to_le_bytes()));
        at
    };
    let offsets = list(spots.iter().map(|spot| spot.0).collect());
    let counts = list(spots.iter().map(|spot| spot.1).collect());
    let count = strips.len() as u32;
    let tags = [
        (256, 1, width),
        (257, 1, height),
        (258, 1, 8),
        (259, 1, packing),
        (262, 1, 1),
        (273, count, offsets),
        (277, 1, 1),
        (278, 1, rows_per_strip),
        (279, count, counts),
    ];
    let directory = out.len() as u32;
    out.extend((tags.len() as u16).to_le_bytes());
    for (tag, count, value) in tags {
        out.extend([(tag as u16).to_le_bytes(), 4u16.to_le_bytes()].concat());
        out.extend([u32::to_le_bytes(count), value.to_le_bytes()].concat());
    }
    out.extend([0; 4]);
    out[4..8].copy_from_slice(&directory.to_le_bytes());
    out
}

#[test]
fn strips_that_lack_something_are_alike_in_both_ways() {
    let deflated = |bytes: &[u8]| {
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
        std::io::Write::write_all(&mut encoder, bytes).expect("memory does not fail");
        encoder.finish().expect("memory does not fail")
    };
    // Left out by their writer.
    for (packing, strip) in [(1, vec![7; 40]), (8, deflated(&[7; 40])), (32_773, vec![217, 7])] {
        equal(&format!("a strip left out, packing {packing}"), "tiff", &gray(10, 4, 8, packing, &[&strip, &[]]));
    }
    // Nothing that can be unpacked, and too little of it.
    equal("a strip of nonsense", "tiff", &gray(10, 4, 8, 8, &[&deflated(&[7; 40]), b"nonsense"]));
    equal("half a strip", "tiff", &gray(10, 4, 8, 8, &[&deflated(&[7; 40]), &deflated(&[9; 11])]));
    // LZW as it was before TIFF 5.0: codes from the least bit, widened when the table is full.
    let old = weezl::encode::Encoder::new(weezl::BitOrder::Lsb, 8).encode(&[7; 40]).expect("memory does not fail");
    assert_eq!((old[0], old[1] & 1), (0, 1), "that is what they are known by");
    let bytes = gray(10, 4, 4, 5, &[&old]);
    equal("LZW from the least bit", "tiff", &bytes);
    assert_eq!(streamed("tiff", &bytes).expect("rows").2, [7; 120]);
    // One large strip, cut off: its foot is black.
    let tall = vec![200; 1_500 * 2_000];
    let mut bytes = gray(1_500, 2_000, 2_000, 1, &[&tall]);
    equal("a large strip", "tiff", &bytes);
    let directory = bytes.split_off(8 + tall.len());
    bytes.truncate(8 + 1_500 * 100);
    let at = bytes.len() as u32;
    bytes[4..8].copy_from_slice(&at.to_le_bytes());
    bytes.extend(directory);
    equal("a large strip that was cut off", "tiff", &bytes);
}

/// Files that others wrote: what can be read row by row gives what the decoder of the whole file gives.
#[test]
fn files_of_the_collections() {
    let Some(folder) = crate::media::sweep::data("image-formats") else { return };
    let (mut seen, mut left) = (std::collections::BTreeMap::new(), vec![folder]);
    while let Some(path) = left.pop() {
        if path.is_dir() {
            left.extend(std::fs::read_dir(&path).expect("a folder").filter_map(|entry| Some(entry.ok()?.path())));
            continue;
        }
        let Ok(bytes) = std::fs::read(&path) else { continue };
        let format = format::identify(&mut Cursor::new(&bytes)).expect("memory does not fail");
        if !rows::is_streamed(format.name) || bytes.len() > 300_000 {
            continue;
        }
        let Ok(whole) = decode::decode(&bytes, format, 1) else { continue };
        let Some((width, height, rgb)) = streamed(format.name, &bytes) else { continue };
        assert_eq!((width, height), (whole.width, whole.height), "{}", path.display());
        let worst = rgb.iter().zip(&whole.rgb).map(|(a, b)| a.abs_diff(*b)).max();
        assert!(worst <= Some(2), "{}: {worst:?}", path.display());
        *seen.entry(format.name).or_insert(0) += 1;
    }
    assert!(seen["tiff"] > 10 && seen["png"] > 10, "{seen:?} were read row by row");
}
