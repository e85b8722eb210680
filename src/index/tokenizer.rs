//! Vietnamese words for the index: syllables in two lanes, as written and with marks folded away.
//!
//! Why our own: stock tokenizers split decomposed text at combining marks (macOS names, PDF text), fold nothing that
//! is decomposed, and know no đ beside ð. Offsets stay offsets in the text as given.

use std::sync::LazyLock;

use tantivy::tokenizer::Token;
use tantivy::tokenizer::TokenStream;
use tantivy::tokenizer::Tokenizer;
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// Which lane a token is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lane {
    /// As written: NFC, small letters, the tone mark in its modern place.
    Exact,
    /// All marks away, đ as d.
    Folded,
}

impl Lane {
    /// Returns the name the tokenizer is registered under.
    pub fn name(self) -> &'static str {
        match self {
            Lane::Exact => "vi_exact_1",
            Lane::Folded => "vi_folded_1",
        }
    }
}

/// The tokenizer of one lane.
#[derive(Debug, Clone, Copy)]
pub struct Syllables(pub Lane);

/// The words of a text, cut before they are asked for.
pub struct Words {
    tokens: Vec<Token>,
    next: usize,
}

impl Tokenizer for Syllables {
    type TokenStream<'a> = Words;
    fn token_stream<'a>(&'a mut self, text: &'a str) -> Words {
        let tokens = cut(text)
            .enumerate()
            .map(|(position, (from, to))| Token {
                offset_from: from,
                offset_to: to,
                position,
                text: match self.0 {
                    Lane::Exact => exact(&text[from..to]),
                    Lane::Folded => fold(&text[from..to]),
                },
                position_length: 1,
            })
            .filter(|token| !token.text.is_empty())
            .collect();
        Words { tokens, next: 0 }
    }
}

impl TokenStream for Words {
    fn advance(&mut self) -> bool {
        self.next += 1;
        self.next <= self.tokens.len()
    }
    fn token(&self) -> &Token {
        &self.tokens[self.next - 1]
    }
    fn token_mut(&mut self) -> &mut Token {
        &mut self.tokens[self.next - 1]
    }
}

/// Cuts a text into words: runs of letters and digits with the marks that follow them; Han characters one by one.
pub fn cut(text: &str) -> impl Iterator<Item = (usize, usize)> + '_ {
    let mut letters = text.char_indices().peekable();
    std::iter::from_fn(move || {
        loop {
            let (from, first) = letters.next()?;
            if !is_letter(first) {
                continue;
            }
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
            return Some((from, to));
        }
    })
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

/// Returns a word as written: NFC, small letters, `hoà` as `hòa`, ð as đ.
pub fn exact(word: &str) -> String {
    let small: String =
        word.nfkc().flat_map(char::to_lowercase).map(|letter| if letter == 'ð' { 'đ' } else { letter }).collect();
    modern_tone(&small)
}

/// Returns a word with its marks folded away.
pub fn fold(word: &str) -> String {
    let mut folded = String::with_capacity(word.len());
    fold_onto(word, &mut folded);
    folded
}

/// Adds a word with its marks folded away to what is there.
pub fn fold_onto(word: &str, folded: &mut String) {
    for letter in word.chars() {
        match plain(letter) {
            Some(plain) => folded.push(plain),
            None => folded.extend(folded_slowly(letter)),
        }
    }
}

/// Returns the letter that stands in the folded lane for this one, where it is a single one of ASCII.
pub fn plain(letter: char) -> Option<char> {
    /// The Latin letters with marks that have a place of their own, up to U+024F and from U+1E00 to U+1EFF.
    static PLAIN: LazyLock<Vec<Option<char>>> = LazyLock::new(|| {
        let one = |letter: char| {
            let mut folded = folded_slowly(letter);
            folded.next().filter(|first| first.is_ascii() && folded.next().is_none())
        };
        (0..=0x24F).chain(0x1E00..=0x1EFF).map(|code| char::from_u32(code).and_then(one)).collect()
    });
    match u32::from(letter) {
        code @ 0..=0x24F => PLAIN[code as usize],
        code @ 0x1E00..=0x1EFF => PLAIN[(code - 0x1E00 + 0x250) as usize],
        _ => None,
    }
}

/// Marks go away after decomposition, so letters can be taken one by one: what is left stands in the same order.
fn folded_slowly(letter: char) -> impl Iterator<Item = char> {
    letter
        .nfkd()
        .filter(|letter| !is_combining_mark(*letter))
        .flat_map(char::to_lowercase)
        .map(|letter| if letter == 'đ' || letter == 'ð' { 'd' } else { letter })
}

/// Returns true when a word as typed carries any mark.
pub fn is_marked(word: &str) -> bool {
    exact(word) != fold(word)
}

/// Old spelling puts the tone of oa, oe, uy on the second vowel (`hoà`), new spelling on the first (`hòa`).
fn modern_tone(word: &str) -> String {
    const PAIRS: [(&str, &str); 15] = [
        ("oà", "òa"),
        ("oá", "óa"),
        ("oả", "ỏa"),
        ("oã", "õa"),
        ("oạ", "ọa"),
        ("oè", "òe"),
        ("oé", "óe"),
        ("oẻ", "ỏe"),
        ("oẽ", "õe"),
        ("oẹ", "ọe"),
        ("uỳ", "ùy"),
        ("uý", "úy"),
        ("uỷ", "ủy"),
        ("uỹ", "ũy"),
        ("uỵ", "ụy"),
    ];
    for (old, new) in PAIRS {
        if let Some(stem) = word.strip_suffix(old)
            && !(old.starts_with('u') && stem.ends_with('q'))
        {
            return format!("{stem}{new}");
        }
    }
    word.to_owned()
}

#[cfg(test)]
mod tests {
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
        for lane in [Lane::Exact, Lane::Folded] {
            assert_eq!(words(lane, "Đình Thạc Gián"), words(lane, &decomposed));
        }
        assert_eq!(words(Lane::Folded, &decomposed), ["dinh", "thac", "gian"]);
        assert_eq!(words(Lane::Folded, "Ðình"), ["dinh"]);
        assert_eq!(words(Lane::Exact, "Ðình"), ["đình"]);
    }

    #[test]
    fn the_short_way_says_what_the_long_way_says() {
        for letter in (0..0x3000).filter_map(char::from_u32) {
            assert_eq!(is_letter(letter), letter.is_alphanumeric(), "{letter:?}");
            assert_eq!(is_mark(letter), is_combining_mark(letter), "{letter:?}");
            assert_eq!(fold(&letter.to_string()), folded_slowly(letter).collect::<String>(), "{letter:?}");
        }
        let whole = |text: &str| text.nfkd().filter(|letter| !is_combining_mark(*letter)).collect::<String>();
        for text in ["Đình Thạc Gián", "ﬁ Ǆ İstanbul ạ\u{302}\u{309}", "한글 萬古"] {
            assert_eq!(fold(text), whole(text).to_lowercase().replace('đ', "d"));
        }
    }

    #[test]
    fn both_placements_of_the_tone_are_one_word() {
        assert_eq!(words(Lane::Exact, "Hoà Hải Thuỷ quý"), words(Lane::Exact, "Hòa Hải Thủy quý"));
    }

    #[test]
    fn han_characters_stand_alone_and_codes_fall_into_parts() {
        assert_eq!(words(Lane::Folded, "萬古英靈 4699/QĐ-BVHTTDL"), ["萬", "古", "英", "靈", "4699", "qd", "bvhttdl"]);
    }
}
