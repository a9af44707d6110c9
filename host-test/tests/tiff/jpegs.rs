//! TIFFs of which each strip or tile is a JPEG.

use anyhow::Result;
use host_test::pictures::color_blocks::{Blocks, Stored};
use host_test::pictures::distance;
use host_test::pictures::tiff_variants::{Pieces, Tables, of_jpegs};
use image::Rgb;

use super::*;

/// Each strip or tile is a JPEG, at full size and at the scales that a smaller result needs.
#[tokio::test]
async fn jpegs_inside_are_read() -> Result<()> {
    let colors = [[200, 30, 90], [20, 160, 240], [250, 250, 10], [3, 5, 8]];
    let rgb = || Blocks::new(colors.repeat(6).iter().map(|it| it.to_vec()).collect());
    let grey = || Blocks::new(colors.repeat(6).iter().map(|it| vec![it[1]]).collect());
    for (blocks, stored) in [
        (rgb(), Stored::YCbCr),
        (rgb(), Stored::Rgb),
        (grey(), Stored::Grey),
    ] {
        for (pieces, tables) in [
            (Pieces::Strips, Tables::Common),
            (Pieces::Strips, Tables::Own),
            (Pieces::Tiles, Tables::Common),
            (Pieces::Tiles, Tables::Own),
        ] {
            let file = of_jpegs(&blocks, stored, pieces, tables);
            let expected = blocks.picture().to_rgb8();
            let (width, height) = blocks.size();
            // A block of two pixels has its neighbours' colours in it.
            for (divisor, most) in [(1, 3), (2, 3), (4, 9), (8, 20)] {
                let transform = format!("{}x{},format=png", width / divisor, height * 2 / divisor);
                let (_, found) = resize(&file, &transform).await?;
                let found = found.to_rgb8();
                for (block, y) in (8..height * 2).step_by(16).enumerate() {
                    for x in (8..width).step_by(16) {
                        let expected = *expected.get_pixel(x, y % height);
                        let found = *found.get_pixel(x / divisor, y / divisor);
                        assert!(
                            distance(found, expected) <= most,
                            "{stored:?} {pieces:?} {tables:?} {transform}, {x} in {block}: {found:?} {expected:?}"
                        );
                    }
                }
            }
        }
    }
    Ok(())
}

/// Inks are stored as they are, and not inverted as in a JPEG by Adobe.
#[tokio::test]
async fn jpegs_of_inks_are_no_negatives() -> Result<()> {
    // A JPEG by Adobe holds 255 less each ink, so these come out as 0, 255, 255 and 0.
    let blocks = Blocks::new(vec![vec![255, 0, 0, 255]; 8]);
    let file = of_jpegs(&blocks, Stored::Cmyk, Pieces::Strips, Tables::Own);
    let (_, found) = resize(&file, "8x2,format=png").await?;
    let found = *found.to_rgb8().get_pixel(4, 1);
    let printed = Rgb([232, 0, 0]);
    assert!(distance(found, printed) < 28, "{found:?}");
    Ok(())
}

#[tokio::test]
async fn jpegs_that_differ_from_what_the_tags_say_are_refused() -> Result<()> {
    let small = Blocks::new(vec![vec![200, 30, 90]; 8]);
    let large = Blocks::new(vec![vec![200, 30, 90]; 64]);
    let size = small.size();
    let tags = |changes: &[(u16, u64)]| {
        let mut tags = vec![
            Tag(256, 4, vec![size.0.into()]),
            Tag(257, 4, vec![u64::from(size.1) * 2]),
            Tag(258, 3, vec![8; 3]),
            Tag(259, 3, vec![7]),
            Tag(262, 3, vec![6]),
            Tag(277, 3, vec![3]),
            Tag(278, 3, vec![size.1.into()]),
        ];
        for (tag, value) in changes {
            tags.retain(|other| other.0 != *tag);
            tags.push(Tag(*tag, 4, vec![*value]));
        }
        tags
    };
    let jpeg = |blocks: &Blocks| blocks.jpeg(Stored::YCbCr, &[]);
    let grey = Blocks::new(vec![vec![7]; 8]).jpeg(Stored::Grey, &[]);
    let (small, large) = (jpeg(&small), jpeg(&large));
    for (changes, pieces, status, expected) in [
        (&[][..], [&small, &small], 307, ""),
        (&[], [&small, &large], 422, "other dimensions or components"),
        (&[], [&small, &grey], 422, "other dimensions or components"),
        (&[(256, 100)], [&small, &small], 422, "other dimensions"),
        (
            &[(257, 33)],
            [&small, &small],
            422,
            "where all of its pixels are",
        ),
        (
            &[(278, 20)],
            [&small, &small],
            422,
            "ends before its pixels",
        ),
        (&[], [&small, &vec![0; 99]], 422, "not a JPEG"),
        (
            &[(258, 12)],
            [&small, &small],
            415,
            "8 bits in its JPEGs, but found 12",
        ),
    ] {
        let pieces = pieces.map(Clone::clone);
        let answer = ask(&PLAIN.write(tags(changes), &pieces), "32x8")
            .await?
            .answer;
        let body = String::from_utf8_lossy(&answer.body);
        assert_eq!(answer.status, status, "{changes:?}: {body}");
        assert!(body.contains(expected), "{changes:?}: {body}");
    }
    Ok(())
}
