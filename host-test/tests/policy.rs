//! What an installation allows, through the real component: presets, lists and what happens beside them. The rules
//! themselves are `src/policy.rs`.

use anyhow::Result;
use host_test::pictures::{decode, encode, quarters};
use host_test::runtime::host::{Answer, Host};
use host_test::store::mock::MockStore;
use image::{DynamicImage, ImageFormat};

const SETTINGS: [(&str, &str); 4] = [
    ("PRESETS", "thumb=30x20,fit=fill; hero=64x,format=png"),
    ("ALLOWED_RESOLUTIONS", "20x20, 40x40, 50x"),
    ("SNAP", "up"),
    ("ALLOWED_TRANSFORMS", "10..40x10..40; 50x,format=webp"),
];

async fn ask(store: &MockStore, target: &str, more: &[(&str, &str)]) -> Result<Answer> {
    let host = Host::resizer(store.clone())?.env("URL", "http://w.example");
    let settings = SETTINGS.iter().chain(more);
    let host = settings.fold(host, |host, (name, value)| host.env(name, value));
    host.get(target).await
}

fn store() -> MockStore {
    let original = encode(&DynamicImage::from(quarters(64, 48)), ImageFormat::Jpeg);
    MockStore::with("a", original)
}

fn location(answer: &Answer) -> &str {
    let location = answer.headers.get("location");
    location.map_or("", |location| location.to_str().unwrap_or_default())
}

#[tokio::test]
async fn a_preset_is_made_and_stored_under_its_name() -> Result<()> {
    let store = store();
    for (name, size, media_type) in [
        ("thumb", (30, 20), "image/jpeg"),
        ("hero", (64, 48), "image/png"),
    ] {
        let answer = ask(&store, &format!("/default/resize?key={name}/a"), &[]).await?;
        assert_eq!(answer.status, 307, "{answer:?}");
        assert_eq!(location(&answer), format!("http://w.example/{name}/a"));
        let stored = store.object(&format!("{name}/a")).expect(name);
        let picture = decode(&stored.body);
        assert_eq!((picture.width(), picture.height()), size, "{name}");
        assert_eq!(stored.metadata.content_type.as_deref(), Some(media_type));
        // Asked for once more, it is there.
        assert_eq!(ask(&store, &format!("/{name}/a"), &[]).await?.status, 200);
    }
    let answer = ask(&store, "/20x20/thumb/a", &[]).await?;
    assert_eq!(
        answer.status, 400,
        "a derivative is no original: {answer:?}"
    );
    Ok(())
}

#[tokio::test]
async fn a_size_beside_the_list_goes_to_the_next_larger_one() -> Result<()> {
    let store = store();
    let answer = ask(&store, "/15x20/a", &[]).await?;
    assert_eq!(answer.status, 307, "{answer:?}");
    assert_eq!(location(&answer), "http://w.example/20x20/a");
    assert_eq!(answer.headers["cache-control"], "no-store");
    assert!(store.object("20x20/a").is_none(), "nothing is made yet");
    assert_eq!(ask(&store, "/20x20/a", &[]).await?.status, 307);
    assert!(store.object("20x20/a").is_some());

    // Where no client is sent anywhere, the answer is the picture of that size.
    let answer = ask(&store, "/21x20/a", &[("DELIVERY", "inline")]).await?;
    assert_eq!(answer.status, 200, "{answer:?}");
    let picture = decode(&answer.body);
    assert_eq!((picture.width(), picture.height()), (40, 40));
    assert!(store.object("40x40/a").is_some());
    Ok(())
}

#[tokio::test]
async fn what_no_list_has_is_refused_before_the_store_is_asked() -> Result<()> {
    for target in [
        "/41x40/a",
        "/20x20,fit=fill/a",
        "/50x/a",
        "/50x,quality=9/a",
        "/x20/a",
    ] {
        let answer = ask(&MockStore::default(), target, &[]).await?;
        assert_eq!(answer.status, 403, "{target}: {answer:?}");
    }
    let answer = ask(&store(), "/50x,format=webp/a", &[]).await?;
    assert_eq!(answer.status, 307, "{answer:?}");
    Ok(())
}
