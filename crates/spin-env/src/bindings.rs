//! What `wit-bindgen` makes of the world `spin-env`.
#![allow(
    clippy::all,
    clippy::pedantic,
    clippy::arithmetic_side_effects,
    missing_docs,
    unreachable_pub,
    unsafe_code,
    unused_qualifications,
    reason = "generated code"
)]

wit_bindgen::generate!({ path: "../wit", world: "spin-env", generate_all });

#[cfg(target_arch = "wasm32")]
use super::Environment;
// The names of exports hold `:` and `#`, which native linkers reject.
#[cfg(target_arch = "wasm32")]
export!(Environment with_types_in self);
