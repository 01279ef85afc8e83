//! Bytes in pieces, cut anywhere: what the machines alone give for the whole.
#![no_main]

use std::sync::Arc;

use arclean_core_fuzz::{choice, run};
use arclean_native::normalize::Errors;
use arclean_native::normalize::simd::Simd;
use arclean_native::normalize::stream::Stream;
use arclean_native::normalize::text::Utf8;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Some((choice, bytes)) = choice(data) else { return };
    let errors = if choice.rest % 2 == 1 { Errors::Replace } else { Errors::Keep };
    let cut = bytes.first().map_or(1, |b| usize::from(*b) % 90 + 1);
    let want = run::<Utf8>(choice.norm, Simd::Scalar, errors, bytes, true);
    let mut stream: Stream<Utf8> = Stream::new(Arc::clone(choice.norm), choice.simd, errors);
    let mut got = Vec::new();
    for piece in bytes.chunks(cut) {
        got.extend(stream.feed(piece, false).expect("it can grow"));
    }
    got.extend(stream.feed(&[], true).expect("it can grow"));
    assert_eq!(got, want, "{:?}, pieces of {cut}", choice.simd);
});
