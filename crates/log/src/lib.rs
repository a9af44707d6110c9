//! What both components write to standard error: lines of text for people, or of JSON for programs.
//!
//! A line is a list of fields, each with a name for text and one for JSON (those of OpenTelemetry's semantic conventions
//! where there is one). Foreign text cannot end a line or begin another, is bounded, and reaches no terminal as it is. The
//! one file that writes is `mode`; all else is pure.
//!
//! ```
//! use marble_log::{Field, Line};
//!
//! const KEY: Field = Field::new("key", "aws.s3.key");
//! const STATUS: Field = Field::new("status", "http.response.status_code");
//!
//! let mut line = Line::default();
//! line.add(STATUS, 404_u64);
//! line.add(KEY, "a\nb.jpg");
//! assert_eq!(line.to_text(), r#"status=404 key="a\nb.jpg""#);
//! assert_eq!(line.to_json(), r#"{"http.response.status_code":404,"aws.s3.key":"a\nb.jpg"}"#);
//! ```

mod field;
mod line;
mod message;
mod mode;
mod origin;
mod quoted;
mod trace_context;

pub use field::{Field, Value};
pub use line::Line;
pub use message::{BODY, Message, TRACE_ID};
pub use mode::{Mode, VARIABLE};
pub use origin::{COMPONENT, Component, SEVERITY, Severity};
pub use quoted::quoted;
pub use trace_context::TraceContext;
