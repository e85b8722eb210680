//! Pieces of text around what was found, as written: `Đình` is marked for `dinh`.

use std::collections::HashSet;

use crate::index::tokenizer::cut;
use crate::index::tokenizer::fold;

/// Letters shown before the first word found.
const BEFORE: usize = 60;
/// Letters shown altogether.
const LONG: usize = 220;

/// Places of words in a text: from, to.
type Places = Vec<(usize, usize)>;

/// Returns the best piece of the texts, cut at found words: (text, is a found word). Empty when nothing is found.
pub fn snippet(texts: &[String], folded: &HashSet<String>) -> Vec<(String, bool)> {
    let mut best: Option<(usize, &str, Places)> = None;
    for text in texts {
        let found: Places = cut(text).filter(|(from, to)| folded.contains(&fold(&text[*from..*to]))).collect();
        let Some((start, count)) = densest(text, &found) else { continue };
        if best.as_ref().is_none_or(|(known, ..)| count > *known) {
            best = Some((count, text, found.into_iter().filter(|(from, _)| *from >= start).collect()));
        }
    }
    match best {
        Some((_, text, found)) => pieces(text, &found),
        None => Vec::new(),
    }
}

/// Finds where most found words stand within one piece's length.
fn densest(text: &str, found: &[(usize, usize)]) -> Option<(usize, usize)> {
    let within = |start: usize| {
        let mut seen = HashSet::new();
        found
            .iter()
            .filter(|(from, _)| *from >= start && *from < start + LONG)
            .filter(|(from, to)| seen.insert(fold(&text[*from..*to])))
            .count()
    };
    found
        .iter()
        .take(200)
        .map(|(from, _)| (*from, within(*from)))
        .max_by_key(|(from, count)| (*count, usize::MAX - from))
}

fn pieces(text: &str, found: &[(usize, usize)]) -> Vec<(String, bool)> {
    let Some((first, _)) = found.first() else { return Vec::new() };
    let start = boundary(text, first.saturating_sub(BEFORE));
    let end = boundary(text, (start + LONG).min(text.len()));
    let mut out = Vec::new();
    let mut at = start;
    if start > 0 {
        out.push(("… ".to_owned(), false));
    }
    for (from, to) in found.iter().copied().filter(|(from, to)| *from >= start && *to <= end) {
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
            snippet(&[text], &folded).into_iter().filter(|(_, is_found)| *is_found).map(|(text, _)| text).collect();
        assert_eq!(found, ["Đình", "Thạc", "Gián"]);
    }
}
