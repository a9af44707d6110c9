//! The settings, from environment variables. The environment itself is an argument, so that this is pure.

use std::time::Duration;

pub use marble_settings::Error;
use marble_settings::{Value, Variable};

pub use crate::bucket_url::UrlStyle;
use crate::bucket_url::{BucketUrl, Endpoint};
pub use crate::credentials::Credentials;
pub use crate::object_store::Place;

/// Every variable that is read. `S3_ENDPOINT` and `S3_URL_STYLE` follow from other variables where they are unset;
/// `S3_ENDPOINT` may hold a password by mistake.
pub const VARIABLES: &[Variable] = &[
    Variable::new("BUCKET", ""),
    Variable::new("AWS_REGION", "us-east-1"),
    Variable::hidden("S3_ENDPOINT"),
    Variable::new("S3_URL_STYLE", ""),
    Variable::hidden("AWS_ACCESS_KEY_ID"),
    Variable::hidden("AWS_SECRET_ACCESS_KEY"),
    Variable::hidden("AWS_SESSION_TOKEN"),
    Variable::new("S3_TIMEOUT_MS", "10000"),
    Variable::new(SOURCE_BUCKET, ""),
    Variable::new("SOURCE_REGION", ""),
    Variable::hidden("SOURCE_ENDPOINT"),
    Variable::new("SOURCE_URL_STYLE", ""),
    Variable::hidden("SOURCE_AWS_ACCESS_KEY_ID"),
    Variable::hidden("SOURCE_AWS_SECRET_ACCESS_KEY"),
    Variable::hidden("SOURCE_AWS_SESSION_TOKEN"),
];

/// The bucket of the originals, where it is another one.
const SOURCE_BUCKET: &str = "SOURCE_BUCKET";

/// The variables that say where a bucket is, and who may read it.
struct Names {
    bucket: &'static str,
    region: &'static str,
    endpoint: &'static str,
    url_style: &'static str,
    /// Access key id, secret, session token: all three of one place.
    credentials: [&'static str; 3],
}

const DERIVATIVES: Names = Names {
    bucket: "BUCKET",
    region: "AWS_REGION",
    endpoint: "S3_ENDPOINT",
    url_style: "S3_URL_STYLE",
    credentials: [
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_SESSION_TOKEN",
    ],
};

const ORIGINALS: Names = Names {
    bucket: SOURCE_BUCKET,
    region: "SOURCE_REGION",
    endpoint: "SOURCE_ENDPOINT",
    url_style: "SOURCE_URL_STYLE",
    credentials: [
        "SOURCE_AWS_ACCESS_KEY_ID",
        "SOURCE_AWS_SECRET_ACCESS_KEY",
        "SOURCE_AWS_SESSION_TOKEN",
    ],
};

/// What `S3_TIMEOUT_MS` may be, in milliseconds.
const TIMEOUT_MS: std::ops::RangeInclusive<u64> = 1..=600_000;

/// The settings of one place, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// Name of the bucket.
    pub bucket: String,
    /// The server's address, without the bucket and without a slash at its end.
    pub endpoint: String,
    /// Where the bucket's name stands in an address.
    pub url_style: UrlStyle,
    /// Part of every signature's scope.
    pub region: String,
    /// What signs.
    pub credentials: Credentials,
    /// The longest wait without a sign of life from the store.
    pub timeout: Duration,
    /// Where the bucket is: what of the above is one address.
    pub(crate) bucket_url: BucketUrl,
}

impl Config {
    /// Reads the variables of [`VARIABLES`] by `lookup`, as far as they are about `place`.
    ///
    /// # Errors
    ///
    /// The first variable that is required and unset, or whose value is not understood.
    pub fn parse(place: Place, lookup: impl Fn(&str) -> Option<String>) -> Result<Self, Error> {
        let value = |name| Value::read(name, VARIABLES, &lookup);
        let names = names(place, value)?;
        let bucket = value(names.bucket).check(
            "3 to 63 letters, digits, `.`, `-` and `_`, a letter or digit at both ends",
            is_bucket_name,
        )?;
        let region = value(names.region).check("a name like eu-west-1", is_region)?;
        let [endpoint, style] = [names.endpoint, names.url_style].map(value);
        let (endpoint, url_style) = server(&bucket, &region, &endpoint, &style)?;
        Ok(Self {
            bucket_url: BucketUrl::new(&endpoint, &bucket, url_style),
            bucket,
            endpoint: endpoint.to_string(),
            url_style,
            region,
            credentials: credentials(names.credentials.map(value))?,
            timeout: value("S3_TIMEOUT_MS").parse("1 to 600000 milliseconds", timeout)?,
        })
    }
}

/// The variables that count for a place: those of the originals where they are set, and else those of the derivatives.
/// A style goes with its endpoint, and a secret with its key.
fn names(place: Place, value: impl Fn(&'static str) -> Value) -> Result<Names, Error> {
    let is_set = |name: &&'static str| !value(name).text().is_empty();
    let Names {
        bucket,
        region,
        endpoint,
        url_style,
        credentials,
    } = ORIGINALS;
    if !is_set(&bucket) {
        let mut others = [region, endpoint, url_style].into_iter().chain(credentials);
        return match others.find(is_set) {
            Some(lost) => Err(value(lost).refuse("nothing where SOURCE_BUCKET is not set")),
            None => Ok(DERIVATIVES),
        };
    }
    if place == Place::Derivatives {
        return Ok(DERIVATIVES);
    }
    let own = |name, other| if is_set(&name) { name } else { other };
    Ok(Names {
        bucket,
        region: own(region, DERIVATIVES.region),
        endpoint: own(endpoint, DERIVATIVES.endpoint),
        url_style: if is_set(&endpoint) {
            url_style
        } else {
            own(url_style, DERIVATIVES.url_style)
        },
        credentials: if credentials.iter().any(is_set) {
            credentials
        } else {
            DERIVATIVES.credentials
        },
    })
}

/// At AWS the bucket is part of the host's name, where it can be; elsewhere it is the path's first segment,
/// which every S3-compatible server understands.
fn server(
    bucket: &str,
    region: &str,
    endpoint: &Value,
    style: &Value,
) -> Result<(Endpoint, UrlStyle), Error> {
    let at_aws = endpoint.text().is_empty();
    let server = endpoint.parse(
        "http(s)://host[:port][/path] without user, query or escapes",
        |text| match text {
            "" => Endpoint::parse(&format!("https://s3.{region}.amazonaws.com")),
            text => Endpoint::parse(text),
        },
    )?;
    let virtual_hosting = server.supports_virtual_hosting(bucket);
    let style = match style.text() {
        "" if at_aws && virtual_hosting => UrlStyle::Virtual,
        "" | "path" => UrlStyle::Path,
        "virtual" if virtual_hosting => UrlStyle::Virtual,
        "virtual" => return Err(style.refuse("path, as this bucket cannot be part of a host name")),
        _ => return Err(style.refuse("virtual or path")),
    };
    Ok((server, style))
}

fn credentials([id, secret, token]: [Value; 3]) -> Result<Credentials, Error> {
    Ok(Credentials {
        // `/` and `,` would end the key's id inside the header `Authorization`.
        access_key_id: id.check("an access key id", |text| {
            is_secret(text) && !text.contains(['/', ','])
        })?,
        secret_access_key: secret.check("a secret access key", is_secret)?,
        session_token: match token.text() {
            "" => None,
            _ => Some(token.check("a session token", is_secret)?),
        },
    })
}

/// Visible ASCII: it goes into a header, and a careless copy may have brought a line break along.
fn is_secret(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// Lenient, as the stores' own rules differ; but nothing that could leave the host's name or the path segment.
fn is_bucket_name(name: &str) -> bool {
    let inner = |byte: u8| byte.is_ascii_alphanumeric() || b".-_".contains(&byte);
    let outer = |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric());
    (3..=63).contains(&name.len())
        && name.bytes().all(inner)
        && outer(name.bytes().next())
        && outer(name.bytes().last())
        && !name.contains("..")
}

fn is_region(name: &str) -> bool {
    let inner = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    (1..=63).contains(&name.len()) && name.bytes().all(inner)
}

fn timeout(text: &str) -> Option<Duration> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    let ms = text.parse().ok()?;
    (digits && TIMEOUT_MS.contains(&ms)).then(|| Duration::from_millis(ms))
}

#[cfg(test)]
mod tests;
