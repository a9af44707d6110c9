//! Settings that do not open the bucket, through the composed component and over HTTP: the status tells whose
//! settings they are, the log tells the operator what to do, and neither tells a secret.
//!
//! The S3 server of this process checks signature, region, token and bucket as AWS does; what other stores say
//! instead is in the tests of `crates/s3-store/src/s3_error.rs`.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::{Duration, Instant};

use host_test::pictures::{encode, quarters};
use host_test::runtime::host::{Answer, Host};
use host_test::runtime::s3_adapter;
use host_test::store::bucket::{Bucket, Condition, Object};
use host_test::store::s3::{Fault, S3Server, Target};
use host_test::store::s3::{S3Config, SECRET_KEY};
use image::{DynamicImage, ImageFormat};
use serde_json::{Value, json};

/// A session token as they are: long, and with characters that mean something elsewhere.
const TOKEN: &str = "FwoGZXIvYXdzEBYaDH+/ab%2Fcd==EXAMPLETOKEN";
const OTHER_SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
const OTHER_TOKEN: &str = "IQoJb3JpZ2luX2VjEXAMPLETOKEN//another==";

/// A bucket with one picture, and the composed component that should find it.
struct Bench {
    s3: S3Server,
    host: Host,
}

impl Bench {
    /// `env` in addition to what opens the bucket; an empty value unsets a variable.
    async fn start(session_token: Option<&str>, env: &[(&str, &str)]) -> Self {
        let picture = DynamicImage::from(quarters(16, 12));
        let picture = Object::new(encode(&picture, ImageFormat::Jpeg));
        let bucket = Bucket::in_memory();
        bucket.put("a.jpg", picture, &Condition::Always).unwrap();
        let config = S3Config {
            session_token: session_token.map(str::to_owned),
            ..S3Config::default()
        };
        let listen = SocketAddr::from(([127, 0, 0, 1], 0));
        let s3 = S3Server::start(listen, Arc::new(bucket), config).await;
        let s3 = s3.unwrap();
        let host = host(s3.addr(), env);
        Self { s3, host }
    }

    async fn get(&self) -> Answer {
        self.host.get("/9x9/a.jpg").await.unwrap()
    }

    /// What may be in no log and in no answer.
    fn secrets(&self) -> Vec<String> {
        let mut secrets =
            Vec::from([SECRET_KEY, OTHER_SECRET, TOKEN, OTHER_TOKEN].map(str::to_owned));
        for request in self.s3.requests() {
            let authorization = request.headers["authorization"].to_str().unwrap();
            let (_, signature) = authorization.split_once("Signature=").unwrap();
            secrets.extend([authorization.to_owned(), signature.to_owned()]);
        }
        secrets
    }
}

fn host(s3: SocketAddr, env: &[(&str, &str)]) -> Host {
    let host = Host::composed().unwrap().env("URL", "http://w.example");
    let host = host.envs(s3_adapter::env(s3));
    env.iter()
        .fold(host, |host, (name, value)| host.env(name, value))
}

/// `status` with the fixed body of `code`, a log line that begins so and holds all of `words`, and no secret.
fn check(answer: &Answer, expected: (u16, &str), begins: &str, words: &[&str], secrets: &[String]) {
    let (status, code) = expected;
    assert_eq!(answer.status, status, "{words:?}: {answer:?}");
    let message = match code {
        "misconfigured" => "Internal Server Error: Not configured",
        "store-refused" => "Bad Gateway: Store did not accept the request",
        "store-unavailable" => "Service Unavailable: Store is down",
        _ => panic!("no message for {code}"),
    };
    let body: Value = serde_json::from_slice(&answer.body).unwrap();
    let expected = json!({"message": message, "code": code});
    assert_eq!(body, expected, "{words:?}");
    let log = &answer.log;
    let line = log.lines().find(|line| line.starts_with(begins));
    let line = line.unwrap_or_else(|| panic!("{words:?}: no line of {begins:?} in {log}"));
    for word in words {
        assert!(line.contains(word), "expected {word:?} in {line}");
    }
    let shown = format!("{log}{:?}{:?}", answer.headers, answer.body);
    for secret in secrets {
        assert!(!shown.contains(secret), "{words:?}: a secret in {shown}");
    }
    for word in ["AWS4-HMAC-SHA256", "Signature=", "Authorization:"] {
        assert!(!shown.contains(word), "{words:?}: {word} in {shown}");
    }
}

#[tokio::test]
async fn the_right_settings_open_the_bucket() {
    for (token, env) in [
        (None, &[][..]),
        (None, &[("AWS_SESSION_TOKEN", ""), ("S3_URL_STYLE", "path")]),
        (Some(TOKEN), &[("AWS_SESSION_TOKEN", TOKEN)]),
    ] {
        let bench = Bench::start(token, env).await;
        let answer = bench.get().await;
        assert_eq!(answer.status, 307, "{env:?}: {answer:?}");
        assert_eq!(answer.log, "", "{env:?}");
    }
}

#[tokio::test]
async fn what_the_store_refuses_is_502_and_named_in_the_log() {
    let wrong_secret = "AWS_SECRET_ACCESS_KEY does not belong to AWS_ACCESS_KEY_ID";
    let wrong_token = "AWS_SESSION_TOKEN does not belong to AWS_ACCESS_KEY_ID";
    let unknown_key = "the store does not know AWS_ACCESS_KEY_ID";
    let wrong_region = "AWS_REGION is not the bucket's region";
    let no_bucket = "BUCKET does not exist at this endpoint";
    for (token, env, code, advice) in [
        (
            None,
            &[("AWS_SECRET_ACCESS_KEY", OTHER_SECRET)][..],
            "SignatureDoesNotMatch (403)",
            wrong_secret,
        ),
        (
            None,
            &[("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE")],
            "InvalidAccessKeyId (403)",
            unknown_key,
        ),
        (
            None,
            &[("AWS_REGION", "eu-north-1")],
            "AuthorizationHeaderMalformed (400)",
            wrong_region,
        ),
        (Some(TOKEN), &[], "InvalidToken (400)", wrong_token),
        (
            Some(TOKEN),
            &[("AWS_SESSION_TOKEN", OTHER_TOKEN)],
            "InvalidToken (400)",
            wrong_token,
        ),
        (
            None,
            &[("AWS_SESSION_TOKEN", TOKEN)],
            "InvalidToken (400)",
            wrong_token,
        ),
        (
            None,
            &[("BUCKET", "another-bucket")],
            "NoSuchBucket (404)",
            no_bucket,
        ),
    ] {
        let bench = Bench::start(token, env).await;
        let answer = bench.get().await;
        let expected = (502, "store-refused");
        let words = [code, advice];
        let secrets = bench.secrets();
        check(
            &answer,
            expected,
            "s3-store: GET refused: ",
            &words,
            &secrets,
        );
        // Original and lease are asked for beside the derivative, and given up.
        let requests = bench.s3.requests();
        let again = requests.iter().enumerate().any(|(at, request)| {
            let before = &requests[..at];
            before.iter().any(|before| before.uri == request.uri)
        });
        assert!(!again, "asked again: {code}: {requests:?}");
        assert!((1..=3).contains(&requests.len()), "{code}: {requests:?}");
    }
}

#[tokio::test]
async fn the_bucket_of_another_region_is_named_with_its_region() {
    let bench = Bench::start(None, &[("AWS_REGION", "eu-north-1")]).await;
    let answer = bench.get().await;
    let expected = "the bucket's region is \"us-east-1\"";
    assert!(answer.log.contains(expected), "{}", answer.log);
}

#[tokio::test]
async fn a_clock_that_is_off_and_a_bucket_elsewhere_are_502() {
    for (fault, words) in [
        (
            Fault::SkewedClock,
            [
                "RequestTimeTooSkewed (403)",
                "the clock of this machine is off by more than 15 minutes",
            ],
        ),
        (
            Fault::WrongRegion,
            [
                "PermanentRedirect (301)",
                "check AWS_REGION and S3_ENDPOINT; the bucket's region is \"us-west-2\"",
            ],
        ),
    ] {
        let bench = Bench::start(None, &[]).await;
        bench.s3.faults().always(Target::any(), fault);
        let answer = bench.get().await;
        let secrets = bench.secrets();
        let expected = (502, "store-refused");
        check(
            &answer,
            expected,
            "s3-store: GET refused: ",
            &words,
            &secrets,
        );
    }
}

#[tokio::test]
async fn a_setting_that_is_missing_or_not_understood_is_500_and_named_in_the_log() {
    let spaced = format!("{OTHER_SECRET}\n");
    for (name, value) in [
        ("BUCKET", ""),
        ("BUCKET", "ab"),
        ("BUCKET", "my bucket"),
        ("BUCKET", "my/bucket"),
        ("BUCKET", "../bucket"),
        ("BUCKET", "a..b"),
        ("BUCKET", "bücket"),
        ("BUCKET", "marble?x"),
        ("BUCKET", "marble%2F"),
        ("BUCKET", "marble@host.example"),
        ("BUCKET", "-marble"),
        ("BUCKET", "marble\n"),
        ("AWS_ACCESS_KEY_ID", ""),
        ("AWS_ACCESS_KEY_ID", "AKIA/us-east-1"),
        ("AWS_SECRET_ACCESS_KEY", ""),
        ("AWS_SECRET_ACCESS_KEY", &spaced),
        ("AWS_SESSION_TOKEN", "a token"),
        ("AWS_REGION", "us east 1"),
        ("AWS_REGION", "x/y.example"),
        ("S3_ENDPOINT", "127.0.0.1:9000"),
        ("S3_ENDPOINT", "ftp://127.0.0.1"),
        ("S3_ENDPOINT", "http://user:hush@127.0.0.1"),
        ("S3_URL_STYLE", "subdomain"),
        ("S3_URL_STYLE", "Path"),
        // The bucket cannot stand in front of an address.
        ("S3_URL_STYLE", "virtual"),
        ("S3_TIMEOUT_MS", "0"),
        ("S3_TIMEOUT_MS", "-1"),
        ("S3_TIMEOUT_MS", "1.5"),
        ("S3_TIMEOUT_MS", "600001"),
    ] {
        let bench = Bench::start(None, &[(name, value)]).await;
        let answer = bench.get().await;
        let begins = format!("s3-store: GET not sent: {name}: expected ");
        let found = if value.is_empty() {
            "it is not set"
        } else {
            ""
        };
        let mut secrets = bench.secrets();
        secrets.push("hush".to_owned());
        check(
            &answer,
            (500, "misconfigured"),
            &begins,
            &[name, found],
            &secrets,
        );
        assert!(bench.s3.requests().is_empty(), "sent: {name}={value}");
    }
}

#[tokio::test]
async fn an_endpoint_that_nobody_listens_at_is_503_after_three_tries() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let nobody = listener.local_addr().unwrap();
    drop(listener);
    let begun = Instant::now();
    let answer = host(nobody, &[]).get("/9x9/a.jpg").await.unwrap();
    let words = ["no connection: check S3_ENDPOINT", "ConnectionRefused"];
    let secrets = [SECRET_KEY.to_owned()];
    check(
        &answer,
        (503, "store-unavailable"),
        "s3-store: GET ",
        &words,
        &secrets,
    );
    assert!(answer.headers.contains_key("retry-after"), "{answer:?}");
    // The pauses between three tries are at least 50 and 100 ms.
    assert!(begun.elapsed() >= Duration::from_millis(150));
}

#[tokio::test]
async fn the_log_of_a_denied_write_names_the_permission_and_no_secret() {
    let bench = Bench::start(Some(TOKEN), &[("AWS_SESSION_TOKEN", TOKEN)]).await;
    let target = Target::method(http::Method::PUT);
    bench.s3.faults().always(target, Fault::AccessDenied);
    let answer = bench.get().await;
    assert_eq!(answer.status, 502, "{answer:?}");
    assert!(answer.log.contains("s3:PutObject"), "{}", answer.log);
    for secret in bench.secrets() {
        assert!(!answer.log.contains(&secret), "{}", answer.log);
    }
}
