//! What will be done: policy applied to a request. Complete: nothing behind it asks the configuration.

use std::fmt;

use marble_picture::{Limits, jxl_max_pixels};
use marble_transform::{Fit, HAS_AVIF, HAS_JXL, Output, Pad, Size, Transform};

use crate::config::{Config, Delivery};
use crate::digest::sha256;
use crate::names::LEASES;
use crate::policy::{self, Decision, Vouched};
use crate::request::{Alternative, MAX_KEY_BYTES, Request, Words};

pub use marble_transform::path;

/// What will be done for one request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The keys of what else the request may mean, if there is no such original.
    pub alternatives: Vec<Keys>,
    /// `Cache-Control` of the derivative.
    pub cache_control: String,
    /// The keys of the picture that stands in for an original that cannot be had, if there is one and this is another.
    pub fallback: Option<Keys>,
    /// The keys of original and derivative.
    pub keys: Keys,
    /// How derivatives are held against their originals.
    pub freshness: Freshness,
    /// The bounds of the work.
    pub limits: Limits,
    /// Whether the client's `Accept` had a say in the format.
    pub negotiated: bool,
    /// What is done to the picture.
    pub transform: Transform,
    /// The key of the watermark that is drawn, where one is asked for.
    pub watermark: Option<String>,
    /// Whether the client has to be redirected to the derivative's own URL first: it asked for another one.
    pub redirect_first: bool,
}

/// How derivatives are held against their originals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Freshness {
    /// One that was just stored is looked at once more, because its original may have changed while it was made.
    pub rechecks: bool,
    /// One that was made before is looked at before it is shown.
    pub revalidates: bool,
}

/// The keys of an original and its derivative in the bucket, as S3 has them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keys {
    /// Key of the derivative.
    pub derivative: String,
    /// Key of the object that whoever makes the derivative holds; none where everybody does who asks for it.
    pub lease: Option<String>,
    /// URL of the derivative, to which the client is redirected; `None` where the answer itself carries it.
    pub location: Option<String>,
    /// Key of the original.
    pub original: String,
}

/// Why nothing is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    /// What is asked for as an original is this derivative.
    Derivative(String),
    /// A key in the bucket would have this many bytes, which are more than [`MAX_KEY_BYTES`].
    KeyTooLong(usize),
    /// A watermark is asked for, and `WATERMARK` says of none.
    NoWatermark,
    /// The transform is not understood, or not allowed.
    Policy(policy::Error),
    /// There is a signature, and of no original that the request may mean.
    SignatureMismatch,
}

impl Plan {
    /// Decides what will be done for `request`.
    ///
    /// # Errors
    ///
    /// Every case of [`Error`].
    pub fn new(request: &Request, config: &Config) -> Result<Self, Error> {
        let decision = config.policy.decide(
            &request.transform,
            match request.words {
                Words::OtherSigned => Vouched::Yes,
                Words::Other | Words::Own => Vouched::No,
            },
            config.limits.max_result_side,
            |options| choose_format(options, request, &config.limits),
        );
        let decision = decision.map_err(Error::Policy)?;
        let literal = decision.folder(&request.original);
        let literal =
            literal.map(|folder| Keys::new(&folder, &request.original, &request.original, config));
        let alternatives = request.alternatives.iter().filter_map(|alternative| {
            let Alternative {
                original,
                requested,
            } = alternative;
            // Where it is signed, it is so by the name that was asked for, or by the original's.
            let folder = decision.folder(original);
            let folder = folder.or_else(|| decision.folder(requested))?;
            Some(Keys::new(&folder, original, requested, config))
        });
        let mut candidates = literal.into_iter().chain(alternatives);
        let keys = candidates.next().ok_or(Error::SignatureMismatch)??;
        let watermark = match (decision.options.watermark, &config.watermark) {
            (None, _) => None,
            (Some(_), None) => return Err(Error::NoWatermark),
            (Some(_), key) => key.clone(),
        };
        Ok(Self {
            // One that would be refused is none.
            alternatives: candidates.filter_map(Result::ok).collect(),
            cache_control: config.cache_control.clone(),
            fallback: fallback(&decision, request, config),
            keys,
            freshness: Freshness {
                rechecks: config.events_token.is_some(),
                revalidates: config.revalidate,
            },
            limits: config.limits,
            negotiated: decision.negotiated,
            transform: decision.options.or_linear(config.policy.linear),
            redirect_first: !decision.only_here
                && (decision.snapped || decision.negotiated || request.words != Words::Own),
            watermark,
        })
    }

    /// What will be done where the original is absent, no picture or damaged: the same to the picture that stands in for
    /// it. For that one nothing stands in, so there is no loop.
    #[must_use]
    pub fn fall_back(&self) -> Option<Self> {
        Some(Self {
            alternatives: Vec::new(),
            fallback: None,
            keys: self.fallback.clone()?,
            ..self.clone()
        })
    }
}

impl Keys {
    /// The derivative of `original` in `folder`, stored as if the original were the one that was `requested`.
    fn new(folder: &str, original: &str, requested: &str, config: &Config) -> Result<Self, Error> {
        let original_key = format!("{}{original}", config.source_prefix);
        // Each derivative would be resized again, and stored again, without end.
        if config.is_derivative(original) {
            return Err(Error::Derivative(original.to_owned()));
        }
        let derivative = format!("{}{folder}/{requested}", config.result_prefix);
        let longest = original_key.len().max(derivative.len());
        if longest > MAX_KEY_BYTES {
            return Err(Error::KeyTooLong(longest));
        }
        let lease = config.single_flight.then(|| {
            let name = sha256(&derivative);
            format!("{}{LEASES}{name}", config.result_prefix)
        });
        Ok(Self {
            lease,
            location: location(&config.delivery, &derivative),
            derivative,
            original: original_key,
        })
    }
}

/// The keys of the fallback, of the form that a request for it would have.
fn fallback(decision: &Decision, request: &Request, config: &Config) -> Option<Keys> {
    let fallback = config.fallback.as_deref();
    let fallback = fallback.filter(|fallback| *fallback != request.original)?;
    let folder = decision.folder_of_ours(fallback);
    // One whose keys would be too long is none.
    Keys::new(&folder, fallback, fallback, config).ok()
}

/// The format that the client shows and that is worth it.
fn choose_format(options: &Transform, request: &Request, limits: &Limits) -> Option<Output> {
    let is_still = is_still(&request.original);
    let formats = [
        (Output::Jxl, is_still && fits_jxl(options, limits)),
        (Output::Avif, is_still && fits_avif(options, limits)),
        (Output::WebP, true),
    ];
    let formats = formats.into_iter().filter(|(_, fits)| *fits);
    let formats: Vec<_> = formats.map(|(format, _)| format).collect();
    request.accept.choose(&formats)
}

/// Whether the name is one of pictures that are never animated. What they are is told by their bytes; but those are not
/// read yet, and an animation had better stay one.
fn is_still(name: &str) -> bool {
    let extension = name.rsplit_once('.').map(|(_, extension)| extension);
    let still = ["jpg", "jpeg", "png"];
    extension.is_some_and(|found| still.iter().any(|it| it.eq_ignore_ascii_case(found)))
}

/// Whether the options alone say that the result is small enough to be written as AVIF.
fn fits_avif(options: &Transform, limits: &Limits) -> bool {
    let Size { width, height } = options.wanted();
    let (Some(width), Some(height)) = (width, height) else {
        return false;
    };
    HAS_AVIF && most_pixels(options, width, height) <= limits.avif_max_pixels
}

/// Whether there is room to write any result of such options as JPEG XL. A side that is not asked for may be as long as
/// is allowed.
fn fits_jxl(options: &Transform, limits: &Limits) -> bool {
    let Size { width, height } = options.wanted();
    let [width, height] = [width, height].map(|side| side.unwrap_or(limits.max_result_side));
    HAS_JXL && most_pixels(options, width, height) <= jxl_max_pixels(limits.max_memory)
}

/// The most pixels that a result may have, where it is fitted into these sides.
fn most_pixels(options: &Transform, width: u32, height: u32) -> u64 {
    if options.fit == Fit::Outside {
        return u64::MAX;
    }
    let Pad {
        top,
        right,
        bottom,
        left,
    } = options.pad.times(options.dpr);
    let side = |side: u32, before: u32, behind: u32| {
        u64::from(side)
            .saturating_add(before.into())
            .saturating_add(behind.into())
    };
    side(width, left, right).saturating_mul(side(height, top, bottom))
}

/// The URL of the derivative with this key; none where the answer itself carries it.
pub(crate) fn location(delivery: &Delivery, derivative_key: &str) -> Option<String> {
    match delivery {
        Delivery::Inline => None,
        Delivery::Redirect(base) => Some(format!("{base}{}", path(derivative_key))),
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Derivative(key) => {
                write!(f, "expected an original, but found the derivative {key:?}")
            }
            Self::KeyTooLong(found) => write!(
                f,
                "expected keys of at most {MAX_KEY_BYTES} bytes in the bucket, but found {found}"
            ),
            Self::NoWatermark => f.write_str(
                "expected no watermark, because there is none here (WATERMARK), but found one",
            ),
            Self::Policy(error) => error.fmt(f),
            Self::SignatureMismatch => f.write_str("expected a signature that holds"),
        }
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests;
