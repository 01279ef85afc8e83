"""Lines to text: as a reader sees them, or as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from arclean.html.blocks import Page
from arclean.html.inline import Inline
from arclean.html.lines import CELL, Line, spans_of

__all__ = ["Left", "left_of", "markdown", "plain"]


class Left(NamedTuple):
    """What is left of a line.

    Attributes:
        line: the line as it was.
        text: what the line rules left of it.
        gap: line ends before it.
    """

    line: Line
    text: str
    gap: int


def left_of(lines: Sequence[Line], text: str, cuts: Sequence[tuple[int, int]]) -> list[Left]:
    """What is left of lines after cuts.

    Args:
        lines: the lines.
        text: all of them, joined.
        cuts: disjoint spans of ``text``, ascending.
    """
    left: list[Left] = []
    at = 0  # the first cut that may reach into the line
    gap = 0
    for line, (start, end) in zip(lines, spans_of(lines), strict=True):
        gap = max(gap, line.gap)
        while at < len(cuts) and cuts[at][1] <= start:
            at += 1
        if at == len(cuts) or cuts[at][0] >= end:
            rest = line.text
        else:
            pieces = []
            here = start
            cut = at
            while cut < len(cuts) and cuts[cut][0] < end:
                pieces.append(text[here : max(here, cuts[cut][0])])
                here = max(here, cuts[cut][1])
                cut += 1
            pieces.append(text[here:end])
            rest = "".join(pieces)
        if rest and not rest.isspace():
            left.append(Left(line, rest, gap))
            gap = 0
    return left


def plain(left: Sequence[Left]) -> str:
    """Plain text: a blank line between paragraphs, «- » or «3. » before the items of lists, « | »
    between the cells of a row. Ends in a line end, unless it is empty.
    """
    parts: list[str] = []
    for one in left:
        if parts:
            parts.append("\n" * one.gap)
        line = one.line
        if line.kind == "item":
            parts.append("  " * (line.level - 1) + (_mark(line) if line.first else "  "))
        parts.append(one.text)
    return "".join(parts) + "\n" if parts else ""


def _mark(line: Line) -> str:
    """What stands before an item, as a reader sees it."""
    return f"{line.number}. " if line.number else "- "


_SPECIAL = re.compile(r"([\\`*\[\]<])|(?<![^\W_])_|_(?![^\W_])")
_START = re.compile(r"(#{1,6}(?=\s)|[-+>](?=\s)|\d{1,9}(?=[.)]\s))")


def escaped(text: str) -> str:
    """Text that means itself in Markdown."""
    return _SPECIAL.sub(lambda match: "\\" + match[0], text)


def _started(text: str) -> str:
    """A line whose beginning means itself."""
    found = _START.match(text)
    if found is None:
        return text
    mark = found[0]
    return f"{mark}\\{text[found.end() :]}" if mark.isdigit() else "\\" + text


def markdown(
    page: Page, left: Sequence[Left], *, links: bool = True, base: str | None = None
) -> str:
    """Markdown (CommonMark, with tables as GitHub has them).

    Args:
        page: the page.
        left: what is left of its lines. A line that a rule has cut into loses its links and its
            emphasis, but no word.
        links: whether links are written out; else only their words stay.
        base: address of the page, to make addresses whole.
    """
    inline = Inline(page, escaped, links=links, base=base)
    return "".join(_markdown(left, inline))


def _markdown(left: Sequence[Left], inline: Inline) -> Iterator[str]:
    last: Left | None = None
    fence = ""
    columns = 0
    for one in left:
        line = one.line
        goes_on = last is not None and last.line.kind == line.kind
        if fence and not (line.kind == "pre" and goes_on):
            yield f"\n{fence}"
            fence = ""
        if last is not None:
            if line.kind == "row" and goes_on and one.gap == 1:
                yield "\n"
            elif one.gap == 1 and line.kind == "text" and goes_on:
                yield "\\\n"  # a line break, not a new paragraph
            elif one.gap == 1 and line.kind == "item" and goes_on:
                yield "\n"
            else:
                yield "\n\n" if not fence else "\n"
        quote = "> " * line.quotes
        if line.kind == "pre":
            if not fence:
                fence = "`" * max(3, _ticks(one.text) + 1)
                yield f"{fence}\n"
            yield one.text
        elif line.kind == "row":
            first = last is None or not goes_on or one.gap != 1
            cells = _cells(one, inline)
            columns = len(cells) if first else columns
            cells += [""] * (columns - len(cells))
            yield f"{quote}| {' | '.join(cells)} |"
            if first:
                yield f"\n{quote}|{' --- |' * columns}"
        else:
            text = _text(one, inline)
            if line.kind == "heading":
                yield f"{quote}{'#' * line.level} {text}"
            elif line.kind == "item":
                indent = "  " * (line.level - 1)
                mark = _mark(line) if line.first else "  "
                yield f"{quote}{indent}{mark}{_started(text)}"
            else:
                yield quote + _started(text)
        last = one
    if fence:
        yield f"\n{fence}"
    if last is not None:
        yield "\n"


def _text(one: Left, inline: Inline) -> str:
    if one.text != one.line.text:
        return escaped(one.text)
    return " ".join(map(inline, one.line.blocks))


def _cells(one: Left, inline: Inline) -> list[str]:
    def cell(text: str) -> str:
        return text.replace("|", "\\|")

    if one.text != one.line.text:
        return [cell(escaped(part)) for part in one.text.split(CELL)]
    return [cell(" ".join(map(inline, blocks))) for blocks in inline.cells(one.line.blocks)]


def _ticks(text: str) -> int:
    """Length of the longest run of backticks."""
    return max(map(len, re.findall("`+", text)), default=0)
