//! Any bytes, some plans: no crash, and what the machines alone give.
//!
//! `cargo +nightly fuzz run normalize -- -max_len=400 -runs=10000000`, in core/. The first byte chooses
//! the plan, the vector path, and what that path is given: bytes, bytes in pieces, a str's units.
#![no_main]

use std::sync::{Arc, OnceLock};

use arclean_native::normalize::engine::Engine;
use arclean_native::normalize::simd::Simd;
use arclean_native::normalize::stream::Stream;
use arclean_native::normalize::text::{Text, Ucs2, Utf8};
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

fn run<T: Text>(norm: &Arc<Normalizer>, simd: Simd, errors: Errors, src: &[T::Unit], track: bool) -> Vec<T::Unit> {
    // A box of its own, so that the sanitizer sees each unit read beyond the end.
    let src = src.to_vec().into_boxed_slice();
    let mut engine: Engine<T> = Engine::new(Arc::clone(norm), simd, errors);
    if track {
        engine.track();
    }
    let mut out: Vec<T::Unit> = Vec::with_capacity(src.len());
    let n = engine.run(&src, &mut out, true).expect("it can grow");
    unsafe { out.set_len(n) };
    out
}

fuzz_target!(|data: &[u8]| {
    let Some((&choice, bytes)) = data.split_first() else { return };
    let choice = usize::from(choice);
    let norm = &plans()[choice % 3];
    let paths: Vec<Simd> = [Simd::Scalar, Simd::Avx2, Simd::Avx512]
        .into_iter()
        .filter(|simd| simd.is_available())
        .collect();
    let simd = paths[choice / 3 % paths.len()];
    let how = choice / 3 / paths.len() % 4;
    if how == 3 {
        let units: Vec<u16> = bytes
            .chunks_exact(2)
            .map(|p| 0x600 | u16::from(p[0]) | u16::from(p[1] & 1) << 13)
            .collect();
        let want = run::<Ucs2>(norm, Simd::Scalar, Errors::Keep, &units, true);
        assert_eq!(run::<Ucs2>(norm, simd, Errors::Keep, &units, false), want, "{simd:?}");
        return;
    }
    let errors = if how == 2 { Errors::Replace } else { Errors::Keep };
    let want = run::<Utf8>(norm, Simd::Scalar, errors, bytes, true);
    if how == 1 {
        let cut = bytes.first().map_or(1, |b| usize::from(*b) % 90 + 1);
        let mut stream: Stream<Utf8> = Stream::new(Arc::clone(norm), simd, errors);
        let mut got = Vec::new();
        for piece in bytes.chunks(cut) {
            got.extend(stream.feed(piece, false).expect("it can grow"));
        }
        got.extend(stream.feed(&[], true).expect("it can grow"));
        assert_eq!(got, want, "{simd:?}, pieces of {cut}");
    } else {
        assert_eq!(run::<Utf8>(norm, simd, errors, bytes, false), want, "{simd:?}");
    }
});
