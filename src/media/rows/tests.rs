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

/// Files that others wrote: what can be read row by row gives what the decoder of the whole file gives.
#[test]
fn files_of_the_collections() {
    let Some(folder) = crate::media::sweep::data("image-formats") else { return };
    let (mut seen, mut left) = (0, vec![folder]);
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
        seen += 1;
    }
    assert!(seen > 20, "{seen} files were read row by row");
}
