//! Decodes HEIC and HEIF with HEVC pictures. The file's own crop, turn and mirror are
//! applied by the decoder, so EXIF does not count; colours come out as sRGB.

use heifer::Options;
use heifer::heifer_isobmff::HeifFile;
use heifer::heifer_isobmff::boxes::ColorInfo;
use heifer::heifer_isobmff::boxes::Property;

use crate::base::limits;
use crate::media::decode::Header;
use crate::media::error::MediaError;
use crate::media::format::Codec;
use crate::media::raster::Colour;
use crate::media::raster::Raster;

/// The decoder.
pub const CODEC: Codec = Codec { header, decode, turns_itself: true };

fn header(input: &[u8]) -> Result<Header, MediaError> {
    let file = HeifFile::parse(input).map_err(MediaError::damaged)?;
    let size = file.image_size(file.primary_id).map_err(MediaError::damaged)?;
    let (width, height) = size.ok_or_else(|| MediaError::damaged("a picture without a size"))?;
    Ok(Header::plain(width, height, Colour::Rgb))
}

fn decode(input: &[u8]) -> Result<Raster, MediaError> {
    // One thread: the child that decodes may start no others.
    let options = Options { max_threads: 1, max_pixels: limits::PIXELS };
    let image = match has_own_colours(input) {
        false => heifer::decode_rgba8(input, &options),
        true => match heifer::decode_srgb_rgba8(input, &options) {
            Err(heifer::Error::Unsupported(_)) => heifer::decode_rgba8(input, &options),
            decoded => decoded,
        },
    }
    .map_err(refuse)?;
    let (width, height) = (image.width, image.height);
    if image.has_alpha {
        return Ok(Raster { width, height, colour: Colour::Rgba, samples: image.data, icc: None });
    }
    Ok(Raster { width, height, colour: Colour::Rgb, samples: image.into_rgb8(), icc: None })
}

/// Says whether the file's colours are others than those of screens: a profile, or primaries beyond BT.709. What the
/// stream alone says of BT.709's tone curve is passed over: telephones that write it mean sRGB, and so does every viewer.
fn has_own_colours(input: &[u8]) -> bool {
    let Ok(file) = HeifFile::parse(input) else { return false };
    let first_tile = file.referenced_items(file.primary_id, b"dimg").first().copied();
    [Some(file.primary_id), first_tile].into_iter().flatten().any(|item| {
        let is_wide = |property: &Property| match property {
            Property::Color(ColorInfo::Icc(_)) => true,
            Property::Color(ColorInfo::Nclx { primaries, .. }) => !matches!(primaries, 1 | 2),
            _ => false,
        };
        file.item_properties(item).is_ok_and(|mut properties| properties.any(is_wide))
    })
}

fn refuse(error: heifer::Error) -> MediaError {
    match error {
        heifer::Error::Unsupported(cause) => MediaError::unsupported(cause),
        other => MediaError::damaged(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_of_our_own_comes_back() {
        let rgb = [200u8, 40, 40].repeat(64 * 48);
        let bytes = heifer::encode_rgb8(64, 48, &rgb, &heifer::EncodeOptions::default()).expect("memory does not fail");
        assert_eq!(header(&bytes).map(|h| (h.width, h.height)).ok(), Some((64, 48)));
        let raster = decode(&bytes).expect("our own bytes decode");
        assert_eq!((raster.width, raster.height, raster.colour), (64, 48, Colour::Rgb));
        assert!(
            raster.samples[0].abs_diff(200) < 12 && raster.samples[1].abs_diff(40) < 12,
            "{:?}",
            &raster.samples[..3]
        );
    }
}
