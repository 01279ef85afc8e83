//! Heads of records and of HTTP messages.

use memchr::{memchr, memmem};
use uuid::Uuid;

/// What is about the body alone does not survive a new body.
const OF_THE_BODY: [&[u8]; 6] = [
    b"warc-payload-digest",
    b"warc-block-digest",
    b"warc-identified-payload-type",
    b"warc-truncated",
    b"content-type",
    b"content-length",
];

/// A head; names in any case.
pub struct Head<'a>(&'a [u8]);

impl<'a> Head<'a> {
    /// None for one with folded lines, or blanks before a colon.
    #[must_use]
    pub fn new(head: &'a [u8]) -> Option<Head<'a>> {
        let odd = [&b"\n "[..], b"\n\t", b" :", b"\t:"];
        odd.iter().all(|odd| memmem::find(head, odd).is_none()).then_some(Head(head))
    }

    /// The first value of a name, without white space around it.
    #[must_use]
    pub fn get(&self, name: &[u8]) -> Option<&'a [u8]> {
        let mut lines = lines(self.0).skip(1);
        let value = &lines.find(|line| is(line, name))?[name.len() + 1..];
        let blank = |byte: &u8| matches!(byte, b' ' | b'\t'..=b'\r');
        let start = value.iter().take_while(|byte| blank(byte)).count();
        let end = value.iter().rev().take_while(|byte| blank(byte)).count();
        Some(&value[start..(value.len() - end).max(start)])
    }

    /// The head of the `conversion` record that a document becomes, at the end of `out`.
    ///
    /// A record that is one already keeps its id; another is referred to. All else stays as it is written.
    pub fn converted(&self, length: usize, out: &mut Vec<u8>) {
        let kept = |line: &&[u8]| !OF_THE_BODY.iter().any(|name| is(line, name));
        let all = || lines(self.0).take(1).chain(lines(self.0).skip(1).filter(kept));
        let start = out.len();
        if self.get(b"warc-type").is_some_and(|kind| kind.eq_ignore_ascii_case(b"conversion")) {
            all().for_each(|line| out.extend_from_slice(line));
        } else {
            let identity = self.get(b"warc-record-id").unwrap_or_default();
            let mut rest = all().enumerate().filter(|(number, line)| {
                *number == 0 || !(is(line, b"warc-type") || is(line, b"warc-record-id"))
            });
            out.extend_from_slice(rest.next().map_or(&[][..], |(_, line)| trimmed(line)));
            out.extend_from_slice(b"\r\nWARC-Type: conversion\r\nWARC-Record-ID: ");
            made_id(identity, out);
            if self.get(b"warc-refers-to").is_none() {
                out.extend_from_slice(b"\r\nWARC-Refers-To: ");
                out.extend_from_slice(identity);
            }
            out.extend_from_slice(b"\r\n");
            rest.for_each(|(_, line)| out.extend_from_slice(line));
        }
        let end = start + trimmed(&out[start..]).len();
        out.truncate(end);
        let last = format!("\r\nContent-Type: text/plain\r\nContent-Length: {length}\r\n\r\n");
        out.extend_from_slice(last.as_bytes());
    }
}

/// Lines with their ends.
fn lines(head: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut left = head;
    std::iter::from_fn(move || {
        let end = memchr(b'\n', left).map_or(left.len(), |at| at + 1);
        let (line, behind) = left.split_at(end);
        left = behind;
        (!line.is_empty()).then_some(line)
    })
}

/// Whether a line is the field of this name.
fn is(line: &[u8], name: &[u8]) -> bool {
    line.get(name.len()) == Some(&b':') && line[..name.len()].eq_ignore_ascii_case(name)
}

/// Without line ends behind it.
fn trimmed(line: &[u8]) -> &[u8] {
    let ends = line.iter().rev().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
    &line[..line.len() - ends]
}

/// The id of a record that is made from what this names.
fn made_id(name: &[u8], out: &mut Vec<u8>) {
    let id = Uuid::new_v5(&Uuid::NAMESPACE_URL, name);
    out.extend_from_slice(format!("<{}>", id.urn()).as_bytes());
}
