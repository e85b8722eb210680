//! JPEG, by zune-jpeg alone, not strictly: what half a picture holds is shown.
//! Four-channel files become inks: with Adobe's marker the samples are inverted,
//! and transform 2 means that three of them are stored as YCbCr (Adobe TN 5116).

use zune_core::bytestream::ZCursor;
use zune_core::colorspace::ColorSpace;
use zune_core::options::DecoderOptions;
use zune_jpeg::JpegDecoder;
use zune_jpeg::errors::DecodeErrors;

use crate::media::decode::Header;
use crate::media::error::MediaError;
use crate::media::format::Codec;
use crate::media::format::Format;
use crate::media::raster::Colour;
use crate::media::raster::Raster;
use crate::media::sample::Sample;

const CODEC: Codec = Codec { header, decode, turns_itself: false };

/// The varieties of JPEG, by their first segment.
pub static FORMATS: &[Format] = &[
    row("fmt/42", |s| is_jfif(s, b"\x01\0")),
    row("fmt/43", |s| is_jfif(s, b"\x01\x01")),
    row("fmt/44", |s| is_jfif(s, b"\x01\x02")),
    row("fmt/645", |s| s.starts(b"\xff\xd8\xff\xe1") && s.has_at(6, b"Exif\0")),
    row("fmt/41", |s| s.starts(b"\xff\xd8\xff")),
];

const fn row(puid: &'static str, matches: fn(&Sample) -> bool) -> Format {
    Format::picture("jpeg", "image/jpeg", "jpg", Some(puid), matches, CODEC)
}

fn is_jfif(sample: &Sample, version: &[u8]) -> bool {
    sample.starts(b"\xff\xd8\xff\xe0") && sample.has_at(6, b"JFIF\0") && sample.has_at(11, version)
}

type Decoder<'a> = JpegDecoder<ZCursor<&'a [u8]>>;

fn open(input: &[u8]) -> Result<(Decoder<'_>, Header), MediaError> {
    let most = usize::from(u16::MAX);
    let options = DecoderOptions::default().set_max_width(most).set_max_height(most).set_strict_mode(false);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(input), options);
    decoder.decode_headers().map_err(|error| match is_arithmetic(input) {
        true => MediaError::unsupported(format_args!("arithmetic coding")),
        false => refuse(error),
    })?;
    let info = decoder.info().ok_or(MediaError::Truncated)?;
    let colour = match info.components {
        1 => Colour::Gray,
        3 => Colour::Rgb,
        4 => Colour::Cmyk,
        other => return Err(MediaError::unsupported(format_args!("{other} channels"))),
    };
    let header = Header::plain(u32::from(info.width), u32::from(info.height), colour);
    Ok((decoder, header))
}

/// Measures without decoding pixels.
pub fn header(input: &[u8]) -> Result<Header, MediaError> {
    Ok(open(input)?.1)
}

/// Decodes to the channels of the file.
pub fn decode(input: &[u8]) -> Result<Raster, MediaError> {
    let (mut decoder, Header { width, height, colour, .. }) = open(input)?;
    let stored = decoder.input_colorspace().unwrap_or(ColorSpace::YCbCr);
    let wanted = match colour {
        Colour::Gray => ColorSpace::Luma,
        Colour::Cmyk => stored,
        _ => ColorSpace::RGB,
    };
    decoder.set_options(decoder.options().jpeg_set_out_colorspace(wanted));
    let mut samples = vec![0; width as usize * height as usize * colour.channels()];
    decoder.decode_into(&mut samples).map_err(refuse)?;
    if colour == Colour::Cmyk {
        let is_inverted = has_adobe_marker(input);
        samples.chunks_exact_mut(4).for_each(|pixel| to_inks(pixel, stored == ColorSpace::YCCK, is_inverted));
    }
    Ok(Raster { width, height, colour, icc: decoder.icc_profile(), samples })
}

fn to_inks(pixel: &mut [u8], is_ycck: bool, is_inverted: bool) {
    if is_ycck {
        let (y, cb, cr) = (f32::from(pixel[0]), f32::from(pixel[1]) - 128.0, f32::from(pixel[2]) - 128.0);
        let red_green_blue = [y + 1.402 * cr, y - 0.344_136 * cb - 0.714_136 * cr, y + 1.772 * cb];
        for (ink, value) in pixel.iter_mut().zip(red_green_blue) {
            // The conversion is defined on the complements of the inks.
            *ink = 255 - (value + 0.5) as u8;
        }
    }
    if is_inverted {
        for ink in pixel {
            *ink = 255 - *ink;
        }
    }
}

/// Looks for the APP14 segment before the first scan.
fn has_adobe_marker(input: &[u8]) -> bool {
    segments(input).any(|(marker, segment)| marker == 0xee && segment.starts_with(b"Adobe"))
}

/// Returns true for files coded arithmetically (T.81, Table B.1: frames 9 to 11 and 13 to 15), which few programs ever read.
fn is_arithmetic(input: &[u8]) -> bool {
    segments(input).any(|(marker, _)| matches!(marker, 0xc9..=0xcb | 0xcd..=0xcf))
}

/// The segments before the first scan: their markers, and the file from their contents on.
fn segments(input: &[u8]) -> impl Iterator<Item = (u8, &[u8])> {
    let mut at = 2;
    std::iter::from_fn(move || {
        while input.get(at..at + 2)? == [0xff, 0xff] {
            at += 1;
        }
        let [0xff, marker, high, low] = *input.get(at..at + 4)? else { return None };
        let contents = input.get(at + 4..)?;
        at += 2 + usize::from(u16::from_be_bytes([high, low]));
        (marker != 0xda).then_some((marker, contents))
    })
}

fn refuse(error: DecodeErrors) -> MediaError {
    match error {
        DecodeErrors::LargeDimensions(_) => MediaError::TooLarge,
        DecodeErrors::ExhaustedData | DecodeErrors::IoErrors(_) => MediaError::Truncated,
        DecodeErrors::Unsupported(_) => MediaError::unsupported(format_args!("{error:?}")),
        other => MediaError::damaged(format_args!("{other:?}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inks(mut pixel: [u8; 4], is_ycck: bool, is_inverted: bool) -> [u8; 4] {
        to_inks(&mut pixel, is_ycck, is_inverted);
        pixel
    }

    #[test]
    fn arithmetic_coding_is_refused_for_what_it_is() {
        let frame = |kind: u8| [b"\xff\xd8\xff\xff", &[kind][..], b"\0\x0b\x08\0\x01\0\x01\x01\x01\x11\0"].concat();
        assert!(is_arithmetic(&frame(0xc9)) && is_arithmetic(&frame(0xca)));
        assert!(!is_arithmetic(&frame(0xc0)) && !is_arithmetic(&frame(0xc4)) && !is_arithmetic(b"\xff\xd8"));
        assert!(matches!(header(&frame(0xc9)), Err(MediaError::Unsupported { .. })));
    }

    #[test]
    fn adobe_files_are_inverted_and_others_are_not() {
        assert_eq!(inks([255, 255, 255, 255], false, true), [0, 0, 0, 0]);
        assert_eq!(inks([0, 0, 0, 0], false, false), [0, 0, 0, 0]);
    }

    #[test]
    fn no_ink_in_adobes_ycck_is_white_paper() {
        // Photoshop stores paper as Y = 0 of the complements: C = M = Y = K = 255 inverted.
        assert_eq!(inks([0, 128, 128, 255], true, true), [0, 0, 0, 0]);
        assert_eq!(inks([255, 128, 128, 0], true, true), [255, 255, 255, 255]);
    }
}
