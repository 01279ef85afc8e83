"""Text in one-line messages, and the characters that a rule file may not hold raw."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Iterable

from arclean.errors import closest

__all__ = ["first_forbidden", "name_of", "nearest", "quote"]

_SHOWN = 60

# Raw characters that a reader of the file cannot see, or that reorder what the reader sees ("Trojan
# source", CVE-2021-42574); in a double-quoted YAML string all of them can be written as escapes.
# ZWNJ and ZWJ are spelling in Persian and Urdu; Arabic number signs (U+0600 …) are visible.
_FORBIDDEN = (
    (0x0000, 0x0008),  # controls; tab and LF are YAML's
    (0x000B, 0x000C),
    (0x000E, 0x001F),
    (0x007F, 0x009F),  # DEL, C1 controls, NEL (a line end for YAML 1.1, not for an editor)
    (0x00AD, 0x00AD),  # soft hyphen
    (0x034F, 0x034F),  # combining grapheme joiner
    (0x061C, 0x061C),  # Arabic letter mark
    (0x115F, 0x1160),  # Hangul fillers
    (0x17B4, 0x17B5),  # Khmer inherent vowels
    (0x180B, 0x180F),  # Mongolian selectors and vowel separator
    (0x200B, 0x200B),  # zero width space
    (0x200E, 0x200F),  # left-to-right and right-to-left mark
    (0x2028, 0x202E),  # line and paragraph separator, embeddings and overrides
    (0x2060, 0x206F),  # word joiner, isolates, deprecated format characters
    (0x3164, 0x3164),  # Hangul filler
    (0xD800, 0xDFFF),  # surrogates
    (0xFE00, 0xFE0D),  # variation selectors, but for those that pick an emoji's two looks
    (0xFEFF, 0xFEFF),  # zero width no-break space; as the first character it is the byte order mark
    (0xFFA0, 0xFFA0),  # halfwidth Hangul filler
    (0xFFF0, 0xFFFB),  # interlinear annotation
    (0xFFFE, 0xFFFF),
    (0x1BCA0, 0x1BCA3),  # shorthand format controls
    (0x1D173, 0x1D17A),  # musical format controls
    (0xE0000, 0xE0FFF),  # tags, variation selectors supplement
)
_STARTS = [low for low, _ in _FORBIDDEN]


def _forbidden(char: str) -> bool:
    code = ord(char)
    at = bisect_right(_STARTS, code) - 1
    return at >= 0 and code <= _FORBIDDEN[at][1]


def first_forbidden(text: str) -> int | None:
    """Offset of the first character that a rule file may not hold raw; None without one."""
    bad = {char for char in set(text) if _forbidden(char)}
    return min(map(text.index, bad)) if bad else None


def name_of(char: str) -> str:
    """Code point and, where Unicode has one, the name of a character: ``U+200E LEFT-TO-…``."""
    return f"U+{ord(char):04X} {unicodedata.name(char, '')}".rstrip()


def quote(text: str) -> str:
    """Text from a file, between quotes, safe to print in one line: escaped and cut short."""
    shown = "".join(
        char
        if char.isprintable() and not _forbidden(char)
        else char.encode("unicode_escape").decode("ascii")
        for char in text[:_SHOWN]
    )
    return f"'{shown}{'…' if len(text) > _SHOWN else ''}'"


def nearest(word: str, valid: Iterable[str]) -> str | None:
    """The valid word that a misspelt one comes nearest to; None where none is near."""
    candidates = sorted(valid)
    by_letters = {name.replace("_", "").replace("-", ""): name for name in candidates}
    plain = word[:_SHOWN].strip().lower().replace("_", "").replace("-", "").replace(" ", "")
    if plain in by_letters:
        return by_letters[plain]
    near = closest(plain, by_letters)
    return by_letters[near] if near is not None else None
