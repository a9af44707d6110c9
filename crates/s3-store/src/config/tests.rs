//! Every variable: good, edge and bad values, and that no message tells a secret.

use std::cell::RefCell;

use super::*;
use crate::failure::Failure;

const SECRET: &str = "wJalrXUtnFEMI/K7MDENG";

/// The required variables, then `changes` over them.
fn parse(changes: &[(&str, &str)]) -> Result<Config, Error> {
    parse_for(Place::Derivatives, changes)
}

fn parse_for(place: Place, changes: &[(&str, &str)]) -> Result<Config, Error> {
    let required = [
        ("BUCKET", "pictures"),
        ("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"),
        ("AWS_SECRET_ACCESS_KEY", SECRET),
    ];
    Config::parse(place, |name| {
        let mut all = changes.iter().chain(&required);
        let found = all.find(|(known, _)| *known == name);
        found.map(|(_, value)| (*value).to_owned())
    })
}

fn url(changes: &[(&str, &str)]) -> String {
    let config = parse(changes).unwrap_or_else(|error| panic!("{changes:?}: {error}"));
    config.bucket_url.object("k").unwrap().to_string()
}

#[test]
fn reads_the_variables_of_the_table_and_no_others() {
    let asked = RefCell::new(Vec::new());
    for place in [Place::Derivatives, Place::Originals] {
        let config = Config::parse(place, |name| {
            asked.borrow_mut().push(name.to_owned());
            Some(match name {
                "S3_ENDPOINT" | "SOURCE_ENDPOINT" => "https://h".to_owned(),
                "S3_URL_STYLE" | "SOURCE_URL_STYLE" => "path".to_owned(),
                "S3_TIMEOUT_MS" => "5".to_owned(),
                _ => "abc".to_owned(),
            })
        });
        assert!(config.is_ok(), "{config:?}");
    }
    let mut asked = asked.into_inner();
    asked.sort();
    asked.dedup();
    let mut known: Vec<_> = VARIABLES.iter().map(|known| known.name).collect();
    known.sort_unstable();
    assert_eq!(asked, known);
}

#[test]
fn defaults_are_those_of_the_table() {
    let config = parse(&[]).unwrap();
    assert_eq!(config.region, "us-east-1");
    assert_eq!(config.timeout, Duration::from_secs(10));
    assert_eq!(config.credentials.session_token, None);
    assert_eq!(url(&[]), "https://pictures.s3.us-east-1.amazonaws.com/k");
}

#[test]
fn an_empty_value_counts_as_unset() {
    let empty: Vec<_> = VARIABLES
        .iter()
        .map(|known| known.name)
        .filter(|name| !["BUCKET", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"].contains(name))
        .map(|name| (name, ""))
        .collect();
    assert_eq!(parse(&empty), parse(&[]));
}

#[test]
fn finds_the_bucket_by_endpoint_and_style() {
    let aws = "https://s3.eu-west-1.amazonaws.com";
    let local = "http://127.0.0.1:9000";
    for (bucket, endpoint, style, expected) in [
        ("bkt", "", "", "https://bkt.s3.eu-west-1.amazonaws.com/k"),
        (
            "bkt",
            "",
            "virtual",
            "https://bkt.s3.eu-west-1.amazonaws.com/k",
        ),
        (
            "bkt",
            "",
            "path",
            "https://s3.eu-west-1.amazonaws.com/bkt/k",
        ),
        (
            "a.bkt",
            "",
            "",
            "https://s3.eu-west-1.amazonaws.com/a.bkt/k",
        ),
        (
            "My_Bkt",
            "",
            "",
            "https://s3.eu-west-1.amazonaws.com/My_Bkt/k",
        ),
        ("bkt", aws, "", "https://s3.eu-west-1.amazonaws.com/bkt/k"),
        (
            "bkt",
            aws,
            "virtual",
            "https://bkt.s3.eu-west-1.amazonaws.com/k",
        ),
        ("bkt", local, "", "http://127.0.0.1:9000/bkt/k"),
        (
            "bkt",
            "http://s3.test:80",
            "virtual",
            "http://bkt.s3.test/k",
        ),
        (
            "a.bkt",
            "http://s3.test",
            "virtual",
            "http://a.bkt.s3.test/k",
        ),
        ("bkt", "https://h/base/", "virtual", "https://bkt.h/base/k"),
    ] {
        let found = url(&[
            ("BUCKET", bucket),
            ("AWS_REGION", "eu-west-1"),
            ("S3_ENDPOINT", endpoint),
            ("S3_URL_STYLE", style),
        ]);
        assert_eq!(found, expected, "{bucket} at {endpoint:?}, {style:?}");
    }
}

#[test]
fn takes_edge_values() {
    let long = "b".repeat(63);
    let key = "k".repeat(128);
    for change in [
        ("BUCKET", "abc"),
        ("BUCKET", long.as_str()),
        ("AWS_REGION", "auto"),
        ("AWS_REGION", "garage"),
        ("S3_TIMEOUT_MS", "1"),
        ("S3_TIMEOUT_MS", "600000"),
        ("AWS_ACCESS_KEY_ID", key.as_str()),
        ("AWS_SECRET_ACCESS_KEY", "a+b/c=~!"),
        ("AWS_SESSION_TOKEN", "a+b/c=="),
    ] {
        assert!(parse(&[change]).is_ok(), "{change:?}");
    }
}

#[test]
fn refuses_bad_values_by_name() {
    let long = "b".repeat(64);
    for (name, values) in [
        (
            "BUCKET",
            &[
                "", "ab", &long, "a/b", "a..b", "-ab", "ab.", "a b", "a@b", "ab:1", "é123", "a%2Fb",
            ] as &[&str],
        ),
        (
            "AWS_REGION",
            &["eu west", "a.evil.example/", "a/b", "a@b", "a#b", &long],
        ),
        (
            "S3_ENDPOINT",
            &[
                "h",
                "ftp://h",
                "https://u:secret@h",
                "https://h?a",
                "https://h/a b",
            ],
        ),
        ("S3_URL_STYLE", &["Path", "vhost"]),
        ("AWS_ACCESS_KEY_ID", &["", "a/b", "a,b", "a b", "a\n", "é"]),
        (
            "AWS_SECRET_ACCESS_KEY",
            &["", "se cret", "secret\n", "\u{e9}"],
        ),
        (
            "AWS_SESSION_TOKEN",
            &["to ken", "token\r\nx-amz-acl: public-read"],
        ),
        (
            "S3_TIMEOUT_MS",
            &[
                "0",
                "600001",
                "-1",
                "+5",
                "1e3",
                "10s",
                "99999999999999999999",
            ],
        ),
    ] {
        for value in values {
            let error = parse(&[(name, value)]).unwrap_err();
            assert_eq!(error.variable, name, "{value:?}");
            assert!(error.to_string().starts_with(name), "{error}");
        }
    }
}

#[test]
fn virtual_style_is_refused_where_the_bucket_is_no_host_name() {
    for (bucket, endpoint) in [
        ("a.bkt", ""),
        ("My_Bkt", ""),
        ("bkt", "http://127.0.0.1:9000"),
    ] {
        let error = parse(&[
            ("BUCKET", bucket),
            ("S3_ENDPOINT", endpoint),
            ("S3_URL_STYLE", "virtual"),
        ]);
        assert_eq!(error.unwrap_err().variable, "S3_URL_STYLE", "{bucket}");
    }
}

#[test]
fn no_message_tells_a_secret() {
    for change in [
        ("AWS_ACCESS_KEY_ID", "hush /"),
        ("AWS_SECRET_ACCESS_KEY", "hush\n"),
        ("AWS_SESSION_TOKEN", "hush\n"),
        ("S3_ENDPOINT", "https://user:hush@h"),
    ] {
        let error = parse(&[change]).unwrap_err();
        let shown = format!("{error} {error:?}");
        assert!(!shown.contains("hush"), "{shown}");
    }
    let config = parse(&[("AWS_SESSION_TOKEN", "hush")]).unwrap();
    let shown = format!("{config:?} {config:#?}");
    for secret in ["hush", SECRET, "AKIDEXAMPLE"] {
        assert!(!shown.contains(secret), "{shown}");
    }
}

#[test]
fn messages_say_what_was_expected_and_found() {
    for (change, expected) in [
        (
            ("S3_TIMEOUT_MS", "0"),
            "S3_TIMEOUT_MS: expected 1 to 600000 milliseconds, but found \"0\"",
        ),
        (
            ("AWS_SECRET_ACCESS_KEY", ""),
            "AWS_SECRET_ACCESS_KEY: expected a secret access key, but it is not set",
        ),
        (
            ("AWS_SECRET_ACCESS_KEY", "a\n"),
            "AWS_SECRET_ACCESS_KEY: expected a secret access key, \
             but its value has other characters or parts (not shown)",
        ),
    ] {
        assert_eq!(parse(&[change]).unwrap_err().to_string(), expected);
    }
}

#[test]
fn the_log_line_of_a_bad_value_is_plain_and_short() {
    let odd = "\u{e9}'".repeat(100);
    let error = parse(&[("S3_TIMEOUT_MS", &odd)]).unwrap_err();
    let text = Failure::from(error).text;
    let start =
        r#"not sent: S3_TIMEOUT_MS: expected 1 to 600000 milliseconds, but found "\u{e9}\'"#;
    assert!(text.starts_with(start) && text.len() < 300, "{text}");
}

#[test]
fn the_originals_are_where_the_derivatives_are_unless_it_is_said_otherwise() {
    let here = "https://pictures.s3.us-east-1.amazonaws.com/k";
    for (changes, derivatives, originals) in [
        (&[][..], here, here),
        (
            &[("SOURCE_BUCKET", "raw")],
            here,
            "https://raw.s3.us-east-1.amazonaws.com/k",
        ),
        (
            &[("SOURCE_BUCKET", "raw"), ("SOURCE_REGION", "eu-west-1")],
            here,
            "https://raw.s3.eu-west-1.amazonaws.com/k",
        ),
        (
            &[("SOURCE_BUCKET", "raw"), ("SOURCE_URL_STYLE", "path")],
            here,
            "https://s3.us-east-1.amazonaws.com/raw/k",
        ),
        (
            &[
                ("SOURCE_BUCKET", "raw"),
                ("S3_ENDPOINT", "http://h"),
                ("S3_URL_STYLE", "virtual"),
            ],
            "http://pictures.h/k",
            "http://raw.h/k",
        ),
        (
            &[
                ("SOURCE_BUCKET", "raw"),
                ("SOURCE_ENDPOINT", "http://other"),
                ("S3_ENDPOINT", "http://h"),
                ("S3_URL_STYLE", "virtual"),
            ],
            "http://pictures.h/k",
            "http://other/raw/k",
        ),
    ] {
        for (place, expected) in [
            (Place::Derivatives, derivatives),
            (Place::Originals, originals),
        ] {
            let config = parse_for(place, changes).unwrap();
            let found = config.bucket_url.object("k").unwrap().to_string();
            assert_eq!(found, expected, "{place:?}: {changes:?}");
        }
    }
}

#[test]
fn a_key_and_its_secret_are_of_one_place() {
    let own = [
        ("SOURCE_BUCKET", "raw"),
        ("SOURCE_AWS_ACCESS_KEY_ID", "AKIDOTHER"),
        ("SOURCE_AWS_SECRET_ACCESS_KEY", "hush"),
        ("AWS_SESSION_TOKEN", "token"),
    ];
    let credentials = |place| parse_for(place, &own).unwrap().credentials;
    assert_eq!(credentials(Place::Originals).access_key_id, "AKIDOTHER");
    assert_eq!(credentials(Place::Originals).session_token, None);
    assert_eq!(credentials(Place::Derivatives).access_key_id, "AKIDEXAMPLE");
    let half = parse_for(Place::Originals, &own[..2]).unwrap_err();
    assert_eq!(half.variable, "SOURCE_AWS_SECRET_ACCESS_KEY");
}

#[test]
fn what_is_said_of_no_bucket_is_refused() {
    for name in [
        "SOURCE_REGION",
        "SOURCE_ENDPOINT",
        "SOURCE_URL_STYLE",
        "SOURCE_AWS_ACCESS_KEY_ID",
        "SOURCE_AWS_SECRET_ACCESS_KEY",
        "SOURCE_AWS_SESSION_TOKEN",
    ] {
        for place in [Place::Derivatives, Place::Originals] {
            let error = parse_for(place, &[(name, "hush")]).unwrap_err();
            assert_eq!(error.variable, name);
            let hidden = VARIABLES
                .iter()
                .any(|known| known.name == name && known.hidden);
            assert_eq!(!error.to_string().contains("hush"), hidden, "{error}");
        }
    }
}
