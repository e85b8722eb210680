//! Whether a word can be a Vietnamese syllable: an onset, a rhyme, at most one tone. Tells encodings apart.

use unicode_normalization::UnicodeNormalization as _;

const ONSETS: &[&str] = &[
    "ngh", "ng", "nh", "gh", "gi", "kh", "ph", "qu", "th", "tr", "ch", "b", "c", "d", "đ", "g", "h", "k", "l", "m",
    "n", "p", "r", "s", "t", "v", "x", "",
];

const RHYMES: &[&str] = &[
    "a", "ac", "ach", "ai", "am", "an", "ang", "anh", "ao", "ap", "at", "au", "ay", "ă", "ăc", "ăm", "ăn", "ăng", "ăp",
    "ăt", "â", "âc", "âm", "ân", "âng", "âp", "ât", "âu", "ây", "e", "ec", "em", "en", "eng", "eo", "ep", "et", "ê",
    "êch", "êm", "ên", "ênh", "êp", "êt", "êu", "i", "ia", "ich", "im", "in", "inh", "ip", "it", "iu", "iêc", "iêm",
    "iên", "iêng", "iêp", "iêt", "iêu", "o", "oa", "oac", "oach", "oai", "oam", "oan", "oang", "oanh", "oao", "oap",
    "oat", "oay", "oăc", "oăm", "oăn", "oăng", "oăt", "oc", "oe", "oen", "oeo", "oet", "oi", "om", "on", "ong", "ooc",
    "oong", "op", "ot", "ô", "ôc", "ôi", "ôm", "ôn", "ông", "ôp", "ôt", "ơ", "ơi", "ơm", "ơn", "ơp", "ơt", "u", "ua",
    "uân", "uâng", "uât", "uây", "uc", "uê", "uêch", "uênh", "ui", "um", "un", "ung", "uôc", "uôi", "uôm", "uôn",
    "uông", "uôt", "uơ", "up", "ut", "uy", "uya", "uych", "uyên", "uyêt", "uynh", "uyt", "uyu", "ư", "ưa", "ưc", "ưi",
    "ưm", "ưn", "ưng", "ưt", "ưu", "ươc", "ươi", "ươm", "ươn", "ương", "ươp", "ươt", "ươu", "y", "yêm", "yên", "yêng",
    "yêt", "yêu", "ynh", "yt", "ên", "êng",
];

/// Returns true when a word can be a Vietnamese syllable.
pub fn is_syllable(word: &str) -> bool {
    let Some(bare) = without_tone(word) else { return false };
    ONSETS.iter().any(|onset| bare.strip_prefix(onset).is_some_and(|rhyme| RHYMES.contains(&rhyme)))
        || (bare.starts_with("gi") && RHYMES.contains(&&bare[1..]))
}

/// Returns the share of words with letters beyond ASCII that can be syllables, and how many such words there are.
pub fn share(text: &str) -> (f64, usize) {
    let marked: Vec<&str> = text
        .split(|letter: char| !letter.is_alphabetic() && !unicode_normalization::char::is_combining_mark(letter))
        .filter(|word| !word.is_empty() && !word.is_ascii())
        .take(4_000)
        .collect();
    let right = marked.iter().filter(|word| is_syllable(word)).count();
    (right as f64 / marked.len().max(1) as f64, marked.len())
}

/// Takes the tone off; `None` when there are two, or a letter Vietnamese does not have.
fn without_tone(word: &str) -> Option<String> {
    let mut tones = 0;
    let mut bare = String::new();
    for letter in word.nfd().flat_map(char::to_lowercase) {
        match letter {
            '\u{300}' | '\u{301}' | '\u{303}' | '\u{309}' | '\u{323}' => tones += 1,
            'a'..='z' | 'đ' | '\u{302}' | '\u{306}' | '\u{31b}' => bare.push(letter),
            _ => return None,
        }
    }
    (tones <= 1).then(|| bare.nfc().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn syllables_are_told_from_mojibake() {
        for word in ["Đình", "Thạc", "Gián", "nghiêng", "quyền", "giếng", "người", "Huỳnh", "khuỷu", "được", "gì"]
        {
            assert!(is_syllable(word), "{word}");
        }
        for word in ["Ñình", "ñöôïc", "Ã¬nh", "®×nh", "përson", "straße"] {
            assert!(!is_syllable(word), "{word}");
        }
    }
}
