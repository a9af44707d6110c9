//! Pictures that are more than one frame: grids, layers, parts that are cut out, and alpha in every way that it is found.
//! Frames are written by Marble, and the files around them by this code. That other writers mean the same by them,
//! `grid.avif` and `cropped.avif` of libavif prove.

use anyhow::Result;
use host_test::pictures::heif::{
    CodedFrame, HeifItem, full_box, grid_item, heif, heif_box, size_property,
};
use host_test::pictures::{QUARTERS, decode, distance, encode};
use image::{DynamicImage, GenericImageView, GrayImage, ImageFormat, Luma, Rgb, RgbImage};

use super::{assert_quarters, fixture, made, refused, stays_below_the_estimate};

const SIDE: u32 = 64;

/// Smooth, so that a seam shows.
fn slopes(width: u32, height: u32) -> RgbImage {
    let part = |at: u32, of: u32| u8::try_from(at * 220 / of).unwrap_or_default() + 20;
    RgbImage::from_fn(width, height, |x, y| {
        Rgb([part(x, width), part(y, height), part(x + y, width + height)])
    })
}

fn alpha_slope(width: u32, height: u32) -> GrayImage {
    GrayImage::from_fn(width, height, |x, _| {
        Luma([u8::try_from(x * 250 / width).unwrap_or_default()])
    })
}

/// A frame of a picture.
async fn coded(picture: &DynamicImage) -> Result<CodedFrame> {
    let (width, height) = picture.dimensions();
    let transform = format!("{width}x{height},format=avif,quality=100");
    let made = made(&encode(picture, ImageFormat::Png), &transform).await?;
    Ok(CodedFrame::of_avif(&made.body))
}

/// The tiles of a picture, each `SIDE` by `SIDE`.
async fn tiles(picture: &DynamicImage) -> Result<Vec<HeifItem>> {
    let mut tiles = Vec::new();
    for y in 0..picture.height() / SIDE {
        for x in 0..picture.width() / SIDE {
            let tile = picture.crop_imm(x * SIDE, y * SIDE, SIDE, SIDE);
            tiles.push(coded(&tile).await?.item(SIDE, SIDE));
        }
    }
    Ok(tiles)
}

fn alpha_property() -> (Vec<u8>, bool) {
    let kind = b"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\0";
    (full_box(*b"auxC", kind), false)
}

fn assert_same(found: &DynamicImage, expected: &DynamicImage, tolerance: u8, case: &str) {
    assert_eq!(found.dimensions(), expected.dimensions(), "{case}");
    let (found, expected) = (found.to_rgb8(), expected.to_rgb8());
    for (x, y, pixel) in expected.enumerate_pixels() {
        let distance = distance(*found.get_pixel(x, y), *pixel);
        assert!(distance <= tolerance, "{case}: {distance} at {x}, {y}");
    }
}

/// Three by two tiles, of which the last ones are not wholly seen.
async fn grid() -> Result<(Vec<u8>, DynamicImage)> {
    let picture = DynamicImage::from(slopes(3 * SIDE, 2 * SIDE));
    let mut items = vec![grid_item(3, &[2, 3, 4, 5, 6, 7], 181, 111)];
    items.extend(tiles(&picture).await?);
    Ok((heif(*b"avif", &items), picture.crop_imm(0, 0, 181, 111)))
}

#[tokio::test]
async fn a_grid_has_no_seams() -> Result<()> {
    let (file, picture) = grid().await?;
    let found = decode(&made(&file, "181x111,format=png").await?.body);
    assert_same(&found, &picture, 6, "whole");
    // A part that lies in two tiles, and one in the last.
    for (x, y, width, height) in [(50, 20, 40, 30), (140, 70, 41, 41)] {
        let transform = format!("{width}x{height},crop={x}:{y}:{width}:{height},format=png");
        let found = decode(&made(&file, &transform).await?.body);
        let part = picture.crop_imm(x, y, width, height);
        assert_same(&found, &part, 6, &transform);
    }
    stays_below_the_estimate(&file, "181x111,format=png", "grid").await?;
    stays_below_the_estimate(&file, "20x12,format=jpeg", "grid").await
}

/// As a grid of its own, or beside each tile.
#[tokio::test]
async fn a_grid_has_alpha() -> Result<()> {
    let picture = DynamicImage::from(slopes(2 * SIDE, SIDE));
    let alpha = DynamicImage::from(alpha_slope(2 * SIDE, SIDE));
    let (width, height) = (128, 64);
    let mut beside = vec![grid_item(2, &[2, 3], width, height)];
    beside.extend(tiles(&picture).await?);
    for (tile, mut alpha) in [2, 3].into_iter().zip(tiles(&alpha).await?) {
        alpha.properties.push(alpha_property());
        alpha.references.push((*b"auxl", vec![tile]));
        beside.push(alpha);
    }
    let mut own = vec![grid_item(2, &[2, 3], width, height)];
    own.extend(tiles(&picture).await?);
    let mut grid = grid_item(2, &[5, 6], width, height);
    grid.properties.push(alpha_property());
    grid.references.push((*b"auxl", vec![1]));
    own.push(grid);
    own.extend(tiles(&alpha).await?);

    for (name, items) in [("a grid", own), ("beside", beside)] {
        let file = heif(*b"avif", &items);
        let found = decode(&made(&file, "128x64,format=png").await?.body).to_rgba8();
        for (x, y, pixel) in alpha.to_luma8().enumerate_pixels() {
            let [.., found] = found.get_pixel(x, y).0;
            let off = found.abs_diff(pixel.0[0]);
            assert!(off <= 3, "{name}: {off} at {x}, {y}");
        }
        stays_below_the_estimate(&file, "128x64,format=png", name).await?;
    }
    Ok(())
}

/// The stream tells how large it is, too.
#[tokio::test]
async fn alpha_needs_no_size_of_its_own() -> Result<()> {
    let picture = DynamicImage::from(slopes(SIDE, SIDE));
    let color = coded(&picture).await?.item(SIDE, SIDE);
    let alpha = coded(&DynamicImage::from(alpha_slope(SIDE, SIDE))).await?;
    let mut alpha = alpha.item(SIDE, SIDE);
    alpha.properties.remove(0);
    alpha.properties.push(alpha_property());
    alpha.references.push((*b"auxl", vec![1]));
    let file = heif(*b"avif", &[color, alpha]);
    let found = decode(&made(&file, "64x64,format=png").await?.body).to_rgba8();
    let [.., left] = found.get_pixel(8, 32).0;
    let [.., right] = found.get_pixel(56, 32).0;
    assert!(
        left.abs_diff(31) <= 3 && right.abs_diff(218) <= 3,
        "{left}, {right}"
    );
    Ok(())
}

/// The frames of a stream of one sequence header, each in a layer of its own: open bitstream units with an extension.
fn layered(frames: &[&CodedFrame]) -> Vec<u8> {
    let mut stream = Vec::new();
    for (layer, frame) in (0_u8..).zip(frames) {
        let bytes = &frame.stream;
        // The sequence header: two bytes, and as many as the second one says.
        let end = 2 + usize::from(bytes[1]);
        if layer == 0 {
            stream.extend(&bytes[..end]);
        }
        stream.extend([bytes[end] | 4, layer << 3]);
        stream.extend(&bytes[end + 1..]);
    }
    stream
}

#[tokio::test]
async fn of_layers_the_last_is_shown_or_the_one_that_is_selected() -> Result<()> {
    let flat = |color: Rgb<u8>| DynamicImage::from(RgbImage::from_pixel(SIDE, SIDE, color));
    let [first, second, third, _] = QUARTERS;
    let frames = [
        coded(&flat(first)).await?,
        coded(&flat(second)).await?,
        coded(&flat(third)).await?,
    ];
    let stream = layered(&[&frames[0], &frames[1], &frames[2]]);
    let selected = |layer: u16| (heif_box(*b"lsel", &layer.to_be_bytes()), true);
    let sizes = || (heif_box(*b"a1lx", &[0; 7]), false);
    let point = || (heif_box(*b"a1op", &[0]), true);
    for (name, properties, expected) in [
        ("plain", vec![], third),
        ("with sizes", vec![sizes(), point()], third),
        ("all", vec![selected(0xffff)], third),
        ("the first", vec![selected(0), sizes()], first),
        ("the second", vec![selected(1)], second),
    ] {
        let mut item = frames[0].item(SIDE, SIDE);
        item.data.clone_from(&stream);
        item.properties.extend(properties);
        let file = heif(*b"avif", &[item]);
        let found = decode(&made(&file, "64x64,format=png").await?.body);
        assert_quarters(&found, [expected; 4], 4, name);
        stays_below_the_estimate(&file, "64x64,format=png", name).await?;
    }
    Ok(())
}

#[tokio::test]
async fn too_many_layers_are_refused() -> Result<()> {
    let frame = coded(&DynamicImage::from(slopes(SIDE, SIDE))).await?;
    let mut item = frame.item(SIDE, SIDE);
    item.data = layered(&[&frame; 5]);
    let (status, _, detail) = refused(&heif(*b"avif", &[item]), "9x9", &[]).await?;
    assert_eq!(status, 415);
    assert!(
        detail.ends_with("one with more than four layers"),
        "{detail}"
    );
    Ok(())
}

/// The upper left, as libavif says it, and a part in the middle of a picture that is turned afterwards.
#[tokio::test]
async fn what_is_cut_off_is_not_seen() -> Result<()> {
    let found = decode(&made(&fixture("cropped")?, "32x24,format=png").await?.body);
    assert_quarters(&found, [QUARTERS[0]; 4], 12, "cropped");

    let picture = DynamicImage::from(slopes(SIDE, SIDE));
    let mut item = coded(&picture).await?.item(SIDE, SIDE);
    // 31 by 17, whose middle lies 3.5 to the left of the picture's and 6.5 below it.
    let numbers = [31, 1, 17, 1, (-7_i32).cast_unsigned(), 2, 13, 2];
    let numbers: Vec<_> = numbers.into_iter().flat_map(u32::to_be_bytes).collect();
    item.properties.push((heif_box(*b"clap", &numbers), true));
    item.properties.push((heif_box(*b"irot", &[1]), true));
    let file = heif(*b"avif", &[item]);
    let found = decode(&made(&file, "17x31,format=png").await?.body);
    let expected = picture.crop_imm(13, 30, 31, 17).rotate270();
    assert_same(&found, &expected, 6, "turned");
    stays_below_the_estimate(&file, "17x31,format=png", "turned").await?;
    Ok(())
}

#[tokio::test]
async fn grids_that_cannot_be_are_refused() -> Result<()> {
    let frame = coded(&DynamicImage::from(slopes(SIDE, SIDE))).await?;
    let tile = || frame.item(SIDE, SIDE);
    let overlay = HeifItem {
        kind: *b"iovl",
        data: vec![0; 20],
        properties: vec![(size_property(64, 64), false)],
        references: vec![(*b"dimg", vec![2])],
    };
    for (name, first, expected) in [
        ("too few tiles", grid_item(2, &[2, 3], 192, 64), 422),
        ("too many", grid_item(2, &[2, 3], 64, 64), 422),
        ("itself", grid_item(1, &[1], 64, 64), 415),
        ("nothing", grid_item(1, &[9], 64, 64), 422),
        ("laid over", overlay, 415),
    ] {
        let file = heif(*b"avif", &[first, tile(), tile()]);
        let (status, _, detail) = refused(&file, "9x9", &[]).await?;
        assert_eq!(status, expected, "{name}: {detail}");
    }
    Ok(())
}
