//! What the fuzz targets share: plans, paths, one run.

use std::mem::MaybeUninit;
use std::sync::{Arc, OnceLock};

use arclean_native::normalize::engine::Engine;
use arclean_native::normalize::short::SCRATCH;
use arclean_native::normalize::simd::Simd;
use arclean_native::normalize::text::Text;
use arclean_native::normalize::{Errors, Normalizer};

/// The first byte of the input: which plan, which vector path, and what else the target may choose.
pub struct Choice {
    pub norm: &'static Arc<Normalizer>,
    pub simd: Simd,
    pub rest: usize,
}

/// The choice and the input behind it; None if there is none.
pub fn choice(data: &[u8]) -> Option<(Choice, &[u8])> {
    static PLANS: OnceLock<[Arc<Normalizer>; 3]> = OnceLock::new();
    static PATHS: OnceLock<Vec<Simd>> = OnceLock::new();
    let plans = PLANS.get_or_init(|| {
        [
            include_str!("../../tests/plans/standard.json"),
            include_str!("../../tests/plans/corpus.json"),
            include_str!("../../tests/plans/search.json"),
        ]
        .map(|json| Arc::new(Normalizer::from_json(json).expect("a plan")))
    });
    let paths =
        PATHS.get_or_init(|| Simd::ALL.into_iter().filter(|simd| simd.is_available()).collect());
    let (&first, bytes) = data.split_first()?;
    let first = usize::from(first);
    let simd = paths[first / 3 % paths.len()];
    Some((Choice { norm: &plans[first % 3], simd, rest: first / 3 / paths.len() }, bytes))
}

/// One run. `track`: by the machines alone, which is what the paths must equal.
pub fn run<T: Text>(
    norm: &Arc<Normalizer>,
    simd: Simd,
    errors: Errors,
    src: &[T::Unit],
    track: bool,
) -> Vec<T::Unit> {
    // Memory of its own, so that the sanitizer sees each unit read beyond the end.
    let src = src.to_vec().into_boxed_slice();
    let mut engine: Engine<T> = Engine::new(Arc::clone(norm), simd, errors);
    if track {
        engine.track();
    }
    let mut out: Vec<T::Unit> = Vec::with_capacity(src.len());
    let n = engine.run(&src, &mut out, true).expect("it can grow");
    // SAFETY: the run has written so many units.
    unsafe { out.set_len(n) };
    if !track {
        let mut scratch = vec![MaybeUninit::uninit(); SCRATCH].into_boxed_slice();
        // SAFETY: the vector path is available.
        if let Some(short) = unsafe { norm.short::<T>(simd, &src, &mut scratch) } {
            assert_eq!(short, out, "in one go: {simd:?}");
        }
    }
    out
}
