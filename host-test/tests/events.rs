//! What was made of an original goes when that is written or deleted: `POST /-/events`, through the real components.
//!
//! It proves that the derivatives of the keys that a sender names go, and no others, and that none of an old original is
//! left, whatever happens at the same time. That the senders send what their documentation shows, it cannot prove; how
//! each message is read is tested beside `src/events.rs`.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use host_test::pictures::{encode, photo};
use host_test::runtime::host::{Answer, Host};
use host_test::runtime::s3_adapter;
use host_test::store::bucket::{Bucket, Condition, Object};
use host_test::store::mock::{Call, Failure, MockStore, no_metadata};
use host_test::store::object_store::{Error, PutCondition};
use host_test::store::s3::{Distance, FarStore, Fault, S3Config, S3Server, SOURCE_BUCKET, Target};
use http::{HeaderValue, Method, header};
use image::{DynamicImage, ImageFormat};
use serde_json::{Value, json};

const TOKEN: &str = "0123456789abcdef";
const EVENTS: &str = "/default/resize/-/events";

/// Stores a derivative, or whatever has this key.
fn put(store: &MockStore, key: &str) {
    let body = key.as_bytes().to_vec();
    store
        .put(key, no_metadata(), body, &PutCondition::Always)
        .unwrap();
}

fn host(host: Host, authorization: &str) -> Host {
    let host = host
        .env("URL", "http://w.example")
        .env("EVENTS_TOKEN", TOKEN);
    let authorization = HeaderValue::from_str(authorization).unwrap();
    host.header(header::AUTHORIZATION, authorization)
}

fn bearer(with: Host) -> Host {
    host(with, &format!("Bearer {TOKEN}"))
}

fn body(answer: &Answer) -> Value {
    serde_json::from_slice(&answer.body).unwrap()
}

#[tokio::test]
async fn who_may_tell_of_changes_proves_it() -> Result<()> {
    // marble:0123456789abcdef
    let basic = "Basic bWFyYmxlOjAxMjM0NTY3ODlhYmNkZWY=";
    let message = r#"{"keys":["a.jpg"]}"#;
    for (authorization, status, code) in [
        ("Bearer 0123456789abcdef", 200, None),
        (basic, 200, None),
        ("Bearer 0123456789abcdeg", 401, Some("unauthorized")),
        ("", 401, Some("unauthorized")),
    ] {
        let store = MockStore::default();
        put(&store, "9x9/a.jpg");
        let answer = host(Host::resizer(store.clone())?, authorization)
            .post(EVENTS, message)
            .await?;
        assert_eq!(answer.status, status, "{authorization}");
        assert_eq!(body(&answer)["code"].as_str(), code, "{authorization}");
        assert_eq!(store.keys().is_empty(), status == 200, "{authorization}");
        assert_eq!(answer.headers["cache-control"], "no-store");
        assert!(!answer.log.contains(TOKEN) && !answer.body.contains_secret());
        if status == 401 {
            assert_eq!(answer.headers["www-authenticate"], "Basic realm=\"marble\"");
            assert_eq!(store.calls().len(), 1, "the put above");
        }
    }
    Ok(())
}

trait ContainsSecret {
    fn contains_secret(&self) -> bool;
}

impl ContainsSecret for bytes::Bytes {
    fn contains_secret(&self) -> bool {
        self.windows(TOKEN.len())
            .any(|part| part == TOKEN.as_bytes())
    }
}

#[tokio::test]
async fn other_requests_are_refused() -> Result<()> {
    let long = "x".repeat((1 << 20) + 1);
    let many = format!(r#"{{"keys":[{}"a"]}}"#, r#""k","#.repeat(1_000));
    for (method, message, status, code) in [
        ("POST", "keys=a", 400, "invalid-events"),
        ("POST", "", 400, "invalid-events"),
        ("POST", r#"{"key":"a"}"#, 400, "invalid-events"),
        ("POST", &long, 413, "too-many-events"),
        ("POST", &many, 413, "too-many-events"),
        ("GET", "", 405, "not-posted"),
        ("PUT", "", 405, "not-posted"),
    ] {
        let store = MockStore::default();
        let host = bearer(Host::resizer(store.clone())?);
        let answer = if method == "POST" {
            host.post(EVENTS, message.to_owned()).await?
        } else {
            host.send(method, EVENTS).await?
        };
        assert_eq!(answer.status, status, "{method} {code}");
        assert_eq!(body(&answer)["code"], code, "{method}");
        assert_eq!(store.calls(), []);
        if status == 405 {
            assert_eq!(answer.headers["allow"], "POST, OPTIONS");
        }
    }
    // Nobody may tell where no token is set.
    let off = Host::resizer(MockStore::default())?.env("URL", "http://w.example");
    let answer = off.post(EVENTS, r#"{"keys":["a"]}"#).await?;
    assert_eq!(answer.status, 404);
    assert_eq!(body(&answer)["code"], "events-off");
    Ok(())
}

#[tokio::test]
async fn the_derivatives_of_the_keys_go_and_others_stay() -> Result<()> {
    let keys = [
        "-/making/1",
        "-/play.html",
        "300x300,fit=inside/a.jpg",
        "300x300/a.jpg",
        "300x300/b.jpg",
        "300x300/folder/a.jpg",
        "a.jpg",
        "b.jpg",
        "folder/a.jpg",
        "hero,format=webp/a.jpg",
        "hero/a.jpg",
        "x40/a.jpg",
        "x40/e\u{301}.jpg",
    ];
    for (message, gone) in [
        (
            json!({"keys": ["a.jpg"]}),
            &[
                "300x300,fit=inside/a.jpg",
                "300x300/a.jpg",
                "hero,format=webp/a.jpg",
                "hero/a.jpg",
                "x40/a.jpg",
            ][..],
        ),
        (json!({"keys": ["folder/a.jpg"]}), &["300x300/folder/a.jpg"]),
        // Derivatives, leases, and what no request can name are no originals.
        (
            json!({"keys": ["300x300/a.jpg", "-/making/1", "hero/a.jpg", "../a.jpg", "", "a\u{1}"]}),
            &[],
        ),
        // The playground lies where no derivative does.
        (
            json!({"keys": ["-/play.html", "play.html", "absent.jpg"]}),
            &[],
        ),
        (json!({"keys": []}), &[]),
        // Who asks for it in decomposed characters.
        (json!({"keys": ["\u{e9}.jpg"]}), &["x40/e\u{301}.jpg"]),
    ] {
        let store = MockStore::default();
        for key in keys {
            put(&store, key);
        }
        let host = bearer(Host::resizer(store.clone())?).env("PRESETS", "hero=1600x,format=auto");
        // Twice: what comes once more does nothing more.
        for _ in 0..2 {
            let answer = host.post(EVENTS, message.to_string()).await?;
            assert_eq!(answer.status, 200, "{message}: {}", answer.log);
        }
        let left: Vec<_> = keys.iter().filter(|key| !gone.contains(key)).collect();
        assert_eq!(
            store.keys(),
            left.iter().map(|key| **key).collect::<Vec<_>>(),
            "{message}"
        );
    }
    Ok(())
}

#[tokio::test]
async fn prefixes_say_what_an_original_is() -> Result<()> {
    let store = MockStore::default();
    for key in [
        "img/raw/a.jpg",
        "img/9x9/a.jpg",
        "9x9/a.jpg",
        "img/9x9/raw/a.jpg",
    ] {
        put(&store, key);
    }
    let host = bearer(Host::resizer(store.clone())?)
        .env("SOURCE_PREFIX", "img/raw/")
        .env("RESULT_PREFIX", "img/");
    let message = r#"{"keys":["img/raw/a.jpg","a.jpg","img/9x9/a.jpg"]}"#;
    let answer = host.post(EVENTS, message).await?;
    assert_eq!(body(&answer), json!({"originals": 1, "folders": 1}));
    assert_eq!(
        store.keys(),
        ["9x9/a.jpg", "img/9x9/raw/a.jpg", "img/raw/a.jpg"]
    );
    Ok(())
}

#[tokio::test]
async fn more_folders_than_a_page_has_are_all_looked_into() -> Result<()> {
    let store = MockStore::default();
    for width in 1..=1_203 {
        put(&store, &format!("{width}x/a.jpg"));
        put(&store, &format!("{width}x/b.jpg"));
    }
    let host = bearer(Host::resizer(store.clone())?);
    let answer = host.post(EVENTS, r#"{"keys":["a.jpg"]}"#).await?;
    assert_eq!(body(&answer), json!({"originals": 1, "folders": 1_203}));
    assert_eq!(store.keys().len(), 1_203);
    assert!(store.keys().iter().all(|key| key.ends_with("/b.jpg")));
    Ok(())
}

#[tokio::test]
async fn what_could_not_be_deleted_is_told_so_that_it_is_tried_again() -> Result<()> {
    let denied = || Failure::Fail(Error::Denied("no".to_owned()));
    let store = MockStore::default();
    for key in ["9x9/a.jpg", "9x9/b.jpg", "8x8/b.jpg"] {
        put(&store, key);
    }
    store.fail(Call::Delete, denied());
    let host = bearer(Host::resizer(store.clone())?);
    let message = r#"{"keys":["a.jpg","b.jpg"]}"#;
    let answer = host.post(EVENTS, message).await?;
    assert_eq!(answer.status, 503);
    assert_eq!(answer.headers["retry-after"], "2");
    let expected = json!({"originals": 2, "folders": 2, "failed": ["a.jpg"]});
    assert_eq!(body(&answer), expected);
    assert_eq!(host.post(EVENTS, message).await?.status, 200);
    assert_eq!(store.keys(), [""; 0]);
    // A store that does not list its folders.
    for (error, status, code) in [
        (Error::Denied("no".to_owned()), 502, "store-denied"),
        (Error::Throttled, 503, "store-throttled"),
        (Error::TimedOut, 504, "store-timed-out"),
    ] {
        store.fail(Call::List, Failure::Fail(error));
        let answer = host.post(EVENTS, message).await?;
        assert_eq!(
            (answer.status.as_u16(), body(&answer)["code"].as_str()),
            (status, Some(code))
        );
    }
    Ok(())
}

#[tokio::test]
async fn a_subscription_is_told_to_the_operator_and_followed_by_nobody() -> Result<()> {
    let store = MockStore::default();
    let host = bearer(Host::resizer(store.clone())?);
    let message = json!({
        "Type": "SubscriptionConfirmation",
        "TopicArn": "arn:aws:sns:us-west-2:123456789012:MyTopic",
        "SubscribeURL": "http://127.0.0.1:1/",
    });
    let answer = host.post(EVENTS, message.to_string()).await?;
    assert_eq!(answer.status, 200);
    assert!(answer.log.contains("MyTopic"), "{}", answer.log);
    assert!(!answer.log.contains("127.0.0.1"), "{}", answer.log);
    assert_eq!(store.calls(), []);
    Ok(())
}

/// The composed component, and buckets of its own for originals and derivatives.
struct Bench {
    originals: Arc<Bucket>,
    derivatives: Arc<Bucket>,
    s3: S3Server,
    host: Host,
}

impl Bench {
    async fn start() -> Self {
        let (originals, derivatives) = (Bucket::in_memory(), Bucket::in_memory());
        let (originals, derivatives) = (Arc::new(originals), Arc::new(derivatives));
        let config = S3Config {
            source_bucket: Some(Arc::clone(&originals)),
            ..S3Config::default()
        };
        let listen = SocketAddr::from(([127, 0, 0, 1], 0));
        let s3 = S3Server::start(listen, Arc::clone(&derivatives), config);
        let s3 = s3.await.unwrap();
        let host = bearer(Host::composed().unwrap()).env("SOURCE_BUCKET", SOURCE_BUCKET);
        let host = host.envs(s3_adapter::env(s3.addr()));
        Self {
            originals,
            derivatives,
            s3,
            host,
        }
    }

    /// Writes an original, and says its entity tag.
    fn write(&self, key: &str, seed: u32) -> String {
        let picture = encode(
            &DynamicImage::from(photo(300 + seed, 200)),
            ImageFormat::Png,
        );
        let put = self
            .originals
            .put(key, Object::new(picture), &Condition::Always);
        put.unwrap()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn awkward_keys_go_from_a_store_with_and_without_delete_objects() {
    let keys = [
        "a b+c%41.jpg",
        "ü/&<>\"'日本.jpg",
        "a=b,c/d.jpg",
        "x?y#z.jpg",
    ];
    for without in [false, true] {
        let bench = Bench::start().await;
        if without {
            bench
                .s3
                .faults()
                .always(Target::any(), Fault::NoDeleteObjects);
        }
        for key in keys {
            for folder in ["9x9", "30x,fit=inside", "x8"] {
                let key = format!("{folder}/{key}");
                let put = bench
                    .derivatives
                    .put(&key, Object::new("x"), &Condition::Always);
                put.unwrap();
            }
        }
        let put = bench
            .derivatives
            .put("9x9/other.jpg", Object::new("x"), &Condition::Always);
        put.unwrap();
        let message = json!({ "keys": keys }).to_string();
        let answer = bench.host.post(EVENTS, message).await.unwrap();
        assert_eq!(answer.status, 200, "{without}: {}", answer.log);
        assert_eq!(bench.derivatives.keys(), ["9x9/other.jpg"], "{without}");
        let posts = bench.s3.count(&Method::POST);
        assert_eq!(posts, 1, "{without}");
    }
}

/// So slow that the original changes while it is read.
const SLOW: Distance = Distance {
    first_byte: Duration::from_millis(5),
    bytes_per_second: 200_000,
};

/// Waits until a part of `a.png` was read.
async fn until_read(far: &FarStore) {
    let is_read =
        |it: &host_test::store::s3::Exchange| it.key.as_deref() == Some("a.png") && it.taken > 0;
    while !far.exchanges().iter().any(is_read) {
        tokio::task::yield_now().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_derivative_of_the_old_original_outlives_a_purge_that_came_meanwhile() {
    let bench = Bench::start().await;
    for (number, target) in ["/30x20/a.png", "/31x20/a.png", "/32x20/a.png"]
        .iter()
        .enumerate()
    {
        bench.write("a.png", 0);
        let far = FarStore::start(&bench.s3, SLOW).await.unwrap();
        let maker = bench.host.clone().envs(s3_adapter::env(far.addr()));
        let target = (*target).to_owned();
        let made = tokio::spawn(async move { maker.get(&target).await });
        until_read(&far).await;
        bench.write("a.png", 1);
        let purged = bench
            .host
            .post(EVENTS, r#"{"keys":["a.png"]}"#)
            .await
            .unwrap();
        assert_eq!(purged.status, 200);
        let made = made.await.unwrap().unwrap();
        assert_eq!(made.status, 307, "{number}: {}", made.log);
        assert_eq!(bench.derivatives.keys(), [""; 0], "{number}: {}", made.log);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_preset_of_the_old_original_is_left_when_that_changes_meanwhile() {
    let bench = Bench::start().await;
    bench.write("a.png", 0);
    let far = FarStore::start(&bench.s3, SLOW).await.unwrap();
    let maker = bench.host.clone().envs(s3_adapter::env(far.addr()));
    let maker = maker.env("WARM", "presets");
    let maker = maker.env("PRESETS", "thumb=30x20; hero=200x");
    let made = tokio::spawn(async move { maker.post(EVENTS, r#"{"keys":["a.png"]}"#).await });
    until_read(&far).await;
    bench.write("a.png", 1);
    let made = made.await.unwrap().unwrap();
    assert_eq!(body(&made)["made"], 2, "{}", made.log);
    assert_eq!(bench.derivatives.keys(), [""; 0], "{}", made.log);
}

#[tokio::test(flavor = "multi_thread")]
async fn originals_in_a_bucket_of_their_own_are_read_and_never_told_of() {
    let bench = Bench::start().await;
    let etag = bench.write("a.png", 0);
    let answer = bench.host.get("/30x20/a.png").await.unwrap();
    assert_eq!(answer.status, 307, "{}", answer.log);
    assert_eq!(bench.originals.keys(), ["a.png"]);
    assert_eq!(bench.derivatives.keys(), ["30x20/a.png"]);
    let derivative = bench.derivatives.get("30x20/a.png").unwrap();
    let source = &derivative.user["marble-source-etag"];
    assert!(source.starts_with("sha256-"), "{source}");
    let hidden = etag.trim_matches('"');
    let told = derivative.user.values().any(|value| value.contains(hidden));
    assert!(!told, "{:?}", derivative.user);
    // The public bucket does not have it, and Marble does not hand it out.
    for target in ["/a.png", "/30x20/30x20/a.png"] {
        assert_eq!(
            bench.host.get(target).await.unwrap().status,
            400,
            "{target}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stored_picture_is_held_against_its_original() {
    let bench = Bench::start().await;
    let host = bench.host.clone().env("DELIVERY", "inline");
    let host = host.env("REVALIDATE", "yes").env("LOG", "text");
    let ask = async || host.get("/30x20/a.png").await.unwrap();
    bench.write("a.png", 0);
    let first = ask().await;
    assert!(first.log.contains(" by=made "), "{}", first.log);
    let again = ask().await;
    assert!(again.log.contains(" by=stored "), "{}", again.log);
    assert_eq!(again.body, first.body);
    bench.write("a.png", 1);
    let second = ask().await;
    assert!(second.log.contains(" by=made "), "{}", second.log);
    assert_ne!(second.body, first.body);
    assert_eq!(ask().await.body, second.body);
    // What cannot be asked is not known to be old.
    let heads = Target::method(Method::HEAD);
    for fault in [Fault::SlowDown, Fault::Garbage(500)] {
        bench.s3.faults().times(3, heads.clone(), fault.clone());
        let answer = ask().await;
        assert_eq!(
            (answer.status.as_u16(), &answer.body),
            (200, &second.body),
            "{fault:?}"
        );
    }
    // What is gone is not shown any more.
    bench.originals.delete("a.png").unwrap();
    let answer = ask().await;
    assert_eq!(answer.status, 404, "{}", answer.log);
}

#[tokio::test(flavor = "multi_thread")]
async fn presets_are_made_ahead_from_one_fetch() {
    let bench = Bench::start().await;
    let host = bench.host.clone().env("WARM", "presets");
    let host = host.env(
        "PRESETS",
        "thumb=30x20; hero=200x,format=auto; broken=200x,max-bytes=100",
    );
    bench.write("a.png", 0);
    bench.write("b.png", 0);
    let post = async |message: Value| host.post(EVENTS, message.to_string()).await.unwrap();
    let answer = post(json!({"keys": ["a.png"]})).await;
    let expected = json!({"originals": 1, "folders": 0, "made": 3});
    assert_eq!(body(&answer), expected, "{}", answer.log);
    // What could not be made is told, and no reason to send the event again.
    assert!(answer.log.contains("not made ahead"), "{}", answer.log);
    let keys = [
        "hero,format=original/a.png",
        "hero,format=webp/a.png",
        "thumb/a.png",
    ];
    assert_eq!(bench.derivatives.keys(), keys);
    let requests = bench.s3.requests().into_iter();
    let reads =
        requests.filter(|it| it.method == Method::GET && it.key.as_deref() == Some("a.png"));
    assert_eq!(reads.count(), 1);
    // And from one look at it once more.
    assert_eq!(bench.s3.count(&Method::HEAD), 1);
    // They are what a request makes.
    let ahead = keys.map(|key| bench.derivatives.get(key).unwrap());
    for (key, ahead) in keys.iter().zip(ahead) {
        bench.derivatives.delete(key).unwrap();
        assert_eq!(host.get(&format!("/{key}")).await.unwrap().status, 307);
        let made = bench.derivatives.get(key).unwrap();
        assert_eq!((made.bytes, made.user), (ahead.bytes, ahead.user), "{key}");
    }
    // Of another version they are replaced; of one that is gone nothing is made.
    bench.write("a.png", 1);
    assert_eq!(body(&post(json!({"keys": ["a.png"]})).await)["made"], 3);
    bench.originals.delete("a.png").unwrap();
    assert_eq!(body(&post(json!({"keys": ["a.png"]})).await)["made"], 0);
    assert_eq!(bench.derivatives.keys(), [""; 0]);
}
