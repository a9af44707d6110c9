//! How many requests a second a site has at its worst.

use crate::expected;
use crate::month::{Counts, Month};
use crate::scenario::Scenario;
use crate::systems::System;

/// Requests a second to the prefixes that are asked most.
pub struct Rates {
    /// Calls of Marble.
    pub calls: f64,
    /// Of the derivatives of one size.
    pub reads: f64,
    /// Of derivatives of that size.
    pub writes: f64,
    /// Of leases: each is written and deleted.
    pub leases: f64,
    /// That are busy with making pictures.
    pub cores: f64,
}

impl Rates {
    /// At the busiest time of a month.
    #[must_use]
    pub fn of_a_month(scenario: &Scenario, month: &Month) -> Self {
        Self::within(scenario, month, scenario.seconds_a_month / scenario.peak)
    }

    /// When a site opens at its busiest time, and nothing was made before.
    #[must_use]
    pub fn of_the_first_minute(scenario: &Scenario, requests: f64) -> Self {
        let minute = 60.0;
        let share = minute * scenario.peak / scenario.seconds_a_month;
        let pictures = scenario.catalogue(requests);
        let month = expected::month_of(scenario, pictures, requests * share, 1);
        Self::within(scenario, &month, minute)
    }

    fn within(scenario: &Scenario, month: &Month, seconds: f64) -> Self {
        let most = |count: fn(&Counts) -> f64| {
            let sizes = month.sizes.iter().map(count);
            sizes.fold(0.0, f64::max) / seconds
        };
        let made = month.sum(|it| it.made);
        let usage = System::Marble.usage(scenario, month);
        Self {
            calls: made / seconds,
            // By the website before and after, and by Marble.
            reads: most(|it| it.misses + 2.0 * it.made),
            writes: most(|it| it.made),
            leases: 2.0 * made / seconds,
            cores: usage.cpu_seconds / seconds,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_busiest_time_of_a_month_by_hand() {
        let scenario = Scenario::shipped().unwrap();
        let seconds = scenario.seconds_a_month / scenario.peak;
        let mut sizes = vec![Counts::default(); 3];
        sizes[0].misses = 5.0 * seconds;
        sizes[0].made = 2.0 * seconds;
        sizes[1].made = seconds;
        let pictures = 1.0;
        let rates = Rates::of_a_month(&scenario, &Month { pictures, sizes });
        for (found, expected) in [
            (rates.calls, 3.0),
            (rates.reads, 9.0),
            (rates.writes, 2.0),
            (rates.leases, 6.0),
            (rates.cores, 2.0 * 0.0249 + 0.0352),
        ] {
            assert!((found - expected).abs() < 1e-9, "{found} {expected}");
        }
    }

    #[test]
    fn in_the_first_minute_nearly_all_is_made() {
        let scenario = Scenario::shipped().unwrap();
        let rates = Rates::of_the_first_minute(&scenario, 1e5);
        // 100,000 requests in 2,592,000 seconds, three times as many at the busiest time.
        let visits = 1e5 * 3.0 / 2_592_000.0;
        assert!(
            rates.calls > 0.95 * visits && rates.calls < visits,
            "{}",
            rates.calls
        );
        // Of a large site, what is popular is asked for again within that minute.
        let large = Rates::of_the_first_minute(&scenario, 1e10);
        assert!(large.calls < 0.7 * visits * 1e5);
    }
}
