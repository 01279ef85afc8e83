//! How pages choose their rules by where they come from: asked of Python once for all pages of a host.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use memchr::memmem;
use pyo3::prelude::*;
use rustc_hash::FxBuildHasher;

use super::lines::LineEngine;
use crate::lines::program::Program;

/// Addresses that are kept in mind; beyond, all are forgotten.
const HELD: usize = 20_000;

/// Where a page comes from. None and empty are the same.
#[derive(Default)]
pub struct Address<'a> {
    pub url: Option<Cow<'a, [u8]>>,
    pub site: Option<Cow<'a, [u8]>>,
    pub crawled: Option<&'a [u8]>,
}

/// What an address says before the page is seen.
#[derive(Default)]
pub struct How {
    pub program: Option<Arc<Program>>,
    pub barred: Vec<u32>,
}

#[derive(Clone)]
enum Known {
    How(Arc<How>),
    /// It takes the whole address.
    Paths,
}

/// What Python says about an address: the engine and the claims of sites that the text cannot choose, and whether the
/// host alone decides; None where it cannot be said.
type Said<'py> = Option<(Option<Bound<'py, LineEngine>>, Vec<u32>, bool)>;

/// Answers that were got.
#[derive(Default)]
pub struct Addresses {
    known: RwLock<HashMap<Vec<u8>, Known, FxBuildHasher>>,
}

impl Addresses {
    /// The answers for addresses, as far as they are known; the interpreter is not needed.
    pub fn known(&self, addresses: &[Address<'_>]) -> Vec<Option<Arc<How>>> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        let mut key = Vec::new();
        let look = |address: &Address<'_>| {
            address.key(&mut key);
            match known.get(&key) {
                Some(Known::How(how)) => Some(Arc::clone(how)),
                _ => None,
            }
        };
        addresses.iter().map(look).collect()
    }

    /// Ask for those that are not known; what cannot be said stays None.
    ///
    /// # Errors
    /// Of `ask`.
    pub fn ask(
        &self,
        addresses: &[Address<'_>],
        hows: &mut [Option<Arc<How>>],
        ask: &Bound<'_, PyAny>,
    ) -> PyResult<()> {
        let mut key = Vec::new();
        for (address, how) in addresses.iter().zip(hows).filter(|(_, how)| how.is_none()) {
            address.key(&mut key);
            let known =
                self.known.read().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
            if let Some(Known::How(known)) = known {
                *how = Some(known);
                continue;
            }
            let text = |part: Option<&[u8]>| part.map(String::from_utf8_lossy).map(Cow::into_owned);
            let (url, site) = (text(address.url.as_deref()), text(address.site.as_deref()));
            let said: Said<'_> = ask.call1((url, site, text(address.crawled)))?.extract()?;
            let Some((engine, barred, by_host)) = said else {
                continue;
            };
            let program = engine.map(|engine| Arc::clone(&engine.get().program));
            let made = Arc::new(How { program, barred });
            *how = Some(Arc::clone(&made));
            let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
            if known.len() >= HELD {
                known.clear();
            }
            known.insert(key.clone(), if by_host { Known::How(made) } else { Known::Paths });
        }
        Ok(())
    }
}

impl Address<'_> {
    /// What pages have in common if they choose alike, unless paths matter.
    fn key(&self, out: &mut Vec<u8>) {
        out.clear();
        let url = self.url.as_deref().unwrap_or_default();
        for part in [self.site.as_deref().unwrap_or_default(), self.crawled.unwrap_or_default()] {
            out.extend_from_slice(part);
            out.push(0xFF);
        }
        match authority(url) {
            Some(authority) => out.extend_from_slice(authority),
            None => {
                out.push(0xFE);
                out.extend_from_slice(url);
            }
        }
    }
}

/// The authority of a URL as most are written; None where more thought is needed to find it.
fn authority(url: &[u8]) -> Option<&[u8]> {
    let rest = url.strip_prefix(b"https://").or_else(|| url.strip_prefix(b"http://"))?;
    let end = |stop: &[u8]| rest.iter().position(|b| stop.contains(b)).unwrap_or(rest.len());
    let (host, query) = (end(b"/?#"), end(b"?#"));
    let plain = rest[..host].iter().all(u8::is_ascii_graphic);
    (plain && memmem::find(&rest[..query], b"://").is_none()).then_some(&rest[..host])
}
