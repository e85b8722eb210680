//! Decodes JPEG 2000, in its box or as a bare codestream.

use hayro_jpeg2000::ColorSpace;
use hayro_jpeg2000::DecodeSettings;
use hayro_jpeg2000::DecoderContext;
use hayro_jpeg2000::Image;

use crate::base::limits;
use crate::media::decode::Header;
use crate::media::error::MediaError;
use crate::media::format::Codec;
use crate::media::raster::Colour;
use crate::media::raster::Raster;

/// The decoder.
pub const CODEC: Codec = Codec { header, decode, turns_itself: false };

/// The decoder keeps a floating-point number for each sample, and works on as many again.
const BYTES_A_SAMPLE: u64 = 8;

/// Opens the file; where its boxes are cut off or broken, the codestream within is read by itself.
fn open(input: &[u8]) -> Result<Image<'_>, MediaError> {
    let settings = DecodeSettings::default();
    Image::new(input, &settings).or_else(|error| {
        let start = input.windows(4).position(|window| window == b"\xff\x4f\xff\x51").filter(|start| *start > 0);
        let bare = start.and_then(|start| Image::new(&input[start..], &settings).ok());
        bare.ok_or_else(|| MediaError::damaged(error))
    })
}

fn header(input: &[u8]) -> Result<Header, MediaError> {
    let image = open(input)?;
    let header = Header::plain(image.width(), image.height(), colour(image.color_space(), image.has_alpha())?);
    Ok(Header { bits: image.original_bit_depth(), ..header })
}

fn decode(input: &[u8]) -> Result<Raster, MediaError> {
    let image = open(input)?;
    let (width, height) = (image.width(), image.height());
    let space = image.color_space().clone();
    let colour = colour(&space, image.has_alpha())?;
    if u64::from(width) * u64::from(height) * colour.channels() as u64 * BYTES_A_SAMPLE > limits::PICTURE_BYTES {
        return Err(MediaError::unsupported("more samples than the decoder has room for"));
    }
    let mut context = DecoderContext::default();
    let decoded = image.decode(&mut context).map_err(MediaError::damaged)?;
    let expected = width as usize * height as usize;
    if decoded.components().len() != colour.channels()
        || decoded.components().iter().any(|plane| plane.samples().len() != expected)
    {
        return Err(MediaError::damaged("planes of unequal size"));
    }
    let icc = match space {
        ColorSpace::Icc { profile, .. } => Some(profile),
        _ => None,
    };
    Ok(Raster { width, height, colour, samples: decoded.data_u8(), icc })
}

fn colour(space: &ColorSpace, has_alpha: bool) -> Result<Colour, MediaError> {
    match (space.num_channels(), has_alpha) {
        (1, false) => Ok(Colour::Gray),
        (1, true) => Ok(Colour::GrayAlpha),
        (3, false) => Ok(Colour::Rgb),
        (3, true) => Ok(Colour::Rgba),
        (4, false) => Ok(Colour::Cmyk),
        (channels, _) => Err(MediaError::unsupported(format_args!("{channels} channels"))),
    }
}
