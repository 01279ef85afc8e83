//! Python's view of the line engine.

use crate::lines::engine::Scratch;
use crate::lines::fold::Tables;
use crate::lines::outcome::{Cut, Note};
use crate::lines::page::{Line, Page as Lines};
use crate::lines::probe::Probe as Fingerprints;
use crate::lines::program::Program;
use crate::lines::text::{Map, from_bytes, push_stand_in};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyString};
use std::borrow::Cow;
use std::cell::RefCell;
use std::sync::{Arc, Mutex, PoisonError};

thread_local! {
    static SCRATCH: RefCell<Scratch> = RefCell::default();
}

/// The fold's tables, shared by all pages and programs.
#[pyclass(frozen, module = "arclean._native")]
pub struct LineTables {
    pub inner: Arc<Tables>,
}

#[pymethods]
impl LineTables {
    #[new]
    fn new(json: &str) -> PyResult<Self> {
        let tables = Tables::from_json(json).map_err(PyValueError::new_err)?;
        Ok(LineTables { inner: Arc::new(tables) })
    }

    /// Fold one line; for tests against the pure twin.
    fn fold(&self, line: &str) -> String {
        let mut out = Vec::new();
        self.inner.fold_line(line.as_bytes(), &mut out);
        String::from_utf8(out).expect("the fold of UTF-8 is UTF-8")
    }

    /// Trim folded text; for tests against the pure twin.
    fn trim<'a>(&self, folded: &'a str) -> &'a str {
        std::str::from_utf8(self.inner.trim(folded.as_bytes())).expect("cut between characters")
    }
}

/// A page, split and folded once for the probe and the engine.
#[pyclass(frozen, module = "arclean._native")]
pub struct Page {
    tables: Arc<Tables>,
    source: Source,
    map: Map,
    page: Lines,
    /// What a probe found worth a look.
    found: Mutex<Option<(Arc<Fingerprints>, Arc<Pairs>)>>,
}

type Pairs = Vec<(u32, u32)>;

enum Source {
    Bytes(Py<PyBytes>),
    Str(Py<PyString>),
    Own(Vec<u8>),
}

impl Source {
    fn text<'a>(&'a self, py: Python<'a>) -> &'a [u8] {
        match self {
            Source::Bytes(bytes) => bytes.as_bytes(py),
            Source::Str(text) => text.to_str(py).expect("it was UTF-8 before").as_bytes(),
            Source::Own(text) => text,
        }
    }
}

/// Of each line the share of the stretch that it begins in; none of links behind the last one.
fn link_shares(page: &Lines, text: &[u8], map: &Map, links: &[(usize, f64)]) -> Vec<f64> {
    let begin =
        |line: &Line| Cut { start: line.start, end: line.start, rule: 0, first: 0, last: 0 };
    let mut starts: Vec<Cut> = page.lines.iter().map(begin).collect();
    map.apply(text, &mut starts);
    let share = |cut: &Cut| {
        let stretch = links.partition_point(|stretch| stretch.0 <= cut.start);
        links.get(stretch).map_or(0.0, |stretch| stretch.1)
    };
    starts.iter().map(share).collect()
}

impl Page {
    /// Text of a str; `links` as for `new`.
    pub fn of_str(tables: &LineTables, text: &str, links: &[(usize, f64)]) -> Page {
        let tables = Arc::clone(&tables.inner);
        let mut page = Lines::read(&tables, text.as_bytes());
        if !links.is_empty() {
            page.link_shares = link_shares(&page, text.as_bytes(), &Map::Chars, links);
        }
        let source = Source::Own(text.as_bytes().to_vec());
        Page { tables, source, map: Map::Chars, page, found: Mutex::new(None) }
    }

    /// The pairs of a probe, looked for once.
    fn pairs(&self, probe: &Arc<Fingerprints>) -> Arc<Pairs> {
        let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((known, pairs)) = &*found
            && Arc::ptr_eq(known, probe)
        {
            return Arc::clone(pairs);
        }
        let mut pairs = Vec::new();
        probe.candidates(&self.tables, &self.page, &mut pairs);
        let pairs = Arc::new(pairs);
        *found = Some((Arc::clone(probe), Arc::clone(&pairs)));
        pairs
    }
}

/// A str with lone surrogates as checked text with stand-ins.
fn with_stand_ins(text: &Bound<'_, PyString>) -> PyResult<Vec<u8>> {
    let codes = text.call_method1("encode", ("utf-32-le", "surrogatepass"))?;
    let codes = codes.cast::<PyBytes>()?.as_bytes();
    let mut out = Vec::with_capacity(codes.len() / 2);
    for code in codes.chunks_exact(4) {
        let code = u32::from_le_bytes([code[0], code[1], code[2], code[3]]);
        match char::from_u32(code) {
            Some(char) => out.extend_from_slice(char.encode_utf8(&mut [0; 4]).as_bytes()),
            None => push_stand_in(&mut out, code),
        }
    }
    Ok(out)
}

#[pymethods]
impl Page {
    /// `links`: where stretches of the text end, in its own units, ascending, and the share of their characters that stands in
    /// links; a line has that of the stretch that it begins in.
    #[new]
    #[pyo3(signature = (tables, data, links=None))]
    fn new(
        tables: &LineTables,
        data: &Bound<'_, PyAny>,
        links: Option<Vec<(usize, f64)>>,
    ) -> PyResult<Self> {
        let tables = Arc::clone(&tables.inner);
        let (source, mut page, map) = if let Ok(bytes) = data.cast::<PyBytes>() {
            let (text, map) = from_bytes(bytes.as_bytes());
            let page = Lines::read(&tables, &text);
            let source = match text {
                Cow::Borrowed(_) => Source::Bytes(bytes.clone().unbind()),
                Cow::Owned(text) => Source::Own(text),
            };
            (source, page, map)
        } else if let Ok(text) = data.cast::<PyString>() {
            if let Ok(utf8) = text.to_str() {
                let page = Lines::read(&tables, utf8.as_bytes());
                (Source::Str(text.clone().unbind()), page, Map::Chars)
            } else {
                let own = with_stand_ins(text)?;
                let page = Lines::read(&tables, &own);
                (Source::Own(own), page, Map::Chars)
            }
        } else {
            return Err(PyTypeError::new_err("a page is str or bytes"));
        };
        if let Some(links) = links {
            let py = data.py();
            let text = source.text(py);
            page.link_shares = link_shares(&page, text, &map, &links);
        }
        Ok(Page { tables, source, map, page, found: Mutex::new(None) })
    }

    fn __len__(&self) -> usize {
        self.page.lines.len()
    }
}

type RawCut = (usize, usize, usize, u32, u32);
type RawNote = (&'static str, Option<usize>, f64, f64);

/// A program, ready to run.
#[pyclass(frozen, module = "arclean._native")]
pub struct LineEngine {
    pub program: Arc<Program>,
    pub probe: Option<Arc<Fingerprints>>,
}

#[pymethods]
impl LineEngine {
    /// `probe`: one that goes through the same pages; what it shares is not looked for again. `links`: with the rules that
    /// ask for the share of links.
    #[new]
    #[pyo3(signature = (tables, program, probe=None, *, links=false))]
    fn new(
        tables: &LineTables,
        program: &str,
        probe: Option<&Probe>,
        links: bool,
    ) -> PyResult<Self> {
        let probe = probe.map(|probe| Arc::clone(&probe.probe));
        let program = Program::from_json(&tables.inner, program, probe.as_deref(), links);
        Ok(LineEngine { program: Arc::new(program.map_err(PyValueError::new_err)?), probe })
    }

    /// Run over a page: (cuts, notes); cuts in the units of the page's input.
    fn run(&self, py: Python<'_>, page: &Page) -> (Vec<RawCut>, Vec<RawNote>) {
        let text = page.source.text(py);
        let shared = self.probe.as_ref().map(|probe| page.pairs(probe));
        let shared = shared.as_deref().map_or(&[][..], Vec::as_slice);
        let mut outcome = SCRATCH.with_borrow_mut(|scratch| {
            self.program.run(&page.tables, text, &page.page, shared, scratch)
        });
        page.map.apply(text, &mut outcome.cuts);
        let cuts = outcome.cuts.iter().map(raw_cut).collect();
        (cuts, outcome.notes.iter().map(raw_note).collect())
    }
}

fn raw_cut(cut: &Cut) -> RawCut {
    (cut.start, cut.end, cut.rule, cut.first, cut.last)
}

/// (what was exceeded, rule, wanted, allowed); Python words it.
fn raw_note(note: &Note) -> RawNote {
    match *note {
        Note::Times { rule, times, most } => ("times", Some(rule), times as f64, most as f64),
        Note::Lines { rule, lines, most } => ("lines", Some(rule), lines as f64, most as f64),
        Note::Share { rule, share, most } => ("share", Some(rule), share, most),
        Note::MaxRemoved { share, most } => ("max-removed", None, share, most),
    }
}

/// Fingerprints.
#[pyclass(frozen, module = "arclean._native")]
pub struct Probe {
    pub probe: Arc<Fingerprints>,
}

#[pymethods]
impl Probe {
    /// `rules`: JSON of rules that programs may share.
    #[new]
    #[pyo3(signature = (tables, claims, rules="[]"))]
    fn new(tables: &LineTables, claims: &str, rules: &str) -> PyResult<Self> {
        let probe = Fingerprints::from_json(&tables.inner, claims, rules);
        Ok(Probe { probe: Arc::new(probe.map_err(PyValueError::new_err)?) })
    }

    /// For each claim the number of its entries that the page meets.
    fn run(&self, page: &Page) -> Vec<usize> {
        self.probe.strengths(&page.tables, &page.page, &page.pairs(&self.probe))
    }
}
