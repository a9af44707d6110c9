//! Vectors of WebAssembly from memory, and back.

use core::arch::wasm32::{v128, v128_load, v128_store};

/// What has a meaning whatever its bits are, and has no gaps.
pub(crate) trait Number: Copy {}

impl Number for u8 {}
impl Number for i16 {}
impl Number for u16 {}
impl Number for i32 {}
impl Number for u32 {}

#[inline(always)]
#[expect(
    clippy::inline_always,
    unsafe_code,
    reason = "one instruction, which has no safe form"
)]
pub(crate) fn load<T: Number, const N: usize>(values: &[T; N]) -> v128 {
    const { assert!(size_of::<[T; N]>() == 16) };
    // SAFETY: the pointer is that of 16 bytes that may be read, and any alignment will do.
    unsafe { v128_load(values.as_ptr().cast()) }
}

#[inline(always)]
#[expect(
    clippy::inline_always,
    unsafe_code,
    reason = "one instruction, which has no safe form"
)]
pub(crate) fn store<T: Number, const N: usize>(values: &mut [T; N], vector: v128) {
    const { assert!(size_of::<[T; N]>() == 16) };
    // SAFETY: the pointer is that of 16 bytes that may be written, and any alignment will do.
    unsafe { v128_store(values.as_mut_ptr().cast(), vector) };
}
