//! Where the bytes of an original come from.

use std::fmt;

/// What a source appends at once, in bytes, as far as memory is estimated.
pub(crate) const PIECE: u64 = 64 << 10;

/// An original that arrives while it is read. Pulled: whoever reads it waits, and what waits is on the other side.
pub trait Source {
    /// Length of the whole file in bytes, where it is known before its end.
    fn length(&self) -> Option<u64>;

    /// Appends the next bytes, as many as there are just now: waits for at least one, and appends none at the end. More
    /// than 64 KiB at once are not in the estimates of memory, unless it is the whole file.
    ///
    /// # Errors
    ///
    /// [`Interrupted`]; and the same at every further call.
    fn read(&mut self, bytes: &mut Vec<u8>) -> Result<(), Interrupted>;

    /// Nothing more is read, though there may be more: what it comes from may be closed.
    fn close(&mut self) {}
}

/// No more of an original can be had. Why, its source knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Interrupted;

impl fmt::Display for Interrupted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the original broke off")
    }
}

impl std::error::Error for Interrupted {}

/// A file that is here, and stays where it is: as much as is looked at is copied.
impl Source for &[u8] {
    fn length(&self) -> Option<u64> {
        Some(self.len() as u64)
    }

    fn read(&mut self, bytes: &mut Vec<u8>) -> Result<(), Interrupted> {
        let length = usize::try_from(PIECE).unwrap_or(usize::MAX);
        let (piece, rest) = self.split_at_checked(length).unwrap_or((self, &[]));
        bytes.extend_from_slice(piece);
        *self = rest;
        Ok(())
    }
}

/// A file that is here. It is handed over, not copied: what is left is empty.
impl Source for Vec<u8> {
    fn length(&self) -> Option<u64> {
        Some(self.len() as u64)
    }

    fn read(&mut self, bytes: &mut Vec<u8>) -> Result<(), Interrupted> {
        if bytes.is_empty() {
            *bytes = std::mem::take(self);
        } else {
            bytes.append(self);
        }
        Ok(())
    }
}
