//! Times `into` a warm buffer against memmove into the same buffer, in pairs.
//!
//! `cargo run --release --example bench -- PLAN.json [--simd NAME] [--runs N] [--size BYTES] FILE...`
//! prints for each file the medians and the median of the ratios.

use std::sync::Arc;
use std::time::Instant;

use arclean_native::normalize::cursor::Fixed;
use arclean_native::normalize::engine::Engine;
use arclean_native::normalize::simd::Simd;
use arclean_native::normalize::text::Utf8;
use arclean_native::normalize::{Errors, Normalizer};

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
            let start = Instant::now();
            dst[..src.len()].copy_from_slice(&src);
            moves.push(start.elapsed().as_secs_f64());
            std::hint::black_box(&mut dst);
            let mut engine: Engine<Utf8> = Engine::new(Arc::clone(&norm), simd, Errors::Keep);
            let start = Instant::now();
            let mut room = Fixed { memory: dst.as_mut_ptr(), cap: dst.len() };
            used = engine.run(&src, &mut room, true).expect("room enough");
            ours.push(start.elapsed().as_secs_f64());
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
