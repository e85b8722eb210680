//! What is like a record: others of its kind that share what tells records apart, near ones before far ones.
//!
//! Why in steps: a ward holds hundreds of relics where a function holds a tenth of a country. Who has enough neighbours is
//! never looked for farther away.

use std::cmp::Reverse;

use tantivy::DocAddress;
use tantivy::DocSet as _;
use tantivy::Searcher;
use tantivy::TERMINATED;
use tantivy::TantivyDocument;
use tantivy::Term;
use tantivy::schema::IndexRecordOption;
use tantivy::schema::Value as _;

use crate::base::id::RecordId;
use crate::index::Audience;
use crate::index::Index;
use crate::index::IndexError;
use crate::index::count::Having;
use crate::index::count::Kept;
use crate::index::hits::Hits;
use crate::index::steps::Sought;

/// What makes records alike, and how much.
const ALIKE: [(&str, u32); 5] = [("function", 6), ("unit", 4), ("century", 3), ("relic_type", 2), ("material", 1)];
/// What must be shared, nearest first: each step is taken when those before it did not find enough.
const STEPS: [&[&str]; 3] = [&["unit", "function"], &["function", "century"], &["unit"]];

/// A facet a record has values in.
struct Shared<'a> {
    name: &'static str,
    /// Each of its values under which other records stand.
    terms: Vec<Term>,
    having: Vec<Having<'a>>,
    weight: u32,
}

impl Index {
    /// Returns the records of its kind that are most like a record, the most alike first. Blocking.
    pub fn related(&self, id: &RecordId, audience: Audience, limit: usize) -> Result<Vec<RecordId>, IndexError> {
        let searcher = self.reader.searcher();
        let kept = self.tables.of(&searcher)?;
        let Some(own) = self.place_of(&searcher, &kept, id, audience)? else { return Ok(Vec::new()) };
        let doc: TantivyDocument = searcher.doc(own)?;
        let kind = doc.get_first(self.fields.kind).and_then(|kind| kind.as_str()).unwrap_or_default();
        let kind = vec![Term::from_field_text(self.fields.kind, kind)];
        let shared: Vec<Shared<'_>> =
            ALIKE.into_iter().filter_map(|(name, weight)| self.shared(&kept, own, name, weight)).collect();
        let mut found: Vec<DocAddress> = Vec::new();
        for step in STEPS {
            let of = |name: &&str| shared.iter().find(|own| own.name == *name).map(|own| own.terms.clone());
            let Some(mut words) = step.iter().map(of).collect::<Option<Vec<_>>>() else { continue };
            words.push(kind.clone());
            let hits = Hits::find(&searcher, &kept, Sought { words, others: Vec::new() }, audience)?;
            let mut alike: Vec<(Reverse<u32>, DocAddress)> = Vec::new();
            for (ord, docs) in hits.segments().iter().enumerate() {
                alike.extend(docs.iter().map(|doc| {
                    let having = |own: &Shared<'_>| own.having.iter().filter(|one| one.has(ord, *doc)).count() as u32;
                    let score = shared.iter().map(|own| own.weight * having(own)).sum();
                    (Reverse(score), DocAddress::new(ord as u32, *doc))
                }));
            }
            // The record itself and what was found before may be among them.
            let most = limit + found.len() + 1;
            if alike.len() > most {
                alike.select_nth_unstable(most);
                alike.truncate(most);
            }
            alike.sort_unstable();
            let new = alike.into_iter().map(|(_, at)| at).filter(|at| *at != own && !found.contains(at));
            let new: Vec<DocAddress> = new.take(limit - found.len()).collect();
            found.extend(new);
            if found.len() >= limit {
                break;
            }
        }
        let mut ids = Vec::with_capacity(found.len());
        for at in found {
            let other: TantivyDocument = searcher.doc(at)?;
            ids.extend(other.get_first(self.fields.id).and_then(|id| id.as_str()?.parse::<RecordId>().ok()));
        }
        Ok(ids)
    }

    fn place_of(
        &self,
        searcher: &Searcher,
        kept: &Kept,
        id: &RecordId,
        audience: Audience,
    ) -> Result<Option<DocAddress>, IndexError> {
        let term = Term::from_field_text(self.fields.id, &id.to_string());
        for (ord, (reader, table)) in searcher.segment_readers().iter().zip(&kept.tables).enumerate() {
            let found = reader.inverted_index(self.fields.id)?.read_postings(&term, IndexRecordOption::Basic)?;
            let Some(mut found) = found else { continue };
            while found.doc() != TERMINATED {
                if !reader.is_deleted(found.doc()) && table.is_for(found.doc(), audience) {
                    return Ok(Some(DocAddress::new(ord as u32, found.doc())));
                }
                found.advance();
            }
        }
        Ok(None)
    }

    /// Returns what a record has in a facet; nothing where it has nothing there.
    fn shared<'a>(&self, kept: &'a Kept, own: DocAddress, name: &'static str, weight: u32) -> Option<Shared<'a>> {
        let (place, field) = self
            .fields
            .facets
            .iter()
            .enumerate()
            .find_map(|(place, (known, field))| (*known == name).then_some((place, *field)))?;
        let values = kept.values(own, place);
        let terms = values.iter().map(|value| Term::from_field_text(field, value)).collect();
        let having = values.iter().map(|value| kept.having(place, std::slice::from_ref(value))).collect();
        (!values.is_empty()).then_some(Shared { name, terms, having, weight })
    }
}
