//! A client that signs with AWS's own crate and shows what is on the wire, broken answers included.

use std::fmt::Write as _;
use std::net::SocketAddr;
use std::time::Duration;
use std::time::SystemTime;

use aws_credential_types::Credentials;
use aws_sigv4::http_request::PayloadChecksumKind;
use aws_sigv4::http_request::PercentEncodingMode;
use aws_sigv4::http_request::SignableBody;
use aws_sigv4::http_request::SignableRequest;
use aws_sigv4::http_request::SigningSettings;
use aws_sigv4::http_request::UriPathNormalizationMode;
use aws_sigv4::http_request::sign;
use aws_sigv4::sign::v4;
use percent_encoding::AsciiSet;
use percent_encoding::NON_ALPHANUMERIC;
use percent_encoding::utf8_percent_encode;
use tokio::io::AsyncReadExt as _;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;

const UNENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'/');

/// Who asks, whom, and by which clock.
#[derive(Clone)]
pub(crate) struct Client {
    pub(crate) addr: SocketAddr,
    pub(crate) host: String,
    pub(crate) access_key: String,
    pub(crate) secret_key: String,
    pub(crate) token: Option<String>,
    pub(crate) region: String,
    pub(crate) now: SystemTime,
}

/// One request to be; `path` is as on the wire.
pub(crate) struct Call<'a> {
    client: &'a Client,
    method: &'a str,
    path: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    signed_hash: Option<String>,
}

/// What came back until the connection was closed, perhaps less than was promised.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
    head: String,
}

impl Client {
    pub(crate) fn new(addr: SocketAddr) -> Self {
        Self {
            addr,
            host: addr.to_string(),
            access_key: "AKIDTEST".to_owned(),
            secret_key: "a secret".to_owned(),
            token: None,
            region: "eu-north-1".to_owned(),
            now: SystemTime::now(),
        }
    }

    /// A request for a key of the bucket, in path style.
    pub(crate) fn call<'a>(&'a self, method: &'a str, key: &str) -> Call<'a> {
        let path = format!("/photos/{}", utf8_percent_encode(key, UNENCODED));
        self.call_path(method, path)
    }

    pub(crate) fn call_path<'a>(&'a self, method: &'a str, path: impl Into<String>) -> Call<'a> {
        Call {
            client: self,
            method,
            path: path.into(),
            headers: Vec::new(),
            body: Vec::new(),
            signed_hash: None,
        }
    }

    pub(crate) async fn get(&self, key: &str) -> Reply {
        self.call("GET", key).send().await
    }

    pub(crate) async fn put(&self, key: &str, body: impl Into<Vec<u8>>) -> Reply {
        self.call("PUT", key).body(body).send().await
    }

    fn signature(&self, call: &Call<'_>) -> Vec<(String, String)> {
        let token = self.token.clone();
        let credentials =
            Credentials::new(&self.access_key, &self.secret_key, token, None, "test").into();
        let mut settings = SigningSettings::default();
        settings.percent_encoding_mode = PercentEncodingMode::Single;
        settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
        settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
        let params = v4::SigningParams::builder()
            .identity(&credentials)
            .region(&self.region)
            .name("s3")
            .time(self.now)
            .settings(settings)
            .build()
            .unwrap()
            .into();
        let uri = format!("http://{}{}", self.host, call.path);
        let body = match &call.signed_hash {
            Some(hash) => SignableBody::Precomputed(hash.clone()),
            None => SignableBody::Bytes(&call.body),
        };
        let headers = call.headers.iter().map(|(n, v)| (n.as_str(), v.as_str()));
        let request = SignableRequest::new(call.method, uri, headers, body).unwrap();
        let (instructions, _) = sign(request, &params).unwrap().into_parts();
        let (headers, _) = instructions.into_parts();
        headers
            .into_iter()
            .map(|header| (header.name().to_owned(), header.value().to_owned()))
            .collect()
    }
}

impl Call<'_> {
    pub(crate) fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    pub(crate) fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }

    /// Signs this hash in place of the body's own.
    pub(crate) fn signed_hash(mut self, hash: impl Into<String>) -> Self {
        self.signed_hash = Some(hash.into());
        self
    }

    pub(crate) async fn send(self) -> Reply {
        let signature = self.client.signature(&self);
        self.exchange(&signature, self.length())
            .await
            .expect("no answer")
    }

    /// `None` if the connection is closed without a word.
    pub(crate) async fn try_send(self) -> Option<Reply> {
        let signature = self.client.signature(&self);
        self.exchange(&signature, self.length()).await
    }

    pub(crate) async fn send_unsigned(self) -> Reply {
        self.exchange(&[], self.length()).await.expect("no answer")
    }

    /// Promises this length, whatever the body is.
    pub(crate) async fn send_promising(self, length: usize) -> Option<Reply> {
        let signature = self.client.signature(&self);
        self.exchange(&signature, Some(length)).await
    }

    pub(crate) async fn send_without_length(self) -> Reply {
        let signature = self.client.signature(&self);
        self.exchange(&signature, None).await.expect("no answer")
    }

    /// What a client says that has no more to say: only a PUT has a body here.
    fn length(&self) -> Option<usize> {
        (self.method == "PUT").then_some(self.body.len())
    }

    /// Sends, and reads for so long; the bytes that came, and whether the connection still stands.
    pub(crate) async fn send_and_wait(self, wait: Duration) -> (Vec<u8>, bool) {
        let signature = self.client.signature(&self);
        let mut stream = self.write(&signature, self.length()).await;
        let mut reply = Vec::new();
        let read = tokio::time::timeout(wait, stream.read_to_end(&mut reply)).await;
        (reply, read.is_err())
    }

    /// Sends, and leaves the answer to whoever reads it.
    pub(crate) async fn open(self) -> TcpStream {
        let signature = self.client.signature(&self);
        self.write(&signature, self.length()).await
    }

    async fn exchange(
        &self,
        signature: &[(String, String)],
        length: Option<usize>,
    ) -> Option<Reply> {
        let mut stream = self.write(signature, length).await;
        if length.is_some_and(|length| length > self.body.len()) {
            stream.shutdown().await.unwrap();
        }
        let mut reply = Vec::new();
        // A reset after some bytes is what some faults are about.
        let _ = stream.read_to_end(&mut reply).await;
        Reply::parse(&reply)
    }

    async fn write(&self, signature: &[(String, String)], length: Option<usize>) -> TcpStream {
        let mut request = format!(
            "{} {} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n",
            self.method, self.path, self.client.host
        );
        if let Some(length) = length {
            write!(request, "content-length: {length}\r\n").unwrap();
        }
        for (name, value) in self.headers.iter().chain(signature) {
            write!(request, "{name}: {value}\r\n").unwrap();
        }
        request.push_str("\r\n");
        let mut stream = TcpStream::connect(self.client.addr).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        // A server that closes early may refuse the rest.
        let _ = stream.write_all(&self.body).await;
        stream
    }
}

impl Reply {
    fn parse(bytes: &[u8]) -> Option<Self> {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
        let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
        Some(Self {
            status: head[9..12].parse().unwrap(),
            body: bytes[end + 4..].to_vec(),
            head,
        })
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().skip(1).find_map(|line| {
            let (found, value) = line.split_once(": ")?;
            found.eq_ignore_ascii_case(name).then_some(value)
        })
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The text of the first element of this name.
    pub(crate) fn element(&self, name: &str) -> Option<String> {
        self.elements(name).into_iter().next()
    }

    pub(crate) fn elements(&self, name: &str) -> Vec<String> {
        let (open, close) = (format!("<{name}>"), format!("</{name}>"));
        let text = self.text();
        text.split(&open)
            .skip(1)
            .filter_map(|rest| Some(rest.split_once(&close)?.0.to_owned()))
            .collect()
    }

    /// `(404, "NoSuchKey")`; an empty code if there is none.
    pub(crate) fn outcome(&self) -> (u16, String) {
        (self.status, self.element("Code").unwrap_or_default())
    }
}
