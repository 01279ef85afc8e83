//! Any bytes, three plans, every vector path: no crash, and what the machines alone give.
//!
//! `cargo +nightly fuzz run normalize -- -max_len=400 -runs=10000000`
#![no_main]

use std::sync::{Arc, OnceLock};

use arclean_native::normalize::engine::Engine;
use arclean_native::normalize::simd::Simd;
use arclean_native::normalize::text::{Ucs2, Utf8};
use arclean_native::normalize::{Errors, Normalizer};
use libfuzzer_sys::fuzz_target;

fn plans() -> &'static [Arc<Normalizer>; 3] {
    static PLANS: OnceLock<[Arc<Normalizer>; 3]> = OnceLock::new();
    PLANS.get_or_init(|| {
        [
            include_str!("../../tests/plans/standard.json"),
            include_str!("../../tests/plans/corpus.json"),
            include_str!("../../tests/plans/search.json"),
        ]
        .map(|json| Arc::new(Normalizer::from_json(json).expect("a plan")))
    })
}

fuzz_target!(|data: &[u8]| {
    let Some((&choice, bytes)) = data.split_first() else { return };
    let norm = &plans()[usize::from(choice % 3)];
    let mut want: Vec<u8> = Vec::with_capacity(bytes.len());
    let mut engine: Engine<Utf8> = Engine::new(Arc::clone(norm), Simd::Scalar, Errors::Keep);
    engine.track();
    let n = engine.run(bytes, &mut want, true).expect("it can grow");
    unsafe { want.set_len(n) };
    for simd in [Simd::Scalar, Simd::Neon, Simd::Avx2, Simd::Avx512] {
        if simd.is_available() {
            // A vector of its own, so that the sanitizer sees each byte read beyond the end.
            let src = bytes.to_vec().into_boxed_slice();
            let mut got: Vec<u8> = Vec::with_capacity(bytes.len());
            let mut engine: Engine<Utf8> = Engine::new(Arc::clone(norm), simd, Errors::Keep);
            let n = engine.run(&src, &mut got, true).expect("it can grow");
            unsafe { got.set_len(n) };
            assert_eq!(got, want, "{simd:?}");
            let units: Box<[u16]> =
                bytes.chunks_exact(2).map(|p| 0x600 | u16::from(p[0]) | u16::from(p[1] & 1) << 13).collect();
            let mut engine: Engine<Ucs2> = Engine::new(Arc::clone(norm), simd, Errors::Keep);
            engine.run(&units, &mut Vec::new(), true).expect("it can grow");
        }
    }
});
