//! The source of a link as the key of an original.

/// The key of the original that a source is, without a slash in front. A source that is an address is one only where
/// `prefixes` says what of it is taken off: the longest that fits. `None` where there is no key.
///
/// Some proxies make one of the two slashes behind a scheme; they are put back, as imgproxy does.
pub(crate) fn key(source: &str, prefixes: &[String]) -> Option<String> {
    let source = whole_scheme(source);
    let prefixes = prefixes.iter();
    let behind = prefixes.filter_map(|prefix| source.strip_prefix(prefix.as_str()));
    let key = match behind.min_by_key(|rest| rest.len()) {
        Some(rest) => rest,
        None if scheme(&source).is_some() || source.starts_with("//") => return None,
        None => &source,
    };
    let key = key.strip_prefix('/').unwrap_or(key);
    (!key.is_empty()).then(|| key.to_owned())
}

/// `http:/example.com` with its two slashes, and `local:/a.jpg` with its three.
pub(crate) fn whole_scheme(source: &str) -> String {
    let rest = scheme(source).filter(|(_, rest)| !rest.starts_with('/'));
    match rest {
        Some((_, "")) | None => source.to_owned(),
        Some(("local", rest)) => format!("local:///{rest}"),
        Some((scheme, rest)) => format!("{scheme}://{rest}"),
    }
}

/// The scheme of an address (RFC 3986, 3.1), and what stands behind its first slash.
fn scheme(source: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = source.split_once(":/")?;
    let letter = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.');
    let named = scheme.starts_with(|first: char| first.is_ascii_alphabetic());
    (named && scheme.bytes().all(letter)).then_some((scheme, rest))
}

/// Whether a name is one of JPEGs, which let nothing through.
pub(crate) fn is_jpeg(key: &str) -> bool {
    let extension = key.rsplit_once('.').map(|(_, extension)| extension);
    let jpeg = ["jpg", "jpeg"];
    extension.is_some_and(|found| jpeg.iter().any(|it| it.eq_ignore_ascii_case(found)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_address_is_a_key_without_its_prefix() {
        let prefixes = [
            "s3://pictures/",
            "https://a.example/",
            "https://a.example/img/",
            "b.example/",
            "local:///",
        ]
        .map(str::to_owned);
        for (source, expected) in [
            ("a.jpg", Some("a.jpg")),
            ("/trips/a.jpg", Some("trips/a.jpg")),
            ("//a.jpg", None),
            ("a:b.jpg", Some("a:b.jpg")),
            ("s3://pictures/a.jpg", Some("a.jpg")),
            ("s3:/pictures/a.jpg", Some("a.jpg")),
            ("s3://other/a.jpg", None),
            ("s3://pictures", None),
            ("s3://pictures/", None),
            ("s3://", None),
            ("https://a.example/a.jpg", Some("a.jpg")),
            ("https://a.example/img/a.jpg", Some("a.jpg")),
            ("https://a.example/img//a.jpg", Some("a.jpg")),
            ("https://a.example.evil/a.jpg", None),
            ("http://a.example/a.jpg", None),
            ("b.example/a.jpg", Some("a.jpg")),
            ("local:///a.jpg", Some("a.jpg")),
            ("local:/a.jpg", Some("a.jpg")),
            ("file:///etc/passwd", None),
            ("", None),
            ("/", None),
        ] {
            assert_eq!(key(source, &prefixes).as_deref(), expected, "{source}");
        }
        assert_eq!(key("s3://pictures/a.jpg", &[]), None);
    }

    /// The cases of imgproxy's `handlers/path_test.go`.
    #[test]
    fn slashes_that_a_proxy_took_are_put_back() {
        for (source, expected) in [
            (
                "http:/example.com/image.jpg",
                "http://example.com/image.jpg",
            ),
            (
                "https:/example.com/image.jpg",
                "https://example.com/image.jpg",
            ),
            ("local:/image.jpg", "local:///image.jpg"),
            (
                "http://example.com/image.jpg",
                "http://example.com/image.jpg",
            ),
            ("example.com/image.jpg", "example.com/image.jpg"),
            ("http:", "http:"),
            ("http:/", "http:/"),
            ("http:/test", "http://test"),
        ] {
            assert_eq!(whole_scheme(source), expected, "{source}");
        }
    }
}
