//! The compressed bytes of a strip or a tile, as they are taken.

use fdeflate::Decompressor;
use weezl::decode::Decoder as Lzw;
use weezl::{BitOrder, LzwStatus};

use crate::error::Error;

/// How far back deflate refers (RFC 1951, 2).
const LOOKBACK: usize = 32 << 10;

/// Room for what is inflated at a time.
const ROOM: usize = 32 << 10;

/// What a stream allocates, in bytes: tables of codes, and what they refer back to.
pub(super) const COST: u64 = 160 << 10;

/// How bytes are compressed (TIFF 6.0, tag 259).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Compression {
    /// zlib's format (Adobe's supplement to TIFF 6.0).
    Deflate,
    /// TIFF 6.0, section 13.
    Lzw,
    None,
    /// TIFF 6.0, section 9.
    PackBits,
}

/// Unpacks while bytes are taken.
pub(super) struct Unpack<'a> {
    /// What was not read yet.
    packed: &'a [u8],
    state: State,
}

enum State {
    Deflate(Box<Inflate>),
    Lzw(Box<Lzw>),
    None,
    PackBits(Run),
}

/// What is left of a run.
enum Run {
    Literal(usize),
    Repeated(u8, usize),
}

struct Inflate {
    decoder: Decompressor,
    buffer: Vec<u8>,
    /// Where in the buffer that begins which was not taken yet, and where it ends.
    taken: usize,
    filled: usize,
}

impl<'a> Unpack<'a> {
    /// `length` is how many bytes will be taken at most.
    pub(super) fn new(
        packed: &'a [u8],
        compression: Compression,
        length: usize,
    ) -> Result<Self, Error> {
        let state = match compression {
            Compression::Deflate => State::Deflate(Box::new(Inflate::new(length))),
            Compression::Lzw if matches!(packed, [0, second, ..] if second & 1 == 1) => {
                return Err(Error::Unsupported(
                    "expected LZW as in TIFF 6.0, but found that of TIFF 5.0".into(),
                ));
            }
            Compression::Lzw => State::Lzw(Box::new(Lzw::with_tiff_size_switch(BitOrder::Msb, 8))),
            Compression::None => State::None,
            Compression::PackBits => State::PackBits(Run::Literal(0)),
        };
        Ok(Self { packed, state })
    }

    /// Fills `target`.
    pub(super) fn read(&mut self, mut target: &mut [u8]) -> Result<(), Error> {
        while !target.is_empty() {
            let count = match &mut self.state {
                State::Deflate(inflate) => inflate.read(&mut self.packed, target)?,
                State::Lzw(lzw) => read_lzw(lzw, &mut self.packed, target)?,
                State::None => take(&mut self.packed, target),
                State::PackBits(run) => run.read(&mut self.packed, target)?,
            };
            if count == 0 {
                return Err(Error::damaged("a strip or tile ends before its pixels"));
            }
            target = target.get_mut(count..).unwrap_or_default();
        }
        Ok(())
    }
}

/// Copies as many bytes as there are, and says how many.
fn take(packed: &mut &[u8], target: &mut [u8]) -> usize {
    let count = packed.len().min(target.len());
    let (now, later) = packed.split_at(count);
    if let Some(target) = target.get_mut(..count) {
        target.copy_from_slice(now);
    }
    *packed = later;
    count
}

fn read_lzw(lzw: &mut Lzw, packed: &mut &[u8], target: &mut [u8]) -> Result<usize, Error> {
    loop {
        let result = lzw.decode_bytes(packed, target);
        *packed = packed.get(result.consumed_in..).unwrap_or_default();
        match result.status {
            Err(_) => {
                return Err(Error::damaged(
                    "a strip or tile holds an LZW code that means nothing",
                ));
            }
            Ok(LzwStatus::Ok) if result.consumed_out == 0 => {}
            Ok(_) => return Ok(result.consumed_out),
        }
    }
}

impl Run {
    fn read(&mut self, packed: &mut &[u8], target: &mut [u8]) -> Result<usize, Error> {
        loop {
            match self {
                Self::Literal(0) | Self::Repeated(_, 0) => *self = Self::next(packed)?,
                Self::Literal(left) => {
                    let now = target.len().min(*left);
                    let count = take(packed, target.get_mut(..now).unwrap_or_default());
                    *left = left.saturating_sub(count);
                    return Ok(count);
                }
                Self::Repeated(byte, left) => {
                    let count = target.len().min(*left);
                    target.get_mut(..count).unwrap_or_default().fill(*byte);
                    *left = left.saturating_sub(count);
                    return Ok(count);
                }
            }
        }
    }

    fn next(packed: &mut &[u8]) -> Result<Self, Error> {
        let (run, rest) = match **packed {
            [count @ 0..=127, ref rest @ ..] => {
                (Self::Literal(usize::from(count).saturating_add(1)), rest)
            }
            // Nothing.
            [128, ref rest @ ..] => (Self::Literal(0), rest),
            [count, byte, ref rest @ ..] => (
                Self::Repeated(byte, 257_usize.saturating_sub(count.into())),
                rest,
            ),
            _ => return Err(Error::damaged("a strip or tile ends before its pixels")),
        };
        *packed = rest;
        Ok(run)
    }
}

impl Inflate {
    fn new(length: usize) -> Self {
        let mut decoder = Decompressor::new();
        // A strip is not read to its end where the rest is not needed, and libtiff looks at no checksum either.
        decoder.ignore_adler32();
        Self {
            decoder,
            // Many strips are short.
            buffer: vec![0; length.min(LOOKBACK + ROOM)],
            taken: 0,
            filled: 0,
        }
    }

    fn read(&mut self, packed: &mut &[u8], target: &mut [u8]) -> Result<usize, Error> {
        if self.taken == self.filled {
            self.fill(packed)?;
        }
        let mut filled = self.buffer.get(self.taken..self.filled).unwrap_or_default();
        let count = take(&mut filled, target);
        self.taken = self.taken.saturating_add(count);
        Ok(count)
    }

    fn fill(&mut self, packed: &mut &[u8]) -> Result<(), Error> {
        if self.filled == self.buffer.len() {
            if self.filled < LOOKBACK + ROOM {
                return Ok(());
            }
            self.buffer.copy_within(ROOM.., 0);
            self.filled = LOOKBACK;
        }
        self.taken = self.filled;
        loop {
            let read = self
                .decoder
                .read(packed, &mut self.buffer, self.filled, true);
            let (read, written) =
                read.map_err(|_| Error::damaged("a strip or tile holds no deflated bytes"))?;
            *packed = packed.get(read..).unwrap_or_default();
            self.filled = self.filled.saturating_add(written);
            if written > 0 || read == 0 {
                return Ok(());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unpacked(packed: &[u8], compression: Compression, length: usize) -> Result<Vec<u8>, Error> {
        let mut target = vec![0; length];
        let mut unpack = Unpack::new(packed, compression, length)?;
        // Rows of odd lengths, so that runs go over their ends.
        for row in target.chunks_mut(7) {
            unpack.read(row)?;
        }
        Ok(target)
    }

    /// The example of TIFF 6.0, section 9.
    #[test]
    fn unpacks_runs() {
        let packed = b"\xfe\xaa\x02\x80\0\x2a\xfd\xaa\x03\x80\0\x2a\x22\xf7\xaa";
        let expected = b"\xaa\xaa\xaa\x80\0\x2a\xaa\xaa\xaa\xaa\x80\0\x2a\x22\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa";
        let found = unpacked(packed, Compression::PackBits, expected.len());
        assert_eq!(found.unwrap(), expected);
        assert!(unpacked(packed, Compression::PackBits, expected.len() + 1).is_err());
        assert!(unpacked(b"\x80\x80", Compression::PackBits, 1).is_err());
    }

    #[test]
    fn unpacks_what_was_packed() {
        let text: Vec<u8> = (0..200_000_u32)
            .map(|n| (n.wrapping_mul(n) >> 7).to_le_bytes()[0])
            .collect();
        let deflated = fdeflate::compress_to_vec(&text);
        let lzw = weezl::encode::Encoder::with_tiff_size_switch(BitOrder::Msb, 8)
            .encode(&text)
            .unwrap();
        for (packed, compression) in [
            (&deflated, Compression::Deflate),
            (&lzw, Compression::Lzw),
            (&text, Compression::None),
        ] {
            let found = unpacked(packed, compression, text.len()).unwrap();
            assert!(found == text, "{compression:?}");
            for end in [0, 1, 2, 100, packed.len() / 2] {
                let cut = unpacked(&packed[..end], compression, text.len());
                assert!(
                    matches!(cut, Err(Error::Damaged(_))),
                    "{compression:?} cut at {end}"
                );
            }
            assert!(unpacked(packed, compression, text.len() + 1).is_err());
        }
    }
}
