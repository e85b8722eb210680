//! Formats, recognised by content and never by name. Everything is kept by the
//! archive: what nothing here recognises is `other`. Refuses to judge whether a
//! file is whole; that is seen when it is measured or decoded.

use std::io;
use std::io::Read;
use std::io::Seek;

use crate::media::decode::Header;
use crate::media::error::MediaError;
use crate::media::formats;
use crate::media::raster::Raster;
use crate::media::sample::Sample;

pub use crate::media::formats::FORMATS;

/// What kind of thing a format holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Family {
    /// A still picture, raster or vector.
    Picture,
    /// A paginated document.
    Document,
    /// Plain or marked-up text.
    Text,
    /// A file of an office program, or a book.
    Office,
    /// Sound.
    Audio,
    /// Moving pictures.
    Video,
    /// A three-dimensional model.
    Model,
    /// A container of files.
    Archive,
    /// Anything else.
    Other,
}

impl Family {
    /// Returns the stable word for programs and message keys.
    pub fn name(&self) -> &'static str {
        match self {
            Family::Picture => "picture",
            Family::Document => "document",
            Family::Text => "text",
            Family::Office => "office",
            Family::Audio => "audio",
            Family::Video => "video",
            Family::Model => "model",
            Family::Archive => "archive",
            Family::Other => "other",
        }
    }
}

/// One format, or one version of it: versions share `name` and differ in `puid`.
pub struct Format {
    /// Short stable name, such as `jpeg`.
    pub name: &'static str,
    /// Media type.
    pub mime: &'static str,
    /// Usual ending, without the dot.
    pub ext: &'static str,
    /// PRONOM identifier, where one says no more than the content shows.
    pub puid: Option<&'static str>,
    /// What kind of thing it holds.
    pub family: Family,
    /// Says whether the start of a file is of this format.
    pub(super) matches: fn(&Sample) -> bool,
    /// The decoder, if there is one.
    pub(super) codec: Option<Codec>,
    /// The way to any of its pages, where a file of this format can hold several.
    pub(super) pages: Option<Pages>,
}

/// How a format is measured and decoded.
pub(super) struct Codec {
    /// Measures without decoding pixels.
    pub header: fn(&[u8]) -> Result<Header, MediaError>,
    /// Decodes to samples of 8 bits.
    pub decode: fn(&[u8]) -> Result<Raster, MediaError>,
    /// True when the format's own rules turn the picture upright, so that EXIF must not turn it again.
    pub turns_itself: bool,
}

/// How any page of a format is measured and decoded; the first has number 0.
pub(super) struct Pages {
    /// Measures a page without decoding pixels.
    pub header: fn(&[u8], u32) -> Result<Header, MediaError>,
    /// Decodes a page to samples of 8 bits.
    pub decode: fn(&[u8], u32) -> Result<Raster, MediaError>,
    /// Reads how a page is to be turned, as EXIF numbers it.
    pub orientation: fn(&[u8], u32) -> u8,
    /// Measures so many pages from the first on, in one walk, and reads how each is to be turned.
    pub measure: fn(&[u8], u32) -> Vec<Measured>,
}

/// What a page measures, if it can be shown, and how it is to be turned.
pub(super) type Measured = (Result<Header, MediaError>, u8);

impl Format {
    /// Describes a format that is kept without a preview.
    pub(super) const fn kept(
        name: &'static str,
        mime: &'static str,
        ext: &'static str,
        puid: Option<&'static str>,
        family: Family,
        matches: fn(&Sample) -> bool,
    ) -> Format {
        Format { name, mime, ext, puid, family, matches, codec: None, pages: None }
    }

    /// Describes a picture that can be decoded.
    pub(super) const fn picture(
        name: &'static str,
        mime: &'static str,
        ext: &'static str,
        puid: Option<&'static str>,
        matches: fn(&Sample) -> bool,
        codec: Codec,
    ) -> Format {
        Format { name, mime, ext, puid, family: Family::Picture, matches, codec: Some(codec), pages: None }
    }

    /// Adds a decoder, where it is built in.
    pub(super) const fn with_codec(self, codec: Option<Codec>) -> Format {
        Format { codec, ..self }
    }

    /// Adds the way to the pages of a file.
    pub(super) const fn with_pages(self, pages: Pages) -> Format {
        Format { pages: Some(pages), ..self }
    }

    /// Returns true when a picture can be made of files of this format.
    pub fn is_decodable(&self) -> bool {
        self.codec.is_some()
    }
}

impl std::fmt::Debug for Format {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Format({} {})", self.name, self.puid.unwrap_or("-"))
    }
}

impl PartialEq for Format {
    fn eq(&self, other: &Format) -> bool {
        (self.name, self.puid) == (other.name, other.puid)
    }
}

/// Recognises what the bytes are. Fails only when they cannot be read.
pub fn identify(input: &mut (impl Read + Seek)) -> io::Result<&'static Format> {
    let sample = Sample::take(input)?;
    Ok(all().find(|format| (format.matches)(&sample)).unwrap_or(&formats::OTHER))
}

/// Returns the format of that name, in its least particular version.
pub fn by_name(name: &str) -> Option<&'static Format> {
    all().rev().chain([&formats::OTHER]).find(|format| format.name == name)
}

/// Returns every format that is recognised, the most particular first.
pub fn all() -> impl DoubleEndedIterator<Item = &'static Format> {
    FORMATS.iter().flat_map(|shelf| shelf.iter())
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn name_of(bytes: &[u8]) -> &'static str {
        identify(&mut Cursor::new(bytes)).expect("memory does not fail").name
    }

    #[test]
    fn content_decides() {
        let cases: &[(&[u8], &str)] = &[
            (b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01", "jpeg"),
            (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "png"),
            (b"II*\0\x08\0\0\0\0\0\0\0\0\0", "tiff"),
            (b"MM\0+\0\x08\0\0\0\0\0\0\0\0\0\x10", "tiff"),
            (b"RIFF\x10\0\0\0WEBPVP8L", "webp"),
            (b"GIF87a\x01\0\x01\0\0\0\0", "gif"),
            (b"P6\n1 1\n255\n\0\0\0", "pnm"),
            (b"qoif\0\0\0\x01\0\0\0\x01\x03\0", "qoi"),
            (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "heic"),
            (b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic", "heic"),
            (b"\0\0\0\x18ftypavif\0\0\0\0mif1miaf", "avif"),
            (b"\0\0\0\x18ftypcrx \0\0\0\x01crx isom", "cr3"),
            (b"\0\0\0\x14ftypqt  \0\0\0\0qt  ", "mov"),
            (b"\xff\x0a\xfa\x3f\x02", "jxl"),
            (b"\xff\x4f\xff\x51\0\x29", "jp2"),
            (b"%PDF-1.4\n%\xe2\xe3", "pdf"),
            (b"{\\rtf1\\ansi hello}", "rtf"),
            (b"\xef\xbb\xbf<?xml version=\"1.0\"?>\n<!-- a -->\n<svg xmlns=\"http://www.w3.org/2000/svg\"/>", "svg"),
            (b"<!DOCTYPE svg PUBLIC \"a\" \"b\" [ <!ENTITY x \"y\"> ]><s:svg/>", "svg"),
            (b"<!doctype html><title>a</title>", "html"),
            (b"<?xml version='1.0'?><lido:lido/>", "xml"),
            ("Đình Thạc Gián\n".as_bytes(), "text"),
            (b"\xff\xfeA\0\r\0\n\0", "text"),
            (b"{\"asset\": {\"version\": \"2.0\"}, \"scenes\": []}", "gltf"),
            (b"{\"a\": 1}", "json"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0", "ole"),
            (b"glTF\x02\0\0\0\x14\0\0\0", "glb"),
            (b"ply\nformat ascii 1.0\n", "ply"),
            (b"\x01\x02\x03\x04\0\0\0\0\xff", "other"),
            (b"", "other"),
        ];
        for (bytes, name) in cases {
            assert_eq!(name_of(bytes), *name, "{:?}", String::from_utf8_lossy(bytes));
        }
    }

    #[test]
    fn versions_of_a_format_share_everything_but_the_puid() {
        for format in all() {
            let Some(first) = by_name(format.name) else { panic!("{} is not found by its name", format.name) };
            assert_eq!(
                (first.mime, first.ext, first.family),
                (format.mime, format.ext, format.family),
                "{}",
                format.name
            );
            assert_eq!(first.is_decodable(), format.is_decodable(), "{}", format.name);
        }
    }

    #[test]
    fn every_version_of_pdf_has_its_own_puid() {
        let mut input = Cursor::new(b"%PDF-1.7\n");
        assert_eq!(identify(&mut input).expect("memory does not fail").puid, Some("fmt/276"));
    }
}
