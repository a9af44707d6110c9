//! HEIF files, box by box (ISO/IEC 14496-12 and 23008-12), of frames that were coded elsewhere.

/// An item of a file. Items are numbered from 1 in their order; the first one is the picture.
pub struct HeifItem {
    /// What it is, such as `av01` or `grid`.
    pub kind: [u8; 4],
    /// Its bytes.
    pub data: Vec<u8>,
    /// Whole boxes, each with whether who does not know it may not show the item.
    pub properties: Vec<(Vec<u8>, bool)>,
    /// Kinds of references, and the items that they lead to.
    pub references: Vec<([u8; 4], Vec<u8>)>,
}

/// A frame: what a file of one item has in it.
#[derive(Clone)]
pub struct CodedFrame {
    /// Of the item.
    pub kind: [u8; 4],
    /// AV1 or HEVC.
    pub stream: Vec<u8>,
    /// The property that sets up the decoder: kind and content.
    pub configuration: ([u8; 4], Vec<u8>),
}

impl CodedFrame {
    /// The frame of an AVIF that Marble wrote of an opaque picture.
    ///
    /// # Panics
    ///
    /// Where the file is another one.
    #[must_use]
    pub fn of_avif(file: &[u8]) -> Self {
        Self::of(file, *b"av01", *b"av1C")
    }

    /// The frame of a HEIC that has one item and nothing else.
    ///
    /// # Panics
    ///
    /// Where the file is another one.
    #[must_use]
    pub fn of_heic(file: &[u8]) -> Self {
        Self::of(file, *b"hvc1", *b"hvcC")
    }

    fn of(file: &[u8], kind: [u8; 4], configuration: [u8; 4]) -> Self {
        let content = |kind| content(file, kind).to_vec();
        Self {
            kind,
            stream: content(*b"mdat"),
            configuration: (configuration, content(configuration)),
        }
    }

    /// As an item whose frame is as large as that.
    #[must_use]
    pub fn item(&self, width: u32, height: u32) -> HeifItem {
        HeifItem {
            kind: self.kind,
            data: self.stream.clone(),
            properties: vec![
                (size_property(width, height), false),
                (heif_box(self.configuration.0, &self.configuration.1), true),
            ],
            references: Vec::new(),
        }
    }
}

/// What is in the first box of that kind, wherever it stands.
fn content(file: &[u8], kind: [u8; 4]) -> &[u8] {
    let at = file.windows(4).position(|found| found == kind);
    let at = at.expect("a box of the kind");
    let size: [u8; 4] = file[at - 4..at].try_into().expect("four bytes");
    let size = u32::from_be_bytes(size) as usize;
    &file[at + 4..at - 4 + size]
}

/// A property `ispe`.
#[must_use]
pub fn size_property(width: u32, height: u32) -> Vec<u8> {
    let sides = [width.to_be_bytes(), height.to_be_bytes()].concat();
    full_box(*b"ispe", &sides)
}

/// A grid of the items `tiles`, row by row.
///
/// # Panics
///
/// With more than 255 tiles, or none across.
#[must_use]
pub fn grid_item(across: u8, tiles: &[u8], width: u16, height: u16) -> HeifItem {
    let down = u8::try_from(tiles.len()).expect("few tiles") / across;
    let sides = [width.to_be_bytes(), height.to_be_bytes()].concat();
    HeifItem {
        kind: *b"grid",
        data: [&[0, 0, down - 1, across - 1], sides.as_slice()].concat(),
        properties: vec![(size_property(width.into(), height.into()), false)],
        references: vec![(*b"dimg", tiles.to_vec())],
    }
}

/// A file of these items.
///
/// # Panics
///
/// Where there are more than 255 of them, or of their properties.
#[must_use]
pub fn heif(brand: [u8; 4], items: &[HeifItem]) -> Vec<u8> {
    let file_type = heif_box(*b"ftyp", &[&brand[..], &[0; 4], b"mif1", &brand].concat());
    // Offsets are as long before they are known.
    let tables = tables(items, 0).len();
    let meta = self::tables(items, file_type.len() + tables + 8);
    let data: Vec<_> = items.iter().flat_map(|item| item.data.clone()).collect();
    [file_type, meta, heif_box(*b"mdat", &data)].concat()
}

fn tables(items: &[HeifItem], start: usize) -> Vec<u8> {
    let count = byte(items.len());
    let mut infos = vec![0, count];
    let mut locations = vec![0x44, 0, 0, count];
    let mut references = Vec::new();
    let mut properties = Vec::new();
    let mut associations = vec![0, 0, 0, count];
    let mut numbered = 0;
    let mut offset = start;
    for (index, item) in items.iter().enumerate() {
        let id = byte(index + 1);
        infos.extend(versioned_box(
            *b"infe",
            2,
            &[&[0, id, 0, 0], &item.kind[..], &[0]].concat(),
        ));
        locations.extend([0, id, 0, 0, 0, 1]);
        for number in [offset, item.data.len()] {
            locations.extend(u32::try_from(number).expect("a small file").to_be_bytes());
        }
        offset += item.data.len();
        for (kind, targets) in &item.references {
            let targets: Vec<_> = targets.iter().flat_map(|target| [0, *target]).collect();
            let count = byte(targets.len() / 2);
            let content = [&[0, id, 0, count], targets.as_slice()].concat();
            references.extend(heif_box(*kind, &content));
        }
        associations.extend([0, id, byte(item.properties.len())]);
        for (property, essential) in &item.properties {
            properties.extend(property);
            numbered += 1;
            assert!(numbered < 128, "too many properties");
            associations.push(numbered | if *essential { 0x80 } else { 0 });
        }
    }
    let handler = full_box(*b"hdlr", &[&[0; 4], &b"pict"[..], &[0; 13]].concat());
    let properties = [
        heif_box(*b"ipco", &properties),
        full_box(*b"ipma", &associations),
    ];
    let boxes = [
        handler,
        full_box(*b"pitm", &[0, 1]),
        full_box(*b"iloc", &locations),
        full_box(*b"iinf", &infos),
        full_box(*b"iref", &references),
        heif_box(*b"iprp", &properties.concat()),
    ];
    full_box(*b"meta", &boxes.concat())
}

fn byte(number: usize) -> u8 {
    u8::try_from(number).expect("few items")
}

/// A box.
///
/// # Panics
///
/// With 4 GiB or more.
#[must_use]
pub fn heif_box(kind: [u8; 4], content: &[u8]) -> Vec<u8> {
    let size = u32::try_from(content.len() + 8).expect("a small file");
    [&size.to_be_bytes()[..], &kind, content].concat()
}

/// A box with version 0 and no flags.
#[must_use]
pub fn full_box(kind: [u8; 4], content: &[u8]) -> Vec<u8> {
    versioned_box(kind, 0, content)
}

fn versioned_box(kind: [u8; 4], version: u8, content: &[u8]) -> Vec<u8> {
    heif_box(kind, &[&[version, 0, 0, 0], content].concat())
}
