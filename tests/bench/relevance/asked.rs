//! The questions: known items by rule, each in the ways people type, and those that were graded by hand.

use std::collections::HashMap;
use std::collections::HashSet;

use unicode_normalization::UnicodeNormalization as _;

use super::Grades;
use super::corpus::Corpus;
use super::corpus::by_name;
use super::corpus::plain_words;
use super::spelt;
use super::spelt::Dice;

/// A question over a corpus.
pub struct Asked {
    /// The kind of question.
    pub class: &'static str,
    /// What is typed.
    pub q: String,
    /// Which records answer it, and how well: 1 to 3.
    pub grades: Grades,
    /// Share of first answers that must be right.
    pub bar: Option<f64>,
}

/// A question graded by hand: answers are named by key or, after `=`, by name.
pub struct ByHand {
    class: &'static str,
    q: String,
    answers: Vec<(u32, String)>,
}

/// Reads `judged.tsv`: class, question, graded answers with `;` between them.
pub fn by_hand() -> Vec<ByHand> {
    let lines = include_str!("judged.tsv").lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines
        .map(|line| {
            let [class, q, answers] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("judged.tsv: {line}") };
            let answer = |text: &'static str| {
                let (grade, key) = text.trim().split_once(' ').unwrap_or_else(|| panic!("judged.tsv: {line}"));
                (grade.parse().unwrap_or_else(|_| panic!("judged.tsv: {line}")), key.to_owned())
            };
            ByHand { class, q: q.to_owned(), answers: answers.split(';').map(answer).collect() }
        })
        .collect()
}

/// Returns the keys that graded answers name.
pub fn keys(all: &[ByHand]) -> HashSet<String> {
    all.iter()
        .flat_map(|asked| &asked.answers)
        .map(|(_, key)| key.clone())
        .filter(|key| !key.starts_with('='))
        .collect()
}

impl ByHand {
    /// Finds the answers in a corpus; a key that is not there is an error of the file, and is said.
    pub fn over(self, corpus: &Corpus) -> Option<Asked> {
        let mut grades = Grades::new();
        for (grade, key) in &self.answers {
            let is_it = |n: &usize| match key.strip_prefix('=') {
                Some(name) => corpus.docs[*n].names.iter().any(|own| own == name),
                None => corpus.docs[*n].key == *key,
            };
            let found: Vec<usize> = (0..corpus.docs.len()).filter(is_it).collect();
            if found.is_empty() && !key.starts_with('=') {
                println!("judged.tsv: «{}»: there is no {key}", self.q);
            }
            grades.extend(found.into_iter().map(|n| (n, *grade)));
        }
        (!grades.is_empty()).then_some(Asked { class: self.class, q: self.q, grades, bar: None })
    }
}

/// Makes known-item questions: the same corpus gives the same ones.
pub fn by_rule(corpus: &Corpus) -> Vec<Asked> {
    let mut all = Vec::new();
    names(corpus, &mut all);
    titles(corpus, &mut all);
    wards(corpus, &mut all);
    codes(corpus, &mut all);
    years(corpus, &mut all);
    verses(corpus, &mut all);
    all
}

fn meant(of: Option<&Vec<usize>>) -> Grades {
    of.into_iter().flatten().map(|n| (*n, 3)).collect()
}

/// Vietnamese names. Meant is every record whose name is the same to the letters that were typed.
fn names(corpus: &Corpus, all: &mut Vec<Asked>) {
    let [plain, toneless, marked] =
        [spelt::plain, spelt::toneless, spelt::marked].map(|spelt: fn(&str) -> String| by_name(corpus, spelt));
    let mut dice = Dice(2026);
    let is_good = |name: &String| {
        let own = spelt::plain(name);
        let is_name =
            name.len() < 60 && own.contains(' ') && own.bytes().all(|byte| byte == b' ' || byte.is_ascii_lowercase());
        is_name && own != spelt::marked(name) && plain[&own].len() <= 3
    };
    let mut pick = || loop {
        let doc = &corpus.docs[dice.below(corpus.docs.len())];
        let is_place = ["new:", "old:", "wof:"].iter().any(|source| doc.key.starts_with(source));
        if let Some(name) = doc.names.first().filter(|name| is_place && is_good(name)) {
            return name.clone();
        }
    };
    let mut slips = Dice(7);
    let mut add = |class,
                   count,
                   bar,
                   typed: &mut dyn FnMut(&str) -> String,
                   of: &HashMap<String, Vec<usize>>,
                   key: fn(&str) -> String| {
        for _ in 0..count {
            let name = pick();
            all.push(Asked { class, q: typed(&name), grades: meant(of.get(&key(&name))), bar });
        }
    };
    add("name, marked", 80, Some(0.98), &mut str::to_owned, &marked, spelt::marked);
    add(
        "name, marked, decomposed capitals",
        20,
        Some(0.98),
        &mut |name| name.to_uppercase().nfd().collect(),
        &marked,
        spelt::marked,
    );
    add("name, unmarked", 80, Some(0.95), &mut spelt::plain, &plain, spelt::plain);
    add("name, tone-less", 40, None, &mut spelt::toneless, &toneless, spelt::toneless);
    add("name, Telex left in", 40, None, &mut |name| spelt::by_keys(name, false, true), &marked, spelt::marked);
    add("name, VNI left in", 20, None, &mut |name| spelt::by_keys(name, true, false), &marked, spelt::marked);
    let mut wrong = |name: &str| loop {
        let wrong = spelt::slip(name, &mut slips);
        if !plain.contains_key(&spelt::plain(&wrong)) {
            return wrong;
        }
    };
    add(
        "name, unmarked, one typing error",
        80,
        Some(0.85),
        &mut |name| wrong(&spelt::plain(name)),
        &plain,
        spelt::plain,
    );
    add("name, marked, one typing error", 40, Some(0.85), &mut wrong, &plain, spelt::plain);
}

/// English titles of museum objects, with and without a typing error.
fn titles(corpus: &Corpus, all: &mut Vec<Asked>) {
    let plain = by_name(corpus, spelt::plain);
    let mut dice = Dice(11);
    let mut slips = Dice(13);
    for (class, count, bar) in [("English title", 40, Some(0.95)), ("English title, one typing error", 40, Some(0.85))]
    {
        let mut made = 0;
        while made < count {
            let doc = &corpus.docs[dice.below(corpus.docs.len())];
            let own = spelt::plain(&doc.names[0]);
            let is_object = doc.key.starts_with("tate:") || doc.key.starts_with("cmoa:");
            if !is_object || !(3..=8).contains(&own.split(' ').count()) || !own.is_ascii() || plain[&own].len() > 3 {
                continue;
            }
            let typed = if made % 2 == 0 { own.clone() } else { spelt::words(&doc.names[0]) };
            let typed = if class == "English title" { typed } else { spelt::slip(&typed, &mut slips) };
            if class != "English title" && plain.contains_key(&spelt::plain(&typed)) {
                continue;
            }
            all.push(Asked { class, q: typed, grades: meant(plain.get(&own)), bar });
            made += 1;
        }
    }
}

/// A ward and its province, without marks and without the kinds of unit.
fn wards(corpus: &Corpus, all: &mut Vec<Asked>) {
    let mut dice = Dice(17);
    let mut places: HashMap<String, Vec<usize>> = HashMap::new();
    for (n, doc) in corpus.docs.iter().enumerate() {
        if let Some((own, province)) = &doc.within {
            places.entry(spelt::plain(&format!("{own} {province}"))).or_default().push(n);
        }
    }
    let mut keys: Vec<&String> =
        places.keys().filter(|key| !key.chars().any(|letter| letter.is_ascii_digit())).collect();
    keys.sort();
    for _ in 0..40 {
        let key = keys[dice.below(keys.len())];
        all.push(Asked {
            class: "ward and province, unmarked",
            q: key.clone(),
            grades: meant(places.get(key)),
            bar: None,
        });
    }
}

/// Numbers of objects, whole as written, in small letters, and with spaces for the points.
fn codes(corpus: &Corpus, all: &mut Vec<Asked>) {
    let mut dice = Dice(19);
    let objects: Vec<usize> = (0..corpus.docs.len())
        .filter(|n| corpus.docs[*n].key.starts_with("tate:") || corpus.docs[*n].key.starts_with("cmoa:"))
        .collect();
    for n in 0..60 {
        let at = objects[dice.below(objects.len())];
        let code = corpus.docs[at].key[5..].to_owned();
        let (class, q) = match n % 3 {
            0 => ("code, whole", code),
            1 => ("code, whole", code.to_lowercase()),
            _ => ("code, points as spaces", code.replace(['.', '-'], " ").to_lowercase()),
        };
        all.push(Asked { class, q, grades: [(at, 3)].into(), bar: None });
    }
}

/// The beginning of a title and the year.
fn years(corpus: &Corpus, all: &mut Vec<Asked>) {
    let mut dice = Dice(23);
    let mut made = 0;
    while made < 30 {
        let doc = &corpus.docs[dice.below(corpus.docs.len())];
        let words = plain_words(&doc.names[0]);
        let (Some(year), true) = (doc.year, words.len() >= 3 && doc.names[0].is_ascii()) else { continue };
        let asked = &words[..3];
        let is_it = |n: &usize| {
            let other = &corpus.docs[*n];
            other.year == Some(year) && {
                let own = plain_words(&other.names[0]);
                asked.iter().all(|word| own.contains(word))
            }
        };
        let grades: Grades = (0..corpus.docs.len()).filter(is_it).map(|n| (n, 3)).collect();
        all.push(Asked { class: "title and year", q: format!("{} {year}", asked.join(" ")), grades, bar: None });
        made += 1;
    }
}

/// A verse, without marks.
fn verses(corpus: &Corpus, all: &mut Vec<Asked>) {
    let mut dice = Dice(29);
    let verses: Vec<usize> = (0..corpus.docs.len()).filter(|n| corpus.docs[*n].key.starts_with("kieu:")).collect();
    for _ in 0..30 {
        let at = verses[dice.below(verses.len())];
        let lines: Vec<&str> = corpus.docs[at].index.summary.iter().flat_map(|(_, text)| text.lines()).collect();
        let q = spelt::plain(lines[dice.below(lines.len())]);
        all.push(Asked { class: "verse, unmarked", q, grades: [(at, 3)].into(), bar: None });
    }
}
