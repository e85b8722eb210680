//! How many files one account sends at once (RELIABILITY §3). A sender over the limit waits a little before being sent away.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::Weak;
use std::time::Duration;

use tokio::sync::OwnedSemaphorePermit;
use tokio::sync::Semaphore;

use crate::base::limits;
use crate::desk::Desk;
use crate::desk::DeskError;
use crate::model::access::Viewer;

/// Senders by account.
#[derive(Default)]
pub(super) struct Senders(Mutex<HashMap<String, Weak<Semaphore>>>);

/// Leave to send one file; given back when dropped.
pub struct Sending(#[expect(dead_code, reason = "held for its drop")] OwnedSemaphorePermit);

impl Desk {
    /// Waits for leave to send, ten seconds at most.
    pub async fn begin_sending(&self, viewer: &Viewer) -> Result<Sending, DeskError> {
        let permits = {
            let mut all = self.senders.0.lock().unwrap_or_else(PoisonError::into_inner);
            all.retain(|_, permits| permits.strong_count() > 0);
            match all.get(viewer.name()).and_then(Weak::upgrade) {
                Some(permits) => permits,
                None => {
                    let permits = Arc::new(Semaphore::new(limits::UPLOADS_AT_ONCE));
                    all.insert(viewer.name().to_owned(), Arc::downgrade(&permits));
                    permits
                }
            }
        };
        let permit = tokio::time::timeout(Duration::from_secs(10), permits.acquire_owned()).await;
        match permit {
            Ok(Ok(permit)) => Ok(Sending(permit)),
            _ => Err(DeskError::Throttled { wait_s: 2 }),
        }
    }
}
