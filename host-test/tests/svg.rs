//! Originals that are SVGs, through the component: sizes, pixels, and what is left out.

mod encodings;
mod images;

use anyhow::Result;
use host_test::pictures::decode;
use host_test::runtime::host::Host;
use host_test::runtime::resized::Resized;
use image::{ImageFormat, Rgba, RgbaImage};

const NAMESPACE: &str =
    r#"xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink""#;

fn svg(attributes: &str, content: &str) -> Vec<u8> {
    format!("<svg {NAMESPACE} {attributes}>{content}</svg>").into_bytes()
}

async fn ask(original: &[u8], transform: &str) -> Result<Resized> {
    Resized::new(Host::resizer, original, transform, &[]).await
}

async fn resize(original: &[u8], transform: &str) -> Result<Vec<u8>> {
    ask(original, transform).await?.file()
}

async fn picture(original: &[u8], transform: &str) -> Result<RgbaImage> {
    Ok(decode(&resize(original, transform).await?).to_rgba8())
}

const RED: Rgba<u8> = Rgba([255, 0, 0, 255]);
const GREEN: Rgba<u8> = Rgba([0, 128, 0, 255]);
const BLUE: Rgba<u8> = Rgba([0, 0, 255, 255]);
const NOTHING: Rgba<u8> = Rgba([0, 0, 0, 0]);

/// A red quarter, a green one, a blue one, and nothing.
const QUARTERS: &str = r#"<rect width="20" height="10" fill="red"/><rect x="20" width="20" height="10" fill="green"/><rect y="10" width="20" height="10" fill="blue"/>"#;

/// The middles of the quarters.
fn probe(picture: &RgbaImage) -> [Rgba<u8>; 4] {
    let (width, height) = picture.dimensions();
    let at = |x: u32, y: u32| *picture.get_pixel(width * x / 4, height * y / 4);
    [at(1, 1), at(3, 1), at(1, 3), at(3, 3)]
}

/// A side that is not asked for follows from the picture's own.
#[tokio::test]
async fn sizes_are_those_of_sharp() -> Result<()> {
    for (attributes, width, height) in [
        (r#"width="40" height="20""#, 40, 20),
        (r#"width="40px" height="20px" viewBox="0 0 4 4""#, 40, 20),
        (r#"viewBox="0 0 40 20""#, 40, 20),
        (r#"width="100%" height="50%" viewBox="0 0 40 20""#, 40, 10),
        (r#"width="80" viewBox="0 0 40 20""#, 80, 40),
        (r#"height="80" viewBox="0 0 40 20""#, 160, 80),
        (r#"width="1in" height="0.5in""#, 72, 36),
        (r#"width="2.54cm" height="25.4mm""#, 72, 72),
        (r#"width="30pt" height="1pc""#, 30, 12),
    ] {
        let file = svg(attributes, QUARTERS);
        let found = picture(&file, "400x400,fit=inside,enlarge=no").await?;
        assert_eq!(found.dimensions(), (width, height), "{attributes}");
    }
    Ok(())
}

#[tokio::test]
async fn a_drawing_becomes_a_png_with_alpha() -> Result<()> {
    let file = svg(r#"viewBox="0 0 40 20""#, QUARTERS);
    for (transform, format) in [
        ("80x", ImageFormat::Png),
        ("80x,format=webp", ImageFormat::WebP),
        ("80x,format=jpeg", ImageFormat::Jpeg),
    ] {
        let bytes = resize(&file, transform).await?;
        assert_eq!(image::guess_format(&bytes)?, format, "{transform}");
    }
    let found = picture(&file, "80x").await?;
    assert_eq!(probe(&found), [RED, GREEN, BLUE, NOTHING]);
    Ok(())
}

/// Fits, crops, turns and grounds are what they are for any picture.
#[tokio::test]
async fn a_drawing_is_cut_and_turned_as_a_picture_is() -> Result<()> {
    let file = svg(r#"viewBox="0 0 40 20""#, QUARTERS);
    let white = Rgba([255; 4]);
    for (transform, size, expected) in [
        ("20x20", (20, 20), [RED, GREEN, BLUE, NOTHING]),
        ("20x20,position=west", (20, 20), [RED, RED, BLUE, BLUE]),
        ("20x10,crop=20:0:20:10", (20, 10), [GREEN; 4]),
        ("20x20,rotate=90", (20, 20), [BLUE, RED, NOTHING, GREEN]),
        ("x80,rotate=90", (40, 80), [BLUE, RED, NOTHING, GREEN]),
        ("40x,rotate=180", (40, 20), [NOTHING, BLUE, GREEN, RED]),
        ("40x,flop=yes", (40, 20), [GREEN, RED, NOTHING, BLUE]),
        ("40x,flip=yes", (40, 20), [BLUE, NOTHING, RED, GREEN]),
        ("40x80,fit=fill", (40, 80), [RED, GREEN, BLUE, NOTHING]),
        ("40x40,fit=contain", (40, 40), [RED, GREEN, BLUE, NOTHING]),
        (
            "40x40,fit=contain,background=fff",
            (40, 40),
            [RED, GREEN, BLUE, NOTHING],
        ),
    ] {
        let Resized { answer, store } = ask(&file, transform).await?;
        assert_eq!(answer.status, 307, "{transform}: {answer:?}");
        let keys = store.keys();
        let key = keys.iter().find(|key| *key != "a").expect("a result");
        let found = decode(&store.object(key).expect("the result").body).to_rgba8();
        assert_eq!(found.dimensions(), size, "{transform}");
        if transform.contains("contain") {
            // The middle half.
            let corner = *found.get_pixel(2, 2);
            let ground = if transform.contains("fff") {
                white
            } else {
                Rgba([0, 0, 0, 255])
            };
            assert_eq!(corner, ground, "{transform}");
            continue;
        }
        assert_eq!(probe(&found), expected, "{transform}");
    }
    Ok(())
}

/// An edge is one pixel wide at any size.
#[tokio::test]
async fn a_drawing_is_sharp_however_large() -> Result<()> {
    let file = svg(r#"width="2" height="1""#, r#"<rect width="1" height="1"/>"#);
    let found = picture(&file, "1000x").await?;
    let row: Vec<u8> = (0..1000).map(|x| found.get_pixel(x, 250)[3]).collect();
    assert!(row[..499].iter().all(|alpha| *alpha == 255));
    assert!(row[501..].iter().all(|alpha| *alpha == 0));
    Ok(())
}

#[tokio::test]
async fn what_drawings_are_made_of_is_drawn() -> Result<()> {
    for (name, content) in [
        (
            "use",
            r##"<defs><g id="a"><rect width="10" height="10" fill="green"/></g></defs><use xlink:href="#a"/>"##,
        ),
        (
            "style",
            r#"<style>.a { fill: green }</style><rect class="a" width="10" height="10"/>"#,
        ),
        (
            "gradient",
            r#"<linearGradient id="a"><stop stop-color="green"/><stop offset="1" stop-color="green"/></linearGradient><rect width="10" height="10" fill="url(#a)"/>"#,
        ),
        (
            "pattern",
            r#"<pattern id="a" width="2" height="2" patternUnits="userSpaceOnUse"><rect width="2" height="2" fill="green"/></pattern><rect width="10" height="10" fill="url(#a)"/>"#,
        ),
        (
            "mask",
            r#"<mask id="a"><rect width="10" height="10" fill="white"/></mask><rect width="10" height="10" fill="green" mask="url(#a)"/>"#,
        ),
        (
            "clip",
            r#"<clipPath id="a"><circle cx="5" cy="5" r="9"/></clipPath><rect width="10" height="10" fill="green" clip-path="url(#a)"/>"#,
        ),
        (
            "filter",
            r#"<filter id="a" color-interpolation-filters="sRGB"><feFlood flood-color="green"/></filter><rect width="10" height="10" filter="url(#a)"/>"#,
        ),
        (
            "marker",
            r#"<marker id="a" viewBox="0 0 1 1" markerWidth="20" markerHeight="20" markerUnits="userSpaceOnUse" refX="0.5" refY="0.5"><rect width="1" height="1" fill="green"/></marker><path d="M5 5h0.1" marker-start="url(#a)"/>"#,
        ),
        (
            "nested",
            r#"<svg width="10" height="10" viewBox="0 0 1 1"><path d="M0 0h1v1h-1z" fill="green"/></svg>"#,
        ),
        (
            "stroke",
            r#"<path d="M0 5h10" stroke="green" stroke-width="10"/>"#,
        ),
    ] {
        let found = picture(&svg(r#"viewBox="0 0 10 10""#, content), "20x20").await?;
        assert_eq!(*found.get_pixel(10, 10), GREEN, "{name}");
    }
    Ok(())
}

/// The namespace of Adobe Illustrator's entities, a byte order mark, comments.
#[tokio::test]
async fn what_stands_before_a_drawing_does_not_hide_it() -> Result<()> {
    let text = "\u{feff}<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<!-- made by hand -->\n\
        <!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" \"http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd\" [\n\
        <!ENTITY ns_svg \"http://www.w3.org/2000/svg\">\n]>\n\
        <svg xmlns=\"&ns_svg;\" width=\"4\" height=\"4\"><rect width=\"4\" height=\"4\" fill=\"red\"/></svg>";
    let found = picture(text.as_bytes(), "4x4").await?;
    assert_eq!(*found.get_pixel(2, 2), RED);
    Ok(())
}

/// What would be missing from the picture is named; what is elsewhere is not fetched.
#[tokio::test]
async fn only_shapes_are_drawn() -> Result<()> {
    let size = r#"width="4" height="4""#;
    let red = r#"<rect width="4" height="4" fill="red"/>"#;
    for (content, status, detail) in [
        ("<text>a</text>", 415, "but found text"),
        ("<g display='none'><text>a</text></g>", 307, ""),
        ("<defs><text id='a'>a</text></defs>", 307, ""),
        (
            "<defs><text id='a'>a</text></defs><use href='#a'/>",
            415,
            "but found text",
        ),
        (
            "<style>.st0{display:none;}</style><g class='st0'><text>a</text><image href='data:,'/></g>",
            307,
            "",
        ),
        (
            "<text><title>a</title></text><metadata>a</metadata>",
            307,
            "",
        ),
        (
            r#"<image href="data:image/png;base64,AAAA" width="4" height="4"/>"#,
            415,
            "but found unknown bytes",
        ),
        (
            r#"<image href="http://a.example/a.png" width="4" height="4"/>"#,
            307,
            "",
        ),
        (
            r#"<image xlink:href="/etc/passwd" width="4" height="4"/>"#,
            307,
            "",
        ),
        (
            r#"<image xlink:href="file:///etc/passwd" width="4" height="4"/>"#,
            307,
            "",
        ),
        (r#"<use href="http://a.example/a.svg#a"/>"#, 307, ""),
        (
            r#"<style>@import url("http://a.example/a.css");</style>"#,
            307,
            "",
        ),
        (
            r#"<rect fill="url(http://a.example/a.svg#a)" width="1" height="1"/>"#,
            307,
            "",
        ),
        (
            "<script>alert(1)</script><a href='javascript:alert(1)'><foreignObject/></a>",
            307,
            "",
        ),
    ] {
        let file = svg(size, &format!("{red}{content}"));
        let Resized { answer, store } = ask(&file, "4x4").await?;
        let body = String::from_utf8_lossy(&answer.body).into_owned();
        assert_eq!(answer.status, status, "{content}: {body}");
        assert!(body.contains(detail), "{content}: {body}");
        if status == 307 {
            let found = decode(&store.object("4x4/a").expect("a result").body).to_rgba8();
            assert_eq!(*found.get_pixel(3, 3), RED, "{content}");
        }
    }
    Ok(())
}

/// With a byte less than it takes, a drawing is refused: the estimate is no less than what is taken.
async fn takes_no_more_than_estimated(file: &[u8], transform: &str, name: &str) -> Result<()> {
    let answer = ask(file, transform).await?.answer;
    let peak = answer.peak_memory;
    assert_eq!(answer.status, 307, "{name} {transform}: {answer:?}");
    let less = (peak - 1).to_string();
    let env = [("MAX_MEMORY", less.as_str())];
    let refused = Resized::new(Host::resizer, file, transform, &env).await?;
    let answer = refused.answer;
    let case = format!("{name} {transform}: {peak} bytes, {:?}", answer.body);
    assert_eq!(answer.status, 413, "{case}");
    Ok(())
}

#[tokio::test]
async fn memory_stays_below_the_estimate() -> Result<()> {
    let shapes = |count: u32| {
        let shapes: Vec<_> = (0..count)
            .map(|n| {
                format!(
                    r#"<path d="M{} {}h9v9l-5 3z" stroke="red"/>"#,
                    n % 97,
                    n % 89
                )
            })
            .collect();
        shapes.concat()
    };
    let curves: Vec<_> = (0..6000)
        .map(|n| format!("C{} {} 3 9 {} {}", n % 83, n % 71, n % 79, n % 97))
        .collect();
    let layers = r#"<g opacity="0.9"><rect x="-50" y="-50" width="200" height="200"/>"#;
    for (name, content) in [
        ("many shapes", shapes(12_000)),
        ("shapes in groups", format!("<g>{}</g>", shapes(9000).replace("<path", "<g opacity='.9'><path").replace("/>", "/></g>"))),
        ("uses", format!(r#"<g id="a">{}</g>{}"#, shapes(100), r##"<use href="#a" x="1"/>"##.repeat(100))),
        ("style", format!("<style>path{{fill:none;stroke:#123456;stroke-width:3px;font-family:'A long name of a font'}}</style>{}", shapes(8000))),
        ("a long path", format!(r#"<path d="M0 0{}" fill="none" stroke="red" stroke-linejoin="round" stroke-width="3"/>"#, curves.concat())),
        ("layers", format!("{}{}", layers.repeat(2), "</g>".repeat(2))),
        ("a mask", r##"<mask id="m"><rect width="99" height="99" fill="#fff"/></mask><rect width="99" height="99" mask="url(#m)"/>"##.to_owned()),
        ("a clip", r#"<clipPath id="m"><rect width="99" height="99"/></clipPath><g clip-path="url(#m)"><rect width="99" height="99" opacity=".5"/></g>"#.to_owned()),
        ("a filter", r#"<filter id="f"><feGaussianBlur stdDeviation="2"/><feOffset dx="1"/><feMerge><feMergeNode/><feMergeNode in="SourceGraphic"/></feMerge></filter><rect width="99" height="99" filter="url(#f)"/>"#.to_owned()),
        ("a pattern", r#"<pattern id="p" width="90" height="90" patternUnits="userSpaceOnUse"><rect width="80" height="80"/></pattern><rect width="99" height="99" fill="url(#p)"/>"#.to_owned()),
    ] {
        let file = svg(r#"viewBox="0 0 100 100""#, &content);
        for transform in ["50x50", "700x700"] {
            takes_no_more_than_estimated(&file, transform, name).await?;
        }
    }
    Ok(())
}
