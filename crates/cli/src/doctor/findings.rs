//! What was learned so far.

use s3_store::config::Place;
use url::Url;

use super::objects::Refusal;
use super::visitor::Answer;

/// What was learned so far. A check finds here what those left that it needs.
#[derive(Default)]
pub(super) struct Findings {
    /// What the store answered to somebody without a key.
    pub(super) store: Option<Answer>,
    /// What the store said to the first signed request, if it refused it.
    pub(super) refusal: Option<Refusal>,
    /// What the website answered where there is a derivative neither in the bucket nor to be made.
    pub(super) absent: Option<Answer>,
    /// What it answered where there is the object that was written.
    pub(super) present: Option<Answer>,
    /// Where the rule leads to.
    pub(super) target: Option<Url>,
    /// The answers on the first way to the picture, the picture last.
    pub(super) visit: Vec<Answer>,
    /// The website's answer to the second visitor.
    pub(super) second: Option<Answer>,
    /// The objects that there are to take away at the end.
    pub(super) made: Vec<(Place, String)>,
}
