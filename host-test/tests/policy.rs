//! What an installation allows, through the real component: presets, lists and what happens beside them. The rules
//! themselves are `src/policy.rs`.

use anyhow::Result;
use host_test::pictures::{decode, encode, quarters};
use host_test::runtime::host::{Answer, Host};
use host_test::store::mock::MockStore;
use http::header::{ACCEPT, HeaderValue};
use image::{DynamicImage, ImageFormat};
use marble_transform::{SigningKey, Transform};

const KEY: &str = "000102030405060708090a0b0c0d0e0f";

const SETTINGS: [(&str, &str); 6] = [
    ("PRESETS", "thumb=30x20,fit=fill; hero=64x,format=png"),
    ("ALLOWED_RESOLUTIONS", "20x20, 40x40, 52..60x"),
    ("ALLOWED_OPTIONS", "format=webp, quality=60|80, dpr=1"),
    ("SNAP", "up"),
    ("ALLOWED_TRANSFORMS", "10..14x10..20; 51x,blur=2"),
    ("SIGNING_KEYS", KEY),
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
        "/20x20,format=png/a",
        "/20x20,quality=61/a",
        "/51x/a?blur=2",
        "/61x/a",
        "/14x20,quality=60,blur=2/a",
        "/x20/a",
        "/30x20,fit=fill/a",
    ] {
        let answer = ask(&MockStore::default(), target, &[]).await?;
        // Snapping leads to sizes of the list only.
        let snapped = answer.status == 307 && location(&answer) == "http://w.example/52x/a";
        assert!(answer.status == 403 || snapped, "{target}: {answer:?}");
    }
    for (target, key) in [
        (
            "/20x20,quality=60,format=webp/a",
            "20x20,format=webp,quality=60/a",
        ),
        ("/20x20,quality=80,dpr=1.0,fit=cover/a", "20x20/a"),
        ("/57x/a", "57x/a"),
        ("/12x19/a", "12x19/a"),
        ("/51x,blur=2.0/a", "51x,blur=2/a"),
    ] {
        let store = store();
        let answer = ask(&store, target, &[]).await?;
        assert_eq!(answer.status, 307, "{answer:?}");
        assert_eq!(store.keys(), [key, "a"], "{target}");
    }
    Ok(())
}

fn sign(transform: &str, original: &str) -> Result<String> {
    let transform = Transform::parse(transform, 4096)?;
    let key = SigningKey::parse(KEY).unwrap();
    Ok(format!(
        "{transform},sig={}",
        key.sign(&transform, original)
    ))
}

#[tokio::test]
async fn a_signed_transform_is_stored_with_its_signature() -> Result<()> {
    let store = store();
    let folder = sign("33x44,fit=inside,blur=1.5", "a")?;
    let answer = ask(&store, &format!("/default/resize?key={folder}/a"), &[]).await?;
    assert_eq!(answer.status, 307, "{answer:?}");
    assert_eq!(location(&answer), format!("http://w.example/{folder}/a"));
    let stored = store.object(&format!("{folder}/a")).expect("it is stored");
    let picture = decode(&stored.body);
    assert_eq!((picture.width(), picture.height()), (33, 25));
    let user = &stored.metadata.user;
    let transform = user.iter().find(|(name, _)| name == "marble-transform");
    assert_eq!(
        transform.map(|(_, it)| it.as_str()),
        Some("33x44,fit=inside,blur=1.5")
    );

    // Whatever the spelling, it is that object; and not without the signature.
    let (_, signature) = folder.rsplit_once('=').unwrap();
    let other = format!("/33x44,quality=80,blur=1.50,fit=inside,sig={signature}/a");
    assert_eq!(ask(&store, &other, &[]).await?.status, 200);
    let answer = ask(&store, "/33x44,fit=inside,blur=1.5/a", &[]).await?;
    assert_eq!(answer.status, 403);
    assert!(!answer.log.contains(KEY) && !answer.log.contains(signature));
    // A signature of that original that is absent is no signature of this one.
    let answer = ask(&MockStore::default(), &format!("/{folder}/b"), &[]).await?;
    assert_eq!(answer.status, 403);
    assert!(String::from_utf8_lossy(&answer.body).contains("signature-mismatch"));
    assert_eq!(store.keys().len(), 2);
    Ok(())
}

#[tokio::test]
async fn a_signed_link_leads_to_a_signed_format() -> Result<()> {
    let store = store();
    let target = format!("/{}/a", sign("33x44,format=auto", "a")?);
    let host = Host::resizer(store.clone())?
        .env("URL", "http://w.example")
        .env("SIGNING_KEYS", &format!("{KEY}, {}", "77".repeat(16)))
        .header(ACCEPT, HeaderValue::from_static("image/webp"));
    let answer = host.get(&target).await?;
    assert_eq!(answer.status, 307, "{answer:?}");
    let key = format!("{}/a", sign("33x44,format=webp", "a")?);
    assert_eq!(location(&answer), format!("http://w.example/{key}"));
    assert!(store.calls().is_empty(), "nothing is made yet");
    assert_eq!(host.get(&format!("/{key}")).await?.status, 307);
    assert_eq!(store.keys(), [key.as_str(), "a"]);

    // A key that only verifies is one that was replaced.
    let replaced = host.env("SIGNING_KEYS", &format!("{},{KEY}", "77".repeat(16)));
    assert_eq!(replaced.get(&format!("/{key}")).await?.status, 200);
    let gone = replaced.env("SIGNING_KEYS", &"77".repeat(16));
    assert_eq!(gone.get(&format!("/{key}")).await?.status, 403);
    Ok(())
}
