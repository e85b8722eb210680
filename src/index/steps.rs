//! From a search to a query: a list of small steps. Nothing a stranger types is syntax; no words give an error.

use std::ops::Bound;

use tantivy::Term;
use tantivy::query::AllQuery;
use tantivy::query::BooleanQuery;
use tantivy::query::Occur;
use tantivy::query::Query;
use tantivy::query::RangeQuery;
use tantivy::query::TermQuery;
use tantivy::schema::Field;
use tantivy::schema::IndexRecordOption;

use crate::base::limits;
use crate::index::Audience;
use crate::index::rank::LaneOf;
use crate::index::rank::Ranked;
use crate::index::schema::Fields;
use crate::index::tokenizer::cut;
use crate::index::tokenizer::exact;
use crate::index::tokenizer::fold;
use crate::index::tokenizer::is_marked;
use crate::model::search::Search;

type Clause = (Occur, Box<dyn Query>);
type Step = fn(&Fields, &Search, &mut Vec<Clause>);

/// The steps, in order.
const STEPS: &[Step] = &[words, facets, years, bbox, kinds];

/// A word of a query in both lanes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// As typed.
    pub exact: String,
    /// Folded.
    pub folded: String,
    /// True when it was typed with marks.
    pub is_marked: bool,
}

/// Cuts what was typed into words, within the limits; says whether it had to be shortened.
pub fn typed_words(typed: &str) -> (Vec<Word>, bool) {
    let short: String = typed.chars().take(limits::QUERY_CHARS).collect();
    let mut words: Vec<Word> = cut(&short)
        .map(|(from, to)| &short[from..to])
        .map(|word| Word { exact: exact(word), folded: fold(word), is_marked: is_marked(word) })
        .filter(|word| !word.folded.is_empty())
        .collect();
    let is_shortened = short.len() < typed.len() || words.len() > limits::QUERY_SYLLABLES;
    words.truncate(limits::QUERY_SYLLABLES);
    (words, is_shortened)
}

/// Counts the syllables of what was typed.
pub fn syllables(typed: &str) -> usize {
    cut(typed).filter(|(from, to)| !fold(&typed[*from..*to]).is_empty()).count()
}

/// Makes the query of a search for an audience: what matches, and what counts.
pub fn query(fields: &Fields, search: &Search, audience: Audience) -> Ranked {
    let audience: Clause = (Occur::Must, term(fields.audience, audience.name()));
    let mut clauses = vec![audience];
    for step in STEPS {
        step(fields, search, &mut clauses);
    }
    Ranked { filter: BooleanQuery::new(clauses), lanes: lanes(fields, search) }
}

/// What the lanes of a search count, the strongest first: a whole code leads straight to its record; names count most,
/// then summaries, then the rest; who typed marks meant them; words side by side count more than scattered ones.
fn lanes(fields: &Fields, search: &Search) -> Vec<LaneOf> {
    let (words, _) = typed_words(&search.q);
    let folded = |weight: f32| words.iter().map(|word| (word.folded.clone(), weight)).collect::<Vec<_>>();
    // An unmarked word is not «exact»: it only holds its place in the phrase.
    let exact = |weight: f32| -> Vec<(String, f32)> {
        words.iter().map(|word| (word.exact.clone(), if word.is_marked { weight } else { 0.0 })).collect()
    };
    let is_marked = words.iter().any(|word| word.is_marked);
    let mut lanes = Vec::new();
    let code = crate::model::code::ascii_twin(search.q.trim()).to_lowercase();
    if !code.is_empty() && !code.contains(' ') {
        lanes.push(LaneOf { field: fields.code, words: vec![(code, 20.0)], phrase: 0.0 });
    }
    lanes.push(LaneOf { field: fields.code, words: folded(6.0), phrase: 0.0 });
    if is_marked {
        lanes.push(LaneOf { field: fields.title[0], words: exact(8.0), phrase: 12.0 });
    }
    lanes.push(LaneOf { field: fields.title[1], words: folded(4.0), phrase: 6.0 });
    if is_marked {
        lanes.push(LaneOf { field: fields.body[0], words: exact(3.0), phrase: 4.0 });
        lanes.push(LaneOf { field: fields.other[0], words: exact(2.0), phrase: 3.0 });
    }
    lanes.push(LaneOf { field: fields.body[1], words: folded(1.5), phrase: 2.0 });
    lanes.push(LaneOf { field: fields.other[1], words: folded(1.0), phrase: 1.5 });
    lanes
}

/// Every word must stand somewhere.
fn words(fields: &Fields, search: &Search, clauses: &mut Vec<Clause>) {
    for word in typed_words(&search.q).0 {
        clauses.push((Occur::Must, term(fields.anywhere, &word.folded)));
    }
}

/// Any of the values of a facet, all of the facets.
fn facets(fields: &Fields, search: &Search, clauses: &mut Vec<Clause>) {
    for (name, values) in &search.facets {
        let Some(field) = fields.facet(name) else { continue };
        clauses.push((Occur::Must, any_of(field, values)));
    }
}

/// Dates that may fall between the years asked for.
fn years(fields: &Fields, search: &Search, clauses: &mut Vec<Clause>) {
    let bound = |field, year: i32| Bound::Included(Term::from_field_i64(field, i64::from(year)));
    if let Some(from) = search.from {
        let range = RangeQuery::new(bound(fields.year_max, from), Bound::Unbounded);
        clauses.push((Occur::Must, Box::new(range)));
    }
    if let Some(until) = search.until {
        let range = RangeQuery::new(Bound::Unbounded, bound(fields.year_min, until));
        clauses.push((Occur::Must, Box::new(range)));
    }
}

/// Points inside the box.
fn bbox(fields: &Fields, search: &Search, clauses: &mut Vec<Clause>) {
    let Some([west, south, east, north]) = search.bbox else { return };
    for (field, low, high) in [(fields.lon, west, east), (fields.lat, south, north)] {
        let bound = |millionths: i64| Bound::Included(Term::from_field_f64(field, millionths as f64 / 1e6));
        clauses.push((Occur::Must, Box::new(RangeQuery::new(bound(low), bound(high)))));
    }
}

/// Only these kinds.
fn kinds(fields: &Fields, search: &Search, clauses: &mut Vec<Clause>) {
    if !search.kinds.is_empty() {
        clauses.push((Occur::Must, any_of(fields.kind, &search.kinds)));
    }
}

fn any_of(field: Field, values: &[String]) -> Box<dyn Query> {
    let any: Vec<Clause> = values.iter().map(|value| (Occur::Should, term(field, value))).collect();
    if any.is_empty() { Box::new(AllQuery) } else { Box::new(BooleanQuery::new(any)) }
}

fn term(field: Field, text: &str) -> Box<dyn Query> {
    Box::new(TermQuery::new(Term::from_field_text(field, text), IndexRecordOption::Basic))
}
