//! One writer an object, one taker a digest: locks by name, forgotten when nobody holds them.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::Weak;

use tokio::sync::OwnedMutexGuard;

type Named = HashMap<String, Weak<tokio::sync::Mutex<()>>>;

/// Locks by name.
#[derive(Default)]
pub struct Locks(Mutex<Named>);

impl Locks {
    /// Waits for the lock of a name.
    pub async fn take(&self, name: String) -> OwnedMutexGuard<()> {
        let lock = {
            let mut named = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if named.len() > 1024 {
                named.retain(|_, lock| lock.strong_count() > 0);
            }
            match named.get(&name).and_then(Weak::upgrade) {
                Some(lock) => lock,
                None => {
                    let lock = Arc::new(tokio::sync::Mutex::new(()));
                    named.insert(name, Arc::downgrade(&lock));
                    lock
                }
            }
        };
        lock.lock_owned().await
    }
}
