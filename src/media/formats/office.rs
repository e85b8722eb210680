//! Files of office programs, and books. Those in a ZIP are told apart by the names of their parts.

use file_format::FileFormat;

use crate::media::format::Family::Office;
use crate::media::format::Format;
use crate::media::sample::Sample;

/// Files of office programs, and books.
pub static FORMATS: &[Format] = &[
    Format::kept(
        "docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "docx",
        Some("fmt/412"),
        Office,
        |s| has_part(s, b"word/"),
    ),
    Format::kept(
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "xlsx",
        Some("fmt/214"),
        Office,
        |s| has_part(s, b"xl/"),
    ),
    Format::kept(
        "pptx",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "pptx",
        Some("fmt/215"),
        Office,
        |s| has_part(s, b"ppt/"),
    ),
    Format::kept("odt", "application/vnd.oasis.opendocument.text", "odt", None, Office, |s| {
        declares(s, b"application/vnd.oasis.opendocument.text")
    }),
    Format::kept("ods", "application/vnd.oasis.opendocument.spreadsheet", "ods", None, Office, |s| {
        declares(s, b"application/vnd.oasis.opendocument.spreadsheet")
    }),
    Format::kept("odp", "application/vnd.oasis.opendocument.presentation", "odp", None, Office, |s| {
        declares(s, b"application/vnd.oasis.opendocument.presentation")
    }),
    Format::kept("epub", "application/epub+zip", "epub", Some("fmt/483"), Office, |s| {
        declares(s, b"application/epub+zip")
    }),
    Format::kept("rtf", "application/rtf", "rtf", None, Office, |s| s.starts(b"{\\rt")),
    Format::kept("doc", "application/msword", "doc", Some("fmt/40"), Office, |s| {
        s.general == FileFormat::MicrosoftWordDocument
    }),
    Format::kept("xls", "application/vnd.ms-excel", "xls", Some("fmt/61"), Office, |s| {
        s.general == FileFormat::MicrosoftExcelSpreadsheet
    }),
    Format::kept("ppt", "application/vnd.ms-powerpoint", "ppt", Some("fmt/126"), Office, |s| {
        s.general == FileFormat::MicrosoftPowerpointPresentation
    }),
    // Office Open XML under a password is wrapped in the old container, and so are many other things.
    Format::kept("ole", "application/x-ole-storage", "ole", Some("fmt/111"), Office, |s| {
        s.starts(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    }),
];

/// Office Open XML: the list of content types, and parts in the folder of the program.
fn has_part(sample: &Sample, folder: &[u8]) -> bool {
    let is_package = sample.zip_names.iter().any(|name| name == b"[Content_Types].xml");
    is_package && sample.zip_names.iter().any(|name| name.starts_with(folder))
}

/// OpenDocument and EPUB: the first entry is `mimetype`, stored, so its text stands in the open.
/// Some programs put it elsewhere or deflate it; then the general recogniser reads it.
fn declares(sample: &Sample, mime: &[u8]) -> bool {
    let in_the_open =
        sample.has_at(30, b"mimetype") && sample.has_at(38, mime) && !sample.has_at(38 + mime.len(), b"-");
    in_the_open || (!sample.zip_names.is_empty() && sample.general.media_type().as_bytes() == mime)
}
