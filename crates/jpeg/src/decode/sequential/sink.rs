//! What becomes of the blocks of a component.

use alloc::vec::Vec;

use super::stream::{Codes, Scratch};
use crate::Error;
use crate::decode::bits::Bits;
use crate::decode::tables::Steps;
use crate::decode::target::Target;

/// Takes the blocks of a component while its scan is read. Each kind has a loop over MCUs of its own.
pub(super) trait Sink: Sized {
    /// `steps` are in the order of the file.
    fn new(targets: Vec<Target>, steps: &Steps) -> Result<Self, Error>;

    /// What blocks are put into.
    fn targets(&mut self) -> &mut [Target];

    /// The targets of `new`.
    fn into_targets(self) -> Vec<Target>;

    /// Reads a block, and makes samples of what is kept of it.
    fn decode_block(
        &mut self,
        codes: &mut Codes<'_>,
        bits: &mut Bits<'_>,
        scratch: &mut Scratch,
        column: u32,
        row: u32,
    ) -> Result<(), Error>;
}
