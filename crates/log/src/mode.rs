//! What is written, and how: the variable `LOG`.

use std::io::Write as _;

use marble_settings::{Error, Value, Variable};

use crate::line::Line;
use crate::message::Message;
use crate::origin::{Component, Severity};

/// The variable that both components read.
pub const VARIABLE: Variable = Variable::new("LOG", "text");

/// What is written to standard error.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Mode {
    /// Failures, in text.
    Errors,
    /// One line a request, and failures, each a JSON object.
    Json,
    /// One line a request, and failures, in text.
    #[default]
    Text,
}

impl Mode {
    /// Reads [`VARIABLE`] by `lookup`.
    ///
    /// # Errors
    ///
    /// That its value is none of `text`, `json` and `errors`.
    pub fn read(lookup: impl Fn(&str) -> Option<String>) -> Result<Self, Error> {
        let value = Value::read(VARIABLE.name, &[VARIABLE], lookup);
        value.parse("text, json or errors", |text| match text {
            "errors" => Some(Self::Errors),
            "json" => Some(Self::Json),
            "text" => Some(Self::Text),
            _ => None,
        })
    }

    /// Writes a line of fields, where there is to be one.
    pub fn line(self, component: Component, severity: Severity, fields: &Line) {
        match self {
            Self::Errors => {}
            Self::Json => write(&fields.of(component, severity).to_json()),
            Self::Text => write(&format!("{}: {}", component.prefix(), fields.to_text())),
        }
    }

    /// Writes a message.
    pub fn message(self, message: &Message<'_>) {
        match self {
            Self::Errors | Self::Text => write(&message.to_text()),
            Self::Json => write(&message.to_json()),
        }
    }
}

/// In one piece, so that lines of several requests do not mix.
fn write(line: &str) {
    // There is nobody to tell that standard error is closed; `eprintln!` would panic.
    let _ = std::io::stderr().write_all(format!("{line}\n").as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_variable() {
        for (found, expected) in [
            (None, Ok(Mode::Text)),
            (Some(""), Ok(Mode::Text)),
            (Some("text"), Ok(Mode::Text)),
            (Some("json"), Ok(Mode::Json)),
            (Some("errors"), Ok(Mode::Errors)),
            (
                Some("debug"),
                Err("LOG: expected text, json or errors, but found \"debug\""),
            ),
            (
                Some("JSON"),
                Err("LOG: expected text, json or errors, but found \"JSON\""),
            ),
        ] {
            let mode = Mode::read(|_| found.map(str::to_owned));
            let mode = mode.map_err(|error| error.to_string());
            assert_eq!(mode, expected.map_err(str::to_owned), "{found:?}");
        }
    }
}
