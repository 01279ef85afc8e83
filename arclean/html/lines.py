"""Chosen blocks as lines: what the line rules read, and what is rendered.

A line is a paragraph, a heading, an item of a list, a row of a table, or a part of one of them
between two ``<br>``. Its text is the page's own, without bullets, so that a rule that says
``starts`` means the words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from arclean.html.blocks import HEADINGS, PRE, Node, Page
from arclean.text.core import Page as TextPage
from arclean.text.core import line_core

__all__ = ["CELL", "LISTS", "MAX_CELL", "MAX_IN_CELL", "Line", "Lines", "lines_of", "spans_of"]

CELL = " | "
"""What stands between the cells of a row."""

MAX_CELL, MAX_IN_CELL = 300, 8
"""Characters and blocks of a cell; a row with more in one is layout, not a table."""

LISTS = frozenset(("ul", "ol", "dl", "menu", "dir"))
# What changes the place of what is inside.
_PLACED = frozenset(
    (*LISTS, "li", "dt", "dd", *HEADINGS, "table", "tr", "td", "th", "blockquote", *PRE)
)


class Line(NamedTuple):
    """A line.

    Attributes:
        text: what it says; several lines inside ``<pre>``.
        blocks: places of its blocks in ``Page.blocks``; the cells of a row, else one.
        kind: ``text``, ``heading``, ``item``, ``row`` or ``pre``.
        level: of a heading 1–6, of an item how deep the list lies (1 is the outermost).
        first: it begins an item; else it goes on with one.
        number: of an item in an ordered list; 0 elsewhere.
        quotes: number of ``<blockquote>`` around it.
        gap: line ends before it: 1 inside a list, a table, an address; 2 between paragraphs.
        link_share: share of its characters that stand in links.
    """

    text: str
    blocks: tuple[int, ...]
    kind: str
    level: int
    first: bool
    number: int
    quotes: int
    gap: int
    link_share: float


class Lines:
    """The lines of a page."""

    __slots__ = ("_lines",)

    def __init__(self, lines: list[Line]) -> None:
        self._lines = lines

    def __len__(self) -> int:
        return len(self._lines)

    def __iter__(self) -> Iterator[Line]:
        return iter(self._lines)

    def text(self) -> str:
        """The text of all lines, which the line rules run over."""
        parts: list[str] = []
        for line in self._lines:
            if parts:
                parts.append("\n" * line.gap)
            parts.append(line.text)
        return "".join(parts)

    def links(self) -> list[tuple[int, float]]:
        """Of each line where it ends in the text, and its ``link_share``."""
        ends = (end for _, end in spans_of(self))
        return list(zip(ends, [line.link_share for line in self._lines], strict=True))

    def read(self, *, linked: bool) -> TextPage:
        """Them as the line engine reads them; ``linked``: with their :meth:`links`."""
        return line_core().Page(self.text(), self.links() if linked else None)


class _Place(NamedTuple):
    """What stands around a block-level element."""

    heading: int
    item: int  # innermost <li>; -1 outside
    number: int  # its number in an ordered list; 0 in others
    depth: int  # lists around it
    group: int  # outermost list or table; -1 outside
    row: int
    cell: int
    quotes: int
    pre: bool


_NOWHERE = _Place(0, -1, 0, 0, -1, -1, -1, 0, False)


def lines_of(page: Page, keep: Sequence[bool]) -> Lines:
    """The lines of the blocks that are kept.

    Args:
        page: the page.
        keep: one entry a block.
    """
    tags, parents = page.tags(), page.parents()
    kept = [index for index, wanted in enumerate(keep) if wanted]
    homes = [page.blocks[index].node for index in kept]
    places = _places(page, homes, tags, parents)
    columns: Counter[int] = Counter()
    if any(places[home].row >= 0 for home in homes):
        cells = [up for tag, up in zip(tags, parents, strict=True) if tag == "td" or tag == "th"]
        columns.update(cells)
    lines: list[Line] = []
    last = _NOWHERE
    begun: set[int] = set()  # items; one that holds a list goes on behind it
    at = 0
    while at < len(kept):
        place = places[homes[at]]
        if place.row >= 0 and columns[place.row] > 1:
            end = at + 1
            while end < len(kept) and places[homes[end]].row == place.row:
                end += 1
            if row := _cells(page, places, kept[at:end]):
                lines.append(_row(page, row, kept[at:end], _gap(place, last, 0)))
                last = place
                at = end
                continue
        lines.append(_line(page, kept[at], place, last, begun))
        last = place
        at += 1
    return Lines(lines)


def _places(
    page: Page, homes: Sequence[int], tags: Sequence[str], parents: Sequence[int]
) -> dict[int, _Place]:
    """What stands around each element that holds a block at one of its homes."""
    holding: set[int] = set()
    for home in homes:
        at = home
        while at >= 0 and at not in holding:
            holding.add(at)
            at = parents[at]
    places: dict[int, _Place] = {-1: _NOWHERE}
    numbers: dict[int, int] | None = None
    for index in sorted(holding):  # elements come before those inside them
        tag, parent = tags[index], parents[index]
        place = places[parent]
        if tag in _PLACED:
            heading, item, number, depth, group, row, cell, quotes, pre = place
            if tag in LISTS:
                depth += 1
                group = group if group >= 0 else index
                row = cell = -1
            elif tag == "li":
                item, number, heading = index, 0, 0
                if parent >= 0 and tags[parent] == "ol":
                    if numbers is None:
                        numbers = _numbers(page, tags, parents)
                    number = numbers[index]
            elif tag in ("dt", "dd"):
                item, heading = -1, 0
            elif tag in HEADINGS:
                heading = HEADINGS[tag]
            elif tag == "table":
                item, depth, group, row, cell = -1, 0, index, -1, -1
            elif tag == "tr":
                row, cell = index, -1
            elif tag in ("td", "th"):
                cell = index
            elif tag == "blockquote":
                quotes += 1
            elif tag in PRE:
                pre = True
            place = _Place(heading, item, number, depth, group, row, cell, quotes, pre)
        places[index] = place
    return places


def _numbers(page: Page, tags: Sequence[str], parents: Sequence[int]) -> dict[int, int]:
    """The number of each item of an ordered list."""
    last: dict[int, int] = {}
    numbers: dict[int, int] = {}
    for index, (tag, parent) in enumerate(zip(tags, parents, strict=True)):
        if tag == "li" and parent >= 0 and tags[parent] == "ol":
            if parent not in last:
                last[parent] = _start(page.nodes[parent]) - 1
            last[parent] += 1
            numbers[index] = last[parent]
    return numbers


def _start(node: Node) -> int:
    """The number that an ordered list begins with."""
    start = node.element.get("start") or "1"
    return int(start) if start.isascii() and start.isdigit() and len(start) < 9 else 1


def _cells(page: Page, places: Mapping[int, _Place], run: Sequence[int]) -> list[list[int]] | None:
    """The blocks of a row by cell; None where the row is layout."""
    cells: list[list[int]] = []
    last = -1
    for index in run:
        place = places[page.blocks[index].node]
        if place.cell != last or not cells:
            cells.append([])
            last = place.cell
        cells[-1].append(index)
    for cell in cells:
        if (
            sum(len(page.blocks[index].text) for index in cell) > MAX_CELL
            or len(cell) > MAX_IN_CELL
        ):
            return None
    return cells


def _row(page: Page, cells: list[list[int]], run: Sequence[int], gap: int) -> Line:
    blocks = page.blocks
    text = CELL.join(" ".join(_flat(blocks[index].text) for index in cell) for cell in cells)
    share = sum(blocks[index].linked for index in run) / max(1, len(text))
    return Line(text, tuple(run), "row", 0, False, 0, 0, gap, min(1.0, share))


def _flat(text: str) -> str:
    return " ".join(text.split()) if "\n" in text else text


def _line(page: Page, index: int, place: _Place, last: _Place, begun: set[int]) -> Line:
    block = page.blocks[index]
    text = block.text
    if place.pre:
        kind, level = "pre", 0
    elif place.heading:
        kind, level = "heading", place.heading
    elif place.item >= 0 and place.depth:
        kind, level = "item", place.depth
    else:
        kind, level = "text", 0
    first = kind == "item" and place.item not in begun
    if first:
        begun.add(place.item)
    return Line(
        text if place.pre else _flat(text),
        (index,),
        kind,
        level,
        first,
        place.number if kind == "item" else 0,
        place.quotes,
        _gap(place, last, block.breaks),
        min(1.0, block.linked / max(1, len(text))),
    )


def _gap(place: _Place, last: _Place, breaks: int) -> int:
    if breaks == 1 or (place.group >= 0 and place.group == last.group and breaks < 2):
        return 1
    return 2


def spans_of(lines: Iterable[Line]) -> list[tuple[int, int]]:
    """Where each line stands in the text of all."""
    spans = []
    at = 0
    for number, line in enumerate(lines):
        at += line.gap if number else 0
        spans.append((at, at + len(line.text)))
        at += len(line.text)
    return spans
