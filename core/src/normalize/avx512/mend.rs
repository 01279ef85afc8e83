//! What is slow in a block but plain, without leaving the kernel: tatweels, marks that may compose, two marks in the
//! wrong order.

use std::arch::x86_64::*;

use super::blocks::{
    Before, FREE, FREE_OF_ALL, IDENTITY, LETTER, PLACE, SPECIAL, Tables, disorder, hidden, load,
    set,
};
use crate::table::SLOW;

/// What becomes of the special characters of a block: tatweels, maddas, hamzas above.
pub(super) struct Special {
    /// The bytes of those that stay as they are, and of those that go.
    pub(super) stay: u64,
    pub(super) gone: u64,
    /// The second bytes of the letters with which a madda is composed.
    pub(super) letters: u64,
}

/// Does what is most frequent in texts with the marks of the Quran, the characters of which have `WIDTH` bytes here. `marks`,
/// `back`, `ends`: what the table of marks says, what it says a character further back, and where marks end;
/// `keep`: what stays but for what is slow; `step`: the bytes of whole characters.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt,lzcnt,gfni")]
pub(super) fn special<const WIDTH: usize>(
    marks: __m512i,
    back: __m512i,
    ends: u64,
    keep: u64,
    step: usize,
) -> Special {
    let special = _mm512_test_epi8_mask(marks, set(SPECIAL));
    // Two of them in a row: as the first one has stayed, so does the second.
    let bases = _mm512_and_si512(back, set(FREE[0] | FREE[1]));
    let alone = _mm512_test_epi8_mask(marks, bases);
    // Behind a mark behind its base. What is a mark itself is below 0 here.
    let free = _mm512_cmpgt_epi8_mask(marks, set(FREE_OF_ALL - 1));
    let stays = ends & (alone | ends << WIDTH & free << (2 * WIDTH)) | !ends & ends >> WIDTH;
    // A madda behind its letter and in front of something that is here, too, and no mark.
    let letters = _mm512_test_epi8_mask(marks, set(LETTER)) & !ends;
    let maddas = _mm512_mask_test_epi8_mask(ends & letters << WIDTH, marks, set(FREE[0]));
    let next = (keep | special >> (WIDTH - 1)) >> 1;
    let composed = special & maddas & next & !(ends >> WIDTH);
    let composed = _bzhi_u64(composed, step.saturating_sub(WIDTH) as u32);
    let all = |last: u64| if WIDTH > 1 { last | last >> 1 } else { last };
    Special { stay: all(special & stays), gone: all(composed), letters: composed >> WIDTH }
}

/// A block after that.
pub(super) struct Mended {
    pub(super) out: __m512i,
    /// What the table of marks says, at the last byte of each character.
    pub(super) marks: __m512i,
    /// Where marks end.
    pub(super) ends: u64,
    /// The bytes of whole characters that count.
    pub(super) step: usize,
    /// Where characters begin that are slow, broken or out of order, the lowest bit being right.
    pub(super) stop: u64,
}

/// Does what is plain of what is slow in a block. Of its bytes `step` are whole characters; `out`, `marks`: what the
/// tables say of them; `broken`: where characters begin that are no UTF-8; `before`: the marks of the block
/// before, and 1 if it ends with one, else 0.
///
/// A character is plain here only if those that it hangs on are in the block, too. `Engine::fast_width` knows
/// what is written for it.
///
/// # Safety
/// The processor has the features; `AHEAD` bytes are readable at `p`.
#[cold]
#[inline(never)]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt,lzcnt,gfni")]
pub(super) unsafe fn mend(
    t: &Tables,
    p: *const u8,
    mut step: usize,
    (mut out, marks, broken): (__m512i, __m512i, u64),
    (before, behind): (Before, u64),
) -> Mended {
    let (cur, next) = unsafe { (load(p), load(p.add(1))) };
    let slow = _mm512_cmpeq_epi8_mask(out, set(SLOW));
    let places = set(!(PLACE - 1));
    let before = before.and(places);
    let mut places = _mm512_and_si512(marks, places);
    let (mut gone, mut done) = (0, 0);
    if let Some(plain) = &t.plain {
        let stay = _mm512_test_epi8_mask(out, out) & !slow & !broken;
        let ends = _mm512_movepi8_mask(marks);
        let whole = _bzhi_u64(!0, step as u32 - 1);
        // What follows is here, too, be it two bytes long.
        let inner = _bzhi_u64(!0, step as u32 - 3);
        let d9 = _mm512_cmpeq_epi8_mask(cur, set(0xD9)) & slow & !broken & whole;
        let pair_of = |second: u8| d9 & _mm512_cmpeq_epi8_mask(next, set(second));
        let composing = match plain.marks {
            true => [pair_of(0x93), pair_of(0x94), pair_of(0x95)],
            false => [0; 3],
        };
        let [madda, above, below] = composing;
        let tatweel = if plain.tatweel { pair_of(0x80) } else { 0 };
        // The next block begins with these then.
        let waits = tatweel & !inner;
        // Marks behind a base, or behind a base and another mark, that they do not compose with.
        let stays = |i: usize| {
            let bases = _mm512_test_epi8_mask(marks, set(FREE[i])) & !ends;
            composing[i] & (bases << 1 | (ends & bases << 2) << 1)
        };
        let stays = stays(0) | stays(1) | stays(2);
        // A madda behind its letter, and no mark behind it.
        let composed = madda & (_mm512_test_epi8_mask(marks, set(LETTER)) & !ends) << 1;
        let waits = waits | (composed & !inner) >> 2;
        step = step.min(waits.trailing_zeros() as usize);
        let composed = composed & inner & stay >> 2 & !(ends >> 3);
        out = _mm512_mask_mov_epi8(out, composed >> 1, set(plain.pair[1]));
        // One in front of another one goes whatever follows that.
        let tatweels = tatweel & inner & (stay | madda | above | below | tatweel) >> 2;
        done = tatweels | stays | composed;
        gone = tatweels & !(ends >> 3) | composed;
        (gone, done) = (gone | gone << 1, done | done << 1);
        out = _mm512_mask_mov_epi8(out, done, cur);
        out = _mm512_mask_mov_epi8(out, gone, _mm512_setzero_si512());
        places = _mm512_maskz_mov_epi8(!(slow & !done | gone), places);
    }
    let (mut wrong, mut ends) = disorder(places, before.two_back(places));
    // Two marks alone change places; a longer run may be one that stays as it is (see `mark_run`).
    let whole = _bzhi_u64(wrong, (step as u32).saturating_sub(2)) & !7;
    // So is one behind which something slow stands, which may be a mark of another page.
    let behind_them = ends >> 2 | (slow & !done | broken) >> 1;
    let swapped = whole & !(ends << 4 | behind << 3 | behind_them);
    if swapped != 0 && t.plain.is_some() {
        let order = unsafe { load(IDENTITY.0.as_ptr()) };
        let order = _mm512_mask_add_epi8(order, (swapped | swapped >> 1) >> 2, order, set(2));
        let order = _mm512_mask_sub_epi8(order, swapped | swapped >> 1, order, set(2));
        out = _mm512_permutexvar_epi8(order, out);
        places = _mm512_permutexvar_epi8(order, places);
        (wrong, ends) = disorder(places, before.two_back(places));
    }
    let hidden = hidden(ends, behind, _mm512_test_epi8_mask(out, out) | gone);
    let stop = slow & !done | broken | wrong >> 1 | hidden;
    Mended { out, marks: places, ends, step, stop }
}
