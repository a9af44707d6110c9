//! What `gc` and `warm` take where there is much to look at: memory, and requests to the store. Takes a while:
//! `cargo test -p marble-cli --test operators -- --ignored --nocapture --test-threads 1`.

use std::sync::Arc;
use std::time::Instant;

use anyhow::Result;
use host_test::dev_server::{DevServer, Settings};
use host_test::pictures::blue_marble_jpeg;
use host_test::store::bucket::{Bucket, Condition, Object};
use http::Method;

use crate::program::{Store, measured, variables_of};

/// So much more may ten times as many objects take: what one page of a listing holds, and what an allocator does.
const MORE_BYTES: u64 = 4 << 20;

const METHODS: [Method; 4] = [Method::GET, Method::HEAD, Method::POST, Method::PUT];

fn tell(what: &str, count: usize, peak: u64, begin: Instant, counts: [usize; 4]) {
    let [get, head, post, put] = counts;
    let kibibytes = peak >> 10;
    println!(
        "{what:5} {count:6} objects: {kibibytes} KiB at most, {:.1} s; asked of the store: {get} GET, {head} HEAD, \
         {post} POST, {put} PUT",
        begin.elapsed().as_secs_f64()
    );
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "a measurement"]
async fn gc_takes_the_same_memory_for_ten_times_as_many() -> Result<()> {
    let mut peaks = Vec::new();
    for count in [1_000, 10_000] {
        let store = Store::start().await?;
        let etag = Object::new("original").etag;
        let half = count / 2;
        for number in 0..half {
            // Of one in ten the original is gone, of one in ten it is another one.
            let name = format!("a/rather/long/name/of/a/photograph-{number:06}.jpg");
            if number % 10 != 3 {
                store.put(&name, Object::new("original"));
            }
            let etag = if number % 10 == 4 {
                "\"another\""
            } else {
                &etag
            };
            store.put_derivative(&format!("300x300/{name}"), Some(etag));
        }
        let begin = Instant::now();
        let variables = variables_of(store.s3.addr());
        let (said, peak) = measured(&["gc", "--yes"], &variables).await?;
        tell(
            "gc",
            count,
            peak,
            begin,
            METHODS.map(|method| store.s3.count(&method)),
        );
        assert_eq!(said.code, Some(0));
        assert!(said.stdout.ends_with(&format!("deleted: {}\n", half / 5)));
        // Each derivative once, and each that is looked for.
        assert_eq!(store.s3.count(&Method::HEAD), count);
        peaks.push(peak);
    }
    assert!(peaks[1] < peaks[0] + MORE_BYTES, "{peaks:?}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "a measurement"]
async fn warm_takes_the_same_memory_for_ten_times_as_many() -> Result<()> {
    let mut peaks = Vec::new();
    for count in [1_000_usize, 10_000] {
        let bucket = Arc::new(Bucket::in_memory());
        let picture = Object::new(blue_marble_jpeg());
        let mut missing = 0;
        for number in 0..count {
            let name = format!("photograph-{number:06}.jpg");
            bucket.put(&name, picture.clone(), &Condition::Always)?;
            // One in twenty is still to be made.
            if number % 20 == 0 {
                missing += 1;
            } else {
                let there = Object::new("there");
                bucket.put(&format!("16x16/{name}"), there, &Condition::Always)?;
            }
        }
        let servers = DevServer::start(bucket, Settings::default(), |host| host).await?;
        let mut variables = variables_of(servers.s3.addr());
        variables.push(("URL", format!("http://{}", servers.website.addr())));
        let begin = Instant::now();
        let warm = ["warm", "--prefix", "", "--transform", "16x16"];
        let (said, peak) = measured(&warm, &variables).await?;
        tell(
            "warm",
            count,
            peak,
            begin,
            METHODS.map(|method| servers.s3.count(&method)),
        );
        assert_eq!(said.code, Some(0), "{}", said.stdout);
        assert!(
            said.stdout
                .contains(&format!("{missing} were made, 0 could not be"))
        );
        peaks.push(peak);
    }
    assert!(peaks[1] < peaks[0] + MORE_BYTES, "{peaks:?}");
    Ok(())
}
