//! Where a file comes from: bytes that are here, or that still arrive.

/// A file that may still be arriving: what a decoder pulls on.
///
/// No more than [`MAX_FILL`] bytes are asked for at a time, so a source needs to hold no more than these and what it
/// gets at once.
pub trait Source {
    /// What has arrived and was not consumed.
    fn window(&self) -> &[u8];

    /// Waits until `window` has at least `length` bytes; it has fewer only where the file ended.
    ///
    /// # Errors
    /// `Interrupted`: no more can be had; the source knows why.
    fn fill(&mut self, length: usize) -> Result<(), Interrupted>;

    /// Forgets the first `count` bytes of `window`, or all where it has fewer.
    fn consume(&mut self, count: usize);

    /// Length of the whole file in bytes, where it is known. Asked before anything is consumed.
    fn length(&self) -> Option<u64>;
}

/// The most bytes that a decoder waits for at a time: a segment of the largest length (T.81, B.1.1.4) and its marker,
/// which is more than the largest MCU can take.
pub const MAX_FILL: usize = 2 + 0xffff;

/// A source that can give no more, though its file has not ended. It knows why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Interrupted;

/// A file that is here.
impl Source for &[u8] {
    fn window(&self) -> &[u8] {
        self
    }

    fn fill(&mut self, _: usize) -> Result<(), Interrupted> {
        Ok(())
    }

    fn consume(&mut self, count: usize) {
        *self = self.get(count..).unwrap_or_default();
    }

    fn length(&self) -> Option<u64> {
        Some(self.len() as u64)
    }
}

/// A source that is lent.
impl<S: Source + ?Sized> Source for &mut S {
    fn window(&self) -> &[u8] {
        (**self).window()
    }

    fn fill(&mut self, length: usize) -> Result<(), Interrupted> {
        (**self).fill(length)
    }

    fn consume(&mut self, count: usize) {
        (**self).consume(count);
    }

    fn length(&self) -> Option<u64> {
        (**self).length()
    }
}
