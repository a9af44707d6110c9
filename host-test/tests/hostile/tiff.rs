//! TIFFs that inflate, or point anywhere.

use anyhow::Result;
use host_test::pictures::color_blocks::{Blocks, Stored};
use host_test::pictures::tiff_variants::{
    Compression, PLAIN, Pieces, Tables, Tag, Variant, faxes, of_jpegs,
};
use marble_picture::{Error, Limits, process};
use marble_transform::Transform;

use super::{MOST_MEMORY, bomb, check, deflate};

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

/// One of each kind that is stored differently, small enough that every byte gets its turn.
fn kinds() -> Vec<(String, Vec<u8>)> {
    let all = Variant::all().into_iter().step_by(23);
    let mut files: Vec<_> = all
        .map(|kind| (kind.to_string(), kind.noise(9, 5).file))
        .collect();
    let blocks = Blocks::new(vec![vec![200, 30, 90]; 8]);
    for (stored, tables) in [(Stored::YCbCr, Tables::Common), (Stored::Rgb, Tables::Own)] {
        let file = of_jpegs(&blocks, stored, Pieces::Strips, tables);
        files.push((format!("{stored:?} in JPEGs, {tables:?} tables"), file));
    }
    files.extend(faxes().into_iter().map(|(name, _, file)| (name, file)));
    files
}

/// Every third byte, natively, since there are many: a panic ends the test, as overflow does.
#[test]
fn damage_of_every_kind_is_an_error_or_a_picture() {
    let limits = Limits {
        avif_max_pixels: 1_000_000,
        max_frames: 500,
        max_result_side: 4096,
        max_memory: MOST_MEMORY as u64,
        max_source_bytes: 32 << 20,
        max_source_pixels: 1_000_000,
        max_work: 10_000,
    };
    let transform = Transform::parse("7x7,format=png", 4096).expect("a transform");
    let run = |mut file: Vec<u8>| process(&mut file, None, &transform, &limits, &mut ());
    for (name, file) in kinds() {
        run(file.clone()).unwrap_or_else(|error| panic!("{name}: {error}"));
        for at in (0..file.len()).step_by(3) {
            for mask in [1 << (at % 8), 0xff] {
                let mut damaged = file.clone();
                damaged[at] ^= mask;
                if let Err(Error::Internal(error)) = run(damaged) {
                    panic!("{name} with {mask:#04x} flipped at {at}: {error}");
                }
            }
            let cut = run(file[..at].to_vec());
            assert!(cut.is_err() || at > file.len() / 2, "{name} cut at {at}");
        }
    }
}

/// Tiles of a fax and strips of a JPEG that say little, many times over.
#[tokio::test]
async fn faxes_and_jpegs_that_inflate_are_bounded() -> Result<()> {
    let fax = |compression, bytes: Vec<u8>| {
        let mut tags = tags(10_000, 10_000, vec![one(259, compression)]);
        tags.retain(|tag| tag.0 != 258);
        PLAIN.write(tags, &[bytes])
    };
    let shared = |compression: u64| {
        // 200,000 strips that all begin with the same zeros.
        let mut tags = tags(1, 200_000, vec![one(259, compression), one(278, 1)]);
        tags.retain(|tag| tag.0 != 258);
        // These come before the file's own, of which there is one each.
        tags.push(Tag(273, 4, vec![8; 200_000]));
        tags.push(Tag(279, 4, vec![4 << 20; 200_000]));
        PLAIN.write(tags, &[vec![0; 4 << 20]])
    };
    let blocks = Blocks::new(vec![vec![200, 30, 90]; 8]);
    let mut large = blocks.jpeg(Stored::YCbCr, &[]);
    let frame = large
        .windows(2)
        .position(|it| it == [0xff, 0xc0])
        .expect("a frame");
    large[frame + 5..frame + 9].copy_from_slice(&[0x27, 0x0f, 0x27, 0x0f]);
    let jpeg = PLAIN.write(
        vec![
            one(256, 9999),
            one(257, 9999),
            Tag(258, 3, vec![8; 3]),
            one(259, 7),
            one(262, 6),
            one(277, 3),
        ],
        &[large],
    );
    check(vec![
        // A bit for each row: it is as the row above.
        ("rows like those above", fax(4, vec![0xff; 2000]), 307),
        ("pairs of nothing", fax(4, [0x26, 0xa1].repeat(1 << 20)), 0),
        ("marks without rows", fax(3, vec![0; 4 << 20]), 422),
        ("runs of nothing", fax(2, vec![0x35; 4 << 20]), 0),
        ("shared zeros", shared(3), 422),
        ("a shared run", shared(32773), 307),
        ("a promise of a JPEG", jpeg, 0),
    ])
    .await
}
