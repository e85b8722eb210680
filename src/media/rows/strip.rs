//! Strips and tiles of a TIFF: where each lies, and how it is brought to samples of 8 bits a channel, one at a time.

use std::io::Read;
use std::io::SeekFrom;

use zune_core::bytestream::ZCursor;
use zune_core::options::DecoderOptions;
use zune_jpeg::JpegDecoder;

use crate::media::error::MediaError;
use crate::media::raster::narrow_words;
use crate::media::rows::Source;
use crate::media::rows::lzw;

/// How the samples of a chunk are packed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Packing {
    /// Not at all.
    Plain,
    /// LZW.
    Lzw,
    /// Deflate, with the header of zlib.
    Deflate,
    /// PackBits.
    PackBits,
    /// JPEG: the tables that all chunks share, and whether their colours are to be turned from YCbCr.
    Jpeg(Vec<u8>, bool),
}

/// How the samples of a picture lie in its chunks.
pub struct Layout {
    /// Width of a chunk, in pixels.
    pub width: usize,
    /// Height of a chunk, in pixels.
    pub height: usize,
    /// Channels of a pixel.
    pub channels: usize,
    /// True for 16 bits a channel, false for 8.
    pub is_wide: bool,
    /// True when the higher byte of a word comes first.
    pub is_big: bool,
    /// True when each sample is the difference from its neighbour.
    pub is_difference: bool,
    /// How the samples are packed.
    pub packing: Packing,
    /// Where each chunk lies, and how many bytes it has.
    pub spots: Vec<(u64, u64)>,
}

/// Room that is used again for each chunk.
#[derive(Default)]
pub struct Bench {
    packed: Vec<u8>,
    /// The samples of the last chunk, 8 bits each.
    pub samples: Vec<u8>,
}

impl Layout {
    /// Returns how many bytes a row of a chunk has, unpacked.
    pub fn row_bytes(&self) -> usize {
        self.width * self.channels * if self.is_wide { 2 } else { 1 }
    }

    /// Reads a chunk of so many rows. What it lacks at its end is black; one that lies outside the file is an error.
    pub fn read(&self, input: &mut dyn Source, chunk: usize, rows: usize, bench: &mut Bench) -> Result<(), MediaError> {
        let (at, size_bytes) = self.spots.get(chunk).copied().ok_or(MediaError::Truncated)?;
        let expected = rows * self.row_bytes();
        let plain = &mut bench.samples;
        input.seek(SeekFrom::Start(at))?;
        plain.resize(expected, 0);
        let filled = if self.packing == Packing::Plain {
            let most = (size_bytes.min(expected as u64)) as usize;
            read_full(input, &mut plain[..most])?
        } else {
            // No packing grows its content by half; what lies beyond is not looked at.
            let most = size_bytes.min(2 * expected as u64 + 4096);
            bench.packed.clear();
            input.take(most).read_to_end(&mut bench.packed)?;
            self.unpack(&bench.packed, plain, rows)?
        };
        if filled == 0 && size_bytes > 0 {
            return Err(MediaError::Truncated);
        }
        plain[filled..].fill(0);
        self.settle(plain);
        Ok(())
    }

    fn unpack(&self, packed: &[u8], plain: &mut [u8], rows: usize) -> Result<usize, MediaError> {
        match &self.packing {
            Packing::Plain => Ok(0),
            Packing::Lzw => Ok(lzw::decode(packed, plain)),
            Packing::Deflate => read_full(&mut flate2::bufread::ZlibDecoder::new(packed), plain),
            Packing::PackBits => Ok(unpack_bits(packed, plain)),
            Packing::Jpeg(tables, is_turned) => self.decode_jpeg(packed, tables, *is_turned, plain, rows),
        }
    }

    fn decode_jpeg(
        &self,
        packed: &[u8],
        tables: &[u8],
        is_turned: bool,
        plain: &mut [u8],
        rows: usize,
    ) -> Result<usize, MediaError> {
        let damaged = |error| MediaError::damaged(format_args!("{error:?}"));
        // The tables end with an "end of picture", and the chunk begins with a "start" of its own: both go.
        let joined = match tables.len() {
            0..=2 => std::borrow::Cow::Borrowed(packed),
            length => std::borrow::Cow::Owned([&tables[..length - 2], packed.get(2..).unwrap_or_default()].concat()),
        };
        let mut decoder = JpegDecoder::new_with_options(
            ZCursor::new(&joined[..]),
            DecoderOptions::default().set_max_width(65_535).set_max_height(65_535).set_strict_mode(false),
        );
        decoder.decode_headers().map_err(damaged)?;
        let info = decoder.info().ok_or(MediaError::Truncated)?;
        let (width, height) = (usize::from(info.width), usize::from(info.height));
        if width != self.width || height < rows || usize::from(info.components) != self.channels {
            return Err(MediaError::damaged("a chunk of another size"));
        }
        if !is_turned && let Some(stored) = decoder.input_colorspace() {
            decoder.set_options(decoder.options().jpeg_set_out_colorspace(stored));
        }
        if height == rows {
            decoder.decode_into(plain).map_err(damaged)?;
        } else {
            let decoded = decoder.decode().map_err(damaged)?;
            plain.copy_from_slice(&decoded[..plain.len()]);
        }
        Ok(plain.len())
    }

    /// Adds up differences and brings words to bytes.
    fn settle(&self, plain: &mut Vec<u8>) {
        let row_bytes = self.row_bytes();
        if self.is_wide {
            let word = |bytes: &[u8]| match self.is_big {
                true => u16::from_be_bytes([bytes[0], bytes[1]]),
                false => u16::from_le_bytes([bytes[0], bytes[1]]),
            };
            if self.is_difference {
                for row in plain.chunks_exact_mut(row_bytes) {
                    let mut sums = [0u16; 4];
                    for pixel in row.chunks_exact_mut(2 * self.channels) {
                        for (sample, sum) in pixel.chunks_exact_mut(2).zip(&mut sums) {
                            *sum = sum.wrapping_add(word(sample));
                            sample.copy_from_slice(&if self.is_big { sum.to_be_bytes() } else { sum.to_le_bytes() });
                        }
                    }
                }
            }
            let count = narrow_words(plain, self.is_big).len();
            plain.truncate(count);
        } else if self.is_difference {
            for row in plain.chunks_exact_mut(row_bytes) {
                match self.channels {
                    1 => add_up::<1>(row),
                    3 => add_up::<3>(row),
                    _ => add_up::<4>(row),
                }
            }
        }
    }
}

fn add_up<const CHANNELS: usize>(row: &mut [u8]) {
    let mut sums = [0u8; CHANNELS];
    for pixel in row.chunks_exact_mut(CHANNELS) {
        for (sample, sum) in pixel.iter_mut().zip(&mut sums) {
            *sum = sum.wrapping_add(*sample);
            *sample = *sum;
        }
    }
}

/// Reads until the buffer is full or nothing comes any more; what is broken after a beginning counts as an end.
fn read_full(input: &mut (impl Read + ?Sized), plain: &mut [u8]) -> Result<usize, MediaError> {
    let mut filled = 0;
    while filled < plain.len() {
        match input.read(&mut plain[filled..]) {
            Ok(0) => break,
            Ok(got) => filled += got,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(_) if filled > 0 => break,
            Err(error) => return Err(MediaError::damaged(error)),
        }
    }
    Ok(filled)
}

fn unpack_bits(packed: &[u8], plain: &mut [u8]) -> usize {
    let (mut at, mut out) = (0, 0);
    while out < plain.len()
        && let Some(head) = packed.get(at)
    {
        let head = *head as i8;
        if head >= 0 {
            let length = (head as usize + 1).min(plain.len() - out).min(packed.len() - at - 1);
            plain[out..out + length].copy_from_slice(&packed[at + 1..at + 1 + length]);
            (at, out) = (at + 2 + head as usize, out + length);
        } else if head == -128 {
            at += 1;
        } else {
            let Some(byte) = packed.get(at + 1) else { break };
            let length = (1 - isize::from(head)) as usize;
            let length = length.min(plain.len() - out);
            plain[out..out + length].fill(*byte);
            (at, out) = (at + 2, out + length);
        }
    }
    out
}
