//! From the bytes of an original to its pyramid, holding no more of the picture than has to be: row by row where the
//! format allows it, else from the one buffer that its decoder fills. Runs in the sandboxed child.

use std::io::Read;
use std::io::Seek;
use std::io::SeekFrom;
use std::io::Write;

use crate::base::limits;
use crate::base::limits::PictureBounds;
use crate::base::picture::Picture;
use crate::media::coefficients;
use crate::media::colour;
use crate::media::colour::Mixer;
use crate::media::decode;
use crate::media::decode::held;
use crate::media::error::MediaError;
use crate::media::format::Format;
use crate::media::pyramid::Builder;
use crate::media::pyramid::Built;
use crate::media::raster::Raster;
use crate::media::rows;
use crate::media::rows::Rows;
use crate::media::turn::upright_rows;
use crate::media::turn::upright_size;

/// Rows whose colours are converted at a time.
const BAND_ROWS: usize = 32;

/// Which picture of a file is wanted.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// The format of the file.
    pub format: &'a Format,
    /// EXIF's orientation of the first page; the others know their own.
    pub orientation: u8,
    /// The page, the first being 0.
    pub page: u32,
    /// How large the picture may be.
    pub bounds: PictureBounds,
}

/// Writes the pyramid of a picture.
pub fn derive(input: &mut (impl Read + Seek), wanted: &Wanted<'_>, out: &mut impl Write) -> Result<Built, MediaError> {
    if let Some(built) = streamed(input, wanted, out)? {
        return Ok(built);
    }
    let bytes = read_whole(input)?;
    if let Some(built) = unpainted(&bytes, wanted, out)? {
        return Ok(built);
    }
    let (raster, orientation) = decode::raster(&bytes, wanted.format, wanted.page, wanted.orientation, &wanted.bounds)?;
    drop(bytes);
    from_raster(raster, orientation, out)
}

/// Writes the pyramid of a JPEG whose samples are not needed.
fn unpainted(bytes: &[u8], wanted: &Wanted<'_>, out: &mut impl Write) -> Result<Option<Built>, MediaError> {
    if wanted.format.name != "jpeg" || wanted.page > 0 || matches!(wanted.orientation, 2..=8) {
        return Ok(None);
    }
    let Some(header) = coefficients::open(bytes) else { return Ok(None) };
    decode::check_size(header.width, header.height, &wanted.bounds)?;
    held(|| coefficients::derive(bytes, &header, out)).map(Some)
}

/// Measures the first picture of a file that is read row by row; `None` where it has to be read whole.
pub fn measure(
    input: &mut (impl Read + Seek),
    format: &Format,
    bounds: &PictureBounds,
) -> Result<Option<(u32, u32)>, MediaError> {
    let Some(rows) = held(|| rows::open(format.name, input, 0))? else { return Ok(None) };
    let (width, height) = rows.size();
    decode::check_size(width, height, bounds)?;
    Ok(Some((width, height)))
}

/// Counts the pages of a file that is read row by row.
pub fn pages(input: &mut (impl Read + Seek), format: &Format) -> u32 {
    held(|| Ok(rows::pages(format.name, input))).unwrap_or(1)
}

/// Returns the first directory of a TIFF by itself, with what it says of the picture and without the picture.
pub fn skeleton(input: &mut (impl Read + Seek), format: &Format) -> Option<Vec<u8>> {
    (format.name == "tiff").then(|| rows::skeleton(input)).flatten()
}

/// Reads a file that has to be in memory whole.
fn read_whole(input: &mut (impl Read + Seek)) -> Result<Vec<u8>, MediaError> {
    let size_bytes = input.seek(SeekFrom::End(0))?;
    if size_bytes > limits::CHILD_FILE_BYTES {
        return Err(MediaError::TooLarge);
    }
    input.seek(SeekFrom::Start(0))?;
    let mut bytes = Vec::with_capacity(size_bytes as usize);
    input.take(size_bytes).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn streamed(
    input: &mut (impl Read + Seek),
    wanted: &Wanted<'_>,
    out: &mut impl Write,
) -> Result<Option<Built>, MediaError> {
    let Some(mut rows) = held(|| rows::open(wanted.format.name, input, wanted.page))? else { return Ok(None) };
    let (width, height) = rows.size();
    decode::check_size(width, height, &wanted.bounds)?;
    let orientation = if wanted.page == 0 { wanted.orientation } else { rows.orientation() };
    if !matches!(orientation, 2..=8) {
        let mut builder = Builder::new(width, height, out)?;
        all_rows(&mut *rows, |some| builder.push(some))?;
        return builder.finish().map(Some);
    }
    // What comes from the top cannot be turned before the last row is there.
    let bytes = u64::from(width) * u64::from(height) * 3;
    if bytes > limits::PICTURE_BYTES {
        return Err(MediaError::TooLarge);
    }
    let mut rgb = Vec::with_capacity(bytes as usize);
    all_rows(&mut *rows, |some| {
        rgb.extend_from_slice(some);
        Ok(())
    })?;
    drop(rows);
    turned(&Picture { width, height, rgb }, orientation, out).map(Some)
}

fn all_rows(rows: &mut dyn Rows, mut take: impl FnMut(&[u8]) -> Result<(), MediaError>) -> Result<(), MediaError> {
    let (width, height) = rows.size();
    let mut left = width as usize * height as usize * 3;
    while left > 0 {
        let some = held(|| rows.next())?;
        left = left.checked_sub(some.len()).filter(|_| !some.is_empty()).ok_or(MediaError::Truncated)?;
        take(some)?;
    }
    Ok(())
}

fn from_raster(raster: Raster, orientation: u8, out: &mut impl Write) -> Result<Built, MediaError> {
    if matches!(orientation, 2..=8) {
        return turned(&colour::to_srgb(raster), orientation, out);
    }
    let Raster { width, height, colour, samples, icc } = raster;
    let mut mixer = Mixer::new(colour, width as usize, icc.as_deref());
    let mut builder = Builder::new(width, height, out)?;
    if mixer.is_idle() {
        builder.push(&samples)?;
        return builder.finish();
    }
    let (from, to) = (width as usize * colour.channels(), width as usize * 3);
    let mut band = vec![0; to * BAND_ROWS];
    for some in samples.chunks(from * BAND_ROWS) {
        let band = &mut band[..some.len() / from * to];
        for (source, target) in some.chunks_exact(from).zip(band.chunks_exact_mut(to)) {
            mixer.mix(source, target);
        }
        builder.push(band)?;
    }
    builder.finish()
}

fn turned(picture: &Picture, orientation: u8, out: &mut impl Write) -> Result<Built, MediaError> {
    let (width, height) = upright_size(picture.width, picture.height, orientation);
    let mut builder = Builder::new(width, height, out)?;
    upright_rows(picture, orientation, |rows| builder.push(rows))?;
    builder.finish()
}
