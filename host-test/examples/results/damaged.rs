//! Damaged files, files that promise what they do not hold, and what is no picture at all.

use std::io::Write;

use flate2::Compression as Level;
use flate2::write::ZlibEncoder;
use host_test::pictures::tiff_variants::{Alpha, Compression, PLAIN, Pieces, Tag, Variant};
use host_test::pictures::{
    WebPFrame, animated_gif, animated_webp, disc, encode, encode_with, gif_part, lossy_webp,
    quarters,
};
use image::{DynamicImage, ImageFormat};

use crate::originals::Files;

/// Bytes that are changed in each file, one at a time.
const CHANGES: usize = 10;

pub(crate) fn all() -> Files {
    let mut files = no_pictures();
    for (name, end, file) in whole() {
        files.extend(damage(name, end, &file));
    }
    files.extend(promises());
    files.extend(bitmaps());
    files.extend(tiffs());
    files.extend(pngs());
    files
}

fn no_pictures() -> Files {
    let file = |name: &str, file: &[u8]| (format!("damaged/{name}"), file.to_vec());
    vec![
        file("empty", b""),
        file("one-byte", b"\xff"),
        file("text.jpg", b"This is a text and no picture.\n"),
        file("page.jpg", b"<!doctype html><title>404</title>"),
        file("gzip.svg", b"\x1f\x8b\x08\0\0\0\0\0"),
        file("document.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"),
        file("heic.jpg", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"),
        file("jxl.png", b"\0\0\0\x0cJXL \r\n\x87\n\0\0\0\x14ftypjxl "),
        file("zeros.png", &[0; 5000]),
    ]
}

/// Small files of every format, with their ends.
fn whole() -> Vec<(&'static str, &'static str, Vec<u8>)> {
    let picture = DynamicImage::from(quarters(19, 13));
    let alpha = DynamicImage::from(disc(12));
    let tiles = Variant {
        bits: 1,
        compression: Compression::PackBits,
        planar: true,
        pieces: Pieces::Tiles,
        big: true,
        ..PLAIN
    };
    let strips = Variant {
        alpha: Alpha::Associated,
        bits: 16,
        compression: Compression::Lzw,
        predicted: true,
        pieces: Pieces::Strips,
        big_endian: true,
        ..PLAIN
    };
    let jpeg = encode_with(&picture, ImageFormat::Jpeg, 6, None);
    let grey = encode(&picture.clone().grayscale(), ImageFormat::Jpeg);
    let deep = DynamicImage::from(picture.to_rgba16());
    vec![
        ("jpeg", "jpg", jpeg),
        ("grey-jpeg", "jpg", grey),
        ("png", "png", encode(&alpha, ImageFormat::Png)),
        ("deep-png", "png", encode(&deep, ImageFormat::Png)),
        ("webp", "webp", encode(&alpha, ImageFormat::WebP)),
        ("lossy-webp", "webp", lossy_webp(6, None)),
        ("gif", "gif", encode(&alpha, ImageFormat::Gif)),
        ("moving-gif", "gif", moving_gif()),
        ("moving-webp", "webp", moving_webp()),
        ("bmp", "bmp", encode(&picture, ImageFormat::Bmp)),
        ("tiff", "tiff", PLAIN.noise(9, 7).file),
        ("tiff-in-tiles", "tiff", tiles.noise(20, 9).file),
        ("tiff-in-strips", "tiff", strips.noise(7, 9).file),
    ]
}

fn moving_gif() -> Vec<u8> {
    let frames = [
        gif_part((0, 0), (12, 12), 1),
        gif_part((3, 4), (5, 6), 2),
        gif_part((9, 9), (9, 9), 0),
    ];
    animated_gif((12, 12), Some(2), &frames)
}

fn moving_webp() -> Vec<u8> {
    let frames = [(0, 12), (4, 6)].map(|(at, side)| WebPFrame {
        picture: disc(side),
        left: at,
        top: at,
        duration: 50,
        blend: at > 0,
        clear: true,
    });
    animated_webp((12, 12), 2, &frames)
}

/// Cut off at some places, changed at some, and noise behind the signature.
fn damage(name: &str, end: &str, file: &[u8]) -> Files {
    let mut files = Vec::new();
    let length = file.len();
    for at in [length / 8, length / 2, length * 7 / 8, length - 1] {
        let name = format!("damaged/{name}-cut-at-{at}.{end}");
        files.push((name, file[..at].to_vec()));
    }
    for change in 0..CHANGES {
        let at = (change * 2 + 1) * length / (CHANGES * 2);
        let mut changed = file.to_vec();
        changed[at] ^= if change % 2 == 0 { 0xff } else { 1 << (at % 8) };
        files.push((format!("damaged/{name}-changed-at-{at}.{end}"), changed));
    }
    let mut mixed = file[..length.min(40)].to_vec();
    mixed.extend((0..2000_u32).map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()[3]));
    files.push((format!("damaged/{name}-noise.{end}"), mixed));
    files
}

fn patched(mut file: Vec<u8>, at: usize, bytes: &[u8]) -> Vec<u8> {
    file[at..at + bytes.len()].copy_from_slice(bytes);
    file
}

/// Headers of large pictures with nothing behind them.
fn promises() -> Files {
    let picture = DynamicImage::from(quarters(19, 13));
    let gif = encode(&picture, ImageFormat::Gif);
    let jpeg = encode(&picture, ImageFormat::Jpeg);
    let frame = jpeg.windows(2).position(|it| it == [0xff, 0xc0]);
    let sides = frame.map_or(0, |frame| frame + 5);
    let webp = encode(&picture, ImageFormat::WebP);
    let lossy = patched(lossy_webp(1, None), 24, &[0xff; 6]);
    let file = |name: &str, file| (format!("damaged/promise-{name}"), file);
    vec![
        file("65535.gif", patched(gif, 6, &[0xff; 4])),
        file("65535.jpg", patched(jpeg.clone(), sides, &[0xff; 4])),
        file("9999.jpg", patched(jpeg, sides, &[0x27, 0x0f, 0x27, 0x0f])),
        file(
            "16384.webp",
            patched(webp.clone(), 21, &[0xff, 0xff, 0xff, 0x0f]),
        ),
        file("8192.webp", patched(webp, 21, &[0xff, 0xdf, 0xff, 0x07])),
        file("16383-lossy.webp", lossy),
    ]
}

/// With a header of 40 bytes.
fn bitmap(width: i32, height: i32, bits: u16, compression: u32, colors: u32) -> Vec<u8> {
    let mut file = b"BM".to_vec();
    file.extend(3054_u32.to_le_bytes());
    file.extend([0; 4]);
    for number in [54, 40] {
        file.extend(u32::to_le_bytes(number));
    }
    file.extend(width.to_le_bytes());
    file.extend(height.to_le_bytes());
    file.extend(1_u16.to_le_bytes());
    file.extend(bits.to_le_bytes());
    file.extend(compression.to_le_bytes());
    file.extend([0; 12]);
    file.extend(colors.to_le_bytes());
    file.extend([0; 4]);
    file.extend((0..3000_u32).map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()[3]));
    file
}

fn bitmaps() -> Files {
    let file = |name: &str, file| (format!("damaged/bmp-{name}.bmp"), file);
    vec![
        file("good", bitmap(9, 9, 24, 0, 0)),
        file("upside-down", bitmap(9, -9, 24, 0, 0)),
        file("lowest-height", bitmap(9, i32::MIN, 24, 0, 0)),
        file("highest-sides", bitmap(i32::MAX, i32::MAX, 24, 0, 0)),
        file("no-sides", bitmap(0, 0, 24, 0, 0)),
        file("palette", bitmap(9, 9, 8, 0, 256)),
        file("many-colours", bitmap(9, 9, 8, 0, u32::MAX)),
        file("odd-bits", bitmap(9, 9, 3, 0, 0)),
        file("masks", bitmap(9, 9, 16, 3, 0)),
        file("runs", bitmap(9, 9, 8, 1, 256)),
        file("runs-of-nibbles", bitmap(9, 9, 4, 2, 16)),
        file("deep", bitmap(9, 9, 32, 0, 0)),
    ]
}

fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Level::best());
    encoder.write_all(bytes).expect("memory takes it");
    encoder.finish().expect("memory takes it")
}

fn tiffs() -> Files {
    let tags = |side: u64, more: Vec<Tag>| {
        let mut tags = vec![
            Tag(256, 4, vec![side]),
            Tag(257, 4, vec![side]),
            Tag(258, 3, vec![8]),
            Tag(262, 3, vec![1]),
        ];
        tags.extend(more);
        tags
    };
    let one = |tag, value| Tag(tag, 4, vec![value]);
    let zeros = deflate(&vec![0; 1 << 20]);
    let file = |name: &str, file| (format!("damaged/tiff-{name}.tiff"), file);
    let mut files = vec![
        file(
            "more-than-promised",
            PLAIN.write(tags(2, vec![one(259, 8)]), &[zeros]),
        ),
        file(
            "runs-of-nothing",
            PLAIN.write(tags(1000, vec![one(259, 32773)]), &[vec![128; 9000]]),
        ),
        file(
            "many-samples",
            PLAIN.write(tags(2, vec![one(277, 65_535)]), &[vec![0; 9]]),
        ),
        file(
            "jpeg-inside",
            PLAIN.write(tags(2, vec![one(259, 7)]), &[vec![0; 9]]),
        ),
    ];
    let good = PLAIN.noise(9, 9).file;
    for at in (good.len().saturating_sub(130)..good.len() - 4).step_by(9) {
        let name = format!("ones-at-{at}");
        files.push(file(&name, patched(good.clone(), at, &[0xff; 4])));
    }
    files
}

/// A grey PNG of chunks.
fn png(width: u32, height: u32, chunks: &[(&[u8; 4], Vec<u8>)]) -> Vec<u8> {
    let mut header = [width.to_be_bytes(), height.to_be_bytes()].concat();
    header.extend([8, 0, 0, 0, 0]);
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    let first = [(b"IHDR", header)];
    let last = [(b"IEND", Vec::new())];
    for (name, body) in first.iter().chain(chunks).chain(&last) {
        let length = u32::try_from(body.len()).expect("a short chunk");
        file.extend(length.to_be_bytes());
        let mut checksum = flate2::Crc::new();
        checksum.update(*name);
        checksum.update(body);
        file.extend_from_slice(*name);
        file.extend(body);
        file.extend(checksum.sum().to_be_bytes());
    }
    file
}

fn pngs() -> Files {
    let pixels = deflate(&[0, 7].repeat(9));
    let zeros = deflate(&vec![0; 1 << 20]);
    let profile = [&b"a\0\0"[..], &zeros].concat();
    let file = |name: &str, file| (format!("damaged/png-{name}.png"), file);
    let data = (b"IDAT", pixels.clone());
    vec![
        file("more-than-promised", png(1, 9, &[(b"IDAT", zeros.clone())])),
        file("large-profile", png(1, 9, &[(b"iCCP", profile), data])),
        file("no-data", png(9, 9, &[])),
        file("long-row", png(100_000_000, 1, &[(b"IDAT", zeros)])),
        file(
            "promise",
            png(u32::MAX >> 1, u32::MAX >> 1, &[(b"IDAT", pixels)]),
        ),
    ]
}
