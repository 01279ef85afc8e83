//! Any bytes, some plans: no crash, and what the machines alone give.
#![no_main]

use arclean_core_fuzz::{choice, run};
use arclean_native::normalize::Errors;
use arclean_native::normalize::simd::Simd;
use arclean_native::normalize::text::Utf8;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Some((choice, bytes)) = choice(data) else { return };
    let errors = if choice.rest % 2 == 1 { Errors::Replace } else { Errors::Keep };
    let want = run::<Utf8>(choice.norm, Simd::Scalar, errors, bytes, true);
    let got = run::<Utf8>(choice.norm, choice.simd, errors, bytes, false);
    assert_eq!(got, want, "{:?}", choice.simd);
});
