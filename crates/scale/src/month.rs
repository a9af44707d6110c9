//! What happened in a month, whoever counted it.

use crate::scenario::Size;

/// A month, by size.
#[derive(Clone, Debug, PartialEq)]
pub struct Month {
    /// Pictures of the catalogue.
    pub pictures: f64,
    /// In the order of the scenario.
    pub sizes: Vec<Counts>,
}

/// Of one size.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Counts {
    /// Requests of visitors.
    pub visits: f64,
    /// Of these, how many no place of the CDN answered.
    pub misses: f64,
    /// Derivatives that nobody had asked for before.
    pub made: f64,
    /// Transforms that were not billed in the 30 days before.
    pub billed: f64,
    /// Derivatives that are there at the end.
    pub stored: f64,
}

impl Month {
    /// The sum of something of each size.
    #[must_use]
    pub fn sum(&self, count: impl Fn(&Counts) -> f64) -> f64 {
        self.sizes.iter().map(count).sum()
    }

    /// The same, each weighed by something of its size: bytes, or milliseconds.
    #[must_use]
    pub fn weighed(
        &self,
        sizes: &[Size],
        count: impl Fn(&Counts) -> f64,
        weight: impl Fn(&Size) -> f64,
    ) -> f64 {
        let pairs = self.sizes.iter().zip(sizes);
        pairs
            .map(|(counts, size)| count(counts) * weight(size))
            .sum()
    }
}
