//! The trace that this component works for, as its caller says: one at a time, since an instance answers one request at a
//! time.

use std::cell::RefCell;

use http::{HeaderName, HeaderValue, Request};
use marble_log::TraceContext;

const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");

thread_local! {
    static CURRENT: RefCell<Option<TraceContext>> = const { RefCell::new(None) };
}

/// Works for this trace from now on, or for none.
pub(crate) fn set(traceparent: Option<&str>) {
    CURRENT.set(traceparent.and_then(TraceContext::parse));
}

/// The trace that is worked for.
pub(crate) fn current() -> Option<TraceContext> {
    CURRENT.with_borrow(Clone::clone)
}

/// Adds the header to a request that is signed: proxies on the way may change it (W3C Trace Context, 3.4), which a
/// signature must outlive.
pub(crate) fn add_to(signed: &mut Request<&[u8]>) {
    let header = current().map(|trace| HeaderValue::from_str(trace.traceparent()));
    if let Some(Ok(header)) = header {
        signed.headers_mut().insert(TRACEPARENT, header);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent() -> Option<HeaderValue> {
        let mut request = Request::new(&b""[..]);
        add_to(&mut request);
        request.headers().get(TRACEPARENT).cloned()
    }

    #[test]
    fn the_last_trace_that_is_valid_goes_along() {
        let first = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        let second = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00";
        assert_eq!(sent(), None);
        for (traceparent, expected) in [
            (Some(first), Some(first)),
            (Some(second), Some(second)),
            (Some("00-0-0-00\r\nx: y"), None),
            (Some(first), Some(first)),
            (None, None),
        ] {
            set(traceparent);
            assert_eq!(
                sent(),
                expected.map(HeaderValue::from_static),
                "{traceparent:?}"
            );
        }
    }
}
