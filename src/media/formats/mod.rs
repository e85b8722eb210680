//! The registry of formats: one file each, or one file for a shelf of formats
//! that are kept without a preview. The order is the meaning: the first that
//! matches wins, so the particular stand before the general.

mod archive;
mod avif;
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
pub(in crate::media) mod svg;
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
    avif::FORMATS,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_of_this_folder_is_on_a_shelf() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/media/formats");
        let Ok(files) = std::fs::read_dir(folder) else { return eprintln!("skipped: the sources are not there") };
        let names = files.filter_map(|file| file.ok()?.file_name().into_string().ok());
        let shelves =
            names.filter(|name| name.ends_with(".rs") && !matches!(name.as_str(), "mod.rs" | "through.rs")).count();
        assert_eq!(shelves, FORMATS.len());
    }
}
