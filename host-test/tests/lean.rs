//! The lean build, without the formats that can be left out: it says what it does not read, and is whole without it.

use anyhow::Result;
use host_test::pictures::{decode, encode, quarters};
use host_test::runtime::host::{Answer, Host};
use host_test::store::mock::MockStore;
use http::header::{ACCEPT, HeaderValue};
use image::{DynamicImage, ImageFormat};

const AVIF: &[u8] = b"\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf\0\0\0\0";
const JXL: &[u8] = b"\xff\x0a\x7f\0";
const SVG: &[u8] = b"<svg xmlns='http://www.w3.org/2000/svg' width='4' height='4'/>";

async fn ask(store: &MockStore, target: &str) -> Result<Answer> {
    let host = Host::lean_resizer(store.clone())?
        .env("URL", "http://w.example")
        .header(
            ACCEPT,
            HeaderValue::from_static("image/jxl,image/avif,image/webp"),
        );
    host.get(target).await
}

#[tokio::test]
async fn what_is_left_out_is_named() -> Result<()> {
    for (original, target, status, words) in [
        (AVIF, "/9x9/a", 415, "but found AVIF"),
        (JXL, "/9x9/a", 415, "but found JPEG XL"),
        (SVG, "/9x9/a", 415, "but found SVG or XML"),
        (SVG, "/9x9,format=avif/a", 400, "format"),
        (SVG, "/9x9,format=jxl/a", 400, "format"),
    ] {
        let answer = ask(&MockStore::with("a", original.to_vec()), target).await?;
        let body = String::from_utf8_lossy(&answer.body).into_owned();
        assert_eq!(answer.status, status, "{target}: {body}");
        assert!(body.contains(words), "{target}: {body}");
    }
    Ok(())
}

#[tokio::test]
async fn all_else_is_as_in_the_default_build() -> Result<()> {
    let original = encode(&DynamicImage::from(quarters(64, 48)), ImageFormat::Png);
    let store = MockStore::with("a", original);
    let answer = ask(&store, "/32x,format=auto/a").await?;
    assert_eq!(
        answer.headers["location"], "http://w.example/32x,format=webp/a",
        "though the client takes JPEG XL and AVIF"
    );
    for format in ["jpeg", "png", "webp", "gif"] {
        let answer = ask(&store, &format!("/32x,format={format}/a")).await?;
        assert_eq!(answer.status, 307, "{format}: {answer:?}");
        let made = store.object(&format!("32x,format={format}/a"));
        let made = made.or_else(|| store.object("32x/a"));
        let picture = decode(&made.expect("it was stored").body);
        assert_eq!((picture.width(), picture.height()), (32, 24), "{format}");
    }
    Ok(())
}
