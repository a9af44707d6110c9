//! The colour profile of a file, in the parts that its segments hold (ICC.1:2022, B.4).

use alloc::vec::Vec;

use crate::Error;

/// The parts of a profile that were found so far: at most 255, of at most 65,519 bytes each.
#[derive(Debug, Clone, Default)]
pub(super) struct IccParts {
    parts: Vec<Part>,
    /// How many parts there should be.
    total: Option<u8>,
    /// Whether parts contradict each other: there is no profile then.
    contradictory: bool,
}

#[derive(Debug, Clone)]
struct Part {
    /// From 1 on.
    number: u8,
    bytes: Vec<u8>,
}

impl IccParts {
    /// Takes a copy of a part, if the parameters of this APP2 segment are one.
    pub(super) fn take(&mut self, body: &[u8]) -> Result<(), Error> {
        let Some(&[number, total, ref bytes @ ..]) = body.strip_prefix(b"ICC_PROFILE\0") else {
            return Ok(());
        };
        let known = self.parts.iter().any(|part| part.number == number);
        let other = self.total.is_some_and(|before| before != total);
        if self.contradictory || number == 0 || number > total || known || other {
            self.contradictory = true;
            self.parts = Vec::new();
            return Ok(());
        }
        self.total = Some(total);
        let bytes = copied(bytes)?;
        self.parts.try_reserve(1).map_err(|_| Error::OutOfMemory)?;
        self.parts.push(Part { number, bytes });
        Ok(())
    }

    /// The profile, if it is whole: its parts in the order of their numbers.
    pub(super) fn profile(&self) -> Option<Vec<u8>> {
        let numbers = 1..=self.total.filter(|_| !self.contradictory)?;
        let of_number = |number| self.parts.iter().find(|part| part.number == number);
        let length = numbers.clone().try_fold(0_usize, |sum, number| {
            sum.checked_add(of_number(number)?.bytes.len())
        })?;
        let mut profile = Vec::new();
        profile.try_reserve_exact(length).ok()?;
        for number in numbers {
            profile.extend_from_slice(&of_number(number)?.bytes);
        }
        Some(profile)
    }

    /// Bytes that it allocated.
    pub(super) fn bytes(&self) -> u64 {
        let parts = self.parts.iter();
        let bytes: u64 = parts.map(|part| part.bytes.len() as u64).sum();
        // The list doubles as it grows, and is there twice while it does.
        let list = self.parts.capacity().saturating_mul(size_of::<Part>());
        bytes.saturating_add((list as u64).saturating_mul(2))
    }
}

/// A copy, or an error where there is no memory for it.
pub(super) fn copied(bytes: &[u8]) -> Result<Vec<u8>, Error> {
    let mut copy = Vec::new();
    copy.try_reserve_exact(bytes.len())
        .map_err(|_| Error::OutOfMemory)?;
    copy.extend_from_slice(bytes);
    Ok(copy)
}
