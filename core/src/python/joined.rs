//! Documents that follow each other in one text, cleaned in one call.

use std::cell::RefCell;
use std::sync::Arc;

use memchr::memchr_iter;
use pyo3::exceptions::PyMemoryError;
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use super::buffers::NewBytes;
use super::lines::LineEngine;
use super::machine::{Machine, errors_named};
use super::stripper::{Choice, Given, Many, Of, Stripper};
use crate::lines::program::Program;
use crate::normalize::cursor::Room;

thread_local! {
    static OUT: RefCell<Vec<u8>> = RefCell::default();
}

/// A buffer above this size in bytes is not kept for the next call.
const KEPT: usize = 1 << 22;

/// Their text and number.
type Documents<'py> = (Bound<'py, PyBytes>, usize);

/// What became of all.
enum Done {
    Cleaned(usize),
    /// Whoever asks for each alone will be told why.
    Alone,
    Unknown(Choice),
}

/// Strip and normalise documents, each of which a separator ends, but for the last, which may have none. The interpreter is
/// let go from the first to the last.
///
/// `engine` and `barred`: as `Stripper.clean` takes them, for all documents.
///
/// Gives the documents, separators between them, and their number; None where each must be asked about alone; and a choice
/// for which `learn` must be called before this is called again.
#[pyfunction]
#[pyo3(signature = (stripper, data, separator, machine, errors, engine=None, barred=Vec::new()))]
#[expect(clippy::too_many_arguments, reason = "Python's")]
pub fn clean_joined<'py>(
    py: Python<'py>,
    stripper: &Stripper,
    data: &Bound<'py, PyBytes>,
    separator: u8,
    machine: &Machine,
    errors: &str,
    engine: Option<&LineEngine>,
    barred: Vec<u32>,
) -> PyResult<(Option<Documents<'py>>, Option<Choice>)> {
    let many = Many { machine, errors: errors_named(errors)?, quoted: false };
    let src = data.as_bytes();
    let program = engine.map(|engine| &engine.program);
    let mut room = NewBytes::new(py, src.len() + 64)?;
    let (done, used) = py.detach(|| {
        let mut out = OUT.take();
        out.clear();
        let done = all(stripper, src, separator, &many, program, &barred, &mut out);
        let used = out.len();
        if room.memory().1 < used && !room.grow(0, used) {
            return (None, 0);
        }
        // SAFETY: there is room for so many bytes, in memory that nobody else sees.
        unsafe { room.memory().0.copy_from_nonoverlapping(out.as_ptr(), used) };
        if out.capacity() <= KEPT {
            OUT.set(out);
        }
        (Some(done), used)
    });
    Ok(match done.ok_or_else(|| PyMemoryError::new_err(()))? {
        Done::Cleaned(count) => (Some((room.finish(py, used)?, count)), None),
        Done::Alone => (None, None),
        Done::Unknown(choice) => (None, Some(choice)),
    })
}

fn all(
    stripper: &Stripper,
    src: &[u8],
    separator: u8,
    many: &Many<'_>,
    program: Option<&Arc<Program>>,
    barred: &[u32],
    out: &mut Vec<u8>,
) -> Done {
    let mut count = 0;
    let mut start = 0;
    for end in memchr_iter(separator, src).chain(std::iter::once(src.len())) {
        if start == src.len() {
            break; // none begins behind the last separator
        }
        let page = Given { src: &src[start..end], program, barred };
        match stripper.page(&page, many, out) {
            Of::Cleaned { .. } => count += 1,
            Of::Alone => return Done::Alone,
            Of::Unknown(choice) => return Done::Unknown(choice),
        }
        if end < src.len() {
            out.push(separator);
        }
        start = end + 1;
    }
    Done::Cleaned(count)
}
