//! Keys of Telex and VNI that stayed in a word: `dduwowngf` and `d9u7o7ng2` are `đường`.
//!
//! Only what makes a syllable that Vietnamese has is read so: `good`, `foss` and `K20` are what they are. A word that reads
//! both ways (`door` would be `dổ`) is the searcher's matter: it looks for the word as typed first.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::index::spelling::fold;

/// Consonants a syllable may begin with, the longest first.
const ONSETS: [&str; 28] = [
    "ngh", "ng", "nh", "gh", "gi", "kh", "ph", "qu", "th", "tr", "ch", "b", "c", "d", "đ", "g", "h", "k", "l", "m",
    "n", "p", "r", "s", "t", "v", "x", "",
];
/// Vowels that may end a syllable.
const OPEN: &[&str] = &[
    "a", "e", "ê", "i", "o", "ô", "ơ", "u", "ư", "y", "ai", "ao", "au", "ay", "âu", "ây", "eo", "êu", "ia", "iu", "oa",
    "oe", "oi", "ôi", "ơi", "ua", "uê", "ui", "uơ", "uy", "ưa", "ưi", "ưu", "oai", "oay", "oao", "oeo", "uây", "uôi",
    "uya", "uyu", "ươi", "ươu", "iêu", "yêu",
];
/// Vowels that a consonant may follow.
const CLOSED: &[&str] = &[
    "a", "ă", "â", "e", "ê", "i", "o", "ô", "ơ", "u", "ư", "y", "iê", "yê", "oa", "oă", "oe", "uâ", "uê", "uô", "ươ",
    "uy", "uyê",
];
/// Consonants a syllable may end with.
const CODAS: [&str; 8] = ["ch", "ng", "nh", "c", "m", "n", "p", "t"];
/// Longest word that is looked at, in letters.
const LETTERS: usize = 16;

/// What has been typed of a syllable.
#[derive(Default)]
struct Typed {
    letters: Vec<char>,
    tone: Option<char>,
    /// True when a key changed a letter or set the tone.
    is_changed: bool,
}

/// Returns the syllable a word in small letters is, when it was typed for Telex or VNI.
pub fn reading(word: &str) -> Option<String> {
    if word.chars().count() > LETTERS || word.chars().any(|letter| !letter.is_alphanumeric()) {
        return None;
    }
    let is_vni = word.bytes().any(|byte| byte.is_ascii_digit());
    let mut typed = Typed::default();
    for key in word.chars() {
        if is_vni { typed.vni(key)? } else { typed.telex(key)? }
    }
    typed.syllable()
}

/// Says whether a folded word may be a Vietnamese syllable.
pub fn may_be_syllable(folded: &str) -> bool {
    static RHYMES: LazyLock<HashSet<String>> = LazyLock::new(|| {
        let closed = CLOSED.iter().flat_map(|vowels| CODAS.iter().map(move |coda| format!("{vowels}{coda}")));
        OPEN.iter().map(|vowels| (*vowels).to_owned()).chain(closed).map(|rhyme| fold(&rhyme)).collect()
    });
    ONSETS.iter().any(|onset| folded.strip_prefix(onset).is_some_and(|rhyme| RHYMES.contains(rhyme)))
}

impl Typed {
    fn telex(&mut self, key: char) -> Option<()> {
        let has_vowel = self.last_vowel().is_some();
        match key {
            's' if has_vowel => self.set_tone('\u{301}'),
            'f' if has_vowel => self.set_tone('\u{300}'),
            'r' if has_vowel => self.set_tone('\u{309}'),
            'x' if has_vowel => self.set_tone('\u{303}'),
            'j' if has_vowel => self.set_tone('\u{323}'),
            'w' => self.hook(),
            'd' if self.letters.first() == Some(&'d') && (self.letters.len() == 1 || has_vowel) => self.stroke(),
            'a' | 'e' | 'o' if self.circumflexed_by(key) => self.circumflex(&[key]),
            _ => {
                self.letters.push(key);
                Some(())
            }
        }
    }

    fn vni(&mut self, key: char) -> Option<()> {
        match key {
            '1' => self.set_tone('\u{301}'),
            '2' => self.set_tone('\u{300}'),
            '3' => self.set_tone('\u{309}'),
            '4' => self.set_tone('\u{303}'),
            '5' => self.set_tone('\u{323}'),
            '6' => self.circumflex(&['a', 'e', 'o']),
            '7' => self.horn(),
            '8' => self.change(&[('a', 'ă')]),
            '9' => self.stroke(),
            '0' => None,
            _ => {
                self.letters.push(key);
                Some(())
            }
        }
    }

    fn last_vowel(&self) -> Option<usize> {
        self.letters.iter().rposition(|letter| is_vowel(*letter))
    }

    fn set_tone(&mut self, tone: char) -> Option<()> {
        self.last_vowel()?;
        self.is_changed = true;
        self.tone.replace(tone).is_none().then_some(())
    }

    /// `w` in Telex: the horn where there is one to make, else the breve.
    fn hook(&mut self) -> Option<()> {
        let ends = |end: &[char]| self.letters.ends_with(end);
        if ends(&['u', 'a']) && !ends(&['q', 'u', 'a']) {
            return self.change(&[('u', 'ư')]);
        }
        match self.last_vowel().map(|at| self.letters[at]) {
            Some('a') => self.change(&[('a', 'ă')]),
            Some('u' | 'o') => self.horn(),
            Some('i') => self.change(&[('o', 'ơ'), ('u', 'ư')]),
            _ => None,
        }
    }

    /// `uo` becomes `ươ` at once.
    fn horn(&mut self) -> Option<()> {
        let pair = self.letters.windows(2).rposition(|pair| matches!(pair, ['u' | 'ư', 'o'] | ['u', 'ơ']));
        match pair {
            Some(at) if at == 0 || self.letters[at - 1] != 'q' => {
                self.letters[at] = 'ư';
                self.letters[at + 1] = 'ơ';
                self.is_changed = true;
                Some(())
            }
            _ => self.change(&[('o', 'ơ'), ('u', 'ư')]),
        }
    }

    /// A vowel typed once more, at once or after the end of the syllable.
    fn circumflexed_by(&self, key: char) -> bool {
        let Some(at) = self.last_vowel() else { return false };
        self.letters[at] == key && (at + 1 == self.letters.len() || CODAS.contains(&self.text(at + 1).as_str()))
    }

    fn circumflex(&mut self, of: &[char]) -> Option<()> {
        let pairs = [('a', 'â'), ('e', 'ê'), ('o', 'ô')];
        let pairs: Vec<(char, char)> = pairs.into_iter().filter(|(plain, _)| of.contains(plain)).collect();
        self.change(&pairs)
    }

    fn stroke(&mut self) -> Option<()> {
        let first = self.letters.first_mut().filter(|letter| **letter == 'd')?;
        *first = 'đ';
        self.is_changed = true;
        Some(())
    }

    /// Changes the last letter that one of the pairs has.
    fn change(&mut self, pairs: &[(char, char)]) -> Option<()> {
        let to_change = |letter: &char| pairs.iter().find(|(from, _)| from == letter).map(|(_, to)| *to);
        let at = self.letters.iter().rposition(|letter| to_change(letter).is_some())?;
        self.letters[at] = to_change(&self.letters[at])?;
        self.is_changed = true;
        Some(())
    }

    fn text(&self, from: usize) -> String {
        self.letters[from..].iter().collect()
    }

    /// Returns the syllable as one writes it, if there is such a one.
    fn syllable(mut self) -> Option<String> {
        if !self.is_changed {
            return None;
        }
        // Who types `uwo` before an end means `ươ`, and the input methods know it.
        let last = self.letters.len().saturating_sub(2);
        for at in 0..last {
            if matches!(self.letters[at..at + 2], ['ư', 'o'] | ['u', 'ơ'])
                && self.letters.get(at.wrapping_sub(1)) != Some(&'q')
            {
                (self.letters[at], self.letters[at + 1]) = ('ư', 'ơ');
            }
        }
        // `uơ` stands at the end alone (`thuở`).
        if let [.., u @ 'ư', 'ơ'] = self.letters.as_mut_slice() {
            *u = 'u';
        }
        let whole = self.text(0);
        let (onset, vowels, coda) = ONSETS.iter().find_map(|onset| parts(onset, whole.strip_prefix(onset)?))?;
        let is_stopped = matches!(coda, "c" | "ch" | "p" | "t");
        if is_stopped && self.tone.is_some_and(|tone| !matches!(tone, '\u{301}' | '\u{323}')) {
            return None;
        }
        let mut out = onset.to_owned();
        let bearer = bearer(vowels, coda);
        for (at, vowel) in vowels.chars().enumerate() {
            out.push(vowel);
            out.extend(self.tone.filter(|_| at == bearer));
        }
        out.push_str(coda);
        Some(unicode_normalization::UnicodeNormalization::nfc(out.chars()).collect())
    }
}

/// Cuts what follows a beginning into vowels and an end, if Vietnamese has them together.
fn parts<'a>(onset: &'a str, rest: &'a str) -> Option<(&'a str, &'a str, &'a str)> {
    if OPEN.contains(&rest) {
        return Some((onset, rest, ""));
    }
    let (vowels, coda) = CODAS.iter().find_map(|coda| Some((rest.strip_suffix(coda)?, *coda)))?;
    CLOSED.contains(&vowels).then_some((onset, vowels, coda))
}

/// Returns which of the vowels bears the tone.
fn bearer(vowels: &str, coda: &str) -> usize {
    let letters: Vec<char> = vowels.chars().collect();
    if let Some(at) = letters.iter().rposition(|letter| !letter.is_ascii()) {
        return at;
    }
    match letters.len() {
        1 => 0,
        2 if coda.is_empty() => 0,
        _ => 1,
    }
}

fn is_vowel(letter: char) -> bool {
    matches!(letter, 'a' | 'ă' | 'â' | 'e' | 'ê' | 'i' | 'o' | 'ô' | 'ơ' | 'u' | 'ư' | 'y')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn telex_left_in_is_read() {
        for (typed, meant) in [
            ("dduwowngf", "đường"),
            ("dduowngf", "đường"),
            ("dduwongf", "đường"),
            ("duongfwd", "đường"),
            ("ddinhf", "đình"),
            ("ddifnh", "đình"),
            ("dinhfd", "đình"),
            ("thacj", "thạc"),
            ("gians", "gián"),
            ("nguyeenx", "nguyễn"),
            ("nguyenex", "nguyễn"),
            ("hoaf", "hòa"),
            ("tuys", "túy"),
            ("chuaf", "chùa"),
            ("muaw", "mưa"),
            ("quangr", "quảng"),
            ("quys", "quý"),
            ("gif", "gì"),
            ("giaf", "già"),
            ("vieetj", "việt"),
            ("hoawcj", "hoặc"),
            ("thuowr", "thuở"),
            ("myx", "mỹ"),
            ("đươngf", "đường"),
        ] {
            assert_eq!(reading(typed).as_deref(), Some(meant), "{typed}");
        }
    }

    #[test]
    fn vni_left_in_is_read() {
        for (typed, meant) in [
            ("d9u7o7ng2", "đường"),
            ("d9uong72", "đường"),
            ("duong972", "đường"),
            ("d9inh2", "đình"),
            ("thac5", "thạc"),
            ("gian1", "gián"),
            ("nguye6n4", "nguyễn"),
            ("na8m", "năm"),
            ("hoa2", "hòa"),
        ] {
            assert_eq!(reading(typed).as_deref(), Some(meant), "{typed}");
        }
    }

    #[test]
    fn plain_words_and_codes_are_what_they_are() {
        for word in [
            "", "dinh", "thac", "good", "foss", "street", "house", "window", "stone", "food", "k20", "dtg", "1854",
            "qd", "nmn", "glass", "đình", "rumah", "komunal", "4699", "dsc0123", "萬", "ssss", "aaaa", "w", "s", "ww",
        ] {
            assert_eq!(reading(word), None, "{word}");
        }
    }

    #[test]
    fn a_syllable_is_known_without_its_marks() {
        for word in ["dinh", "duong", "nguyen", "hoa", "son", "thai", "chua", "nghia", "quang", "my", "an"] {
            assert!(may_be_syllable(word), "{word}");
        }
        for word in ["temple", "temples", "carv", "bangun", "makam", "roof", "stone", "1854", "", "house"] {
            assert!(!may_be_syllable(word), "{word}");
        }
    }

    #[test]
    fn whatever_is_typed_is_taken_without_harm() {
        for word in
            ["wwwwwwww", "a7777", "999", "uuuuoooowwww", "ddddddd", "qquuooww", "1a2b3c4d5e6f7g8h9", "ơ7", "ươw"]
        {
            reading(word);
        }
    }
}
