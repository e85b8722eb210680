//! Asking the index.

use std::collections::HashSet;
use std::sync::Arc;

use tantivy::DocAddress;
use tantivy::Searcher;
use tantivy::TantivyDocument;
use tantivy::schema::Value as _;

use crate::base::id::RecordId;
use crate::index::Audience;
use crate::index::Index;
use crate::index::IndexError;
use crate::index::answers::bytes_of;
use crate::index::count::Kept;
use crate::index::count::Values;
use crate::index::hits::Hits;
use crate::index::order;
use crate::index::reading::Word;
use crate::index::snippet::Snippet;
use crate::index::snippet::best_snippet;
use crate::index::spelling::fold;
use crate::index::spelling::small;
use crate::index::steps;
use crate::index::tokenizer::cut;
use crate::index::wanted::Wanted;
use crate::model::query::Understood;
use crate::model::search::Search;
use crate::model::search::Sort;
use crate::model::text::Lang;

/// Most values of a facet that are given.
const VALUES: usize = 200;

/// One hit.
#[derive(Debug, Clone, PartialEq)]
pub struct HitRef {
    /// The record.
    pub id: RecordId,
    /// When what is shown of it was last changed, milliseconds since 1970.
    pub updated_ms: i64,
    /// A piece of its text around the words found.
    pub snippet: Snippet,
}

/// The answer to a search.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Answer {
    /// How many there are.
    pub total: u64,
    /// This page of them.
    pub hits: Vec<HitRef>,
    /// Facet → values with counts, most frequent first.
    pub facets: Vec<(String, Vec<(String, u64)>)>,
    /// Words that were understood as more than words.
    pub understood: Vec<Understood>,
    /// The words that were looked for, when those that were typed stand nowhere together: keys of Telex or VNI had stayed in
    /// them, or these are the nearest.
    pub searched: Option<String>,
    /// «Did you mean …?»: the nearest words, when those that were typed stand nowhere together.
    pub suggestion: Option<String>,
    /// True when the query was longer than is taken.
    pub is_shortened: bool,
}

/// One page of what was found, and what was counted.
struct Page {
    total: u64,
    facets: Vec<Values>,
    found: Vec<DocAddress>,
}

impl Index {
    /// Searches among the documents of an audience. Blocking. An answer is kept for as long as nothing is written: it
    /// depends on what is asked, on whose behalf, and on what the index holds.
    pub fn search(&self, search: &Search, audience: Audience) -> Result<Answer, IndexError> {
        let searcher = self.reader.searcher();
        let question = (search.clone(), audience);
        if let Some(answer) = self.answers.find(&searcher, &question) {
            return Ok((*answer).clone());
        }
        let answer = self.answer(&searcher, search, audience)?;
        self.answers.keep(&searcher, question, Arc::new(answer.clone()), bytes_of(&answer));
        Ok(answer)
    }

    fn answer(&self, searcher: &Searcher, search: &Search, audience: Audience) -> Result<Answer, IndexError> {
        let (mut wanted, mut reading, is_shortened) = self.wanted(searcher, &search.q, audience)?;
        let mut page = self.page(searcher, search, &wanted, audience)?;
        if page.total == 0
            && let Some(other) = self.wanted_again(searcher, &wanted, &reading, audience)?
        {
            (wanted, reading) = other;
            page = self.page(searcher, search, &wanted, audience)?;
        }
        let Page { total, facets, found } = page;
        let facets = self.fields.facets.iter().zip(facets).map(|((name, _), values)| ((*name).to_owned(), values));
        let facets = facets.collect();
        if let (true, Some(first)) = (reading.is_guess, found.first()) {
            self.show_as_written(searcher, *first, &mut reading.words)?;
        }
        let searched = reading.is_other.then(|| reading.shown());
        let suggestion = searched.clone().filter(|_| reading.is_guess);
        let understood = wanted.understood();
        let folded: HashSet<String> = wanted.words().map(|word| word.folded.clone()).collect();
        let hits = found
            .into_iter()
            .map(|address| self.hit(searcher, address, &folded, search.lang))
            .collect::<Result<_, _>>()?;
        Ok(Answer { total, hits, facets, understood, searched, suggestion, is_shortened })
    }

    /// Finds all hits, counts them, and takes one page of them.
    fn page(
        &self,
        searcher: &Searcher,
        search: &Search,
        wanted: &Wanted,
        audience: Audience,
    ) -> Result<Page, IndexError> {
        let kept = self.tables.of(searcher)?;
        let all = self.hits(searcher, &kept, search, wanted, audience)?;
        let chosen = self.chosen(search);
        let narrow = narrowed(&kept, &all, &chosen, None);
        let hits = narrow.as_ref().unwrap_or(&all);
        // A facet of which values are chosen offers the others too: each counts what it would find in their place.
        let count = |place: usize| match chosen.iter().any(|(own, _)| *own == place) {
            true => kept.count(narrowed(&kept, &all, &chosen, Some(place)).as_ref().unwrap_or(&all), place, VALUES),
            false => kept.count(hits, place, VALUES),
        };
        let facets = (0..self.fields.facets.len()).map(count).collect();
        let limit = search.limit.max(1) + search.offset;
        let found = match search.sort {
            Sort::Relevance if wanted.has_words() => {
                let ranking = steps::ranking(&self.fields, search, wanted);
                ranking.best(searcher, &kept, hits, limit)?.into_iter().map(|ranked| ranked.at).collect()
            }
            Sort::Relevance | Sort::Name => order::by_text(searcher, hits, "sort_name", limit)?,
            Sort::Date => order::by_number(searcher, hits, "year_min", false, limit)?,
            Sort::Newest => order::by_number(searcher, hits, "updated", true, limit)?,
        };
        let found = found.into_iter().skip(search.offset).collect();
        Ok(Page { total: hits.total(), facets, found })
    }

    /// Finds all that a search as it was understood finds, whatever the facets.
    fn hits(
        &self,
        searcher: &Searcher,
        kept: &Kept,
        search: &Search,
        wanted: &Wanted,
        audience: Audience,
    ) -> Result<Hits, IndexError> {
        let mut hits = Hits::find(searcher, kept, steps::sought(&self.fields, search, wanted), audience)?;
        if search.from.is_some() || search.until.is_some() {
            hits = hits.only(|ord, doc| kept.tables[ord].columns.is_between(doc, search.from, search.until));
        }
        if let Some(bbox) = search.bbox {
            hits = hits.only(|ord, doc| kept.tables[ord].columns.is_within(doc, bbox));
        }
        Ok(hits)
    }

    /// Finds all that a search as it was understood finds, within its facets.
    pub(super) fn found(
        &self,
        searcher: &Searcher,
        kept: &Kept,
        search: &Search,
        wanted: &Wanted,
        audience: Audience,
    ) -> Result<Hits, IndexError> {
        let all = self.hits(searcher, kept, search, wanted, audience)?;
        Ok(narrowed(kept, &all, &self.chosen(search), None).unwrap_or(all))
    }

    /// Returns the facets of which values are chosen, by their place.
    fn chosen<'a>(&self, search: &'a Search) -> Vec<(usize, &'a [String])> {
        let place = |name: &String| self.fields.facets.iter().position(|(known, _)| known == name);
        let chosen = search.facets.iter().filter(|(_, values)| !values.is_empty());
        chosen.filter_map(|(name, values)| Some((place(name)?, values.as_slice()))).collect()
    }

    /// Shows words without marks as they are written in a document.
    fn show_as_written(&self, searcher: &Searcher, at: DocAddress, words: &mut [Word]) -> Result<(), IndexError> {
        let doc: TantivyDocument = searcher.doc(at)?;
        let texts = [self.fields.title_text, self.fields.body_text].into_iter().flat_map(|field| doc.get_all(field));
        let texts: Vec<&str> = texts.filter_map(|value| value.as_str()).collect();
        for word in words.iter_mut().filter(|word| !word.is_marked()) {
            let own = texts.iter().flat_map(|text| cut(text).map(|(from, to)| &text[from..to]));
            if let Some(written) = own.into_iter().find(|own| fold(own) == word.folded) {
                word.shown = small(written);
            }
        }
        Ok(())
    }

    fn hit(
        &self,
        searcher: &Searcher,
        at: DocAddress,
        folded: &HashSet<String>,
        lang: Lang,
    ) -> Result<HitRef, IndexError> {
        let doc: TantivyDocument = searcher.doc(at)?;
        let id = doc.get_first(self.fields.id).and_then(|id| id.as_str()?.parse().ok());
        let id = id.ok_or_else(|| tantivy::TantivyError::InternalError("a document without an id".to_owned()))?;
        let updated = searcher.segment_reader(at.segment_ord).fast_fields().i64("updated")?;
        let updated_ms = updated.first(at.doc_id).unwrap_or_default();
        if folded.is_empty() {
            return Ok(HitRef { id, updated_ms, snippet: Snippet::default() });
        }
        let texts: Vec<&str> = doc.get_all(self.fields.body_text).filter_map(|value| value.as_str()).collect();
        Ok(HitRef { id, updated_ms, snippet: best_snippet(&texts, folded, lang) })
    }
}

/// Returns the hits that are within all chosen facets but one; nothing where that is no facet.
fn narrowed(kept: &Kept, all: &Hits, chosen: &[(usize, &[String])], but: Option<usize>) -> Option<Hits> {
    let mut chosen = chosen.iter().filter(|(place, _)| Some(*place) != but);
    let (place, values) = chosen.next()?;
    let first = kept.only(all, *place, values);
    Some(chosen.fold(first, |hits, (place, values)| kept.only(&hits, *place, values)))
}

#[cfg(test)]
mod tests;
