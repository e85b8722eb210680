//! Ranking against the engine's own, which reads everything.

use tantivy::collector::TopDocs;
use tantivy::query::AllQuery;
use tantivy::query::BooleanQuery;
use tantivy::query::BoostQuery;
use tantivy::query::ConstScoreQuery;
use tantivy::query::Occur;
use tantivy::query::PhraseQuery;
use tantivy::query::Query;
use tantivy::query::TermQuery;
use tantivy::schema::Schema;
use tantivy::schema::TEXT;

use super::*;
use crate::index::count::Tables;

/// Two fields of words drawn from ten, by a fixed rule; in segments of different size.
fn index() -> (tantivy::Index, [Field; 2]) {
    let mut schema = Schema::builder();
    let fields = [schema.add_text_field("name", TEXT), schema.add_text_field("body", TEXT)];
    let index = tantivy::Index::create_in_ram(schema.build());
    let mut writer = index.writer_with_num_threads(1, 15_000_000).expect("a writer");
    writer.set_merge_policy(Box::new(tantivy::indexer::NoMergePolicy));
    let mut seed = 7u64;
    for n in 0..4_000 {
        let mut words = |count: usize| {
            let mut word = || {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                format!("w{}", ((seed >> 40) % 30).min((seed >> 20) % 30))
            };
            (0..count).map(|_| word()).collect::<Vec<_>>().join(" ")
        };
        let mut doc = tantivy::TantivyDocument::new();
        doc.add_text(fields[0], words(3));
        doc.add_text(fields[1], words(9));
        writer.add_document(doc).expect("added");
        if n == 100 || n == 3_000 {
            writer.commit().expect("committed");
        }
    }
    writer.commit().expect("committed");
    (index, fields)
}

fn ranking(fields: [Field; 2], words: &[&str]) -> Ranking {
    let lane = |field, weight: f32| LaneOf {
        field,
        words: words.iter().map(|word| ((*word).to_owned(), weight)).collect(),
        phrase: weight * 1.5,
    };
    Ranking { lanes: vec![lane(fields[0], 4.0), lane(fields[1], 1.0)], dated: Vec::new() }
}

/// The same, as the engine reckons it.
fn engines(ranking: &Ranking) -> BooleanQuery {
    let mut clauses: Vec<(Occur, Box<dyn Query>)> =
        vec![(Occur::Must, Box::new(ConstScoreQuery::new(Box::new(AllQuery), 0.0)))];
    for lane in &ranking.lanes {
        let terms: Vec<Term> = lane.words.iter().map(|(word, _)| Term::from_field_text(lane.field, word)).collect();
        for (term, (_, weight)) in terms.iter().zip(&lane.words) {
            let query = TermQuery::new(term.clone(), IndexRecordOption::WithFreqs);
            clauses.push((Occur::Should, Box::new(BoostQuery::new(Box::new(query), *weight))));
        }
        if terms.len() > 1 {
            let query = PhraseQuery::new(terms);
            clauses.push((Occur::Should, Box::new(BoostQuery::new(Box::new(query), lane.phrase))));
        }
    }
    BooleanQuery::new(clauses)
}

fn kept_of(searcher: &Searcher, field: Field) -> std::sync::Arc<Kept> {
    Tables::new(field, std::iter::empty()).of(searcher).expect("tables")
}

fn hits_of(searcher: &Searcher, passes: impl Fn(DocId) -> bool) -> Hits {
    let segments = searcher.segment_readers().iter();
    Hits::from(segments.map(|reader| (0..reader.max_doc()).filter(|doc| passes(*doc)).collect()).collect::<Vec<_>>())
}

#[test]
fn the_best_are_those_that_the_engine_finds_by_reading_everything() {
    let (index, fields) = index();
    let searcher = index.reader().expect("a reader").searcher();
    let kept = kept_of(&searcher, fields[0]);
    for words in
        [&["w1"][..], &["w28"], &["w1", "w2"], &["w3", "w3"], &["w4", "w25", "w6"], &["w7", "absent"], &["w29", "w0"]]
    {
        let ranking = ranking(fields, words);
        let every = TopDocs::with_limit(4_000).order_by_score();
        let every: Vec<(f32, DocAddress)> = searcher.search(&engines(&ranking), &every).expect("searched");
        for (step, limit) in [(1, 10), (1, 1), (1, 300), (1, 4_000), (7, 20), (97, 20), (997, 20)] {
            let passes = |doc: DocId| doc.is_multiple_of(step);
            let best = ranking.best(&searcher, &kept, &hits_of(&searcher, passes), limit).expect("ranked");
            let expected: Vec<_> = every.iter().filter(|(_, at)| passes(at.doc_id)).take(limit).collect();
            assert_eq!(best.len(), expected.len());
            for (ranked, (score, _)) in best.iter().zip(&expected) {
                assert!((ranked.score - score).abs() < 1e-3, "{words:?} of every {step}: {} {score}", ranked.score);
            }
        }
    }
}

#[test]
fn a_page_goes_on_where_the_one_before_ended() {
    let (index, fields) = index();
    let searcher = index.reader().expect("a reader").searcher();
    let kept = kept_of(&searcher, fields[0]);
    let ranking = ranking(fields, &["w2", "w1"]);
    let hits = hits_of(&searcher, |_| true);
    let all = ranking.best(&searcher, &kept, &hits, 500).expect("ranked");
    for limit in [1, 20, 40, 499] {
        assert_eq!(ranking.best(&searcher, &kept, &hits, limit).expect("ranked"), all[..limit]);
    }
}

#[test]
fn words_side_by_side_come_before_scattered_ones() {
    let mut schema = Schema::builder();
    let fields = [schema.add_text_field("name", TEXT), schema.add_text_field("body", TEXT)];
    let index = tantivy::Index::create_in_ram(schema.build());
    let mut writer = index.writer_with_num_threads(1, 15_000_000).expect("a writer");
    for text in ["a x b c y", "b a x y c", "y a b c x"] {
        let mut doc = tantivy::TantivyDocument::new();
        doc.add_text(fields[0], text);
        writer.add_document(doc).expect("added");
    }
    writer.commit().expect("committed");
    let searcher = index.reader().expect("a reader").searcher();
    let best = ranking(fields, &["a", "b", "c"])
        .best(&searcher, &kept_of(&searcher, fields[0]), &hits_of(&searcher, |_| true), 3)
        .expect("ranked");
    assert_eq!(best[0].at.doc_id, 2);
    assert!(best[0].score > best[1].score + 0.1 && best[1].score == best[2].score);
}
