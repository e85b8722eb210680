//! From a search to a query: a list of small steps. Nothing a stranger types is syntax; no words give an error.

use std::ops::Bound;

use tantivy::Term;
use tantivy::query::AllQuery;
use tantivy::query::BooleanQuery;
use tantivy::query::BoostQuery;
use tantivy::query::Occur;
use tantivy::query::PhraseQuery;
use tantivy::query::Query;
use tantivy::query::RangeQuery;
use tantivy::query::TermQuery;
use tantivy::schema::Field;
use tantivy::schema::IndexRecordOption;

use crate::base::limits;
use crate::index::Audience;
use crate::index::schema::Fields;
use crate::index::tokenizer::cut;
use crate::index::tokenizer::exact;
use crate::index::tokenizer::fold;
use crate::index::tokenizer::is_marked;
use crate::model::search::Search;

type Clause = (Occur, Box<dyn Query>);
type Step = fn(&Fields, &Search, &mut Vec<Clause>);

/// The steps, in order.
const STEPS: &[Step] = &[words, marks, phrases, whole_code, facets, years, bbox, kinds];

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

/// Makes the query of a search for an audience.
pub fn query(fields: &Fields, search: &Search, audience: Audience) -> BooleanQuery {
    let audience: Clause = (Occur::Must, unscored(term(fields.audience, audience.name())));
    let mut clauses = vec![audience];
    for step in STEPS {
        step(fields, search, &mut clauses);
    }
    BooleanQuery::new(clauses)
}

/// Every word must stand somewhere; names count most, then summaries, then the rest.
fn words(fields: &Fields, search: &Search, clauses: &mut Vec<Clause>) {
    for word in typed_words(&search.q).0 {
        let places = [(fields.title[1], 4.0), (fields.body[1], 1.5), (fields.other[1], 1.0)];
        let mut anywhere: Vec<Clause> =
            places.map(|(field, weight)| (Occur::Should, boosted(term(field, &word.folded), weight))).into();
        anywhere.push((Occur::Should, boosted(term(fields.code, &word.folded), 6.0)));
        clauses.push((Occur::Must, Box::new(BooleanQuery::new(anywhere))));
    }
}

/// Who typed marks meant them: the same marks count more. An unmarked word is not «exact».
fn marks(fields: &Fields, search: &Search, clauses: &mut Vec<Clause>) {
    for word in typed_words(&search.q).0.into_iter().filter(|word| word.is_marked) {
        for (field, weight) in [(fields.title[0], 8.0), (fields.body[0], 3.0), (fields.other[0], 2.0)] {
            clauses.push((Occur::Should, boosted(term(field, &word.exact), weight)));
        }
    }
}

/// Words side by side count more than scattered ones.
fn phrases(fields: &Fields, search: &Search, clauses: &mut Vec<Clause>) {
    let (words, _) = typed_words(&search.q);
    if words.len() < 2 {
        return;
    }
    let is_marked = words.iter().any(|word| word.is_marked);
    let mut add = |field: Field, lane: fn(&Word) -> &str, weight: f32| {
        let terms = words.iter().map(|word| Term::from_field_text(field, lane(word))).collect();
        clauses.push((Occur::Should, boosted(Box::new(PhraseQuery::new(terms)), weight)));
    };
    for (at, weight) in [(&fields.title, 6.0), (&fields.body, 2.0), (&fields.other, 1.5)] {
        add(at[1], |word| &word.folded, weight);
        if is_marked {
            add(at[0], |word| &word.exact, weight * 2.0);
        }
    }
}

/// A whole code as typed leads straight to its record.
fn whole_code(fields: &Fields, search: &Search, clauses: &mut Vec<Clause>) {
    let code = crate::model::code::ascii_twin(search.q.trim()).to_lowercase();
    if !code.is_empty() && !search.q.trim().contains(' ') {
        clauses.push((Occur::Should, boosted(term(fields.code, &code), 20.0)));
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
        clauses.push((Occur::Must, unscored(Box::new(range))));
    }
    if let Some(until) = search.until {
        let range = RangeQuery::new(Bound::Unbounded, bound(fields.year_min, until));
        clauses.push((Occur::Must, unscored(Box::new(range))));
    }
}

/// Points inside the box.
fn bbox(fields: &Fields, search: &Search, clauses: &mut Vec<Clause>) {
    let Some([west, south, east, north]) = search.bbox else { return };
    for (field, low, high) in [(fields.lon, west, east), (fields.lat, south, north)] {
        let bound = |millionths: i64| Bound::Included(Term::from_field_f64(field, millionths as f64 / 1e6));
        clauses.push((Occur::Must, unscored(Box::new(RangeQuery::new(bound(low), bound(high))))));
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
    if any.is_empty() { Box::new(AllQuery) } else { unscored(Box::new(BooleanQuery::new(any))) }
}

fn term(field: Field, text: &str) -> Box<dyn Query> {
    Box::new(TermQuery::new(Term::from_field_text(field, text), IndexRecordOption::WithFreqs))
}

fn boosted(query: Box<dyn Query>, weight: f32) -> Box<dyn Query> {
    Box::new(BoostQuery::new(query, weight))
}

/// A filter says yes or no and adds nothing to the score.
fn unscored(query: Box<dyn Query>) -> Box<dyn Query> {
    Box::new(BoostQuery::new(query, 0.0))
}
