//! What the standard library and the C library behind it would bring: an allocator, the canonical ABI's door to it,
//! and an end for a panic.

use alloc::alloc::{Layout, alloc, realloc};
use core::arch::wasm32::unreachable;
use core::panic::PanicInfo;

use dlmalloc::GlobalDlmalloc;

#[global_allocator]
static ALLOCATOR: GlobalDlmalloc = GlobalDlmalloc;

/// Where the runtime puts the strings that it hands over; the bindings free them through `ALLOCATOR`.
#[expect(
    unsafe_code,
    reason = "the canonical ABI asks for this symbol, and passes raw pointers"
)]
#[unsafe(no_mangle)]
unsafe extern "C" fn cabi_realloc(
    old: *mut u8,
    old_size: usize,
    align: usize,
    size: usize,
) -> *mut u8 {
    let layout = |size| Layout::from_size_align(size, align).unwrap_or_else(|_| unreachable());
    let new = match (old_size, size) {
        (_, 0) => return core::ptr::without_provenance_mut(align),
        // SAFETY: `size` is not 0.
        (0, _) => unsafe { alloc(layout(size)) },
        // SAFETY: `old` came from this function, with this size and alignment, and `size` is not 0.
        (_, _) => unsafe { realloc(old, layout(old_size), size) },
    };
    if new.is_null() { unreachable() } else { new }
}

#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    unreachable()
}
