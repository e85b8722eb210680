//! What is made from coefficients, against what the samples give: decoded whole, cut, halved and encoded.

use std::io::Cursor;

use jpeg_rusturbo::ChromaSubsampling;
use jpeg_rusturbo::JpegEncoder;

use crate::base::limits::PictureBounds;
use crate::base::picture::Picture;
use crate::media::coefficients::Header;
use crate::media::coefficients::Piece;
use crate::media::coefficients::header;
use crate::media::coefficients::pieces::pieces;
use crate::media::encode;
use crate::media::encode::Fineness;
use crate::media::error::MediaError;
use crate::media::pyramid::Builder;
use crate::media::pyramid::Grid;
use crate::media::pyramid::Region;
use crate::media::pyramid::build;
use crate::media::pyramid::cut;
use crate::media::resample::halve_row;
use crate::media::stream;
use crate::media::stream::Wanted;

const SHARINGS: [ChromaSubsampling; 3] =
    [ChromaSubsampling::Yuv420, ChromaSubsampling::Yuv422, ChromaSubsampling::Yuv444];

/// Soft colours and edges under grain, as film has it.
fn noisy(width: u32, height: u32) -> Vec<u8> {
    let mut seed = width.wrapping_mul(31) + height;
    let mut grain = |level: [u32; 3]| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        level.map(|value| (value + (seed >> 27)).min(255) as u8)
    };
    let level = |x: u32, y: u32| [x * 150 / width, y * 150 / height, (x / 40 + y / 30) % 2 * 40 + 60];
    let pixels = (0..height).flat_map(|y| (0..width).map(move |x| level(x, y)));
    pixels.flat_map(&mut grain).collect()
}

fn jpeg(width: u32, height: u32, sharing: ChromaSubsampling, interval: u16) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut bytes, 92);
    encoder.set_subsampling(sharing);
    encoder.set_restart_interval(interval);
    encoder.encode_rgb(&noisy(width, height), width, height).expect("memory does not fail");
    bytes
}

/// Decodes as the other way does.
fn decoded(bytes: &[u8]) -> Vec<u8> {
    let options = zune_core::options::DecoderOptions::default().set_strict_mode(false);
    let input = zune_core::bytestream::ZCursor::new(bytes);
    zune_jpeg::JpegDecoder::new_with_options(input, options).decode().expect("it can be shown")
}

fn apart(a: &[u8], b: &[u8]) -> f64 {
    assert_eq!(a.len(), b.len());
    a.iter().zip(b).map(|(a, b)| f64::from(a.abs_diff(*b))).sum::<f64>() / a.len() as f64
}

/// Returns the tiles of level 0, row by row, and level 1.
fn read(bytes: &[u8]) -> (Header, Vec<Vec<u8>>, Vec<u8>) {
    let header = header::read(bytes).expect("a plain file");
    let (mut tiles, mut half) = (Vec::new(), Vec::new());
    let taken = pieces(bytes, &header, &mut |piece| {
        match piece {
            Piece::Tile(column, row, bytes) => {
                assert_eq!((row * header.width.div_ceil(512) + column) as usize, tiles.len());
                tiles.push(bytes.to_vec());
            }
            Piece::Rows(rows) => half.extend_from_slice(rows),
        }
        Ok(())
    });
    taken.expect("nothing is refused");
    (header, tiles, half)
}

fn part(rgb: &[u8], width: u32, region: Region) -> Vec<u8> {
    let row = |y: u32| &rgb[(((region.y + y) * width + region.x) * 3) as usize..][..(region.width * 3) as usize];
    (0..region.height).flat_map(row).copied().collect()
}

fn halved(rgb: &[u8], width: u32) -> Vec<u8> {
    let (stride, mut half) = (width as usize * 3, Vec::new());
    for pair in rgb.chunks(stride * 2) {
        let (upper, lower) = (&pair[..stride], &pair[pair.len() - stride..]);
        let start = half.len();
        half.resize(start + width.div_ceil(2) as usize * 3, 0);
        halve_row(upper, lower, &mut half[start..]);
    }
    half
}

#[test]
fn tiles_and_halves_are_as_those_of_the_samples() {
    let sizes = [(600, 530, 0), (523, 37, 0), (1_033, 17, 3), (64, 515, 7), (16, 16, 1), (7, 9, 0), (1, 1, 0)];
    for ((width, height, interval), sharing) in
        sizes.into_iter().flat_map(|size| SHARINGS.map(|sharing| (size, sharing)))
    {
        let what = format!("{width}x{height} {sharing:?} {interval}");
        let bytes = jpeg(width, height, sharing, interval);
        let samples = decoded(&bytes);
        let (header, tiles, half) = read(&bytes);
        assert_eq!((header.width, header.height, header.interval), (width, height, interval.into()));
        let (grid, mut other) = (Grid::new(width, height), Vec::new());
        let (columns, rows) = grid.columns_and_rows(0);
        assert_eq!(tiles.len() as u32, columns * rows, "{what}");
        for (n, tile) in (0..).zip(&tiles) {
            let region = grid.tile(0, n % columns, n / columns);
            let meant = part(&samples, width, region);
            encode::tile(&meant, region.width, region.height, Fineness::PLAIN, &mut other).expect("memory");
            let (own, before) = (apart(&decoded(tile), &meant), apart(&decoded(&other), &meant));
            assert!(own <= before * 1.05 + 0.1, "{what}, tile {n}: {own} {before}");
            assert!(tile.len() as f64 <= other.len() as f64 * 1.05 + 64.0, "{what}: {} {}", tile.len(), other.len());
        }
        let far = apart(&half, &halved(&samples, width));
        let (most, small) = (if sharing == ChromaSubsampling::Yuv444 { 1.0 } else { 1.5 }, width * height < 300);
        assert!(far <= if small { 3.0 } else { most }, "{what}: {far}");
    }
}

#[test]
fn tiles_can_be_read_from_some_way_down() {
    let (_, tiles, _) = read(&jpeg(200, 333, ChromaSubsampling::Yuv420, 0));
    let whole = decoded(&tiles[0]);
    for needed in [0..1, 31..40, 100..200, 300..333] {
        let mut some = tiles[0].clone();
        let held = cut(&mut some, needed.clone(), 333);
        assert!(held.start <= needed.start && needed.end <= held.end && held.end - held.start < 333, "{held:?}");
        let seen = decoded(&some);
        let row = |rows: &[u8], y: u32| rows[(y * 600) as usize..][..600].to_vec();
        for y in needed.clone() {
            assert_eq!(row(&seen, y - held.start), row(&whole, y), "row {y} of {needed:?}");
        }
    }
}

#[test]
fn what_lies_beyond_the_edge_is_not_looked_at() {
    // White, and black from the last column and row on, coded in whole groups; then the header is told where white ends.
    let (width, height) = (37u8, 21u8);
    for (sharing, wide, high) in SHARINGS.into_iter().zip([48, 48, 40]).zip([32, 24, 24]).map(|((a, b), c)| (a, b, c)) {
        let pixel = |x: u32, y: u32| if x < width.into() && y < height.into() { [255; 3] } else { [0; 3] };
        let rgb: Vec<u8> = (0..high).flat_map(|y| (0..wide).flat_map(move |x| pixel(x, y))).collect();
        let mut bytes = Vec::new();
        let mut encoder = JpegEncoder::new_with_quality(&mut bytes, 100);
        encoder.set_subsampling(sharing);
        encoder.encode_rgb(&rgb, wide, high).expect("memory does not fail");
        let frame = bytes.windows(2).position(|pair| pair == b"\xff\xc0").expect("a frame");
        bytes[frame + 5..frame + 9].copy_from_slice(&[0, height, 0, width]);
        let (.., half) = read(&bytes);
        assert_eq!(half.len(), 19 * 11 * 3);
        assert!(half.iter().all(|value| *value > 240), "{sharing:?}: {:?}", half.iter().min());
    }
}

#[test]
fn a_large_photograph_has_the_pyramid_that_its_samples_give() {
    let bytes = jpeg(6_001, 203, ChromaSubsampling::Yuv420, 0);
    let format = crate::media::format::by_name("jpeg").expect("it is in the registry");
    let wanted = Wanted { format, orientation: 1, page: 0, bounds: PictureBounds::default() };
    let (mut own, mut other) = (Vec::new(), Vec::new());
    let made = stream::derive(&mut Cursor::new(&bytes), &wanted, &mut own).expect("it can be shown");
    let rgb = decoded(&bytes);
    let meant = build(Picture { width: 6_001, height: 203, rgb }, &mut other).expect("memory does not fail");
    assert_eq!(made, meant);
    let [mut own, mut other] = [own, other].map(|bytes| zip::ZipArchive::new(Cursor::new(bytes)).expect("a sound ZIP"));
    let mut tiles = 0;
    for n in 0..own.len() {
        let [a, b] = [&mut own, &mut other].map(|archive| {
            let (mut content, mut entry) = (Vec::new(), archive.by_index(n).expect("it is there"));
            std::io::Read::read_to_end(&mut entry, &mut content).expect("its checksum is right");
            (entry.name().expect("a name in ASCII").to_string(), content)
        });
        assert_eq!(a.0, b.0);
        if n == 0 {
            assert_eq!(a.1, b.1);
            continue;
        }
        let far = apart(&decoded(&a.1), &decoded(&b.1));
        // Both round grain, each in its own way, and are as far from it as from one another.
        assert!(far < if a.0.starts_with("full") { 1.5 } else { 4.0 }, "{}: {far}", a.0);
        tiles += usize::from(a.1 != b.1);
    }
    assert!(tiles > 12, "it was made by the other way");
}

#[test]
fn what_is_damaged_is_lost_and_nothing_else() {
    let (width, height) = (400, 330);
    for (sharing, interval) in [(ChromaSubsampling::Yuv420, 0), (ChromaSubsampling::Yuv444, 50)] {
        let sound = jpeg(width, height, sharing, interval);
        let (header, _, meant) = read(&sound);
        let half = (width * 3 / 2) as usize;
        // Cut off at half its length: what came before is there, and the rest is gray.
        let (_, tiles, seen) = read(&sound[..(header.coded_at + sound.len()) / 2]);
        assert_eq!((tiles.len(), seen.len()), (1, meant.len()));
        assert_eq!(seen[..60 * half], meant[..60 * half]);
        assert!(seen[seen.len() - 40 * half..].iter().all(|value| *value == 128));
        assert_eq!(decoded(&tiles[0]).len(), (width * height * 3) as usize);
        // A stretch of nonsense: with restart markers, the foot of the picture is there again.
        let mut hurt = sound.clone();
        let at = header.coded_at + (sound.len() - header.coded_at) / 3;
        hurt[at..at + 40].fill(0xfe);
        let (.., seen) = read(&hurt);
        assert_eq!(seen[..40 * half], meant[..40 * half]);
        assert_eq!(interval > 0, seen[seen.len() - 40 * half..] == meant[meant.len() - 40 * half..]);
    }
    // A restart marker that is gone costs what it led to, and no more.
    let sound = jpeg(width, height, ChromaSubsampling::Yuv420, 25);
    let (.., meant) = read(&sound);
    let mut hurt = sound.clone();
    let third = sound.windows(2).position(|pair| pair == b"\xff\xd3").expect("it has so many");
    hurt.drain(third..third + 2);
    let (.., seen) = read(&hurt);
    let half = (width * 3 / 2) as usize;
    assert_eq!(seen[..32 * half], meant[..32 * half]);
    assert_eq!(seen[seen.len() - 80 * half..], meant[meant.len() - 80 * half..]);
}

#[test]
fn flipped_bits_end_nothing() {
    let sound = jpeg(120, 90, ChromaSubsampling::Yuv420, 4);
    let mut seed = 5u32;
    for _ in 0..300 {
        let mut hurt = sound.clone();
        for _ in 0..3 {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let at = seed as usize % hurt.len();
            hurt[at] ^= 1 << (seed >> 29);
        }
        hurt.truncate(hurt.len() - (seed >> 8) as usize % 40);
        let Some(header) = header::read(&hurt) else { continue };
        if header.width * header.height < 1 << 20 {
            pieces(&hurt, &header, &mut |_| Ok(())).expect("nothing is refused");
        }
    }
}

#[test]
fn what_is_out_of_the_ordinary_is_declined() {
    let plain = jpeg(40, 30, ChromaSubsampling::Yuv420, 0);
    assert!(header::read(&plain).is_some());
    assert!(super::open(&plain).is_none(), "small");
    let mut gray = Vec::new();
    JpegEncoder::new_with_quality(&mut gray, 80).encode_grayscale(&[7; 1200], 40, 30).expect("memory does not fail");
    assert!(header::read(&gray).is_none());
    let with = |at: usize, bytes: &[u8]| [&plain[..at], bytes, &plain[at..]].concat();
    assert!(header::read(&with(2, b"\xff\xee\0\x0eAdobe\0\x64\0\0\0\0\x01")).is_some());
    assert!(header::read(&with(2, b"\xff\xee\0\x0eAdobe\0\x64\0\0\0\0\0")).is_none(), "stored as red, green and blue");
    let frame = plain.windows(2).position(|pair| pair == b"\xff\xc0").expect("a frame");
    let scan = plain.windows(2).position(|pair| pair == b"\xff\xda").expect("a scan");
    let tables = plain.windows(2).position(|pair| pair == b"\xff\xdb").expect("a table");
    for (at, byte) in
        [(frame + 1, 0xc2), (frame + 1, 0xc1), (frame + 4, 12), (frame + 11, 0x41), (frame + 14, 0x21), (scan + 4, 1)]
    {
        let mut other = plain.clone();
        other[at] = byte;
        assert!(header::read(&other).is_none(), "{at} {byte}");
    }
    let mut without = plain.clone();
    without[tables + 1] = 0xfe;
    assert!(header::read(&without).is_none(), "no steps");
    for length in 0..scan + 14 {
        assert!(header::read(&plain[..length]).is_none(), "{length}");
    }
}

#[test]
fn a_pyramid_of_which_a_tile_is_missing_is_not_whole() {
    assert!(!Builder::<Vec<u8>>::can_begin_below(2_300, 40));
    let mut out = Vec::new();
    assert!(matches!(Builder::below(2_300, 40, &mut out), Err(MediaError::Pyramid(_))));
    let mut builder = Builder::below(6_000, 40, &mut out).expect("memory does not fail");
    builder.push(&vec![0; 3_000 * 20 * 3]).expect("memory does not fail");
    for column in 0..11 {
        builder.add_tile(column, 0, b"tile").expect("memory does not fail");
    }
    assert!(builder.add_tile(12, 0, b"tile").is_err());
    assert!(matches!(builder.finish(), Err(MediaError::Truncated)));
}
