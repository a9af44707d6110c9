//! AWS's published signatures, made by our own code; and what S3 asks for beyond them. The suite's cases for
//! other services are taken with two changes of setting, and only those that hold for S3: paths are not
//! normalised there, and encoded once.

use std::time::Duration;

use aws_sigv4::http_request::SignatureLocation;

use super::*;

const EMPTY_SHA256: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

fn at(seconds: u64) -> SystemTime {
    let since_epoch = Duration::from_secs(seconds);
    SystemTime::UNIX_EPOCH.checked_add(since_epoch).unwrap()
}

fn credentials(id: &str, secret: &str, token: Option<&str>) -> Credentials {
    Credentials {
        access_key_id: id.to_owned(),
        secret_access_key: secret.to_owned(),
        session_token: token.map(str::to_owned),
    }
}

fn request<'a>(
    method: &str,
    uri: &str,
    headers: &[(&str, &str)],
    body: &'a str,
) -> Request<&'a [u8]> {
    let builder = Request::builder().method(method).uri(uri);
    headers
        .iter()
        .fold(builder, |builder, (name, value)| {
            builder.header(*name, *value)
        })
        .body(body.as_bytes())
        .unwrap()
}

fn header<'a>(request: &'a Request<&[u8]>, name: &str) -> &'a str {
    request.headers()[name].to_str().unwrap()
}

fn signature<'a>(request: &'a Request<&[u8]>) -> &'a str {
    let authorization = header(request, "authorization");
    authorization.rsplit_once("Signature=").unwrap().1
}

/// `aws-signing-test-suite/v4` (in the crate aws-sigv4 1.6.4, from github.com/awslabs/aws-c-auth, Apache-2.0): a
/// case's folder, its path as sent, and its `header-signature.txt`.
const SUITE_PATHS: &[(&str, &str, &str)] = &[
    (
        "get-vanilla",
        "/",
        "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
    ),
    (
        "get-unreserved",
        "/-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
        "07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f",
    ),
    (
        "get-utf8",
        "/%E1%88%B4",
        "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85",
    ),
    (
        "get-space-unnormalized",
        "/example%20space/",
        "652487583200325589f1fba4c7e578f72c47cb61beeca81406b39ddec1366741",
    ),
    (
        "get-slash-unnormalized",
        "//",
        "c88bcd3d312d75078c0cd961d6deae3f4c754924b01669efcfcb439fd5e5b76e",
    ),
    (
        "get-slashes-unnormalized",
        "//example//",
        "87cca117541a147f6df867677d98a7d80dff226d2bfca9e4ffa899665623c7e5",
    ),
    (
        "get-slash-dot-slash-unnormalized",
        "/./",
        "68714168e6557f8f2de0ef956fc24dc2593a4bd2961f8df51898d8a134695145",
    ),
    (
        "get-slash-pointless-dot-unnormalized",
        "/./example",
        "beb03f223f7deae4146464f06e29eebbee9c8afbe15c290cf07aa8b119e14cff",
    ),
    (
        "get-relative-unnormalized",
        "/example/..",
        "eca7ead57bb5aa5c8e28007acd4ff04e1ff9a0ff3b237ec1554a184887ff9282",
    ),
    (
        "get-relative-relative-unnormalized",
        "/example1/example2/../..",
        "dc33e0856fd4baca4d7aa2146c38958283844764f38c74252a333df5e613003b",
    ),
];

/// The headers of a request.
type Headers = &'static [(&'static str, &'static str)];

/// The suite's cases with headers: folder, headers, and `header-signature.txt`.
const SUITE_HEADERS: &[(&str, Headers, &str)] = &[
    (
        "get-header-key-duplicate",
        &[
            ("My-Header1", "value2"),
            ("My-Header1", "value2"),
            ("My-Header1", "value1"),
        ],
        "c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea",
    ),
    (
        "get-header-value-trim",
        &[("My-Header1", " value1"), ("My-Header2", " \"a   b   c\"")],
        "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736",
    ),
];

/// `get-vanilla-with-session-token`.
const SUITE_TOKEN: (&str, &str) = (
    "6e86291e8372ff2a2260956d9b8aae1d763fbf315fa00fa31553b73ebf194267",
    "07ec1639c89043aa0e3e2de82b96708f198cceab042d4a97044c66dd9f74e7f8",
);

const SUITE_SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

fn suite_scope() -> Scope<'static> {
    Scope {
        region: "us-east-1",
        service: "service",
        // 2015-08-30T12:36:00Z
        now: at(1_440_938_160),
    }
}

/// The signature of a suite's GET; these cases carry no hash of the body.
fn suite_signature(path: &str, headers: &[(&str, &str)], token: Option<&str>) -> String {
    let uri = format!("https://example.amazonaws.com{path}");
    let mut request = request("GET", &uri, headers, "");
    let mut settings = s3_settings();
    settings.payload_checksum_kind = PayloadChecksumKind::NoHeader;
    let credentials = credentials("AKIDEXAMPLE", SUITE_SECRET, token);
    sign_for(&mut request, &credentials, &suite_scope(), settings).unwrap();
    signature(&request).to_owned()
}

#[test]
fn makes_the_signatures_of_the_aws_suite() {
    for (name, path, expected) in SUITE_PATHS {
        assert_eq!(suite_signature(path, &[], None), *expected, "{name}");
    }
    for (name, headers, expected) in SUITE_HEADERS {
        assert_eq!(suite_signature("/", headers, None), *expected, "{name}");
    }
    let (token, expected) = SUITE_TOKEN;
    assert_eq!(suite_signature("/", &[], Some(token)), expected);
}

/// `post-x-www-form-urlencoded`: the suite's case with a signed body.
#[test]
fn makes_the_suites_signature_with_a_body() {
    let headers = [
        ("content-type", "application/x-www-form-urlencoded"),
        ("content-length", "13"),
    ];
    let uri = "https://example.amazonaws.com/";
    let mut request = request("POST", uri, &headers, "Param1=value1");
    let credentials = credentials("AKIDEXAMPLE", SUITE_SECRET, None);
    sign_for(&mut request, &credentials, &suite_scope(), s3_settings()).unwrap();
    assert_eq!(
        signature(&request),
        "d3875051da38690788ef43de4db0d8f280229d82040bfac253562e56c3f20e0b"
    );
}

/// AWS, Amazon S3 API Reference, "Examples: Signature Calculations in AWS Signature Version 4".
#[test]
fn makes_the_signatures_of_the_s3_guide() {
    let id = "AKIAIOSFODNN7EXAMPLE";
    let credentials = credentials(id, "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", None);
    let put_headers = [
        ("date", "Fri, 24 May 2013 00:00:00 GMT"),
        ("x-amz-storage-class", "REDUCED_REDUNDANCY"),
    ];
    for (method, path, headers, body, signed, expected) in [
        (
            "GET",
            "/test.txt",
            &[("range", "bytes=0-9")][..],
            "",
            "host;range;x-amz-content-sha256;x-amz-date",
            "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
        ),
        (
            "PUT",
            "/test%24file.text",
            &put_headers,
            "Welcome to Amazon S3.",
            "date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class",
            "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
        ),
    ] {
        let uri = format!("https://examplebucket.s3.amazonaws.com{path}");
        let mut request = request(method, &uri, headers, body);
        // 2013-05-24T00:00:00Z
        sign(&mut request, &credentials, "us-east-1", at(1_369_353_600)).unwrap();
        let expected = format!(
            "AWS4-HMAC-SHA256 Credential={id}/20130524/us-east-1/s3/aws4_request, \
             SignedHeaders={signed}, Signature={expected}"
        );
        assert_eq!(header(&request, "authorization"), expected);
    }
}

#[test]
fn sends_hash_date_and_token_but_never_host() {
    let mut request = request("GET", "http://h:9000/b/k", &[("content-length", "0")], "");
    let credentials = credentials("id", "secret", Some("token"));
    sign(&mut request, &credentials, "auto", at(0)).unwrap();
    assert_eq!(header(&request, "x-amz-content-sha256"), EMPTY_SHA256);
    assert_eq!(header(&request, "x-amz-date"), "19700101T000000Z");
    assert_eq!(header(&request, "x-amz-security-token"), "token");
    assert!(!request.headers().contains_key("host"));
    let signed =
        "SignedHeaders=content-length;host;x-amz-content-sha256;x-amz-date;x-amz-security-token,";
    assert!(header(&request, "authorization").contains(signed));
}

#[test]
fn debug_of_a_signed_request_shows_no_token() {
    let mut request = request("GET", "http://h/b/k", &[], "");
    let credentials = credentials("hush-id", "hush", Some("hush-token"));
    sign(&mut request, &credentials, "auto", at(0)).unwrap();
    let shown = format!("{request:?}");
    assert!(!shown.contains("hush"), "{shown}");
}

#[test]
fn an_impossible_clock_is_an_error() {
    let before = SystemTime::UNIX_EPOCH
        .checked_sub(Duration::from_secs(1))
        .unwrap();
    for now in [before, at(253_402_300_800), at(u64::MAX >> 1)] {
        let mut request = request("GET", "http://h/b/k", &[], "");
        let found = sign(
            &mut request,
            &credentials("id", "secret", None),
            "auto",
            now,
        );
        assert_eq!(found.unwrap_err().kind, Kind::Misconfigured, "{now:?}");
    }
    let mut request = request("GET", "http://h/b/k", &[], "");
    let last = at(253_402_300_799);
    assert!(
        sign(
            &mut request,
            &credentials("id", "secret", None),
            "auto",
            last
        )
        .is_ok()
    );
}

#[test]
fn the_settings_are_those_of_s3() {
    let settings = s3_settings();
    assert_eq!(settings.signature_location, SignatureLocation::Headers);
    assert_eq!(
        settings.payload_checksum_kind,
        PayloadChecksumKind::XAmzSha256
    );
    assert_eq!(settings.percent_encoding_mode, PercentEncodingMode::Single);
    assert_eq!(
        settings.uri_path_normalization_mode,
        UriPathNormalizationMode::Disabled
    );
}
