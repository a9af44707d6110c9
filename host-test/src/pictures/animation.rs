//! Animations, written frame by frame and read as they are seen.

use std::io::Cursor;
use std::time::Duration;

use image::codecs::gif::GifDecoder;
use image::codecs::webp::WebPDecoder;
use image::metadata::LoopCount;
use image::{AnimationDecoder, ImageFormat, Rgba, RgbaImage};

use super::encode::encode;
use super::shapes::QUARTERS;
use super::webp::{chunk, riff};

/// A frame of an animated WebP.
pub struct WebPFrame {
    /// Its pixels.
    pub picture: RgbaImage,
    /// Where it lies: even numbers.
    pub left: u32,
    /// Where it lies: even numbers.
    pub top: u32,
    /// How long it is seen, in milliseconds.
    pub duration: u32,
    /// Whether what was there shines through.
    pub blend: bool,
    /// Whether it is cleared when its time is over.
    pub clear: bool,
}

impl WebPFrame {
    /// One that replaces all that was there, for 50 ms.
    #[must_use]
    pub fn whole(picture: RgbaImage) -> Self {
        Self {
            picture,
            left: 0,
            top: 0,
            duration: 50,
            blend: false,
            clear: false,
        }
    }
}

/// An animated WebP without loss. `plays` is how often it is seen; 0 stands for without end.
///
/// # Panics
///
/// Where a frame is too large.
#[must_use]
pub fn animated_webp((width, height): (u32, u32), plays: u16, frames: &[WebPFrame]) -> Vec<u8> {
    let number = |number: u32| number.to_le_bytes()[..3].to_vec();
    let sides = [number(width - 1), number(height - 1)].concat();
    let mut chunks = chunk(*b"VP8X", &[&[0x12, 0, 0, 0][..], &sides].concat());
    chunks.extend(chunk(
        *b"ANIM",
        &[&[0; 4][..], &plays.to_le_bytes()].concat(),
    ));
    for frame in frames {
        let still = encode(&frame.picture.clone().into(), ImageFormat::WebP);
        let (width, height) = frame.picture.dimensions();
        let numbers = [
            frame.left / 2,
            frame.top / 2,
            width - 1,
            height - 1,
            frame.duration,
        ];
        let mut body = numbers.map(number).concat();
        body.push(u8::from(frame.clear) | u8::from(!frame.blend) << 1);
        body.extend(still.get(12..).expect("a header in front of the frame"));
        chunks.extend(chunk(*b"ANMF", &body));
    }
    riff(&chunks)
}

/// A GIF of frames as they are, each with a palette of its own or with that of the file: red, green, blue, white,
/// black, and so on in greys. `repetitions` is what the file says of how often it is seen again; 0 stands for without end.
///
/// # Panics
///
/// Where a frame holds no pixels for its size.
#[must_use]
pub fn animated_gif(
    (width, height): (u16, u16),
    repetitions: Option<u16>,
    frames: &[gif::Frame<'_>],
) -> Vec<u8> {
    let mut palette: Vec<u8> = QUARTERS.iter().flat_map(|color| color.0).collect();
    palette.extend((0..12).flat_map(|grey| [grey * 20; 3]));
    let file = gif::Encoder::new(Vec::new(), width, height, &palette);
    let mut file = file.expect("a palette of 16 colours");
    if let Some(repetitions) = repetitions {
        let repeat = match repetitions {
            0 => gif::Repeat::Infinite,
            times => gif::Repeat::Finite(times),
        };
        file.set_repeat(repeat).expect("a vector takes it");
    }
    for frame in frames {
        file.write_frame(frame).expect("the frame has pixels");
    }
    file.into_inner().expect("a vector takes it")
}

/// A part of a GIF's canvas in one colour of [`animated_gif`].
#[must_use]
pub fn gif_part(
    (left, top): (u16, u16),
    (width, height): (u16, u16),
    color: u8,
) -> gif::Frame<'static> {
    gif::Frame {
        left,
        top,
        width,
        height,
        delay: 5,
        buffer: vec![color; usize::from(width) * usize::from(height)].into(),
        ..gif::Frame::default()
    }
}

/// The frames of an animated GIF or WebP as they are seen, and for how long each; and how often all are seen, where that
/// has an end.
///
/// # Panics
///
/// Where it is none.
#[must_use]
pub fn decode_frames(file: &[u8]) -> (Vec<(RgbaImage, Duration)>, Option<u32>) {
    fn all<'a>(decoder: impl AnimationDecoder<'a>) -> (Vec<image::Frame>, LoopCount) {
        let loops = decoder.loop_count();
        let frames = decoder.into_frames().collect_frames();
        (frames.expect("every frame is one"), loops)
    }
    let (frames, loops) = if file.starts_with(b"GIF") {
        all(GifDecoder::new(Cursor::new(file)).expect("a GIF"))
    } else {
        let mut decoder = WebPDecoder::new(Cursor::new(file)).expect("a WebP");
        // Without a colour it clears nothing.
        let set = decoder.set_background_color(Rgba([0; 4]));
        set.expect("it is animated");
        all(decoder)
    };
    let frames = frames.into_iter().map(|frame| {
        let delay = Duration::from(frame.delay());
        (frame.into_buffer(), delay)
    });
    let plays = match loops {
        LoopCount::Infinite => None,
        LoopCount::Finite(times) => Some(times.get()),
    };
    (frames.collect(), plays)
}
