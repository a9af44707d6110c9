//! The items of a file, as the `meta` box tells of them (ISO/IEC 14496-12, 8.11 and ISO/IEC 23008-12, 6 and 9):
//! what an item is, where its bytes lie, which properties it has and which items belong to it. Tables are searched
//! rather than kept, so that a long one costs no memory.

use std::ops::Range;

use crate::error::Error;

use super::boxes::{Kind, Reader};
use super::coding::Data;

/// More properties than any file has; an association counts them in 15 bits.
const MOST_PROPERTIES: usize = 1 << 15;

/// The tables of a file.
pub(crate) struct Meta<'a> {
    file: &'a [u8],
    tables: Reader<'a>,
    properties: Vec<(Kind, Reader<'a>)>,
}

/// More than any item has.
const MOST_ASSOCIATIONS: usize = 256;

/// More pieces than an item is cut into: a stream of layers is cut into four, if at all.
const MOST_PIECES: u16 = 64;

/// A property of an item.
pub(crate) struct Property<'a> {
    pub(crate) kind: Kind,
    pub(crate) content: Reader<'a>,
    /// Whether the item may not be shown by who does not know it.
    pub(crate) essential: bool,
}

impl<'a> Meta<'a> {
    pub(crate) fn read(file: &'a [u8]) -> Result<Self, Error> {
        let read = || {
            let mut meta = Reader::new(file).find(*b"meta")?;
            meta.version()?;
            let container = meta.find(*b"iprp")?.find(*b"ipco")?;
            Some(Self {
                file,
                tables: meta,
                properties: container.take(MOST_PROPERTIES).collect(),
            })
        };
        read().ok_or_else(|| Error::damaged("the file has no items"))
    }

    /// The item that is the picture.
    pub(crate) fn primary(&self) -> Option<u32> {
        let mut content = self.tables.find(*b"pitm")?;
        let (version, _) = content.version()?;
        read_id(&mut content, version > 0)
    }

    /// What the item is coded in, such as `av01`.
    pub(crate) fn kind(&self, id: u32) -> Option<Kind> {
        let mut content = self.tables.find(*b"iinf")?;
        let (version, _) = content.version()?;
        content.number(if version > 0 { 4 } else { 2 })?;
        content.find_map(|(kind, mut entry)| {
            let (version, _) = entry.version()?;
            let found = read_id(&mut entry, version > 2)?;
            // Behind the item's protection.
            let named = kind == *b"infe" && version >= 2 && found == id;
            named.then(|| entry.bytes(2).and_then(|_| entry.kind()))?
        })
    }

    /// The properties of an item, in the order in which they apply.
    pub(crate) fn properties(&self, id: u32) -> Result<Vec<Property<'a>>, Error> {
        let Some(boxes) = self.tables.find(*b"iprp") else {
            return Ok(Vec::new());
        };
        let mut found = Vec::new();
        for (_, content) in boxes.filter(|(kind, _)| kind == b"ipma") {
            self.associated(content, id, &mut found)
                .ok_or_else(|| Error::damaged("an item's properties are cut off or not there"))?;
        }
        Ok(found)
    }

    fn associated(
        &self,
        mut content: Reader<'a>,
        id: u32,
        found: &mut Vec<Property<'a>>,
    ) -> Option<()> {
        let (version, flags) = content.version()?;
        let wide = flags & 1 != 0;
        for _ in 0..content.u32()? {
            let item = read_id(&mut content, version > 0)?;
            for _ in 0..content.u8()? {
                let number = content.number(if wide { 2 } else { 1 })?;
                let essential_bit = if wide { 1 << 15 } else { 1 << 7 };
                let index = usize::try_from(number & !essential_bit).ok()?;
                // 0 is no property.
                if item == id && index > 0 {
                    if found.len() == MOST_ASSOCIATIONS {
                        return None;
                    }
                    let (kind, content) = self.properties.get(index.checked_sub(1)?)?;
                    found.push(Property {
                        kind: *kind,
                        content: content.clone(),
                        essential: number & essential_bit != 0,
                    });
                }
            }
        }
        Some(())
    }

    /// The items that say of themselves to be `kind` of the item `id`.
    pub(crate) fn referring(&self, kind: Kind, id: u32) -> impl Iterator<Item = u32> {
        self.references(kind)
            .filter_map(move |(from, to)| to.contains(&id).then_some(from))
    }

    /// Whether the item `id` refers to any by `kind`.
    pub(crate) fn refers(&self, kind: Kind, id: u32, to: u32) -> bool {
        self.references(kind)
            .any(|(from, targets)| from == id && targets.contains(&to))
    }

    fn references(&self, kind: Kind) -> impl Iterator<Item = (u32, Vec<u32>)> {
        let content = self.tables.find(*b"iref").and_then(|mut content| {
            let (version, _) = content.version()?;
            Some((content, version > 0))
        });
        let references = content.into_iter().flat_map(|(boxes, wide)| {
            boxes.map(move |(found, reference)| (found, reference, wide))
        });
        references.filter_map(move |(found, mut reference, wide)| {
            let from = read_id(&mut reference, wide)?;
            let targets = reference.u16()?;
            let targets = (0..targets).map_while(|_| read_id(&mut reference, wide));
            (found == kind).then(|| (from, targets.collect()))
        })
    }

    /// The items that the item `id` says to be made of, in their order.
    pub(crate) fn made_of(&self, id: u32) -> Vec<u32> {
        let mut references = self.references(*b"dimg");
        let found = references.find_map(|(from, targets)| (from == id).then_some(targets));
        found.unwrap_or_default()
    }

    /// How long the tables are that are searched for an item, in bytes.
    pub(crate) fn searched(&self) -> usize {
        let kinds = [*b"iinf", *b"iloc", *b"iprp", *b"iref"];
        let tables = kinds.into_iter().filter_map(|kind| self.tables.find(kind));
        let lengths = tables.map(|table| table.range().len());
        lengths.fold(0, usize::saturating_add)
    }

    /// The bytes of an item: at least one piece, and no more in sum than the file has.
    pub(crate) fn data(&self, id: u32) -> Result<Data<'a>, Error> {
        let pieces = self.pieces(id).filter(|pieces| !pieces.is_empty());
        let pieces = pieces.ok_or_else(|| Error::damaged("an item's bytes are not in the file"))?;
        let pieces = pieces
            .into_iter()
            .filter_map(|piece| self.file.get(piece))
            .collect();
        let data = Data(pieces);
        if data.len() > self.file.len() as u64 {
            return Err(Error::damaged("an item's pieces overlap"));
        }
        Ok(data)
    }

    fn pieces(&self, id: u32) -> Option<Vec<Range<usize>>> {
        let mut content = self.tables.find(*b"iloc")?;
        let (version, _) = content.version()?;
        let (sizes, more_sizes) = (content.u8()?, content.u8()?);
        let (offset_size, length_size) = (sizes >> 4, sizes & 15);
        let base_size = more_sizes >> 4;
        let index_size = if version > 0 { more_sizes & 15 } else { 0 };
        let items = content.number(if version < 2 { 2 } else { 4 })?;
        for _ in 0..items {
            let item = read_id(&mut content, version > 1)?;
            let method = if version > 0 { content.u16()? & 15 } else { 0 };
            // In this file, which is number 0.
            let elsewhere = content.u16()? != 0;
            let base = content.number(base_size)?;
            let count = content.u16()?;
            let mut pieces = (0..count).map(|_| {
                content.number(index_size)?;
                let offset = content.number(offset_size)?.checked_add(base)?;
                Some((offset, content.number(length_size)?))
            });
            if item == id && !elsewhere && count <= MOST_PIECES {
                let all = self.where_offsets_begin(method)?;
                let pieces = pieces.map(|found| {
                    let (offset, length) = found?;
                    piece(&all, offset, length)
                });
                return pieces.collect();
            }
            if pieces.any(|piece| piece.is_none()) {
                return None;
            }
        }
        None
    }

    /// In the file, or in a box for small items.
    fn where_offsets_begin(&self, method: u16) -> Option<Range<usize>> {
        match method {
            0 => Some(0..self.file.len()),
            1 => Some(self.tables.find(*b"idat")?.range()),
            _ => None,
        }
    }
}

/// The length 0 stands for the rest.
fn piece(all: &Range<usize>, offset: u64, length: u64) -> Option<Range<usize>> {
    let start = all.start.checked_add(usize::try_from(offset).ok()?)?;
    let end = match length {
        0 => all.end,
        length => start.checked_add(usize::try_from(length).ok()?)?,
    };
    (start < end && end <= all.end).then_some(start..end)
}

fn read_id(content: &mut Reader<'_>, wide: bool) -> Option<u32> {
    let id = content.number(if wide { 4 } else { 2 })?;
    u32::try_from(id).ok()
}
