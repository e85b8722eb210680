//! Decoders that a builder may leave out, each a feature of the crate. Without its decoder a format is recognised, kept
//! and described all the same; it has no picture.

#[cfg(feature = "avif")]
mod avif;
#[cfg(feature = "heic")]
mod heic;
#[cfg(feature = "jp2")]
mod jp2;
#[cfg(feature = "jxl")]
mod jxl;
#[cfg(feature = "avif")]
mod nclx;
#[cfg(feature = "avif")]
mod planes;

use crate::media::format::Codec;

/// The decoder of AVIF, if it is built in.
#[cfg(feature = "avif")]
pub const AVIF: Option<Codec> = Some(avif::CODEC);
/// The decoder of AVIF, if it is built in.
#[cfg(not(feature = "avif"))]
pub const AVIF: Option<Codec> = None;

/// The decoder of HEIC, if it is built in.
#[cfg(feature = "heic")]
pub const HEIC: Option<Codec> = Some(heic::CODEC);
/// The decoder of HEIC, if it is built in.
#[cfg(not(feature = "heic"))]
pub const HEIC: Option<Codec> = None;

/// The decoder of JPEG 2000, if it is built in.
#[cfg(feature = "jp2")]
pub const JP2: Option<Codec> = Some(jp2::CODEC);
/// The decoder of JPEG 2000, if it is built in.
#[cfg(not(feature = "jp2"))]
pub const JP2: Option<Codec> = None;

/// The decoder of JPEG XL, if it is built in.
#[cfg(feature = "jxl")]
pub const JXL: Option<Codec> = Some(jxl::CODEC);
/// The decoder of JPEG XL, if it is built in.
#[cfg(not(feature = "jxl"))]
pub const JXL: Option<Codec> = None;
