//! What matches: all documents of a question by segment, found once, then counted, ranked and put in order.

use tantivy::DocId;
use tantivy::Searcher;
use tantivy::SegmentReader;
use tantivy::Term;
use tantivy::postings::BlockSegmentPostings;
use tantivy::query::AllQuery;
use tantivy::query::BooleanQuery;
use tantivy::query::EnableScoring;
use tantivy::query::Occur;
use tantivy::query::Query as _;
use tantivy::query::TermQuery;
use tantivy::query::Weight;
use tantivy::schema::IndexRecordOption;

use crate::index::Audience;
use crate::index::count::Kept;
use crate::index::steps::Clause;

/// One document that is looked up costs as much as so many postings that are read in a row.
const SEEK: usize = 6;

/// How hits are found.
enum How {
    /// Everything is one.
    All,
    /// All of these words stand there.
    Words(Vec<Term>),
    /// The engine finds them.
    Engine(Box<dyn Weight>),
}

/// Documents by segment, rising in each; none of them deleted, all of them for one audience.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hits {
    segments: Vec<Vec<DocId>>,
}

impl Hits {
    /// Finds what meets all clauses. Who may see it is looked up in the tables: as one more clause it would cost as much as a
    /// word that stands everywhere.
    pub fn find(
        searcher: &Searcher,
        kept: &Kept,
        mut clauses: Vec<Clause>,
        audience: Audience,
    ) -> tantivy::Result<Hits> {
        if !clauses.is_empty() && !clauses.iter().any(|(occur, _)| *occur == Occur::Must) {
            clauses.push((Occur::Must, Box::new(AllQuery)));
        }
        let disabled = EnableScoring::disabled_from_searcher(searcher);
        let all = match clauses.as_mut_slice() {
            [] => How::All,
            clauses if clauses.iter().all(|(occur, query)| *occur == Occur::Must && query.is::<TermQuery>()) => {
                let terms = clauses.iter().filter_map(|(_, query)| query.downcast_ref::<TermQuery>());
                How::Words(terms.map(|query| query.term().clone()).collect())
            }
            [(Occur::Must, only)] => How::Engine(only.weight(disabled)?),
            _ => How::Engine(BooleanQuery::new(clauses).weight(disabled)?),
        };
        let mut segments = Vec::with_capacity(kept.tables.len());
        for (reader, table) in searcher.segment_readers().iter().zip(&kept.tables) {
            let living = reader.alive_bitset();
            let is_hit =
                |doc: &DocId| table.is_for(*doc, audience) && living.is_none_or(|living| living.is_alive(*doc));
            let mut docs = Vec::new();
            match &all {
                How::All => docs.extend((0..reader.max_doc()).filter(is_hit)),
                How::Words(terms) => docs = all_of(reader, terms, is_hit)?,
                How::Engine(weight) => weight.for_each_no_score(reader, &mut |block| {
                    docs.extend(block.iter().copied().filter(is_hit));
                })?,
            }
            segments.push(docs);
        }
        Ok(Hits { segments })
    }

    /// Keeps those that pass, told the number of their segment.
    pub fn only(&self, passes: impl Fn(usize, DocId) -> bool) -> Hits {
        let segments = self.segments.iter().enumerate();
        let segments = segments.map(|(ord, docs)| docs.iter().copied().filter(|doc| passes(ord, *doc)).collect());
        Hits { segments: segments.collect() }
    }

    /// Returns how many there are.
    pub fn total(&self) -> u64 {
        self.segments.iter().map(|docs| docs.len() as u64).sum()
    }

    /// Returns them by segment, in the order of the searcher's.
    pub fn segments(&self) -> &[Vec<DocId>] {
        &self.segments
    }
}

/// Finds the documents of a segment in which all terms stand, from the rarest to the most frequent. Why our own: the engine
/// goes from one list to the next by calls that stay unknown until they are made, for every document.
fn all_of(reader: &SegmentReader, terms: &[Term], is_hit: impl Fn(&DocId) -> bool) -> tantivy::Result<Vec<DocId>> {
    let mut lists = Vec::with_capacity(terms.len());
    for term in terms {
        let inverted = reader.inverted_index(term.field())?;
        match inverted.read_block_postings(term, IndexRecordOption::Basic)? {
            Some(list) => lists.push(list),
            None => return Ok(Vec::new()),
        }
    }
    lists.sort_by_key(BlockSegmentPostings::doc_freq);
    let mut docs: Vec<DocId> = Vec::new();
    for (place, list) in lists.iter_mut().enumerate() {
        if place == 0 {
            while !list.docs().is_empty() {
                docs.extend(list.docs().iter().copied().filter(&is_hit));
                list.advance();
            }
        } else if docs.len() * SEEK < list.doc_freq() as usize {
            docs.retain(|doc| {
                let at = list.seek(*doc);
                list.doc(at) == *doc
            });
        } else {
            let mut bits = vec![0_u64; reader.max_doc() as usize / 64 + 1];
            docs.iter().for_each(|doc| bits[*doc as usize / 64] |= 1 << (doc % 64));
            // Written whether it is one or not, and counted only when it is: there is nothing to guess wrongly.
            let mut kept = 0;
            docs.push(0);
            while !list.docs().is_empty() {
                for doc in list.docs() {
                    docs[kept] = *doc;
                    kept += (bits[*doc as usize / 64] >> (doc % 64) & 1) as usize;
                }
                list.advance();
            }
            docs.truncate(kept);
        }
    }
    Ok(docs)
}

impl From<Vec<Vec<DocId>>> for Hits {
    fn from(segments: Vec<Vec<DocId>>) -> Hits {
        Hits { segments }
    }
}
