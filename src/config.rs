//! The settings of the resizer, read from environment variables. Nothing here reads the environment itself:
//! the look-up is an argument.

use std::time::Duration;

use marble_picture::Limits;
pub use marble_settings::Error;
use marble_settings::{Value, Variable};
use marble_transform::Size;
use url::Url;

use crate::policy::{Allowed, Policy, Preset, Snap};
use crate::request;

/// Every variable the resizer reads.
pub const VARIABLES: &[Variable] = &[
    Variable::new("URL", ""),
    Variable::new("PRESETS", ""),
    Variable::new("ALLOWED_RESOLUTIONS", ""),
    Variable::new("SNAP", "no"),
    Variable::new("ALLOWED_TRANSFORMS", ""),
    Variable::new("SOURCE_PREFIX", ""),
    Variable::new("RESULT_PREFIX", ""),
    Variable::new("WATERMARK", ""),
    Variable::new("BASE_PATH", "/default/resize"),
    Variable::new("DELIVERY", "redirect"),
    Variable::new("CACHE_CONTROL", "public, max-age=31536000, immutable"),
    Variable::new("MAX_SOURCE_BYTES", "33554432"),
    Variable::new("MAX_SOURCE_PIXELS", "100000000"),
    Variable::new("MAX_FRAMES", "500"),
    Variable::new("MAX_RESULT_SIDE", "4096"),
    Variable::new("MAX_MEMORY", "100663296"),
    Variable::new("MAX_WORK", "10000"),
    Variable::new("MAX_SECONDS", "25"),
    Variable::new("AVIF_MAX_PIXELS", "1000000"),
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
    /// How long a request may take until its picture is given up.
    pub max_time: Duration,
    /// What may be made.
    pub policy: Policy,
    /// Put in front of a derivative's key in the bucket.
    pub result_prefix: String,
    /// Put in front of an original's key in the bucket.
    pub source_prefix: String,
    /// The key in the bucket of the picture that the option `watermark` draws, if there is one.
    pub watermark: Option<String>,
}

/// How a picture that was just made reaches the client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delivery {
    /// In the answer itself, for buckets without a public website.
    Inline,
    /// By a 307 to this base, which has no slash at its end, and the derivative's key.
    Redirect(String),
}

impl Config {
    /// Reads every variable of [`VARIABLES`] by `lookup`.
    ///
    /// # Errors
    ///
    /// The first variable that is required and unset, or whose value is not understood.
    pub fn parse(lookup: impl Fn(&str) -> Option<String>) -> Result<Self, Error> {
        let value = |name| Value::read(name, VARIABLES, &lookup);
        let delivery = value("DELIVERY");
        let delivery = match delivery.text() {
            "inline" => Delivery::Inline,
            "redirect" => Delivery::Redirect(value("URL").parse(
                "an absolute http:// or https:// URL without query and fragment",
                base_url,
            )?),
            _ => return Err(delivery.refuse("redirect or inline")),
        };
        let limits = limits(value)?;
        let policy = policy(value, limits.max_result_side)?;
        let (source_prefix, result_prefix) = prefixes(value, &policy)?;
        Ok(Self {
            base_path: value("BASE_PATH").parse(
                "a path that starts with a slash, such as /default/resize",
                base_path,
            )?,
            cache_control: value("CACHE_CONTROL")
                .check("visible ASCII characters and spaces", is_header_value)?,
            delivery,
            limits,
            max_time: Duration::from_secs(number(&value("MAX_SECONDS"), u64::from(u32::MAX))?),
            policy,
            result_prefix,
            watermark: watermark(value, &source_prefix)?,
            source_prefix,
        })
    }
}

fn limits(value: impl Fn(&'static str) -> Value) -> Result<Limits, Error> {
    let any = u64::from(u32::MAX);
    let number = |name, most| number(&value(name), most);
    let narrow = |number| u32::try_from(number).unwrap_or(u32::MAX);
    Ok(Limits {
        avif_max_pixels: number("AVIF_MAX_PIXELS", any)?,
        max_frames: narrow(number("MAX_FRAMES", any)?),
        max_result_side: narrow(number("MAX_RESULT_SIDE", LONGEST_SIDE)?),
        max_memory: number("MAX_MEMORY", any)?,
        max_source_bytes: number("MAX_SOURCE_BYTES", any)?,
        max_source_pixels: number("MAX_SOURCE_PIXELS", any)?,
        max_work: number("MAX_WORK", any)?,
    })
}

fn policy(value: impl Fn(&'static str) -> Value, max_side: u32) -> Result<Policy, Error> {
    Ok(Policy {
        presets: value("PRESETS").parse(
            "names and transforms such as thumb=300x300,fit=inside; hero=1600x",
            |text| entries(text, ';', |entry| Preset::parse(entry, max_side)),
        )?,
        resolutions: value("ALLOWED_RESOLUTIONS").parse(
            format!("sizes such as 300x300,600x,x400 with sides from 1 to {max_side}"),
            |text| entries(text, ',', |entry| Size::parse(entry, max_side).ok()),
        )?,
        snap: value("SNAP").parse("no or up", snap)?,
        transforms: value("ALLOWED_TRANSFORMS").parse(
            format!(
                "presets, or transforms such as 300x300; 100..2000x,fit=inside with sides from 1 to {max_side}"
            ),
            |text| entries(text, ';', |entry| Allowed::parse(entry, max_side)),
        )?,
    })
}

fn number(value: &Value, max: u64) -> Result<u64, Error> {
    value.parse(format!("a number from 1 to {max}"), |text| {
        let number = text.parse().ok()?;
        (1..=max).contains(&number).then_some(number)
    })
}

/// What stands between separators, spaces and empty entries left out.
fn entries<T>(text: &str, separator: char, parse: impl Fn(&str) -> Option<T>) -> Option<Vec<T>> {
    let text: String = text.split_whitespace().collect();
    let entries = text.split(separator).filter(|entry| !entry.is_empty());
    entries.map(parse).collect()
}

fn snap(text: &str) -> Option<Snap> {
    match text {
        "no" => Some(Snap::No),
        "up" => Some(Snap::Up),
        _ => None,
    }
}

/// An absolute http or https URL without query and fragment; without a slash at its end.
fn base_url(text: &str) -> Option<String> {
    let url = Url::parse(text).ok()?;
    let plain = url.query().is_none() && url.fragment().is_none();
    let bare = url.username().is_empty() && url.password().is_none();
    let absolute = matches!(url.scheme(), "http" | "https") && url.has_host();
    (absolute && plain && bare).then(|| url.as_str().trim_end_matches('/').to_owned())
}

fn base_path(text: &str) -> Option<String> {
    let plain = text.starts_with('/') && !text.contains(['?', '#', '%']);
    plain.then(|| text.trim_end_matches('/').to_owned())
}

fn is_header_value(text: &str) -> bool {
    let visible = |byte: u8| byte == b' ' || byte.is_ascii_graphic();
    text.bytes().all(visible)
}

/// `SOURCE_PREFIX` and `RESULT_PREFIX`. Either may lie below the other, but not in a folder of derivatives.
fn prefixes(
    value: impl Fn(&'static str) -> Value,
    policy: &Policy,
) -> Result<(String, String), Error> {
    let prefix = |name| {
        let expected = "the beginning of a key, with a slash at its end only, such as images/";
        value(name).check(expected, is_prefix)
    };
    let (source, result) = (prefix("SOURCE_PREFIX")?, prefix("RESULT_PREFIX")?);
    let taken = |rest: &str| {
        let folder = rest.split_once('/').map(|(folder, _)| folder);
        folder.is_some_and(|folder| policy.names_derivatives(folder))
    };
    for (name, rest) in [
        ("RESULT_PREFIX", Some(result.as_str())),
        ("SOURCE_PREFIX", source.strip_prefix(&result)),
    ] {
        if rest.is_some_and(taken) {
            return Err(value(name).refuse("a folder that is named like no size and no preset"));
        }
    }
    Ok((source, result))
}

/// The key of the watermark, if there is one: it lies where originals do.
fn watermark(
    value: impl Fn(&'static str) -> Value,
    source_prefix: &str,
) -> Result<Option<String>, Error> {
    let in_bucket = |key: &str| format!("{source_prefix}{key}");
    let is_key = |key: &str| {
        let file = !key.starts_with('/') && !key.ends_with('/');
        key.is_empty() || (file && request::check(&in_bucket(key)).is_ok())
    };
    let expected = "the key of an original without SOURCE_PREFIX, such as marks/logo.png";
    let key = value("WATERMARK").check(expected, is_key)?;
    Ok((!key.is_empty()).then(|| in_bucket(&key)))
}

fn is_prefix(text: &str) -> bool {
    let folder = text.ends_with('/') && !text.starts_with('/');
    text.is_empty() || (folder && request::check(text).is_ok())
}

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
        assert_eq!(config.limits.max_work, 10_000);
        assert_eq!(config.max_time, Duration::from_secs(25));
        assert!(config.policy.resolutions.is_empty());
        assert_eq!(config.watermark, None);
    }

    #[test]
    fn finds_the_watermark_where_originals_are() {
        for (prefix, key, expected) in [
            ("", "a/logo ü.png", "a/logo ü.png"),
            ("originals/", "logo.png", "originals/logo.png"),
        ] {
            let settings = [
                ("DELIVERY", "inline"),
                ("SOURCE_PREFIX", prefix),
                ("WATERMARK", key),
            ];
            let config = parse(&settings).unwrap();
            assert_eq!(config.watermark.as_deref(), Some(expected));
        }
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
                &[("DELIVERY", "inline"), ("WATERMARK", "/logo.png")][..],
                "WATERMARK: expected the key of an original without SOURCE_PREFIX",
            ),
            (
                &[("DELIVERY", "inline"), ("WATERMARK", "../logo.png")][..],
                "WATERMARK: ",
            ),
            (
                &[("DELIVERY", "inline"), ("WATERMARK", "marks/")][..],
                "WATERMARK: ",
            ),
            (
                &[("DELIVERY", "inline"), ("CACHE_CONTROL", "a\r\nb")][..],
                "CACHE_CONTROL: ",
            ),
            (
                &[("DELIVERY", "inline"), ("ALLOWED_RESOLUTIONS", "5000x5000")][..],
                "ALLOWED_RESOLUTIONS: expected sizes such as 300x300,600x,x400 with sides from 1 to 4096, but found \"5000x5000\"",
            ),
            (
                &[
                    ("DELIVERY", "inline"),
                    ("MAX_RESULT_SIDE", "299"),
                    ("ALLOWED_RESOLUTIONS", "9x,300x"),
                ],
                "sides from 1 to 299",
            ),
            (
                &[("DELIVERY", "inline"), ("ALLOWED_TRANSFORMS", "5000x5000")],
                "ALLOWED_TRANSFORMS: ",
            ),
            (
                &[("DELIVERY", "inline"), ("ALLOWED_TRANSFORMS", "9..5000x")],
                "ALLOWED_TRANSFORMS: ",
            ),
            (
                &[
                    ("DELIVERY", "inline"),
                    ("ALLOWED_TRANSFORMS", "3000x,dpr=2"),
                ],
                "ALLOWED_TRANSFORMS: ",
            ),
        ] {
            let error = parse(settings).unwrap_err().to_string();
            assert!(error.contains(expected), "{settings:?} gave {error}");
        }
    }

    #[test]
    fn refuses_prefixes_that_no_request_could_pass() {
        for (settings, variable) in [
            (&[("RESULT_PREFIX", "/derived/")][..], "RESULT_PREFIX"),
            (&[("RESULT_PREFIX", "derived")], "RESULT_PREFIX"),
            (&[("RESULT_PREFIX", "../x/")], "RESULT_PREFIX"),
            (&[("RESULT_PREFIX", "a/./b/")], "RESULT_PREFIX"),
            (&[("RESULT_PREFIX", "a\\b/")], "RESULT_PREFIX"),
            (&[("RESULT_PREFIX", "a\n/")], "RESULT_PREFIX"),
            (&[("RESULT_PREFIX", "300x300/")], "RESULT_PREFIX"),
            (&[("SOURCE_PREFIX", "originals")], "SOURCE_PREFIX"),
            (&[("SOURCE_PREFIX", "../x/")], "SOURCE_PREFIX"),
            (&[("SOURCE_PREFIX", "300x,fit=fill/")], "SOURCE_PREFIX"),
            (
                &[("SOURCE_PREFIX", "img/300x300/"), ("RESULT_PREFIX", "img/")],
                "SOURCE_PREFIX",
            ),
            (
                &[
                    ("SOURCE_PREFIX", "img/thumb/"),
                    ("RESULT_PREFIX", "img/"),
                    ("PRESETS", "thumb=9x9"),
                ],
                "SOURCE_PREFIX",
            ),
        ] {
            let settings = [settings, &[("DELIVERY", "inline")]].concat();
            let error = parse(&settings).unwrap_err();
            assert_eq!(error.variable, variable, "{settings:?}: {error}");
        }
        for (source, result) in [
            ("", ""),
            ("originals/", "derived/"),
            ("img/originals/", "img/"),
            ("img/", "img/derived/"),
            ("img/", "img/"),
            ("ü//a b/", "x/"),
        ] {
            let settings = [
                ("DELIVERY", "inline"),
                ("SOURCE_PREFIX", source),
                ("RESULT_PREFIX", result),
            ];
            let config = parse(&settings).unwrap();
            let found = (config.source_prefix.as_str(), config.result_prefix.as_str());
            assert_eq!(found, (source, result));
        }
    }
}
