//! The blocks of a GIF (Graphics Interchange Format, version 89a, sections 15 to 27): its frames, found without decoding
//! any.

mod pixels;

use crate::error::Error;
use crate::geometry::Dimensions;
use crate::input::Input;
use crate::original;
use crate::original::frames::{Dispose, Frame, Original, TimeUnit};
use crate::pixels::picture::{Layout, profile_fits};
use crate::source::Interrupted;

use self::pixels::Pixels;

/// A file whose header was read.
struct Gif<'a> {
    canvas: Dimensions,
    global: Option<&'a [u8]>,
    /// Bytes of the file that are here.
    held: u64,
    /// The blocks behind the header.
    blocks: &'a [u8],
    plays: u32,
    profile: Option<Vec<u8>>,
}

/// Frames that follow each other.
struct Frames<'a> {
    /// Blocks that are not read yet.
    rest: &'a [u8],
    global: Option<&'a [u8]>,
}

/// What a Graphic Control Extension says of the frame behind it.
#[derive(Default)]
struct Control {
    flags: u8,
    delay: u16,
    transparent: u8,
}

/// A block.
enum Block<'a> {
    /// Label and data of an extension, in sub-blocks.
    Extension(u8, &'a [u8]),
    Frame(Descriptor, Pixels<'a>),
}

struct Descriptor {
    left: u16,
    top: u16,
    width: u16,
    height: u16,
}

const EXTENSION: u8 = 0x21;
const IMAGE: u8 = 0x2c;
const CONTROL: u8 = 0xf9;
const APPLICATION: u8 = 0xff;

pub(crate) fn matches(file: &[u8]) -> bool {
    matches!(file, [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..])
}

pub(crate) const OPEN: original::Open = original::Open::Frames(|input, wanted| {
    let held = if wanted == 1 {
        wait_for_frame(input)?;
        // It grew by itself, and left as much behind.
        let window = input.window().len() as u64;
        input.held(window).max(window.saturating_mul(2))
    } else {
        // The limits are about all of its frames.
        input.all()?;
        input.length()
    };
    let file = read(input.window(), held);
    let file = file.ok_or_else(|| Error::damaged("the file has no frames"))?;
    Ok(Box::new(file))
});

/// Waits until the first frame is here.
fn wait_for_frame(input: &mut Input<'_>) -> Result<(), Interrupted> {
    // Of blocks that were passed already.
    let mut passed = None;
    while !input.has_ended() {
        let gif = input.window();
        let length = gif.len();
        let Some((global, blocks)) = behind_screen(gif) else {
            input.more()?;
            continue;
        };
        let mut start = *passed.get_or_insert(length.saturating_sub(blocks.len()));
        let mut rest = gif.get(start..).unwrap_or_default();
        loop {
            match next_block(&mut rest, global) {
                Some(Some(Block::Frame(_, pixels))) if !pixels.truncated => return Ok(()),
                // What follows is no block.
                None if !rest.is_empty() => return Ok(()),
                Some(Some(Block::Extension(..))) => start = length.saturating_sub(rest.len()),
                _ => break,
            }
        }
        passed = Some(start);
        // So much more that a long block is not looked through again for each piece of it.
        let ahead = length.saturating_sub(start) / 8;
        input.upto(length.saturating_add(ahead).saturating_add(1))?;
    }
    Ok(())
}

/// The palette of all frames, if there is one, and the blocks behind it.
fn behind_screen(gif: &[u8]) -> Option<(Option<&[u8]>, &[u8])> {
    let (screen, rest) = gif.get(6..)?.split_first_chunk::<7>()?;
    let &[_, _, _, _, flags, _, _] = screen;
    split_palette(rest, flags)
}

/// Reads what stands in front of the frames, and how often they are seen.
fn read(gif: &[u8], held: u64) -> Option<Gif<'_>> {
    let &[w0, w1, h0, h1] = gif.get(6..)?.first_chunk()?;
    let (global, blocks) = behind_screen(gif)?;
    let profile = profile(blocks, global);
    let screen = Dimensions {
        width: u16::from_le_bytes([w0, w1]).into(),
        height: u16::from_le_bytes([h0, h1]).into(),
    };
    Some(Gif {
        canvas: canvas(screen, blocks, global),
        global,
        held,
        blocks,
        plays: plays(blocks, global),
        profile: profile.filter(|profile| profile_fits(profile, Layout::Rgba)),
    })
}

impl Original for Gif<'_> {
    fn size(&self) -> Dimensions {
        self.canvas
    }

    fn held(&self) -> Option<u64> {
        Some(self.held)
    }

    fn plays(&self) -> u32 {
        self.plays
    }

    fn profile(&self) -> Option<&[u8]> {
        self.profile.as_deref()
    }

    fn time_unit(&self) -> TimeUnit {
        TimeUnit::Centisecond
    }

    fn frames(&self) -> Box<dyn Iterator<Item = Result<Frame<'_>, Error>> + '_> {
        Box::new(Frames {
            rest: self.blocks,
            global: self.global,
        })
    }
}

/// The logical screen, and so much more as the first frame needs: in browsers and sharp the whole of it is seen. What
/// later frames have beyond it is left out, as there.
fn canvas(screen: Dimensions, blocks: &[u8], global: Option<&[u8]>) -> Dimensions {
    let mut rest = blocks;
    while let Some(Some(block)) = next_block(&mut rest, global) {
        if let Block::Frame(first, _) = block {
            let right = u32::from(first.left).saturating_add(first.width.into());
            let bottom = u32::from(first.top).saturating_add(first.height.into());
            return Dimensions {
                width: screen.width.max(right),
                height: screen.height.max(bottom),
            };
        }
    }
    screen
}

/// How often the frames are seen; 0 stands for without end. The number in the file is that of the repetitions.
fn plays(blocks: &[u8], global: Option<&[u8]>) -> u32 {
    let mut rest = blocks;
    while let Some(Some(block)) = next_block(&mut rest, global) {
        let Block::Extension(APPLICATION, data) = block else {
            continue;
        };
        let mut parts = sub_blocks(data);
        let name = parts.next();
        if !matches!(name, Some(b"NETSCAPE2.0" | b"ANIMEXTS1.0")) {
            continue;
        }
        if let Some([1, low, high, ..]) = parts.next() {
            return match u16::from_le_bytes([*low, *high]) {
                0 => 0,
                repetitions => u32::from(repetitions).saturating_add(1),
            };
        }
    }
    1
}

/// The colour profile in front of the first frame.
fn profile(blocks: &[u8], global: Option<&[u8]>) -> Option<Vec<u8>> {
    let mut rest = blocks;
    while let Some(Some(Block::Extension(label, data))) = next_block(&mut rest, global) {
        let mut parts = sub_blocks(data);
        if label == APPLICATION && parts.next() == Some(b"ICCRGBG1012") {
            return Some(parts.flatten().copied().collect());
        }
    }
    None
}

impl<'a> Iterator for Frames<'a> {
    type Item = Result<Frame<'a>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut control = Control::default();
        loop {
            match next_block(&mut self.rest, self.global)? {
                Some(Block::Extension(CONTROL, data)) => {
                    let data = sub_blocks(data).next();
                    if let Some(&[flags, d0, d1, transparent, ..]) = data {
                        control = Control {
                            flags,
                            delay: u16::from_le_bytes([d0, d1]),
                            transparent,
                        };
                    }
                }
                Some(Block::Extension(..)) => {}
                Some(Block::Frame(descriptor, pixels)) => {
                    return Some(Ok(frame(&descriptor, pixels, &control)));
                }
                None => {
                    self.rest = &[];
                    return Some(Err(Error::damaged("the file ends inside a frame")));
                }
            }
        }
    }
}

fn frame<'a>(descriptor: &Descriptor, mut pixels: Pixels<'a>, control: &Control) -> Frame<'a> {
    pixels.transparent = (control.flags & 1 != 0).then_some(control.transparent);
    Frame {
        left: descriptor.left.into(),
        top: descriptor.top.into(),
        size: Dimensions {
            width: descriptor.width.into(),
            height: descriptor.height.into(),
        },
        delay: control.delay.into(),
        dispose: match (control.flags >> 2) & 7 {
            2 => Dispose::Clear,
            3 => Dispose::Restore,
            _ => Dispose::Keep,
        },
        pixels: Box::new(pixels),
    }
}

/// The next block; `None` at the end, and `Some(None)` where the file ends inside of it. What is no block ends the file,
/// too: often something was appended to it.
#[expect(clippy::option_option, reason = "the end, a block, or half a block")]
fn next_block<'a>(rest: &mut &'a [u8], global: Option<&'a [u8]>) -> Option<Option<Block<'a>>> {
    let (kind, behind) = rest.split_first()?;
    let found = match *kind {
        EXTENSION => extension(behind),
        IMAGE => image(behind, global),
        _ => return None,
    };
    Some(found.map(|(block, behind)| {
        *rest = behind;
        block
    }))
}

fn extension(bytes: &[u8]) -> Option<(Block<'_>, &[u8])> {
    let (label, bytes) = bytes.split_first()?;
    let (data, behind) = split_sub_blocks(bytes)?;
    Some((Block::Extension(*label, data), behind))
}

fn image<'a>(bytes: &'a [u8], global: Option<&'a [u8]>) -> Option<(Block<'a>, &'a [u8])> {
    let (descriptor, bytes) = bytes.split_first_chunk::<9>()?;
    let &[l0, l1, t0, t1, w0, w1, h0, h1, flags] = descriptor;
    let (local, bytes) = split_palette(bytes, flags)?;
    let (code_size, bytes) = bytes.split_first()?;
    // Without the end of its sub-blocks, a frame may have all pixels.
    let whole = split_sub_blocks(bytes);
    let truncated = whole.is_none();
    let (data, behind) = whole.unwrap_or((bytes, &[]));
    let descriptor = Descriptor {
        left: u16::from_le_bytes([l0, l1]),
        top: u16::from_le_bytes([t0, t1]),
        width: u16::from_le_bytes([w0, w1]),
        height: u16::from_le_bytes([h0, h1]),
    };
    let pixels = Pixels {
        palette: local.or(global),
        transparent: None,
        interlaced: flags & 0x40 != 0,
        code_size: *code_size,
        data,
        truncated,
    };
    Some((Block::Frame(descriptor, pixels), behind))
}

/// The palette that `flags` announce, if they do.
fn split_palette(bytes: &[u8], flags: u8) -> Option<(Option<&[u8]>, &[u8])> {
    if flags & 0x80 == 0 {
        return Some((None, bytes));
    }
    let length = 3_usize << ((flags & 7).saturating_add(1));
    let (palette, behind) = bytes.split_at_checked(length)?;
    Some((Some(palette), behind))
}

/// Sub-blocks with the empty one that ends them, and what stands behind.
fn split_sub_blocks(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut end = 0_usize;
    loop {
        let length = usize::from(*bytes.get(end)?);
        end = end.checked_add(length)?.checked_add(1)?;
        if length == 0 {
            return bytes.split_at_checked(end);
        }
    }
}

/// What is in the sub-blocks.
fn sub_blocks(data: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = data;
    std::iter::from_fn(move || {
        let (length, behind) = rest.split_first()?;
        let (block, behind) = behind.split_at_checked(usize::from(*length))?;
        rest = behind;
        (!block.is_empty()).then_some(block)
    })
}
