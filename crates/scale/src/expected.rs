//! A month by formulas: what is to be expected of any number of requests, in milliseconds.
//!
//! Each derivative is asked for at random times, at a rate that follows from Zipf's law. What a place of the CDN keeps
//! follows from one time for all of them (Che's approximation): a picture is there if somebody asked for it within that
//! time, and the time is such that what is there fills the place.

use crate::month::{Counts, Month};
use crate::popularity::{Ranks, ranks};
use crate::scenario::Scenario;

/// The month with this number, the first being 1, when a site is asked for so many pictures in each.
#[must_use]
pub fn month(scenario: &Scenario, requests: f64, number: u32) -> Month {
    month_of(scenario, scenario.catalogue(requests), requests, number)
}

/// The same, with a catalogue of another size.
#[must_use]
pub fn month_of(scenario: &Scenario, pictures: f64, requests: f64, number: u32) -> Month {
    let ranks = ranks(pictures, scenario.pictures.zipf);
    let kept = kept(scenario, &ranks, requests);
    let ages = ages(scenario.pictures.replaced, number);
    let variants = f64::from(scenario.pictures.variants);
    let places = f64::from(scenario.cdn.places);
    let sizes = scenario.sizes.iter().map(|size| {
        let mut counts = Counts::default();
        for group in &ranks {
            let derivatives = group.pictures * variants;
            let rate = requests * group.share * size.share / variants;
            counts.visits += derivatives * rate;
            for (age, share) in &ages {
                let many = derivatives * share;
                counts.misses += many * places * misses(rate / places, kept, *age);
                counts.made += many * ((-rate * age).exp() - (-rate * (age + 1.0)).exp());
                counts.billed += many * billed(rate, *age);
                counts.stored += many * -(-rate * (age + 1.0)).exp_m1();
            }
        }
        counts
    });
    Month {
        pictures,
        sizes: sizes.collect(),
    }
}

/// How old pictures are at the beginning of a month, in months, and which share of the catalogue is that old.
fn ages(replaced: f64, number: u32) -> Vec<(f64, f64)> {
    let oldest = number.saturating_sub(1);
    let ages = (0..=oldest).map(|age| {
        let survived = (1.0 - replaced).powf(f64::from(age));
        let born = if age == oldest { 1.0 } else { replaced };
        (f64::from(age), born * survived)
    });
    ages.collect()
}

/// For how long a place of the CDN keeps a picture that nobody asks for, in months: less than the scenario says, where it
/// is full before.
#[must_use]
pub fn kept(scenario: &Scenario, ranks: &[Ranks], requests: f64) -> f64 {
    let variants = f64::from(scenario.pictures.variants);
    let places = f64::from(scenario.cdn.places);
    let held = |time: f64| -> f64 {
        let sizes = scenario.sizes.iter().map(|size| {
            let groups = ranks.iter().map(|group| {
                let rate = requests * group.share * size.share / variants / places;
                group.pictures * variants * -(-rate * time).exp_m1()
            });
            size.bytes * groups.sum::<f64>()
        });
        sizes.sum()
    };
    let longest = scenario.forgotten_after();
    if held(longest) <= scenario.cdn.bytes {
        return longest;
    }
    let (mut short, mut long) = (0.0, longest);
    for _ in 0..60 {
        let middle = f64::midpoint(short, long);
        if held(middle) > scenario.cdn.bytes {
            long = middle;
        } else {
            short = middle;
        }
    }
    long
}

/// Requests in a month that find nothing in one place of the CDN, of a derivative that is so old when it begins: nobody
/// asked for it within the time that it is kept, or since it is there.
fn misses(rate: f64, kept: f64, age: f64) -> f64 {
    let until = |time: f64| {
        if time <= kept {
            -(-rate * time).exp_m1()
        } else {
            -(-rate * kept).exp_m1() + rate * (time - kept) * (-rate * kept).exp()
        }
    };
    until(age + 1.0) - until(age)
}

/// How often a transform is billed in a month, of a derivative that is so old when it begins. What was billed is free for a
/// month; the next request after that is billed again. So the n-th time comes n - 1 months and n waits after the first
/// day, and n waits are as long as the n-th request takes to come.
fn billed(rate: f64, age: f64) -> f64 {
    let mut times = 0.0;
    let mut waits = 1;
    let mut free = 0.0;
    while free <= age {
        times += come(rate, age + 1.0 - free, waits) - come(rate, age - free, waits);
        waits += 1;
        free += 1.0;
    }
    times
}

/// The probability that so many requests came within a time.
fn come(rate: f64, time: f64, many: u32) -> f64 {
    let mean = rate * time;
    // That fewer came: the first terms of Poisson's law.
    let mut term = (-mean).exp();
    let mut fewer = 0.0;
    for count in 0..many {
        fewer += term;
        term *= mean / f64::from(count + 1);
    }
    (1.0 - fewer).max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(found: f64, expected: f64) {
        let off = (found - expected).abs() / expected.abs().max(1e-9);
        assert!(off < 1e-6, "{found} instead of {expected}");
    }

    /// One picture in one size.
    fn one(replaced: f64) -> Scenario {
        let mut scenario = Scenario::shipped().unwrap();
        scenario.pictures.fewest = 1.0;
        scenario.pictures.most = 1.0;
        scenario.pictures.replaced = replaced;
        scenario.sizes.truncate(1);
        scenario.sizes[0].share = 1.0;
        scenario
    }

    #[test]
    fn all_requests_to_one_picture() {
        let scenario = one(0.0);
        let first = month(&scenario, 1e6, 1).sizes[0];
        near(first.visits, 1e6);
        // It is made once, billed once, and fetched once by each place.
        near(first.made, 1.0);
        near(first.billed, 1.0);
        near(first.stored, 1.0);
        near(first.misses, 20.0);
        // Later everybody has it, and it is billed each month anew.
        let later = month(&scenario, 1e6, 12).sizes[0];
        assert!(later.made < 1e-9 && later.misses < 1e-9, "{later:?}");
        near(later.stored, 1.0);
        assert!((later.billed - 1.0).abs() < 1e-4, "{later:?}");
    }

    #[test]
    fn one_request_a_month() {
        let scenario = one(0.0);
        let first = month(&scenario, 1.0, 1).sizes[0];
        near(first.made, 1.0 - (-1.0_f64).exp());
        near(first.billed, first.made);
        // In the second month it is made with the probability that nobody asked in the first.
        let second = month(&scenario, 1.0, 2).sizes[0];
        near(second.made, first.made * (-1.0_f64).exp());
        near(second.stored, 1.0 - (-2.0_f64).exp());
        // Billed: for the first time, or for the second time, a month and two waits after the beginning.
        let twice = 1.0 - 2.0 * (-1.0_f64).exp();
        near(second.billed, second.made + twice);
        // In the long run once in a month and a wait.
        let late = month(&scenario, 1.0, 36).sizes[0];
        assert!((late.billed - 0.5).abs() < 1e-3, "{late:?}");
    }

    #[test]
    fn what_is_forgotten_is_fetched_again() {
        let mut scenario = one(0.0);
        scenario.cdn.places = 1;
        // Asked for on average every three days, and forgotten after 3: each wait is longer with probability 1/e.
        scenario.cdn.days = 3.0;
        let late = month(&scenario, 10.0, 12).sizes[0];
        near(late.misses, 10.0 * (-1.0_f64).exp());
        assert!(late.made < 1e-9);
    }

    #[test]
    fn a_place_that_is_full_keeps_pictures_for_a_shorter_time() {
        let mut scenario = Scenario::shipped().unwrap();
        let few = month(&scenario, 1e8, 12).sum(|it| it.misses);
        scenario.cdn.bytes /= 100.0;
        let many = month(&scenario, 1e8, 12).sum(|it| it.misses);
        assert!(many > few * 1.2, "{many} {few}");
        let ranks = ranks(1e6, 0.9);
        let kept = kept(&scenario, &ranks, 1e8);
        assert!(kept > 0.0 && kept < scenario.forgotten_after(), "{kept}");
    }

    #[test]
    fn pictures_that_are_replaced_are_made_anew() {
        let scenario = one(0.25);
        // Three of four are as old as the site.
        let ages = ages(0.25, 2);
        assert_eq!(ages.len(), 2);
        near(ages[0].1, 0.25);
        near(ages[1].1, 0.75);
        let shares: f64 = super::ages(0.25, 12).iter().map(|(_, share)| share).sum();
        near(shares, 1.0);
        // With a thousand requests, what is new is made, and nothing else.
        near(month(&scenario, 1e3, 5).sizes[0].made, 0.25);
    }

    #[test]
    fn variants_share_the_visits() {
        let mut scenario = one(0.0);
        scenario.pictures.variants = 4;
        let first = month(&scenario, 1e6, 1).sizes[0];
        near(first.visits, 1e6);
        near(first.made, 4.0);
        near(first.misses, 80.0);
    }
}
