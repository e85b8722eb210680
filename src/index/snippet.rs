//! Pieces of text around what was found, as written: `Đình` is marked for `dinh`.

use std::collections::HashSet;

use crate::index::spelling;
use crate::index::spelling::Lane;
use crate::index::spelling::plain;
use crate::index::tokenizer::cut;
use crate::model::text::Lang;

/// Letters shown before the first word found.
const BEFORE: usize = 60;
/// Letters shown altogether.
const LONG: usize = 220;

/// A found word in a text: from, to, and which of the words asked for it is.
type Place = (usize, usize, usize);

/// A piece of a text around what was found. Empty where nothing was.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Snippet {
    /// Language of the text; empty where it is not known.
    pub lang: String,
    /// The text, cut at found words: (text, is a found word).
    pub pieces: Vec<(String, bool)>,
}

/// Returns the best piece of the texts as they are kept (language, tab, text), of the reader's language where that has one;
/// else Vietnamese, else English, else what is left.
pub fn best_snippet(kept: &[&str], folded: &HashSet<String>, lang: Lang) -> Snippet {
    let mut by_lang: Vec<(&str, Vec<&str>)> = Vec::new();
    for (own, text) in kept.iter().map(|kept| kept.split_once('\t').unwrap_or(("", kept))) {
        match by_lang.iter_mut().find(|(known, _)| *known == own) {
            Some((_, texts)) => texts.push(text),
            None => by_lang.push((own, vec![text])),
        }
    }
    let order = [lang.tag(), "vi", "en"];
    by_lang.sort_by_key(|(own, _)| order.iter().position(|tag| tag == own).unwrap_or(order.len()));
    for (own, texts) in by_lang {
        let pieces = snippet(&texts, folded);
        if !pieces.is_empty() {
            return Snippet { lang: own.to_owned(), pieces };
        }
    }
    Snippet::default()
}

/// Returns the best piece of the texts, cut at found words: (text, is a found word). Empty when nothing is found.
fn snippet(texts: &[&str], folded: &HashSet<String>) -> Vec<(String, bool)> {
    let wanted: Vec<&str> = folded.iter().map(String::as_str).collect();
    let mut best: Option<(usize, &str, Vec<Place>)> = None;
    for text in texts {
        let found = places(text, &wanted);
        let Some((start, count)) = densest(&found) else { continue };
        if best.as_ref().is_none_or(|(known, ..)| count > *known) {
            best = Some((count, text, found.into_iter().filter(|(from, ..)| *from >= start).collect()));
        }
    }
    match best {
        Some((_, text, found)) => pieces(text, &found),
        None => Vec::new(),
    }
}

/// Finds the words asked for, as far as to where all of them stand near each other.
fn places(text: &str, wanted: &[&str]) -> Vec<Place> {
    let begins_one = |word: &str| match word.chars().next().and_then(plain) {
        Some(letter) => wanted.iter().any(|wanted| wanted.starts_with(letter)),
        None => true,
    };
    let mut found: Vec<Place> = Vec::new();
    let mut until = usize::MAX;
    let mut own = String::new();
    for (from, to) in cut(text).filter(|(from, to)| begins_one(&text[*from..*to])) {
        if from > until {
            break;
        }
        own.clear();
        spelling::onto(Lane::Folded, &text[from..to], &mut own);
        let Some(which) = wanted.iter().position(|word| *word == own) else { continue };
        found.push((from, to, which));
        if until == usize::MAX {
            let near = found.iter().rev().take_while(|(start, ..)| start + LONG > from);
            let (start, seen) = near.fold((from, 0), |(_, seen), (start, _, which)| (*start, seen | bit(*which)));
            if seen.count_ones() as usize == wanted.len() {
                until = start + LONG;
            }
        }
    }
    found
}

/// At most QUERY_SYLLABLES (48) words are asked for: one bit each.
fn bit(which: usize) -> u64 {
    1 << (which % 64)
}

/// Finds where most different words stand within one piece's length.
fn densest(found: &[Place]) -> Option<(usize, usize)> {
    let within = |at: usize| {
        let start = found[at].0;
        let near = found[at..].iter().take_while(|(from, ..)| *from < start + LONG);
        near.fold(0, |seen, (.., which)| seen | bit(*which)).count_ones() as usize
    };
    (0..found.len().min(200))
        .map(|at| (found[at].0, within(at)))
        .max_by_key(|(from, count)| (*count, usize::MAX - from))
}

fn pieces(text: &str, found: &[Place]) -> Vec<(String, bool)> {
    let Some((first, ..)) = found.first() else { return Vec::new() };
    let start = boundary(text, first.saturating_sub(BEFORE));
    let end = boundary(text, (start + LONG).min(text.len()));
    let mut out = Vec::new();
    let mut at = start;
    if start > 0 {
        out.push(("… ".to_owned(), false));
    }
    for (from, to, _) in found.iter().copied().filter(|(from, to, _)| *from >= start && *to <= end) {
        if from > at {
            out.push((text[at..from].to_owned(), false));
        }
        out.push((text[from..to].to_owned(), true));
        at = to;
    }
    if at < end {
        out.push((text[at..end].to_owned(), false));
    }
    if end < text.len() {
        out.push((" …".to_owned(), false));
    }
    out
}

/// Moves forward to the beginning of a word, or at least of a letter.
fn boundary(text: &str, at: usize) -> usize {
    if at == 0 || at >= text.len() {
        return at.min(text.len());
    }
    let mut place = at;
    while !text.is_char_boundary(place) {
        place += 1;
    }
    match text[place..].find(char::is_whitespace) {
        Some(space) if space < 30 => place + space,
        _ => place,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_as_written_is_marked() {
        let text = "Ảnh khảo sát Đình Thạc Gián, quận Thanh Khê".to_owned();
        let folded = ["dinh", "thac", "gian"].map(str::to_owned).into();
        let found: Vec<String> =
            snippet(&[&text], &folded).into_iter().filter(|(_, is_found)| *is_found).map(|(text, _)| text).collect();
        assert_eq!(found, ["Đình", "Thạc", "Gián"]);
    }
}
