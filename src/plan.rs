//! What will be done: policy applied to a request. Complete: nothing behind it asks the configuration.

use std::fmt;

use marble_picture::Limits;
use marble_transform::{Fit, HAS_AVIF, Output, Pad, Transform};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::config::{Config, Delivery};
use crate::policy::{self, Decision};
use crate::request::{MAX_KEY_BYTES, Request};

/// Everything but what a path may hold as it is (RFC 3986, 3.3) and every store and client leaves alone.
/// `+` is encoded, because S3 takes it for a space.
const PATH: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'!')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b',')
    .remove(b'-')
    .remove(b'.')
    .remove(b'/')
    .remove(b':')
    .remove(b'=')
    .remove(b'@')
    .remove(b'_')
    .remove(b'~');

/// What will be done for one request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The keys of what else the request may mean, if there is no such original.
    pub alternatives: Vec<Keys>,
    /// `Cache-Control` of the derivative.
    pub cache_control: String,
    /// The keys of original and derivative.
    pub keys: Keys,
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

/// The keys of an original and its derivative in the bucket, as S3 has them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keys {
    /// Key of the derivative.
    pub derivative: String,
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
}

impl Plan {
    /// Decides what will be done for `request`.
    ///
    /// # Errors
    ///
    /// Every case of [`Error`].
    pub fn new(request: &Request, config: &Config) -> Result<Self, Error> {
        let Decision {
            name,
            options,
            snapped,
            negotiated,
        } = config
            .policy
            .decide(
                &request.transform,
                config.limits.max_result_side,
                |options| choose_format(options, request, &config.limits),
            )
            .map_err(Error::Policy)?;
        let keys = Keys::new(&name, &request.original, &request.original, config)?;
        let alternatives = request.alternatives.iter().filter_map(|alternative| {
            // One that would be refused is none.
            Keys::new(&name, &alternative.original, &alternative.requested, config).ok()
        });
        let watermark = match (options.watermark, &config.watermark) {
            (None, _) => None,
            (Some(_), None) => return Err(Error::NoWatermark),
            (Some(_), key) => key.clone(),
        };
        Ok(Self {
            alternatives: alternatives.collect(),
            cache_control: config.cache_control.clone(),
            keys,
            limits: config.limits,
            negotiated,
            transform: options,
            watermark,
            redirect_first: snapped || negotiated,
        })
    }
}

impl Keys {
    /// The derivative of `original` by a transform of the name `transform`, stored as if the original were the one that
    /// was `requested`.
    fn new(
        transform: &str,
        original: &str,
        requested: &str,
        config: &Config,
    ) -> Result<Self, Error> {
        let original_key = format!("{}{original}", config.source_prefix);
        refuse_derivative(original, &original_key, config)?;
        let derivative = format!("{}{transform}/{requested}", config.result_prefix);
        let longest = original_key.len().max(derivative.len());
        if longest > MAX_KEY_BYTES {
            return Err(Error::KeyTooLong(longest));
        }
        Ok(Self {
            location: location(&config.delivery, &derivative),
            derivative,
            original: original_key,
        })
    }
}

/// The format that the client shows and that is worth it.
fn choose_format(options: &Transform, request: &Request, limits: &Limits) -> Option<Output> {
    let avif = HAS_AVIF && is_still(&request.original) && is_small(options, limits);
    let formats: &[Output] = if avif {
        &[Output::Avif, Output::WebP]
    } else {
        &[Output::WebP]
    };
    request.accept.choose(formats)
}

/// Whether the name is one of pictures that are never animated. What they are is told by their bytes; but those are not
/// read yet, and an animation had better stay one.
fn is_still(name: &str) -> bool {
    let extension = name.rsplit_once('.').map(|(_, extension)| extension);
    let still = ["jpg", "jpeg", "png"];
    extension.is_some_and(|found| still.iter().any(|it| it.eq_ignore_ascii_case(found)))
}

/// Whether the options alone say that the result is small enough to be written as AVIF.
fn is_small(options: &Transform, limits: &Limits) -> bool {
    let (Some(width), Some(height)) = (options.wanted().width, options.wanted().height) else {
        return false;
    };
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
    let pixels = side(width, left, right).saturating_mul(side(height, top, bottom));
    options.fit != Fit::Outside && pixels <= limits.avif_max_pixels
}

/// A derivative is no original: each would be resized again, and stored again, without end. Where `SOURCE_PREFIX` lies
/// below `RESULT_PREFIX`, it names a folder that no derivative is in.
fn refuse_derivative(original: &str, original_key: &str, config: &Config) -> Result<(), Error> {
    let folder = original.split_once('/').map(|(folder, _)| folder);
    let named = folder.is_some_and(|folder| config.policy.names_derivatives(folder));
    let prefix = config.result_prefix.as_str();
    let apart = config.source_prefix.starts_with(prefix);
    if named || (!apart && original_key.starts_with(prefix)) {
        return Err(Error::Derivative(original.to_owned()));
    }
    Ok(())
}

fn location(delivery: &Delivery, derivative_key: &str) -> Option<String> {
    match delivery {
        Delivery::Inline => None,
        Delivery::Redirect(base) => Some(format!(
            "{base}/{}",
            utf8_percent_encode(derivative_key, PATH)
        )),
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
        }
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests;
