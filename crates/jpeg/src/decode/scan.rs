//! Scan headers (T.81, B.2.3).

use alloc::vec::Vec;

use super::frame::Component;
use crate::Error;

/// A component in a scan.
#[derive(Debug, Clone, Copy)]
pub(super) struct ScanComponent {
    /// Which component of the frame.
    pub(super) component: usize,
    /// Which Huffman tables.
    pub(super) dc: usize,
    pub(super) ac: usize,
}

/// A scan header.
#[derive(Debug, Clone)]
pub(super) struct Scan {
    pub(super) components: Vec<ScanComponent>,
    /// The first and last coefficient (Ss, Se).
    pub(super) first: u8,
    pub(super) last: u8,
    /// Successive approximation: the bit before, or 0, and the bit that the scan ends with (Ah, Al).
    pub(super) high: u8,
    pub(super) low: u8,
}

impl Scan {
    pub(super) fn parse(body: &[u8], components: &[Component]) -> Result<Self, Error> {
        let damaged = Error::Damaged("a scan header is not one");
        let (&count, rest) = body.split_first().ok_or(damaged)?;
        let (parts, rest) = rest
            .split_at_checked(usize::from(count).saturating_mul(2))
            .ok_or(damaged)?;
        let &[first, last, approximation] = rest else {
            return Err(damaged);
        };
        if !(1..=components.len()).contains(&usize::from(count)) {
            return Err(damaged);
        }
        let mut selected: Vec<ScanComponent> = Vec::with_capacity(usize::from(count));
        for &[id, tables] in parts.as_chunks::<2>().0 {
            let component = components
                .iter()
                .position(|component| component.id == id)
                .ok_or(damaged)?;
            if selected.iter().any(|other| other.component == component) || tables & 0xcc != 0 {
                return Err(damaged);
            }
            selected.push(ScanComponent {
                component,
                dc: usize::from(tables >> 4),
                ac: usize::from(tables & 15),
            });
        }
        Ok(Self {
            components: selected,
            first,
            last,
            high: approximation >> 4,
            low: approximation & 15,
        })
    }

    /// Whether a progressive file may hold such a scan (T.81, G.1.1.1).
    pub(super) fn check_progressive(&self) -> Result<(), Error> {
        let band = if self.first == 0 {
            self.last == 0
        } else {
            self.components.len() == 1 && self.first <= self.last && self.last <= 63
        };
        let bits = self.low <= 13 && (self.high == 0 || self.high == self.low.saturating_add(1));
        if band && bits {
            Ok(())
        } else {
            Err(Error::Damaged("a progressive scan is out of range"))
        }
    }

    /// The coefficients of the scan, as a set of bits.
    pub(super) fn band(&self) -> u64 {
        let from = u64::MAX << (self.first & 63);
        let to = u64::MAX >> (63_u8.wrapping_sub(self.last) & 63);
        from & to
    }
}
