//! The normaliser's classes.

use std::any::Any;
use std::mem::MaybeUninit;
use std::panic::{self, AssertUnwindSafe};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use pyo3::exceptions::{PyMemoryError, PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::sync::{MutexExt, PyOnceLock};
use pyo3::types::{PyBytes, PyDict, PyString};

use super::buffers::{NewBytes, View, too_small};
use super::strings::{NewString, Storage, Unit, storage, string};
use crate::normalize::cursor::{Fixed, Room};
use crate::normalize::engine::{Engine, Failure};
use crate::normalize::short::SCRATCH;
use crate::normalize::simd::Simd;
use crate::normalize::text::{Text, Ucs2, Ucs4, Utf8};
use crate::normalize::{Errors, Normalizer, stream};

/// From this size on the interpreter is let go while bytes are worked on.
const DETACH: usize = 64 * 1024;

/// What may be asked for, or else what the processor and the environment say.
pub fn chosen(name: Option<&str>) -> PyResult<Simd> {
    match name {
        None => Simd::chosen().map_err(PyValueError::new_err),
        Some(name) => Simd::named(name).ok_or_else(|| {
            PyValueError::new_err(format!("{name}: unknown, or not on this processor"))
        }),
    }
}

pub fn errors_named(name: &str) -> PyResult<Errors> {
    match name {
        "keep" => Ok(Errors::Keep),
        "strict" => Ok(Errors::Strict),
        "replace" => Ok(Errors::Replace),
        _ => Err(PyValueError::new_err(format!("errors is keep, strict or replace, not {name}"))),
    }
}

pub fn error(py: Python<'_>, failure: Failure) -> PyErr {
    match failure {
        Failure::Full => PyMemoryError::new_err("the output does not fit into memory"),
        Failure::Invalid { start, reason, .. } => {
            let made = || -> PyResult<PyErr> {
                let class = py.import("arclean.errors")?.getattr("EncodingError")?;
                let named = PyDict::new(py);
                named.set_item("offset", start)?;
                let message = format!("byte {start} is not UTF-8 ({reason})");
                Ok(PyErr::from_value(class.call((message,), Some(&named))?))
            };
            made().unwrap_or_else(|e| e)
        }
    }
}

type Offsets = Vec<(usize, usize)>;

/// A plan made ready to run. Immutable; any number of threads may use it at once.
#[pyclass(frozen, module = "arclean._native")]
pub struct Machine {
    norm: Arc<Normalizer>,
    simd: Simd,
}

impl Machine {
    /// Whether nothing changes.
    pub fn is_identity(&self) -> bool {
        self.norm.is_identity()
    }

    pub fn engine<T: Text>(&self, errors: Errors) -> Engine<T> {
        Engine::new(Arc::clone(&self.norm), self.simd, errors)
    }

    /// One whole text in the units of a str.
    fn units<'py, T>(&self, py: Python<'py>, src: &[T::Unit]) -> PyResult<Bound<'py, PyString>>
    where
        T: Text,
        T::Unit: Unit,
    {
        let mut scratch = [MaybeUninit::uninit(); SCRATCH];
        // SAFETY: a machine's vector path is available.
        if let Some(made) = unsafe { self.norm.short::<T>(self.simd, src, &mut scratch) } {
            return string(py, made);
        }
        let mut room = NewString::<T::Unit>::new(py, src.len() + 64)?;
        let used = self
            .engine::<T>(Errors::Keep)
            .run(src, &mut room, true)
            .map_err(|failure| error(py, failure))?;
        room.finish(py, used)
    }
}

fn widen<A: Copy, B: From<A>>(src: &[A]) -> Vec<B> {
    src.iter().map(|unit| B::from(*unit)).collect()
}

#[pymethods]
impl Machine {
    /// `plan`: the JSON of a Plan. `simd`: a vector path to use instead of the best one, for tests.
    #[new]
    #[pyo3(signature = (plan, *, simd=None))]
    fn new(plan: &str, simd: Option<&str>) -> PyResult<Machine> {
        let norm = Normalizer::from_json(plan).map_err(|e| PyValueError::new_err(e.to_string()))?;
        Ok(Machine { norm: Arc::new(norm), simd: chosen(simd)? })
    }

    /// Normalise a whole text.
    pub fn run<'py>(&self, text: &Bound<'py, PyString>) -> PyResult<Bound<'py, PyString>> {
        let py = text.py();
        if self.norm.is_identity() {
            return Ok(text.clone());
        }
        let reach = self.norm.reach;
        match storage(text) {
            Storage::Ascii(src) | Storage::Latin1(src)
                if text.is_exact_instance_of::<PyString>() && self.norm.latin.stays(src) =>
            {
                Ok(text.clone())
            }
            Storage::Ascii(src) if reach.ascii => self.units::<Utf8>(py, src),
            Storage::Ascii(src) | Storage::Latin1(src) if reach.bmp => {
                self.units::<Ucs2>(py, &widen::<u8, u16>(src))
            }
            Storage::Ascii(src) | Storage::Latin1(src) => {
                self.units::<Ucs4>(py, &widen::<u8, u32>(src))
            }
            Storage::Ucs2(src) if reach.bmp => self.units::<Ucs2>(py, src),
            Storage::Ucs2(src) => self.units::<Ucs4>(py, &widen::<u16, u32>(src)),
            Storage::Ucs4(src) => self.units::<Ucs4>(py, src),
        }
    }

    /// Normalise whole UTF-8.
    #[pyo3(signature = (raw, errors="keep"))]
    fn run_bytes<'py>(
        &self,
        raw: &Bound<'py, PyAny>,
        errors: &str,
    ) -> PyResult<Bound<'py, PyBytes>> {
        let py = raw.py();
        let errors = errors_named(errors)?;
        if self.norm.is_identity()
            && errors == Errors::Keep
            && let Ok(same) = raw.cast_exact::<PyBytes>()
        {
            return Ok(same.clone());
        }
        let mut scratch = [MaybeUninit::uninit(); SCRATCH];
        if let Ok(bytes) = raw.cast_exact::<PyBytes>() {
            let src = bytes.as_bytes();
            // SAFETY: a machine's vector path is available.
            if let Some(made) = unsafe { self.norm.short::<Utf8>(self.simd, src, &mut scratch) } {
                return Ok(PyBytes::new(py, made));
            }
        }
        let view = View::new(raw, false)?;
        // SAFETY: a bytes object does not change; of others see `detached`.
        let src = unsafe { view.bytes() };
        let mut room = NewBytes::new(py, src.len() + 64)?;
        let mut engine = self.engine::<Utf8>(errors);
        let used = detached(raw, src, |src| engine.run(src, &mut room, true))?
            .map_err(|failure| error(py, failure))?;
        room.finish(py, used)
    }

    /// Normalise whole UTF-8 into a writable buffer; gives the number of bytes written.
    #[pyo3(signature = (src, dst, errors="keep"))]
    fn into(
        &self,
        src: &Bound<'_, PyAny>,
        dst: &Bound<'_, PyAny>,
        errors: &str,
    ) -> PyResult<usize> {
        let errors = errors_named(errors)?;
        let (from, to) = (View::new(src, false)?, View::new(dst, true)?);
        from.apart_from(&to)?;
        let (memory, cap) = to.parts();
        let mut room = SendRoom(Fixed { memory, cap });
        let mut engine = self.engine::<Utf8>(errors);
        // SAFETY: as in `run_bytes`; the destination is the caller's to keep others from.
        detached(src, unsafe { from.bytes() }, |bytes| engine.run(bytes, &mut room, true))?.map_err(
            |failure| match failure {
                Failure::Full => too_small(),
                other => error(src.py(), other),
            },
        )
    }

    /// Normalise a str or UTF-8 and tell the origins: the result, and pairs (position in the result,
    /// position in the input) wherever the difference between the two changes.
    #[pyo3(signature = (data, errors="keep"))]
    fn run_with_offsets<'py>(
        &self,
        data: &Bound<'py, PyAny>,
        errors: &str,
    ) -> PyResult<(Bound<'py, PyAny>, Offsets)> {
        let py = data.py();
        if let Ok(text) = data.cast::<PyString>() {
            let src: Vec<u32> = match storage(text) {
                Storage::Ascii(src) | Storage::Latin1(src) => widen(src),
                Storage::Ucs2(src) => widen(src),
                Storage::Ucs4(src) => src.to_vec(),
            };
            let (out, breaks) = self.tracked::<Ucs4>(py, &src, Errors::Keep)?;
            return Ok((string(py, &out)?.into_any(), breaks));
        }
        let view = View::new(data, false)?;
        let errors = errors_named(errors)?;
        // SAFETY: see `detached`.
        let src = unsafe { view.bytes() };
        let (out, breaks) = unless_changed(py, || self.tracked::<Utf8>(py, src, errors))??;
        Ok((PyBytes::new(py, &out).into_any(), breaks))
    }

    /// A new stream of text.
    fn stream(&self) -> Stream {
        let stream = stream::Stream::new(Arc::clone(&self.norm), self.simd, Errors::Keep);
        Stream { stream: Mutex::new(stream) }
    }

    /// A new stream of bytes; `errors` is keep, strict or replace.
    #[pyo3(signature = (errors="keep"))]
    fn byte_stream(&self, errors: &str) -> PyResult<ByteStream> {
        let errors = errors_named(errors)?;
        let stream = stream::Stream::new(Arc::clone(&self.norm), self.simd, errors);
        Ok(ByteStream { stream: Mutex::new(stream) })
    }
}

impl Machine {
    fn tracked<T: Text>(
        &self,
        py: Python<'_>,
        src: &[T::Unit],
        errors: Errors,
    ) -> PyResult<(Vec<T::Unit>, Offsets)> {
        let mut engine = self.engine::<T>(errors);
        engine.track();
        let mut out: Vec<T::Unit> = Vec::with_capacity(src.len() + 64);
        let used = engine.run(src, &mut out, true).map_err(|failure| error(py, failure))?;
        // SAFETY: the run has written so many units.
        unsafe { out.set_len(used) };
        Ok((out, engine.take_breaks()))
    }
}

/// A buffer, and memory of our own where it is too small.
struct Spill {
    buffer: Fixed<u8>,
    own: Option<Vec<u8>>,
}

impl Spill {
    fn new((memory, cap): (*mut u8, usize)) -> Spill {
        Spill { buffer: Fixed { memory, cap }, own: None }
    }
}

// SAFETY: as of `SendRoom`.
unsafe impl Send for Spill {}

impl Room<u8> for Spill {
    fn memory(&mut self) -> (*mut u8, usize) {
        match &mut self.own {
            None => self.buffer.memory(),
            Some(own) => own.memory(),
        }
    }

    fn grow(&mut self, used: usize, extra: usize) -> bool {
        let own = self.own.get_or_insert_with(|| {
            // SAFETY: the run has written so many bytes.
            unsafe { std::slice::from_raw_parts(self.buffer.memory, used) }.to_vec()
        });
        own.grow(used, extra)
    }
}

struct SendRoom(Fixed<u8>);

// SAFETY: the memory is held by a buffer view for as long as the room is used.
unsafe impl Send for SendRoom {}

impl Room<u8> for SendRoom {
    fn memory(&mut self) -> (*mut u8, usize) {
        self.0.memory()
    }

    fn grow(&mut self, used: usize, extra: usize) -> bool {
        self.0.grow(used, extra)
    }
}

/// Runs `work` on `src`; without the interpreter if that is worth it and `owner` is a bytes object, which
/// nobody can write to meanwhile. A class derived from bytes may lend memory that somebody can.
///
/// # Errors
/// Somebody did.
fn detached<R: Send>(
    owner: &Bound<'_, PyAny>,
    src: &[u8],
    work: impl FnOnce(&[u8]) -> R + Send,
) -> PyResult<R> {
    if owner.is_exact_instance_of::<PyBytes>() {
        Ok(if src.len() >= DETACH { owner.py().detach(|| work(src)) } else { work(src) })
    } else if is_free_threaded(owner.py()) {
        // The engine reads some places twice and must find the same there.
        let own = src.to_vec();
        Ok(work(&own))
    } else {
        unless_changed(owner.py(), || work(src))
    }
}

/// What the engine panics with where its source changes: memory that another process writes to, or a thread without the
/// interpreter.
const CHANGED: &str = "the text has changed";

fn is_change(panicked: &(dyn Any + Send)) -> bool {
    panicked.downcast_ref::<&str>() == Some(&CHANGED)
}

/// From here on nothing is told on standard error where the text has changed, as Python is told.
pub fn hush_changes() {
    let tell = panic::take_hook();
    panic::set_hook(Box::new(move |panicked| {
        if !is_change(panicked.payload()) {
            tell(panicked);
        }
    }));
}

/// # Errors
/// The engine found that the text has changed while it ran.
fn unless_changed<R>(py: Python<'_>, work: impl FnOnce() -> R) -> PyResult<R> {
    // What the engine has left half done is thrown away with it, but for a stream, which Python does not feed again.
    panic::catch_unwind(AssertUnwindSafe(work)).map_err(|panicked| {
        if !is_change(&*panicked) {
            panic::resume_unwind(panicked);
        }
        let made = || -> PyResult<PyErr> {
            let class = py.import("arclean.errors")?.getattr("InputError")?;
            let message =
                "the text changed while it was read; give a copy of memory that others write to";
            Ok(PyErr::from_value(class.call1((message,))?))
        };
        made().unwrap_or_else(|e| e)
    })
}

/// Whether other threads run Python while this one is attached.
fn is_free_threaded(py: Python<'_>) -> bool {
    static FREE: PyOnceLock<bool> = PyOnceLock::new();
    *FREE.get_or_init(py, || {
        let locked = || py.import("sys")?.call_method0("_is_gil_enabled")?.is_truthy();
        locked().is_ok_and(|locked| !locked)
    })
}

/// Text in pieces of any size; the memory is bounded.
#[pyclass(frozen, module = "arclean._native")]
pub struct Stream {
    stream: Mutex<stream::Stream<Ucs4>>,
}

#[pymethods]
impl Stream {
    /// The next piece; what comes back may lag behind. `final`: nothing follows.
    #[pyo3(signature = (text, *, r#final=false))]
    fn feed<'py>(
        &self,
        text: &Bound<'py, PyString>,
        r#final: bool,
    ) -> PyResult<Bound<'py, PyString>> {
        let py = text.py();
        let out = {
            // Who waits for it lets the interpreter go, and who has it never asks for the interpreter.
            let locked = self.stream.lock_py_attached(py);
            let mut stream = locked.unwrap_or_else(PoisonError::into_inner);
            match storage(text) {
                Storage::Ascii(src) | Storage::Latin1(src) => stream.feed(&widen(src), r#final),
                Storage::Ucs2(src) => stream.feed(&widen(src), r#final),
                Storage::Ucs4(src) => stream.feed(src, r#final),
            }
        };
        string(py, &out.map_err(|failure| error(py, failure))?)
    }

    /// The end of the input.
    fn finish<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyString>> {
        self.feed(&PyString::new(py, ""), true)
    }
}

/// UTF-8 in pieces of any size, cut anywhere, in the middle of a character too.
#[pyclass(frozen, module = "arclean._native")]
pub struct ByteStream {
    stream: Mutex<stream::Stream<Utf8>>,
}

impl ByteStream {
    /// Who has it never asks for the interpreter.
    fn locked(&self) -> MutexGuard<'_, stream::Stream<Utf8>> {
        self.stream.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Feeds `src`, which is `owner`'s; gives the number of bytes in the room.
    fn fed(
        &self,
        owner: &Bound<'_, PyAny>,
        src: &[u8],
        last: bool,
        room: &mut Spill,
    ) -> PyResult<usize> {
        let used = detached(owner, src, |src| self.locked().feed_into(src, last, room))?
            .map_err(|failure| error(owner.py(), failure))?;
        if let Some(own) = &mut room.own {
            // SAFETY: the run has written so many bytes.
            unsafe { own.set_len(used) };
        }
        Ok(used)
    }
}

#[pymethods]
impl ByteStream {
    /// The next piece; what comes back may lag behind. `final`: nothing follows.
    #[pyo3(signature = (raw, *, r#final=false))]
    fn feed<'py>(&self, raw: &Bound<'py, PyAny>, r#final: bool) -> PyResult<Bound<'py, PyBytes>> {
        let py = raw.py();
        if raw.is_instance_of::<PyString>() {
            return Err(PyTypeError::new_err("a byte stream takes bytes, not str"));
        }
        let view = View::new(raw, false)?;
        // SAFETY: see `detached`.
        let src = unsafe { view.bytes() };
        let expected = {
            let locked = self.stream.lock_py_attached(py);
            locked.unwrap_or_else(PoisonError::into_inner).expected(src)
        };
        let mut made = NewBytes::new(py, expected)?;
        // Never grown as an object: that wants the interpreter, and who has it may wait for the lock.
        let mut room = Spill::new(made.memory());
        let used = self.fed(raw, src, r#final, &mut room)?;
        match room.own {
            None => made.finish(py, used),
            Some(own) => Ok(PyBytes::new(py, &own)),
        }
    }

    /// The next piece, its result into a writable buffer: the number of bytes there, or, where they do
    /// not fit, new bytes.
    #[pyo3(signature = (raw, dst, *, r#final=false))]
    fn feed_into<'py>(
        &self,
        raw: &Bound<'py, PyAny>,
        dst: &Bound<'py, PyAny>,
        r#final: bool,
    ) -> PyResult<Bound<'py, PyAny>> {
        let py = raw.py();
        let (from, to) = (View::new(raw, false)?, View::new(dst, true)?);
        from.apart_from(&to)?;
        let mut room = Spill::new(to.parts());
        // SAFETY: as in `Machine::into`.
        let used = self.fed(raw, unsafe { from.bytes() }, r#final, &mut room)?;
        Ok(match room.own {
            None => used.into_pyobject(py)?.into_any(),
            Some(own) => PyBytes::new(py, &own).into_any(),
        })
    }

    /// The end of the input.
    fn finish<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        self.feed(&PyBytes::new(py, b"").into_any(), true)
    }
}
