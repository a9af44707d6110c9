//! Keys, paths and headers that want to be more than a value of one line.

use anyhow::Result;
use host_test::runtime::host::Host;
use host_test::store::mock::MockStore;
use http::{HeaderName, HeaderValue};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use super::lines::{objects, text_fields};

/// A key in S3 has as many bytes at most, and so has a text in a line.
const LONGEST: usize = 1_024;

fn keys() -> Vec<String> {
    let line = "9x9/a.jpg\nmarble: status=200 method=GET path=\"/\"";
    let mut keys: Vec<_> = [
        line,
        "9x9/a.jpg\r\n{\"http.response.status_code\":200}",
        "9x9/\" code=none key=\"b",
        "9x9/\\\" by=made \\",
        "9x9/\u{1b}[2J\u{1b}]0;title\u{7}\u{9b}31m.jpg",
        "9x9/\u{202e}gpj.\u{2066}a\u{2028}b\u{85}.jpg",
        "9x9/\0\u{7f}",
        "9x9/=a b=c,d:e'f",
        "9x9/\u{65e5}\u{672c}.jpg",
        "\u{1f600}",
    ]
    .map(str::to_owned)
    .into();
    keys.push(format!("9x9/{}", "\u{65e5}".repeat(3_000)));
    keys.push(format!("9x9/{}", "\n".repeat(10_000)));
    keys.push(format!("9x9/a{}", "\"\\".repeat(10_000)));
    keys.push(format!("9x9,{}/a", "quality=1,".repeat(1_000)));
    keys
}

fn host(log: &str) -> Result<Host> {
    let host = Host::resizer(MockStore::default())?.env("URL", "http://w.example");
    Ok(host.env("LOG", log))
}

#[tokio::test]
async fn a_key_stays_one_value_of_one_line_of_json() -> Result<()> {
    let host = host("json")?;
    for key in keys() {
        let escaped = utf8_percent_encode(&key, NON_ALPHANUMERIC).to_string();
        for target in [format!("/?key={escaped}"), format!("/{escaped}")] {
            let answer = host.get(&target).await?;
            assert!(answer.status.is_client_error(), "{key:?}: {answer:?}");
            let lines = objects(&answer.log);
            assert_eq!(lines.len(), 1, "{key:?}: {}", answer.log);
            let status = u64::from(answer.status.as_u16());
            assert_eq!(lines[0]["http.response.status_code"], status, "{key:?}");
            let whole = &key[..key.floor_char_boundary(LONGEST)];
            assert_eq!(lines[0]["marble.key"], whole, "{key:?}");
            assert!(answer.log.len() < 16 << 10, "{}", answer.log.len());
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_key_stays_one_value_of_one_line_of_text() -> Result<()> {
    let host = host("text")?;
    for key in keys() {
        let escaped = utf8_percent_encode(&key, NON_ALPHANUMERIC).to_string();
        for target in [format!("/?key={escaped}"), format!("/{escaped}")] {
            let answer = host.get(&target).await?;
            let line = answer.log.strip_suffix('\n').expect("an end");
            let graphic = |byte: u8| byte == b' ' || byte.is_ascii_graphic();
            assert!(line.bytes().all(graphic), "{key:?}: {line:?}");
            let fields = text_fields(line);
            let status = answer.status.as_str();
            assert_eq!(fields["http.response.status_code"], status, "{key:?}");
            assert!(fields.contains_key("marble.key"), "{key:?}: {line}");
            assert!(!fields.contains_key("marble.by"), "{key:?}: {line}");
            assert!(line.len() < 16 << 10, "{}", line.len());
        }
    }
    Ok(())
}

/// Also what the store's component is told of a key, and what the runtime lets through in headers.
#[tokio::test]
async fn a_denied_key_and_a_long_header_end_no_line() -> Result<()> {
    let store = MockStore::default();
    let denied = host_test::store::object_store::Error::Denied("do this".into());
    for _ in 0..2 {
        let failure = host_test::store::mock::Failure::Fail(denied.clone());
        store.fail(host_test::store::mock::Call::Get, failure);
    }
    let name = HeaderName::from_static("traceparent");
    let value = HeaderValue::from_str(&format!("00-{}-01", "a".repeat(4_000)))?;
    let host = Host::resizer(store)?.env("URL", "http://w.example");
    let host = host.env("LOG", "json").header(name, value);
    let answer = host.get("/9x9/%22%E2%80%A8%E2%80%AEa.jpg").await?;
    let lines = objects(&answer.log);
    let [message, line] = lines.as_slice() else {
        panic!("{}", answer.log);
    };
    let expected = "denied: \"\\\"\\u{2028}\\u{202e}a.jpg\" is absent, or may not be read: do this";
    assert_eq!(message["body"], expected);
    assert_eq!(message["severity_text"], "WARN");
    assert_eq!(line["http.response.status_code"], 404);
    assert_eq!(line["trace_id"], Value::Null);
    Ok(())
}
