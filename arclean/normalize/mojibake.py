"""Mojibake: Arabic that was decoded with the wrong code page. Found, reported, repaired on request.

Two accidents, in both directions:

- UTF-8 read as windows-1256 («ط§ظ„ط³ظ„ط§ظ…»), windows-1252 («Ø§Ù„Ø³Ù„Ø§Ù…») or ISO 8859-6. Each
  character is then two of the code page's: a lead and a continuation. A line is taken for mojibake
  when two such pairs stand side by side and both give Arabic characters. ISO 8859-6 has no
  characters for half of the continuations, so most of what it read is lost: that is reported, and
  repaired only where nothing is.
- windows-1256 or ISO 8859-6 read as windows-1252 («ÇáÓáÇã Úáíßã»). A line is taken for it when
  words consist of letters above U+00BF alone and turn into Arabic that can be recognised as such.

A line is repaired as a whole, by itself; text that is well is never touched.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import NamedTuple

from .script import ARABIC_WORDS

__all__ = ["Finding", "find", "repair", "repair_with_ftfy"]


class Finding(NamedTuple):
    """A line of mojibake.

    Attributes:
        line: number of the line, from 1.
        reading: what happened, such as ``UTF-8 read as windows-1256``.
        before: the line as it stands.
        after: the line repaired; the same as ``before`` where characters are lost.
    """

    line: int
    reading: str
    before: str
    after: str


def find(text: str) -> Iterator[Finding]:
    """The lines of mojibake in a text."""
    for number, line in enumerate(text.split("\n"), 1):
        reading, repaired = _line(line)
        if reading is not None:
            yield Finding(number, reading, line, repaired)


def repair(text: str) -> str:
    """The text with its mojibake repaired."""
    if text.isascii():
        return text
    return "\n".join([_line(line)[1] for line in text.split("\n")])


def repair_with_ftfy(text: str) -> str:
    """``repair``, then ftfy's ``fix_encoding``, which knows the code pages of other scripts."""
    from ftfy import fix_encoding  # type: ignore[import-not-found, unused-ignore]

    fixed: str = "\n".join(map(fix_encoding, repair(text).split("\n")))
    return fixed


def _line(line: str) -> tuple[str | None, str]:
    """What happened to a line first, or None; and the line repaired as far as can be."""
    first = None
    # Mojibake of mojibake: each turn shortens the line, or leaves less Latin in it.
    while not line.isascii() and (undone := _undone(line)) is not None:
        reading, repaired = undone
        first = first or reading
        if repaired == line:
            break
        line = repaired
    return first, line


def _undone(line: str) -> tuple[str, str] | None:
    """What happened last, and the line before that; None for a line that is well."""
    for reading, undo in _UNDO.items():
        repaired = undo(line)
        if repaired is not None:
            return reading, repaired
    for name in _UTF8_PAGES:  # mojibake of mojibake, seen from outside: no Arabic in it yet
        page = _page(name)
        if page.run.search(line):
            repaired = _decoded(page, line, whole=True)
            if any(undo(repaired) is not None for undo in _UNDO.values()):
                return f"UTF-8 read as {name}", repaired
    return None


# --- UTF-8 read as a code page of one byte a character ---


class _Page(NamedTuple):
    """A code page: its characters to bytes, and the patterns of UTF-8 in its dress."""

    to_byte: dict[int, int]
    sequence: re.Pattern[str]
    evidence: re.Pattern[str]
    run: re.Pattern[str]
    lost: re.Pattern[str]


@cache
def _page(name: str) -> _Page:
    """A code page. Five bytes of windows-1252 have no character: decoders on the web make them C1
    controls, as ISO 8859-1 does with all of 0x80–9F; both count as this page.
    """
    chars = {}
    for byte in range(0x80, 0x100):
        char = bytes([byte]).decode(name, "replace")
        if byte < 0xA0 and name == "windows-1252":
            chars[chr(byte)] = byte
        if char != "\ufffd":
            chars[char] = byte
    groups = {
        key: "".join(re.escape(char) for char, byte in chars.items() if low <= byte <= high)
        for key, low, high in (
            ("two", 0xC2, 0xDF),
            ("three", 0xE0, 0xEF),
            ("four", 0xF0, 0xF4),
            ("more", 0x80, 0xBF),
            ("arabic", 0xD8, 0xDB),
        )
    }
    more = f"[{groups['more']}]"
    parts = [f"[{groups['two']}]{more}", f"[{groups['three']}]{more}{{2}}"]
    if groups["four"]:
        parts.append(f"[{groups['four']}]{more}{{3}}")
    pair = f"[{groups['arabic']}]{more}"
    return _Page(
        {ord(char): byte for char, byte in chars.items()},
        re.compile(f"(?:{'|'.join(parts)})+"),
        re.compile(f"{pair}{pair}"),
        re.compile(f"(?:{'|'.join(parts)}){{4}}"),
        re.compile(f"[{groups['arabic']}]\ufffd"),
    )


_UTF8_PAGES = ("windows-1256", "windows-1252")


def _undo_utf8(page_name: str) -> Callable[[str], str | None]:
    def undo(line: str) -> str | None:
        page = _page(page_name)
        if not page.evidence.search(line):
            return None
        if page.lost.search(line):
            return line
        # Where Arabic is left beside the pairs, a single pair may be a letter and its comma.
        whole = not _ARABIC.search(page.sequence.sub("", line))
        repaired = _decoded(page, line, whole=whole)
        return repaired if repaired != line else None

    return undo


def _decoded(page: _Page, line: str, *, whole: bool) -> str:
    """The line with what is UTF-8 in the dress of a page decoded; ``whole``: single pairs too."""

    def decoded(match: re.Match[str]) -> str:
        if not whole and len(match[0]) < 4:
            return match[0]
        try:
            return bytes(page.to_byte[ord(ch)] for ch in match[0]).decode("utf-8")
        except UnicodeDecodeError:
            return match[0]

    return page.sequence.sub(decoded, line)


_ARABIC = re.compile("[\u0621-\u064a]")


# --- an Arabic code page read as windows-1252 ---

#: Bytes of Arabic letters, marks and direction marks, in windows-1256 and in ISO 8859-6, as
#: windows-1252 shows them.
_LETTERS = "\u00c1-\u00d6\u00d8-\u00df\u00e0-\u00f6\u00f8-\u00fa\u00fd\u00fe"
_SUSPECT = re.compile(rf"(?<![^\W_])[{_LETTERS}]{{3,}}(?![^\W_])")
_HIGH = re.compile(r"\S*[\u0080-\u00ff\u0152-\u2122]\S*")
_LATIN = re.compile("[A-Za-z]{2,}")
_PAGES = ("windows-1256", "iso-8859-6")
#: Tatweel, vowel marks, direction marks: in and between the letters of a word.
_NO_LETTERS = re.compile("[\u0640\u064b-\u0652\u200e\u200f]+")
_COMMON = {word.replace("الي", "إلى") for word in ARABIC_WORDS} | {"من", "على", "أن", "الله"}


def _undo_single(page: str) -> Callable[[str], str | None]:
    def undo(line: str) -> str | None:
        suspects = _SUSPECT.findall(line)
        if not suspects or len(_LATIN.findall(line)) > len(suspects):
            return None
        scores = {name: _score(_reread(line, name)) for name in _PAGES}
        best = max(_PAGES, key=scores.__getitem__)
        if best != page or scores[best] == 0:
            return None
        return _reread(line, page)

    return undo


def _reread(line: str, page: str) -> str:
    """Words with characters above U+007F, from windows-1252 to bytes to ``page``."""
    to_byte = _page("windows-1252").to_byte

    def word(match: re.Match[str]) -> str:
        if _LATIN.search(match[0]):
            return match[0]
        raw = [to_byte.get(ord(ch), ord(ch)) for ch in match[0]]
        if max(raw) > 0xFF:
            return match[0]
        decoded = bytes(raw).decode(page, "replace")
        return match[0] if "\ufffd" in decoded else decoded

    return _HIGH.sub(word, line)


def _score(text: str) -> int:
    """How many words can be recognised as Arabic: common ones, and those with the article."""
    words = re.findall("[\u0621-\u063a\u0641-\u064a]+", _NO_LETTERS.sub("", text))
    return sum(word in _COMMON or (word.startswith("ال") and len(word) > 4) for word in words)


_UNDO: dict[str, Callable[[str], str | None]] = {
    "UTF-8 read as windows-1256": _undo_utf8("windows-1256"),
    "UTF-8 read as windows-1252": _undo_utf8("windows-1252"),
    "UTF-8 read as ISO 8859-6": _undo_utf8("iso-8859-6"),
    "windows-1256 read as windows-1252": _undo_single("windows-1256"),
    "ISO 8859-6 read as windows-1252": _undo_single("iso-8859-6"),
}
