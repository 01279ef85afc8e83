//! Pages cleaned in one call: rules chosen by what the page says, boilerplate cut, the rest normalised.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyList, PyString};

use super::buffers::NewBytes;
use super::lines::{LineEngine, LineTables, Probe};
use super::machine::{Machine, error, errors_named};
use super::strings::{Storage, Unit, storage, string};
use crate::json::strings::{quote, unquote};
use crate::lines::engine::Scratch;
use crate::lines::fold::Tables;
use crate::lines::outcome::Cut;
use crate::lines::page::Page;
use crate::lines::probe::Probe as Fingerprints;
use crate::lines::program::Program;
use crate::lines::text::{Map, from_bytes, push_stand_in};
use crate::normalize::Errors;
use crate::normalize::cursor::Room;
use crate::normalize::engine::Failure;
use crate::normalize::text::Utf8;

/// From this size in bytes on the interpreter is let go while a page is worked on.
const DETACH: usize = 2048;

/// Memory that a thread keeps from page to page, as far as it is not more than a few pages' worth.
#[derive(Default)]
struct Memory {
    page: Page,
    pairs: Vec<(u32, u32)>,
    scratch: Scratch,
    kept: Vec<u8>,
    utf8: Vec<u8>,
}

thread_local! {
    static MEMORY: RefCell<Memory> = RefCell::default();
}

/// Pages above this size in bytes leave no memory behind.
const KEPT: usize = 1 << 20;

fn with_memory<R>(size: usize, work: impl FnOnce(&mut Memory) -> R) -> R {
    if size > KEPT { work(&mut Memory::default()) } else { MEMORY.with_borrow_mut(work) }
}

/// What a page was found to be: sites that claim it equally, and packs. One site decides alone.
pub type Choice = (Vec<u32>, Vec<u32>);

enum Stripped {
    Cuts(Vec<Cut>),
    /// Nobody has told the program for this yet.
    Unknown(Choice),
}

/// Strips and normalises; the programs are told by the caller as they are needed.
#[pyclass(frozen, module = "arclean._native")]
pub struct Stripper {
    tables: Arc<Tables>,
    probe: Arc<Fingerprints>,
    /// Of each claim whether it is a site's, not a pack's.
    sites: Vec<bool>,
    programs: RwLock<HashMap<Choice, Arc<Program>>>,
}

impl Stripper {
    pub fn tables(&self) -> &Tables {
        &self.tables
    }

    pub fn teach(&self, choice: Choice, engine: &LineEngine) {
        let mut programs = self.programs.write().unwrap_or_else(PoisonError::into_inner);
        programs.insert(choice, Arc::clone(&engine.program));
    }

    /// The program for a page: the given one, or the one for what the page says.
    fn program(
        &self,
        given: Option<&Arc<Program>>,
        barred: &[u32],
        page: &Page,
        pairs: &[(u32, u32)],
    ) -> Result<Arc<Program>, Choice> {
        if let Some(program) = given {
            return Ok(Arc::clone(program));
        }
        let strengths = self.probe.strengths(&self.tables, page, pairs);
        let rank = |claim: usize| {
            let site = self.sites[claim];
            (!(site && barred.contains(&(claim as u32)))).then_some(site)
        };
        let (best, packs) = Fingerprints::strongest(&strengths, rank);
        // Several sites are as good as none, and one needs no packs to tell.
        let choice = if best.len() == 1 { (best, Vec::new()) } else { (Vec::new(), packs) };
        let programs = self.programs.read().unwrap_or_else(PoisonError::into_inner);
        programs.get(&choice).cloned().ok_or(choice)
    }

    /// What goes of checked text, in the units of its source.
    fn strip(
        &self,
        given: Option<&Arc<Program>>,
        barred: &[u32],
        text: &[u8],
        map: &Map,
        memory: &mut Memory,
    ) -> Stripped {
        let Memory { page, pairs, scratch, .. } = memory;
        page.read_again(&self.tables, text);
        self.probe.candidates(&self.tables, page, pairs);
        match self.program(given, barred, page, pairs) {
            Err(choice) => Stripped::Unknown(choice),
            Ok(program) => {
                let mut cuts = program.run(&self.tables, text, page, pairs, scratch).cuts;
                map.apply(text, &mut cuts);
                Stripped::Cuts(cuts)
            }
        }
    }
}

impl Stripper {
    /// What becomes of bytes; with a machine, what it writes goes into the room.
    fn bytes(
        &self,
        given: Option<&Arc<Program>>,
        barred: &[u32],
        src: &[u8],
        machine: Option<(&Machine, &mut dyn Room<u8>)>,
        errors: Errors,
        memory: &mut Memory,
    ) -> Done {
        let (text, map) = from_bytes(src);
        if errors == Errors::Strict && !matches!(map, Map::Same) {
            return Done::Invalid;
        }
        let cuts = match self.strip(given, barred, &text, &map, memory) {
            Stripped::Unknown(choice) => return Done::Unknown(choice),
            Stripped::Cuts(cuts) => cuts,
        };
        let Some((machine, room)) = machine else {
            return Done::Cuts(cuts);
        };
        let kept = if cuts.is_empty() {
            src
        } else {
            memory.kept.clear();
            rest(src, &cuts).for_each(|piece| memory.kept.extend_from_slice(piece));
            &memory.kept
        };
        Done::Written(machine.engine::<Utf8>(errors).run(kept, room, true))
    }

    /// What becomes of a page of a batch, at the end of `out`; its sizes before and after.
    fn one_of_many(
        &self,
        page: &Given<'_>,
        many: &Many<'_>,
        text: &mut Vec<u8>,
        out: &mut Vec<u8>,
    ) -> Of {
        let mut src = page.src;
        if many.quoted {
            text.clear();
            match unquote(page.src, text) {
                Some(()) if simdutf8::basic::from_utf8(text).is_ok() => src = text,
                _ => return Of::Alone,
            }
        }
        self.page(&Given { src, ..*page }, many, out)
    }

    /// The same for a page that is not quoted in any case; what is written may be.
    pub fn page(&self, page: &Given<'_>, many: &Many<'_>, out: &mut Vec<u8>) -> Of {
        let src = page.src;
        with_memory(src.len(), |memory| {
            let mut room = std::mem::take(&mut memory.utf8);
            room.clear();
            room.reserve(src.len() + 64);
            let to = Some((many.machine, &mut room as &mut dyn Room<u8>));
            let of = match self.bytes(page.program, page.barred, src, to, many.errors, memory) {
                Done::Unknown(choice) => Of::Unknown(choice),
                Done::Written(Ok(used)) => {
                    // SAFETY: the run has written so many bytes.
                    unsafe { room.set_len(used) };
                    if many.quoted {
                        quote(&room, out);
                    } else {
                        out.extend_from_slice(&room);
                    }
                    Of::Cleaned { before: src.len(), after: used, end: out.len() }
                }
                Done::Written(Err(_)) | Done::Invalid | Done::Cuts(_) => Of::Alone,
            };
            memory.utf8 = room;
            of
        })
    }
}

/// A page of a batch.
#[derive(Clone, Copy)]
pub struct Given<'a> {
    pub src: &'a [u8],
    pub program: Option<&'a Arc<Program>>,
    pub barred: &'a [u32],
}

/// What holds for all pages of a batch.
pub struct Many<'a> {
    pub machine: &'a Machine,
    pub errors: Errors,
    /// Whether pages are strings of JSON.
    pub quoted: bool,
}

/// What became of a page of a batch.
pub enum Of {
    Cleaned {
        before: usize,
        after: usize,
        end: usize,
    },
    /// Whoever asks for it alone will be told why.
    Alone,
    Unknown(Choice),
}

/// How a page of a batch chooses its rules: its program, and claims that its text cannot choose.
type How<'py> = Option<(Option<Bound<'py, LineEngine>>, Vec<u32>)>;

/// What is left between cuts.
fn rest<'a, U>(src: &'a [U], cuts: &'a [Cut]) -> impl Iterator<Item = &'a [U]> {
    let starts = std::iter::once(0).chain(cuts.iter().map(|cut| cut.end));
    let ends = cuts.iter().map(|cut| cut.start).chain(std::iter::once(src.len()));
    starts.zip(ends).map(|(start, end)| &src[start..end])
}

/// The pieces of a str without the cuts, as a str.
fn without<'py, U: Unit>(
    py: Python<'py>,
    src: &[U],
    cuts: &[Cut],
) -> PyResult<Bound<'py, PyString>> {
    let mut kept = Vec::with_capacity(src.len());
    rest(src, cuts).for_each(|piece| kept.extend_from_slice(piece));
    string(py, &kept)
}

/// A str's code points as checked text; lone surrogates become stand-ins.
fn checked<U: Unit>(src: &[U], out: &mut Vec<u8>) {
    out.clear();
    out.reserve(src.len() * 2);
    for unit in src {
        let code = unit.code();
        match char::from_u32(code) {
            Some(_) if code < 0x80 => out.push(code as u8),
            Some(_) if code < 0x800 => {
                out.extend_from_slice(&[0xC0 | (code >> 6) as u8, 0x80 | (code & 0x3F) as u8]);
            }
            Some(char) => out.extend_from_slice(char.encode_utf8(&mut [0; 4]).as_bytes()),
            None => push_stand_in(out, code),
        }
    }
}

fn of_storage(src: Storage<'_>, out: &mut Vec<u8>) {
    match src {
        Storage::Ascii(src) | Storage::Latin1(src) => checked(src, out),
        Storage::Ucs2(src) => checked(src, out),
        Storage::Ucs4(src) => checked(src, out),
    }
}

#[pymethods]
impl Stripper {
    /// `sites`: of each claim of the probe whether it is a site's; the others are packs'.
    #[new]
    fn new(tables: &LineTables, probe: &Probe, sites: Vec<bool>) -> Self {
        let (tables, probe) = (Arc::clone(&tables.inner), Arc::clone(&probe.probe));
        Stripper { tables, probe, sites, programs: RwLock::default() }
    }

    /// Tell the program for a choice that `clean` did not know.
    fn learn(&self, sites: Vec<u32>, packs: Vec<u32>, engine: &LineEngine) {
        self.teach((sites, packs), engine);
    }

    /// Strip a str or bytes, and normalise what is left where a machine is given.
    ///
    /// `engine`: the program, made with this probe; without one the page chooses. `barred`: claims of sites that it cannot
    /// choose. Gives the text; a pair (sites, packs) where `learn` must be called first; or None for bytes that are not
    /// UTF-8 under `strict`.
    #[pyo3(signature = (data, machine, errors, engine=None, barred=Vec::new()))]
    fn clean<'py>(
        &self,
        data: &Bound<'py, PyAny>,
        machine: Option<&Machine>,
        errors: &str,
        engine: Option<&LineEngine>,
        barred: Vec<u32>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let py = data.py();
        let given = engine.map(|engine| &engine.program);
        if let Ok(text) = data.cast::<PyString>() {
            return self.clean_str(text, machine, given, &barred);
        }
        let Ok(bytes) = data.cast::<PyBytes>() else {
            return Err(PyTypeError::new_err("a page is str or bytes"));
        };
        let errors = errors_named(errors)?;
        let machine = machine.filter(|one| !one.is_identity() || errors != Errors::Keep);
        let src = bytes.as_bytes();
        let mut room = match machine {
            Some(_) => Some(NewBytes::new(py, src.len() + 64)?),
            None => None,
        };
        let mut work = || {
            with_memory(src.len(), |memory| {
                let room = room.as_mut().map(|room| room as &mut dyn Room<u8>);
                self.bytes(given, &barred, src, machine.zip(room), errors, memory)
            })
        };
        let done = if src.len() >= DETACH { py.detach(work) } else { work() };
        Ok(match done {
            Done::Invalid => py.None().into_bound(py),
            Done::Unknown(choice) => choice.into_pyobject(py)?.into_any(),
            Done::Written(used) => {
                let room = room.expect("made above");
                room.finish(py, used.map_err(|failure| error(py, failure))?)?.into_any()
            }
            Done::Cuts(cuts) if cuts.is_empty() => data.clone(),
            Done::Cuts(cuts) => {
                let kept = rest(src, &cuts).map(<[u8]>::len).sum();
                let pieces = rest(src, &cuts);
                let made = PyBytes::new_with(py, kept, |mut out| {
                    for piece in pieces {
                        let (here, behind) = out.split_at_mut(piece.len());
                        here.copy_from_slice(piece);
                        out = behind;
                    }
                    Ok(())
                });
                made?.into_any()
            }
        })
    }

    /// Strip and normalise many pages, the interpreter let go from the first to the last.
    ///
    /// `pages`: bytes. `hows`: of each what `clean` takes as `engine` and `barred`, or None. `quoted`: the pages are
    /// strings of JSON, and stay such.
    ///
    /// Gives for each page its text and the sizes in bytes before and after (without quoting), or None where `clean` must
    /// be asked about it; and choices for which `learn` must be called before this is called again.
    #[pyo3(signature = (pages, hows, machine, errors, *, quoted=false))]
    fn clean_all<'py>(
        &self,
        py: Python<'py>,
        pages: Vec<Bound<'py, PyBytes>>,
        hows: Vec<How<'py>>,
        machine: &Machine,
        errors: &str,
        quoted: bool,
    ) -> PyResult<(Bound<'py, PyList>, Vec<Choice>)> {
        let many = Many { machine, errors: errors_named(errors)?, quoted };
        let given: Vec<Given<'_>> = pages
            .iter()
            .zip(&hows)
            .map(|(page, how)| {
                let src = page.as_bytes();
                let Some((engine, barred)) = how else {
                    return Given { src, program: None, barred: &[] };
                };
                Given { src, program: engine.as_ref().map(|one| &one.get().program), barred }
            })
            .collect();
        let mut out = Vec::with_capacity(given.iter().map(|page| page.src.len()).sum());
        let mut text = Vec::new();
        let mut all = || {
            given.iter().map(|page| self.one_of_many(page, &many, &mut text, &mut out)).collect()
        };
        let done: Vec<Of> = py.detach(&mut all);
        let list = PyList::empty(py);
        let mut unknown = Vec::new();
        let mut start = 0;
        for of in done {
            match of {
                Of::Cleaned { before, after, end } => {
                    list.append((PyBytes::new(py, &out[start..end]), before, after))?;
                    start = end;
                }
                Of::Alone => list.append(py.None())?,
                Of::Unknown(choice) => {
                    if !unknown.contains(&choice) {
                        unknown.push(choice);
                    }
                    list.append(py.None())?;
                }
            }
        }
        Ok((list, unknown))
    }
}

/// What became of bytes.
enum Done {
    Invalid,
    Unknown(Choice),
    Cuts(Vec<Cut>),
    Written(Result<usize, Failure>),
}

impl Stripper {
    fn clean_str<'py>(
        &self,
        text: &Bound<'py, PyString>,
        machine: Option<&Machine>,
        given: Option<&Arc<Program>>,
        barred: &[u32],
    ) -> PyResult<Bound<'py, PyAny>> {
        let py = text.py();
        let src = storage(text);
        let size = text.len()?;
        let work = || {
            with_memory(size, |memory| {
                let mut utf8 = std::mem::take(&mut memory.utf8);
                of_storage(src, &mut utf8);
                let stripped = self.strip(given, barred, &utf8, &Map::Chars, memory);
                memory.utf8 = utf8;
                stripped
            })
        };
        let stripped = if size >= DETACH { py.detach(work) } else { work() };
        let cuts = match stripped {
            Stripped::Unknown(choice) => return Ok(choice.into_pyobject(py)?.into_any()),
            Stripped::Cuts(cuts) => cuts,
        };
        let kept = if cuts.is_empty() {
            text.clone()
        } else {
            match src {
                Storage::Ascii(src) | Storage::Latin1(src) => without(py, src, &cuts)?,
                Storage::Ucs2(src) => without(py, src, &cuts)?,
                Storage::Ucs4(src) => without(py, src, &cuts)?,
            }
        };
        Ok(match machine {
            None => kept.into_any(),
            Some(machine) => machine.run(&kept)?.into_any(),
        })
    }
}
