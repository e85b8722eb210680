//! What is like a record: others of its kind that share what tells records apart, near ones before far ones.
//!
//! Why in steps: a ward holds hundreds of relics where a function holds a tenth of a country. Who has enough neighbours is
//! never looked for farther away.

use tantivy::DocAddress;
use tantivy::DocSet as _;
use tantivy::Score;
use tantivy::Searcher;
use tantivy::TERMINATED;
use tantivy::TantivyDocument;
use tantivy::Term;
use tantivy::collector::TopDocs;
use tantivy::query::BooleanQuery;
use tantivy::query::BoostQuery;
use tantivy::query::ConstScoreQuery;
use tantivy::query::EnableScoring;
use tantivy::query::Occur;
use tantivy::query::Query as _;
use tantivy::query::TermQuery;
use tantivy::schema::IndexRecordOption;
use tantivy::schema::Value as _;

use crate::base::id::RecordId;
use crate::index::Audience;
use crate::index::Index;
use crate::index::IndexError;
use crate::index::steps;
use crate::index::steps::Clause;

/// What makes records alike, and how much.
const ALIKE: [(&str, Score); 5] =
    [("function", 3.0), ("unit", 2.0), ("century", 1.5), ("relic_type", 1.0), ("material", 0.5)];
/// What must be shared, nearest first: each step is taken when those before it did not find enough.
const STEPS: [&[&str]; 3] = [&["unit", "function"], &["function", "century"], &["unit"]];

impl Index {
    /// Returns the records of its kind that are most like a record, the most alike first. Blocking.
    pub fn related(&self, id: &RecordId, audience: Audience, limit: usize) -> Result<Vec<RecordId>, IndexError> {
        let searcher = self.reader.searcher();
        let Some(at) = self.place_of(&searcher, id, audience)? else { return Ok(Vec::new()) };
        let doc: TantivyDocument = searcher.doc(at)?;
        let kind = doc.get_first(self.fields.kind).and_then(|kind| kind.as_str()).unwrap_or_default();
        let shared: Vec<(&str, Vec<String>, Score)> = ALIKE
            .into_iter()
            .map(|(name, weight)| Ok((name, self.values(&searcher, at, name)?, weight)))
            .collect::<Result<_, IndexError>>()?;
        let mut found: Vec<RecordId> = Vec::new();
        for step in STEPS {
            if found.len() >= limit {
                break;
            }
            let mut clauses = vec![steps::audience(&self.fields, audience), steps::must(self.fields.kind, kind)];
            for name in step {
                let Some((_, values, _)) = shared.iter().find(|(own, values, _)| own == name && !values.is_empty())
                else {
                    clauses.clear();
                    break;
                };
                clauses.push((Occur::Must, Box::new(BooleanQuery::new(self.sharing(name, values, 0.0)))));
            }
            if clauses.is_empty() {
                continue;
            }
            clauses.extend(shared.iter().flat_map(|(name, values, weight)| self.sharing(name, values, *weight)));
            let top = TopDocs::with_limit(limit + found.len() + 1).order_by_score();
            for (_, at) in searcher.search(&BooleanQuery::new(clauses), &top)? {
                let other: TantivyDocument = searcher.doc(at)?;
                let other = other.get_first(self.fields.id).and_then(|id| id.as_str()?.parse().ok());
                if let Some(other) = other.filter(|other| other != id && !found.contains(other)) {
                    found.push(other);
                }
            }
        }
        found.truncate(limit);
        Ok(found)
    }

    fn place_of(
        &self,
        searcher: &Searcher,
        id: &RecordId,
        audience: Audience,
    ) -> Result<Option<DocAddress>, IndexError> {
        let own = vec![steps::audience(&self.fields, audience), steps::must(self.fields.id, &id.to_string())];
        let weight = BooleanQuery::new(own).weight(EnableScoring::disabled_from_searcher(searcher))?;
        for (ord, reader) in searcher.segment_readers().iter().enumerate() {
            let mut found = weight.scorer(reader, 1.0)?;
            while found.doc() != TERMINATED {
                if !reader.is_deleted(found.doc()) {
                    return Ok(Some(DocAddress::new(ord as u32, found.doc())));
                }
                found.advance();
            }
        }
        Ok(None)
    }

    /// Returns the values a document has in a facet.
    fn values(&self, searcher: &Searcher, at: DocAddress, name: &str) -> Result<Vec<String>, IndexError> {
        let fast = searcher.segment_reader(at.segment_ord).fast_fields();
        let Some(column) = fast.str(&format!("facet_{name}"))? else { return Ok(Vec::new()) };
        let mut values = Vec::new();
        for ord in column.term_ords(at.doc_id) {
            let mut value = String::new();
            if column.ord_to_str(ord, &mut value)? {
                values.push(value);
            }
        }
        Ok(values)
    }

    fn sharing(&self, name: &str, values: &[String], weight: Score) -> Vec<Clause> {
        let Some(field) = self.fields.facet(name) else { return Vec::new() };
        let one = |value: &String| -> Clause {
            let term = TermQuery::new(Term::from_field_text(field, value), IndexRecordOption::Basic);
            let counts = ConstScoreQuery::new(Box::new(term), 1.0);
            (Occur::Should, Box::new(BoostQuery::new(Box::new(counts), weight)))
        };
        values.iter().map(one).collect()
    }
}
