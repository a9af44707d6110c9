//! Inks, which become what is seen of them.

use anyhow::Result;
use host_test::pictures::color_blocks::{Blocks, Stored, profile_segments};
use host_test::pictures::tiff_variants::{Colors, PLAIN, Tag, Variant};
use host_test::pictures::{color_profile, decode, distance};
use host_test::workspace;
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
    }
    Ok(())
}

#[tokio::test]
async fn inks_of_a_tiff_too() -> Result<()> {
    for case in cases(*b"CMYK")? {
        let width = case.colors.len();
        let original = tiff(&case.colors, Some(&case.profile));
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

/// What sharp makes of inks without a profile (`press.json`), made by `press.mjs`.
#[derive(serde::Deserialize)]
struct Press {
    /// Of each ink; black is the fastest.
    amounts: Vec<u8>,
    colors: Vec<[u8; 3]>,
}

impl Press {
    fn read() -> Result<Self> {
        let path = workspace::root().join("host-test/tests/colour/press.json");
        Ok(serde_json::from_slice(&std::fs::read(path)?)?)
    }

    fn inks(&self) -> Vec<Vec<u8>> {
        let each = || self.amounts.iter().copied();
        let two = || each().flat_map(|one| each().map(move |other| [one, other]));
        let all = two().flat_map(|one| two().map(move |other| [one, other].concat()));
        all.collect()
    }

    /// That colours are near sharp's in the mean, with black and without it, and none is far.
    fn assert_near(&self, found: &[[u8; 3]], label: &str) {
        assert_eq!(found.len(), self.colors.len(), "{label}");
        let inks = self.inks();
        let levels = |of: &dyn Fn(&[u8]) -> bool| -> Vec<u32> {
            let all = inks.iter().zip(found).zip(&self.colors);
            let all = all.filter(|((inks, _), _)| of(inks));
            all.flat_map(|((_, found), expected)| {
                let pairs = found.iter().zip(expected);
                pairs.map(|(a, b)| u32::from(a.abs_diff(*b)))
            })
            .collect()
        };
        for (kind, levels) in [
            ("all", levels(&|_| true)),
            ("without black", levels(&|inks| inks[3] == 0)),
        ] {
            let count = u32::try_from(levels.len()).expect("a few");
            let mean = f64::from(levels.iter().sum::<u32>()) / f64::from(count);
            let most = levels.iter().max().copied().unwrap_or_default();
            assert!(mean <= 8.0 && most <= 48, "{label}, {kind}: {mean} {most}");
        }
        // White is white, and one ink alone, two together and black alone are near.
        for (inks, most) in [
            ([0, 0, 0, 0], 0),
            ([255, 0, 0, 0], 12),
            ([0, 255, 0, 0], 8),
            ([0, 0, 255, 0], 4),
            ([0, 0, 0, 128], 10),
            ([0, 0, 0, 255], 24),
            ([255, 255, 0, 0], 32),
            ([255, 0, 255, 0], 24),
            ([0, 255, 255, 0], 28),
            ([255, 255, 255, 255], 2),
        ] {
            let at = self.inks().iter().position(|it| *it == inks);
            let at = at.expect("an amount of each");
            let (found, expected) = (found[at], self.colors[at]);
            let distance = distance(Rgb(found), Rgb(expected));
            assert!(
                distance <= most,
                "{label}, {inks:?}: {found:?}, not {expected:?}"
            );
        }
    }
}

/// Nothing says what the inks look like: they look printed.
#[tokio::test]
async fn inks_without_a_profile_become_what_sharp_makes_of_them() -> Result<()> {
    let press = Press::read()?;
    let inks = press.inks();
    let blocks = Blocks::new(inks.clone());
    let (width, height) = blocks.size();
    for stored in [Stored::Cmyk, Stored::Ycck] {
        let original = blocks.jpeg(stored, &[]);
        let transform = format!("{width}x{height},format=png");
        let (file, profile) = resize(&original, &transform).await?;
        assert_eq!(profile, None);
        press.assert_near(&blocks.middles(&decode(&file)), &format!("{stored:?}"));
    }
    let transform = format!("{}x1,format=png", inks.len());
    let (file, _) = resize(&tiff(&inks, None), &transform).await?;
    let found: Vec<_> = decode(&file).to_rgb8().pixels().map(|it| it.0).collect();
    press.assert_near(&found, "TIFF");
    // A profile that is of no use is none.
    for profile in [color_profile("p3"), b"no profile".to_vec()] {
        let (same, _) = resize(&tiff(&inks, Some(&profile)), &transform).await?;
        assert!(same == file, "a profile of {} bytes", profile.len());
    }
    Ok(())
}

/// A row of inks.
fn tiff(inks: &[Vec<u8>], profile: Option<&[u8]>) -> Vec<u8> {
    let kind = Variant {
        colors: Colors::Cmyk,
        ..PLAIN
    };
    let mut tags = vec![
        Tag(256, 4, vec![inks.len() as u64]),
        Tag(257, 4, vec![1]),
        Tag(258, 3, vec![8; 4]),
        Tag(262, 3, vec![5]),
        Tag(277, 3, vec![4]),
    ];
    tags.extend(profile.map(|profile| {
        let bytes = profile.iter().map(|byte| u64::from(*byte));
        Tag(34675, 7, bytes.collect())
    }));
    kind.write(tags, &[inks.concat()])
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
