//! Where the bucket is, and the one encoder of keys: what it writes goes on the wire and into the signature.
//!
//! ```text
//! virtual   https://<bucket>.<host>[:port]<base path>/<key>
//! path      https://<host>[:port]<base path>/<bucket>/<key>
//! ```
//!
//! Every byte of a key but `A-Za-z0-9-._~/` becomes `%XX`, once. Nothing is normalised: `//`, `.` and `..` are
//! ordinary parts of a key to S3. So nothing here passes a key through [`url::Url`], which would resolve them.
//! (AWS, "Creating object key names"; "Signature calculations for the Authorization header", `UriEncode`.)

use std::fmt;

use http::Uri;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use url::{Host, Url};

use crate::failure::{Failure, Kind};

/// S3's longest key, in bytes.
pub(crate) const MAX_KEY_BYTES: usize = 1_024;

/// What [`utf8_percent_encode`] escapes.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'/');

/// Where the bucket's name stands in a URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UrlStyle {
    /// In the path.
    Path,
    /// In the host's name.
    Virtual,
}

/// The server's address, without the bucket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Endpoint(Url);

impl Endpoint {
    /// Reads an absolute `http` or `https` URL. A path is kept and stands before the bucket or the key; a default
    /// port is dropped, because runtimes disagree on sending it and the signature covers it.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let url = Url::parse(text).ok()?;
        let plain = matches!(url.scheme(), "http" | "https")
            && url.username().is_empty()
            && url.password().is_none()
            && url.query().is_none()
            && url.fragment().is_none()
            && url.host().is_some_and(|host| is_plain(&host))
            && url.path().bytes().all(is_unreserved);
        plain.then_some(Self(url))
    }

    fn server(&self) -> (&str, String, &str) {
        let url = &self.0;
        let port = url.port().map(|port| format!(":{port}"));
        let host = format!(
            "{}{}",
            url.host_str().unwrap_or_default(),
            port.unwrap_or_default()
        );
        (url.scheme(), host, url.path().trim_end_matches('/'))
    }

    /// Whether `bucket` can be a part of the host's name. Over TLS a name with dots cannot: the certificate
    /// `*.s3.amazonaws.com` covers one label.
    pub(crate) fn supports_virtual_hosting(&self, bucket: &str) -> bool {
        let dots_allowed = self.0.scheme() == "http";
        matches!(self.0.host(), Some(Host::Domain(_)))
            && bucket.bytes().all(|byte| match byte {
                b'.' => dots_allowed,
                _ => byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-',
            })
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (scheme, host, base) = self.server();
        write!(f, "{scheme}://{host}{base}")
    }
}

/// A query's value: nothing is left as it is but what every server leaves so.
const QUERY: &AsciiSet = &RESERVED.add(b'/');

/// A bucket's address: what stands before the slash and a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BucketUrl(String);

impl BucketUrl {
    /// `bucket` holds nothing but letters, digits, `.`, `-` and `_`, so it is its own encoding.
    pub(crate) fn new(endpoint: &Endpoint, bucket: &str, style: UrlStyle) -> Self {
        let (scheme, host, base) = endpoint.server();
        Self(match style {
            UrlStyle::Path => format!("{scheme}://{host}{base}/{bucket}"),
            UrlStyle::Virtual => format!("{scheme}://{bucket}.{host}{base}"),
        })
    }

    /// The address of one object.
    ///
    /// # Errors
    ///
    /// [`Kind::Invalid`] for a key that no object can have: an empty one would name the bucket itself.
    pub(crate) fn object(&self, key: &str) -> Result<Uri, Failure> {
        if !is_valid_key(key) {
            let text = format!(
                "not sent: expected a key of 1 to {MAX_KEY_BYTES} bytes, but found {}",
                key.len()
            );
            return Err(Failure::permanent(Kind::Invalid, text));
        }
        let path = utf8_percent_encode(key, RESERVED);
        to_uri(&format!("{}/{path}", self.0))
    }

    /// The address of the bucket itself, with a query. A parameter without a value is written as one that is empty, as
    /// it is signed.
    ///
    /// # Errors
    ///
    /// [`Kind::Invalid`] for an address that is too long.
    pub(crate) fn query(&self, parameters: &[(&str, &str)]) -> Result<Uri, Failure> {
        let parameters = parameters.iter().map(|(name, value)| {
            let value = utf8_percent_encode(value, QUERY);
            format!("{name}={value}")
        });
        let query: Vec<_> = parameters.collect();
        to_uri(&format!("{}/?{}", self.0, query.join("&")))
    }
}

fn to_uri(text: &str) -> Result<Uri, Failure> {
    text.parse().map_err(|error| {
        let text = format!("not sent: the address is not a URI ({error})");
        Failure::permanent(Kind::Invalid, text)
    })
}

/// Whether S3 can hold an object with this key.
pub(crate) fn is_valid_key(key: &str) -> bool {
    (1..=MAX_KEY_BYTES).contains(&key.len())
}

/// An address, or a name of the characters that names have: the crate `url` lets more pass.
fn is_plain(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-._".contains(&byte)),
        Host::Ipv4(_) | Host::Ipv6(_) => true,
    }
}

/// Bytes of a base path that every server encodes alike when it checks the signature.
fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(endpoint: &str, bucket: &str, style: UrlStyle, key: &str) -> String {
        let endpoint = Endpoint::parse(endpoint).unwrap();
        let uri = BucketUrl::new(&endpoint, bucket, style)
            .object(key)
            .unwrap();
        uri.to_string()
    }

    #[test]
    fn keys_are_encoded_once_and_never_normalised() {
        for (key, path) in [
            ("a.jpg", "/a.jpg"),
            ("sp ace", "/sp%20ace"),
            ("pl+us", "/pl%2Bus"),
            ("pct%41%", "/pct%2541%25"),
            ("amp&eq=q?#", "/amp%26eq%3Dq%3F%23"),
            ("uni-ü-日本", "/uni-%C3%BC-%E6%97%A5%E6%9C%AC"),
            (
                "quo'te(1)!*~@:,;$[]",
                "/quo%27te%281%29%21%2A~%40%3A%2C%3B%24%5B%5D",
            ),
            (
                "back\\slash\"<>^`{|}",
                "/back%5Cslash%22%3C%3E%5E%60%7B%7C%7D",
            ),
            ("\0\t\r\n\u{7f}", "/%00%09%0D%0A%7F"),
            ("dbl//slash/", "/dbl//slash/"),
            ("/leading", "//leading"),
            ("dot/./x", "/dot/./x"),
            ("dot/../../y", "/dot/../../y"),
            (".", "/."),
            ("..", "/.."),
        ] {
            let url = address("http://h:9000", "bkt", UrlStyle::Path, key);
            assert_eq!(url, format!("http://h:9000/bkt{path}"), "{key:?}");
            let url = address("http://h:9000", "bkt", UrlStyle::Virtual, key);
            assert_eq!(url, format!("http://bkt.h:9000{path}"), "{key:?}");
        }
    }

    #[test]
    fn a_query_is_of_the_bucket_itself() {
        let endpoint = Endpoint::parse("http://h:9000/base").unwrap();
        for (style, bucket) in [
            (UrlStyle::Path, "http://h:9000/base/bkt/"),
            (UrlStyle::Virtual, "http://bkt.h:9000/base/"),
        ] {
            let url = BucketUrl::new(&endpoint, "bkt", style);
            let uri = url.query(&[("delete", ""), ("prefix", "a/ü &+=")]).unwrap();
            let expected = format!("{bucket}?delete=&prefix=a%2F%C3%BC%20%26%2B%3D");
            assert_eq!(uri.to_string(), expected);
        }
    }

    #[test]
    fn the_uri_keeps_host_and_path_apart() {
        let endpoint = Endpoint::parse("https://s3.eu-west-1.amazonaws.com").unwrap();
        let bucket = BucketUrl::new(&endpoint, "bkt", UrlStyle::Virtual);
        let uri = bucket.object("//evil.example/../@x:1").unwrap();
        assert_eq!(uri.authority().unwrap(), "bkt.s3.eu-west-1.amazonaws.com");
        assert_eq!(uri.path_and_query().unwrap(), "///evil.example/../%40x%3A1");
    }

    #[test]
    fn keys_have_1_to_1024_bytes() {
        let endpoint = Endpoint::parse("https://h").unwrap();
        let bucket = BucketUrl::new(&endpoint, "bkt", UrlStyle::Path);
        for (key, expected) in [
            (String::new(), false),
            ("é".repeat(512), true),
            ("é".repeat(512) + "a", false),
        ] {
            assert_eq!(is_valid_key(&key), expected, "{} bytes", key.len());
            assert_eq!(bucket.object(&key).is_ok(), expected, "{} bytes", key.len());
        }
    }

    #[test]
    fn endpoints_are_brought_into_one_form() {
        for (endpoint, expected) in [
            ("https://h", "https://h/bkt/k"),
            ("https://h/", "https://h/bkt/k"),
            ("https://H.Example:443", "https://h.example/bkt/k"),
            ("http://h:80/", "http://h/bkt/k"),
            ("http://h:443", "http://h:443/bkt/k"),
            ("http://127.0.0.1:9000", "http://127.0.0.1:9000/bkt/k"),
            ("http://[::1]:9000", "http://[::1]:9000/bkt/k"),
            (
                "https://xn--bcher-kva.example",
                "https://xn--bcher-kva.example/bkt/k",
            ),
            ("https://h/storage/v1/s3/", "https://h/storage/v1/s3/bkt/k"),
        ] {
            let url = address(endpoint, "bkt", UrlStyle::Path, "k");
            assert_eq!(url, expected, "{endpoint}");
        }
    }

    #[test]
    fn other_endpoints_are_refused() {
        for endpoint in [
            "h",
            "h:9000",
            "//h",
            "ftp://h",
            "file:///x",
            "https://",
            "https://user@h",
            "https://user:secret@h",
            "https://:secret@h",
            "https://h?x",
            "https://h#x",
            "https://h/a b",
            "https://h/%41",
            "https://s3.{region}.amazonaws.com",
            "https://h:99999",
            "https://bücher.example",
        ] {
            assert_eq!(Endpoint::parse(endpoint), None, "{endpoint}");
        }
    }

    #[test]
    fn only_host_names_become_part_of_a_host() {
        for (endpoint, bucket, expected) in [
            ("https://h", "my-bucket1", true),
            ("https://h", "my.bucket", false),
            ("http://h", "my.bucket", true),
            ("https://h", "MyBucket", false),
            ("https://h", "my_bucket", false),
            ("http://127.0.0.1:9000", "bucket", false),
            ("http://[::1]", "bucket", false),
        ] {
            let found = Endpoint::parse(endpoint)
                .unwrap()
                .supports_virtual_hosting(bucket);
            assert_eq!(found, expected, "{bucket} at {endpoint}");
        }
    }
}
