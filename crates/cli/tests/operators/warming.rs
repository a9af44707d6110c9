//! `warm`: the real Marble makes what is missing, and that alone.

use std::sync::Arc;

use anyhow::Result;
use host_test::dev_server::{DevServer, Settings};
use host_test::pictures::blue_marble_jpeg;
use host_test::store::bucket::{Bucket, Condition, Object};
use host_test::store::s3::{Fault, Target};
use http::Method;

use crate::program::{Said, marble, variables_of};

const PRESETS: &str = "thumb=16x16; wide=24x,format=auto";

struct Loop {
    servers: DevServer,
}

impl Loop {
    async fn start(variables: &[(&str, &str)]) -> Result<Self> {
        let bucket = Arc::new(Bucket::in_memory());
        for key in ["a.jpg", "trips/b +ü.jpg"] {
            let picture = Object::new(blue_marble_jpeg());
            bucket.put(key, picture, &Condition::Always)?;
        }
        bucket.put("index.html", Object::new("<html>"), &Condition::Always)?;
        bucket.put(
            "trips/bad.jpg",
            Object::new("no picture"),
            &Condition::Always,
        )?;
        let adjust = |host: host_test::runtime::host::Host| {
            let host = host.env("PRESETS", PRESETS);
            let all = variables.iter();
            all.fold(host, |host, (name, value)| host.env(name, value))
        };
        let servers = DevServer::start(bucket, Settings::default(), adjust).await?;
        Ok(Self { servers })
    }

    async fn marble(&self, arguments: &[&str], more: &[(&str, &str)]) -> Result<Said> {
        let mut variables = variables_of(self.servers.s3.addr());
        variables.push(("PRESETS", PRESETS.to_owned()));
        variables.push(("URL", format!("http://{}", self.servers.website.addr())));
        variables.extend(
            more.iter()
                .map(|(name, value)| (*name, (*value).to_owned())),
        );
        marble(arguments, &variables).await
    }

    fn derivatives(&self) -> Vec<String> {
        let mut keys = self.servers.bucket.keys();
        keys.retain(|key| key.starts_with("thumb/") || key.starts_with("wide"));
        keys
    }
}

const ALL: [&str; 6] = [
    "thumb/a.jpg",
    "thumb/trips/b +ü.jpg",
    "wide,format=original/a.jpg",
    "wide,format=original/trips/b +ü.jpg",
    "wide,format=webp/a.jpg",
    "wide,format=webp/trips/b +ü.jpg",
];

#[tokio::test(flavor = "multi_thread")]
async fn what_is_missing_is_made_once() -> Result<()> {
    let all = Loop::start(&[]).await?;
    all.servers.bucket.delete("trips/bad.jpg")?;
    let said = all
        .marble(&["warm", "--prefix", "", "--dry-run"], &[])
        .await?;
    assert_eq!(said.code, Some(0), "{}", said.stderr);
    assert!(
        said.stdout.contains("missing \"wide,format=webp/a.jpg\"\n"),
        "{}",
        said.stdout
    );
    assert_eq!(all.derivatives(), Vec::<String>::new());

    // One by its key, and by way of the website.
    let said = all
        .marble(&["warm", "a.jpg", "--transform", "thumb"], &[])
        .await?;
    assert_eq!(said.code, Some(0), "{}", said.stderr);
    assert_eq!(all.derivatives(), ["thumb/a.jpg"]);

    // A run that is started again goes on where the last one was.
    let marble = format!("http://{}/default/resize", all.servers.marble.addr());
    let warm = ["warm", "--prefix", "", "--marble", &marble];
    for beginning in [
        "2 originals: 1 derivatives were there, 5 were made, 0 could not be (",
        "2 originals: 6 derivatives were there, 0 were made, 0 could not be (",
    ] {
        let said = all.marble(&warm, &[]).await?;
        assert_eq!(said.code, Some(0), "{}", said.stderr);
        assert!(said.stdout.starts_with(beginning), "{}", said.stdout);
        assert_eq!(all.derivatives(), ALL);
    }
    // Nothing of no use was made.
    let said = all.marble(&["gc"], &[]).await?;
    assert!(
        said.stdout
            .contains("of 0 is gone, of 0 it is another one; 0 leases"),
        "{}",
        said.stdout
    );
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_made_is_told_and_stops_nothing() -> Result<()> {
    let all = Loop::start(&[]).await?;
    let said = all.marble(&["warm", "--prefix", ""], &[]).await?;
    assert_eq!(said.code, Some(1), "{}", said.stdout);
    assert!(
        said.stderr.contains("\"thumb/trips/bad.jpg\""),
        "{}",
        said.stderr
    );
    assert!(said.stderr.contains("not-a-picture"), "{}", said.stderr);
    assert!(
        said.stdout.contains("6 were made, 3 could not be"),
        "{}",
        said.stdout
    );
    assert_eq!(all.derivatives(), ALL);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_throttles_marble_and_the_program_loses_nothing() -> Result<()> {
    let all = Loop::start(&[]).await?;
    all.servers.bucket.delete("trips/bad.jpg")?;
    let faults = all.servers.s3.faults();
    // As often as Marble tries by itself, so that it says 503.
    faults.times(3, Target::method(Method::GET).of("a.jpg"), Fault::SlowDown);
    faults.times(4, Target::method(Method::HEAD), Fault::SlowDown);
    let said = all.marble(&["warm", "--prefix", ""], &[]).await?;
    assert_eq!(said.code, Some(0), "{}", said.stderr);
    assert!(faults.is_empty());
    assert_eq!(all.derivatives(), ALL);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_website_marble_is_asked_itself() -> Result<()> {
    let inline = ("DELIVERY", "inline");
    let all = Loop::start(&[inline]).await?;
    let said = all.marble(&["warm", "a.jpg"], &[inline]).await?;
    assert_eq!(said.code, Some(1));
    assert!(said.stderr.contains("expected --marble"), "{}", said.stderr);
    let marble = format!("http://{}", all.servers.marble.addr());
    let said = all
        .marble(&["warm", "a.jpg", "--marble", &marble], &[inline])
        .await?;
    assert_eq!(said.code, Some(0), "{}", said.stderr);
    let expected = ALL.map(str::to_owned).into_iter();
    let expected: Vec<_> = expected.filter(|key| key.ends_with("/a.jpg")).collect();
    assert_eq!(all.derivatives(), expected);
    Ok(())
}
