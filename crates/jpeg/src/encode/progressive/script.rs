//! Which scans a file has, and what is in each (libjpeg's scan script).

use crate::encode::marker::Band;

/// What a scan holds.
#[derive(Clone, Copy)]
pub(super) struct Part {
    /// One component, or all of them.
    pub(super) component: Option<usize>,
    pub(super) band: Band,
}

const fn part(component: Option<usize>, first: u8, last: u8, high: u8, low: u8) -> Part {
    Part {
        component,
        band: Band {
            first,
            last,
            high,
            low,
        },
    }
}

/// Colour early and at once, as there is little of it; luma in steps.
pub(super) const YCBCR: &[Part] = &[
    part(None, 0, 0, 0, 1),
    part(Some(0), 1, 5, 0, 2),
    part(Some(2), 1, 63, 0, 1),
    part(Some(1), 1, 63, 0, 1),
    part(Some(0), 6, 63, 0, 2),
    part(Some(0), 1, 63, 2, 1),
    part(None, 0, 0, 1, 0),
    part(Some(2), 1, 63, 1, 0),
    part(Some(1), 1, 63, 1, 0),
    part(Some(0), 1, 63, 1, 0),
];

/// The same without colour.
pub(super) const GREY: &[Part] = &[
    part(None, 0, 0, 0, 1),
    part(Some(0), 1, 5, 0, 2),
    part(Some(0), 6, 63, 0, 2),
    part(Some(0), 1, 63, 2, 1),
    part(None, 0, 0, 1, 0),
    part(Some(0), 1, 63, 1, 0),
];
