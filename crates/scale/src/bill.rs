//! What a month costs, by part.

use crate::month::Month;
use crate::prices::Prices;
use crate::scenario::Scenario;
use crate::systems::System;

/// Dollars.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Bill {
    /// Sending to visitors: bytes and requests of the CDN, and what it fetches where that is charged.
    pub delivery: f64,
    /// Making: functions, containers, what stands in front of them, transformations.
    pub making: f64,
    /// Requests to the store.
    pub requests: f64,
    /// Keeping derivatives.
    pub derivatives: f64,
    /// Keeping originals.
    pub originals: f64,
}

impl Bill {
    /// Of a month.
    ///
    /// # Errors
    ///
    /// If a price is missing.
    pub fn of(
        system: System,
        scenario: &Scenario,
        prices: &Prices,
        month: &Month,
    ) -> Result<Self, String> {
        let usage = system.usage(scenario, month);
        let cost = |parts: &[(&str, f64)]| -> Result<f64, String> {
            parts
                .iter()
                .map(|(name, quantity)| prices.cost(name, *quantity))
                .sum()
        };
        // Tiers are of all that is stored: what derivatives add is on top of the originals.
        let originals = cost(&[("store-bytes", usage.original_bytes)])?;
        let stored = cost(&[("store-bytes", usage.original_bytes + usage.derivative_bytes)])?;
        let functions = if usage.gigabyte_seconds > 0.0 {
            cost(&[
                ("function-calls", usage.calls),
                ("function-seconds", usage.gigabyte_seconds),
            ])?
        } else {
            0.0
        };
        Ok(Self {
            delivery: cost(&[
                ("cdn-bytes", usage.cdn_bytes),
                ("cdn-requests", usage.cdn_requests),
                ("store-bytes-out", usage.bytes_out),
            ])?,
            making: functions
                + cost(&[
                    ("gateway-calls", usage.gateway_calls),
                    ("task-cpus", usage.cpu_hours),
                    ("task-memory", usage.memory_hours),
                    ("balancer", usage.balancer_hours),
                    ("unique-transformations", usage.transformations),
                ])?,
            requests: cost(&[
                ("store-gets", usage.gets),
                ("store-puts", usage.puts),
                ("r2-gets", usage.r2_gets),
            ])?,
            derivatives: stored - originals,
            originals: originals + cost(&[("r2-bytes", usage.r2_bytes)])?,
        })
    }

    /// All of it.
    #[must_use]
    pub fn total(&self) -> f64 {
        self.delivery + self.originals + self.derived()
    }

    /// What derivatives cost before they are sent: making and keeping them, and the store's requests.
    #[must_use]
    pub fn derived(&self) -> f64 {
        self.making + self.requests + self.derivatives
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::month::Counts;

    const GB: f64 = 1_073_741_824.0;

    /// 100,000 derivatives of 1 GB in all are made and kept, and 2,048 GB sent.
    fn month() -> (Scenario, Month) {
        let mut scenario = Scenario::shipped().unwrap();
        scenario.sizes.truncate(1);
        scenario.sizes[0].bytes = GB / 100_000.0;
        scenario.pictures.bytes = GB / 10_000.0;
        let counts = Counts {
            visits: 204_800_000.0,
            misses: 1_000_000.0,
            made: 100_000.0,
            billed: 105_000.0,
            stored: 100_000.0,
        };
        let month = Month {
            pictures: 100_000.0,
            sizes: vec![counts],
        };
        (scenario, month)
    }

    fn is(system: System, expected: [f64; 5]) {
        let (scenario, month) = month();
        let bill = Bill::of(system, &scenario, &Prices::shipped().unwrap(), &month).unwrap();
        let found = [
            bill.delivery,
            bill.making,
            bill.requests,
            bill.derivatives,
            bill.originals,
        ];
        for (found, expected) in found.iter().zip(expected) {
            assert!((found - expected).abs() < 1e-6, "{system:?}: {bill:?}");
        }
        assert!((bill.total() - expected.iter().sum::<f64>()).abs() < 1e-6);
    }

    /// 1,024 GB at 0.085, and 204.9 less 10 million requests at a dollar each million.
    const CLOUDFRONT: f64 = 87.04 + 194.9;

    /// Two of 1 vCPU and 2 GB for 720 hours, and a load balancer.
    const CONTAINERS: f64 = 2.0 * 720.0 * 0.04048 + 4.0 * 720.0 * 0.004_445 + 720.0 * 0.0225;

    #[test]
    fn marble_in_containers() {
        // 1.3 million GETs and 200,000 PUTs.
        is(
            System::Marble,
            [CLOUDFRONT, CONTAINERS, 0.52 + 1.0, 0.023, 0.23],
        );
    }

    #[test]
    fn marble_as_a_function() {
        // 100,000 calls and 15,825 GB-seconds are free.
        is(
            System::MarbleFunction,
            [CLOUDFRONT, 0.0, 0.52 + 1.0, 0.023, 0.23],
        );
    }

    #[test]
    fn marble_behind_a_cdn_that_sends_for_nothing() {
        // 10 GB are fetched: free.
        is(
            System::MarbleOtherCdn,
            [0.0, CONTAINERS, 0.52 + 1.0, 0.023, 0.23],
        );
    }

    #[test]
    fn the_lambda_original() {
        is(
            System::LambdaOriginal,
            [CLOUDFRONT, 0.35, 0.48 + 0.5, 0.023, 0.23],
        );
    }

    #[test]
    fn imgproxy() {
        let delivery = 87.04 + 194.8;
        is(System::Imgproxy, [delivery, CONTAINERS, 0.4, 0.0, 0.23]);
    }

    #[test]
    fn cloudflare_images() {
        // 10.7 GB of 10^9 bytes, of which 10 are free.
        let originals = (10.0 * GB / 1e9 - 10.0) * 0.015;
        is(System::CloudflareImages, [0.0, 50.0, 0.0, 0.0, originals]);
    }
}
