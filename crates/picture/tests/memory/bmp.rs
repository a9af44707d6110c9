//! A BMP file with much detail, so that it takes many bytes in every format.

/// Writes one of so many rows of pixels, each of `BYTES` bytes: blue, green, red, and one that is not looked at. `pixel`
/// makes each from its position in the file and a byte of noise. Rows are of a multiple of four bytes.
pub(crate) fn bmp<const BYTES: usize>(
    width: u32,
    height: u32,
    pixel: impl Fn(u32, u8) -> [u8; BYTES],
) -> Vec<u8> {
    let mut pixels = Vec::new();
    let mut state = 1_u32;
    for position in 0..width * height {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let [noise, ..] = state.to_be_bytes();
        pixels.extend(pixel(position, noise));
    }
    let size = 54 + u32::try_from(pixels.len()).unwrap();
    let planes_and_depth = 1 | u32::try_from(BYTES * 8).unwrap() << 16;
    let mut file = b"BM".to_vec();
    for number in [
        size,
        0,
        54,
        40,
        width,
        height,
        planes_and_depth,
        0,
        0,
        0,
        0,
        0,
        0,
    ] {
        file.extend(number.to_le_bytes());
    }
    file.extend(pixels);
    file
}
