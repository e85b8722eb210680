//! Tiles asked for often, in memory within a budget. Keyed by the open pyramid they lie in, so that nobody comes to one
//! without having been let to its picture first.

use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::PoisonError;

use bytes::Bytes;

/// What a tile costs beside its bytes, in bytes.
const OVERHEAD_BYTES: usize = 128;
/// Parts that are locked apart.
const SHARDS: usize = 8;

/// Tiles in memory. What was asked for since the hand last came by stays, the rest makes room.
pub struct Hot {
    shards: [Mutex<Shard>; SHARDS],
    most_bytes: usize,
}

#[derive(Default)]
struct Shard {
    places: HashMap<(u64, u32), usize>,
    ring: Vec<Kept>,
    hand: usize,
    bytes: usize,
}

struct Kept {
    key: (u64, u32),
    bytes: Bytes,
    is_used: bool,
}

impl Hot {
    /// Makes an empty store of so many bytes.
    pub fn new(most_bytes: usize) -> Hot {
        Hot { shards: Default::default(), most_bytes: most_bytes / SHARDS }
    }

    /// Returns the bytes of an entry of an open pyramid.
    pub fn find(&self, key: (u64, u32)) -> Option<Bytes> {
        let mut shard = self.shard(key);
        let place = *shard.places.get(&key)?;
        let kept = &mut shard.ring[place];
        kept.is_used = true;
        Some(kept.bytes.clone())
    }

    /// Keeps the bytes of an entry.
    pub fn keep(&self, key: (u64, u32), bytes: Bytes) {
        let size = bytes.len() + OVERHEAD_BYTES;
        let mut shard = self.shard(key);
        if size > self.most_bytes / 4 || shard.places.contains_key(&key) {
            return;
        }
        while shard.bytes + size > self.most_bytes {
            shard.drop_one();
        }
        shard.bytes += size;
        let place = shard.ring.len();
        shard.places.insert(key, place);
        shard.ring.push(Kept { key, bytes, is_used: false });
    }

    fn shard(&self, key: (u64, u32)) -> std::sync::MutexGuard<'_, Shard> {
        let at = (key.0 as usize).wrapping_mul(31).wrapping_add(key.1 as usize) % SHARDS;
        self.shards[at].lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Shard {
    fn drop_one(&mut self) {
        loop {
            if self.hand >= self.ring.len() {
                self.hand = 0;
            }
            if !std::mem::take(&mut self.ring[self.hand].is_used) {
                break;
            }
            self.hand += 1;
        }
        let gone = self.ring.swap_remove(self.hand);
        self.places.remove(&gone.key);
        self.bytes -= gone.bytes.len() + OVERHEAD_BYTES;
        if let Some(moved) = self.ring.get(self.hand) {
            self.places.insert(moved.key, self.hand);
        }
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
        let bytes: usize = hot.shards.iter().map(|shard| shard.lock().expect("not poisoned").bytes).sum();
        assert!(bytes <= SHARDS * 10_000 && bytes > SHARDS * 5_000, "{bytes}");
        for shard in &hot.shards {
            let shard = shard.lock().expect("not poisoned");
            assert!(shard.ring.iter().enumerate().all(|(place, kept)| shard.places[&kept.key] == place));
        }
    }
}
