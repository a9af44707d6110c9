//! Links in the words of imgproxy, Cloudflare and thumbor, through the real component and around the loop: where the
//! client is sent, what is made, and what is refused. What each option means is `crates/dialects`.

use std::sync::Arc;

use anyhow::Result;
use host_test::dev_server::{DevServer, Settings};
use host_test::pictures::{decode, encode, quarters};
use host_test::runtime::host::{Answer, Host};
use host_test::store::bucket::{Bucket, Condition, Object};
use host_test::store::mock::MockStore;
use host_test::website::browser::visit;
use host_test::website::{KeySpelling, WebsiteConfig};
use image::{DynamicImage, ImageFormat};
use marble_transform::{SigningKey, Transform};

const ALL: (&str, &str) = ("DIALECTS", "imgproxy,cloudflare,thumbor");

/// One picture, four spellings.
const SPELLINGS: [&str; 4] = [
    "30x20/trips/a%20b.jpg",
    "_/rs:fill:30:20:1/plain/trips/a%20b.jpg",
    "cdn-cgi/image/width=30,height=20,fit=cover,quality=80/trips/a%20b.jpg",
    "unsafe/30x20/trips/a%20b.jpg",
];

fn photo() -> Vec<u8> {
    encode(&DynamicImage::from(quarters(64, 48)), ImageFormat::Jpeg)
}

fn store() -> MockStore {
    MockStore::with("a.jpg", photo())
}

async fn send(
    method: &str,
    target: &str,
    store: &MockStore,
    settings: &[(&str, &str)],
) -> Result<Answer> {
    let host = Host::resizer(store.clone())?.env("URL", "http://w.example");
    let settings = [&[ALL], settings].concat();
    let host = settings
        .iter()
        .fold(host, |host, (name, value)| host.env(name, value));
    host.send(method, target).await
}

fn location(answer: &Answer) -> &str {
    let location = answer.headers.get("location");
    location.map_or("", |location| location.to_str().unwrap_or_default())
}

/// The same picture, whoever's words ask for it, and however the website writes the key into its redirect.
#[tokio::test]
async fn four_spellings_are_one_object() -> Result<()> {
    for key_spelling in [
        KeySpelling::Raw,
        KeySpelling::Encoded,
        KeySpelling::DoubleEncoded,
    ] {
        for first in SPELLINGS {
            let bucket = Arc::new(Bucket::in_memory());
            let photo = Object::new(photo());
            bucket
                .put("trips/a b.jpg", photo, &Condition::Always)
                .map_err(|error| anyhow::anyhow!("{error}"))?;
            let website = WebsiteConfig {
                key_spelling,
                ..WebsiteConfig::default()
            };
            let settings = Settings {
                website,
                ..Settings::default()
            };
            let servers = DevServer::start(bucket, settings, |host| host.env(ALL.0, ALL.1)).await?;
            let address = |link: &str| format!("http://{}/{link}", servers.website.addr());

            let made = visit(&address(first)).await?;
            let own: &[u16] = &[307, 307, 200];
            let expected = if first == SPELLINGS[0] {
                own
            } else {
                &[307, 307, 307, 307, 200]
            };
            assert_eq!(made.statuses(), expected, "{made:?}");
            let stored = servers
                .bucket
                .get("30x20/trips/a b.jpg")
                .expect("the object");
            let picture = decode(&stored.bytes);
            assert_eq!((picture.width(), picture.height()), (30, 20));
            for link in SPELLINGS {
                servers.s3.forget_requests();
                let again = visit(&address(link)).await?;
                let expected = if link == SPELLINGS[0] {
                    &[200][..]
                } else {
                    own
                };
                assert_eq!(again.statuses(), expected, "{again:?}");
                assert_eq!(again.last().body, stored.bytes, "{link}");
                assert_eq!(
                    servers.s3.requests().len(),
                    0,
                    "the bucket serves {link} alone"
                );
            }
        }
    }
    Ok(())
}

#[tokio::test]
async fn the_answer_is_a_redirect_that_nobody_keeps() -> Result<()> {
    for link in &SPELLINGS[1..] {
        for method in ["GET", "HEAD"] {
            for form in ["/", "/default/resize/", "/default/resize?key="] {
                let store = store();
                let target = format!("{form}{link}");
                let answer = send(method, &target, &store, &[]).await?;
                assert_eq!(answer.status, 307, "{target}: {answer:?}");
                assert_eq!(answer.headers["cache-control"], "no-store", "{target}");
                let expected = "http://w.example/30x20/trips/a%20b.jpg";
                assert_eq!(location(&answer), expected, "{target}");
                assert!(store.calls().is_empty(), "{target} asks the store");
            }
        }
    }
    Ok(())
}

/// Of a picture of 64 by 48 pixels, in the answer itself.
#[tokio::test]
async fn sizes_are_those_of_the_service() -> Result<()> {
    for (link, size) in [
        ("_/rs:fit:20:20/plain/a.jpg", (20, 15)),
        ("_/rs:fit:100:100/plain/a.jpg", (64, 48)),
        ("_/rs:fit:128:128:1/plain/a.jpg", (128, 96)),
        ("_/rs:fill:20:20/plain/a.jpg", (20, 20)),
        ("_/rs:fill:100:30/plain/a.jpg", (64, 30)),
        ("_/rs:fill:100:100:1/plain/a.jpg", (100, 100)),
        ("_/rs:force:30:10:1/plain/a.jpg", (30, 10)),
        ("_/rs:fit:100:100:0:1/plain/a.jpg", (100, 100)),
        ("_/rs:fit:20:20/dpr:2/plain/a.jpg", (40, 30)),
        ("_/rs:fit:50:50/dpr:2/plain/a.jpg", (64, 48)),
        ("_/w:20/pd:1:2/plain/a.jpg", (24, 17)),
        ("_/w:20/rot:90/plain/a.jpg", (20, 27)),
        ("_/c:20:10:nowe:5:5/plain/a.jpg", (20, 10)),
        ("_/c:0.5:0.5/plain/a.jpg", (32, 24)),
        ("_/q:50/plain/a.jpg", (64, 48)),
        ("_/YS5qcGc.png", (64, 48)),
        ("cdn-cgi/image/w=20,h=20/a.jpg", (20, 15)),
        ("cdn-cgi/image/w=100,h=100/a.jpg", (64, 48)),
        ("cdn-cgi/image/w=128,h=128,fit=contain/a.jpg", (128, 96)),
        ("cdn-cgi/image/w=100,h=100,fit=cover/a.jpg", (100, 100)),
        ("cdn-cgi/image/w=100,h=30,fit=crop/a.jpg", (64, 30)),
        ("cdn-cgi/image/w=100,h=100,fit=crop/a.jpg", (64, 48)),
        ("cdn-cgi/image/w=100,h=100,fit=pad/a.jpg", (100, 100)),
        ("cdn-cgi/image/w=30,h=10,fit=squeeze/a.jpg", (30, 10)),
        ("cdn-cgi/image/w=20,dpr=2/a.jpg", (40, 30)),
        ("cdn-cgi/image/rotate=90,w=20/a.jpg", (20, 27)),
        ("cdn-cgi/image/trim.width=20,trim.height=10/a.jpg", (20, 10)),
        ("cdn-cgi/image/q=50/a.jpg", (64, 48)),
        ("unsafe/20x20/a.jpg", (20, 20)),
        ("unsafe/100x100/a.jpg", (100, 100)),
        ("unsafe/100x30/filters:no_upscale()/a.jpg", (64, 30)),
        ("unsafe/20x0/a.jpg", (20, 15)),
        ("unsafe/0x96/a.jpg", (128, 96)),
        ("unsafe/0x0/a.jpg", (64, 48)),
        ("unsafe/fit-in/20x20/a.jpg", (20, 15)),
        ("unsafe/fit-in/100x100/a.jpg", (64, 48)),
        ("unsafe/fit-in/128x128/filters:upscale()/a.jpg", (128, 96)),
        ("unsafe/fit-in/100x100/filters:fill(red)/a.jpg", (100, 100)),
        ("unsafe/full-fit-in/20x20/a.jpg", (27, 20)),
        ("unsafe/30x10/filters:stretch()/a.jpg", (30, 10)),
        ("unsafe/10x10:30x20/a.jpg", (20, 10)),
    ] {
        let store = store();
        let answer = send(
            "GET",
            &format!("/{link}"),
            &store,
            &[("DELIVERY", "inline")],
        )
        .await?;
        assert_eq!(answer.status, 200, "{link}: {answer:?}");
        let picture = decode(&answer.body);
        assert_eq!((picture.width(), picture.height()), size, "{link}");
        let head = send(
            "HEAD",
            &format!("/{link}"),
            &store,
            &[("DELIVERY", "inline")],
        )
        .await?;
        assert_eq!(head.status, 200, "{link}: {head:?}");
    }
    Ok(())
}

/// The quarter of the picture that is kept is the one that the link says.
#[tokio::test]
async fn what_is_kept_is_what_the_link_says() -> Result<()> {
    let corner = |answer: &Answer| {
        let picture = decode(&answer.body).to_rgb8();
        let pixel = picture.get_pixel(picture.width() / 2, picture.height() / 2);
        pixel.0.map(|sample| sample > 127)
    };
    let inline = [("DELIVERY", "inline")];
    for (own, links) in [
        (
            "/8x8,crop=0:0:32:24/a.jpg",
            &[
                "/_/c:32:24:nowe/rs:fill:8:8:1/plain/a.jpg",
                "/_/c:0.5:0.5:nowe/rs:fill:8:8:1/plain/a.jpg",
                "/cdn-cgi/image/trim.width=32,trim.height=24,w=8,h=8,fit=cover/a.jpg",
                "/unsafe/0x0:32x24/8x8/a.jpg",
            ][..],
        ),
        (
            "/8x8,crop=0.5:0.5:0.5:0.5/a.jpg",
            &[
                "/_/c:0.5:0.5:soea/rs:fill:8:8:1/plain/a.jpg",
                "/unsafe/32x24:64x48/8x8/a.jpg",
                "/cdn-cgi/image/trim.left=32,trim.top=24,trim.width=32,trim.height=24,w=8,h=8,fit=cover/a.jpg",
            ],
        ),
        (
            "/4x40,position=east/a.jpg",
            &[
                "/_/rs:fill:4:40:1/g:ea/plain/a.jpg",
                "/_/rs:fill:4:40:1/g:fp:1:0.5/plain/a.jpg",
                "/cdn-cgi/image/w=4,h=40,fit=cover,g=right/a.jpg",
                "/unsafe/4x40/right/a.jpg",
            ],
        ),
        // Mirrored left to right, the right edge of the original is at the left.
        (
            "/4x40,position=west,flop=yes/a.jpg",
            &[
                "/_/rs:fill:4:40:1/g:we/fl:1/plain/a.jpg",
                "/cdn-cgi/image/w=4,h=40,fit=cover,g=left,flip=h/a.jpg",
                "/unsafe/-4x40/right/a.jpg",
            ],
        ),
        // Turned by a quarter and then mirrored.
        (
            "/20x,crop=0:0:24:32,flip=yes,rotate=90/a.jpg",
            &["/_/c:24:32:nowe/w:20/rot:90/fl:1/plain/a.jpg"],
        ),
    ] {
        let expected = send("GET", own, &store(), &inline).await?;
        assert_eq!(expected.status, 200, "{own}: {expected:?}");
        for link in links {
            let found = send("GET", link, &store(), &inline).await?;
            assert_eq!(found.status, 200, "{link}: {found:?}");
            assert_eq!(corner(&found), corner(&expected), "{link}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn what_marble_cannot_do_is_refused_by_name() -> Result<()> {
    for (link, names) in [
        ("_/trim:10/plain/a.jpg", "trim:10"),
        ("_/rs:fill-down:9:9/plain/a.jpg", "fill-down"),
        (
            "_/w:9/plain/https://evil.example/a.jpg",
            "https://evil.example/a.jpg",
        ),
        ("_/w:9/plain/s3://other/a.jpg", "s3://other/a.jpg"),
        ("cdn-cgi/image/blur=50/a.jpg", "blur=50"),
        (
            "cdn-cgi/image/onerror=redirect,w=9/a.jpg",
            "onerror=redirect",
        ),
        ("unsafe/trim/9x9/a.jpg", "trim"),
        (
            "unsafe/9x9/filters:sharpen(2,1.0,true)/a.jpg",
            "sharpen(2,1.0,true)",
        ),
        ("unsafe/9999x9999/a.jpg", "sides from 1 to 4096"),
    ] {
        let store = store();
        let answer = send("GET", &format!("/{link}"), &store, &[]).await?;
        assert_eq!(answer.status, 400, "{link}: {answer:?}");
        let body = String::from_utf8_lossy(&answer.body).into_owned();
        assert!(body.contains("\"invalid-key\""), "{link}: {body}");
        assert!(body.contains(names), "{link}: {body}");
        assert!(store.calls().is_empty(), "{link} asks the store");
    }
    Ok(())
}

const IMGPROXY: [(&str, &str); 2] = [
    ("IMGPROXY_KEY", "736563726574"),
    ("IMGPROXY_SALT", "68656C6C6F"),
];

/// Of imgproxy's documentation: `secret` and `hello`.
const SIGNED: &str = "/oKfUtW34Dvo2BGQehJFR4Nr0_rIjOtdtzJ3QFsUcXH8/rs:fill:300:400:0/g:sm/aHR0cDovL2V4YW1w/bGUuY29tL2ltYWdl/cy9jdXJpb3NpdHku/anBn.png";
const SIGNED_MEANS: &str = "300x400,position=attention,enlarge=no,format=png";
const ORIGINAL: &str = "images/curiosity.jpg";

#[tokio::test]
async fn a_link_that_is_signed_there_is_allowed_here() -> Result<()> {
    const KEY: &str = "000102030405060708090a0b0c0d0e0f";
    let secrets = [&IMGPROXY[..], &[("DIALECT_SOURCES", "http://example.com/")]].concat();

    // Sent on with a signature of Marble's own, which is made when it is asked for.
    let store = MockStore::with(ORIGINAL, photo());
    let settings = [&secrets[..], &[("SIGNING_KEYS", KEY)]].concat();
    let answer = send("GET", SIGNED, &store, &settings).await?;
    assert_eq!(answer.status, 307, "{answer:?}");
    let key = SigningKey::parse(KEY).expect("a key");
    let signature = key.sign(&Transform::parse(SIGNED_MEANS, 4096)?, ORIGINAL);
    let folder = format!("{SIGNED_MEANS},sig={signature}");
    assert_eq!(
        location(&answer),
        format!("http://w.example/{folder}/{ORIGINAL}")
    );
    assert!(store.calls().is_empty());
    let target = format!("/default/resize?key={folder}/{ORIGINAL}");
    assert_eq!(send("GET", &target, &store, &settings).await?.status, 307);
    assert!(store.object(&format!("{folder}/{ORIGINAL}")).is_some());

    // Where nothing can be signed, it is made before anybody is sent on, and again where it went.
    let store = MockStore::with(ORIGINAL, photo());
    let settings = [&secrets[..], &[("ALLOWED_RESOLUTIONS", "1x1")]].concat();
    let answer = send("GET", SIGNED, &store, &settings).await?;
    assert_eq!(answer.status, 307, "{answer:?}");
    let derivative = format!("{SIGNED_MEANS}/{ORIGINAL}");
    assert_eq!(location(&answer), format!("http://w.example/{derivative}"));
    assert!(store.object(&derivative).is_some());
    assert_eq!(send("GET", SIGNED, &store, &settings).await?.status, 200);
    // Nobody else may ask for it.
    let own = send("GET", &format!("/{derivative}"), &store, &settings).await?;
    assert_eq!(own.status, 403, "{own:?}");

    // What is signed by nobody is refused, whatever is allowed.
    for target in [
        SIGNED.replace("oKf", "OKf"),
        SIGNED.replace("300", "30"),
        "/insecure/w:9/plain/images/curiosity.jpg".to_owned(),
        "/unsafe/w:9/plain/images/curiosity.jpg".to_owned(),
    ] {
        let answer = send("GET", &target, &store, &secrets).await?;
        assert_eq!(answer.status, 403, "{target}: {answer:?}");
        let body = String::from_utf8_lossy(&answer.body).into_owned();
        assert!(body.contains("\"signature-mismatch\""), "{target}: {body}");
        assert!(!body.contains("736563726574"), "{body}");
    }
    Ok(())
}

#[tokio::test]
async fn the_rules_are_those_of_marble() -> Result<()> {
    let settings = [("ALLOWED_RESOLUTIONS", "30x20"), ("PRESETS", "thumb=9x9")];
    for (link, status) in [
        ("_/rs:fill:30:20:1/plain/a.jpg", 307),
        ("_/rs:fill:31:20:1/plain/a.jpg", 403),
        ("_/pr:thumb/plain/a.jpg", 307),
        ("_/pr:hero/plain/a.jpg", 400),
        ("cdn-cgi/image/w=30,h=20,fit=cover,q=80/a.jpg", 307),
        ("cdn-cgi/image/w=30,h=20,fit=cover/a.jpg", 403),
        ("unsafe/30x20/a.jpg", 307),
        ("unsafe/30x20/smart/a.jpg", 403),
        ("unsafe/30x20/30x20/a.jpg", 400),
    ] {
        let answer = send("GET", &format!("/{link}"), &store(), &settings).await?;
        assert_eq!(answer.status, status, "{link}: {answer:?}");
    }
    // `Accept` chooses the format, and the client is sent there at once.
    let host = Host::resizer(store())?;
    let host = host.env("URL", "http://w.example").env(ALL.0, ALL.1);
    let accept = http::HeaderValue::from_static("image/webp");
    let host = host.header(http::header::ACCEPT, accept);
    let answer = host.get("/cdn-cgi/image/w=30,f=auto/a.jpg").await?;
    let expected = "http://w.example/30x,enlarge=no,format=webp,quality=85/a.jpg";
    assert_eq!(location(&answer), expected, "{answer:?}");
    assert_eq!(answer.headers["vary"], "Accept");
    Ok(())
}

/// Without `DIALECTS` their links are keys that are none.
#[tokio::test]
async fn without_the_setting_nothing_is_understood() -> Result<()> {
    for link in &SPELLINGS[1..] {
        let host = Host::resizer(store())?.env("URL", "http://w.example");
        let answer = host.get(&format!("/{link}")).await?;
        assert_eq!(answer.status, 400, "{link}: {answer:?}");
        let body = String::from_utf8_lossy(&answer.body).into_owned();
        assert!(body.contains("expected a size such as"), "{link}: {body}");
    }
    Ok(())
}
