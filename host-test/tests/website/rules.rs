//! Routing rules: when they act, what they do, and which S3 would refuse.

use host_test::website::{MissingStatus, WebsiteConfig};

use super::{SEED_RULE, ask, bucket, config, get, start};

#[tokio::test]
async fn the_seed_rule_sends_every_missing_key_to_the_resizer() {
    let site = start(bucket(&["300x300/there.jpg"]), config(SEED_RULE)).await;
    assert_eq!(get(&site, "/300x300/there.jpg").await.status(), 200);
    for method in ["GET", "HEAD"] {
        let reply = ask(site.addr(), method, "/300x300/a.jpg?w=1", "").await;
        assert_eq!((reply.status(), reply.body()), (307, ""), "{method}");
        assert_eq!(
            reply.header("location").as_deref(),
            Some("http://127.0.0.1:3000/default/resize?key=300x300/a.jpg"),
            "{method}"
        );
        assert_eq!(reply.header("content-length").as_deref(), Some("0"));
        assert_eq!(reply.header("cache-control"), None);
    }
}

#[tokio::test]
async fn each_field_of_a_rule_does_what_it_says() {
    let site = |rule: &str| start(bucket(&["x", "old/x"]), config(rule));
    for (rule, path, status, location) in [
        // Defaults: 301, the request's host, http, the key as it is.
        (
            r#"{"Redirect": {"HttpRedirectCode": "302"}}"#,
            "/x",
            302,
            "http://site.test/x",
        ),
        (
            r#"{"Redirect": {"Protocol": "https"}}"#,
            "/x",
            301,
            "https://site.test/x",
        ),
        (
            r#"{"Redirect": {"HostName": "h:81"}}"#,
            "/x",
            301,
            "http://h:81/x",
        ),
        (
            r#"{"Redirect": {"ReplaceKeyWith": "new?a=b"}}"#,
            "/x",
            301,
            "http://site.test/new?a=b",
        ),
        (
            r#"{"Redirect": {"ReplaceKeyPrefixWith": "new/"}}"#,
            "/x",
            301,
            "http://site.test/new/x",
        ),
        // With a prefix, in front of an object that exists.
        (
            r#"{"Condition": {"KeyPrefixEquals": "old/"}, "Redirect": {"ReplaceKeyPrefixWith": "new/"}}"#,
            "/old/x",
            301,
            "http://site.test/new/x",
        ),
        (
            r#"{"Condition": {"KeyPrefixEquals": "old/"}, "Redirect": {"ReplaceKeyPrefixWith": ""}}"#,
            "/old/x",
            301,
            "http://site.test/x",
        ),
        // Both conditions.
        (
            r#"{"Condition": {"KeyPrefixEquals": "300x300/", "HttpErrorCodeReturnedEquals": "404"},
                "Redirect": {"ReplaceKeyPrefixWith": "resize/300x300/", "HttpRedirectCode": "308"}}"#,
            "/300x300/a",
            308,
            "http://site.test/resize/300x300/a",
        ),
        // Garage's way to write "no prefix".
        (
            r#"{"Condition": {"KeyPrefixEquals": "", "HttpErrorCodeReturnedEquals": "404"},
                "Redirect": {"ReplaceKeyPrefixWith": "report-404/"}}"#,
            "/images/x",
            301,
            "http://site.test/report-404/images/x",
        ),
    ] {
        let reply = get(&site(rule).await, path).await;
        assert_eq!(reply.status(), status, "{rule}");
        assert_eq!(
            reply.header("location").as_deref(),
            Some(location),
            "{rule}"
        );
    }
}

#[tokio::test]
async fn the_first_rule_that_matches_wins_in_s3s_order() {
    let rules = r#"
        {"Condition": {"HttpErrorCodeReturnedEquals": "403"}, "Redirect": {"ReplaceKeyWith": "never"}},
        {"Condition": {"HttpErrorCodeReturnedEquals": "404", "KeyPrefixEquals": "a/"}, "Redirect": {"ReplaceKeyWith": "first"}},
        {"Condition": {"HttpErrorCodeReturnedEquals": "404"}, "Redirect": {"ReplaceKeyWith": "second"}},
        {"Condition": {"KeyPrefixEquals": "pre/"}, "Redirect": {"ReplaceKeyWith": "before"}}"#;
    let keys = [
        "here",
        "a/here",
        "dir/index.html",
        "pre/here",
        "a/dir/index.html",
    ];
    let site = start(bucket(&keys), config(rules)).await;
    for (path, expected) in [
        ("/here", Ok("here")),
        ("/a/here", Ok("a/here")),
        ("/dir/", Ok("dir/index.html")),
        ("/dir", Err((302, "/dir/"))),
        ("/a/dir", Err((302, "/a/dir/"))),
        ("/pre/here", Err((301, "http://site.test/before"))),
        ("/pre/missing", Err((301, "http://site.test/before"))),
        ("/a/missing", Err((301, "http://site.test/first"))),
        ("/missing", Err((301, "http://site.test/second"))),
        ("/missing/", Err((301, "http://site.test/second"))),
        ("/", Err((301, "http://site.test/second"))),
    ] {
        let reply = get(&site, path).await;
        let location = reply.header("location");
        let found = match &location {
            Some(location) => Err((reply.status(), location.as_str())),
            None => Ok(reply.body()),
        };
        assert_eq!(found, expected, "{path}");
    }
}

#[tokio::test]
async fn a_rule_for_403_acts_where_missing_is_403_and_one_for_404_does_not() {
    let seed_403 = SEED_RULE.replace("404", "403");
    for (rule, status) in [(SEED_RULE, 403), (seed_403.as_str(), 307)] {
        let config = WebsiteConfig {
            missing_status: MissingStatus::Forbidden,
            ..config(rule)
        };
        let site = start(bucket(&[]), config).await;
        assert_eq!(
            get(&site, "/300x300/a.jpg").await.status(),
            status,
            "{rule}"
        );
    }
}

#[test]
fn a_configuration_that_s3_would_refuse_is_refused_with_a_reason() {
    let redirect = r#""Redirect": {"HostName": "h"}"#;
    let many = vec![format!("{{{redirect}}}"); 51].join(",");
    for (rules, reason) in [
        (r#"{"Redirect": {"HttpRedirectCode": "306"}}"#, "\"306\""),
        (r#"{"Redirect": {"Protocol": "ftp"}}"#, "\"ftp\""),
        (r#"{"Redirect": {"HostName": "a b"}}"#, "\"a b\""),
        (r#"{"Redirect": {"HostName": "u@h"}}"#, "\"u@h\""),
        (
            r#"{"Redirect": {"ReplaceKeyWith": "a", "ReplaceKeyPrefixWith": "b"}}"#,
            "both",
        ),
        (r#"{"Redirect": {"ReplaceKeyWith": "a\nb"}}"#, "control"),
        (r#"{"Redirect": {}}"#, "needs a field"),
        (
            &format!(r#"{{"Condition": {{}}, {redirect}}}"#),
            "not be empty",
        ),
        (
            &format!(r#"{{"Condition": {{"HttpErrorCodeReturnedEquals": "307"}}, {redirect}}}"#),
            "\"307\"",
        ),
        (
            &format!(r#"{{"Condition": {{"KeyPrefix": "x"}}, {redirect}}}"#),
            "KeyPrefix",
        ),
        (r#"{"Condition": {"KeyPrefixEquals": "x"}}"#, "Redirect"),
        (&many, "51"),
    ] {
        let json = format!(r#"{{"RoutingRules": [{rules}]}}"#);
        let error = format!("{:#}", WebsiteConfig::parse(&json).unwrap_err());
        assert!(error.contains(reason), "{json}: {error}");
    }
    let json = r#"{"IndexDocument": {"Suffix": "a/b"}}"#;
    assert!(WebsiteConfig::parse(json).is_err());
}
