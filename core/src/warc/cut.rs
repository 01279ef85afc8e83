//! Data cut into records.

use memchr::memmem;

/// Bytes of the longest head that is looked for.
const LONGEST_HEAD: usize = 1 << 13;

/// A record: how many there are before it, its start, that of its body, and its end.
pub type Place = (usize, usize, usize, usize);

/// What is cut off the front of data.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Run {
    /// The records that were asked for.
    pub places: Vec<Place>,
    /// Records of any kind.
    pub records: usize,
    /// Where the next one begins.
    pub next: usize,
}

/// Whole records from the start, up to one that is not whole, not plain, or larger than `limit`; or to the first with which
/// those that are asked for come to `room` bytes or more.
///
/// `all`: records of every kind, else those that may hold a document.
#[must_use]
pub fn cut(data: &[u8], limit: usize, all: bool, room: usize) -> Run {
    let mut run = Run::default();
    let mut size = 0;
    while size < room
        && let Some((body, end, document)) = record(&data[run.next..], limit)
    {
        let start = run.next;
        if all || document {
            run.places.push((run.records, start, start + body, start + end));
            size += end;
        }
        run.records += 1;
        run.next += end + 4;
    }
    run
}

/// Where the body of the record begins with which the data begins, where it ends, and whether it may hold a document.
fn record(data: &[u8], limit: usize) -> Option<(usize, usize, bool)> {
    if !data.starts_with(b"WARC/") {
        return None;
    }
    let body = memmem::find(&data[..data.len().min(LONGEST_HEAD)], b"\r\n\r\n")? + 4;
    let head = &data[..body];
    // A bare line feed may end a head, too: another reader must not see another record here.
    if memmem::find(head, b"\n\n").is_some() || memmem::find(head, b"\n\r\n") != Some(body - 3) {
        return None;
    }
    let end = body.checked_add(number(behind(head, b"\nContent-Length: ")?)?)?;
    if end > limit || data.get(end..end + 4)? != b"\r\n\r\n" {
        return None;
    }
    let kind = behind(head, b"\nWARC-Type: ")?;
    let letters = kind.iter().take_while(|byte| byte.is_ascii_lowercase()).count();
    let document = [&b"conversion"[..], b"response", b"resource"].contains(&&kind[..letters]);
    (letters > 0).then_some((body, end, document))
}

fn behind<'a>(head: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
    Some(&head[memmem::find(head, name)? + name.len()..])
}

/// The number of at most 18 digits that fills the line.
fn number(line: &[u8]) -> Option<usize> {
    let digits = line.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let behind = &line[digits..];
    if !(1..=18).contains(&digits) || !(behind.starts_with(b"\r\n") || behind.starts_with(b"\n")) {
        return None;
    }
    std::str::from_utf8(&line[..digits]).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::{Run, cut};

    const ONE: &[u8] = b"WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 3\r\n\r\nabc\r\n\r\n";
    const TWO: &[u8] = b"WARC/1.1\r\nContent-Length: 0\r\nWARC-Type: response\r\n\r\n\r\n\r\n";

    #[test]
    fn records_are_cut_up_to_the_first_that_is_not_whole() {
        let data = [ONE, TWO, ONE, TWO].concat();
        let (one, two) = (ONE.len(), TWO.len());
        let both = [(1, one, one + two - 4, one + two - 4), (3, 2 * one + two, 0, 0)];
        let run = cut(&data, 1000, false, 1000);
        assert_eq!((run.places[0], run.places[1].0), (both[0], 3));
        assert_eq!((run.records, run.next), (4, data.len()));
        assert_eq!(cut(&data[..data.len() - 1], 1000, true, 1000).records, 3);
        assert_eq!(cut(&data, 1000, true, 1).records, 1);
        assert_eq!(cut(&data[one..], 1000, true, 1).next, two);
        assert_eq!(cut(&data, 10, true, 1000), Run::default());
    }

    #[test]
    fn what_is_not_plain_is_left() {
        for (from, to) in [
            ("WARC/", "WARK/"),
            ("Content-Length: 3", "Content-Length: 4"),
            ("Content-Length: 3", "Content-Length: 3 "),
            ("Content-Length: 3", "Content-Length:3"),
            ("Content-Length: 3", "content-length: 3"),
            ("Content-Length: 3", "Content-Length: -1"),
            ("Content-Length: 3", "Content-Length: 9999999999999999999"),
            ("WARC-Type: w", "WARC-Type: W"),
            ("info\r\n", "info\n\nx: y\r\n"),
            ("info\r\n", "info\n\r\nx: y\r\n"),
        ] {
            let data = String::from_utf8(ONE.to_vec()).unwrap().replace(from, to);
            assert_eq!(cut(data.as_bytes(), 1000, true, 1000).records, 0, "{to}");
        }
    }
}
