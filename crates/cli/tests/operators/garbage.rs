//! `gc`: what it deletes, and above all what it does not.

use anyhow::Result;
use host_test::store::bucket::Object;
use host_test::store::s3::{Fault, Target};
use http::Method;

use crate::program::Store;

/// What is of no use in [`messy`].
const USELESS: [&str; 4] = [
    "-/making/over",
    "300x300/b.jpg",
    "300x300/gone.jpg",
    "thumb/x/gone.jpg",
];

const PRESETS: [(&str, &str); 1] = [("PRESETS", "thumb=9x9")];

/// A bucket with something of each kind.
async fn messy() -> Result<Store> {
    let store = Store::start().await?;
    for key in ["a.jpg", "b.jpg", "\u{e9}.jpg", "index.html"] {
        store.put(key, Object::new(key.to_owned()));
    }
    let etag = Object::new("a.jpg").etag;
    store.put_derivative("300x300/a.jpg", Some(&etag));
    store.put_derivative("thumb/a.jpg", Some(&etag));
    // Of an earlier version.
    store.put_derivative("300x300/b.jpg", Some("\"another\""));
    // It does not say of which.
    store.put_derivative("600x/b.jpg", None);
    // Asked for in decomposed characters.
    store.put_derivative(
        "300x300/e\u{301}.jpg",
        Some(&Object::new("\u{e9}.jpg").etag),
    );
    store.put_derivative("300x300/gone.jpg", Some("\"gone\""));
    store.put_derivative("thumb/x/gone.jpg", Some("\"gone\""));
    // No preset is named so any more.
    store.put_derivative("hero/gone.jpg", Some("\"gone\""));
    // Somebody else's.
    store.put("300x300/logo.png", Object::new("logo"));
    store.put(
        "-/making/over",
        Object::new(r#"{"until":1000,"lasts":2000}"#),
    );
    store.put(
        "-/making/runs",
        Object::new(r#"{"until":99999999999999,"lasts":2000}"#),
    );
    store.put("-/making/notes.txt", Object::new("buy milk"));
    // The playground, where `init` says to put it.
    store.put("-/play.html", Object::new("<html>"));
    Ok(store)
}

fn without_useless(keys: Vec<String>) -> Vec<String> {
    let mut keys = keys;
    keys.retain(|key| !USELESS.contains(&key.as_str()));
    keys
}

#[tokio::test(flavor = "multi_thread")]
async fn without_yes_it_is_shown_and_stays() -> Result<()> {
    let store = messy().await?;
    let before = store.bucket.keys();
    for arguments in [&["gc"][..], &["gc", "--dry-run"]] {
        let said = store.marble(arguments, &PRESETS).await?;
        assert_eq!(said.code, Some(0), "{}", said.stderr);
        let mut shown: Vec<_> = said.stdout.lines().take(USELESS.len()).collect();
        shown.sort_unstable();
        let expected = [
            r#"changed "300x300/b.jpg""#,
            r#"gone    "300x300/gone.jpg""#,
            r#"gone    "thumb/x/gone.jpg""#,
            r#"lease   "-/making/over""#,
        ];
        assert_eq!(shown, expected);
        assert!(
            said.stdout.ends_with("nothing was deleted: --yes does\n"),
            "{}",
            said.stdout
        );
    }
    assert_eq!(store.bucket.keys(), before);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn with_yes_that_and_nothing_else_is_deleted() -> Result<()> {
    let store = messy().await?;
    let left = without_useless(store.bucket.keys());
    let said = store.marble(&["gc", "--yes"], &PRESETS).await?;
    assert_eq!(said.code, Some(0), "{}", said.stderr);
    assert!(said.stdout.ends_with("deleted: 4\n"), "{}", said.stdout);
    assert_eq!(store.bucket.keys(), left);
    // All four at once.
    assert_eq!(store.s3.count(&Method::POST), 1);
    let said = store.marble(&["gc", "--yes"], &PRESETS).await?;
    assert!(said.stdout.ends_with("deleted: 0\n"), "{}", said.stdout);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_throttles_or_breaks_off_loses_nothing() -> Result<()> {
    let store = messy().await?;
    let left = without_useless(store.bucket.keys());
    let faults = store.s3.faults();
    faults.times(6, Target::method(Method::HEAD), Fault::SlowDown);
    faults.times(2, Target::method(Method::GET), Fault::Reset);
    faults.once(Target::method(Method::POST), Fault::SlowDown);
    let said = store.marble(&["gc", "--yes"], &PRESETS).await?;
    assert_eq!(said.code, Some(0), "{}", said.stderr);
    assert!(faults.is_empty());
    assert_eq!(store.bucket.keys(), left);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_without_many_deletions_at_once_gets_them_one_by_one() -> Result<()> {
    let store = messy().await?;
    let left = without_useless(store.bucket.keys());
    let target = Target::method(Method::POST);
    store.s3.faults().always(target, Fault::NoDeleteObjects);
    let said = store.marble(&["gc", "--yes"], &PRESETS).await?;
    assert_eq!(said.code, Some(0), "{}", said.stderr);
    assert_eq!(store.bucket.keys(), left);
    assert_eq!(store.s3.count(&Method::DELETE), 4);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_known_is_not_deleted() -> Result<()> {
    let store = messy().await?;
    let before = store.bucket.keys();
    // Whoever may not see an original does not know that it is gone.
    for key in ["b.jpg", "gone.jpg", "x/gone.jpg"] {
        let target = Target::method(Method::HEAD).of(key);
        store.s3.faults().always(target, Fault::AccessDenied);
    }
    store.bucket.delete("-/making/over")?;
    let said = store.marble(&["gc", "--yes"], &PRESETS).await?;
    assert_eq!(said.code, Some(1), "{}", said.stdout);
    assert!(said.stderr.contains("s3:ListBucket"), "{}", said.stderr);
    let mut left = store.bucket.keys();
    left.push("-/making/over".to_owned());
    left.sort();
    assert_eq!(left, before);
    Ok(())
}

/// Else every original would seem to be gone.
#[tokio::test(flavor = "multi_thread")]
async fn a_bucket_of_originals_that_is_not_there_deletes_nothing() -> Result<()> {
    let store = messy().await?;
    let before = store.bucket.keys();
    let elsewhere = [("SOURCE_BUCKET", "not-there")];
    let said = store.marble(&["gc", "--yes"], &elsewhere).await?;
    assert_eq!(said.code, Some(1), "{}", said.stdout);
    assert!(said.stderr.contains("does not exist"), "{}", said.stderr);
    assert_eq!(store.bucket.keys(), before);
    Ok(())
}
