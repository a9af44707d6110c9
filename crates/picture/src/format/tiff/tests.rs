//! TIFFs that arrive in pieces: what is made of them is what is made of them whole, and no more is waited for than it takes.

#![expect(clippy::arithmetic_side_effects, reason = "small numbers")]

mod writer;

use crate::arriving::{Arriving, LIMITS, run};
use crate::error::{Bound, Error};
use crate::input::Input;
use crate::limits::Limits;
use crate::original::rows::Original;

use super::file::File;

use self::writer::{Pieces, Tags, Tiff, WIDTH, common_tables, jpeg};

/// A file, and its parts that a result needs.
struct Case {
    name: &'static str,
    tiff: Tiff,
    /// The pieces that the first rows need; of their last, that is not packed, so many bytes.
    top: &'static [usize],
    rows: Option<usize>,
}

fn cases() -> Vec<Case> {
    let case = |name, tiff, top| Case {
        name,
        tiff,
        top,
        rows: None,
    };
    let strips = || Tiff::new(Pieces::Strips);
    let jpegs = || Tiff {
        tags: Tags::Jpeg(None),
        pieces: (0..16).map(jpeg).collect(),
        ..strips()
    };
    let (tables, abbreviated) = common_tables(&jpegs().pieces);
    vec![
        Case {
            rows: Some(8 * WIDTH * 3),
            ..case("strips", strips(), &[0])
        },
        case("deflated strips", strips().deflated(), &[0]),
        Case {
            rows: Some(8 * WIDTH * 3),
            ..case("one strip", Tiff::new(Pieces::One), &[0])
        },
        case(
            "one deflated strip",
            Tiff::new(Pieces::One).deflated(),
            &[0],
        ),
        Case {
            rows: Some(8 * WIDTH * 3),
            ..case(
                "strips of no said length",
                Tiff {
                    has_lengths: false,
                    ..strips()
                },
                &[0],
            )
        },
        case(
            "strips with gaps",
            Tiff {
                gap: 3000,
                ..strips().deflated()
            },
            &[0],
        ),
        case(
            "strips from the last to the first",
            Tiff {
                order: (0..16).rev().collect(),
                ..strips().deflated()
            },
            &[0],
        ),
        case("tiles", Tiff::new(Pieces::Tiles).deflated(), &[0, 1]),
        case(
            "planes behind each other",
            Tiff::new(Pieces::Planes).deflated(),
            &[0, 16, 32],
        ),
        case(
            "planes beside each other",
            Tiff {
                order: (0..48).map(|at| at / 3 + at % 3 * 16).collect(),
                ..Tiff::new(Pieces::Planes).deflated()
            },
            &[0, 16, 32],
        ),
        case("JPEGs", jpegs(), &[0]),
        case(
            "JPEGs with common tables",
            Tiff {
                tags: Tags::Jpeg(Some(tables)),
                pieces: abbreviated,
                ..strips()
            },
            &[0],
        ),
    ]
}

/// All of it, its first rows, and its middle.
const TRANSFORMS: [&str; 4] = [
    "64x256,format=png",
    "20x30,format=png",
    "64x8,crop=0:0:64:8,format=png",
    "9x9,crop=20:130:30:40,format=png",
];

#[test]
fn pieces_make_what_the_whole_file_makes() {
    for Case { name, tiff, .. } in cases() {
        let at_end = Tiff {
            directory_is_first: false,
            ..tiff.clone()
        };
        let file = tiff.write().bytes;
        for transform in TRANSFORMS {
            let expected = run(&mut file.clone(), transform, &LIMITS).unwrap();
            for file in [&file, &at_end.write().bytes] {
                for piece in [1, 7, 4096] {
                    let mut source = Arriving::new(file, piece);
                    let found = run(&mut source, transform, &LIMITS);
                    assert!(found.unwrap() == expected, "{name}, {transform}: {piece}");
                }
            }
        }
        let plain = Tiff::new(Pieces::One).write().bytes;
        let [whole, ..] = TRANSFORMS;
        let is_lossy = matches!(tiff.tags, Tags::Jpeg(_));
        let found = run(&mut file.clone(), whole, &LIMITS).unwrap();
        let expected = run(&mut plain.clone(), whole, &LIMITS).unwrap();
        assert_eq!(found == expected, !is_lossy, "{name}");
    }
}

/// The first bytes tell the format, and so many are always there.
const SNIFFED: usize = 4096;

#[test]
fn nothing_behind_the_crop_is_waited_for() {
    for case in cases() {
        let name = case.name;
        let written = case.tiff.write();
        let ends = case.top.iter().map(|piece| match case.rows {
            Some(rows) => written.parts[*piece].start + rows,
            None => written.parts[*piece].end,
        });
        let end = ends.max().unwrap().max(SNIFFED);
        for piece in [1, 7, 4096] {
            let mut source = Arriving::new(&written.bytes, piece);
            run(&mut source, TRANSFORMS[2], &LIMITS).unwrap();
            let expected = end.next_multiple_of(piece).min(written.bytes.len());
            assert_eq!(source.taken, expected, "{name}: {piece} bytes at a time");
        }
    }
}

#[test]
fn a_file_that_breaks_off_is_read_as_far_as_it_is_needed() {
    for case in cases() {
        let name = case.name;
        let written = case.tiff.write();
        let behind = |piece: &usize| written.parts[*piece].end;
        let end = case.top.iter().map(behind).max().unwrap().max(SNIFFED);
        let result = |end| {
            let mut source = Arriving::new(&written.bytes, 7);
            source.breaks_at = end;
            run(&mut source, TRANSFORMS[2], &LIMITS)
        };
        let whole = result(written.bytes.len()).unwrap();
        assert!(result(end).unwrap() == whole, "{name}");
        let first = written.parts.iter().map(|part| part.start).min().unwrap();
        for end in [0, 4, 100, first - 1] {
            let broken = result(end);
            assert_eq!(broken, Err(Error::Interrupted), "{name} at {end}");
        }
    }
}

/// A file that does not fit into memory, where its strips lie in order.
#[test]
fn what_was_read_is_let_go() {
    let tiff = Tiff {
        gap: 400_000,
        ..Tiff::new(Pieces::Strips)
    };
    let limits = Limits {
        max_memory: 5 << 20,
        ..LIMITS
    };
    let small = "20x30,format=png";
    let at_end = Tiff {
        directory_is_first: false,
        ..tiff.clone()
    };
    let backwards = Tiff {
        order: (0..16).rev().collect(),
        ..tiff.clone()
    };
    let file = tiff.write().bytes;
    assert!(file.len() as u64 > limits.max_memory);
    let found = run(&mut Arriving::new(&file, 4096), small, &limits).unwrap();
    assert!(found == run(&mut file.clone(), small, &LIMITS).unwrap());
    for tiff in [at_end, backwards] {
        let file = tiff.write().bytes;
        let found = run(&mut Arriving::new(&file, 4096), small, &limits);
        let Err(Error::TooLarge(excess)) = found else {
            panic!("{found:?}");
        };
        assert_eq!(excess.bound, Bound::SourceMemory);
    }
}

/// What is said to be held is as much as there ever is room for.
#[test]
fn no_more_is_held_than_is_said() {
    for Case { name, tiff, .. } in cases() {
        for gap in [0, 400_000] {
            let tiff = Tiff {
                gap,
                ..tiff.clone()
            };
            let file = tiff.write().bytes;
            for piece in [4096, 50_000, 64 << 10] {
                let mut source = Arriving::new(&file, piece);
                let mut input = Input::new(&mut source, &LIMITS).unwrap();
                input.upto(SNIFFED).unwrap();
                let said = File::open(&mut input, &LIMITS).unwrap().held().unwrap();
                let mut source = Arriving::new(&file, piece);
                run(&mut source, TRANSFORMS[1], &LIMITS).unwrap();
                let held = source.held as u64;
                assert!(held <= said, "{name}, {gap}, {piece}: {held} of {said}");
                assert!(said <= file.len() as u64 + (64 << 10), "{name}: {said}");
            }
        }
    }
}

/// Places that lie anywhere: nothing is waited for that does not exist, and what is shared is kept.
#[test]
fn strips_may_lie_anywhere() {
    let same = Tiff {
        starts: Some(vec![2000; 16]),
        ..Tiff::new(Pieces::Strips)
    };
    let file = same.write().bytes;
    let whole = "64x256,format=png";
    let expected = run(&mut file.clone(), whole, &LIMITS).unwrap();
    for piece in [7, 4096] {
        let mut source = Arriving::new(&file, piece);
        assert!(run(&mut source, whole, &LIMITS).unwrap() == expected);
    }
    let behind = u32::try_from(file.len()).unwrap() + 1;
    for start in [u32::MAX, behind] {
        let mut starts = vec![2000; 16];
        starts[0] = start;
        let beyond = Tiff {
            starts: Some(starts),
            ..Tiff::new(Pieces::Strips)
        };
        let file = beyond.write().bytes;
        let mut source = Arriving::new(&file, 7);
        let found = run(&mut source, whole, &LIMITS);
        assert!(matches!(found, Err(Error::Damaged(_))), "{found:?}");
        assert!(source.taken < SNIFFED + 7, "{}", source.taken);
    }
}
