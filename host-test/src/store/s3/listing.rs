//! `ListObjectsV2`: prefix, delimiter and pages over the sorted keys.

use percent_encoding::AsciiSet;
use percent_encoding::NON_ALPHANUMERIC;
use percent_encoding::utf8_percent_encode;
use s3s::S3Result;
use s3s::dto::CommonPrefix;
use s3s::dto::ListObjectsV2Input;
use s3s::dto::ListObjectsV2Output;
use s3s::dto::Object as ListedObject;
use s3s::s3_error;

use super::etag::strong;
use crate::store::bucket::Entry;

const MAX_KEYS: i32 = 1_000;
/// `encoding-type=url` leaves these; XML cannot carry every character of a key.
const UNENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'/')
    .remove(b'_');

/// One row of a page, in the order of the keys.
#[derive(Debug, PartialEq)]
enum Row<'a> {
    Object(&'a Entry),
    Prefix(&'a str),
}

/// The page of `entries`, which all begin with the prefix and are sorted.
pub(super) fn list(entries: &[Entry], input: ListObjectsV2Input) -> S3Result<ListObjectsV2Output> {
    let prefix = input.prefix.as_deref().unwrap_or_default();
    let delimiter = input.delimiter.as_deref().filter(|d| !d.is_empty());
    let max_keys = input.max_keys.unwrap_or(MAX_KEYS).clamp(0, MAX_KEYS);
    let after = match &input.continuation_token {
        Some(token) => Some(from_token(token).ok_or_else(|| {
            s3_error!(
                InvalidArgument,
                "The continuation token provided is incorrect"
            )
        })?),
        None => input.start_after.clone(),
    };
    let rows = rows(entries, prefix.len(), delimiter, after.as_deref());
    let wanted = usize::try_from(max_keys).unwrap_or_default();
    let page = rows.get(..wanted.min(rows.len())).unwrap_or_default();
    let truncated = wanted > 0 && rows.len() > page.len();
    let next = page.last().filter(|_| truncated);
    let next_continuation_token = next.map(|row| to_token(row.name()));
    let encoded = input
        .encoding_type
        .as_ref()
        .is_some_and(|e| e.as_str() == "url");
    let text = |text: &str| {
        if encoded {
            utf8_percent_encode(text, UNENCODED).to_string()
        } else {
            text.to_owned()
        }
    };
    Ok(ListObjectsV2Output {
        common_prefixes: Some(page.iter().filter_map(|row| row.prefix(text)).collect()),
        contents: Some(page.iter().filter_map(|row| row.object(text)).collect()),
        is_truncated: Some(truncated),
        key_count: i32::try_from(page.len()).ok(),
        max_keys: Some(max_keys),
        next_continuation_token,
        delimiter: input.delimiter.as_deref().map(text),
        prefix: Some(text(prefix)),
        start_after: input.start_after.as_deref().map(text),
        continuation_token: input.continuation_token,
        encoding_type: input.encoding_type,
        name: Some(input.bucket),
        ..ListObjectsV2Output::default()
    })
}

/// All rows after `after`; keys with the same text up to the delimiter are one row.
fn rows<'a>(
    entries: &'a [Entry],
    prefix_bytes: usize,
    delimiter: Option<&str>,
    after: Option<&str>,
) -> Vec<Row<'a>> {
    let mut rows = Vec::new();
    for entry in entries {
        let group = delimiter.and_then(|delimiter| {
            let at = entry.key.get(prefix_bytes..)?.find(delimiter)?;
            entry.key.get(..prefix_bytes + at + delimiter.len())
        });
        let row = group.map_or(Row::Object(entry), Row::Prefix);
        // A group that ended the page before sorts before all of its keys: it must not come again.
        let listed = after.is_some_and(|after| *entry.key <= *after || row.name() == after);
        if !listed && rows.last() != Some(&row) {
            rows.push(row);
        }
    }
    rows
}

impl Row<'_> {
    fn name(&self) -> &str {
        match self {
            Self::Object(entry) => &entry.key,
            Self::Prefix(prefix) => prefix,
        }
    }

    fn prefix(&self, text: impl Fn(&str) -> String) -> Option<CommonPrefix> {
        match self {
            Self::Object(_) => None,
            Self::Prefix(prefix) => Some(CommonPrefix {
                prefix: Some(text(prefix)),
            }),
        }
    }

    fn object(&self, text: impl Fn(&str) -> String) -> Option<ListedObject> {
        match self {
            Self::Object(entry) => Some(ListedObject {
                e_tag: Some(strong(&entry.etag)),
                key: Some(text(&entry.key)),
                last_modified: Some(entry.last_modified.into()),
                size: i64::try_from(entry.size).ok(),
                ..ListedObject::default()
            }),
            Self::Prefix(_) => None,
        }
    }
}

/// Opaque on purpose, and safe in XML and in a query: every byte but letters and digits is escaped.
fn to_token(name: &str) -> String {
    utf8_percent_encode(name, NON_ALPHANUMERIC)
        .to_string()
        .replace('%', "-")
}

fn from_token(token: &str) -> Option<String> {
    let escaped = token.replace('-', "%");
    let name = percent_encoding::percent_decode_str(&escaped)
        .decode_utf8()
        .ok()?
        .into_owned();
    (to_token(&name) == token).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::UNIX_EPOCH;

    #[test]
    fn rows_are_the_keys_and_groups_after_the_mark() {
        let entries: Vec<Entry> = ["a", "d/1", "d/2", "d/e/3", "f"].map(entry).into();
        for (delimiter, after, expected) in [
            (None, None, vec!["a", "d/1", "d/2", "d/e/3", "f"]),
            (None, Some("d/2"), vec!["d/e/3", "f"]),
            (Some("/"), None, vec!["a", "d/", "f"]),
            (Some("/"), Some("a"), vec!["d/", "f"]),
            (Some("/"), Some("d/"), vec!["f"]),
            (Some("/"), Some("d/1"), vec!["d/", "f"]),
            (Some("/"), Some("f"), vec![]),
        ] {
            let rows = rows(&entries, 0, delimiter, after);
            let names: Vec<&str> = rows.iter().map(Row::name).collect();
            assert_eq!(names, expected, "{delimiter:?} after {after:?}");
        }
    }

    #[test]
    fn a_token_is_read_back_and_a_foreign_one_is_not() {
        for name in ["a/b", "ü-%41 +&", "-", ""] {
            assert_eq!(from_token(&to_token(name)).as_deref(), Some(name));
        }
        for token in ["a/b", "-F", "-FF", "ü"] {
            assert_eq!(from_token(token), None, "{token}");
        }
    }

    fn entry(key: &str) -> Entry {
        Entry {
            key: key.to_owned(),
            size: 1,
            etag: String::new(),
            last_modified: UNIX_EPOCH,
        }
    }
}
