//! Stills: every kind of PNG and TIFF, the other formats, and files that say much about themselves.

use host_test::pictures::blue_marble;
use host_test::pictures::metadata::Copyright;
use host_test::pictures::{disc, encode, encode_with, lossy_webp, quarters};
use host_test::pictures::{png_variants, tiff_variants};
use image::{DynamicImage, ImageFormat, Luma, LumaA, Rgb, RgbImage, Rgba};

use crate::originals::Files;

pub(crate) fn all() -> Files {
    let mut files = kinds_of_png();
    files.extend(kinds_of_tiff());
    files.extend(formats());
    files.extend(orientations());
    files.extend(metadata());
    files
}

fn kinds_of_png() -> Files {
    let kinds = png_variants::Variant::all().into_iter();
    let files = kinds.map(|kind| {
        let words = kind.to_string().to_lowercase();
        let words = words.replace(',', "").replace(' ', "-");
        (format!("png-kinds/{words}.png"), kind.noise(37, 29).file)
    });
    files.collect()
}

fn kinds_of_tiff() -> Files {
    let kinds = tiff_variants::Variant::all().into_iter().enumerate();
    let files = kinds.map(|(number, kind)| {
        let words = format!(
            "{:?}-{}-{:?}-{:?}-{:?}",
            kind.colors, kind.bits, kind.alpha, kind.compression, kind.pieces
        );
        let name = format!("tiff-kinds/{number:03}-{}.tiff", words.to_lowercase());
        (name, kind.noise(37, 41).file)
    });
    files.collect()
}

/// Every format in grey and in colours, with alpha and without, smooth and of few colours.
fn formats() -> Files {
    let mut files = Vec::new();
    let globe = DynamicImage::from(blue_marble(160, 120));
    let pictures = [
        ("globe", globe.clone()),
        ("globe-grey", globe.grayscale()),
        ("quarters", quarters(64, 48).into()),
        ("disc", disc(48).into()),
        ("disc-grey", grey_disc().into()),
        ("stripes", stripes().into()),
        ("dot", RgbImage::from_pixel(1, 1, Rgb([9, 99, 199])).into()),
    ];
    for (name, picture) in pictures {
        let opaque = DynamicImage::from(picture.to_rgb8());
        let alpha = DynamicImage::from(picture.to_rgba8());
        let deep = DynamicImage::from(picture.to_rgba16());
        let written = [
            ("jpg", encode(&opaque, ImageFormat::Jpeg)),
            ("png", encode(&picture, ImageFormat::Png)),
            ("deep.png", encode(&deep, ImageFormat::Png)),
            ("webp", encode(&picture, ImageFormat::WebP)),
            ("gif", encode(&alpha, ImageFormat::Gif)),
            ("bmp", encode(&opaque, ImageFormat::Bmp)),
            ("alpha.bmp", encode(&alpha, ImageFormat::Bmp)),
        ];
        files.extend(written.map(|(end, file)| (format!("formats/{name}.{end}"), file)));
    }
    files
}

fn grey_disc() -> image::GrayAlphaImage {
    let disc = disc(40);
    image::GrayAlphaImage::from_fn(40, 40, |x, y| {
        let Rgba([red, _, _, alpha]) = *disc.get_pixel(x, y);
        LumaA([red, alpha])
    })
}

/// High, and of few greys.
fn stripes() -> image::GrayImage {
    image::GrayImage::from_fn(20, 300, |x, y| {
        let level = u8::try_from(y / 20 * 16 % 256).unwrap_or_default();
        Luma([level ^ u8::try_from(x % 2).unwrap_or_default()])
    })
}

fn orientations() -> Files {
    let picture = DynamicImage::from(quarters(64, 48));
    let mut files = Vec::new();
    for orientation in 1..=8 {
        let written = [
            ("jpg", ImageFormat::Jpeg),
            ("png", ImageFormat::Png),
            ("webp", ImageFormat::WebP),
        ];
        files.extend(written.map(|(end, format)| {
            let file = encode_with(&picture, format, orientation, None);
            (format!("orientations/{orientation}.{end}"), file)
        }));
        let name = format!("orientations/{orientation}-lossy.webp");
        files.push((name, lossy_webp(orientation, None)));
        let turned = tiff_variants::Variant {
            orientation: orientation.into(),
            ..tiff_variants::PLAIN
        };
        let name = format!("orientations/{orientation}.tiff");
        files.push((name, turned.noise(23, 11).file));
    }
    files
}

/// Whose picture it is, in every place.
fn metadata() -> Files {
    let pair = Some(["Jane Doe", "\u{a9} 2026 Jane Doe"]);
    let none = Copyright::default();
    let kinds = [
        ("none", none),
        ("exif", Copyright { exif: pair, ..none }),
        ("iptc", Copyright { iptc: pair, ..none }),
        ("xmp", Copyright { xmp: pair, ..none }),
    ];
    let picture = DynamicImage::from(quarters(64, 48));
    let formats = [
        ("gif", ImageFormat::Gif),
        ("jpg", ImageFormat::Jpeg),
        ("png", ImageFormat::Png),
        ("tiff", ImageFormat::Tiff),
        ("webp", ImageFormat::WebP),
    ];
    let mut files = Vec::new();
    for (name, said) in kinds {
        files.extend(formats.map(|(end, format)| {
            let file = said.in_file(&picture, format);
            (format!("metadata/{name}.{end}"), file)
        }));
        files.push((format!("metadata/{name}-lossy.webp"), said.in_lossy_webp()));
    }
    files
}
