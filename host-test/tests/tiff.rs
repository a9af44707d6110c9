//! Originals that are TIFFs, of every kind: what is read of them, what becomes of it, and what is refused.

mod jpegs;

use std::io::Cursor;

use anyhow::Result;
use host_test::pictures::tiff_variants::{
    Alpha, Colors, Compression, FAX_SIZE, Original, PLAIN, Pieces, Tag, Variant, fax_is_black,
    faxes,
};
use host_test::pictures::{QUARTERS, color_profile, decode, distance, probe, quarters};
use host_test::runtime::host::Host;
use host_test::runtime::resized::Resized;
use image::{DynamicImage, ImageDecoder as _, ImageFormat, ImageReader};

async fn ask(original: &[u8], transform: &str) -> Result<Resized> {
    Resized::new(Host::resizer, original, transform, &[]).await
}

/// The file, and what it shows.
async fn resize(original: &[u8], transform: &str) -> Result<(Vec<u8>, DynamicImage)> {
    let file = ask(original, transform).await?.file()?;
    let picture = decode(&file);
    Ok((file, picture))
}

#[tokio::test]
async fn every_kind_is_read_to_the_bit() -> Result<()> {
    let kinds = Variant::all();
    assert!(kinds.len() > 500);
    for (number, kind) in kinds.into_iter().enumerate() {
        let (width, height) = [(37, 41), (1, 1), (48, 64), (5, 1), (1, 33)][number % 5];
        let Original {
            file,
            mut pixels,
            inks,
        } = kind.noise(width, height);
        if !inks.is_empty() {
            print(&inks, (width, height), &mut pixels).await?;
        }
        let transform = format!("{width}x{height},format=png");
        let (_, found) = resize(&file, &transform).await?;
        let case = format!("{kind}, {transform}");
        for (index, (found, expected)) in found.to_rgba8().pixels().zip(&pixels).enumerate() {
            let alpha = expected[3];
            // A colour that was multiplied with little alpha comes back with few of its bits.
            let most = match alpha {
                255 => 0,
                0 => 255,
                alpha => (128 / alpha).saturating_add(1),
            };
            let most = kind.rounding().saturating_add(most);
            assert_eq!(found[3], alpha, "{case}, pixel {index}");
            for (found, expected) in found.0[..3].iter().zip(expected) {
                assert!(
                    found.abs_diff(*expected) <= most,
                    "{case}, pixel {index}: {found} {expected}"
                );
            }
        }
    }
    Ok(())
}

/// What inks look like: what becomes of them as the plainest kind. That this is what it should be, `colour` tests.
async fn print(
    inks: &[[u8; 4]],
    (width, height): (u32, u32),
    pixels: &mut [[u8; 4]],
) -> Result<()> {
    let kind = Variant {
        colors: Colors::Cmyk,
        ..PLAIN
    };
    let tags = vec![
        Tag(256, 4, vec![width.into()]),
        Tag(257, 4, vec![height.into()]),
        Tag(258, 3, vec![8; 4]),
        Tag(262, 3, vec![5]),
        Tag(277, 3, vec![4]),
    ];
    let file = kind.write(tags, &[inks.concat()]);
    let (_, found) = resize(&file, &format!("{width}x{height},format=png")).await?;
    for (found, pixel) in found.to_rgb8().pixels().zip(pixels) {
        pixel[..3].copy_from_slice(&found.0);
    }
    Ok(())
}

#[tokio::test]
async fn faxes_are_read_to_the_pixel() -> Result<()> {
    let (width, height) = FAX_SIZE;
    for (name, white_is_zero, file) in faxes() {
        let (_, found) = resize(&file, &format!("{width}x{height},format=png")).await?;
        for (x, y, pixel) in found.to_luma8().enumerate_pixels() {
            let is_black = fax_is_black(x, y) == white_is_zero;
            let expected = if is_black { 0 } else { 255 };
            assert_eq!(pixel.0, [expected], "{name}, {white_is_zero}: {x}, {y}");
        }
    }
    Ok(())
}

/// The first page of some, and of several sizes.
#[tokio::test]
async fn further_pages_are_passed_over() -> Result<()> {
    let Original {
        mut file, pixels, ..
    } = PLAIN.noise(9, 7);
    let other = PLAIN.noise(30, 40).file;
    // The offset of the next directory is the last number; the next page's own numbers do not matter.
    let end = file.len();
    file[end - 4..].copy_from_slice(&u32::try_from(end)?.to_le_bytes());
    file.extend(other);
    let (_, found) = resize(&file, "9x7,format=png").await?;
    for (found, expected) in found.to_rgba8().pixels().zip(&pixels) {
        assert_eq!(found.0, *expected);
    }
    Ok(())
}

/// Boxes and a filter behind them: in the middle of the result the mean of all is left.
#[tokio::test]
async fn every_cut_is_shrunk_to_its_mean() -> Result<()> {
    for pieces in [Pieces::One, Pieces::Strips, Pieces::Tiles] {
        for colors in [Colors::Rgb, Colors::Black] {
            let kind = Variant {
                colors,
                pieces,
                compression: Compression::Lzw,
                ..PLAIN
            };
            let Original { file, pixels, .. } = kind.noise(203, 187);
            let (_, found) = resize(&file, "1x1,fit=fill").await?;
            let found = found.to_rgb8().get_pixel(0, 0).0;
            for (channel, found) in found.into_iter().enumerate() {
                let sum: f64 = pixels.iter().map(|pixel| f64::from(pixel[channel])).sum();
                let mean = sum / f64::from(203 * 187);
                assert!(
                    (f64::from(found) - mean).abs() < 6.0,
                    "{kind}: {found} {mean}"
                );
            }
        }
    }
    Ok(())
}

fn samples(picture: &image::RgbImage) -> Vec<u16> {
    picture
        .as_raw()
        .iter()
        .map(|byte| u16::from(*byte))
        .collect()
}

/// What is cut out lies in the middle of tiles and strips; what is not looked at is not judged.
#[tokio::test]
async fn only_what_is_looked_at_is_read() -> Result<()> {
    let picture = quarters(640, 640);
    for pieces in [Pieces::One, Pieces::Strips, Pieces::Tiles] {
        let kind = Variant { pieces, ..PLAIN };
        let file = kind.file(&samples(&picture), (640, 640), &[]);
        for (crop, quarter) in [
            ("0:0:100:100", 0),
            ("500:0:100:100", 1),
            ("20:400:80:80", 2),
            ("500:500:140:140", 3),
        ] {
            let (_, found) = resize(&file, &format!("20x20,crop={crop}")).await?;
            for found in probe(&found) {
                assert!(
                    distance(found, QUARTERS[quarter]) < 6,
                    "{kind} {crop}: {found:?}"
                );
            }
        }
    }
    Ok(())
}

#[tokio::test]
async fn orientations_are_applied() -> Result<()> {
    let [a, b, c, d] = QUARTERS;
    for (orientation, expected) in [
        (1, [a, b, c, d]),
        (2, [b, a, d, c]),
        (3, [d, c, b, a]),
        (4, [c, d, a, b]),
        (5, [a, c, b, d]),
        (6, [c, a, d, b]),
        (7, [d, b, c, a]),
        (8, [b, d, a, c]),
        (99, [a, b, c, d]),
    ] {
        let kind = Variant {
            orientation,
            ..PLAIN
        };
        let file = kind.file(&samples(&quarters(60, 40)), (60, 40), &[]);
        let (_, found) = resize(&file, "30x,format=png").await?;
        let turned = (5..=8).contains(&orientation);
        let size = if turned { (30, 45) } else { (30, 20) };
        assert_eq!(
            (found.width(), found.height()),
            size,
            "orientation {orientation}"
        );
        for (found, expected) in probe(&found).into_iter().zip(expected) {
            assert!(distance(found, expected) < 6, "orientation {orientation}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn what_is_translucent_becomes_a_png_and_the_rest_a_jpeg() -> Result<()> {
    let alpha = Variant {
        alpha: Alpha::Unassociated,
        ..PLAIN
    };
    let opaque: Vec<u16> = [10, 20, 30, 255].repeat(64);
    for (file, format) in [
        (PLAIN.noise(8, 8).file, ImageFormat::Jpeg),
        (alpha.noise(8, 8).file, ImageFormat::Png),
        (alpha.file(&opaque, (8, 8), &[]), ImageFormat::Jpeg),
    ] {
        let (bytes, _) = resize(&file, "4x4").await?;
        assert_eq!(image::guess_format(&bytes)?, format);
    }
    Ok(())
}

#[tokio::test]
async fn a_profile_is_kept_where_it_fits() -> Result<()> {
    for (name, kept) in [("p3", true), ("grey-1.8", false), ("cmyk-lut16", false)] {
        let profile = color_profile(name);
        let mut tags = rgb_tags(2, 2);
        tags.push(Tag(
            34675,
            7,
            profile.iter().map(|byte| u64::from(*byte)).collect(),
        ));
        let file = PLAIN.write(tags, &[vec![100; 12]]);
        let (bytes, _) = resize(&file, "2x2").await?;
        assert_eq!(icc_profile(&bytes), kept.then_some(profile), "{name}");
    }
    Ok(())
}

fn icc_profile(file: &[u8]) -> Option<Vec<u8>> {
    let reader = ImageReader::new(Cursor::new(file)).with_guessed_format();
    let mut decoder = reader.ok()?.into_decoder().ok()?;
    decoder.icc_profile().ok()?
}

/// The tags of an RGB picture of eight bits, without those that say where its pixels lie.
fn rgb_tags(width: u64, height: u64) -> Vec<Tag> {
    vec![
        Tag(256, 4, vec![width]),
        Tag(257, 4, vec![height]),
        Tag(258, 3, vec![8, 8, 8]),
        Tag(262, 3, vec![2]),
        Tag(277, 3, vec![3]),
    ]
}

/// The same with tags that say something else.
fn with(changes: &[(u16, &[u64])]) -> Vec<u8> {
    let mut tags = rgb_tags(2, 2);
    for (tag, values) in changes {
        tags.retain(|other| other.0 != *tag);
        if !values.is_empty() {
            tags.push(Tag(*tag, 4, values.to_vec()));
        }
    }
    let kind = if changes.iter().any(|(tag, _)| *tag == 322) {
        Variant {
            pieces: Pieces::Tiles,
            ..PLAIN
        }
    } else {
        PLAIN
    };
    kind.write(tags, &[vec![100; 12]])
}

#[tokio::test]
async fn what_is_not_read_is_named() -> Result<()> {
    for (changes, status, expected) in [
        (&[] as &[(u16, &[u64])], 307, ""),
        (&[(257, &[])], 422, "2x0 pixels"),
        (&[(256, &[0])], 422, "0x2 pixels"),
        (&[(257, &[3])], 422, "ends before its pixels"),
        (&[(258, &[8, 8, 4])], 415, "the same bits for every sample"),
        (
            &[(258, &[17, 17, 17])],
            415,
            "1 to 16, 24, 32 or 64 bits a sample, but found 17",
        ),
        (&[(258, &[])], 307, ""),
        (&[(259, &[4])], 415, "one bit a pixel in its fax"),
        (&[(259, &[6])], 415, "JPEG as in TIFF 6.0 (6)"),
        (&[(259, &[7])], 422, "not a JPEG"),
        (&[(259, &[34_712])], 415, "JPEG 2000 (34712)"),
        (&[(259, &[34_925])], 415, "LZMA (34925)"),
        (&[(259, &[50_000])], 415, "Zstandard (50000)"),
        (&[(259, &[50_001])], 415, "WebP (50001)"),
        (&[(259, &[34_676]), (262, &[32_845])], 415, "LogLuv"),
        (&[(262, &[])], 422, "nothing says what its colours mean"),
        (&[(262, &[10])], 415, "ITU L*a*b* (10)"),
        (
            &[(262, &[8]), (258, &[4, 4, 4])],
            415,
            "8 or 16 bits of L*a*b*",
        ),
        (&[(262, &[6])], 307, ""),
        (&[(262, &[6]), (530, &[1, 1])], 307, ""),
        (
            &[(262, &[6]), (530, &[3, 1])],
            422,
            "shared by no known number",
        ),
        (&[(262, &[6]), (284, &[2])], 415, "subsampled YCbCr"),
        (&[(262, &[6]), (529, &[0, 0, 0])], 422, "made of no numbers"),
        (&[(262, &[3]), (277, &[1])], 422, "palette"),
        (&[(277, &[2])], 422, "fewer samples than colours"),
        (
            &[(277, &[9])],
            415,
            "at most 8 samples a pixel, but found 9",
        ),
        (&[(278, &[0])], 422, "have no pixels"),
        (&[(278, &[1])], 422, "where all of its pixels are"),
        (&[(284, &[2])], 422, "where all of its pixels are"),
        (&[(266, &[2])], 307, ""),
        (&[(317, &[3]), (259, &[5])], 415, "predictor"),
        (&[(317, &[4]), (259, &[5])], 415, "predictor 1, 2 or 3"),
        (
            &[(339, &[3, 3, 3])],
            415,
            "bits of floating point, but found 8",
        ),
        (&[(339, &[6, 6, 6])], 415, "whole numbers or floating point"),
        (&[(339, &[4, 4, 4])], 307, ""),
        (&[(322, &[16]), (323, &[0])], 422, "have no pixels"),
        (
            &[(322, &[u64::from(u32::MAX)]), (323, &[16])],
            413,
            "pixels",
        ),
        (&[(256, &[60_000]), (257, &[60_000])], 413, "pixels"),
        (
            &[(256, &[1]), (257, &[1_000_000]), (278, &[1])],
            415,
            "at most 262144 strips or tiles",
        ),
    ] {
        let answer = ask(&with(changes), "2x2").await?.answer;
        let body = String::from_utf8_lossy(&answer.body);
        assert_eq!(answer.status, status, "{changes:?}: {body}");
        assert!(body.contains(expected), "{changes:?}: {body}");
    }
    Ok(())
}

/// Long rows cost memory before anything is known of them, and little of it is in the file.
#[tokio::test]
async fn promises_are_refused_before_memory_is_allocated() -> Result<()> {
    let long: &[(u16, &[u64])] = &[(256, &[50_000_000]), (257, &[1])];
    for changes in [
        long,
        &[(256, &[2]), (257, &[1]), (322, &[99_000_000]), (323, &[1])],
        &[
            (256, &[10_000]),
            (257, &[9_000]),
            (322, &[5_000]),
            (323, &[9_000]),
        ],
    ] {
        let answer = ask(&with(changes), "2x2").await?.answer;
        assert!(
            matches!(answer.status.as_u16(), 413 | 422),
            "{changes:?}: {answer:?}"
        );
        assert!(
            answer.peak_memory < 12 << 20,
            "{changes:?}: {}",
            answer.peak_memory
        );
    }
    Ok(())
}
