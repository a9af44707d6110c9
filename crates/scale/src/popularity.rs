//! Zipf's law over a catalogue of any size: how often each picture is asked for.

/// Ranks that are asked for about alike.
#[derive(Clone, Copy, Debug)]
pub struct Ranks {
    /// How many pictures these are.
    pub pictures: f64,
    /// Of all requests, the share of each.
    pub share: f64,
}

/// Ranks up to this one stand alone.
const ALONE: f64 = 1_000.0;

/// Behind them, the last rank of a group against its first.
const WIDTH: f64 = 1.01;

/// The ranks of a catalogue, the most popular first. Their shares add up to 1.
#[must_use]
pub fn ranks(pictures: f64, zipf: f64) -> Vec<Ranks> {
    let mut groups = Vec::new();
    let mut first = 1.0;
    while first <= pictures {
        let next = if first < ALONE {
            first + 1.0
        } else {
            (first * WIDTH).floor().max(first + 1.0).min(pictures + 1.0)
        };
        let count = next - first;
        // Of one rank its weight, of several the mean: the integral from the middle of the first step to that of the last.
        let weight = if count < 1.5 {
            first.powf(-zipf)
        } else {
            integral(first - 0.5, next - 0.5, zipf) / count
        };
        groups.push(Ranks {
            pictures: count,
            share: weight,
        });
        first = next;
    }
    let all: f64 = groups.iter().map(|it| it.pictures * it.share).sum();
    for group in &mut groups {
        group.share /= all;
    }
    groups
}

/// Of `x^-zipf`.
fn integral(from: f64, to: f64, zipf: f64) -> f64 {
    let power = 1.0 - zipf;
    if power.abs() < 1e-9 {
        (to / from).ln()
    } else {
        (to.powf(power) - from.powf(power)) / power
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_picture_has_all_requests() {
        let ranks = ranks(1.0, 0.9);
        assert_eq!(ranks.len(), 1);
        assert!((ranks[0].share - 1.0).abs() < 1e-12);
    }

    #[test]
    fn three_pictures_by_hand() {
        // 1 + 1/2 + 1/3 = 11/6.
        let ranks = ranks(3.0, 1.0);
        for (ranks, share) in ranks.iter().zip([6.0 / 11.0, 3.0 / 11.0, 2.0 / 11.0]) {
            assert!((ranks.share - share).abs() < 1e-12, "{ranks:?}");
        }
    }

    #[test]
    fn groups_are_as_the_sum_of_their_ranks() {
        for zipf in [0.7, 0.9, 1.0, 1.1] {
            let pictures = 50_000_u32;
            let weight = |rank: u32| f64::from(rank).powf(-zipf);
            let all: f64 = (1..=pictures).map(weight).sum();
            let groups = ranks(f64::from(pictures), zipf);
            let count: f64 = groups.iter().map(|it| it.pictures).sum();
            assert!((count - f64::from(pictures)).abs() < 1e-6, "{count}");
            assert!(groups.len() < 2_000);
            let first = groups[0].share;
            assert!((first * all - 1.0).abs() < 1e-6, "{zipf}: {first}");
            // How many different pictures 100,000 requests ask for.
            let distinct = |share: f64| 1.0 - (-share * 100_000.0).exp();
            let exact: f64 = (1..=pictures)
                .map(|rank| distinct(weight(rank) / all))
                .sum();
            let grouped: f64 = groups
                .iter()
                .map(|it| it.pictures * distinct(it.share))
                .sum();
            assert!(
                (grouped / exact - 1.0).abs() < 1e-5,
                "{zipf}: {grouped} {exact}"
            );
        }
    }
}
