//! Tiles asked for often, in memory within a budget. Keyed by the open pyramid they lie in, so that nobody comes to one
//! without having been let to its picture first.

use std::sync::Mutex;
use std::sync::PoisonError;

use bytes::Bytes;

use crate::base::ring::Ring;

/// What a tile costs beside its bytes, in bytes.
const OVERHEAD_BYTES: usize = 128;
/// Parts that are locked apart.
const SHARDS: usize = 8;

/// Number of an open pyramid, and where in it the tile begins.
type Key = (u64, u32);

/// Tiles in memory.
pub struct Hot {
    shards: [Mutex<Ring<Key, Bytes>>; SHARDS],
    most_bytes: usize,
}

impl Hot {
    /// Makes an empty store of so many bytes.
    pub fn new(most_bytes: usize) -> Hot {
        let most_bytes = most_bytes / SHARDS;
        let shards = std::array::from_fn(|_| Mutex::new(Ring::new(most_bytes as u64, usize::MAX)));
        Hot { shards, most_bytes }
    }

    /// Returns the bytes of an entry of an open pyramid.
    pub fn find(&self, key: Key) -> Option<Bytes> {
        self.shard(key).find(&key).cloned()
    }

    /// Keeps the bytes of an entry.
    pub fn keep(&self, key: Key, bytes: Bytes) {
        let size = bytes.len() + OVERHEAD_BYTES;
        let mut shard = self.shard(key);
        if size <= self.most_bytes / 4 && !shard.has(&key) {
            shard.keep(key, bytes, size as u64);
        }
    }

    fn shard(&self, key: Key) -> std::sync::MutexGuard<'_, Ring<Key, Bytes>> {
        let at = (key.0 as usize).wrapping_mul(31).wrapping_add(key.1 as usize) % SHARDS;
        self.shards[at].lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_budget_holds_and_what_is_asked_for_stays() {
        let hot = Hot::new(SHARDS * 10_000);
        let tile = Bytes::from(vec![7; 1_000]);
        hot.keep((1, 0), tile.clone());
        for n in 0..1_000 {
            hot.keep((n, 8 * n as u32), tile.clone());
            assert!(hot.find((1, 0)).is_some(), "asked for all the time");
        }
        let bytes: u64 = hot.shards.iter().map(|shard| shard.lock().expect("not poisoned").bytes()).sum();
        assert!(bytes <= SHARDS as u64 * 10_000 && bytes > SHARDS as u64 * 5_000, "{bytes}");
    }
}
