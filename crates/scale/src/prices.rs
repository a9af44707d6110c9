//! List prices: `prices.toml`.

use std::collections::BTreeMap;

use serde::Deserialize;

/// What each thing costs, by its name.
#[derive(Clone, Debug, Deserialize)]
#[serde(transparent)]
pub struct Prices(BTreeMap<String, Price>);

/// What one thing costs, and who says so.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Price {
    /// What an amount of dollars is for.
    pub unit: String,
    /// How many requests, bytes, hours … that is.
    pub units: f64,
    /// From the first unit on, by where each begins.
    pub tiers: Vec<Tier>,
    /// The page that quotes it.
    pub source: String,
    /// The day, or the year, of that text.
    #[serde(default)]
    pub dated: Option<String>,
    /// When it was read.
    pub read: String,
}

/// What is above so many units in a month costs so much for each.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tier {
    /// In units.
    pub above: f64,
    /// For one unit.
    pub usd: f64,
}

impl Prices {
    /// Those of this repository.
    ///
    /// # Errors
    ///
    /// See [`Prices::parse`].
    pub fn shipped() -> Result<Self, String> {
        Self::parse(include_str!("../prices.toml"))
    }

    /// # Errors
    ///
    /// What is missing or unknown, or a price whose tiers do not rise from 0.
    pub fn parse(text: &str) -> Result<Self, String> {
        let prices: Self = toml::from_str(text).map_err(|error| error.to_string())?;
        for (name, price) in &prices.0 {
            let starts = price.tiers.first().is_some_and(|tier| tier.above == 0.0);
            let rises = price.tiers.is_sorted_by(|one, next| one.above < next.above);
            if !starts || !rises || price.units <= 0.0 {
                return Err(format!(
                    "{name}: expected units, and tiers that rise from 0"
                ));
            }
        }
        Ok(prices)
    }

    /// What a quantity of something costs in a month.
    ///
    /// # Errors
    ///
    /// If there is no such price.
    pub fn cost(&self, name: &str, quantity: f64) -> Result<f64, String> {
        let price = self.0.get(name).ok_or_else(|| format!("no price {name}"))?;
        Ok(price.cost(quantity))
    }

    /// All of them, in the order of their names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Price)> {
        self.0.iter().map(|(name, price)| (name.as_str(), price))
    }
}

impl Price {
    /// Of requests, bytes, hours …
    #[must_use]
    pub fn cost(&self, quantity: f64) -> f64 {
        let units = quantity / self.units;
        let ends = self.tiers.iter().skip(1).map(|tier| tier.above);
        let tiers = self.tiers.iter().zip(ends.chain([f64::INFINITY]));
        let parts = tiers.map(|(tier, end)| (units.min(end) - tier.above).max(0.0) * tier.usd);
        parts.sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GB: f64 = 1_073_741_824.0;

    #[test]
    fn prices_at_the_boundaries_of_their_tiers() {
        let prices = Prices::shipped().unwrap();
        for (name, quantity, usd) in [
            ("store-gets", 1_000.0, 0.0004),
            ("store-puts", 1_000_000.0, 5.0),
            ("store-bytes", 1_000.0 * GB, 23.0),
            // The first TB is free, the next nine cost 0.085 each GB.
            ("cdn-bytes", 1_024.0 * GB, 0.0),
            ("cdn-bytes", 1_025.0 * GB, 0.085),
            ("cdn-bytes", 10_240.0 * GB, 783.36),
            ("cdn-bytes", 10_241.0 * GB, 783.44),
            ("cdn-bytes", 51_200.0 * GB, 783.36 + 3_276.8),
            ("cdn-requests", 10e6, 0.0),
            ("cdn-requests", 11e6, 1.0),
            // 921.60 dollars for 10,240 GB, less the 100 that are free.
            ("store-bytes-out", 10_240.0 * GB, 912.6),
            ("function-calls", 1e6, 0.0),
            ("function-calls", 3e6, 0.4),
            ("function-seconds", 400_000.0, 0.0),
            ("function-seconds", 6e9, 99_993.533_32),
            ("function-seconds", 15e9, 99_993.533_32 + 135_000.0),
            // As the source has it.
            ("gateway-calls", 333e6, 1_165.5),
            ("gateway-calls", 1e9, 1_165.5 + 1_867.6),
            ("gateway-calls", 20e9, 1_165.5 + 1_867.6 + 45_220.0),
            ("gateway-calls", 21e9, 49_763.1),
            ("unique-transformations", 5_000.0, 0.0),
            ("unique-transformations", 6_000.0, 0.5),
            ("balancer", 730.0, 16.425),
            ("r2-gets", 11e6, 0.36),
        ] {
            let found = prices.cost(name, quantity).unwrap();
            assert!(
                (found - usd).abs() < 1e-6 * usd.max(1.0),
                "{name} {quantity}: {found}"
            );
        }
    }

    #[test]
    fn each_price_has_a_page_and_a_day() {
        for (name, price) in Prices::shipped().unwrap().iter() {
            assert!(price.source.starts_with("https://"), "{name}");
            assert_eq!(price.read.len(), "2026-11-29".len(), "{name}");
            assert!(!price.unit.is_empty(), "{name}");
        }
    }

    #[test]
    fn tiers_that_do_not_rise_are_refused() {
        for tiers in [
            "[]",
            "[{ above = 1, usd = 1 }]",
            "[{ above = 0, usd = 1 }, { above = 0, usd = 2 }]",
        ] {
            let text = format!(
                "[x]\nunit = \"x\"\nunits = 1\ntiers = {tiers}\nsource = \"https://x\"\nread = \"2026-11-29\"\n"
            );
            assert!(
                Prices::parse(&text).unwrap_err().contains("rise"),
                "{tiers}"
            );
        }
        assert!(Prices::shipped().unwrap().cost("gold", 1.0).is_err());
    }
}
