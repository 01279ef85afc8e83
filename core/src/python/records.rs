//! WARC records: read, the text of each cleaned, and written again as `conversion` records.

use std::borrow::Cow;
use std::sync::Arc;

use super::addresses::{Address, How};
use super::batches::{Cleaner, Done};
use crate::warc::record::{Record, read};

/// Start, start of the body, and end of a record in the data.
pub type Place = (usize, usize, usize);

/// Records that are left to the caller: those written before them, and the places of the first and behind the last.
pub type Hole = (usize, usize, usize);

/// What was written.
#[derive(Default)]
pub struct Written {
    /// Where each record ends.
    pub ends: Vec<usize>,
    pub holes: Vec<Hole>,
    /// Records that are no documents, among those written.
    pub others: usize,
}

/// The records, None for those that take a closer look, and the address of each that is a document.
pub fn read_all<'a>(
    data: &'a [u8],
    places: &[Place],
) -> Option<(Vec<Option<Record<'a>>>, Vec<Address<'a>>)> {
    let (mut records, mut addresses) = (Vec::new(), Vec::new());
    for &(start, body, end) in places {
        let record = read(data.get(start..body)?, data.get(body..end)?);
        if let Some(Record { text: Some(_), url, day, .. }) = record {
            let url = (!url.is_empty()).then_some(Cow::Borrowed(url));
            let crawled = (!day.is_empty()).then_some(day);
            addresses.push(Address { url, site: None, crawled });
        }
        records.push(record);
    }
    Some((records, addresses))
}

/// The records as `done` has them; `hows` of the documents alone.
pub fn write(
    data: &[u8],
    places: &[Place],
    records: &[Option<Record<'_>>],
    hows: &[Option<Arc<How>>],
    cleaner: &Cleaner<'_>,
    done: &mut Done,
) -> Written {
    let mut written = Written::default();
    let mut hows = hows.iter();
    let mut text = Vec::new();
    for (number, (record, place)) in records.iter().zip(places).enumerate() {
        let whole = match record {
            Some(Record { head, text: Some(src), .. }) => {
                let how = hows.next().and_then(|how| how.as_deref());
                // The head says how long the text is, so it comes second.
                let start = done.out.len();
                let cleaned = cleaner.page(src, how, done);
                if cleaned {
                    text.clear();
                    text.extend_from_slice(&done.out[start..]);
                    done.out.truncate(start);
                    head.converted(text.len(), &mut done.out);
                    done.out.extend_from_slice(&text);
                }
                cleaned
            }
            Some(_) => {
                done.out.extend_from_slice(&data[place.0..place.2]);
                written.others += 1;
                true
            }
            None => false,
        };
        if whole {
            done.out.extend_from_slice(b"\r\n\r\n");
            written.ends.push(done.out.len());
            continue;
        }
        let at = written.ends.len();
        match written.holes.last_mut() {
            Some(last) if last.0 == at && last.2 == number => last.2 = number + 1,
            _ => written.holes.push((at, number, number + 1)),
        }
    }
    written
}
