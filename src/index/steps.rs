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

use crate::index::Audience;
use crate::index::rank::LaneOf;
use crate::index::rank::Ranked;
use crate::index::reading::Word;
use crate::index::schema::Fields;
use crate::model::code::ascii_twin;
use crate::model::search::Search;

/// A part of a query.
pub type Clause = (Occur, Box<dyn Query>);
type Step = fn(&Fields, &Search, &mut Vec<Clause>);

/// The steps, in order.
const STEPS: &[Step] = &[facets, years, bbox, kinds];

/// Makes the query of a search for words as they were understood, for an audience: what matches, and what counts.
/// Every word must stand somewhere.
pub fn query(fields: &Fields, search: &Search, words: &[Word], audience: Audience) -> Ranked {
    let mut clauses = vec![self::audience(fields, audience)];
    clauses.extend(words.iter().map(|word| must(fields.anywhere, &word.folded)));
    for step in STEPS {
        step(fields, search, &mut clauses);
    }
    Ranked { filter: BooleanQuery::new(clauses), lanes: lanes(fields, search, words) }
}

/// Only documents for an audience.
pub fn audience(fields: &Fields, audience: Audience) -> Clause {
    must(fields.audience, audience.name())
}

/// Only documents with a word in a field.
pub fn must(field: Field, word: &str) -> Clause {
    (Occur::Must, term(field, word))
}

/// What the lanes of a search count, the strongest first: a whole code leads straight to its record, a whole name nearly so;
/// names count most, then summaries, then the rest; who typed marks meant them, and who typed vowel letters without tones
/// meant those; words side by side count more than scattered ones.
fn lanes(fields: &Fields, search: &Search, words: &[Word]) -> Vec<LaneOf> {
    let folded = |weight: f32| words.iter().map(|word| (word.folded.clone(), weight)).collect::<Vec<_>>();
    // An unmarked word is neither «exact» nor without its tone: it only holds its place in the phrase.
    let marked = |word: &Word, weight: f32| if word.is_marked() { weight } else { 0.0 };
    let exact = |weight: f32| words.iter().map(|word| (word.exact.clone(), marked(word, weight))).collect::<Vec<_>>();
    let toneless =
        |weight: f32| words.iter().map(|word| (word.toneless.clone(), marked(word, weight))).collect::<Vec<_>>();
    let is_marked = words.iter().any(Word::is_marked);
    let mut lanes = Vec::new();
    let mut add = |field, words, phrase| lanes.push(LaneOf { field, words, phrase });
    let code = ascii_twin(search.q.trim()).to_lowercase();
    if !code.is_empty() && !code.contains(' ') {
        add(fields.code, vec![(code, 20.0)], 0.0);
    }
    add(fields.code, words.iter().map(|word| (ascii_twin(&word.shown).to_lowercase(), 6.0)).collect(), 0.0);
    if !words.is_empty() {
        let whole = |part: fn(&Word) -> &str| words.iter().map(part).collect::<Vec<_>>().join(" ");
        if is_marked {
            add(fields.name, vec![(whole(|word| &word.exact), 8.0)], 0.0);
        }
        add(fields.name, vec![(whole(|word| &word.folded), 8.0)], 0.0);
    }
    if is_marked {
        add(fields.title.exact, exact(6.0), 8.0);
        add(fields.title.toneless, toneless(3.0), 5.0);
    }
    add(fields.title.folded, folded(4.0), 6.0);
    if is_marked {
        add(fields.body.exact, exact(2.0), 3.0);
        add(fields.body.toneless, toneless(1.0), 1.5);
        add(fields.other.exact, exact(2.0), 3.0);
    }
    add(fields.body.folded, folded(1.5), 2.0);
    add(fields.other.folded, folded(1.0), 1.5);
    lanes
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
