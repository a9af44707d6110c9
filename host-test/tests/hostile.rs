//! Files that are made to harm, of every format, through the component that has all features: an error or a picture, in
//! little time and memory, and never a trap. The host's limits would show as a failed request.

mod bmp;
mod svg;
mod tiff;

use std::io::Write;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use flate2::Compression as Level;
use flate2::write::ZlibEncoder;
use host_test::pictures::{encode, lossy_webp, quarters};
use host_test::runtime::host::Host;
use host_test::store::mock::MockStore;
use image::{DynamicImage, ImageFormat};

/// What a request may take at most on a machine that does much else, in a build that is quick.
const MOST_TIME: Duration = Duration::from_secs(20);

/// `MAX_MEMORY`.
const MOST_MEMORY: usize = 96 << 20;

/// The status, which must be one of those that a hostile file may have.
async fn status(file: Vec<u8>, transform: &str) -> Result<u16> {
    let store = MockStore::with("a", file);
    let host = Host::resizer(store)?.env("URL", "http://w.example");
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
