"""Pages as the learner sees them: non-blank lines, folded, with their places from both ends."""

from __future__ import annotations

import re
from functools import cached_property

from arclean.learn.tokens import Token, template, tokens_of
from arclean.text.fold import BLANK_OR_INVISIBLE, fold, fold_characters, trim

__all__ = ["Line", "Page", "ends_sentence", "with_title"]

_LINE_END = re.compile("\r\n|\n|\r")
_SHORT = 300
"""Folded characters beyond which a line is a paragraph, whatever else it is."""


class Line:
    """One non-blank line.

    Attributes:
        text: as it stands on the page.
        fold: its folded text.
        top: its place from the first line, counted from 1.
        bottom: its place from the last line, counted from 1.
        number: its number among all lines of the page, blank ones too.
        gone: whether packs take it, or a part of it.
    """

    __slots__ = ("_tokens", "bottom", "fold", "gone", "number", "text", "top", "words")

    def __init__(self, text: str, folded: str, top: int, bottom: int, number: int) -> None:
        self.number = number
        self.text = text
        self.fold = folded
        self.top = top
        self.bottom = bottom
        self.gone = False
        self.words = folded.count(" ") + 1 if folded else 0
        self._tokens: list[Token] | None = None

    @property
    def tokens(self) -> list[Token]:
        """The tokens of a line that is no paragraph; see :func:`tokens_of`."""
        if self._tokens is None:
            self._tokens = tokens_of(self.fold)
        return self._tokens

    @property
    def short(self) -> bool:
        """Whether it could be anything but a paragraph."""
        return len(self.fold) <= _SHORT

    @property
    def key(self) -> tuple[str, ...] | None:
        """What it shares with lines like it; None for a paragraph."""
        if not self.short:
            return None
        return template(tokens_of(trim(self.fold)))

    @property
    def sentence(self) -> bool:
        """Whether it reads as running text: long, or a few words with a full stop."""
        return self.words > 25 or (self.words >= 6 and ends_sentence(self.fold))


class Page:
    """One page.

    Attributes:
        text: the whole page.
        lines: its non-blank lines.
        url: its address, where it is known.
    """

    def __init__(self, text: str, url: str | None = None) -> None:
        self.text = text
        self.url = url
        raws = _LINE_END.split(text)
        folds = fold_characters("\n".join(raws)).split("\n")
        kept = [
            (raw, " ".join(folded.split()), number)
            for number, (raw, folded) in enumerate(zip(raws, folds, strict=True), 1)
            if raw.strip(BLANK_OR_INVISIBLE)
        ]
        count = len(kept)
        self.lines = [
            Line(raw.strip(BLANK_OR_INVISIBLE), folded, at + 1, count - at, number)
            for at, (raw, folded, number) in enumerate(kept)
        ]

    @cached_property
    def body(self) -> tuple[int, int]:
        """Indexes of the first and the last line of running text; (n, -1) without any."""
        found = [at for at, line in enumerate(self.lines) if line.sentence]
        return (found[0], found[-1]) if found else (len(self.lines), -1)

    def marginal(self, line: Line) -> bool:
        """Whether a line stands before the first or behind the last line of running text."""
        first, last = self.body
        return line.top <= first or line.top - 1 > last


def ends_sentence(folded: str) -> bool:
    """Whether a folded line ends like a sentence; as ``sentence_end`` of the rules."""
    return folded.rstrip("\"') ]}")[-1:] in (".", "!", "?")


def with_title(text: str, title: str | None) -> str:
    """A page's text below its title, unless it begins with it already."""
    if not title or not title.strip(BLANK_OR_INVISIBLE):
        return text
    first = next((raw for raw in _LINE_END.split(text) if raw.strip(BLANK_OR_INVISIBLE)), "")
    title = " ".join(_LINE_END.split(title))
    return text if fold(first).startswith(fold(title)) else f"{title}\n{text}"
