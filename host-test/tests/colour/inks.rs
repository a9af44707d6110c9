//! Inks, which become what is seen of them.

use anyhow::Result;
use host_test::pictures::color_blocks::{Blocks, Stored, profile_segments};
use host_test::pictures::tiff_variants::{Colors, PLAIN, Tag, Variant};
use host_test::pictures::{color_profile, decode, distance};
use image::{ImageFormat, Rgb};

use super::case::cases;
use super::{FORMATS, resize};

#[tokio::test]
async fn inks_become_what_their_profile_says() -> Result<()> {
    for case in cases(*b"CMYK")? {
        let segments = profile_segments(&case.profile);
        for (stored, from_inks) in [(Stored::Cmyk, 2), (Stored::Ycck, 8)] {
            let original = case.blocks.jpeg(stored, &segments);
            for (to, format) in FORMATS {
                for icc in ["", ",icc=srgb"] {
                    let transform = case.transform(&format!("format={format}{icc}"));
                    let (file, profile) = resize(&original, &transform).await?;
                    let label = format!("{stored:?} {format}{icc}");
                    assert_eq!(profile, None, "{label}");
                    let most = if to == ImageFormat::Jpeg {
                        8
                    } else {
                        from_inks
                    };
                    case.assert_shows(&decode(&file), &case.srgb, most, &label);
                }
            }
        }
        // Nothing says what the inks are: the light that each of them leaves.
        let (file, _) = resize(
            &case.blocks.jpeg(Stored::Cmyk, &[]),
            &case.transform("format=png"),
        )
        .await?;
        let naive: Vec<[u8; 3]> = case
            .colors
            .iter()
            .map(|inks| {
                let left = |ink: u8| f64::from(255 - ink) * f64::from(255 - inks[3]) / 255.0;
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "from 0 to 255"
                )]
                [left(inks[0]), left(inks[1]), left(inks[2])].map(|level| level.round() as u8)
            })
            .collect();
        case.assert_shows(&decode(&file), &naive, 1, "without a profile");
    }
    Ok(())
}

#[tokio::test]
async fn inks_of_a_tiff_too() -> Result<()> {
    let kind = Variant {
        colors: Colors::Cmyk,
        ..PLAIN
    };
    for case in cases(*b"CMYK")? {
        let width = case.colors.len() as u64;
        let profile = case.profile.iter().map(|byte| u64::from(*byte)).collect();
        let tags = vec![
            Tag(256, 4, vec![width]),
            Tag(257, 4, vec![1]),
            Tag(258, 3, vec![8; 4]),
            Tag(262, 3, vec![5]),
            Tag(277, 3, vec![4]),
            Tag(34675, 7, profile),
        ];
        let original = kind.write(tags, &[case.colors.concat()]);
        for (_, format) in FORMATS {
            let (_, profile) = resize(&original, &format!("{width}x1,format={format}")).await?;
            assert_eq!(profile, None, "{} {format}", case.name);
        }
        let (file, _) = resize(&original, &format!("{width}x1,format=png")).await?;
        for (found, expected) in decode(&file).to_rgb8().pixels().zip(&case.srgb) {
            let distance = distance(*found, Rgb(*expected));
            assert!(distance <= 2, "{}: {found:?}, not {expected:?}", case.name);
        }
    }
    Ok(())
}

/// The colours of inks are made before they are mixed: the mean of what is seen, not the ink of a mean.
#[tokio::test]
async fn inks_are_mixed_as_light() -> Result<()> {
    let profile = color_profile("cmyk-lut16");
    let colors = [vec![0, 0, 0, 0], vec![0, 0, 0, 255]];
    let blocks = Blocks::new(colors.iter().cycle().take(64).cloned().collect());
    let file = blocks.jpeg(Stored::Cmyk, &profile_segments(&profile));
    let (one, _) = resize(&file, "128x128,format=png").await?;
    let ends = blocks.middles(&decode(&one));
    let (mixed, _) = resize(&file, "1x1,format=png").await?;
    let mixed = decode(&mixed).to_rgb8().get_pixel(0, 0)[0];
    let mean = u8::midpoint(ends[0][0], ends[1][0]);
    assert!(mixed.abs_diff(mean) <= 8, "{mixed} of {ends:?}");
    Ok(())
}
