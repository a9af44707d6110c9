//! Watermarks on pictures that are small enough to be read: what is drawn, what it costs, and whose fault it is where there
//! is none.

#![expect(clippy::arithmetic_side_effects, reason = "small numbers, in tests")]

use marble_transform::{Output, Transform};

use crate::arriving::{Arriving, LIMITS};
use crate::error::{Bound, Error, Excess};
use crate::limits::Limits;
use crate::process;
use crate::progress::{Estimate, Progress};
use crate::result::Encoded;
use crate::source::Source;

/// A BMP of one colour; with alpha, where it is not opaque.
fn bmp(width: u32, height: u32, [red, green, blue, alpha]: [u8; 4]) -> Vec<u8> {
    let translucent = alpha < 255;
    let (channels, layout) = if translucent {
        (4, [0x0020_0001, 3])
    } else {
        (3, [0x0018_0001, 0])
    };
    let row = (width * channels).next_multiple_of(4);
    let length = 122 + row * height;
    let mut file = b"BM".to_vec();
    // A header of version 4, which says where alpha is.
    let header = [
        length, 0, 122, 108, width, height, layout[0], layout[1], 0, 0, 0, 0, 0,
    ];
    let masks = [0x00ff_0000, 0x0000_ff00, 0x0000_00ff, 0xff00_0000];
    for number in header.into_iter().chain(masks) {
        file.extend(number.to_le_bytes());
    }
    file.resize(122, 0);
    let pixel = &[blue, green, red, alpha][..channels as usize];
    for _ in 0..height {
        let mut line = pixel.repeat(width as usize);
        line.resize(row as usize, 0);
        file.extend(line);
    }
    file
}

fn made_within(
    original: &[u8],
    watermark: Option<&mut dyn Source>,
    transform: &str,
    limits: &Limits,
    progress: &mut dyn Progress,
) -> Result<Encoded, Error> {
    let transform = Transform::parse(transform, 4096).unwrap();
    process(
        &mut original.to_vec(),
        watermark,
        &transform,
        limits,
        progress,
    )
}

fn made(original: &[u8], watermark: &[u8], transform: &str) -> Result<Encoded, Error> {
    made_within(
        original,
        Some(&mut &*watermark),
        transform,
        &LIMITS,
        &mut (),
    )
}

/// The rows of a PNG, a byte a sample, and the samples of a pixel.
fn pixels(file: &[u8]) -> (usize, Vec<Vec<u8>>) {
    let mut decoder = png::Decoder::new(std::io::Cursor::new(file));
    decoder.set_transformations(png::Transformations::EXPAND);
    let mut reader = decoder.read_info().unwrap();
    let mut all = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut all).unwrap();
    let row = info.line_size;
    (
        row / info.width as usize,
        all[..info.buffer_size()]
            .chunks(row)
            .map(<[u8]>::to_vec)
            .collect(),
    )
}

const WHITE: [u8; 4] = [255; 4];
const RED: [u8; 4] = [255, 0, 0, 255];
const GREY: [u8; 4] = [90, 90, 90, 255];

/// A transform, what the result has of channels, and its first row in hexadecimal digits.
#[test]
#[expect(clippy::too_many_lines, reason = "a table")]
fn draws_what_is_asked_for() {
    let grey = made_within(
        &bmp(8, 8, GREY),
        None,
        "8x8,format=png,grayscale=yes",
        &LIMITS,
        &mut (),
    );
    let grey = grey.unwrap().bytes;
    let clear = bmp(8, 8, [10, 20, 30, 0]);
    for (name, original, watermark, transform, channels, expected) in [
        (
            "own size",
            &bmp(4, 4, GREY),
            bmp(1, 1, RED),
            "4x4,watermark=northwest",
            3,
            "ff0000 5a5a5a 5a5a5a 5a5a5a",
        ),
        // Half of 4 is 2, and the watermark is square.
        (
            "scaled",
            &bmp(4, 4, GREY),
            bmp(9, 9, RED),
            "4x4,watermark=north:1:0.5",
            3,
            "5a5a5a ff0000 ff0000 5a5a5a",
        ),
        (
            "enlarged",
            &bmp(4, 4, GREY),
            bmp(1, 1, RED),
            "4x4,watermark=north:1:1",
            3,
            "ff0000 ff0000 ff0000 ff0000",
        ),
        (
            "flat",
            &bmp(4, 2, GREY),
            bmp(8, 8, RED),
            "4x2,watermark=east:1:1",
            3,
            "5a5a5a 5a5a5a ff0000 ff0000",
        ),
        (
            "larger",
            &bmp(2, 2, GREY),
            bmp(9, 9, RED),
            "2x2,watermark=southwest",
            3,
            "ff0000 ff0000",
        ),
        (
            "one pixel",
            &bmp(8, 8, GREY),
            bmp(9, 9, RED),
            "1x1,watermark=centre:1:0.01",
            3,
            "ff0000",
        ),
        (
            "opacity",
            &bmp(1, 1, GREY),
            bmp(1, 1, WHITE),
            "2x1,fit=fill,watermark=west:0.2",
            3,
            "7b7b7b 5a5a5a",
        ),
        (
            "tiles",
            &bmp(3, 3, GREY),
            bmp(1, 1, RED),
            "3x3,watermark=tile",
            3,
            "ff0000 ff0000 ff0000",
        ),
        // It is drawn onto what pad adds, and is not blurred.
        (
            "room",
            &bmp(1, 1, GREY),
            bmp(1, 1, RED),
            "1x1,pad=1,watermark=northwest,blur=9",
            3,
            "",
        ),
        // A white one leaves grey grey; a red one does not.
        (
            "white on grey",
            &grey,
            bmp(1, 1, WHITE),
            "2x2,watermark=northwest",
            1,
            "ff 5a",
        ),
        (
            "red on grey",
            &grey,
            bmp(1, 1, RED),
            "2x2,watermark=northwest",
            3,
            "ff0000 5a5a5a",
        ),
        (
            "on what became grey",
            &bmp(4, 4, WHITE),
            bmp(1, 1, RED),
            "2x2,grayscale=yes,watermark=northwest",
            3,
            "ff0000 ffffff",
        ),
        (
            "over nothing",
            &clear,
            bmp(1, 1, [255, 0, 0, 128]),
            "2x2,watermark=northwest:0.5",
            4,
            "ff000040 00000000",
        ),
    ] {
        let transform = format!("{transform},format=png");
        let result = made(original, &watermark, &transform)
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        let (found, rows) = pixels(&result.bytes);
        assert_eq!(found, channels, "{name}");
        let row: Vec<_> = rows[0]
            .chunks(channels)
            .map(|pixel| {
                pixel
                    .iter()
                    .map(|sample| format!("{sample:02x}"))
                    .collect::<Vec<_>>()
                    .concat()
            })
            .collect();
        if name == "room" {
            assert_eq!(row[0], "ff0000", "{name}");
            assert_eq!(row[1], row[2], "{name}");
        } else {
            assert_eq!(row.join(" "), expected, "{name}");
        }
    }
}

/// A GIF of three frames of one pixel, of two colours in turns.
fn gif() -> Vec<u8> {
    let mut file = b"GIF89a\x01\0\x01\0\x80\0\0\xff\0\0\0\0\xff".to_vec();
    for code in [b'D', b'L', b'D'] {
        file.extend(b"\x21\xf9\x04\0\x0a\0\0\0\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02");
        file.extend([code, 1, 0]);
    }
    file.push(0x3b);
    file
}

#[test]
fn draws_onto_every_frame() {
    let result = made(&gif(), &bmp(1, 1, WHITE), "4x4,watermark=southeast:1:0.5").unwrap();
    assert_eq!(result.format, Output::Gif);
    let mut options = gif::DecodeOptions::new();
    options.set_color_output(gif::ColorOutput::RGBA);
    let mut decoder = options.read_info(result.bytes.as_slice()).unwrap();
    let mut seen = [0; 4 * 4 * 4];
    let mut frames = 0;
    while let Some(frame) = decoder.read_next_frame().unwrap() {
        frames += 1;
        for y in 0..usize::from(frame.height) {
            for x in 0..usize::from(frame.width) {
                let from = (y * usize::from(frame.width) + x) * 4;
                let to = ((y + usize::from(frame.top)) * 4 + x + usize::from(frame.left)) * 4;
                if frame.buffer[from + 3] > 0 {
                    seen[to..to + 4].copy_from_slice(&frame.buffer[from..from + 4]);
                }
            }
        }
        let below: [u8; 4] = if frames == 2 { [0, 0, 255, 255] } else { RED };
        for (at, pixel) in seen.chunks(4).enumerate() {
            let (x, y) = (at % 4, at / 4);
            let expected = if x >= 2 && y >= 2 { WHITE } else { below };
            let most = pixel.iter().zip(expected).map(|(a, b)| a.abs_diff(b)).max();
            assert!(most <= Some(3), "frame {frames}, {x}, {y}: {pixel:?}");
        }
    }
    assert_eq!(frames, 3);
}

/// A watermark that is animated is its first frame; the orientation and the colours of its file count.
#[test]
fn takes_files_as_originals_are_taken() {
    let original = bmp(2, 1, GREY);
    let drawing = b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'>\
        <rect width='9' height='9' fill='#00f'/></svg>";
    let webp = made_within(
        &bmp(3, 3, RED),
        None,
        "3x3,format=webp,lossless=yes",
        &LIMITS,
        &mut (),
    );
    let png = made_within(&bmp(3, 3, RED), None, "3x3,format=png", &LIMITS, &mut ())
        .unwrap()
        .bytes;
    for (name, watermark, expected) in [
        ("GIF", gif(), [255, 0, 0]),
        ("SVG", drawing.to_vec(), [0, 0, 255]),
        ("WebP", webp.unwrap().bytes, [255, 0, 0]),
        ("PNG", png.clone(), [255, 0, 0]),
        // Red of Display P3 is more than the screen's, and red of the screen is less than 255 of it.
        (
            "PNG in Display P3",
            with_chunk(&png, *b"cICP", &[12, 13, 0, 1]),
            [255, 0, 0],
        ),
    ] {
        if name == "SVG" && !cfg!(feature = "svg") {
            continue;
        }
        let result = made(&original, &watermark, "2x1,watermark=west:1:0.5,format=png");
        let (_, rows) = pixels(
            &result
                .unwrap_or_else(|error| panic!("{name}: {error}"))
                .bytes,
        );
        assert_eq!(rows[0][..3], expected, "{name}");
        assert_eq!(rows[0][3..6], [90; 3], "{name}");
    }
    let dull = made_within(
        &bmp(3, 3, [200, 50, 50, 255]),
        None,
        "3x3,format=png",
        &LIMITS,
        &mut (),
    );
    let dull = with_chunk(&dull.unwrap().bytes, *b"cICP", &[12, 13, 0, 1]);
    for (original, watermark) in [(&original, &dull), (&dull, &bmp(1, 1, GREY))] {
        let result = made(original, watermark, "2x2,watermark=west:1:0.5,format=png").unwrap();
        assert!(!result.bytes.windows(4).any(|name| name == b"iCCP"));
        let (_, rows) = pixels(&result.bytes);
        let all = rows.concat();
        // By the matrices of both (SMPTE EG 432-1, IEC 61966-2-1): 217.9, 23.7, 40.0.
        let found = all.chunks(3).find(|pixel| pixel[0] > 100).unwrap();
        let distance = found
            .iter()
            .zip([218, 24, 40])
            .map(|(a, b)| a.abs_diff(b))
            .max();
        assert!(distance <= Some(2), "{found:?}");
    }
}

/// A PNG with a chunk behind its header.
fn with_chunk(png: &[u8], name: [u8; 4], data: &[u8]) -> Vec<u8> {
    let (header, rest) = png.split_at(33);
    let named = [&name, data].concat();
    let length = u32::try_from(data.len()).unwrap().to_be_bytes();
    let sum = crate::tests::crc(&named);
    [header, &length, &named, &sum, rest].concat()
}

#[test]
fn tells_whose_fault_it_is() {
    let original = bmp(9, 9, GREY);
    let transform = "9x9,watermark=centre";
    let found = |watermark: Option<&mut dyn Source>, limits: &Limits| {
        made_within(&original, watermark, transform, limits, &mut ()).err()
    };
    let at_fault = |watermark: &[u8]| match found(Some(&mut &*watermark), &LIMITS) {
        Some(Error::Watermark(error)) => *error,
        other => panic!("{other:?}"),
    };
    assert!(matches!(at_fault(b"hello"), Error::Unsupported(_)));
    assert!(matches!(at_fault(b""), Error::Unsupported(_)));
    assert!(matches!(
        at_fault(b"GIF89a\x01\0\x01\0\0\0\0\x3b"),
        Error::Damaged(_)
    ));
    let broken = made_within(
        &bmp(99, 99, RED),
        None,
        "99x99,format=png",
        &LIMITS,
        &mut (),
    );
    assert!(matches!(
        at_fault(&broken.unwrap().bytes[..60]),
        Error::Damaged(_)
    ));
    let mut source = Arriving::new(&original, 7);
    source.breaks_at = 20;
    assert_eq!(
        found(Some(&mut source), &LIMITS),
        Some(Error::Watermark(Box::new(Error::Interrupted)))
    );
    assert!(matches!(found(None, &LIMITS), Some(Error::Watermark(_))));
    // The original's faults are its own.
    let error = made(b"hello", &original, transform).err();
    assert!(matches!(error, Some(Error::Unsupported(_))), "{error:?}");
    // Too large alone, and too large beside all else.
    let large = bmp(1000, 1000, RED);
    let tight = |max_memory| Limits {
        max_memory,
        ..LIMITS
    };
    match found(Some(&mut large.as_slice()), &tight(6 << 20)) {
        Some(Error::Watermark(error)) => assert!(
            matches!(
                *error,
                Error::TooLarge(Excess {
                    limit: 0x60_0000,
                    ..
                })
            ),
            "{error:?}"
        ),
        other => panic!("{other:?}"),
    }
    let mut estimated = Estimated::default();
    let enough = made_within(
        &original,
        Some(&mut large.as_slice()),
        transform,
        &LIMITS,
        &mut estimated,
    );
    assert!(enough.is_ok());
    let memory = estimated.0.unwrap().memory;
    assert_eq!(found(Some(&mut large.as_slice()), &tight(memory)), None);
    assert_eq!(
        found(Some(&mut large.as_slice()), &tight(memory - 1)),
        Some(Error::TooLarge(Excess {
            bound: Bound::ResultMemory,
            found: memory,
            limit: memory - 1
        }))
    );
}

#[derive(Default)]
struct Estimated(Option<Estimate>);

impl Progress for Estimated {
    fn estimated(&mut self, estimate: Estimate) {
        assert_eq!(self.0, None, "told twice");
        self.0 = Some(estimate);
    }
}

/// One that is asked for without need costs nothing, and is not read; one that is drawn counts, once.
#[test]
fn costs_what_it_takes() {
    let original = bmp(600, 400, GREY);
    let estimate = |watermark: &[u8], transform: &str| {
        let mut estimated = Estimated::default();
        let mut source = Arriving::new(watermark, 1 << 10);
        made_within(
            &original,
            Some(&mut source),
            transform,
            &LIMITS,
            &mut estimated,
        )
        .unwrap();
        (estimated.0.unwrap(), source.taken)
    };
    let watermark = bmp(500, 500, RED);
    let (without, read) = estimate(&watermark, "600x400,format=png");
    assert_eq!(read, 0);
    assert_eq!(
        estimate(&watermark, "600x400,watermark=tile:0,format=png"),
        (without, 0)
    );
    let (with, read) = estimate(&watermark, "600x400,watermark=tile,format=png");
    assert_eq!(read, watermark.len());
    // The file, what it is read through, and pixels.
    let file = watermark.len() as u64;
    assert!(
        with.memory > without.memory + 3 * file,
        "{with:?} {without:?}"
    );
    assert!(with.work > without.work, "{with:?} {without:?}");
}

/// An animation that is too large beside its watermark becomes a still, with the watermark.
#[test]
fn an_animation_gives_way() {
    let watermark = bmp(300, 300, WHITE);
    let transform = "300x300,watermark=centre";
    let original = gif();
    let all = made(&original, &watermark, transform).unwrap();
    assert_eq!(all.frames, None);
    let mut estimated = Estimated::default();
    let limits = |max_memory| Limits {
        max_memory,
        ..LIMITS
    };
    made_within(
        &original,
        Some(&mut watermark.as_slice()),
        transform,
        &LIMITS,
        &mut estimated,
    )
    .unwrap();
    let tight = limits(estimated.0.unwrap().memory - 1);
    let still = made_within(
        &original,
        Some(&mut watermark.as_slice()),
        transform,
        &tight,
        &mut (),
    );
    let still = still.unwrap();
    assert_eq!(still.frames.unwrap().to_string(), "1/3");
    let mut options = gif::DecodeOptions::new();
    options.set_color_output(gif::ColorOutput::RGBA);
    let mut decoder = options.read_info(still.bytes.as_slice()).unwrap();
    let frame = decoder.read_next_frame().unwrap().unwrap();
    assert!(frame.buffer.chunks(4).all(|pixel| pixel == WHITE));
}
