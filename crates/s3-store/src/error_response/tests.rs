//! Error documents, good and hostile; and what reaches the log.

use http::Response;

use super::*;

fn parse(method: Method, status: u16, region: &str, body: &[u8]) -> ErrorResponse {
    let builder = Response::builder().status(status);
    let builder = match region {
        "" => builder,
        region => builder.header("x-amz-bucket-region", region),
    };
    let (parts, ()) = builder.body(()).unwrap().into_parts();
    ErrorResponse::parse(method, &parts, body, |text| {
        text.replace("hush", "[redacted]")
    })
}

fn get(status: u16, body: &str) -> ErrorResponse {
    parse(Method::GET, status, "", body.as_bytes())
}

#[test]
fn reads_the_documents_of_the_stores() {
    for (body, code, message, region) in [
        (
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>NoSuchKey</Code>\
             <Message>The specified key does not exist.</Message><Key>a</Key></Error>",
            "NoSuchKey",
            "The specified key does not exist.",
            "",
        ),
        (
            "<Error><Code> AuthorizationHeaderMalformed\n</Code><Message/><Region>eu-west-1</Region></Error>",
            "AuthorizationHeaderMalformed",
            "",
            "eu-west-1",
        ),
        (
            "<Error xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Code>SlowDown</Code></Error>",
            "SlowDown",
            "",
            "",
        ),
        (
            "<ErrorResponse><Error><Code>NoSuchBucket</Code></Error></ErrorResponse>",
            "NoSuchBucket",
            "",
            "",
        ),
        (
            "<Error><Code><![CDATA[Access]]>Denied</Code><Message>a &amp; b</Message></Error>",
            "AccessDenied",
            "a & b",
            "",
        ),
    ] {
        let found = get(400, body);
        let found = (
            found.code.as_str(),
            found.message.as_str(),
            found.region.as_str(),
        );
        assert_eq!(found, (code, message, region), "{body}");
    }
}

#[test]
fn what_is_no_error_document_is_none() {
    let deep = "<a>".repeat(20_000);
    let closed = format!("{deep}{}", "</a>".repeat(20_000));
    let wide = format!(
        "<Error>{}<Code>NoSuchKey</Code></Error>",
        "<a/>".repeat(10_000)
    );
    let bomb = "<!DOCTYPE a [<!ENTITY b \"bbbb\">]><Error><Code>&b;</Code></Error>";
    let attributes = format!("<Error {}/>", "a='".repeat(20_000));
    for body in [
        "",
        " ",
        "<",
        "<Error>",
        "<Error><Code>NoSuchKey</Code>",
        "<Error><Code></Code></Error>",
        "<Error><Code/></Error>",
        "{\"Code\":\"NoSuchKey\"}",
        "<html><body>404</body></html>",
        "\u{feff}",
        "&#0;",
        &deep,
        &closed,
        &wide,
        bomb,
        &attributes,
    ] {
        let found = get(404, body);
        let shown = body.get(..40).unwrap_or(body);
        assert_eq!(found.code, "", "{shown}");
        assert_eq!(found.absent_or_failure(), Ok(()), "{shown}");
    }
    let bytes: Vec<u8> = (0..=255).cycle().take(MAX_DOCUMENT_BYTES).collect();
    assert_eq!(parse(Method::GET, 404, "", &bytes).code, "");
}

#[test]
fn every_prefix_of_a_document_is_survived() {
    let body = "<?xml version=\"1.0\"?><Error a=\"&lt;\"><!-- c --><Code>NoSuchKey</Code>\
                <Message>&#xfc;<![CDATA[x]]></Message></Error>";
    for end in 0..=body.len() {
        let found = parse(Method::GET, 503, "", &body.as_bytes()[..end]);
        assert!(found.code.is_empty() || end == body.len(), "{end}");
    }
}

#[test]
fn the_log_line_says_what_to_do() {
    for (status, region, body, expected) in [
        (
            403,
            "",
            "<Error><Code>SignatureDoesNotMatch</Code><StringToSign>AWS4</StringToSign></Error>",
            "refused: SignatureDoesNotMatch (403): \
             AWS_SECRET_ACCESS_KEY does not belong to AWS_ACCESS_KEY_ID",
        ),
        (
            301,
            "eu-west-1",
            "",
            "refused: status 301: the bucket is not at this endpoint: check AWS_REGION and S3_ENDPOINT; \
             the bucket's region is \"eu-west-1\"",
        ),
        (
            503,
            "",
            "<Error><Code>SlowDown</Code></Error>",
            "failed: SlowDown (503)",
        ),
        (
            400,
            "",
            "<Error><Code>Odd\nCode</Code><Message>line\r\ns3-store: forged</Message></Error>",
            "refused: \"Odd\\nCode\" (400); the store says \"line\\ns3-store: forged\"",
        ),
        (204, "", "", "refused: status 204"),
    ] {
        let found = parse(Method::GET, status, region, body.as_bytes());
        assert_eq!(found.failure().text, expected);
    }
}

#[test]
fn neither_credentials_nor_signatures_reach_the_log() {
    for body in [
        "<Error><Code>hush</Code><Message>the token hush is bad</Message><Region>hush</Region></Error>",
        "<Error><Code>Odd</Code><Message>Authorization: AWS4-HMAC-SHA256 hush</Message></Error>",
        "<Error><Code>Odd</Code><Message>SignedHeaders=hush, Signature=hush</Message></Error>",
        "<Error><Code>SignatureDoesNotMatch</Code><StringToSign>hush</StringToSign>\
         <CanonicalRequest>hush</CanonicalRequest><AWSAccessKeyId>hush</AWSAccessKeyId></Error>",
    ] {
        let text = parse(Method::PUT, 403, "", body.as_bytes()).failure().text;
        assert!(!text.contains("hush") && !text.contains("AWS4"), "{text}");
    }
}

#[test]
fn long_foreign_text_is_cut() {
    let long = "x".repeat(60_000);
    let body = format!(
        "<Error><Code>{long}</Code><Message>{long}</Message><Region>{long}</Region></Error>"
    );
    let text = get(400, &body).failure().text;
    assert!(text.len() < 1_000, "{}", text.len());
}

#[test]
fn absence_transience_and_failures_follow_the_table() {
    let absent = get(404, "<Error><Code>NoSuchKey</Code></Error>");
    assert_eq!(absent.absent_or_failure(), Ok(()));
    assert!(!absent.is_transient());
    let slow = get(503, "<Error><Code>SlowDown</Code></Error>");
    assert!(slow.is_transient());
    assert_eq!(slow.failure().kind, Kind::Throttled);
    let head = parse(Method::HEAD, 403, "", b"");
    assert_eq!(head.absent_or_failure().unwrap_err().kind, Kind::Denied);
    let bucket = parse(Method::PUT, 404, "", b"");
    assert_eq!(bucket.absent_or_failure().unwrap_err().kind, Kind::Refused);
}
