//! Quantisation steps, Huffman codes and the restart interval: what holds from its segment on.

use super::huffman::{AC, Code, DC};
use super::marker::EOI;
use super::segment::{Segment, Segments};
use crate::Error;

/// Quantisation steps in the file's order.
pub(super) type Steps = [u16; 64];

/// The tables that hold at some place of a file.
#[derive(Debug, Clone, Default)]
pub(super) struct Tables {
    dc: [Option<Code>; 4],
    ac: [Option<Code>; 4],
    pub(super) quantization: [Option<Steps>; 4],
    /// MCUs between restart markers; 0: there are none.
    pub(super) restart: u32,
}

impl Tables {
    /// Those of a file that has nothing else (T.81, B.5).
    pub(super) fn parse(file: &[u8]) -> Result<Self, Error> {
        let mut segments = Segments::new(file)?;
        let mut tables = Self::default();
        loop {
            let segment = segments.next()?;
            if segment.marker == EOI {
                return Ok(tables);
            }
            tables.update(segment)?;
        }
    }

    /// Takes a DHT, DQT or DRI segment; others are none of its business.
    pub(super) fn update(&mut self, segment: Segment<'_>) -> Result<(), Error> {
        match segment.marker {
            0xc4 => self.huffman(segment.body),
            0xdb => self.quantization(segment.body),
            0xdd => match segment.body {
                [high, low] => {
                    self.restart = u32::from(u16::from_be_bytes([*high, *low]));
                    Ok(())
                }
                _ => Err(Error::Damaged("a restart interval is not one")),
            },
            _ => Ok(()),
        }
    }

    /// The code for differences of DC terms of this number.
    pub(super) fn dc(&self, number: usize) -> Result<&Code, Error> {
        defined(&self.dc, &DC, number)
    }

    /// The code for AC coefficients of this number.
    pub(super) fn ac(&self, number: usize) -> Result<&Code, Error> {
        defined(&self.ac, &AC, number)
    }

    /// T.81, B.2.4.2.
    fn huffman(&mut self, mut body: &[u8]) -> Result<(), Error> {
        while let Some((&selector, rest)) = body.split_first() {
            let (code, rest) = Code::parse(rest)?;
            body = rest;
            let tables = match selector >> 4 {
                0 => &mut self.dc,
                1 => &mut self.ac,
                _ => return Err(Error::Damaged("a Huffman table is of no known class")),
            };
            *tables
                .get_mut(usize::from(selector & 15))
                .ok_or(Error::Damaged("a Huffman table has no place"))? = Some(code);
        }
        Ok(())
    }

    /// T.81, B.2.4.1.
    fn quantization(&mut self, mut body: &[u8]) -> Result<(), Error> {
        let damaged = Error::Damaged("a quantisation table is not one");
        while let Some((&selector, rest)) = body.split_first() {
            let mut steps = [0; 64];
            match selector >> 4 {
                0 => {
                    let (bytes, rest) = rest.split_first_chunk::<64>().ok_or(damaged)?;
                    for (step, &byte) in steps.iter_mut().zip(bytes) {
                        *step = u16::from(byte);
                    }
                    body = rest;
                }
                1 => {
                    let (bytes, rest) = rest.split_first_chunk::<128>().ok_or(damaged)?;
                    for (step, pair) in steps.iter_mut().zip(bytes.as_chunks::<2>().0) {
                        *step = u16::from_be_bytes(*pair);
                    }
                    body = rest;
                }
                _ => return Err(damaged),
            }
            *self
                .quantization
                .get_mut(usize::from(selector & 15))
                .ok_or(damaged)? = Some(steps);
        }
        Ok(())
    }
}

/// What the file defines, or else the standard.
fn defined<'a>(
    file: &'a [Option<Code>; 4],
    standard: &'static [Code; 2],
    number: usize,
) -> Result<&'a Code, Error> {
    let own = file.get(number).and_then(Option::as_ref);
    own.or(standard.get(number))
        .ok_or(Error::Damaged("a Huffman table is missing"))
}
