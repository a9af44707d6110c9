//! A file as the image library's decoders are: the header first, and the pixels on demand.

use std::error;

use image::error::{DecodingError, ImageFormatHint, UnsupportedError, UnsupportedErrorKind};
use image::metadata::Orientation;
use image::{ColorType, ImageDecoder, ImageError, ImageFormat, ImageResult};

use crate::error::Error;

use super::colors::{Matrix, divide_by_alpha, fill_alpha, fill_colors};
use super::file::{Data, File};
use crate::format::avif::av1;
use crate::format::avif::sequence::{Sampling, Sequence};

/// A file whose items were found and whose frames were not decoded.
pub(in crate::format) struct Decoder {
    file: File,
    matrix: Matrix,
}

impl Decoder {
    pub(in crate::format) fn new(source: Vec<u8>) -> Result<Self, Error> {
        let file = File::read(source)?;
        let matrix = Matrix::new(&file.color.sequence, file.colors)?;
        Ok(Self { file, matrix })
    }

    /// What decoding needs besides the file and the pixels that it hands over, in bytes.
    pub(in crate::format) fn working_memory(&self) -> u64 {
        let alpha = self.file.alpha.as_ref().map(|alpha| &alpha.item);
        let items = [Some(&self.file.color), alpha];
        let items = items.into_iter().flatten().map(|item| {
            let copied = match &item.data {
                Data::Piece(..) => 0,
                Data::Whole(bytes) => bytes.len() as u64,
            };
            frame_memory(&item.sequence).saturating_add(copied)
        });
        items.max().unwrap_or_default()
    }

    fn read(self, pixels: &mut [u8]) -> Result<(), Error> {
        let channels = usize::from(self.color_type().channel_count());
        let File { color, alpha, .. } = self.file;
        {
            // One frame at a time is in memory.
            let frame = av1::decode(color.data, &color.sequence)?;
            fill_colors(&frame, &color.sequence, &self.matrix, channels, pixels);
        }
        if let Some(alpha) = alpha {
            let frame = av1::decode(alpha.item.data, &alpha.item.sequence)?;
            fill_alpha(&frame, &alpha.item.sequence, channels, pixels)?;
            if alpha.premultiplied {
                divide_by_alpha(channels, pixels);
            }
        }
        Ok(())
    }
}

/// The planes, whose sides are padded, once more where grain is laid over a copy; and what the decoder knows of each
/// block. In bytes, as measured.
fn frame_memory(sequence: &Sequence) -> u64 {
    let padded = |side: u32| u64::from(side).next_multiple_of(128);
    let pixels = padded(sequence.size.width).saturating_mul(padded(sequence.size.height));
    let halves: u64 = match sequence.sampling {
        Sampling::Grey => 2,
        Sampling::Half => 3,
        Sampling::HalfWidth => 4,
        Sampling::Full => 6,
    };
    let bytes = if sequence.depth > 8 { 2 } else { 1 };
    let copies = if sequence.has_grain { 2 } else { 1 };
    let halves = halves.saturating_mul(bytes).saturating_mul(copies);
    let planes = pixels.saturating_mul(halves) / 2;
    planes.saturating_add(pixels)
}

impl ImageDecoder for Decoder {
    fn dimensions(&self) -> (u32, u32) {
        let size = self.file.color.sequence.size;
        (size.width, size.height)
    }

    fn color_type(&self) -> ColorType {
        let grey = self.file.color.sequence.sampling == Sampling::Grey;
        match (grey, self.file.alpha.is_some()) {
            (true, false) => ColorType::L8,
            (true, true) => ColorType::La8,
            (false, false) => ColorType::Rgb8,
            (false, true) => ColorType::Rgba8,
        }
    }

    fn icc_profile(&mut self) -> ImageResult<Option<Vec<u8>>> {
        Ok(self.file.profile.take())
    }

    fn orientation(&mut self) -> ImageResult<Orientation> {
        Ok(self.file.orientation)
    }

    fn read_image(self, pixels: &mut [u8]) -> ImageResult<()> {
        self.read(pixels).map_err(to_image_error)
    }

    fn read_image_boxed(self: Box<Self>, pixels: &mut [u8]) -> ImageResult<()> {
        (*self).read_image(pixels)
    }
}

fn to_image_error(error: Error) -> ImageError {
    let format = ImageFormatHint::Exact(ImageFormat::Avif);
    match error {
        Error::Damaged(text) => {
            let text: Box<dyn error::Error + Send + Sync> = text.into();
            ImageError::Decoding(DecodingError::new(format, text))
        }
        error => ImageError::Unsupported(UnsupportedError::from_format_and_kind(
            format,
            UnsupportedErrorKind::GenericFeature(error.to_string()),
        )),
    }
}
