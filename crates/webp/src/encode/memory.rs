//! Memory that may be refused.

use alloc::vec::Vec;

use super::error::Error;

/// So many times the same.
pub(crate) fn filled<T: Clone>(item: T, count: usize) -> Result<Vec<T>, Error> {
    let mut items = Vec::new();
    items
        .try_reserve_exact(count)
        .map_err(|_| Error::OutOfMemory)?;
    items.resize(count, item);
    Ok(items)
}
