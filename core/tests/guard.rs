//! No kernel reads or writes a unit beyond its buffers: each stands right at a page that cannot be
//! touched, once behind it and once before it. Miri cannot run the vector kernels, and
//! reads a plan for longer than anyone waits; this, with the address sanitizer in `fuzz/`, stands in.
#![cfg(target_os = "linux")]

use std::ffi::{c_int, c_long, c_void};
use std::sync::Arc;

use arclean_native::normalize::cursor::Fixed;
use arclean_native::normalize::engine::Engine;
use arclean_native::normalize::simd::Simd;
use arclean_native::normalize::text::{Text, Ucs2, Ucs4, Utf8};
use arclean_native::normalize::{Errors, Normalizer};

unsafe extern "C" {
    fn mmap(
        at: *mut c_void,
        n: usize,
        prot: c_int,
        flags: c_int,
        fd: c_int,
        off: c_long,
    ) -> *mut c_void;
    fn mprotect(at: *mut c_void, n: usize, prot: c_int) -> c_int;
    fn munmap(at: *mut c_void, n: usize) -> c_int;
}

/// The largest page size of any Linux.
const PAGE: usize = 64 * 1024;
const NONE: c_int = 0;
const READ_WRITE: c_int = 3;
const PRIVATE_ANONYMOUS: c_int = 0x22;

/// A page between two that cannot be touched.
struct Guarded(*mut u8);

impl Guarded {
    fn new() -> Guarded {
        // SAFETY: new memory, of which the middle page is opened.
        unsafe {
            let memory =
                mmap(std::ptr::null_mut(), 3 * PAGE, NONE, PRIVATE_ANONYMOUS, -1, 0).cast::<u8>();
            assert_ne!(memory as isize, -1, "no memory");
            let page = memory.add(PAGE);
            assert_eq!(mprotect(page.cast(), PAGE, READ_WRITE), 0, "it cannot be opened");
            Guarded(page)
        }
    }

    /// Room for `n` units that ends, or begins, where the page does.
    fn room<U>(&self, n: usize, at_end: bool) -> *mut U {
        let bytes = n * size_of::<U>();
        assert!(bytes <= PAGE);
        // SAFETY: within the page; its size is a multiple of that of any unit.
        unsafe { self.0.add(if at_end { PAGE - bytes } else { 0 }).cast() }
    }
}

impl Drop for Guarded {
    fn drop(&mut self) {
        // SAFETY: mapped in `new`.
        unsafe { munmap(self.0.sub(PAGE).cast(), 3 * PAGE) };
    }
}

const TEXTS: &[&str] = &[
    "قال محمد بن يوسف عن سفيان: «إنما الأعمال بالنيات»، ومن ذلك أن الكاتب قد ذهب إلى المدرسة. ",
    "‏ ‏حَدَّثَنَا ‏ ‏مُحَمَّدُ بْنُ يُوسُفَ ‏ ‏عَنْ ‏ ‏سُفْيَانَ ‏ ‏عَنْ ‏ ‏الْأَعْمَشِ ",
    "ـــٔــ رااااائع 😀 中文 É abc, \r\n  \n گوگل است، 12,5 ١٢٫٥ \u{6D6}\u{6D7} بِسۡمِ ٱللَّهِ ",
];

fn check<T: Text>(norm: &Arc<Normalizer>, simd: Simd, text: &[T::Unit], pages: &[Guarded; 2])
where
    T::Unit: PartialEq,
{
    let mut whole: Engine<T> = Engine::new(Arc::clone(norm), Simd::Scalar, Errors::Keep);
    whole.track();
    let mut want: Vec<T::Unit> = Vec::with_capacity(text.len() + 64);
    let n = whole.run(text, &mut want, true).expect("it can grow");
    // SAFETY: the run has written so many units.
    unsafe { want.set_len(n) };
    for at_end in [true, false] {
        let src: *mut T::Unit = pages[0].room(text.len(), at_end);
        let dst: *mut T::Unit = pages[1].room(want.len(), at_end);
        // SAFETY: room for so many units; two pages are apart.
        let src = unsafe {
            std::ptr::copy_nonoverlapping(text.as_ptr(), src, text.len());
            std::slice::from_raw_parts(src, text.len())
        };
        let mut engine: Engine<T> = Engine::new(Arc::clone(norm), simd, Errors::Keep);
        let mut room = Fixed { memory: dst, cap: want.len() };
        assert_eq!(engine.run(src, &mut room, true), Ok(want.len()), "{simd:?}");
        // SAFETY: written.
        let got = unsafe { std::slice::from_raw_parts(dst, want.len()) };
        assert!(got == want, "{simd:?}, {} units", text.len());
    }
}

#[test]
fn nothing_beyond_the_buffers_is_touched() {
    let plans = [include_str!("plans/standard.json"), include_str!("plans/corpus.json")];
    let pages = [Guarded::new(), Guarded::new()];
    for norm in plans.map(|json| Arc::new(Normalizer::from_json(json).expect("a plan"))) {
        for simd in Simd::ALL.into_iter().filter(|simd| simd.is_available()) {
            // First bytes of characters that have no second ones, at which steps are cut short.
            for n in 0..40 {
                let bytes = ["ك ".repeat(50).as_bytes(), &[0xDE].repeat(n)].concat();
                check::<Utf8>(&norm, simd, &bytes, &pages);
            }
            for text in TEXTS {
                let chars: Vec<char> = text.chars().cycle().take(400).collect();
                for n in (0..200).chain([256, 300, 400]) {
                    let bytes: String = chars[400 - n..].iter().collect();
                    check::<Utf8>(&norm, simd, bytes.as_bytes(), &pages);
                    // Broken at its end.
                    let cut = bytes.len().saturating_sub(1);
                    check::<Utf8>(&norm, simd, &bytes.as_bytes()[..cut], &pages);
                    let four: Vec<u32> = bytes.chars().map(u32::from).collect();
                    check::<Ucs4>(&norm, simd, &four, &pages);
                    let two: Vec<u16> = bytes.encode_utf16().filter(|u| *u < 0xD800).collect();
                    check::<Ucs2>(&norm, simd, &two, &pages);
                }
            }
        }
    }
}
