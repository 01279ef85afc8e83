"""Marks of Markdown around words, placed so that a reader of Markdown sees them as marks.

HTML may begin and end emphasis anywhere; CommonMark (section 6.2) takes ``**`` for a mark only
where it can open or close: «**label:**text» is no emphasis, nor is «**a****b**». So runs of inline
content are first written with marks of their own, characters that no page has, and :func:`settle`
writes them out.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import accumulate

__all__ = ["BOLD", "CODE", "IMAGE", "ITALIC", "settle"]

BOLD = ("\x01", "\x02")
ITALIC = ("\x03", "\x04")
CODE = ("\x05", "\x06")
IMAGE = "\x07"
"""Stands for the «!» of an image."""

_OPEN = {BOLD[0]: "**", ITALIC[0]: "*"}
_CLOSE = {BOLD[1]: "**", ITALIC[1]: "*"}
_AGAIN = re.compile(f"{BOLD[1]}{BOLD[0]}|{ITALIC[1]}{ITALIC[0]}|{CODE[1]}{CODE[0]}")
# What may not be taken apart: an escaped character, the end of a link, an image, code.
_TOKEN = re.compile(
    rf"\\.|\]\([^()\s]*\)|{CODE[0]}[^{CODE[1]}]*{CODE[1]}|{IMAGE}\[(?:\\.|[^\]\\])*\]\([^()\s]*\)|.",
    re.DOTALL,
)
_TICKS = re.compile("`+")


def settle(text: str) -> str:
    """Write a run of inline content as CommonMark.

    Args:
        text: escaped text, with :data:`BOLD`, :data:`ITALIC`, :data:`CODE` and :data:`IMAGE` in
            place of marks, nested as in HTML.
    """
    if not any(mark in text for mark in "\x01\x03\x05\x07["):
        return text
    while (joined := _AGAIN.sub("", text)) != text:
        text = joined
    tokens = _TOKEN.findall(text)
    _move(tokens)
    tokens = _seen(tokens)
    return "".join(map(_written, tokens, [*tokens[1:], ""]))


def _move(tokens: list[str]) -> None:
    """Take punctuation out of the edge of emphasis where a letter stands right behind the edge."""
    last = len(tokens) - 1
    for mark in range(last + 1):
        at = mark
        if tokens[at] in _OPEN and not _is_bound(_beside(tokens, at, -1)):
            while at < last and _is_loose(tokens[at + 1]):
                tokens[at], tokens[at + 1] = tokens[at + 1], tokens[at]
                at += 1
    for mark in range(last, -1, -1):
        at = mark
        if tokens[at] in _CLOSE and not _is_bound(_beside(tokens, at, 1)):
            while at and _is_loose(tokens[at - 1]):
                tokens[at], tokens[at - 1] = tokens[at - 1], tokens[at]
                at -= 1


def _seen(tokens: list[str]) -> list[str]:
    """The tokens without pairs of marks that hold nothing or that would not be seen.

    What one pair is does not hang on others: a mark is told by the characters beside its run.
    """
    marks = [token in _OPEN or token in _CLOSE for token in tokens]
    held = list(accumulate((not mark for mark in marks), initial=0))
    unseen: set[int] = set()
    opened: list[int] = []
    for at, token in enumerate(tokens):
        if token in _OPEN:
            opened.append(at)
        elif token in _CLOSE:
            start = opened.pop()
            holds = held[at] > held[start]
            if not holds or not _opens(tokens, start) or not _opens(tokens, at, -1):
                unseen |= {start, at}
    return [token for at, token in enumerate(tokens) if at not in unseen]


def _opens(tokens: list[str], at: int, way: int = 1) -> bool:
    """Whether a mark can open (CommonMark: its run is left-flanking), or with -1 close."""
    inner, outer = _beside(tokens, at, way), _beside(tokens, at, -way)
    return not inner.isspace() and (not _is_punctuation(inner) or _is_bound(outer))


def _beside(tokens: list[str], at: int, way: int) -> str:
    """The character beside the run of marks at a place; a blank at the ends."""
    at += way
    while 0 <= at < len(tokens) and (tokens[at] in _OPEN or tokens[at] in _CLOSE):
        at += way
    if not 0 <= at < len(tokens):
        return " "
    token = tokens[at]
    if token[0] in (CODE[0], IMAGE):
        return "`"
    return token[0] if way > 0 else token[-1]


def _is_bound(character: str) -> bool:
    """Whether emphasis may end in punctuation beside it."""
    return (
        character.isspace()
        or unicodedata.category(character)[0] == "P"
        or (character.isascii() and not character.isalnum())
    )


def _is_punctuation(character: str) -> bool:
    return unicodedata.category(character)[0] in "PS"


def _is_loose(token: str) -> bool:
    """Whether a token is punctuation that is no part of a link."""
    return len(token) == 1 and token not in "[]" and _is_punctuation(token)


def _written(token: str, after: str) -> str:
    if token == IMAGE or token.startswith(IMAGE):
        return "!" + token[1:]
    if token.startswith(CODE[0]):
        return _code(token[1:-1])
    if token == "!" and after == "[":
        return "\\!"  # or the link would be an image
    return _OPEN.get(token) or _CLOSE.get(token) or token


def _code(text: str) -> str:
    """A span of code, in as many backticks as it takes."""
    runs = {len(run) for run in _TICKS.findall(text)}
    fence = "`" * next(length for length in range(1, len(runs) + 2) if length not in runs)
    blank = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{blank}{text}{blank}{fence}"
