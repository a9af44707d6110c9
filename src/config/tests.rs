//! Every variable: good, edge and bad values.

use marble_settings::among;

use super::*;

fn parse(settings: &[(&str, &str)]) -> Result<Config, Error> {
    Config::parse(among(settings))
}

#[test]
fn fills_in_the_defaults() {
    let punycode = parse(&[("URL", "https://xn--bcher-kva.example")]).unwrap();
    assert_eq!(
        punycode.delivery,
        Delivery::Redirect("https://xn--bcher-kva.example".into())
    );
    let config = parse(&[("URL", "https://pictures.example/")]).unwrap();
    assert_eq!(
        config.delivery,
        Delivery::Redirect("https://pictures.example".into())
    );
    assert_eq!(config.base_path, "/default/resize");
    assert_eq!(config.cache_control, "public, max-age=31536000, immutable");
    assert_eq!(config.limits.max_source_bytes, 32 << 20);
    assert_eq!(config.limits.max_memory, 96 << 20);
    assert_eq!(config.limits.max_frames, 500);
    assert_eq!(config.limits.max_work, 10_000);
    assert_eq!(config.max_time, Duration::from_secs(25));
    assert!(config.policy.resolutions.is_empty());
    assert_eq!(config.watermark, None);
}

#[test]
fn finds_the_watermark_where_originals_are() {
    for (prefix, key, expected) in [
        ("", "a/logo ü.png", "a/logo ü.png"),
        ("originals/", "logo.png", "originals/logo.png"),
    ] {
        let settings = [
            ("DELIVERY", "inline"),
            ("SOURCE_PREFIX", prefix),
            ("WATERMARK", key),
        ];
        let config = parse(&settings).unwrap();
        assert_eq!(config.watermark.as_deref(), Some(expected));
    }
}

#[test]
fn takes_a_plain_original_for_a_fallback() {
    let settings = [
        ("URL", "https://pictures.example"),
        ("PRESETS", "thumb=300x300"),
        ("RESULT_PREFIX", "derived/"),
    ];
    let fallback = |value| {
        let config = parse(&[&settings[..], &[("FALLBACK", value)]].concat());
        config.map(|config| config.fallback)
    };
    assert_eq!(fallback(""), Ok(None));
    for good in ["a.png", "site/Fallback_1-2.webp", "a", "300x300.png"] {
        assert_eq!(fallback(good), Ok(Some(good.to_owned())));
    }
    let long = "a".repeat(1_025);
    for bad in [
        "/a.png",
        "a/",
        "a//b.png",
        "../a.png",
        "a/./b.png",
        "a b.png",
        "a+b.png",
        "a%41.png",
        "a?b.png",
        "a#b.png",
        "a&b.png",
        "ü.png",
        "300x300/a.png",
        "300x300,fit=fill/a.png",
        "thumb/a.png",
        "derived/a.png",
        &long,
    ] {
        let error = fallback(bad).unwrap_err();
        assert_eq!(error.variable, "FALLBACK", "{bad}");
    }
}

#[test]
fn takes_an_empty_value_for_none() {
    let config = parse(&[
        ("DELIVERY", "inline"),
        ("BASE_PATH", ""),
        ("MAX_RESULT_SIDE", ""),
    ]);
    assert_eq!(config.unwrap().limits.max_result_side, 4096);
}

#[test]
fn ignores_spaces_between_sizes() {
    let config = parse(&[
        ("DELIVERY", "inline"),
        ("ALLOWED_RESOLUTIONS", " 300x300, 600x ,x40..50, "),
    ]);
    let names: Vec<_> = config.unwrap().policy.resolutions;
    let names: Vec<_> = names.iter().map(ToString::to_string).collect();
    assert_eq!(names, ["300x300", "600x", "x40..50"]);
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table")]
fn names_the_variable_and_what_it_found() {
    for (settings, expected) in [
        (&[][..], "URL: expected an absolute http"),
        (
            &[("URL", "ftp://a.example")][..],
            "found \"ftp://a.example\"",
        ),
        (&[("URL", "http://a.example/?x")][..], "URL: "),
        // Hosts are written in ASCII: `idna_adapter` in Cargo.toml.
        (&[("URL", "https://bücher.example")][..], "URL: "),
        (&[("DELIVERY", "pigeon")][..], "DELIVERY: "),
        (
            &[("DELIVERY", "inline"), ("MAX_RESULT_SIDE", "16384")][..],
            "MAX_RESULT_SIDE: expected a number from 1 to 16383, but found \"16384\"",
        ),
        (
            &[("DELIVERY", "inline"), ("MAX_SOURCE_BYTES", "0")][..],
            "MAX_SOURCE_BYTES: ",
        ),
        (
            &[("DELIVERY", "inline"), ("ALLOWED_RESOLUTIONS", "300")][..],
            "ALLOWED_RESOLUTIONS: ",
        ),
        (
            &[("DELIVERY", "inline"), ("PRESETS", "thumb=300")][..],
            "PRESETS: expected names and transforms such as thumb=300x300,fit=inside; hero=1600x, no name twice, but found \"thumb=300\"",
        ),
        (
            &[
                ("DELIVERY", "inline"),
                ("ALLOWED_TRANSFORMS", "300x300,600x"),
            ][..],
            "ALLOWED_TRANSFORMS: ",
        ),
        // A list that holds nothing does not open everything.
        (
            &[("DELIVERY", "inline"), ("ALLOWED_RESOLUTIONS", " , ")],
            "ALLOWED_RESOLUTIONS: ",
        ),
        (&[("DELIVERY", "inline"), ("PRESETS", ";")], "PRESETS: "),
        (
            &[("DELIVERY", "inline"), ("PRESETS", "a=9x9; b=9x9; a=8x8")],
            "PRESETS: ",
        ),
        (
            &[
                ("DELIVERY", "inline"),
                ("PRESETS", "a=9x9; b=9x9,watermark=southeast"),
            ],
            "PRESETS: expected none with a watermark while WATERMARK is not set, but found",
        ),
        (
            &[("DELIVERY", "inline"), ("ALLOWED_OPTIONS", "quality=60|80")],
            "ALLOWED_OPTIONS: expected no value without ALLOWED_RESOLUTIONS",
        ),
        (
            &[
                ("DELIVERY", "inline"),
                ("ALLOWED_RESOLUTIONS", "9x9"),
                ("ALLOWED_OPTIONS", "zoom=3"),
            ],
            "ALLOWED_OPTIONS: expected options such as",
        ),
        (
            &[("DELIVERY", "inline"), ("SIGNING_KEYS", "abcdef")],
            "SIGNING_KEYS: expected keys of hexadecimal digits, at least 32 each, with a comma between two, but its value",
        ),
        (
            &[("DELIVERY", "inline"), ("SNAP", "yes")][..],
            "SNAP: expected no or up, but found \"yes\"",
        ),
        (
            &[("DELIVERY", "inline"), ("BASE_PATH", "resize")][..],
            "BASE_PATH: ",
        ),
        (
            &[("DELIVERY", "inline"), ("WATERMARK", "/logo.png")][..],
            "WATERMARK: expected the key of an original without SOURCE_PREFIX",
        ),
        (
            &[("DELIVERY", "inline"), ("WATERMARK", "../logo.png")][..],
            "WATERMARK: ",
        ),
        (
            &[("DELIVERY", "inline"), ("WATERMARK", "marks/")][..],
            "WATERMARK: ",
        ),
        (
            &[("DELIVERY", "inline"), ("CACHE_CONTROL", "a\r\nb")][..],
            "CACHE_CONTROL: ",
        ),
        (
            &[("DELIVERY", "inline"), ("ALLOWED_RESOLUTIONS", "5000x5000")][..],
            "ALLOWED_RESOLUTIONS: expected sizes such as 300x300,600x,100..2000x with sides from 1 to 4096, but found \"5000x5000\"",
        ),
        (
            &[
                ("DELIVERY", "inline"),
                ("MAX_RESULT_SIDE", "299"),
                ("ALLOWED_RESOLUTIONS", "9x,300x"),
            ],
            "sides from 1 to 299",
        ),
        (
            &[("DELIVERY", "inline"), ("ALLOWED_TRANSFORMS", "5000x5000")],
            "ALLOWED_TRANSFORMS: ",
        ),
        (
            &[("DELIVERY", "inline"), ("ALLOWED_TRANSFORMS", "9..5000x")],
            "ALLOWED_TRANSFORMS: ",
        ),
        (
            &[
                ("DELIVERY", "inline"),
                ("ALLOWED_TRANSFORMS", "3000x,dpr=2"),
            ],
            "ALLOWED_TRANSFORMS: ",
        ),
    ] {
        let error = parse(settings).unwrap_err().to_string();
        assert!(error.contains(expected), "{settings:?} gave {error}");
    }
}

#[test]
fn refuses_prefixes_that_no_request_could_pass() {
    for (settings, variable) in [
        (&[("RESULT_PREFIX", "/derived/")][..], "RESULT_PREFIX"),
        (&[("RESULT_PREFIX", "derived")], "RESULT_PREFIX"),
        (&[("RESULT_PREFIX", "../x/")], "RESULT_PREFIX"),
        (&[("RESULT_PREFIX", "a/./b/")], "RESULT_PREFIX"),
        (&[("RESULT_PREFIX", "a\\b/")], "RESULT_PREFIX"),
        (&[("RESULT_PREFIX", "a\n/")], "RESULT_PREFIX"),
        (&[("RESULT_PREFIX", "300x300/")], "RESULT_PREFIX"),
        (&[("SOURCE_PREFIX", "originals")], "SOURCE_PREFIX"),
        (&[("SOURCE_PREFIX", "../x/")], "SOURCE_PREFIX"),
        (&[("SOURCE_PREFIX", "300x,fit=fill/")], "SOURCE_PREFIX"),
        (
            &[("SOURCE_PREFIX", "img/300x300/"), ("RESULT_PREFIX", "img/")],
            "SOURCE_PREFIX",
        ),
        (
            &[
                ("SOURCE_PREFIX", "img/thumb/"),
                ("RESULT_PREFIX", "img/"),
                ("PRESETS", "thumb=9x9"),
            ],
            "SOURCE_PREFIX",
        ),
    ] {
        let settings = [settings, &[("DELIVERY", "inline")]].concat();
        let error = parse(&settings).unwrap_err();
        assert_eq!(error.variable, variable, "{settings:?}: {error}");
    }
    for (source, result) in [
        ("", ""),
        ("originals/", "derived/"),
        ("img/originals/", "img/"),
        ("img/", "img/derived/"),
        ("img/", "img/"),
        ("ü//a b/", "x/"),
    ] {
        let settings = [
            ("DELIVERY", "inline"),
            ("SOURCE_PREFIX", source),
            ("RESULT_PREFIX", result),
        ];
        let config = parse(&settings).unwrap();
        let found = (config.source_prefix.as_str(), config.result_prefix.as_str());
        assert_eq!(found, (source, result));
    }
}

#[test]
fn dialects_and_their_secrets_go_together() {
    let read = |settings: &[(&str, &str)]| {
        let inline = [("DELIVERY", "inline")];
        parse(&[&inline, settings].concat()).map(|config| config.dialects)
    };
    assert_eq!(read(&[]), Ok(Dialects::default()));
    let dialects = read(&[
        ("DIALECTS", "imgproxy, thumbor"),
        ("DIALECT_SOURCES", "s3://pictures/, https://a.example/img/"),
        ("IMGPROXY_KEY", "736563726574,00ff"),
        ("IMGPROXY_SALT", "68656C6C6F, FF00"),
        ("IMGPROXY_SIGNATURE_SIZE", "16"),
        ("THUMBOR_SECURITY_KEY", "open sesame"),
        ("PRESETS", "thumb=9x9"),
    ]);
    let dialects = dialects.unwrap();
    assert_eq!(dialects.known, [Dialect::Imgproxy, Dialect::Thumbor]);
    assert_eq!(
        dialects.sources,
        ["s3://pictures/", "https://a.example/img/"]
    );
    assert_eq!(dialects.imgproxy.len(), 2);
    assert_eq!(dialects.presets, ["thumb"]);
    assert!(dialects.thumbor.is_some());
    let shown = format!("{dialects:?}");
    assert!(
        !shown.contains("sesame") && !shown.contains("73"),
        "{shown}"
    );
    let all = ("DIALECTS", "imgproxy,cloudflare,thumbor");
    for (settings, variable) in [
        (&[("DIALECTS", "imgix")][..], "DIALECTS"),
        (&[("DIALECTS", ",")], "DIALECTS"),
        (&[("DIALECT_SOURCES", "s3://a/")], "DIALECT_SOURCES"),
        (&[all, ("DIALECT_SOURCES", "s3://a")], "DIALECT_SOURCES"),
        (&[all, ("IMGPROXY_KEY", "00")], "IMGPROXY_SALT"),
        (&[all, ("IMGPROXY_SALT", "00")], "IMGPROXY_SALT"),
        (
            &[all, ("IMGPROXY_KEY", "00,11"), ("IMGPROXY_SALT", "00")],
            "IMGPROXY_SALT",
        ),
        (
            &[all, ("IMGPROXY_KEY", "secret"), ("IMGPROXY_SALT", "00")],
            "IMGPROXY_KEY",
        ),
        (
            &[
                ("DIALECTS", "thumbor"),
                ("IMGPROXY_KEY", "00"),
                ("IMGPROXY_SALT", "00"),
            ],
            "IMGPROXY_KEY",
        ),
        (
            &[all, ("IMGPROXY_SIGNATURE_SIZE", "7")],
            "IMGPROXY_SIGNATURE_SIZE",
        ),
        (
            &[all, ("IMGPROXY_SIGNATURE_SIZE", "33")],
            "IMGPROXY_SIGNATURE_SIZE",
        ),
        (
            &[
                ("DIALECTS", "imgproxy"),
                ("THUMBOR_SECURITY_KEY", "open sesame"),
            ],
            "THUMBOR_SECURITY_KEY",
        ),
    ] {
        let error = read(settings).unwrap_err();
        assert_eq!(error.variable, variable, "{settings:?}");
        let shown = error.to_string();
        assert!(
            !shown.contains("sesame") && !shown.contains("secret"),
            "{shown}"
        );
    }
}
