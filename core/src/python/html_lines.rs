//! Python's view of the lines of a page.

use super::lines::{LineTables, Page};
use crate::html::lines::{Kind, Line, Lines};
use crate::html::outline::Outline;
use crate::html::tables::Tables;
use pyo3::prelude::*;
use pyo3::types::{PyString, PyTuple};

/// The lines of a page.
#[pyclass(frozen, module = "arclean._native")]
pub struct HtmlLines {
    lines: Lines,
}

impl HtmlLines {
    pub fn new(tables: &Tables, page: &Outline, keep: &[bool]) -> HtmlLines {
        HtmlLines { lines: Lines::new(tables, page, keep) }
    }
}

/// A line, in the order of the fields of `arclean.html.lines.Line`.
type Row<'py> =
    (Bound<'py, PyString>, Bound<'py, PyTuple>, &'static str, u32, bool, u32, u32, usize, f64);

#[pymethods]
impl HtmlLines {
    fn __len__(&self) -> usize {
        self.lines.lines.len()
    }

    /// All of them, joined.
    fn text(&self) -> &str {
        &self.lines.text
    }

    fn rows<'py>(&self, py: Python<'py>) -> PyResult<Vec<Row<'py>>> {
        let row = |line: &Line| {
            let kind = match line.kind {
                Kind::Text => "text",
                Kind::Heading => "heading",
                Kind::Item => "item",
                Kind::Row => "row",
                Kind::Pre => "pre",
            };
            let blocks = &self.lines.kept[line.first_block..line.first_block + line.blocks];
            Ok((
                PyString::new(py, self.lines.text_of(line)),
                PyTuple::new(py, blocks)?,
                kind,
                line.level,
                line.first,
                line.number,
                line.quotes,
                line.gap,
                line.link_share,
            ))
        };
        self.lines.lines.iter().map(row).collect()
    }

    /// Of each line where it ends in the text, and the share of its characters that stands in links.
    fn links(&self) -> Vec<(usize, f64)> {
        self.lines.lines.iter().map(|line| (line.chars, line.link_share)).collect()
    }

    /// As the line engine reads them; `linked`: with their links.
    fn page(&self, tables: &LineTables, linked: bool) -> Page {
        let links = if linked { self.links() } else { Vec::new() };
        Page::of_str(tables, &self.lines.text, &links)
    }

    /// What is left after cuts of the text, as plain text.
    fn plain(&self, py: Python<'_>, cuts: Vec<(usize, usize)>) -> String {
        py.detach(|| self.lines.plain(&cuts))
    }
}
