//! What the scans so far told of a component's coefficients, and what of the next scan is wanted. Nothing is known of the
//! scans behind it, so whatever T.81 allows may come.

use crate::decode::corner::Corner;
use crate::decode::scan::Scan;

/// What the scans so far told of a component's coefficients.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Coverage {
    /// Whether the first scan of its DC terms was there.
    started: bool,
    /// How many bits of the DC terms are missing, 0 to 13.
    missing: u8,
    /// The coefficients that are there to their last bit, as a set of bits in the file's order.
    finished: u64,
}

impl Coverage {
    /// Counts a scan of the component, which was read or is not wanted.
    pub(super) fn add(&mut self, scan: &Scan) {
        if scan.first == 0 {
            self.started |= scan.high == 0;
            self.missing = scan.low;
        }
        if scan.low == 0 {
            self.finished |= scan.band();
        }
    }

    /// Whether there is a picture, be it a coarse one.
    pub(super) fn is_started(&self) -> bool {
        self.started
    }

    /// Whether the corner is there to its last bit: no scan behind can change it.
    pub(super) fn is_finished<const N: usize>(&self) -> bool {
        self.started && Corner::<N>::SET & !self.finished == 0
    }

    /// How many bits of the DC terms are missing, 0 to 13.
    pub(super) fn missing(&self) -> u8 {
        self.missing
    }

    /// Whether the bits of the DC terms that are missing cannot change a mean by more than half a level, where `step` is
    /// the quantisation step of DC terms.
    #[expect(
        clippy::arithmetic_side_effects,
        reason = "at most 13 bits, of which one is taken"
    )]
    pub(super) fn has_means(&self, step: u16) -> bool {
        // All ones, instead of the half of it that is assumed, make a mean an eighth of that brighter.
        let most = u32::from(step).saturating_mul((1 << self.missing) - 1);
        self.started && most <= MOST_MISSING
    }

    /// Whether a scan of a band of AC coefficients tells something of the corner, or what a refinement of the corner may
    /// have to know: which coefficients beyond are not zero.
    pub(super) fn wants<const N: usize>(&self, scan: &Scan) -> bool {
        let corner = Corner::<N>::SET & !1;
        corner & !self.finished != 0 && (corner & scan.band() != 0 || may_be_refined(scan))
    }

    /// Whether a refinement is one of coefficients that have no more bits (T.81, G.1.1.1.2). Which of them are not zero
    /// is not known.
    pub(super) fn refines_what_is_finished(&self, scan: &Scan) -> bool {
        scan.high > 0 && scan.band() & self.finished != 0
    }
}

/// What the missing bits of a DC term may stand for at the most, in units of which eight are a level of a mean: of it, half
/// is assumed, so a mean is wrong by half a level at the most.
///
/// libjpeg's last bits of DC terms come behind 40 % of the file, and quality 76 has a step of 8. Of photographs of that to
/// quality 92 a tenth is read; small JPEGs made of it differ from those made of all bits by -0.5 to 0.1 of SSIMULACRA2
/// (-0.1 on average) and -0.005 to 0.023 of Butteraugli's 3-norm (0.01 on average).
const MOST_MISSING: u32 = 8;

/// Whether a later scan may have to know which coefficients are not zero after this one.
pub(super) fn may_be_refined(scan: &Scan) -> bool {
    scan.low > 0
}

#[cfg(test)]
mod tests {
    use alloc::vec;

    use super::*;
    use crate::decode::scan::ScanComponent;

    fn scan(first: u8, last: u8, high: u8, low: u8) -> Scan {
        let component = ScanComponent {
            component: 0,
            dc: 0,
            ac: 0,
        };
        Scan {
            components: vec![component],
            first,
            last,
            high,
            low,
        }
    }

    fn after(scans: &[Scan]) -> Coverage {
        let mut coverage = Coverage::default();
        for scan in scans {
            coverage.add(scan);
        }
        coverage
    }

    #[test]
    fn is_finished_with_the_last_bit_of_the_corner() {
        let mut scans = vec![scan(0, 0, 0, 1), scan(1, 5, 0, 2), scan(6, 63, 0, 2)];
        assert!(after(&scans).is_started());
        assert!(!after(&scans).is_finished::<1>());
        scans.push(scan(0, 0, 1, 0));
        assert!(after(&scans).is_finished::<1>());
        assert!(!after(&scans).is_finished::<2>());
        scans.extend([scan(1, 63, 2, 1), scan(1, 4, 1, 0)]);
        assert!(after(&scans).is_finished::<2>());
        assert!(!after(&scans).is_finished::<4>());
        scans.push(scan(5, 63, 1, 0));
        assert!(after(&scans).is_finished::<8>());
        // A refinement of what was never there.
        assert!(!after(&[scan(0, 0, 1, 0)]).is_finished::<1>());
    }

    #[test]
    fn wants_what_a_refinement_may_have_to_know() {
        let started = after(&[scan(0, 0, 0, 0)]);
        for (band, eighth, quarter, half) in [
            (scan(1, 5, 0, 0), false, true, true),
            (scan(6, 63, 0, 0), false, false, true),
            (scan(6, 63, 0, 1), false, true, true),
            (scan(6, 63, 2, 1), false, true, true),
            (scan(6, 63, 1, 0), false, false, true),
            (scan(40, 63, 0, 0), false, false, false),
            (scan(40, 63, 0, 2), false, true, true),
        ] {
            assert_eq!(started.wants::<1>(&band), eighth, "{band:?}");
            assert_eq!(started.wants::<2>(&band), quarter, "{band:?}");
            assert_eq!(started.wants::<4>(&band), half, "{band:?}");
            assert!(started.wants::<8>(&band), "{band:?}");
        }
        let corner = after(&[scan(0, 0, 0, 1), scan(1, 5, 0, 0)]);
        assert!(!corner.wants::<2>(&scan(6, 63, 0, 2)));
        assert!(corner.refines_what_is_finished(&scan(1, 63, 1, 0)));
        assert!(!corner.refines_what_is_finished(&scan(6, 63, 1, 0)));
    }
}
