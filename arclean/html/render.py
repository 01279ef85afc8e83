"""Lines to text: as a reader sees them, or as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
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


def left_of(lines: Iterable[Line], text: str, cuts: Sequence[tuple[int, int]]) -> list[Left]:
    """What is left of lines after cuts.

    Args:
        lines: the lines.
        text: all of them, joined.
        cuts: disjoint spans of ``text``, ascending.
    """
    if not cuts:  # no line is blank as it was
        return [Left(line, line.text, line.gap) for line in lines]
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


_SPECIAL = re.compile(r"[\\`*\[\]<]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w{1,40};)")
_START = re.compile(
    r"#{1,6}(?=\s|$)|[-+](?=\s|$)|>|-(?=-)|=+(?=\s*$)|~(?=~~)|\d{1,9}(?=[.)](?:\s|$))"
)
_END = re.compile(r"(?<![^\s])(#+)$")


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
    code = -1  # the block of code that the line is of
    columns = 0
    widths: list[int] = []  # of the marks of the items that a line stands in
    for at, one in enumerate(left):
        line = one.line
        goes_on = last is not None and last.line.kind == line.kind
        before = code
        code, language = inline.code(line.blocks[0]) if line.kind == "pre" else (-1, "")
        if fence and (code != before or _ticks(one.text) >= len(fence)):
            assert last is not None
            yield f"\n{_quote(last)}{fence}"
            fence = ""
        if line.kind != "item":
            widths.clear()
        quote = _quote(one)
        text = ""
        if line.kind == "item":
            text = _item(one, _text(one, inline), widths)
        if last is not None:
            if fence or (line.kind == "row" and goes_on and one.gap == 1):
                yield "\n"
            elif one.gap == 1 and line.kind == "text" and goes_on:
                yield "\\\n"  # a line break, not a new paragraph
            elif one.gap == 1 and line.kind == "item" and goes_on:
                yield _between_items(last.line, line)
            else:
                between = _quote(one if line.quotes < last.line.quotes else last).rstrip()
                yield f"\n{between}\n"
        if line.kind == "pre":
            if not fence:
                fence = "`" * max(3, _ticks(one.text) + 1)
                yield f"{quote}{fence}{language}\n"
            yield quote + one.text.replace("\n", f"\n{quote}")
        elif line.kind == "row":
            first = last is None or not goes_on or one.gap != 1
            cells = _cells(one, inline)
            if first:
                columns = _columns(left, at, inline)
            cells += [""] * (columns - len(cells))
            yield f"{quote}| {' | '.join(cells)} |"
            if first:
                yield f"\n{quote}|{' --- |' * columns}"
        elif line.kind == "item":
            yield quote + text
        elif line.kind == "heading":
            text = _END.sub(r"\\\1", _text(one, inline))
            yield f"{quote}{'#' * line.level} {text}"
        else:
            yield quote + _started(_text(one, inline))
        last = one
    if fence:
        assert last is not None
        yield f"\n{_quote(last)}{fence}"
    if last is not None:
        yield "\n"


def _columns(left: Sequence[Left], at: int, inline: Inline) -> int:
    """Columns of the table that begins at a line: what a row has beyond its first is not shown."""
    columns = len(_cells(left[at], inline))
    for one in islice(left, at + 1, None):
        if one.line.kind != "row" or one.gap != 1:
            break
        columns = max(columns, len(_cells(one, inline)))
    return columns


def _quote(one: Left) -> str:
    return "> " * one.line.quotes


def _between_items(last: Line, line: Line) -> str:
    if line.first:
        # A list that begins with another number than 1 does not end a paragraph.
        return "\n\n" if line.level > last.level and line.number > 1 else "\n"
    return "\\\n" if line.level == last.level else "\n\n"


def _item(one: Left, text: str, widths: list[int]) -> str:
    """A line of an item, as far in as the marks of the items around it are wide."""
    line = one.line
    outer = line.level - 1 if line.first else line.level
    del widths[outer:]
    indent = " " * sum(widths)
    if not line.first:
        return indent + _started(text)
    mark = _mark(line)
    # Items without text of their own are not written, and take no room.
    widths += [0] * (outer - len(widths)) + [len(mark)]
    return f"{indent}{mark}{_started(text)}"


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
