//! From a search to a query: a list of small steps. Nothing that is typed gives an error.

use std::ops::Bound;

use tantivy::Term;
use tantivy::query::AllQuery;
use tantivy::query::BooleanQuery;
use tantivy::query::Occur;
use tantivy::query::PhraseQuery;
use tantivy::query::Query;
use tantivy::query::RangeQuery;
use tantivy::query::TermQuery;
use tantivy::schema::Field;
use tantivy::schema::IndexRecordOption;

use crate::index::Audience;
use crate::index::rank::Dated;
use crate::index::rank::LaneOf;
use crate::index::rank::Ranking;
use crate::index::reading::Word;
use crate::index::schema::Fields;
use crate::index::understanding::Known;
use crate::index::understanding::Name;
use crate::index::wanted::All;
use crate::index::wanted::Test;
use crate::index::wanted::Wanted;
use crate::index::without::Without;
use crate::model::code::ascii_twin;
use crate::model::search::Search;

/// A part of a query.
pub type Clause = (Occur, Box<dyn Query>);
type Step = fn(&Fields, &Search, &mut Vec<Clause>);

/// What counts that words mean and do not say, by how rare it is.
const MEANT: f32 = 1.5;
/// What a dating within the years that are meant counts.
const DATED: f32 = 6.0;

/// The steps, in order.
const STEPS: &[Step] = &[years, bbox, kinds];

/// Makes a query that finds all a search as it was understood finds for an audience.
pub fn filter(fields: &Fields, search: &Search, wanted: &Wanted, audience: Audience) -> BooleanQuery {
    let mut clauses = self::clauses(fields, search, wanted);
    clauses.push(self::audience(fields, audience));
    facets(fields, search, &mut clauses);
    BooleanQuery::new(clauses)
}

/// Makes the clauses of a search as it was understood; of audience and facets the tables know.
pub fn clauses(fields: &Fields, search: &Search, wanted: &Wanted) -> Vec<Clause> {
    let mut clauses = Vec::new();
    match wanted.any.as_slice() {
        [one] => clauses.extend(all_of(fields, one)),
        any => {
            let any = any.iter().map(|all| {
                let mut clauses = all_of(fields, all);
                if !clauses.iter().any(|(occur, _)| *occur == Occur::Must) {
                    clauses.push((Occur::Must, Box::new(AllQuery)));
                }
                either(clauses)
            });
            clauses.push((Occur::Must, Box::new(BooleanQuery::new(any.collect()))));
        }
    }
    for step in STEPS {
        step(fields, search, &mut clauses);
    }
    clauses
}

/// Tells what counts in a search as it was understood.
pub fn ranking(fields: &Fields, search: &Search, wanted: &Wanted) -> Ranking {
    let code = if wanted.is_plain { search.q.trim() } else { "" };
    let mut lanes = Vec::new();
    let mut dated = Vec::new();
    for all in &wanted.any {
        lanes.extend(self::lanes(fields, code, &all.ranked().cloned().collect::<Vec<_>>()));
    }
    for all in &wanted.any {
        let tests = all.tests.iter().filter(|(is_not, _)| !is_not);
        let tested = tests.filter_map(|(_, test)| if let Test::Known(_, known) = test { Some(known) } else { None });
        for known in all.known.iter().chain(tested) {
            lanes.extend(meant(fields, known));
            dated.extend(known.years.map(|years| Dated { years, weight: DATED }));
        }
    }
    Ranking { lanes, dated }
}

/// Every word must stand somewhere, or what it means must be met; and every test.
fn all_of(fields: &Fields, all: &All) -> Vec<Clause> {
    let mut clauses = Vec::with_capacity(all.words.len() + all.tests.len());
    for (at, word) in all.words.iter().enumerate() {
        if !all.known.iter().any(|known| (known.from..known.to).contains(&at)) {
            clauses.push(must(fields.anywhere, &word.folded));
        }
    }
    for known in &all.known {
        let words = all.words[known.from..known.to].iter().map(|word| must(fields.anywhere, &word.folded));
        clauses.push((Occur::Must, or_meant(fields, Box::new(BooleanQuery::new(words.collect())), known)));
    }
    for (is_not, test) in &all.tests {
        clauses.push(match is_not {
            true => (Occur::MustNot, Box::new(Without(BooleanQuery::new(vec![(Occur::Should, tested(fields, test))])))),
            false => (Occur::Must, tested(fields, test)),
        });
    }
    clauses
}

fn tested(fields: &Fields, test: &Test) -> Box<dyn Query> {
    match test {
        Test::Phrase(words) => said(fields, words),
        Test::Name(words) => match words.iter().any(Word::is_marked) {
            true => side_by_side(fields.title.exact, words.iter().map(|word| word.exact.as_str())),
            false => side_by_side(fields.title.folded, words.iter().map(|word| word.folded.as_str())),
        },
        Test::Values(values) => {
            let any = values.iter().filter_map(|(facet, value)| Some(term(fields.facet(facet)?, value)));
            Box::new(BooleanQuery::new(any.map(|query| (Occur::Should, query)).collect()))
        }
        Test::Years(years) => overlapping(fields, *years),
        Test::Code(code, words) => {
            let code = ascii_twin(code).to_lowercase();
            // What stands below a code begins with it and a dot; `/` is the letter after it.
            let below = |end: &str| Term::from_field_text(fields.code, &format!("{code}{end}"));
            let below = RangeQuery::new(Bound::Included(below(".")), Bound::Excluded(below("/")));
            let mut any: Vec<Clause> = vec![(Occur::Should, said(fields, words))];
            if !code.is_empty() {
                any.push((Occur::Should, term(fields.code, &code)));
                any.push((Occur::Should, Box::new(below)));
            }
            Box::new(BooleanQuery::new(any))
        }
        Test::Known(words, known) => or_meant(fields, said(fields, words), known),
    }
}

/// What the words say, or one of the things they mean.
fn or_meant(fields: &Fields, words: Box<dyn Query>, known: &Known) -> Box<dyn Query> {
    let mut any: Vec<Clause> = vec![(Occur::Should, words)];
    any.extend(known.years.map(|years| (Occur::Should, overlapping(fields, years))));
    for (facet, value) in &known.values {
        any.extend(fields.facet(facet).map(|field| (Occur::Should, term(field, value))));
    }
    for name in &known.names {
        for field in lanes_of(fields, name) {
            any.push((Occur::Should, side_by_side(field, name.words.iter().map(String::as_str))));
        }
    }
    Box::new(BooleanQuery::new(any))
}

fn lanes_of(fields: &Fields, name: &Name) -> Vec<Field> {
    let all = [fields.title.exact, fields.body.exact, fields.other.exact];
    if name.is_title { all[..1].to_vec() } else { all.to_vec() }
}

/// What the meaning of words counts: less than the words themselves.
fn meant(fields: &Fields, known: &Known) -> Vec<LaneOf> {
    let mut lanes: Vec<LaneOf> = Vec::new();
    for (facet, value) in &known.values {
        let Some(field) = fields.facet(facet) else { continue };
        let word = (value.clone(), MEANT);
        match lanes.iter_mut().find(|lane| lane.field == field) {
            Some(lane) => lane.words.push(word),
            None => lanes.push(LaneOf { field, words: vec![word], phrase: 0.0 }),
        }
    }
    for name in &known.names {
        let alone = if name.words.len() == 1 { MEANT } else { 0.0 };
        let words: Vec<(String, f32)> = name.words.iter().map(|word| (word.clone(), alone)).collect();
        let lane = |field| LaneOf { field, words: words.clone(), phrase: MEANT };
        lanes.extend(lanes_of(fields, name).into_iter().map(lane));
    }
    lanes
}

/// Words side by side in any lane: as written where they have marks.
fn said(fields: &Fields, words: &[Word]) -> Box<dyn Query> {
    let is_marked = words.iter().any(Word::is_marked);
    let lanes = match is_marked {
        true => [fields.title.exact, fields.body.exact, fields.other.exact],
        false => [fields.title.folded, fields.body.folded, fields.other.folded],
    };
    let word = |word: &'_ Word| if is_marked { word.exact.clone() } else { word.folded.clone() };
    let words: Vec<String> = words.iter().map(word).collect();
    let any = lanes.map(|field| (Occur::Should, side_by_side(field, words.iter().map(String::as_str))));
    Box::new(BooleanQuery::new(any.into()))
}

fn side_by_side<'a>(field: Field, words: impl Iterator<Item = &'a str>) -> Box<dyn Query> {
    let mut terms: Vec<Term> = words.map(|word| Term::from_field_text(field, word)).collect();
    match terms.len() {
        1 => Box::new(TermQuery::new(terms.remove(0), IndexRecordOption::Basic)),
        _ => Box::new(PhraseQuery::new(terms)),
    }
}

/// Dates that may fall between two years.
fn overlapping(fields: &Fields, (first, last): (i32, i32)) -> Box<dyn Query> {
    let bound = |field, year: i32| Bound::Included(Term::from_field_i64(field, i64::from(year)));
    let from = RangeQuery::new(bound(fields.year_max, first), Bound::Unbounded);
    let until = RangeQuery::new(Bound::Unbounded, bound(fields.year_min, last));
    Box::new(BooleanQuery::new(vec![(Occur::Must, Box::new(from)), (Occur::Must, Box::new(until))]))
}

fn either(clauses: Vec<Clause>) -> Clause {
    (Occur::Should, Box::new(BooleanQuery::new(clauses)))
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
fn lanes(fields: &Fields, code: &str, words: &[Word]) -> Vec<LaneOf> {
    let folded = |weight: f32| words.iter().map(|word| (word.folded.clone(), weight)).collect::<Vec<_>>();
    // An unmarked word is neither «exact» nor without its tone: it only holds its place in the phrase.
    let marked = |word: &Word, weight: f32| if word.is_marked() { weight } else { 0.0 };
    let exact = |weight: f32| words.iter().map(|word| (word.exact.clone(), marked(word, weight))).collect::<Vec<_>>();
    let toneless =
        |weight: f32| words.iter().map(|word| (word.toneless.clone(), marked(word, weight))).collect::<Vec<_>>();
    let is_marked = words.iter().any(Word::is_marked);
    let mut lanes = Vec::new();
    let mut add = |field, words, phrase| lanes.push(LaneOf { field, words, phrase });
    let code = ascii_twin(code).to_lowercase();
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
