//! What a client does with the body of a response: most read it, some leave.

use bytes::Bytes;
use http::HeaderMap;
use http::header::CONTENT_LENGTH;
use http_body_util::BodyExt;
use wasmtime_wasi_http::Error;

/// What the client does with the body of a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Client {
    /// Reads as many bytes as `Content-Length` says, and closes then, as Spin does.
    Counts,
    /// Closes before it reads anything.
    Leaves,
    /// Reads to the end.
    Reads,
    /// Takes nothing, and stays.
    Stalls,
}

/// What came of a body.
pub(super) struct Received<B> {
    pub(super) bytes: Bytes,
    /// It was broken off.
    pub(super) broken: bool,
    /// Closed by dropping it.
    pub(super) _open: Option<B>,
}

impl Client {
    pub(super) async fn receive<B>(self, headers: &HeaderMap, mut body: B) -> Received<B>
    where
        B: http_body::Body<Data = Bytes, Error = Error> + Unpin,
    {
        let length = headers.get(CONTENT_LENGTH);
        let length = length.and_then(|length| length.to_str().ok()?.parse().ok());
        let most = match self {
            Self::Counts => length.unwrap_or(usize::MAX),
            Self::Leaves | Self::Stalls => 0,
            Self::Reads => usize::MAX,
        };
        let (bytes, broken) = collect(&mut body, most).await;
        let stays = matches!(self, Self::Reads | Self::Stalls);
        Received {
            bytes,
            broken,
            _open: stays.then_some(body),
        }
    }
}

/// The body until there are so many bytes of it, and whether it was broken off.
async fn collect<B>(body: &mut B, most: usize) -> (Bytes, bool)
where
    B: http_body::Body<Data = Bytes, Error = Error> + Unpin,
{
    let mut bytes = Vec::new();
    while bytes.len() < most {
        let Some(frame) = body.frame().await else {
            break;
        };
        match frame.map(http_body::Frame::into_data) {
            Ok(Ok(data)) => bytes.extend_from_slice(&data),
            Ok(Err(_trailers)) => {}
            Err(_) => return (bytes.into(), true),
        }
    }
    (bytes.into(), false)
}
