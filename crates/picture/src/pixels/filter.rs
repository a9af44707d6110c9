//! The library's filter for the kinds of pixels that there are here. Its own choice among all that it knows would bring the
//! code of all, once for each kind of view.

use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::pixels::{InnerPixel, U8, U8x2, U8x3, U8x4, U16, U16x2, U16x3, U16x4};
use fast_image_resize::{PixelTrait, PixelType, ResizeError, ResizeOptions, Resizer};

use crate::error::Error;

/// Scales what the options crop of `source` to the size of `target`, which has the same kind of pixels.
pub(super) fn resize(
    resizer: &mut Resizer,
    source: &ImageRef<'_>,
    target: &mut Image<'_>,
    options: &ResizeOptions,
) -> Result<(), Error> {
    let resize = match target.pixel_type() {
        PixelType::U8 => typed::<U8>,
        PixelType::U8x2 => typed::<U8x2>,
        PixelType::U8x3 => typed::<U8x3>,
        PixelType::U8x4 => typed::<U8x4>,
        PixelType::U16 => typed::<U16>,
        PixelType::U16x2 => typed::<U16x2>,
        PixelType::U16x3 => typed::<U16x3>,
        PixelType::U16x4 => typed::<U16x4>,
        other => return Err(Error::Internal(format!("pixels of {other:?}"))),
    };
    resize(resizer, source, target, options).map_err(Error::internal)
}

fn typed<P: PixelTrait + InnerPixel>(
    resizer: &mut Resizer,
    source: &ImageRef<'_>,
    target: &mut Image<'_>,
    options: &ResizeOptions,
) -> Result<(), ResizeError> {
    match (source.typed_image::<P>(), target.typed_image_mut::<P>()) {
        (Some(source), Some(mut target)) => resizer.resize_typed(&source, &mut target, options),
        _ => Err(ResizeError::PixelTypesAreDifferent),
    }
}
