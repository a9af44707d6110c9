//! What is written is read again, whatever the size, the colours and the options; and what is read is never a panic.

#![expect(
    clippy::arithmetic_side_effects,
    reason = "in a test, a panic is a result"
)]

use marble_transform::Transform;

use crate::arriving::LIMITS;
use crate::error::Error;
use crate::format::formats;
use crate::geometry::Dimensions;
use crate::input::Input;
use crate::pixels::picture::{Layout, Picture};
use crate::quality::search::Search;
use crate::{encoder, process};

use super::*;

const LAYOUTS: [Layout; 4] = [Layout::Grey, Layout::GreyAlpha, Layout::Rgb, Layout::Rgba];

/// A soft pattern with an edge and some noise.
fn picture((width, height): (u32, u32), layout: Layout) -> Picture {
    let mut noise = 7_u32;
    let channels = u32::try_from(layout.channels()).unwrap();
    let mut pixels = Vec::new();
    for y in 0..height {
        for x in 0..width {
            for channel in 0..channels {
                noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let edge = if x > y { 60 } else { 0 };
                let sample = x * 3 + y * 2 + channel * 40 + edge + (noise >> 29);
                pixels.push(u8::try_from(sample % 256).unwrap());
            }
        }
    }
    Picture {
        size: Dimensions { width, height },
        layout,
        pixels,
        profile: None,
    }
}

fn written(picture: Picture, options: &str, search: Search) -> Vec<u8> {
    let transform = Transform::parse(&format!("9x9,format=jxl{options}"), 9).unwrap();
    let writing = encoder::Writing {
        transform: &transform,
        original: None,
        search,
        progress: &(),
    };
    encoder::Encoder::encode(&Encoder, picture, encoder::Colors::Any, &writing).unwrap()
}

/// A PNG of it, which loses nothing more.
fn read(file: &[u8], options: &str) -> Result<Vec<u8>, Error> {
    let transform = Transform::parse(&format!("4096x4096,fit=inside,enlarge=no{options}"), 4096);
    let limits = &LIMITS;
    process(&mut &*file, None, &transform.unwrap(), limits, &mut ()).map(|made| made.bytes)
}

fn decoded(file: &[u8]) -> image::DynamicImage {
    let mut png = png::Decoder::new(std::io::Cursor::new(read(file, ",format=png").unwrap()));
    png.set_transformations(png::Transformations::EXPAND);
    let mut reader = png.read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut pixels).unwrap();
    pixels.truncate(info.buffer_size());
    let (width, height) = (info.width, info.height);
    let found = match info.color_type {
        png::ColorType::Grayscale => {
            image::GrayImage::from_raw(width, height, pixels).map(Into::into)
        }
        png::ColorType::GrayscaleAlpha => {
            image::GrayAlphaImage::from_raw(width, height, pixels).map(Into::into)
        }
        png::ColorType::Rgb => image::RgbImage::from_raw(width, height, pixels).map(Into::into),
        _ => image::RgbaImage::from_raw(width, height, pixels).map(Into::into),
    };
    found.unwrap()
}

/// Mean of the differences of samples.
fn difference(original: &Picture, file: &[u8]) -> f64 {
    let found = decoded(file);
    let samples = match original.layout {
        Layout::Grey => found.to_luma8().into_raw(),
        Layout::GreyAlpha => found.to_luma_alpha8().into_raw(),
        Layout::Rgb => found.to_rgb8().into_raw(),
        Layout::Rgba => found.to_rgba8().into_raw(),
    };
    assert_eq!(samples.len(), original.pixels.len());
    let pairs = samples.iter().zip(&original.pixels);
    let sum: u32 = pairs.map(|(a, b)| u32::from(a.abs_diff(*b))).sum();
    f64::from(sum) / f64::from(u32::try_from(samples.len()).unwrap())
}

#[test]
fn is_read_as_it_was_written() {
    for layout in LAYOUTS {
        for search in Search::ALL {
            for (options, most) in [
                ("", 9.0),
                (",quality=100", 7.0),
                (",quality=1", 60.0),
                (",progressive=yes", 9.0),
            ] {
                let original = picture((70, 45), layout);
                let file = written(picture((70, 45), layout), options, search);
                let found = difference(&original, &file);
                let case = format!("{layout:?} {search:?} {options}: {found}");
                assert!(found <= most, "{case}");
            }
        }
    }
}

/// Sides around those of blocks and groups, long and thin, and qualities from one end to the other.
#[test]
fn every_size_is_written_and_read() {
    let around = [255, 256, 257, 300];
    let sides = (1..=18).chain([31, 32, 33, 63, 64, 65, 70]);
    let all = sides
        .clone()
        .flat_map(|width| [(width, 1), (1, width), (width, width), (width, 71 - width)]);
    let all = all.chain(around.map(|width| (width, 9)));
    let all = all.chain(around.map(|height| (3, height)));
    let all = all.chain([(257, 258), (1, 2100), (2100, 2)]);
    for (number, size) in all.enumerate() {
        let layout = LAYOUTS[number % 4];
        let quality = [1, 30, 80, 95, 100][number % 5];
        let progressive = ["no", "yes"][number / 4 % 2];
        let search = Search::ALL[number % 3];
        let options = format!(",quality={quality},progressive={progressive}");
        let file = written(picture(size, layout), &options, search);
        let found = decoded(&file);
        let case = format!("{size:?} {layout:?} {options} {search:?}");
        assert_eq!((found.width(), found.height()), size, "{case}");
    }
}

/// One colour, extremes, and what is not seen.
#[test]
fn flat_pictures_are_written() {
    for layout in LAYOUTS {
        for value in [0, 1, 128, 255] {
            let mut flat = picture((40, 30), layout);
            flat.pixels.fill(value);
            let original = Picture {
                pixels: flat.pixels.clone(),
                ..picture((40, 30), layout)
            };
            let file = written(flat, "", Search::Full);
            let found = difference(&original, &file);
            // What is not seen may become any colour.
            let seen = !layout.has_alpha() || value > 1;
            assert!(found < 2.5 || !seen, "{layout:?} {value}: {found}");
        }
    }
}

/// The colours of a profile stay what they are, and the profile goes along.
#[test]
fn profiles_are_kept() {
    let profile = include_bytes!("../../color/icc/p3.icc").to_vec();
    let original = picture((64, 48), Layout::Rgb);
    let told = Picture {
        profile: Some(profile.clone()),
        ..picture((64, 48), Layout::Rgb)
    };
    let file = written(told, ",quality=95", Search::Full);
    let found = difference(&original, &file);
    assert!(found < 4.0, "{found}");
    let png = read(&file, ",format=png").unwrap();
    assert!(png.windows(4).any(|kind| kind == b"iCCP"));
    let jpeg = read(&file, ",format=jpeg").unwrap();
    let at = jpeg
        .windows(12)
        .position(|it| it == b"ICC_PROFILE\0")
        .unwrap();
    let kept = &jpeg[at + 14..];
    assert_eq!(&kept[..profile.len()], profile);
}

/// A file becomes no larger than is asked for, and its quality is no higher.
#[test]
fn a_file_is_as_small_as_is_asked_for() {
    let usual = written(picture((120, 90), Layout::Rgb), "", Search::Full).len();
    for search in Search::ALL {
        let most = usual / 2;
        let options = format!(",max-bytes={most}");
        let found = written(picture((120, 90), Layout::Rgb), &options, search).len();
        assert!(
            found <= most && found > 50,
            "{search:?}: {found} of {usual}"
        );
    }
}

#[test]
fn a_longer_search_is_more_thorough() {
    let [full, none] = [Search::Full, Search::None]
        .map(|search| written(picture((300, 200), Layout::Rgb), "", search));
    assert_ne!(full, none);
}

/// Cut off anywhere, and with any bit turned: an error or a picture, and no panic.
#[test]
fn damaged_files_are_errors() {
    let layouts = [Layout::Grey, Layout::Rgba, Layout::Rgb];
    for (number, layout) in layouts.into_iter().enumerate() {
        let options = ["", ",progressive=yes,quality=95", ""][number];
        let mut file = written(picture((61, 37), layout), options, Search::ALL[number]);
        if number == 1 {
            encoder::Encoder::insert_exif(&Encoder, &mut file, b"II*\0\x08\0\0\0\0\0");
        }
        assert!(read(&file, "").is_ok());
        for length in 0..file.len() {
            let error = read(&file[..length], "").err();
            // Behind the pixels, nothing is missed.
            let is_clear = matches!(
                error,
                Some(Error::Damaged(_) | Error::Unsupported(_)) | None
            );
            assert!(is_clear, "{length}: {error:?}");
            assert!(error.is_some() || length + 30 > file.len(), "{length}");
        }
        let bits = (0..file.len().min(100) * 8).chain((100 * 8..file.len() * 8).step_by(13));
        for bit in bits {
            let mut broken = file.clone();
            if let Some(byte) = broken.get_mut(bit / 8) {
                *byte ^= 1 << (bit % 8);
            }
            let found = read(&broken, "");
            assert!(
                !matches!(found, Err(Error::Internal(_))),
                "{bit}: {found:?}"
            );
        }
    }
}

/// The header says how many pixels there are before there is room for any.
#[test]
fn a_large_picture_is_refused_by_its_header() {
    let file = written(picture((64, 64), Layout::Rgb), "", Search::None);
    let refused = |limits| {
        let transform = Transform::parse("9x9", 9).unwrap();
        process(&mut &*file, None, &transform, &limits, &mut ()).unwrap_err()
    };
    for limits in [
        crate::Limits {
            max_source_pixels: 64 * 64 - 1,
            ..LIMITS
        },
        crate::Limits {
            max_memory: 1 << 20,
            ..LIMITS
        },
        crate::Limits {
            max_work: 1,
            ..LIMITS
        },
    ] {
        assert!(matches!(refused(limits), Error::TooLarge(_)));
    }
}

#[test]
fn only_the_beginning_tells_the_format() {
    let file = written(picture((9, 9), Layout::Rgb), "", Search::None);
    let mut bytes = file.clone();
    let mut input = Input::new(&mut bytes, &LIMITS).unwrap();
    assert_eq!(crate::format::sniff(&mut input).unwrap().name(), "JPEG XL");
    assert!(formats().iter().any(|format| format.name() == "JPEG XL"));
}

/// A file of other people, or of options that are not written here.
fn file(name: &str) -> Vec<u8> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../host-test/tests/jxl");
    std::fs::read(format!("{folder}/{name}.jxl")).unwrap()
}

/// The middles of the four quarters.
fn quarters(file: &[u8]) -> Vec<[u8; 3]> {
    let found = decoded(file).to_rgb8();
    let (width, height) = found.dimensions();
    let middles = [(1, 1), (3, 1), (1, 3), (3, 3)];
    let middles = middles.map(|(x, y)| found.get_pixel(width * x / 4, height * y / 4).0);
    middles.into()
}

fn far(found: &[[u8; 3]], expected: &[[u8; 3]]) -> u8 {
    let pairs = found.as_flattened().iter().zip(expected.as_flattened());
    pairs.map(|(a, b)| a.abs_diff(*b)).max().unwrap()
}

#[test]
fn reads_what_others_write() {
    let [red, green, blue, yellow] = [[221, 31, 31], [31, 201, 41], [31, 41, 221], [231, 221, 41]];
    let upright = [red, green, blue, yellow];
    for (name, most) in [
        ("lossless", 3),
        ("lossless-alpha", 3),
        ("lossless-progressive", 3),
        ("sixteen", 3),
        ("icc", 3),
        ("slow", 12),
        ("boxed", 12),
    ] {
        let found = quarters(&file(name));
        assert!(far(&found, &upright) <= most, "{name}: {found:?}");
    }
    let grey = quarters(&file("lossless-grey"));
    assert!(
        far(&grey, &[[31; 3], [201; 3], [41; 3], [221; 3]]) <= 3,
        "{grey:?}"
    );
    // By a quarter to the right: what was on the left is above.
    let turned = quarters(&file("turned"));
    assert!(
        far(&turned, &[blue, red, yellow, green]) <= 12,
        "{turned:?}"
    );
    assert_eq!(decoded(&file("turned")).width(), 30);
    let png = read(&file("icc"), ",format=png").unwrap();
    assert!(png.windows(4).any(|it| it == b"iCCP"));
    assert!(decoded(&file("lossless-alpha")).color().has_alpha());
    // Of an animation, the first frame.
    assert!(decoded(&file("frames")).width() > 9);
}

#[test]
fn tells_whose_work_it_is() {
    let jpeg = read(&file("boxed"), ",format=jpeg,metadata=copyright").unwrap();
    assert!(jpeg.windows(3).any(|it| it == b"Ada"));
    let plain = read(&file("boxed"), ",format=jpeg").unwrap();
    assert!(!plain.windows(3).any(|it| it == b"Ada"));
    let again = read(&file("boxed"), ",format=jxl,metadata=copyright").unwrap();
    let exif = metadata(&again).exif;
    assert!(exif.unwrap().windows(3).any(|it| it == b"Ada"));
    assert!(decoded(&again).width() == 40);
}

#[test]
fn names_what_is_not_read() {
    for (name, words) in [("inks", "of inks"), ("pq", "of high dynamic range")] {
        let error = read(&file(name), "").unwrap_err();
        assert_eq!(
            error,
            Error::Unsupported(format!("JPEG XL {words}")),
            "{name}"
        );
    }
}

/// Without loss, of several passes, of 16 bits, with other frames: damaged as well.
#[test]
fn damage_of_other_files_is_an_error() {
    for name in [
        "lossless-alpha",
        "lossless-progressive",
        "sixteen",
        "slow",
        "icc",
        "exif",
    ] {
        let whole = file(name);
        for length in (0..whole.len()).step_by(7) {
            let _ = read(&whole[..length], "");
        }
        for bit in (0..whole.len() * 8).step_by(11).take(800) {
            let mut broken = whole.clone();
            broken[bit / 8] ^= 1 << (bit % 8);
            let found = read(&broken, "");
            assert!(
                !matches!(found, Err(Error::Internal(_))),
                "{name} {bit}: {found:?}"
            );
        }
    }
}
