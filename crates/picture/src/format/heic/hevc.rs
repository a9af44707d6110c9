//! HEVC by a library, `heic-rs`, which decodes pictures that need no other. It writes where numbers of the stream lead it and
//! takes as long as they say, so all that can be told before is held to the standard here: what is left to it are blocks.

use std::ops::Range;

use crate::error::{Error, plain};
use crate::format::heif::coding::{self, Coded, Coding, Data, Form, Item, Sampling};
use crate::format::heif::error::unsupported;
use crate::work::Work;

use super::picture::PictureSet;
use super::sequence::Sequence;
use super::units::{
    Configuration, FIRST_INTRA_SLICE, LAST_INTRA_SLICE, LAST_SLICE, PICTURE_SET, SEQUENCE_SET,
    Unit, units,
};

pub(super) const CODING: Coding = Coding {
    kind: *b"hvc1",
    open: |item| Ok(Box::new(Picture::open(item)?)),
};

/// More parameter sets than any file has.
const MOST_SETS: usize = 16;

/// Slices of a picture. Each may be as large as the picture, whatever the others are.
const MOST_SLICES: usize = 8;

/// Pairs of parts of a slice and of bytes that keep units apart, each of which the decoder looks at.
const MOST_PAIRS: usize = 1 << 27;

/// An item whose headers were read.
struct Picture<'a> {
    data: Data<'a>,
    length_size: u8,
    /// One of a sequence, and those of pictures.
    sets: Vec<&'a [u8]>,
    sequence: Sequence,
    /// Bytes in the slices that keep units apart.
    apart: usize,
}

impl<'a> Picture<'a> {
    fn open(item: Item<'a>) -> Result<Self, Error> {
        let configuration = item.configuration;
        let configuration = configuration
            .and_then(|content| Configuration::read(content, MOST_SETS))
            .ok_or_else(|| Error::damaged("an item says nothing of how it is coded"))?;
        let of = |kind| {
            let units = configuration.units.iter();
            units.filter(move |unit| unit.kind == kind)
        };
        let sequences: Vec<_> = of(SEQUENCE_SET).collect();
        let [only] = sequences.as_slice() else {
            return Err(unsupported("one with several kinds of frames"));
        };
        let sequence = Sequence::read(&only.payload());
        let sequence =
            sequence.ok_or_else(|| Error::damaged("what an item says of its size is damaged"))?;
        check(&sequence)?;
        let mut sets = vec![only.whole];
        let mut has_parts = false;
        for unit in of(PICTURE_SET) {
            let set = PictureSet::read(&unit.payload(), &sequence);
            let set = set.ok_or_else(|| Error::damaged("an item's parameters are damaged"))?;
            has_parts |= set.has_parts;
            sets.push(unit.whole);
        }
        if item.size.is_some_and(|size| size != sequence.size) {
            return Err(Error::damaged(
                "container and stream differ in the picture's size",
            ));
        }
        let mut picture = Self {
            apart: 0,
            data: item.data,
            length_size: configuration.length_size,
            sets,
            sequence,
        };
        let stream = picture.data.whole();
        picture.apart = picture.check_slices(&picture.slices(&stream)?, has_parts)?;
        Ok(picture)
    }

    /// The slices in an item. What else it may hold is not needed.
    fn slices<'b>(&self, stream: &'b [u8]) -> Result<Vec<&'b [u8]>, Error> {
        let mut slices = Vec::new();
        for unit in units(stream, self.length_size) {
            let unit = unit.ok_or_else(|| Error::damaged("an item's HEVC stream is cut off"))?;
            let Some(Unit { kind, whole }) = unit.filter(|unit| unit.kind <= LAST_SLICE) else {
                continue;
            };
            if !(FIRST_INTRA_SLICE..=LAST_INTRA_SLICE).contains(&kind) {
                return Err(unsupported("one that needs another picture"));
            }
            if slices.len() == MOST_SLICES {
                return Err(unsupported("one in more slices"));
            }
            slices.push(whole);
        }
        Ok(slices)
    }

    /// How many bytes keep units apart. The decoder looks at all of them for each part of a slice.
    fn check_slices(&self, slices: &[&[u8]], has_parts: bool) -> Result<usize, Error> {
        if slices.is_empty() {
            return Err(Error::damaged("an item has no HEVC frame"));
        }
        let blocks = usize::try_from(self.sequence.blocks().pixels()).unwrap_or(usize::MAX);
        let apart = slices.iter().map(|slice| {
            let windows = slice.windows(3);
            windows.filter(|bytes| *bytes == [0, 0, 3]).count()
        });
        let apart = apart.fold(0, usize::saturating_add);
        if has_parts && blocks.saturating_mul(apart) > MOST_PAIRS {
            return Err(Error::damaged("an item's HEVC stream is padded"));
        }
        Ok(apart)
    }

    /// Samples of all planes as coded.
    fn samples(&self) -> u64 {
        let halves: u64 = match self.sequence.sampling {
            Sampling::Grey => 2,
            Sampling::Half => 3,
            Sampling::HalfWidth => 4,
            Sampling::Full => 6,
        };
        self.sequence.coded.pixels().saturating_mul(halves) / 2
    }

    fn sample_bytes(&self) -> u64 {
        if self.sequence.depths.0 > 8 { 2 } else { 1 }
    }
}

/// What may be and is not read.
fn check(sequence: &Sequence) -> Result<(), Error> {
    match sequence.sampling {
        Sampling::Grey | Sampling::Half => {}
        Sampling::HalfWidth => return Err(unsupported("one in 4:2:2")),
        Sampling::Full => return Err(unsupported("one in 4:4:4")),
    }
    match sequence.depths {
        (luma, chroma) if luma != chroma => Err(unsupported("one of two depths")),
        (8 | 10 | 12, _) => Ok(()),
        (depth, _) => Err(unsupported(&format!("one of {depth} bits"))),
    }
}

impl Coded for Picture<'_> {
    fn form(&self) -> Form {
        Form {
            size: self.sequence.size,
            depth: self.sequence.depths.0,
            sampling: self.sequence.sampling,
            colors: self.sequence.colors,
        }
    }

    /// Planes of two bytes a sample, and once more before the last filter or cut to size; what is known of blocks, the
    /// smallest of which have 16 pixels; and the stream as the decoder reads it, with the places of what it left out.
    fn cost(&self) -> u64 {
        let planes = self.samples().saturating_mul(4);
        let small_blocks = self.sequence.coded.pixels() / 16;
        let blocks = self.sequence.blocks().pixels().saturating_mul(128);
        let copies = if self.data.0.len() > 1 { 2 } else { 1 };
        let stream = self.data.len().saturating_mul(copies);
        let apart = (self.apart as u64).saturating_mul(12);
        planes
            .saturating_add(small_blocks.saturating_mul(9))
            .saturating_add(blocks)
            .saturating_add(stream)
            .saturating_add(apart)
    }

    fn frame_bytes(&self) -> u64 {
        self.samples().saturating_mul(self.sample_bytes())
    }

    fn work(&self) -> Work {
        /// Nanoseconds for a pixel, as measured: of photographs of much detail.
        const PIXEL: f64 = 80.0;
        Work::of(self.sequence.coded.pixels(), PIXEL)
    }

    fn decode(&self) -> Result<Box<dyn coding::Frame>, Error> {
        let stream = self.data.whole();
        let slices = self.slices(&stream)?;
        let frame = heic_rs::hevc::decode_still(&self.sets, &slices).map_err(refuse)?;
        let size = self.sequence.size;
        if (frame.width, frame.height) != (size.width, size.height) {
            return Err(Error::damaged("a frame is not what its header says"));
        }
        frame.validate().map_err(refuse)?;
        let (luma, chroma) = (frame.y_stride as usize, frame.c_stride as usize);
        let planes = [(frame.y, luma), (frame.cb, chroma), (frame.cr, chroma)];
        let is_narrow = self.sequence.depths.0 == 8;
        let planes = planes.map(|(samples, stride)| {
            let samples = if is_narrow {
                let narrow = samples.iter().map(|sample| u8::try_from(*sample));
                Samples::Narrow(narrow.map(|sample| sample.unwrap_or(u8::MAX)).collect())
            } else {
                Samples::Wide(samples)
            };
            Plane { samples, stride }
        });
        Ok(Box::new(Frame { planes }))
    }
}

fn refuse(error: heic_rs::Error) -> Error {
    match error {
        heic_rs::Error::Unsupported(found) => unsupported(&format!("one with {found}")),
        error => Error::Damaged(plain(&error)),
    }
}

/// A decoded frame. Chroma is empty where it is grey.
struct Frame {
    planes: [Plane; 3],
}

struct Plane {
    samples: Samples,
    /// Samples from row to row.
    stride: usize,
}

enum Samples {
    Narrow(Vec<u8>),
    Wide(Vec<u16>),
}

impl coding::Frame for Frame {
    fn push_row(&self, plane: usize, y: usize, samples: Range<usize>, row: &mut Vec<u16>) {
        let Some(plane) = self.planes.get(plane) else {
            return;
        };
        let start = y.saturating_mul(plane.stride).saturating_add(samples.start);
        match &plane.samples {
            Samples::Narrow(all) => {
                let found = all.get(start..).unwrap_or_default().iter();
                row.extend(found.take(samples.len()).map(|sample| u16::from(*sample)));
            }
            Samples::Wide(all) => {
                let found = all.get(start..).unwrap_or_default().iter();
                row.extend(found.take(samples.len()));
            }
        }
    }
}
