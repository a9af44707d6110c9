//! Which bucket and key a request names, by its path or by its host.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;
use s3s::S3Result;
use s3s::host::S3Host;
use s3s::host::VirtualHost;

/// The base domain of the virtual-hosted style: `<bucket>.<domain>`, on any port.
///
/// Every other host, an address or `localhost` itself, is path style; both work at the same time.
#[derive(Clone)]
pub(super) struct Domain(pub(super) String);

impl Domain {
    fn bucket<'a>(&self, host: &'a str) -> Option<&'a str> {
        let name = match host.rsplit_once(':') {
            Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
            _ => host,
        };
        let dot = name.len().checked_sub(self.0.len() + 1)?;
        let (bucket, domain) = (name.get(..dot)?, name.get(dot + 1..)?);
        let ours = name.as_bytes().get(dot) == Some(&b'.') && domain.eq_ignore_ascii_case(&self.0);
        (ours && !bucket.is_empty()).then_some(bucket)
    }

    /// The decoded key of a request, `None` if it names no object. Only for matching and logging;
    /// what `s3s` makes of the request does not come from here.
    pub(super) fn key(&self, host: Option<&str>, path: &str) -> Option<String> {
        let path = path.strip_prefix('/')?;
        let key = match host.and_then(|host| self.bucket(host)) {
            Some(_) => path,
            None => path.split_once('/')?.1,
        };
        let key = percent_decode_str(key).decode_utf8_lossy().into_owned();
        (!key.is_empty()).then_some(key)
    }
}

impl S3Host for Domain {
    fn parse_host_header<'a>(&'a self, host: &'a str) -> S3Result<VirtualHost<'a>> {
        let found = VirtualHost::new(Cow::Borrowed(self.0.as_str()));
        Ok(match self.bucket(host) {
            Some(bucket) => found.with_bucket(bucket),
            None => found,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_or_the_path_names_the_bucket() {
        let domain = Domain("localhost".to_owned());
        for (host, path, key) in [
            (
                "127.0.0.1:9000",
                "/photos/300x300/a.jpg",
                Some("300x300/a.jpg"),
            ),
            ("localhost:9000", "/photos/a%20b", Some("a b")),
            (
                "photos.localhost:9000",
                "/300x300/a.jpg",
                Some("300x300/a.jpg"),
            ),
            ("my.photos.LOCALHOST", "/a", Some("a")),
            ("photos.localhost", "//a", Some("/a")),
            ("photosXlocalhost", "/photos/a", Some("a")),
            (".localhost", "/photos/a", Some("a")),
            ("localhost", "/photos", None),
            ("localhost", "/photos/", None),
            ("photos.localhost", "/", None),
        ] {
            assert_eq!(domain.key(Some(host), path).as_deref(), key, "{host}{path}");
        }
    }
}
