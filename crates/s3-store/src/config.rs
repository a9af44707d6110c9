//! The settings, from environment variables. The environment itself is an argument, so that this is pure.

use std::time::Duration;

pub use marble_settings::Error;
use marble_settings::{Value, Variable};

use crate::bucket_url::{BucketUrl, Endpoint, UrlStyle};
use crate::credentials::Credentials;

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
];

/// What `S3_TIMEOUT_MS` may be, in milliseconds.
const TIMEOUT_MS: std::ops::RangeInclusive<u64> = 1..=600_000;

/// The settings, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// Where the bucket is.
    pub(crate) bucket_url: BucketUrl,
    /// Part of every signature's scope.
    pub(crate) region: String,
    pub(crate) credentials: Credentials,
    /// The longest wait without a sign of life from the store.
    pub(crate) timeout: Duration,
}

impl Config {
    /// Reads the variables of [`VARIABLES`] by `lookup`.
    ///
    /// # Errors
    ///
    /// The first variable that is required and unset, or whose value is not understood.
    pub fn parse(lookup: impl Fn(&str) -> Option<String>) -> Result<Self, Error> {
        let value = |name| Value::read(name, VARIABLES, &lookup);
        let bucket = value("BUCKET").check(
            "3 to 63 letters, digits, `.`, `-` and `_`, a letter or digit at both ends",
            is_bucket_name,
        )?;
        let region = value("AWS_REGION").check("a name like eu-west-1", is_region)?;
        Ok(Self {
            bucket_url: bucket_url(
                &bucket,
                &region,
                &value("S3_ENDPOINT"),
                &value("S3_URL_STYLE"),
            )?,
            region,
            credentials: credentials(value)?,
            timeout: value("S3_TIMEOUT_MS").parse("1 to 600000 milliseconds", timeout)?,
        })
    }
}

/// At AWS the bucket is part of the host's name, where it can be; elsewhere it is the path's first segment,
/// which every S3-compatible server understands.
fn bucket_url(
    bucket: &str,
    region: &str,
    endpoint: &Value,
    style: &Value,
) -> Result<BucketUrl, Error> {
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
        "virtual" => return Err(style.refuse("path, as this BUCKET cannot be part of a host name")),
        _ => return Err(style.refuse("virtual or path")),
    };
    Ok(BucketUrl::new(&server, bucket, style))
}

fn credentials(value: impl Fn(&'static str) -> Value) -> Result<Credentials, Error> {
    let token = value("AWS_SESSION_TOKEN");
    Ok(Credentials {
        // `/` and `,` would end the key's id inside the header `Authorization`.
        access_key_id: value("AWS_ACCESS_KEY_ID").check("an access key id", |text| {
            is_secret(text) && !text.contains(['/', ','])
        })?,
        secret_access_key: value("AWS_SECRET_ACCESS_KEY")
            .check("a secret access key", is_secret)?,
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
