//! Several results of one original: each as if it were the only one, of one pass over the file; and refused on its own.

mod watermarks;

use marble_transform::{HAS_AVIF, Output, Transform};

use super::{bmp, files, gif, made};
use crate::arriving::{Arriving, LIMITS, run};
use crate::error::{Bound, Error, Excess};
use crate::format::encoder;
use crate::limits::Limits;
use crate::process_all;
use crate::progress::{Estimate, Progress, Stage};
use crate::result::Encoded;
use crate::source::Source;

/// Every fit and route: of planes and of pixels, with crops, a choice by the picture, effects, a search and metadata.
const PRESETS: [&str; 12] = [
    "20x15,format=jpeg",
    "20x15,linear=yes,format=jpeg",
    "50x40,position=attention,linear=yes,format=png",
    "90x",
    "30x30,position=attention,format=webp",
    "16x12,crop=0.2:0.2:0.5:0.5,format=png",
    "30x30,fit=contain,background=ff0000,format=jpeg,metadata=copyright",
    "40x40,quality=auto,format=jpeg",
    "20x15,rotate=90,blur=2,format=png",
    "300x20,fit=fill,grayscale=yes,format=webp",
    "5x5,frames=1",
    "50x40,format=json",
];

type Results = Vec<Result<Encoded, Error>>;

/// What it was told, and how long it goes on.
#[derive(Default)]
struct Told {
    estimates: Vec<Estimate>,
    decoded: usize,
    /// Results after which the time is up.
    late_after: Option<usize>,
    encoded: usize,
}

impl Progress for Told {
    fn estimated(&mut self, estimate: Estimate) {
        self.estimates.push(estimate);
    }

    fn ended(&mut self, stage: Stage) {
        self.decoded += usize::from(stage == Stage::Decode);
        self.encoded += usize::from(stage == Stage::Encode);
    }

    fn is_late(&self) -> bool {
        self.late_after.is_some_and(|most| self.encoded > most)
    }
}

fn transforms(presets: &[&str]) -> Vec<Transform> {
    let parse = |text: &&str| Transform::parse(text, LIMITS.max_result_side).unwrap();
    presets.iter().map(parse).collect()
}

/// What came of each, which is told once.
fn all(source: &mut dyn Source, presets: &[&str], limits: &Limits, told: &mut Told) -> Results {
    let mut results: Vec<Option<_>> = presets.iter().map(|_| None).collect();
    let transforms = transforms(presets);
    process_all(
        source,
        None,
        &transforms,
        limits,
        told,
        &mut |number, result| {
            let before = results[number].replace(result);
            assert!(before.is_none(), "{number} is told twice");
        },
    );
    results.into_iter().map(Option::unwrap).collect()
}

/// A TIFF of grey (TIFF 6.0), of strips of so many rows each that are compressed in such a way.
fn tiff(size: (u16, u16), compression: u16, rows: u16, strips: &[Vec<u8>]) -> Vec<u8> {
    let mut file = b"II*\0\x08\0\0\0".to_vec();
    let count = u32::try_from(strips.len()).unwrap();
    let behind = 8 + 2 + 12 * 9 + 4;
    // A number alone stands in the place of its offset.
    let lengths: Vec<_> = strips
        .iter()
        .map(|it| u32::try_from(it.len()).unwrap())
        .collect();
    let first = if count == 1 {
        behind
    } else {
        behind + 8 * count
    };
    let (starts, length) = match lengths.as_slice() {
        [only] => (first, *only),
        _ => (behind, behind + 4 * count),
    };
    let tags: [(u16, u16, u32, u32); 9] = [
        (256, 3, 1, size.0.into()),
        (257, 3, 1, size.1.into()),
        (258, 3, 1, 8),
        (259, 3, 1, compression.into()),
        (262, 3, 1, 1),
        (273, 4, count, starts),
        (277, 3, 1, 1),
        (278, 3, 1, rows.into()),
        (279, 4, count, length),
    ];
    file.extend(9_u16.to_le_bytes());
    for (tag, kind, count, value) in tags {
        file.extend(tag.to_le_bytes());
        file.extend(kind.to_le_bytes());
        file.extend(count.to_le_bytes());
        file.extend(value.to_le_bytes());
    }
    file.extend([0; 4]);
    if count > 1 {
        let mut start = first;
        for length in &lengths {
            file.extend(start.to_le_bytes());
            start += length;
        }
        file.extend(lengths.iter().flat_map(|it| it.to_le_bytes()));
    }
    file.extend(strips.iter().flatten());
    file
}

/// Strips of two rows that are not compressed.
fn plain_tiff() -> Vec<u8> {
    let sample = |pixel: u32| u8::try_from((pixel.wrapping_mul(pixel) >> 5) & 255).unwrap();
    let strip = |strip: u32| (strip * 320..(strip + 1) * 320).map(sample).collect();
    let strips: Vec<_> = (0..60).map(strip).collect();
    tiff((160, 120), 1, 2, &strips)
}

const SVG: &[u8] = b"<svg xmlns='http://www.w3.org/2000/svg' width='60' height='40'>\
    <circle cx='20' cy='20' r='15' fill='#c30'/><rect x='30' y='5' width='25' height='9'/></svg>";

const COPYRIGHT: &[u8] = b"(c) somebody\0";

/// A JPEG that says whose it is (Exif 2.32, 4.6.4, tag 33432).
fn copyrighted() -> Vec<u8> {
    let mut exif = b"MM\0*\0\0\0\x08\0\x01\x82\x98\0\x02\0\0\0\x0d\0\0\0\x1a\0\0\0\0".to_vec();
    exif.extend(COPYRIGHT);
    let mut file = made("160x120,format=jpeg");
    encoder(Output::Jpeg).unwrap().insert_exif(&mut file, &exif);
    file
}

/// A file of each kind, and of each way through the engine.
fn originals() -> Vec<(&'static str, Vec<u8>)> {
    let mut all = files();
    all.push(("large JPEG", made("600x400,format=jpeg,quality=90")));
    all.push((
        "large progressive JPEG",
        made("600x400,format=jpeg,quality=90,progressive=yes"),
    ));
    all.push(("large PNG", made("400x300,format=png")));
    all.push((
        "PNG with alpha",
        made("160x120,fit=contain,background=00ff0040,pad=9,format=png"),
    ));
    all.push((
        "WebP with alpha",
        made("160x120,pad=9,background=00ff0040,format=webp"),
    ));
    all.push(("grey JPEG", made("160x120,grayscale=yes,format=jpeg")));
    all.push(("JPEG with a copyright", copyrighted()));
    all.push(("TIFF", plain_tiff()));
    if cfg!(feature = "svg") {
        all.push(("SVG", SVG.to_vec()));
    }
    if HAS_AVIF {
        all.push(("AVIF", made("64x48,format=avif")));
    }
    all
}

#[test]
fn makes_of_several_what_it_makes_of_each() {
    for (name, file) in originals() {
        let expected: Results = PRESETS
            .iter()
            .map(|preset| run(&mut file.clone(), preset, &LIMITS))
            .collect();
        for order in [0, 4] {
            let mut presets = PRESETS;
            presets.rotate_left(order);
            let mut expected = expected.clone();
            expected.rotate_left(order);
            let mut source = Arriving::new(&file, 4096);
            let mut told = Told::default();
            let found = all(&mut source, &presets, &LIMITS, &mut told);
            for ((found, expected), preset) in found.iter().zip(&expected).zip(presets) {
                assert!(found.is_ok(), "{name} {preset}: {found:?}");
                assert!(found == expected, "{name} {preset}");
            }
            // Read once, told once, and decoded once, but for animations.
            assert!(source.taken <= file.len(), "{name}");
            assert_eq!(told.estimates.len(), 1, "{name}");
            if !name.contains("GIF") {
                assert_eq!(told.decoded, 1, "{name}");
            }
        }
    }
}

/// It takes its part of the bytes that the file may have, where it goes along.
#[test]
fn copies_metadata_where_it_is_asked_for() {
    let file = copyrighted();
    let presets = [
        "100x,max-bytes=1400",
        "100x,max-bytes=1400,metadata=copyright",
        "90x,metadata=copyright,format=png",
        "90x,format=png",
    ];
    let found = all(&mut file.clone(), &presets, &LIMITS, &mut Told::default());
    for (found, preset) in found.into_iter().zip(presets) {
        let alone = run(&mut file.clone(), preset, &LIMITS);
        assert_eq!(found, alone, "{preset}");
        let bytes = found.unwrap().bytes;
        let has_it = bytes.windows(COPYRIGHT.len()).any(|it| it == COPYRIGHT);
        assert_eq!(has_it, preset.contains("metadata"), "{preset}");
    }
}

#[test]
fn reads_as_far_as_any_needs() {
    let top = "16x12,crop=0:0:320:24,format=png";
    for format in ["png", "jpeg"] {
        let file = made(&format!("320x240,format={format}"));
        let taken = |presets: &[&str]| {
            let mut source = Arriving::new(&file, 16);
            let results = all(&mut source, presets, &LIMITS, &mut Told::default());
            assert!(results.iter().all(Result::is_ok));
            source.taken
        };
        assert!(taken(&[top, top]) < file.len() / 2, "{format}");
        assert_eq!(taken(&[top, "40x"]), taken(&["40x"]), "{format}");
    }
}

/// The others are made.
#[test]
fn refuses_each_on_its_own() {
    for (name, file) in originals() {
        let presets = [
            "20x",
            "20x,crop=5000:5000:10:10",
            "x4096,crop=0.1:0.1:0.8:0.3",
            "10x10,format=png",
            "20x,quality=auto,max-bytes=100,format=jpeg",
        ];
        let found = all(&mut file.clone(), &presets, &LIMITS, &mut Told::default());
        for (found, preset) in found.iter().zip(presets) {
            let alone = run(&mut file.clone(), preset, &LIMITS);
            assert_eq!(*found, alone, "{name} {preset}");
        }
        assert!(matches!(found[1], Err(Error::Crop(_))), "{name}");
        let bounds = [2, 4].map(|number| match &found[number] {
            Err(Error::TooLarge(Excess { bound, .. })) => Some(*bound),
            _ => None,
        });
        assert_eq!(
            bounds,
            [Some(Bound::ResultSide), Some(Bound::ResultBytes)],
            "{name}"
        );
    }
}

fn estimate(file: &[u8], presets: &[&str], limits: &Limits) -> Estimate {
    let mut told = Told::default();
    let results = all(&mut file.to_vec(), presets, limits, &mut told);
    assert!(results.iter().any(Result::is_ok));
    told.estimates[0]
}

/// From the back, and only those that do not fit beside the others.
#[test]
fn leaves_out_what_exceeds_the_limits_with_the_others() {
    let presets = ["300x", "150x150", "250x,format=png", "149x"];
    for format in ["jpeg", "png", "webp,lossless=yes"] {
        let file = made(&format!("800x600,format={format}"));
        let whole = estimate(&file, &presets, &LIMITS);
        let alone = presets.map(|preset| estimate(&file, &[preset], &LIMITS));
        let most = alone.iter().map(|it| it.memory).max().unwrap();
        let sum: u64 = alone.iter().map(|it| it.work).sum();
        // More than any, and less than each for itself.
        assert!(whole.memory >= most, "{format}: {whole:?}");
        assert!(whole.work < sum, "{format}: {whole:?} of {sum}");

        for limits in [
            Limits {
                max_memory: whole.memory - 1,
                ..LIMITS
            },
            Limits {
                max_work: whole.work - 1,
                ..LIMITS
            },
        ] {
            let found = all(&mut file.clone(), &presets, &limits, &mut Told::default());
            let made = found.iter().filter(|it| it.is_ok()).count();
            // What fits alone is refused only for the others.
            assert!((1..presets.len()).contains(&made), "{format}: {made}");
            for (found, preset) in found.into_iter().zip(presets) {
                let alone = run(&mut file.clone(), preset, &LIMITS);
                match found {
                    Ok(found) => assert!(Ok(found) == alone, "{format} {preset}"),
                    Err(Error::TooLarge(_)) => {}
                    Err(error) => panic!("{format} {preset}: {error}"),
                }
            }
            let within = estimate(&file, &presets, &limits);
            assert!(within.memory <= limits.max_memory && within.work <= limits.max_work);
        }
    }
}

#[test]
fn gives_up_all_that_are_left_where_the_time_is_up() {
    for (name, file) in originals() {
        let presets = [
            "20x,format=png",
            "10x,format=png",
            "30x,format=png",
            "9x,format=png",
        ];
        let mut told = Told {
            late_after: Some(1),
            ..Told::default()
        };
        let found = all(&mut file.clone(), &presets, &LIMITS, &mut told);
        assert!(found[0].is_ok(), "{name}");
        assert!(
            found[1..].iter().all(|it| *it == Err(Error::TooSlow)),
            "{name}"
        );
    }
}

#[test]
fn tells_all_what_is_wrong_with_the_file() {
    let presets = ["20x", "10x10,format=png", "20x,metadata=copyright"];
    let none = all(
        &mut b"hello".to_vec(),
        &presets,
        &LIMITS,
        &mut Told::default(),
    );
    assert!(
        none.iter()
            .all(|it| matches!(it, Err(Error::Unsupported(_))))
    );
    let limits = Limits {
        max_source_pixels: 10,
        ..LIMITS
    };
    for (name, file) in files() {
        let mut broken = Arriving::new(&file, 64);
        broken.breaks_at = file.len() / 2;
        let found = all(&mut broken, &presets, &LIMITS, &mut Told::default());
        let interrupted = |it: &Result<_, _>| *it == Err(Error::Interrupted);
        assert!(found.iter().all(interrupted), "{name}");
        if !name.contains("GIF") {
            let found = all(&mut file.clone(), &presets, &limits, &mut Told::default());
            let pixels = |it: &Result<_, _>| match it {
                Err(Error::TooLarge(excess)) => excess.bound == Bound::SourcePixels,
                _ => false,
            };
            assert!(found.iter().all(pixels), "{name}");
        }
    }
    assert!(all(&mut bmp(9, 9), &[], &LIMITS, &mut Told::default()).is_empty());
}

fn pixels(png: &[u8]) -> Vec<u8> {
    let mut reader = png::Decoder::new(std::io::Cursor::new(png))
        .read_info()
        .unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    reader.next_frame(&mut pixels).unwrap();
    pixels
}

/// The only ones that differ: a small result is of a JPEG in it that was decoded for a larger one.
#[test]
fn makes_nearly_the_same_of_jpegs_in_a_tiff() {
    let jpeg = made("640x480,grayscale=yes,format=jpeg,quality=90");
    let file = tiff((640, 480), 7, 480, &[jpeg]);
    let presets = ["400x,format=png", "100x,format=png", "30x,format=png"];
    let found = all(&mut file.clone(), &presets, &LIMITS, &mut Told::default());
    for (number, (found, preset)) in found.into_iter().zip(presets).enumerate() {
        let alone = run(&mut file.clone(), preset, &LIMITS).unwrap();
        let (found, alone) = (pixels(&found.unwrap().bytes), pixels(&alone.bytes));
        assert_eq!(found.len(), alone.len());
        let far = found.iter().zip(&alone).map(|(a, b)| a.abs_diff(*b)).max();
        println!("{preset}: {far:?}");
        assert!(
            far <= Some(if number == 0 { 0 } else { 3 }),
            "{preset}: {far:?}"
        );
    }
}

/// Where one becomes a still and another one does not.
#[test]
fn makes_animations_beside_stills() {
    let file = gif(9);
    let presets = [
        "2x2",
        "2x2,frames=3",
        "2x2,frames=1",
        "2x2,format=png",
        "4x,format=webp",
    ];
    let limits = Limits {
        max_frames: 5,
        ..LIMITS
    };
    for limits in [LIMITS, limits] {
        let found = all(&mut file.clone(), &presets, &limits, &mut Told::default());
        for (found, preset) in found.into_iter().zip(presets) {
            let alone = run(&mut file.clone(), preset, &limits);
            assert!(found.is_ok() && found == alone, "{preset}");
        }
    }
}
