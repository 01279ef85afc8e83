"""The outline of a page, the model's scores and lines, by the core that this process runs.

The compiled core does all where the tree's markup is read (arclean.html.native); the pure one does
as blocks, features, context, forest, lines and render say. What they give is equal.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lxml import etree

from arclean._seam import core_name
from arclean.html import blocks, lines, render
from arclean.html import stated as elements
from arclean.html.blocks import Page
from arclean.html.lines import Lines
from arclean.html.model import shipped_model
from arclean.html.stated import Stated

__all__ = [
    "Index",
    "choose_blocks",
    "index_of",
    "lines_of",
    "names_of",
    "outline",
    "outline_without",
    "plain",
    "scores",
    "stated",
]

Index = Any
"""``arclean._native.HtmlIndex``: where the elements of a tree stand, and what they are called."""


_Test = tuple[str, str, str, str, bool]


def index_of(root: etree._Element, page: Page | None = None) -> Index | None:
    """The elements of a tree by tag, class and id; see :class:`arclean.html.select.Selector`. None
    where the pure core runs.

    Args:
        root: the tree. Its DOCTYPE may be taken off.
        page: the outline of the tree as it is now, if that is at hand.
    """
    if core_name() == "native":
        from arclean.html import native

        page = page or outline(root)
        return page.index() if isinstance(page, native.NativePage) else None
    return None


def names_of(asked: Sequence[tuple[str, str, Sequence[_Test]]]) -> Any:
    """Names that many pages are asked about; see ``arclean._native.HtmlNames``."""
    from arclean import _native

    return _native.HtmlNames(asked)


def stated(root: etree._Element, page: Page | None = None) -> Stated:
    """What elements of a page state about it.

    Args:
        root: the tree.
        page: the outline of the tree as it is now, if that is at hand and the tree holds no
            comments.
    """
    if core_name() == "native":
        from arclean.html import native

        if isinstance(page, native.NativePage):
            return page.stated()
    return elements.stated(root)


def outline(root: etree._Element) -> Page:
    """The blocks of a page.

    ``Node.element`` may look into the tree when it is first asked for: add and take away no
    elements before that.

    Args:
        root: the tree. Its DOCTYPE may be taken off.
    """
    if root.tag in blocks.BLOCK and core_name() == "native":
        from arclean.html import native

        return native.outline(root)
    return blocks.outline(root)


def outline_without(root: etree._Element, page: Page, cleared: Sequence[int] | None) -> Page:
    """The blocks of a page some of whose elements have been cleared.

    Args:
        root: the tree.
        page: its outline before that.
        cleared: the elements, by place in the tree before that and in order, if that is known.
    """
    if core_name() == "native" and cleared is not None:
        from arclean.html import native

        if isinstance(page, native.NativePage):
            return page.without(cleared)
    return outline(root)


def scores(page: Page, title: str, description: str, kind: int) -> list[float]:
    """How sure the shipped model is that each block is content, from 0 to 1.

    Args:
        page: an outline, of either core.
        title: what the page says its title is.
        description: what it says it is about.
        kind: what it says it is; see :func:`arclean.html.model.kind_code`.
    """
    if core_name() == "native":
        from arclean.html import native

        if isinstance(page, native.NativePage):
            return page.scores(title, description, kind)
    return shipped_model().scores(page, title, description, kind)


def choose_blocks(page: Page, scores: list[float]) -> list[bool]:
    """Whether each block is kept; see :func:`arclean.html.choice.choose_blocks`.

    Args:
        page: an outline, of either core.
        scores: how sure the model is that each block is content.
    """
    if core_name() == "native":
        from arclean.html import native

        if isinstance(page, native.NativePage):
            return page.choose_blocks(scores)
    from arclean.html import choice

    return choice.choose_blocks(page, scores)


def lines_of(page: Page, keep: Sequence[bool]) -> Lines:
    """The lines of the blocks that are kept.

    Args:
        page: an outline, of either core.
        keep: one entry a block.
    """
    if core_name() == "native":
        from arclean.html import native

        if isinstance(page, native.NativePage):
            return page.lines(keep)
    return lines.lines_of(page, keep)


def plain(all_lines: Lines, text: str, cuts: Sequence[tuple[int, int]]) -> str:
    """What cuts leave of lines, as plain text; see :func:`arclean.html.render.plain`.

    Args:
        all_lines: the lines, of either core.
        text: all of them, joined.
        cuts: disjoint spans of ``text``, ascending.
    """
    if core_name() == "native":
        from arclean.html import native

        if isinstance(all_lines, native.NativeLines):
            return all_lines.plain(cuts)
    return render.plain(render.left_of(all_lines, text, cuts))
