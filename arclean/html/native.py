"""The compiled twin of outline, scores, choice, lines and stated metadata; see ``core/src/html``.

The tree goes over as the markup that lxml writes it as; words, patterns and weights come from the
Python modules, once.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import cast

from lxml import etree

from arclean import _native
from arclean.html.blocks import Block, Node, Page
from arclean.html.lines import Line, Lines
from arclean.html.stated import Stated
from arclean.html.tables import core_tables
from arclean.text.native import tables, with_stand_ins

__all__ = ["NativeLines", "NativePage", "extractor", "extractor_of", "outline"]


class _Elements:
    """The elements of a tree by name and number, listed when one of the name is asked for."""

    __slots__ = ("_lists", "_root")

    def __init__(self, root: etree._Element) -> None:
        self._root = root
        self._lists: dict[str, list[etree._Element]] = {}

    def __call__(self, tag: str, number: int) -> etree._Element:
        found = self._lists.get(tag)
        if found is None:
            found = self._lists[tag] = list(self._root.iter(tag))
        return found[number]


class NativePage(Page):
    """A page whose outline the compiled core holds; blocks and nodes are made when asked for."""

    __slots__ = ("_blocks", "_core", "_nodes", "_root")

    def __init__(self, core: _native.HtmlPage, root: etree._Element) -> None:
        self._core = core
        self._root = root
        self._blocks: list[Block] | None = None
        self._nodes: Sequence[Node] | None = None

    @property
    def blocks(self) -> list[Block]:  # type: ignore[override]
        """See :class:`arclean.html.blocks.Page`."""
        if self._blocks is None:
            self._blocks = cast("list[Block]", self._core.blocks())
        return self._blocks

    @property
    def nodes(self) -> Sequence[Node]:  # type: ignore[override]
        """See :class:`arclean.html.blocks.Page`; a node is another object each time."""
        if self._nodes is None:
            self._nodes = cast("Sequence[Node]", self._core.nodes(_Elements(self._root)))
        return self._nodes

    def count(self) -> int:
        """See :class:`arclean.html.blocks.Page`."""
        return self._core.count()

    def tags(self) -> list[str]:
        """See :class:`arclean.html.blocks.Page`."""
        return self._core.tags()

    def parents(self) -> list[int]:
        """See :class:`arclean.html.blocks.Page`."""
        return self._core.parents()

    def words(self) -> list[int]:
        """See :class:`arclean.html.blocks.Page`."""
        return self._core.words()

    def text(self) -> str:
        """See :class:`arclean.html.blocks.Page`."""
        return self._core.text()

    def lines(self, keep: Sequence[bool]) -> NativeLines:
        """See :func:`arclean.html.lines.lines_of`."""
        return NativeLines(self._core.lines(keep))

    def read(self) -> _native.Page:
        """See :class:`arclean.html.blocks.Page`."""
        return self._core.page(tables())

    def alike(self) -> list[int]:
        """See :class:`arclean.html.blocks.Page`."""
        return self._core.alike()

    def stated(self) -> Stated:
        """See :func:`arclean.html.core.stated`."""
        return Stated(*self._core.stated())

    def index(self) -> _native.HtmlIndex:
        """Its elements, for selectors."""
        return self._core.index()

    def without(self, cleared: Sequence[int]) -> NativePage:
        """See :func:`arclean.html.core.outline_without`."""
        return NativePage(self._core.without(cleared), self._root)

    def scores(self, title: str, description: str, kind: int) -> list[float]:
        """See :func:`arclean.html.core.scores`."""
        return self._core.scores(with_stand_ins(title), with_stand_ins(description), kind)

    def choose_blocks(self, scores: list[float]) -> list[bool]:
        """See :func:`arclean.html.choice.choose_blocks`."""
        return self._core.choose_blocks(scores)

    def rows(self, title: str, description: str, kind: int) -> list[list[float]]:
        """The rows of the second pass; for tests."""
        return self._core.rows(with_stand_ins(title), with_stand_ins(description), kind)


class NativeLines(Lines):
    """Lines that the compiled core holds; made one by one when they are asked for."""

    __slots__ = ("_core",)

    def __init__(self, core: _native.HtmlLines) -> None:
        self._core = core

    def __len__(self) -> int:
        return len(self._core)

    def __iter__(self) -> Iterator[Line]:
        return map(Line._make, self._core.rows())

    def text(self) -> str:
        """See :class:`arclean.html.lines.Lines`."""
        return self._core.text()

    def links(self) -> list[tuple[int, float]]:
        """See :class:`arclean.html.lines.Lines`."""
        return self._core.links()

    def read(self, *, linked: bool) -> _native.Page:
        """See :class:`arclean.html.lines.Lines`."""
        return self._core.page(tables(), linked)

    def plain(self, cuts: Sequence[tuple[int, int]]) -> str:
        """See :func:`arclean.html.core.plain`."""
        return self._core.plain(cuts)


def outline(root: etree._Element) -> NativePage:
    """See :func:`arclean.html.core.outline`. The tree goes over as XML."""
    # A DOCTYPE of XHTML would have libxml2 add elements and attributes of its own.
    root.getroottree().docinfo.clear()
    markup: bytes = etree.tostring(root, encoding="utf-8", method="xml", with_tail=False)
    return NativePage(extractor().outline(markup), root)


@lru_cache(maxsize=1)
def extractor() -> _native.Extractor:
    """The shipped model, handed to the core once."""
    return extractor_of(files("arclean.html").joinpath("model.json").read_bytes())


def extractor_of(model: bytes) -> _native.Extractor:
    """A model (JSON with ``first`` and ``second``; see :class:`arclean.html.forest.Forest`), ready
    to run.
    """
    return _native.Extractor(json.dumps(core_tables()), model)
