//! Windows icons: the largest picture in the file is shown, whether it is a bitmap or a PNG of any kind.

use image::ImageFormat;

use crate::media::decode::Header;
use crate::media::error::MediaError;
use crate::media::format::Codec;
use crate::media::format::Format;
use crate::media::formats::through;
use crate::media::raster::Raster;
use crate::media::sample::Sample;

/// The one row of this format.
pub static FORMATS: &[Format] = &[Format::picture(
    "ico",
    "image/vnd.microsoft.icon",
    "ico",
    Some("x-fmt/418"),
    is_icon,
    Codec { header, decode, turns_itself: false },
)];

/// Bytes before the first entry, of an entry, and of the head of a bitmap.
const HEAD: usize = 6;
const ENTRY: usize = 16;
const BITMAP: usize = 40;

/// The first entry must lie within the file; cursors share the layout but not the signature.
fn is_icon(sample: &Sample) -> bool {
    let Some(entry) = sample.head.get(6..22) else { return false };
    let place = u64::from(u32::from_le_bytes([entry[12], entry[13], entry[14], entry[15]]));
    let is_counted = sample.head[4..6] != [0, 0];
    sample.starts(b"\0\0\x01\0") && is_counted && entry[3] == 0 && (22..sample.size_bytes).contains(&place)
}

fn header(input: &[u8]) -> Result<Header, MediaError> {
    match largest(input)? {
        Part::Png(bytes) => through::header(bytes, ImageFormat::Png),
        Part::Bitmap(icon) => through::header(&icon, ImageFormat::Ico),
    }
}

fn decode(input: &[u8]) -> Result<Raster, MediaError> {
    match largest(input)? {
        Part::Png(bytes) => through::decode(bytes, ImageFormat::Png),
        Part::Bitmap(icon) => through::decode(&icon, ImageFormat::Ico),
    }
}

enum Part<'a> {
    Png(&'a [u8]),
    /// An icon of this one picture.
    Bitmap(Vec<u8>),
}

/// Takes the largest picture out of the file; of equal ones that of most bits.
fn largest(input: &[u8]) -> Result<Part<'_>, MediaError> {
    let count = input.get(4..HEAD).map_or(0, |count| u16::from_le_bytes([count[0], count[1]]));
    let side = |byte: u8| if byte == 0 { 256 } else { u32::from(byte) };
    let entries = input.get(HEAD..).unwrap_or_default().chunks_exact(ENTRY).take(usize::from(count));
    let best = entries.max_by_key(|entry| (side(entry[0]) * side(entry[1]), u16::from_le_bytes([entry[6], entry[7]])));
    let entry = best.ok_or_else(|| MediaError::damaged("an icon without pictures"))?;
    let number = |at: usize| u32::from_le_bytes([entry[at], entry[at + 1], entry[at + 2], entry[at + 3]]) as usize;
    let data = input.get(number(12)..).ok_or(MediaError::Truncated)?;
    let data = &data[..number(8).min(data.len())];
    if data.starts_with(b"\x89PNG") {
        return Ok(Part::Png(data));
    }
    let mut data = data.to_vec();
    mend_mask(&mut data, side(entry[0]) as usize, side(entry[1]) as usize);
    let mut icon = vec![0, 0, 1, 0, 1, 0];
    icon.extend_from_slice(&entry[..8]);
    icon.extend_from_slice(&(data.len() as u32).to_le_bytes());
    icon.extend_from_slice(&((HEAD + ENTRY) as u32).to_le_bytes());
    icon.extend_from_slice(&data);
    Ok(Part::Bitmap(icon))
}

/// Fills up the mask of a bitmap that has opacity of its own, where the file breaks it off: it says nothing more.
fn mend_mask(data: &mut Vec<u8>, width: usize, height: usize) {
    let pixels = BITMAP + width * height * 4;
    let whole = pixels + width.div_ceil(32) * 4 * height;
    if data.get(14..16) == Some(&[32, 0]) && data.len() > pixels && data.len() < whole {
        data.resize(whole, 0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::media::raster::Colour;

    fn icon(parts: &[(u8, Vec<u8>)]) -> Vec<u8> {
        let mut out = vec![0, 0, 1, 0, parts.len() as u8, 0];
        let mut place = HEAD + ENTRY * parts.len();
        for (side, bytes) in parts {
            out.extend_from_slice(&[*side, *side, 0, 0, 1, 0, 32, 0]);
            out.extend_from_slice(&(bytes.len() as u32).to_le_bytes());
            out.extend_from_slice(&(place as u32).to_le_bytes());
            place += bytes.len();
        }
        parts.iter().for_each(|(_, bytes)| out.extend_from_slice(bytes));
        out
    }

    fn gray_png() -> Vec<u8> {
        let mut out = Vec::new();
        let mut encoder = png::Encoder::new(&mut out, 2, 2);
        encoder.set_color(png::ColorType::Grayscale);
        let mut writer = encoder.write_header().expect("memory does not fail");
        writer.write_image_data(&[9, 99, 199, 255]).expect("memory does not fail");
        drop(writer);
        out
    }

    /// A bitmap of 32 bits, blue and opaque, with so much of its mask.
    fn bitmap(side: u8, mask: usize) -> Vec<u8> {
        let mut out = vec![40, 0, 0, 0, side, 0, 0, 0, 2 * side, 0, 0, 0, 1, 0, 32, 0];
        out.resize(BITMAP, 0);
        out.extend([255, 0, 0, 255].repeat(usize::from(side) * usize::from(side)));
        out.resize(out.len() + mask, 0);
        out
    }

    #[test]
    fn a_png_of_any_kind_is_shown() {
        let raster = decode(&icon(&[(2, gray_png())])).expect("the icon is sound");
        assert_eq!((raster.colour, raster.samples), (Colour::Gray, vec![9, 99, 199, 255]));
    }

    #[test]
    fn a_mask_may_break_off() {
        for mask in [0, 5, 16] {
            let raster = decode(&icon(&[(4, bitmap(4, mask))])).expect("the icon is sound");
            assert_eq!((raster.width, raster.height, &raster.samples[..4]), (4, 4, [0, 0, 255, 255].as_slice()));
        }
        assert!(decode(&icon(&[(4, bitmap(4, 0)[..80].to_vec())])).is_err(), "pixels may not");
    }

    #[test]
    fn the_largest_is_shown() {
        let header = header(&icon(&[(1, bitmap(1, 4)), (4, bitmap(4, 16)), (2, gray_png())]));
        assert_eq!(header.map(|it| (it.width, it.height)).ok(), Some((4, 4)));
        for broken in [&b"\0\0\x01\0\0\0"[..], b"\0\0\x01\0\x01\0", b""] {
            assert!(decode(broken).is_err());
        }
    }
}
