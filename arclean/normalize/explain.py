"""What a normaliser does to a text, counted: which step changed which character how often, and
which characters the text has.

    >>> explained = Explainer("standard")
    >>> explained.feed("أهـــلاً")
    >>> [(count.step, count.before, count.after, count.times) for count in explained.counts()]
    [('tatweel', 'ـ', '', 3), ('tanwin', 'ً', '', 1), ('alef', 'أ', 'ا', 1)]

Per character, a step is charged with what its table replaces; where one step's replacement is
replaced by another, both are. The contexts are charged with what disappears and appears when each
is turned on after those before it. Memory: the longest line (all of the text with
presets that take a whole one), and one count a character.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache, partial
from itertools import pairwise
from typing import NamedTuple

from . import plan as plans
from ._judge import Lines
from .characters import COMPOSING, TATWEEL, combining
from .mojibake import find
from .normalizer import Normalizer
from .plan import CONTEXTS, Plan, plan_of
from .profiles import PROFILES
from .program import parts_of, program_for, stage
from .staged import run_stage
from .steps import STEPS

__all__ = ["Count", "Explainer", "touching"]

#: The step that turns a context on.
_STEP_OF = {
    "tatweel": "tatweel",
    "compose": "compose",
    "order": "order",
    "elongation": "elongation",
    "separators": "digits",
    "line_ends": "line-ends",
    "blanks": "blanks",
    "punctuation": "punctuation",
}


Run = Callable[[str], str]
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


class Count(NamedTuple):
    """How often a step did one thing.

    Attributes:
        step: name of the step or preset.
        before: the character that it replaced or deleted; empty where it only put something there
            (a context that turns several characters into one).
        after: what became of it; empty for deleted.
        times: how often.
    """

    step: str
    before: str
    after: str
    times: int


class Explainer:
    """Counts what a profile does, text by text.

    Args:
        profile: as for ``Normalizer``.
        script: as for ``Normalizer``.

    Attributes:
        characters: how often each character stands in what was fed; a byte that is not UTF-8 counts
            as its lone surrogate (``surrogateescape``).
        lines: lines judged: Arabic, and others.
        mojibake: lines of mojibake, by what happened to them.

    Raises:
        UsageError: as ``Normalizer``.
    """

    def __init__(self, profile: str | Iterable[str] = "standard", *, script: str = "auto") -> None:
        spec = profile if isinstance(profile, str) else list(profile)
        program = program_for(spec, script=script)
        self.characters: Counter[str] = Counter()
        self.lines = {"arabic": 0, "other": 0}
        self.mojibake: Counter[str] = Counter()
        self._stages = [(name, stage(name)) for name in program.before]
        self._tables = _tables(spec)
        self._judged = program.plan.context("script") is not None
        self._lines = Lines(program.plan if self._judged else plan_of({"lookalikes": "arabic"}))
        self._seen = {True: Counter[str](), False: Counter[str]()}
        self._counts: Counter[tuple[str, str, str]] = Counter()
        self._growing = _growing(program.plan)
        self._rest = ""
        self._held_back = any(whole.unit == "text" for _, whole in self._stages)

    def feed(self, text: str) -> None:
        """Count a further piece of text."""
        text = self._rest + text
        end = 0 if self._held_back else text.rfind("\n") + 1
        self._rest = text[end:]
        if end:
            self._lines_of(text[:end])

    def counts(self) -> list[Count]:
        """What was done so far, in the order of the steps, the most frequent first."""
        if self._rest:
            rest, self._rest = self._rest, ""
            self._lines_of(rest)
        counts = self._counts.copy()
        for arabic, seen in self._seen.items():
            for ch, times in seen.items():
                for step, before, after in _chain(ch, self._tables[arabic]):
                    counts[step, before, after] += times
        order = {name: place for place, name in enumerate(STEPS)}
        found = [Count(*key, times) for key, times in counts.items() if times > 0]
        return sorted(
            found,
            key=lambda c: (order.get(c.step.partition(":")[0], -1), -c.times, c.before, c.after),
        )

    def _lines_of(self, text: str) -> None:
        self.characters.update(text)
        self.mojibake.update(finding.reading for finding in find(text))
        for name, whole in self._stages:
            run = partial(run_stage, whole)
            self._compare(name, str, run, text, cut=whole.unit != "text")
            text = run(text)
        pieces, rest, _ = self._lines.segments(text, set(text), None)
        if rest:
            pieces.append((bool(self._lines.judge(rest, ended=True)), rest))
        for arabic, piece in pieces:
            self.lines["arabic" if arabic else "other"] += len(_LINE.findall(piece))
            self._seen[arabic or not self._judged].update(piece)
        for (_, before), (context, after) in pairwise(self._growing):
            self._compare(_STEP_OF[context], before, after, text)

    def _compare(self, step: str, before: Run, after: Run, text: str, *, cut: bool = True) -> None:
        """Charge a step with what one function makes of a text that the other does not: line by
        line (``cut``), and only those that differ.
        """
        one, other = before(text), after(text)
        if one == other:
            return
        if cut and one.count("\n") == other.count("\n"):
            for pair in zip(one.split("\n"), other.split("\n"), strict=True):
                if pair[0] != pair[1]:
                    self._charge(step, *pair)
            return
        middle = text.find("\n", len(text) // 2) + 1 or len(text)
        if middle == len(text):
            middle = text.rfind("\n", 0, len(text) - 1) + 1
        if not cut or not middle:
            self._charge(step, one, other)
            return
        self._compare(step, before, after, text[:middle])
        self._compare(step, before, after, text[middle:])

    def _charge(self, step: str, before: str, after: str) -> None:
        """Count what disappears and appears between two states of a line."""
        gone, come = Counter(before), Counter(after)
        lost, new = gone - come, come - gone
        if not lost and not new:
            moved = sum(a != b for a, b in zip(before, after, strict=True))
            self._counts[step, "", "moved"] += moved
        for ch, times in lost.items():
            self._counts[step, ch, ""] += times
        for ch, times in new.items():
            self._counts[step, "", ch] += times


Tables = list[tuple[str, dict[str, str]]]


def _tables(spec: str | list[str]) -> dict[bool, Tables]:
    """(step, table) of each step that has one; for lines that are Arabic, and for others.

    A preset that is a plan counts as one step; presets that are none run as stages.
    """
    presets, chosen = parts_of(spec)
    if len(presets) == 1 and not chosen and presets[0].plan is not None:
        table = {chr(code): text for code, text in presets[0].plan.table.items()}
        return {arabic: [(presets[0].name, table)] for arabic in (True, False)}
    found: dict[bool, Tables] = {True: [], False: []}
    for name, value in chosen.items():
        step = STEPS[name]
        if step.table is not None:
            found[True].append((name, dict(step.table(value))))
            if value not in step.by_line:
                found[False].append(found[True][-1])
    return found


def _chain(ch: str, tables: Tables) -> Iterator[tuple[str, str, str]]:
    """The steps that change a character, and those that change what it became."""
    waiting = [ch]
    while waiting:
        part = waiting.pop()
        for step, table in tables:
            text = table.get(part, part)
            if text != part:
                yield step, part, text
                waiting += text
                break


@lru_cache(maxsize=8)
def _growing(plan: Plan) -> list[tuple[str, Normalizer]]:
    """Normalisers of the plan without contexts, with the first, with the first two …"""
    given = dict(plan.contexts)
    on = {name: given.pop(name) for name in ("script",) if name in given}
    growing = [("", Normalizer(Plan(plan.table, on.items(), plan.foreign)))]
    for name in CONTEXTS:
        if name in given:
            on[name] = given[name]
            growing.append((name, Normalizer(Plan(plan.table, on.items(), plan.foreign))))
    return growing


def touching(ch: str) -> dict[str, str]:
    """The profiles that change a character: name -> ``always``, ``arabic`` (on lines in Arabic
    only) or ``context`` (where its neighbours say so).
    """
    found = {}
    code = ord(ch)
    for name, plan in _plans().items():
        if code in plan.table and plan.table[code] != ch:
            foreign = plan.foreign.get(code)
            found[name] = "arabic" if foreign == ch else "always"
        elif any(ch in _subject(context) for context, _value in plan.contexts):
            found[name] = "context"
    return found


@cache
def _plans() -> dict[str, Plan]:
    return {name: program_for(name).plan for name in PROFILES}


@cache
def _subject(context: str) -> frozenset[str]:
    """The characters that a context may change. (Elongation and composition may change any letter
    that stands before its like or its mark: they are not counted in.)
    """
    return frozenset(
        {
            "tatweel": TATWEEL,
            "compose": COMPOSING,
            "order": "".join(combining()),
            "separators": "".join(plans.SEPARATORS),
            "line_ends": "\r",
            "blanks": " ",
            "punctuation": "".join(plans.BETWEEN_WORDS),
        }.get(context, "")
    )
