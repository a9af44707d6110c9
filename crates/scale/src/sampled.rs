//! Months by drawing each visit: from a seed, so that it comes out the same each time.

use std::collections::HashMap;

use rand::{Rng, RngExt, SeedableRng};
use rand_distr::{Distribution, Zipf};
use rand_pcg::Pcg64Mcg;

use crate::cache::Cache;
use crate::month::{Counts, Month};
use crate::scenario::Scenario;

/// More months than [`Scenario::month`] can be, so that a generation fits.
const GENERATIONS: u64 = 64;

/// The months from the first to this one, when a site is asked for so many pictures in each.
///
/// # Errors
///
/// If the scenario's law of Zipf cannot be drawn from.
pub fn months(scenario: &Scenario, requests: u32, number: u32) -> Result<Vec<Month>, String> {
    let pictures = scenario.catalogue(f64::from(requests));
    let popularity = Zipf::new(pictures, scenario.pictures.zipf).map_err(|it| it.to_string())?;
    let mut site = Site::new(scenario, pictures);
    let months = (0..number).map(|month| {
        if month > 0 {
            site.replace();
        }
        let mut counts = vec![Counts::default(); scenario.sizes.len()];
        for request in 0..requests {
            let now = f64::from(month) + (f64::from(request) + 0.5) / f64::from(requests);
            site.visit(&popularity, now, &mut counts);
        }
        site.count_stored(&mut counts);
        Month {
            pictures,
            sizes: counts,
        }
    });
    Ok(months.collect())
}

struct Site<'a> {
    scenario: &'a Scenario,
    random: Pcg64Mcg,
    /// How often each picture was replaced.
    generations: Vec<u8>,
    places: Vec<Cache>,
    /// When each derivative that was made was billed last.
    made: HashMap<u64, f64>,
}

impl<'a> Site<'a> {
    fn new(scenario: &'a Scenario, pictures: f64) -> Self {
        let cache = || Cache::new(scenario.cdn.bytes, scenario.forgotten_after());
        Self {
            scenario,
            random: Pcg64Mcg::seed_from_u64(scenario.seed),
            generations: vec![0; whole(pictures)],
            places: (0..scenario.cdn.places).map(|_| cache()).collect(),
            made: HashMap::new(),
        }
    }

    /// New pictures in the place of some.
    fn replace(&mut self) {
        for generation in &mut self.generations {
            if self.random.random::<f64>() < self.scenario.pictures.replaced {
                *generation = generation.saturating_add(1);
            }
        }
    }

    fn visit(&mut self, popularity: &Zipf<f64>, now: f64, counts: &mut [Counts]) {
        let picture = whole(popularity.sample(&mut self.random)).saturating_sub(1);
        let index = draw(self.scenario, &mut self.random);
        let variant = self.random.random_range(0..self.scenario.pictures.variants);
        let place = self.random.random_range(0..self.places.len());
        let (Some(generation), Some(size), Some(count), Some(place)) = (
            self.generations.get(picture),
            self.scenario.sizes.get(index),
            counts.get_mut(index),
            self.places.get_mut(place),
        ) else {
            return;
        };
        let derivative = Derivative {
            picture: picture as u64,
            generation: u64::from(*generation),
            size: index as u64,
            variant: u64::from(variant),
        };
        let derivative = derivative.number(self.scenario);
        count.visits += 1.0;
        if !place.ask(derivative, size.bytes, now) {
            count.misses += 1.0;
        }
        match self.made.get_mut(&derivative) {
            None => {
                count.made += 1.0;
                count.billed += 1.0;
                self.made.insert(derivative, now);
            }
            Some(billed) if now - *billed >= 1.0 => {
                count.billed += 1.0;
                *billed = now;
            }
            Some(_) => {}
        }
    }

    /// Derivatives of pictures that are there.
    fn count_stored(&mut self, counts: &mut [Counts]) {
        let Self {
            scenario,
            generations,
            made,
            ..
        } = self;
        made.retain(|number, _| {
            let derivative = Derivative::of(*number, scenario);
            let picture = usize::try_from(derivative.picture).unwrap_or(usize::MAX);
            let now = generations.get(picture).copied().map(u64::from);
            let is_there = now == Some(derivative.generation);
            let size = usize::try_from(derivative.size).unwrap_or(usize::MAX);
            if let (true, Some(count)) = (is_there, counts.get_mut(size)) {
                count.stored += 1.0;
            }
            is_there
        });
    }
}

/// One size of one picture.
struct Derivative {
    picture: u64,
    generation: u64,
    size: u64,
    variant: u64,
}

impl Derivative {
    /// A number for it that no other has: below 2^60 with a billion pictures and a thousand variants of a few sizes.
    fn number(&self, scenario: &Scenario) -> u64 {
        let picture = self.picture * GENERATIONS + self.generation;
        let size = picture * scenario.sizes.len() as u64 + self.size;
        size * u64::from(scenario.pictures.variants) + self.variant
    }

    /// The one that has this number.
    fn of(number: u64, scenario: &Scenario) -> Self {
        let variants = u64::from(scenario.pictures.variants);
        let sizes = scenario.sizes.len() as u64;
        let size = number / variants;
        let picture = size / sizes;
        Self {
            picture: picture / GENERATIONS,
            generation: picture % GENERATIONS,
            size: size % sizes,
            variant: number % variants,
        }
    }
}

/// A size, as often as its share says.
fn draw(scenario: &Scenario, random: &mut impl Rng) -> usize {
    let mut left: f64 = random.random();
    for (index, size) in scenario.sizes.iter().enumerate() {
        left -= size.share;
        if left < 0.0 {
            return index;
        }
    }
    scenario.sizes.len().saturating_sub(1)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "numbers and ranks of pictures: whole, from 1 to a billion"
)]
fn whole(number: f64) -> usize {
    number as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::expected;

    #[test]
    fn a_derivative_is_known_by_its_number() {
        let mut scenario = Scenario::shipped().unwrap();
        scenario.pictures.variants = 7;
        let mut seen = std::collections::HashSet::new();
        for picture in [0, 1, 999_999_999] {
            for generation in [0, 35] {
                for size in 0..3 {
                    for variant in [0, 6] {
                        let derivative = Derivative {
                            picture,
                            generation,
                            size,
                            variant,
                        };
                        let number = derivative.number(&scenario);
                        assert!(seen.insert(number));
                        let again = Derivative::of(number, &scenario);
                        assert_eq!(again.number(&scenario), number);
                        assert_eq!((again.picture, again.size), (picture, size));
                    }
                }
            }
        }
    }

    #[test]
    fn a_seed_gives_the_same_months() {
        let mut scenario = Scenario::shipped().unwrap();
        let first = months(&scenario, 3_000, 2).unwrap();
        assert_eq!(first, months(&scenario, 3_000, 2).unwrap());
        scenario.seed += 1;
        assert_ne!(first, months(&scenario, 3_000, 2).unwrap());
    }

    /// Holds what was drawn against what was to be expected, in the first month and the last.
    fn agrees(scenario: &Scenario, requests: u32, number: u32, tolerance: f64) {
        let drawn = months(scenario, requests, number).unwrap();
        for (number, drawn) in [(1, drawn.first()), (number, drawn.last())] {
            let drawn = drawn.unwrap();
            let expected = expected::month(scenario, f64::from(requests), number);
            for count in [
                |it: &Counts| it.visits,
                |it: &Counts| it.misses,
                |it: &Counts| it.made,
                |it: &Counts| it.billed,
                |it: &Counts| it.stored,
            ] {
                let (drawn, expected) = (drawn.sum(count), expected.sum(count));
                // What is drawn varies by about the root of what is counted.
                let varies = 4.0 * expected.sqrt() + tolerance * expected;
                assert!(
                    (drawn - expected).abs() <= varies,
                    "{number}: {drawn} {expected}"
                );
            }
        }
    }

    #[test]
    fn what_is_drawn_is_what_was_to_be_expected() {
        let scenario = Scenario::shipped().unwrap();
        agrees(&scenario, 100_000, 6, 0.01);
    }

    #[test]
    fn a_full_cdn_forgets_as_was_to_be_expected() {
        let mut scenario = Scenario::shipped().unwrap();
        scenario.cdn.places = 3;
        // Of the pictures, about a tenth has room.
        scenario.cdn.bytes = 2e7;
        scenario.pictures.variants = 2;
        agrees(&scenario, 100_000, 3, 0.02);
        let roomy = Scenario {
            cdn: crate::scenario::Cdn {
                bytes: 1e12,
                ..scenario.cdn.clone()
            },
            ..scenario.clone()
        };
        let misses = |it: &Counts| it.misses;
        let full = expected::month(&scenario, 1e5, 3).sum(misses);
        assert!(full > 1.5 * expected::month(&roomy, 1e5, 3).sum(misses));
    }
}
