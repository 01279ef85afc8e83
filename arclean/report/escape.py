"""Making hostile characters visible before they reach a terminal.

A scraped page may hold escape sequences that move the cursor, and bidi controls that show text in
another order than it stands in the file. On a terminal both would let a page forge the report about
itself.
"""

from __future__ import annotations

import re
from contextlib import suppress
from functools import lru_cache

__all__ = ["escape_json", "visible"]

_HOSTILE = (
    "["
    "\x00-\x08\x0a-\x1f\x7f-\x9f"  # C0 (the tab is harmless), DEL, C1
    "\N{ARABIC LETTER MARK}\N{LEFT-TO-RIGHT MARK}\N{RIGHT-TO-LEFT MARK}"
    "\N{LINE SEPARATOR}-\N{RIGHT-TO-LEFT OVERRIDE}"  # U+2028-202E: separators, overrides
    "\N{WORD JOINER}-\N{NOMINAL DIGIT SHAPES}"  # U+2060-206F: isolates, invisible operators
    "\N{ZERO WIDTH NO-BREAK SPACE}"
    "\N{INTERLINEAR ANNOTATION ANCHOR}-\N{INTERLINEAR ANNOTATION TERMINATOR}"
    "\ud800-\udfff"  # lone surrogates: invalid bytes that were decoded with surrogateescape
    "\N{LANGUAGE TAG}-\N{CANCEL TAG}"
    "]"
)


@lru_cache(maxsize=1)
def _hostile() -> re.Pattern[str]:
    """Compiled on first use: a run that prints no report and no message does not pay for it."""
    return re.compile(_HOSTILE)


def visible(text: str | bytes) -> str:
    r"""The text with control characters, bidi controls and invalid bytes as escapes; always one
    line.

    >>> visible("a\N{RIGHT-TO-LEFT OVERRIDE}b\x1b[2J\n")
    'a\\u202eb\\x1b[2J\\n'
    >>> visible(b"a\xff")
    'a\\xff'
    """
    if isinstance(text, str):
        # In the C locale Python holds a file name in UTF-8 as single escaped bytes: join them.
        with suppress(UnicodeEncodeError):  # other surrogates are shown as they are
            text = text.encode("utf-8", "surrogateescape")
    if isinstance(text, bytes):
        text = text.decode("utf-8", "surrogateescape")
    return _hostile().sub(_escaped, text)


def _escaped(match: re.Match[str]) -> str:
    code = ord(match.group())
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    short = {0x0A: "\\n", 0x0D: "\\r"}.get(code)
    if short:
        return short
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def escape_json(text: str) -> str:
    """JSON text whose strings hold no hostile character as it stands: the same value, safe to
    print.

    Outside of strings JSON holds none of these characters but the line feed, which the text must
    not have.
    """
    return _hostile().sub(_json_escaped, text)


def _json_escaped(match: re.Match[str]) -> str:
    code = ord(match.group())
    if code < 0x10000:
        return f"\\u{code:04x}"
    code -= 0x10000
    return f"\\u{0xD800 + (code >> 10):04x}\\u{0xDC00 + (code & 0x3FF):04x}"
