//! Several results, some of them with a watermark.

use marble_transform::Transform;

use super::{bmp, made, originals, transforms};
use crate::arriving::{Arriving, LIMITS};
use crate::error::Error;
use crate::geometry::Dimensions;
use crate::limits::Limits;
use crate::progress::{Estimate, Progress};
use crate::result::Encoded;
use crate::source::Source;
use crate::{process, process_all};

/// Of its own size and of a part of the result's, twice the same; and without one.
const PRESETS: [&str; 8] = [
    "20x15,fit=cover,format=jpeg,watermark=southeast",
    "90x",
    "40x30,fit=cover,format=png,watermark=tile:0.5:0.25",
    "30x30,position=attention,format=webp,watermark=centre:0.3",
    "40x40,quality=auto,format=jpeg,watermark=west",
    "16x12,crop=0.2:0.2:0.5:0.5,format=png,metadata=copyright",
    "40x30,fit=cover,rotate=90,blur=2,format=webp,watermark=northwest:1:0.25",
    "5x5,frames=1,watermark=south",
];

/// In which order those are made: those of one size in a row.
const ORDER: [usize; 8] = [0, 3, 4, 7, 1, 5, 2, 6];

/// What is told of the original, and what of all results.
#[derive(Debug, Default)]
struct Told {
    formats: Vec<&'static str>,
    sizes: Vec<Dimensions>,
    estimates: Vec<Estimate>,
}

impl Progress for Told {
    fn recognized(&mut self, format: &'static str) {
        self.formats.push(format);
    }

    fn opened(&mut self, size: Dimensions) {
        self.sizes.push(size);
    }

    fn estimated(&mut self, estimate: Estimate) {
        self.estimates.push(estimate);
    }
}

/// What came of each, as it was told.
fn all(
    original: &[u8],
    watermark: Option<&mut dyn Source>,
    transforms: &[Transform],
    limits: &Limits,
    told: &mut Told,
) -> Vec<(usize, Result<Encoded, Error>)> {
    let mut results = Vec::new();
    let mut source = original;
    let each = &mut |number, result| results.push((number, result));
    process_all(&mut source, watermark, transforms, limits, told, each);
    results
}

fn alone(
    original: &[u8],
    watermark: &[u8],
    transform: &Transform,
    limits: &Limits,
) -> Result<Encoded, Error> {
    let (mut original, mut watermark) = (original, watermark);
    process(
        &mut original,
        Some(&mut watermark),
        transform,
        limits,
        &mut (),
    )
}

/// Files of watermarks, one of them translucent.
fn watermarks() -> [Vec<u8>; 2] {
    [
        made("9x7,pad=1,background=00ff0080,format=png"),
        made("12x9,format=jpeg"),
    ]
}

#[test]
fn makes_of_several_what_it_makes_of_each() {
    let transforms = transforms(&PRESETS);
    let watermarks = watermarks();
    for ((name, original), watermark) in originals().iter().zip(watermarks.iter().cycle()) {
        let mut told = Told::default();
        let mut source = Arriving::new(watermark, 64);
        let found = all(original, Some(&mut source), &transforms, &LIMITS, &mut told);
        assert_eq!(source.taken, watermark.len(), "{name}");
        let counts = (told.formats.len(), told.sizes.len(), told.estimates.len());
        assert_eq!(counts, (1, 1, 1), "{name}: {told:?}");
        let order: Vec<_> = found.iter().map(|(number, _)| *number).collect();
        assert_eq!(order, ORDER, "{name}");
        for (number, found) in found {
            let preset = PRESETS[number];
            assert!(found.is_ok(), "{name} {preset}: {found:?}");
            let expected = alone(original, watermark, &transforms[number], &LIMITS);
            assert!(found == expected, "{name} {preset}");
        }
    }
}

/// Where it is at fault, the others are made.
#[test]
fn refuses_those_that_it_is_asked_for() {
    let transforms = transforms(&PRESETS);
    let [watermark, _] = watermarks();
    let damaged = {
        let mut file = watermark.clone();
        file.truncate(file.len() - 40);
        file
    };
    for (name, original) in originals() {
        let mut breaks = Arriving::new(&watermark, 16);
        breaks.breaks_at = 40;
        let sources: [Option<&mut dyn Source>; 3] =
            [None, Some(&mut damaged.as_slice()), Some(&mut breaks)];
        for (case, source) in sources.into_iter().enumerate() {
            let found = all(
                &original,
                source,
                &transforms,
                &LIMITS,
                &mut Told::default(),
            );
            assert_eq!(found.len(), PRESETS.len());
            for (number, found) in found {
                let preset = PRESETS[number];
                if !preset.contains("watermark") {
                    assert!(found.is_ok(), "{name} {preset}: {found:?}");
                    continue;
                }
                let Err(Error::Watermark(error)) = found else {
                    panic!("{name} {preset}, {case}: {found:?}");
                };
                let expected = match (case, &*error) {
                    (0, error) => matches!(error, Error::Internal(_)),
                    (1, error) => matches!(error, Error::Damaged(_)),
                    (_, error) => *error == Error::Interrupted,
                };
                assert!(expected, "{name} {preset}, {case}: {error}");
            }
        }
    }
}

/// One of a size counts once, and of several sizes the largest is there.
#[test]
fn counts_each_size_once() {
    let original = made("160x120,format=png");
    let watermark = bmp(300, 300);
    let estimate = |presets: &[&str]| {
        let mut told = Told::default();
        let transforms = transforms(presets);
        let source: &mut dyn Source = &mut watermark.as_slice();
        let found = all(&original, Some(source), &transforms, &LIMITS, &mut told);
        assert!(found.iter().all(|(_, found)| found.is_ok()));
        told.estimates[0]
    };
    let (own, part) = (
        "40x30,format=png,watermark=tile",
        "40x30,format=png,watermark=tile:1:0.5",
    );
    let [one, other] = [own, part].map(|preset| estimate(&[preset]));
    let plain = estimate(&["40x30,format=png"]);
    let same = estimate(&[own, own, own]);
    let both = estimate(&[own, part, own]);
    assert!(one.memory > plain.memory && other.memory > plain.memory);
    let kept = estimate(&["40x30,format=png"; 3]).memory - plain.memory;
    assert_eq!(same.memory, one.memory + kept);
    assert_eq!(both.memory, one.memory.max(other.memory) + kept);
    assert!(same.work <= both.work, "{same:?} {both:?}");

    // The last ones are left out where they do not fit beside it.
    let transforms = transforms(&["40x30,format=png", own]);
    let limits = Limits {
        max_memory: one.memory - 1,
        ..LIMITS
    };
    let source: &mut dyn Source = &mut watermark.as_slice();
    let found = all(
        &original,
        Some(source),
        &transforms,
        &limits,
        &mut Told::default(),
    );
    assert!(matches!(found[0], (1, Err(Error::TooLarge(_)))));
    assert!(matches!(found[1], (0, Ok(_))));
}
