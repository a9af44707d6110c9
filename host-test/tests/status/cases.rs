//! The table: every status and every code.

use host_test::store::mock::{Call, Failure};
use host_test::store::object_store::Error;
use serde_json::json;

use super::case::{Case, JPEG, case};

#[expect(clippy::too_many_lines, reason = "a table")]
pub(super) fn cases() -> Vec<Case> {
    let invalid = |detail: &str| json!({"message": "Bad Request: Invalid key format", "code": "invalid-key", "detail": detail});
    let plain = |message: &str, code: &str| json!({"message": message, "code": code});
    let large = |code: &str, detail: &str| {
        json!({
            "message": "Content Too Large: Original image is too large",
            "code": code,
            "detail": detail,
        })
    };
    let missing = || plain("Bad Request: Missing key query parameter", "missing-key");
    let absent = || plain("Not Found: Original image not found", "original-not-found");
    let denied = || Failure::Fail(Error::Denied("refused".into()));
    let misconfigured = || plain("Internal Server Error: Not configured", "misconfigured");
    vec![
        case("/default/resize", 400, missing()),
        case("/default/resize?", 400, missing()),
        case("/default/resize?key=", 400, missing()),
        case("/", 400, missing()),
        case(
            "/default/resize?key=a.jpg",
            400,
            invalid(
                "expected a key such as 300x300/photo.jpg, but found one without an original behind the first slash",
            ),
        ),
        case(
            "/default/resize?key=300/a.jpg",
            400,
            invalid(
                "expected a size such as 300x200, 300x or x200 with sides from 1 to 4096, but found \"300\"",
            ),
        ),
        case(
            "/default/resize?key=4097x1/a.jpg",
            400,
            invalid(
                "expected a size such as 300x200, 300x or x200 with sides from 1 to 4096, but found \"4097x1\"",
            ),
        ),
        case(
            "/default/resize?key=9x9,zoom=1/a.jpg",
            400,
            invalid(
                "expected one of the options fit, position, enlarge, linear, dpr, crop, rotate, flip, flop, background, pad, blur, sharpen, grayscale, brightness, contrast, saturation, watermark, format, quality, max-bytes, lossless, progressive, metadata, icc, frames, but found \"zoom\"",
            ),
        ),
        case(
            "/default/resize?key=9x9/../a.jpg",
            400,
            invalid(
                "expected a key such as 300x300/photo.jpg, but found one with a segment . or ..",
            ),
        ),
        case(
            "/default/resize?key=9x9/9x9/a.jpg",
            400,
            invalid("expected an original, but found the derivative \"9x9/a.jpg\""),
        ),
        // 400 comes before 403, and both before any call of the store.
        case(
            "/9x9,fit=x/a.jpg",
            400,
            invalid(
                "expected fit to be one of cover, contain, fill, inside, outside, but found \"x\"",
            ),
        )
        .env(&[("ALLOWED_RESOLUTIONS", "300x300")]),
        case(
            JPEG,
            403,
            plain(
                "Forbidden: Resolution not allowed",
                "resolution-not-allowed",
            ),
        )
        .env(&[("ALLOWED_RESOLUTIONS", "300x300")]),
        case(
            "/9x9,fit=fill/a.jpg",
            403,
            plain(
                "Forbidden: Resolution not allowed",
                "resolution-not-allowed",
            ),
        )
        .env(&[("ALLOWED_RESOLUTIONS", "9x9")]),
        // 400 before the signature is looked at; then it has to hold, whether it is needed or not.
        case(
            "/9x9,fit=x,sig=AAAAAAAAAAAAAAAAAAAAAA/a.jpg",
            400,
            invalid(
                "expected fit to be one of cover, contain, fill, inside, outside, but found \"x\"",
            ),
        )
        .env(&[("SIGNING_KEYS", "000102030405060708090a0b0c0d0e0f")]),
        case(
            "/9x9,sig=AAAAAAAAAAAAAAAAAAAAAA/a.jpg",
            403,
            plain("Forbidden: Signature does not match", "signature-mismatch"),
        )
        .env(&[
            ("SIGNING_KEYS", "000102030405060708090a0b0c0d0e0f"),
            ("ALLOWED_RESOLUTIONS", "9x9"),
        ]),
        case(
            "/9x9,sig=AAAAAAAAAAAAAAAAAAAAAA/a.jpg",
            400,
            invalid(
                "expected one of the options fit, position, enlarge, linear, dpr, crop, rotate, flip, flop, background, pad, blur, sharpen, grayscale, brightness, contrast, saturation, watermark, format, quality, max-bytes, lossless, progressive, metadata, icc, frames, but found \"sig\"",
            ),
        ),
        case("/9x9/absent.jpg", 404, absent()),
        case(JPEG, 404, absent())
            .failing(Call::Get, Failure::Pass)
            .failing(Call::Get, denied()),
        Case {
            request: ("POST", JPEG),
            ..case(
                JPEG,
                405,
                plain(
                    "Method Not Allowed: Expected GET, HEAD or OPTIONS",
                    "method-not-allowed",
                ),
            )
        },
        Case {
            request: ("BREW", JPEG),
            ..case(
                JPEG,
                405,
                plain(
                    "Method Not Allowed: Expected GET, HEAD or OPTIONS",
                    "method-not-allowed",
                ),
            )
        },
        case(
            "/9x9/page.jpg",
            413,
            large("too-many-bytes", "expected at most 32 bytes, but found 33"),
        )
        .env(&[("MAX_SOURCE_BYTES", "32")]),
        case(
            JPEG,
            413,
            large(
                "too-many-pixels",
                "expected at most 3071 pixels, but found 3072",
            ),
        )
        .env(&[("MAX_SOURCE_PIXELS", "3071")]),
        case(
            "/100x/a.jpg",
            413,
            json!({
                "message": "Content Too Large: Result would be too large",
                "code": "result-side-too-long",
                "detail": "expected at most 40 pixels on the longer side, but found 53",
            }),
        )
        .env(&[("MAX_RESULT_SIDE", "40")])
        .retarget("/x40/a.jpg"),
        case(
            "/9x9,max-bytes=100/a.jpg",
            413,
            json!({
                "message": "Content Too Large: Result would be too large",
                "code": "result-too-many-bytes",
                "detail": "expected at most 100 bytes, but found 310",
            }),
        ),
        case(
            "/9x9/page.jpg",
            415,
            json!({
                "message": "Unsupported Media Type: Original is not a supported image",
                "code": "not-a-picture",
                "detail": "expected JPEG, PNG, WebP, AVIF, JPEG XL, GIF, TIFF, BMP or SVG, but found HTML or XML",
            }),
        ),
        case(
            "/9x9/cut.jpg",
            422,
            json!({
                "message": "Unprocessable Content: Original image is damaged",
                "code": "damaged-original",
                "detail": "the file ends before the picture",
            }),
        ),
        case(JPEG, 500, misconfigured()).env(&[("URL", "")]),
        case(JPEG, 500, misconfigured()).env(&[("MAX_SOURCE_BYTES", "many")]),
        case(JPEG, 500, misconfigured()).failing(
            Call::Get,
            Failure::Fail(Error::Misconfigured("BUCKET: it is not set".into())),
        ),
        case(
            JPEG,
            502,
            plain(
                "Bad Gateway: Store did not accept the request",
                "store-refused",
            ),
        )
        .failing(
            Call::Get,
            Failure::Fail(Error::Refused("the clock is off".into())),
        ),
        case(
            JPEG,
            502,
            plain(
                "Bad Gateway: Store did not accept the request",
                "store-invalid",
            ),
        )
        .failing(
            Call::Get,
            Failure::Fail(Error::Invalid("status 999".into())),
        ),
        case(
            JPEG,
            502,
            plain(
                "Bad Gateway: Store did not accept the request",
                "store-denied",
            ),
        )
        .failing(Call::Put, denied()),
        case(
            JPEG,
            503,
            plain("Service Unavailable: Store is busy", "store-throttled"),
        )
        .failing(Call::Put, Failure::Fail(Error::Throttled)),
        case(
            JPEG,
            503,
            plain("Service Unavailable: Store is down", "store-unavailable"),
        )
        .failing(Call::Get, Failure::Fail(Error::Unavailable)),
        case(
            JPEG,
            504,
            plain("Gateway Timeout: Store is too slow", "store-timed-out"),
        )
        .failing(Call::Get, Failure::Pass)
        .failing(Call::Get, Failure::Fail(Error::TimedOut)),
    ]
}
