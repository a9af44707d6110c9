//! The settings of the resizer, read from environment variables. Nothing here reads the environment itself:
//! the look-up is an argument.

use std::fmt;

use marble_picture::Limits;
use marble_transform::Size;
use url::Url;

use crate::policy::{Allowed, Policy, Preset, Snap};

/// Every variable the resizer reads, with its default as text; an empty text stands for no default.
/// An empty value counts as unset, because runtimes hand unset variables over as empty ones.
pub const VARIABLES: &[(&str, &str)] = &[
    ("URL", ""),
    ("PRESETS", ""),
    ("ALLOWED_RESOLUTIONS", ""),
    ("SNAP", "no"),
    ("ALLOWED_TRANSFORMS", ""),
    ("SOURCE_PREFIX", ""),
    ("RESULT_PREFIX", ""),
    ("BASE_PATH", "/default/resize"),
    ("DELIVERY", "redirect"),
    ("CACHE_CONTROL", "public, max-age=31536000, immutable"),
    ("MAX_SOURCE_BYTES", "33554432"),
    ("MAX_SOURCE_PIXELS", "100000000"),
    ("MAX_FRAMES", "500"),
    ("MAX_RESULT_SIDE", "4096"),
    ("MAX_MEMORY", "100663296"),
    ("AVIF_MAX_PIXELS", "1000000"),
];

/// The largest `MAX_RESULT_SIDE`: the longest side of a WebP picture.
const LONGEST_SIDE: u64 = 16_383;

/// The settings, complete and valid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// The path in front of a key in the path form, without a slash at its end.
    pub base_path: String,
    /// `Cache-Control` of stored derivatives.
    pub cache_control: String,
    /// How a picture that was just made reaches the client.
    pub delivery: Delivery,
    /// The bounds of one request.
    pub limits: Limits,
    /// What may be made.
    pub policy: Policy,
    /// Put in front of a derivative's key in the bucket.
    pub result_prefix: String,
    /// Put in front of an original's key in the bucket.
    pub source_prefix: String,
}

/// How a picture that was just made reaches the client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delivery {
    /// In the answer itself, for buckets without a public website.
    Inline,
    /// By a 307 to this base, which has no slash at its end, and the derivative's key.
    Redirect(String),
}

/// A variable that is unset or holds what it may not. The text is for the operator's log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    /// Name of the variable.
    pub variable: &'static str,
    expected: String,
    found: Option<String>,
}

impl Config {
    /// Reads every variable of [`VARIABLES`] by `lookup`.
    ///
    /// # Errors
    ///
    /// The first variable that is required and unset, or whose value is not understood.
    pub fn parse(lookup: impl Fn(&str) -> Option<String>) -> Result<Self, Error> {
        let value = |name: &'static str| Value::new(name, lookup(name));
        let delivery = value("DELIVERY");
        let delivery = match delivery.text.as_str() {
            "inline" => Delivery::Inline,
            "redirect" => Delivery::Redirect(value("URL").base_url()?),
            _ => return Err(delivery.refuse("redirect or inline")),
        };
        let max_frames = value("MAX_FRAMES").number(u64::from(u32::MAX))?;
        let max_result_side = value("MAX_RESULT_SIDE").number(LONGEST_SIDE)?;
        let max_result_side = u32::try_from(max_result_side).unwrap_or(u32::MAX);
        Ok(Self {
            base_path: value("BASE_PATH").path()?,
            cache_control: value("CACHE_CONTROL").header()?,
            delivery,
            limits: Limits {
                avif_max_pixels: value("AVIF_MAX_PIXELS").number(u64::from(u32::MAX))?,
                max_frames: u32::try_from(max_frames).unwrap_or(u32::MAX),
                max_result_side,
                max_memory: value("MAX_MEMORY").number(u64::from(u32::MAX))?,
                max_source_bytes: value("MAX_SOURCE_BYTES").number(u64::from(u32::MAX))?,
                max_source_pixels: value("MAX_SOURCE_PIXELS").number(u64::from(u32::MAX))?,
            },
            policy: Policy {
                presets: value("PRESETS").presets(max_result_side)?,
                resolutions: value("ALLOWED_RESOLUTIONS").sizes()?,
                snap: value("SNAP").snap()?,
                transforms: value("ALLOWED_TRANSFORMS").transforms()?,
            },
            result_prefix: value("RESULT_PREFIX").prefix()?,
            source_prefix: value("SOURCE_PREFIX").prefix()?,
        })
    }
}

/// One variable's value, or its default.
struct Value {
    name: &'static str,
    text: String,
}

impl Value {
    fn new(name: &'static str, found: Option<String>) -> Self {
        let default = VARIABLES
            .iter()
            .find(|(known, _)| *known == name)
            .map_or("", |(_, default)| *default);
        let text = found.filter(|text| !text.is_empty());
        Self {
            name,
            text: text.unwrap_or_else(|| default.to_owned()),
        }
    }

    fn refuse(self, expected: impl Into<String>) -> Error {
        Error {
            variable: self.name,
            expected: expected.into(),
            found: Some(self.text).filter(|text| !text.is_empty()),
        }
    }

    fn number(self, max: u64) -> Result<u64, Error> {
        match self.text.parse() {
            Ok(number) if (1..=max).contains(&number) => Ok(number),
            _ => Err(self.refuse(format!("a number from 1 to {max}"))),
        }
    }

    fn sizes(self) -> Result<Vec<Size>, Error> {
        let sizes = self.entries(',', |text| Size::parse(text, u32::MAX).ok());
        sizes.ok_or_else(|| self.refuse("sizes such as 300x300,600x,x400"))
    }

    fn presets(self, max_side: u32) -> Result<Vec<Preset>, Error> {
        let presets = self.entries(';', |text| Preset::parse(text, max_side));
        presets.ok_or_else(|| {
            self.refuse("names and transforms such as thumb=300x300,fit=inside; hero=1600x")
        })
    }

    fn transforms(self) -> Result<Vec<Allowed>, Error> {
        let transforms = self.entries(';', Allowed::parse);
        transforms.ok_or_else(|| {
            self.refuse("presets, or transforms such as 300x300; 100..2000x,fit=inside")
        })
    }

    /// What stands between separators, spaces and empty entries left out.
    fn entries<T>(&self, separator: char, parse: impl Fn(&str) -> Option<T>) -> Option<Vec<T>> {
        let text: String = self.text.split_whitespace().collect();
        let entries = text.split(separator).filter(|entry| !entry.is_empty());
        entries.map(parse).collect()
    }

    fn snap(self) -> Result<Snap, Error> {
        match self.text.as_str() {
            "no" => Ok(Snap::No),
            "up" => Ok(Snap::Up),
            _ => Err(self.refuse("no or up")),
        }
    }

    /// An absolute http or https URL without query and fragment; without a slash at its end.
    fn base_url(self) -> Result<String, Error> {
        let expected = "an absolute http:// or https:// URL without query and fragment";
        let Ok(url) = Url::parse(&self.text) else {
            return Err(self.refuse(expected));
        };
        let plain = url.query().is_none() && url.fragment().is_none();
        let bare = url.username().is_empty() && url.password().is_none();
        if !matches!(url.scheme(), "http" | "https") || !url.has_host() || !plain || !bare {
            return Err(self.refuse(expected));
        }
        Ok(url.as_str().trim_end_matches('/').to_owned())
    }

    fn path(self) -> Result<String, Error> {
        if !self.text.starts_with('/') || self.text.contains(['?', '#', '%']) {
            return Err(self.refuse("a path that starts with a slash, such as /default/resize"));
        }
        Ok(self.text.trim_end_matches('/').to_owned())
    }

    fn header(self) -> Result<String, Error> {
        let visible = |byte: u8| byte == b' ' || byte.is_ascii_graphic();
        if !self.text.bytes().all(visible) {
            return Err(self.refuse("visible ASCII characters and spaces"));
        }
        Ok(self.text)
    }

    fn prefix(self) -> Result<String, Error> {
        if self.text.chars().any(char::is_control) || self.text.starts_with('/') {
            return Err(self.refuse("the beginning of a key, such as derived/"));
        }
        Ok(self.text)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: expected {}, but ", self.variable, self.expected)?;
        match &self.found {
            Some(text) => write!(f, "found {text:?}"),
            None => f.write_str("it is not set"),
        }
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(settings: &[(&str, &str)]) -> Result<Config, Error> {
        Config::parse(|name| {
            let found = settings.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn fills_in_the_defaults() {
        let config = parse(&[("URL", "https://pictures.example/")]).unwrap();
        assert_eq!(
            config.delivery,
            Delivery::Redirect("https://pictures.example".into())
        );
        assert_eq!(config.base_path, "/default/resize");
        assert_eq!(config.cache_control, "public, max-age=31536000, immutable");
        assert_eq!(config.limits.max_source_bytes, 32 << 20);
        assert_eq!(config.limits.max_memory, 96 << 20);
        assert_eq!(config.limits.max_frames, 500);
        assert!(config.policy.resolutions.is_empty());
    }

    #[test]
    fn takes_an_empty_value_for_none() {
        let config = parse(&[
            ("DELIVERY", "inline"),
            ("BASE_PATH", ""),
            ("MAX_RESULT_SIDE", ""),
        ]);
        assert_eq!(config.unwrap().limits.max_result_side, 4096);
    }

    #[test]
    fn ignores_spaces_between_sizes() {
        let config = parse(&[
            ("DELIVERY", "inline"),
            ("ALLOWED_RESOLUTIONS", " 300x300, 600x ,x40, "),
        ]);
        let names: Vec<_> = config.unwrap().policy.resolutions;
        let names: Vec<_> = names.iter().map(ToString::to_string).collect();
        assert_eq!(names, ["300x300", "600x", "x40"]);
    }

    #[test]
    fn names_the_variable_and_what_it_found() {
        for (settings, expected) in [
            (&[][..], "URL: expected an absolute http"),
            (
                &[("URL", "ftp://a.example")][..],
                "found \"ftp://a.example\"",
            ),
            (&[("URL", "http://a.example/?x")][..], "URL: "),
            (&[("DELIVERY", "pigeon")][..], "DELIVERY: "),
            (
                &[("DELIVERY", "inline"), ("MAX_RESULT_SIDE", "16384")][..],
                "MAX_RESULT_SIDE: expected a number from 1 to 16383, but found \"16384\"",
            ),
            (
                &[("DELIVERY", "inline"), ("MAX_SOURCE_BYTES", "0")][..],
                "MAX_SOURCE_BYTES: ",
            ),
            (
                &[("DELIVERY", "inline"), ("ALLOWED_RESOLUTIONS", "300")][..],
                "ALLOWED_RESOLUTIONS: ",
            ),
            (
                &[("DELIVERY", "inline"), ("PRESETS", "thumb=300")][..],
                "PRESETS: expected names and transforms such as thumb=300x300,fit=inside; hero=1600x, but found \"thumb=300\"",
            ),
            (
                &[
                    ("DELIVERY", "inline"),
                    ("ALLOWED_TRANSFORMS", "300x300,600x"),
                ][..],
                "ALLOWED_TRANSFORMS: ",
            ),
            (
                &[("DELIVERY", "inline"), ("SNAP", "yes")][..],
                "SNAP: expected no or up, but found \"yes\"",
            ),
            (
                &[("DELIVERY", "inline"), ("BASE_PATH", "resize")][..],
                "BASE_PATH: ",
            ),
            (
                &[("DELIVERY", "inline"), ("CACHE_CONTROL", "a\r\nb")][..],
                "CACHE_CONTROL: ",
            ),
            (
                &[("DELIVERY", "inline"), ("RESULT_PREFIX", "/derived")][..],
                "RESULT_PREFIX: ",
            ),
        ] {
            let error = parse(settings).unwrap_err().to_string();
            assert!(error.contains(expected), "{settings:?} gave {error}");
        }
    }
}
