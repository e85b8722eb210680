//! Pictures row by row, for formats whose files can be read so: a scan of a thousand megapixels is never in memory
//! whole. What a source here does not know it declines, and the decoder that takes the file whole has the word.

mod png;
mod skeleton;
mod strip;
mod tiff;

use std::io::Read;
use std::io::Seek;

use crate::media::error::MediaError;

pub use skeleton::skeleton;

/// A file that can be read at any place.
pub trait Source: Read + Seek {}

impl<T: Read + Seek> Source for T {}

/// The rows of a picture in sRGB, from the top, as they lie in the file.
pub trait Rows {
    /// Returns width and height, in pixels.
    fn size(&self) -> (u32, u32);

    /// Returns how the picture is to be turned, as EXIF numbers it, where the file itself says so.
    fn orientation(&self) -> u8;

    /// Returns the next rows, three bytes a pixel; to be called until all have come.
    fn next(&mut self) -> Result<&[u8], MediaError>;
}

/// Opens a page of a file, the first being 0; `None` where it has to be decoded whole.
pub fn open<'a>(format: &str, input: &'a mut dyn Source, page: u32) -> Result<Option<Box<dyn Rows + 'a>>, MediaError> {
    match format {
        "tiff" => Ok(tiff::open(input, page).map(|rows| Box::new(rows) as Box<dyn Rows>)),
        "png" if page == 0 => Ok(png::open(input)?.map(|rows| Box::new(rows) as Box<dyn Rows>)),
        _ => Ok(None),
    }
}

/// Counts the pages of a file of a format that is read so.
pub fn pages(format: &str, input: &mut dyn Source) -> u32 {
    if format == "tiff" { tiff::pages(input).unwrap_or(1).max(1) } else { 1 }
}

/// Says of which formats files are read row by row, as a rule.
pub fn is_streamed(format: &str) -> bool {
    matches!(format, "tiff" | "png")
}

#[cfg(test)]
mod tests;
