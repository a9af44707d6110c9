//! What several results of one original have in common: what is decoded once, and what it takes.

use crate::error::Error;
use crate::work::Work;

/// What is there and done once, however many results are made of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Share {
    /// Of [`Memory::decoding`](crate::cost::Memory), in bytes.
    pub(super) decoding: u64,
    /// What is kept of it until the last result is made of it, in bytes.
    pub(super) kept: u64,
    /// Of the time.
    pub(super) work: Work,
}

/// What was decoded: some things of a key each, which are let go as soon as nobody wants them any more.
pub(super) struct Stock<K, T> {
    lots: Vec<Lot<K, T>>,
}

struct Lot<K, T> {
    key: K,
    thing: T,
    /// How often it is wanted still.
    wanted: usize,
}

impl Share {
    /// Where each result is made for itself.
    pub(super) const NONE: Self = Self {
        decoding: 0,
        kept: 0,
        work: Work::NONE,
    };
}

/// Each key once, in the order in which they come.
pub(super) fn distinct<K: PartialEq>(keys: impl Iterator<Item = K>) -> Vec<K> {
    let mut all = Vec::new();
    for key in keys {
        if !all.contains(&key) {
            all.push(key);
        }
    }
    all
}

impl<K: PartialEq, T> Stock<K, T> {
    /// `wanted` are the keys of all results, `things` those of each key, in the order of `distinct`.
    pub(super) fn new(wanted: &[K], things: Vec<T>) -> Self
    where
        K: Copy,
    {
        let keys = distinct(wanted.iter().copied());
        let lots = keys.into_iter().zip(things).map(|(key, thing)| Lot {
            key,
            thing,
            wanted: wanted.iter().filter(|wanted| **wanted == key).count(),
        });
        Self {
            lots: lots.collect(),
        }
    }

    /// Lends a thing for one result, and lets it go if that was the last one, of which `with` is told.
    pub(super) fn lend<R>(
        &mut self,
        key: &K,
        with: impl FnOnce(&mut T, bool) -> Result<R, Error>,
    ) -> Result<R, Error> {
        let index = self.lots.iter().position(|lot| lot.key == *key);
        let lot = index.and_then(|index| Some((index, self.lots.get_mut(index)?)));
        let (index, lot) = lot.ok_or_else(|| Error::internal("what was not decoded"))?;
        let last = lot.wanted <= 1;
        lot.wanted = lot.wanted.saturating_sub(1);
        let made = with(&mut lot.thing, last);
        if last {
            self.lots.swap_remove(index);
        }
        made
    }
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::*;

    #[test]
    fn keeps_a_thing_until_its_last_result_be_it_made_or_not() {
        let things = [Rc::new("a"), Rc::new("b")];
        let mut stock = Stock::new(&[1, 2, 1], things.to_vec());
        let here = |thing: &Rc<_>| Rc::strong_count(thing) > 1;
        let lend = |stock: &mut Stock<_, Rc<&'static str>>, key, fails| {
            stock.lend(&key, |thing, last| {
                if fails {
                    return Err(Error::TooSlow);
                }
                Ok((**thing, last))
            })
        };
        assert_eq!(lend(&mut stock, 1, false), Ok(("a", false)));
        assert!(here(&things[0]) && here(&things[1]));
        assert_eq!(lend(&mut stock, 2, true), Err(Error::TooSlow));
        assert!(here(&things[0]) && !here(&things[1]));
        assert_eq!(lend(&mut stock, 1, false), Ok(("a", true)));
        assert!(!here(&things[0]));
        assert!(matches!(
            lend(&mut stock, 1, false),
            Err(Error::Internal(_))
        ));
    }
}
