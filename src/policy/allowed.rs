//! Whole transforms that are listed: `300x300; 100..2000x,fit=fill`.

use marble_transform::Transform;

use super::negotiable::outcomes;
use super::sizes::Sizes;

/// Transforms that may be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Allowed {
    /// No transform that is written out.
    Presets,
    /// Sizes with the same options.
    Sizes {
        /// The sizes.
        sizes: Sizes,
        /// The options in their canonical spelling, as [`Transform::tail`] writes them: one, and, where it leaves the format
        /// to the client, each that may be chosen.
        options: Vec<Transform>,
    },
}

impl Allowed {
    /// Reads `presets`, or a size with options, either side of which may be a range: `100..2000x,fit=fill`. `None` where
    /// the largest would have more than `max_side` pixels on a side: it could never be made.
    pub(crate) fn parse(text: &str, max_side: u32) -> Option<Self> {
        if text == "presets" {
            return Some(Self::Presets);
        }
        let (size, options) = text
            .split_once(',')
            .map_or((text, None), |(size, options)| (size, Some(options)));
        let sizes = Sizes::parse(size, max_side)?;
        // The largest stands for all: an option has an effect at each size with these sides, or at none.
        let largest = sizes.largest();
        let largest = match options {
            Some(options) => format!("{largest},{options}"),
            None => largest.to_string(),
        };
        let options = Transform::parse(&largest, max_side).ok()?;
        let chosen = outcomes().filter(|_| options.negotiate);
        let chosen = chosen.map(|format| options.with_format(format));
        Some(Self::Sizes {
            sizes,
            options: [options].into_iter().chain(chosen).collect(),
        })
    }

    /// The same where this is done without a word: see [`Transform::settled`].
    pub(crate) fn settled(self, linear: bool) -> Self {
        match self {
            Self::Presets => self,
            Self::Sizes { sizes, options } => Self::Sizes {
                sizes,
                options: options.into_iter().map(|it| it.settled(linear)).collect(),
            },
        }
    }

    pub(super) fn contains(&self, asked: &Transform) -> bool {
        match self {
            Self::Presets => false,
            Self::Sizes { sizes, options } => {
                let same = |options: &Transform| {
                    Transform {
                        size: asked.size,
                        ..*options
                    } == *asked
                };
                sizes.contains(asked.size) && options.iter().any(same)
            }
        }
    }
}
