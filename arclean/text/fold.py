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
from functools import lru_cache

from arclean.text import _fold_table as _t

__all__ = [
    "BLANKS",
    "BLANK_OR_INVISIBLE",
    "MARKS",
    "fold",
    "fold_characters",
    "fold_with_offsets",
    "is_folded",
    "is_word",
    "table",
    "trim",
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


@lru_cache(maxsize=1)
def table() -> dict[str, str]:
    """Character -> replacement ("" deletes) for every character that does not stay as it is."""
    result = dict(zip(_t.SINGLE_FROM, _t.SINGLE_TO, strict=True))
    result.update(dict.fromkeys(_t.DELETED, ""))
    result.update(zip(_t.LONGER_FROM, _t.LONGER_TO.split("\n"), strict=True))
    return result


def fold_characters(text: str) -> str:
    """Fold each character of ``text``; blanks become spaces but stay as many as they were.

    Chained ``str.replace`` over the few distinct characters that a page holds is five to ten times
    as fast as ``str.translate`` over all of them, and equal to it because the table is a fixpoint.
    """
    if text.isascii():
        text = text.lower()
    mapping = table()
    for char in mapping.keys() & set(text):
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


def fold_with_offsets(text: str) -> tuple[str, list[int], list[int]]:
    """Fold one line and tell where each folded character comes from.

    Returns:
        The folded text, and for each of its characters the start and the end (exclusive) of the
        stretch of ``text`` that it stands for: one character, or a whole run of blanks. Characters
        folded away belong to no stretch.
    """
    mapping = table()
    out: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    blank_start = -1
    blank_end = -1
    for index, char in enumerate(text):
        for folded in mapping.get(char, char):
            if folded in " \n\r":
                if blank_start < 0:
                    blank_start = index
                blank_end = index + 1
                continue
            if blank_start >= 0:
                if out:
                    out.append(" ")
                    starts.append(blank_start)
                    ends.append(blank_end)
                blank_start = -1
            out.append(folded)
            starts.append(index)
            ends.append(index + 1)
    return "".join(out), starts, ends


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
