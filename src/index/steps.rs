//! From a search as it was understood to what is looked for, in small steps, and to what counts. Nothing that is typed gives
//! an error.

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
use crate::index::typing::may_be_syllable;
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
type Step = fn(&Fields, &Search, &mut Sought);

/// What counts that words mean and do not say, by how rare it is.
const MEANT: f32 = 1.5;
/// What a word of the same stem counts.
const STEM: f32 = 1.0;
/// Any word, in a phrase.
const GAP: (String, f32) = (String::new(), 0.0);
/// What a dating within the years that are meant counts.
const DATED: f32 = 6.0;

/// The steps that need more of a search than its words, in order.
const STEPS: &[Step] = &[kinds];

/// What is looked for, but for audience, facets, years and places, which the tables know.
#[derive(Debug, Default)]
pub struct Sought {
    /// Words that must stand somewhere: one of each group.
    pub words: Vec<Vec<Term>>,
    /// What must be met beside.
    pub others: Vec<Clause>,
}

impl Sought {
    /// Returns all of it for the engine.
    pub fn clauses(self) -> Vec<Clause> {
        self.words.into_iter().map(any_term).chain(self.others).collect()
    }
}

/// Tells what is looked for by a search as it was understood.
pub fn sought(fields: &Fields, search: &Search, wanted: &Wanted) -> Sought {
    let mut sought = match wanted.any.as_slice() {
        [one] => all_of(fields, one),
        any => {
            let any = any.iter().map(|all| {
                let mut clauses = all_of(fields, all).clauses();
                if !clauses.iter().any(|(occur, _)| *occur == Occur::Must) {
                    clauses.push((Occur::Must, Box::new(AllQuery)));
                }
                either(clauses)
            });
            Sought { words: Vec::new(), others: vec![(Occur::Must, Box::new(BooleanQuery::new(any.collect())))] }
        }
    };
    for step in STEPS {
        step(fields, search, &mut sought);
    }
    sought
}

/// Only these kinds.
fn kinds(fields: &Fields, search: &Search, sought: &mut Sought) {
    if !search.kinds.is_empty() {
        let kinds = search.kinds.iter().map(|kind| Term::from_field_text(fields.kind, kind));
        sought.words.push(kinds.collect());
    }
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
fn all_of(fields: &Fields, all: &All) -> Sought {
    let mut sought = Sought::default();
    for (at, word) in all.words.iter().enumerate() {
        if !all.known.iter().any(|known| (known.from..known.to).contains(&at)) {
            sought.words.push(standing(fields, word));
        }
    }
    for known in &all.known {
        let words = all.words[known.from..known.to].iter().map(|word| any_term(standing(fields, word)));
        let meant = or_meant(fields, Box::new(BooleanQuery::new(words.collect())), known);
        sought.others.push((Occur::Must, meant));
    }
    for (is_not, test) in &all.tests {
        sought.others.push(match is_not {
            true => (Occur::MustNot, Box::new(Without(BooleanQuery::new(vec![(Occur::Should, tested(fields, test))])))),
            false => (Occur::Must, tested(fields, test)),
        });
    }
    sought
}

/// The terms under which a word stands anywhere: itself, or another of its stem.
pub fn standing(fields: &Fields, word: &Word) -> Vec<Term> {
    let mut terms = vec![Term::from_field_text(fields.anywhere, &word.folded)];
    if !word.is_marked() {
        for (stems, field) in &fields.stems {
            let Some(stem) = stems.of(&word.folded) else { continue };
            terms.push(Term::from_field_text(*field, &stem));
            // `temples` finds `temple`; `sons` does not find all that is called Sơn.
            let written = Term::from_field_text(fields.anywhere, &stem);
            if !may_be_syllable(&stem) && !terms.contains(&written) {
                terms.push(written);
            }
        }
    }
    terms
}

/// One of the terms must stand there.
pub fn any_term(terms: Vec<Term>) -> Clause {
    let one = |term| -> Box<dyn Query> { Box::new(TermQuery::new(term, IndexRecordOption::Basic)) };
    let mut any: Vec<Clause> = terms.into_iter().map(|term| (Occur::Should, one(term))).collect();
    match any.len() {
        1 => (Occur::Must, any.remove(0).1),
        _ => (Occur::Must, Box::new(BooleanQuery::new(any))),
    }
}

fn tested(fields: &Fields, test: &Test) -> Box<dyn Query> {
    match test {
        Test::Phrase(words) => said(fields, words),
        Test::Name(words) => written(fields.title.exact, fields.title.folded, words),
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
        any.extend(places(fields, name).iter().map(|(exact, folded)| {
            let written: Box<dyn Query> = written(*exact, *folded, &name.words);
            (Occur::Should, written)
        }));
    }
    Box::new(BooleanQuery::new(any))
}

/// The lanes of a name as written and folded.
fn places(fields: &Fields, name: &Name) -> Vec<(Field, Field)> {
    let all = [
        (fields.title.exact, fields.title.folded),
        (fields.body.exact, fields.body.folded),
        (fields.other.exact, fields.other.folded),
    ];
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
        let is_marked = name.words.iter().any(Word::is_marked);
        let word = |word: &Word| match (is_marked, word.is_marked()) {
            (true, true) => (word.exact.clone(), alone),
            (true, false) => GAP,
            (false, _) => (word.folded.clone(), alone),
        };
        let words: Vec<(String, f32)> = name.words.iter().map(word).collect();
        let lane = |(exact, folded)| LaneOf {
            field: if is_marked { exact } else { folded },
            words: words.clone(),
            phrase: MEANT,
        };
        lanes.extend(places(fields, name).into_iter().map(lane));
    }
    lanes
}

/// Words side by side in any lane: as written where they have marks.
fn said(fields: &Fields, words: &[Word]) -> Box<dyn Query> {
    let lanes = [
        (fields.title.exact, fields.title.folded),
        (fields.body.exact, fields.body.folded),
        (fields.other.exact, fields.other.folded),
    ];
    let any = lanes.map(|(exact, folded)| (Occur::Should, written(exact, folded, words)));
    Box::new(BooleanQuery::new(any.into()))
}

/// Words side by side in a field, those that have marks as written.
fn written(exact: Field, folded: Field, words: &[Word]) -> Box<dyn Query> {
    let marked: Vec<(usize, &str)> = words
        .iter()
        .enumerate()
        .filter(|(_, word)| word.is_marked())
        .map(|(at, word)| (at, word.exact.as_str()))
        .collect();
    let all = || side_by_side(folded, words.iter().map(|word| word.folded.as_str()).enumerate().collect());
    match marked.len() {
        0 => all(),
        count if count == words.len() => side_by_side(exact, marked),
        // What has no marks stands in the folded lane alone.
        _ => Box::new(BooleanQuery::new(vec![(Occur::Must, side_by_side(exact, marked)), (Occur::Must, all())])),
    }
}

/// Words at their places in a field.
fn side_by_side(field: Field, words: Vec<(usize, &str)>) -> Box<dyn Query> {
    let mut terms: Vec<(usize, Term)> =
        words.into_iter().map(|(at, word)| (at, Term::from_field_text(field, word))).collect();
    match terms.len() {
        1 => Box::new(TermQuery::new(terms.remove(0).1, IndexRecordOption::Basic)),
        _ => Box::new(PhraseQuery::new_with_offset(terms)),
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
    let marked = |part: fn(&Word) -> &String, weight: f32| {
        let one = |word: &Word| if word.is_marked() { (part(word).clone(), weight) } else { GAP };
        words.iter().map(one).collect::<Vec<_>>()
    };
    let exact = |weight: f32| marked(|word| &word.exact, weight);
    let toneless = |weight: f32| marked(|word| &word.toneless, weight);
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
    for (stems, field) in fields.stems {
        let unmarked = words.iter().filter(|word| !word.is_marked());
        let words: Vec<(String, f32)> = unmarked.filter_map(|word| Some((stems.of(&word.folded)?, STEM))).collect();
        if !words.is_empty() {
            add(field, words, 0.0);
        }
    }
    lanes
}

fn term(field: Field, text: &str) -> Box<dyn Query> {
    Box::new(TermQuery::new(Term::from_field_text(field, text), IndexRecordOption::Basic))
}
