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

wit_bindgen::generate!({ path: "../../wit", world: "spin-env", generate_all });
