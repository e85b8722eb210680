//! What is read out of a document, why nothing is, and which reader a format has.

use crate::base::fault::Fault;
use crate::base::fault::Faulty;
use crate::base::xml::XmlError;
use crate::document::office;
use crate::document::pdf;
use crate::document::plain;

/// What was read out of a document.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Text {
    /// Its title, as its properties give it.
    pub title: Option<String>,
    /// Its author, as its properties give it.
    pub author: Option<String>,
    /// Text by page (one page where the format has none), NFC.
    pub pages: Vec<String>,
    /// How many pages it has; 0 where the format has none.
    pub page_count: u32,
    /// Width and height of the picture of each page, in pixels; empty where the format has none.
    pub page_sizes: Vec<(u32, u32)>,
    /// Encoding of a plain text.
    pub encoding: Option<String>,
    /// What deserves a second look: `macros`, `javascript`, `encrypted`, `attachments`, `launch`, `form`, `doubtful`.
    pub flags: Vec<String>,
    /// True when there is more text than is kept.
    pub truncated: bool,
}

/// Why a document gives no text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DocumentError {
    /// A password is needed.
    #[error("the document is encrypted; a password is needed")]
    Encrypted,
    /// It does not hold together.
    #[error("the document is damaged")]
    Damaged,
    /// Larger than is read.
    #[error("the document is larger than is read")]
    TooLarge,
    /// It holds what is refused, such as a document type.
    #[error("the document holds what is refused")]
    Refused,
    /// No such page.
    #[error("the document has no such page")]
    NoPage,
    /// No text is read from this format.
    #[error("no text is read from this format")]
    NoPreview,
}

impl From<XmlError> for DocumentError {
    fn from(error: XmlError) -> DocumentError {
        match error {
            XmlError::Malformed => DocumentError::Damaged,
            XmlError::DocType => DocumentError::Refused,
            XmlError::TooDeep => DocumentError::TooLarge,
        }
    }
}

impl Faulty for DocumentError {
    fn fault(&self) -> Fault {
        match self {
            DocumentError::Encrypted | DocumentError::Damaged | DocumentError::Refused => Fault::Corrupt,
            DocumentError::TooLarge => Fault::TooLarge,
            DocumentError::NoPage => Fault::Missing,
            DocumentError::NoPreview => Fault::Unsupported,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            DocumentError::Encrypted => "document.encrypted",
            DocumentError::Damaged => "document.damaged",
            DocumentError::TooLarge => "document.too_large",
            DocumentError::Refused => "document.refused",
            DocumentError::NoPage => "document.no_page",
            DocumentError::NoPreview => "document.no_preview",
        }
    }
}

/// Reads a document. `format` is a name of `media::format`.
pub fn read(input: &[u8], format: &str) -> Result<Text, DocumentError> {
    match format {
        "pdf" => pdf::read(input),
        "docx" | "xlsx" | "pptx" | "odt" | "ods" | "odp" | "epub" => office::read(input, format),
        "rtf" => Ok(office::rtf(input)),
        "ole" | "doc" | "xls" | "ppt" if office::is_locked(input) => Err(DocumentError::Encrypted),
        "html" | "xhtml" | "xml" | "xmp" => Ok(office::markup(input)),
        "txt" | "csv" | "json" | "text" | "md" | "plain" => {
            let decoded = plain::decode(input);
            let flags = if decoded.is_doubtful { vec!["doubtful".to_owned()] } else { Vec::new() };
            Ok(Text { pages: vec![decoded.text], encoding: Some(decoded.encoding), flags, ..Text::default() })
        }
        _ => Err(DocumentError::NoPreview),
    }
}
