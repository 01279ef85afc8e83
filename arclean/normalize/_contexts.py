"""The contexts of the pure core: each a small machine with a memory of bounded size between two
chunks of text.

What each must do is stated in ``tests/reference/normalize_reference.py``. Here, every one first
tests cheaply whether it applies at all, then does its work with a few passes of ``str.replace`` and
``re``.
"""

# All contexts share one signature; few need all of it.
# ruff: noqa: ARG002

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from . import plan as plans
from ._patterns import pattern as _pattern
from .characters import (
    COMPOSING,
    HAMZA_BELOW,
    MARK_RUN,
    SHADDA,
    TATWEEL,
    astral,
    combining,
    letters,
)
from .plan import Plan

__all__ = ["COMMON", "Context", "contexts_of"]

#: Characters so frequent that nobody looks whether a text has them. What a context asks for by name
#: is not among them.
COMMON = frozenset(
    " \n\"'()-.:/!_"
    + "".join(map(chr, (*range(0x30, 0x3A), *range(0x61, 0x7B))))
    + "".join(map(chr, (*range(0x0621, 0x063B), *range(0x0641, 0x0653), 0x060C)))
)


class Context:
    """One context at work on one stream."""

    def feed(self, text: str, present: set[str], *, arabic: bool, final: bool) -> str:
        """Process the next piece.

        Args:
            text: the piece; may be empty.
            present: contains every character of the text that is not in ``COMMON``; a context that
                gives out characters which it held adds them.
            arabic: whether the lines of this piece are written in Arabic.
            final: no more will come.
        """
        raise NotImplementedError


class Tatweel(Context):
    """Tatweel goes, but not where it carries a mark."""

    def __init__(self, value: str) -> None:
        self._value = value
        self._held = ""

    def feed(self, text: str, present: set[str], *, arabic: bool, final: bool) -> str:
        if not self._held and TATWEEL not in present:
            return text
        present.update(self._held)
        wide = _wide(present)
        text = self._held + text
        self._held = ""
        if not final and (held := _pattern("tatweel-tail", wide).search(text)):
            self._held = text[held.start() :]
            text = text[: held.start()]
        if TATWEEL not in text:
            return text
        if not _pattern("tatweel-mark", wide).search(text):
            return text.replace(TATWEEL, "")
        return _pattern(f"tatweel-{self._value}-drop", wide).sub("", text)


class _KnownMarks(NamedTuple):
    """What the contexts compose and order know of one plan: dear to work out, so not per stream."""

    pairs: dict[bool, dict[tuple[str, str], str]]
    splits: dict[bool, dict[str, tuple[str, str]]]
    places: dict[str, int]
    kept: frozenset[str]
    sortable: frozenset[str]
    common: bool


@lru_cache(maxsize=32)
def _known_marks(plan: Plan) -> _KnownMarks:
    places = dict(combining())
    if plan.context("order") == "shadda-first":
        places[SHADDA] = 0
    kept = frozenset(mark for mark in places if plan.table.get(ord(mark), mark))
    # Two of these may stand side by side at the end of composing; a tatweel keeps its hamzas.
    sortable = kept - set(COMPOSING) if plan.context("compose") == "drop" else kept
    return _KnownMarks(
        {True: plan.pairs(), False: plan.pairs(foreign=True)},
        {True: plan.splits(), False: plan.splits(foreign=True)},
        places,
        kept,
        sortable | {TATWEEL},
        not kept.isdisjoint(COMMON),
    )


class Marks(Context):
    """Composes U+0653–0655 with their letters, and sorts runs of marks: the contexts compose and
    order in one pass.
    """

    def __init__(self, plan: Plan) -> None:
        compose, order = plan.context("compose"), plan.context("order")
        self._compose = compose is not None
        self._drop = compose == "drop"
        self._order = str(order) if order is not None else ""
        known = _known_marks(plan)
        self._pairs, self._splits = known.pairs, known.splits
        self._places, self._kept_marks, self._sortable = known.places, known.kept, known.sortable
        self._common_marks = known.common
        self._held = ""
        self._skip = False  # in the middle of a run that is too long
        self._wide = False

    def feed(self, text: str, present: set[str], *, arabic: bool, final: bool) -> str:
        if not self._skip and not self._common_marks and self._kept_marks.isdisjoint(present):
            return self._without_marks(text, present, arabic, final=final)
        present.update(self._held)
        self._wide = _wide(present)
        text = self._held + text
        self._held = ""
        head = ""
        if self._skip:
            run = _pattern("marks", self._wide).match(text)
            end = run.end() if run else 0
            head, text = text[:end], text[end:]
            if not text:
                self._skip = not final
                return head
            self._skip = False
        if not final:
            start = self._tail(text)
            if len(text) - start > MARK_RUN + 1:
                self._skip = True
                return head + self._work(text[:start], present, arabic) + text[start:]
            self._held = text[start:]
            text = text[:start]
        return head + self._work(text, present, arabic)

    def _without_marks(self, text: str, present: set[str], arabic: bool, *, final: bool) -> str:
        """Process a piece that has no marks: whatever is held ends here."""
        if not text and not final:
            return ""
        present.update(self._held)
        self._wide = _wide(present)
        head = self._work(self._held, present, arabic) if self._held else ""
        if final or text[-1] == "\n":
            self._held = ""
            return head + text
        self._held = text[-1]
        return head + text[:-1]

    def _tail(self, text: str) -> int:
        """Where the last base with its run begins."""
        places = self._places
        start = len(text)
        while start and text[start - 1] in places:
            start -= 1
        return max(start - 1, 0)

    def _work(self, text: str, present: set[str], arabic: bool) -> str:
        if self._compose and not present.isdisjoint(COMPOSING):
            text = self._runs(text, _pattern("composing"), arabic)
        if self._order and (self._common_marks or not self._sortable.isdisjoint(present)):
            text = self._runs(text, _pattern("order-" + self._order, self._wide), None)
        return text

    def _runs(self, text: str, pattern: re.Pattern[str], arabic: bool | None) -> str:
        """Rewrite each run that the pattern points into; ``arabic`` is None to sort."""
        places = self._places
        done = 0
        pieces: list[str] = []
        hit = pattern.search(text)
        while hit is not None:
            start = hit.start()
            if arabic is None and places[text[start]] <= places[text[start + 1]]:
                hit = pattern.search(text, start + 1)
                continue
            while start > done and text[start - 1] in places:
                start -= 1
            run = _pattern("marks", self._wide).match(text, start)
            assert run is not None
            end = run.end()
            if end - start <= MARK_RUN:
                if arabic is None:
                    pieces += text[done:start], "".join(sorted(run[0], key=places.__getitem__))
                else:
                    base = text[start - 1] if start > done else ""
                    pieces += text[done : start - len(base)], self._composed(base, run[0], arabic)
                done = end
            hit = pattern.search(text, end)
        if not pieces:
            return text
        return "".join(pieces) + text[done:]

    def _composed(self, base: str, run: str, arabic: bool) -> str:
        marks = list(run)
        if base in self._splits[arabic]:
            base, mark = self._splits[arabic][base]
            marks.insert(0, mark)
        pairs = self._pairs[arabic]
        while fitting := [ch for ch in marks if (base, ch) in pairs]:
            mark = HAMZA_BELOW if HAMZA_BELOW in fitting else fitting[0]
            marks.remove(mark)
            base = pairs[base, mark]
        if self._drop and base != TATWEEL:
            marks = [ch for ch in marks if ch not in COMPOSING]
        return base + "".join(marks)


class Elongation(Context):
    """Runs of one letter are cut."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._last = ""
        self._times = 0

    def feed(self, text: str, present: set[str], *, arabic: bool, final: bool) -> str:
        if not text:
            return ""
        before = self._last * min(self._times, self._limit(self._last)) if self._last else ""
        text = before + text
        pattern = _pattern(f"elongation-{self._most}", _wide(present))
        if pattern.search(text):
            text = pattern.sub(self._cut, text)
        last = text[-1]
        self._last, self._times = "", 0
        if last in letters():
            self._last = last
            self._times = len(text) - len(text.rstrip(last))
        return text[len(before) :]

    def _limit(self, ch: str) -> int:
        return max(self._most, 3) if ch in plans.TRIPLES else self._most

    def _cut(self, match: re.Match[str]) -> str:
        return match[0][: self._limit(match[1])]


class Separators(Context):
    """Arabic decimal and thousands separators between digits."""

    def __init__(self) -> None:
        self._before = ""  # the last character, or a digit and a separator that wait

    def feed(self, text: str, present: set[str], *, arabic: bool, final: bool) -> str:
        if not text and not final:
            return ""
        waits = len(self._before) == 2
        if not waits and present.isdisjoint(plans.SEPARATORS):
            self._before = text[-1:]
            return text
        known = 1 if self._before else 0
        present.update(self._before)
        text = self._before + text
        text = _pattern("separators").sub(lambda match: plans.SEPARATORS[match[0]], text)
        if not final and _pattern("separator-waits").search(text):
            self._before = text[-2:]
            return text[known:-1]
        self._before = text[-1:]
        return text[known:]


class LineEnds(Context):
    """CRLF and CR become LF."""

    def __init__(self) -> None:
        self._after_cr = False

    def feed(self, text: str, present: set[str], *, arabic: bool, final: bool) -> str:
        if not text:
            return ""
        if self._after_cr and text[0] == "\n":
            text = text[1:]
            self._after_cr = False
            if not text:
                return ""
        self._after_cr = text[-1] == "\r"
        if "\r" in present:
            return text.replace("\r\n", "\n").replace("\r", "\n")
        return text


class Blanks(Context):
    """Runs of spaces become one; none stays at the edge of a line."""

    def __init__(self) -> None:
        self._before = "\n"  # a line end, or anything else, then perhaps a space that waits

    def feed(self, text: str, present: set[str], *, arabic: bool, final: bool) -> str:
        if not text:
            return ""
        text = self._before + text
        if "  " in text:
            text = _pattern("spaces").sub(" ", text)
        for end in "\n\r" if "\r" in text else "\n":
            if " " + end in text:
                text = text.replace(" " + end, end)
            if end + " " in text:
                text = text.replace(end + " ", end)
        if text[-1] == " ":
            self._before = "x "
            return text[1:-1]
        self._before = text[-1] if text[-1] in "\n\r" else "x"
        return text[1:]


class Punctuation(Context):
    """, ; ? between Arabic words."""

    def __init__(self) -> None:
        self._after_letter = False
        self._held = ""

    def feed(self, text: str, present: set[str], *, arabic: bool, final: bool) -> str:
        if not self._held and present.isdisjoint(plans.BETWEEN_WORDS):
            self._remember(text)
            return text
        present.update(self._held)
        text = self._held + text
        self._held = ""
        if not any(ch in text for ch in plans.BETWEEN_WORDS):
            self._remember(text)
            return text
        marks, opaque = _pattern("between"), _pattern("telling", _wide(present))
        pieces: list[str] = []
        done = 0
        hit = marks.search(text)
        while hit is not None:
            start = self._run_start(text, hit.start(), done)
            after_letter = text[start - 1] in letters() if start else self._after_letter
            end_match = opaque.search(text, hit.end())
            end = end_match.start() if end_match else len(text)
            if after_letter:
                reach = max(start, end - plans.LOOK_AHEAD)
                if end_match is None and not final:
                    waiting = marks.search(text, reach)
                    if waiting is not None:
                        self._held = text[waiting.start() :]
                        text = text[: waiting.start()]
                elif end_match is None or end_match[0] in "\n\r" or end_match[0] in letters():
                    pieces += (
                        text[done:reach],
                        marks.sub(lambda match: plans.BETWEEN_WORDS[match[0]], text[reach:end]),
                    )
                    done = end
            hit = marks.search(text, end)
        self._remember(text)
        return "".join(pieces) + text[done:] if pieces else text

    def _run_start(self, text: str, position: int, done: int) -> int:
        """Where the run of characters that tell nothing begins, to which the one at ``position``
        belongs.
        """
        places, transparent = combining(), plans.TRANSPARENT
        while position > done and (
            text[position - 1] in transparent or text[position - 1] in places
        ):
            position -= 1
        return position

    def _remember(self, text: str) -> None:
        """Note whether the last telling character of the text is a letter."""
        places, transparent = combining(), plans.TRANSPARENT
        for ch in reversed(text):
            if ch not in transparent and ch not in places:
                self._after_letter = ch in letters()
                return


def _wide(present: set[str]) -> bool:
    """Whether patterns must know the marks and letters beyond U+FFFF."""
    return not astral().isdisjoint(present)


def contexts_of(plan: Plan) -> list[Context]:
    """Fresh contexts of a plan, in order; the table and the script context are not among them."""
    on = dict(plan.contexts)
    found: list[Context] = []
    if "tatweel" in on:
        found.append(Tatweel(str(on["tatweel"])))
    if "compose" in on or "order" in on:
        found.append(Marks(plan))
    if "elongation" in on:
        found.append(Elongation(int(on["elongation"])))
    if "separators" in on:
        found.append(Separators())
    if "line_ends" in on:
        found.append(LineEnds())
    if "blanks" in on:
        found.append(Blanks())
    if "punctuation" in on:
        found.append(Punctuation())
    return found
