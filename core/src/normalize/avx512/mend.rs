//! What is slow in a block but plain, without leaving the kernel: tatweels, marks that may compose, two marks in the
//! wrong order.

use std::arch::x86_64::*;

use super::blocks::{Before, IDENTITY, Tables, disorder, hidden, index, load, look_at, set, two};
use crate::table::SLOW;

/// A block after that.
pub(super) struct Mended {
    pub(super) out: __m512i,
    /// At the last byte of each mark its place.
    pub(super) places: __m512i,
    /// Where marks end.
    pub(super) marks: u64,
    /// The bytes of whole characters that count.
    pub(super) step: usize,
    /// Where characters begin that are slow, broken or out of order, the lowest bit being right.
    pub(super) stop: u64,
}

/// Does what is plain of what is slow in a block. Of its bytes `step` are whole characters; `out`, `places`: what the
/// tables make of them; `broken`: where characters begin that are no UTF-8; `before`: the places of the block
/// before, and 1 if it ends with a mark, else 0.
///
/// A character is plain here only if those that it hangs on are in the block, too. `Engine::fast_width` knows
/// what is written for it.
///
/// # Safety
/// The processor has the features; `AHEAD` bytes are readable at `p`, and one before.
#[cold]
#[inline(never)]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt,lzcnt,gfni")]
pub(super) unsafe fn mend<const FAR: bool>(
    t: &Tables,
    p: *const u8,
    mut step: usize,
    (mut out, mut places, broken): (__m512i, __m512i, u64),
    (before, behind): (Before, u64),
) -> Mended {
    let (cur, prev, next) = unsafe { (load(p), load(p.sub(1)), load(p.add(1))) };
    let even = _mm512_and_si512(cur, set(0xFE));
    let by_prev = index(cur, prev);
    let far = if FAR { _mm512_cmpeq_epi8_mask(even, set(0xDA)) } else { 0 };
    let (ta, tb) = (_mm512_cmpeq_epi8_mask(even, set(0xD8)) << 1, far << 1);
    let slow = _mm512_cmpeq_epi8_mask(out, set(SLOW));
    let (mut gone, mut done) = (0, 0);
    if let Some(plain) = &t.plain {
        let stay = _mm512_test_epi8_mask(out, out) & !slow & !broken;
        let marks = _mm512_test_epi8_mask(places, places);
        let whole = _bzhi_u64(!0, step as u32 - 1);
        // What follows is here, too, be it two bytes long.
        let inner = _bzhi_u64(!0, step as u32 - 3);
        let d9 = _mm512_cmpeq_epi8_mask(cur, set(0xD9)) & slow & !broken & whole;
        let pair_of = |second: u8| d9 & _mm512_cmpeq_epi8_mask(next, set(second));
        let [madda, above, below] = match plain.marks {
            true => [pair_of(0x93), pair_of(0x94), pair_of(0x95)],
            false => [0; 3],
        };
        let tatweel = if plain.tatweel { pair_of(0x80) } else { 0 };
        // The next block begins with these then.
        let waits = tatweel & !inner;
        // Marks behind a base, or behind a base and another mark, that they do not compose with.
        let ends = (ta | tb) & !marks;
        let near = look_at(ta, &two(&plain.binds[0]), by_prev);
        let binds = _mm512_or_si512(near, look_at(tb, &two(&plain.binds[1]), by_prev));
        let free = |bit: u8| {
            let bases = ends & !_mm512_test_epi8_mask(binds, set(bit));
            bases << 1 | (marks & bases << 2) << 1
        };
        let stays = madda & free(1) | above & free(2) | below & free(4);
        // A madda behind its letter, and no mark behind it.
        let [from, to] = plain.pair;
        let letter =
            _mm512_cmpeq_epi8_mask(prev, set(0xD8)) & _mm512_cmpeq_epi8_mask(cur, set(from));
        let composed = madda & letter << 1 & ta << 1;
        let waits = waits | (composed & !inner) >> 2;
        step = step.min(waits.trailing_zeros() as usize);
        let composed = composed & inner & stay >> 2 & !(marks >> 3);
        out = _mm512_mask_mov_epi8(out, composed >> 1, set(to));
        // One in front of another one goes whatever follows that.
        let tatweels = tatweel & inner & (stay | madda | above | below | tatweel) >> 2;
        done = tatweels | stays | composed;
        gone = tatweels & !(marks >> 3) | composed;
        (gone, done) = (gone | gone << 1, done | done << 1);
        out = _mm512_mask_mov_epi8(out, done, cur);
        out = _mm512_mask_mov_epi8(out, gone, _mm512_setzero_si512());
        places = _mm512_maskz_mov_epi8(!(slow & !done | gone), places);
    }
    let (mut wrong, mut marks) = disorder(places, before);
    // Two marks alone change places; a longer run may be one that stays as it is (see `mark_run`).
    let whole = _bzhi_u64(wrong, (step as u32).saturating_sub(2)) & !7;
    // So is one behind which something slow stands, which may be a mark of another page.
    let behind_them = marks >> 2 | (slow & !done | broken) >> 1;
    let swapped = whole & !(marks << 4 | behind << 3 | behind_them);
    if swapped != 0 && t.plain.is_some() {
        let order = unsafe { load(IDENTITY.0.as_ptr()) };
        let order = _mm512_mask_add_epi8(order, (swapped | swapped >> 1) >> 2, order, set(2));
        let order = _mm512_mask_sub_epi8(order, swapped | swapped >> 1, order, set(2));
        out = _mm512_permutexvar_epi8(order, out);
        places = _mm512_permutexvar_epi8(order, places);
        (wrong, marks) = disorder(places, before);
    }
    let hidden = hidden(marks, behind, _mm512_test_epi8_mask(out, out) | gone);
    let stop = slow & !done | broken | wrong >> 1 | hidden;
    Mended { out, places, marks, step, stop }
}
