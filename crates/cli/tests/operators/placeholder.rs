//! `srcset --placeholder`: what the real Marble tells of a picture stands in the element. What a placeholder looks like, the
//! table in `placeholders.json` says.

use std::io::Cursor;
use std::sync::Arc;

use anyhow::Result;
use host_test::dev_server::{DevServer, Settings};
use host_test::pictures::blue_marble_jpeg;
use host_test::store::bucket::{Bucket, Condition, Object};
use image::{ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};

use crate::program::{Said, marble};

/// The loop, with one picture of each kind.
async fn start(variables: &[(&str, &str)]) -> Result<DevServer> {
    let bucket = Arc::new(Bucket::in_memory());
    let mut opaque = Cursor::new(Vec::new());
    RgbImage::from_pixel(160, 120, Rgb([9, 99, 199])).write_to(&mut opaque, ImageFormat::Png)?;
    let mut translucent = Cursor::new(Vec::new());
    RgbaImage::from_pixel(160, 120, Rgba([9, 99, 199, 77]))
        .write_to(&mut translucent, ImageFormat::Png)?;
    for (key, bytes) in [
        ("o/a.png", opaque.into_inner()),
        ("o/clear.png", translucent.into_inner()),
        ("o/photo.jpg", blue_marble_jpeg()),
        ("o/text.jpg", b"no picture".to_vec()),
    ] {
        bucket.put(key, Object::new(bytes), &Condition::Always)?;
    }
    let adjust = |host: host_test::runtime::host::Host| {
        let host = host.env("SOURCE_PREFIX", "o/");
        let all = variables.iter();
        all.fold(host, |host, (name, value)| host.env(name, value))
    };
    DevServer::start(bucket, Settings::default(), adjust).await
}

/// Without any of the bucket's variables: a visitor's rights are enough.
async fn srcset(servers: &DevServer, flags: &[&str], more: &[(&str, &str)]) -> Result<Said> {
    let website = format!("http://{}", servers.website.addr());
    let mut variables = vec![("URL", website.as_str()), ("SOURCE_PREFIX", "o/")];
    variables.extend(more);
    marble(&[&["srcset", "--placeholder"], flags].concat(), &variables).await
}

#[tokio::test(flavor = "multi_thread")]
async fn size_and_color_are_what_marble_tells() -> Result<()> {
    let servers = start(&[]).await?;
    for (flags, size, color) in [
        (
            &["a.png", "--widths", "40,20"][..],
            "width=\"40\" height=\"30\"",
            "background: #0963c7 ",
        ),
        // The words do not tell how large it is, and what is told of is no WebP.
        (
            &[
                "a.png",
                "--widths",
                "40,20",
                "--transform",
                "40x40,fit=inside,format=webp",
            ],
            "width=\"40\" height=\"30\"",
            "background: #0963c7 ",
        ),
        (
            &[
                "a.png",
                "--densities",
                "1,2",
                "--transform",
                "40x,format=auto",
            ],
            "width=\"40\" height=\"30\"",
            "background: #0963c7 ",
        ),
        (
            &[
                "a.png",
                "--widths",
                "40",
                "--transform",
                "40x200,fit=contain,background=ff0000",
            ],
            "width=\"40\" height=\"200\"",
            "background: #ff0000 ",
        ),
        (
            &["photo.jpg", "--widths", "100,1600"],
            "width=\"1600\" height=\"1200\"",
            "background: #0000",
        ),
    ] {
        let said = srcset(&servers, flags, &[]).await?;
        assert_eq!(said.code, Some(0), "{flags:?}: {}", said.stderr);
        assert!(said.stdout.contains(size), "{flags:?}: {}", said.stdout);
        let (_, style) = said.stdout.split_once("style=\"").unwrap();
        assert!(style.starts_with(color), "{flags:?}: {style}");
        let picture = "center / cover url(data:image/png;base64,";
        assert!(style.contains(picture), "{flags:?}: {style}");
    }
    let mut facts = servers.bucket.keys();
    facts.retain(|key| key.contains("format=json"));
    // The smallest of each is asked for, and stored like any derivative.
    let expected = [
        "100x,format=json/photo.jpg",
        "20x,format=json/a.png",
        "20x20,fit=inside,format=json/a.png",
        "40x,format=json/a.png",
        "40x200,fit=contain,background=ff0000,format=json/a.png",
    ];
    facts.sort_unstable();
    assert_eq!(facts, expected);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_seen_through_a_picture() -> Result<()> {
    let servers = start(&[]).await?;
    let said = srcset(&servers, &["clear.png", "--widths", "40"], &[]).await?;
    assert!(said.stdout.contains("width=\"40\" height=\"30\""));
    assert!(!said.stdout.contains("style"), "{}", said.stdout);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn marble_itself_can_be_asked() -> Result<()> {
    let inline = [("DELIVERY", "inline")];
    let servers = start(&inline).await?;
    let address = format!("http://{}/default/resize/", servers.marble.addr());
    let flags = ["a.png", "--widths", "40", "--base", "https://cdn.example"];
    let said = srcset(
        &servers,
        &[&flags[..], &["--marble", &address]].concat(),
        &inline,
    )
    .await?;
    let begin = "<img src=\"https://cdn.example/40x/a.png\"";
    assert!(said.stdout.starts_with(begin), "{said:?}");
    assert!(said.stdout.contains("style=\"background: #0963c7 "));
    let said = srcset(&servers, &flags, &inline).await?;
    assert_eq!(said.code, Some(1));
    assert!(said.stderr.contains("expected --marble"), "{}", said.stderr);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_told_is_an_error() -> Result<()> {
    let servers = start(&[("FALLBACK", "photo.jpg")]).await?;
    let s3 = format!("http://{}", servers.s3.addr());
    let nobody = [("URL", s3.as_str())];
    for (flags, more, code, expected) in [
        (
            &["absent.png", "--widths", "40"][..],
            &[][..],
            1,
            "shows FALLBACK",
        ),
        (&["text.jpg", "--widths", "40"], &[], 1, "shows FALLBACK"),
        (
            &["a.png", "--widths", "40"],
            &nobody,
            1,
            "does this lead to Marble?",
        ),
        (
            &["a.png", "--widths", "40"],
            &[("ALLOWED_RESOLUTIONS", "50x")],
            1,
            "allowed",
        ),
        (
            &["a.png", "--widths", "40", "--no-fetch"],
            &[],
            2,
            "--no-fetch",
        ),
        (
            &["a.png", "--widths", "40", "--size", "4x3"],
            &[],
            2,
            "--size",
        ),
    ] {
        let said = srcset(&servers, flags, more).await?;
        assert_eq!(said.code, Some(code), "{flags:?}: {said:?}");
        assert!(said.stderr.contains(expected), "{flags:?}: {}", said.stderr);
        assert_eq!(said.stdout, "");
    }
    Ok(())
}
