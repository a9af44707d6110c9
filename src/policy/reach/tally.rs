//! The sum of all that may be made of one original, and its terms.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use marble_transform::{DEFINITIONS, Size, Transform};

use super::super::allowed::Allowed;
use super::super::negotiable::outcomes;
use super::super::options::Options;
use super::super::preset::Preset;
use super::super::rules::Policy;
use super::area::{self, Rectangle};
use super::spellings;

/// How many derivatives of one original a client without a signing key can have made and stored, and why. `Display` has
/// the derivation, for people.
///
/// It counts keys of the store, and so the spellings that [`Policy::decide`] allows. Fewer are stored where the picture or
/// its limits refuse some of them, such as a crop that begins past its edge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reach {
    terms: Vec<Term>,
    is_open: bool,
    is_signed: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Term {
    count: u128,
    what: String,
}

/// A size for each way to give sides, and what that is called.
const LIKE: [(Size, &str); 3] = [
    (
        Size {
            width: Some(1),
            height: Some(1),
        },
        "width and height",
    ),
    (
        Size {
            width: Some(1),
            height: None,
        },
        "width alone",
    ),
    (
        Size {
            width: None,
            height: Some(1),
        },
        "height alone",
    ),
];

impl Reach {
    /// Counts what `policy` allows of sizes whose sides have `max_side` pixels at most.
    #[must_use]
    pub fn new(policy: &Policy, max_side: u32) -> Self {
        let is_open = policy.is_open();
        let listed = if is_open {
            Listed {
                name: "every size",
                sizes: LIKE
                    .map(|(like, _)| Rectangle::every(like, max_side))
                    .to_vec(),
                options: Options::every(),
                linear: policy.linear,
                max_side,
            }
        } else {
            Listed {
                name: "ALLOWED_RESOLUTIONS",
                sizes: policy.resolutions.iter().map(Rectangle::new).collect(),
                options: policy.options.clone(),
                linear: policy.linear,
                max_side,
            }
        };
        let mut terms = listed.terms();
        if !policy.transforms.is_empty() {
            let what = if terms.is_empty() {
                "ALLOWED_TRANSFORMS"
            } else {
                "ALLOWED_TRANSFORMS, besides those"
            };
            terms.push(Term {
                count: listed.others(&policy.transforms),
                what: what.to_owned(),
            });
        }
        if !policy.presets.is_empty() {
            let presets = policy.presets.iter();
            let folders: BTreeSet<_> = presets.flat_map(Preset::folders).collect();
            terms.push(Term {
                count: length(&folders),
                what: format!("PRESETS: {}", join(folders)),
            });
        }
        Self {
            terms,
            is_open,
            is_signed: !policy.signing_keys.is_empty(),
        }
    }

    /// The number; as many as a `u128` holds, where there are more.
    #[must_use]
    pub fn total(&self) -> u128 {
        let counts = self.terms.iter().map(|term| term.count);
        counts.fold(0, u128::saturating_add)
    }
}

/// Sizes with options.
struct Listed {
    /// What lists them.
    name: &'static str,
    sizes: Vec<Rectangle>,
    options: Options,
    linear: bool,
    max_side: u32,
}

impl Listed {
    /// One term for each way to give sides that is listed.
    fn terms(&self) -> Vec<Term> {
        let options = self.options.names().filter(|name| *name != "dpr");
        let options: Vec<_> = options.collect();
        let options = match options.as_slice() {
            [] => " without options".to_owned(),
            [first @ .., last] if !first.is_empty() => {
                format!(" spellings of {} and {last}", first.join(", "))
            }
            _ => format!(" spellings of {}", options.join("")),
        };
        let terms = LIKE.into_iter().filter_map(|(like, name)| {
            let sizes = self.like(like);
            if sizes.is_empty() {
                return None;
            }
            let scaled = self.scaled(like, &sizes);
            let spellings = spellings::count(&self.options, like, self.linear);
            let times = if scaled == area::count(&sizes) {
                "sizes"
            } else {
                "sizes with each dpr that fits"
            };
            Some(Term {
                count: scaled.saturating_mul(spellings),
                what: format!(
                    "{} by {name}: {} {times} x {}{options}",
                    self.name,
                    Number(scaled),
                    Number(spellings)
                ),
            })
        });
        terms.collect()
    }

    /// How many of `transforms` are not listed here.
    fn others(&self, transforms: &[Allowed]) -> u128 {
        let mut sizes_of: BTreeMap<String, (Transform, Vec<Rectangle>)> = BTreeMap::new();
        for allowed in transforms {
            let Allowed::Sizes { sizes, options } = allowed else {
                continue;
            };
            // Those that leave the format to the client are not stored.
            for options in options.iter().filter(|options| !options.negotiate) {
                let like = LIKE
                    .into_iter()
                    .find(|(like, _)| Rectangle::new(sizes).is_like(*like));
                let size = like.map_or(options.size, |(like, _)| like);
                let options = Transform { size, ..*options };
                let same = sizes_of.entry(options.to_string());
                let (_, same) = same.or_insert((options, Vec::new()));
                same.push(Rectangle::new(sizes));
            }
        }
        let others = sizes_of.into_values().map(|(options, mut sizes)| {
            let listed = if self.options.allow(&options) {
                self.fitting(&options, &self.like(options.size))
            } else {
                Vec::new()
            };
            let already = area::count(&listed);
            sizes.extend(listed);
            area::count(&sizes).saturating_sub(already)
        });
        others.fold(0, u128::saturating_add)
    }

    fn like(&self, size: Size) -> Vec<Rectangle> {
        let like = self.sizes.iter().filter(|it| it.is_like(size));
        like.cloned().collect()
    }

    /// How many sizes there are when each counts once for each `dpr` with which it is not too large.
    fn scaled(&self, like: Size, sizes: &[Rectangle]) -> u128 {
        let dpr = DEFINITIONS.iter().find(|option| option.name == "dpr");
        let varieties = dpr.map_or(Vec::new(), |dpr| self.options.varieties(dpr));
        let scaled = varieties.iter().map(|variety| {
            let text = format!("{like},dpr={}", variety.example);
            let transform = Transform::parse(&text, u32::MAX);
            let sizes = transform.map(|transform| self.fitting(&transform, sizes));
            area::count(&sizes.unwrap_or_default())
        });
        scaled.fold(area::count(sizes), u128::saturating_add)
    }

    /// What is left of `sizes` without those that become too large with the `dpr` of `options`.
    fn fitting(&self, options: &Transform, sizes: &[Rectangle]) -> Vec<Rectangle> {
        let fits = |side: u32| {
            let size = Size {
                width: Some(side),
                height: None,
            };
            Transform { size, ..*options }.fits(self.max_side)
        };
        let longest = sizes
            .iter()
            .map(Rectangle::longest)
            .max()
            .unwrap_or_default();
        let longest = largest(longest.min(self.max_side), fits);
        sizes.iter().filter_map(|it| it.within(longest)).collect()
    }
}

/// The largest number up to `most` of which `is_good` is true, which it is of all smaller ones; 0, where it is of none.
fn largest(most: u32, is_good: impl Fn(u32) -> bool) -> u32 {
    let (mut good, mut bad) = (0, most.saturating_add(1));
    while bad.saturating_sub(good) > 1 {
        let middle = good.midpoint(bad);
        if is_good(middle) {
            good = middle;
        } else {
            bad = middle;
        }
    }
    good
}

fn length<T>(set: &BTreeSet<T>) -> u128 {
    set.len().try_into().unwrap_or(u128::MAX)
}

fn join(words: BTreeSet<String>) -> String {
    let words: Vec<_> = words.into_iter().collect();
    words.join("; ")
}

/// A number with its digits in threes, or a bound below one that is too large.
struct Number(u128);

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 == u128::MAX {
            return f.write_str("more than 10^38");
        }
        let digits = self.0.to_string();
        let mut rest = digits.as_str();
        let mut first = rest.len() % 3;
        if first == 0 {
            first = 3;
        }
        while let Some((group, behind)) = rest.split_at_checked(first).filter(|_| !rest.is_empty())
        {
            f.write_str(group)?;
            if !behind.is_empty() {
                f.write_str(",")?;
            }
            (rest, first) = (behind, 3);
        }
        Ok(())
    }
}

impl fmt::Display for Reach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let total = Number(self.total());
        if self.is_open {
            writeln!(
                f,
                "Nothing restricts what may be made: none of ALLOWED_RESOLUTIONS, ALLOWED_TRANSFORMS, PRESETS and \
                 SIGNING_KEYS is set.\nOf one original anybody can have every transform within the limits made and \
                 stored: {total}."
            )?;
        } else {
            writeln!(
                f,
                "Of one original a client without a signing key can have at most {total} derivatives made and stored:"
            )?;
        }
        for Term { count, what } in &self.terms {
            writeln!(f, "{:>15}  {what}", Number(*count).to_string())?;
        }
        if self.is_signed {
            writeln!(
                f,
                "Each signed link that is published adds 1, or {} with format=auto; nobody can make another one of it.",
                outcomes().count()
            )?;
        }
        f.write_str(
            "An original with composed characters in its name, such as ü, can be asked for in decomposed ones, too: \
             twice as many.",
        )
    }
}
