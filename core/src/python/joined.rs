//! Documents that follow each other in one text, cleaned in one call.

use std::cell::RefCell;
use std::sync::Arc;

use pyo3::exceptions::{PyMemoryError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use super::buffers::NewBytes;
use super::lines::LineEngine;
use super::machine::{Machine, errors_named};
use super::stripper::{Choice, Given, Many, Of, Stripper};
use crate::lines::documents::{Docs, Documents};
use crate::lines::program::Program;
use crate::normalize::cursor::Room;

thread_local! {
    static OUT: RefCell<Vec<u8>> = RefCell::default();
}

/// A buffer above this size in bytes is not kept for the next call.
const KEPT: usize = 1 << 22;

/// Their text and number.
type Cleaned<'py> = (Bound<'py, PyBytes>, usize);

/// What became of all.
enum Done {
    Cleaned(usize),
    /// Whoever asks for each alone will be told why.
    Alone,
    Unknown(Choice),
}

/// Strip and normalise the documents of a text. The interpreter is let go from the first to the last.
///
/// `docs`: how they are cut, by the name that `--docs` takes. `engine` and `barred`: as `Stripper.clean` takes them, for all documents.
///
/// Gives the documents, what separates them as it was, and their number; None where each must be asked about alone; and a choice
/// for which `learn` must be called before this is called again.
#[pyfunction]
#[pyo3(signature = (stripper, data, docs, machine, errors, engine=None, barred=Vec::new()))]
#[expect(clippy::too_many_arguments, reason = "Python's")]
pub fn clean_joined<'py>(
    py: Python<'py>,
    stripper: &Stripper,
    data: &Bound<'py, PyBytes>,
    docs: &str,
    machine: &Machine,
    errors: &str,
    engine: Option<&LineEngine>,
    barred: Vec<u32>,
) -> PyResult<(Option<Cleaned<'py>>, Option<Choice>)> {
    let many = Many { machine, errors: errors_named(errors)?, quoted: false };
    let src = data.as_bytes();
    let docs = Docs::named(docs).map_err(PyValueError::new_err)?;
    let program = engine.map(|engine| &engine.program);
    let mut room = NewBytes::new(py, src.len() + 64)?;
    let (done, used) = py.detach(|| {
        let mut out = OUT.take();
        out.clear();
        let done = all(stripper, src, docs, &many, program, &barred, &mut out);
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
    docs: Docs,
    many: &Many<'_>,
    program: Option<&Arc<Program>>,
    barred: &[u32],
    out: &mut Vec<u8>,
) -> Done {
    let mut count = 0;
    let mut done = 0;
    for one in Documents::new(src, docs, stripper.tables()) {
        out.extend_from_slice(&src[done..one.start]);
        done = one.end;
        let page = Given { src: &src[one], program, barred };
        match stripper.page(&page, many, out) {
            Of::Cleaned { .. } => count += 1,
            Of::Alone => return Done::Alone,
            Of::Unknown(choice) => return Done::Unknown(choice),
        }
    }
    out.extend_from_slice(&src[done..]);
    Done::Cleaned(count)
}
