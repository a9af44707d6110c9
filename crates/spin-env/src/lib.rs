//! A program's environment, made of Spin variables.
//!
//! Hosted Spin hands secrets to a component as Spin variables only, and Marble reads environment variables only,
//! as every other runtime has them. This component stands between the two: it exports `wasi:cli/environment`,
//! imports `fermyon:spin/variables`, and is composed in front of Marble by `cargo dev compose --spin`.
//!
//! It has to do without the standard library, which itself imports the interface that is exported here.
//! On other targets than WebAssembly, where it is only checked, it is an ordinary library.
#![cfg_attr(target_family = "wasm", no_std)]

extern crate alloc;

mod bindings;
// The names of exports hold `:` and `#`, which native linkers reject.
#[cfg(target_arch = "wasm32")]
mod export;
#[cfg(target_family = "wasm")]
mod runtime;

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use bindings::exports::wasi::cli::environment::Guest;
use bindings::fermyon::spin::variables::{self, Error};

/// The environment variables that Marble reads: the tables of both components' `config.rs` together.
/// The Spin variable of each has the same name in lower case.
const NAMES: [&str; 49] = [
    "ALLOWED_OPTIONS",
    "ALLOWED_RESOLUTIONS",
    "ALLOWED_TRANSFORMS",
    "AVIF_MAX_PIXELS",
    "AWS_ACCESS_KEY_ID",
    "AWS_REGION",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "BASE_PATH",
    "BUCKET",
    "CACHE_CONTROL",
    "DELIVERY",
    "DIALECTS",
    "DIALECT_SOURCES",
    "EVENTS_TOKEN",
    "FALLBACK",
    "IMGPROXY_KEY",
    "IMGPROXY_SALT",
    "IMGPROXY_SIGNATURE_SIZE",
    "LINEAR",
    "LOG",
    "MAX_FRAMES",
    "MAX_MEMORY",
    "MAX_RESULT_SIDE",
    "MAX_SECONDS",
    "MAX_SOURCE_BYTES",
    "MAX_SOURCE_PIXELS",
    "MAX_WORK",
    "PRESETS",
    "RESULT_PREFIX",
    "REVALIDATE",
    "S3_ENDPOINT",
    "S3_TIMEOUT_MS",
    "S3_URL_STYLE",
    "SIGNING_KEYS",
    "SINGLE_FLIGHT",
    "SNAP",
    "SOURCE_AWS_ACCESS_KEY_ID",
    "SOURCE_AWS_SECRET_ACCESS_KEY",
    "SOURCE_AWS_SESSION_TOKEN",
    "SOURCE_BUCKET",
    "SOURCE_ENDPOINT",
    "SOURCE_PREFIX",
    "SOURCE_REGION",
    "SOURCE_URL_STYLE",
    "THUMBOR_SECURITY_KEY",
    "URL",
    "WARM",
    "WATERMARK",
];

struct Environment;

impl Guest for Environment {
    /// Every variable that has a value; one that is empty or undefined is left out, and so has Marble's default.
    ///
    /// Where Spin cannot tell a value (a vault that does not answer, say) the environment is empty, and Marble
    /// answers that it is misconfigured: with a part of its settings it might allow more than its operator does.
    fn get_environment() -> Vec<(String, String)> {
        let pairs: Result<Vec<_>, Error> = NAMES.into_iter().filter_map(pair).collect();
        pairs.unwrap_or_default()
    }

    fn get_arguments() -> Vec<String> {
        Vec::new()
    }

    fn initial_cwd() -> Option<String> {
        None
    }
}

/// One variable's name and value; `None` where it has no value.
fn pair(name: &str) -> Option<Result<(String, String), Error>> {
    match variables::get(&name.to_ascii_lowercase()) {
        Ok(value) if value.is_empty() => None,
        Ok(value) => Some(Ok((name.to_string(), value))),
        Err(Error::Undefined(_)) => None,
        Err(error) => Some(Err(error)),
    }
}
