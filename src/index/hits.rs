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
use tantivy::query::Weight;
use tantivy::schema::IndexRecordOption;

use crate::index::Audience;
use crate::index::count::Kept;
use crate::index::steps::Sought;

/// One document that is looked up costs as much as so many postings that are read in a row.
pub const SEEK: usize = 6;

/// How hits are found.
enum How {
    /// Everything is one.
    All,
    /// One word of each group stands there.
    Words(Vec<Vec<Term>>),
    /// The engine finds them.
    Engine(Box<dyn Weight>),
}

/// Documents by segment, rising in each; none of them deleted, all of them for one audience.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hits {
    segments: Vec<Vec<DocId>>,
    /// For whom they are, when they are all that there is for them.
    all_of: Option<Audience>,
}

impl Hits {
    /// Finds all that is sought for an audience. Who may see it is looked up in the tables: as one more clause it would cost as
    /// much as a word that stands everywhere.
    pub fn find(searcher: &Searcher, kept: &Kept, sought: Sought, audience: Audience) -> tantivy::Result<Hits> {
        let how = if !sought.others.is_empty() {
            let mut clauses = sought.clauses();
            if !clauses.iter().any(|(occur, _)| *occur == Occur::Must) {
                clauses.push((Occur::Must, Box::new(AllQuery)));
            }
            How::Engine(BooleanQuery::new(clauses).weight(EnableScoring::disabled_from_searcher(searcher))?)
        } else if sought.words.is_empty() {
            How::All
        } else {
            How::Words(sought.words)
        };
        let mut segments = Vec::with_capacity(kept.tables.len());
        for (reader, table) in searcher.segment_readers().iter().zip(&kept.tables) {
            let living = reader.alive_bitset();
            let is_hit =
                |doc: &DocId| table.is_for(*doc, audience) && living.is_none_or(|living| living.is_alive(*doc));
            let mut docs = Vec::new();
            match &how {
                How::All => docs.extend((0..reader.max_doc()).filter(is_hit)),
                How::Words(terms) => docs = all_of(reader, terms, is_hit)?,
                How::Engine(weight) => weight.for_each_no_score(reader, &mut |block| {
                    docs.extend(block.iter().copied().filter(is_hit));
                })?,
            }
            segments.push(docs);
        }
        let all_of = matches!(how, How::All).then_some(audience);
        Ok(Hits { segments, all_of })
    }

    /// Keeps those that pass, told the number of their segment.
    pub fn only(&self, passes: impl Fn(usize, DocId) -> bool) -> Hits {
        let segments = self.segments.iter().enumerate();
        let segments = segments.map(|(ord, docs)| docs.iter().copied().filter(|doc| passes(ord, *doc)).collect());
        Hits { segments: segments.collect(), all_of: None }
    }

    /// Returns for whom they are, when they are all that there is for them.
    pub fn all_of(&self) -> Option<Audience> {
        self.all_of
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

/// Finds the documents of a segment in which one term of each group stands, from the rarest group to the most frequent. Why
/// our own: the engine goes from one list to the next by calls that stay unknown until they are made, for every document.
fn all_of(reader: &SegmentReader, words: &[Vec<Term>], is_hit: impl Fn(&DocId) -> bool) -> tantivy::Result<Vec<DocId>> {
    let mut groups = Vec::with_capacity(words.len());
    for terms in words {
        let mut lists = Vec::with_capacity(terms.len());
        for term in terms {
            let inverted = reader.inverted_index(term.field())?;
            lists.extend(inverted.read_block_postings(term, IndexRecordOption::Basic)?);
        }
        groups.push((lists.iter().map(|list| list.doc_freq() as usize).sum::<usize>(), lists));
    }
    groups.sort_by_key(|(count, _)| *count);
    let mut docs: Vec<DocId> = Vec::new();
    for (place, (count, lists)) in groups.iter_mut().enumerate() {
        if place == 0 {
            docs = match lists.as_mut_slice() {
                [] => Vec::new(),
                [only] => {
                    let mut docs = Vec::with_capacity(*count);
                    each(only, |block| docs.extend(block.iter().copied().filter(&is_hit)));
                    docs
                }
                _ => marked(reader, lists).docs().filter(&is_hit).collect(),
            };
        } else if docs.len() * SEEK < *count {
            docs.retain(|doc| {
                lists.iter_mut().any(|list| {
                    let at = list.seek(*doc);
                    list.doc(at) == *doc
                })
            });
        } else {
            let bits = marked(reader, lists);
            docs.retain(|doc| bits.has(*doc));
        }
    }
    Ok(docs)
}

fn each(list: &mut BlockSegmentPostings, mut tell: impl FnMut(&[DocId])) {
    while !list.docs().is_empty() {
        tell(list.docs());
        list.advance();
    }
}

fn marked(reader: &SegmentReader, lists: &mut [BlockSegmentPostings]) -> Bits {
    let mut bits = Bits(vec![0; reader.max_doc() as usize / 64 + 1]);
    for list in lists {
        each(list, |block| block.iter().for_each(|doc| bits.0[*doc as usize / 64] |= 1 << (doc % 64)));
    }
    bits
}

/// One bit for every document of a segment.
struct Bits(Vec<u64>);

impl Bits {
    fn has(&self, doc: DocId) -> bool {
        self.0[doc as usize / 64] >> (doc % 64) & 1 == 1
    }

    fn docs(&self) -> impl Iterator<Item = DocId> {
        self.0.iter().enumerate().flat_map(|(place, word)| {
            let mut left = *word;
            std::iter::from_fn(move || {
                let bit = (left != 0).then(|| left.trailing_zeros())?;
                left &= left - 1;
                Some(place as DocId * 64 + bit)
            })
        })
    }
}

impl From<Vec<Vec<DocId>>> for Hits {
    fn from(segments: Vec<Vec<DocId>>) -> Hits {
        Hits { segments, all_of: None }
    }
}
