//! An `object-store` in memory, with failures to order.

mod failure;
mod object;
mod reading;
mod store;
mod stream;
mod view;

pub use self::failure::{Call, Failure};
pub use self::object::{Stored, no_metadata};
pub use self::reading::Reading;
pub use self::store::MockStore;
pub(crate) use self::view::View;
