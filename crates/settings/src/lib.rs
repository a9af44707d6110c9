//! The settings of a component, read from environment variables: a table of variables with their defaults, readers
//! that turn a text into what it means, and the error that tells the operator which variable is wrong, and why.
//!
//! The environment is an argument, so that all of this is pure. An empty value counts as unset, because runtimes hand
//! unset variables over as empty ones. No error tells the value of a variable that is [`Variable::hidden`].
//!
//! ```
//! use marble_settings::{Value, Variable};
//!
//! const VARIABLES: &[Variable] = &[
//!     Variable::new("MAX_FRAMES", "500"),
//!     Variable::hidden("TOKEN"),
//! ];
//!
//! let lookup = |name: &str| (name == "TOKEN").then(|| "open sesame".to_owned());
//! let value = |name| Value::read(name, VARIABLES, lookup);
//!
//! let frames: Option<u32> = value("MAX_FRAMES").parse("a number", |text| text.parse().ok()).ok();
//! assert_eq!(frames, Some(500));
//!
//! let error = value("TOKEN").check("a token without spaces", |text| !text.contains(' '));
//! assert_eq!(
//!     error.unwrap_err().to_string(),
//!     "TOKEN: expected a token without spaces, \
//!      but its value has other characters or parts (not shown)"
//! );
//! ```

mod error;
mod lookup;
mod setting;
mod value;
mod variable;

pub use error::Error;
pub use lookup::among;
pub use setting::{NoSetting, Setting};
pub use value::Value;
pub use variable::Variable;
