//! `arclean._native`: the module that Python imports.

mod addresses;
mod batches;
mod buffers;
mod columns;
mod html;
mod html_lines;
mod html_stated;
mod joined;
mod json_lines;
mod lines;
mod machine;
mod pages;
mod records;
mod selectors;
mod strings;
mod stripper;

use pyo3::prelude::*;

use crate::normalize::simd::Simd;
use crate::warc::cut::{Place, cut};

/// The name of the vector path in use: avx512, avx2 (bytes only; a str goes the scalar path) or scalar.
#[pyfunction]
fn simd() -> PyResult<&'static str> {
    machine::chosen(None).map(Simd::name)
}

/// The names of the vector paths that this processor can run.
#[pyfunction]
fn simd_available() -> Vec<&'static str> {
    Simd::ALL.into_iter().filter(|s| s.is_available()).map(Simd::name).collect()
}

/// How often a byte is there: as `data.count(byte)`, several times as fast.
#[pyfunction]
fn count(data: &[u8], byte: u8) -> usize {
    memchr::memchr_iter(byte, data).count()
}

/// WARC data cut into records; see `warc::cut`. Gives places, counted from `at`, records of any kind, and where the
/// next one begins.
#[pyfunction]
fn cut_warc(
    data: &[u8],
    at: usize,
    limit: usize,
    all: bool,
    room: usize,
) -> (Vec<Place>, usize, usize) {
    let at = at.min(data.len());
    let run = cut(&data[at..], limit, all, room);
    (run.places, run.records, at + run.next)
}

/// The compiled core of arclean. Its classes are immutable or behind locks of their own, so that a
/// free-threaded Python need not switch its lock on with it.
#[pymodule(gil_used = false)]
#[pyo3(name = "_native")]
fn native(m: &Bound<'_, PyModule>) -> PyResult<()> {
    machine::hush_changes();
    m.add_function(wrap_pyfunction!(simd, m)?)?;
    m.add_function(wrap_pyfunction!(simd_available, m)?)?;
    m.add_function(wrap_pyfunction!(joined::clean_joined, m)?)?;
    m.add_function(wrap_pyfunction!(count, m)?)?;
    m.add_function(wrap_pyfunction!(cut_warc, m)?)?;
    m.add_function(wrap_pyfunction!(html::holds, m)?)?;
    m.add_function(wrap_pyfunction!(html::is_utf8, m)?)?;
    m.add_function(wrap_pyfunction!(html::is_clean, m)?)?;
    m.add_class::<machine::Machine>()?;
    m.add_class::<machine::Stream>()?;
    m.add_class::<machine::ByteStream>()?;
    m.add_class::<lines::LineTables>()?;
    m.add_class::<lines::Page>()?;
    m.add_class::<lines::LineEngine>()?;
    m.add_class::<lines::Probe>()?;
    m.add_class::<stripper::Stripper>()?;
    m.add_class::<batches::Batches>()?;
    m.add_class::<html::Extractor>()?;
    m.add_class::<html::HtmlPage>()?;
    m.add_class::<selectors::HtmlIndex>()?;
    m.add_class::<selectors::HtmlNames>()?;
    m.add_class::<html::HtmlBlock>()?;
    m.add_class::<html::HtmlNode>()?;
    m.add_class::<html::HtmlNodes>()?;
    m.add_class::<html_lines::HtmlLines>()?;
    Ok(())
}
