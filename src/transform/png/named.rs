//! Colours that a PNG names by numbers (chunk `cICP`; ITU-T H.273), which go before what a profile says. As a profile
//! they are kept or converted as others are. Video of high dynamic range is none of them.

use png::CodingIndependentCodePoints;

/// What the numbers mean.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Named {
    /// Colours as this profile says. `host-test/tests/colour/generate.py` makes it.
    Profile(&'static [u8]),
    Srgb,
}

/// The colours of numbers that are known, in full range and without luma.
pub(super) fn colors(numbers: CodingIndependentCodePoints) -> Option<Named> {
    let CodingIndependentCodePoints {
        color_primaries,
        transfer_function,
        matrix_coefficients: 0,
        is_video_full_range_image: true,
    } = numbers
    else {
        return None;
    };
    match (color_primaries, transfer_function) {
        (1, 13) => Some(Named::Srgb),
        (9, 1 | 14 | 15) => Some(Named::Profile(include_bytes!("bt2020.icc"))),
        (12, 13) => Some(Named::Profile(include_bytes!("p3.icc"))),
        _ => None,
    }
}
