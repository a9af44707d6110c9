//! S3's error documents, for the answers that do not come from `s3s`.

use bytes::Bytes;
use http::HeaderValue;
use http::Response;
use http::StatusCode;
use http::header::CONTENT_TYPE;

/// An error as S3 writes it. `extra` is more XML, such as `<Region>…</Region>`; nothing here is foreign text.
pub(super) fn error(status: StatusCode, code: &str, message: &str, extra: &str) -> Response<Bytes> {
    let xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>{code}</Code><Message>{message}</Message>\
         {extra}<RequestId>MARBLE</RequestId><HostId>host-test</HostId></Error>"
    );
    answer(status, "application/xml", xml)
}

/// An answer with a body of that type.
pub(super) fn answer(
    status: StatusCode,
    content_type: &'static str,
    body: impl Into<Bytes>,
) -> Response<Bytes> {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    response
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    response
}

/// The `<Code>` of an error document.
pub(super) fn code_of(xml: &[u8]) -> Option<&str> {
    let (_, rest) = str::from_utf8(xml).ok()?.split_once("<Code>")?;
    Some(rest.split_once("</Code>")?.0)
}
