//! What comes back: every status with its code and words.

use std::collections::BTreeMap;

use anyhow::{Result, ensure};

use crate::docs::code::{Bound, Error, Excess, Plan, StoreError, config, parse};
use crate::docs::pages::{read, table};

const ANSWERS: &str = "docs/answers.md";

/// Every error, one after the other. Without a `_`, so that a new one does not compile until it stands here: name
/// it in the arm of its predecessor, too.
fn next(error: &Error) -> Option<Error> {
    let text = String::new;
    let too_large = |bound| {
        Error::TooLarge(Excess {
            bound,
            found: 2,
            limit: 1,
        })
    };
    Some(match error {
        Error::Damaged(_) => Error::EventsOff,
        Error::EventsOff => Error::Internal(text()),
        Error::Internal(_) => Error::InvalidEvents(text()),
        Error::InvalidEvents(_) => Error::InvalidKey(text()),
        Error::InvalidKey(_) => Error::MethodNotAllowed,
        Error::MethodNotAllowed => Error::Misconfigured(text()),
        Error::Misconfigured(_) => Error::MissingKey,
        Error::MissingKey => Error::NotAPicture(text()),
        Error::NotAPicture(_) => Error::NotPosted,
        Error::NotPosted => Error::OriginalNotFound,
        Error::OriginalNotFound => Error::ResolutionNotAllowed,
        Error::ResolutionNotAllowed => Error::SignatureMismatch,
        Error::SignatureMismatch => Error::Store(StoreError::Denied(text())),
        Error::Store(error) => match error {
            StoreError::Denied(_) => Error::Store(StoreError::Invalid(text())),
            StoreError::Invalid(_) => Error::Store(StoreError::Misconfigured(text())),
            StoreError::Misconfigured(_) => Error::Store(StoreError::Refused(text())),
            StoreError::Refused(_) => Error::Store(StoreError::Throttled),
            StoreError::Throttled => Error::Store(StoreError::TimedOut),
            StoreError::TimedOut => Error::Store(StoreError::Unavailable),
            StoreError::Unavailable => too_large(Bound::ResultBytes),
        },
        Error::TooLarge(excess) => match excess.bound {
            Bound::ResultBytes => too_large(Bound::ResultMemory),
            Bound::ResultMemory => too_large(Bound::ResultSide),
            Bound::ResultSide => too_large(Bound::SourceBytes),
            Bound::SourceBytes => too_large(Bound::SourceMemory),
            Bound::SourceMemory => too_large(Bound::SourcePixels),
            Bound::SourcePixels => too_large(Bound::AvifPixels),
            Bound::AvifPixels => too_large(Bound::Work),
            Bound::Work => Error::TooManyEvents(text()),
        },
        Error::TooManyEvents(_) => Error::TooSlow,
        Error::TooSlow => Error::Unauthorized,
        Error::Unauthorized => return None,
    })
}

#[test]
fn statuses_are_those_of_every_error() {
    let (_, rows) = table(ANSWERS, "status");
    let first = Error::Damaged(String::new());
    let errors = std::iter::successors(Some(first), next).map(|error| {
        let status = error.status().as_str().to_owned();
        (error.code(), (status, error.message()))
    });
    let mut errors: BTreeMap<_, _> = errors.collect();
    let mut successes = Vec::new();
    for row in &rows {
        let [status, code, message, when] = row.as_slice() else {
            panic!("the row {row:?}");
        };
        assert!(!when.is_empty(), "the row {row:?} says when");
        if code == "–" {
            successes.push(status.as_str());
            continue;
        }
        let expected = errors.remove(code.as_str());
        let found = Some((status.clone(), message.as_str()));
        assert_eq!(found, expected, "the row of the code {code}");
    }
    assert_eq!(errors, BTreeMap::new(), "codes without a row");
    assert_eq!(
        successes,
        ["200", "204", "304", "307"],
        "the rows without a code"
    );
    let statuses: Vec<_> = rows.iter().map(|row| &row[0]).collect();
    assert!(statuses.is_sorted(), "{statuses:?}");
}

#[test]
fn the_error_body_is_a_true_one() -> Result<()> {
    let config = config();
    let request = parse("/300x300,zoom=3/photo.jpg", &config)?;
    let error = Plan::new(&request, &config).unwrap_err();
    let body = String::from_utf8(Error::from(error).body())?;
    ensure!(
        read(ANSWERS).contains(&body),
        "{ANSWERS} does not show {body}"
    );
    Ok(())
}
