//! What is kept of all documents in memory, and counting and narrowing hits by it: whom a document is for, its facets, its
//! years and place. A count is one look into a table of small numbers for each hit and facet.
//!
//! Why our own tables: the engine's columns are packed for the disk. Asked for documents far apart they cost a thousand times
//! what a table costs, and a count over everything four times as much. A table takes a byte or two a document and facet. Its
//! values have the same number in every segment, so that counts are added up before a single name is looked at.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;

use tantivy::DocAddress;
use tantivy::DocId;
use tantivy::DocSet as _;
use tantivy::Searcher;
use tantivy::SegmentReader;
use tantivy::TERMINATED;
use tantivy::Term;
use tantivy::index::SegmentId;
use tantivy::schema::Field;
use tantivy::schema::IndexRecordOption;

use crate::index::Audience;
use crate::index::columns::Columns;
use crate::index::hits::Hits;

/// Values of a facet with their counts.
pub type Values = Vec<(String, u64)>;

/// The tables of the segments that are searched: those of the last commit, and of the one before, which some still look into.
#[derive(Clone)]
pub struct Tables {
    audience: Field,
    columns: Arc<[String]>,
    kept: Arc<Mutex<[Arc<Kept>; 2]>>,
}

/// Tables that belong together.
pub struct Kept {
    /// By segment.
    pub tables: Vec<Arc<Table>>,
    /// By facet.
    names: Vec<Names>,
}

/// The values a facet has or had: a value keeps its number for as long as the index is open.
#[derive(Clone, Default)]
struct Names {
    all: Vec<Arc<str>>,
    numbers: HashMap<Arc<str>, u32>,
}

impl Names {
    fn number(&mut self, value: &str) -> u32 {
        if let Some(number) = self.numbers.get(value) {
            return *number;
        }
        let (value, number) = (Arc::<str>::from(value), self.all.len() as u32);
        self.all.push(Arc::clone(&value));
        self.numbers.insert(value, number);
        number
    }
}

/// The facets of the documents of one segment, and whom they are for.
pub struct Table {
    segment: SegmentId,
    audience: Vec<Option<Audience>>,
    /// Years and points.
    pub columns: Columns,
    facets: Vec<Facet>,
    /// What was counted over all documents for each audience.
    all: Vec<(Audience, All)>,
}

/// How many documents an audience has in a segment, deleted ones among them, and how many of them each value of each facet.
struct All {
    docs: usize,
    counts: Vec<Vec<u32>>,
}

/// One facet of the documents of one segment.
#[derive(Default)]
struct Facet {
    /// Numbers of the values it has here, among all.
    values: Vec<u32>,
    numbers: Numbers,
}

/// Which value each document has; one that has none has the number after the last.
enum Numbers {
    /// All have the first.
    One,
    Bytes(Vec<u8>),
    Shorts(Vec<u16>),
    Longs(Vec<u32>),
    /// Several values: where those of each document begin, and all of them.
    Many(Vec<u32>, Vec<u32>),
}

impl Default for Numbers {
    fn default() -> Numbers {
        Numbers::Many(Vec::new(), Vec::new())
    }
}

impl Tables {
    /// Makes the tables of these columns, none of them filled, and of the field that says for whom a document is.
    pub fn new(audience: Field, columns: impl Iterator<Item = String>) -> Tables {
        let columns: Arc<[String]> = columns.collect();
        let none = Kept { tables: Vec::new(), names: vec![Names::default(); columns.len()] };
        let none = Arc::new(none);
        Tables { audience, columns, kept: Arc::new(Mutex::new([Arc::clone(&none), none])) }
    }

    /// Returns the tables of the segments of a searcher; those of segments it shares with the last are not made again.
    pub fn of(&self, searcher: &Searcher) -> tantivy::Result<Arc<Kept>> {
        let readers = searcher.segment_readers();
        let [known, before] = self.kept.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let is_of = |kept: &Arc<Kept>| {
            kept.tables.iter().map(|table| table.segment).eq(readers.iter().map(SegmentReader::segment_id))
        };
        if let Some(kept) = [&known, &before].into_iter().find(|kept| is_of(kept)) {
            return Ok(Arc::clone(kept));
        }
        let mut names = known.names.clone();
        let mut tables = Vec::with_capacity(readers.len());
        for reader in readers {
            let known = known.tables.iter().find(|table| table.segment == reader.segment_id());
            tables.push(match known {
                Some(table) => Arc::clone(table),
                None => Arc::new(Table::read(reader, self.audience, &self.columns, &mut names)?),
            });
        }
        let kept = Arc::new(Kept { tables, names });
        *self.kept.lock().unwrap_or_else(PoisonError::into_inner) = [Arc::clone(&kept), known];
        Ok(kept)
    }
}

impl Kept {
    /// Counts the values of a facet over all hits and returns the most frequent, at most so many.
    pub fn count(&self, hits: &Hits, place: usize, most: usize) -> Values {
        let names = &self.names[place].all;
        let mut counts = vec![0_u64; names.len()];
        for (table, docs) in self.tables.iter().zip(hits.segments()).filter(|(_, docs)| !docs.is_empty()) {
            let facet = &table.facets[place];
            // Where nothing is left out everything has been counted already.
            match hits.all_of().and_then(|audience| table.all(audience)).filter(|all| all.docs == docs.len()) {
                Some(all) => facet.add(&all.counts[place], &mut counts),
                None => facet.count(docs, &mut counts),
            }
        }
        let mut found: Vec<(u64, &Arc<str>)> = counts.into_iter().zip(names).filter(|(count, _)| *count > 0).collect();
        let order = |a: &(u64, &Arc<str>), b: &(u64, &Arc<str>)| b.0.cmp(&a.0).then_with(|| a.1.cmp(b.1));
        if found.len() > most {
            found.select_nth_unstable_by(most, order);
            found.truncate(most);
        }
        found.sort_unstable_by(order);
        found.into_iter().map(|(count, name)| (name.to_string(), count)).collect()
    }

    /// Returns the hits that have one of some values of a facet.
    pub fn only(&self, hits: &Hits, place: usize, values: &[String]) -> Hits {
        let having = self.having(place, values);
        hits.only(|ord, doc| having.has(ord, doc))
    }

    /// Prepares to ask whether documents have one of some values of a facet.
    pub fn having<'a>(&'a self, place: usize, values: &[impl AsRef<str>]) -> Having<'a> {
        let numbers = &self.names[place].numbers;
        let wanted: Vec<u32> = values.iter().filter_map(|value| numbers.get(value.as_ref()).copied()).collect();
        let chosen = self.tables.iter().map(|table| table.facets[place].chosen(&wanted)).collect();
        Having { kept: self, place, chosen }
    }

    /// Returns the values a document has in a facet.
    pub fn values(&self, at: DocAddress, place: usize) -> Vec<Arc<str>> {
        let facet = &self.tables[at.segment_ord as usize].facets[place];
        let numbers = facet.of(at.doc_id).filter_map(|own| facet.values.get(own as usize));
        numbers.map(|number| Arc::clone(&self.names[place].all[*number as usize])).collect()
    }
}

/// Some values of a facet.
pub struct Having<'a> {
    kept: &'a Kept,
    place: usize,
    /// By segment: the numbers they have there.
    chosen: Vec<Vec<u32>>,
}

impl Having<'_> {
    /// Says whether a document of a segment has one of them.
    pub fn has(&self, ord: usize, doc: DocId) -> bool {
        self.kept.tables[ord].facets[self.place].has(doc, &self.chosen[ord])
    }
}

impl Table {
    fn read(reader: &SegmentReader, field: Field, columns: &[String], names: &mut [Names]) -> tantivy::Result<Table> {
        let mut audience = vec![None; reader.max_doc() as usize];
        let inverted = reader.inverted_index(field)?;
        for one in [Audience::Public, Audience::Staff] {
            let term = Term::from_field_text(field, one.name());
            let Some(mut docs) = inverted.read_postings(&term, IndexRecordOption::Basic)? else { continue };
            while docs.doc() != TERMINATED {
                audience[docs.doc() as usize] = Some(one);
                docs.advance();
            }
        }
        let facets = columns.iter().zip(names).map(|(column, names)| Facet::read(reader, column, names));
        let facets = facets.collect::<tantivy::Result<Vec<Facet>>>()?;
        let all = [Audience::Public, Audience::Staff].map(|one| {
            let docs = audience.iter().zip(0..).filter(|(own, _)| **own == Some(one)).map(|(_, doc)| doc);
            let docs: Vec<DocId> = docs.collect();
            (one, All { docs: docs.len(), counts: facets.iter().map(|facet| facet.counts(&docs)).collect() })
        });
        Ok(Table { segment: reader.segment_id(), audience, columns: Columns::read(reader), facets, all: all.into() })
    }

    fn all(&self, audience: Audience) -> Option<&All> {
        self.all.iter().find(|(own, _)| *own == audience).map(|(_, all)| all)
    }

    /// Says whether a document is for an audience.
    pub fn is_for(&self, doc: DocId, audience: Audience) -> bool {
        self.audience.get(doc as usize) == Some(&Some(audience))
    }
}

impl Facet {
    fn read(reader: &SegmentReader, column: &str, names: &mut Names) -> tantivy::Result<Facet> {
        let Some(column) = reader.fast_fields().str(column)? else { return Ok(Facet::default()) };
        let count = column.num_terms();
        let mut values = Vec::with_capacity(count);
        let mut value = String::new();
        for ord in 0..count {
            value.clear();
            column.ord_to_str(ord as u64, &mut value)?;
            values.push(names.number(&value));
        }
        let (mut starts, mut all, mut most) = (Vec::with_capacity(reader.max_doc() as usize + 1), Vec::new(), 0);
        for doc in 0..reader.max_doc() {
            starts.push(all.len() as u32);
            all.extend(column.term_ords(doc).map(|ord| ord as u32));
            most = most.max(all.len() as u32 - starts[doc as usize]);
        }
        starts.push(all.len() as u32);
        if most > 1 {
            return Ok(Facet { values, numbers: Numbers::Many(starts, all) });
        }
        let of = |pair: &[u32]| if pair[0] == pair[1] { count } else { all[pair[0] as usize] as usize };
        let each = starts.windows(2).map(of);
        let numbers = match count {
            1 if all.len() == reader.max_doc() as usize => Numbers::One,
            0..=254 => Numbers::Bytes(each.map(|number| number as u8).collect()),
            255..=65_534 => Numbers::Shorts(each.map(|number| number as u16).collect()),
            _ => Numbers::Longs(each.map(|number| number as u32).collect()),
        };
        Ok(Facet { values, numbers })
    }

    /// Adds to the counts of all values how often each is met here.
    fn count(&self, docs: &[DocId], counts: &mut [u64]) {
        self.add(&self.counts(docs), counts);
    }

    /// Adds counts of the values here to those of all values.
    fn add(&self, own: &[u32], counts: &mut [u64]) {
        self.values.iter().zip(own).for_each(|(number, own)| counts[*number as usize] += u64::from(*own));
    }

    /// Counts how often each value is met here, last how many documents have none.
    fn counts(&self, docs: &[DocId]) -> Vec<u32> {
        let mut own = vec![0_u32; self.values.len() + 1];
        match &self.numbers {
            Numbers::One => own[0] = docs.len() as u32,
            Numbers::Bytes(numbers) => {
                // In turns, or each count would wait for the one before it where a value is frequent.
                let mut turns = [[0_u32; 256]; 4];
                let mut four = docs.chunks_exact(4);
                for docs in &mut four {
                    for (turn, doc) in turns.iter_mut().zip(docs) {
                        turn[usize::from(numbers[*doc as usize])] += 1;
                    }
                }
                four.remainder().iter().for_each(|doc| turns[0][usize::from(numbers[*doc as usize])] += 1);
                for (at, own) in own.iter_mut().enumerate() {
                    *own = turns.iter().map(|turn| turn[at]).sum();
                }
            }
            Numbers::Shorts(numbers) => docs.iter().for_each(|doc| own[usize::from(numbers[*doc as usize])] += 1),
            Numbers::Longs(numbers) => docs.iter().for_each(|doc| own[numbers[*doc as usize] as usize] += 1),
            Numbers::Many(starts, _) if starts.is_empty() => {}
            Numbers::Many(starts, all) => docs.iter().for_each(|doc| {
                let (from, to) = (starts[*doc as usize] as usize, starts[*doc as usize + 1] as usize);
                all[from..to].iter().for_each(|number| own[*number as usize] += 1);
            }),
        }
        own
    }

    /// Returns the numbers that wanted values have here. Few are wanted: nothing is faster than to look at each.
    fn chosen(&self, wanted: &[u32]) -> Vec<u32> {
        let own = self.values.iter().zip(0..);
        own.filter(|(number, _)| wanted.contains(number)).map(|(_, own)| own).collect()
    }

    /// Returns the numbers a document has here.
    fn of(&self, doc: DocId) -> Box<dyn Iterator<Item = u32> + '_> {
        let doc = doc as usize;
        match &self.numbers {
            Numbers::One => Box::new(std::iter::once(0)),
            Numbers::Bytes(numbers) => Box::new(std::iter::once(u32::from(numbers[doc]))),
            Numbers::Shorts(numbers) => Box::new(std::iter::once(u32::from(numbers[doc]))),
            Numbers::Longs(numbers) => Box::new(std::iter::once(numbers[doc])),
            Numbers::Many(starts, _) if starts.is_empty() => Box::new(std::iter::empty()),
            Numbers::Many(starts, all) => Box::new(all[starts[doc] as usize..starts[doc + 1] as usize].iter().copied()),
        }
    }

    fn has(&self, doc: DocId, chosen: &[u32]) -> bool {
        let doc = doc as usize;
        match &self.numbers {
            Numbers::One => !chosen.is_empty(),
            Numbers::Bytes(numbers) => chosen.contains(&u32::from(numbers[doc])),
            Numbers::Shorts(numbers) => chosen.contains(&u32::from(numbers[doc])),
            Numbers::Longs(numbers) => chosen.contains(&numbers[doc]),
            Numbers::Many(starts, _) if starts.is_empty() => false,
            Numbers::Many(starts, all) => {
                all[starts[doc] as usize..starts[doc + 1] as usize].iter().any(|number| chosen.contains(number))
            }
        }
    }
}
