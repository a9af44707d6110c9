//! A link: as it comes, and what it means.

use percent_encoding::percent_decode_str;

/// What a link means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The first segment of the key that it stands for: a transform in its canonical spelling, or the name of a preset.
    pub segment: String,
    /// The original's key, without any prefix.
    pub original: String,
    /// Whether a signature was asked for, and holds.
    pub signed: bool,
}

/// One way to read what the client asks for: a bucket's redirect may have decoded or encoded it, but a signature is that
/// of one text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spelling<'a> {
    text: &'a str,
    is_escaped: bool,
}

impl<'a> Spelling<'a> {
    /// A path, without a slash in front, that is still percent-encoded.
    #[must_use]
    pub fn escaped(text: &'a str) -> Self {
        Self {
            text,
            is_escaped: true,
        }
    }

    /// A path, without a slash in front, that was decoded.
    #[must_use]
    pub fn decoded(text: &'a str) -> Self {
        Self {
            text,
            is_escaped: false,
        }
    }

    pub(crate) fn text(self) -> &'a str {
        self.text
    }

    /// The same way to read a part.
    pub(crate) fn part(self, text: &'a str) -> Self {
        Self { text, ..self }
    }

    /// What the text says, without escapes. Where they are none of UTF-8, they are text like all else.
    pub(crate) fn plain(self) -> String {
        let decoded = percent_decode_str(self.text).decode_utf8();
        match decoded {
            Ok(decoded) if self.is_escaped => decoded.into_owned(),
            _ => self.text.to_owned(),
        }
    }
}
