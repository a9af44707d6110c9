//! Huffman codes (T.81, C and F.2.2.3) as look-up tables, one for each way to read them: symbol by symbol with
//! the coefficient's value, or several symbols at once where nobody wants the values.

mod code;
mod entry;
mod leap;
mod pair;
mod standard;
mod table;

pub(super) use self::code::Code;
pub(super) use self::entry::Entry;
pub(super) use self::leap::{Leap, Mark, leap, mark};
pub(super) use self::pair::{Pair, pair};
pub(super) use self::standard::{AC, DC};
pub(super) use self::table::{Class, Table};
