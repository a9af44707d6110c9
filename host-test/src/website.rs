//! The website endpoint of the bucket: what a browser sees, with S3's routing rules.
//!
//! ```text
//! path ─ decode once ─► key ─ rules without an error code ─► object ─► folder ─ rules with one ─► error document ─► error page
//! ```
//! The first that answers wins. As with S3, `/` and `x/` mean the index document below them, the
//! query is dropped, there is no TLS, and a redirect of a rule has no `Cache-Control`.

pub mod browser;
mod config;
mod location;
mod lookup;
mod page;
mod readers;
mod respond;
mod rule;
mod server;

pub use self::config::{MissingStatus, WebsiteConfig};
pub use self::location::KeySpelling;
pub use self::rule::{Condition, Redirect, RoutingRule};
pub use self::server::Website;
