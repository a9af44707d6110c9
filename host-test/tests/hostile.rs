//! Files that are made to harm, of every format, through the component that has all features: an error or a picture, in
//! little time and memory, and never a trap. The host's limits would show as a failed request.

use std::io::Write;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use flate2::Compression as Level;
use flate2::write::ZlibEncoder;
use host_test::host::Host;
use host_test::mock_store::MockStore;
use host_test::pictures::{encode, lossy_webp, quarters};
use host_test::tiff_kinds::{Compression, Kind, PLAIN, Pieces, Tag};
use image::{DynamicImage, ImageFormat};

/// What a request may take at most on a machine that does much else, in a build that is quick.
const MOST_TIME: Duration = Duration::from_secs(20);

/// `MAX_MEMORY`.
const MOST_MEMORY: usize = 96 << 20;

/// The status, which must be one of those that a hostile file may have.
async fn status(file: Vec<u8>, transform: &str) -> Result<u16> {
    let store = MockStore::with("a", file);
    let host = Host::full_resizer(store)?.env("URL", "http://w.example");
    let start = Instant::now();
    let answer = host.get(&format!("/{transform}/a")).await?;
    let took = start.elapsed();
    let status = answer.status.as_u16();
    let expected = matches!(status, 307 | 413 | 415 | 422);
    anyhow::ensure!(expected, "{status} {:?}", answer.body);
    anyhow::ensure!(took < MOST_TIME, "{took:?}, {status}");
    anyhow::ensure!(
        answer.peak_memory <= MOST_MEMORY,
        "{} bytes, {status}",
        answer.peak_memory
    );
    Ok(status)
}

/// Each with the status that it must have; 0 stands for any.
async fn check(files: Vec<(&str, Vec<u8>, u16)>) -> Result<()> {
    for (name, file, expected) in files {
        for transform in ["64x64", "1000x1000,fit=fill,format=png"] {
            let found = status(file.clone(), transform)
                .await
                .with_context(|| format!("{name} {transform}"))?;
            assert!(
                expected == 0 || found == expected,
                "{name} {transform}: {found}"
            );
        }
    }
    Ok(())
}

fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Level::best());
    encoder.write_all(bytes).expect("memory takes it");
    encoder.finish().expect("memory takes it")
}

/// What deflates to a thousandth.
fn bomb() -> Vec<u8> {
    deflate(&vec![0; 200 << 20])
}

/// A PNG of chunks.
fn png(width: u32, height: u32, chunks: &[(&[u8; 4], Vec<u8>)]) -> Vec<u8> {
    let mut header = Vec::new();
    header.extend(width.to_be_bytes());
    header.extend(height.to_be_bytes());
    header.extend([8, 0, 0, 0, 0]);
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    let ends = [(b"IHDR", header)];
    let end = [(b"IEND", Vec::new())];
    for (name, body) in ends.iter().chain(chunks).chain(&end) {
        let length = u32::try_from(body.len()).expect("a short chunk");
        file.extend(length.to_be_bytes());
        let mut crc = flate2::Crc::new();
        crc.update(*name);
        crc.update(body);
        file.extend_from_slice(*name);
        file.extend(body);
        file.extend(crc.sum().to_be_bytes());
    }
    file
}

#[tokio::test]
async fn pngs_that_inflate_are_bounded() -> Result<()> {
    let pixels = deflate(&[0, 7].repeat(9));
    let named = |name: &[u8]| [name, b"\0\0", &bomb()].concat();
    check(vec![
        (
            "more pixels than were promised",
            png(1, 9, &[(b"IDAT", bomb())]),
            307,
        ),
        (
            "a profile",
            png(1, 9, &[(b"iCCP", named(b"a")), (b"IDAT", pixels.clone())]),
            0,
        ),
        (
            "a text",
            png(1, 9, &[(b"zTXt", named(b"a")), (b"IDAT", pixels.clone())]),
            307,
        ),
        (
            "an international text",
            png(
                1,
                9,
                &[
                    (b"iTXt", [&b"a\0\x01\0\0\0"[..], &bomb()].concat()),
                    (b"IDAT", pixels.clone()),
                ],
            ),
            307,
        ),
        (
            "a palette",
            png(1, 9, &[(b"PLTE", vec![0; 9000]), (b"IDAT", pixels.clone())]),
            0,
        ),
        (
            "a hundred megapixels",
            png(
                10_000,
                10_000,
                &[(b"IDAT", deflate(&vec![0; 10_001 * 10_000]))],
            ),
            307,
        ),
        (
            "one long row",
            png(100_000_000, 1, &[(b"IDAT", deflate(&vec![0; 100_000_001]))]),
            413,
        ),
        (
            "a promise",
            png(u32::MAX >> 1, u32::MAX >> 1, &[(b"IDAT", pixels)]),
            413,
        ),
    ])
    .await
}

#[tokio::test]
async fn promises_of_every_format_are_refused() -> Result<()> {
    let picture = DynamicImage::from(quarters(19, 13));
    let patched = |mut file: Vec<u8>, at: usize, bytes: &[u8]| {
        file[at..at + bytes.len()].copy_from_slice(bytes);
        file
    };
    let gif = encode(&picture, ImageFormat::Gif);
    let jpeg = encode(&picture, ImageFormat::Jpeg);
    let frame = jpeg
        .windows(2)
        .position(|it| it == [0xff, 0xc0])
        .context("a frame")?;
    let webp = encode(&picture, ImageFormat::WebP);
    let frames: Vec<u8> = {
        let image = gif
            .windows(1)
            .rposition(|it| it == b",")
            .context("a frame")?;
        let frame = &gif[image..gif.len() - 1];
        [&gif[..image], &frame.repeat(20_000)[..], b";"].concat()
    };
    check(vec![
        (
            "a gif of 65535 by 65535",
            patched(gif.clone(), 6, &[0xff; 4]),
            413,
        ),
        ("a gif of many frames", frames, 307),
        (
            "a jpeg of 65535 by 65535",
            patched(jpeg.clone(), frame + 5, &[0xff; 4]),
            413,
        ),
        (
            "a jpeg of 9999 by 9999",
            patched(jpeg, frame + 5, &[0x27, 0x0f, 0x27, 0x0f]),
            0,
        ),
        // RFC 9649, 3.4: 14 bits each, less one.
        (
            "a webp of 16384 by 16384",
            patched(webp.clone(), 21, &[0xff, 0xff, 0xff, 0x0f]),
            0,
        ),
        (
            "a webp of 8192 by 8192",
            patched(webp, 21, &[0xff, 0xdf, 0xff, 0x07]),
            0,
        ),
        (
            "a lossy webp of 16383 by 16383",
            patched(lossy_webp(1, None), 24, &[0xff; 6]),
            0,
        ),
    ])
    .await
}

/// A BMP with a header of 40 bytes.
fn bmp(width: i32, height: i32, bits: u16, compression: u32, colors: u32, body: &[u8]) -> Vec<u8> {
    let mut file = b"BM".to_vec();
    let start = 14 + 40;
    file.extend(
        u32::try_from(start + body.len())
            .expect("a short file")
            .to_le_bytes(),
    );
    file.extend([0; 4]);
    file.extend(u32::try_from(start).expect("a short header").to_le_bytes());
    file.extend(40_u32.to_le_bytes());
    file.extend(width.to_le_bytes());
    file.extend(height.to_le_bytes());
    file.extend(1_u16.to_le_bytes());
    file.extend(bits.to_le_bytes());
    file.extend(compression.to_le_bytes());
    file.extend([0; 12]);
    file.extend(colors.to_le_bytes());
    file.extend([0; 4]);
    file.extend(body);
    file
}

#[tokio::test]
async fn bmps_with_bad_headers_are_refused() -> Result<()> {
    let body = vec![1; 3000];
    let masks = |masks: [u32; 3]| {
        let mut body: Vec<u8> = masks.iter().flat_map(|mask| mask.to_le_bytes()).collect();
        body.resize(3000, 7);
        body
    };
    let palette = |colors: usize, rle: &[u8]| [&vec![9; colors * 4][..], rle].concat();
    check(vec![
        ("a good one", bmp(9, 9, 24, 0, 0, &body), 307),
        ("upside down", bmp(9, -9, 24, 0, 0, &body), 307),
        ("the lowest height", bmp(9, i32::MIN, 24, 0, 0, &body), 0),
        ("the lowest width", bmp(i32::MIN, 9, 24, 0, 0, &body), 0),
        (
            "the highest sides",
            bmp(i32::MAX, i32::MAX, 24, 0, 0, &body),
            0,
        ),
        ("a long row", bmp(90_000_000, 1, 1, 0, 0, &body), 0),
        ("no sides", bmp(0, 0, 24, 0, 0, &body), 415),
        ("many colours", bmp(9, 9, 8, 0, u32::MAX, &body), 0),
        ("more colours than bits", bmp(9, 9, 1, 0, 256, &body), 0),
        ("odd bits", bmp(9, 9, 3, 0, 0, &body), 0),
        ("no masks", bmp(9, 9, 32, 3, 0, &masks([0, 0, 0])), 0),
        (
            "the same masks",
            bmp(9, 9, 32, 3, 0, &masks([u32::MAX; 3])),
            0,
        ),
        (
            "torn masks",
            bmp(9, 9, 16, 3, 0, &masks([0x5555, 0xaaaa, 1])),
            0,
        ),
        (
            "wide masks",
            bmp(9, 9, 16, 3, 0, &masks([0xffff_0000, 0x00ff_00ff, 3])),
            0,
        ),
        ("an embedded jpeg", bmp(9, 9, 0, 4, 0, &body), 0),
        (
            "runs over the edge",
            bmp(9, 9, 8, 1, 0, &palette(256, &[255, 1].repeat(500))),
            0,
        ),
        (
            "jumps over the edge",
            bmp(9, 9, 8, 1, 0, &palette(256, &[0, 2, 255, 255].repeat(500))),
            0,
        ),
        (
            "runs of nothing",
            bmp(9000, 9000, 8, 1, 0, &palette(256, &[0, 1])),
            0,
        ),
        (
            "runs of nibbles",
            bmp(9, 9, 4, 2, 0, &palette(16, &[255, 1, 0, 255].repeat(300))),
            0,
        ),
        (
            "a hundred megapixels of runs",
            bmp(
                10_000,
                10_000,
                8,
                1,
                0,
                &palette(256, &[255, 1].repeat(500)),
            ),
            0,
        ),
    ])
    .await
}

#[tokio::test]
async fn tiffs_that_inflate_or_point_anywhere_are_bounded() -> Result<()> {
    let tags = |width: u64, height: u64, more: Vec<Tag>| {
        let mut tags = vec![
            Tag(256, 4, vec![width]),
            Tag(257, 4, vec![height]),
            Tag(258, 3, vec![8]),
            Tag(262, 3, vec![1]),
        ];
        tags.extend(more);
        tags
    };
    let one = |tag, value| Tag(tag, 4, vec![value]);
    let tiles = Kind {
        pieces: Pieces::Tiles,
        ..PLAIN
    };
    let big = Kind { big: true, ..PLAIN };
    let good = Kind {
        compression: Compression::Deflate,
        ..PLAIN
    }
    .noise(9, 9)
    .file;
    let mut files = vec![
        (
            "a deflated bomb",
            PLAIN.write(tags(2, 2, vec![one(259, 8)]), &[bomb()]),
            307,
        ),
        (
            "a hundred megapixels",
            PLAIN.write(tags(10_000, 10_000, vec![one(259, 8)]), &[bomb()]),
            307,
        ),
        (
            "runs of nothing",
            PLAIN.write(
                tags(10_000, 10_000, vec![one(259, 32773)]),
                &[vec![128; 9000]],
            ),
            422,
        ),
        (
            "wide tiles",
            tiles.write(
                tags(
                    1,
                    1000,
                    vec![one(259, 8), one(322, 1 << 20), one(323, 1000)],
                ),
                &[bomb()],
            ),
            413,
        ),
        (
            "high tiles",
            tiles.write(
                tags(
                    2000,
                    1,
                    vec![one(259, 8), one(322, 1000), one(323, u32::MAX.into())],
                ),
                &[bomb(), bomb()],
            ),
            307,
        ),
        (
            "rows without end",
            PLAIN.write(
                tags(2, 2, vec![one(278, u32::MAX.into()), one(259, 8)]),
                &[bomb()],
            ),
            307,
        ),
        (
            "wide and high",
            big.write(tags(u64::MAX, u64::MAX, vec![]), &[vec![0; 9]]),
            413,
        ),
        (
            "many samples",
            PLAIN.write(tags(2, 2, vec![one(277, 65_535)]), &[vec![0; 9]]),
            415,
        ),
    ];
    let strips: Vec<_> = (0..200_000).map(|_| deflate(&[7])).collect();
    let many = vec![one(259, 8), one(278, 1)];
    files.push((
        "many strips",
        PLAIN.write(tags(1, 200_000, many), &strips),
        307,
    ));
    // A directory that counts to the end of numbers, and tags that do.
    for at in 0..good.len() {
        if at % 3 == 0 {
            let mut file = good.clone();
            let end = file.len().min(at + 4);
            file[at..end].fill(0xff);
            files.push(("a number of ones", file, 0));
        }
    }
    check(files).await
}

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
