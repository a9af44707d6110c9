//! GIFs as no library writes them: block by block, with codes that need no dictionary (Graphics Interchange Format, version
//! 89a).

use super::shapes::QUARTERS;

/// A GIF, frame by frame.
#[derive(Debug, Clone, Default)]
pub struct RawGif {
    /// Width and height of the logical screen.
    pub screen: (u16, u16),
    /// Whether there is a palette, which is [`QUARTERS`].
    pub palette: bool,
    /// The frames; none of them has a palette of its own.
    pub frames: Vec<RawFrame>,
}

/// A frame, which may hold fewer pixels than its size takes.
#[derive(Debug, Clone, Default)]
pub struct RawFrame {
    /// Where it lies.
    pub place: (u16, u16),
    /// Width and height.
    pub size: (u16, u16),
    /// Of 0 to 3, in the order of the file.
    pub indices: Vec<u8>,
    /// Whether its rows come in four passes.
    pub interlaced: bool,
    /// Whether the code that ends the pixels is left out.
    pub endless: bool,
}

/// Bits of an index.
const BITS: u32 = 2;

impl RawFrame {
    /// The indices of a picture whose quarters are 0, 1, 2 and 3.
    #[must_use]
    pub fn quarters((width, height): (u16, u16)) -> Self {
        let index = |x, y| u8::from(x >= width / 2) + 2 * u8::from(y >= height / 2);
        let rows = 0..height;
        let indices = rows.flat_map(|y| (0..width).map(move |x| index(x, y)));
        Self {
            size: (width, height),
            indices: indices.collect(),
            ..Self::default()
        }
    }

    /// All of one index.
    #[must_use]
    pub fn plain((width, height): (u16, u16), index: u8) -> Self {
        Self {
            size: (width, height),
            indices: vec![index; usize::from(width) * usize::from(height)],
            ..Self::default()
        }
    }

    /// Control, descriptor, and pixels in sub-blocks (23, 20 and 22).
    fn write(&self, file: &mut Vec<u8>) {
        file.extend(b"\x21\xf9\x04\x04\x05\0\0\0\x2c");
        for number in [self.place.0, self.place.1, self.size.0, self.size.1] {
            file.extend(number.to_le_bytes());
        }
        file.push(if self.interlaced { 0x40 } else { 0 });
        file.push(2);
        for block in self.codes().chunks(255) {
            file.push(u8::try_from(block.len()).expect("at most 255"));
            file.extend(block);
        }
        file.push(0);
    }

    /// Each index as it is, with so many codes that clear the dictionary that none gets longer (appendix F).
    fn codes(&self) -> Vec<u8> {
        let (clear, end) = (1 << BITS, (1 << BITS) + 1);
        let mut codes = Vec::new();
        for pair in self.indices.chunks(2) {
            codes.push(clear);
            codes.extend(pair);
        }
        if !self.endless {
            codes.push(end);
        }
        let bits = codes
            .iter()
            .flat_map(|code| (0..=BITS).map(move |bit| code >> bit & 1));
        let bits: Vec<u8> = bits.collect();
        let bytes = bits.chunks(8).map(|byte| {
            let places = byte.iter().enumerate();
            places.fold(0, |sum, (place, bit)| sum | bit << place)
        });
        bytes.collect()
    }
}

impl RawGif {
    /// The file. Several frames are an animation without end.
    #[must_use]
    pub fn file(&self) -> Vec<u8> {
        let mut file = b"GIF89a".to_vec();
        file.extend(self.screen.0.to_le_bytes());
        file.extend(self.screen.1.to_le_bytes());
        file.extend([if self.palette { 0x81 } else { 0 }, 0, 0]);
        if self.palette {
            file.extend(QUARTERS.iter().flat_map(|color| color.0));
        }
        if self.frames.len() > 1 {
            file.extend(b"\x21\xff\x0bNETSCAPE2.0\x03\x01\0\0\0");
        }
        for frame in &self.frames {
            frame.write(&mut file);
        }
        file.push(b';');
        file
    }
}
