//! The lines of an inscription: as cut, as read, as translated.

use serde::Serialize;

use crate::model::record::Body;
use crate::model::record::Record;
use crate::model::text::Lang;
use crate::web::pages::text::Said;
use crate::web::pages::text::tag_on_pages;

/// What a page shows of an inscription.
#[derive(Debug, Clone, Serialize)]
pub struct Lines {
    /// Columns or lines, in reading order.
    pub columns: Vec<String>,
    /// Tag for the original.
    pub lang: &'static str,
    /// `tate` for columns, `yoko` for boards read from the right, empty for what reads from the left.
    pub set: &'static str,
    /// Sino-Vietnamese reading.
    pub reading: Option<Said>,
    /// Lines of the reading.
    pub reading_lines: Vec<String>,
    /// Translation.
    pub translation: Option<Said>,
    /// Lines of the translation.
    pub translation_lines: Vec<String>,
    /// True when the original has lost, restored or doubtful characters.
    pub has_marks: bool,
}

impl Lines {
    /// Takes the lines of an inscription; `None` for other records.
    pub fn of(record: &Record, lang: Lang) -> Option<Lines> {
        let Body::Inscription(body) = &record.body else { return None };
        let original = body.original.as_deref().unwrap_or_default();
        let reading = Said::maybe(body.reading.as_ref(), lang);
        let translation = Said::maybe(body.translation.as_ref(), lang);
        let lines = |said: &Option<Said>| said.as_ref().map(|said| split(&said.text)).unwrap_or_default();
        Some(Lines {
            columns: split(original),
            lang: tag_on_pages(body.original_lang().unwrap_or("lzh")),
            set: match body.script.as_str() {
                "hani_han" | "hani_nom" | "mixed" | "" if body.direction == "horizontal_rl" => "yoko",
                "hani_han" | "hani_nom" | "mixed" | "" if body.direction != "horizontal_lr" => "tate",
                _ => "",
            },
            reading_lines: lines(&reading),
            translation_lines: lines(&translation),
            reading,
            translation,
            has_marks: original.contains(['□', '[', '{']),
        })
    }
}

fn split(text: &str) -> Vec<String> {
    text.lines().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect()
}
