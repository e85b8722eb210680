//! How the samples of a piece of a TIFF are packed: one way for files read whole and for those read row by row. What a
//! piece lacks stays as it was in `out`: a picture with a black foot is better than none.

mod lzw;

use std::io::Read as _;

use zune_core::bytestream::ZCursor;
use zune_core::colorspace::ColorSpace;
use zune_core::options::DecoderOptions;
use zune_jpeg::JpegDecoder;

use crate::media::error::MediaError;

/// Rows and columns that a JPEG may have beyond its piece: whole blocks.
const BEYOND_PX: usize = 32;

/// Unpacks LZW.
pub fn lzw(packed: &[u8], out: &mut [u8]) {
    match packed {
        // Before TIFF 5.0 codes were written from the least bit; they are known by the first, 256.
        [0, second, ..] if second & 1 == 1 => lzw_from_least(packed, out),
        _ => {
            lzw::decode(packed, out);
        }
    }
}

fn lzw_from_least(packed: &[u8], out: &mut [u8]) {
    let mut decoder = weezl::decode::Decoder::new(weezl::BitOrder::Lsb, 8);
    let (mut read, mut written) = (0, 0);
    while written < out.len() {
        let step = decoder.decode_bytes(&packed[read..], &mut out[written..]);
        read += step.consumed_in;
        written += step.consumed_out;
        let is_stuck = step.consumed_in == 0 && step.consumed_out == 0;
        if is_stuck || !matches!(step.status, Ok(weezl::LzwStatus::Ok)) {
            break;
        }
    }
}

/// Unpacks Deflate with the header of zlib.
pub fn deflate(packed: &[u8], out: &mut [u8]) {
    let mut decoder = flate2::bufread::ZlibDecoder::new(packed);
    let mut written = 0;
    while written < out.len() {
        match decoder.read(&mut out[written..]) {
            Ok(0) | Err(_) => break,
            Ok(more) => written += more,
        }
    }
}

/// Unpacks PackBits.
pub fn bits(mut packed: &[u8], out: &mut [u8]) {
    let mut written = 0;
    while written < out.len()
        && let Some((head, rest)) = packed.split_first()
    {
        let room = out.len() - written;
        match *head as i8 {
            -128 => packed = rest,
            head @ 0.. => {
                let length = (head as usize + 1).min(rest.len());
                let kept = length.min(room);
                out[written..written + kept].copy_from_slice(&rest[..kept]);
                written += kept;
                packed = &rest[length..];
            }
            head => {
                let Some((value, rest)) = rest.split_first() else { break };
                let end = written + ((1 - isize::from(head)) as usize).min(room);
                out[written..end].fill(*value);
                written = end;
                packed = rest;
            }
        }
    }
}

/// A piece that is a JPEG.
pub struct Jpeg<'a> {
    /// The tables that all pieces share, if they do.
    pub tables: Option<&'a [u8]>,
    /// Width of a piece, in pixels.
    pub width: usize,
    /// Height of a piece, in pixels.
    pub height: usize,
    /// Channels of a pixel.
    pub channels: usize,
    /// True where the tags call the channels lightness and colour differences.
    pub is_ycbcr: bool,
}

impl Jpeg<'_> {
    /// Decodes the rows there is room for. Colour differences become red, green and blue; what the tags call red, green
    /// and blue, or inks, is taken as it is, whatever the decoder guesses.
    pub fn unpack(&self, packed: &[u8], out: &mut [u8]) -> Result<(), MediaError> {
        let joined: Vec<u8>;
        let packed = match self.tables.filter(|tables| tables.len() > 4 && tables.starts_with(b"\xff\xd8")) {
            // The tables end with an "end of picture", and the piece begins with a "start" of its own: both go.
            Some(tables) if packed.starts_with(b"\xff\xd8") => {
                let end = tables.len() - if tables.ends_with(b"\xff\xd9") { 2 } else { 0 };
                joined = [&tables[..end], &packed[2..]].concat();
                joined.as_slice()
            }
            _ => packed,
        };
        let most = usize::from(u16::MAX);
        let options = DecoderOptions::default().set_max_width(most).set_max_height(most).set_strict_mode(false);
        let mut decoder = JpegDecoder::new_with_options(ZCursor::new(packed), options);
        let damaged = |error| MediaError::damaged(format_args!("{error:?}"));
        decoder.decode_headers().map_err(damaged)?;
        let info = decoder.info().ok_or(MediaError::Truncated)?;
        let (width, height) = (usize::from(info.width), usize::from(info.height));
        let is_other = usize::from(info.components) != self.channels;
        if is_other || width > self.width + BEYOND_PX || height > self.height + BEYOND_PX {
            return Err(MediaError::damaged("a piece of other channels or another size"));
        }
        let stored = decoder.input_colorspace().unwrap_or(ColorSpace::YCbCr);
        let wanted = match self.channels {
            1 => ColorSpace::Luma,
            3 if self.is_ycbcr => ColorSpace::RGB,
            _ => stored,
        };
        decoder.set_options(decoder.options().jpeg_set_out_colorspace(wanted));
        let (from, to) = (width * self.channels, self.width * self.channels);
        if from * height == out.len() && from == to {
            return decoder.decode_into(out).map_err(damaged);
        }
        let mut samples = vec![0; from * height];
        decoder.decode_into(&mut samples).map_err(damaged)?;
        for (source, target) in samples.chunks_exact(from).zip(out.chunks_exact_mut(to)) {
            let length = from.min(to);
            target[..length].copy_from_slice(&source[..length]);
        }
        Ok(())
    }
}
