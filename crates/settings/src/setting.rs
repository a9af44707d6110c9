//! A variable and its value as they are typed, or stand in a file: `NAME=VALUE`. The value is taken as it stands, as
//! `docker run --env-file` takes it: no quotes, no escapes.

use std::fmt;

/// The name of a variable, and its value. It has no `Debug`: the value may be a secret.
#[derive(Clone, PartialEq, Eq)]
pub struct Setting {
    /// The name: letters, digits and `_`.
    pub name: String,
    /// The value, which may be empty.
    pub value: String,
}

/// A text that is no [`Setting`]. Nothing of it is told but its number, as it may be a part of a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoSetting {
    /// Its line in the file, from 1 on; none where it is from no file.
    pub line: Option<usize>,
}

impl Setting {
    /// Reads `NAME=VALUE`.
    ///
    /// # Errors
    ///
    /// There is no `=`, or no name in front of it.
    pub fn parse(text: &str) -> Result<Self, NoSetting> {
        let parts = text.split_once('=');
        let letter = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        let parts = parts.filter(|(name, _)| !name.is_empty() && name.bytes().all(letter));
        let (name, value) = parts.ok_or(NoSetting { line: None })?;
        Ok(Self {
            name: name.to_owned(),
            value: value.to_owned(),
        })
    }

    /// Reads a file with one setting a line. Empty lines, and lines that begin with `#`, are left out.
    ///
    /// # Errors
    ///
    /// The first other line that is no setting.
    pub fn parse_file(text: &str) -> Result<Vec<Self>, NoSetting> {
        let lines = text.lines().zip(1_usize..);
        let lines = lines.filter(|(line, _)| !line.trim().is_empty() && !line.starts_with('#'));
        let settings = lines
            .map(|(line, number)| Self::parse(line).map_err(|_| NoSetting { line: Some(number) }));
        settings.collect()
    }
}

impl fmt::Display for NoSetting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(f, "line {line}: ")?;
        }
        f.write_str("expected NAME=VALUE")
    }
}

impl std::error::Error for NoSetting {}

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
            let found = Setting::parse(text).ok();
            let found = found.map(|found| (found.name, found.value));
            let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn a_file_has_one_a_line() {
        let settings = Setting::parse_file("# a comment\n\nA=1\r\nB= 2 \n").unwrap();
        let settings = settings.iter().map(|it| (&*it.name, &*it.value));
        assert_eq!(settings.collect::<Vec<_>>(), [("A", "1"), ("B", " 2 ")]);
        let error = Setting::parse_file("A=1\n\nhush\n").err().unwrap();
        assert_eq!(error.to_string(), "line 3: expected NAME=VALUE");
    }
}
