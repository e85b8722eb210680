//! Large JPEG without their pixels: a tile of level 0 is made of the coefficients of the file, brought to our own steps, and
//! level 1 of the same coefficients by a transform of half the size. Nothing of level 0 is ever painted, and no more
//! than sixteen rows of it are held. Declines what is not plain: progressive files, other colours, profiles that change them,
//! pictures of whose level 0 whole sizes are made.
//!
//! Why: decoding, converting and encoding level 0 is two thirds of what a photograph costs, and its samples are
//! most of the memory. What is gained is rounded once less, too.

mod bits;
mod codes;
mod header;
mod marks;
mod pieces;
mod planes;
mod scan;
mod tile;
mod transform;

use std::io::Write;

use crate::media::colour::Mixer;
use crate::media::error::MediaError;
use crate::media::pyramid::Builder;
use crate::media::pyramid::Built;
use crate::media::raster::Colour;

use header::Header;
use pieces::Piece;

/// Looks at a file; `None` unless its pyramid can be written from coefficients.
pub fn open(bytes: &[u8]) -> Option<Header> {
    let header = header::read(bytes)?;
    let is_ours = Builder::<Vec<u8>>::can_begin_below(header.width, header.height)
        && Mixer::new(Colour::Rgb, 0, header.icc.as_deref()).is_idle();
    is_ours.then_some(header)
}

/// Writes the pyramid of a file that was looked at.
pub fn derive(bytes: &[u8], header: &Header, out: &mut impl Write) -> Result<Built, MediaError> {
    let mut builder = Builder::below(header.width, header.height, out)?;
    pieces::pieces(bytes, header, &mut |piece| match piece {
        Piece::Tile(column, row, bytes) => builder.add_tile(column, row, bytes),
        Piece::Rows(rows) => builder.push(rows),
    })?;
    builder.finish()
}

#[cfg(test)]
mod tests;
