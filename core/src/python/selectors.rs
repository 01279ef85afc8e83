//! Python's view of what selectors look at.

use crate::html::index::{By, Family, Index};
use crate::html::names::{Asked, Names, Operator, Test};
use crate::html::scan::{attribute, resolved};
use pyo3::exceptions::{PyIndexError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyBytes;

fn by(kind: &str) -> PyResult<By> {
    match kind {
        "tag" => Ok(By::Tag),
        "class" => Ok(By::Class),
        "id" => Ok(By::Id),
        "source" => Ok(By::Source),
        _ => Err(PyValueError::new_err(format!("no kind of name is called {kind}"))),
    }
}

/// Names that pages are asked about.
#[pyclass(frozen, module = "arclean._native")]
pub struct HtmlNames(Names);

/// Kind and name; of attributes operator, text, and whether case counts not.
type RawTest = (String, String, String, String, bool);

fn test((kind, name, operator, text, no_case): RawTest) -> PyResult<Test> {
    if kind != "attribute" {
        return Ok(Test::Name(by(&kind)?, name));
    }
    let operator = match &*operator {
        "" => Operator::Any,
        "=" => Operator::Is,
        "~=" => Operator::HasWord,
        "|=" => Operator::IsOrDash,
        "^=" => Operator::Starts,
        "$=" => Operator::Ends,
        "*=" => Operator::Holds,
        _ => return Err(PyValueError::new_err(format!("no operator is written {operator}"))),
    };
    Ok(Test::Attribute(name, operator, text, no_case))
}

#[pymethods]
impl HtmlNames {
    /// Of each: a kind (tag, class, id or source), a name, and what the tag must show besides.
    #[new]
    fn new(names: Vec<(String, String, Vec<RawTest>)>) -> PyResult<Self> {
        let asked = |(kind, name, tests): (String, String, Vec<RawTest>)| {
            let tests = tests.into_iter().map(test).collect::<PyResult<_>>()?;
            Ok(Asked { by: by(&kind)?, name, tests })
        };
        Ok(HtmlNames(Names::new(names.into_iter().map(asked).collect::<PyResult<_>>()?)))
    }

    /// Those that `held` does not tell of, by place in the list.
    fn odd(&self) -> Vec<usize> {
        self.0.odd.clone()
    }
}

/// Where the elements of a page stand and what they are called.
#[pyclass(frozen, module = "arclean._native")]
pub struct HtmlIndex {
    index: Index,
    markup: Py<PyBytes>,
}

fn no_such() -> PyErr {
    PyIndexError::new_err("no such element")
}

impl HtmlIndex {
    /// Of markup that an outline was made of, and where it says that tags begin.
    pub fn new(starts: Vec<u32>, markup: Py<PyBytes>) -> HtmlIndex {
        HtmlIndex { index: Index::new(starts), markup }
    }

    fn markup<'a>(&'a self, py: Python<'a>) -> &'a str {
        // SAFETY: the outline has checked it, and bytes do not change.
        unsafe { std::str::from_utf8_unchecked(self.markup.as_bytes(py)) }
    }

    fn family<'a>(&'a self, py: Python<'a>) -> &'a Family {
        self.index.family(self.markup(py))
    }
}

#[pymethods]
impl HtmlIndex {
    fn __len__(&self) -> usize {
        self.index.len()
    }

    fn depths(&self, py: Python<'_>) -> u64 {
        self.family(py).depths
    }

    /// Of some names those that the page has, by place in the list.
    fn held(&self, py: Python<'_>, names: &HtmlNames) -> Vec<usize> {
        names.0.held(&self.index, self.markup(py))
    }

    fn places(&self, py: Python<'_>, kind: &str, name: &str) -> PyResult<Vec<u32>> {
        Ok(self.index.places(self.markup(py), by(kind)?, name))
    }

    /// Of some elements those of a name.
    fn of(&self, py: Python<'_>, places: Vec<u32>, kind: &str, name: &str) -> PyResult<Vec<u32>> {
        let (by, markup) = (by(kind)?, self.markup(py));
        let has = |&place: &u32| self.index.has(markup, place as usize, by, name);
        Ok(places.into_iter().filter(has).collect())
    }

    /// The value of an attribute of some elements.
    fn attributes(
        &self,
        py: Python<'_>,
        places: Vec<usize>,
        name: &str,
    ) -> PyResult<Vec<Option<String>>> {
        let value = |place| {
            let tag = self.index.tag(self.markup(py), place).ok_or_else(no_such)?;
            let value = attribute(tag.attributes, name);
            Ok(value.map(|value| resolved(value, &mut String::new()).to_owned()))
        };
        places.into_iter().map(value).collect()
    }

    /// The name of an element.
    fn name<'a>(&'a self, py: Python<'a>, place: usize) -> PyResult<&'a str> {
        self.index.name(self.markup(py), place).ok_or_else(no_such)
    }

    /// How many elements an element has inside.
    fn inside(&self, py: Python<'_>, place: usize) -> usize {
        self.index.inside(self.markup(py), place)
    }

    fn parents(&self, py: Python<'_>) -> Vec<i32> {
        self.family(py).parents.clone()
    }

    fn previous(&self, py: Python<'_>) -> Vec<i32> {
        self.family(py).previous.clone()
    }
}
