//! How far the body of an object came, and what is to be done next. Holds what the interface leaves to who reads: a body
//! is as long as it was announced, what is missing is asked for, and an end or an error is repeated. Pure.

use super::Error;

/// The most that is read at once, in bytes: a read allocates what it returns.
const LONGEST_READ: u64 = 64 * 1_024;

/// The state of one body.
#[derive(Debug)]
pub struct Transfer {
    size: Option<u64>,
    received: u64,
    state: State,
}

#[derive(Debug)]
enum State {
    Ended(Result<(), Error>),
    Open,
    Unopened,
}

/// What is to be done next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// Nothing any more: the body is whole, or is had no more.
    End(Result<(), Error>),
    /// Drop the stream, if there is one, and ask for one that begins with this byte.
    Open(u64),
    /// Read at most so many bytes of the stream.
    Read(u64),
}

impl Transfer {
    /// Nothing was read yet. `size` is the length of the whole body in bytes, where the store told it.
    #[must_use]
    pub fn new(size: Option<u64>) -> Self {
        let state = if size == Some(0) {
            State::Ended(Ok(()))
        } else {
            State::Unopened
        };
        Self {
            size,
            received: 0,
            state,
        }
    }

    /// What is to be done next.
    #[must_use]
    pub fn next(&self) -> Next {
        match &self.state {
            State::Ended(end) => Next::End(end.clone()),
            State::Unopened => Next::Open(self.received),
            State::Open => {
                let rest = self.size.map(|size| size.saturating_sub(self.received));
                // One more byte would show that the body is longer than announced.
                let most = rest.map_or(LONGEST_READ, |rest| rest.saturating_add(1));
                Next::Read(most.min(LONGEST_READ))
            }
        }
    }

    /// There is a stream.
    pub fn opened(&mut self) {
        self.state = State::Open;
    }

    /// So many bytes were read.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] where they are more than were announced: none of them counts.
    pub fn received(&mut self, bytes: u64) -> Result<(), Error> {
        self.received = self.received.saturating_add(bytes);
        match self.size {
            Some(size) if self.received > size => {
                let found = self.received;
                let text = format!("expected a body of {size} bytes, but found at least {found}");
                self.failed(Error::Invalid(text.clone()));
                return Err(Error::Invalid(text));
            }
            Some(size) if self.received == size => self.state = State::Ended(Ok(())),
            _ => {}
        }
        Ok(())
    }

    /// The stream ended. A body that is shorter than announced is asked for again from there on.
    pub fn closed(&mut self) {
        self.state = if self.size.is_some_and(|size| self.received < size) {
            State::Unopened
        } else {
            State::Ended(Ok(()))
        };
    }

    /// The stream failed: the rest may be had by another one.
    pub fn broke_off(&mut self) {
        self.state = State::Unopened;
    }

    /// The store gives no more.
    pub fn failed(&mut self, error: Error) {
        self.state = State::Ended(Err(error));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a stream does.
    #[derive(Clone, Copy, Debug)]
    enum Event {
        BrokeOff,
        Bytes(u64),
        Closed,
    }

    /// Opens a stream where one is asked for, and says where each began and what is to be done at last.
    fn read(size: Option<u64>, events: &[Event]) -> (Vec<u64>, Next) {
        let mut transfer = Transfer::new(size);
        let mut starts = Vec::new();
        for event in events {
            if let Next::Open(start) = transfer.next() {
                starts.push(start);
                transfer.opened();
            }
            match event {
                Event::BrokeOff => transfer.broke_off(),
                Event::Bytes(bytes) => {
                    let counted = transfer.received(*bytes);
                    let failed = matches!(transfer.next(), Next::End(Err(_)));
                    assert_eq!(counted.is_err(), failed, "{size:?}: {events:?}");
                }
                Event::Closed => transfer.closed(),
            }
        }
        (starts, transfer.next())
    }

    #[test]
    fn a_body_is_as_long_as_announced() {
        use Event::{BrokeOff, Bytes, Closed};
        let whole = Next::End(Ok(()));
        let longer = |found: u64| {
            let text = format!("expected a body of 5 bytes, but found at least {found}");
            Next::End(Err(Error::Invalid(text)))
        };
        for (size, events, starts, next) in [
            (Some(5), &[Bytes(2), Bytes(2)][..], &[0][..], Next::Read(2)),
            (Some(5), &[Bytes(2), Bytes(3)], &[0], whole.clone()),
            (Some(5), &[Bytes(5)], &[0], whole.clone()),
            (Some(5), &[Bytes(6)], &[0], longer(6)),
            (Some(5), &[Bytes(2), Bytes(4)], &[0], longer(6)),
            (Some(5), &[Bytes(u64::MAX)], &[0], longer(u64::MAX)),
            (Some(5), &[Closed], &[0], Next::Open(0)),
            (Some(5), &[Bytes(2), Closed], &[0], Next::Open(2)),
            (Some(5), &[Bytes(2), BrokeOff], &[0], Next::Open(2)),
            (
                Some(5),
                &[Bytes(2), Closed, Bytes(3)],
                &[0, 2],
                whole.clone(),
            ),
            (Some(5), &[Bytes(2), BrokeOff, Bytes(4)], &[0, 2], longer(6)),
            (
                Some(5),
                &[BrokeOff, Bytes(1), Closed, Bytes(3), Closed, Bytes(1)],
                &[0, 0, 1, 4],
                whole.clone(),
            ),
            (None, &[Bytes(2), Bytes(4)], &[0], Next::Read(LONGEST_READ)),
            (None, &[Bytes(2), Closed], &[0], whole.clone()),
            (None, &[Closed], &[0], whole.clone()),
            (None, &[Bytes(2), BrokeOff], &[0], Next::Open(2)),
            (None, &[Bytes(2), BrokeOff, Closed], &[0, 2], whole.clone()),
        ] {
            let found = read(size, events);
            assert_eq!(found, (starts.to_vec(), next), "{size:?}: {events:?}");
        }
    }

    #[test]
    fn an_empty_body_has_ended_before_it_is_read() {
        assert_eq!(Transfer::new(Some(0)).next(), Next::End(Ok(())));
        assert_eq!(Transfer::new(None).next(), Next::Open(0));
    }

    #[test]
    fn no_more_is_read_at_once_than_is_expected() {
        for (size, expected) in [
            (Some(1), 2),
            (Some(LONGEST_READ - 1), LONGEST_READ),
            (Some(LONGEST_READ), LONGEST_READ),
            (Some(u64::MAX), LONGEST_READ),
            (None, LONGEST_READ),
        ] {
            let mut transfer = Transfer::new(size);
            transfer.opened();
            assert_eq!(transfer.next(), Next::Read(expected), "{size:?}");
        }
    }

    #[test]
    fn an_end_and_an_error_are_repeated() {
        let mut transfer = Transfer::new(None);
        transfer.opened();
        transfer.failed(Error::TimedOut);
        for _ in 0..2 {
            assert_eq!(transfer.next(), Next::End(Err(Error::TimedOut)));
        }
        let mut transfer = Transfer::new(Some(1));
        transfer.opened();
        assert_eq!(transfer.received(1), Ok(()));
        for _ in 0..2 {
            assert_eq!(transfer.next(), Next::End(Ok(())));
        }
    }
}
