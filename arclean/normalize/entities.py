"""HTML entities left in text: ``&nbsp;``, ``&#1575;``, ``&amp;quot;``.

Decoded until none is left, in one pass from left to right: each semicolon asks whether an entity
ends here, and what that gives may be part of the next. So the result does not change when it is
decoded again, and an input of nested entities costs no more than any other.
"""

from __future__ import annotations

import re
from functools import cache

__all__ = ["decode"]

#: Longest entity without its semicolon: ``&CounterClockwiseContourIntegral`` has 32 characters.
_LONGEST = 40
_NUMBER = re.compile(r"#(?:[xX]([0-9a-fA-F]{1,6})|([0-9]{1,7}))\Z", re.ASCII)
#: A new line would cut a document in two where each line is one.
_LINE_ENDS = "\n\r"


def decode(text: str) -> str:
    """The text with its entities decoded; a semicolon must end each.

    What names no character (``&bogus;``), a control or half of a surrogate pair is left as it is.
    Line ends become spaces.
    """
    pieces = text.split(";")
    if len(pieces) == 1 or "&" not in text:
        return text
    done: list[str] = []
    tail = ""
    for piece in pieces[:-1]:
        tail = _closed(tail + piece)
        if len(tail) > 4096:
            done.append(tail[:-_LONGEST])
            tail = tail[-_LONGEST:]
    return "".join([*done, tail, pieces[-1]])


def _closed(tail: str) -> str:
    """The tail and a semicolon; if an entity ends there, decoded."""
    while (at := tail.rfind("&", max(len(tail) - _LONGEST, 0))) >= 0:
        value = _value(tail[at + 1 :])
        if value is None:
            break
        if value != ";":
            return tail[:at] + value
        tail = tail[:at]
    return tail + ";"


def _value(name: str) -> str | None:
    """The text of an entity, or None for what is none."""
    found = _NUMBER.match(name)
    if found is None:
        value = _named().get(name + ";")
    else:
        value = _numbered(int(found[1], 16) if found[1] else int(found[2]))
    return " " if value is not None and value in _LINE_ENDS else value


def _numbered(code: int) -> str | None:
    if 0x80 <= code < 0xA0:
        # What browsers do (WHATWG HTML, numeric character reference end state).
        try:
            return bytes([code]).decode("windows-1252")
        except UnicodeDecodeError:
            return None
    if code > 0x10FFFF or 0xD800 <= code < 0xE000 or code == 0x7F:
        return None
    if code < 0x20 and chr(code) not in "\t\n\r":
        return None
    return chr(code)


@cache
def _named() -> dict[str, str]:
    """Named character references of HTML: a fixed list, the same in all versions of Python."""
    from html.entities import html5

    return html5
