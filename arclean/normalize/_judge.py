"""Judging lines, fast: which lines of a text are not written in Arabic.

Says the same as ``Judge`` in the reference. Only lines with evidence (a foreign or ambiguous
letter) are looked at.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from . import script
from .characters import TATWEEL, astral, letter_class, letters, mark_class, members
from .plan import Plan

__all__ = ["Lines"]

_FEMININE = "\N{ARABIC LETTER TEH MARBUTA}"
_ARTICLE = "\N{ARABIC LETTER ALEF}\N{ARABIC LETTER LAM}"
_PROCLITICS = "\N{ARABIC LETTER WAW}\N{ARABIC LETTER FEH}\N{ARABIC LETTER BEH}\N{ARABIC LETTER KAF}"
_LINE_END = re.compile("[\n\r]")


@lru_cache(maxsize=2)
def _patterns(
    wide: bool,
) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Patterns of: what is ignored; words and what is between them; a doubled character; a key
    letter to replace.
    """
    words = letter_class(wide=wide)
    ignored = re.compile(f"[{TATWEEL}{mark_class(wide=wide)}]+")
    tokens = re.compile(f"[{words}]+|[^{words} \n\r]+")
    return (
        ignored,
        tokens,
        re.compile(r"(.)\1+", re.DOTALL),
        re.compile("[" + "".join(script.key_letters()) + "]"),
    )


class Lines:
    """Judges the lines of one plan's input.

    Attributes:
        evidence: characters of the input without which a line is arabic.
    """

    def __init__(self, plan: Plan) -> None:
        self._table = {
            chr(code): text for code, text in (*plan.table.items(), *plan.foreign.items())
        }
        self._foreign = frozenset(members(script.foreign_ranges()))
        telling = self._foreign | frozenset(script.AMBIGUOUS)
        self._telling = telling
        self._finders: dict[bool, re.Pattern[str]] = {}
        mapped = {ch for ch, text in self._table.items() if not telling.isdisjoint(text)}
        kept = {ch for ch in telling if not telling.isdisjoint(self._table.get(ch, ch))}
        self.evidence = frozenset(mapped | kept)

    def _finder(self, wide: bool) -> Callable[[str, int, int], re.Match[str] | None]:
        """``search`` for evidence, compiled when it is first needed."""
        pattern = self._finders.get(wide)
        if pattern is None:
            wanted = sorted(ch for ch in self.evidence if wide or ch <= "\uffff")
            pattern = self._finders[wide] = re.compile("[" + "".join(wanted) + "]")
        return pattern.search

    def judge(self, line: str, *, ended: bool) -> bool | None:
        """Whether a line is arabic, or None where that cannot be told yet.

        Args:
            line: the line from its beginning, with or without its line end.
            ended: nothing more of this line will come.
        """
        cut = len(line) >= script.REACH
        if not ended and not cut and len(line) < script.WINDOW:
            return None  # most likely; a later judgement comes to the same
        head = line[: script.REACH] if cut else line
        arabic, full = self._count(head, ended=ended and not cut)
        return arabic if ended or cut or full else None

    def _count(self, head: str, *, ended: bool) -> tuple[bool, bool]:
        """(verdict, whether the window was full) for the beginning of a line."""
        present = set(head)
        ignored, tokens, doubled, replaced = _patterns(not astral().isdisjoint(present))
        table, key = self._table, script.key_letters()
        for ch in present:
            if ch in table:
                head = head.replace(ch, table[ch])
        head = ignored.sub("", head)
        keys = replaced.sub(lambda match: key[match[0]], head)
        all_letters = letters()
        foreign = arabic = counted = 0
        doubtful = False
        for match in tokens.finditer(keys):
            start, end = match.span()
            word = match[0]
            if word[0] not in all_letters:
                counted += end - start
                if counted >= script.WINDOW:
                    return not doubtful or arabic > foreign, True
                continue
            if doubled.search(word):
                word = doubled.sub(r"\1", word)
            original = head[start:end]
            counted += len(word)
            if counted >= script.WINDOW:
                seen = _prefix(match[0], len(word) - (counted - script.WINDOW))
                doubtful = doubtful or not self._telling.isdisjoint(original[:seen])
                return not doubtful or arabic > foreign, True
            doubtful = doubtful or not self._telling.isdisjoint(original)
            if end == len(keys) and not ended:
                break  # the last word goes on, or the reach ended within it
            if not self._foreign.isdisjoint(original) or word in _foreign_words():
                foreign += 1
            elif _FEMININE in original:
                arabic += 2
            elif word in _arabic_words() or _has_article(word):
                arabic += 1
        return not doubtful or arabic > foreign, False

    def segments(
        self, text: str, present: set[str], current: bool | None
    ) -> tuple[list[tuple[bool, str]], str, bool | None]:
        """Cut a text into pieces that are arabic or not.

        Args:
            text: from the beginning of a line, or from the middle of one that is judged already.
            present: contains every character of the text that is not in ``COMMON``.
            current: the judgement of the line that the text begins in, None at the beginning of a
                line.

        Returns:
            pieces (arabic, text); the rest, a line's beginning that cannot be judged yet; the
            judgement of the line that the pieces end in, or None where they end with a line end.
        """
        pieces: list[tuple[bool, str]] = []
        position = 0
        if current is not None:
            found = _LINE_END.search(text)
            if found is None:
                return [(current, text)], "", current
            position = found.end()
            pieces.append((current, text[:position]))
        last = max(text.rfind("\n"), text.rfind("\r")) + 1
        last = max(last, position)
        done = position
        if self.evidence.isdisjoint(present):
            position = last
        find = self._finder(not astral().isdisjoint(present)) if position < last else None
        while find is not None and (hit := find(text, position, last)) is not None:
            start = (
                max(text.rfind("\n", done, hit.start()), text.rfind("\r", done, hit.start())) + 1
            )
            start = max(start, done)
            found = _LINE_END.search(text, hit.start())
            assert found is not None
            position = found.end()
            if not self.judge(text[start:position], ended=True):
                if start > done:
                    pieces.append((True, text[done:start]))
                pieces.append((False, text[start:position]))
                done = position
        if last > done:
            pieces.append((True, text[done:last]))
        tail = text[last:]
        if not tail:
            return pieces, "", None
        verdict = self.judge(tail, ended=False)
        if verdict is None:
            return pieces, tail, None
        pieces.append((verdict, tail))
        return pieces, "", verdict


@lru_cache(maxsize=1)
def _foreign_words() -> frozenset[str]:
    return frozenset(script.FOREIGN_WORDS)


@lru_cache(maxsize=1)
def _arabic_words() -> frozenset[str]:
    return frozenset(script.ARABIC_WORDS)


def _has_article(word: str) -> bool:
    """Whether a word begins with the article, after a proclitic or none, and goes on for two
    letters.
    """
    if word.startswith(_ARTICLE):
        return len(word) >= 4
    return word[0] in _PROCLITICS and len(word) >= 5 and word.startswith(_ARTICLE, 1)


def _prefix(word: str, kept: int) -> int:
    """How long the beginning of a word is that has ``kept`` letters once its runs are collapsed."""
    count = 0
    last = ""
    for position, ch in enumerate(word):
        if ch != last:
            count += 1
            last = ch
        if count == kept:
            return position + 1
    return len(word)
