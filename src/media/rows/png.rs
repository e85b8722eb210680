//! PNG row by row; declined when it is interlaced.

use std::io::BufReader;
use std::io::SeekFrom;

use png::BitDepth;
use png::ColorType;
use png::Decoder;
use png::Reader;
use png::Transformations;

use crate::base::limits;
use crate::media::colour::Mixer;
use crate::media::error::MediaError;
use crate::media::raster::Colour;
use crate::media::raster::narrow_big;
use crate::media::rows::Rows;
use crate::media::rows::Source;

/// How much of the file is read at a time.
const READ_BYTES: usize = 256 << 10;
/// How much is handed on at a time, as far as whole rows allow.
const BAND_BYTES: usize = 256 << 10;

/// A PNG being read.
pub struct PngRows<'a> {
    reader: Reader<BufReader<&'a mut dyn Source>>,
    size: (u32, u32),
    is_wide: bool,
    is_plain: bool,
    done: u32,
    line: Vec<u8>,
    band: Vec<u8>,
    mixer: Mixer,
}

/// Opens a PNG, unless its rows do not come in their order.
pub fn open(input: &mut dyn Source) -> Result<Option<PngRows<'_>>, MediaError> {
    input.seek(SeekFrom::Start(0))?;
    let bounds = png::Limits { bytes: limits::PICTURE_BYTES as usize };
    let mut decoder = Decoder::new_with_limits(BufReader::with_capacity(READ_BYTES, input), bounds);
    decoder.set_transformations(Transformations::EXPAND);
    decoder.set_ignore_text_chunk(true);
    let Ok(reader) = decoder.read_info() else { return Ok(None) };
    let info = reader.info();
    if info.interlaced {
        return Ok(None);
    }
    let size = (info.width, info.height);
    let (kind, depth) = reader.output_color_type();
    let colour = match kind {
        ColorType::Grayscale => Colour::Gray,
        ColorType::GrayscaleAlpha => Colour::GrayAlpha,
        ColorType::Rgb => Colour::Rgb,
        ColorType::Rgba => Colour::Rgba,
        ColorType::Indexed => return Ok(None),
    };
    let mixer = Mixer::new(colour, size.0 as usize, info.icc_profile.as_deref());
    let is_wide = depth == BitDepth::Sixteen;
    let is_plain = !is_wide && mixer.is_idle();
    let line = vec![0; reader.output_line_size(size.0).ok_or(MediaError::TooLarge)?];
    Ok(Some(PngRows { reader, size, is_wide, is_plain, done: 0, line, band: Vec::new(), mixer }))
}

impl Rows for PngRows<'_> {
    fn size(&self) -> (u32, u32) {
        self.size
    }

    fn orientation(&self) -> u8 {
        1
    }

    fn next(&mut self) -> Result<&[u8], MediaError> {
        let stride = self.size.0 as usize * 3;
        let rows = ((BAND_BYTES / stride).max(2) as u32).min(self.size.1 - self.done);
        self.band.resize(rows as usize * stride, 0);
        for target in self.band.chunks_exact_mut(stride) {
            let line = if self.is_plain { &mut *target } else { self.line.as_mut_slice() };
            self.reader.read_row(line).map_err(refuse)?.ok_or(MediaError::Truncated)?;
            if self.is_plain {
                continue;
            }
            let narrow = if self.is_wide { narrow_big(&mut self.line) } else { &self.line[..] };
            self.mixer.mix(narrow, target);
        }
        self.done += rows;
        Ok(&self.band)
    }
}

fn refuse(error: png::DecodingError) -> MediaError {
    match error {
        png::DecodingError::IoError(cause) if cause.kind() == std::io::ErrorKind::UnexpectedEof => {
            MediaError::Truncated
        }
        png::DecodingError::LimitsExceeded => MediaError::TooLarge,
        other => MediaError::damaged(other),
    }
}
