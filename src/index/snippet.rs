//! Pieces of text around what was found, as written: `Đình` is marked for `dinh`.

use std::collections::HashSet;

use crate::index::Part;
use crate::index::spelling;
use crate::index::spelling::Lane;
use crate::index::spelling::plain;
use crate::index::stem::Stems;
use crate::index::tokenizer::cut;
use crate::model::text::Lang;

/// Letters shown before the first word found.
const BEFORE: usize = 60;
/// Letters shown altogether.
const LONG: usize = 220;

/// A found word in a text: from, to, and which of the words asked for it is.
type Place = (usize, usize, usize);
/// What a text is, where its places can be named, and the text.
type Kept<'a> = (Option<Part>, &'a str);

/// A word that was asked for.
struct Asked<'a> {
    word: &'a str,
    /// Its stem in the language of the text.
    stem: Option<String>,
}

impl Asked<'_> {
    fn new(word: &str, stems: Option<Stems>) -> Asked<'_> {
        Asked { word, stem: stems.and_then(|stems| stems.of(word)) }
    }

    /// Says whether a folded word is it, or has its stem: one that has not the middle of the stem in it is not looked at.
    fn is(&self, own: &str, stems: Option<Stems>) -> bool {
        let is_alike = |stem: &str| stem.get(1..stem.len().min(4)).is_some_and(|middle| own.contains(middle));
        own == self.word
            || self.stem.as_deref().is_some_and(|stem| {
                is_alike(stem) && stems.and_then(|stems| stems.of(own)).is_some_and(|own| own == stem)
            })
    }
}

/// Where a piece stands within its record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spot {
    /// In what.
    pub part: Part,
    /// On which line that is not empty, or on which page, from 1 on.
    pub number: u32,
}

/// A piece of a text around what was found. Empty where nothing was.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Snippet {
    /// Language of the text; empty where it is not known.
    pub lang: String,
    /// Where it stands, where that can be said.
    pub spot: Option<Spot>,
    /// The text, cut at found words: (text, is a found word).
    pub pieces: Vec<(String, bool)>,
}

/// Returns the best piece of the texts as they are kept (language, part, tab, text), of the reader's language where that has
/// one; else Vietnamese, else English, else what is left.
pub fn best_snippet(kept: &[&str], folded: &HashSet<String>, lang: Lang) -> Snippet {
    let mut by_lang: Vec<(&str, Vec<Kept<'_>>)> = Vec::new();
    for (head, text) in kept.iter().map(|kept| kept.split_once('\t').unwrap_or(("", kept))) {
        let (own, part) = head.split_once(' ').unwrap_or((head, ""));
        let one = (Part::of(part), text);
        match by_lang.iter_mut().find(|(known, _)| *known == own) {
            Some((_, texts)) => texts.push(one),
            None => by_lang.push((own, vec![one])),
        }
    }
    let order = [lang.tag(), "vi", "en"];
    by_lang.sort_by_key(|(own, _)| order.iter().position(|tag| tag == own).unwrap_or(order.len()));
    for (own, texts) in by_lang {
        let (spot, pieces) = snippet(own, &texts, folded);
        if !pieces.is_empty() {
            return Snippet { lang: own.to_owned(), spot, pieces };
        }
    }
    Snippet::default()
}

/// Returns the best piece of the texts, cut at found words: (text, is a found word), and where it stands. Empty when nothing
/// is found.
fn snippet(lang: &str, texts: &[Kept<'_>], folded: &HashSet<String>) -> (Option<Spot>, Vec<(String, bool)>) {
    let stems = Stems::ALL.into_iter().find(|stems| stems.tag() == lang);
    let wanted: Vec<Asked<'_>> = folded.iter().map(|word| Asked::new(word, stems)).collect();
    let mut best: Option<((usize, bool), Kept<'_>, Vec<Place>)> = None;
    for (part, text) in texts {
        let found = places(text, &wanted, stems);
        let Some((start, count)) = densest(&found) else { continue };
        // What stands twice, as the summary and as what it was taken from, is shown where one can be led to.
        let rank = (count, part.is_some());
        if best.as_ref().is_none_or(|(known, ..)| rank > *known) {
            let found = found.into_iter().filter(|(from, ..)| *from >= start).collect();
            best = Some((rank, (*part, text), found));
        }
    }
    let Some((_, (part, text), found)) = best else { return (None, Vec::new()) };
    let at = found.first().map_or(0, |(from, ..)| *from);
    (part.map(|part| spot(part, text, at)), pieces(text, &found))
}

/// Says where a place of a text is: pages count from form feed to form feed, lines where they are not empty.
fn spot(part: Part, text: &str, at: usize) -> Spot {
    let before = &text[..at];
    let number = match part {
        Part::Page => before.matches('\u{c}').count() + 1,
        // The line the word stands on is not empty: its beginning, where there is one, has been counted.
        _ => {
            let begun = before.rsplit('\n').next().is_some_and(|line| !line.trim().is_empty());
            before.lines().filter(|line| !line.trim().is_empty()).count() + usize::from(!begun)
        }
    };
    Spot { part, number: u32::try_from(number).unwrap_or(u32::MAX) }
}

/// Finds the words asked for, as far as to where all of them stand near each other.
fn places(text: &str, wanted: &[Asked<'_>], stems: Option<Stems>) -> Vec<Place> {
    // What stands before an Indonesian stem may begin with any letter.
    let begins_one = |word: &str| match word.chars().next().and_then(plain) {
        Some(letter) if stems != Some(Stems::Indonesian) => wanted.iter().any(|wanted| wanted.word.starts_with(letter)),
        _ => true,
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
        let Some(which) = wanted.iter().position(|wanted| wanted.is(&own, stems)) else { continue };
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
        let found: Vec<String> = snippet("vi", &[(None, &text)], &folded)
            .1
            .into_iter()
            .filter(|(_, is_found)| *is_found)
            .map(|(text, _)| text)
            .collect();
        assert_eq!(found, ["Đình", "Thạc", "Gián"]);
    }

    #[test]
    fn a_piece_says_on_which_line_or_page_it_stands() {
        let folded = ["gian".to_owned()].into();
        let spot = |text: &str| best_snippet(&[text], &folded, Lang::Vi).spot.map(|spot| (spot.part, spot.number));
        assert_eq!(spot("vi reading\tthạc gián\nđình"), Some((Part::Reading, 1)));
        assert_eq!(spot("vi reading\tđình\n \n  gián"), Some((Part::Reading, 2)));
        assert_eq!(spot("lzh original\tđình\n\nthạc gián\n"), Some((Part::Original, 2)));
        assert_eq!(spot(" page\tmột\n\u{c}\n\u{c}\nđình\n gián"), Some((Part::Page, 3)));
        assert_eq!(spot("vi\tthạc gián"), None);
    }
}
