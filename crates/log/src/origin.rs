//! Who writes a line, and how much it matters.

use crate::field::{Field, Value};
use crate::line::Line;

/// How much a line matters, in JSON only (OpenTelemetry, Logs Data Model, `SeverityText`).
pub const SEVERITY: Field = Field::new("severity", "severity_text");

/// Who writes, in JSON only: in text it is in front.
pub const COMPONENT: Field = Field::new("component", "marble.component");

/// Who writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Component {
    /// What answers requests.
    Resizer,
    /// What talks to S3.
    S3Store,
}

/// How much a line matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// The operator has to know.
    Error,
    /// Nothing is wrong on this side.
    Info,
    /// It may be in order; the operator knows.
    Warn,
}

impl Component {
    /// What a line of text begins with.
    #[must_use]
    pub fn prefix(self) -> &'static str {
        match self {
            Self::Resizer => "marble",
            Self::S3Store => "s3-store",
        }
    }

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Resizer => "resizer",
            Self::S3Store => "s3-store",
        }
    }
}

impl Severity {
    /// Its name in OpenTelemetry.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "ERROR",
            Self::Info => "INFO",
            Self::Warn => "WARN",
        }
    }
}

impl Line {
    /// The same fields behind who writes and how much it matters, as in JSON.
    pub(crate) fn of(&self, component: Component, severity: Severity) -> Self {
        let mut line = Self::default();
        line.add(SEVERITY, Value::Word(severity.name()));
        line.add(COMPONENT, Value::Word(component.name()));
        line.extend(self);
        line
    }
}
