//! Links of imgproxy (docs.imgproxy.net, "Processing an image").
//!
//! ```text
//! link    = signature "/" *( option "/" ) source
//! option  = name *( ":" argument )               ; see `options.rs`
//! source  = "plain/" escaped [ "@" format ]  |  base64url, with slashes anywhere, [ "." format ]
//! ```
//!
//! A preset stands for a whole link: its name is that of one of Marble's presets, whose derivatives lie in a folder of that
//! name.

mod geometry;
mod gravity;
mod meaning;
mod options;

use base64ct::{Base64UrlUnpadded, Encoding};

use self::options::Options;
use crate::source::{key, whole_scheme};
use crate::wanted::refused;
use crate::{Dialects, Error, Link, Spelling};

const NAME: &str = "imgproxy";

const PLAIN: &str = "plain/";

/// Whether what follows a signature begins as a link of imgproxy does that is not only a source in Base64.
pub(crate) fn begins(rest: &str) -> bool {
    let rest = rest.replace("%3A", ":");
    let named = rest.split_once(':');
    let option = named.is_some_and(|(name, _)| options::is_known(name));
    option || rest.starts_with(PLAIN) || rest.starts_with("enc/")
}

/// Whether what follows a signature can be a source in Base64.
pub(crate) fn is_encoded(rest: &str) -> bool {
    let (encoded, _) = rest.rsplit_once('.').unwrap_or((rest, ""));
    let letter =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'/' | b'=');
    !encoded.is_empty() && encoded.bytes().all(letter)
}

pub(crate) fn read(
    dialects: &Dialects,
    spellings: &[Spelling<'_>],
    max_side: u32,
) -> Result<Link, Error> {
    let mut links = spellings.iter().filter_map(|spelling| {
        let (signature, path) = spelling.text().split_once('/')?;
        Some((*spelling, signature, mended(path)))
    });
    let keys = &dialects.imgproxy;
    let signed = |(_, signature, path): &(Spelling<'_>, &str, String)| {
        keys.is_empty() || keys.iter().any(|key| key.signed(path, signature))
    };
    let (spelling, _, path) = links.find(signed).ok_or(Error::Signature)?;
    let (options, source, format) = split(spelling, &path)?;
    let original = key(&source, &dialects.sources).ok_or_else(|| {
        let why = "a source is a key, or an address that begins as DIALECT_SOURCES says";
        refused(NAME, source.as_str(), why)
    })?;
    let mut wanted = Options::default();
    for option in options {
        wanted.apply(option)?;
    }
    if let Some(format) = format {
        wanted.set_format(format)?;
    }
    Ok(Link {
        segment: meaning::segment(&wanted, &original, &dialects.presets, max_side)?,
        original,
        signed: !keys.is_empty(),
    })
}

/// A path as it was signed, where a proxy changed it on the way: `:` of options escaped, and slashes of a scheme merged.
fn mended(path: &str) -> String {
    let at = if path.starts_with(PLAIN) {
        Some(0)
    } else {
        path.find("/plain/").map(|at| at.saturating_add(1))
    };
    let (options, source) = path.split_at(at.unwrap_or(path.len()));
    let mut mended = options.replace("%3A", ":");
    if let Some(source) = source.strip_prefix(PLAIN) {
        mended.push_str(PLAIN);
        mended.push_str(&whole_scheme(source));
    }
    mended
}

/// The options, the source and the format behind it.
fn split<'a>(
    spelling: Spelling<'_>,
    path: &'a str,
) -> Result<(Vec<&'a str>, String, Option<&'a str>), Error> {
    let mut options = Vec::new();
    let mut rest = path;
    while let Some((part, behind)) = rest.split_once('/')
        && part.contains(':')
    {
        options.push(part);
        rest = behind;
    }
    let separated = |source: &'a str, separator| {
        let parts: Vec<_> = source.split(separator).collect();
        match *parts.as_slice() {
            [source] | [source, ""] if !source.is_empty() => Ok((source, None)),
            [source, format] if !source.is_empty() => Ok((source, Some(format))),
            _ => Err(refused(NAME, source, "a source has one format at most")),
        }
    };
    if let Some(source) = rest.strip_prefix(PLAIN) {
        let (source, format) = separated(source, '@')?;
        return Ok((options, spelling.part(source).plain(), format));
    }
    if rest.starts_with("enc/") {
        return Err(refused(NAME, "enc", "sources are not encrypted here"));
    }
    if rest.starts_with("-/") {
        return Err(refused(
            NAME,
            "-",
            "a picture goes through one pipeline only",
        ));
    }
    let (source, format) = separated(rest, '.')?;
    let encoded = source.replace('/', "");
    let decoded = Base64UrlUnpadded::decode_vec(encoded.trim_end_matches('='));
    let decoded = decoded.ok().and_then(|bytes| String::from_utf8(bytes).ok());
    let source = decoded.ok_or_else(|| {
        let why = "expected plain/ and a source, or one in URL-safe Base64";
        refused(NAME, rest, why)
    })?;
    Ok((options, source, format))
}

#[cfg(test)]
mod tests;
