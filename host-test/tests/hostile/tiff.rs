//! TIFFs that inflate, or point anywhere.

use anyhow::Result;
use host_test::pictures::tiff_variants::{Compression, PLAIN, Pieces, Tag, Variant};

use super::{bomb, check, deflate};

fn tags(width: u64, height: u64, more: Vec<Tag>) -> Vec<Tag> {
    let mut tags = vec![
        Tag(256, 4, vec![width]),
        Tag(257, 4, vec![height]),
        Tag(258, 3, vec![8]),
        Tag(262, 3, vec![1]),
    ];
    tags.extend(more);
    tags
}

fn one(tag: u16, value: u64) -> Tag {
    Tag(tag, 4, vec![value])
}

#[tokio::test]
async fn tiffs_that_inflate_are_bounded() -> Result<()> {
    let tiles = Variant {
        pieces: Pieces::Tiles,
        ..PLAIN
    };
    let big = Variant { big: true, ..PLAIN };
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
    check(files).await
}

/// A directory that counts to the end of numbers, and tags that do.
#[tokio::test]
async fn tiffs_that_point_anywhere_are_bounded() -> Result<()> {
    let good = Variant {
        compression: Compression::Deflate,
        ..PLAIN
    }
    .noise(9, 9)
    .file;
    let files = (0..good.len()).step_by(3).map(|at| {
        let mut file = good.clone();
        let end = file.len().min(at + 4);
        file[at..end].fill(0xff);
        ("a number of ones", file, 0)
    });
    check(files.collect()).await
}
