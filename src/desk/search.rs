//! Searching: a permit or `Busy`, the index, then the cards from the catalogue, checked once more.

use std::sync::Arc;
use std::time::Duration;

use crate::base::clock;
use crate::base::id::RecordId;
use crate::base::limits;
use crate::desk::Desk;
use crate::desk::DeskError;
use crate::desk::read::may_see_one;
use crate::desk::view::FacetCount;
use crate::desk::view::Found;
use crate::desk::view::Hit;
use crate::desk::view::Years;
use crate::index::Audience;
use crate::model::access::Viewer;
use crate::model::card::Card;
use crate::model::search::Search;

impl Desk {
    /// Searches what the public may see.
    pub async fn search(&self, viewer: &Viewer, mut search: Search) -> Result<Found, DeskError> {
        search.limit = search.limit.clamp(1, limits::PAGE_ITEMS);
        if search.offset > limits::DEPTH {
            return Err(DeskError::Invalid("problem-search-too-deep".to_owned()));
        }
        must_be_few_filters(viewer, &search)?;
        let index = self.index.clone();
        let asked = search.clone();
        let work = self.searching.run(move || index.search(&asked, Audience::Public));
        let answer = tokio::time::timeout(Duration::from_millis(limits::SEARCH_MS), work)
            .await
            .map_err(|_| DeskError::Busy)???;
        let ids: Vec<_> = answer.hits.iter().map(|hit| hit.id).collect();
        let cards = self.catalogue.cards(&ids, clock::now_ms()).await?;
        let mut hits = Vec::with_capacity(cards.len());
        for (id, json) in cards {
            let card: Card = serde_json::from_str(&json).map_err(|error| DeskError::Malformed(error.to_string()))?;
            let Some(found) = answer.hits.iter().find(|hit| hit.id == id) else { continue };
            hits.push(Hit { card, updated_ms: found.updated_ms, snippet: found.snippet.clone() });
        }
        let facets = answer
            .facets
            .into_iter()
            .map(|(name, values)| {
                let chosen = search.facets.get(&name).cloned().unwrap_or_default();
                let mut values: Vec<FacetCount> = values
                    .into_iter()
                    .map(|(value, count)| FacetCount { chosen: chosen.contains(&value), value, count })
                    .collect();
                // What was chosen and finds nothing stays, so that it can be taken back.
                for value in chosen {
                    if !values.iter().any(|known| known.value == value) {
                        values.push(FacetCount { value, count: 0, chosen: true });
                    }
                }
                (name, values)
            })
            .collect();
        Ok(Found {
            total: answer.total,
            hits,
            facets,
            understood: answer.understood,
            searched: answer.searched,
            suggestion: answer.suggestion,
        })
    }

    /// Counts by year what a search finds of what the public may see.
    pub async fn years(&self, viewer: &Viewer, search: Search) -> Result<Arc<Years>, DeskError> {
        must_be_few_filters(viewer, &search)?;
        let index = self.index.clone();
        let work = self.searching.run(move || index.years(&search, Audience::Public));
        let years = tokio::time::timeout(Duration::from_millis(limits::SEARCH_MS), work)
            .await
            .map_err(|_| DeskError::Busy)???;
        Ok(years)
    }

    /// Returns public records that are like one, the most alike first.
    pub async fn related(&self, id: &RecordId, limit: usize) -> Result<Vec<Card>, DeskError> {
        let (index, own) = (self.index.clone(), *id);
        let ids = self.searching.run(move || index.related(&own, Audience::Public, limit)).await??;
        let cards = self.catalogue.cards(&ids, clock::now_ms()).await?;
        let read = |json: &str| serde_json::from_str(json).map_err(|error| DeskError::Malformed(error.to_string()));
        cards.iter().map(|(_, json)| read(json)).collect()
    }

    /// Returns true when what was typed is longer than a search takes (RELIABILITY §1).
    pub fn is_too_long(typed: &str) -> bool {
        typed.chars().count() > limits::QUERY_CHARS || crate::index::syllables(typed) > limits::QUERY_SYLLABLES
    }

    /// Suggests names while somebody types, from what the public may see.
    pub async fn suggest(&self, typed: &str, limit: usize) -> Result<Vec<crate::index::Suggestion>, DeskError> {
        let index = self.index.clone();
        let typed: String = typed.chars().take(limits::QUERY_CHARS).collect();
        let mut found = self.searching.run(move || index.suggest(&typed, Audience::Public, limit)).await??;
        // The index follows a moment later: the catalogue says once more what may be seen.
        let ids: Vec<_> = found.iter().map(|suggestion| suggestion.id).collect();
        let seen: Vec<RecordId> =
            self.catalogue.cards(&ids, clock::now_ms()).await?.into_iter().map(|(id, _)| id).collect();
        found.retain(|suggestion| seen.contains(&suggestion.id));
        Ok(found)
    }

    /// Searches as staff do: over the newest versions of everything.
    pub async fn search_staff(
        &self,
        viewer: &Viewer,
        search: Search,
    ) -> Result<Vec<crate::catalogue::RecordRow>, DeskError> {
        if !viewer.is_staff() {
            return Err(DeskError::SignedOut);
        }
        let index = self.index.clone();
        let answer = self.searching.run(move || index.search(&search, Audience::Staff)).await??;
        let ids: Vec<_> = answer.hits.iter().map(|hit| hit.id).collect();
        let rows = self.catalogue.records(&ids).await?;
        let mut seen = Vec::with_capacity(rows.len());
        for id in ids {
            if let Some(row) = rows.iter().find(|row| row.id == id)
                && may_see_one(viewer, row)?
            {
                seen.push(row.clone());
            }
        }
        Ok(seen)
    }
}

fn must_be_few_filters(viewer: &Viewer, search: &Search) -> Result<(), DeskError> {
    if *viewer == Viewer::Visitor && search.facets.values().map(Vec::len).sum::<usize>() > limits::FACETS {
        return Err(DeskError::Invalid("problem-search-too-many-filters".to_owned()));
    }
    Ok(())
}
