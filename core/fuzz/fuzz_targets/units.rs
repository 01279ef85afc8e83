//! A str's units of two or four bytes: what the machines alone give.
#![no_main]

use arclean_core_fuzz::{choice, run};
use arclean_native::normalize::Errors;
use arclean_native::normalize::simd::Simd;
use arclean_native::normalize::text::{Ucs2, Ucs4};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Some((choice, bytes)) = choice(data) else { return };
    // Arabic and, by a bit of the second byte, U+2600 on or ASCII; else any character.
    let units = bytes.chunks_exact(2).map(|pair| match pair[1] {
        high @ 0..0xC0 => {
            0x600 & !(u16::from(high >> 6) * 0x600) | u16::from(pair[0]) | u16::from(high & 1) << 13
        }
        high => u16::from(high & 0x1F) << 8 | u16::from(pair[0]),
    });
    let units: Vec<u16> = units.collect();
    if choice.rest % 2 == 0 {
        let want = run::<Ucs2>(choice.norm, Simd::Scalar, Errors::Keep, &units, true);
        let got = run::<Ucs2>(choice.norm, choice.simd, Errors::Keep, &units, false);
        assert_eq!(got, want, "{:?}", choice.simd);
    } else {
        let units: Vec<u32> = units.into_iter().map(u32::from).collect();
        let want = run::<Ucs4>(choice.norm, Simd::Scalar, Errors::Keep, &units, true);
        let got = run::<Ucs4>(choice.norm, choice.simd, Errors::Keep, &units, false);
        assert_eq!(got, want, "{:?}", choice.simd);
    }
});
