//! The policies in `deploy/aws` are what each feature needs, and no more: with a store that denies all that they do not
//! allow.

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::Result;
use host_test::pictures::blue_marble_jpeg;
use host_test::runtime::host::{Answer, Host};
use host_test::runtime::s3_adapter;
use host_test::store::bucket::{Bucket, Condition, Object};
use host_test::store::s3::{BUCKET, Policy, S3Config, S3Server, SOURCE_BUCKET};
use host_test::workspace;
use http::{HeaderValue, header};

const COMPONENT: &str = "component-policy.json";
const EVENTS: &str = "events-policy.json";
const SOURCE: &str = "source-policy.json";

/// What is allowed by some of the files, in the buckets of this machine.
fn policy(files: &[&str]) -> Result<Policy> {
    let documents = files.iter().map(|file| {
        let file = workspace::root().join("deploy/aws").join(file);
        let document = std::fs::read_to_string(file).unwrap();
        let document = document.replace(":::SOURCE_BUCKET", &format!(":::{SOURCE_BUCKET}"));
        document.replace(":::BUCKET", &format!(":::{BUCKET}"))
    });
    let documents: Vec<_> = documents.collect();
    let documents: Vec<_> = documents.iter().map(String::as_str).collect();
    Policy::parse(&documents)
}

struct Bench {
    originals: Arc<Bucket>,
    derivatives: Arc<Bucket>,
    host: Host,
    _s3: S3Server,
}

impl Bench {
    async fn start(files: &[&str], apart: bool) -> Result<Self> {
        let derivatives = Arc::new(Bucket::in_memory());
        let originals = if apart {
            Arc::new(Bucket::in_memory())
        } else {
            Arc::clone(&derivatives)
        };
        originals.put("a.jpg", Object::new(blue_marble_jpeg()), &Condition::Always)?;
        let config = S3Config {
            source_bucket: apart.then(|| Arc::clone(&originals)),
            policy: Some(policy(files)?),
            ..S3Config::default()
        };
        let listen = SocketAddr::from(([127, 0, 0, 1], 0));
        let s3 = S3Server::start(listen, Arc::clone(&derivatives), config).await?;
        let token = "0123456789abcdef";
        let authorization = HeaderValue::from_str(&format!("Bearer {token}"))?;
        let host = Host::composed()?.env("URL", "http://w.example");
        let host = host.env("EVENTS_TOKEN", token);
        let host = host.header(header::AUTHORIZATION, authorization);
        let host = host.envs(s3_adapter::env(s3.addr()));
        let host = if apart {
            host.env("SOURCE_BUCKET", SOURCE_BUCKET)
        } else {
            host
        };
        Ok(Self {
            originals,
            derivatives,
            host,
            _s3: s3,
        })
    }

    async fn get(&self, target: &str) -> Answer {
        self.host.get(target).await.unwrap()
    }

    async fn purge(&self) -> Answer {
        let message = r#"{"keys":["a.jpg"]}"#;
        self.host.post("/-/events", message).await.unwrap()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_policy_of_the_component_lets_it_make_pictures() -> Result<()> {
    let bench = Bench::start(&[COMPONENT], false).await?;
    let answer = bench.get("/30x30/a.jpg").await;
    // No line of an error: what is denied is told.
    assert_eq!((answer.status.as_u16(), answer.log.as_str()), (307, ""));
    assert_eq!(bench.derivatives.keys(), ["30x30/a.jpg", "a.jpg"]);
    let answer = bench.get("/30x30/absent.jpg").await;
    assert_eq!((answer.status.as_u16(), answer.log.as_str()), (404, ""));
    let answer = bench.get("/-/health?store").await;
    assert_eq!((answer.status.as_u16(), answer.log.as_str()), (200, ""));
    // It does not let it delete what it made.
    assert_eq!(bench.purge().await.status, 503);
    assert_eq!(bench.derivatives.keys(), ["30x30/a.jpg", "a.jpg"]);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn events_need_the_policy_for_events() -> Result<()> {
    let bench = Bench::start(&[COMPONENT, EVENTS], false).await?;
    assert_eq!(bench.get("/30x30/a.jpg").await.status, 307);
    let answer = bench.purge().await;
    assert_eq!((answer.status.as_u16(), answer.log.as_str()), (200, ""));
    assert_eq!(bench.derivatives.keys(), ["a.jpg"]);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn originals_apart_need_the_policy_for_their_bucket() -> Result<()> {
    let bench = Bench::start(&[COMPONENT], true).await?;
    let answer = bench.get("/30x30/a.jpg").await;
    assert_eq!(answer.status, 404, "{}", answer.log);
    assert!(answer.log.contains("AccessDenied"), "{}", answer.log);
    let bench = Bench::start(&[COMPONENT, SOURCE, EVENTS], true).await?;
    let answer = bench.get("/30x30/a.jpg").await;
    assert_eq!((answer.status.as_u16(), answer.log.as_str()), (307, ""));
    let answer = bench.purge().await;
    assert_eq!((answer.status.as_u16(), answer.log.as_str()), (200, ""));
    assert_eq!(bench.derivatives.keys(), [""; 0]);
    assert_eq!(bench.originals.keys(), ["a.jpg"]);
    Ok(())
}
