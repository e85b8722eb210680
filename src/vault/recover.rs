//! After a crash: roll forward what reached its commit point, drop the rest. Looks only at what was promised.

use std::fs;

use crate::base::digest::Digest;
use crate::base::disk;
use crate::base::id::RecordId;
use crate::vault::Inventory;
use crate::vault::Vault;
use crate::vault::VaultError;
use crate::vault::layout;

/// A promise found at start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Intent {
    /// The staging transaction.
    pub tx: RecordId,
    /// The record.
    pub id: RecordId,
    /// The version it makes.
    pub version: u32,
    /// Digest of the inventory it makes.
    pub inventory: Digest,
}

/// What became of a promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The version is in the store: the rows must follow.
    Kept,
    /// It never got there: the promise is void.
    Dropped,
}

impl Vault {
    /// Settles promises left by a crash, in the order given.
    pub fn recover(&self, intents: &[Intent]) -> Result<Vec<Outcome>, VaultError> {
        let mut outcomes = intents.iter().map(|intent| self.settle(intent)).collect::<Result<Vec<_>, _>>()?;
        // The promises of a zip batch are its commit point (RELIABILITY §3): once one of its objects is in the store,
        // the others follow out of staging.
        if outcomes.contains(&Outcome::Kept) {
            for (intent, outcome) in intents.iter().zip(&mut outcomes) {
                if *outcome == Outcome::Dropped && self.follow(intent)? {
                    *outcome = Outcome::Kept;
                }
            }
        }
        Ok(outcomes)
    }

    /// Moves a new object that lies whole in staging into the store.
    fn follow(&self, intent: &Intent) -> Result<bool, VaultError> {
        let from = self.staging.join(intent.tx.to_string());
        let object = layout::object_folder(&self.root, &intent.id);
        let is_whole = Inventory::read(&from).is_ok_and(|(_, digest)| digest == intent.inventory);
        if intent.version != 1 || !is_whole || object.exists() {
            return Ok(false);
        }
        self.commit_object(&from, &object)?;
        Ok(true)
    }

    /// Empties `staging/` and takes away drafts of uploads that were never announced.
    pub fn clear_staging(&self) -> Result<(), VaultError> {
        for entry in fs::read_dir(&self.staging)? {
            let path = entry?.path();
            if path.is_dir() {
                fs::remove_dir_all(&path)?;
            } else {
                fs::remove_file(&path)?;
            }
        }
        disk::sync_dir(&self.staging)?;
        Ok(())
    }

    fn settle(&self, intent: &Intent) -> Result<Outcome, VaultError> {
        let object = layout::object_folder(&self.root, &intent.id);
        let head = object.join(format!("v{}", intent.version));
        match Inventory::read(&head) {
            Ok((_, digest)) if digest == intent.inventory => {}
            _ => return Ok(Outcome::Dropped),
        }
        match Inventory::read(&object) {
            Ok((root, _)) if root.head_number() >= intent.version => {}
            _ => self.raise_inventory(&object, intent.version)?,
        }
        Ok(Outcome::Kept)
    }
}
