//! Every moment of a body: before its first byte, behind it, in the middle, before its last. What the store does then, to
//! the original while it is read and to a stored picture while it is answered, and what the client gets.

use host_test::pictures::decode;
use host_test::store::s3::Fault;
use serde_json::Value;
use tokio::task::JoinSet;

use super::bench::Step::{Fetch, Look};
use super::bench::{Bench, DERIVATIVE, ORIGINAL, Step, original, put};
use super::case::{AT_ONCE, body};

/// What the client gets.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Outcome {
    /// Of a stored picture only its beginning, so many bytes.
    Broken(usize),
    /// The status and the code of an error.
    Error(u16, &'static str),
    Whole,
}

use Outcome::{Broken, Error, Whole};

/// One row: the faults of the requests for one key, and what comes of them.
#[derive(Clone, Debug)]
struct Row {
    faults: Vec<Fault>,
    outcome: Outcome,
    tries: usize,
    log: &'static str,
}

fn row(faults: &[Fault], outcome: Outcome, tries: usize, log: &'static str) -> Row {
    Row {
        faults: faults.to_vec(),
        outcome,
        tries,
        log,
    }
}

/// What may come when a body of `length` bytes ends behind `after` of them. `failed` says what the client gets where no more
/// is to be had.
fn rows(after: usize, length: usize, failed: impl Fn(u16, &'static str) -> Outcome) -> Vec<Row> {
    let broken = || Fault::Truncate(after);
    let unavailable = failed(503, "store-unavailable");
    let throttled = failed(503, "store-throttled");
    let timed_out = failed(504, "store-timed-out");
    let refused = failed(502, "store-refused");
    let denied = failed(502, "store-denied");
    let invalid = failed(502, "store-invalid");
    let stalled = "did not go on with the body";
    let mut rows = vec![
        row(&[broken()], Whole, 2, ""),
        row(&[broken(), Fault::Truncate(0)], Whole, 3, ""),
        row(&[broken(), Fault::Reset], Whole, 3, ""),
        row(&[broken(), Fault::LoseAnswer], Whole, 3, ""),
        row(&[broken(), Fault::Status(500)], Whole, 3, ""),
        row(&[broken(), Fault::SlowDown], Whole, 3, ""),
        row(&[broken(), Fault::IgnoreRange], Whole, 2, ""),
        row(&[broken(), Fault::IgnoreConditionalReads], Whole, 2, ""),
        row(
            &[broken(), Fault::Truncate(0), Fault::Truncate(0)],
            unavailable,
            3,
            "broke off",
        ),
        row(
            &[broken(), Fault::Reset, Fault::Reset],
            unavailable,
            3,
            "no connection",
        ),
        row(
            &[broken(), Fault::Status(500), Fault::Status(503)],
            unavailable,
            3,
            "ServiceUnavailable (503)",
        ),
        row(
            &[broken(), Fault::Status(429), Fault::SlowDown],
            throttled,
            3,
            "SlowDown (503)",
        ),
        row(
            &[broken(), Fault::Status(404)],
            unavailable,
            2,
            "was changed",
        ),
        row(&[broken(), Fault::AccessDenied], denied, 2, "AccessDenied"),
        row(&[broken(), Fault::WrongRegion], refused, 2, "AWS_REGION"),
        row(&[broken(), Fault::SkewedClock], refused, 2, "the clock"),
        row(&[broken(), Fault::Status(418)], invalid, 2, "status 418"),
        // Without an entity tag it is another version.
        row(
            &[broken(), Fault::Garbage(200)],
            unavailable,
            2,
            "was changed",
        ),
        row(&[Fault::StallAfter(after)], timed_out, 1, stalled),
        row(&[broken(), Fault::StallAfter(0)], timed_out, 2, stalled),
        row(
            &[broken(), Fault::StallBeforeHeaders],
            timed_out,
            2,
            "did not answer",
        ),
    ];
    if after == 0 {
        // The rest from 0 on is the whole, and is not asked for by a range.
        rows.retain(|row| row.faults.last() != Some(&Fault::IgnoreRange));
    }
    if after + 1 < length {
        let again = Fault::Truncate(1);
        rows.push(row(&[broken(), again], Whole, 3, ""));
    }
    rows
}

fn moments(length: usize) -> [usize; 4] {
    [0, 1, length / 2, length - 1]
}

async fn check(step: Step, row: Row) {
    let _permit = AT_ONCE.acquire().await.unwrap();
    let bench = Bench::start().await;
    let picture = stored_picture();
    if step == Look {
        put(&bench.bucket, DERIVATIVE, picture.clone());
    }
    for fault in &row.faults {
        bench.fail(step, 1, fault.clone());
    }
    let host = bench.host.clone().env("S3_TIMEOUT_MS", "1000");
    let answer = host.get("/9x9/a.jpg").await;
    let answer = answer.unwrap_or_else(|error| panic!("{step:?} {row:?}: {error:?}"));
    let case = format!("{step:?} {row:?}: {answer:?}");
    let tries = if step == Look {
        bench.look_tries()
    } else {
        bench.tries()[1]
    };
    assert_eq!(tries, row.tries, "{case}");
    assert!(bench.s3.faults().is_empty(), "{case}");
    assert!(answer.log.contains(row.log), "{case}");
    assert_eq!(answer.log.is_empty(), row.outcome == Whole, "{case}");
    assert_eq!(answer.broken, matches!(row.outcome, Broken(_)), "{case}");
    match row.outcome {
        Broken(length) => {
            assert_eq!(answer.status, 200, "{case}");
            assert_eq!(answer.body, picture[..length], "{case}");
        }
        Error(status, code) => {
            assert_eq!(answer.status, status, "{case}");
            let found: Value = serde_json::from_slice(&answer.body).unwrap();
            assert_eq!(found, body(code), "{case}");
        }
        Whole if step == Look => {
            assert_eq!(answer.status, 200, "{case}");
            assert_eq!(answer.body, picture, "{case}");
        }
        Whole => assert_eq!(answer.status, 307, "{case}"),
    }
    if step == Look {
        let kept = bench.bucket.get(DERIVATIVE).unwrap();
        assert_eq!(kept.bytes, picture, "{case}");
    } else if row.outcome == Whole {
        let made = decode(&bench.bucket.get(DERIVATIVE).unwrap().bytes);
        assert_eq!((made.width(), made.height()), (9, 9), "{case}");
    } else {
        assert_eq!(bench.bucket.keys(), [ORIGINAL], "nothing half: {case}");
    }
}

fn stored_picture() -> Vec<u8> {
    (0..999_u32).map(|at| at.to_le_bytes()[0]).collect()
}

/// All rows, even if the first one fails.
async fn check_all(rows: impl Iterator<Item = (Step, Row)>) {
    let mut running: JoinSet<()> = rows.map(|(step, row)| check(step, row)).collect();
    let mut failed = 0;
    while let Some(ended) = running.join_next().await {
        failed += usize::from(ended.is_err());
    }
    assert_eq!(failed, 0, "failed rows; each is told above");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_original_that_fails_at_any_moment_has_the_status_of_its_failure() {
    let length = original().len();
    let rows = moments(length)
        .into_iter()
        .flat_map(|after| rows(after, length, Error));
    check_all(rows.map(|row| (Fetch, row))).await;
}

/// Behind the first byte the status is sent, and only a broken body can tell.
#[tokio::test(flavor = "multi_thread")]
async fn a_stored_picture_that_fails_at_any_moment_is_whole_or_broken() {
    let length = stored_picture().len();
    let rows = moments(length).into_iter().flat_map(|after| {
        rows(after, length, |status, code| {
            if after == 0 {
                Error(status, code)
            } else {
                Broken(after)
            }
        })
    });
    check_all(rows.map(|row| (Look, row))).await;
}
