//! Values as T.81, F.1.2.1 writes them: a category, and bits that tell a value from others in it.

/// Bits of a value's magnitude: the category of tables F.1 and F.2.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "at most 16")]
pub(crate) fn category(value: i16) -> u8 {
    16_u32.wrapping_sub(value.unsigned_abs().leading_zeros()) as u8
}

/// The category of a value, and the bits that tell it from others in it (F.1.2.1).
pub(crate) fn category_and_bits(value: i16) -> (u8, u32) {
    let size = 16_u32.wrapping_sub(value.unsigned_abs().leading_zeros());
    let ones = 1_u32.wrapping_shl(size).wrapping_sub(1);
    let extra = i32::from(value).wrapping_add(i32::from(value >> 15));
    (
        u8::try_from(size).unwrap_or(16),
        extra.cast_unsigned() & ones,
    )
}
