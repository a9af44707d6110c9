//! One place of a CDN: it forgets what was asked for longest ago when it is full, and what nobody asks for for long.

use lru::LruCache;

/// What is held, by a number for each derivative.
pub struct Cache {
    held: LruCache<u64, Held>,
    bytes: f64,
    capacity: f64,
    kept: f64,
}

struct Held {
    bytes: f64,
    asked: f64,
}

impl Cache {
    /// An empty one, for so many bytes, that forgets what nobody asks for for so long.
    #[must_use]
    pub fn new(capacity: f64, kept: f64) -> Self {
        Self {
            held: LruCache::unbounded(),
            bytes: 0.0,
            capacity,
            kept,
        }
    }

    /// Whether it had the derivative at this time. From then on it has.
    pub fn ask(&mut self, derivative: u64, bytes: f64, now: f64) -> bool {
        if let Some(held) = self.held.get_mut(&derivative) {
            let fresh = now - held.asked <= self.kept;
            held.asked = now;
            return fresh;
        }
        self.held.push(derivative, Held { bytes, asked: now });
        self.bytes += bytes;
        self.forget(now);
        false
    }

    /// From the one that was asked for longest ago.
    fn forget(&mut self, now: f64) {
        while let Some((_, oldest)) = self.held.peek_lru() {
            if self.bytes <= self.capacity && now - oldest.asked <= self.kept {
                break;
            }
            self.bytes -= oldest.bytes;
            self.held.pop_lru();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_one_that_was_asked_for_longest_ago_goes_first() {
        let mut cache = Cache::new(20.0, 100.0);
        for (derivative, now, held) in [
            (1, 0.0, false),
            (2, 1.0, false),
            (1, 2.0, true),
            // For the third one there is no room but that of the second.
            (3, 3.0, false),
            (1, 4.0, true),
            (2, 5.0, false),
        ] {
            assert_eq!(
                cache.ask(derivative, 10.0, now),
                held,
                "{derivative} at {now}"
            );
        }
    }

    #[test]
    fn what_nobody_asks_for_is_forgotten() {
        let mut cache = Cache::new(1_000.0, 5.0);
        for (now, held) in [(0.0, false), (5.0, true), (10.5, false), (11.0, true)] {
            assert_eq!(cache.ask(1, 10.0, now), held, "at {now}");
        }
        // And takes no room: the second one makes the first go.
        cache.ask(2, 10.0, 20.0);
        assert!(cache.bytes < 11.0, "{}", cache.bytes);
    }

    #[test]
    fn what_is_larger_than_all_is_not_held() {
        let mut cache = Cache::new(5.0, 100.0);
        assert!(!cache.ask(1, 10.0, 0.0));
        assert!(!cache.ask(1, 10.0, 1.0));
    }
}
