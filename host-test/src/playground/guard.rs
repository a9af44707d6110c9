//! Who is answered. A web page from elsewhere must not reach a server on this machine through its visitor's browser:
//! not by a name that suddenly leads here (DNS rebinding), and not by a request across origins (CSRF).

use std::net::IpAddr;

use http::HeaderMap;
use http::header::{HOST, ORIGIN};
use http::uri::Authority;

/// Whether the browser came by an address or by `localhost`, which no foreign DNS can lead here.
pub(super) fn came_by_address(headers: &HeaderMap) -> bool {
    let Some(authority) = authority(headers) else {
        return false;
    };
    let host = authority.host();
    let bare = host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'));
    let host = bare.unwrap_or(host);
    host.eq_ignore_ascii_case("localhost") || host.parse::<IpAddr>().is_ok()
}

/// Whether the request was sent by a page of this very server. Browsers name the origin with every `PUT` (Fetch standard,
/// "Append a request Origin header").
pub(super) fn came_from_own_page(headers: &HeaderMap) -> bool {
    let own = authority(headers).map(|authority| format!("http://{authority}"));
    let mut origins = headers.get_all(ORIGIN).iter();
    let origin = origins.next().and_then(|origin| origin.to_str().ok());
    origins.next().is_none() && origin.is_some() && origin == own.as_deref()
}

/// `Host`, which there is once (RFC 9112, 3.2).
fn authority(headers: &HeaderMap) -> Option<Authority> {
    let mut hosts = headers.get_all(HOST).iter();
    let host = hosts.next()?;
    let authority: Authority = host.to_str().ok()?.parse().ok()?;
    let is_plain = hosts.next().is_none() && !authority.as_str().contains('@');
    is_plain.then_some(authority)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(lines: &[(http::HeaderName, &str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(name, value.parse().unwrap());
        }
        headers
    }

    #[test]
    fn only_addresses_and_localhost_are_hosts() {
        for (host, expected) in [
            ("127.0.0.1:3000", true),
            ("127.0.0.1", true),
            ("[::1]:3000", true),
            ("localhost:3000", true),
            ("LOCALHOST", true),
            ("192.168.1.5:3000", true),
            ("rebound.example:3000", false),
            ("127.0.0.1.nip.example:3000", false),
            ("localhost.example", false),
            ("127.0.0.1@evil.example", false),
            ("evil.example@127.0.0.1", false),
            ("", false),
        ] {
            assert_eq!(
                came_by_address(&headers(&[(HOST, host)])),
                expected,
                "{host}"
            );
        }
        assert!(!came_by_address(&HeaderMap::new()));
        let two = [(HOST, "127.0.0.1"), (HOST, "evil.example")];
        assert!(!came_by_address(&headers(&two)));
    }

    #[test]
    fn only_the_own_page_is_an_origin() {
        for (origin, expected) in [
            (Some("http://127.0.0.1:3000"), true),
            (Some("http://127.0.0.1:8080"), false),
            (Some("https://127.0.0.1:3000"), false),
            (Some("http://localhost:3000"), false),
            (Some("https://evil.example"), false),
            (Some("null"), false),
            (None, false),
        ] {
            let mut lines = vec![(HOST, "127.0.0.1:3000")];
            lines.extend(origin.map(|origin| (ORIGIN, origin)));
            assert_eq!(came_from_own_page(&headers(&lines)), expected, "{origin:?}");
        }
    }
}
