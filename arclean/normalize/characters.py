"""Characters that the normaliser speaks of, by their Unicode names, and sets of them.

Everything that is long comes from ``_unicode_tables``, which a script writes from one pinned
version of Unicode; it is decoded when first asked for, so that importing this module costs nothing.
"""

from __future__ import annotations

from functools import cache

from . import _unicode_tables as tables

UNICODE = tables.UNICODE

TATWEEL = "\N{ARABIC TATWEEL}"
SHADDA = "\N{ARABIC SHADDA}"
MADDA = "\N{ARABIC MADDAH ABOVE}"
HAMZA_ABOVE = "\N{ARABIC HAMZA ABOVE}"
HAMZA_BELOW = "\N{ARABIC HAMZA BELOW}"
#: Marks that compose with letters; a profile composes them and never deletes them as mere marks.
COMPOSING = MADDA + HAMZA_ABOVE + HAMZA_BELOW
#: Longest run of combining marks that a context looks at; a longer one is no Arabic and is left
#: alone.
MARK_RUN = 30

ZWNJ = "\N{ZERO WIDTH NON-JOINER}"
ZWJ = "\N{ZERO WIDTH JOINER}"


def _mapping(lines: str) -> dict[str, str]:
    """Decode a generated table: lines of one character followed by what it becomes."""
    return {line[0]: line[1:] for line in lines.split("\n") if line}


def _spans(pairs: str) -> tuple[tuple[int, int], ...]:
    """Decode generated ranges: pairs first, last."""
    codes = [ord(ch) for ch in pairs]
    return tuple(zip(codes[::2], codes[1::2], strict=True))


def members(spans: tuple[tuple[int, int], ...]) -> str:
    """All characters of some ranges, as a string."""
    return "".join(chr(code) for low, high in spans for code in range(low, high + 1))


@cache
def presentation_forms() -> dict[str, str]:
    """Arabic Presentation Forms-A and -B, without the ligatures of whole words: form -> letters
    and marks.
    """
    return _mapping(tables.FORMS)


@cache
def word_ligatures() -> dict[str, str]:
    """Ligatures of whole words and phrases, U+FDF0–FDFD: ligature -> text."""
    return _mapping(tables.WORDS)


@cache
def case_folding() -> dict[str, str]:
    """Full Unicode case folding: character -> folded."""
    return _mapping(tables.CASE)


@cache
def combining_classes() -> tuple[tuple[int, int, int], ...]:
    """Ranges of characters with a canonical combining class: first, last, class."""
    codes = [ord(ch) for ch in tables.COMBINING]
    return tuple(zip(codes[::3], codes[1::3], codes[2::3], strict=True))


@cache
def combining() -> dict[str, int]:
    """Canonical combining class of each character that has one other than 0."""
    return {
        chr(code): value
        for low, high, value in combining_classes()
        for code in range(low, high + 1)
    }


@cache
def arabic_marks() -> str:
    """All nonspacing marks of the Arabic blocks."""
    return members(_spans(tables.ARABIC_MARKS))


@cache
def letter_ranges() -> tuple[tuple[int, int], ...]:
    """Ranges of the letters of Arabic-script words, tatweel not among them."""
    return _spans(tables.ARABIC_LETTERS)


@cache
def letters() -> frozenset[str]:
    """Letters of Arabic-script words, tatweel not among them."""
    return frozenset(members(letter_ranges()))


@cache
def compositions() -> dict[tuple[str, str], str]:
    """Canonical composition in the Arabic block: (base, mark) -> composite."""
    triples = tables.COMPOSITIONS
    return {(triples[i + 1], triples[i + 2]): triples[i] for i in range(0, len(triples), 3)}


@cache
def astral() -> frozenset[str]:
    """Marks and Arabic letters beyond U+FFFF: rare, and dear in a character class of a regular
    expression.
    """
    marks = {ch for ch in combining() if ch > "\uffff"}
    return frozenset(marks | {ch for ch in letters() if ch > "\uffff"})


def letter_class(*, wide: bool) -> str:
    """``letters`` as the inside of a character class; ``wide`` says that those beyond U+FFFF are
    needed too.
    """
    return _class(letter_ranges(), wide)


def mark_class(*, wide: bool, without: str = "") -> str:
    """Combining marks as the inside of a character class; ``wide`` as for ``letter_class``.

    Args:
        wide: as for ``letter_class``.
        without: one mark to leave out, alone in its combining class (the shadda is).
    """
    spans = tuple(span[:2] for span in combining_classes())
    return _class(tuple(span for span in spans if span != (ord(without or " "),) * 2), wide)


def _class(spans: tuple[tuple[int, int], ...], wide: bool) -> str:
    return "".join(f"{chr(low)}-{chr(high)}" for low, high in spans if wide or high <= 0xFFFF)
