//! Frames to a file: `ftyp`, `meta` with its tables, `mdat` (ISO/IEC 23008-12; AVIF 1.1.0, 9 names what has to be
//! there). Item 1 is the picture, item 2 its alpha, item 3 what Exif says of it.

use crate::error::Error;
use crate::format::heif::boxes::Kind;
use crate::format::heif::coding::Sampling;
use crate::format::heif::meta::Meta;
use crate::format::heif::properties::Properties;
use crate::geometry::Dimensions;

use super::sequence::{self, Sequence};

/// What is written.
pub(super) struct Written<'a> {
    pub(super) size: Dimensions,
    /// AV1 of the colours.
    pub(super) color: &'a [u8],
    /// AV1 of alpha.
    pub(super) alpha: Option<&'a [u8]>,
    /// Colour profile (ICC.1); sRGB where there is none.
    pub(super) profile: Option<&'a [u8]>,
    /// A TIFF structure (CIPA DC-008).
    pub(super) exif: Option<&'a [u8]>,
}

/// An item's frame, and what has to be known of it.
struct Item {
    stream: Vec<u8>,
    header: Vec<u8>,
    sequence: Sequence,
}

/// Bit 7 of an association: who does not know the property may not show the item.
const ESSENTIAL: u8 = 0x80;

pub(super) fn write(written: &Written<'_>) -> Result<Vec<u8>, Error> {
    let streams = [Some(written.color), written.alpha];
    let items = streams.into_iter().flatten().map(Item::new);
    let items: Vec<_> = items.collect::<Result<_, Error>>()?;
    let brands = b"avif\0\0\0\0avifmif1miaf";
    let profile = if items.iter().all(|item| item.sequence.profile == 0) {
        &b"MA1B"[..]
    } else {
        b"MA1A"
    };
    let file_type = boxed(*b"ftyp", &[brands, profile])?;
    // Behind it would stand bytes that are not the structure's.
    let exif = written.exif.map(|exif| [&[0; 4], exif].concat());
    let stored = items.iter().map(|item| item.stream.as_slice());
    let stored: Vec<_> = stored.chain(exif.as_deref()).collect();
    // Offsets have a fixed length, so that the tables are as long before they are known.
    let meta = meta(written, &items, &stored, 0)?;
    let start = file_type.len().saturating_add(meta.len()).saturating_add(8);
    let meta = self::meta(written, &items, &stored, start)?;
    let data = boxed(*b"mdat", &stored)?;
    Ok([file_type, meta, data].concat())
}

/// A file that was written here, with Exif as an item of its own.
pub(super) fn with_exif(file: &[u8], exif: &[u8]) -> Result<Vec<u8>, Error> {
    let meta = Meta::read(file)?;
    let properties = Properties::read(&meta.properties(1)?)?;
    let alpha = meta.kind(2).map(|_| meta.data(2)).transpose()?;
    let alpha = alpha.map(|alpha| alpha.whole());
    write(&Written {
        size: properties
            .size
            .ok_or_else(|| Error::Internal("a file without a size".to_owned()))?,
        color: &meta.data(1)?.whole(),
        alpha: alpha.as_deref(),
        profile: properties.profile,
        exif: Some(exif),
    })
}

impl Item {
    fn new(stream: &[u8]) -> Result<Self, Error> {
        let sequence = sequence::read(stream, None)?.sequence;
        let (kept, header) = sequence::without_delimiters(stream)
            .ok_or_else(|| Error::Internal("AV1 without a sequence header".to_owned()))?;
        Ok(Self {
            stream: kept,
            header: header.to_vec(),
            sequence,
        })
    }
}

/// `stored` are the bytes of all items, which lie behind each other from `start` on.
fn meta(
    written: &Written<'_>,
    items: &[Item],
    stored: &[&[u8]],
    start: usize,
) -> Result<Vec<u8>, Error> {
    let handler = full(*b"hdlr", 0, &[&[0; 4], b"pict", &[0; 13]])?;
    let primary = full(*b"pitm", 0, &[&[0, 1]])?;
    let kinds = [
        Some((1, *b"av01")),
        (items.len() > 1).then_some((2, *b"av01")),
        written.exif.map(|_| (3, *b"Exif")),
    ];
    let count = u8::try_from(stored.len()).unwrap_or(u8::MAX);
    let mut infos = vec![0, count];
    let mut locations = vec![0x44, 0, 0, count];
    let mut offset = start;
    for ((id, kind), stored) in kinds.into_iter().flatten().zip(stored) {
        // Version 2: item, no protection, no name.
        infos.extend(full(*b"infe", 2, &[&[0, id, 0, 0], &kind, &[0]])?);
        // In file 0, in one piece.
        locations.extend([0, id, 0, 0, 0, 1]);
        locations.extend(u32_of(offset)?);
        locations.extend(u32_of(stored.len())?);
        offset = offset.saturating_add(stored.len());
    }
    let locations = full(*b"iloc", 0, &[&locations])?;
    let infos = full(*b"iinf", 0, &[&infos])?;
    let mut references = Vec::new();
    if items.len() > 1 {
        references.extend(boxed(*b"auxl", &[&[0, 2, 0, 1, 0, 1]])?);
    }
    if written.exif.is_some() {
        references.extend(boxed(*b"cdsc", &[&[0, 3, 0, 1, 0, 1]])?);
    }
    if !references.is_empty() {
        references = full(*b"iref", 0, &[&references])?;
    }
    let properties = properties(written, items)?;
    let tables = [handler, primary, locations, infos, references, properties];
    full(*b"meta", 0, &[&tables.concat()])
}

fn properties(written: &Written<'_>, items: &[Item]) -> Result<Vec<u8>, Error> {
    let mut container = Vec::new();
    let mut count = 0_u8;
    let mut associations = vec![0, 0, 0, if items.len() > 1 { 2 } else { 1 }];
    for (id, item) in [1_u8, 2].into_iter().zip(items) {
        let properties = item_properties(written, item, id == 1)?;
        let length = u8::try_from(properties.len()).unwrap_or(u8::MAX);
        associations.extend([0, id, length]);
        for (property, essential) in properties {
            container.extend(property);
            count = count.saturating_add(1);
            associations.push(if essential { count | ESSENTIAL } else { count });
        }
    }
    let container = boxed(*b"ipco", &[&container])?;
    let associations = full(*b"ipma", 0, &[&associations])?;
    boxed(*b"iprp", &[&container, &associations])
}

/// Each with whether it is essential.
fn item_properties(
    written: &Written<'_>,
    item: &Item,
    is_color: bool,
) -> Result<Vec<(Vec<u8>, bool)>, Error> {
    let Dimensions { width, height } = written.size;
    let sizes = [width.to_be_bytes(), height.to_be_bytes()].concat();
    let depths: &[u8] = match item.sequence.sampling {
        Sampling::Grey => &[1, item.sequence.depth],
        _ => &[
            3,
            item.sequence.depth,
            item.sequence.depth,
            item.sequence.depth,
        ],
    };
    let mut properties = vec![
        (full(*b"ispe", 0, &[&sizes])?, false),
        (full(*b"pixi", 0, &[depths])?, false),
        (
            boxed(*b"av1C", &[&configuration(&item.sequence), &item.header])?,
            true,
        ),
    ];
    if !is_color {
        let kind = b"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\0";
        properties.push((full(*b"auxC", 0, &[kind])?, false));
        return Ok(properties);
    }
    if let Some(profile) = written.profile {
        properties.push((boxed(*b"colr", &[b"prof", profile])?, false));
    }
    // Primaries of BT.709 and the curve of sRGB, unless a profile says otherwise; BT.601, full range.
    let (primaries, transfer) = if written.profile.is_some() {
        (2, 2)
    } else {
        (1, 13)
    };
    let codes = [0, primaries, 0, transfer, 0, 6, 0x80];
    properties.push((boxed(*b"colr", &[b"nclx", &codes])?, false));
    Ok(properties)
}

/// AV1 in ISO Base Media File Format, 2.3.3.
fn configuration(sequence: &Sequence) -> [u8; 4] {
    let sampling = match sequence.sampling {
        Sampling::Grey => 0b1_1100,
        Sampling::Half => 0b0_1100,
        Sampling::HalfWidth => 0b0_1000,
        Sampling::Full => 0,
    };
    let depth = match sequence.depth {
        8 => 0,
        10 => 0b100_0000,
        _ => 0b110_0000,
    };
    [
        0x81,
        (sequence.profile << 5) | (sequence.level & 0x1f),
        (sequence.tier << 7) | depth | sampling,
        0,
    ]
}

fn full(kind: Kind, version: u8, parts: &[&[u8]]) -> Result<Vec<u8>, Error> {
    let content = parts.concat();
    boxed(kind, &[&[version, 0, 0, 0], &content])
}

fn boxed(kind: Kind, parts: &[&[u8]]) -> Result<Vec<u8>, Error> {
    let content = parts
        .iter()
        .map(|part| part.len())
        .fold(8, usize::saturating_add);
    let mut whole = Vec::with_capacity(content);
    whole.extend(u32_of(content)?);
    whole.extend(kind);
    for part in parts {
        whole.extend_from_slice(part);
    }
    Ok(whole)
}

fn u32_of(number: usize) -> Result<[u8; 4], Error> {
    let number = u32::try_from(number);
    let number = number.map_err(|_| Error::Internal("a file of more than 4 GiB".to_owned()))?;
    Ok(number.to_be_bytes())
}
