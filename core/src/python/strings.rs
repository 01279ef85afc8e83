//! str in, str out, in the strings' own storage.

use pyo3::exceptions::PyMemoryError;
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::PyString;

use super::pages;
use crate::normalize::cursor::Room;

/// The storage of a str.
#[derive(Clone, Copy)]
pub enum Storage<'a> {
    /// ASCII only, which is UTF-8 as well.
    Ascii(&'a [u8]),
    Latin1(&'a [u8]),
    Ucs2(&'a [u16]),
    Ucs4(&'a [u32]),
}

/// The storage of a str, read in place.
pub fn storage<'a>(s: &'a Bound<'_, PyString>) -> Storage<'a> {
    let object = s.as_ptr();
    // SAFETY: a str is immutable and, since Python 3.3, always in one of these forms once it is ready.
    unsafe {
        // Since Python 3.12 every str is ready; before, only strings of long-gone C APIs were not.
        ffi::PyUnicode_READY(object);
        let n = ffi::PyUnicode_GET_LENGTH(object) as usize;
        let data = ffi::PyUnicode_DATA(object);
        match ffi::PyUnicode_KIND(object) {
            ffi::PyUnicode_1BYTE_KIND => {
                let bytes = std::slice::from_raw_parts(data.cast::<u8>(), n);
                // The string knows it, but from Python 3.14 on the bindings do not ask.
                if bytes.is_ascii() { Storage::Ascii(bytes) } else { Storage::Latin1(bytes) }
            }
            ffi::PyUnicode_2BYTE_KIND => {
                Storage::Ucs2(std::slice::from_raw_parts(data.cast::<u16>(), n))
            }
            _ => Storage::Ucs4(std::slice::from_raw_parts(data.cast::<u32>(), n)),
        }
    }
}

/// A unit of storage.
pub trait Unit: Copy + 'static {
    /// The largest code point that it holds.
    const LARGEST: u32;
    /// The kind, for `PyUnicode_FromKindAndData`.
    const KIND: u32;
    /// Below this a narrower unit would do.
    const NARROW: u32;
    fn code(self) -> u32;
}

impl Unit for u8 {
    const LARGEST: u32 = 0x7F;
    const KIND: u32 = ffi::PyUnicode_1BYTE_KIND;
    const NARROW: u32 = 0;
    fn code(self) -> u32 {
        u32::from(self)
    }
}

impl Unit for u16 {
    const LARGEST: u32 = 0xFFFF;
    const KIND: u32 = ffi::PyUnicode_2BYTE_KIND;
    const NARROW: u32 = 0x100;
    fn code(self) -> u32 {
        u32::from(self)
    }
}

impl Unit for u32 {
    const LARGEST: u32 = 0x10_FFFF;
    const KIND: u32 = ffi::PyUnicode_4BYTE_KIND;
    const NARROW: u32 = 0x1_0000;
    fn code(self) -> u32 {
        self
    }
}

/// Units as a str of the narrowest kind that holds them.
pub fn string<'py, U: Unit>(py: Python<'py>, units: &[U]) -> PyResult<Bound<'py, PyString>> {
    // SAFETY: so many units of that kind are readable; a new str or null with an exception.
    unsafe {
        let object = ffi::PyUnicode_FromKindAndData(
            U::KIND as _,
            units.as_ptr().cast(),
            units.len() as isize,
        );
        Bound::from_owned_ptr_or_err(py, object).map(|s| s.cast_into_unchecked())
    }
}

/// A str that is being written. Nobody else sees it, and it is used only while attached.
pub struct NewString<U> {
    object: *mut ffi::PyObject,
    unit: std::marker::PhantomData<U>,
}

impl<U: Unit> NewString<U> {
    pub fn new(py: Python<'_>, capacity: usize) -> PyResult<NewString<U>> {
        let n = isize::try_from(capacity.max(1)).map_err(|_| PyMemoryError::new_err(()))?;
        // SAFETY: a new str with room for `n` units, or null with an exception set.
        let object = unsafe { ffi::PyUnicode_New(n, U::LARGEST) };
        if object.is_null() {
            return Err(PyErr::fetch(py));
        }
        let mut made = NewString { object, unit: std::marker::PhantomData };
        let (memory, units) = made.memory();
        pages::ask(memory, units);
        Ok(made)
    }

    /// The first `used` units, which must have been written, as a str.
    pub fn finish(mut self, py: Python<'_>, used: usize) -> PyResult<Bound<'_, PyString>> {
        let (memory, _) = self.memory();
        // SAFETY: written.
        let units = unsafe { std::slice::from_raw_parts(memory, used) };
        // A str must have the narrowest kind. In Arabic the first letter settles it.
        if used == 0 || !units.iter().any(|u| u.code() >= U::NARROW) {
            return string(py, units);
        }
        if !self.resize(used) {
            return Err(PyErr::take(py).unwrap_or_else(|| PyMemoryError::new_err(())));
        }
        let object = std::mem::replace(&mut self.object, std::ptr::null_mut());
        // SAFETY: a str of which we hold the one reference.
        Ok(unsafe { Bound::from_owned_ptr(py, object).cast_into_unchecked() })
    }

    fn resize(&mut self, n: usize) -> bool {
        // SAFETY: the one reference to a str that nobody has hashed or seen.
        unsafe { ffi::PyUnicode_Resize(&raw mut self.object, n as isize) == 0 }
    }
}

impl<U: Unit> Room<U> for NewString<U> {
    fn memory(&mut self) -> (*mut U, usize) {
        // SAFETY: a str of that kind.
        unsafe {
            (
                ffi::PyUnicode_DATA(self.object).cast(),
                ffi::PyUnicode_GET_LENGTH(self.object) as usize,
            )
        }
    }

    fn grow(&mut self, used: usize, extra: usize) -> bool {
        let done = self.resize(used + extra.max(used / 2));
        if !done {
            // SAFETY: attached, as always with this type.
            unsafe { ffi::PyErr_Clear() };
        }
        done
    }
}

impl<U> Drop for NewString<U> {
    fn drop(&mut self) {
        if !self.object.is_null() {
            // SAFETY: our reference; attached.
            unsafe { ffi::Py_DECREF(self.object) };
        }
    }
}
