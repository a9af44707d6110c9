//! How many derivatives of one original a client can have made: a number, and where it comes from.

mod area;
mod spellings;
mod tally;

pub use self::tally::Reach;

#[cfg(test)]
mod tests;
