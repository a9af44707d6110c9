//! What may go wrong, and where.

use crate::store::object_store::Error;

/// A function of `object-store`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Call {
    /// `check`, which is not counted: it asks nothing of the store.
    Check,
    /// `delete`, of one of its keys
    Delete,
    /// `get`
    Get,
    /// `head`
    Head,
    /// `list-folders`
    List,
    /// `put`
    Put,
}

/// What goes wrong.
#[derive(Clone, Debug)]
pub enum Failure {
    /// The call fails: a read, where it is waited for.
    Fail(Error),
    /// The body fails behind so many bytes, and the rest is not to be had.
    BreakOff(usize, Error),
    /// The body fails behind so many bytes, and the rest comes when it is asked for.
    BreakOnce(usize),
    /// The body ends behind so many bytes as if that were all, and the rest is not to be had.
    EndEarly(usize),
    /// The body ends behind so many bytes as if that were all, and the rest comes when it is asked for.
    EndOnce(usize),
    /// The body goes on for so many bytes more than was announced.
    Longer(usize),
    /// The call works; the next failure is for the next call of the kind.
    Pass,
    /// The call works. The body comes so many bytes at a time, and each time has to be waited for.
    Pieces(usize),
    /// Behind so many bytes of the body nothing more comes.
    Silent(usize),
}
