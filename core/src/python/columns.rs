//! Columns of text of Arrow, by their buffers.

use std::borrow::Cow;

use pyo3::exceptions::{PyOverflowError, PyValueError};
use pyo3::prelude::*;

use super::addresses::Address;
use super::addresses::How;
use super::batches::{Cleaner, Done};
use super::buffers::View;
use std::sync::Arc;

/// A column: whether its offsets are wide, rows before the first one, and the buffers: which rows there are, offsets,
/// and data.
pub type Column<'py> =
    (bool, usize, Option<Bound<'py, PyAny>>, Bound<'py, PyAny>, Option<Bound<'py, PyAny>>);

/// The addresses of rows.
pub fn addresses<'a>(
    rows: usize,
    urls: Option<&Texts<'a>>,
    sites: Option<&Texts<'a>>,
) -> Vec<Address<'a>> {
    let address = |row| Address { url: part(urls, row), site: part(sites, row), crawled: None };
    (0..rows).map(address).collect()
}

/// The texts cleaned; their ends, with one for each row before the first, and rows that are left to the caller.
pub fn write(
    texts: &Texts<'_>,
    hows: &[Option<Arc<How>>],
    cleaner: &Cleaner<'_>,
    done: &mut Done,
) -> (Vec<usize>, Vec<usize>) {
    let mut ends = vec![0; texts.first + 1];
    let mut left = Vec::new();
    for (row, how) in hows.iter().enumerate() {
        if let Some(src) = texts.row(row) {
            let valid = simdutf8::basic::from_utf8(src).is_ok();
            if !valid || !cleaner.page(src, how.as_deref(), done) {
                left.push(row);
            }
        }
        ends.push(done.out.len());
    }
    (ends, left)
}

/// The buffers of a column of text, held.
pub struct Buffers {
    wide: bool,
    first: usize,
    valid: Option<View>,
    offsets: View,
    data: Option<View>,
}

impl Buffers {
    pub fn new((wide, first, valid, offsets, data): Column<'_>) -> PyResult<Buffers> {
        let view = |one: Bound<'_, PyAny>| View::new(&one, false);
        let (valid, data) = (valid.map(view).transpose()?, data.map(view).transpose()?);
        Ok(Buffers { wide, first, valid, offsets: view(offsets)?, data })
    }

    /// # Errors
    /// They do not hold so many rows.
    pub fn texts(&self, rows: usize) -> PyResult<Texts<'_>> {
        // SAFETY: buffers of Arrow are not written to once they are there.
        let bytes =
            |view: &'_ View| unsafe { std::slice::from_raw_parts(view.parts().0, view.parts().1) };
        let texts = Texts {
            wide: self.wide,
            first: self.first,
            valid: self.valid.as_ref().map(bytes),
            offsets: bytes(&self.offsets),
            data: self.data.as_ref().map_or(&[], bytes),
        };
        texts.holds(rows).then_some(texts).ok_or_else(|| PyValueError::new_err("no whole column"))
    }
}

/// What a column says in a row, if it says something.
fn part<'a>(column: Option<&Texts<'a>>, row: usize) -> Option<Cow<'a, [u8]>> {
    column.and_then(|column| column.row(row)).filter(|value| !value.is_empty()).map(Cow::Borrowed)
}

/// A column of text.
pub struct Texts<'a> {
    wide: bool,
    /// Rows of the buffers before the first one of the column.
    first: usize,
    valid: Option<&'a [u8]>,
    offsets: &'a [u8],
    data: &'a [u8],
}

impl<'a> Texts<'a> {
    fn holds(&self, rows: usize) -> bool {
        let last = self.first + rows;
        let size = if self.wide { 8 } else { 4 };
        self.valid.is_none_or(|valid| valid.len() * 8 >= last)
            && self.offsets.len() >= (last + 1) * size
            && (self.first..last).all(|row| self.offset(row) <= self.offset(row + 1))
            && self.offset(last) <= self.data.len()
    }

    fn offset(&self, row: usize) -> usize {
        if self.wide {
            let raw = self.offsets[row * 8..].first_chunk().copied();
            i64::from_le_bytes(raw.expect("checked")) as usize
        } else {
            let raw = self.offsets[row * 4..].first_chunk().copied();
            i32::from_le_bytes(raw.expect("checked")) as usize
        }
    }

    fn row(&self, row: usize) -> Option<&'a [u8]> {
        let row = self.first + row;
        let there = self.valid.is_none_or(|valid| valid[row / 8] >> (row % 8) & 1 == 1);
        there.then(|| &self.data[self.offset(row)..self.offset(row + 1)])
    }

    pub fn bytes(&self, rows: usize) -> usize {
        self.offset(self.first + rows) - self.offset(self.first)
    }

    /// # Errors
    /// They are too large for this column.
    pub fn written(&self, ends: &[usize]) -> PyResult<Vec<u8>> {
        if self.wide {
            return Ok(ends.iter().flat_map(|end| (*end as i64).to_le_bytes()).collect());
        }
        let narrow: Result<Vec<i32>, _> = ends.iter().map(|end| i32::try_from(*end)).collect();
        let narrow = narrow.map_err(|_| PyOverflowError::new_err("2 GiB of text in a batch"))?;
        Ok(narrow.into_iter().flat_map(i32::to_le_bytes).collect())
    }
}
