//! Reading what files say of themselves: EXIF, IPTC-IIM, XMP and colour profiles; and writing what museums read.
//! Everything read is a stranger's text: cleaned, bounded, never trusted, never a reason to fail.

mod blocks;
mod embedded;
mod exif;
mod icc;
mod iptc;
pub mod standards;
mod text;
mod xmp;
#[cfg(test)]
mod agreement;

pub use embedded::Embedded;
pub use embedded::Gps;
pub use embedded::Icc;
pub use embedded::read;
