//! Python's view of the HTML extractor's hot part.

use super::lines::{LineTables, Page};
use super::selectors::HtmlIndex;
use crate::html::choice::choose_blocks;
use crate::html::features::Said;
use crate::html::outline::Outline;
use crate::html::tables::Tables;
use crate::html::{rows, scan, scores};
use pyo3::exceptions::{PyIndexError, PyValueError};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBytes, PyList, PyString};
use std::sync::Arc;

use super::html_lines::HtmlLines;
use super::html_stated::{Statement, statement};

/// The tables and the two forests, ready.
#[pyclass(frozen, module = "arclean._native")]
pub struct Extractor {
    tables: Arc<Tables>,
}

fn outline(markup: &[u8], tables: &Tables, cleared: &[u32]) -> Result<Outline, String> {
    let markup = simdutf8::basic::from_utf8(markup).map_err(|error| error.to_string())?;
    scan::outline(markup, &tables.tags, cleared).map_err(|broken| broken.to_string())
}

#[pymethods]
impl Extractor {
    #[new]
    fn new(tables: &str, model: &[u8]) -> PyResult<Self> {
        let tables = Tables::from_json(tables, model).map_err(PyValueError::new_err)?;
        Ok(Extractor { tables: Arc::new(tables) })
    }

    /// The blocks of a tree that lxml has written as XML in UTF-8.
    fn outline(&self, markup: Bound<'_, PyBytes>) -> PyResult<HtmlPage> {
        HtmlPage::read(&self.tables, markup, &[])
    }
}

/// Whether text stands anywhere in bytes.
#[pyfunction]
pub fn holds(raw: &[u8], text: &str) -> bool {
    memchr::memmem::find(raw, text.as_bytes()).is_some()
}

/// Whether bytes are UTF-8.
#[pyfunction]
pub fn is_utf8(raw: &[u8]) -> bool {
    simdutf8::basic::from_utf8(raw).is_ok()
}

/// Whether a page in UTF-8 holds nothing that must be taken out before it is parsed.
#[pyfunction]
pub fn is_clean(raw: &[u8]) -> bool {
    crate::html::raw::is_clean(raw)
}

/// The outline of a page.
#[pyclass(frozen, module = "arclean._native")]
pub struct HtmlPage {
    tables: Arc<Tables>,
    page: Arc<Outline>,
    markup: Py<PyBytes>,
}

impl HtmlPage {
    /// `cleared`: see `scan::outline`.
    fn read(
        tables: &Arc<Tables>,
        markup: Bound<'_, PyBytes>,
        cleared: &[u32],
    ) -> PyResult<HtmlPage> {
        let bytes = markup.as_bytes();
        let page = markup.py().detach(|| outline(bytes, tables, cleared));
        let page = Arc::new(page.map_err(PyValueError::new_err)?);
        Ok(HtmlPage { tables: Arc::clone(tables), page, markup: markup.unbind() })
    }
}

#[pymethods]
impl HtmlPage {
    /// What it would be without the attributes and contents of some elements, by number and in
    /// order.
    fn without(&self, py: Python<'_>, cleared: Vec<u32>) -> PyResult<HtmlPage> {
        HtmlPage::read(&self.tables, self.markup.bind(py).clone(), &cleared)
    }

    /// How sure the model is that each block is content, from 0 to 1.
    fn scores(&self, py: Python<'_>, title: &str, description: &str, kind: i32) -> Vec<f64> {
        py.detach(|| scores(&self.tables, &self.page, &Said { title, description, kind }))
    }

    /// Whether each block is kept.
    fn choose_blocks(&self, py: Python<'_>, scores: Vec<f64>) -> PyResult<Vec<bool>> {
        if scores.len() != self.page.blocks.len() {
            return Err(PyValueError::new_err("as many scores as blocks are needed"));
        }
        Ok(py.detach(|| choose_blocks(&self.tables, &self.page, &scores)))
    }

    /// The rows of the second pass; for tests against the pure twin.
    fn rows(&self, title: &str, description: &str, kind: i32) -> Vec<Vec<f64>> {
        rows(&self.tables, &self.page, &Said { title, description, kind })
    }

    /// What it states about itself.
    fn stated(&self, py: Python<'_>) -> PyResult<Statement> {
        statement(py, self.markup.as_bytes(py), &self.page.tags_at, &self.tables.asked)
    }

    /// How many blocks there are.
    fn count(&self) -> usize {
        self.page.blocks.len()
    }

    /// The name of each node.
    fn tags<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        let names: Vec<_> =
            self.tables.tags.names.iter().map(|name| PyString::intern(py, name)).collect();
        PyList::new(py, self.page.nodes.iter().map(|node| &names[node.tag as usize]))
    }

    /// The place of the node above each node.
    fn parents(&self) -> Vec<i32> {
        self.page.nodes.iter().map(|node| node.parent).collect()
    }

    /// Blanks between words, and one more, of each block.
    fn words(&self) -> Vec<u32> {
        self.page.words()
    }

    /// For each block a number that it shares with those that stand alike.
    fn alike(&self) -> Vec<u32> {
        self.page.alike()
    }

    /// The lines of the blocks that are kept; `keep`: one entry a block.
    fn lines(&self, py: Python<'_>, keep: Vec<bool>) -> PyResult<HtmlLines> {
        if keep.len() != self.page.blocks.len() {
            return Err(PyValueError::new_err("one entry a block"));
        }
        Ok(py.detach(|| HtmlLines::new(&self.tables, &self.page, &keep)))
    }

    /// The texts of all blocks, a line end between them.
    fn text(&self) -> String {
        let mut text = String::with_capacity(self.page.text.len() + self.page.blocks.len());
        for block in &self.page.blocks {
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(self.page.text_of(block));
        }
        text
    }

    /// The same as the line engine reads it.
    fn page(&self, tables: &LineTables) -> Page {
        Page::of_str(tables, &self.text(), &[])
    }

    /// Its elements, for selectors; those that were cleared, too.
    fn index(&self, py: Python<'_>) -> HtmlIndex {
        HtmlIndex::new(self.page.tags_at.clone(), self.markup.clone_ref(py))
    }

    fn blocks(&self) -> Vec<HtmlBlock> {
        (0..self.page.blocks.len())
            .map(|at| HtmlBlock { page: Arc::clone(&self.page), at, text: PyOnceLock::new() })
            .collect()
    }

    /// `elements`: gives the tree's element of a name and a number.
    fn nodes(&self, py: Python<'_>, elements: Py<PyAny>) -> HtmlNodes {
        let tags = &self.tables.tags.names;
        HtmlNodes(Arc::new(Nodes {
            page: Arc::clone(&self.page),
            elements,
            tags: tags.iter().map(|tag| PyString::intern(py, tag).unbind()).collect(),
            names: self.page.names.iter().map(|_| PyOnceLock::new()).collect(),
        }))
    }
}

/// The nodes of a page, each made when it is asked for: most never are.
#[pyclass(frozen, sequence, module = "arclean._native")]
pub struct HtmlNodes(Arc<Nodes>);

#[pymethods]
impl HtmlNodes {
    fn __len__(&self) -> usize {
        self.0.page.nodes.len()
    }

    fn __getitem__(&self, at: isize) -> PyResult<HtmlNode> {
        let size = self.__len__();
        let from_start = if at < 0 { at.checked_add_unsigned(size) } else { Some(at) };
        match from_start.and_then(|at| usize::try_from(at).ok()) {
            Some(at) if at < size => Ok(HtmlNode { nodes: Arc::clone(&self.0), at }),
            _ => Err(PyIndexError::new_err("no such element")),
        }
    }
}

/// What the nodes of a page share: strings that many of them give out are made once.
struct Nodes {
    page: Arc<Outline>,
    elements: Py<PyAny>,
    /// By id of the tag.
    tags: Vec<Py<PyString>>,
    /// By id of the names.
    names: Vec<PyOnceLock<Py<PyString>>>,
}

/// Twin of `arclean.html.blocks.Block`.
#[pyclass(frozen, module = "arclean._native")]
pub struct HtmlBlock {
    page: Arc<Outline>,
    at: usize,
    text: PyOnceLock<Py<PyString>>,
}

impl HtmlBlock {
    fn block(&self) -> &crate::html::outline::Block {
        &self.page.blocks[self.at]
    }
}

#[pymethods]
impl HtmlBlock {
    /// Made when it is first asked for.
    #[getter]
    fn text(&self, py: Python<'_>) -> Py<PyString> {
        let made = || PyString::new(py, self.page.text_of(self.block())).unbind();
        self.text.get_or_init(py, made).clone_ref(py)
    }

    #[getter]
    fn node(&self) -> u32 {
        self.block().node
    }

    #[getter]
    fn linked(&self) -> u32 {
        self.block().linked
    }

    #[getter]
    fn links(&self) -> u32 {
        self.block().links
    }

    #[getter]
    fn bold(&self) -> u32 {
        self.block().bold
    }

    #[getter]
    fn breaks(&self) -> u8 {
        self.block().breaks
    }

    #[getter]
    fn images(&self) -> u32 {
        self.block().images
    }

    #[getter]
    fn fields(&self) -> u32 {
        self.block().fields
    }
}

/// Twin of `arclean.html.blocks.Node`.
#[pyclass(frozen, module = "arclean._native")]
pub struct HtmlNode {
    nodes: Arc<Nodes>,
    at: usize,
}

impl HtmlNode {
    fn node(&self) -> &crate::html::outline::Node {
        &self.nodes.page.nodes[self.at]
    }
}

#[pymethods]
impl HtmlNode {
    #[getter]
    fn tag<'py>(&self, py: Python<'py>) -> &Bound<'py, PyString> {
        self.nodes.tags[self.node().tag as usize].bind(py)
    }

    #[getter]
    fn names<'py>(&self, py: Python<'py>) -> &Bound<'py, PyString> {
        let id = self.node().names;
        let made = || PyString::new(py, self.nodes.page.names_of(id)).unbind();
        self.nodes.names[id as usize].get_or_init(py, made).bind(py)
    }

    #[getter]
    fn parent(&self) -> i32 {
        self.node().parent
    }

    #[getter]
    fn depth(&self) -> u32 {
        self.node().depth
    }

    #[getter]
    fn hidden(&self) -> bool {
        self.node().hidden
    }

    #[getter]
    fn linked(&self) -> bool {
        self.node().linked
    }

    /// The element in the tree, looked up when it is asked for.
    #[getter]
    fn element<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.nodes.elements.bind(py).call1((self.tag(py), self.node().order))
    }

    #[getter]
    fn first(&self) -> u32 {
        self.node().first
    }

    #[getter]
    fn end(&self) -> u32 {
        self.node().end
    }
}
