//! What is examined beside the settings.

use url::Url;

/// What is examined beside the settings.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where Marble is reached; `None`: where the website's rule leads to.
    pub resizer_url: Option<Url>,
    /// A picture that is there, without `SOURCE_PREFIX`.
    pub original: Option<String>,
    /// How many derivatives a stranger may have made of one original.
    pub most_derivatives: u128,
}
