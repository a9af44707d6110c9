//! Of many who ask for one new picture, one makes it: through the composed component, and a store that is some way off.
//!
//! It proves how often a picture is made, and that everybody has it, whatever happens to its maker and whatever the store
//! knows of conditions. It cannot prove how long a maker takes on another machine; a lease is longer than that.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Result;
use host_test::pictures::{encode, photo};
use host_test::runtime::host::{Answer, Host};
use host_test::runtime::s3_adapter;
use host_test::store::bucket::{Bucket, Condition, Object};
use host_test::store::s3::{Distance, FarStore, Fault, S3Config, S3Server, Target};
use http::Method;
use image::{DynamicImage, ImageFormat};
use tokio::task::JoinSet;

const NEAR: Distance = Distance {
    first_byte: Duration::from_millis(25),
    bytes_per_second: 60_000_000,
};

const TARGET: &str = "/60x40/o.jpg";
const DERIVATIVE: &str = "60x40/o.jpg";

/// A store of one original, and the component before it.
struct Bench {
    bucket: Arc<Bucket>,
    s3: S3Server,
    far: FarStore,
    host: Host,
}

impl Bench {
    async fn start(distance: Distance) -> Self {
        let bucket = Arc::new(Bucket::in_memory());
        let original = encode(&DynamicImage::from(photo(600, 400)), ImageFormat::Jpeg);
        let put = bucket.put("o.jpg", Object::new(original), &Condition::Always);
        put.unwrap();
        let listen = SocketAddr::from(([127, 0, 0, 1], 0));
        let s3 = S3Server::start(listen, Arc::clone(&bucket), S3Config::default());
        let s3 = s3.await.unwrap();
        let far = FarStore::start(&s3, distance).await.unwrap();
        let host = Host::composed().unwrap().env("URL", "http://w.example");
        let host = host.env("LOG", "text").envs(s3_adapter::env(far.addr()));
        Self {
            bucket,
            s3,
            far,
            host,
        }
    }

    /// The key of the lease that is there.
    fn lease(&self) -> Option<String> {
        let mut keys = self.bucket.keys().into_iter();
        keys.find(|key| key.starts_with("-/making/"))
    }

    /// Waits until somebody has the lease.
    async fn until_leased(&self) {
        while self.lease().is_none() {
            tokio::task::yield_now().await;
        }
    }

    async fn crowd(&self, visitors: usize) -> Vec<Answer> {
        let asking: JoinSet<_> = (0..visitors)
            .map(|_| {
                let host = self.host.clone();
                async move { host.get(TARGET).await.unwrap() }
            })
            .collect();
        asking.join_all().await
    }

    fn holds_the_picture_alone(&self) {
        assert_eq!(self.bucket.keys(), [DERIVATIVE, "o.jpg"]);
    }
}

/// How many of the answers were made by whom.
fn by(answers: &[Answer], maker: &str) -> usize {
    let maker = format!(" by={maker} ");
    let lines = answers
        .iter()
        .map(|answer| answer.log.matches(&maker).count());
    lines.sum()
}

fn are_right(answers: &[Answer]) {
    for answer in answers {
        let served = answer.status == 307 || answer.status == 200;
        assert!(served, "{} {}", answer.status, answer.log);
        assert!(!answer.log.contains("ERROR"), "{}", answer.log);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_thousand_visitors_one_makes_the_picture() {
    let bench = Bench::start(NEAR).await;
    let answers = bench.crowd(1_000).await;
    assert_eq!(answers.len(), 1_000);
    are_right(&answers);
    let made = by(&answers, "made");
    assert!((1..=3).contains(&made), "{made}");
    bench.holds_the_picture_alone();
    println!(
        "made {made}, waited {}, stored {}; GET {}, PUT {}, DELETE {}",
        by(&answers, "waited"),
        by(&answers, "stored"),
        bench.s3.count(&Method::GET),
        bench.s3.count(&Method::PUT),
        bench.s3.count(&Method::DELETE),
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_knows_no_conditions_gives_everybody_the_picture() {
    for fault in [Fault::IgnoreConditionalWrites, Fault::NoConditionalWrites] {
        let bench = Bench::start(NEAR).await;
        bench.s3.faults().always(Target::any(), fault);
        let answers = bench.crowd(1_000).await;
        are_right(&answers);
        bench.holds_the_picture_alone();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_waits_has_the_picture_itself_where_there_is_no_website() {
    let bench = Bench::start(NEAR).await;
    let host = bench.host.clone().env("DELIVERY", "inline");
    let bench = Bench { host, ..bench };
    let answers = bench.crowd(50).await;
    are_right(&answers);
    let first = &answers[0].body;
    for answer in &answers {
        assert_eq!(answer.status, 200);
        assert!(answer.body == *first, "{}", answer.log);
    }
    assert!(by(&answers, "made") <= 3 && by(&answers, "waited") > 0);
    bench.holds_the_picture_alone();
}

#[tokio::test(flavor = "multi_thread")]
async fn where_a_maker_dies_another_one_makes_the_picture_within_its_lease() {
    // So slow that it dies before it has read the original.
    let slow = Distance {
        first_byte: Duration::from_millis(25),
        bytes_per_second: 20_000,
    };
    let bench = Bench::start(slow).await;
    let maker = bench.host.clone().killed_with_client();
    let maker = tokio::spawn(async move { maker.get(TARGET).await });
    bench.until_leased().await;
    maker.abort();
    assert!(maker.await.unwrap_err().is_cancelled());
    let started = Instant::now();
    let near = FarStore::start(&bench.s3, NEAR).await.unwrap();
    let host = bench.host.clone().envs(s3_adapter::env(near.addr()));
    let answer = host.get(TARGET).await.unwrap();
    are_right(std::slice::from_ref(&answer));
    assert!(answer.log.contains(" by=made "), "{}", answer.log);
    // Not timed closely: a lease that was never given up would last until the request does.
    assert!(started.elapsed() < Duration::from_secs(15));
    bench.holds_the_picture_alone();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lease_of_long_ago_is_taken_over_at_once() -> Result<()> {
    let bench = Bench::start(NEAR).await;
    // Whoever asks first, leaves the key of the lease.
    let requests = {
        are_right(&[bench.host.get(TARGET).await?]);
        bench.s3.requests()
    };
    let mut keys = requests.iter().filter_map(|request| request.key.clone());
    let lease = keys.find(|key| key.starts_with("-/making/"));
    let lease = lease.unwrap();
    for (body, taken) in [
        (r#"{"until":1000,"lasts":2000}"#, true),
        // What is no lease keeps nobody from making the picture either.
        ("hello", false),
        ("", false),
    ] {
        bench.bucket.delete(DERIVATIVE)?;
        let put = bench
            .bucket
            .put(&lease, Object::new(body), &Condition::Always);
        put.unwrap();
        let answer = bench.host.get(TARGET).await?;
        are_right(std::slice::from_ref(&answer));
        assert!(answer.log.contains(" by=made "), "{body}: {}", answer.log);
        assert!(bench.bucket.get(DERIVATIVE).is_some());
        // What was taken over is released.
        assert_eq!(bench.lease().is_none(), taken, "{body}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_fails_to_make_it_lets_nobody_wait() -> Result<()> {
    let bench = Bench::start(NEAR).await;
    let damaged = Object::new(&b"\xff\xd8\xff\xe0 not much of a picture"[..]);
    bench.bucket.put("o.jpg", damaged, &Condition::Always)?;
    let started = Instant::now();
    for answer in bench.crowd(20).await {
        assert_eq!(answer.status, 422, "{}", answer.log);
    }
    for _ in 0..3 {
        let answer = bench.host.get("/60x40/absent.jpg").await?;
        assert_eq!(answer.status, 404, "{}", answer.log);
    }
    // Nobody waited for the end of a lease of somebody else.
    assert!(started.elapsed() < Duration::from_secs(20));
    assert_eq!(bench.bucket.keys(), ["o.jpg"]);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_lets_nobody_have_a_lease_keeps_nobody_from_the_picture() {
    for fault in [Fault::AccessDenied, Fault::SlowDown, Fault::Garbage(200)] {
        let bench = Bench::start(NEAR).await;
        // The first one of the key is not known: it is the only object that is deleted, or written beside the derivative.
        let writes = Target::method(Method::PUT);
        bench.s3.faults().times(1, writes, fault.clone());
        let answer = bench.host.get(TARGET).await.unwrap();
        assert_eq!(answer.status, 307, "{fault:?}: {}", answer.log);
        assert!(bench.bucket.get(DERIVATIVE).is_some(), "{fault:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_single_flight_nobody_asks_for_a_lease() {
    let bench = Bench::start(NEAR).await;
    let host = bench.host.clone().env("SINGLE_FLIGHT", "no");
    are_right(&[host.get(TARGET).await.unwrap()]);
    assert_eq!(bench.s3.count(&Method::PUT), 1);
    assert_eq!(bench.s3.count(&Method::DELETE), 0);
    assert_eq!(bench.far.exchanges().len(), 3);
}
