//! Pictures in an SVG: that they are drawn as themselves, and that none asks for more than there is.

use anyhow::Result;
use host_test::pictures::color_blocks::{Blocks, Stored};
use host_test::pictures::{QUARTERS, distance, encode, encode_with, lossy_webp, probe, quarters};
use host_test::runtime::host::Host;
use host_test::store::mock::MockStore;
use image::{DynamicImage, GrayImage, ImageFormat, Luma, Rgb};

use super::{ask, picture, svg, takes_no_more_than_estimated};

/// RFC 4648, 4.
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let groups = bytes.chunks(3).map(|group| {
        let mut bits = [0; 4];
        bits[1..=group.len()].copy_from_slice(group);
        let bits = u32::from_be_bytes(bits);
        let digit = |at: usize| {
            let index = bits >> (18 - 6 * at) & 63;
            char::from(DIGITS[index as usize])
        };
        let digits = (0..=group.len()).map(digit).collect::<String>();
        format!("{digits:=<4}")
    });
    groups.collect()
}

fn url(file: &[u8]) -> String {
    format!("data:image/png;base64,{}", base64(file))
}

/// A drawing of one picture that fills it.
fn framed(file: &[u8], attributes: &str) -> Vec<u8> {
    let image = format!(
        r#"<image width="40" height="40" {attributes} xlink:href="{}"/>"#,
        url(file)
    );
    svg(r#"viewBox="0 0 40 40""#, &image)
}

/// Whatever their URL calls them.
#[tokio::test]
async fn pictures_are_drawn_as_themselves() -> Result<()> {
    let image = DynamicImage::from(quarters(60, 60));
    for (name, file, most) in [
        ("PNG", encode(&image, ImageFormat::Png), 1),
        ("JPEG", encode(&image, ImageFormat::Jpeg), 6),
        ("GIF", encode(&image, ImageFormat::Gif), 6),
        ("WebP", encode(&image, ImageFormat::WebP), 1),
        ("lossy WebP", lossy_webp(1, None), 12),
        (
            "turned JPEG",
            encode_with(&image.rotate270(), ImageFormat::Jpeg, 6, None),
            6,
        ),
    ] {
        for transform in ["20x20", "40x40", "150x150"] {
            let found = picture(&framed(&file, r#"preserveAspectRatio="none""#), transform).await?;
            let found = DynamicImage::from(found);
            for (found, expected) in probe(&found).into_iter().zip(QUARTERS) {
                let case = format!("{name} {transform}: {found:?}, not {expected:?}");
                assert!(distance(found, expected) <= most, "{case}");
            }
        }
    }
    Ok(())
}

/// As sharp as the size allows, and no sharper: the pixels of a picture are mixed before they are drawn.
#[tokio::test]
async fn pictures_are_scaled_as_originals_are() -> Result<()> {
    let checks = GrayImage::from_fn(300, 300, |x, y| {
        Luma([if (x + y) % 2 == 0 { 0 } else { 255 }])
    });
    let file = encode(&checks.into(), ImageFormat::Png);
    let found = picture(&framed(&file, ""), "23x23").await?;
    for (x, y, pixel) in found.enumerate_pixels() {
        if (2..21).contains(&x) && (2..21).contains(&y) {
            assert!(pixel[0].abs_diff(128) < 8, "{x}, {y}: {pixel:?}");
        }
    }
    Ok(())
}

/// Where they lie, what they are cut to, and what is done to them, the drawing says.
#[tokio::test]
async fn pictures_lie_where_the_drawing_says() -> Result<()> {
    let wide = encode(&quarters(80, 40).into(), ImageFormat::Png);
    let all = url(&wide);
    let [red, green, blue, white] = QUARTERS;
    for (name, content, expected) in [
        (
            "stretched",
            format!(r#"<image width="40" height="40" preserveAspectRatio="none" href="{all}"/>"#),
            [red, green, blue, white],
        ),
        (
            "cut",
            format!(
                r#"<image width="40" height="40" preserveAspectRatio="xMinYMin slice" href="{all}"/>"#
            ),
            [red, red, blue, blue],
        ),
        (
            "its own size",
            format!(r#"<image x="-40" href="{all}"/>"#),
            [green, green, white, white],
        ),
        (
            "turned",
            format!(
                r#"<image transform="rotate(180 20 20)" width="40" height="40" preserveAspectRatio="none" href="{all}"/>"#
            ),
            [white, blue, green, red],
        ),
        (
            "used",
            format!(
                r##"<defs><image id="a" width="40" height="40" preserveAspectRatio="none" href="{all}"/></defs><use href="#a"/>"##
            ),
            [red, green, blue, white],
        ),
        (
            "a pattern",
            format!(
                r#"<pattern id="a" width="40" height="40" patternUnits="userSpaceOnUse"><image width="40" height="40" preserveAspectRatio="none" href="{all}"/></pattern><rect width="40" height="40" fill="url(#a)"/>"#
            ),
            [red, green, blue, white],
        ),
    ] {
        let found = picture(&svg(r#"viewBox="0 0 40 40""#, &content), "40x40").await?;
        let found = DynamicImage::from(found);
        for (found, expected) in probe(&found).into_iter().zip(expected) {
            let case = format!("{name}: {found:?}, not {expected:?}");
            assert!(distance(found, expected) <= 3, "{case}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn what_is_wrong_with_a_picture_is_told() -> Result<()> {
    let png = encode(&quarters(64, 64).into(), ImageFormat::Png);
    let mut large = png.clone();
    // The width in the header (PNG, 11.2.1); the checksum behind it does not fit any more.
    large[16..20].copy_from_slice(&60_000_u32.to_be_bytes());
    let cut = &png[..png.len() / 2];
    let drawing = svg(r#"width="4" height="4""#, "");
    for (name, file, status, detail) in [
        ("unknown", b"abc".to_vec(), 415, "a picture in it: expected"),
        ("a drawing", drawing, 415, "but found SVG"),
        (
            "a BMP",
            encode(&quarters(8, 8).into(), ImageFormat::Bmp),
            415,
            "but found BMP",
        ),
        ("cut", cut.to_vec(), 422, "a picture in it: "),
        ("damaged", large, 422, "a picture in it: "),
    ] {
        let answer = ask(&framed(&file, ""), "40x40").await?.answer;
        let body = String::from_utf8_lossy(&answer.body).into_owned();
        assert_eq!(answer.status, status, "{name}: {body}");
        assert!(body.contains(detail), "{name}: {body}");
        // What is not seen is not read.
        let hidden = framed(&file, r#"display="none""#);
        assert_eq!(ask(&hidden, "40x40").await?.answer.status, 307, "{name}");
    }
    for url in [
        "data:image/png;base64,A",
        "data:image/png",
        " DATA:image/png;base64,?",
    ] {
        let file = svg(r#"viewBox="0 0 4 4""#, &format!(r#"<image href="{url}"/>"#));
        let answer = ask(&file, "4x4").await?.answer;
        assert_eq!(answer.status, 422, "{url}: {answer:?}");
    }
    Ok(())
}

/// In pixels, number and time: before any of them is decoded.
#[tokio::test]
async fn pictures_stay_within_the_limits() -> Result<()> {
    let flat = |side: u32| encode(&GrayImage::new(side, side).into(), ImageFormat::Png);
    let image = |file: &[u8]| format!(r#"<image width="40" height="40" href="{}"/>"#, url(file));
    let many =
        |sides: std::ops::Range<u32>| sides.map(|side| image(&flat(side))).collect::<String>();
    let uses = r##"<use href="#a"/>"##.repeat(300);
    for (name, content, settings, status, code) in [
        ("100 of them", many(1..101), &[][..], 307, ""),
        (
            "101 of them",
            many(1..102),
            &[],
            415,
            "at most 100 pictures",
        ),
        (
            "many pixels",
            image(&flat(1001)),
            &[("MAX_SOURCE_PIXELS", "1000000")],
            413,
            "too-many-pixels",
        ),
        (
            "many pixels together",
            format!("{}{}", image(&flat(800)), image(&flat(801))),
            &[("MAX_SOURCE_PIXELS", "1000000")],
            413,
            "too-many-pixels",
        ),
        (
            "the same one",
            format!("{}{}", image(&flat(800)), image(&flat(800))),
            &[("MAX_SOURCE_PIXELS", "1000000")],
            307,
            "",
        ),
        (
            "drawn often",
            format!(r#"<g id="a">{}</g>{uses}"#, image(&flat(900))),
            &[],
            415,
            "less to draw",
        ),
    ] {
        let store = MockStore::with("a", svg(r#"viewBox="0 0 40 40""#, &content));
        let mut host = Host::resizer(store)?.env("URL", "http://w.example");
        for (name, value) in settings {
            host = host.env(name, value);
        }
        let answer = host
            .get(if name == "drawn often" {
                "/900x900/a"
            } else {
                "/90x90/a"
            })
            .await?;
        let body = String::from_utf8_lossy(&answer.body).into_owned();
        assert_eq!(answer.status, status, "{name}: {body}");
        assert!(body.contains(code), "{name}: {body}");
    }
    Ok(())
}

/// With a byte less than it takes, a drawing is refused: the estimate is no less than what is taken.
#[tokio::test]
async fn memory_stays_below_the_estimate() -> Result<()> {
    let colors = (0..1024_u32).map(|n| {
        let [a, b, c, _] = n.wrapping_mul(0x9e37_79b9).to_le_bytes();
        vec![a, b, c]
    });
    let blocks = Blocks::new(colors.collect());
    let jpeg = blocks.jpeg(Stored::YCbCr, &[]);
    let png = encode(&blocks.picture(), ImageFormat::Png);
    let webp = encode(&blocks.picture(), ImageFormat::WebP);
    for (name, content) in [
        ("JPEG", framed(&jpeg, "")),
        ("PNG", framed(&png, "")),
        ("WebP", framed(&webp, "")),
        (
            "in a group",
            svg(
                r#"viewBox="0 0 40 40""#,
                &format!(
                    r#"<g opacity=".5"><image width="40" height="40" href="{}"/></g>"#,
                    url(&png)
                ),
            ),
        ),
        (
            "two",
            svg(
                r#"viewBox="0 0 40 40""#,
                &format!(
                    r#"<image width="40" height="40" href="{}"/><image width="40" height="40" href="{}"/>"#,
                    url(&png),
                    url(&webp)
                ),
            ),
        ),
    ] {
        for transform in ["50x50", "900x900"] {
            takes_no_more_than_estimated(&content, transform, name).await?;
        }
    }
    Ok(())
}

/// Black that is transparent shows what is below.
#[tokio::test]
async fn alpha_of_pictures_shows_what_is_below() -> Result<()> {
    let mut image = DynamicImage::from(quarters(40, 40)).to_rgba8();
    for (x, _, pixel) in image.enumerate_pixels_mut() {
        pixel[3] = if x < 20 { 255 } else { 0 };
    }
    let file = encode(&image.into(), ImageFormat::Png);
    let content = format!(
        r##"<rect width="40" height="40" fill="#123456"/><image width="40" height="40" href="{}"/>"##,
        url(&file)
    );
    let found = picture(&svg(r#"viewBox="0 0 40 40""#, &content), "40x40").await?;
    let found = DynamicImage::from(found);
    let below = Rgb([0x12, 0x34, 0x56]);
    for (found, expected) in probe(&found)
        .into_iter()
        .zip([QUARTERS[0], below, QUARTERS[2], below])
    {
        assert!(
            distance(found, expected) <= 2,
            "{found:?}, not {expected:?}"
        );
    }
    Ok(())
}
