//! Frames that arrive piece by piece, against the same frames decoded at once: the same planes and the same errors, however
//! large the pieces are, and no picture before all of it is there.

#![expect(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "in a test, a panic is a result"
)]

#[path = "photographs/frames.rs"]
mod photographs;

use std::path::Path;

use marble_webp::{Decoder, Error, IncrementalDecoder, Plane, Planes, Rows, Step};

use crate::photographs::photographs;

/// Names and frames of the files that libwebp wrote.
fn files() -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/files");
    let entries = std::fs::read_dir(folder).expect("the files of the tests");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let paths = paths.filter(|path| path.extension().is_some_and(|it| it == "webp"));
    let frames: Vec<_> = paths
        .map(|path| {
            let file = std::fs::read(&path).expect("a file of the tests");
            (path.display().to_string(), file[20..].to_vec())
        })
        .collect();
    assert!(frames.len() > 20, "{}", frames.len());
    frames
}

/// Frames that are so long that macroblocks are decoded before all is there.
fn long_frames() -> Vec<(String, Vec<u8>)> {
    let mut frames = photographs();
    frames.retain(|(_, frame)| frame.len() > 20_000);
    assert!(frames.len() > 1, "{}", frames.len());
    frames
}

fn at_once(frame: &[u8]) -> Result<Planes, Error> {
    Decoder::new(frame)?.decode()
}

/// Decodes a frame of `length` bytes of which those in `frame` arrive, `piece` at a time. `patient` decoders are asked only
/// when there is what they need; the others with each piece.
fn in_pieces(frame: &[u8], length: usize, piece: usize, patient: bool) -> Result<Planes, Error> {
    let start = &frame[..frame.len().min(IncrementalDecoder::START_BYTES)];
    let mut decoder = IncrementalDecoder::new(start, length)?;
    let window = decoder.window();
    let (mut first, mut arrived, mut needed_then) = (0, 0, 0);
    while arrived < frame.len() {
        arrived = (arrived + piece).min(frame.len());
        if patient && arrived - first < needed_then && arrived < frame.len() {
            continue;
        }
        match decoder.decode(&frame[first..arrived])? {
            Step::Finished => break,
            Step::Waiting { consumed, needed } => {
                first += consumed;
                assert!(first <= arrived, "{first} of {arrived}");
                assert!(needed > arrived - first, "there was what it needs");
                assert!(needed <= window, "{needed} of {window}");
                assert!(first + needed <= length, "{first} and {needed} of {length}");
                needed_then = needed;
            }
        }
    }
    decoder.finish()
}

/// What is handed out, put together.
struct Rising(Vec<Plane>);

impl Rows for Rising {
    fn take(&mut self, plane: usize, row: &[u8]) {
        let plane = &mut self.0[plane];
        assert_eq!(row.len(), plane.width as usize);
        plane.samples.extend_from_slice(row);
        assert!(plane.samples.len() <= row.len() * plane.height as usize);
    }
}

/// The same planes, of the rows that are handed out of a frame that arrives so many bytes at a time.
fn by_rows(frame: &[u8], piece: usize) -> Result<Planes, Error> {
    let start = &frame[..frame.len().min(IncrementalDecoder::START_BYTES)];
    let mut decoder = IncrementalDecoder::new(start, frame.len())?;
    let (width, height) = (decoder.width(), decoder.height());
    let half = (width.div_ceil(2), height.div_ceil(2));
    let planes = [(width, height), half, half].map(|(width, height)| Plane {
        width,
        height,
        samples: Vec::new(),
    });
    let mut rising = Rising(planes.into());
    let (mut first, mut arrived) = (0, 0);
    while arrived < frame.len() {
        arrived = (arrived + piece).min(frame.len());
        match decoder.decode_rows(&frame[first..arrived], &mut rising)? {
            Step::Finished => break,
            Step::Waiting { consumed, .. } => first += consumed,
        }
    }
    assert_eq!(decoder.finish(), Err(Error::Truncated), "none are kept");
    let [luma, u, v] = <[Plane; 3]>::try_from(rising.0).expect("three planes");
    Ok(Planes {
        luma,
        chroma: [u, v],
    })
}

#[test]
fn hands_out_the_rows_of_the_planes() {
    let mut highest = 0;
    for (name, frame) in files().into_iter().chain(photographs()) {
        let expected = at_once(&frame);
        highest = highest.max(expected.as_ref().expect(&name).luma.height);
        for piece in [100, 4096, frame.len()] {
            assert!(by_rows(&frame, piece) == expected, "{name}, {piece}");
        }
        for end in (30..frame.len()).step_by(frame.len() / 20 + 1) {
            let short = &frame[..end];
            assert_eq!(by_rows(short, 4096).err(), at_once(short).err(), "{name}");
        }
    }
    // More rows than are there at a time.
    assert!(highest > 16 * 20, "{highest}");
}

#[test]
fn gives_the_same_planes_in_pieces() {
    for (name, frame) in files().into_iter().chain(photographs()) {
        let expected = at_once(&frame);
        assert!(expected.is_ok(), "{name}");
        for piece in [1, 7, 4096, frame.len()] {
            for patient in [false, true] {
                let found = in_pieces(&frame, frame.len(), piece, patient);
                assert!(found == expected, "{name}, {piece} bytes at a time");
            }
        }
    }
}

/// Behind a frame other chunks may stand, and what arrives goes on into them.
#[test]
fn does_not_look_behind_the_frame() {
    for (name, frame) in files() {
        let mut longer = frame.clone();
        longer.resize(frame.len() + 10_000, 0xa5);
        let found = in_pieces(&longer, frame.len(), 5000, false);
        assert!(found == at_once(&frame), "{name}");
    }
}

#[test]
fn gives_no_picture_before_all_of_it_is_there() {
    for (name, frame) in files().into_iter().chain(photographs()) {
        let start = &frame[..frame.len().min(IncrementalDecoder::START_BYTES)];
        let mut decoder = IncrementalDecoder::new(start, frame.len()).expect(&name);
        let mut first = 0;
        for end in 0..frame.len() {
            let step = decoder.decode(&frame[first..end]).expect(&name);
            let Step::Waiting { consumed, .. } = step else {
                panic!("{name} has a picture in {end} of {} bytes", frame.len());
            };
            first += consumed;
        }
        assert_eq!(decoder.finish(), Err(Error::Truncated), "{name}");
    }
}

/// A frame that is shorter than its own header says, and known to be.
#[test]
fn refuses_what_ends_early_as_at_once() {
    for (name, frame) in files().into_iter().chain(photographs()) {
        let step = if frame.len() < 1100 {
            1
        } else {
            frame.len() / 20
        };
        for end in (0..frame.len()).step_by(step) {
            let short = &frame[..end];
            let found = in_pieces(short, end, 4096, false);
            assert!(found == at_once(short), "{name} cut at {end}");
        }
    }
}

#[test]
fn makes_the_same_of_damaged_frames() {
    let mut differs = 0;
    for (name, frame) in long_frames().into_iter().take(2) {
        let whole = at_once(&frame);
        let mut state = 1_u32;
        for run in 0..20 {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            // Most in the header, where most depends on it.
            let most = if run % 2 == 0 { 400 } else { frame.len() };
            let index = 10 + (state >> 8) as usize % (most - 10);
            let mut damaged = frame.clone();
            damaged[index] ^= 1 << (state >> 5 & 7);
            let expected = at_once(&damaged);
            let found = in_pieces(&damaged, damaged.len(), 997, false);
            assert!(found == expected, "{name}, byte {index}");
            differs += usize::from(found != whole);
        }
    }
    assert!(differs > 30, "{differs}");
}

#[test]
fn lets_go_of_what_was_decoded() {
    for (name, frame) in long_frames() {
        let mut decoder = IncrementalDecoder::new(&frame, frame.len()).expect(&name);
        let first_partition = decoder.window();
        assert!(
            first_partition < frame.len() / 2,
            "{name}: {first_partition}"
        );
        let half = frame.len() / 2;
        let Step::Waiting { consumed, needed } = decoder.decode(&frame[..half]).expect(&name)
        else {
            panic!("{name} has a picture in half of its bytes");
        };
        assert!(consumed > half - needed, "{name}: {consumed} of {half}");
        assert!(needed < 7000, "{name}: {needed}");
    }
}

/// Rows take turns in them, and the last one begins near the end.
#[test]
fn waits_for_all_of_several_partitions() {
    let mut several = 0;
    for (name, frame) in files() {
        let decoder = IncrementalDecoder::new(&frame, frame.len()).expect(&name);
        if name.contains("partitions-") {
            several += 1;
            assert_eq!(decoder.window(), frame.len(), "{name}");
        }
    }
    assert_eq!(several, 2);
}

#[test]
fn needs_the_start() {
    for (name, frame) in photographs() {
        for end in 0..IncrementalDecoder::START_BYTES {
            let decoder = IncrementalDecoder::new(&frame[..end], frame.len());
            assert_eq!(decoder.err(), Some(Error::Truncated), "{name} cut at {end}");
        }
        let start = &frame[..IncrementalDecoder::START_BYTES];
        assert!(
            IncrementalDecoder::new(start, frame.len()).is_ok(),
            "{name}"
        );
    }
}
