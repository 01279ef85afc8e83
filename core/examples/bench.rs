//! Times `into` a warm buffer against memmove into the same buffer, in pairs, in seconds of processor
//! time: on a shared machine a neighbour who takes the core away does not count.
//!
//! `cargo run --release --example bench -- PLAN.json [--simd NAME] [--runs N] [--size BYTES] FILE...`
//! prints for each file the medians and the median of the ratios.

use std::sync::Arc;

use arclean_native::normalize::cursor::Fixed;
use arclean_native::normalize::engine::Engine;
use arclean_native::normalize::simd::Simd;
use arclean_native::normalize::text::Utf8;
use arclean_native::normalize::{Errors, Normalizer};

#[repr(C)]
#[derive(Default)]
struct TimeSpec {
    seconds: std::ffi::c_long,
    nanoseconds: std::ffi::c_long,
}

unsafe extern "C" {
    fn clock_gettime(clock: std::ffi::c_int, time: *mut TimeSpec) -> std::ffi::c_int;
}

/// Processor time of this thread, in seconds.
fn clock() -> f64 {
    const THREAD_CPUTIME: std::ffi::c_int = if cfg!(target_os = "macos") { 16 } else { 3 };
    let mut time = TimeSpec::default();
    // SAFETY: `time` is valid for writing, and as POSIX lays it out on 64-bit systems.
    let status = unsafe { clock_gettime(THREAD_CPUTIME, &raw mut time) };
    assert_eq!(status, 0, "no clock of the thread's processor time");
    time.seconds as f64 + time.nanoseconds as f64 * 1e-9
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

fn main() {
    let mut args = std::env::args().skip(1);
    let plan = args.next().expect("a plan's JSON file");
    let norm = std::fs::read_to_string(&plan).expect("a readable file");
    let norm = Arc::new(Normalizer::from_json(&norm).expect("a plan"));
    let (mut simd, mut runs, mut size) = (Simd::chosen().expect("a path"), 15, usize::MAX);
    let mut files = Vec::new();
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--simd" => simd = Simd::named(&args.next().unwrap_or_default()).expect("a path"),
            "--runs" => runs = args.next().and_then(|n| n.parse().ok()).expect("a number"),
            "--size" => size = args.next().and_then(|n| n.parse().ok()).expect("a number"),
            _ => files.push(arg),
        }
    }
    for file in files {
        let mut src = std::fs::read(&file).expect("a readable file");
        if src.len() > size {
            src.truncate(size);
        }
        let mut dst = vec![1u8; src.len() + 64];
        let (mut moves, mut ours, mut used) = (Vec::new(), Vec::new(), 0);
        for _ in 0..runs {
            let start = clock();
            dst[..src.len()].copy_from_slice(&src);
            moves.push(clock() - start);
            std::hint::black_box(&mut dst);
            let mut engine: Engine<Utf8> = Engine::new(Arc::clone(&norm), simd, Errors::Keep);
            let start = clock();
            let mut room = Fixed { memory: dst.as_mut_ptr(), cap: dst.len() };
            used = engine.run(&src, &mut room, true).expect("room enough");
            ours.push(clock() - start);
            std::hint::black_box(&mut dst);
        }
        let ratio = median(moves.iter().zip(&ours).map(|(m, o)| m / o).collect());
        let best = ours.iter().copied().fold(f64::MAX, f64::min);
        let gb = src.len() as f64 / 1e9;
        println!(
            "{:8} {:28} memmove {:5.1} GB/s, ours {:5.2} (best {:5.2}), ratio {:.3}, {} -> {} bytes",
            simd.name(),
            file.rsplit('/').next().unwrap_or(&file),
            gb / median(moves),
            gb / median(ours),
            gb / best,
            ratio,
            src.len(),
            used
        );
    }
}
