"""A unified diff of input and output, made from what is known instead of by search.

The removals say exactly which bytes went, and the normaliser works inside lines; so input and
output are put beside each other line by line, in linear time. Only where the normaliser changed the
number of lines (lone CR, U+2028) is the stretch compared by search. A changed line stands directly
above its new form, which reads better for prose than two separate blocks and is as valid a diff:
``patch`` takes it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from arclean.report.colour import Painter
from arclean.report.escape import visible

__all__ = ["Differ"]

CONTEXT = 3
"""Unchanged lines around a change."""

_SEARCH_LIMIT = 5000
"""Lines up to which a stretch is searched for equal lines; longer ones are shown as taken out and
put in.
"""

Row = tuple[str, bytes]
Spans = Sequence[tuple[int, int]]


class Differ:
    """Collects the documents of one file and gives out finished hunks.

    Args:
        file: name of the file, for the header.
        paint: colours.
        escape: whether control and bidi characters are made visible; for terminals only, since an
            escaped diff cannot be applied.
    """

    def __init__(self, file: str, paint: Painter, *, escape: bool) -> None:
        self._name = visible(file)
        self._paint = paint
        self._escape = escape
        self._started = False
        # What has not reached the end of a line on both sides yet.
        self._before: list[bytes] = []
        self._spans: list[tuple[int, int]] = []
        self._after: list[bytes] = []
        self._pending = 0
        # The hunk at work.
        self._lines = [0, 0]  # lines of input and output that were consumed
        self._rows: list[Row] = []
        self._calm = 0  # unchanged rows at the end of _rows
        self._changed = False

    def add(self, before: bytes, spans: Spans, after: bytes) -> Iterator[bytes]:
        """A further stretch of the file: its input, the spans removed from it, and its output."""
        self._spans += [(self._pending + start, self._pending + end) for start, end in spans]
        self._before.append(before)
        self._after.append(after)
        self._pending += len(before)
        if before.endswith(b"\n") and (after.endswith(b"\n") or not any(self._after)):
            yield from self._flush()

    def skip(self, before: bytes, after: bytes) -> Iterator[bytes]:
        """Pass over a stretch that is not to be shown; the line numbers behind it stay right."""
        yield from self.end()
        self._lines[0] += before.count(b"\n")
        self._lines[1] += after.count(b"\n")

    def end(self) -> Iterator[bytes]:
        """What is left."""
        yield from self._flush()
        if self._changed:
            yield self._hunk(min(self._calm, CONTEXT))
        self._skip(len(self._rows))
        self._calm = 0

    def _flush(self) -> Iterator[bytes]:
        before, after = b"".join(self._before), b"".join(self._after)
        for row in _rows(before, self._spans, after):
            yield from self._row(row)
        self._before, self._spans, self._after, self._pending = [], [], [], 0

    def _row(self, row: Row) -> Iterator[bytes]:
        self._rows.append(row)
        if row[0] != " ":
            self._changed = True
            self._calm = 0
            return
        self._calm += 1
        if self._changed and self._calm > 2 * CONTEXT:
            yield self._hunk(CONTEXT)
        if not self._changed and len(self._rows) > CONTEXT:
            self._skip(len(self._rows) - CONTEXT)

    def _skip(self, count: int) -> None:
        """Forget unchanged rows that no hunk will show."""
        del self._rows[:count]
        self._lines[0] += count
        self._lines[1] += count

    def _hunk(self, trailing: int) -> bytes:
        """The rows up to ``trailing`` unchanged ones behind the last change, as a hunk."""
        stop = len(self._rows) - self._calm + trailing
        rows = self._rows[:stop]
        sizes = [sum(tag != "+" for tag, _ in rows), sum(tag != "-" for tag, _ in rows)]
        ranges = [_range(self._lines[side], sizes[side]) for side in (0, 1)]
        out = [] if self._started else self._header()
        self._started = True
        out.append(self._paint(f"@@ -{ranges[0]} +{ranges[1]} @@", "cyan").encode() + b"\n")
        out += [self._shown(tag, line) for tag, line in rows]
        self._lines[0] += sizes[0]
        self._lines[1] += sizes[1]
        del self._rows[:stop]
        self._changed = False
        self._calm = len(self._rows)
        if self._calm > CONTEXT:
            self._skip(self._calm - CONTEXT)
            self._calm = CONTEXT
        return b"".join(out)

    def _header(self) -> list[bytes]:
        return [
            self._paint(f"{mark} {self._name}", "bold").encode() + b"\n" for mark in ("---", "+++")
        ]

    def _shown(self, tag: str, line: bytes) -> bytes:
        body = line.removesuffix(b"\n")
        text = visible(body).encode() if self._escape else body
        if self._paint.active and tag != " ":
            start, end = self._paint("\0", "red" if tag == "-" else "green").encode().split(b"\0")
            shown = start + tag.encode() + text + end
        else:
            shown = tag.encode() + text
        return shown + (b"\n" if body != line else b"\n\\ No newline at end of file\n")


def _range(before: int, size: int) -> str:
    """Line range of a hunk; an empty one names the line before it."""
    first = before + 1 if size else before
    return str(first) if size == 1 else f"{first},{size}"


def _lines(data: bytes) -> list[bytes]:
    lines = data.split(b"\n")
    last = lines.pop()
    return [line + b"\n" for line in lines] + ([last] if last else [])


def _rows(before: bytes, spans: Spans, after: bytes) -> Iterator[Row]:
    """Input and output as rows: ' ' kept as it is, '-' taken out, '+' put in."""
    new = _lines(after)
    groups = list(_kept_lines(before, spans))
    if sum(kept for _, kept in groups) != len(new):
        yield from _searched(_lines(before), new)
        return
    at = 0
    for old, kept in groups:
        if kept and old == [new[at]]:
            yield " ", new[at]
        else:
            for line in old:
                yield "-", line
            if kept:
                yield "+", new[at]
        at += kept


def _kept_lines(before: bytes, spans: Spans) -> Iterator[tuple[list[bytes], bool]]:
    """Lines of the input in groups, and whether anything was kept of the group: then it is one line
    of the kept text.

    A group is one line, or several whose line ends were removed.
    """
    group: list[bytes] = []
    kept = False  # whether something of the group was kept
    start = 0
    index = 0
    for line in _lines(before):
        end = start + len(line)
        gone = 0
        end_gone = False
        while index < len(spans) and spans[index][0] < end:
            gone += min(spans[index][1], end) - max(spans[index][0], start)
            end_gone = spans[index][1] >= end
            if spans[index][1] > end:
                break
            index += 1
        if gone == len(line) and not kept:
            yield [line], False
        else:
            group.append(line)
            kept = True
            if not end_gone:
                yield group, True
                group, kept = [], False
        start = end
    if group:
        yield group, True


def _searched(old: list[bytes], new: list[bytes]) -> Iterator[Row]:
    """Rows found by comparing lines, equal ones at the edges first."""
    edge = 0
    while edge < min(len(old), len(new)) and old[edge] == new[edge]:
        edge += 1
    yield from ((" ", line) for line in old[:edge])
    old, new = old[edge:], new[edge:]
    if max(len(old), len(new)) <= _SEARCH_LIMIT:
        from difflib import SequenceMatcher

        opcodes = SequenceMatcher(None, old, new).get_opcodes()
    else:
        opcodes = [("replace", 0, len(old), 0, len(new))]
    for tag, first, last, new_first, new_last in opcodes:
        if tag == "equal":
            yield from ((" ", line) for line in old[first:last])
        else:
            yield from (("-", line) for line in old[first:last])
            yield from (("+", line) for line in new[new_first:new_last])
