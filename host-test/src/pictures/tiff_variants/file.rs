//! Files: a header, the pieces, and the tags that say where these lie.

use super::variant::{Alpha, Colors, Compression, Format, Pieces, Places, Variant};

/// A tag: its number, the type of its values, and these.
pub struct Tag(pub u16, pub u16, pub Vec<u64>);

impl Variant {
    /// A file of these samples.
    ///
    /// # Panics
    ///
    /// Where a side is too long.
    #[must_use]
    pub fn file(self, samples: &[u16], (width, height): (u32, u32), palette: &[u16]) -> Vec<u8> {
        let planes = if self.planar { self.channels() } else { 1 };
        let size = (width as usize, height as usize);
        let pieces: Vec<_> = (0..planes)
            .flat_map(|plane| self.cut(samples, size, plane))
            .collect();
        let pieces: Vec<_> = pieces.iter().map(|piece| self.pack(piece)).collect();
        self.write(self.tags((width, height), palette), &pieces)
    }

    fn tags(self, (width, height): (u32, u32), palette: &[u16]) -> Vec<Tag> {
        let channels = self.channels() as u64;
        let one = |tag, value: u64| Tag(tag, 3, vec![value]);
        let photometric = match self.colors {
            Colors::White => 0,
            Colors::Black => 1,
            Colors::Rgb => 2,
            Colors::Palette => 3,
            Colors::Cmyk => 5,
            Colors::YCbCr(..) => 6,
            Colors::Lab => 8,
            Colors::IccLab => 9,
        };
        let compression = match self.compression {
            Compression::None => 1,
            Compression::Lzw => 5,
            Compression::Deflate => 8,
            Compression::PackBits => 32773,
        };
        let mut tags = vec![
            Tag(256, 4, vec![width.into()]),
            Tag(257, 4, vec![height.into()]),
            Tag(258, 3, vec![self.bits.into(); self.channels()]),
            one(259, compression),
            one(262, photometric),
            one(274, self.orientation.into()),
            one(277, channels),
            one(284, if self.planar { 2 } else { 1 }),
        ];
        match self.pieces {
            Pieces::One => {}
            Pieces::Strips => tags.push(one(278, 7)),
            Pieces::Tiles => tags.extend([one(322, 16), one(323, 32)]),
        }
        if self.predicted {
            let of_bytes = self.format == Format::Float;
            tags.push(one(317, if of_bytes { 3 } else { 2 }));
        }
        if self.reversed {
            tags.push(one(266, 2));
        }
        if self.colors == Colors::Palette {
            let count = palette.len() / 3;
            let parts = (0..3).flat_map(|part| (0..count).map(move |at| part + 3 * at));
            tags.push(Tag(320, 3, parts.map(|at| palette[at].into()).collect()));
        }
        if let Colors::YCbCr(across, down) = self.colors {
            tags.push(Tag(530, 3, vec![across.into(), down.into()]));
        }
        let format = match self.format {
            Format::Unsigned => 1,
            Format::Signed => 2,
            Format::Float => 3,
        };
        tags.push(Tag(339, 3, vec![format; self.channels()]));
        match self.alpha {
            Alpha::None => {}
            Alpha::Associated => tags.push(one(338, 1)),
            Alpha::Unassociated => tags.push(one(338, 2)),
        }
        tags
    }

    /// A file of any tags: those that say where pieces lie are added.
    ///
    /// # Panics
    ///
    /// Where there is too much of anything.
    #[must_use]
    pub fn write(self, mut tags: Vec<Tag>, pieces: &[Vec<u8>]) -> Vec<u8> {
        let mut file = self.header();
        let mut starts = Vec::new();
        for piece in pieces {
            starts.push(file.len() as u64);
            file.extend(piece);
        }
        let lengths = pieces.iter().map(|piece| piece.len() as u64).collect();
        let in_tiles = self.pieces == Pieces::Tiles;
        let (start, length) = if in_tiles == (self.places == Places::Own) {
            (324, 325)
        } else {
            (273, 279)
        };
        let long = if self.big { 16 } else { 4 };
        tags.push(Tag(start, long, starts));
        tags.push(Tag(length, 4, lengths));
        tags.sort_by_key(|tag| tag.0);
        let field = if self.big { 8 } else { 4 };
        let mut entries = Vec::new();
        for Tag(tag, kind, values) in &tags {
            let size = match kind {
                1 | 7 => 1,
                3 => 2,
                4 => 4,
                _ => 8,
            };
            let mut bytes: Vec<u8> = values
                .iter()
                .flat_map(|value| self.number(*value, size))
                .collect();
            if bytes.len() > field {
                let start = file.len() as u64;
                file.extend(bytes);
                bytes = self.number(start, field);
            }
            bytes.resize(field, 0);
            entries.extend(self.number(u64::from(*tag), 2));
            entries.extend(self.number(u64::from(*kind), 2));
            entries.extend(self.number(values.len() as u64, field));
            entries.extend(bytes);
        }
        let at = file.len() as u64;
        let offset = self.number(at, field);
        let place = if self.big { 8 } else { 4 };
        file[place..place + field].copy_from_slice(&offset);
        file.extend(self.number(tags.len() as u64, if self.big { 8 } else { 2 }));
        file.extend(entries);
        file.extend(self.number(0, field));
        file
    }

    fn header(self) -> Vec<u8> {
        let mut file = if self.big_endian {
            b"MM".to_vec()
        } else {
            b"II".to_vec()
        };
        if self.big {
            file.extend(
                [43, 8, 0]
                    .into_iter()
                    .flat_map(|number| self.number(number, 2)),
            );
            file.extend([0; 8]);
        } else {
            file.extend(self.number(42, 2));
            file.extend([0; 4]);
        }
        file
    }

    fn number(self, value: u64, size: usize) -> Vec<u8> {
        if self.big_endian {
            value.to_be_bytes()[8 - size..].to_vec()
        } else {
            value.to_le_bytes()[..size].to_vec()
        }
    }
}
