//! How long a request will take, told before any of it is done. Each step tells its own, as it does its memory; what is
//! here is common to all.

use std::iter::Sum;
use std::ops::{Add, Sub};

use crate::error::{Bound, Error, Excess};

/// CPU time in nanoseconds: of the component in Wasmtime, on one core of the machine that docs/performance.md names.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub(crate) struct Work(f64);

/// What every request takes besides pictures: an instance is made, and both components are linked. Not measured here, so
/// that estimates of small results are not below what is seen.
pub(crate) const BASE: Work = Work(2e6);

impl Work {
    pub(crate) const NONE: Self = Self(0.0);

    /// So many things, be it pixels or bytes, that take so many nanoseconds each.
    #[expect(
        clippy::cast_precision_loss,
        reason = "the estimate is none so exactly"
    )]
    pub(crate) fn of(count: u64, nanoseconds: f64) -> Self {
        Self(count as f64 * nanoseconds)
    }

    /// The same, so many times.
    pub(crate) fn times(self, count: impl Into<f64>) -> Self {
        Self(self.0 * count.into())
    }

    /// How many times the other one this is, rounded down.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "positive, and saturates"
    )]
    pub(crate) fn divided_by(self, other: Self) -> u64 {
        (self.0 / other.0) as u64
    }

    /// Rounded up.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "positive, and saturates"
    )]
    pub(crate) fn milliseconds(self) -> u64 {
        (self.0 / 1e6).ceil() as u64
    }
}

/// What a request was estimated to take and what it may take, in milliseconds: where it is found to take more only while
/// it is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Budget {
    pub(crate) estimated: u64,
    pub(crate) limit: u64,
}

impl Budget {
    /// What is left.
    pub(crate) fn left(self) -> Work {
        Work::of(self.limit.saturating_sub(self.estimated), 1e6)
    }

    /// It would take so much more than was estimated.
    pub(crate) fn exceeded(self, more: Work) -> Error {
        let found = self.estimated.saturating_add(more.milliseconds());
        Error::TooLarge(Excess {
            bound: Bound::Work,
            found: found.max(self.limit.saturating_add(1)),
            limit: self.limit,
        })
    }
}

impl Add for Work {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sub for Work {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl Sum for Work {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::NONE, Add::add)
    }
}
