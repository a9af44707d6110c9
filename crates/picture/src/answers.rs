//! What came of each transform, told once.

use crate::error::Error;
use crate::result::Encoded;

/// Has so many transforms told of to `each`: by `make`, and where that ends before, why it did.
pub(crate) fn of_several(
    count: usize,
    each: &mut dyn FnMut(usize, Result<Encoded, Error>),
    make: impl FnOnce(&mut Answers<'_>) -> Result<(), Error>,
) {
    let mut answers = Answers {
        each,
        answered: vec![false; count],
    };
    let error = make(&mut answers).err();
    answers.refuse_rest(&error.unwrap_or_else(nothing));
}

/// What `make` tells of the only transform, or why it did not.
pub(crate) fn of_one(
    make: impl FnOnce(&mut Answers<'_>) -> Result<(), Error>,
) -> Result<Encoded, Error> {
    let mut answer = None;
    of_several(1, &mut |_, result| answer = Some(result), make);
    answer.unwrap_or_else(|| Err(nothing()))
}

/// Tells what came of each transform, once.
pub(crate) struct Answers<'a> {
    /// Takes the number of a transform, and what came of it.
    each: &'a mut dyn FnMut(usize, Result<Encoded, Error>),
    answered: Vec<bool>,
}

impl Answers<'_> {
    /// Tells of one, unless that was done.
    pub(crate) fn tell(&mut self, number: usize, result: Result<Encoded, Error>) {
        if let Some(answered @ false) = self.answered.get_mut(number) {
            *answered = true;
            (self.each)(number, result);
        }
    }

    /// Tells the same of all that nothing was told of.
    fn refuse_rest(&mut self, error: &Error) {
        for number in 0..self.answered.len() {
            self.tell(number, Err(error.clone()));
        }
    }
}

fn nothing() -> Error {
    Error::internal("nothing came of a transform")
}
