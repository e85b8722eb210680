//! Reading what files say of themselves: EXIF, IPTC-IIM, XMP and colour profiles; and writing what museums read.
//! Everything read is a stranger's text: cleaned, bounded, never trusted, never a reason to fail.

#[cfg(test)]
mod agreement;
mod blocks;
pub mod described;
mod embedded;
mod exif;
mod icc;
mod iptc;
#[cfg(test)]
pub mod sample;
pub mod standards;
mod text;
pub mod thing;
pub mod xml;
mod xmp;

pub use described::Described;
pub use embedded::Embedded;
pub use embedded::Gps;
pub use embedded::Icc;
pub use embedded::read;
