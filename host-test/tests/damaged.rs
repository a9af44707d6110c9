//! Damaged files of every format: an error or a picture, never a trap. Each file goes through the real component,
//! so a trap shows as a failed request.

use anyhow::{Context, Result};
use host_test::pictures::tiff_variants::{
    Alpha, Colors, Compression, Format, PLAIN, Pieces, Variant,
};
use host_test::pictures::{
    WebPFrame, animated_gif, animated_webp, disc, encode, encode_with, gif_part, lossy_webp,
    quarters,
};
use host_test::runtime::host::Host;
use host_test::store::mock::MockStore;
use image::{DynamicImage, ImageFormat};

/// Small files, so that every byte gets its turn.
fn files() -> Vec<(&'static str, Vec<u8>)> {
    let picture = DynamicImage::from(quarters(19, 13));
    let alpha = DynamicImage::from(disc(12));
    let moving_gif = [
        gif_part((0, 0), (12, 12), 1),
        gif::Frame {
            dispose: gif::DisposalMethod::Previous,
            interlaced: true,
            ..gif_part((3, 4), (5, 6), 2)
        },
        gif_part((9, 9), (9, 9), 0),
    ];
    let moving_webp = [(0, 12), (4, 6)].map(|(at, side)| WebPFrame {
        picture: disc(side),
        left: at,
        top: at,
        duration: 50,
        blend: at > 0,
        clear: true,
    });
    vec![
        ("jpeg", encode_with(&picture, ImageFormat::Jpeg, 6, None)),
        (
            "grey jpeg",
            encode(&picture.clone().grayscale(), ImageFormat::Jpeg),
        ),
        ("png", encode_with(&picture, ImageFormat::Png, 3, None)),
        ("png with alpha", encode(&alpha, ImageFormat::Png)),
        (
            "deep png",
            encode(&DynamicImage::from(picture.to_rgba16()), ImageFormat::Png),
        ),
        ("webp", encode(&picture, ImageFormat::WebP)),
        (
            "webp with alpha",
            encode_with(&alpha, ImageFormat::WebP, 8, None),
        ),
        ("lossy webp", lossy_webp(6, None)),
        ("gif", encode(&alpha, ImageFormat::Gif)),
        ("animated gif", animated_gif((12, 12), Some(2), &moving_gif)),
        ("animated webp", animated_webp((12, 12), 2, &moving_webp)),
        ("bmp", encode(&picture, ImageFormat::Bmp)),
        ("tiff", PLAIN.noise(9, 7).file),
        ("tiff in tiles", TIFF_IN_TILES.noise(20, 9).file),
        ("tiff in strips", TIFF_IN_STRIPS.noise(7, 9).file),
        ("tiff of floating point", TIFF_OF_FLOATS.noise(7, 5).file),
        ("tiff of shared colours", TIFF_OF_YCBCR.noise(9, 7).file),
    ]
}

const TIFF_IN_TILES: Variant = Variant {
    bits: 1,
    compression: Compression::PackBits,
    planar: true,
    pieces: Pieces::Tiles,
    big: true,
    ..PLAIN
};

const TIFF_IN_STRIPS: Variant = Variant {
    alpha: Alpha::Associated,
    bits: 16,
    compression: Compression::Lzw,
    predicted: true,
    pieces: Pieces::Strips,
    big_endian: true,
    ..PLAIN
};

const TIFF_OF_FLOATS: Variant = Variant {
    bits: 24,
    format: Format::Float,
    compression: Compression::Deflate,
    predicted: true,
    reversed: true,
    ..PLAIN
};

const TIFF_OF_YCBCR: Variant = Variant {
    colors: Colors::YCbCr(2, 2),
    ..PLAIN
};

/// The status, which must be one of those that a damaged file may have.
async fn status(file: Vec<u8>) -> Result<u16> {
    let store = MockStore::with("a", file);
    let host = Host::resizer(store.clone())?.env("URL", "http://w.example");
    let answer = host.get("/7x7/a").await?;
    let status = answer.status.as_u16();
    let expected = matches!(status, 307 | 413 | 415 | 422);
    anyhow::ensure!(expected, "{status} {:?}", answer.body);
    let stored = store.keys().len() == 2;
    anyhow::ensure!(stored == (status == 307), "{status} stored {stored}");
    Ok(status)
}

#[tokio::test]
async fn every_prefix_is_an_error_or_a_picture() -> Result<()> {
    for (name, file) in files() {
        assert_eq!(status(file.clone()).await?, 307, "{name}");
        for end in 0..file.len() {
            let cut = file[..end].to_vec();
            let status = status(cut)
                .await
                .with_context(|| format!("{name} cut at {end}"))?;
            let refused = status != 307;
            // What is missing may be padding, a checksum or a trailer; half a file is damaged for certain.
            assert!(
                refused || end > file.len() / 2,
                "{name} cut at {end} gave {status}"
            );
        }
    }
    Ok(())
}

#[tokio::test]
async fn every_flipped_bit_is_an_error_or_a_picture() -> Result<()> {
    for (name, file) in files() {
        for index in 0..file.len() {
            let bit = 1 << (index % 8);
            for mask in [bit, 0xff] {
                let mut flipped = file.clone();
                flipped[index] ^= mask;
                status(flipped)
                    .await
                    .with_context(|| format!("{name} with {mask:#04x} flipped at {index}"))?;
            }
        }
    }
    Ok(())
}

#[tokio::test]
async fn noise_behind_every_signature_is_an_error() -> Result<()> {
    let noise: Vec<u8> = (0..2000_u32)
        .map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()[3])
        .collect();
    for (name, file) in files() {
        for keep in [4, 12, 16, 30, 40] {
            let mut mixed = file[..keep.min(file.len())].to_vec();
            mixed.extend(&noise);
            let status = status(mixed)
                .await
                .with_context(|| format!("{name} {keep}"))?;
            assert!(
                status != 307 || name == "bmp",
                "{name} {keep} gave {status}"
            );
        }
    }
    Ok(())
}
