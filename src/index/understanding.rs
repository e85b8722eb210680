//! Words that mean more than themselves: times (`time.rs`), administrative units of today and before, and what things are
//! called in three languages. They are looked for as words too; what they mean is looked for beside, and counts less.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::index::reading::Word;
use crate::index::time;
use crate::index::tokenizer::cut;
use crate::model::former;
use crate::model::query::Understood;
use crate::model::synonym;

/// Most words of a name that is understood.
const WORDS: usize = 8;
/// Most places of a query that are understood as more than words.
const KNOWN: usize = 8;
/// Most other names that are looked for in the place of one.
const NAMES: usize = 24;
/// What stands above every ward of the table, as lists by place have it.
const HERE: &str = "thành phố Đà Nẵng/";

/// Words of a query, and what else they mean.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Known {
    /// The first of the words.
    pub from: usize,
    /// The first word after them.
    pub to: usize,
    /// The years they mean.
    pub years: Option<(i32, i32)>,
    /// Values of facets they mean.
    pub values: Vec<(&'static str, String)>,
    /// Names that mean the same.
    pub names: Vec<Name>,
    /// What the reader is told of it.
    units: Vec<String>,
    is_former: bool,
    is_told: bool,
}

/// Another name, to be found as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// Its words.
    pub words: Vec<Word>,
    /// True when it counts only in names, because it says too little elsewhere.
    pub is_title: bool,
}

/// Something that has a name.
struct Entry {
    name: Vec<Word>,
    needs_marks: bool,
    meaning: usize,
}

#[derive(Default)]
struct Meaning {
    values: Vec<(&'static str, String)>,
    names: Vec<Name>,
    units: Vec<String>,
    is_former: bool,
    is_told: bool,
}

#[derive(Default)]
struct Dictionary {
    entries: HashMap<String, Vec<Entry>>,
    meanings: Vec<Meaning>,
}

static DICTIONARY: LazyLock<Dictionary> = LazyLock::new(|| {
    let mut dictionary = Dictionary::default();
    dictionary.add_terms();
    dictionary.add_wards();
    dictionary.add_provinces();
    dictionary
});

/// Returns what words of a query mean beside themselves, in their order; none overlap.
pub fn known(words: &[Word]) -> Vec<Known> {
    let mut all = Vec::new();
    let mut at = 0;
    while at < words.len() && all.len() < KNOWN {
        let named = (1..=WORDS.min(words.len() - at)).rev().find_map(|count| named(words, at, at + count));
        let timed = time::read(words, at);
        let one = match (named, timed) {
            (Some(named), Some(timed)) if named.to > timed.to => Some(named),
            (named, None) => named,
            (_, Some(timed)) => Some(Known {
                from: at,
                to: timed.to,
                years: Some((timed.first, timed.last)),
                is_told: timed.is_told,
                ..Known::default()
            }),
        };
        at = one.as_ref().map_or(at + 1, |one| one.to);
        all.extend(one);
    }
    all
}

/// Returns what all the words together mean.
pub fn whole(words: &[Word]) -> Option<Known> {
    let all = known(words);
    all.into_iter().next().filter(|one| one.from == 0 && one.to == words.len())
}

/// Makes words mean years beside themselves.
pub fn of_years(from: usize, to: usize, years: (i32, i32)) -> Known {
    Known { from, to, years: Some(years), is_told: true, ..Known::default() }
}

impl Known {
    /// Returns what a reader is told of it, if there is anything.
    pub fn told(&self, words: &[Word]) -> Option<Understood> {
        let typed: Vec<&str> = words.get(self.from..self.to)?.iter().map(|word| word.shown.as_str()).collect();
        let values = if self.units.is_empty() { self.values.clone() } else { Vec::new() };
        self.is_told.then(|| Understood {
            typed: typed.join(" "),
            years: self.years,
            units: self.units.clone(),
            is_former: self.is_former,
            values,
        })
    }
}

fn named(words: &[Word], from: usize, to: usize) -> Option<Known> {
    let typed = &words[from..to];
    let key = key(typed);
    let mut one = Known { from, to, ..Known::default() };
    let mut is_found = false;
    for entry in DICTIONARY.entries.get(&key)?.iter().filter(|entry| entry.is_named(typed)) {
        let meaning = &DICTIONARY.meanings[entry.meaning];
        // A name of today that was also one of old is first of all one of today.
        one.is_former = meaning.is_former && (one.is_former || !is_found);
        one.is_told |= meaning.is_told;
        is_found = true;
        let names = meaning
            .names
            .iter()
            .filter(|name| !typed.iter().map(|word| &word.exact).eq(name.words.iter().map(|word| &word.exact)));
        for name in names {
            if !one.names.contains(name) {
                one.names.push(name.clone());
            }
        }
        for value in &meaning.values {
            if !one.values.contains(value) {
                one.values.push(value.clone());
            }
        }
        for unit in &meaning.units {
            if !one.units.contains(unit) {
                one.units.push(unit.clone());
            }
        }
    }
    one.names.truncate(NAMES);
    is_found.then_some(one)
}

impl Entry {
    fn is_named(&self, typed: &[Word]) -> bool {
        if self.needs_marks && !typed.iter().any(Word::is_marked) {
            return false;
        }
        typed.iter().zip(&self.name).all(|(typed, known)| typed.is_spelling_of(known))
    }
}

fn key(words: &[Word]) -> String {
    words.iter().map(|word| word.folded.as_str()).collect::<Vec<_>>().join(" ")
}

/// Cuts a name into words.
pub fn cut_name(name: &str) -> Vec<Word> {
    cut(name).map(|(from, to)| Word::new(&name[from..to])).filter(|word| !word.folded.is_empty()).collect()
}

fn written(name: &str, is_title: bool) -> Name {
    Name { words: cut_name(name), is_title }
}

impl Dictionary {
    fn name(&mut self, name: &str, meaning: usize) {
        let name = cut_name(name);
        if name.is_empty() || name.len() > WORDS {
            return;
        }
        let needs_marks = name.len() == 1 && name[0].is_marked();
        let known = self.entries.entry(key(&name)).or_default();
        if !known.iter().any(|entry| entry.meaning == meaning && entry.name == name) {
            known.push(Entry { name, needs_marks, meaning });
        }
    }

    fn meaning(&mut self, meaning: Meaning) -> usize {
        self.meanings.push(meaning);
        self.meanings.len() - 1
    }

    fn add_terms(&mut self) {
        for called in synonym::all() {
            let meaning = self.meaning(Meaning {
                values: vec![(called.facet, called.code.clone())],
                names: called.labels.iter().map(|label| written(label, true)).collect(),
                is_told: true,
                ..Meaning::default()
            });
            for name in called.labels.iter().chain(&called.others) {
                self.name(name, meaning);
                // `communal houses`, `bells`: English says many with one letter more.
                if name.is_ascii() && name.len() > 3 && !name.ends_with(['s', 'y']) {
                    self.name(&format!("{name}s"), meaning);
                }
            }
        }
    }

    fn add_wards(&mut self) {
        // A name that is also a province's is, without its kind, the province's.
        let provinces: Vec<&str> = former::provinces()
            .iter()
            .flat_map(|one| [former::parted(&one.before).1, former::parted(&one.today).1])
            .collect();
        let mut todays: Vec<&str> = former::wards().iter().map(|ward| ward.today.as_str()).collect();
        todays.dedup();
        for today in todays {
            let before = former::wards().iter().filter(|ward| ward.today == today).map(|ward| {
                let own = former::parted(&ward.before).1;
                written(if own.contains(' ') { own } else { &ward.before }, false)
            });
            let meaning = Meaning { names: before.collect(), ..unit(&[today]) };
            self.unit(today, meaning, &provinces);
        }
        let of = |is_it: &dyn Fn(&former::FormerWard) -> bool| {
            let mut todays: Vec<&str> = Vec::new();
            for ward in former::wards().iter().filter(|ward| is_it(ward)) {
                if !todays.contains(&ward.today.as_str()) {
                    todays.push(&ward.today);
                }
            }
            let names = todays.iter().map(|today| written(today, false)).collect();
            Meaning { names, is_former: true, is_told: true, ..unit(&todays) }
        };
        for ward in former::wards() {
            let meaning = of(&|other| other.before == ward.before && other.district == ward.district);
            self.unit(&ward.before, meaning, &provinces);
        }
        let mut districts: Vec<&str> = former::wards().iter().map(|ward| ward.district.as_str()).collect();
        districts.sort_unstable();
        districts.dedup();
        for district in districts.into_iter().filter(|district| !district.is_empty()) {
            self.unit(district, of(&|ward| ward.district == district), &provinces);
        }
    }

    fn add_provinces(&mut self) {
        let mut todays: Vec<&str> = former::provinces().iter().map(|one| one.today.as_str()).collect();
        todays.sort_unstable();
        todays.dedup();
        let own = |name: &str| {
            // The city is called like a man: his name alone is not the city's.
            let own = former::parted(name).1.to_owned();
            if own == "Hồ Chí Minh" { name.to_owned() } else { own }
        };
        for today in todays {
            let before = former::provinces().iter().filter(|one| one.today == today);
            let names = before.map(|one| written(&own(&one.before), false)).collect();
            self.province(today, Meaning { names, ..province(today) });
        }
        for one in former::provinces() {
            let names = vec![written(&own(&one.today), false)];
            let meaning = Meaning { names, is_former: true, is_told: true, ..province(&one.today) };
            self.province(&one.before, meaning);
        }
    }

    fn unit(&mut self, name: &str, meaning: Meaning, provinces: &[&str]) {
        let meaning = self.meaning(meaning);
        let (kind, own) = former::parted(name);
        let (short, english, indonesian) = match kind {
            "phường" => ("p", "ward", "kelurahan"),
            "xã" => ("x", "commune", "komune"),
            "thị trấn" => ("tt", "township", "kota kecil"),
            "quận" => ("q", "district", "distrik"),
            "huyện" => ("h", "district", "distrik"),
            "thị xã" => ("tx", "town", "kota"),
            _ => ("tp", "city", "kota"),
        };
        self.name(name, meaning);
        self.name(&format!("{short} {own}"), meaning);
        self.name(&format!("{own} {english}"), meaning);
        self.name(&format!("{indonesian} {own}"), meaning);
        if own.contains(' ') && !provinces.contains(&own) {
            self.name(own, meaning);
        }
    }

    fn province(&mut self, name: &str, meaning: Meaning) {
        let meaning = self.meaning(meaning);
        let own = former::parted(name).1;
        self.name(&format!("tỉnh {own}"), meaning);
        self.name(&format!("thành phố {own}"), meaning);
        self.name(&format!("tp {own}"), meaning);
        self.name(&format!("{own} province"), meaning);
        self.name(&format!("{own} city"), meaning);
        self.name(&format!("provinsi {own}"), meaning);
        self.name(&format!("kota {own}"), meaning);
        if own != "Hồ Chí Minh" {
            self.name(own, meaning);
        }
    }
}

/// What units of today mean: values of the list by place, by themselves and below their city.
fn unit(todays: &[&str]) -> Meaning {
    let values = todays.iter().flat_map(|today| [(*today).to_owned(), format!("{HERE}{today}")]);
    Meaning {
        values: values.map(|value| ("unit", value)).collect(),
        units: todays.iter().map(|today| (*today).to_owned()).collect(),
        ..Meaning::default()
    }
}

fn province(today: &str) -> Meaning {
    Meaning { values: vec![("unit", today.to_owned())], units: vec![today.to_owned()], ..Meaning::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(typed: &str) -> Known {
        let words = cut_name(typed);
        whole(&words).unwrap_or_else(|| panic!("{typed}: {:?}", known(&words)))
    }

    #[test]
    fn former_units_are_those_of_today_and_the_other_way_round() {
        for typed in ["phường Chính Gián", "Thạc Gián", "thac gian", "p. Thạc Gián", "Xuân Hà ward"] {
            let known = one(typed);
            assert_eq!(
                (known.units.as_slice(), known.is_former),
                (&["phường Thanh Khê".to_owned()][..], true),
                "{typed}"
            );
        }
        let district = one("quận Thanh Khê");
        assert_eq!(district.units, ["phường Thanh Khê", "phường An Khê"]);
        let today = one("phường Thanh Khê");
        assert!(!today.is_former && today.names.contains(&written("Thạc Gián", false)));
        assert!(!one("Thanh Khê").is_former, "also a unit of today");
        assert_eq!(one("xã Hòa Liên").units, ["phường Hải Vân", "phường Liên Chiểu"]);
        let province = one("tỉnh Quảng Nam");
        assert_eq!((province.units.as_slice(), province.is_former), (&["thành phố Đà Nẵng".to_owned()][..], true));
        assert!(one("Đà Nẵng").names.contains(&written("Quảng Nam", false)));
        assert!(one("Quảng Nam - Đà Nẵng").is_former);
        assert_eq!(one("Bình Định").units, ["tỉnh Gia Lai"], "without its kind it is the province");
        assert_eq!(one("xã Bình Định").units, ["xã Đồng Dương"]);
        assert!(known(&cut_name("lăng")).iter().all(|known| known.units.is_empty()), "one syllable is not enough");
        assert!(known(&cut_name("Hồ Chí Minh")).is_empty());
    }

    #[test]
    fn a_thing_is_known_by_its_names_in_three_languages() {
        let dinh = ("function", "dinh".to_owned());
        for typed in ["communal house", "communal houses", "rumah komunal", "đình", "đình làng"] {
            assert!(one(typed).values.contains(&dinh), "{typed}");
        }
        assert!(known(&cut_name("dinh")).is_empty(), "one syllable without marks is many words");
        let stele = one("stele").values;
        assert!(
            stele.contains(&("function", "bia".to_owned())) && stele.contains(&("object_type", "van_bia".to_owned()))
        );
        let words = cut_name("bell of the communal house");
        let found: Vec<(usize, usize)> = known(&words).iter().map(|known| (known.from, known.to)).collect();
        assert_eq!(found, [(0, 1), (3, 5)]);
    }

    #[test]
    fn times_and_things_stand_side_by_side() {
        let words = cut_name("chuông thời Nguyễn phường Thạc Gián");
        let found = known(&words);
        assert_eq!(found.iter().map(|known| (known.from, known.to)).collect::<Vec<_>>(), [(0, 1), (1, 3), (3, 6)]);
        assert_eq!(found[1].years, Some((1802, 1945)));
        assert_eq!(found[1].told(&words).map(|told| told.typed).as_deref(), Some("thời nguyễn"));
    }
}
