//! Writes files as T.81 says, simply: one code for everything, nothing optimised.

/// A Huffman code with all 256 symbols.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Codes {
    /// Symbols of one bit and of two, if there are such, and the length of all others.
    short: bool,
    length: u32,
}

impl Codes {
    /// The commonest symbols of refinements are short.
    pub(crate) const SHORT: Self = Self {
        short: true,
        length: 11,
    };
    pub(crate) const NINE: Self = Self {
        short: false,
        length: 9,
    };
    pub(crate) const SIXTEEN: Self = Self {
        short: false,
        length: 16,
    };

    /// A coefficient of one bit, and an end of block.
    const SHORT_SYMBOLS: [u8; 2] = [0x01, 0x00];

    fn code(self, symbol: u8) -> (u32, u32) {
        if self.short {
            match Self::SHORT_SYMBOLS
                .iter()
                .position(|&short| short == symbol)
            {
                Some(0) => (0, 1),
                Some(_) => (0b10, 2),
                None => (
                    (0b11 << (self.length - 2)) + u32::from(symbol) - 2,
                    self.length,
                ),
            }
        } else {
            (u32::from(symbol), self.length)
        }
    }

    /// A DHT segment that defines it for DC and for AC.
    fn segment(self) -> Vec<u8> {
        let mut counts = [0_u8; 16];
        let mut symbols: Vec<u8> = Vec::new();
        if self.short {
            (counts[0], counts[1]) = (1, 1);
            symbols.extend(Self::SHORT_SYMBOLS);
            symbols.extend(2..=255);
            counts[self.length as usize - 1] = 254;
        } else {
            // All but the last, which nothing needs: a count is one byte.
            symbols.extend(0..=254);
            counts[self.length as usize - 1] = 255;
        }
        let mut body = Vec::new();
        for class in [0x00, 0x10] {
            body.push(class);
            body.extend(counts);
            body.extend(&symbols);
        }
        segment(0xc4, &body)
    }
}

/// What a scan holds: a band of one component, or the DC terms of all.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Band {
    pub(crate) component: usize,
    pub(crate) first: usize,
    pub(crate) last: usize,
    pub(crate) high: u32,
    pub(crate) low: u32,
}

impl Band {
    pub(crate) fn dc(high: u32, low: u32) -> Self {
        Self {
            component: 0,
            first: 0,
            last: 0,
            high,
            low,
        }
    }
}

#[derive(Clone)]
pub(crate) struct Component {
    pub(crate) horizontal: u32,
    pub(crate) vertical: u32,
    /// Blocks that the picture fills, side by side.
    pub(crate) columns: u32,
    /// Line by line, each in zigzag order.
    pub(crate) blocks: Vec<[i16; 64]>,
}

#[derive(Clone)]
pub(crate) struct Picture {
    pub(crate) width: u32,
    pub(crate) height: u32,
    /// Quantisation step of the DC terms.
    pub(crate) step: u8,
    pub(crate) components: Vec<Component>,
}

impl Picture {
    /// A file of one scan for each component.
    pub(crate) fn baseline(&self, codes: Codes) -> Vec<u8> {
        let mut file = self.headers(0xc1, 0, codes);
        for (index, component) in self.components.iter().enumerate() {
            file.extend(segment(0xda, &[1, index as u8, 0, 0, 63, 0]));
            let mut bits = Bits::new(codes);
            let mut prediction = 0;
            for block in &component.blocks {
                bits.difference(i32::from(block[0]) - prediction);
                prediction = i32::from(block[0]);
                let mut zeros = 0;
                for &value in &block[1..] {
                    if value == 0 {
                        zeros += 1;
                        continue;
                    }
                    for _ in 0..zeros / 16 {
                        bits.symbol(0xf0);
                    }
                    bits.coefficient(zeros % 16, i32::from(value));
                    zeros = 0;
                }
                if zeros > 0 {
                    bits.symbol(0);
                }
            }
            file.extend(bits.finish());
        }
        file.extend([0xff, 0xd9]);
        file
    }

    /// A file of these scans, with a restart marker after every `restart` blocks or MCUs, if it is not 0.
    pub(crate) fn progressive(&self, scans: &[Band], restart: usize, codes: Codes) -> Vec<u8> {
        let mut file = self.headers(0xc2, restart, codes);
        for scan in scans {
            let mut header = Vec::new();
            if scan.first == 0 {
                header.push(self.components.len() as u8);
                header.extend((0..self.components.len() as u8).flat_map(|id| [id, 0]));
            } else {
                header.extend([1, scan.component as u8, 0]);
            }
            header.extend([scan.first as u8, scan.last as u8]);
            header.push((scan.high << 4 | scan.low) as u8);
            file.extend(segment(0xda, &header));
            if scan.first == 0 {
                file.extend(self.dc(scan, restart, codes));
            } else {
                let blocks = &self.components[scan.component].blocks;
                file.extend(ac(blocks, scan, restart, codes));
            }
        }
        file.extend([0xff, 0xd9]);
        file
    }

    fn headers(&self, frame: u8, restart: usize, codes: Codes) -> Vec<u8> {
        let mut file = vec![0xff, 0xd8];
        let mut table = vec![0];
        table.push(self.step);
        table.extend((1..64).map(|place| 2 + place / 4));
        file.extend(segment(0xdb, &table));
        let (width, height) = (self.width.to_be_bytes(), self.height.to_be_bytes());
        let mut body = vec![8, height[2], height[3], width[2], width[3]];
        body.push(self.components.len() as u8);
        for (index, component) in self.components.iter().enumerate() {
            let factors = component.horizontal << 4 | component.vertical;
            body.extend([index as u8, factors as u8, 0]);
        }
        file.extend(segment(frame, &body));
        file.extend(segment(0xdd, &(restart as u16).to_be_bytes()));
        file.extend(codes.segment());
        file
    }

    /// The DC terms of all components; where an MCU has blocks that the picture does not fill, the term before.
    fn dc(&self, scan: &Band, restart: usize, codes: Codes) -> Vec<u8> {
        let mut bits = Bits::new(codes);
        let alone = self.components.len() == 1;
        let first = &self.components[0];
        let rows = first.blocks.len() as u32 / first.columns;
        let (h, v) = if alone {
            (1, 1)
        } else {
            (first.horizontal, first.vertical)
        };
        let (columns, rows) = (first.columns.div_ceil(h), rows.div_ceil(v));
        let mut predictions = [0; 3];
        for mcu in 0..columns * rows {
            if restart > 0 && mcu > 0 && (mcu as usize).is_multiple_of(restart) {
                bits.restart();
                predictions = [0; 3];
            }
            for (component, prediction) in self.components.iter().zip(&mut predictions) {
                let rows = component.blocks.len() as u32 / component.columns;
                let (h, v) = if alone {
                    (1, 1)
                } else {
                    (component.horizontal, component.vertical)
                };
                for (y, x) in (0..v).flat_map(|y| (0..h).map(move |x| (y, x))) {
                    let (row, column) = (mcu / columns * v + y, mcu % columns * h + x);
                    let block = component
                        .blocks
                        .get((row * component.columns + column) as usize);
                    let inside = row < rows && column < component.columns;
                    let term = block
                        .filter(|_| inside)
                        .map(|block| i32::from(block[0]) >> scan.low);
                    if scan.high == 0 {
                        let term = term.unwrap_or(*prediction);
                        bits.difference(term - *prediction);
                        *prediction = term;
                    } else {
                        bits.put(term.unwrap_or(0).cast_unsigned() & 1, 1);
                    }
                }
            }
        }
        bits.finish()
    }
}

/// A band of one component.
fn ac(blocks: &[[i16; 64]], scan: &Band, restart: usize, codes: Codes) -> Vec<u8> {
    let mut bits = Bits::new(codes);
    let mut end = End::default();
    for (index, block) in blocks.iter().enumerate() {
        if restart > 0 && index > 0 && index.is_multiple_of(restart) {
            end.put(&mut bits);
            bits.restart();
        }
        let band = &block[scan.first..=scan.last];
        let size = |value: i16| i32::from(value).abs() >> scan.low;
        // In a first scan there is nothing to correct.
        let is_known = |value: i16| scan.high > 0 && size(value) > 1;
        let is_new = |value: &i16| size(*value) > 0 && !is_known(*value);
        let last_new = band.iter().rposition(is_new);
        let mut corrections = Vec::new();
        let mut zeros = 0;
        for (place, &value) in band.iter().enumerate() {
            if size(value) == 0 {
                zeros += 1;
                continue;
            }
            while zeros > 15 && last_new.is_some_and(|last| place <= last) {
                end.put(&mut bits);
                bits.symbol(0xf0);
                bits.put_all(&mut corrections);
                zeros -= 16;
            }
            if is_known(value) {
                corrections.push(size(value) & 1 == 1);
                continue;
            }
            end.put(&mut bits);
            bits.coefficient(zeros, size(value) * i32::from(value.signum()));
            bits.put_all(&mut corrections);
            zeros = 0;
        }
        if zeros > 0 || !corrections.is_empty() {
            end.blocks += 1;
            end.corrections.append(&mut corrections);
            if end.blocks == 0x7fff {
                end.put(&mut bits);
            }
        }
    }
    end.put(&mut bits);
    bits.finish()
}

/// Blocks that end, and their corrections, which come behind the run of them.
#[derive(Default)]
struct End {
    blocks: u32,
    corrections: Vec<bool>,
}

impl End {
    fn put(&mut self, bits: &mut Bits) {
        if self.blocks > 0 {
            let log = self.blocks.ilog2();
            bits.symbol((log << 4) as u8);
            bits.put(self.blocks - (1 << log), log);
            bits.put_all(&mut self.corrections);
            self.blocks = 0;
        }
    }
}

/// Entropy-coded data.
struct Bits {
    codes: Codes,
    bytes: Vec<u8>,
    byte: u32,
    length: u32,
    restarts: u8,
}

impl Bits {
    fn new(codes: Codes) -> Self {
        Self {
            codes,
            bytes: Vec::new(),
            byte: 0,
            length: 0,
            restarts: 0,
        }
    }

    fn put(&mut self, value: u32, length: u32) {
        for bit in (0..length).rev() {
            self.byte = self.byte << 1 | (value >> bit & 1);
            self.length += 1;
            if self.length == 8 {
                self.bytes.push(self.byte as u8);
                if self.byte == 0xff {
                    self.bytes.push(0);
                }
                (self.byte, self.length) = (0, 0);
            }
        }
    }

    fn put_all(&mut self, bits: &mut Vec<bool>) {
        for bit in bits.drain(..) {
            self.put(u32::from(bit), 1);
        }
    }

    fn symbol(&mut self, symbol: u8) {
        let (code, length) = self.codes.code(symbol);
        self.put(code, length);
    }

    fn coefficient(&mut self, zeros: u32, value: i32) {
        let size = value.unsigned_abs().ilog2() + 1;
        self.symbol((zeros << 4 | size) as u8);
        self.value(value, size);
    }

    fn difference(&mut self, value: i32) {
        let size = value
            .unsigned_abs()
            .checked_ilog2()
            .map_or(0, |log| log + 1);
        self.symbol(size as u8);
        self.value(value, size);
    }

    fn value(&mut self, value: i32, size: u32) {
        let value = if value < 0 { value - 1 } else { value };
        self.put(value.cast_unsigned(), size);
    }

    /// Fills the last byte with ones.
    fn fill(&mut self) {
        if self.length > 0 {
            self.put(u32::MAX, 8 - self.length);
        }
    }

    fn restart(&mut self) {
        self.fill();
        self.bytes.extend([0xff, 0xd0 | self.restarts & 7]);
        self.restarts = self.restarts.wrapping_add(1);
    }

    fn finish(mut self) -> Vec<u8> {
        self.fill();
        self.bytes
    }
}

fn segment(marker: u8, body: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0xff, marker];
    bytes.extend((body.len() as u16 + 2).to_be_bytes());
    bytes.extend(body);
    bytes
}
