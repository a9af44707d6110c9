//! How many values an option has. That counts the results that can be asked for without writing each of them out.
//!
//! What `simplify.rs` leaves out of a spelling depends on a few values, such as `quality=80`. All others of an option are
//! alike: where one has an effect, each of them has. So one example can stand for all of these.

use crate::definition::{DEFINITIONS, Definition};
use crate::values::Values;

/// Values of an option that have an effect together, or none, whatever the other options are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variety {
    /// One of them, in its canonical spelling.
    pub example: String,
    /// How many there are, from 1 on; as many as a `u128` holds, where there are more.
    pub count: u128,
}

/// Options that say something together: whether one of them has an effect may depend on any other of its row. Each option
/// that is in no row stands for itself.
const TOGETHER: [&[&str]; 3] = [
    &[
        "fit",
        "position",
        "enlarge",
        "linear",
        "background",
        "pad",
        "format",
        "quality",
        "max-bytes",
        "lossless",
        "progressive",
        "metadata",
        "icc",
        "frames",
    ],
    &["rotate", "flip", "flop"],
    &["grayscale", "saturation"],
];

impl Definition {
    /// The options in groups: whether a value has an effect depends on the size and on options of its own group only.
    #[must_use]
    pub fn groups() -> Vec<Vec<&'static Self>> {
        let group = |definition: &Self| {
            let mut groups = TOGETHER.iter();
            groups.position(|names| names.contains(&definition.name))
        };
        let mut groups = vec![Vec::new(); TOGETHER.len()];
        for definition in DEFINITIONS {
            match group(definition).and_then(|index| groups.get_mut(index)) {
                Some(group) => group.push(definition),
                None => groups.push(vec![definition]),
            }
        }
        groups
    }

    /// Every value but the default.
    #[must_use]
    pub fn every(&'static self) -> Vec<Variety> {
        // Hundredths, from one to another.
        let hundredths = |from: u128, to: u128| to.saturating_sub(from).saturating_add(1);
        let factors = hundredths(0, 1_000).saturating_sub(1);
        let varieties: &[(&str, u128)] = match self.name {
            // Ten places besides the middle, and the points that are none of the nine.
            "position" => &[("north", 10 + 101 * 101 - 9)],
            "crop" => &[("1:1:1:1", crops())],
            "background" => &[("ffffff", (1 << 24) - 1), ("ffffff80", 255 << 24)],
            "pad" => &[("1", (1 << 56) - 1)],
            "blur" => &[("1", hundredths(30, 10_000))],
            "sharpen" => &[("1", hundredths(10, 1_000))],
            "brightness" | "contrast" | "saturation" => &[("2", factors)],
            "quality" => &[("auto", 1), ("50", 1), ("80", 1), ("60", 98)],
            "max-bytes" => &[("100", 100_000_000 - 99)],
            "frames" => &[("1", 10_000)],
            // Ten places, a hundred opacities that are seen, a hundred scales and its own size.
            "watermark" => &[("north", 10 * 100 * 101)],
            "dpr" => return dpr(),
            _ => {
                let Values::Words(words) = self.values else {
                    return Vec::new();
                };
                let words = words.iter();
                let values = words.filter_map(|value| self.canonical(value).ok()?);
                return self.varieties(&values.collect::<Vec<_>>());
            }
        };
        let variety = |(example, count): &(&str, u128)| Variety {
            example: (*example).to_owned(),
            count: *count,
        };
        varieties.iter().map(variety).collect()
    }

    /// Those of some values, each in its canonical spelling and none twice.
    #[must_use]
    pub fn varieties(&self, values: &[String]) -> Vec<Variety> {
        let mut varieties: Vec<(String, Variety)> = Vec::new();
        for value in values {
            let kind = self.kind(value);
            match varieties.iter_mut().find(|(known, _)| *known == kind) {
                Some((_, variety)) => variety.count = variety.count.saturating_add(1),
                None => varieties.push((
                    kind.to_owned(),
                    Variety {
                        example: value.clone(),
                        count: 1,
                    },
                )),
            }
        }
        varieties.into_iter().map(|(_, variety)| variety).collect()
    }

    /// The same for values that are alike.
    fn kind<'a>(&self, value: &'a str) -> &'a str {
        match self.name {
            "position" | "crop" | "pad" | "blur" | "sharpen" | "brightness" | "contrast"
            | "saturation" | "max-bytes" | "frames" | "watermark" => "any",
            // Six digits, or eight where it lets something through.
            "background" if value.len() > 6 => "translucent",
            "background" => "opaque",
            // The defaults of the formats.
            "quality" if !["auto", "50", "80"].contains(&value) => "any",
            _ => value,
        }
    }
}

/// From 1.01 to 5, each for itself: how large a result becomes depends on it.
fn dpr() -> Vec<Variety> {
    let hundredths = 101_u32..=500;
    let spelled = hundredths.map(|hundredth| Variety {
        example: (f64::from(hundredth) / 100.0).to_string(),
        count: 1,
    });
    spelled.collect()
}

/// Every crop, in pixels and in hundredths: along each side it begins somewhere and has a length, and in hundredths no
/// more than is left.
fn crops() -> u128 {
    let starts = 1_u128 << 32;
    let lengths = starts.saturating_sub(1);
    let parts = 99_u128;
    let of_pixels = starts.saturating_mul(lengths.saturating_add(parts));
    let of_parts = parts.saturating_mul(lengths.saturating_add(50));
    let side = of_pixels.saturating_add(of_parts);
    side.saturating_mul(side)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::watermark::Watermark;

    /// Every text that is a value of some option, numbers that are out of reach of a loop left out.
    fn texts() -> Vec<String> {
        let hundredths = (0..=10_010).map(|it| format!("{}.{:02}", it / 100, it % 100));
        let whole = (0..=10_010).map(|it| it.to_string());
        let places = (0..=100).flat_map(|x| {
            let part = |it| format!("{}.{:02}", it / 100, it % 100);
            (0..=100).map(move |y| format!("{}:{}", part(x), part(y)))
        });
        let words = DEFINITIONS.iter().flat_map(|option| {
            let values = option.values.to_string();
            values.split(", ").map(str::to_owned).collect::<Vec<_>>()
        });
        hundredths.chain(whole).chain(places).chain(words).collect()
    }

    /// Every place, opacity that is seen, and scale.
    fn watermarks() -> Vec<String> {
        let part = |it: u32| format!("{}.{:02}", it / 100, it % 100);
        let parts = (1..=100).flat_map(|x| (0..=100).map(move |y| (x, y)));
        let parts = parts.map(|(x, y)| format!("{}:{}", part(x), part(y)));
        let parts: Vec<_> = parts.collect();
        let places = Watermark::PLACES.iter();
        let places = places.flat_map(|place| parts.iter().map(move |it| format!("{place}:{it}")));
        places.collect()
    }

    #[test]
    fn counts_the_values_that_are_read() {
        let texts = texts();
        for option in DEFINITIONS {
            let count: u128 = option.every().iter().map(|it| it.count).sum();
            let expected = match option.name {
                // Tried below; both sides together are more than can be counted.
                "crop" => u128::MAX,
                "pad" => (1 << 56) - 1,
                "background" => (1 << 32) - 1,
                "max-bytes" => 99_999_901,
                _ => {
                    let texts = if option.name == "watermark" {
                        &watermarks()
                    } else {
                        &texts
                    };
                    let read = texts.iter().filter_map(|text| option.canonical(text).ok());
                    let mut read: Vec<_> = read.flatten().collect();
                    read.sort();
                    read.dedup();
                    read.len() as u128
                }
            };
            assert_eq!(count, expected, "{}", option.name);
        }
    }

    /// On a small picture of the grammar: a crop of hundredths, counted one by one.
    #[test]
    fn counts_the_crops_of_hundredths() {
        let part = |it: u32| format!("0.{it:02}");
        let option = DEFINITIONS.iter().find(|it| it.name == "crop").unwrap();
        let mut seen = Vec::new();
        for (start, length) in (1..=99).flat_map(|start| (1..=99).map(move |it| (start, it))) {
            let crop = format!("{}:1:{}:1", part(start), part(length));
            seen.extend(option.canonical(&crop).unwrap());
        }
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), 99 * 50);
    }

    #[test]
    fn examples_are_spelled_as_they_are_written() {
        for option in DEFINITIONS {
            for variety in option.every() {
                let spelled = option.canonical(&variety.example).unwrap();
                assert_eq!(spelled, Some(variety.example), "{}", option.name);
            }
        }
    }
}
