//! Where the derivatives of an original can be, by its name alone.
//!
//! ```text
//! RESULT_PREFIX ─┬─ 300x300/  hero/  600x,fit=inside/ ── the original's name, as it may be asked for
//!                └─ -/ ── Marble's own
//! ```

use icu_normalizer::DecomposingNormalizerBorrowed;

use crate::config::Config;
use crate::request::{self, MAX_KEY_BYTES, compose};

/// The folder of Marble's own objects, below `RESULT_PREFIX`.
const OURS: &str = "-/";

/// The folder of leases, below `RESULT_PREFIX`: see `lease`.
pub const LEASES: &str = "-/making/";

/// What a key below `RESULT_PREFIX` is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found<'a> {
    /// That of a derivative, by its folder.
    Derivative {
        /// The first segment.
        folder: &'a str,
        /// What is behind it.
        name: &'a str,
    },
    /// That of a lease.
    Lease,
    /// Another one's.
    Other,
}

/// The name of an original, which is its key without `SOURCE_PREFIX`. None for a key that is no original's, or that no
/// request can name.
#[must_use]
pub fn original<'a>(key: &'a str, config: &Config) -> Option<&'a str> {
    let name = key.strip_prefix(config.source_prefix.as_str())?;
    let of_ours = format!("{}{OURS}", config.result_prefix);
    let refused = name.is_empty()
        || key.starts_with(&of_ours)
        || request::check(name).is_err()
        || config.is_derivative(name);
    (!refused).then_some(name)
}

/// What a key in the bucket of the derivatives is.
#[must_use]
pub fn find<'a>(key: &'a str, config: &Config) -> Found<'a> {
    let Some(rest) = key.strip_prefix(config.result_prefix.as_str()) else {
        return Found::Other;
    };
    if rest.starts_with(LEASES) {
        return Found::Lease;
    }
    match rest.split_once('/') {
        Some((folder, name)) if !name.is_empty() && is_folder(folder, config) => {
            Found::Derivative { folder, name }
        }
        _ => Found::Other,
    }
}

/// Whether a folder below `RESULT_PREFIX`, with or without a slash at its end, is one of derivatives.
#[must_use]
pub fn is_folder(name: &str, config: &Config) -> bool {
    let name = name.strip_suffix('/').unwrap_or(name);
    config.policy.names_derivatives(name)
}

/// How the derivatives of an original of this name may be named in each folder.
#[must_use]
pub fn requested(original: &str) -> Vec<String> {
    // Who asks in decomposed characters is answered there: see `request`.
    let decomposed = DecomposingNormalizerBorrowed::new_nfd().normalize(original);
    let decomposed = (decomposed != original).then(|| decomposed.into_owned());
    [original.to_owned()]
        .into_iter()
        .chain(decomposed)
        .collect()
}

/// The other way round: the originals that a derivative of this name may be of, in the order in which they are looked for.
#[must_use]
pub fn originals(requested: &str) -> Vec<String> {
    let composed = compose(requested);
    [requested.to_owned()].into_iter().chain(composed).collect()
}

/// The key of a derivative in a folder that has a slash at its end. None for one that no bucket can hold.
#[must_use]
pub fn derivative(folder: &str, requested: &str, config: &Config) -> Option<String> {
    let key = format!("{}{folder}{requested}", config.result_prefix);
    (key.len() <= MAX_KEY_BYTES).then_some(key)
}

#[cfg(test)]
mod tests {
    use marble_settings::among;

    use super::*;

    fn config(settings: &[(&str, &str)]) -> Config {
        let rest = [("URL", "http://h")];
        Config::parse(among(&[settings, &rest].concat())).unwrap()
    }

    #[test]
    fn a_key_is_told_by_its_folder() {
        let config = config(&[("RESULT_PREFIX", "d/"), ("PRESETS", "hero=9x")]);
        for (key, derivative) in [
            ("d/9x9/a.jpg", Some(("9x9", "a.jpg"))),
            ("d/9x9,blur=1/x/a.jpg", Some(("9x9,blur=1", "x/a.jpg"))),
            ("d/hero,format=webp/a", Some(("hero,format=webp", "a"))),
            ("d/thumb/a.jpg", None),
            ("d/9x9/", None),
            ("d/9x9", None),
            ("9x9/a.jpg", None),
        ] {
            let expected = derivative.map_or(Found::Other, |(folder, name)| Found::Derivative {
                folder,
                name,
            });
            assert_eq!(find(key, &config), expected, "{key}");
        }
        assert_eq!(find("d/-/making/00", &config), Found::Lease);
        assert_eq!(find("d/-/health", &config), Found::Other);
    }

    #[test]
    fn names_lead_there_and_back() {
        for (original, requested_as) in [
            ("a.jpg", &["a.jpg"][..]),
            ("\u{e9}", &["\u{e9}", "e\u{301}"]),
        ] {
            assert_eq!(requested(original), requested_as);
            for name in requested_as {
                assert!(originals(name).contains(&original.to_owned()), "{name:?}");
            }
        }
    }
}
