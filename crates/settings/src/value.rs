//! The value of a variable, and the readers of it.

use crate::error::{Error, Found};
use crate::variable::Variable;

/// The value of a variable, or its default. It has no `Debug`: it may be a secret.
pub struct Value {
    variable: Variable,
    text: String,
}

impl Value {
    /// What `lookup` says of the variable `name`, or its default in the table `variables`. A name that is not in the
    /// table is that of a hidden variable without a default.
    #[must_use]
    pub fn read(
        name: &'static str,
        variables: &[Variable],
        lookup: impl Fn(&str) -> Option<String>,
    ) -> Self {
        let known = variables.iter().find(|variable| variable.name == name);
        let variable = known.copied().unwrap_or(Variable::hidden(name));
        let text = lookup(name).filter(|text| !text.is_empty());
        Self {
            variable,
            text: text.unwrap_or_else(|| variable.default.to_owned()),
        }
    }

    /// The text as it stands; empty where the variable is unset and has no default.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What `parse` makes of the text.
    ///
    /// # Errors
    ///
    /// That it is not what was `expected`, where that is nothing.
    pub fn parse<T>(
        &self,
        expected: impl Into<String>,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<T, Error> {
        parse(&self.text).ok_or_else(|| self.refuse(expected))
    }

    /// The text, if it `is_good`.
    ///
    /// # Errors
    ///
    /// That it is not what was `expected`.
    pub fn check(
        self,
        expected: impl Into<String>,
        is_good: impl FnOnce(&str) -> bool,
    ) -> Result<String, Error> {
        if is_good(&self.text) {
            Ok(self.text)
        } else {
            Err(self.refuse(expected))
        }
    }

    /// The error of a value that is not what was `expected`.
    #[must_use]
    pub fn refuse(&self, expected: impl Into<String>) -> Error {
        let found = match self.text.as_str() {
            "" => Found::Nothing,
            _ if self.variable.hidden => Found::Hidden,
            text => Found::Text(text.to_owned()),
        };
        Error {
            variable: self.variable.name,
            expected: expected.into(),
            found,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const VARIABLES: &[Variable] = &[
        Variable::new("SIZE", "5"),
        Variable::new("URL", ""),
        Variable::hidden("KEY"),
    ];

    fn value(name: &'static str, found: Option<&str>) -> Value {
        Value::read(name, VARIABLES, |_| found.map(str::to_owned))
    }

    #[test]
    fn an_empty_value_counts_as_unset() {
        for (name, found, expected) in [
            ("SIZE", None, "5"),
            ("SIZE", Some(""), "5"),
            ("SIZE", Some("6"), "6"),
            ("URL", Some(""), ""),
            ("KEY", None, ""),
        ] {
            assert_eq!(value(name, found).text(), expected, "{name}: {found:?}");
        }
    }

    #[test]
    fn readers_say_what_was_expected_and_found() {
        let number = |text: &str| text.parse::<u8>().ok();
        assert_eq!(value("SIZE", None).parse("a number", number), Ok(5));
        let error = value("SIZE", Some("x\n")).parse("a number", number);
        assert_eq!(
            error.unwrap_err().to_string(),
            "SIZE: expected a number, but found \"x\\n\""
        );
        let error = value("URL", None).check("an address", |text| !text.is_empty());
        assert_eq!(
            error.unwrap_err().to_string(),
            "URL: expected an address, but it is not set"
        );
        let text = value("URL", Some("h")).check("an address", |text| !text.is_empty());
        assert_eq!(text.as_deref(), Ok("h"));
    }

    #[test]
    fn no_error_tells_what_is_hidden() {
        for name in ["KEY", "NOT_IN_THE_TABLE"] {
            let error = value(name, Some("hush")).refuse("a key");
            let quoted = error.describe(str::to_owned);
            let shown = format!("{error} {error:?} {quoted}");
            assert!(!shown.contains("hush"), "{shown}");
            assert!(shown.contains("(not shown)"), "{shown}");
        }
    }
}
