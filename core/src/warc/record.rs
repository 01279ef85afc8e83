//! What a record holds.

use memchr::memmem;

use super::head::Head;

/// A record.
pub struct Record<'a> {
    pub head: Head<'a>,
    /// Its document; None where it holds none.
    pub text: Option<&'a [u8]>,
    /// The address of the page; empty where it has none.
    pub url: &'a [u8],
    /// The day on which it was fetched; empty where that is not said.
    pub day: &'a [u8],
}

/// A record read; None for what takes a closer look: HTML, payloads that are packed, odd heads.
#[must_use]
pub fn read<'a>(head: &'a [u8], body: &'a [u8]) -> Option<Record<'a>> {
    let head = Head::new(head)?;
    let kind = head.get(b"warc-type").unwrap_or_default();
    let is = |name: &[u8]| kind.eq_ignore_ascii_case(name);
    let text = if is(b"response") {
        payload(body)?
    } else if is(b"conversion") || is(b"resource") {
        let media = head.get(b"content-type").filter(|media| !media.is_empty());
        let media = small(media.unwrap_or(b"text/plain"))?;
        if media.contains("html") {
            return None;
        }
        media.starts_with("text/").then_some(body)
    } else if kind.is_ascii() {
        None
    } else {
        return None;
    };
    let mut url = head.get(b"warc-target-uri").unwrap_or_default();
    while let [b'<' | b'>', rest @ ..] | [rest @ .., b'<' | b'>'] = url {
        url = rest;
    }
    let day = head.get(b"warc-date").unwrap_or_default();
    if !day.is_ascii() || std::str::from_utf8(url).is_err() {
        return None;
    }
    Some(Record { head, text, url, day: &day[..day.len().min(10)] })
}

/// The payload of an HTTP response of plain text in UTF-8; None within where it is something else than a page.
#[expect(clippy::option_option, reason = "none at all, and none that can be told here")]
fn payload(message: &[u8]) -> Option<Option<&[u8]>> {
    let end = memmem::find(message, b"\r\n\r\n").filter(|_| message.starts_with(b"HTTP/"))?;
    let head = Head::new(&message[..end])?;
    let media = small(head.get(b"content-type")?)?;
    if media.is_empty() || media.contains("html") {
        return None;
    }
    if !media.starts_with("text/plain") {
        return Some(None);
    }
    for name in [&b"transfer-encoding"[..], b"content-encoding"] {
        let coding = small(head.get(name).unwrap_or_default())?;
        if !["", "identity", "utf-8"].contains(&coding.as_str()) {
            return None;
        }
    }
    let charset = media.split_once("charset=").map_or("", |(_, rest)| rest);
    let charset = charset.split(';').next()?.trim_matches([' ', '"', '\'']);
    ["", "utf-8", "utf8", "us-ascii"].contains(&charset).then_some(Some(&message[end + 4..]))
}

/// ASCII in small letters.
fn small(value: &[u8]) -> Option<String> {
    value.is_ascii().then(|| String::from_utf8_lossy(value).to_ascii_lowercase())
}
