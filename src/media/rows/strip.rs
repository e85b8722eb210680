//! Strips and tiles of a TIFF: where each lies, and how it is brought to samples of 8 bits a channel, one at a time.

use std::io::Read;
use std::io::SeekFrom;

use crate::media::error::MediaError;
use crate::media::packing;
use crate::media::raster::narrow_words;
use crate::media::rows::Source;

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
    /// True when these are parts of one strip.
    pub is_in_parts: bool,
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

    /// Reads a chunk of so many rows. What it lacks is black, as is one that its writer left out; one that begins beyond the
    /// end of the file is an error.
    pub fn read(&self, input: &mut dyn Source, chunk: usize, rows: usize, bench: &mut Bench) -> Result<(), MediaError> {
        let (at, size_bytes) = self.spots.get(chunk).copied().ok_or(MediaError::Truncated)?;
        let plain = &mut bench.samples;
        plain.clear();
        plain.resize(rows * self.row_bytes(), 0);
        // GDAL leaves out chunks that hold nothing.
        if size_bytes > 0 {
            input.seek(SeekFrom::Start(at))?;
            let is_there = self.unpack(input, size_bytes, plain, &mut bench.packed)?;
            // The later parts of a strip that was cut off are its black foot.
            let is_foot = self.is_in_parts && chunk > 0;
            if !is_there && !is_foot {
                return Err(MediaError::Truncated);
            }
        }
        self.settle(plain);
        Ok(())
    }

    /// Fills `plain` from the place the file is at; returns false when nothing is there.
    fn unpack(
        &self,
        input: &mut dyn Source,
        size_bytes: u64,
        plain: &mut [u8],
        packed: &mut Vec<u8>,
    ) -> Result<bool, MediaError> {
        if self.packing == Packing::Plain {
            let most = size_bytes.min(plain.len() as u64) as usize;
            return Ok(read_full(input, &mut plain[..most])? > 0);
        }
        // No packing grows its content by half; what lies beyond is not looked at.
        let most = size_bytes.min(2 * plain.len() as u64 + 4096);
        packed.clear();
        input.take(most).read_to_end(packed)?;
        match &self.packing {
            Packing::Plain => {}
            Packing::Lzw => packing::lzw(packed, plain),
            Packing::Deflate => packing::deflate(packed, plain),
            Packing::PackBits => packing::bits(packed, plain),
            Packing::Jpeg(tables, is_ycbcr) => {
                let Layout { width, height, channels, .. } = *self;
                packing::Jpeg { tables: Some(tables), width, height, channels, is_ycbcr: *is_ycbcr }
                    .unpack(packed, plain)?;
            }
        }
        Ok(!packed.is_empty())
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

/// Reads until the buffer is full or the file ends.
fn read_full(input: &mut (impl Read + ?Sized), plain: &mut [u8]) -> Result<usize, MediaError> {
    let mut filled = 0;
    while filled < plain.len() {
        match input.read(&mut plain[filled..]) {
            Ok(0) => break,
            Ok(got) => filled += got,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(filled)
}
