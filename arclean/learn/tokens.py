"""Folded lines as tokens, some of them slots: numbers, months, weekdays, addresses.

Two lines whose tokens differ only in slots have one *template*, and a template can be written as a
pattern of the bounded dialect.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

__all__ = ["SLOTS", "Token", "joined", "literal", "pattern_of", "slots_in", "template", "tokens_of"]

NUMBER, MONTH, DAY, URL, MAIL, HANDLE, LATIN = (
    "<number>",
    "<month>",
    "<day>",
    "<url>",
    "<mail>",
    "<handle>",
    "<latin>",
)
SLOTS = frozenset({NUMBER, MONTH, DAY, URL, MAIL, HANDLE})
"""Names that stand in templates for tokens that vary."""

# Folded: one spelling of alef, yeh and heh.
_MONTHS = (
    "يناير فبراير مارس ابريل مايو يونيو يونيه يوليو يوليه يوليوز اغسطس غشت سبتمبر شتنبر "
    "اكتوبر نوفمبر نونبر ديسمبر دجنبر جانفي فيفري افريل جوان جويليه اوت شباط اذار نيسان "
    "ايار حزيران تموز ايلول محرم صفر رجب شعبان رمضان شوال january february march april "
    "june july august september october november december jan feb mar apr may jun jul aug sep "
    "sept oct nov dec"
).split()
_LONG_MONTHS = (
    "كانون الثاني|كانون الاول|تشرين الاول|تشرين الثاني|كانون ثان|تشرين اول|تشرين ثان|"
    "ربيع الاول|ربيع الثاني|ربيع الاخر|جمادي الاولي|جمادي الاخره|جمادي الثانيه|"
    "ذو القعده|ذي القعده|ذو الحجه|ذي الحجه"
)
_DAYS = (
    "السبت الاحد الاثنين الثلاثاء الاربعاء الخميس الجمعه saturday sunday monday tuesday "
    "wednesday thursday friday sat sun mon tue wed thu fri"
).split()
_NAMES = dict.fromkeys(_MONTHS, MONTH) | dict.fromkeys(_DAYS, DAY)
_NAMES.pop("مارس", None)  # "practised", too: a month only between numbers, see _slot
_NAMES.pop("march", None)
_NAMES.pop("sun", None)
_NAMES.pop("sat", None)

_TOKEN = re.compile(
    r"(?P<url>(?:https?://|www\.)[^ ]+)"
    r"|(?P<mail>[a-z0-9._-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+)"
    r"|(?P<handle>@[a-z0-9_]{3,}|[a-z0-9_]{3,}@(?![a-z0-9]))"
    rf"|(?P<month>(?:{_LONG_MONTHS})(?![^\W_]))"
    r"|(?P<number>[0-9]+)"
    r"|(?P<word>[^\W\d_]+)"
    r"|(?P<mark>[^ ])"
)
_KINDS = {"url": URL, "mail": MAIL, "handle": HANDLE, "month": MONTH, "number": NUMBER}
_CLASSES = {
    URL: "(?:https?://|www\\.)[^ ]{1,256}",
    MAIL: "[a-z0-9._-]{1,60}@[a-z0-9.-]{3,60}",
    HANDLE: "@?[a-z0-9_]{3,30}@?",
}
_ARABIC = {
    DAY: "(?:السبت|الاحد|الاثنين|الثلاثاء|الاربعاء|الخميس|الجمعه)",
    MONTH: "[ا-ي]{2,8}(?: [ا-ي]{2,7})?",
}
_LATIN = "[a-z]{3,9}"


class Token(NamedTuple):
    """One word, number or mark of a folded line.

    Attributes:
        key: the slot's name, or the text itself.
        text: as it stands in the fold.
        start: offset in the fold.
        space: whether a blank stands before it.
    """

    key: str
    text: str
    start: int
    space: bool

    @property
    def end(self) -> int:
        """Offset behind it."""
        return self.start + len(self.text)


def tokens_of(folded: str) -> list[Token]:
    """The tokens of a folded line.

    >>> [token.key for token in tokens_of("الرياض 25 شوال 1436")]
    ['الرياض', '<number>', '<month>', '<number>']
    """
    tokens: list[Token] = []
    for match in _TOKEN.finditer(folded):
        kind = match.lastgroup or ""
        text = match.group()
        start = match.start()
        key = _KINDS.get(kind) or (_NAMES.get(text, text) if kind == "word" else text)
        if text in ("مارس", "march", "اب", "ماي") and tokens and tokens[-1].key in (NUMBER, "/"):
            key = MONTH
        tokens.append(Token(key, text, start, start > 0 and folded[start - 1] == " "))
    return tokens


def template(tokens: Iterable[Token]) -> tuple[str, ...]:
    """What the tokens have in common with lines like theirs."""
    return tuple(token.key for token in tokens)


def slots_in(key: Iterable[str]) -> int:
    """How many of a template's tokens are slots."""
    return sum(1 for part in key if part in SLOTS)


def literal(text: str) -> str:
    """Text as a pattern that matches nothing else."""
    return re.sub(r"([\\.\[\](){}|^$?*+])", r"\\\1", text)


def joined(spaces: Iterable[bool]) -> str:
    """The pattern for what stood between two tokens: a blank, none, or one at times."""
    seen = set(spaces)
    if seen == {True}:
        return " "
    return "" if seen == {False} else " ?"


def pattern_of(examples: Sequence[Sequence[Token]]) -> str:
    """A pattern, without anchors, for token sequences of one template.

    Numbers take the digits that were seen and one more, so that 9 pages tell of the 10th.
    """
    parts = []
    for place, first in enumerate(examples[0]):
        column = [example[place] for example in examples]
        if place:
            parts.append(joined(token.space for token in column))
        if first.key == NUMBER:
            parts.append(_digits({len(token.text) for token in column}))
        elif first.key in _ARABIC:
            parts.append(_name(first.key, [token.text for token in column]))
        elif first.key in SLOTS:
            parts.append(_CLASSES[first.key])
        else:
            parts.append(literal(first.text))
    return "".join(parts)


def _name(kind: str, texts: Sequence[str]) -> str:
    """A month or a weekday, in the scripts that were seen."""
    latin = [text.isascii() for text in texts]
    if all(latin):
        return _LATIN
    return f"(?:{_LATIN}|{_ARABIC[kind]})" if any(latin) else _ARABIC[kind]


def _digits(lengths: set[int]) -> str:
    low, high = min(lengths), max(lengths)
    if low == high == 4:
        return "[0-9]{4}"
    if high <= 2:
        return "[0-9]{1,2}"
    return f"[0-9]{{1,{high + 1}}}"
