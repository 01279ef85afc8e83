//! Batches of records in one call: read, cleaned and written again, the interpreter let go meanwhile.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use memchr::memchr_iter;
use pyo3::exceptions::{PyOverflowError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use super::addresses::{Address, Addresses, How};
use super::buffers::View;
use super::machine::{Machine, errors_named};
use super::stripper::{Given, Many, Of, Stripper};
use crate::json::fields::{Field, fields};
use crate::json::strings::unquote;
use crate::normalize::Errors;

/// Cleans batches. What it cannot do, or not well enough, it leaves to its caller.
#[pyclass(frozen, module = "arclean._native")]
pub struct Batches {
    stripper: Py<Stripper>,
    machine: Py<Machine>,
    errors: Errors,
    most: usize,
    addresses: Addresses,
}

/// Documents, and their bytes before and after.
#[derive(Default, Clone, Copy)]
pub struct Sizes {
    documents: usize,
    before: usize,
    after: usize,
}

type RawSizes = (usize, usize, usize);

/// Records that are left to the caller: where in the output they belong, how many records there are before them, and
/// where in the input they begin and end.
type Hole = (usize, usize, usize, usize);

/// A column of Arrow: whether its offsets are wide, rows before the first one, and the buffers: which rows there are,
/// offsets, and data.
type Column<'py> =
    (bool, usize, Option<Bound<'py, PyAny>>, Bound<'py, PyAny>, Option<Bound<'py, PyAny>>);

#[pymethods]
impl Batches {
    /// `most`: bytes of the largest page that is stripped.
    #[new]
    fn new(
        stripper: Py<Stripper>,
        machine: Py<Machine>,
        errors: &str,
        most: Option<usize>,
    ) -> PyResult<Self> {
        let most = most.unwrap_or(usize::MAX);
        let errors = errors_named(errors)?;
        Ok(Batches { stripper, machine, errors, most, addresses: Addresses::default() })
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
    ) -> PyResult<(Bound<'py, PyBytes>, Vec<Hole>, RawSizes)> {
        let py = data.py();
        let src = data.as_bytes();
        let names = Names { text, url, site };
        let (lines, all, addresses) = py.detach(|| read(src, &names));
        let hows = self.hows(&addresses, ask)?;
        let (stripper, machine) = (self.stripper.get(), self.machine.get());
        let many = Many { machine, errors: self.errors, quoted: true };
        let (out, holes, sizes) = py.detach(|| {
            let mut writer = Writer::new(src.len());
            let mut page = Vec::new();
            let mut read = hows.iter();
            for (number, line) in lines.iter().enumerate() {
                let done = line.record.as_ref().and_then(|record| {
                    let how = read.next()?.as_deref()?;
                    let start = writer.out.len();
                    let value = &src[all[record.text].value.clone()];
                    page.clear();
                    unquote(value, &mut page).filter(|()| page.len() <= self.most)?;
                    let fields = &all[record.fields.clone()];
                    let given =
                        Given { src: &page, program: how.program.as_ref(), barred: &how.barred };
                    let mut sizes = None;
                    for (place, field) in fields.iter().enumerate() {
                        writer.out.push(if place == 0 { b'{' } else { b',' });
                        writer.out.extend_from_slice(&src[field.key.start - 1..=field.key.end]);
                        writer.out.push(b':');
                        if place + record.fields.start != record.text {
                            writer.out.extend_from_slice(&src[field.value.clone()]);
                            continue;
                        }
                        let Of::Cleaned { before, after, .. } =
                            stripper.page(&given, &many, &mut writer.out)
                        else {
                            writer.out.truncate(start);
                            return None;
                        };
                        sizes = Some((before, after));
                    }
                    writer.out.extend_from_slice(b"}\n");
                    sizes
                });
                match done {
                    Some((before, after)) => writer.sizes.add(before, after),
                    None if line.blank => {}
                    None => writer.hole(number, line.whole.clone()),
                }
            }
            (writer.out, writer.holes, writer.sizes)
        });
        Ok((PyBytes::new(py, &out), holes, sizes.raw()))
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
    ) -> PyResult<(Bound<'py, PyBytes>, Bound<'py, PyBytes>, Vec<usize>, RawSizes)> {
        let py = ask.py();
        let buffers = Buffers::new(texts)?;
        let texts = buffers.texts(rows)?;
        let urls = urls.map(Buffers::new).transpose()?;
        let urls = urls.as_ref().map(|urls| urls.texts(rows)).transpose()?;
        let sites = sites.map(Buffers::new).transpose()?;
        let sites = sites.as_ref().map(|sites| sites.texts(rows)).transpose()?;
        let addresses: Vec<Address<'_>> = (0..rows)
            .map(|row| Address {
                url: part(urls.as_ref(), row),
                site: part(sites.as_ref(), row),
                crawled: None,
            })
            .collect();
        let hows = self.hows(&addresses, ask)?;
        let (stripper, machine) = (self.stripper.get(), self.machine.get());
        let many = Many { machine, errors: self.errors, quoted: false };
        let (out, ends, alone, sizes) = py.detach(|| {
            let mut out = Vec::with_capacity(texts.bytes(rows));
            let mut ends = vec![0; texts.first + 1];
            let mut alone = Vec::new();
            let mut sizes = Sizes::default();
            for (row, how) in hows.iter().enumerate() {
                if let Some(src) = texts.row(row) {
                    let done = how.as_deref().and_then(|how| {
                        let whole = src.len() <= self.most;
                        (whole && simdutf8::basic::from_utf8(src).is_ok()).then_some(())?;
                        let given =
                            Given { src, program: how.program.as_ref(), barred: &how.barred };
                        match stripper.page(&given, &many, &mut out) {
                            Of::Cleaned { before, after, .. } => Some((before, after)),
                            Of::Alone | Of::Unknown(_) => None,
                        }
                    });
                    match done {
                        Some((before, after)) => sizes.add(before, after),
                        None => alone.push(row),
                    }
                }
                ends.push(out.len());
            }
            (out, ends, alone, sizes)
        });
        let ends = PyBytes::new(py, &texts.written(&ends)?);
        Ok((ends, PyBytes::new(py, &out), alone, sizes.raw()))
    }
}

impl Batches {
    fn hows(
        &self,
        addresses: &[Address<'_>],
        ask: &Bound<'_, PyAny>,
    ) -> PyResult<Vec<Option<Arc<How>>>> {
        let mut hows = ask.py().detach(|| self.addresses.known(addresses));
        self.addresses.ask(addresses, &mut hows, ask)?;
        Ok(hows)
    }
}

impl Sizes {
    fn add(&mut self, before: usize, after: usize) {
        self.documents += 1;
        self.before += before;
        self.after += after;
    }

    fn raw(self) -> RawSizes {
        (self.documents, self.before, self.after)
    }
}

/// What is written of a batch.
struct Writer {
    out: Vec<u8>,
    holes: Vec<Hole>,
    sizes: Sizes,
}

impl Writer {
    fn new(size: usize) -> Writer {
        Writer { out: Vec::with_capacity(size), holes: Vec::new(), sizes: Sizes::default() }
    }

    /// Leave a record out; one beside another makes one hole with it.
    fn hole(&mut self, number: usize, whole: Range<usize>) {
        let at = self.out.len();
        match self.holes.last_mut() {
            Some(last) if last.0 == at && last.3 == whole.start => last.3 = whole.end,
            _ => self.holes.push((at, number, whole.start, whole.end)),
        }
    }
}

/// Names of fields.
struct Names<'a> {
    text: &'a str,
    url: Option<&'a str>,
    site: Option<&'a str>,
}

struct Line {
    /// With its end.
    whole: Range<usize>,
    blank: bool,
    record: Option<Record>,
}

/// A record: places of its fields, and of its text, among those of all lines.
struct Record {
    fields: Range<usize>,
    text: usize,
}

/// The lines, the fields of all of them, and the address of each that is a record.
fn read<'a>(src: &'a [u8], names: &Names<'_>) -> (Vec<Line>, Vec<Field>, Vec<Address<'a>>) {
    let (mut lines, mut all, mut addresses) = (Vec::new(), Vec::new(), Vec::new());
    let valid = simdutf8::basic::from_utf8(src).is_ok();
    let mut start = 0;
    for end in memchr_iter(b'\n', src).chain(std::iter::once(src.len())) {
        let line = &src[start..end];
        let whole = start..src.len().min(end + 1);
        let blank = line.iter().all(|byte| matches!(byte, b' ' | b'\t'..=b'\r'));
        let first = all.len();
        let found = if blank || !(valid || simdutf8::basic::from_utf8(line).is_ok()) {
            None
        } else {
            record(line, names, &mut all)
        };
        let record = found.map(|(text, address)| {
            for field in &mut all[first..] {
                field.key = field.key.start + start..field.key.end + start;
                field.value = field.value.start + start..field.value.end + start;
            }
            addresses.push(address);
            Record { fields: first..all.len(), text }
        });
        if record.is_none() {
            all.truncate(first);
        }
        lines.push(Line { whole, blank, record });
        start = end + 1;
    }
    (lines, all, addresses)
}

/// Place of the text of a record among all fields, and its address.
fn record<'a>(
    line: &'a [u8],
    names: &Names<'_>,
    all: &mut Vec<Field>,
) -> Option<(usize, Address<'a>)> {
    let first = all.len();
    fields(line, all)?;
    let known = &all[first..];
    let text = known.iter().position(|field| line[field.key.clone()] == *names.text.as_bytes())?;
    (line[known[text].value.start] == b'"').then_some(())?;
    let url = names.url.map_or(Some(None), |name| named(line, known, name))?;
    let site = names.site.map_or(Some(None), |name| named(line, known, name))?;
    Some((first + text, Address { url, site, crawled: None }))
}

/// The text of a field, or of one within a field; None within where it has none, and None for what must be looked at
/// more closely.
fn named<'a>(line: &'a [u8], known: &[Field], name: &str) -> Option<Option<Cow<'a, [u8]>>> {
    let value = |line: &'a [u8], known: &[Field], name: &str| {
        let found = known.iter().find(|field| line[field.key.clone()] == *name.as_bytes());
        found.map(|field| &line[field.value.clone()])
    };
    let mut found = value(line, known, name);
    if found.is_none()
        && let Some((outer, inner)) = name.split_once('.')
        && let Some(object) = value(line, known, outer)
        && object[0] == b'{'
    {
        let mut within = Vec::new();
        fields(object, &mut within)?;
        found = value(object, &within, inner);
    }
    let Some(raw) = found.filter(|raw| raw[0] == b'"') else {
        return Some(None);
    };
    let inner = &raw[1..raw.len() - 1];
    if inner.is_empty() {
        return Some(None);
    }
    if !inner.contains(&b'\\') {
        return Some(Some(Cow::Borrowed(inner)));
    }
    let mut text = Vec::new();
    unquote(raw, &mut text)?;
    Some(Some(Cow::Owned(text)))
}

/// The buffers of a column of text, held.
struct Buffers {
    wide: bool,
    first: usize,
    valid: Option<View>,
    offsets: View,
    data: Option<View>,
}

impl Buffers {
    fn new((wide, first, valid, offsets, data): Column<'_>) -> PyResult<Buffers> {
        let view = |one: Bound<'_, PyAny>| View::new(&one, false);
        let (valid, data) = (valid.map(view).transpose()?, data.map(view).transpose()?);
        Ok(Buffers { wide, first, valid, offsets: view(offsets)?, data })
    }

    /// # Errors
    /// They do not hold so many rows.
    fn texts(&self, rows: usize) -> PyResult<Texts<'_>> {
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
struct Texts<'a> {
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

    fn bytes(&self, rows: usize) -> usize {
        self.offset(self.first + rows) - self.offset(self.first)
    }

    /// # Errors
    /// They are too large for this column.
    fn written(&self, ends: &[usize]) -> PyResult<Vec<u8>> {
        if self.wide {
            return Ok(ends.iter().flat_map(|end| (*end as i64).to_le_bytes()).collect());
        }
        let narrow: Result<Vec<i32>, _> = ends.iter().map(|end| i32::try_from(*end)).collect();
        let narrow = narrow.map_err(|_| PyOverflowError::new_err("2 GiB of text in a batch"))?;
        Ok(narrow.into_iter().flat_map(i32::to_le_bytes).collect())
    }
}
