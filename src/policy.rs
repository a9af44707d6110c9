//! What may be made, and under which name. Pure: it reads no variable and asks no store.

mod allowed;
mod decision;
mod negotiable;
mod options;
mod preset;
mod reach;
mod rules;
mod sizes;
mod snap;

pub use self::allowed::Allowed;
pub use self::decision::{Decision, Vouched};
pub use self::options::Options;
pub use self::preset::Preset;
pub use self::reach::Reach;
pub use self::rules::{Error, Policy};
pub use self::sizes::Sizes;
pub use self::snap::Snap;
