//! How many requests to the store a call takes: what a store charges for, and what the page about scale counts with.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use host_test::pictures::{encode, photo};
use host_test::runtime::host::Host;
use host_test::runtime::s3_adapter;
use host_test::store::bucket::{Bucket, Condition, Object};
use host_test::store::s3::{Fault, S3Config, S3Server, Target};
use host_test::workspace;
use http::Method;
use image::{DynamicImage, ImageFormat};
use toml::Table;

/// How much later the derivative is answered than the original is asked for, at most.
const APART: Duration = Duration::from_millis(200);

const COUNTED: [Method; 4] = [Method::GET, Method::HEAD, Method::PUT, Method::DELETE];

/// Of a call that finds nothing and makes the picture, and of one more that finds it: how often each method of `COUNTED`.
async fn requests(settings: &[(&str, &str)]) -> Result<[[usize; 4]; 2]> {
    let bucket = Arc::new(Bucket::in_memory());
    let original = encode(&DynamicImage::from(photo(600, 400)), ImageFormat::Jpeg);
    let put = bucket.put("o.jpg", Object::new(original), &Condition::Always);
    put.unwrap();
    let listen = SocketAddr::from(([127, 0, 0, 1], 0));
    let s3 = S3Server::start(listen, bucket, S3Config::default()).await?;
    let mut host = Host::composed()?.env("URL", "http://w.example");
    for (name, value) in settings {
        host = host.env(name, value);
    }
    let host = host.envs(s3_adapter::env(s3.addr()));
    let mut counts = [[0; 4]; 2];
    for count in &mut counts {
        s3.forget_requests();
        // Else the original could be let go before the store has seen that it is asked for.
        s3.faults()
            .once(Target::key("60x40/o.jpg"), Fault::Delay(APART));
        let answer = host.get("/60x40/o.jpg").await?;
        let served = answer.status == 200 || answer.status == 307;
        assert!(served, "{}", answer.log);
        *count = COUNTED.map(|method| s3.count(&method));
    }
    Ok(counts)
}

/// By default, by a call that makes the picture.
const MADE: [usize; 4] = [2, 0, 2, 1];

#[test]
fn the_page_about_scale_counts_with_them() -> Result<()> {
    let path = workspace::root().join("crates/scale/scenario.toml");
    let scenario: Table = std::fs::read_to_string(path)?.parse()?;
    let counted =
        ["gets", "puts", "deletes"].map(|name| scenario["calls"]["marble"][name].as_integer());
    let [gets, heads, puts, deletes] = MADE.map(|count| i64::try_from(count).ok());
    assert_eq!((counted, heads), ([gets, puts, deletes], Some(0)));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_takes_as_many_requests_to_the_store_as_are_counted() -> Result<()> {
    for (settings, made, found) in [
        // The derivative and the original are asked for at once, with the lease beside them.
        (&[][..], MADE, [2, 0, 1, 1]),
        (&[("SINGLE_FLIGHT", "no")], [2, 0, 1, 0], [2, 0, 0, 0]),
        // The original follows when the derivative is not there.
        (&[("DELIVERY", "inline")], [2, 0, 2, 1], [1, 0, 0, 0]),
    ] {
        let [first, second] = requests(settings).await?;
        assert_eq!(first, made, "{settings:?}: made");
        assert_eq!(second, found, "{settings:?}: found");
    }
    Ok(())
}
