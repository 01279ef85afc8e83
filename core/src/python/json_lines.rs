//! Lines of JSON: read, the text of each cleaned, and written again.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use memchr::memchr_iter;

use super::addresses::{Address, How};
use super::batches::{Cleaner, Done};
use crate::json::fields::{Field, fields};
use crate::json::strings::unquote;

/// Names of fields.
pub struct Names<'a> {
    pub text: &'a str,
    pub url: Option<&'a str>,
    pub site: Option<&'a str>,
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

/// Lines that were read, and the fields of all of them.
pub struct Lines<'a> {
    src: &'a [u8],
    lines: Vec<Line>,
    fields: Vec<Field>,
}

/// The lines, and the address of each that is a record.
pub fn read<'a>(src: &'a [u8], names: &Names<'_>) -> (Lines<'a>, Vec<Address<'a>>) {
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
    (Lines { src, lines, fields: all }, addresses)
}

/// The lines as `done` has them; `hows` of the records alone.
pub fn write(lines: &Lines<'_>, hows: &[Option<Arc<How>>], cleaner: &Cleaner<'_>, done: &mut Done) {
    let mut hows = hows.iter();
    let mut page = Vec::new();
    for (number, line) in lines.lines.iter().enumerate() {
        let written = line.record.as_ref().is_some_and(|record| {
            let how = hows.next().and_then(|how| how.as_deref());
            lines.record(record, how, cleaner, &mut page, done)
        });
        if !written && !line.blank {
            done.hole(number, line.whole.clone());
        }
    }
}

impl Lines<'_> {
    /// Write one record; false where that is left to the caller.
    fn record(
        &self,
        record: &Record,
        how: Option<&How>,
        cleaner: &Cleaner<'_>,
        page: &mut Vec<u8>,
        done: &mut Done,
    ) -> bool {
        page.clear();
        if unquote(&self.src[self.fields[record.text].value.clone()], page).is_none() {
            return false;
        }
        let start = done.out.len();
        let mut before = b'{';
        for place in record.fields.clone() {
            let field = &self.fields[place];
            done.out.push(before);
            before = b',';
            done.out.extend_from_slice(&self.src[field.key.start - 1..=field.key.end]);
            done.out.push(b':');
            if place != record.text {
                done.out.extend_from_slice(&self.src[field.value.clone()]);
            } else if !cleaner.page(page, how, done) {
                done.out.truncate(start);
                return false;
            }
        }
        done.out.extend_from_slice(b"}\n");
        true
    }
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
    let Some(raw) = found.filter(|raw| *raw != b"null") else {
        return Some(None);
    };
    (raw[0] == b'"').then_some(())?;
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
