//! Links in the words of other services, as Marble's transform and the key of an original. Pure: no pixels, no HTTP.
//!
//! ```text
//! imgproxy    signature "/" *( option "/" ) ( "plain/" source [ "@" format ] | base64url [ "." format ] )
//! Cloudflare  "cdn-cgi/image/" options "/" source
//! thumbor     ( "unsafe" | signature ) "/" *( part "/" ) source
//! ```
//!
//! What a link says is said in Marble's words with the same meaning, or the link is refused, and the error names what
//! stands in the way. Nothing of a link is passed over. A source is a key of the bucket and never an address that is
//! called: see [`Dialects::sources`].
//!
//! ```
//! use marble_dialects::{Dialect, Dialects, Spelling};
//!
//! let dialects = Dialects {
//!     known: vec![Dialect::Imgproxy, Dialect::Cloudflare, Dialect::Thumbor],
//!     ..Dialects::default()
//! };
//! for link in [
//!     "_/rs:fill:300:200:1/plain/a.jpg",
//!     "cdn-cgi/image/width=300,height=200,fit=cover,quality=80/a.jpg",
//!     "unsafe/300x200/a.jpg",
//! ] {
//!     let link = dialects.read(&[Spelling::escaped(link)], 4096).unwrap()?;
//!     assert_eq!(link.segment, "300x200");
//!     assert_eq!(link.original, "a.jpg");
//! }
//! # Ok::<(), marble_dialects::Error>(())
//! ```

mod cloudflare;
mod color;
mod dialects;
mod error;
mod imgproxy;
mod link;
mod number;
mod secret;
mod source;
mod thumbor;
mod wanted;

pub use self::dialects::{Dialect, Dialects};
pub use self::error::Error;
pub use self::link::{Link, Spelling};
pub use self::secret::{ImgproxyKey, ThumborKey};
