//! Large new memory in large pages, where the system gives these to who asks.

/// From this size on it is asked for them; below, the pages would be too few (numpy draws the line here, too).
#[cfg(target_os = "linux")]
const LARGE: usize = 4 << 20;

/// Asks for large pages for memory that nothing has been written to yet. A fault for each 4 KiB of a result of
/// 20 MB takes longer than normalising it.
#[cfg(target_os = "linux")]
pub fn ask<U>(memory: *mut U, units: usize) {
    use std::ffi::{c_int, c_void};
    // Not declared by a crate that is here anyway: https://man7.org/linux/man-pages/man2/madvise.2.html
    unsafe extern "C" {
        fn madvise(memory: *mut c_void, size: usize, advice: c_int) -> c_int;
    }
    const MADV_HUGEPAGE: c_int = 14;
    const PAGE: usize = 4096;
    let size = units * size_of::<U>();
    if size < LARGE {
        return;
    }
    let skipped = memory.addr().wrapping_neg() % PAGE;
    // SAFETY: whole pages of memory that is ours; the advice changes nothing that can be read. A system that
    // does not take it, or has larger pages, is as well without.
    unsafe {
        madvise(
            memory.cast::<u8>().add(skipped).cast(),
            (size - skipped) / PAGE * PAGE,
            MADV_HUGEPAGE,
        );
    }
}

/// There is nobody to ask.
#[cfg(not(target_os = "linux"))]
pub fn ask<U>(_memory: *mut U, _units: usize) {}
