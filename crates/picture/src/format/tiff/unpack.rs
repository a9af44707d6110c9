//! The compressed bytes of a strip or a tile, as they are taken.

use fdeflate::Decompressor;
use weezl::decode::Decoder as Lzw;
use weezl::{BitOrder, LzwStatus};

use crate::error::Error;

use super::fax::{Fax, Scheme};
use super::fill_order::FillOrder;

/// How far back deflate refers (RFC 1951, 2).
const LOOKBACK: usize = 32 << 10;

/// Room for what is inflated at a time.
const ROOM: usize = 32 << 10;

/// What a stream allocates, in bytes: tables of codes, and what they refer back to.
pub(super) const COST: u64 = 160 << 10;

/// Bytes whose bits were reversed at a time.
const REVERSED: usize = 4096;

/// How bytes are packed (TIFF 6.0, tag 259).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Packing {
    /// zlib's format (Adobe's supplement to TIFF 6.0).
    Deflate,
    /// TIFF 6.0, sections 10 and 11.
    Fax(Scheme),
    /// TIFF 6.0, section 13.
    Lzw,
    None,
    /// TIFF 6.0, section 9.
    PackBits,
}

/// What is unpacked, and to what.
#[derive(Clone, Copy)]
pub(super) struct Stream {
    pub(super) packing: Packing,
    pub(super) order: FillOrder,
    /// Pixels of a row of one sample: a fax knows no bytes.
    pub(super) width: u32,
    /// How many bytes will be taken at most.
    pub(super) length: usize,
}

/// Unpacks while bytes are taken.
pub(super) struct Unpack<'a> {
    packed: Packed<'a>,
    state: State<'a>,
}

enum State<'a> {
    Deflate(Box<Inflate>),
    Fax(Box<Fax<'a>>),
    Lzw(Box<Lzw>),
    None,
    PackBits(Run),
}

/// What was not read yet.
struct Packed<'a> {
    rest: &'a [u8],
    /// The next bytes with their bits in order, where they are not in the file.
    reversed: Option<Vec<u8>>,
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
    pub(super) fn new(packed: &'a [u8], stream: Stream) -> Self {
        let reversed = stream.order == FillOrder::LeastSignificantFirst;
        let state = match stream.packing {
            Packing::Deflate => State::Deflate(Box::new(Inflate::new(stream.length))),
            Packing::Fax(scheme) => State::Fax(Box::new(Fax::new(
                packed,
                scheme,
                stream.order,
                stream.width,
            ))),
            Packing::Lzw => State::Lzw(Box::new(lzw(packed, reversed))),
            Packing::None => State::None,
            Packing::PackBits => State::PackBits(Run::Literal(0)),
        };
        let packed = Packed {
            rest: packed,
            reversed: reversed.then(Vec::new),
        };
        Self { packed, state }
    }

    /// Fills `target`.
    pub(super) fn read(&mut self, mut target: &mut [u8]) -> Result<(), Error> {
        while !target.is_empty() {
            let mut packed = self.packed.next();
            let before = packed.len();
            let last = self.packed.is_last();
            let count = match &mut self.state {
                State::Deflate(inflate) => inflate.read(&mut packed, target, last)?,
                State::Fax(fax) => fax.read(target)?,
                State::Lzw(lzw) => read_lzw(lzw, &mut packed, target)?,
                State::None => take(&mut packed, target),
                State::PackBits(run) => run.read(&mut packed, target),
            };
            let taken = before.saturating_sub(packed.len());
            self.packed.skip(taken);
            if count == 0 && !self.packed.reverse_more() {
                return Err(Error::damaged("a strip or tile ends before its pixels"));
            }
            target = target.get_mut(count..).unwrap_or_default();
        }
        Ok(())
    }
}

impl Packed<'_> {
    fn next(&self) -> &[u8] {
        self.reversed.as_deref().unwrap_or(self.rest)
    }

    /// Whether nothing follows what is next.
    fn is_last(&self) -> bool {
        self.reversed.is_none() || self.rest.is_empty()
    }

    fn skip(&mut self, count: usize) {
        match &mut self.reversed {
            Some(reversed) => {
                reversed.drain(..count.min(reversed.len()));
            }
            None => self.rest = self.rest.get(count..).unwrap_or_default(),
        }
    }

    /// Whether there is more now.
    fn reverse_more(&mut self) -> bool {
        let Some(reversed) = &mut self.reversed else {
            return false;
        };
        let count = REVERSED.saturating_sub(reversed.len()).min(self.rest.len());
        let (now, later) = self.rest.split_at(count);
        reversed.extend(now.iter().map(|byte| byte.reverse_bits()));
        self.rest = later;
        count > 0
    }
}

/// LZW as in TIFF 6.0, or as in TIFF 5.0, whose first code libtiff tells from it.
fn lzw(packed: &[u8], reversed: bool) -> Lzw {
    let first = packed.get(..2).unwrap_or_default();
    match first {
        [0, second] if !reversed && second & 1 == 1 => Lzw::new(BitOrder::Lsb, 8),
        [0, second] if reversed && second & 0x80 == 0x80 => Lzw::new(BitOrder::Lsb, 8),
        _ => Lzw::with_tiff_size_switch(BitOrder::Msb, 8),
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
    /// How many bytes were filled: none where a run has not all of its bytes.
    fn read(&mut self, packed: &mut &[u8], target: &mut [u8]) -> usize {
        loop {
            match self {
                Self::Literal(0) | Self::Repeated(_, 0) => match Self::next(packed) {
                    Some(run) => *self = run,
                    None => return 0,
                },
                Self::Literal(left) => {
                    let now = target.len().min(*left);
                    let count = take(packed, target.get_mut(..now).unwrap_or_default());
                    *left = left.saturating_sub(count);
                    return count;
                }
                Self::Repeated(byte, left) => {
                    let count = target.len().min(*left);
                    target.get_mut(..count).unwrap_or_default().fill(*byte);
                    *left = left.saturating_sub(count);
                    return count;
                }
            }
        }
    }

    fn next(packed: &mut &[u8]) -> Option<Self> {
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
            _ => return None,
        };
        *packed = rest;
        Some(run)
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

    /// `last` says that nothing follows what is packed here.
    fn read(&mut self, packed: &mut &[u8], target: &mut [u8], last: bool) -> Result<usize, Error> {
        if self.taken == self.filled {
            self.fill(packed, last)?;
        }
        let mut filled = self.buffer.get(self.taken..self.filled).unwrap_or_default();
        let count = take(&mut filled, target);
        self.taken = self.taken.saturating_add(count);
        Ok(count)
    }

    fn fill(&mut self, packed: &mut &[u8], last: bool) -> Result<(), Error> {
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
                .read(packed, &mut self.buffer, self.filled, last);
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
    use weezl::encode::Encoder;

    use super::*;

    fn unpacked(
        packed: &[u8],
        packing: Packing,
        order: FillOrder,
        length: usize,
    ) -> Result<Vec<u8>, Error> {
        let mut target = vec![0; length];
        let stream = Stream {
            packing,
            order,
            width: 7 * 8,
            length,
        };
        let mut unpack = Unpack::new(packed, stream);
        // Rows of odd lengths, so that runs go over their ends.
        for row in target.chunks_mut(7) {
            unpack.read(row)?;
        }
        Ok(target)
    }

    /// In either order of bits.
    fn check(packed: &[u8], packing: Packing, expected: &[u8]) {
        let reversed: Vec<_> = packed.iter().map(|byte| byte.reverse_bits()).collect();
        for (packed, bits) in [
            (packed, FillOrder::MostSignificantFirst),
            (&reversed, FillOrder::LeastSignificantFirst),
        ] {
            let found = unpacked(packed, packing, bits, expected.len()).unwrap();
            assert!(found == expected, "{packing:?} {bits:?}");
            for end in [0, 1, 2, packed.len() / 2] {
                let cut = unpacked(&packed[..end], packing, bits, expected.len());
                assert!(
                    matches!(cut, Err(Error::Damaged(_))),
                    "{packing:?} {bits:?} cut at {end}"
                );
            }
            assert!(unpacked(packed, packing, bits, expected.len().saturating_add(1)).is_err());
        }
    }

    /// The example of TIFF 6.0, section 9.
    #[test]
    fn unpacks_runs() {
        let packed = b"\xfe\xaa\x02\x80\0\x2a\xfd\xaa\x03\x80\0\x2a\x22\xf7\xaa";
        let expected = b"\xaa\xaa\xaa\x80\0\x2a\xaa\xaa\xaa\xaa\x80\0\x2a\x22\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa\xaa";
        check(packed, Packing::PackBits, expected);
        let nothing = unpacked(
            b"\x80\x80",
            Packing::PackBits,
            FillOrder::MostSignificantFirst,
            1,
        );
        assert!(nothing.is_err());
    }

    #[test]
    fn unpacks_what_was_packed() {
        let text: Vec<u8> = (0..200_000_u32)
            .map(|n| (n.wrapping_mul(n) >> 7).to_le_bytes()[0])
            .collect();
        let runs: Vec<u8> = text
            .chunks(100)
            .flat_map(|part| [&[99], part].concat())
            .collect();
        let pack = |mut encoder: Encoder| encoder.encode(&text).unwrap();
        let lzw = pack(Encoder::with_tiff_size_switch(BitOrder::Msb, 8));
        let old_lzw = pack(Encoder::new(BitOrder::Lsb, 8));
        check(&fdeflate::compress_to_vec(&text), Packing::Deflate, &text);
        check(&lzw, Packing::Lzw, &text);
        check(&old_lzw, Packing::Lzw, &text);
        check(&runs, Packing::PackBits, &text);
        check(&text, Packing::None, &text);
    }
}
