//! One page of the folders directly below a prefix: what S3 calls common prefixes.
//!
//! ```xml
//! <ListBucketResult><EncodingType>url</EncodingType><IsTruncated>true</IsTruncated>
//!   <NextContinuationToken>...</NextContinuationToken>
//!   <CommonPrefixes><Prefix>derived/300x300/</Prefix></CommonPrefixes>...
//! </ListBucketResult>
//! ```
//!
//! (AWS, Amazon S3 API Reference, `ListObjectsV2`.)

use std::borrow::Cow;

use percent_encoding::percent_decode_str;
use roxmltree::Document;

use crate::action;
use crate::attempts::exchange;
use crate::config::Config;
use crate::failure::{Failure, Kind};
use crate::object_store::Folders;
use crate::retry::Tries;
use crate::xml;

/// The longest document that is read, in bytes: a page has at most 1,000 rows of a key, whose bytes may be three each.
const MAX_DOCUMENT_BYTES: usize = 8 << 20;

/// A row has about ten nodes.
const MOST_NODES: u32 = 40_000;

/// Asks for a page.
///
/// # Errors
///
/// As S3 says, and [`Kind::Invalid`] for a page that cannot be understood.
pub(crate) fn folders(
    config: &Config,
    prefix: &str,
    page: Option<&str>,
) -> Result<Folders, Failure> {
    let request = action::list(&config.bucket_url, prefix, page)?;
    let response = exchange(config, &request, &mut Tries::default())?;
    let response = response.map_err(|error| error.failure())?;
    let document = response.into_body().read_beginning(MAX_DOCUMENT_BYTES);
    parse(&document, prefix)
}

fn parse(document: &[u8], prefix: &str) -> Result<Folders, Failure> {
    let text = std::str::from_utf8(document).map_err(|_| invalid("is not UTF-8"))?;
    let document = xml::parse(text, MOST_NODES);
    let document = document.ok_or_else(|| invalid("is no XML, or is cut off"))?;
    let root = document.root_element();
    if root.tag_name().name() != "ListBucketResult" {
        return Err(invalid("is no ListBucketResult"));
    }
    let names = folder_names(&document, prefix)?;
    let next = match (
        xml::text(root, "IsTruncated"),
        xml::text(root, "NextContinuationToken"),
    ) {
        ("true", "") => return Err(invalid("is cut, and does not say how it goes on")),
        ("true", token) => Some(token.to_owned()),
        _ => None,
    };
    Ok(Folders { names, next })
}

fn folder_names(document: &Document<'_>, prefix: &str) -> Result<Vec<String>, Failure> {
    let root = document.root_element();
    let encoded = xml::text(root, "EncodingType") == "url";
    let rows = xml::elements(root, "CommonPrefixes");
    let names = rows.map(|row| {
        let name = decode(xml::text(row, "Prefix"), encoded)?;
        let name = name.strip_prefix(prefix).map(str::to_owned);
        name.ok_or_else(|| invalid("has a folder that is elsewhere"))
    });
    names.collect()
}

/// A key of a listing that is `encoded`, which is as forms are: AWS writes `+` for a space.
///
/// # Errors
///
/// [`Kind::Invalid`] for one that is not UTF-8.
pub fn decode(name: &str, encoded: bool) -> Result<Cow<'_, str>, Failure> {
    if !encoded {
        return Ok(name.into());
    }
    let name = name.replace('+', " ");
    let name = percent_decode_str(&name).decode_utf8();
    let name = name.map_err(|_| invalid("has a name that is not UTF-8"))?;
    Ok(name.into_owned().into())
}

fn invalid(what: &str) -> Failure {
    Failure::permanent(Kind::Invalid, format!("the store's listing {what}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(body: &str, prefix: &str) -> Option<(Vec<String>, Option<String>)> {
        let document = format!("<ListBucketResult xmlns=\"http://x\">{body}</ListBucketResult>");
        let folders = parse(document.as_bytes(), prefix).ok()?;
        Some((folders.names, folders.next))
    }

    #[test]
    fn folders_are_named_without_the_prefix() {
        let rows = "<CommonPrefixes><Prefix>d/a+b%2B%C3%BC/</Prefix></CommonPrefixes>\
             <Contents><Key>d/k</Key></Contents>\
             <CommonPrefixes><Prefix>d/9x9/</Prefix></CommonPrefixes>";
        let encoded = format!("<Prefix>d/</Prefix><EncodingType>url</EncodingType>{rows}");
        let (names, next) = page(&encoded, "d/").unwrap();
        assert_eq!(names, ["a b+ü/", "9x9/"]);
        assert_eq!(next, None);
        let (names, _) = page(rows, "d/").unwrap();
        assert_eq!(names, ["a+b%2B%C3%BC/", "9x9/"]);
        assert_eq!(page("", "").unwrap(), (vec![], None));
    }

    #[test]
    fn a_page_that_is_cut_says_how_it_goes_on() {
        for (body, expected) in [
            ("<IsTruncated>false</IsTruncated>", Some(None)),
            (
                "<IsTruncated>true</IsTruncated><NextContinuationToken>t/+=</NextContinuationToken>",
                Some(Some("t/+=")),
            ),
            ("<IsTruncated>true</IsTruncated>", None),
        ] {
            let found = page(body, "").map(|(_, next)| next);
            assert_eq!(
                found,
                expected.map(|next| next.map(str::to_owned)),
                "{body}"
            );
        }
    }

    #[test]
    fn what_is_no_listing_is_refused() {
        for document in [
            &b""[..],
            b"<ListBucketResult>",
            b"<html></html>",
            b"\xff",
            b"<ListBucketResult><CommonPrefixes><Prefix>other/</Prefix></CommonPrefixes></ListBucketResult>",
        ] {
            let failure = parse(document, "d/").unwrap_err();
            assert_eq!(failure.kind, Kind::Invalid);
        }
    }
}
