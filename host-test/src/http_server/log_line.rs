//! One line a request on standard output, of servers that write none themselves.

use std::fmt;
use std::io::Write as _;
use std::time::Instant;

use http::Method;

/// One request on its way to its line.
pub(crate) struct LogLine {
    server: &'static str,
    method: Method,
    target: String,
    start: Instant,
}

impl LogLine {
    /// `target` is a path or a key; never a query, which may carry a signature.
    pub(crate) fn new(server: &'static str, method: &Method, target: &str) -> Self {
        Self {
            server,
            method: method.clone(),
            target: escape(target),
            start: Instant::now(),
        }
    }

    pub(crate) fn print(self, outcome: impl fmt::Display) {
        let ms = self.start.elapsed().as_secs_f64() * 1_000.0;
        let outcome = escape(&outcome.to_string());
        // A closed pipe (`cargo dev | head`) must not stop the server, as `println!` would.
        let _ = writeln!(
            std::io::stdout(),
            "{:<8} {} {} -> {outcome} {ms:.1} ms",
            self.server,
            self.method,
            self.target
        );
    }
}

/// Keys are foreign text: no control character may reach a terminal.
fn escape(text: &str) -> String {
    text.chars().fold(String::new(), |mut line, c| {
        if c.is_control() {
            line.extend(c.escape_default());
        } else {
            line.push(c);
        }
        line
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_are_escaped_and_letters_are_not() {
        assert_eq!(escape("a\r\nb\u{1b}[31m"), "a\\r\\nb\\u{1b}[31m");
        assert_eq!(escape("ü日 '\\"), "ü日 '\\");
    }
}
