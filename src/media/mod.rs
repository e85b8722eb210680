//! Pictures as bytes and pixels: recognise, measure, decode, turn, resample,
//! encode, and the pyramid that viewers zoom into. Pure: no path is opened and
//! no clock is read. Foreign bytes go through `decode` only inside the sandbox.

mod codecs;
mod coefficients;
mod colour;
pub mod decode;
pub mod encode;
mod error;
pub mod format;
mod formats;
mod inlay;
pub mod mark;
mod packing;
pub mod pmtiles;
pub mod preview;
pub mod pyramid;
mod raster;
pub mod resample;
pub mod rows;
mod sample;
pub mod stream;
pub mod turn;

pub use error::MediaError;

#[cfg(test)]
mod sweep;
