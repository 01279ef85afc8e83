"""Conditions on lines: compiled once into functions, answered on folded text.

What a condition says is laid down in docs/engine-semantics.md; every key of it must hold, inside a
list any one entry suffices.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from arclean.text.fold import is_word, trim

__all__ = ["MAX_REGEX_LINE", "Condition", "Matcher", "Pattern", "View", "compile_condition", "find"]

MAX_REGEX_LINE = 2000
"""Longest folded line, in characters, that a pattern sees as a whole; see ``Pattern.search``."""

Condition = Mapping[str, Any]
_CLOSERS = "\"')]} "
_ENDS = (".", "!", "?")


class View:
    """The lines that one rule sees: those that earlier rules left, as they left them.

    Attributes:
        visible: indices of the lines that are still there, in order.
        folded: folded text of every line of the page, by index.
        shares: share of every line that stands in links; None for plain text.
    """

    __slots__ = ("_trimmed", "folded", "shares", "visible")

    def __init__(
        self,
        visible: Sequence[int],
        folded: Sequence[str],
        shares: Sequence[float] | None = None,
    ) -> None:
        self.visible = visible
        self.folded = folded
        self.shares = shares
        self._trimmed: dict[int, str] = {}

    def trimmed(self, line: int) -> str:
        """The trimmed fold of a line, worked out once."""
        result = self._trimmed.get(line)
        if result is None:
            result = self._trimmed[line] = trim(self.folded[line])
        return result

    def forget(self, line: int) -> None:
        """A line's folded text has changed."""
        self._trimmed.pop(line, None)


Matcher = Callable[[View, int], bool]
"""Takes a view and a position in ``view.visible``."""


class Pattern:
    """A regular expression that compiles when it is first tried."""

    __slots__ = ("_compiled", "edge", "literals", "source")

    def __init__(
        self, source: str, literals: Iterable[str] | None = None, edge: str | None = None
    ) -> None:
        self.source = source
        self.edge = edge
        self.literals = tuple(literals) if literals else None
        self._compiled: Any = None

    def search(self, folded: str, start: int = 0) -> tuple[int, int] | None:
        """The leftmost match at or behind ``start``.

        In a line that is too long only a pattern that is bound to an edge matches, and there.
        """
        cut = 0  # characters in front of the edge that is looked at
        if len(folded) > MAX_REGEX_LINE:
            if self.edge == "start":
                folded = folded[: MAX_REGEX_LINE + 1]
            elif self.edge == "end":
                cut = len(folded) - MAX_REGEX_LINE - 1
                folded = folded[cut:]
                start = max(start - cut, 0)
            else:
                return None
        if self.literals is not None and not any(one in folded for one in self.literals):
            return None
        match = self._regex().search(folded, start)
        return (match.start() + cut, match.end() + cut) if match else None

    def matches(self, folded: str) -> bool:
        """Whether the pattern matches anywhere in a folded line."""
        return self.search(folded) is not None

    def _regex(self) -> Any:
        if self._compiled is None:
            import regex  # here, because loading it costs more than most runs that need no pattern

            self._compiled = regex.compile(self.source, regex.V0)
        return self._compiled


def _starts(folded: str, phrase: str) -> bool:
    if not folded.startswith(phrase):
        return False
    size = len(phrase)
    return len(folded) == size or not (is_word(phrase[-1]) and is_word(folded[size]))


def _ends(folded: str, phrase: str) -> bool:
    if not folded.endswith(phrase):
        return False
    before = len(folded) - len(phrase)
    return not before or not (is_word(phrase[0]) and is_word(folded[before - 1]))


def find(folded: str, phrase: str, start: int = 0) -> int:
    """Offset of the first occurrence of a phrase as whole words at or behind ``start``; -1 without
    one.
    """
    size = len(phrase)
    at = folded.find(phrase, start)
    while at >= 0:
        left = at == 0 or not (is_word(phrase[0]) and is_word(folded[at - 1]))
        right = at + size == len(folded) or not (is_word(phrase[-1]) and is_word(folded[at + size]))
        if left and right:
            return at
        at = folded.find(phrase, at + 1)
    return -1


def phrase_spans(
    folded: str, condition: Condition, patterns: Sequence[Pattern]
) -> list[tuple[int, int]]:
    """What a ``strip`` with this condition cuts from a folded line: non-overlapping spans from the
    left.

    The first kind of pattern that the condition has decides, in the order regex, starts, ends, has.
    From the left, the search goes on behind each span; at one place the longest phrase wins, or for
    regex the first pattern, as if the patterns were the branches of one.
    """
    if patterns:
        return _pattern_spans(folded, patterns)
    if "starts" in condition:
        sizes = [len(phrase) for phrase in condition["starts"] if _starts(folded, phrase)]
        return [(0, max(sizes))] if sizes else []
    if "ends" in condition:
        sizes = [len(phrase) for phrase in condition["ends"] if _ends(folded, phrase)]
        return [(len(folded) - max(sizes), len(folded))] if sizes else []
    found = []
    for phrase in condition.get("has", ()):
        at = find(folded, phrase)
        while at >= 0:
            found.append((at, at + len(phrase)))
            # Overlapping ones too: which of them count depends on the other phrases.
            at = find(folded, phrase, at + 1)
    found.sort(key=lambda span: (span[0], -span[1]))
    spans: list[tuple[int, int]] = []
    for start, end in found:
        if not spans or start >= spans[-1][1]:
            spans.append((start, end))
    return spans


def _pattern_spans(folded: str, patterns: Sequence[Pattern]) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    at = 0
    ahead = [pattern.search(folded) for pattern in patterns]
    while True:
        for index, span in enumerate(ahead):
            if span is not None and span[0] < at:
                ahead[index] = patterns[index].search(folded, at)
        hits = [span for span in ahead if span is not None]
        if not hits:
            return spans
        # min() gives the first of equals: of two at one place the earlier pattern's.
        spans.append(min(hits, key=lambda span: span[0]))
        at = spans[-1][1]


def sentence_end(folded: str) -> bool:
    """Whether a folded line ends like a sentence: closing quotes and brackets skipped, one of . ! ?
    is last.
    """
    return folded.rstrip(_CLOSERS).endswith(_ENDS)


def compile_patterns(condition: Condition) -> list[Pattern]:
    """The regular expressions of one condition (not of those nested in it)."""
    return [
        Pattern(item["pattern"], item.get("literals"), item.get("edge"))
        for item in condition.get("regex", ())
    ]


def compile_condition(condition: Condition, patterns: Sequence[Pattern] | None = None) -> Matcher:
    """A function that answers the condition.

    Args:
        condition: the compiled mapping.
        patterns: the condition's own patterns where the caller has compiled them already.
    """
    tests: list[Matcher] = []
    # Cheap tests first: they spare the others.
    if "max_words" in condition:
        tests.append(_max_words(condition["max_words"]))
    if "min_words" in condition:
        tests.append(_min_words(condition["min_words"]))
    if "max_chars" in condition:
        tests.append(_length(condition["max_chars"], most=True))
    if "min_chars" in condition:
        tests.append(_length(condition["min_chars"], most=False))
    if "link_share" in condition:
        tests.append(_link_share(condition["link_share"]))
    if "sentence_end" in condition:
        tests.append(_sentence_end(condition["sentence_end"]))
    if "is" in condition:
        tests.append(_is(frozenset(condition["is"])))
    for key, test in (("starts", _starts), ("ends", _ends), ("has", _has)):
        if key in condition:
            tests.append(_any_phrase(tuple(condition[key]), test))
    if "regex" in condition:
        tests.append(_any_pattern(compile_patterns(condition) if patterns is None else patterns))
    if "not" in condition:
        tests.append(_negated(compile_condition(condition["not"])))
    if "prev" in condition:
        tests.append(_neighbour(compile_condition(condition["prev"]), -1))
    if "next" in condition:
        tests.append(_neighbour(compile_condition(condition["next"]), 1))
    if len(tests) == 1:
        return tests[0]
    return lambda view, at: all(test(view, at) for test in tests)


def _has(folded: str, phrase: str) -> bool:
    return find(folded, phrase) >= 0


def _is(phrases: frozenset[str]) -> Matcher:
    return lambda view, at: view.trimmed(view.visible[at]) in phrases


def _any_phrase(phrases: tuple[str, ...], test: Callable[[str, str], bool]) -> Matcher:
    def match(view: View, at: int) -> bool:
        folded = view.folded[view.visible[at]]
        return any(test(folded, phrase) for phrase in phrases)

    return match


def _any_pattern(patterns: Sequence[Pattern]) -> Matcher:
    def match(view: View, at: int) -> bool:
        folded = view.folded[view.visible[at]]
        return any(pattern.matches(folded) for pattern in patterns)

    return match


def _words(folded: str) -> int:
    # In folded text the space is the only blank, single, and never at an edge.
    return folded.count(" ") + 1 if folded else 0


def _max_words(most: int) -> Matcher:
    return lambda view, at: _words(view.folded[view.visible[at]]) <= most


def _min_words(least: int) -> Matcher:
    return lambda view, at: _words(view.folded[view.visible[at]]) >= least


def _length(bound: int, *, most: bool) -> Matcher:
    if most:
        return lambda view, at: len(view.folded[view.visible[at]]) <= bound
    return lambda view, at: len(view.folded[view.visible[at]]) >= bound


def _link_share(least: float) -> Matcher:
    def match(view: View, at: int) -> bool:
        return view.shares is not None and view.shares[view.visible[at]] >= least

    return match


def _sentence_end(wanted: bool) -> Matcher:
    return lambda view, at: sentence_end(view.folded[view.visible[at]]) is wanted


def _negated(inner: Matcher) -> Matcher:
    return lambda view, at: not inner(view, at)


def _neighbour(inner: Matcher, step: int) -> Matcher:
    def match(view: View, at: int) -> bool:
        neighbour = at + step
        return 0 <= neighbour < len(view.visible) and inner(view, neighbour)

    return match
