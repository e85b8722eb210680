//! A million records: those of the shared data, repeated with variation by a fixed rule.

use std::collections::HashSet;

use reliquary::base::id::RecordId;
use reliquary::index::Change;
use reliquary::index::IndexDoc;
use reliquary::index::collate;
use reliquary::model::search::Search;

use crate::relevance;
use crate::relevance::corpus::Corpus;

const RANKS: [&str; 4] = ["special_national", "national", "provincial", "inventoried"];
const FUNCTIONS: [&str; 8] = ["dinh", "chua", "den", "mieu", "lang", "nha_tho_ho", "thanh_co", "bia"];
const MATERIALS: [&str; 6] = ["wood", "stone", "brick", "bronze", "paper", "lacquer"];

/// The records.
pub struct Records {
    corpus: Corpus,
    units: Vec<String>,
    /// How many.
    pub count: usize,
}

impl Records {
    /// Reads what there is to vary. `None` where the shared data is not.
    pub fn read(count: usize) -> Option<Records> {
        let corpus = Corpus::read(&relevance::shared()?, usize::MAX >> 1, &HashSet::new());
        let units = corpus.docs.iter().filter(|doc| doc.key.starts_with("new:") && doc.within.is_some());
        let units = units.map(|doc| doc.names[0].clone()).collect();
        Some(Records { corpus, units, count })
    }

    /// Makes a record: as it is at first, then with words of its name changed for those of another, other years and facets.
    pub fn change(&self, n: usize) -> Change {
        let docs = &self.corpus.docs;
        let (own, round) = (&docs[n % docs.len()], n / docs.len());
        let mut bytes = [0u8; 16];
        bytes[0] = 1;
        bytes[8..].copy_from_slice(&(n as u64).to_be_bytes());
        let id = RecordId::from_bytes(bytes);
        let mut dice = Dice(n as u64);
        let mut doc = IndexDoc { id, code: format!("N{n}"), updated_ms: n as i64 * 1000, ..own.index.clone() };
        if round > 0 {
            let other = &docs[dice.below(docs.len())].names[0];
            for (_, title) in &mut doc.titles {
                let words = title.split(' ').skip(1).chain(other.split(' ').take(2));
                *title = words.collect::<Vec<_>>().join(" ");
            }
            doc.sort_name = collate::key(&doc.titles.first().map(|(_, title)| title.clone()).unwrap_or_default());
            let later = dice.below(60) as i32;
            doc.years = doc.years.map(|(first, last)| (first - later, last - later));
        }
        // Few units have many records, as it is.
        let unit = dice.below(self.units.len()).min(dice.below(self.units.len()));
        doc.facets.retain(|(name, _)| matches!(*name, "kind" | "century" | "has_picture"));
        doc.facets.extend([
            ("unit", self.units[unit].clone()),
            ("rank", RANKS[dice.below(4).max(dice.below(4))].to_owned()),
            ("function", FUNCTIONS[dice.below(8)].to_owned()),
            ("material", MATERIALS[dice.below(6)].to_owned()),
            ("licence", "CC-BY-4.0".to_owned()),
        ]);
        Change { id, docs: vec![doc] }
    }

    /// Returns how long the records are as JSON: those repeated are as long as their firsts.
    pub fn json_bytes(&self) -> usize {
        let docs = &self.corpus.docs;
        (0..self.count).map(|n| docs[n % docs.len()].json_bytes).sum()
    }

    /// Returns what is asked: one, two and three words of names and texts, every other narrowed by a facet or years.
    pub fn questions(&self) -> Vec<Search> {
        let docs = &self.corpus.docs;
        let mut dice = Dice(7);
        let mut questions = Vec::new();
        while questions.len() < 400 {
            let doc = &docs[dice.below(docs.len())];
            let from =
                if dice.below(3) == 0 { doc.index.summary.first().map(|(_, text)| text) } else { doc.names.first() };
            let Some(text) = from else { continue };
            let words: Vec<&str> = text.split_whitespace().filter(|word| word.chars().count() > 1).collect();
            let many = 1 + dice.below(3);
            if words.len() < many {
                continue;
            }
            let first = dice.below(words.len() - many + 1);
            let mut search = Search { q: words[first..first + many].join(" "), limit: 20, ..Search::default() };
            match dice.below(4) {
                0 => drop(search.facets.insert("rank".to_owned(), vec!["national".to_owned()])),
                1 => (search.from, search.until) = (Some(1700), Some(1899)),
                _ => {}
            }
            questions.push(search);
        }
        questions
    }

    /// Returns the beginnings of names, as they are typed: two letters to the whole first words.
    pub fn typed(&self) -> Vec<String> {
        let docs = &self.corpus.docs;
        let mut dice = Dice(11);
        let names = (0..400).map(|_| docs[dice.below(docs.len())].names[0].clone()).collect::<Vec<_>>();
        let long = |name: &String| name.chars().count() > 4;
        names.iter().filter(|name| long(name)).map(|name| name.chars().take(2 + dice.below(10)).collect()).collect()
    }

    /// Returns title, summary and the rest of a record, and its unit, rank, function, first and last year.
    pub fn row(&self, n: usize) -> ([String; 3], [String; 3], Option<(i32, i32)>) {
        let doc = self.change(n).docs.remove(0);
        let join =
            |texts: &[(String, String)]| texts.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>().join("\n");
        let rest = format!("{}\n{}", doc.code, join(&doc.texts));
        let of = |name: &str| doc.facets.iter().find(|(own, _)| *own == name).map(|(_, value)| value.clone());
        let facets = ["unit", "rank", "function"].map(|name| of(name).unwrap_or_default());
        ([join(&doc.titles), join(&doc.summary), rest], facets, doc.years)
    }
}

/// Numbers by a fixed rule.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % most.max(1) as u64) as usize
    }
}
