//! Any pixels of any size, grey or coloured, with alpha or without, written as a JPEG XL with any options: a file that is
//! read again, and has their size.
//!
//! The first bytes are width, height, kind of pixels, quality and options; the rest is pixels, over and over.

#![no_main]

use libfuzzer_sys::fuzz_target;
use marble_picture::{Limits, dimensions, process};
use marble_transform::Transform;

const LIMITS: Limits = Limits {
    avif_max_pixels: 1_000_000,
    max_frames: 1,
    max_memory: 96 << 20,
    max_result_side: 4096,
    max_source_bytes: 1 << 20,
    max_source_pixels: 1 << 18,
    max_work: 10_000,
};

fuzz_target!(|bytes: &[u8]| {
    let &[width, height, kind, quality, options, ref pixels @ ..] = bytes else {
        return;
    };
    if pixels.is_empty() {
        return;
    }
    // The smallest work that allows it takes the quickest effort.
    let limits = Limits {
        max_work: if options & 4 > 0 { 10_000 } else { 30 },
        ..LIMITS
    };
    let (width, height) = (u32::from(width) + 1, u32::from(height) + 1);
    let [types, channels] = [[0, 1], [4, 2], [2, 3], [6, 4]][usize::from(kind % 4)];
    let row = width as usize * usize::from(channels);
    let samples: Vec<u8> = pixels
        .iter()
        .copied()
        .cycle()
        .take(row * height as usize)
        .collect();
    let png = png(width, height, types, &samples, row);
    let mut text = format!(
        "{width}x{height},fit=fill,format=jxl,quality={}",
        u16::from(quality) % 100 + 1
    );
    if options & 1 > 0 {
        text.push_str(",progressive=yes");
    }
    if options & 2 > 0 {
        text.push_str(",max-bytes=300");
    }
    let Ok(transform) = Transform::parse(&text, LIMITS.max_result_side) else {
        return;
    };
    let Ok(made) = process(&mut png.as_slice(), None, &transform, &limits, &mut ()) else {
        return;
    };
    let found = dimensions(&mut made.bytes.as_slice(), &LIMITS).expect("it was written here");
    assert_eq!((found.width, found.height), (width, height));
    let Ok(back) = Transform::parse("9x9,format=png", LIMITS.max_result_side) else {
        return;
    };
    process(&mut made.bytes.as_slice(), None, &back, &LIMITS, &mut ()).expect("it is read again");
});

/// Stored, without compression.
fn png(width: u32, height: u32, types: u8, samples: &[u8], row: usize) -> Vec<u8> {
    let filtered: Vec<u8> = samples
        .chunks(row)
        .flat_map(|row| [&[0], row].concat())
        .collect();
    let mut stream = vec![0x78, 0x01];
    let mut blocks = filtered.chunks(0xffff).peekable();
    while let Some(block) = blocks.next() {
        let length = u16::try_from(block.len()).expect("a block").to_le_bytes();
        stream.push(u8::from(blocks.peek().is_none()));
        stream.extend(length);
        stream.extend(length.map(|byte| !byte));
        stream.extend(block);
    }
    let (mut a, mut b) = (1_u32, 0_u32);
    for byte in &filtered {
        a = (a + u32::from(*byte)) % 65_521;
        b = (b + a) % 65_521;
    }
    stream.extend(((b << 16) | a).to_be_bytes());
    let sides = [width.to_be_bytes(), height.to_be_bytes()].concat();
    let header = [&sides[..], &[8, types, 0, 0, 0]].concat();
    let chunks = [
        (b"IHDR", &header),
        (b"IDAT", &stream),
        (b"IEND", &Vec::new()),
    ];
    let chunks = chunks.into_iter().flat_map(|(name, body)| {
        let length = u32::try_from(body.len()).expect("a chunk").to_be_bytes();
        let checked = [&name[..], body].concat();
        let sum = crc(&checked).to_be_bytes();
        [&length[..], &checked, &sum].concat()
    });
    b"\x89PNG\r\n\x1a\n".iter().copied().chain(chunks).collect()
}

fn crc(bytes: &[u8]) -> u32 {
    let mut sum = u32::MAX;
    for byte in bytes {
        sum ^= u32::from(*byte);
        for _ in 0..8 {
            sum = (sum >> 1) ^ (0xedb8_8320 & 0_u32.wrapping_sub(sum & 1));
        }
    }
    !sum
}
