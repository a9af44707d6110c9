//! From a request target to transform, original and alternatives; and what is refused.

use super::*;

fn parse(target: &str, result_prefix: &str) -> Result<Request, Error> {
    Request::parse(target, Accept::default(), "/default/resize", result_prefix)
}

#[test]
fn finds_the_key_in_query_and_path() {
    for (target, original) in [
        ("/default/resize?key=300x300/a.jpg", "a.jpg"),
        ("/default/resize?key=/300x300/a.jpg", "a.jpg"),
        ("/default/resize/?x=1&key=300x300/a.jpg", "a.jpg"),
        ("/?key=300x300/a.jpg", "a.jpg"),
        ("/default/resize/300x300/a.jpg", "a.jpg"),
        ("/300x300/a.jpg", "a.jpg"),
        ("/300x300/a.jpg?monkey=1", "a.jpg"),
        ("/300x300/a/b//c.jpg", "a/b//c.jpg"),
        ("/300x300//a.jpg", "/a.jpg"),
    ] {
        let request = parse(target, "").unwrap();
        assert_eq!(
            (request.transform.as_str(), request.original.as_str()),
            ("300x300", original),
            "{target}"
        );
    }
}

#[test]
fn reads_the_query_raw() {
    for (target, original) in [
        ("?key=1x1/a&b=c.jpg", "a&b=c.jpg"),
        ("?key=1x1/a+b.jpg", "a+b.jpg"),
        ("?key=1x1/a?key=b.jpg", "a?key=b.jpg"),
        ("?key=1x1/a%20b.jpg", "a b.jpg"),
        ("?key=1x1%2Fa%2520b.jpg", "a b.jpg"),
        ("?key=1x1/100%.jpg", "100%.jpg"),
        ("?key=1x1/100%25.jpg", "100%.jpg"),
        ("?key=1x1/%C3%BC-%E6%97%A5.jpg", "ü-日.jpg"),
        ("?key=1x1/%25C3%25BC.jpg", "ü.jpg"),
    ] {
        let request = parse(target, "").unwrap();
        assert_eq!(request.original, original, "{target}");
    }
}

#[test]
fn reads_what_is_no_escape_of_utf_8_as_it_is() {
    for (original, targets) in [
        (
            "per%cent.jpg",
            &[
                "?key=1x1/per%cent.jpg",
                "?key=1x1/per%25cent.jpg",
                "?key=1x1%2Fper%2525cent.jpg",
                "/1x1/per%cent.jpg",
                "/1x1/per%25cent.jpg",
            ][..],
        ),
        (
            "per%cent ü.jpg",
            &[
                "?key=1x1/per%cent%20%C3%BC.jpg",
                "?key=1x1/per%25cent%20%C3%BC.jpg",
                "?key=1x1/per%2525cent%2520%25C3%25BC.jpg",
                "/1x1/per%25cent%20%C3%BC.jpg",
            ],
        ),
        // Not encoded throughout, so not encoded once more.
        (
            "100%41%.jpg",
            &["?key=1x1/100%2541%25.jpg", "/1x1/100%2541%25.jpg"],
        ),
        (
            "%41%ff.jpg",
            &["?key=1x1/%2541%25ff.jpg", "?key=1x1/%252541%2525ff.jpg"],
        ),
    ] {
        for target in targets {
            let request = parse(target, "").unwrap();
            assert_eq!(request.original, original, "{target}");
        }
    }
}

#[test]
fn does_not_let_a_query_override_a_key_in_the_path() {
    for (target, base_path, original) in [
        ("/300x300/a.jpg?key=10x10/b.jpg", "/default/resize", "a.jpg"),
        (
            "/default/resize/300x300/a.jpg?key=10x10/b.jpg",
            "/default/resize",
            "a.jpg",
        ),
        ("/300x300/a.jpg?x=1&key=10x10/b.jpg", "", "a.jpg"),
        ("/img/300x300/a.jpg?key=10x10/b.jpg", "/img", "a.jpg"),
        ("/img?key=300x300/b.jpg", "/img", "b.jpg"),
    ] {
        let request = Request::parse(target, Accept::default(), base_path, "").unwrap();
        let found = (request.transform.as_str(), request.original.as_str());
        assert_eq!(found, ("300x300", original), "{target}");
    }
    let elsewhere = parse("/anything?key=300x300/a.jpg", "");
    assert_eq!(elsewhere.unwrap_err(), Error::NoOriginal);
}

#[test]
fn has_alternatives_to_what_is_not_there() {
    for (target, expected) in [
        ("?key=1x1/a.jpg", &[][..]),
        ("?key=1x1/a%20b.jpg", &[]),
        ("/1x1/a+b.jpg", &[]),
        ("?key=1x1/a+b.jpg", &[("a b.jpg", "a b.jpg")]),
        ("?key=1x1/a.jpg&v=2", &[("a.jpg", "a.jpg")]),
        (
            "?v=2&key=1x1%2Fa%2Bb+c.jpg&w=1",
            &[("a+b c.jpg", "a+b c.jpg")],
        ),
        // What is decoded twice of the literal key is decoded once.
        ("?key=1x1/a%2541.jpg", &[("a%41.jpg", "a%41.jpg")]),
        // Another transform, or none.
        ("?key=1x1&a/b.jpg", &[]),
        ("?key=1x1/&a.jpg", &[]),
        ("?key=1x1/a%252Fb/..%2F", &[]),
        // Decomposed throughout, or not.
        ("/1x1/u%CC%88.jpg", &[("ü.jpg", "u\u{308}.jpg")]),
        (
            "?key=1x1/u%CC%88+.jpg",
            &[
                ("u\u{308} .jpg", "u\u{308} .jpg"),
                ("ü .jpg", "u\u{308} .jpg"),
            ],
        ),
        ("/1x1/%C3%BC.jpg", &[]),
        ("/1x1/u%CC%88%C3%BC.jpg", &[]),
    ] {
        let request = parse(target, "");
        let found = request.map(|request| request.alternatives);
        let found = found.unwrap_or_default();
        let found: Vec<_> = found
            .iter()
            .map(|found| (found.original.as_str(), found.requested.as_str()))
            .collect();
        assert_eq!(found, expected, "{target}");
    }
}

#[test]
fn decodes_the_path_once() {
    let request = parse("/1x1/pct%2541%25.jpg", "").unwrap();
    assert_eq!(request.original, "pct%41%.jpg");
}

#[test]
fn takes_the_result_prefix_off() {
    for target in ["/derived/1x1/a.jpg", "?key=derived/1x1/a.jpg", "/1x1/a.jpg"] {
        let request = parse(target, "derived/").unwrap();
        assert_eq!((request.transform.as_str()), "1x1", "{target}");
    }
}

#[test]
fn refuses_what_is_no_key() {
    let long = format!("/1x1/{}", "a".repeat(1021));
    for (target, error) in [
        ("/default/resize", Error::Missing),
        ("/default/resize/", Error::Missing),
        ("/default/resize?key=", Error::Missing),
        ("/", Error::Missing),
        ("?key=1x1/a%00.jpg", Error::Control),
        ("?key=1x1/a%0d%0aSet-Cookie:x", Error::Control),
        ("?key=1x1/a%250a.jpg", Error::Control),
        ("?key=1x1/%5c..%5ca.jpg", Error::Backslash),
        ("?key=1x1/../a.jpg", Error::DotSegment),
        ("?key=1x1/%2e%2E/a.jpg", Error::DotSegment),
        ("/1x1/./a.jpg", Error::DotSegment),
        ("/a.jpg", Error::NoOriginal),
        ("/1x1/", Error::NoOriginal),
        (&long, Error::TooLong(1025)),
    ] {
        assert_eq!(parse(target, "").unwrap_err(), error, "{target}");
    }
}
