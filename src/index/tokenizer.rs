//! Vietnamese words for the index: syllables, in three lanes.
//!
//! Why our own: stock tokenizers split decomposed text at combining marks (macOS names, PDF text), fold nothing that
//! is decomposed, and know no đ beside ð. Offsets stay offsets in the text as given.

use std::iter::Peekable;
use std::str::CharIndices;

use tantivy::tokenizer::Token;
use tantivy::tokenizer::TokenStream;
use tantivy::tokenizer::Tokenizer;
use unicode_normalization::char::is_combining_mark;

use crate::index::spelling;
use crate::index::spelling::Lane;

/// Returns the name the tokenizer of a lane is registered under.
pub fn name(lane: Lane) -> &'static str {
    match lane {
        Lane::Exact => "vi_exact_3",
        Lane::Toneless => "vi_toneless_3",
        Lane::Folded => "vi_folded_2",
    }
}

/// The tokenizer of one lane. Words without marks have their place in every lane and stand in the folded one alone.
#[derive(Debug, Clone, Copy)]
pub struct Syllables(pub Lane);

/// The words of a text, in a lane.
pub struct Words<'a> {
    text: &'a str,
    lane: Lane,
    cuts: Cuts<'a>,
    token: Token,
}

impl Tokenizer for Syllables {
    type TokenStream<'a> = Words<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Words<'a> {
        Words { text, lane: self.0, cuts: cut(text), token: Token::default() }
    }
}

impl TokenStream for Words<'_> {
    fn advance(&mut self) -> bool {
        for (from, to) in self.cuts.by_ref() {
            let token = &mut self.token;
            token.position = token.position.wrapping_add(1);
            (token.offset_from, token.offset_to) = (from, to);
            token.text.clear();
            let word = &self.text[from..to];
            if self.lane != Lane::Folded && !spelling::is_marked(word) {
                continue;
            }
            spelling::onto(self.lane, word, &mut token.text);
            if !token.text.is_empty() {
                return true;
            }
        }
        false
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

/// Where the words of a text begin and end.
pub struct Cuts<'a> {
    letters: Peekable<CharIndices<'a>>,
}

/// Cuts a text into words: runs of letters and digits with the marks that follow them; Han characters one by one.
pub fn cut(text: &str) -> Cuts<'_> {
    Cuts { letters: text.char_indices().peekable() }
}

impl Iterator for Cuts<'_> {
    type Item = (usize, usize);

    fn next(&mut self) -> Option<(usize, usize)> {
        let letters = &mut self.letters;
        let (from, first) = letters.by_ref().find(|(_, letter)| is_letter(*letter))?;
        let mut to = from + first.len_utf8();
        let is_single = is_han(first);
        while let Some((at, next)) = letters.peek().copied() {
            let goes_on = is_mark(next) || (!is_single && is_letter(next) && !is_han(next));
            if !goes_on {
                break;
            }
            to = at + next.len_utf8();
            letters.next();
        }
        Some((from, to))
    }
}

/// Says what `char::is_alphanumeric` says, at once for the letters of Vietnamese.
fn is_letter(letter: char) -> bool {
    match u32::from(letter) {
        0..=0x7F => letter.is_ascii_alphanumeric(),
        0xD7 | 0xF7 => false,
        0xC0..=0x24F | 0x1E00..=0x1EFF => true,
        _ => letter.is_alphanumeric(),
    }
}

/// Says what `is_combining_mark` says, at once for the letters of Vietnamese.
fn is_mark(letter: char) -> bool {
    match u32::from(letter) {
        0..=0x2FF | 0x1E00..=0x1EFF => false,
        _ => is_combining_mark(letter),
    }
}

/// Returns true for Han and Nôm characters.
pub fn is_han(letter: char) -> bool {
    matches!(u32::from(letter), 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x323AF)
}

#[cfg(test)]
mod tests {
    use unicode_normalization::UnicodeNormalization as _;

    use super::*;

    fn words(lane: Lane, text: &str) -> Vec<String> {
        let mut tokenizer = Syllables(lane);
        let mut stream = tokenizer.token_stream(text);
        let mut words = Vec::new();
        while stream.advance() {
            words.push(stream.token().text.clone());
        }
        words
    }

    #[test]
    fn composed_and_decomposed_text_give_the_same_words() {
        let decomposed: String = "Đình Thạc Gián".nfd().collect();
        for lane in [Lane::Exact, Lane::Toneless, Lane::Folded] {
            assert_eq!(words(lane, "Đình Thạc Gián"), words(lane, &decomposed));
            assert_eq!(words(lane, "Đình"), words(lane, "Ðình"));
        }
        assert_eq!(words(Lane::Folded, &decomposed), ["dinh", "thac", "gian"]);
        assert_eq!(words(Lane::Toneless, &decomposed), ["đinh", "thac", "gian"]);
    }

    #[test]
    fn words_without_marks_have_a_place_in_every_lane_and_stand_in_one() {
        let places = |lane| {
            let mut tokenizer = Syllables(lane);
            let mut stream = tokenizer.token_stream("Chùa Long Thủ, 1657");
            let mut places = Vec::new();
            while stream.advance() {
                places.push((stream.token().position, stream.token().text.clone()));
            }
            places
        };
        let of = |words: &[(usize, &str)]| words.iter().map(|(at, word)| (*at, (*word).to_owned())).collect::<Vec<_>>();
        assert_eq!(places(Lane::Folded), of(&[(0, "chua"), (1, "long"), (2, "thu"), (3, "1657")]));
        assert_eq!(places(Lane::Exact), of(&[(0, "chua\u{300}"), (2, "thu\u{309}")]));
        assert_eq!(places(Lane::Toneless), of(&[(0, "chua"), (2, "thu")]));
    }

    #[test]
    fn the_short_way_says_what_the_long_way_says() {
        for letter in (0..0x3000).filter_map(char::from_u32) {
            assert_eq!(is_letter(letter), letter.is_alphanumeric(), "{letter:?}");
            assert_eq!(is_mark(letter), is_combining_mark(letter), "{letter:?}");
        }
    }

    #[test]
    fn han_characters_stand_alone_and_codes_fall_into_parts() {
        assert_eq!(words(Lane::Folded, "萬古英靈 4699/QĐ-BVHTTDL"), ["萬", "古", "英", "靈", "4699", "qd", "bvhttdl"]);
        assert_eq!(words(Lane::Folded, "PTH.TĐ.01"), ["pth", "td", "01"]);
    }
}
