//! The settings, from environment variables. The environment itself is an argument, so that this is pure.
//!
//! An empty value counts as unset: Spin hands unset variables over as empty ones.

use std::fmt;
use std::time::Duration;

use crate::bucket_url::{BucketUrl, Endpoint, UrlStyle};
use crate::credentials::Credentials;

/// Every variable that is read, and its default; an empty one stands for none, or for one that follows from
/// other variables (`S3_ENDPOINT`, `S3_URL_STYLE`).
pub const VARIABLES: &[(&str, &str)] = &[
    ("BUCKET", ""),
    ("AWS_REGION", "us-east-1"),
    ("S3_ENDPOINT", ""),
    ("S3_URL_STYLE", ""),
    ("AWS_ACCESS_KEY_ID", ""),
    ("AWS_SECRET_ACCESS_KEY", ""),
    ("AWS_SESSION_TOKEN", ""),
    ("S3_TIMEOUT_MS", "10000"),
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
        let variable = |name| Variable::read(name, &lookup);
        let bucket = variable("BUCKET").check(
            "3 to 63 letters, digits, `.`, `-` and `_`, a letter or digit at both ends",
            is_bucket_name,
        )?;
        let region = variable("AWS_REGION").check("a name like eu-west-1", is_region)?;
        Ok(Self {
            bucket_url: bucket_url(
                &bucket,
                &region,
                &variable("S3_ENDPOINT"),
                &variable("S3_URL_STYLE"),
            )?,
            region,
            credentials: credentials(variable)?,
            timeout: variable("S3_TIMEOUT_MS").timeout()?,
        })
    }
}

/// At AWS the bucket is part of the host's name, where it can be; elsewhere it is the path's first segment,
/// which every S3-compatible server understands.
fn bucket_url(
    bucket: &str,
    region: &str,
    endpoint: &Variable,
    style: &Variable,
) -> Result<BucketUrl, Error> {
    let at_aws = endpoint.value.is_empty();
    let address = if at_aws {
        format!("https://s3.{region}.amazonaws.com")
    } else {
        endpoint.value.clone()
    };
    let server = Endpoint::parse(&address).ok_or_else(|| {
        endpoint.refuse_unseen("http(s)://host[:port][/path] without user, query or escapes")
    })?;
    let takes_virtual = server.takes_virtual(bucket);
    let style = match style.value.as_str() {
        "" if at_aws && takes_virtual => UrlStyle::Virtual,
        "" | "path" => UrlStyle::Path,
        "virtual" if takes_virtual => UrlStyle::Virtual,
        "virtual" => return Err(style.refuse("path, as this BUCKET cannot be part of a host name")),
        _ => return Err(style.refuse("virtual or path")),
    };
    Ok(BucketUrl::new(&server, bucket, style))
}

fn credentials(variable: impl Fn(&'static str) -> Variable) -> Result<Credentials, Error> {
    let token = variable("AWS_SESSION_TOKEN");
    Ok(Credentials {
        // `/` and `,` would end the key's id inside the header `Authorization`.
        access_key_id: variable("AWS_ACCESS_KEY_ID")
            .check_unseen("an access key id", |byte| !b"/,".contains(&byte))?,
        secret_access_key: variable("AWS_SECRET_ACCESS_KEY")
            .check_unseen("a secret access key", |_| true)?,
        session_token: match token.value.as_str() {
            "" => None,
            _ => Some(token.check_unseen("a session token", |_| true)?),
        },
    })
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

/// A variable and its value: an empty text where it is unset and has no default.
struct Variable {
    name: &'static str,
    value: String,
}

impl Variable {
    fn read(name: &'static str, lookup: impl Fn(&str) -> Option<String>) -> Self {
        let default = || {
            let known = VARIABLES.iter().find(|(known, _)| *known == name);
            known.map_or_else(String::new, |(_, default)| (*default).to_owned())
        };
        let value = lookup(name).filter(|value| !value.is_empty());
        Self {
            name,
            value: value.unwrap_or_else(default),
        }
    }

    fn check(self, expected: &'static str, is_good: fn(&str) -> bool) -> Result<String, Error> {
        if is_good(&self.value) {
            Ok(self.value)
        } else {
            Err(self.refuse(expected))
        }
    }

    /// A secret: visible ASCII, as it goes into a header or came by a careless copy with its line break.
    fn check_unseen(
        self,
        expected: &'static str,
        is_good: fn(u8) -> bool,
    ) -> Result<String, Error> {
        let good = |byte: u8| byte.is_ascii_graphic() && is_good(byte);
        if !self.value.is_empty() && self.value.bytes().all(good) {
            Ok(self.value)
        } else {
            Err(self.refuse_unseen(expected))
        }
    }

    fn timeout(self) -> Result<Duration, Error> {
        let digits = self.value.bytes().all(|byte| byte.is_ascii_digit());
        match self.value.parse() {
            Ok(ms) if digits && TIMEOUT_MS.contains(&ms) => Ok(Duration::from_millis(ms)),
            _ => Err(self.refuse("1 to 600000 milliseconds")),
        }
    }

    fn refuse(&self, expected: &'static str) -> Error {
        let found = match self.value.as_str() {
            "" => "it is not set".to_owned(),
            value => format!("found {}", crate::failure::quoted(value)),
        };
        Error {
            variable: self.name,
            expected,
            found,
        }
    }

    /// As [`Variable::refuse`], for values that are secret or may hold a secret by mistake.
    fn refuse_unseen(&self, expected: &'static str) -> Error {
        let found = match self.value.as_str() {
            "" => "it is not set",
            _ => "its value has other characters or parts (not shown)",
        };
        Error {
            variable: self.name,
            expected,
            found: found.to_owned(),
        }
    }
}

/// A variable that is unset or holds what it may not. Tells no secret; the text is for the operator's log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    /// Name of the variable.
    pub variable: &'static str,
    expected: &'static str,
    found: String,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            variable,
            expected,
            found,
        } = self;
        write!(f, "{variable}: expected {expected}, but {found}")
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests;
