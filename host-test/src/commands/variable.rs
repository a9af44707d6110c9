//! A variable of the component as it is typed or stands in a file: `NAME=VALUE`. The value is taken as it stands, as
//! `docker run --env-file` takes it: no quotes, no escapes.

use std::path::Path;

use anyhow::{Context, Result, anyhow};

/// A name and its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Variable {
    pub(crate) name: String,
    pub(crate) value: String,
}

impl Variable {
    /// Reads `NAME=VALUE`.
    ///
    /// # Errors
    ///
    /// There is no `=`, or no name in front of it.
    pub(crate) fn parse(text: &str) -> Result<Self> {
        let parts = text.split_once('=');
        let letter = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        let parts = parts.filter(|(name, _)| !name.is_empty() && name.bytes().all(letter));
        let (name, value) =
            parts.with_context(|| format!("expected NAME=VALUE, but found {text:?}"))?;
        Ok(Self {
            name: name.to_owned(),
            value: value.to_owned(),
        })
    }

    /// Reads a file with one variable a line. Empty lines, and lines that begin with `#`, are left out.
    ///
    /// # Errors
    ///
    /// The file cannot be read, or has another line; the text names it.
    pub(crate) fn read_file(path: &Path) -> Result<Vec<Self>> {
        let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
        let lines = text.lines().zip(1_usize..);
        let lines = lines.filter(|(line, _)| !line.trim().is_empty() && !line.starts_with('#'));
        let variables = lines.map(|(line, number)| {
            let variable = Self::parse(line);
            variable.map_err(|error| anyhow!("{}, line {number}: {error}", path.display()))
        });
        variables.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_equals_sign_splits() {
        for (text, expected) in [
            ("DELIVERY=inline", Some(("DELIVERY", "inline"))),
            (
                "PRESETS=thumb=9x9; hero=9x",
                Some(("PRESETS", "thumb=9x9; hero=9x")),
            ),
            ("BASE_PATH=", Some(("BASE_PATH", ""))),
            ("A=\"b\" # c", Some(("A", "\"b\" # c"))),
            ("DELIVERY", None),
            ("=inline", None),
            ("A B=c", None),
            ("", None),
        ] {
            let found = Variable::parse(text).ok();
            let found = found.map(|found| (found.name, found.value));
            let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
            assert_eq!(found, expected, "{text}");
        }
    }
}
