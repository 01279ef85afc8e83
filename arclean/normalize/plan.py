"""Steps folded into a plan: one table for everything per character, and a short tuple of contexts.

The exact meaning of a plan, table and contexts, is stated by the slow machine in
``tests/reference/normalize_reference.py``, which runs on nothing but ``Plan.to_json()``; the pure
core and the compiled core must agree with it to the byte.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from types import MappingProxyType

from arclean.errors import UsageError

from . import script as scripts
from .characters import (
    COMPOSING,
    HAMZA_ABOVE,
    HAMZA_BELOW,
    MARK_RUN,
    UNICODE,
    combining_classes,
    compositions,
    letter_ranges,
)
from .steps import STEPS, nearest

__all__ = ["CONTEXTS", "LOOK_AHEAD", "Plan", "plan_of"]

#: All contexts, in the order in which they run, one after the other, each on the output of the one
#: before it.
CONTEXTS = (
    "script",
    "tatweel",
    "compose",
    "order",
    "elongation",
    "separators",
    "line_ends",
    "blanks",
    "punctuation",
)
#: Letters that real words have three times in a row: teh («تتتابع») and waw («وووجه»).
TRIPLES = "\N{ARABIC LETTER TEH}\N{ARABIC LETTER WAW}"
SEPARATORS = {"\N{ARABIC DECIMAL SEPARATOR}": ".", "\N{ARABIC THOUSANDS SEPARATOR}": ","}
#: What , ; ? become between Arabic words.
BETWEEN_WORDS = {
    ",": "\N{ARABIC COMMA}",
    ";": "\N{ARABIC SEMICOLON}",
    "?": "\N{ARABIC QUESTION MARK}",
}
#: Characters that the punctuation context looks past (and all combining marks, and tatweel).
TRANSPARENT = (
    " \t!\"'()-.:,;?[]{}"
    "\N{ARABIC COMMA}\N{ARABIC SEMICOLON}\N{ARABIC QUESTION MARK}\N{ARABIC TATWEEL}"
    "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"
)
#: How many characters after a , ; or ? the punctuation context looks at.
LOOK_AHEAD = 8


class Plan:
    """What a normaliser does, as data. Immutable, hashable, picklable.

    Attributes:
        table: code point -> replacement, ``""`` to delete. A fixpoint: no character of a
            replacement is in the table.
        foreign: code point -> replacement on lines that are not Arabic, for those characters whose
            replacement differs there (often: the character itself). Empty unless the script context
            is on.
        contexts: (name, value) of each context that is on, in the order of ``CONTEXTS``.
    """

    __slots__ = ("_hash", "contexts", "foreign", "table")

    table: Mapping[int, str]
    foreign: Mapping[int, str]
    contexts: tuple[tuple[str, str | int], ...]

    def __init__(
        self,
        table: Mapping[int, str],
        contexts: Iterable[tuple[str, str | int]] = (),
        foreign: Mapping[int, str] | None = None,
    ) -> None:
        given = dict(contexts)
        for name in given:
            if name not in CONTEXTS:
                raise UsageError(f"unknown context {name!r}{nearest(name, CONTEXTS)}")
        ordered = tuple((name, given[name]) for name in CONTEXTS if name in given)
        for part in (table, {**table, **(foreign or {})}):
            replaced = set(map(chr, part))
            for code, text in part.items():
                if text != chr(code) and not replaced.isdisjoint(text):
                    self._check(code, text, part)
        object.__setattr__(self, "table", MappingProxyType(dict(table)))
        object.__setattr__(self, "foreign", MappingProxyType(dict(foreign or {})))
        object.__setattr__(self, "contexts", ordered)
        object.__setattr__(
            self,
            "_hash",
            hash((frozenset(self.table.items()), frozenset(self.foreign.items()), ordered)),
        )

    @staticmethod
    def _check(code: int, text: str, table: Mapping[int, str]) -> None:
        """Refuse a replacement that the table would replace again; one by itself (foreign) is
        none.
        """
        if any(table.get(ord(ch), ch) != ch for ch in text):
            raise UsageError(f"the replacement of U+{code:04X} is not final: {text!r}")

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("a Plan does not change; build another one")

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Plan):
            return NotImplemented
        return (self.table, self.foreign, self.contexts) == (
            other.table,
            other.foreign,
            other.contexts,
        )

    def __hash__(self) -> int:
        value: int = self._hash  # type: ignore[attr-defined]
        return value

    def __repr__(self) -> str:
        return f"<Plan: {len(self.table)} characters, contexts {dict(self.contexts)}>"

    def __reduce__(self) -> tuple[object, ...]:
        return Plan, (dict(self.table), self.contexts, dict(self.foreign))

    def context(self, name: str) -> str | int | None:
        """The value of a context, or None where it is off."""
        return dict(self.contexts).get(name)

    def pairs(self, *, foreign: bool = False) -> dict[tuple[str, str], str]:
        """Compositions as this plan makes them: (base, mark) -> the letter that the table makes of
        the composite.

        Args:
            foreign: for lines that are not Arabic.
        """
        table = {**self.table, **self.foreign} if foreign else self.table
        found = {}
        for (base, mark), composite in compositions().items():
            result = table.get(ord(composite), composite)
            # A base that the table replaces never arrives here; one letter and a mark is what came
            # in.
            if table.get(ord(base), base) == base and len(result) == 1:
                found[base, mark] = result
        return found

    def splits(self, *, foreign: bool = False) -> dict[str, tuple[str, str]]:
        """Composites that reach the compose context as such: letter -> (base, mark)."""
        return {
            composite: pair
            for pair, result in self.pairs(foreign=foreign).items()
            if (composite := compositions()[pair]) == result
        }

    def to_data(self) -> dict[str, object]:
        """The plan, and every set of characters that its contexts need, as plain JSON-able data."""
        return {
            "format": 1,
            "unicode": UNICODE,
            "table": [[code, text] for code, text in sorted(self.table.items())],
            "foreign": [[code, text] for code, text in sorted(self.foreign.items())],
            "contexts": [list(pair) for pair in self.contexts],
            "marks": [list(span) for span in combining_classes()],
            "mark_run": MARK_RUN,
            "letters": [list(span) for span in letter_ranges()],
            "hamza": HAMZA_ABOVE + HAMZA_BELOW,
            "composing": COMPOSING,
            "pairs": [[*key, text] for key, text in sorted(self.pairs().items())],
            "splits": [[ch, *pair] for ch, pair in sorted(self.splits().items())],
            "foreign_pairs": [
                [*key, text] for key, text in sorted(self.pairs(foreign=True).items())
            ],
            "foreign_splits": [
                [ch, *pair] for ch, pair in sorted(self.splits(foreign=True).items())
            ],
            "triples": TRIPLES,
            "separators": SEPARATORS,
            "between_words": BETWEEN_WORDS,
            "transparent": TRANSPARENT,
            "look_ahead": LOOK_AHEAD,
            "script": {
                "window": scripts.WINDOW,
                "reach": scripts.REACH,
                "foreign_letters": [list(span) for span in scripts.foreign_ranges()],
                "ambiguous": scripts.AMBIGUOUS,
                "key": dict(sorted(scripts.key_letters().items())),
                "arabic_words": scripts.ARABIC_WORDS,
                "foreign_words": scripts.FOREIGN_WORDS,
                "article": "ال",
                "proclitics": "وفبك",
                "feminine": "\N{ARABIC LETTER TEH MARBUTA}",
            },
        }

    def to_json(self) -> str:
        """``to_data`` as JSON text, ASCII only."""
        import json

        return json.dumps(self.to_data(), separators=(",", ":"))


def plan_of(steps: Mapping[str, str], *, script: str = "auto") -> Plan:
    """The plan of steps, without those that work on whole texts.

    Args:
        steps: step -> value, in the order of ``STEPS``.
        script: as for ``plan_for``.

    Raises:
        UsageError: an unknown script.
    """
    if script not in scripts.SCRIPTS:
        raise UsageError(
            f"unknown script {script!r}{nearest(script, scripts.SCRIPTS)}; "
            f"it is one of {', '.join(scripts.SCRIPTS)}"
        )
    return _plan(tuple(steps.items()), script)


@lru_cache(maxsize=64)
def _plan(steps: tuple[tuple[str, str], ...], script: str) -> Plan:
    everywhere: dict[str, str] = {}
    arabic_only: dict[str, str] = {}
    contexts: list[tuple[str, str | int]] = []
    for name, value in steps:
        step = STEPS[name]
        if step.table is not None:
            by_line = value in step.by_line and script != "arabic"
            (arabic_only if by_line else everywhere).update(step.table(value))
        if step.context is not None and (context := step.context(value)) is not None:
            contexts.append(context)
    other = _closed(everywhere)
    if script != "auto" or not arabic_only:
        return Plan(_coded(other), contexts)
    table = _closed({**arabic_only, **everywhere})
    foreign = {ch: other.get(ch, ch) for ch in table if other.get(ch, ch) != table[ch]}
    return Plan(_coded(table), [("script", "auto"), *contexts], _coded(foreign))


def _closed(table: dict[str, str]) -> dict[str, str]:
    """The table applied to its own replacements until nothing changes, so that order does not
    matter.
    """
    closed = {}
    replaced = table.keys()
    for ch, text in table.items():
        if replaced.isdisjoint(text):
            closed[ch] = text
            continue
        for _ in range(8):
            again = "".join([table.get(part, part) for part in text])
            if again == text:
                break
            text = again
        else:
            raise UsageError(f"steps map U+{ord(ch):04X} in a circle")
        if text != ch:
            closed[ch] = text
    return closed


def _coded(table: dict[str, str]) -> dict[int, str]:
    """Keys as code points."""
    return {ord(ch): text for ch, text in table.items()}
