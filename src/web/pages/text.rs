//! Texts, numbers and days as a reader of one language expects them.

use serde::Serialize;

use crate::model::edtf;
use crate::model::text::Lang;
use crate::model::text::LangText;
use crate::model::text::TextState;
use crate::model::vocabulary;

/// A text on a page and what the reader must know of it.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Said {
    /// The text.
    pub text: String,
    /// Its paragraphs.
    pub paragraphs: Vec<String>,
    /// Its language, where that is not the page's.
    pub lang: Option<String>,
    /// True when a machine translated it and nobody has checked it.
    pub is_machine: bool,
}

impl Said {
    /// Picks the best text for a reader; `None` when there is none at all.
    pub fn of(text: &LangText, lang: Lang) -> Option<Said> {
        let (found, words) = text.best(lang)?;
        let is_machine = text.0.get(found).is_some_and(|entry| entry.state == TextState::Machine);
        Some(Said {
            text: words.to_owned(),
            paragraphs: words
                .split("\n\n")
                .map(|part| part.trim().to_owned())
                .filter(|part| !part.is_empty())
                .collect(),
            lang: foreign(found, lang),
            is_machine,
        })
    }

    /// Picks the best text of an optional one.
    pub fn maybe(text: Option<&LangText>, lang: Lang) -> Option<Said> {
        text.and_then(|text| Said::of(text, lang))
    }

    /// Takes a text that is in the page's language or in none.
    pub fn plain(text: impl Into<String>) -> Said {
        let text = text.into();
        Said { paragraphs: vec![text.clone()], text, ..Said::default() }
    }
}

/// Returns the `lang` attribute of a text on a page of another language; none where it is the page's own or not known.
pub fn foreign(tag: &str, page: Lang) -> Option<String> {
    (!tag.is_empty() && tag != page.tag()).then(|| tag_on_pages(tag).to_owned())
}

/// Returns the tag browsers choose the right glyphs by: traditional forms for literary Chinese, Nôm for Hán-Nôm.
pub fn tag_on_pages(tag: &str) -> &str {
    match tag {
        "lzh" | "zh" | "zh-Hant" => "lzh-Hant",
        "vi-Hani" | "nom" => "vi-Hani",
        other => other,
    }
}

/// Returns the label of a term with a capital, as it stands alone on a page; the code where there is no label.
pub fn term(vocabulary: &str, code: &str, lang: Lang) -> String {
    capital(vocabulary::label(vocabulary, code, lang).unwrap_or(code))
}

/// Returns the text with its first letter in upper case.
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

/// Writes a whole number: `1.204` in Vietnamese and Indonesian, `1,204` in English.
pub fn number(value: u64, lang: Lang) -> String {
    let digits = value.to_string();
    let mark = if lang == Lang::En { ',' } else { '.' };
    let mut written = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            written.push(mark);
        }
        written.push(digit);
    }
    written
}

/// Writes a number with at most so many decimals, without empty ones.
pub fn decimal(value: f64, decimals: usize, lang: Lang) -> String {
    let text = format!("{value:.decimals$}");
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text };
    if lang == Lang::En { text } else { text.replace('.', ",") }
}

/// Writes a size: `640 kB`, `3,1 MB`.
pub fn bytes(value: u64, lang: Lang) -> String {
    const UNITS: [(&str, f64); 4] = [("GB", 1e9), ("MB", 1e6), ("kB", 1e3), ("B", 1.0)];
    let amount = value as f64;
    let (unit, size) = UNITS.into_iter().find(|(_, size)| amount >= *size).unwrap_or(("B", 1.0));
    let scaled = amount / size;
    let decimals = usize::from(scaled < 10.0 && size > 1e3);
    format!("{}\u{a0}{unit}", decimal(scaled, decimals, lang))
}

/// Writes the day of an RFC 3339 instant as it reads in Đà Nẵng (UTC+7).
pub fn day(at: &str, lang: Lang) -> String {
    let local = at.parse::<jiff::Timestamp>().ok().and_then(|instant| {
        let offset = jiff::tz::Offset::from_hours(7).ok()?;
        Some(offset.to_datetime(instant).date().to_string())
    });
    edtf::display(local.as_deref().or(at.get(..10)).unwrap_or_default(), lang)
}

/// Writes day and minute of an RFC 3339 instant as it reads in Đà Nẵng (UTC+7).
pub fn moment(at: &str, lang: Lang) -> String {
    let local = at.parse::<jiff::Timestamp>().ok().and_then(|instant| {
        let offset = jiff::tz::Offset::from_hours(7).ok()?;
        Some(offset.to_datetime(instant))
    });
    let Some(local) = local else { return at.to_owned() };
    let mark = if lang == Lang::Id { '.' } else { ':' };
    format!("{} {:02}{mark}{:02}", edtf::display(&local.date().to_string(), lang), local.hour(), local.minute())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_as_at_home() {
        assert_eq!(number(1_204_000, Lang::Vi), "1.204.000");
        assert_eq!(number(999, Lang::En), "999");
        assert_eq!(bytes(3_100_000, Lang::Vi), "3,1\u{a0}MB");
        assert_eq!(bytes(640_000, Lang::En), "640\u{a0}kB");
        assert_eq!(decimal(2.50, 2, Lang::En), "2.5");
        assert_eq!(decimal(100.0, 0, Lang::En), "100");
    }

    #[test]
    fn a_day_is_that_of_the_place() {
        assert_eq!(day("2026-11-23T18:00:00Z", Lang::Vi), edtf::display("2026-11-24", Lang::Vi));
    }

    #[test]
    fn a_reader_is_told_which_language_a_text_is_in() {
        let text = LangText::of("vi", "Đình\n\nLàng");
        let said = Said::of(&text, Lang::En).expect("there is a text");
        assert_eq!((said.lang.as_deref(), said.paragraphs.len()), (Some("vi"), 2));
        assert_eq!(Said::of(&text, Lang::Vi).expect("there is a text").lang, None);
    }
}
