//! What every server of this process is made of: a port that answers HTTP, and one log line a request.

mod listener;
mod log_line;
mod person;

pub(crate) use self::listener::{Cut, Listener};
pub(crate) use self::log_line::LogLine;
pub(crate) use self::person::is_of_person;
