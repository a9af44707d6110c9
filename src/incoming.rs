//! A request as it came, before anything of it is understood.

use http::{HeaderMap, Method};

/// A request, but for its body.
#[derive(Debug, Clone)]
pub struct Incoming {
    /// `None` for one that is none of HTTP's own.
    pub method: Option<Method>,
    /// Path and query, as they came.
    pub target: String,
    /// The headers that `http` can hold.
    pub headers: HeaderMap,
}

impl Incoming {
    /// The value of a header; several lines of one name are one list (RFC 9110, 5.3). Empty where there is none.
    #[must_use]
    pub fn header(&self, name: &str) -> String {
        let values = self.headers.get_all(name).iter();
        let values: Vec<_> = values.map(http::HeaderValue::as_bytes).collect();
        String::from_utf8_lossy(&values.join(&b","[..])).into_owned()
    }
}
