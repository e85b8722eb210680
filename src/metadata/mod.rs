//! Reading what files say of themselves: EXIF, IPTC-IIM, XMP and colour profiles; and writing what museums read.
//! Everything read is a stranger's text: cleaned, bounded, never trusted, never a reason to fail.

mod blocks;
pub mod described;
mod embedded;
mod exif;
mod icc;
mod iptc;
pub mod standards;
mod text;
mod thing;
mod xml;
mod xmp;
#[cfg(test)]
mod agreement;

pub use described::Described;
pub use embedded::Embedded;
pub use embedded::Gps;
pub use embedded::Icc;
pub use embedded::read;
