//! Strips and tiles: where each lies, and how it is brought from its compression to plain samples. A piece that holds
//! less than it should is filled up with zeros, one that lies outside the file is an error.

use crate::base::limits;
use crate::media::error::MediaError;
use crate::media::formats::tiff::directory::Directory;
use crate::media::packing;

/// Values of `Compression`.
const PLAIN: u64 = 1;
const HUFFMAN: u64 = 2;
const GROUP_3: u64 = 3;
const GROUP_4: u64 = 4;
const LZW: u64 = 5;
const OLD_JPEG: u64 = 6;
const JPEG: u64 = 7;
const DEFLATE: u64 = 8;
const OLD_DEFLATE: u64 = 32_946;
const PACK_BITS: u64 = 32_773;

/// Value of `PhotometricInterpretation` for lightness and two colour differences.
const YCBCR: u64 = 6;

/// How samples lie in the file.
pub struct Pieces<'a> {
    input: &'a [u8],
    compression: u64,
    photometric: u64,
    is_bit_reversed: bool,
    group_3: u64,
    tables: Option<&'a [u8]>,
    spots: Vec<(u64, Option<u64>)>,
    bits: usize,
    /// Channels that lie side by side in one piece.
    pub channels: usize,
    /// Width and height of a piece, in pixels; strips at the foot may be lower.
    pub size: (usize, usize),
    /// Pieces in a row and in a column of one plane.
    pub grid: (usize, usize),
    /// How many pixels share one pair of colour differences, across and down; more than 1 only where they lie apart.
    pub shared: (usize, usize),
    is_tiled: bool,
    height: usize,
}

impl<'a> Pieces<'a> {
    /// Reads where the pieces of a picture lie. `channels` are all that a pixel has.
    pub fn open(
        directory: &Directory<'a>,
        size: (u32, u32),
        channels: usize,
        bits: usize,
    ) -> Result<Pieces<'a>, MediaError> {
        let (width, height) = (size.0 as usize, size.1 as usize);
        let side =
            |tag: u16| directory.number(tag).and_then(|side| usize::try_from(side).ok()).filter(|side| *side > 0);
        let is_tiled = directory.has(322);
        let (across, down) = if is_tiled {
            (side(322), side(323))
        } else {
            (Some(width), Some(side(278).unwrap_or(height).min(height)))
        };
        let size = across.zip(down).ok_or_else(|| MediaError::damaged("tiles of no size"))?;
        let is_planar = directory.number(284) == Some(2) && channels > 1;
        let channels = if is_planar { 1 } else { channels };
        let compression = directory.number(259).unwrap_or(PLAIN);
        let photometric = directory.number(262).unwrap_or(1);
        let shared = match (photometric, compression) {
            (YCBCR, JPEG | OLD_JPEG) => (1, 1),
            (YCBCR, _) if !is_planar => {
                let shared = directory.numbers(530);
                let of = |n: usize| shared.get(n).copied().filter(|n| matches!(n, 1 | 2 | 4)).unwrap_or(2) as usize;
                (of(0), of(1))
            }
            _ => (1, 1),
        };
        let (offsets, lengths) = if is_tiled {
            (directory.numbers(324), directory.numbers(325))
        } else {
            (directory.numbers(273), directory.numbers(279))
        };
        let lengths = lengths.into_iter().map(Some).chain(std::iter::repeat(None));
        Ok(Pieces {
            input: directory.tiff.input,
            compression,
            photometric,
            is_bit_reversed: directory.number(266) == Some(2),
            group_3: directory.number(292).unwrap_or(0),
            tables: directory.bytes(347),
            spots: offsets.into_iter().zip(lengths).collect(),
            bits,
            channels,
            size,
            grid: (width.div_ceil(size.0), height.div_ceil(size.1)),
            shared,
            is_tiled,
            height,
        })
    }

    /// Returns true when the samples are those of JPEG, 8 bits each and their colour differences turned into colours.
    pub fn is_jpeg(&self) -> bool {
        self.compression == JPEG
    }

    /// Returns how many rows the pieces of that row of the grid have.
    pub fn rows(&self, row: usize) -> usize {
        if self.is_tiled { self.size.1 } else { self.size.1.min(self.height - row * self.size.1) }
    }

    /// Returns the bytes of a row within a piece.
    pub fn row_bytes(&self) -> usize {
        self.size.0.saturating_mul(self.channels).saturating_mul(self.bits).div_ceil(8)
    }

    /// Brings a piece to plain samples. `plane` counts channels that lie apart.
    pub fn read(&self, plane: usize, row: usize, column: usize) -> Result<Vec<u8>, MediaError> {
        let index = (plane * self.grid.1 + row) * self.grid.0 + column;
        let rows = self.rows(row);
        // Sides come from the file, so their product may be anything.
        let product = match self.shared {
            (1, 1) => self.row_bytes().checked_mul(rows),
            (across, down) => self
                .size
                .0
                .div_ceil(across)
                .checked_mul(rows.div_ceil(down))
                .and_then(|blocks| blocks.checked_mul(across * down + 2)),
        };
        let expected = product.filter(|bytes| *bytes as u64 <= limits::PICTURE_BYTES).ok_or(MediaError::TooLarge)?;
        let (offset, length) = *self.spots.get(index).ok_or(MediaError::Truncated)?;
        if length == Some(0) {
            // GDAL leaves out pieces that hold nothing.
            return Ok(vec![0; expected]);
        }
        let bytes =
            self.raw(offset, length.unwrap_or(if self.compression == PLAIN { expected as u64 } else { u64::MAX }))?;
        let reversed: Vec<u8>;
        let bytes = match self.is_bit_reversed && self.compression != JPEG {
            true => {
                reversed = bytes.iter().map(|byte| byte.reverse_bits()).collect();
                reversed.as_slice()
            }
            false => bytes,
        };
        let mut out = vec![0; expected];
        match self.compression {
            PLAIN => {
                let length = bytes.len().min(expected);
                out[..length].copy_from_slice(&bytes[..length]);
            }
            LZW => packing::lzw(bytes, &mut out),
            DEFLATE | OLD_DEFLATE => packing::deflate(bytes, &mut out),
            PACK_BITS => packing::bits(bytes, &mut out),
            HUFFMAN | GROUP_3 | GROUP_4 => self.unpack_fax(bytes, rows, &mut out)?,
            JPEG => {
                let (width, height) = self.size;
                let is_ycbcr = self.photometric == YCBCR;
                packing::Jpeg { tables: self.tables, width, height, channels: self.channels, is_ycbcr }
                    .unpack(bytes, &mut out)?;
            }
            other => return Err(MediaError::unsupported(format_args!("compression {other}"))),
        }
        Ok(out)
    }

    fn raw(&self, offset: u64, length: u64) -> Result<&'a [u8], MediaError> {
        let start =
            usize::try_from(offset).ok().filter(|start| *start < self.input.len()).ok_or(MediaError::Truncated)?;
        let end = offset.saturating_add(length).min(self.input.len() as u64) as usize;
        Ok(&self.input[start..end])
    }

    fn unpack_fax(&self, bytes: &[u8], rows: usize, out: &mut [u8]) -> Result<(), MediaError> {
        if self.bits != 1 || self.channels != 1 {
            return Err(MediaError::unsupported("a fax that is not black and white"));
        }
        let encoding = match self.compression {
            GROUP_4 => hayro_ccitt::EncodingMode::Group4,
            GROUP_3 if self.group_3 & 1 == 1 => hayro_ccitt::EncodingMode::Group3_2D,
            _ => hayro_ccitt::EncodingMode::Group3_1D,
        };
        let settings = hayro_ccitt::DecodeSettings {
            columns: self.size.0 as u32,
            rows: rows as u32,
            end_of_block: true,
            end_of_line: false,
            rows_are_byte_aligned: self.compression == HUFFMAN,
            encoding,
            strict: false,
        };
        let mut page = Page { width: self.size.0, rows: out.chunks_exact_mut(self.row_bytes()), is_any: false };
        let mut context = hayro_ccitt::DecoderContext::new(settings);
        match hayro_ccitt::decode(bytes, &mut page, &mut context) {
            Err(error) if !page.is_any => Err(MediaError::damaged(error)),
            _ => Ok(()),
        }
    }
}

/// Takes the rows of a fax: 1 where it is black.
struct Page<'a> {
    width: usize,
    rows: std::slice::ChunksExactMut<'a, u8>,
    is_any: bool,
}

impl hayro_ccitt::Decoder for Page<'_> {
    fn push_row(&mut self, changes: &[u32]) {
        let Some(row) = self.rows.next() else { return };
        self.is_any = true;
        for run in changes.chunks(2) {
            let end = run.get(1).map_or(self.width, |end| *end as usize);
            for x in run[0] as usize..end.min(self.width) {
                row[x / 8] |= 0x80 >> (x % 8);
            }
        }
    }
}
