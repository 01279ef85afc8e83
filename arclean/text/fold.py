"""The fold: the spelling in which rules and pages meet.

*Matching reads the folded text, removal cuts the original.* The fold takes off what scraped pages
vary in without meaning anything by it: presentation forms, harakat, tatweel, invisible controls,
variants of alef, yeh, heh, kaf and waw, digit scripts, punctuation scripts, Latin accents, case,
and runs of blanks. It is applied to both sides, so it may be as loose as it likes; it is never
output.

The per-character table is generated (tools/make_fold_table.py, Unicode pinned there) and is a
fixpoint: no character that it puts out is one that it takes in. So the order of replacements never
matters, folding twice is folding once, and folding a line is folding its characters, then its
blanks.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import lru_cache

from arclean.text import _fold_table as _t

__all__ = [
    "BLANKS",
    "BLANK_OR_INVISIBLE",
    "MARKS",
    "fold",
    "fold_characters",
    "is_folded",
    "is_word",
    "table",
    "tables_json",
    "trim",
    "unfold",
]

BLANKS = frozenset(_t.BLANKS)
"""Every character that separates words inside a line: Unicode's white space but LF and CR."""

BLANK_OR_INVISIBLE = _t.BLANKS + _t.INVISIBLE
"""What a blank line may hold, as an argument for ``str.strip``."""

MARKS = frozenset(_t.MARKS)
"""Combining marks that the fold deletes; a span that is cut takes those that follow it."""

# The edges of the trimmed form that nearly every line has; other characters take the table.
_ASCII_NOT_WORD = "".join(
    chr(c) for c in range(128) if not chr(c).isalnum() and chr(c) not in "\n\r"
)


_MANY = 150  # different characters to fold; beyond this str.translate is faster


@lru_cache(maxsize=1)
def table() -> dict[str, str]:
    """Character -> replacement ("" deletes) for every character that does not stay as it is."""
    result = dict(zip(_t.SINGLE_FROM, _t.SINGLE_TO, strict=True))
    result.update(dict.fromkeys(_t.DELETED, ""))
    result.update(zip(_t.LONGER_FROM, _t.LONGER_TO.split("\n"), strict=True))
    return result


@lru_cache(maxsize=1)
def _translation() -> dict[int, str]:
    """The table as ``str.translate`` wants it."""
    return {ord(char): to for char, to in table().items()}


def tables_json() -> str:
    """All tables of the fold as JSON, for the compiled core."""
    import json

    edges = [*map(ord, _t.WORD_EDGES), _t.WORD_LAST_EDGE]
    return json.dumps(
        {
            "blanks": _t.BLANKS,
            "invisible": _t.INVISIBLE,
            "marks": _t.MARKS,
            "deleted": _t.DELETED,
            "single_from": _t.SINGLE_FROM,
            "single_to": _t.SINGLE_TO,
            "longer_from": _t.LONGER_FROM,
            "longer_to": _t.LONGER_TO,
            "word_edges": edges,
        }
    )


def fold_characters(text: str) -> str:
    """Fold each character of ``text``; blanks become spaces but stay as many as they were.

    Chained ``str.replace`` over the few distinct characters that a page holds is faster than
    ``str.translate``, and equal to it because the table is a fixpoint. A page made of thousands of
    different ones (none in earnest has 150) would make it a hundred times slower.
    """
    if text.isascii():
        text = text.lower()
    mapping = table()
    found = mapping.keys() & set(text)
    if len(found) > _MANY:
        return text.translate(_translation())
    for char in found:
        text = text.replace(char, mapping[char])
    return text


def fold(text: str) -> str:
    """Fold one line: characters, then runs of blanks to one space, none at the edges.

    >>> fold("مقــالات  ذاتُ صلة :")
    'مقالات ذات صله :'
    """
    # split() on what is left knows only the space, LF and CR: every other blank has become a space
    # above.
    return " ".join(fold_characters(text).split())


def unfold(text: str, spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Where stretches of a line's fold come from.

    A folded character stands for the character that it folds from, a folded space for its whole run
    of blanks; characters that are folded away belong to a stretch only within it. Takes memory for
    no more than one span, so that a line may be of any length.

    Args:
        text: one line.
        spans: (start, end) offsets of ``fold(text)``, disjoint, ascending, not empty.

    Yields:
        (start, end) offsets of ``text`` for each span.

    >>> list(unfold("ذاتُ   صـلة", [(0, 3), (3, 5)]))
    [(0, 3), (4, 8)]
    """
    wanted = iter(spans)
    first, last = next(wanted, (-1, -1))
    start = 0
    for at, (low, high) in enumerate(_origins(text)):
        if at == first:
            start = low
        if at == last - 1:
            yield start, high
            first, last = next(wanted, (-1, -1))
            if last < 0:
                return


def _origins(text: str) -> Iterator[tuple[int, int]]:
    """For each character of the fold of a line the stretch that it comes from."""
    mapping = table()
    blank_start = blank_end = -1
    begun = False
    for index, char in enumerate(text):
        for folded in mapping.get(char, char):
            if folded in " \n\r":
                if blank_start < 0:
                    blank_start = index
                blank_end = index + 1
                continue
            if blank_start >= 0:
                if begun:
                    yield blank_start, blank_end
                blank_start = -1
            begun = True
            yield index, index + 1


@lru_cache(maxsize=4096)
def is_word(char: str) -> bool:
    """Whether ``char`` is part of a word: a letter, number or mark (Unicode L, N, M)."""
    return bool(bisect_right(_t.WORD_EDGES, char) & 1) if ord(char) < _t.WORD_LAST_EDGE else False


def trim(folded: str) -> str:
    """Folded text without what stands before its first and after its last word character.

    Text with no word character at all comes back as it is, so that a rule can still name a line of
    dashes.

    >>> trim("« مقالات ذات صله : »")
    'مقالات ذات صله'
    """
    # ASCII punctuation covers nearly every line; the loops finish the rest (bullets, arrows,
    # emoji).
    text = folded.strip(_ASCII_NOT_WORD)
    if not text:
        return folded
    start, end = 0, len(text)
    while start < end and not is_word(text[start]):
        start += 1
    while end > start and not is_word(text[end - 1]):
        end -= 1
    return text[start:end] if start < end else folded


def is_folded(char: str) -> bool:
    """Whether the fold leaves this one character alone."""
    return char not in table()
