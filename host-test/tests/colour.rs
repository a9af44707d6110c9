//! Colours: which profile goes along, and what becomes of colours that are converted. What is expected of a conversion
//! is what Little CMS made of the same colours (`colour/generate.py` and `colour/cases.json`).

mod case;
mod inks;

use anyhow::{Context, Result};
use host_test::pictures::color_blocks::{Blocks, Stored, profile_segments};
use host_test::pictures::{
    color_profile, decode, distance, encode, encode_with, lossy_webp, probe,
};
use host_test::runtime::host::Host;
use host_test::runtime::resized::Resized;
use image::{ColorType, DynamicImage, ImageDecoder as _, ImageFormat, Rgba, RgbaImage};

use crate::colour::case::cases;

/// The file that is stored, and the profile in it.
async fn resize(original: &[u8], transform: &str) -> Result<(Vec<u8>, Option<Vec<u8>>)> {
    let made = Resized::new(Host::resizer, original, transform, &[]).await?;
    let file = made.file()?;
    let reader = image::ImageReader::new(std::io::Cursor::new(&file));
    let profile = reader
        .with_guessed_format()?
        .into_decoder()?
        .icc_profile()?;
    Ok((file, profile))
}

/// Formats, and how they are asked for to lose least.
const FORMATS: [(ImageFormat, &str); 3] = [
    (ImageFormat::Jpeg, "jpeg,quality=100"),
    (ImageFormat::Png, "png"),
    (ImageFormat::WebP, "webp,lossless=yes"),
];

/// A level for each time that luma and colour differences are rounded, and what a slope makes of it.
fn most(from: ImageFormat, to: ImageFormat) -> u8 {
    let lossy = [from, to].into_iter().filter(|it| *it == ImageFormat::Jpeg);
    [2, 6, 8][lossy.count()]
}

#[tokio::test]
async fn a_profile_is_kept_to_the_byte_and_the_colours_with_it() -> Result<()> {
    for case in cases(*b"RGB ")?.iter().filter(|case| !case.is_srgb()) {
        for (from, _) in FORMATS {
            for (to, format) in FORMATS {
                let transform = case.transform(&format!("format={format}"));
                let (file, profile) = resize(&case.file(from), &transform).await?;
                assert_eq!(
                    profile.as_ref(),
                    Some(&case.profile),
                    "{} {from:?} {format}",
                    case.name
                );
                let colors: Vec<[u8; 3]> =
                    case.colors.iter().map(|it| [it[0], it[1], it[2]]).collect();
                case.assert_shows(
                    &decode(&file),
                    &colors,
                    most(from, to),
                    &format!("{from:?} {format}"),
                );
            }
        }
    }
    Ok(())
}

#[tokio::test]
async fn colours_become_srgb_where_it_is_asked_for() -> Result<()> {
    for case in cases(*b"RGB ")? {
        for (from, _) in FORMATS {
            for (to, format) in FORMATS {
                let transform = case.transform(&format!("format={format},icc=srgb"));
                let (file, profile) = resize(&case.file(from), &transform).await?;
                assert_eq!(profile, None, "{} {from:?} {format}", case.name);
                let most = if from == ImageFormat::Jpeg {
                    8
                } else {
                    most(from, to)
                };
                case.assert_shows(
                    &decode(&file),
                    &case.srgb,
                    most,
                    &format!("{from:?} {format}"),
                );
            }
        }
        // A JPEG without luma and colour differences has no rounding of its own.
        let segments = profile_segments(&case.profile);
        let file = case.blocks.jpeg(Stored::Rgb, &segments);
        let (file, profile) = resize(&file, &case.transform("format=png,icc=srgb")).await?;
        assert_eq!(profile, None);
        case.assert_shows(&decode(&file), &case.srgb, 2, "RGB JPEG");
    }
    Ok(())
}

/// As everybody does with colours of which nothing is said.
#[tokio::test]
async fn a_profile_that_says_srgb_is_left_out() -> Result<()> {
    let colorful = cases(*b"RGB ")?;
    let grey = cases(*b"GRAY")?;
    for case in colorful.iter().chain(&grey).filter(|case| case.is_srgb()) {
        for (from, _) in FORMATS {
            for (_, format) in FORMATS {
                let transform = case.transform(&format!("format={format}"));
                let (file, profile) = resize(&case.file(from), &transform).await?;
                assert_eq!(profile, None, "{} {from:?} {format}", case.name);
                case.assert_shows(&decode(&file), &case.srgb, 8, &format!("{from:?} {format}"));
            }
        }
    }
    Ok(())
}

#[tokio::test]
async fn grey_stays_grey() -> Result<()> {
    for case in cases(*b"GRAY")?.iter().filter(|case| !case.is_srgb()) {
        let colors: Vec<[u8; 3]> = case.colors.iter().map(|it| [it[0]; 3]).collect();
        for from in [ImageFormat::Jpeg, ImageFormat::Png] {
            for (to, format) in FORMATS {
                for (icc, words) in [("", "kept"), (",icc=srgb", "srgb")] {
                    let transform = case.transform(&format!("format={format}{icc}"));
                    let (file, profile) = resize(&case.file(from), &transform).await?;
                    let label = format!("{} {from:?} {format} {words}", case.name);
                    // There is no grey in WebP, and no profile for it.
                    let kept = icc.is_empty() && to != ImageFormat::WebP;
                    assert_eq!(profile.as_ref(), kept.then_some(&case.profile), "{label}");
                    let expected = if kept { &colors } else { &case.srgb };
                    let found = decode(&file);
                    case.assert_shows(&found, expected, 2, &label);
                    if to != ImageFormat::WebP {
                        assert_eq!(found.color(), ColorType::L8, "{label}");
                    }
                    assert!(
                        found
                            .to_rgb8()
                            .pixels()
                            .all(|it| it[0] == it[1] && it[1] == it[2])
                    );
                }
            }
        }
    }
    Ok(())
}

/// A ground that has a hue takes grey along into colours, for which its profile is none.
#[tokio::test]
async fn grey_on_a_colourful_ground_becomes_srgb() -> Result<()> {
    let grey = image::GrayImage::from_pixel(16, 16, image::Luma([120]));
    let file = encode_with(
        &grey.into(),
        ImageFormat::Png,
        1,
        Some(&color_profile("grey-1.8")),
    );
    let (file, found) = resize(&file, "32x16,fit=contain,background=204060").await?;
    assert_eq!(found, None);
    let found = decode(&file).to_rgb8();
    assert_eq!(found.get_pixel(2, 8).0, [0x20, 0x40, 0x60]);
    // (120 / 255) ^ 1.8 of the light.
    assert_eq!(found.get_pixel(16, 8).0, [139; 3]);
    Ok(())
}

#[tokio::test]
async fn alpha_stays_what_it_is() -> Result<()> {
    let case = cases(*b"RGB ")?.into_iter().find(|case| case.name == "p3");
    let case = case.context("there is no p3")?;
    for (index, (color, expected)) in case.colors.iter().zip(&case.srgb).enumerate() {
        let alpha = u8::try_from(index * 5 % 256)?.max(100);
        let pixel = Rgba([color[0], color[1], color[2], alpha]);
        let picture = RgbaImage::from_pixel(4, 4, pixel);
        for format in [ImageFormat::Png, ImageFormat::WebP] {
            let file = encode_with(&picture.clone().into(), format, 1, Some(&case.profile));
            let (file, _) = resize(&file, "4x4,format=png,icc=srgb").await?;
            let found = decode(&file).to_rgba8().get_pixel(2, 2).0;
            assert_eq!(found[3], alpha, "{format:?}");
            for (found, expected) in found.iter().zip(expected) {
                // A colour that was multiplied with alpha comes back a little off.
                assert!(
                    found.abs_diff(*expected) <= 6,
                    "{format:?} {pixel:?}: {found}"
                );
            }
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_lossy_webp_is_converted_as_others_are() -> Result<()> {
    let p3 = color_profile("p3");
    let (tagged, kept) = resize(&lossy_webp(1, Some(&p3)), "64x48,format=png").await?;
    assert_eq!(kept, Some(p3.clone()));
    let as_png = encode_with(&decode(&tagged), ImageFormat::Png, 1, Some(&p3));
    let (expected, _) = resize(&as_png, "64x48,format=png,icc=srgb").await?;
    assert_ne!(decode(&expected), decode(&tagged));
    for (format, most) in [
        ("png", 0),
        ("webp,lossless=yes", 0),
        ("jpeg,quality=100", 6),
    ] {
        let transform = format!("64x48,format={format},icc=srgb");
        let (found, none) = resize(&lossy_webp(1, Some(&p3)), &transform).await?;
        assert_eq!(none, None, "{format}");
        // Where colours meet, a JPEG rings.
        for (found, expected) in probe(&decode(&found))
            .into_iter()
            .zip(probe(&decode(&expected)))
        {
            let distance = distance(found, expected);
            assert!(distance <= most, "{format}: {found:?} {expected:?}");
        }
    }
    Ok(())
}

/// A PNG may name its colours by numbers (ITU-T H.273) before, or instead of, a profile.
#[tokio::test]
async fn numbers_stand_for_a_profile() -> Result<()> {
    let adobe = color_profile("adobe");
    for case in cases(*b"RGB ")? {
        let (numbers, is_kept) = match case.name.as_str() {
            "bt2020" => ([9, 14, 0, 1], true),
            "p3" => ([12, 13, 0, 1], true),
            "srgb-4" => ([1, 13, 0, 1], false),
            _ => continue,
        };
        let plain = encode_with(&case.blocks.picture(), ImageFormat::Png, 1, Some(&adobe));
        let mut chunk = [b"cICP".as_slice(), &numbers].concat();
        let mut checksum = flate2::Crc::new();
        checksum.update(&chunk);
        chunk.extend(checksum.sum().to_be_bytes());
        let file = [&plain[..33], &[0, 0, 0, 4], &chunk, &plain[33..]].concat();
        let (_, profile) = resize(&file, &case.transform("format=png")).await?;
        assert_eq!(
            profile.as_ref(),
            is_kept.then_some(&case.profile),
            "{}",
            case.name
        );
        let (file, profile) = resize(&file, &case.transform("format=png,icc=srgb")).await?;
        assert_eq!(profile, None, "{}", case.name);
        case.assert_shows(&decode(&file), &case.srgb, 2, "by numbers");
    }
    Ok(())
}

/// Cut off, changed, claimed to be larger than it is, of another kind: such a profile counts as none.
#[tokio::test]
async fn a_damaged_profile_counts_as_none() -> Result<()> {
    let picture: DynamicImage = host_test::pictures::quarters(32, 32).into();
    let bare = decode(
        &resize(&encode(&picture, ImageFormat::Png), "32x32,format=png")
            .await?
            .0,
    );
    let p3 = color_profile("p3");
    let changed = |at: usize, value: &[u8]| {
        let mut changed = p3.clone();
        changed[at..at + value.len()].copy_from_slice(value);
        changed
    };
    let damaged = [
        p3[..100].to_vec(),
        p3[..200].to_vec(),
        vec![7; 200],
        vec![0xff; 5000],
        changed(36, b"nope"),
        changed(12, b"link"),
        changed(20, b"Lab "),
        changed(16, b"CMYK"),
        changed(16, b"GRAY"),
        changed(128, &[0; 4]),
        // The first colorant and the first curve, as the table of the tags has them.
        changed(132 + 3 * 12 + 4, &[0xff; 8]),
        changed(132 + 6 * 12 + 4, &[0xff; 8]),
    ];
    for (index, damaged) in damaged.iter().enumerate() {
        for format in [ImageFormat::Png, ImageFormat::WebP] {
            let file = encode_with(&picture, format, 1, Some(damaged));
            for icc in ["", ",icc=srgb"] {
                let (file, found) = resize(&file, &format!("32x32,format=png{icc}")).await?;
                assert_eq!(found, None, "{index} {format:?}{icc}");
                assert_eq!(decode(&file), bare, "{index} {format:?}{icc}");
            }
        }
    }
    Ok(())
}

/// Every number of a profile as large and as small as can be: whatever the colours become, there is an answer.
#[tokio::test]
async fn no_profile_is_a_trap() -> Result<()> {
    let blocks = Blocks::new(vec![vec![0, 90, 180, 255], vec![255; 4]]);
    let picture = Blocks::new(vec![vec![10, 200, 90], vec![255; 3]]).picture();
    for name in ["cmyk-lut16", "cmyk-grid", "rgb-grid", "bt2020"] {
        let profile = color_profile(name);
        for at in (8..profile.len().min(600)).step_by(8) {
            for value in [0, 0x7f, 0xff] {
                let mut damaged = profile.clone();
                damaged[at..at + 4].fill(value);
                let file = if name.starts_with("cmyk") {
                    blocks.jpeg(Stored::Cmyk, &profile_segments(&damaged))
                } else {
                    encode_with(&picture, ImageFormat::Png, 1, Some(&damaged))
                };
                resize(&file, "9x9,icc=srgb")
                    .await
                    .context(format!("{name} {at} {value}"))?;
            }
        }
    }
    Ok(())
}
