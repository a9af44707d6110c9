//! What the client has already: the headers `If-None-Match` and `If-Modified-Since` (RFC 9110, 13.1.2 and 13.1.3).

use http::HeaderMap;
use http::header::{IF_MODIFIED_SINCE, IF_NONE_MATCH};
use httpdate::HttpDate;

/// The conditions of a request, or none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Conditions {
    /// The lists of entity tags, one a line of the header.
    none_match: Vec<String>,
    modified_since: Option<HttpDate>,
}

impl Conditions {
    /// Reads the headers. A date that is not understood is passed over, and so is every date beside `If-None-Match`.
    #[must_use]
    pub fn from_headers(headers: &HeaderMap) -> Self {
        let lines = |name| {
            let values = headers.get_all(name).iter();
            values.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
        };
        let none_match: Vec<_> = lines(IF_NONE_MATCH).collect();
        let mut dates = lines(IF_MODIFIED_SINCE);
        let date = dates.next().filter(|_| dates.next().is_none());
        let date = date.filter(|_| none_match.is_empty());
        Self {
            modified_since: date.and_then(|date| date.trim().parse().ok()),
            none_match,
        }
    }

    /// Whether the client has the object with this entity tag, which was stored at this HTTP date: it need not be sent.
    #[must_use]
    pub fn have(&self, etag: Option<&str>, last_modified: Option<&str>) -> bool {
        let matches = |line: &String| line.trim() == "*" || lists(line, etag);
        let modified = last_modified.and_then(|date| date.parse::<HttpDate>().ok());
        let unmodified = self.modified_since.zip(modified);
        self.none_match.iter().any(matches)
            || unmodified.is_some_and(|(since, modified)| modified <= since)
    }
}

/// Whether a list has an entity tag, by the weak comparison (RFC 9110, 8.8.3.2). What follows something that is no tag is
/// not read: the client gets the picture once more.
///
/// ```text
/// list   = *( space / "," ) *( tag *( space / "," ) )
/// tag    = [ "W/" ] DQUOTE *( any but DQUOTE ) DQUOTE     ; commas belong to it
/// ```
fn lists(list: &str, etag: Option<&str>) -> bool {
    let Some(etag) = etag.map(strong) else {
        return false;
    };
    let separator = |found| matches!(found, ',' | ' ' | '\t');
    let mut rest = list.trim_start_matches(separator);
    while let Some((tag, behind)) = next_tag(rest) {
        if tag == etag {
            return true;
        }
        rest = behind.trim_start_matches(separator);
    }
    false
}

/// A tag with its quotes, and what is behind it.
fn next_tag(list: &str) -> Option<(&str, &str)> {
    let list = strong(list);
    let end = list.strip_prefix('"')?.find('"')?;
    list.split_at_checked(end.checked_add(2)?)
}

/// An entity tag, or a list that begins with one, without the mark of a weak one.
fn strong(etag: &str) -> &str {
    etag.strip_prefix("W/").unwrap_or(etag)
}

#[cfg(test)]
mod tests {
    use http::{HeaderName, HeaderValue};

    use super::*;

    const DATE: &str = "Sun, 22 Nov 2026 10:00:00 GMT";

    fn conditions(headers: &[(HeaderName, &str)]) -> Conditions {
        let headers = headers.iter().map(|(name, value)| {
            let value = HeaderValue::from_bytes(value.as_bytes());
            (name.clone(), value.unwrap())
        });
        Conditions::from_headers(&headers.collect())
    }

    fn appended(name: &HeaderName, values: &[&str]) -> Conditions {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(name, HeaderValue::from_bytes(value.as_bytes()).unwrap());
        }
        Conditions::from_headers(&headers)
    }

    #[test]
    fn compares_entity_tags_weakly() {
        for (sent, stored, expected) in [
            (r#""a""#, r#""a""#, true),
            (r#"W/"a""#, r#""a""#, true),
            (r#""a""#, r#"W/"a""#, true),
            (r#"W/"a""#, r#"W/"a""#, true),
            (r#""b", "a""#, r#""a""#, true),
            (r#" ,"b",,	W/"a" , "#, r#""a""#, true),
            (r#""b""a""#, r#""a""#, true),
            (r#""a,b", "c""#, r#""a,b""#, true),
            (r#""a,b", "c""#, r#""c""#, true),
            (r#""""#, r#""""#, true),
            ("\"ü\"", "\"ü\"", true),
            ("*", r#""a""#, true),
            (" * ", r#""a""#, true),
            (r#""A""#, r#""a""#, false),
            (r#""aa""#, r#""a""#, false),
            (r#""a,b""#, r#""a""#, false),
            (r#""*""#, r#""a""#, false),
            (r#"w/"a""#, r#""a""#, false),
            ("a", r#""a""#, false),
            (r#"a, "a""#, r#""a""#, false),
            (r#""a"#, r#""a""#, false),
            ("", r#""a""#, false),
            ("W/", r#""a""#, false),
            (",", "", false),
        ] {
            let found = conditions(&[(IF_NONE_MATCH, sent)]).have(Some(stored), None);
            assert_eq!(found, expected, "{sent} against {stored}");
        }
    }

    #[test]
    fn lines_of_one_name_are_one_list() {
        let tags = appended(&IF_NONE_MATCH, &[r#""a""#, r#""b", "c""#]);
        for (etag, expected) in [("\"a\"", true), ("\"c\"", true), ("\"d\"", false)] {
            assert_eq!(tags.have(Some(etag), None), expected, "{etag}");
        }
        let dates = appended(&IF_MODIFIED_SINCE, &[DATE, DATE]);
        assert_eq!(dates, Conditions::default(), "two dates are none");
    }

    #[test]
    fn compares_dates_in_each_form() {
        for (sent, stored, expected) in [
            (DATE, DATE, true),
            ("Sun, 22 Nov 2026 10:00:01 GMT", DATE, true),
            ("Sun, 22 Nov 2026 09:59:59 GMT", DATE, false),
            ("Sunday, 22-Nov-26 10:00:00 GMT", DATE, true),
            ("Sunday, 22-Nov-26 09:59:59 GMT", DATE, false),
            ("Sun Nov 22 10:00:00 2026", DATE, true),
            ("Fri, 31 Dec 9999 23:59:59 GMT", DATE, true),
            ("Mon, 30 Feb 2026 10:00:00 GMT", DATE, false),
            ("Sun, 22 Nov 2026 10:00:00 CET", DATE, false),
            ("1795600000", DATE, false),
            ("", DATE, false),
            (DATE, "yesterday", false),
        ] {
            let found = conditions(&[(IF_MODIFIED_SINCE, sent)]).have(None, Some(stored));
            assert_eq!(found, expected, "{sent} against {stored}");
        }
    }

    #[test]
    fn entity_tags_go_before_dates() {
        let other = conditions(&[(IF_NONE_MATCH, "\"b\""), (IF_MODIFIED_SINCE, DATE)]);
        assert!(!other.have(Some("\"a\""), Some(DATE)));
        let none = conditions(&[(IF_NONE_MATCH, ""), (IF_MODIFIED_SINCE, DATE)]);
        assert!(!none.have(Some("\"a\""), Some(DATE)));
        let same = conditions(&[
            (IF_NONE_MATCH, "\"a\""),
            (IF_MODIFIED_SINCE, "Sun, 22 Nov 2020 10:00:00 GMT"),
        ]);
        assert!(same.have(Some("\"a\""), Some(DATE)));
    }

    #[test]
    fn what_the_store_does_not_tell_is_not_had() {
        let tag = conditions(&[(IF_NONE_MATCH, "\"a\"")]);
        let date = conditions(&[(IF_MODIFIED_SINCE, DATE)]);
        for conditions in [tag, date, Conditions::default()] {
            assert!(!conditions.have(None, None), "{conditions:?}");
        }
    }
}
