//! More requests at once than there are instances: they wait for one, and where that takes too long, they are told when
//! to come again. None is an error of the server.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use host_test::dev_server::{DevServer, Settings};
use host_test::pictures::{encode, quarters};
use host_test::runtime::engine::INSTANCES;
use host_test::store::bucket::{Bucket, Condition, Object};
use host_test::store::s3::{Fault, Target};
use host_test::website::browser::{Hop, ask};
use image::{DynamicImage, ImageFormat};
use tokio::task::JoinSet;
use url::Url;

/// How many ask at once.
const CROWD: usize = 5 * INSTANCES as usize;

async fn start(queue_limit: Option<Duration>, timeout_ms: &str) -> Result<DevServer> {
    let bucket = Bucket::in_memory();
    let picture = encode(&DynamicImage::from(quarters(64, 48)), ImageFormat::Jpeg);
    bucket.put("a.jpg", Object::new(picture), &Condition::Always)?;
    DevServer::start(Arc::new(bucket), Settings::default(), |host| {
        let host = host.env("S3_TIMEOUT_MS", timeout_ms);
        match queue_limit {
            Some(limit) => host.queue_limit(limit),
            None => host,
        }
    })
    .await
}

/// All ask Marble for the same derivative at once.
async fn crowd(server: &DevServer) -> Result<Vec<Hop>> {
    let url = Url::parse(&format!("http://{}/9x9/a.jpg", server.marble.addr()))?;
    let asking: JoinSet<_> = (0..CROWD).map(|_| ask(url.clone())).collect();
    let answers = asking.join_all().await;
    answers.into_iter().collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crowd_waits_and_is_served() -> Result<()> {
    let running = start(None, "10000").await?;
    let answers = crowd(&running).await?;
    let is_served = |answer: &&Hop| answer.status == 307 || answer.status == 200;
    let served = answers.iter().filter(is_served).count();
    assert_eq!(
        served,
        CROWD,
        "{:?}",
        answers.iter().find(|it| it.status.is_server_error())
    );
    assert!(running.bucket.get("9x9/a.jpg").is_some());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn who_would_wait_too_long_is_told_when_to_come_again() -> Result<()> {
    // So long that all have asked before the first has given up, on a busy machine too.
    let server = start(Some(Duration::from_millis(10)), "8000").await?;
    let target = Target::key("9x9/a.jpg");
    server.s3.faults().always(target, Fault::StallBeforeHeaders);
    let answers = crowd(&server).await?;
    let (busy, slow): (Vec<_>, Vec<_>) = answers.iter().partition(|it| it.status == 503);
    // Those that have an instance keep it until the store's timeout.
    assert!(slow.iter().all(|it| it.status == 504), "{:?}", slow.first());
    assert!(busy.len() >= CROWD - INSTANCES as usize, "{}", busy.len());
    for answer in busy {
        assert_eq!(answer.headers["retry-after"], "2", "{answer:?}");
    }
    // The crowd is gone, and there is room again.
    server.s3.faults().clear();
    let url = Url::parse(&format!("http://{}/9x9/a.jpg", server.marble.addr()))?;
    assert_ne!(ask(url).await?.status, 500);
    Ok(())
}
