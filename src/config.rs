//! The settings of the resizer, read from environment variables. Nothing here reads the environment itself:
//! the look-up is an argument.

use std::time::Duration;

use marble_dialects::{Dialect, Dialects, ImgproxyKey, ThumborKey};
use marble_log::Mode;
use marble_picture::Limits;
pub use marble_settings::Error;
use marble_settings::{Value, Variable};
use marble_transform::SigningKey;
use url::Url;

use crate::policy::{Allowed, Options, Policy, Preset, Sizes, Snap};
use crate::request;
use crate::token::Token;

/// Every variable the resizer reads.
pub const VARIABLES: &[Variable] = &[
    Variable::new("URL", ""),
    Variable::new("PRESETS", ""),
    Variable::new("ALLOWED_RESOLUTIONS", ""),
    Variable::new("ALLOWED_OPTIONS", DEFAULT_OPTIONS),
    Variable::new("SNAP", "no"),
    Variable::new("LINEAR", "no"),
    Variable::new("ALLOWED_TRANSFORMS", ""),
    Variable::hidden("SIGNING_KEYS"),
    Variable::new("SOURCE_PREFIX", ""),
    Variable::new("RESULT_PREFIX", ""),
    Variable::new("WATERMARK", ""),
    Variable::new("BASE_PATH", "/default/resize"),
    Variable::new("DELIVERY", "redirect"),
    Variable::new("CACHE_CONTROL", "public, max-age=31536000, immutable"),
    Variable::new("FALLBACK", ""),
    Variable::new("MAX_SOURCE_BYTES", "33554432"),
    Variable::new("MAX_SOURCE_PIXELS", "100000000"),
    Variable::new("MAX_FRAMES", "500"),
    Variable::new("MAX_RESULT_SIDE", "4096"),
    Variable::new("MAX_MEMORY", "100663296"),
    Variable::new("MAX_WORK", "10000"),
    Variable::new("MAX_SECONDS", "25"),
    Variable::new("AVIF_MAX_PIXELS", "1000000"),
    Variable::new("SINGLE_FLIGHT", "yes"),
    Variable::hidden("EVENTS_TOKEN"),
    Variable::new("WARM", "no"),
    Variable::new("REVALIDATE", "no"),
    Variable::new("DIALECTS", ""),
    Variable::new("DIALECT_SOURCES", ""),
    Variable::hidden("IMGPROXY_KEY"),
    Variable::hidden("IMGPROXY_SALT"),
    Variable::new("IMGPROXY_SIGNATURE_SIZE", "32"),
    Variable::hidden("THUMBOR_SECURITY_KEY"),
    marble_log::VARIABLE,
];

/// What `FALLBACK` may be.
const FALLBACK: &str =
    "the key of an original, such as site/fallback.png, of letters, digits and . _ - / only";

/// The options of listed sizes where nothing is said: the format, which has few values, and nothing else.
const DEFAULT_OPTIONS: &str = "format";

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
    /// What is understood beside Marble's own words.
    pub dialects: Dialects,
    /// Who may tell of originals that changed; nobody, where there is none.
    pub events_token: Option<Token>,
    /// Key, without `source_prefix`, of the picture that stands in for an original that cannot be had. It is no
    /// derivative, and reads the same however often it is encoded.
    pub fallback: Option<String>,
    /// The bounds of one request.
    pub limits: Limits,
    /// What is written of a request.
    pub log: Mode,
    /// How long a request may take until its picture is given up.
    pub max_time: Duration,
    /// What may be made.
    pub policy: Policy,
    /// Put in front of a derivative's key in the bucket.
    pub result_prefix: String,
    /// Whether a picture that was made before is held against its original.
    pub revalidate: bool,
    /// Whether of many who ask for one new picture one makes it.
    pub single_flight: bool,
    /// Put in front of an original's key in the bucket.
    pub source_prefix: String,
    /// Whether the presets of an original that was written are made at once.
    pub warm: bool,
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
        let fallback = value("FALLBACK");
        let config = Self {
            base_path: value("BASE_PATH").parse(
                "a path that starts with a slash, such as /default/resize",
                base_path,
            )?,
            cache_control: value("CACHE_CONTROL")
                .check("visible ASCII characters and spaces", is_header_value)?,
            events_token: match value("EVENTS_TOKEN").text() {
                "" => None,
                _ => Some(Token::parse(value("EVENTS_TOKEN"))?),
            },
            revalidate: revalidate(&value("REVALIDATE"), &delivery)?,
            delivery,
            dialects: dialects(value, &policy)?,
            fallback: fallback.parse(FALLBACK, plain_key)?,
            limits,
            log: Mode::read(&lookup)?,
            max_time: Duration::from_secs(number(&value("MAX_SECONDS"), u64::from(u32::MAX))?),
            policy,
            result_prefix,
            single_flight: value("SINGLE_FLIGHT").parse("yes or no", yes_or_no)?,
            warm: value("WARM").parse("no or presets", warm)?,
            watermark: watermark(value, &source_prefix)?,
            source_prefix,
        };
        let derived = |key: &String| config.is_derivative(key);
        if config.fallback.as_ref().is_some_and(derived) {
            return Err(fallback.refuse(FALLBACK));
        }
        let marked = |preset: &Preset| preset.transform().watermark.is_some();
        if config.watermark.is_none() && config.policy.presets.iter().any(marked) {
            return Err(value("PRESETS").refuse("none with a watermark while WATERMARK is not set"));
        }
        Ok(config)
    }

    /// Whether a key of a request, without `source_prefix`, is that of a derivative and not of an original. Where
    /// `source_prefix` lies below `result_prefix`, it names a folder that no derivative is in.
    #[must_use]
    pub fn is_derivative(&self, original: &str) -> bool {
        let named = lies_in_derivatives(original, &self.policy);
        let prefix = self.result_prefix.as_str();
        let apart = self.source_prefix.starts_with(prefix);
        let key = [self.source_prefix.as_str(), original].concat();
        named || (!apart && key.starts_with(prefix))
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
    let presets = value("PRESETS").parse(
        "names and transforms such as thumb=300x300,fit=inside; hero=1600x, no name twice",
        |text| {
            entries(text, ';', |entry| Preset::parse(entry, max_side))
                .filter(|presets| has_no_name_twice(presets))
        },
    )?;
    let resolutions = value("ALLOWED_RESOLUTIONS").parse(
        format!("sizes such as 300x300,600x,100..2000x with sides from 1 to {max_side}"),
        |text| entries(text, ',', |entry| Sizes::parse(entry, max_side)),
    )?;
    let transforms = value("ALLOWED_TRANSFORMS").parse(
        format!(
            "presets, or transforms such as 300x300; 100..2000x,fit=fill with sides from 1 to {max_side}"
        ),
        |text| entries(text, ';', |entry| Allowed::parse(entry, max_side)),
    )?;
    let linear = value("LINEAR").parse("yes or no", yes_or_no)?;
    let transforms = transforms.into_iter();
    Ok(Policy {
        linear,
        options: options(&value("ALLOWED_OPTIONS"), !resolutions.is_empty())?,
        presets,
        resolutions,
        signing_keys: value("SIGNING_KEYS").parse(
            format!(
                "keys of hexadecimal digits, at least {} each, with a comma between two",
                SigningKey::MIN_BYTES.saturating_mul(2)
            ),
            |text| entries(text, ',', SigningKey::parse),
        )?,
        snap: value("SNAP").parse("no or up", snap)?,
        transforms: transforms.map(|it| it.settled(linear)).collect(),
    })
}

/// Options of no size would allow nothing, or, taken for those of every size, many millions of transforms.
fn options(value: &Value, are_sizes_listed: bool) -> Result<Options, Error> {
    let options = value.parse(
        "options such as format=auto|webp, quality=60|80, blur, each with values that it has",
        |text| Options::parse(&entries(text, ',', |entry| Some(entry.to_owned()))?),
    )?;
    if !are_sizes_listed && value.text() != DEFAULT_OPTIONS {
        return Err(
            value.refuse("no value without ALLOWED_RESOLUTIONS, whose sizes these options are for")
        );
    }
    Ok(options)
}

fn has_no_name_twice(presets: &[Preset]) -> bool {
    let mut names: Vec<_> = presets.iter().map(Preset::name).collect();
    names.sort_unstable();
    names.windows(2).all(|pair| pair.first() != pair.last())
}

fn number(value: &Value, max: u64) -> Result<u64, Error> {
    value.parse(format!("a number from 1 to {max}"), |text| {
        let number = text.parse().ok()?;
        (1..=max).contains(&number).then_some(number)
    })
}

/// What stands between separators, spaces and empty entries left out. `None` where that is nothing, though there is a
/// text: a list that was set and holds nothing must not count as unset, because then everything is allowed.
fn entries<T>(text: &str, separator: char, parse: impl Fn(&str) -> Option<T>) -> Option<Vec<T>> {
    let spaceless: String = text.split_whitespace().collect();
    let entries = spaceless.split(separator).filter(|entry| !entry.is_empty());
    let entries: Vec<T> = entries.map(parse).collect::<Option<_>>()?;
    (text.is_empty() || !entries.is_empty()).then_some(entries)
}

/// The words of other services. Their secrets without their words would guard nothing.
fn dialects(value: impl Fn(&'static str) -> Value, policy: &Policy) -> Result<Dialects, Error> {
    let known = value("DIALECTS").parse("imgproxy, cloudflare or thumbor", |text| {
        entries(text, ',', Dialect::parse)
    })?;
    let sources = value("DIALECT_SOURCES").parse(
        "beginnings of sources with a slash at the end, such as s3://pictures/",
        |text| {
            entries(text, ',', |entry| {
                entry.ends_with('/').then(|| entry.to_owned())
            })
        },
    )?;
    let presets = policy.presets.iter();
    let dialects = Dialects {
        imgproxy: imgproxy_keys(&value)?,
        known,
        presets: presets.map(|preset| preset.name().to_owned()).collect(),
        sources,
        thumbor: ThumborKey::new(value("THUMBOR_SECURITY_KEY").text()),
    };
    let idle = |dialect| !dialects.knows(dialect);
    for (name, is_idle) in [
        ("DIALECT_SOURCES", dialects.known.is_empty()),
        ("IMGPROXY_KEY", idle(Dialect::Imgproxy)),
        ("THUMBOR_SECURITY_KEY", idle(Dialect::Thumbor)),
    ] {
        if is_idle && !value(name).text().is_empty() {
            return Err(value(name).refuse("no value without DIALECTS that it is for"));
        }
    }
    Ok(dialects)
}

/// As many salts as keys: pairs, of which any may have signed.
fn imgproxy_keys(value: &impl Fn(&'static str) -> Value) -> Result<Vec<ImgproxyKey>, Error> {
    let list = |name| {
        let digits = |entry: &str| hex::decode(entry).ok().map(|_| entry.to_owned());
        let expected = "hexadecimal digits, with a comma between two";
        value(name).parse(expected, |text| entries(text, ',', digits))
    };
    let size = value("IMGPROXY_SIGNATURE_SIZE");
    let bounds = ImgproxyKey::MIN_SIZE..=ImgproxyKey::MAX_SIZE;
    let expected = format!("a number from {} to {}", bounds.start(), bounds.end());
    let size = size.parse(expected, |text| {
        text.parse().ok().filter(|size| bounds.contains(size))
    })?;
    let (keys, salts) = (list("IMGPROXY_KEY")?, list("IMGPROXY_SALT")?);
    let pairs = keys.iter().zip(&salts);
    let pairs = pairs.map(|(key, salt)| ImgproxyKey::parse(key, salt, size));
    let pairs: Option<Vec<_>> = pairs.collect();
    pairs
        .filter(|_| keys.len() == salts.len())
        .ok_or_else(|| value("IMGPROXY_SALT").refuse("as many salts as IMGPROXY_KEY has keys"))
}

/// A bucket's website answers with what is stored without asking anybody.
fn revalidate(value: &Value, delivery: &Delivery) -> Result<bool, Error> {
    let revalidate = value.parse("yes or no", yes_or_no)?;
    if revalidate && *delivery != Delivery::Inline {
        return Err(value.refuse("no where DELIVERY is not inline"));
    }
    Ok(revalidate)
}

fn yes_or_no(text: &str) -> Option<bool> {
    match text {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    }
}

fn warm(text: &str) -> Option<bool> {
    match text {
        "no" => Some(false),
        "presets" => Some(true),
        _ => None,
    }
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
    for (name, rest) in [
        ("RESULT_PREFIX", Some(result.as_str())),
        ("SOURCE_PREFIX", source.strip_prefix(&result)),
    ] {
        if rest.is_some_and(|rest| lies_in_derivatives(rest, policy)) {
            return Err(value(name).refuse("a folder that is named like no size and no preset"));
        }
    }
    Ok((source, result))
}

/// Whether the first folder of a key is one of derivatives.
fn lies_in_derivatives(key: &str, policy: &Policy) -> bool {
    let folder = key.split_once('/').map(|(folder, _)| folder);
    folder.is_some_and(|folder| policy.names_derivatives(folder))
}

/// A key that comes back as it is from every store's redirect, or nothing: one that came back as another would be absent
/// there, and lead to itself again.
#[expect(clippy::option_option, reason = "none is no bad one")]
fn plain_key(text: &str) -> Option<Option<String>> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    let segment = |segment: &str| !segment.is_empty() && segment.bytes().all(plain);
    let key = text.split('/').all(segment) && request::check(text).is_ok();
    (key || text.is_empty()).then(|| key.then(|| text.to_owned()))
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
mod tests;
