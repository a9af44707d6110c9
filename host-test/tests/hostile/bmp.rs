//! BMPs whose headers say what cannot be.

use anyhow::Result;

use super::check;

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
