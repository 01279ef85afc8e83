//! Which kernels run: chosen once from what the processor has, or by `ARCLEAN_SIMD`.

use std::sync::OnceLock;

use super::cursor::{Cursor, Stop};
use super::fast::FastSet;
use super::{Rules, scalar};
use crate::table::Table;

/// The vector paths that have a kernel. `Avx512` has them for UTF-8 and for the units of a str, `Avx2` for
/// UTF-8 only: a str goes the scalar path then. Other processors have no kernel.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Simd {
    Scalar,
    Avx2,
    Avx512,
}

impl Simd {
    pub fn name(self) -> &'static str {
        match self {
            Simd::Scalar => "scalar",
            Simd::Avx2 => "avx2",
            Simd::Avx512 => "avx512",
        }
    }

    /// Whether this processor can run it.
    pub fn is_available(self) -> bool {
        match self {
            Simd::Scalar => true,
            #[cfg(target_arch = "x86_64")]
            Simd::Avx512 => {
                is_x86_feature_detected!("avx512f")
                    && is_x86_feature_detected!("avx512bw")
                    && is_x86_feature_detected!("avx512vl")
                    && is_x86_feature_detected!("avx512vbmi")
                    && is_x86_feature_detected!("avx512vbmi2")
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
        [Simd::Scalar, Simd::Avx2, Simd::Avx512]
            .into_iter()
            .find(|s| s.name() == name && s.is_available())
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
                    format!("ARCLEAN_SIMD={name}: unknown, or not on this processor")
                }),
                _ => Ok([Simd::Avx512, Simd::Avx2]
                    .into_iter()
                    .find(|s| s.is_available())
                    .unwrap_or(Simd::Scalar)),
            })
            .clone()
    }
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
            macro_rules! specialised {
                ($module:ident, $($rest:expr),*) => {
                    match (rules.blanks, rules.repeats, rules.order) {
                        (true, 0, false) => $module::run::<true, 0, false>($($rest),*),
                        (false, 0, false) => $module::run::<false, 0, false>($($rest),*),
                        (true, 1, false) => $module::run::<true, 1, false>($($rest),*),
                        (false, 1, false) => $module::run::<false, 1, false>($($rest),*),
                        (true, _, false) => $module::run::<true, 2, false>($($rest),*),
                        (false, _, false) => $module::run::<false, 2, false>($($rest),*),
                        (true, 0, true) => $module::run::<true, 0, true>($($rest),*),
                        (false, 0, true) => $module::run::<false, 0, true>($($rest),*),
                        (true, 1, true) => $module::run::<true, 1, true>($($rest),*),
                        (false, 1, true) => $module::run::<false, 1, true>($($rest),*),
                        (true, _, true) => $module::run::<true, 2, true>($($rest),*),
                        (false, _, true) => $module::run::<false, 2, true>($($rest),*),
                    }
                };
            }
            // SAFETY: as the caller says.
            unsafe {
                match simd {
                    Simd::Avx512 => specialised!(avx512, t, at),
                    _ => specialised!(avx2, t, rules, at),
                }
            }
        }
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
    use super::avx512::units::run;
    if simd != Simd::Avx512 {
        return Stop::Input;
    }
    // SAFETY: as the caller says.
    unsafe {
        match (rules.blanks, rules.repeats) {
            (true, 0) => run::<true, 0, U>(set, rules, at),
            (false, 0) => run::<false, 0, U>(set, rules, at),
            (true, 1) => run::<true, 1, U>(set, rules, at),
            (false, 1) => run::<false, 1, U>(set, rules, at),
            (true, _) => run::<true, 2, U>(set, rules, at),
            (false, _) => run::<false, 2, U>(set, rules, at),
        }
    }
}

/// There is no vector path over the units of a str here.
///
/// # Safety
/// None is needed.
#[cfg(not(target_arch = "x86_64"))]
pub unsafe fn units<U>(_set: &FastSet, _simd: Simd, _rules: Rules, _at: &mut Cursor<U>) -> Stop {
    Stop::Input
}
