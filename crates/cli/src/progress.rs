//! The bar on a terminal: how much is done, how fast, and how long it will take. Where standard error is no terminal,
//! nothing.

use std::fmt;

use indicatif::{ProgressBar, ProgressStyle};

use crate::pace::Pace;

const BAR: &str = "{bar:24} {human_pos}/{human_len} {per_sec:.0} {eta} left {msg}";
const NO_END: &str = "{spinner} {human_pos} {per_sec:.0} {elapsed} {msg}";

/// How far a command is.
#[derive(Clone)]
pub struct Progress(ProgressBar);

impl Progress {
    /// Of so many pieces of work, or of a number that is not known yet.
    #[must_use]
    pub fn new(length: Option<u64>) -> Self {
        let bar = length.map_or_else(ProgressBar::new_spinner, ProgressBar::new);
        let template = if length.is_some() { BAR } else { NO_END };
        // Constants, which a test reads.
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        Self(bar)
    }

    /// Whether anybody sees it.
    #[must_use]
    pub fn is_shown(&self) -> bool {
        !self.0.is_hidden()
    }

    /// It is known now how many there are.
    pub fn set_length(&self, length: u64) {
        if let Ok(style) = ProgressStyle::with_template(BAR) {
            self.0.set_style(style);
        }
        self.0.set_length(length);
    }

    /// One more is done.
    pub fn step(&self, pace: &Pace) {
        self.0.inc(1);
        if self.is_shown() {
            let message = match pace.throttled() {
                0 => String::new(),
                _ => format!("slowed down to {} at once", pace.limit()),
            };
            self.0.set_message(message);
        }
    }

    /// A line on standard output, which the bar gets out of the way of.
    ///
    /// # Errors
    ///
    /// It cannot be written.
    pub fn line(&self, line: impl fmt::Display) -> std::io::Result<()> {
        use std::io::Write as _;
        self.0.suspend(|| writeln!(std::io::stdout(), "{line}"))
    }

    /// A line on standard error.
    pub fn warn(&self, line: impl fmt::Display) {
        self.0.suspend(|| eprintln!("{line}"));
    }

    /// It is over, and goes.
    pub fn end(&self) {
        self.0.finish_and_clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_templates_are_understood() {
        for template in [BAR, NO_END] {
            assert!(ProgressStyle::with_template(template).is_ok(), "{template}");
        }
    }
}
