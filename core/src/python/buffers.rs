//! Bytes-like objects in, bytes out.

use pyo3::exceptions::{PyBufferError, PyMemoryError, PyValueError};
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use super::pages;
use crate::normalize::cursor::Room;

// pyo3-ffi does not declare it; it is documented C API: https://docs.python.org/3/c-api/bytes.html
unsafe extern "C" {
    fn _PyBytes_Resize(bytes: *mut *mut ffi::PyObject, size: ffi::Py_ssize_t) -> std::ffi::c_int;
}

/// A contiguous view of a bytes-like object, released when dropped.
pub struct View {
    view: Box<ffi::Py_buffer>,
}

impl View {
    /// # Errors
    /// The object has no contiguous buffer, or no writable one though `writable`.
    pub fn new(object: &Bound<'_, PyAny>, writable: bool) -> PyResult<View> {
        let flags = if writable { ffi::PyBUF_WRITABLE } else { ffi::PyBUF_SIMPLE };
        let mut view = Box::new(ffi::Py_buffer::new());
        // SAFETY: `view` is valid for writing and stays where it is until it is released.
        if unsafe { ffi::PyObject_GetBuffer(object.as_ptr(), &raw mut *view, flags) } != 0 {
            return Err(PyErr::fetch(object.py()));
        }
        Ok(View { view })
    }

    /// The memory and its size.
    pub fn parts(&self) -> (*mut u8, usize) {
        let n = self.view.len as usize;
        let memory =
            if n == 0 { std::ptr::NonNull::dangling().as_ptr() } else { self.view.buf.cast() };
        (memory, n)
    }

    /// The bytes.
    ///
    /// # Safety
    /// Nobody writes to them meanwhile.
    pub unsafe fn bytes(&self) -> &[u8] {
        let (memory, n) = self.parts();
        // SAFETY: the buffer is held; the caller answers for the writing.
        unsafe { std::slice::from_raw_parts(memory, n) }
    }

    /// # Errors
    /// The two share memory.
    pub fn apart_from(&self, other: &View) -> PyResult<()> {
        let ((a, n), (b, m)) = (self.parts(), other.parts());
        let (a, b) = (a as usize, b as usize);
        if a < b + m && b < a + n {
            return Err(PyValueError::new_err("the source and the destination share memory"));
        }
        Ok(())
    }
}

impl Drop for View {
    fn drop(&mut self) {
        // SAFETY: got in `new`, released once. The buffer protocol wants the interpreter for it.
        Python::attach(|_| unsafe { ffi::PyBuffer_Release(&raw mut *self.view) });
    }
}

/// A bytes object that is being written. Nobody else sees it.
pub struct NewBytes {
    object: *mut ffi::PyObject,
}

// SAFETY: the object is reachable through this value only; it is resized only while attached.
unsafe impl Send for NewBytes {}

impl NewBytes {
    pub fn new(py: Python<'_>, capacity: usize) -> PyResult<NewBytes> {
        let n = isize::try_from(capacity).map_err(|_| PyMemoryError::new_err(()))?;
        // SAFETY: a new object with room for `n` bytes, or null with an exception set.
        let object = unsafe { ffi::PyBytes_FromStringAndSize(std::ptr::null(), n) };
        if object.is_null() {
            return Err(PyErr::fetch(py));
        }
        let mut made = NewBytes { object };
        let (memory, size) = made.memory();
        pages::ask(memory, size);
        Ok(made)
    }

    /// The first `used` bytes, which must have been written, as a bytes object.
    pub fn finish(mut self, py: Python<'_>, used: usize) -> PyResult<Bound<'_, PyBytes>> {
        if !self.resize(used) {
            return Err(PyMemoryError::new_err(()));
        }
        let object = std::mem::replace(&mut self.object, std::ptr::null_mut());
        // SAFETY: a bytes object of which we hold the one reference.
        Ok(unsafe { Bound::from_owned_ptr(py, object).cast_into_unchecked() })
    }

    /// Needs the interpreter.
    fn resize(&mut self, n: usize) -> bool {
        // SAFETY: the one reference to a bytes object. On failure it is freed and set to null.
        let done = unsafe { _PyBytes_Resize(&raw mut self.object, n as isize) } == 0;
        if !done {
            // SAFETY: attached; the MemoryError becomes the caller's.
            unsafe { ffi::PyErr_Clear() };
        }
        done
    }
}

impl Room<u8> for NewBytes {
    fn memory(&mut self) -> (*mut u8, usize) {
        if self.object.is_null() {
            return (std::ptr::NonNull::dangling().as_ptr(), 0);
        }
        // SAFETY: a bytes object.
        unsafe {
            (ffi::PyBytes_AsString(self.object).cast(), ffi::PyBytes_Size(self.object) as usize)
        }
    }

    fn grow(&mut self, used: usize, extra: usize) -> bool {
        Python::attach(|_| self.resize(used + extra.max(used / 2)))
    }
}

impl Drop for NewBytes {
    fn drop(&mut self) {
        if !self.object.is_null() {
            // SAFETY: our reference.
            Python::attach(|_| unsafe { ffi::Py_DECREF(self.object) });
        }
    }
}

/// What `into` raises when the destination is too small.
pub fn too_small() -> PyErr {
    PyBufferError::new_err("it is too small")
}
