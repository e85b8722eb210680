//! The registry of formats: one file each, or one file for a shelf of formats
//! that are kept without a preview. The order is the meaning: the first that
//! matches wins, so the particular stand before the general.

mod archive;
mod bmp;
mod document;
mod film;
mod gif;
mod heic;
mod ico;
mod jp2;
mod jpeg;
mod jxl;
mod model;
mod office;
mod plain;
mod png;
mod pnm;
mod qoi;
mod rare;
mod raw;
mod sound;
mod svg;
mod tga;
mod through;
mod tiff;
mod webp;

use crate::media::format::Family;
use crate::media::format::Format;

/// Every format that is recognised, shelf by shelf, in the order in which they are tried.
pub static FORMATS: &[&[Format]] = &[
    jpeg::FORMATS,
    png::FORMATS,
    raw::FORMATS,
    tiff::FORMATS,
    webp::FORMATS,
    gif::FORMATS,
    bmp::FORMATS,
    heic::FORMATS,
    jp2::FORMATS,
    jxl::FORMATS,
    qoi::FORMATS,
    ico::FORMATS,
    rare::FORMATS,
    document::FORMATS,
    office::FORMATS,
    sound::FORMATS,
    film::FORMATS,
    archive::FORMATS,
    model::FORMATS,
    pnm::FORMATS,
    svg::FORMATS,
    plain::FORMATS,
    tga::FORMATS,
];

/// What nothing else recognises.
pub static OTHER: Format = Format::kept("other", "application/octet-stream", "bin", None, Family::Other, |_| false);
