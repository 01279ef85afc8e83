"""Normalising one character at a time, each with its origin: the pure core's way to offsets.

The machines of ``tests/reference/normalize_reference.py``, which state what a plan means, with the
position in the input carried along. A character that stands for several has the origin of the
first; what a plan deletes leaves none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from ._judge import Lines
from .characters import HAMZA_BELOW, SHADDA, TATWEEL
from .plan import Plan

__all__ = ["run_tracked"]

_LINE_END = "\n\r"


class Char(NamedTuple):
    """A character, whether its line is Arabic, and the position of what it was made of."""

    ch: str
    arabic: bool
    at: int


def run_tracked(
    plan: Plan, lines: Lines | None, data: str | bytes, errors: str
) -> tuple[str | bytes, list[tuple[int, int]]]:
    """The normalised text, and (position in it, position in ``data``) wherever the difference
    between the two changes.

    Args:
        plan: what to do.
        lines: judges the lines of this plan; None where it judges none.
        data: str, or UTF-8.
        errors: for bytes: ``keep`` or ``replace``; strict is the caller's to check.
    """
    breaks: list[tuple[int, int]] = []
    last: int | None = None
    if isinstance(data, str):
        made = _tracked(plan, lines, data)
        for q, (_ch, at) in enumerate(made):
            if at - q != last:
                last = at - q
                breaks.append((q, at))
        return "".join(ch for ch, _ in made), breaks
    text, starts, widths = _decoded(data, errors)
    pieces = []
    q = 0
    for ch, at in _tracked(plan, lines, text):
        raw = ch.encode("utf-8", "surrogateescape")
        pieces.append(raw)
        for place in range(len(raw)):
            origin = starts[at] + min(place, widths[at] - 1)
            if origin - q != last:
                last = origin - q
                breaks.append((q, origin))
            q += 1
    return b"".join(pieces), breaks


def _decoded(raw: bytes, errors: str) -> tuple[str, list[int], list[int]]:
    """Characters, where each begins, and how many bytes it has; bytes that are not UTF-8 count as
    one, whatever stands for them.
    """
    text = raw.decode("utf-8", "surrogateescape")
    chars: list[str] = []
    starts: list[int] = []
    widths: list[int] = []
    at = 0
    skip = 0  # bytes that the last U+FFFD stands for as well
    for ch in text:
        width = len(ch.encode("utf-8", "surrogateescape"))
        if skip:
            skip -= 1
        else:
            if "\udc80" <= ch <= "\udcff" and errors == "replace":
                ch, skip = "\N{REPLACEMENT CHARACTER}", _subpart(raw[at : at + 4]) - 1
            chars.append(ch)
            starts.append(at)
            widths.append(width)
        at += width
    return "".join(chars), starts, widths


def _subpart(raw: bytes) -> int:
    """How many bytes at the beginning Python's decoder replaces by one character."""
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.end
    raise AssertionError("valid UTF-8")


def _tracked(plan: Plan, lines: Lines | None, text: str) -> list[tuple[str, int]]:
    """Each character of the normalised text with the position in ``text`` that it comes from."""
    sets = _sets(plan)
    stream = _table(text, sets, lines)
    for name, value in plan.contexts:
        if name in _MACHINES:
            stream = _MACHINES[name](stream, value, sets)
    return [(ch, at) for ch, _arabic, at in stream]


class _Sets:
    """The plan's data, unpacked."""

    def __init__(self, plan: Plan) -> None:
        data: dict[str, Any] = plan.to_data()
        self.table = {chr(code): text for code, text in data["table"]}
        self.foreign_table = {**self.table, **{chr(code): text for code, text in data["foreign"]}}
        self.classes = {
            chr(code): value for low, high, value in data["marks"] for code in range(low, high + 1)
        }
        self.letters = {chr(c) for low, high in data["letters"] for c in range(low, high + 1)}
        self.mark_run: int = data["mark_run"]
        self.hamza = data["hamza"]
        self.composing = data["composing"]
        self.pairs = {
            arabic: {(base, mark): made for base, mark, made in data[key]}
            for arabic, key in ((True, "pairs"), (False, "foreign_pairs"))
        }
        self.splits = {
            arabic: {ch: (base, mark) for ch, base, mark in data[key]}
            for arabic, key in ((True, "splits"), (False, "foreign_splits"))
        }
        self.triples = data["triples"]
        self.separators = data["separators"]
        self.between_words = data["between_words"]
        self.transparent = data["transparent"]
        self.look_ahead: int = data["look_ahead"]


_sets = lru_cache(maxsize=8)(_Sets)


def _table(text: str, sets: _Sets, lines: Lines | None) -> Iterator[Char]:
    at = 0
    while at < len(text):
        ends = [end for end in (text.find(char, at) for char in _LINE_END) if end >= 0]
        end = min(ends) + 1 if ends else len(text)
        arabic = lines is None or bool(lines.judge(text[at:end], ended=True))
        chosen = sets.table if arabic else sets.foreign_table
        for place in range(at, end):
            for part in chosen.get(text[place], text[place]):
                yield Char(part, arabic, place)
        at = end


def _tatweel(stream: Iterable[Char], value: str, sets: _Sets) -> Iterator[Char]:
    held: list[Char] = []  # a tatweel and the marks after it
    for item in stream:
        if held and item.ch in sets.classes:
            held.append(item)
            if value == "mark" or item.ch in sets.hamza or len(held) - 1 > sets.mark_run:
                yield from held
                held = []
            continue
        yield from held[1:]
        held = []
        if item.ch == TATWEEL:
            held = [item]
        else:
            yield item
    yield from held[1:]


def _runs(stream: Iterable[Char], sets: _Sets) -> Iterator[tuple[Char | None, list[Char]]]:
    """Bases with their runs of marks."""
    base: Char | None = None
    marks: list[Char] = []
    for item in stream:
        if item.ch in sets.classes:
            marks.append(item)
        else:
            if base is not None or marks:
                yield base, marks
            base, marks = item, []
    if base is not None or marks:
        yield base, marks


def _compose(stream: Iterable[Char], value: str, sets: _Sets) -> Iterator[Char]:
    for base, marks in _runs(stream, sets):
        if len(marks) <= sets.mark_run and any(mark.ch in sets.composing for mark in marks):
            if base is not None:
                base = _compose_run(base, marks, sets)
            if value == "drop" and (base is None or base.ch != TATWEEL):
                marks = [mark for mark in marks if mark.ch not in sets.composing]
        if base is not None:
            yield base
        yield from marks


def _compose_run(base: Char, marks: list[Char], sets: _Sets) -> Char:
    """What a base becomes with its marks, of which those that it takes are removed."""
    if base.ch in sets.splits[base.arabic]:
        letter, mark = sets.splits[base.arabic][base.ch]
        marks.insert(0, base._replace(ch=mark))
        base = base._replace(ch=letter)
    pairs = sets.pairs[base.arabic]
    while fitting := [place for place, mark in enumerate(marks) if (base.ch, mark.ch) in pairs]:
        below = [place for place in fitting if marks[place].ch == HAMZA_BELOW]
        base = base._replace(ch=pairs[base.ch, marks.pop((below or fitting)[0]).ch])
    return base


def _order(stream: Iterable[Char], value: str, sets: _Sets) -> Iterator[Char]:
    def place(item: Char) -> int:
        return 0 if value == "shadda-first" and item.ch == SHADDA else sets.classes[item.ch]

    for base, marks in _runs(stream, sets):
        if base is not None:
            yield base
        yield from sorted(marks, key=place) if len(marks) <= sets.mark_run else marks


def _elongation(stream: Iterable[Char], value: int, sets: _Sets) -> Iterator[Char]:
    last, times = "", 0
    for item in stream:
        times = times + 1 if item.ch == last else 1
        last = item.ch
        most = max(value, 3) if last in sets.triples else value
        if last not in sets.letters or times <= most:
            yield item


def _separators(stream: Iterable[Char], _value: str, sets: _Sets) -> Iterator[Char]:
    after_digit = False
    held: Char | None = None
    for item in stream:
        is_digit = "0" <= item.ch <= "9"
        if held is not None:
            yield held._replace(ch=sets.separators[held.ch]) if is_digit else held
            held = None
        if after_digit and item.ch in sets.separators:
            held = item
        else:
            yield item
        after_digit = is_digit
    if held is not None:
        yield held


def _line_ends(stream: Iterable[Char], _value: str, _of: _Sets) -> Iterator[Char]:
    after_cr = False
    for item in stream:
        if item.ch == "\r":
            yield item._replace(ch="\n")
        elif not (item.ch == "\n" and after_cr):
            yield item
        after_cr = item.ch == "\r"


def _blanks(stream: Iterable[Char], _value: str, _of: _Sets) -> Iterator[Char]:
    at_start = True
    pending: Char | None = None
    for item in stream:
        if item.ch == " ":
            if not at_start and pending is None:
                pending = item
            continue
        at_start = item.ch in _LINE_END
        if pending is not None and not at_start:
            yield pending
        pending = None
        yield item


def _punctuation(stream: Iterable[Char], _value: str, sets: _Sets) -> Iterator[Char]:
    after_letter = False
    queue: list[Char] = []  # the first one waits for what follows it
    for item in [*stream, None]:
        if item is not None:
            queue.append(item)
        while queue:
            ch = queue[0].ch
            if ch in sets.between_words and after_letter:
                replace = _is_between(queue[1:], sets)
                if replace is None and item is not None:
                    break
                if replace is not False:
                    queue[0] = queue[0]._replace(ch=sets.between_words[ch])
            yield queue.pop(0)
            if ch in _LINE_END:
                after_letter = False
            elif _tells(ch, sets):
                after_letter = ch in sets.letters


def _tells(ch: str, sets: _Sets) -> bool:
    return ch not in sets.classes and ch not in sets.transparent


def _is_between(following: list[Char], sets: _Sets) -> bool | None:
    """Whether Arabic goes on behind a mark of punctuation; None if that is not known yet."""
    for item in following[: sets.look_ahead]:
        if item.ch in _LINE_END:
            return True
        if _tells(item.ch, sets):
            return item.ch in sets.letters
    return False if len(following) >= sets.look_ahead else None


_MACHINES: dict[str, Any] = {
    "tatweel": _tatweel,
    "compose": _compose,
    "order": _order,
    "elongation": _elongation,
    "separators": _separators,
    "line_ends": _line_ends,
    "blanks": _blanks,
    "punctuation": _punctuation,
}
