//! What is simulated: `scenario.toml`.

use serde::Deserialize;

/// The catalogue, its visitors, and what stands between them.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Scenario {
    /// Of the generator of sampled runs.
    pub seed: u64,
    /// How long a month is.
    pub seconds_a_month: f64,
    /// The month that is looked at beside the first; the first is 1.
    pub month: u32,
    /// The busiest time against the mean.
    pub peak: f64,
    /// The catalogue.
    pub pictures: Pictures,
    /// What is asked for of each picture.
    pub sizes: Vec<Size>,
    /// What stands in front of the bucket.
    pub cdn: Cdn,
    /// What a call asks the store for.
    pub calls: Calls,
    /// A function that is paid by its time.
    pub function: Function,
    /// Containers that are always on.
    pub tasks: Tasks,
    /// What the store takes in a second.
    pub prefix: Prefix,
}

/// The catalogue.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Pictures {
    /// Requests a month for each picture.
    pub visits: f64,
    /// The smallest catalogue.
    pub fewest: f64,
    /// The largest.
    pub most: f64,
    /// The exponent of Zipf's law.
    pub zipf: f64,
    /// The share that is replaced by new ones at the beginning of each month.
    pub replaced: f64,
    /// Of an original.
    pub bytes: f64,
    /// Transforms of each size, asked for alike.
    pub variants: u32,
}

/// A size that is asked for.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Size {
    /// As in the URL.
    pub name: String,
    /// Of the visits.
    pub share: f64,
    /// Of a derivative.
    pub bytes: f64,
    /// Milliseconds of CPU that Marble takes, with the store's requests.
    pub marble_cpu: f64,
    /// Milliseconds of CPU that sharp takes, without any request.
    pub sharp_cpu: f64,
    /// Milliseconds that a call of Marble lasts.
    pub marble_wait: f64,
    /// Milliseconds that a call of the Lambda original lasts.
    pub lambda_wait: f64,
}

/// The caches of a CDN.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Cdn {
    /// How many there are.
    pub places: u32,
    /// What each holds.
    pub bytes: f64,
    /// After how many days without a request each forgets a picture.
    pub days: f64,
}

/// Requests to the store, by one call that makes a picture.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Calls {
    /// By Marble.
    pub marble: Call,
    /// By the Lambda original.
    pub lambda_original: Call,
    /// By imgproxy.
    pub imgproxy: Call,
}

/// How often each is asked.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Call {
    /// GET.
    pub gets: f64,
    /// PUT.
    pub puts: f64,
    /// DELETE, which stores do not charge for.
    pub deletes: f64,
}

/// A function that is paid by its time.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Function {
    /// Its memory.
    pub gigabytes: f64,
}

/// Containers that are always on.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Tasks {
    /// Of each.
    pub cpus: f64,
    /// Of each.
    pub gigabytes: f64,
    /// However little there is to do.
    pub fewest: f64,
    /// How busy each may be at the busiest time.
    pub busy: f64,
}

/// What the store takes in a second, for each prefix.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Prefix {
    /// GET and HEAD.
    pub reads: f64,
    /// PUT and DELETE.
    pub writes: f64,
}

impl Scenario {
    /// The one of this repository.
    ///
    /// # Errors
    ///
    /// See [`Scenario::parse`].
    pub fn shipped() -> Result<Self, String> {
        Self::parse(include_str!("../scenario.toml"))
    }

    /// # Errors
    ///
    /// What is missing, unknown, or no value that can be simulated.
    pub fn parse(text: &str) -> Result<Self, String> {
        let scenario: Self = toml::from_str(text).map_err(|error| error.to_string())?;
        let shares: f64 = scenario.sizes.iter().map(|size| size.share).sum();
        let pictures = &scenario.pictures;
        for (is_right, expected) in [
            ((shares - 1.0).abs() < 1e-9, "shares that add up to 1"),
            (
                scenario.sizes.iter().all(|size| size.share > 0.0),
                "shares above 0",
            ),
            ((1..=36).contains(&scenario.month), "a month from 1 to 36"),
            (
                (0.0..1.0).contains(&pictures.replaced),
                "replaced from 0, below 1",
            ),
            ((0.1..=3.0).contains(&pictures.zipf), "zipf from 0.1 to 3"),
            (
                (1..=1_000).contains(&pictures.variants),
                "variants from 1 to 1,000",
            ),
            (
                (1.0..=1e9).contains(&pictures.fewest)
                    && pictures.fewest <= pictures.most
                    && pictures.most <= 1e9,
                "from 1 to 1,000,000,000 pictures",
            ),
            (pictures.visits > 0.0, "visits above 0"),
            (
                (1..=10_000).contains(&scenario.cdn.places),
                "from 1 to 10,000 places",
            ),
            (
                scenario.cdn.bytes > 0.0 && scenario.cdn.days > 0.0,
                "a CDN that keeps something",
            ),
            (
                scenario.tasks.busy > 0.0 && scenario.tasks.cpus > 0.0,
                "tasks that do something",
            ),
        ] {
            if !is_right {
                return Err(format!("expected {expected}"));
            }
        }
        Ok(scenario)
    }

    /// How many pictures a site has that is asked for so many.
    #[must_use]
    pub fn catalogue(&self, requests: f64) -> f64 {
        let pictures = &self.pictures;
        (requests / pictures.visits)
            .clamp(pictures.fewest, pictures.most)
            .round()
    }

    /// How long a place of the CDN keeps what nobody asks for, in months.
    #[must_use]
    pub fn forgotten_after(&self) -> f64 {
        self.cdn.days * 86_400.0 / self.seconds_a_month
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_catalogue_grows_with_the_site_within_bounds() {
        let scenario = Scenario::shipped().unwrap();
        for (requests, pictures) in [(1e4, 1e3), (1e5, 1e3), (1e7, 1e5), (1e9, 1e7), (1e10, 1e7)] {
            let found = scenario.catalogue(requests);
            assert!((found - pictures).abs() < 0.5, "{requests}: {found}");
        }
    }

    #[test]
    fn what_cannot_be_simulated_is_refused() {
        let text = include_str!("../scenario.toml");
        for (right, wrong, why) in [
            ("share = 0.6", "share = 0.7", "add up to 1"),
            ("places = 20", "places = 0", "places"),
            ("zipf = 0.9", "zipf = 9", "zipf"),
            ("month = 12", "month = 0", "month"),
            ("replaced = 0.05", "replaced = 1", "replaced"),
            ("peak = 3", "peaks = 3", "peaks"),
        ] {
            assert!(text.contains(right), "{right}");
            let error = Scenario::parse(&text.replacen(right, wrong, 1)).unwrap_err();
            assert!(error.contains(why), "{wrong}: {error}");
        }
    }
}
