//! From a target in other words to keys, location and signature; and what stays Marble's own.

use marble_settings::among;
use marble_transform::{SigningKey, Transform};

use super::*;
use crate::plan::Plan;

const ALL: (&str, &str) = ("DIALECTS", "imgproxy, cloudflare, thumbor");

fn config(settings: &[(&str, &str)]) -> Config {
    let rest = [("URL", "http://w.example")];
    Config::parse(among(&[settings, &rest].concat())).unwrap()
}

fn plan(target: &str, settings: &[(&str, &str)]) -> Result<Plan, Error> {
    let config = config(settings);
    let request = read(target, Accept::default(), &config)?;
    Ok(Plan::new(&request, &config)?)
}

/// Where the client is sent, and whether at once.
fn sent(target: &str, settings: &[(&str, &str)]) -> Result<(String, bool), &'static str> {
    let plan = plan(target, settings).map_err(|error| error.code())?;
    let location = plan.keys.location.unwrap();
    let path = location.strip_prefix("http://w.example/").unwrap();
    Ok((path.to_owned(), plan.redirect_first))
}

#[test]
fn every_form_of_a_target_is_understood() {
    for target in [
        "/unsafe/300x200/a%20b.jpg",
        "/default/resize/unsafe/300x200/a%20b.jpg",
        "/default/resize?key=unsafe/300x200/a b.jpg",
        "/default/resize?key=unsafe/300x200/a%20b.jpg",
        "/default/resize?key=unsafe/300x200/a%2520b.jpg",
        "/default/resize?key=unsafe%2F300x200%2Fa%20b.jpg",
        "/?key=/unsafe/300x200/a%20b.jpg",
        "/_/rs:fill:300:200:1/plain/a%20b.jpg",
        "/_/rs%3Afill%3A300%3A200%3A1/plain/a%20b.jpg",
        "/default/resize?key=_/rs:fill:300:200:1/plain/a%20b.jpg",
        "/default/resize?key=_%2Frs%3Afill%3A300%3A200%3A1%2Fplain%2Fa%2520b.jpg",
        "/_/rs:fill:300:200:1/YSBiLmpwZw",
        "/cdn-cgi/image/w=300,h=200,fit=cover,q=80/a%20b.jpg",
        "/cdn-cgi/image/w=300%2Ch=200,fit=cover,q=80/a%20b.jpg?v=2",
        "/default/resize?key=cdn-cgi/image/w=300,h=200,fit=cover,q=80/a%20b.jpg",
    ] {
        let found = sent(target, &[ALL]);
        let expected = Ok(("300x200/a%20b.jpg".to_owned(), true));
        let comma = target.contains("%2C");
        if comma {
            // A comma of a value, and so of no option.
            assert_eq!(found, Err("invalid-key"), "{target}");
        } else {
            assert_eq!(found, expected, "{target}");
        }
    }
}

#[test]
fn what_is_marbles_own_stays_so() {
    let settings = [ALL, ("RESULT_PREFIX", "d/")];
    for (target, expected) in [
        ("/300x200/a.jpg", Ok(("d/300x200/a.jpg", false))),
        ("/d/300x200/a.jpg", Ok(("d/300x200/a.jpg", false))),
        ("/300x200/plain/a.jpg", Ok(("d/300x200/plain/a.jpg", false))),
        ("/300x200,zoom=1/rs:fit:1:1/plain/a.jpg", Err("invalid-key")),
        ("/-/health/x", Err("invalid-key")),
        ("/favicon.ico", Err("invalid-key")),
        ("/", Err("missing-key")),
        ("/_/w:9/plain/a.jpg", Ok(("d/9x,enlarge=no/a.jpg", true))),
        // No derivative is an original, whoever says so.
        ("/_/w:9/plain/9x9/a.jpg", Err("invalid-key")),
        ("/_/w:9/plain/d/a.jpg", Err("invalid-key")),
        ("/_/w:9/plain/..%2Fa.jpg", Err("invalid-key")),
        ("/_/w:9/plain/a%00.jpg", Err("invalid-key")),
        ("/_/w:9/plain/a%5Cb.jpg", Err("invalid-key")),
        ("/_/w:9/plain/", Err("invalid-key")),
    ] {
        let expected = expected.map(|(path, first)| (path.to_owned(), first));
        assert_eq!(sent(target, &settings), expected, "{target}");
    }
    // A preset of this name comes first.
    let settings = [ALL, ("PRESETS", "unsafe=9x9")];
    let own = Ok(("unsafe/smart/a.jpg".to_owned(), false));
    assert_eq!(sent("/unsafe/smart/a.jpg", &settings), own);
    // Without DIALECTS there are no other words.
    for target in [
        "/unsafe/300x200/a.jpg",
        "/_/w:9/plain/a.jpg",
        "/cdn-cgi/image/w=9/a.jpg",
    ] {
        assert_eq!(sent(target, &[]), Err("invalid-key"), "{target}");
        let error = plan(target, &[]).unwrap_err();
        assert!(error.to_string().contains("expected a size"), "{error}");
    }
    // Nor where another one is named.
    let settings = [("DIALECTS", "cloudflare")];
    assert_eq!(sent("/unsafe/300x200/a.jpg", &settings), Err("invalid-key"));
}

/// `secret` and `hello`, as imgproxy's documentation has them.
const IMGPROXY: [(&str, &str); 2] = [
    ("IMGPROXY_KEY", "736563726574"),
    ("IMGPROXY_SALT", "68656C6C6F"),
];
const THUMBOR: (&str, &str) = ("THUMBOR_SECURITY_KEY", "my-security-key");
const SOURCES: (&str, &str) = (
    "DIALECT_SOURCES",
    "http://example.com/, my.server.com/some/path/to/",
);
const SIGNED_BY_IMGPROXY: &str = "/oKfUtW34Dvo2BGQehJFR4Nr0_rIjOtdtzJ3QFsUcXH8/rs:fill:300:400:0/g:sm/aHR0cDovL2V4YW1w/bGUuY29tL2ltYWdl/cy9jdXJpb3NpdHku/anBn.png";
const SIGNED_BY_THUMBOR: &str =
    "/8ammJH8D-7tXy6kU3lTvoXlhu4o=/300x200/my.server.com/some/path/to/image.jpg";

#[test]
fn what_is_signed_there_is_signed_here() {
    const KEY: &str = "000102030405060708090a0b0c0d0e0f";
    let secrets = [&[ALL, SOURCES, THUMBOR][..], &IMGPROXY].concat();
    let key = SigningKey::parse(KEY).unwrap();
    let sign = |text: &str, original: &str| {
        let transform = Transform::parse(text, 4096).unwrap();
        let signature = key.sign(&transform, original);
        format!("{text},sig={signature}/{original}")
    };
    for (target, transform, original) in [
        (
            SIGNED_BY_IMGPROXY,
            "300x400,position=attention,enlarge=no,format=png",
            "images/curiosity.jpg",
        ),
        (SIGNED_BY_THUMBOR, "300x200", "image.jpg"),
    ] {
        let canonical = format!("{transform}/{original}");
        let found = |more: &[(&str, &str)]| sent(target, &[&secrets[..], more].concat());
        // Where everything is allowed, nothing needs a signature.
        assert_eq!(found(&[]), Ok((canonical.clone(), true)));
        // Where a signature is needed, the client is sent on with one, and that holds.
        let signed = sign(transform, original);
        assert_eq!(
            found(&[("SIGNING_KEYS", KEY)]),
            Ok((signed.clone(), true)),
            "{target}"
        );
        let settings = [("SIGNING_KEYS", KEY)];
        let own = plan(&format!("/{signed}"), &settings).unwrap();
        assert_eq!(own.transform.to_string(), transform);
        // What is listed is one object, signed or not.
        let listed = [("SIGNING_KEYS", KEY), ("ALLOWED_TRANSFORMS", transform)];
        assert_eq!(found(&listed), Ok((canonical.clone(), true)));
        // Without a key it cannot be asked for there: it is made before the client is sent on.
        let closed = [("ALLOWED_RESOLUTIONS", "1x1")];
        assert_eq!(found(&closed), Ok((canonical.clone(), false)));
        let own = plan(&format!("/{canonical}"), &closed);
        assert_eq!(own.unwrap_err().code(), "resolution-not-allowed");
    }
}

#[test]
fn what_is_not_signed_is_allowed_as_the_rules_say() {
    let closed = [ALL, ("ALLOWED_RESOLUTIONS", "300x200"), ("SNAP", "up")];
    for (target, expected) in [
        ("/unsafe/300x200/a.jpg", Ok("300x200/a.jpg")),
        ("/unsafe/299x200/a.jpg", Ok("300x200/a.jpg")),
        ("/unsafe/301x200/a.jpg", Err("resolution-not-allowed")),
        (
            "/unsafe/300x200/filters:grayscale()/a.jpg",
            Err("resolution-not-allowed"),
        ),
        ("/_/rs:fill:300:200:1/plain/a.jpg", Ok("300x200/a.jpg")),
        (
            "/_/rs:fill:300:200:1/bl:3/plain/a.jpg",
            Err("resolution-not-allowed"),
        ),
        ("/cdn-cgi/image/w=9/a.jpg", Err("resolution-not-allowed")),
    ] {
        let expected = expected.map(|path: &str| (path.to_owned(), true));
        assert_eq!(sent(target, &closed), expected, "{target}");
    }
    // A key of the dialect refuses what has none, whatever the rules are.
    let secrets = [&[ALL, SOURCES, THUMBOR][..], &IMGPROXY].concat();
    for target in [
        "/unsafe/300x200/a.jpg",
        "/insecure/rs:fill:300:200:1/plain/a.jpg",
        &SIGNED_BY_IMGPROXY.replace("300", "301"),
        &SIGNED_BY_THUMBOR.replace("300", "301"),
    ] {
        assert_eq!(
            sent(target, &secrets),
            Err("signature-mismatch"),
            "{target}"
        );
    }
    // Marble's own words have rules of their own.
    let found = sent("/300x200/a.jpg", &secrets);
    assert_eq!(found, Ok(("300x200/a.jpg".to_owned(), false)));
}

#[test]
fn a_redirect_may_have_rewritten_what_was_signed() {
    let secrets = [&[ALL, SOURCES, THUMBOR][..], &IMGPROXY].concat();
    for signed in [SIGNED_BY_IMGPROXY, SIGNED_BY_THUMBOR] {
        let expected = sent(signed, &secrets);
        assert!(expected.is_ok(), "{expected:?}");
        let key = signed.trim_start_matches('/');
        let escaped = key.replace(':', "%3A").replace('=', "%3D");
        let twice = escaped.replace('%', "%25");
        let all = escaped.replace('/', "%2F");
        for key in [key, &escaped, &twice, &all] {
            for form in ["/default/resize?key=", "/default/resize/", "/"] {
                let target = format!("{form}{key}");
                if form.ends_with('/') && key == twice {
                    continue;
                }
                assert_eq!(sent(&target, &secrets), expected, "{target}");
            }
        }
    }
}

#[test]
fn the_fallback_is_signed_too() {
    const KEY: &str = "000102030405060708090a0b0c0d0e0f";
    let settings = [
        ALL,
        ("THUMBOR_SECURITY_KEY", "my-security-key"),
        SOURCES,
        ("SIGNING_KEYS", KEY),
        ("FALLBACK", "none.png"),
    ];
    let plan = plan(SIGNED_BY_THUMBOR, &settings).unwrap();
    let fallback = plan.fall_back().unwrap().keys.derivative;
    let key = SigningKey::parse(KEY).unwrap();
    let transform = Transform::parse("300x200", 4096).unwrap();
    let signature = key.sign(&transform, "none.png");
    assert_eq!(fallback, format!("300x200,sig={signature}/none.png"));
}
