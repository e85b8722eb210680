//! What comes again: the festivals and rites of the relics the public may see.

use crate::base::limits;
use crate::desk::Desk;
use crate::desk::DeskError;
use crate::desk::read::may_see_one;
use crate::desk::view::Card;
use crate::desk::view::Festival;
use crate::model::access::Viewer;
use crate::model::record::Body;
use crate::model::search::FESTIVAL;
use crate::model::search::Search;
use crate::model::search::Sort;

impl Desk {
    /// Returns the festivals of public relics, in order of name, at most `limits::FESTIVALS`. The index knows which they are;
    /// the catalogue says once more what may be seen.
    pub async fn festivals(&self) -> Result<Vec<Festival>, DeskError> {
        let mut festivals = Vec::new();
        for offset in (0..limits::FESTIVALS).step_by(limits::PAGE_ITEMS) {
            let search = Search {
                kinds: vec![FESTIVAL.to_owned()],
                sort: Sort::Name,
                offset,
                limit: limits::PAGE_ITEMS,
                ..Search::default()
            };
            let found = self.search(&Viewer::Visitor, search).await?;
            let cards: Vec<Card> = found.hits.into_iter().map(|hit| hit.card).collect();
            self.add_festivals(cards, &mut festivals).await?;
            if (offset + limits::PAGE_ITEMS) as u64 >= found.total {
                break;
            }
        }
        Ok(festivals)
    }

    async fn add_festivals(&self, cards: Vec<Card>, festivals: &mut Vec<Festival>) -> Result<(), DeskError> {
        let ids: Vec<_> = cards.iter().map(|card| card.id).collect();
        let rows = self.catalogue.records(&ids).await?;
        for card in cards {
            let Some(row) = rows.iter().find(|row| row.id == card.id) else { continue };
            if !may_see_one(&Viewer::Visitor, row)? {
                continue;
            }
            let Some(record) = row.public()? else { continue };
            // That of what is shown: work on a draft is nobody's business.
            let changed = record.envelope.updated.at.clone();
            let Body::Event(event) = record.body else { continue };
            if let Some(recurrence) = event.recurrence {
                festivals.push(Festival { recurrence, narrative: event.narrative, changed, card });
            }
        }
        Ok(())
    }
}
