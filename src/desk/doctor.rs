//! The doctor: compares store, catalogue, index and derivatives, says what is wrong and which command mends it.

use std::collections::HashSet;

use crate::base::disk;
use crate::desk::Desk;
use crate::desk::DeskError;
use crate::index::Audience;
use crate::model::search::Search;
use crate::pipeline::derive;

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Complaint {
    /// What, in words.
    pub what: String,
    /// The command that mends it, if one does.
    pub mend: Option<&'static str>,
}

impl Desk {
    /// Looks everything over. Empty when all is well.
    pub async fn doctor(&self) -> Result<Vec<Complaint>, DeskError> {
        let mut found = Vec::new();
        let mut say = |what: String, mend| found.push(Complaint { what, mend });
        if !self.is_sandbox_tight() {
            say("files are read without full shelter on this kernel (sandbox = \"weak\")".to_owned(), None);
        }
        if self.vault.is_read_only() {
            say("the disk failed and the store is read-only".to_owned(), None);
        }
        if !self.vault.has_room(0, self.config.reserve_bytes)? {
            let free = disk::free_bytes(self.home.folder()).map_err(DeskError::disk)?;
            say(format!("only {} MiB are free on the disk; uploads are refused", free >> 20), None);
        }
        let mut stored = HashSet::new();
        let mut unreadable = 0;
        self.vault.objects(&mut |object| match object {
            Ok(id) => {
                stored.insert(id);
            }
            Err(_) => unreadable += 1,
        })?;
        if unreadable > 0 {
            say(format!("{unreadable} objects have no readable inventory"), Some("verify --repair --from BACKUP"));
        }
        let known: HashSet<_> = self.catalogue.ids().await?.into_iter().collect();
        let lost = known.difference(&stored).filter(|id| !self.vault.exists(id)).count();
        let unknown = stored.difference(&known).count();
        if lost > 0 {
            say(format!("{lost} records of the catalogue are not in the store"), Some("verify --repair --from BACKUP"));
        }
        if unknown > 0 {
            say(format!("{unknown} objects of the store are not in the catalogue"), Some("rebuild catalogue"));
        }
        let last = self.catalogue.last_change().await?;
        if self.index.position() < last {
            say(format!("the index is {} changes behind", last - self.index.position()), Some("rebuild index"));
        }
        let index = self.index.clone();
        let everything = Search { limit: 1, ..Search::default() };
        let indexed = self.searching.run(move || index.search(&everything, Audience::Staff)).await??.total;
        let expected = self.catalogue.indexable().await?;
        if indexed != expected {
            say(format!("the index holds {indexed} records instead of {expected}"), Some("rebuild index"));
        }
        let (mut missing, mut older) = (0, 0);
        for asset in self.catalogue.all_assets().await?.iter().filter(|asset| asset.derived.is_some()) {
            match derive::measure_newest(&self.derivatives, &asset.sha256) {
                None => missing += 1,
                Some(derived) if derived.recipe < self.derivatives.recipe() => older += 1,
                Some(_) => {}
            }
        }
        if missing > 0 {
            say(format!("{missing} pictures have to be made again"), Some("rebuild derivatives"));
        }
        if older > 0 {
            say(format!("{older} pictures were made by an older recipe"), Some("rebuild derivatives"));
        }
        let (_, holds) = self.accounts.acts(0).await?;
        if !holds {
            say("the log of acts was changed after it was written".to_owned(), None);
        }
        Ok(found)
    }
}
