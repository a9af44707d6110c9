//! How far the body of an object was read, and how it ended. Holds the interface's promises on `read`: an end or
//! an error is repeated, and a body that is shorter than announced is an error.

use crate::failure::{Failure, Kind};

/// The state of one body.
#[derive(Debug)]
pub(crate) struct Progress {
    /// Length of the whole body in bytes, where the store told it.
    size: Option<u64>,
    received: u64,
    end: Option<Result<(), Failure>>,
}

impl Progress {
    pub(crate) fn new(size: Option<u64>) -> Self {
        Self {
            size,
            received: 0,
            end: (size == Some(0)).then_some(Ok(())),
        }
    }

    /// How the body ended, once it has.
    pub(crate) fn end(&self) -> Option<Result<(), Failure>> {
        self.end.clone()
    }

    /// Bytes so far.
    pub(crate) fn received(&self) -> u64 {
        self.received
    }

    /// Takes note of what was read: some bytes, or none at the transport's end.
    ///
    /// # Errors
    ///
    /// It is more than was announced, or less: then the rest may be had by another request.
    pub(crate) fn record(&mut self, chunk: Vec<u8>) -> Result<Vec<u8>, Failure> {
        let chunk = self.count(chunk)?;
        if chunk.is_empty() || Some(self.received) == self.size {
            self.end = Some(Ok(()));
        }
        Ok(chunk)
    }

    /// Ends the body with an error.
    pub(crate) fn fail(&mut self, failure: Failure) {
        self.end = Some(Err(failure));
    }

    fn count(&mut self, chunk: Vec<u8>) -> Result<Vec<u8>, Failure> {
        let length = u64::try_from(chunk.len()).unwrap_or(u64::MAX);
        self.received = self.received.saturating_add(length);
        let received = self.received;
        match self.size {
            Some(size) if received > size => Err(Failure::permanent(
                Kind::Invalid,
                format!("answered with more than the {size} bytes that it announced"),
            )),
            Some(size) if chunk.is_empty() && received < size => Err(Failure::transient(
                Kind::Unavailable,
                format!("broke off after {received} of {size} bytes"),
            )),
            _ => Ok(chunk),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads chunks of the given lengths; `0` is the transport's end.
    fn read(size: Option<u64>, lengths: &[usize]) -> (Vec<Result<usize, Kind>>, Progress) {
        let mut progress = Progress::new(size);
        let outcomes = lengths.iter().map(|length| {
            let chunk = progress.record(vec![0; *length]);
            chunk
                .map(|chunk| chunk.len())
                .map_err(|failure| failure.kind)
        });
        let outcomes = outcomes.collect();
        (outcomes, progress)
    }

    #[test]
    fn counts_to_the_announced_size() {
        for (size, lengths, last, ended) in [
            (Some(5), &[2, 2][..], Ok(2), false),
            (Some(5), &[2, 3], Ok(3), true),
            (Some(5), &[2, 0], Err(Kind::Unavailable), false),
            (Some(5), &[2, 0, 3], Ok(3), true),
            (Some(5), &[0], Err(Kind::Unavailable), false),
            (Some(5), &[2, 4], Err(Kind::Invalid), false),
            (None, &[2, 4], Ok(4), false),
            (None, &[2, 0], Ok(0), true),
            (None, &[0], Ok(0), true),
        ] {
            let (outcomes, progress) = read(size, lengths);
            let case = format!("{size:?}: {lengths:?}");
            assert_eq!(outcomes.last(), Some(&last), "{case}");
            assert_eq!(progress.end().is_some(), ended, "{case}");
        }
    }

    #[test]
    fn an_empty_body_has_ended_before_it_is_read() {
        assert_eq!(Progress::new(Some(0)).end(), Some(Ok(())));
        assert_eq!(Progress::new(None).end(), None);
    }

    #[test]
    fn an_error_is_kept() {
        let mut progress = Progress::new(None);
        let failure = Failure::permanent(Kind::TimedOut, "too slow");
        progress.fail(failure.clone());
        assert_eq!(progress.end(), Some(Err(failure)));
    }
}
