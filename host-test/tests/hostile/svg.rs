//! Drawings that are made to harm: they refer, grow, and ask for much.

use anyhow::{Context, Result};

use super::{check, status};

fn svg(attributes: &str, content: &str) -> Vec<u8> {
    let namespaces =
        r#"xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink""#;
    format!("<svg {namespaces} {attributes}>{content}</svg>").into_bytes()
}

fn sized(content: &str) -> Vec<u8> {
    svg(r#"viewBox="0 0 100 100""#, content)
}

/// Each of ten elements refers ten times to the next.
fn chain(element: &str, link: &str, last: &str) -> Vec<u8> {
    let steps: Vec<_> = (0..10)
        .map(|n| {
            let uses = link.replace('?', &format!("{}", n + 1)).repeat(10);
            format!(r#"<{element} id="a{n}" width="1" height="1">{uses}</{element}>"#)
        })
        .collect();
    let end = format!(
        r#"<{element} id="a10" width="1" height="1"><rect width="1" height="1"/></{element}>"#
    );
    sized(&format!("{}{end}{last}", steps.concat()))
}

#[tokio::test]
async fn svgs_that_refer_are_bounded() -> Result<()> {
    let square = r#"<rect width="1" height="1" "#;
    let deep = |open: &str, close: &str, times: usize| {
        sized(&format!("{}{}", open.repeat(times), close.repeat(times)))
    };
    check(vec![
        ("uses", chain("g", r##"<use xlink:href="#a?"/>"##, r##"<use href="#a0"/>"##), 415),
        ("symbols", chain("symbol", r##"<use xlink:href="#a?"/>"##, r##"<use href="#a0"/>"##), 415),
        ("patterns", chain("pattern", &format!(r#"{square} fill="url(#a?)"/>"#), &format!(r#"{square} fill="url(#a0)"/>"#)), 415),
        ("masks", chain("mask", &format!(r#"{square} mask="url(#a?)"/>"#), &format!(r#"{square} mask="url(#a0)"/>"#)), 415),
        ("clips", chain("clipPath", &format!(r#"{square} clip-path="url(#a?)"/>"#), &format!(r#"{square} clip-path="url(#a0)"/>"#)), 415),
        ("markers", chain("marker", r#"<path d="M0 0h1h1h1" marker-mid="url(#a?)"/>"#, r#"<path d="M0 0h1h1" marker-mid="url(#a0)"/>"#), 415),
        ("itself", sized(r##"<g id="a"><use href="#a"/></g>"##), 422),
        ("its own pattern", sized(r#"<pattern id="a" width="1" height="1"><rect width="1" height="1" fill="url(#a)"/></pattern><rect width="9" height="9" fill="url(#a)"/>"#), 422),
        ("deep groups", deep("<g>", "</g>", 100_000), 415),
        ("deep and open", deep("<g>", "", 100_000), 415),
        ("63 groups", deep(r#"<g opacity="0.9">"#, "</g>", 63), 0),
        ("63 drawings", deep(r#"<svg width="90" height="90" viewBox="0 0 80 80">"#, "</svg>", 63), 0),
        ("63 masks", sized(&{
            let masks: Vec<_> = (0..31).map(|n| format!(r##"<mask id="m{n}"><rect width="99" height="99" fill="#fff" mask="url(#m{})"/></mask>"##, n + 1)).collect();
            format!(r#"{}<rect width="50" height="50" mask="url(#m0)"/>"#, masks.concat())
        }), 0),
        ("30 patterns in each other", sized(&{
            let patterns: Vec<_> = (0..30).map(|n| format!(r#"<pattern id="m{n}" width="1" height="1"><rect width="99" height="99" fill="url(#m{})"/></pattern>"#, n + 1)).collect();
            format!(r#"{}<rect width="50" height="50" fill="url(#m0)"/>"#, patterns.concat())
        }), 0),
        ("30 clips in each other", sized(&{
            let clips: Vec<_> = (0..30).map(|n| format!(r#"<clipPath id="m{n}"><rect width="99" height="99" clip-path="url(#m{})"/></clipPath>"#, n + 1)).collect();
            format!(r#"{}<clipPath id="m30"><rect width="9" height="9"/></clipPath><rect width="50" height="50" clip-path="url(#m0)"/>"#, clips.concat())
        }), 0),
        ("31 uses of symbols in each other", sized(&{
            let symbols: Vec<_> = (0..31).map(|n| format!(r##"<symbol id="m{n}" viewBox="0 0 9 9"><use href="#m{}" width="8" height="8"/></symbol>"##, n + 1)).collect();
            format!(r##"{}<symbol id="m31"><rect width="9" height="9"/></symbol><use href="#m0"/>"##, symbols.concat())
        }), 0),
    ])
    .await
}

/// Whatever lies in each other, as deep as is drawn and deeper, with a picture at the bottom: the stack is long enough.
#[tokio::test]
async fn svgs_are_drawn_as_deep_as_is_allowed() -> Result<()> {
    const GIF: &str = "data:image/gif;base64,R0lGODlhAQABAIAAAP8AAAAAACwAAAAAAQABAAACAkQBADs=";
    let bottom = format!(r#"<image width="99" height="99" href="{GIF}"/>"#);
    // What is at each level, with its number in place of `?` and the next in place of `!`.
    let kinds = [
        r#"<mask id="a?"><rect width="99" height="99" fill="red" mask="url(#a!)"/></mask>"#,
        r#"<pattern id="a?" width="9" height="9" patternUnits="userSpaceOnUse"><rect width="9" height="9" fill="url(#a!)" mask="url(#a!)"/></pattern>"#,
        r#"<mask id="a?"><g opacity=".9"><rect width="99" height="99" fill="url(#a!)" stroke="url(#a!)" mask="url(#a!)"/></g></mask>"#,
        r##"<filter id="f?"><feImage href="#a!"/><feGaussianBlur stdDeviation="1"/></filter><g id="a?"><rect width="99" height="99" filter="url(#f?)"/></g>"##,
    ];
    for deepest in 1..=64 {
        let groups = [
            r#"<g opacity=".9">"#.repeat(deepest),
            "</g>".repeat(deepest),
        ];
        let mut all = vec![format!("{}{bottom}{}", groups[0], groups[1])];
        for kind in kinds {
            let level = |n: usize| {
                let numbered = kind.replace('?', &n.to_string());
                numbered.replace('!', &(n + 1).to_string())
            };
            let levels: String = (0..deepest).map(level).collect();
            let tag = if kind.contains("pattern") {
                "pattern"
            } else {
                "mask"
            };
            let last = format!(r#"<{tag} id="a{deepest}" width="99" height="99">{bottom}</{tag}>"#);
            let tags = r##"<rect width="9" height="9" fill="url(#a0)" mask="url(#a0)"/><use href="#a0"/>"##;
            all.push(format!("{levels}{last}{tags}"));
        }
        for (number, content) in all.into_iter().enumerate() {
            let case = format!("{deepest} of the kind {number}");
            let found = status(sized(&content), "16x16")
                .await
                .context(case.clone())?;
            let is_answered = matches!(found, 307 | 413 | 415);
            assert!(
                is_answered && (found == 307 || deepest > 6),
                "{case}: {found}"
            );
        }
    }
    Ok(())
}

#[tokio::test]
async fn svgs_whose_text_grows_are_bounded() -> Result<()> {
    let entities = |declarations: &str, content: &str| {
        format!("<!DOCTYPE svg [{declarations}]><svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"><desc>{content}</desc></svg>").into_bytes()
    };
    let laughs: Vec<_> = (1..10)
        .map(|n| format!("<!ENTITY a{n} \"{}\">", format!("&a{};", n - 1).repeat(10)))
        .collect();
    let long = "a".repeat(100_000);
    let rules: Vec<_> = (0..40_000).map(|n| format!(".a{n}{{fill:red}}")).collect();
    let attributes: Vec<_> = (0..60_000).map(|n| format!(r#" a{n}="""#)).collect();
    check(vec![
        (
            "a billion laughs",
            entities(&format!("<!ENTITY a0 \"ha\">{}", laughs.concat()), "&a9;"),
            415,
        ),
        (
            "a long entity",
            entities(&format!("<!ENTITY a \"{long}\">"), &"&a;".repeat(100_000)),
            415,
        ),
        (
            "many entities",
            entities(
                "<!ENTITY a \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\">",
                &"&a;".repeat(200_000),
            ),
            415,
        ),
        (
            "an entity in a file",
            entities("<!ENTITY a SYSTEM \"file:///etc/passwd\">", "&a;"),
            0,
        ),
        (
            "an entity that is itself",
            entities("<!ENTITY a \"&a;\">", "&a;"),
            415,
        ),
        (
            "many rules",
            sized(&format!(
                "<style>{}</style>{}",
                rules.concat(),
                "<g/>".repeat(20_000)
            )),
            415,
        ),
        (
            "long selectors",
            sized(&format!(
                "<style>{}{{fill:red}}</style>{}{}",
                "g ".repeat(20),
                "<g>".repeat(60),
                "</g>".repeat(60)
            )),
            415,
        ),
        (
            "very long selectors",
            sized(&format!(
                "<style>{}{{fill:red}}</style>",
                "a>".repeat(200_000)
            )),
            415,
        ),
        (
            "long values",
            sized(&format!(
                "<style>*{{font-family:{long}}}</style>{}",
                "<g/>".repeat(20_000)
            )),
            0,
        ),
        (
            "attributes",
            sized(&format!("<g{}/>", attributes.concat())),
            415,
        ),
        ("namespaces", sized(&"<a xmlns:b='c'/>".repeat(50_000)), 415),
        ("elements", sized(&"<a/>".repeat(250_000)), 0),
        (
            "points",
            sized(&format!(r#"<path d="M0 0{}"/>"#, "h1".repeat(500_000))),
            0,
        ),
        ("a million bytes and more", sized(&" ".repeat(1 << 20)), 413),
        (
            "no UTF-8",
            b"<svg xmlns=\"http://www.w3.org/2000/svg\">\xff\xfe</svg>".to_vec(),
            422,
        ),
    ])
    .await
}

#[tokio::test]
async fn svgs_that_draw_much_are_bounded() -> Result<()> {
    let filter = |attributes: &str, steps: &str| {
        sized(&format!(
            r#"<filter id="a" {attributes}>{steps}</filter><rect width="90" height="90" filter="url(#a)"/>"#
        ))
    };
    let lines: Vec<_> = (0..60_000_u32)
        .map(|n| format!("L{} {}", n * 7919 % 100, n % 2 * 100))
        .collect();
    check(vec![
        ("a wide region", filter(r#"x="-1e9" y="-1e9" width="2e9" height="2e9""#, r#"<feGaussianBlur stdDeviation="5"/>"#), 0),
        ("a wide blur", filter("", r#"<feGaussianBlur stdDeviation="1e9"/>"#), 0),
        ("many blurs", filter("", &r#"<feGaussianBlur stdDeviation="5"/>"#.repeat(5000)), 415),
        ("morphology", filter("", r#"<feMorphology operator="dilate" radius="1e6"/>"#), 0),
        ("turbulence", filter("", r#"<feTurbulence baseFrequency="0.1" numOctaves="4000000000"/>"#), 0),
        ("a large kernel", filter("", &format!(r#"<feConvolveMatrix order="99" kernelMatrix="{}"/>"#, "1 ".repeat(9801))), 0),
        ("many merges", filter("", &format!("<feMerge>{}</feMerge>", "<feMergeNode/>".repeat(20_000))), 0),
        ("a large tile", sized(r#"<pattern id="a" patternUnits="userSpaceOnUse" width="1e9" height="1e9"><rect width="9" height="9"/></pattern><rect width="90" height="90" fill="url(#a)"/>"#), 415),
        ("small tiles", sized(r#"<pattern id="a" patternUnits="userSpaceOnUse" width="1e-9" height="1e-9"><rect width="9" height="9"/></pattern><rect width="90" height="90" fill="url(#a)"/>"#), 0),
        ("dashes", sized(r#"<path d="M0 0h1e6" stroke="red" stroke-dasharray="1e-4"/>"#), 415),
        ("no dashes", sized(r#"<path d="M0 0h90" stroke="red" stroke-dasharray="0 0"/>"#), 0),
        ("a wide stroke", sized(r#"<path d="M0 0h1e30v1e30" stroke="red" stroke-width="1e30"/>"#), 0),
        ("crossing lines", sized(&format!(r#"<path d="M0 0{}"/>"#, lines.concat())), 0),
        ("layers", sized(&r#"<g opacity="0.5"><rect width="100" height="100"/></g>"#.repeat(9000)), 0),
        ("layers in each other", sized(&format!("{}{}{}", r#"<g opacity="0.5"><rect x="-900" y="-900" width="2000" height="2000"/>"#.repeat(60), "", "</g>".repeat(60))), 0),
        ("gradients", sized(&format!(r#"<linearGradient id="a">{}</linearGradient>{}"#, r#"<stop offset="0.5"/>"#.repeat(5000), r#"<rect width="99" height="99" fill="url(#a)"/>"#.repeat(5000))), 0),
        ("a radial gradient of nothing", sized(r#"<radialGradient id="a" r="1e-30" fr="1e30"><stop/><stop offset="1"/></radialGradient><rect width="99" height="99" fill="url(#a)"/>"#), 0),
    ])
    .await
}

#[tokio::test]
async fn svgs_of_any_size_are_bounded() -> Result<()> {
    let square = r#"<rect width="1" height="1"/>"#;
    let mut files = Vec::new();
    for value in [
        "0", "-1", "1e-30", "1e9", "1e30", "1e300", "NaN", "inf", "1e999", "", "9%", "1e9%",
        "1e9in", "9em",
    ] {
        files.push((
            "a viewBox",
            svg(&format!(r#"viewBox="0 0 {value} {value}""#), square),
            0,
        ));
        files.push((
            "a far viewBox",
            svg(&format!(r#"viewBox="{value} {value} 9 9""#), square),
            0,
        ));
        files.push((
            "a width",
            svg(&format!(r#"width="{value}" height="9""#), square),
            0,
        ));
        files.push((
            "a width with a viewBox",
            svg(&format!(r#"width="{value}" viewBox="0 0 9 9""#), square),
            0,
        ));
        files.push((
            "a transform",
            sized(&format!(r#"<g transform="scale({value})">{square}</g>"#)),
            0,
        ));
        files.push((
            "a matrix",
            sized(&format!(
                r#"<g opacity="0.5" transform="matrix({value} 1 {value} 1 0 0)">{square}</g>"#
            )),
            0,
        ));
        files.push(("a skew", sized(&format!(r#"<filter id="a"><feFlood/></filter><g filter="url(#a)" transform="skewX(89.9999) scale({value})">{square}</g>"#)), 0));
        files.push(("a rectangle", sized(&format!(r#"<rect x="{value}" width="{value}" height="{value}" rx="{value}" stroke="red" stroke-width="{value}"/>"#)), 0));
        files.push(("a path", sized(&format!(r#"<path d="M{value} 0A{value} 1 {value} 0 1 9 {value}C{value} 1 2 {value} 3 4z" stroke="red"/>"#)), 0));
    }
    check(files).await
}

#[tokio::test]
async fn a_damaged_svg_is_an_error_or_a_picture() -> Result<()> {
    let file = svg(
        r#"width="9" height="9""#,
        r##"<style>.a{fill:#f00}</style><g id="b" opacity=".5"><path class="a" d="M1 1q2 3 4 5zA9 9 0 0 1 2 2"/></g><use xlink:href="#b" transform="rotate(9)"/>"##,
    );
    for end in 0..file.len() {
        let cut = file[..end].to_vec();
        let found = status(cut, "7x7")
            .await
            .with_context(|| format!("cut at {end}"))?;
        assert_ne!(found, 307, "cut at {end}");
    }
    for index in 0..file.len() {
        for mask in [1 << (index % 7), 0xff] {
            let mut flipped = file.clone();
            flipped[index] ^= mask;
            let found = status(flipped, "7x7").await;
            found.with_context(|| format!("{mask:#04x} flipped at {index}"))?;
        }
    }
    Ok(())
}
