//! Stems of English and Indonesian words: `temples` finds `temple`, `bangunan` finds `dibangun`. Each language has its own lane,
//! of its own texts alone, and in it the stems of words that are not stems themselves: those stand where all words stand.
//! Vietnamese syllables are nobody's stems.
//!
//! The stemmers are those of Snowball; the Indonesian one is Tala's (Universiteit van Amsterdam, 2003).

use std::collections::HashMap;

use snowball_stemmers_rs::Algorithm;
use snowball_stemmers_rs::Stemmer;
use tantivy::tokenizer::Token;
use tantivy::tokenizer::TokenStream;
use tantivy::tokenizer::Tokenizer;

use crate::index::spelling;
use crate::index::spelling::Lane;
use crate::index::tokenizer::Cuts;
use crate::index::tokenizer::cut;

/// Shortest and longest word that has a stem, in letters.
const LETTERS: std::ops::RangeInclusive<usize> = 3..=30;
/// Most words whose stems are remembered.
const REMEMBERED: usize = 20_000;

/// A language whose words have stems.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stems {
    English,
    Indonesian,
}

impl Stems {
    /// Both.
    pub const ALL: [Stems; 2] = [Stems::English, Stems::Indonesian];

    /// Returns the language's tag.
    pub fn tag(self) -> &'static str {
        match self {
            Stems::English => "en",
            Stems::Indonesian => "id",
        }
    }

    /// Returns the name its tokenizer is registered under.
    pub fn tokenizer(self) -> &'static str {
        match self {
            Stems::English => "stem_en_1",
            Stems::Indonesian => "stem_id_1",
        }
    }

    /// Returns the stem of a folded word; `None` for what has none: numbers, codes, other writings, very short words.
    pub fn of(self, folded: &str) -> Option<String> {
        is_word(folded).then(|| self.stemmer().stem(folded).into_owned())
    }

    fn stemmer(self) -> Stemmer {
        Stemmer::create(match self {
            Stems::English => Algorithm::English,
            Stems::Indonesian => Algorithm::Indonesian,
        })
    }
}

fn is_word(folded: &str) -> bool {
    LETTERS.contains(&folded.len()) && folded.bytes().all(|byte| byte.is_ascii_lowercase())
}

/// Cuts a text into the stems of its words.
#[derive(Clone)]
pub struct Stemming {
    of: Stems,
    known: HashMap<String, String>,
}

impl Stemming {
    /// Makes the tokenizer of a language.
    pub fn new(of: Stems) -> Stemming {
        Stemming { of, known: HashMap::new() }
    }
}

/// The stems of a text.
pub struct Stemmed<'a> {
    text: &'a str,
    cuts: Cuts<'a>,
    stemmer: Stemmer,
    known: &'a mut HashMap<String, String>,
    folded: String,
    token: Token,
}

impl Tokenizer for Stemming {
    type TokenStream<'a> = Stemmed<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Stemmed<'a> {
        if self.known.len() > REMEMBERED {
            self.known.clear();
        }
        let (stemmer, known) = (self.of.stemmer(), &mut self.known);
        Stemmed { text, cuts: cut(text), stemmer, known, folded: String::new(), token: Token::default() }
    }
}

impl TokenStream for Stemmed<'_> {
    fn advance(&mut self) -> bool {
        for (from, to) in self.cuts.by_ref() {
            self.folded.clear();
            spelling::onto(Lane::Folded, &self.text[from..to], &mut self.folded);
            if !is_word(&self.folded) {
                continue;
            }
            let token = &mut self.token;
            token.position = token.position.wrapping_add(1);
            (token.offset_from, token.offset_to) = (from, to);
            token.text.clear();
            match self.known.get(&self.folded) {
                Some(stem) => token.text.push_str(stem),
                None => {
                    token.text.push_str(&self.stemmer.stem(&self.folded));
                    self.known.insert(self.folded.clone(), token.text.clone());
                }
            }
            if token.text != self.folded {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_a_language_share_a_stem_and_the_rest_has_none() {
        for (one, other) in [("temples", "temple"), ("carved", "carving"), ("dynasties", "dynasty")] {
            assert_eq!(Stems::English.of(one), Stems::English.of(other), "{one} {other}");
        }
        for (one, other) in [("bangunan", "dibangun"), ("makamnya", "makam"), ("peninggalan", "meninggal")] {
            assert_eq!(Stems::Indonesian.of(one), Stems::Indonesian.of(other), "{one} {other}");
        }
        for word in ["1854", "k20", "đình", "萬", "ab", ""] {
            assert_eq!(Stems::English.of(word), None, "{word}");
        }
    }

    #[test]
    fn a_text_is_cut_into_stems() {
        let mut stemming = Stemming::new(Stems::English);
        let mut stream = stemming.token_stream("The Temples of Đình Hải Châu, 1854: carvings");
        let mut stems = Vec::new();
        while stream.advance() {
            stems.push(stream.token().text.clone());
        }
        assert_eq!(stems, ["templ", "carv"]);
    }
}
