//! What came of each transform, told once.

use crate::error::Error;
use crate::result::Encoded;

/// Tells what came of each transform, once.
pub(crate) struct Answers<'a> {
    /// Takes the number of a transform, and what came of it.
    each: &'a mut dyn FnMut(usize, Result<Encoded, Error>),
    answered: Vec<bool>,
}

impl<'a> Answers<'a> {
    /// Of so many transforms.
    pub(crate) fn new(
        count: usize,
        each: &'a mut dyn FnMut(usize, Result<Encoded, Error>),
    ) -> Self {
        Self {
            each,
            answered: vec![false; count],
        }
    }

    /// Tells of one, unless that was done.
    pub(crate) fn tell(&mut self, number: usize, result: Result<Encoded, Error>) {
        if let Some(answered @ false) = self.answered.get_mut(number) {
            *answered = true;
            (self.each)(number, result);
        }
    }

    /// Tells the same of all that nothing was told of.
    pub(crate) fn refuse_rest(&mut self, error: &Error) {
        for number in 0..self.answered.len() {
            self.tell(number, Err(error.clone()));
        }
    }
}
