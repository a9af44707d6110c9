//! From a request target and settings to keys, location and format; and what is refused.

use marble_settings::among;
use marble_transform::SigningKey;
use serde_json::Value;

use crate::accept::Accept;

use super::*;

fn plan(target: &str, settings: &[(&str, &str)]) -> Result<Plan, Error> {
    plan_for("", target, settings)
}

fn plan_for(accept: &str, target: &str, settings: &[(&str, &str)]) -> Result<Plan, Error> {
    let rest = [("URL", "http://w.example/")];
    let config = Config::parse(among(&[settings, &rest].concat())).unwrap();
    let accept = Accept::parse(accept);
    let request = Request::parse(target, accept, &config.base_path, &config.result_prefix);
    Plan::new(&request.unwrap(), &config)
}

#[test]
fn sends_the_client_to_the_canonical_key() {
    for (target, location) in [
        ("/300x300/a.jpg", "http://w.example/300x300/a.jpg"),
        (
            "/300x300,quality=9,fit=fill/a.jpg",
            "http://w.example/300x300,fit=fill,quality=9/a.jpg",
        ),
        (
            "/1x1/a b+c%25&d=e@2x#ü?.jpg",
            "http://w.example/1x1/a%20b%2Bc%25%26d=e@2x%23%C3%BC",
        ),
        ("/1x1/a//b.jpg", "http://w.example/1x1/a//b.jpg"),
    ] {
        let plan = plan(target, &[]).unwrap();
        assert_eq!(plan.keys.location.as_deref(), Some(location), "{target}");
    }
}

#[test]
fn puts_the_prefixes_in_front() {
    let settings = [
        ("SOURCE_PREFIX", "originals/"),
        ("RESULT_PREFIX", "derived/"),
    ];
    for target in ["/300x/a.jpg", "/derived/300x/a.jpg"] {
        let plan = plan(target, &settings).unwrap();
        assert_eq!(plan.keys.original, "originals/a.jpg");
        assert_eq!(plan.keys.derivative, "derived/300x/a.jpg");
        assert_eq!(
            plan.keys.location.unwrap(),
            "http://w.example/derived/300x/a.jpg"
        );
    }
}

#[test]
fn draws_the_watermark_that_is_set() {
    let settings = [("SOURCE_PREFIX", "img/"), ("WATERMARK", "logo.png")];
    for (target, settings, expected) in [
        (
            "/9x9,watermark=north/a.jpg",
            &settings[..],
            Ok(Some("img/logo.png")),
        ),
        // Nothing of it is seen.
        ("/9x9,watermark=north:0/a.jpg", &settings, Ok(None)),
        ("/9x9/a.jpg", &settings, Ok(None)),
        ("/9x9,watermark=north:0/a.jpg", &[], Ok(None)),
        ("/9x9,watermark=north/a.jpg", &[], Err(Error::NoWatermark)),
    ] {
        let found = plan(target, settings).map(|plan| plan.watermark);
        assert_eq!(
            found,
            expected.map(|key| key.map(str::to_owned)),
            "{target}"
        );
    }
}

/// Each of the two may lie below the other.
#[test]
fn nests_the_prefixes() {
    for (source, result, target, expected) in [
        (
            "img/originals/",
            "img/",
            "/9x9/a.jpg",
            Some(("img/originals/a.jpg", "img/9x9/a.jpg")),
        ),
        (
            "img/originals/",
            "img/",
            "/img/9x9/b/a.jpg",
            Some(("img/originals/b/a.jpg", "img/9x9/b/a.jpg")),
        ),
        ("img/originals/", "img/", "/9x9/9x9/a.jpg", None),
        (
            "img/",
            "img/",
            "/9x9/a.jpg",
            Some(("img/a.jpg", "img/9x9/a.jpg")),
        ),
        ("img/", "img/", "/9x9/9x9/a.jpg", None),
        (
            "img/",
            "img/derived/",
            "/9x9/a.jpg",
            Some(("img/a.jpg", "img/derived/9x9/a.jpg")),
        ),
        ("img/", "img/derived/", "/9x9/derived/9x9/a.jpg", None),
        ("img/", "img/derived/", "/9x9/derived/a.jpg", None),
    ] {
        let settings = [("SOURCE_PREFIX", source), ("RESULT_PREFIX", result)];
        let found = plan(target, &settings);
        let found = found.map(|plan| (plan.keys.original, plan.keys.derivative));
        let expected = expected.map(|(from, to)| (from.to_owned(), to.to_owned()));
        assert_eq!(found.ok(), expected, "{source} {result} {target}");
    }
}

#[test]
fn refuses_derivatives_as_originals() {
    for (target, prefix) in [
        ("/300x300/300x300/a.jpg", ""),
        ("/300x300/600x/a.jpg", ""),
        ("/300x300/600x,fit=fill/a.jpg", ""),
        ("/300x300/99999x99999/a.jpg", ""),
        ("/300x300/derived/300x300/a.jpg", "derived/"),
    ] {
        let error = plan(target, &[("RESULT_PREFIX", prefix)]).unwrap_err();
        assert!(matches!(error, Error::Derivative(_)), "{target}");
    }
    assert!(plan("/300x300/300x300.jpg", &[]).is_ok());
}

#[test]
fn allows_the_listed_sizes_in_any_format() {
    let settings = [("ALLOWED_RESOLUTIONS", "300x300,600x")];
    for (target, allowed) in [
        ("/300x300/a.jpg", true),
        ("/300x300,format=webp/a.jpg", true),
        ("/300x300,fit=fill/a.jpg", false),
        ("/600x/a.jpg", true),
        ("/600x600/a.jpg", false),
        ("/x600/a.jpg", false),
    ] {
        let found = plan(target, &settings);
        assert_eq!(found.is_ok(), allowed, "{target}");
        let refused = Err(Error::Policy(policy::Error::NotAllowed));
        assert!(allowed || found == refused, "{target}");
    }
}

const KEY: &str = "000102030405060708090a0b0c0d0e0f";

fn sign(transform: &str, original: &str) -> String {
    let transform = Transform::parse(transform, 4096).unwrap();
    let key = SigningKey::parse(KEY).unwrap();
    key.sign(&transform, original).to_string()
}

/// A signature is of the original that is asked for, by whichever way to read the request names it.
#[test]
fn tries_the_originals_that_the_signature_is_of() {
    let settings = [("SIGNING_KEYS", KEY), ("SOURCE_PREFIX", "in/")];
    for (target, signed, expected) in [
        ("/9x9,sig=S/a.jpg", "a.jpg", &[("in/a.jpg", "a.jpg")][..]),
        ("/9x9,sig=S/a.jpg", "in/a.jpg", &[]),
        ("/9x9,sig=S/a.jpg", "b.jpg", &[]),
        (
            "/9x9,sig=S/100%2541.jpg",
            "100%41.jpg",
            &[("in/100%41.jpg", "100%41.jpg")],
        ),
        ("/9x9,sig=S/100%2541.jpg", "100A.jpg", &[]),
        (
            "?key=9x9,sig=S/a+b.jpg&v=1",
            "a b.jpg",
            &[("in/a b.jpg", "a b.jpg")],
        ),
        (
            "?key=9x9,sig=S/a+b.jpg",
            "a+b.jpg",
            &[("in/a+b.jpg", "a+b.jpg")],
        ),
        (
            "?key=9x9%252Csig%253DS%252Fa.jpg",
            "a.jpg",
            &[("in/a.jpg", "a.jpg")],
        ),
        // The composed name is the bucket's, the decomposed one the client's.
        (
            "/9x9,sig=S/u%CC%88.jpg",
            "ü.jpg",
            &[("in/ü.jpg", "u\u{308}.jpg")],
        ),
        (
            "/9x9,sig=S/u%CC%88.jpg",
            "u\u{308}.jpg",
            &[
                ("in/u\u{308}.jpg", "u\u{308}.jpg"),
                ("in/ü.jpg", "u\u{308}.jpg"),
            ],
        ),
    ] {
        let signature = sign("9x9", signed);
        let found = plan(&target.replace('S', &signature), &settings);
        if expected.is_empty() {
            assert_eq!(found, Err(Error::SignatureMismatch), "{target} {signed}");
            continue;
        }
        let found = found.unwrap();
        let keys = [found.keys].into_iter().chain(found.alternatives);
        let keys: Vec<_> = keys.map(|keys| (keys.original, keys.derivative)).collect();
        let expected = expected.iter().map(|(original, requested)| {
            let derivative = format!("9x9,sig={signature}/{requested}");
            ((*original).to_owned(), derivative)
        });
        assert_eq!(keys, expected.collect::<Vec<_>>(), "{target} {signed}");
    }
}

#[test]
fn signs_the_way_to_the_format_that_was_chosen() {
    let settings = [("SIGNING_KEYS", KEY)];
    let signature = sign("9x9,format=auto", "ü a.jpg");
    let target = format!("/9x9,format=auto,sig={signature}/%C3%BC%20a.jpg");
    for (accept, chosen) in [("image/webp", "9x9,format=webp"), ("", "9x9")] {
        let found = plan_for(accept, &target, &settings).unwrap();
        assert!(found.redirect_first && found.negotiated);
        let expected = format!("{chosen},sig={}/ü a.jpg", sign(chosen, "ü a.jpg"));
        assert_eq!(found.keys.derivative, expected);
        let location = found.keys.location.clone().unwrap();
        let there = location.strip_prefix("http://w.example").unwrap();
        let there = plan_for("image/webp", there, &settings).unwrap();
        assert!(!there.redirect_first);
        assert_eq!(there.keys, found.keys);
    }
}

#[test]
fn stores_a_preset_under_its_name() {
    let settings = [("PRESETS", "thumb=30x30,fit=fill; hero = 1600x")];
    let found = plan("/thumb/a.jpg", &settings).unwrap();
    assert_eq!(found.keys.derivative, "thumb/a.jpg");
    assert_eq!(found.keys.location.unwrap(), "http://w.example/thumb/a.jpg");
    assert_eq!(found.transform.to_string(), "30x30,fit=fill");
    let error = plan("/thumb/hero/a.jpg", &settings).unwrap_err();
    assert!(matches!(error, Error::Derivative(_)));
}

#[test]
fn sends_the_client_to_a_listed_size() {
    let settings = [
        ("ALLOWED_RESOLUTIONS", "300x300,600x"),
        ("ALLOWED_OPTIONS", "quality"),
        ("SNAP", "up"),
    ];
    let found = plan("/299x300,quality=9/a.jpg", &settings).unwrap();
    assert!(found.redirect_first);
    let location = "http://w.example/300x300,quality=9/a.jpg";
    assert_eq!(found.keys.location.as_deref(), Some(location));
    assert!(!plan("/600x/a.jpg", &settings).unwrap().redirect_first);
    assert!(plan("/601x/a.jpg", &settings).is_err());
}

#[test]
fn sends_the_client_to_the_format_that_it_shows() {
    let settings = [
        ("PRESETS", "hero=1600x,format=auto; thumb=30x"),
        ("ALLOWED_TRANSFORMS", "600x,format=auto,quality=60; 9x9"),
    ];
    for (accept, target, expected) in [
        (
            "image/webp",
            "/600x,format=auto,quality=60/a.jpg",
            Some("600x,format=webp,quality=60/a.jpg"),
        ),
        (
            "image/*",
            "/600x,format=auto,quality=60/a.jpg",
            Some("600x,quality=60/a.jpg"),
        ),
        ("image/webp", "/hero/a.jpg", Some("hero,format=webp/a.jpg")),
        ("", "/hero/a.jpg", Some("hero,format=original/a.jpg")),
        ("image/webp", "/9x9,format=auto/a.jpg", None),
        ("image/webp", "/600x,format=auto/a.jpg", None),
    ] {
        let found = plan_for(accept, target, &settings);
        assert_eq!(found.is_ok(), expected.is_some(), "{accept} {target}");
        let (Ok(found), Some(expected)) = (found, expected) else {
            continue;
        };
        assert!(found.negotiated && found.redirect_first);
        assert_eq!(found.keys.derivative, expected, "{accept} {target}");
        // There, nothing is negotiated any more, whoever asks.
        let there = plan_for("image/webp", &format!("/{expected}"), &settings).unwrap();
        assert!(!there.negotiated && !there.redirect_first);
        assert_eq!(there.keys, found.keys);
        assert_eq!(there.transform, found.transform);
    }
    for target in [
        "/thumb,format=webp/a.jpg",
        "/hero,format=bmp/a",
        "/hero,quality=9/a",
    ] {
        let error = plan(target, &settings).unwrap_err();
        let invalid = |error| matches!(error, Error::Policy(policy::Error::InvalidTransform(_)));
        assert!(invalid(error), "{target}");
    }
    let error = plan("/9x9/hero,format=webp/a.jpg", &settings).unwrap_err();
    assert!(matches!(error, Error::Derivative(_)));
}

/// What is the default of one format is none of another.
#[test]
fn keeps_the_quality_that_was_asked_for_whatever_the_format() {
    let settings = [(
        "ALLOWED_TRANSFORMS",
        "9x9,format=auto,quality=80; 9x9,format=auto,quality=50",
    )];
    for (quality, avif, webp) in [
        (
            80,
            "9x9,format=avif,quality=80/a.jpg",
            "9x9,format=webp/a.jpg",
        ),
        (
            50,
            "9x9,format=avif/a.jpg",
            "9x9,format=webp,quality=50/a.jpg",
        ),
    ] {
        let target = format!("/9x9,format=auto,quality={quality}/a.jpg");
        let expected = if HAS_AVIF { avif } else { webp };
        let found = plan_for("image/avif,image/webp", &target, &settings).unwrap();
        assert_eq!(found.keys.derivative, expected);
        let there = plan(&format!("/{expected}"), &settings).unwrap();
        assert_eq!(there.transform, found.transform);
    }
}

#[test]
fn chooses_avif_for_small_stills_only() {
    let chrome = "image/avif,image/webp,*/*;q=0.8";
    let settings = [("AVIF_MAX_PIXELS", "10000")];
    for (target, small_still) in [
        ("/100x100,format=auto/a.jpg", true),
        ("/50x50,dpr=2,format=auto/a.PNG", true),
        ("/100x100,fit=inside,format=auto/a.jpeg", true),
        ("/90x90,pad=5,format=auto/a.jpg", true),
        ("/100x101,format=auto/a.jpg", false),
        ("/50x50,dpr=2.1,format=auto/a.jpg", false),
        ("/90x90,pad=6,format=auto/a.jpg", false),
        ("/100x100,fit=outside,format=auto/a.jpg", false),
        ("/100x,format=auto/a.jpg", false),
        ("/100x100,format=auto/a.gif", false),
        ("/100x100,format=auto/a.webp", false),
        ("/100x100,format=auto/a", false),
    ] {
        let expected = if small_still && HAS_AVIF {
            Output::Avif
        } else {
            Output::WebP
        };
        let found = plan_for(chrome, target, &settings).unwrap();
        assert_eq!(found.transform.format, Some(expected), "{target}");
    }
}

/// Before AVIF, where the client names it and there is room for every result of such options.
#[test]
fn chooses_jxl_for_stills_that_fit() {
    let chrome = "image/jxl,image/avif,image/webp,*/*;q=0.8";
    let settings = [("MAX_RESULT_SIDE", "4000"), ("AVIF_MAX_PIXELS", "10000")];
    for (accept, target, expected) in [
        (chrome, "/800x600,format=auto/a.jpg", Output::Jxl),
        (chrome, "/100x100,format=auto/a.jpg", Output::Jxl),
        (
            chrome,
            "/1000x1000,fit=inside,format=auto/a.png",
            Output::Jxl,
        ),
        (chrome, "/300x,format=auto/a.jpg", Output::Jxl),
        (chrome, "/600x,format=auto/a.jpg", Output::WebP),
        (chrome, "/2000x1500,format=auto/a.jpg", Output::WebP),
        (
            chrome,
            "/100x100,fit=outside,format=auto/a.jpg",
            Output::WebP,
        ),
        (chrome, "/100x100,format=auto/a.gif", Output::WebP),
        (chrome, "/100x100,format=auto/a.webp", Output::WebP),
        (
            "image/webp,image/*",
            "/100x100,format=auto/a.jpg",
            Output::WebP,
        ),
        (
            "image/jxl;q=0.5,image/webp",
            "/100x100,format=auto/a.jpg",
            Output::WebP,
        ),
    ] {
        let expected = match expected {
            Output::Jxl if !HAS_JXL && HAS_AVIF && target.starts_with("/100x100") => Output::Avif,
            Output::Jxl if !HAS_JXL => Output::WebP,
            other => other,
        };
        let found = plan_for(accept, target, &settings).unwrap();
        assert_eq!(found.transform.format, Some(expected), "{accept} {target}");
    }
}

#[test]
fn knows_the_keys_of_the_alternatives() {
    let settings = [("SOURCE_PREFIX", "in/"), ("RESULT_PREFIX", "out/")];
    let alternatives = |target| {
        let keys = plan(target, &settings).unwrap().alternatives.into_iter();
        keys.map(|keys| (keys.original, keys.derivative))
            .collect::<Vec<_>>()
    };
    let pair = |source: &str, derivative: &str| (source.to_owned(), derivative.to_owned());
    assert_eq!(
        alternatives("?key=9x9/u%CC%88+.jpg&v=1"),
        [
            pair("in/u\u{308} .jpg", "out/9x9/u\u{308} .jpg"),
            pair("in/ü .jpg", "out/9x9/u\u{308} .jpg")
        ]
    );
    assert_eq!(alternatives("?key=9x9/a.jpg"), []);
}

#[test]
fn knows_the_keys_of_the_fallback() {
    let settings = [
        ("FALLBACK", "site/none.png"),
        ("SOURCE_PREFIX", "in/"),
        ("RESULT_PREFIX", "out/"),
        ("PRESETS", "thumb=9x9,fit=inside"),
        ("ALLOWED_TRANSFORMS", "9x9; 9x9,quality=9,fit=fill"),
    ];
    for (target, derivative) in [
        ("/9x9/a.jpg", "out/9x9/site/none.png"),
        (
            "/9x9,quality=9,fit=fill/a.jpg",
            "out/9x9,fit=fill,quality=9/site/none.png",
        ),
        ("/thumb/a.jpg", "out/thumb/site/none.png"),
        ("/9x9/none.png", "out/9x9/site/none.png"),
    ] {
        let plan = plan(target, &settings).unwrap();
        let fallback = plan.fall_back().unwrap();
        assert_eq!(fallback.keys.original, "in/site/none.png", "{target}");
        assert_eq!(fallback.keys.derivative, derivative, "{target}");
        let location = format!("http://w.example/{derivative}");
        assert_eq!(fallback.keys.location, Some(location), "{target}");
        assert_eq!(fallback.transform, plan.transform, "{target}");
        assert_eq!(fallback.fall_back(), None, "{target}");
    }
    let itself = plan("/9x9/site/none.png", &settings).unwrap();
    assert_eq!(itself.fall_back(), None);
    let none = plan("/9x9/a.jpg", &[]).unwrap();
    assert_eq!(none.fall_back(), None);
    let long = format!("{}.png", "a".repeat(1_019));
    let too_long = plan("/99x99/a.jpg", &[("FALLBACK", &long)]).unwrap();
    assert_eq!(too_long.fall_back(), None);
}

#[test]
fn bounds_the_keys_with_their_prefixes() {
    let target = format!("/1x1/{}", "a".repeat(1020));
    assert!(plan(&target, &[]).is_ok());
    let error = plan(&target, &[("SOURCE_PREFIX", "1234/")]).unwrap_err();
    assert!(matches!(error, Error::KeyTooLong(1025)));
}

/// Which keys nobody links to: those that are refused here. `packages/marble-url` has the same table.
#[test]
fn refuses_the_keys_that_no_link_has() {
    let table = include_str!("../../crates/transform/links.json");
    let table: Value = serde_json::from_str(table).unwrap();
    let config = Config::parse(|name| (name == "DELIVERY").then(|| "inline".to_owned())).unwrap();
    for row in table["links"].as_array().unwrap() {
        let text = |name: &str| row[name].as_str().unwrap();
        let target = path(&format!("{}/{}", text("transform"), text("key")));
        let request = Request::parse(&target, Accept::default(), &config.base_path, "");
        let refused = match request.as_ref().map(|request| Plan::new(request, &config)) {
            Err(error) => Some(error.to_string()),
            Ok(plan) => plan.err().map(|error| error.to_string()),
        };
        assert_eq!(refused.as_deref(), row["error"].as_str(), "{row}");
        if refused.is_none() {
            assert_eq!(request.unwrap().original, text("key"));
        }
    }
}
