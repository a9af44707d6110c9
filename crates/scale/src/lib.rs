//! What a month of pictures costs with Marble, and with three other ways to the same pictures: how often code runs, what
//! the store is asked for and keeps, what is sent, and money at list prices.
//!
//! ```text
//! scenario.toml ──► expected (formulas) ──► Month ──► systems ──► Bill ──► report, plot
//!                └► sampled (each visit)  ──►  ╵        ▲
//!                                                prices.toml
//! ```
//!
//! `expected` and `sampled` answer the same question in two ways; a test holds one against the other. It is a model: what
//! it leaves out is on the page that shows its tables, `docs/scale.md`.

pub mod bill;
pub mod cache;
pub mod expected;
pub mod month;
pub mod number;
pub mod plot;
pub mod popularity;
pub mod prices;
pub mod rates;
pub mod report;
pub mod sampled;
pub mod scenario;
pub mod systems;
pub mod table;
