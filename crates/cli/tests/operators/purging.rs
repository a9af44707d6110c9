//! `purge`: all derivatives of an original, in every folder, and nothing else.

use anyhow::Result;
use host_test::store::bucket::Object;
use http::Method;

use crate::program::Store;

const SETTINGS: [(&str, &str); 3] = [
    ("PRESETS", "thumb=9x9"),
    ("SOURCE_PREFIX", "o/"),
    ("RESULT_PREFIX", "d/"),
];

async fn full() -> Result<Store> {
    let store = Store::start().await?;
    for key in [
        "o/trips/a.jpg",
        "o/trips/b.jpg",
        "o/c.jpg",
        "d/about.html",
        "d/-/play.html",
    ] {
        store.put(key, Object::new(key.to_owned()));
    }
    for folder in ["300x300", "600x,blur=2", "thumb"] {
        // `gone` has no original any more.
        for name in ["trips/a.jpg", "trips/b.jpg", "trips/gone.jpg", "c.jpg"] {
            store.put_derivative(&format!("d/{folder}/{name}"), None);
        }
    }
    store.put_derivative("d/300x300/e\u{301}.jpg", None);
    store.put_derivative("d/other/trips/a.jpg", None);
    Ok(store)
}

fn left(store: &Store) -> Vec<String> {
    let mut keys = store.bucket.keys();
    keys.retain(|key| key.starts_with("d/"));
    keys
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_purged_in_every_folder() -> Result<()> {
    let store = full().await?;
    let said = store
        .marble(&["purge", "trips/a.jpg", "\u{e9}.jpg"], &SETTINGS)
        .await?;
    assert_eq!(said.code, Some(0), "{}", said.stderr);
    let gone = [
        "d/300x300/trips/a.jpg",
        "d/600x,blur=2/trips/a.jpg",
        "d/thumb/trips/a.jpg",
    ];
    let keys = left(&store);
    assert!(!keys.iter().any(|key| gone.contains(&key.as_str())));
    assert!(!keys.contains(&"d/300x300/e\u{301}.jpg".to_owned()));
    assert_eq!(keys.len(), 16 - 4, "{keys:?}");
    // Folders, and one deletion of them all.
    assert_eq!(
        (store.s3.count(&Method::GET), store.s3.count(&Method::POST)),
        (1, 1)
    );
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_prefix_is_purged_of_originals_that_are_gone_too() -> Result<()> {
    let store = full().await?;
    let before = left(&store);
    let said = store
        .marble(&["purge", "--prefix", "trips/", "--dry-run"], &SETTINGS)
        .await?;
    assert!(
        said.stdout.contains("\"d/thumb/trips/gone.jpg\"\n"),
        "{}",
        said.stdout
    );
    assert!(
        said.stdout
            .ends_with("9 would be deleted, where they are\n"),
        "{}",
        said.stdout
    );
    assert_eq!(left(&store), before);
    let said = store
        .marble(&["purge", "--prefix", "trips/"], &SETTINGS)
        .await?;
    assert_eq!(said.code, Some(0), "{}", said.stderr);
    assert_eq!(said.stdout, "9 deleted\n");
    let expected = [
        "d/-/play.html",
        "d/300x300/c.jpg",
        "d/300x300/e\u{301}.jpg",
        "d/600x,blur=2/c.jpg",
        "d/about.html",
        "d/other/trips/a.jpg",
        "d/thumb/c.jpg",
    ];
    assert_eq!(left(&store), expected);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_original_is_refused() -> Result<()> {
    let store = full().await?;
    let before = left(&store);
    for (key, code) in [("thumb/trips/a.jpg", 1), ("../a.jpg", 1), ("", 1)] {
        let said = store.marble(&["purge", key], &SETTINGS).await?;
        assert_eq!(said.code, Some(code), "{key}");
        assert!(
            said.stderr.contains("expected the key of an original"),
            "{}",
            said.stderr
        );
    }
    let said = store.marble(&["purge"], &SETTINGS).await?;
    assert_eq!(said.code, Some(2), "{}", said.stderr);
    assert_eq!(left(&store), before);
    Ok(())
}
