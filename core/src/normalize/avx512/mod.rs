//! AVX-512 VBMI2 over UTF-8: 64 bytes a step, two permutes a lead, one compress.
//!
//! A block is read at p, p−1 and p+1, so that each lead sees its trail and each trail its lead and no
//! state but two carried masks crosses a block. `narrow` is for blocks of ASCII and of U+0600–067F,
//! nearly all of Arabic; `mixed` for texts of the Quran and with bidi controls; `wide`, one block a
//! call, for everything else that is valid UTF-8.

mod blocks;
mod mixed;
mod narrow;
pub mod units;
mod wide;

use std::arch::x86_64::*;

use super::bits::{Echo, Last, step_back};
use super::cursor::{Cursor, Stop};
use crate::table::{SLOW, Table, UNTOUCHED};
use blocks::{AHEAD, Consts, IDENTITY, Marks, Run, load, set};
use mixed::{MixedConsts, mixed};
use narrow::narrow;
use wide::step;

/// Bytes that must be readable before the position of a block.
pub const BEHIND: usize = 2;

/// Runs until a block cannot be done whole. `BLANKS`: drop blanks as `collapse` says.
///
/// # Safety
/// The processor has the features; the cursor's invariants hold; `pos >= BEHIND`.
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt,lzcnt")]
pub unsafe fn run<const BLANKS: bool, const REPEATS: u8, const ORDER: bool>(
    t: &Table,
    at: &mut Cursor<u8>,
) -> Stop {
    let k = unsafe {
        let (d8, d9) = (&t.pairs[0x18], &t.pairs[0x19]);
        Consts {
            identity: load(IDENTITY.0.as_ptr()),
            two_back: _mm512_sub_epi8(load(IDENTITY.0.as_ptr()), set(2)),
            ascii: [load(t.ascii.as_ptr()), load(t.ascii.as_ptr().add(64))],
            lead: [load(d8.lead.as_ptr()), load(d9.lead.as_ptr())],
            trail: [load(d8.trail.as_ptr()), load(d9.trail.as_ptr())],
            rank: [load(d8.rank.as_ptr()), load(d9.rank.as_ptr())],
            db_rank: load(t.pairs[0x1B].rank.as_ptr()),
        }
    };
    let mut run = Run {
        pos: at.pos,
        q: at.q,
        last: Last::new(at.edge),
        carry: 0,
        carry_wide: 0,
        keep: 0,
        echo: Echo::new(at.written()),
        marks: Marks {
            rank: _mm512_maskz_set1_epi8(1 << 63, t.last_rank(at.written()) as i8),
            last: 0,
        },
    };
    let mixed_k = unsafe {
        let db = &t.pairs[0x1B];
        let rows = match t.prefixes[2 << 6] {
            UNTOUCHED => [set(0xE2), set(0x80), _mm512_or_si512(k.identity, set(0x80))],
            // Slow as a whole: then no block of it is done here.
            SLOW => [set(SLOW); 3],
            i => t.triples[usize::from(i) - 1].0.each_ref().map(|row| load(row.as_ptr())),
        };
        MixedConsts {
            lead: load(db.lead.as_ptr()),
            trail: load(db.trail.as_ptr()),
            rank: load(db.rank.as_ptr()),
            rows,
        }
    };
    // How many more blocks are given to `mixed` before `narrow` is tried again.
    let mut mixing = 0;
    let stop = loop {
        let start = run.pos;
        if mixing == 0 {
            unsafe { narrow::<BLANKS, REPEATS, ORDER>(&k, at, &mut run) };
            // Two blocks of mixed text close to each other: more will come.
            if run.pos - start < 64 * 6 {
                mixing = 16;
            }
        }
        if mixing > 0 {
            unsafe { mixed::<BLANKS, REPEATS, ORDER>(&k, &mixed_k, at, &mut run, mixing) };
            mixing -= mixing.min((run.pos - start) / 64 + 1);
            if at.len - run.pos >= AHEAD && at.cap - run.q >= 64 && mixing == 0 {
                continue;
            }
        }
        if at.len - run.pos < AHEAD {
            break Stop::Input;
        }
        if at.cap - run.q < 64 {
            break Stop::Room;
        }
        if !unsafe { step::<BLANKS, REPEATS, ORDER>(t, &k, at, &mut run) } {
            break Stop::Slow;
        }
    };
    at.pos = run.pos;
    at.q = run.q;
    at.edge = run.last.edge();
    if run.carry | run.carry_wide != 0 {
        // SAFETY: the last block was read up to here and written as `keep` says.
        unsafe { step_back(at, run.keep) };
    }
    stop
}
