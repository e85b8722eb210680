//! How a word is spelt, in three lanes: as written, without its tone, and with all marks away.
//!
//! Why the tone goes to the end of a word as written: `hoà` and `hòa`, `quý` and `qúy` are one word, and where the mark
//! stands never tells two words apart. Composed, decomposed and compatibility forms are one, in whatever order their marks
//! come; `đ Đ Ð ð` are one letter; so are `i` and `y` where they are the only vowel (`Mỹ`, `Mĩ`).

use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// Which lane a word is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lane {
    /// As written, in small letters, the tone at the end.
    Exact,
    /// The tone away, vowel letters kept: ơ ư ê ô â ă đ stay.
    Toneless,
    /// All marks away, đ as d.
    Folded,
}

/// What a letter is in the lanes.
#[derive(Clone, Copy)]
struct Letter {
    toneless: char,
    tone: Option<char>,
    folded: char,
}

/// Adds a word as it stands in a lane to what is there.
pub fn onto(lane: Lane, word: &str, out: &mut String) {
    let start = out.len();
    match lane {
        Lane::Folded => word.chars().for_each(|letter| match known(letter) {
            Some(known) => out.push(known.folded),
            None => out.extend(folded_slowly(letter)),
        }),
        Lane::Exact | Lane::Toneless => {
            if !quickly(lane, word, out) {
                out.truncate(start);
                slowly(lane, word, out);
            }
        }
    }
    one_i(out, start);
}

/// Says whether a word as written is another than folded.
pub fn is_marked(word: &str) -> bool {
    if word.is_ascii() {
        return false;
    }
    let is_marked = |letter| known(letter).map(|known| known.tone.is_some() || known.toneless != known.folded);
    word.chars()
        .try_fold(false, |any, letter| Some(any | is_marked(letter)?))
        .unwrap_or_else(|| exact(word) != fold(word))
}

/// Returns a word as written.
pub fn exact(word: &str) -> String {
    in_lane(Lane::Exact, word)
}

/// Returns a word without its tone.
pub fn toneless(word: &str) -> String {
    in_lane(Lane::Toneless, word)
}

/// Returns a word with its marks folded away.
pub fn fold(word: &str) -> String {
    in_lane(Lane::Folded, word)
}

/// Returns a word as one shows it: composed, in small letters.
pub fn small(word: &str) -> String {
    word.nfc().flat_map(char::to_lowercase).collect()
}

fn in_lane(lane: Lane, word: &str) -> String {
    let mut out = String::with_capacity(word.len() + 2);
    onto(lane, word, &mut out);
    out
}

/// Returns the letter that stands in the folded lane for this one, where it is a single one of ASCII.
pub fn plain(letter: char) -> Option<char> {
    known(letter).map(|known| known.folded).filter(char::is_ascii)
}

/// Looks up a letter that is a single one in every lane: up to U+024F and from U+1E00 to U+1EFF.
fn known(letter: char) -> Option<Letter> {
    static KNOWN: LazyLock<Vec<Option<Letter>>> =
        LazyLock::new(|| (0..=0x24F).chain(0x1E00..=0x1EFF).map(|code| learn(char::from_u32(code)?)).collect());
    match u32::from(letter) {
        code @ 0..=0x24F => KNOWN[code as usize],
        code @ 0x1E00..=0x1EFF => KNOWN[(code - 0x1E00 + 0x250) as usize],
        _ => None,
    }
}

fn learn(letter: char) -> Option<Letter> {
    let mut word = String::new();
    slowly(Lane::Exact, letter.encode_utf8(&mut [0; 4]), &mut word);
    let mut own = word.chars();
    let (toneless, tone) = (own.next()?, own.next());
    let mut folded = folded_slowly(letter);
    let folded = folded.next().filter(|_| folded.next().is_none())?;
    (own.next().is_none() && tone.is_none_or(is_tone)).then_some(Letter { toneless, tone, folded })
}

/// Takes a word letter by letter; false when one of them takes the long way.
fn quickly(lane: Lane, word: &str, out: &mut String) -> bool {
    let mut tones = [None; 4];
    let mut count = 0;
    for letter in word.chars() {
        let Some(known) = known(letter) else { return false };
        out.push(known.toneless);
        if known.tone.is_some() {
            if count == tones.len() {
                return false;
            }
            tones[count] = known.tone;
            count += 1;
        }
    }
    if lane == Lane::Exact {
        out.extend(tones.into_iter().flatten());
    }
    true
}

/// Decomposes a word, takes its tones out, and composes the rest.
fn slowly(lane: Lane, word: &str, out: &mut String) {
    let small = word.nfkc().flat_map(char::to_lowercase).map(|letter| if letter == 'ð' { 'đ' } else { letter });
    let (tones, rest): (String, String) = small.nfkd().partition(|letter| is_tone(*letter));
    out.extend(rest.nfc());
    if lane == Lane::Exact {
        out.push_str(&tones);
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

/// Returns true for the marks of the tones: huyền, sắc, ngã, hỏi, nặng.
fn is_tone(letter: char) -> bool {
    matches!(letter, '\u{300}' | '\u{301}' | '\u{303}' | '\u{309}' | '\u{323}')
}

/// Writes `i` for a `y` that is the only vowel after one of the letters where both are in use (`Mỹ`, `lý`, `kỹ`, `quý`); not in
/// `uy`, `ay`, `ây`, nor where English has it (`by`).
fn one_i(out: &mut String, start: usize) {
    let word = &out[start..];
    let letters = word.trim_end_matches(is_tone);
    if matches!(letters, "hy" | "ky" | "ly" | "my" | "sy" | "ty" | "vy" | "quy") {
        let at = start + letters.len() - 1;
        out.replace_range(at..=at, "i");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LANES: [Lane; 3] = [Lane::Exact, Lane::Toneless, Lane::Folded];

    fn are_one(spellings: &[&str]) {
        for lane in LANES {
            for other in spellings {
                assert_eq!(in_lane(lane, spellings[0]), in_lane(lane, other), "{lane:?} {spellings:?}");
            }
        }
    }

    #[test]
    fn the_lanes_keep_what_they_are_for() {
        assert_eq!((toneless("Đường").as_str(), fold("Đường").as_str()), ("đương", "duong"));
        assert_eq!(toneless("thạc"), "thac");
        for (one, other) in [("dương", "dường"), ("dương", "đương"), ("ma", "má")] {
            assert_ne!(exact(one), exact(other));
        }
        assert_eq!(toneless("dương"), toneless("Dưỡng"));
        assert_ne!(toneless("dương"), toneless("duông"));
        assert_eq!(exact("dinh"), "dinh");
    }

    #[test]
    fn every_form_of_a_letter_is_one() {
        are_one(&["đ", "Đ", "Ð", "ð"]);
        are_one(&["ﬁgure", "figure", "ＦＩＧＵＲＥ", "ｆｉｇｕｒｅ"]);
        are_one(&["1854", "１８５４"]);
        are_one(&["ế", "e\u{302}\u{301}", "e\u{301}\u{302}", "é\u{302}", "ê\u{301}"]);
        are_one(&["ệ", "ẹ\u{302}", "e\u{323}\u{302}", "e\u{302}\u{323}", "ê\u{323}"]);
        are_one(&["đường", "đươ\u{300}ng", "đu\u{31B}o\u{31B}\u{300}ng", "đu\u{31B}o\u{300}\u{31B}ng"]);
        are_one(&["Ⅻ", "xii", "XII"]);
    }

    #[test]
    fn where_the_tone_stands_does_not_matter() {
        are_one(&["Hoà", "Hòa", "HÒA"]);
        are_one(&["Thuỷ", "Thủy"]);
        are_one(&["quý", "qúy"]);
        are_one(&["già", "gìa"]);
    }

    #[test]
    fn i_and_y_are_one_where_they_are_the_only_vowel() {
        for pair in [["Mỹ", "Mĩ"], ["lý", "lí"], ["kỹ", "kĩ"], ["sỹ", "sĩ"], ["Tý", "Tí"], ["Quý", "Quí"], ["my", "mi"]]
        {
            are_one(&pair);
        }
        for (one, other) in [("tay", "tai"), ("thuý", "thúi"), ("by", "bi"), ("cây", "câi"), ("y", "i")] {
            assert_ne!(fold(one), fold(other));
        }
    }

    #[test]
    fn the_short_way_says_what_the_long_way_says() {
        for letter in (0..0x3000).filter_map(char::from_u32) {
            let word = letter.to_string();
            assert_eq!(fold(&word), folded_slowly(letter).collect::<String>(), "{letter:?}");
            for lane in [Lane::Exact, Lane::Toneless] {
                let mut long = String::new();
                slowly(lane, &word, &mut long);
                assert_eq!(in_lane(lane, &word), long, "{letter:?}");
            }
        }
        let whole = |text: &str| text.nfkd().filter(|letter| !is_combining_mark(*letter)).collect::<String>();
        for text in ["Đình Thạc Gián", "ﬁ Ǆ İstanbul ạ\u{302}\u{309}", "한글 萬古"] {
            assert_eq!(fold(text), whole(text).to_lowercase().replace('đ', "d"));
        }
    }
}
