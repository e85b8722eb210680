//! Things kept within a budget, in the order they came: what was asked for since it was last looked at stays for another
//! round, the rest makes room (second chance). Knows nothing of what it keeps but what that costs.

use std::borrow::Borrow;
use std::collections::HashMap;
use std::collections::VecDeque;
use std::hash::Hash;

/// Things by their keys, with room for so many of so many bytes together.
pub struct Ring<K, V> {
    kept: HashMap<K, Kept<V>>,
    /// Keys and their turns, the next to be looked at first; a turn that is not the thing's own is over.
    order: VecDeque<(K, u64)>,
    turns: u64,
    bytes: u64,
    most_bytes: u64,
    most: usize,
}

struct Kept<V> {
    value: V,
    bytes: u64,
    turn: u64,
    is_used: bool,
}

impl<K: Clone + Eq + Hash, V> Ring<K, V> {
    /// Makes an empty one.
    pub fn new(most_bytes: u64, most: usize) -> Ring<K, V> {
        Ring { kept: HashMap::new(), order: VecDeque::new(), turns: 0, bytes: 0, most_bytes, most }
    }

    /// Returns a thing, which then stays a round longer.
    pub fn find<Q: Eq + Hash + ?Sized>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
    {
        let kept = self.kept.get_mut(key)?;
        kept.is_used = true;
        Some(&mut kept.value)
    }

    /// Keeps a thing in place of what had its key, and returns what had to go for it. What is larger than the whole budget
    /// is kept alone.
    pub fn keep(&mut self, key: K, value: V, bytes: u64) -> Vec<(K, V)> {
        self.remove(&key);
        let mut gone = Vec::new();
        while !self.kept.is_empty() && (self.kept.len() >= self.most || self.bytes + bytes > self.most_bytes) {
            gone.extend(self.look_at_next());
        }
        if self.order.len() > 2 * self.kept.len() + 64 {
            self.order.retain(|(key, turn)| self.kept.get(key).is_some_and(|kept| kept.turn == *turn));
        }
        self.turns += 1;
        self.bytes += bytes;
        self.order.push_back((key.clone(), self.turns));
        self.kept.insert(key, Kept { value, bytes, turn: self.turns, is_used: false });
        gone
    }

    /// Takes a thing out.
    pub fn remove<Q: Eq + Hash + ?Sized>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        let kept = self.kept.remove(key)?;
        self.bytes -= kept.bytes;
        Some(kept.value)
    }

    /// Takes out all things of which this is true.
    pub fn remove_where(&mut self, is: impl Fn(&V) -> bool) {
        let bytes = &mut self.bytes;
        self.kept.retain(|_, kept| {
            let stays = !is(&kept.value);
            *bytes -= if stays { 0 } else { kept.bytes };
            stays
        });
    }

    /// Returns true when the thing is there.
    pub fn has(&self, key: &K) -> bool {
        self.kept.contains_key(key)
    }

    /// Returns the keys of all there is.
    pub fn keys(&self) -> impl Iterator<Item = &K> {
        self.kept.keys()
    }

    /// Returns what all of it costs.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Looks at the thing whose turn it is: it goes, or has another turn.
    fn look_at_next(&mut self) -> Option<(K, V)> {
        let (key, turn) = self.order.pop_front()?;
        let kept = self.kept.get_mut(&key).filter(|kept| kept.turn == turn)?;
        if std::mem::take(&mut kept.is_used) {
            self.order.push_back((key, turn));
            return None;
        }
        self.remove(&key).map(|value| (key, value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_budget_holds_and_what_is_asked_for_stays() {
        let mut ring = Ring::new(1_000, 7);
        ring.keep(0, "often", 100);
        for n in 1..200u64 {
            ring.keep(n, "once", 50 + n % 90);
            assert!(ring.find(&0).is_some(), "asked for all the time");
            if n % 5 == 0 {
                assert_eq!(ring.remove(&n), Some("once"));
            }
            assert!(ring.bytes() <= 1_000 && ring.kept.len() <= 7);
            assert_eq!(ring.bytes(), ring.kept.values().map(|kept| kept.bytes).sum::<u64>());
            assert!(ring.order.len() <= 2 * 7 + 66, "turns that are over are forgotten");
        }
        assert!(!ring.has(&1) && ring.keys().count() > 3);
        ring.keep(900, "twice", 10);
        ring.remove_where(|value| *value == "once");
        assert_eq!((ring.keys().count(), ring.bytes(), ring.has(&0)), (2, 110, true));
    }

    #[test]
    fn what_nobody_asks_for_goes_in_the_order_it_came() {
        let mut ring = Ring::new(4, 100);
        let gone: Vec<u32> = (0..12).flat_map(|n| ring.keep(n, (), 1)).map(|(key, ())| key).collect();
        assert_eq!(gone, [0, 1, 2, 3, 4, 5, 6, 7]);
    }

    #[test]
    fn what_goes_is_named_and_what_is_too_large_is_alone() {
        let mut ring = Ring::new(10, 100);
        assert_eq!(ring.keep("a", 1, 6), []);
        assert_eq!(ring.keep("a", 2, 6), [], "its own place");
        assert_eq!(ring.keep("b", 3, 6), [("a", 2)]);
        assert_eq!(ring.keep("c", 4, 60), [("b", 3)]);
        assert_eq!((ring.bytes(), ring.find(&"c").copied()), (60, Some(4)));
    }
}
