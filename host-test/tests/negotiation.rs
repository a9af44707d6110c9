//! `format=auto` through the real component: where the client is sent, and what it gets there. How `Accept` is read is
//! `src/accept.rs`, what an installation allows `src/policy.rs`.

use anyhow::Result;
use host_test::pictures::{encode, quarters};
use host_test::runtime::host::{Answer, Host};
use host_test::store::mock::MockStore;
use http::header::{ACCEPT, HeaderValue};
use image::{DynamicImage, ImageFormat};

fn store() -> MockStore {
    let original = encode(&DynamicImage::from(quarters(64, 48)), ImageFormat::Png);
    MockStore::with("a", original)
}

async fn ask(
    store: &MockStore,
    accept: &'static str,
    target: &str,
    delivery: &str,
) -> Result<Answer> {
    let host = Host::resizer(store.clone())?
        .env("URL", "http://w.example")
        .env("PRESETS", "hero=32x,format=auto")
        .env("ALLOWED_TRANSFORMS", "32x,format=auto")
        .env("DELIVERY", delivery)
        .header(ACCEPT, HeaderValue::from_static(accept));
    host.get(target).await
}

#[tokio::test]
async fn the_client_is_sent_to_the_format_that_it_shows() -> Result<()> {
    for (accept, target, key, media_type) in [
        (
            "image/webp,*/*",
            "/32x,format=auto/a",
            "32x,format=webp/a",
            "image/webp",
        ),
        ("image/png,*/*", "/32x,format=auto/a", "32x/a", "image/png"),
        (
            "image/webp",
            "/default/resize?key=hero/a",
            "hero,format=webp/a",
            "image/webp",
        ),
        ("", "/hero/a", "hero,format=original/a", "image/png"),
    ] {
        let store = store();
        let answer = ask(&store, accept, target, "redirect").await?;
        assert_eq!(answer.status, 307, "{target}: {answer:?}");
        assert_eq!(
            answer.headers["location"],
            format!("http://w.example/{key}")
        );
        assert_eq!(answer.headers["vary"], "Accept");
        assert_eq!(answer.headers["cache-control"], "no-store");
        assert!(store.calls().is_empty(), "{target}: nothing is made yet");

        let answer = ask(&store, accept, &format!("/{key}"), "redirect").await?;
        assert_eq!(answer.status, 307, "{key}: {answer:?}");
        assert!(!answer.headers.contains_key("vary"));
        let stored = store.object(key).expect(key);
        assert_eq!(stored.metadata.content_type.as_deref(), Some(media_type));
        assert_eq!(
            ask(&store, "", &format!("/{key}"), "redirect")
                .await?
                .status,
            200
        );
    }
    Ok(())
}

/// One object a format, though the address is the same.
#[tokio::test]
async fn without_a_website_the_answer_is_the_picture_itself() -> Result<()> {
    let store = store();
    for (accept, media_type) in [("image/webp", "image/webp"), ("image/*", "image/png")] {
        // Resized, then stored.
        for _ in 0..2 {
            let answer = ask(&store, accept, "/32x,format=auto/a", "inline").await?;
            assert_eq!(answer.status, 200, "{answer:?}");
            assert_eq!(answer.headers["content-type"], media_type);
            assert_eq!(answer.headers["vary"], "Accept");
        }
    }
    assert_eq!(store.keys(), ["32x,format=webp/a", "32x/a", "a"]);
    Ok(())
}

#[tokio::test]
async fn several_lines_of_accept_are_one_list() -> Result<()> {
    let host = Host::resizer(store())?
        .env("URL", "http://w.example")
        .header(ACCEPT, HeaderValue::from_static("image/png;q=0.5"))
        .header(ACCEPT, HeaderValue::from_static("image/webp"));
    let answer = host.get("/32x,format=auto/a").await?;
    assert_eq!(
        answer.headers["location"],
        "http://w.example/32x,format=webp/a"
    );
    Ok(())
}
