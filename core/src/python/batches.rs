//! Batches of records in one call: read, cleaned and written again, the interpreter let go meanwhile.

use std::cell::Cell;
use std::ops::Range;
use std::sync::Arc;

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use super::addresses::{Address, Addresses, How};
use super::columns::{self, Buffers, Column};
use super::json_lines::{self, Names};
use super::lines::LineEngine;
use super::machine::{Machine, errors_named};
use super::records;
use super::stripper::{Choice, Given, Many, Of, Stripper};
use crate::normalize::Errors;

/// Cleans batches. What it cannot do, or not well enough, it leaves to its caller.
#[pyclass(frozen, module = "arclean._native")]
pub struct Batches {
    stripper: Py<Stripper>,
    program: Py<PyAny>,
    machine: Py<Machine>,
    errors: Errors,
    most: usize,
    addresses: Addresses,
}

/// Records that are left to the caller: where in the output they belong, how many records there are before them, and
/// where in the input they begin and end.
type Hole = (usize, usize, usize, usize);

/// Documents, and their bytes before and after.
type Sizes = (usize, usize, usize);

#[pymethods]
impl Batches {
    /// `program(sites, packs)`: the engine for a choice. `most`: bytes of the largest page that is stripped.
    #[new]
    fn new(
        stripper: Py<Stripper>,
        program: Py<PyAny>,
        machine: Py<Machine>,
        errors: &str,
        most: Option<usize>,
    ) -> PyResult<Self> {
        let (errors, most) = (errors_named(errors)?, most.unwrap_or(usize::MAX));
        Ok(Batches { stripper, program, machine, errors, most, addresses: Addresses::default() })
    }

    /// Lines of JSON: the text of each cleaned, all other values byte for byte as they stand.
    ///
    /// `text`, `url`, `site`: names of fields; the last two may be paths. `ask(url, site, crawled)`: see `Addresses`.
    ///
    /// Gives the lines, holes, and (documents, bytes before, bytes after).
    fn lines<'py>(
        &self,
        data: &Bound<'py, PyBytes>,
        text: &str,
        url: Option<&str>,
        site: Option<&str>,
        ask: &Bound<'py, PyAny>,
    ) -> PyResult<(Bound<'py, PyBytes>, Vec<Hole>, Sizes)> {
        let py = data.py();
        let src = data.as_bytes();
        let names = Names { text, url, site };
        let (lines, addresses) = py.detach(|| json_lines::read(src, &names));
        let hows = self.hows(&addresses, ask)?;
        let write = |cleaner: &Cleaner<'_>, done: &mut Done| {
            json_lines::write(&lines, &hows, cleaner, done);
        };
        let ((), done) = self.written(py, src.len(), true, write)?;
        let (holes, sizes) = (done.holes.clone(), done.sizes);
        Ok((done.bytes(py), holes, sizes))
    }

    /// A column of text of Arrow, cleaned.
    ///
    /// `urls`, `sites`: columns as long as that. Gives offsets, with as many before the first row as the column has, and
    /// data; rows that are left to the caller, empty so far; and (documents, bytes before, bytes after).
    #[expect(clippy::type_complexity, reason = "it is what Python gets")]
    fn column<'py>(
        &self,
        rows: usize,
        texts: Column<'py>,
        urls: Option<Column<'py>>,
        sites: Option<Column<'py>>,
        ask: &Bound<'py, PyAny>,
    ) -> PyResult<(Bound<'py, PyBytes>, Bound<'py, PyBytes>, Vec<usize>, Sizes)> {
        let py = ask.py();
        let (texts, urls) = (Buffers::new(texts)?, urls.map(Buffers::new).transpose()?);
        let sites = sites.map(Buffers::new).transpose()?;
        let texts = texts.texts(rows)?;
        let urls = urls.as_ref().map(|urls| urls.texts(rows)).transpose()?;
        let sites = sites.as_ref().map(|sites| sites.texts(rows)).transpose()?;
        let hows = self.hows(&columns::addresses(rows, urls.as_ref(), sites.as_ref()), ask)?;
        let write =
            |cleaner: &Cleaner<'_>, done: &mut Done| columns::write(&texts, &hows, cleaner, done);
        let ((ends, left), done) = self.written(py, texts.bytes(rows), false, write)?;
        let offsets = PyBytes::new(py, &texts.written(&ends)?);
        let sizes = done.sizes;
        Ok((offsets, done.bytes(py), left, sizes))
    }

    /// WARC records at `places` of the data: as `conversion` records those that are documents, all others as they are.
    ///
    /// Gives the records, the end of each, holes (records before, places of the first and behind the last), records that
    /// are no documents, and (documents, bytes before, bytes after).
    #[expect(clippy::type_complexity, reason = "it is what Python gets")]
    fn records<'py>(
        &self,
        data: &Bound<'py, PyBytes>,
        places: Vec<records::Place>,
        ask: &Bound<'py, PyAny>,
    ) -> PyResult<(Bound<'py, PyBytes>, Vec<usize>, Vec<records::Hole>, usize, Sizes)> {
        let py = data.py();
        let src = data.as_bytes();
        let (read, addresses) = py
            .detach(|| records::read_all(src, &places))
            .ok_or_else(|| PyValueError::new_err("a place is not in the data"))?;
        let hows = self.hows(&addresses, ask)?;
        let write = |cleaner: &Cleaner<'_>, done: &mut Done| {
            records::write(src, &places, &read, &hows, cleaner, done)
        };
        let (written, done) = self.written(py, src.len(), false, write)?;
        let sizes = done.sizes;
        Ok((done.bytes(py), written.ends, written.holes, written.others, sizes))
    }
}

impl Batches {
    /// What addresses say; None for those of which that cannot be known.
    fn hows(
        &self,
        addresses: &[Address<'_>],
        ask: &Bound<'_, PyAny>,
    ) -> PyResult<Vec<Option<Arc<How>>>> {
        let mut hows = ask.py().detach(|| self.addresses.known(addresses));
        self.addresses.ask(addresses, &mut hows, ask)?;
        Ok(hows)
    }

    /// Have a batch written; once more where programs must be learnt first, which is so a few times in a process.
    fn written<R: Send>(
        &self,
        py: Python<'_>,
        size: usize,
        quoted: bool,
        write: impl Fn(&Cleaner<'_>, &mut Done) -> R + Sync,
    ) -> PyResult<(R, Done)> {
        let (stripper, machine) = (self.stripper.get(), self.machine.get());
        let many = Many { machine, errors: self.errors, quoted };
        let cleaner = Cleaner { stripper, many, most: self.most };
        let mut done = Done { out: OUT.take(), ..Done::default() };
        loop {
            done.out.clear();
            done.out.reserve(size + size / 16);
            let result = py.detach(|| write(&cleaner, &mut done));
            if done.unknown.is_empty() {
                return Ok((result, done));
            }
            for choice in std::mem::take(&mut done.unknown) {
                let engine = self.program.bind(py).call1(choice.clone())?;
                stripper.teach(choice, engine.cast::<LineEngine>()?.get());
            }
            done = Done { out: done.out, ..Done::default() };
        }
    }
}

thread_local! {
    /// Memory that a thread keeps from batch to batch.
    static OUT: Cell<Vec<u8>> = Cell::default();
}

/// Batches above this size in bytes leave no memory behind.
const KEPT: usize = 1 << 23;

/// What has become of a batch.
#[derive(Default)]
pub struct Done {
    pub out: Vec<u8>,
    holes: Vec<Hole>,
    sizes: Sizes,
    /// Choices for which there is no program yet.
    unknown: Vec<Choice>,
}

impl Done {
    /// Leave a record out; one beside another makes one hole with it.
    pub fn hole(&mut self, number: usize, whole: Range<usize>) {
        let at = self.out.len();
        match self.holes.last_mut() {
            Some(last) if last.0 == at && last.3 == whole.start => last.3 = whole.end,
            _ => self.holes.push((at, number, whole.start, whole.end)),
        }
    }

    fn bytes(self, py: Python<'_>) -> Bound<'_, PyBytes> {
        let made = PyBytes::new(py, &self.out);
        if self.out.capacity() <= KEPT {
            OUT.set(self.out);
        }
        made
    }
}

/// Cleans pages of a batch.
pub struct Cleaner<'a> {
    stripper: &'a Stripper,
    many: Many<'a>,
    most: usize,
}

impl Cleaner<'_> {
    /// Clean a page, at the end of what is written; false where that is left to the caller.
    pub fn page(&self, src: &[u8], how: Option<&How>, done: &mut Done) -> bool {
        let Some(how) = how.filter(|_| src.len() <= self.most) else {
            return false;
        };
        let page = Given { src, program: how.program.as_ref(), barred: &how.barred };
        match self.stripper.page(&page, &self.many, &mut done.out) {
            Of::Cleaned { before, after, .. } => {
                let (documents, all_before, all_after) = done.sizes;
                done.sizes = (documents + 1, all_before + before, all_after + after);
                true
            }
            Of::Alone => false,
            Of::Unknown(choice) => {
                if !done.unknown.contains(&choice) {
                    done.unknown.push(choice);
                }
                false
            }
        }
    }
}
