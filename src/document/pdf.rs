//! PDF: title, author and the text of every page.

use hayro::hayro_interpret::Context;
use hayro::hayro_interpret::InterpreterCache;
use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_interpret::interpret_page;
use hayro::hayro_syntax::LoadPdfError;
use hayro::hayro_syntax::Pdf;
use hayro::kurbo::Affine;
use hayro::kurbo::Rect;

use crate::base::limits;
use crate::document::DocumentError;
use crate::document::Text;
use crate::document::page;
use crate::document::plain;
use crate::document::word::Words;

/// Reads title, author and the text of every page.
pub fn read(input: &[u8]) -> Result<Text, DocumentError> {
    let pdf = open(input)?;
    let count = pdf.pages().len();
    if count as u64 > u64::from(limits::PAGES) {
        return Err(DocumentError::TooLarge);
    }
    let page_sizes = page::sizes(pdf.pages());
    let mut text = Text { page_count: count as u32, page_sizes, flags: flags(input), ..Text::default() };
    let metadata = pdf.metadata();
    text.title = metadata.title.as_deref().and_then(info);
    text.author = metadata.author.as_deref().and_then(info);
    let mut left = limits::TEXT_BYTES;
    for page in pdf.pages().iter() {
        let cache = InterpreterCache::new();
        let area = Rect::new(0.0, 0.0, 1.0, 1.0);
        let mut context = Context::new(Affine::IDENTITY, area, &cache, pdf.xref(), InterpreterSettings::default());
        let mut words = Words::default();
        interpret_page(page, &mut context, &mut words);
        let page_text = plain_text(words);
        if page_text.len() > left {
            text.truncated = true;
            break;
        }
        left -= page_text.len();
        text.pages.push(page_text);
    }
    Ok(text)
}

fn plain_text(words: Words) -> String {
    let mut text = String::new();
    for line in words.finish() {
        if !text.is_empty() {
            text.push('\n');
        }
        for (n, word) in line.iter().enumerate() {
            if n > 0 {
                text.push(' ');
            }
            text.push_str(&word.text);
        }
    }
    text
}

/// Opens a document, telling one that asks for a password from one that is damaged.
pub(super) fn open(input: &[u8]) -> Result<Pdf, DocumentError> {
    Pdf::new(input.to_vec()).map_err(|error| match error {
        LoadPdfError::Decryption(_) => DocumentError::Encrypted,
        // Where the table of a locked document is damaged, too, the reader repairs it and then stands before the lock.
        LoadPdfError::Invalid if has(input, b"/Encrypt") => DocumentError::Encrypted,
        LoadPdfError::Invalid => DocumentError::Damaged,
    })
}

/// Text of the information dictionary: UTF-16 with a mark, UTF-8, or bytes.
fn info(bytes: &[u8]) -> Option<String> {
    let text: String = plain::decode(bytes).text.chars().filter(|letter| !letter.is_control()).collect();
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

fn has(input: &[u8], mark: &[u8]) -> bool {
    input.windows(mark.len()).any(|window| window == mark)
}

/// What deserves a second look; none of it is ever run.
fn flags(input: &[u8]) -> Vec<String> {
    const MARKS: [(&[u8], &str); 5] = [
        (b"/JavaScript", "javascript"),
        (b"/Launch", "launch"),
        (b"/EmbeddedFile", "attachments"),
        (b"/Encrypt", "encrypted"),
        (b"/AcroForm", "form"),
    ];
    MARKS.iter().filter(|(mark, _)| has(input, mark)).map(|(_, flag)| (*flag).to_owned()).collect()
}
