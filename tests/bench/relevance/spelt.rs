//! The ways people type a name. Written apart from the program's own spelling, so that both do not err alike.

use unicode_normalization::UnicodeNormalization as _;

const TONES: [(char, char, char); 5] =
    [('\u{301}', 's', '1'), ('\u{300}', 'f', '2'), ('\u{309}', 'r', '3'), ('\u{303}', 'x', '4'), ('\u{323}', 'j', '5')];

/// Draws numbers by a fixed rule.
pub struct Dice(pub u64);

impl Dice {
    /// Draws one below a bound.
    pub fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % bound.max(1)
    }
}

/// Returns the words of a text without marks, in small letters.
pub fn plain(text: &str) -> String {
    words(&toneless(text).nfd().filter(|letter| !is_mark(*letter)).collect::<String>().replace('đ', "d"))
}

/// Returns the words of a text without tones.
pub fn toneless(text: &str) -> String {
    words(&lower(text).nfd().filter(|letter| tone(*letter).is_none()).nfc().collect::<String>())
}

/// Returns the words of a text with every tone at the end of its word, for comparing.
pub fn marked(text: &str) -> String {
    let word = |word: &str| {
        let (tones, rest): (String, String) = word.nfd().partition(|letter| tone(*letter).is_some());
        rest.nfc().chain(tones.chars()).collect::<String>()
    };
    words(&lower(text)).split(' ').map(word).collect::<Vec<_>>().join(" ")
}

/// Returns a text as it comes out when Telex (or VNI) was not switched on.
pub fn by_keys(text: &str, is_vni: bool, at_end: bool) -> String {
    let word = |word: &str| {
        let (mut keys, mut late) = (String::new(), String::new());
        for letter in word.nfd() {
            if let Some((_, telex, vni)) = TONES.iter().find(|(mark, ..)| *mark == letter) {
                let key = if is_vni { *vni } else { *telex };
                if at_end {
                    late.push(key)
                } else {
                    keys.push(key)
                }
                continue;
            }
            match (letter, is_vni) {
                ('\u{302}', false) => keys.extend(keys.chars().last()),
                ('\u{306}' | '\u{31B}', false) => keys.push('w'),
                ('\u{302}', true) => keys.push('6'),
                ('\u{31B}', true) => keys.push('7'),
                ('\u{306}', true) => keys.push('8'),
                ('đ', false) => keys.push_str("dd"),
                ('đ', true) => keys.push_str("d9"),
                _ => keys.push(letter),
            }
        }
        keys + &late
    };
    words(&lower(text)).split(' ').map(word).collect::<Vec<_>>().join(" ")
}

/// Makes one typing error in a text: a letter dropped, added, changed, or swapped with its neighbour.
pub fn slip(text: &str, dice: &mut Dice) -> String {
    let letters: Vec<char> = text.nfc().collect();
    let places: Vec<usize> = (0..letters.len())
        .filter(|at| letters[*at].is_alphabetic() && letters.get(at + 1).is_some_and(|next| next.is_alphabetic()))
        .collect();
    loop {
        let mut out = letters.clone();
        let at = places[dice.below(places.len())];
        let letter = char::from(b'a' + dice.below(26) as u8);
        match dice.below(4) {
            0 => drop(out.remove(at)),
            1 => out.insert(at + 1, letter),
            2 => out[at] = letter,
            _ => out.swap(at, at + 1),
        }
        if plain(&out.iter().collect::<String>()) != plain(text) {
            return out.into_iter().collect();
        }
    }
}

/// Returns the runs of letters and digits with a space between them.
pub fn words(text: &str) -> String {
    let is_part = |letter: char| letter.is_alphanumeric() || is_mark(letter);
    text.split(|letter| !is_part(letter)).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

fn lower(text: &str) -> String {
    text.to_lowercase()
}

fn tone(letter: char) -> Option<char> {
    TONES.iter().find(|(mark, ..)| *mark == letter).map(|(mark, ..)| *mark)
}

fn is_mark(letter: char) -> bool {
    ('\u{300}'..='\u{36F}').contains(&letter)
}
