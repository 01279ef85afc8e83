"""Lucene's Sorani filter, character by character on a buffer that shrinks: the slow statement of
its rules.
"""

from __future__ import annotations

YEHS, KAF, HEH, AE, ZWNJ = "\u064a\u0649", "\u0643", "\u0647", "\u06d5", "\u200c"
MARKS = "\u0640\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652"
SINGLE = {"\u0629": AE, "\u06be": HEH, "\u0692": "\u0695", KAF: "\u06a9"}
#: What Java 15 calls a format character, in the Basic Multilingual Plane.
FORMAT = {
    *map(chr, range(0x0600, 0x0606)),
    *map(chr, range(0x200B, 0x2010)),
    *map(chr, range(0x202A, 0x202F)),
    *map(chr, range(0x2060, 0x2065)),
    *map(chr, range(0x2066, 0x2070)),
    *map(chr, range(0xFFF9, 0xFFFC)),
    *"\u00ad\u061c\u06dd\u070f\u08e2\u180e\ufeff",
}


def sorani(token: str) -> str:
    """One token."""
    buffer = list(token)
    at = 0
    while at < len(buffer):
        ch = buffer[at]
        if ch == ZWNJ:
            if at and buffer[at - 1] == HEH:
                buffer[at - 1] = AE
            del buffer[at]
            continue
        if ch in MARKS or ch in FORMAT:
            del buffer[at]
            continue
        if ch in YEHS:
            buffer[at] = "\u06cc"
        elif ch == HEH:
            if at == len(buffer) - 1:
                buffer[at] = AE
        elif ch == "\u0631":
            if at == 0:
                buffer[at] = "\u0695"
        else:
            buffer[at] = SINGLE.get(ch, ch)
        at += 1
    return "".join(buffer)
