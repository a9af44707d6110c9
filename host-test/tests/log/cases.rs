//! The table: every kind of answer, and what its line says.

use host_test::store::mock::{Call, Failure};
use host_test::store::object_store::Error;
use serde_json::json;

use super::case::Case;
use crate::status::case::store;

/// A key and a transform that are understood.
fn asked(target: &'static str, status: u16, key: &'static str) -> Case {
    Case::new(target, status)
        .says("marble.key", key)
        .says("marble.transform", "9x9")
}

/// The original, as far as its header tells it.
fn read(case: Case, name: &str, format: &'static str) -> Case {
    let length = store().object(name).expect("an original").body.len();
    case.says("marble.source.format", format)
        .says("marble.source.width", 64)
        .says("marble.source.height", 48)
        .says("marble.source.bytes", length)
}

/// `9x9/a.jpg`, made by this request.
fn made(target: &'static str, status: u16, store: &[&str]) -> Case {
    read(asked(target, status, "9x9/a.jpg"), "a.jpg", "JPEG")
        .says("marble.by", "made")
        .says("marble.result.content_type", "image/jpeg")
        .says("marble.store", store)
}

const NEW: [&str; 3] = ["derivative=absent", "original=found", "put=stored"];
const INLINE: &[(&str, &str)] = &[("DELIVERY", "inline")];

pub(super) fn cases() -> Vec<Case> {
    let stored = |target| {
        asked(target, 200, "9x9/stored.jpg")
            .says("marble.by", "stored")
            .says("marble.store", json!(["derivative=found"]))
    };
    let traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    let mut cases = vec![
        made("/default/resize?key=9x9/a.jpg", 307, &NEW),
        made("/default/resize?token=hush&key=9x9/a.jpg", 307, &NEW),
        made("/9x9/a.jpg", 307, &NEW).method("HEAD"),
        made("/9x9/a.jpg", 307, &NEW)
            .traceparent(traceparent)
            .says("trace_id", "0af7651916cd43dd8448eb211c80319c"),
        made("/9x9/a.jpg", 307, &NEW).traceparent("00-0-0-01"),
        made("/9x9/a.jpg", 200, &NEW).env(INLINE),
        made(
            "/9x9/a.jpg",
            200,
            &["derivative=absent", "original=found", "put=denied"],
        )
        .env(INLINE)
        .failing(Call::Put, Failure::Fail(Error::Denied("do this".into())))
        .messages(1),
        stored("/9x9/stored.jpg"),
        stored("/9x9/stored.jpg").method("HEAD"),
        stored("/9x9/stored.jpg").env(INLINE),
        // Nothing is asked of the store yet.
        asked("/9x9,format=auto/a.jpg", 307, "9x9,format=auto/a.jpg"),
        Case::new("/default/resize?key=9x9/a.jpg", 204).method("OPTIONS"),
        Case::new("/-/health", 200),
        Case::new("/-/health?store", 200).says(
            "marble.store",
            json!(["derivative=absent", "original=absent"]),
        ),
    ];
    cases.extend(refused());
    cases.extend(failed());
    cases
}

/// What the client did wrong, or the original is.
fn refused() -> Vec<Case> {
    let found = || json!(["derivative=absent", "original=found"]);
    let of = |name: &str, status: u16, target: &'static str| {
        let length = store().object(name).expect("an original").body.len();
        asked(target, status, &target[1..])
            .says("marble.store", found())
            .says("marble.source.bytes", length)
    };
    vec![
        Case::new("/default/resize?token=hush", 400).fails(
            "missing-key",
            "Bad Request: Missing key query parameter",
        ),
        Case::new("/default/resize?key=300/a.jpg", 400)
            .says("marble.key", "300/a.jpg")
            .fails(
                "invalid-key",
                "expected a size such as 300x200, 300x or x200 with sides from 1 to 4096, but found \"300\"",
            ),
        Case::new("/-/metrics", 400)
            .says("marble.key", "-/metrics")
            .fails(
                "invalid-key",
                "expected a size such as 300x200, 300x or x200 with sides from 1 to 4096, but found \"-\"",
            ),
        Case::new("/9x9/a.jpg", 403)
            .env(&[("ALLOWED_RESOLUTIONS", "300x300")])
            .says("marble.key", "9x9/a.jpg")
            .fails("resolution-not-allowed", "Forbidden: Resolution not allowed"),
        asked("/9x9/absent.jpg", 404, "9x9/absent.jpg")
            .says("marble.store", json!(["derivative=absent", "original=absent"]))
            .fails("original-not-found", "Not Found: Original image not found"),
        asked("/9x9/a.jpg", 404, "9x9/a.jpg")
            .failing(Call::Get, Failure::Pass)
            .failing(Call::Get, Failure::Fail(Error::Denied("do this".into())))
            .says("marble.store", json!(["derivative=absent", "original=denied"]))
            .fails("original-not-found", "Not Found: Original image not found")
            .messages(1),
        Case::new("/9x9/a.jpg", 405).method("POST").fails(
            "method-not-allowed",
            "Method Not Allowed: Expected GET, HEAD or OPTIONS",
        ),
        Case::new("/9x9/a.jpg", 405).method("BREW").fails(
            "method-not-allowed",
            "Method Not Allowed: Expected GET, HEAD or OPTIONS",
        ),
        read(asked("/9x9/a.jpg", 413, "9x9/a.jpg"), "a.jpg", "JPEG")
            .env(&[("MAX_SOURCE_PIXELS", "3071")])
            .says("marble.store", found())
            .fails("too-many-pixels", "expected at most 3071 pixels, but found 3072"),
        of("page.jpg", 413, "/9x9/page.jpg")
            .env(&[("MAX_SOURCE_BYTES", "32")])
            .fails("too-many-bytes", "expected at most 32 bytes, but found 33"),
        read(asked("/9x9/cut.jpg", 422, "9x9/cut.jpg"), "cut.jpg", "JPEG")
            .says("marble.store", found())
            .fails("damaged-original", "the file ends before the picture"),
        of("page.jpg", 415, "/9x9/page.jpg").fails(
            "not-a-picture",
            "expected JPEG, PNG, WebP, AVIF, JPEG XL, GIF, TIFF, BMP or SVG, but found HTML or XML",
        ),
    ]
}

/// What the operator has to know.
fn failed() -> Vec<Case> {
    let fail = |error: Error| Failure::Fail(error);
    let look = |error: Error, status: u16, word: &str| {
        asked("/9x9/a.jpg", status, "9x9/a.jpg")
            .failing(Call::Get, fail(error))
            .says("marble.store", json!([format!("derivative={word}")]))
    };
    vec![
        look(Error::Refused("do this".into()), 502, "refused").fails("store-refused", "do this"),
        look(Error::Invalid("odd".into()), 502, "invalid").fails("store-invalid", "odd"),
        look(Error::Misconfigured("BUCKET".into()), 500, "misconfigured")
            .fails("misconfigured", "BUCKET"),
        look(Error::Unavailable, 503, "unavailable")
            .fails("store-unavailable", "the store is down or broke off"),
        look(Error::TimedOut, 504, "timed-out")
            .fails("store-timed-out", "the store did not answer in time"),
        made(
            "/9x9/a.jpg",
            503,
            &["derivative=absent", "original=found", "put=throttled"],
        )
        .failing(Call::Put, fail(Error::Throttled))
        .fails("store-throttled", "the store asks for fewer requests"),
        Case::new("/9x9/a.jpg", 500)
            .env(&[("DELIVERY", "pigeon")])
            .fails(
                "misconfigured",
                "DELIVERY: expected redirect or inline, but found \"pigeon\"",
            ),
    ]
}
