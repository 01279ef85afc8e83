//! Python's view of what a page states about itself.

use crate::html::stated::{Asked, Stated, stated};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

/// The fields of `arclean.html.stated.Stated`.
pub type Statement = (
    Vec<String>,
    Option<String>,
    Vec<(String, String)>,
    Option<String>,
    Vec<(String, String)>,
    Vec<String>,
    bool,
    bool,
);

pub fn statement(
    py: Python<'_>,
    markup: &[u8],
    starts: &[u32],
    asked: &Asked,
) -> PyResult<Statement> {
    let found = py.detach(|| {
        let markup = simdutf8::basic::from_utf8(markup).map_err(|error| error.to_string())?;
        stated(markup, starts, asked).map_err(|broken| broken.to_string())
    });
    let Stated { languages, title, metas, canonical, times, scripts, carrier, apart } =
        found.map_err(PyValueError::new_err)?;
    Ok((languages, title, metas, canonical, times, scripts, carrier, apart))
}
