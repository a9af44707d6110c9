//! One check: what it is about, and which others have to be good before it can tell anything.

use std::future::Future;
use std::pin::Pin;

use super::findings::Findings;
use super::outcome::Outcome;
use super::set_up::SetUp;

/// What a check is doing.
pub(super) type Run<'a> = Pin<Box<dyn Future<Output = Outcome> + 'a>>;

/// A row of the table of checks.
pub(super) struct Check {
    /// What it is called in the report: a word, or several with hyphens.
    pub(super) name: &'static str,
    /// What holds where it is good.
    pub(super) what: &'static str,
    /// The names of the checks, further up, that it builds on.
    pub(super) needs: &'static [&'static str],
    /// Does it.
    pub(super) run: for<'a> fn(&'a SetUp, &'a mut Findings) -> Run<'a>,
}
