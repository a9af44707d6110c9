//! One picture in several sizes, of which the browser chooses: the `srcset` of an `img` (HTML, "Srcset attributes").
//!
//! ```text
//! widths      300x200/a.jpg 300w, 600x400/a.jpg 600w      ; a picture as wide as its place
//! densities   300x200/a.jpg 1x, 300x200,dpr=2/a.jpg 2x    ; a picture of one size, on screens of several densities
//! ```

use std::fmt;

use crate::fit::Fit;
use crate::grammar;
use crate::number::Decimal;
use crate::pad::Pad;
use crate::size::Size;
use crate::transform::Transform;

/// What an `img` can be shown with.
///
/// ```
/// use marble_transform::{Srcset, Transform, link};
///
/// let transform = Transform::parse("800x600,quality=60", 4096)?;
/// let srcset = Srcset::of_widths(&transform, &[400, 800], 4096, Transform::size_in_words)?;
/// let link = |transform: &Transform| link("https://pictures.example", "a b.jpg", transform, None);
/// assert_eq!(
///     srcset.attribute(link),
///     "https://pictures.example/400x300,quality=60/a%20b.jpg 400w, https://pictures.example/800x600,quality=60/a%20b.jpg 800w"
/// );
/// assert_eq!(srcset.size(), Some((800, 600)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Srcset {
    candidates: Vec<Candidate>,
    size: Option<(u32, u32)>,
    src: Transform,
}

/// One of several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// What is made of the original.
    pub transform: Transform,
    /// What the browser is told of it.
    pub descriptor: Descriptor,
}

/// What a browser chooses by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Descriptor {
    /// Pixels for each pixel of CSS: `1.5x`.
    Density(Decimal),
    /// The width of the file in pixels: `320w`.
    Width(u32),
}

/// Why there are no such candidates. The text says what was expected and what was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    /// There is no density.
    Densities,
    /// The transform has a density of its own.
    Dpr {
        /// That.
        found: Decimal,
        /// What it stands beside.
        beside: &'static str,
    },
    /// How wide a result is depends on the original, which is not known.
    Fit(Fit),
    /// The transform has only a height.
    Height(Size),
    /// Room around the picture does not grow with its width.
    Pad(Pad),
    /// A candidate is no transform.
    Transform(grammar::Error),
    /// There is no width, or one of no pixel.
    Widths(Vec<u32>),
}

impl Srcset {
    /// `transform` in each of these widths in pixels; where it has both sides, in their ratio. It has neither `dpr` nor
    /// `pad`. `size_of` tells width and height of a result, where they are known: `marble_picture::geometry::result` does
    /// for an original whose size is known, and else [`Transform::size_in_words`].
    ///
    /// # Errors
    ///
    /// Every case of [`Error`] but those of densities.
    pub fn of_widths(
        transform: &Transform,
        widths: &[u32],
        max_side: u32,
        size_of: impl Fn(&Transform) -> Option<(u32, u32)>,
    ) -> Result<Self, Error> {
        if widths.is_empty() || widths.contains(&0) {
            return Err(Error::Widths(widths.to_vec()));
        }
        let Size {
            width: Some(across),
            height,
        } = transform.size
        else {
            return Err(Error::Height(transform.size));
        };
        one_density(transform, "widths")?;
        if transform.pad != Pad::default() {
            return Err(Error::Pad(transform.pad));
        }
        let candidates = ascending(widths).into_iter().map(|width| {
            let size = Size {
                width: Some(width),
                height: height.map(|height| in_ratio(height, width, across)),
            };
            let transform = Transform { size, ..*transform };
            let descriptor = match size_of(&transform) {
                Some((width, _)) => width,
                None if height.is_some() && transform.follows_the_original() => {
                    return Err(Error::Fit(transform.fit));
                }
                None => width,
            };
            let descriptor = Descriptor::Width(descriptor);
            Candidate::new(transform, descriptor, max_side)
        });
        let candidates = different(candidates.collect::<Result<_, _>>()?);
        let last = candidates.last().map(|candidate| candidate.transform);
        Ok(Self {
            size: size_of(transform),
            src: last.unwrap_or(*transform),
            candidates,
        })
    }

    /// `transform`, which has no `dpr`, for each of these densities, from 1 to 5. `size_of` as in [`Self::of_widths`].
    ///
    /// # Errors
    ///
    /// [`Error::Densities`], [`Error::Dpr`] and [`Error::Transform`].
    pub fn of_densities(
        transform: &Transform,
        densities: &[Decimal],
        max_side: u32,
        size_of: impl Fn(&Transform) -> Option<(u32, u32)>,
    ) -> Result<Self, Error> {
        one_density(transform, "densities")?;
        let candidates = ascending(densities).into_iter().map(|dpr| {
            let transform = Transform { dpr, ..*transform };
            let descriptor = Descriptor::Density(dpr);
            Candidate::new(transform, descriptor, max_side)
        });
        let candidates = candidates.collect::<Result<Vec<_>, _>>()?;
        let first = candidates.first().ok_or(Error::Densities)?;
        Ok(Self {
            size: size_of(transform),
            src: first.transform,
            candidates,
        })
    }

    /// All that the browser can choose from, from the smallest on.
    #[must_use]
    pub fn candidates(&self) -> &[Candidate] {
        &self.candidates
    }

    /// Width and height of the element, where both are known, so that its room is kept.
    #[must_use]
    pub fn size(&self) -> Option<(u32, u32)> {
        self.size
    }

    /// What browsers show that know no `srcset`: the largest of the widths, or the lowest of the densities.
    #[must_use]
    pub fn src(&self) -> &Transform {
        &self.src
    }

    /// The value of the attribute `srcset`. `link` tells where a result is found: see [`crate::link`].
    #[must_use]
    pub fn attribute(&self, link: impl Fn(&Transform) -> String) -> String {
        let candidates = self.candidates.iter().map(|candidate| {
            let link = link(&candidate.transform);
            // A comma at its end would not belong to the address (HTML, "Parsing a srcset attribute").
            let plain = link.trim_end_matches(',');
            let commas = link.len().saturating_sub(plain.len());
            format!("{plain}{} {}", "%2C".repeat(commas), candidate.descriptor)
        });
        candidates.collect::<Vec<_>>().join(", ")
    }
}

impl Candidate {
    /// Its transform is what its spelling is read as, so that no bound is told twice.
    fn new(transform: Transform, descriptor: Descriptor, max_side: u32) -> Result<Self, Error> {
        let transform = Transform::parse(&transform.to_string(), max_side);
        Ok(Self {
            transform: transform.map_err(Error::Transform)?,
            descriptor,
        })
    }
}

impl Transform {
    /// Width and height of the result, where the words alone tell: both sides are asked for, and `fit` is neither
    /// `inside` nor `outside`. With `enlarge=no` a small original may give less.
    #[must_use]
    pub fn size_in_words(&self) -> Option<(u32, u32)> {
        let wanted = self.wanted();
        let (width, height) = (wanted.width?, wanted.height?);
        let pad = self.pad.times(self.dpr);
        let padded = |side: u32, before: u32, behind: u32| {
            side.saturating_add(before).saturating_add(behind)
        };
        (!self.follows_the_original()).then(|| {
            (
                padded(width, pad.left, pad.right),
                padded(height, pad.top, pad.bottom),
            )
        })
    }

    /// Whether the result has the ratio of the original, whatever sides are asked for.
    fn follows_the_original(&self) -> bool {
        matches!(self.fit, Fit::Inside | Fit::Outside)
    }
}

fn one_density(transform: &Transform, beside: &'static str) -> Result<(), Error> {
    if transform.dpr == Decimal::ONE {
        return Ok(());
    }
    Err(Error::Dpr {
        found: transform.dpr,
        beside,
    })
}

fn ascending<T: Copy + Ord>(numbers: &[T]) -> Vec<T> {
    let mut numbers = numbers.to_vec();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

/// Where no picture is enlarged, several may be the same: the first of them is kept.
fn different(mut candidates: Vec<Candidate>) -> Vec<Candidate> {
    candidates.dedup_by_key(|candidate| candidate.descriptor);
    candidates
}

/// A height in the ratio of a width to another, rounded, at least 1.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "saturates, which every limit refuses"
)]
fn in_ratio(height: u32, width: u32, of: u32) -> u32 {
    let height = f64::from(height) * f64::from(width) / f64::from(of);
    (height.round() as u32).max(1)
}

impl fmt::Display for Descriptor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Density(density) => write!(f, "{density}x"),
            Self::Width(width) => write!(f, "{width}w"),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Densities => f.write_str(
                "expected densities to be a list of numbers from 1 to 5 such as 1, 2, but found none",
            ),
            Self::Dpr { found, beside } => {
                write!(f, "expected no dpr beside {beside}, but found {found}")
            }
            Self::Fit(fit) => write!(
                f,
                "expected width and height of the original beside widths and fit={}, but found none",
                fit.name()
            ),
            Self::Height(size) => {
                write!(f, "expected a width beside widths, but found {size}")
            }
            Self::Pad(pad) => write!(f, "expected no pad beside widths, but found {pad}"),
            Self::Transform(error) => error.fmt(f),
            Self::Widths(found) => {
                let found: Vec<_> = found.iter().map(u32::to_string).collect();
                let found = if found.is_empty() {
                    "none".to_owned()
                } else {
                    found.join(", ")
                };
                write!(
                    f,
                    "expected widths to be a list of whole numbers of pixels such as 320, 640, but found {found}"
                )
            }
        }
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::link;

    /// The rows of `links.json` whose originals are not known; `marble-picture` takes the others.
    #[test]
    fn makes_candidates_as_the_table_says() {
        let table: Value = serde_json::from_str(include_str!("../links.json")).unwrap();
        let rows = table["srcsets"].as_array().unwrap();
        let rows: Vec<_> = rows
            .iter()
            .filter(|row| row["original"].is_null())
            .collect();
        assert!(rows.len() >= 25, "{} rows", rows.len());
        for row in rows {
            let found = match srcset(row) {
                Ok(srcset) => written(&srcset, row["key"].as_str().unwrap()),
                Err(error) => json!({ "error": error.to_string() }),
            };
            for name in ["srcset", "src", "width", "height", "error"] {
                assert_eq!(found[name], row[name], "{name} of {row}");
            }
        }
    }

    fn srcset(row: &Value) -> Result<Srcset, Error> {
        let transform = Transform::parse(row["transform"].as_str().unwrap(), 4096).unwrap();
        if let Some(widths) = row["widths"].as_array() {
            let widths = widths.iter().map(|it| it.as_u64().unwrap());
            let widths: Vec<_> = widths.map(|it| u32::try_from(it).unwrap()).collect();
            return Srcset::of_widths(&transform, &widths, 4096, Transform::size_in_words);
        }
        let densities = row["densities"].as_array().unwrap().iter();
        let densities = densities.map(|it| Decimal::parse(&it.to_string()).unwrap());
        let densities: Vec<_> = densities.collect();
        Srcset::of_densities(&transform, &densities, 4096, Transform::size_in_words)
    }

    fn written(srcset: &Srcset, key: &str) -> Value {
        let link = |transform: &Transform| link("", key, transform, None);
        let (width, height) = srcset.size().unzip();
        json!({
            "srcset": srcset.attribute(link),
            "src": link(srcset.src()),
            "width": width,
            "height": height,
        })
    }
}
