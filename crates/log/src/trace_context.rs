//! Which trace a request is part of: the header `traceparent` (W3C Trace Context, level 1, 3.2).
//!
//! ```text
//! traceparent = version "-" trace-id "-" parent-id "-" trace-flags    ; 2, 32, 16 and 2 lower-case hexadecimal digits
//! ```

/// The version of the header that is known here.
const VERSION: &str = "00";

/// A valid `traceparent`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TraceContext {
    /// The header.
    traceparent: String,
    trace_id: String,
}

impl TraceContext {
    /// Reads the header; `None` where it is not valid, and then there is no trace (3.2.2.5 and 4.3). What a later version
    /// says is written in the version that is known here (3.2.4).
    #[must_use]
    pub fn parse(header: &str) -> Option<Self> {
        let mut parts = header.split('-');
        let mut digits = |length| {
            let is_hex = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
            let part = parts.next();
            part.filter(|part| part.len() == length && part.bytes().all(is_hex))
        };
        let version = digits(2)?;
        let trace_id = digits(32)?;
        let parent_id = digits(16)?;
        let flags = u8::from_str_radix(digits(2)?, 16).ok()?;
        let is_zero = |id: &str| id.bytes().all(|byte| byte == b'0');
        if version == "ff" || is_zero(trace_id) || is_zero(parent_id) {
            return None;
        }
        let known = version == VERSION;
        if known && parts.next().is_some() {
            return None;
        }
        // Of what a later version may say, `sampled` is understood.
        let flags = if known { flags } else { flags & 1 };
        Some(Self {
            traceparent: format!("{VERSION}-{trace_id}-{parent_id}-{flags:02x}"),
            trace_id: trace_id.to_owned(),
        })
    }

    /// The header, to be sent on: 55 ASCII characters.
    #[must_use]
    pub fn traceparent(&self) -> &str {
        &self.traceparent
    }

    /// The id of the trace: 32 hexadecimal digits.
    #[must_use]
    pub fn trace_id(&self) -> &str {
        &self.trace_id
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const VALID: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    #[test]
    fn what_is_valid_goes_along_as_it_is() {
        for header in [
            VALID,
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-fe",
        ] {
            let found = TraceContext::parse(header).unwrap();
            assert_eq!(found.traceparent(), header);
            assert_eq!(found.trace_id(), "0af7651916cd43dd8448eb211c80319c");
        }
    }

    #[test]
    fn a_later_version_is_understood_as_far_as_it_is_known() {
        for header in [
            "01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-ff",
            "cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-what-is-new",
        ] {
            let found = TraceContext::parse(header).unwrap();
            assert_eq!(found.traceparent(), VALID, "{header}");
        }
    }

    #[test]
    fn what_is_not_valid_is_no_trace() {
        for header in [
            "",
            "00",
            "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            "00-00000000000000000000000000000000-b7ad6b7169203331-01",
            "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
            "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-1",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\nx: y",
            "00-0af7651916cd43dd8448eb211c80319-b7ad6b7169203331-01",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b716920333g-01",
            "01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01.more",
            "00_0af7651916cd43dd8448eb211c80319c_b7ad6b7169203331_01",
        ] {
            assert_eq!(TraceContext::parse(header), None, "{header:?}");
        }
    }
}
