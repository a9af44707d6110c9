//! The table of bodies: what the store gives of a picture, and at which byte it fails.

use host_test::store::mock::{Call, Failure};
use host_test::store::object_store::Error;
use serde_json::json;

use super::case::{Case, JPEG, case, store};

/// The original fails at every moment of its body, and a stored picture before its first byte.
pub(super) fn bodies() -> Vec<Case> {
    let length = store().object("a.jpg").map_or(0, |it| it.body.len());
    let moments = [0, 1, length / 2, length - 1];
    let of_original = moments.into_iter().flat_map(failures).chain([longer()]);
    let of_original = of_original.map(|(failure, status, message, code)| {
        case(JPEG, status, json!({"message": message, "code": code}))
            .failing(Call::Get, Failure::Pass)
            .failing(Call::Get, failure)
    });
    let of_derivative = failures(0).into_iter().chain([longer()]);
    let of_derivative = of_derivative.map(|(failure, status, message, code)| {
        let body = json!({"message": message, "code": code});
        case("/9x9/stored.jpg", status, body).failing(Call::Get, failure)
    });
    of_original.chain(of_derivative).collect()
}

type Row = (Failure, u16, &'static str, &'static str);

const INVALID: (u16, &str, &str) = (
    502,
    "Bad Gateway: Store did not accept the request",
    "store-invalid",
);

fn failures(after: usize) -> Vec<Row> {
    let refused = "Bad Gateway: Store did not accept the request";
    let down = "Service Unavailable: Store is down";
    let slow = "Gateway Timeout: Store is too slow";
    let unavailable = (503, down, "store-unavailable");
    let throttled = (503, "Service Unavailable: Store is busy", "store-throttled");
    let timed_out = (504, slow, "store-timed-out");
    let text = || "the rest is not had".to_owned();
    let unset = (
        500,
        "Internal Server Error: Not configured",
        "misconfigured",
    );
    let breaks = |error| Failure::BreakOff(after, error);
    let rows = [
        (
            breaks(Error::Denied(text())),
            (502, refused, "store-denied"),
        ),
        (breaks(Error::Invalid(text())), INVALID),
        (breaks(Error::Misconfigured(text())), unset),
        (
            breaks(Error::Refused(text())),
            (502, refused, "store-refused"),
        ),
        (breaks(Error::Throttled), throttled),
        (breaks(Error::TimedOut), timed_out),
        (breaks(Error::Unavailable), unavailable),
        (Failure::EndEarly(after), unavailable),
        (Failure::Silent(after), timed_out),
    ];
    rows.map(|(failure, (status, message, code))| (failure, status, message, code))
        .into()
}

fn longer() -> Row {
    let (status, message, code) = INVALID;
    (Failure::Longer(1), status, message, code)
}

/// What is made good by asking for the rest, or only has to be waited for: nobody notices.
pub(super) fn harmless() -> Vec<Failure> {
    let length = store().object("a.jpg").map_or(0, |it| it.body.len());
    let moments = [0, 1, length / 2, length - 1].into_iter();
    let breaks = moments.flat_map(|after| [Failure::BreakOnce(after), Failure::EndOnce(after)]);
    let pieces = [1, 7, 4_096].map(Failure::Pieces);
    breaks.chain(pieces).collect()
}
