//! Which kernels run: chosen once from what the processor has, or by `ARCLEAN_SIMD`.

use std::sync::OnceLock;

use super::Rules;
use super::cursor::{Cursor, Stop};
use super::fast::FastSet;
use super::judge::Tally;
use super::pages::Pages;
#[cfg(target_arch = "x86_64")]
use super::scalar;
use crate::plan::Script;
use crate::table::Table;

/// The vector paths that have a kernel. `Avx512` has them for UTF-8 and for the units of a str, `Avx2` and
/// `Neon` for UTF-8 only: a str goes the scalar path then.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Simd {
    Scalar,
    Neon,
    Avx2,
    Avx512,
}

impl Simd {
    /// From the narrowest on.
    pub const ALL: [Simd; 4] = [Simd::Scalar, Simd::Neon, Simd::Avx2, Simd::Avx512];

    pub fn name(self) -> &'static str {
        match self {
            Simd::Scalar => "scalar",
            Simd::Neon => "neon",
            Simd::Avx2 => "avx2",
            Simd::Avx512 => "avx512",
        }
    }

    /// Whether this processor can run it.
    pub fn is_available(self) -> bool {
        match self {
            Simd::Scalar => true,
            #[cfg(target_arch = "aarch64")]
            Simd::Neon => {
                cfg!(target_endian = "little") && std::arch::is_aarch64_feature_detected!("neon")
            }
            #[cfg(not(target_arch = "aarch64"))]
            Simd::Neon => false,
            #[cfg(target_arch = "x86_64")]
            Simd::Avx512 => {
                is_x86_feature_detected!("avx512f")
                    && is_x86_feature_detected!("avx512bw")
                    && is_x86_feature_detected!("avx512vl")
                    && is_x86_feature_detected!("avx512vbmi")
                    && is_x86_feature_detected!("avx512vbmi2")
                    && is_x86_feature_detected!("avx512vpopcntdq")
                    && is_x86_feature_detected!("gfni")
                    && is_x86_feature_detected!("bmi1")
                    && is_x86_feature_detected!("bmi2")
                    && is_x86_feature_detected!("popcnt")
                    && is_x86_feature_detected!("lzcnt")
            }
            #[cfg(target_arch = "x86_64")]
            Simd::Avx2 => {
                is_x86_feature_detected!("avx2")
                    && is_x86_feature_detected!("bmi1")
                    && is_x86_feature_detected!("bmi2")
                    && is_x86_feature_detected!("popcnt")
                    && is_x86_feature_detected!("lzcnt")
            }
            #[cfg(not(target_arch = "x86_64"))]
            Simd::Avx2 | Simd::Avx512 => false,
        }
    }

    /// The one of that name, if this processor can run it.
    pub fn named(name: &str) -> Option<Simd> {
        Simd::ALL.into_iter().find(|s| s.name() == name && s.is_available())
    }

    /// `ARCLEAN_SIMD`, else the widest one that there is.
    ///
    /// # Errors
    /// The environment names one that is unknown or that this processor cannot run.
    pub fn chosen() -> Result<Simd, String> {
        static CHOSEN: OnceLock<Result<Simd, String>> = OnceLock::new();
        CHOSEN
            .get_or_init(|| match std::env::var("ARCLEAN_SIMD") {
                Ok(name) if !name.is_empty() => Simd::named(&name).ok_or_else(|| {
                    let paths: Vec<_> = Simd::ALL
                        .into_iter()
                        .filter(|s| s.is_available())
                        .map(Simd::name)
                        .collect();
                    format!("ARCLEAN_SIMD={name}: this processor has {}", paths.join(", "))
                }),
                _ => Ok(Simd::ALL
                    .into_iter()
                    .rev()
                    .find(|s| s.is_available())
                    .unwrap_or(Simd::Scalar)),
            })
            .clone()
    }
}

/// A kernel made for these rules.
#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
macro_rules! specialised {
    ($rules:expr, $run:path $(, $unit:ty)?; $($rest:expr),*) => {{
        use $run as run;
        match ($rules.blanks, $rules.repeats, $rules.order) {
            (true, 0, false) => run::<true, 0, false $(, $unit)?>($($rest),*),
            (false, 0, false) => run::<false, 0, false $(, $unit)?>($($rest),*),
            (true, 1, false) => run::<true, 1, false $(, $unit)?>($($rest),*),
            (false, 1, false) => run::<false, 1, false $(, $unit)?>($($rest),*),
            (true, _, false) => run::<true, 2, false $(, $unit)?>($($rest),*),
            (false, _, false) => run::<false, 2, false $(, $unit)?>($($rest),*),
            (true, 0, true) => run::<true, 0, true $(, $unit)?>($($rest),*),
            (false, 0, true) => run::<false, 0, true $(, $unit)?>($($rest),*),
            (true, 1, true) => run::<true, 1, true $(, $unit)?>($($rest),*),
            (false, 1, true) => run::<false, 1, true $(, $unit)?>($($rest),*),
            (true, _, true) => run::<true, 2, true $(, $unit)?>($($rest),*),
            (false, _, true) => run::<false, 2, true $(, $unit)?>($($rest),*),
        }
    }};
}

/// The vector path over UTF-8. Stop::Input: the scalar path must go on.
///
/// # Safety
/// The cursor's invariants hold; `simd` is available.
pub unsafe fn utf8(t: &Table, simd: Simd, rules: Rules, at: &mut Cursor<u8>) -> Stop {
    match simd {
        #[cfg(target_arch = "x86_64")]
        Simd::Avx512 | Simd::Avx2 => {
            use super::{avx2, avx512};
            // AVX-512 looks a byte behind: the first character is the scalar path's.
            if simd == Simd::Avx512 && at.pos < avx512::BEHIND {
                let stop = scalar::utf8(t, rules, avx512::BEHIND, at);
                if stop != Stop::Input || at.pos < avx512::BEHIND {
                    return stop;
                }
            }
            // SAFETY: as the caller says.
            unsafe {
                match simd {
                    Simd::Avx512 => specialised!(rules, avx512::run; t, at),
                    _ => specialised!(rules, avx2::run; t, rules, at),
                }
            }
        }
        // SAFETY: as the caller says.
        #[cfg(target_arch = "aarch64")]
        Simd::Neon => unsafe { specialised!(rules, super::neon::run; t, rules, at) },
        _ => Stop::Input,
    }
}

/// The same over the units of a str, two or four bytes wide.
///
/// # Safety
/// The cursor's invariants hold; `simd` is available.
#[cfg(target_arch = "x86_64")]
pub unsafe fn units<U: super::avx512::units::Wide>(
    set: &FastSet,
    simd: Simd,
    rules: Rules,
    at: &mut Cursor<U>,
) -> Stop {
    if simd != Simd::Avx512 {
        return Stop::Input;
    }
    // SAFETY: as the caller says.
    unsafe { specialised!(rules, super::avx512::units::run, U; set, rules, at) }
}

/// There is no vector path over the units of a str here.
///
/// # Safety
/// None is needed.
#[cfg(not(target_arch = "x86_64"))]
pub unsafe fn units<U>(_set: &FastSet, _simd: Simd, _rules: Rules, _at: &mut Cursor<U>) -> Stop {
    Stop::Input
}

/// Reads whole words for a judgement (see `Text::words`).
///
/// # Safety
/// The processor has the features of `Simd::Avx512`.
#[cfg(target_arch = "x86_64")]
pub unsafe fn words<U: super::avx512::words::Letters>(
    tally: &mut Tally,
    pages: &Pages,
    script: &Script,
    src: &[U],
    pos: usize,
) -> usize {
    // SAFETY: as the caller says.
    unsafe { super::avx512::words::words(tally, pages, script, src, pos) }
}

/// There is no vector path here.
///
/// # Safety
/// None is needed.
#[cfg(not(target_arch = "x86_64"))]
pub unsafe fn words<U>(
    _tally: &mut Tally,
    _pages: &Pages,
    _script: &Script,
    _src: &[U],
    pos: usize,
) -> usize {
    pos
}
