"""A look at the first bytes of an input: is it what arclean reads, or something that it would
silently do nothing to?
"""

from __future__ import annotations

import re

__all__ = ["SNIFFED", "unlike_text"]

SNIFFED = 65536
"""Bytes at the beginning of an input that are looked at."""

# Compiled where they are used: most inputs have no "<" at all.
_HTML_START = rb"(?is)\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)[\s>]"
_CLOSING_TAG = rb"(?i)</(?:div|p|a|span|script|style|li|ul|td|tr|h[1-6]|section|article)\s*>"
_FEW_TAGS = 5  # an article about HTML may quote a tag or two
_UTF8_BOM = b"\xef\xbb\xbf"
_UTF16_BOMS = (b"\xff\xfe", b"\xfe\xff")


def unlike_text(head: bytes) -> str | None:
    """What is wrong with an input as UTF-8 text, and what to do about it; None where nothing is.

    Args:
        head: its first bytes; :data:`SNIFFED` of them are looked at.
    """
    head = head[:SNIFFED]
    if head.startswith(_UTF16_BOMS):
        return "looks like UTF-16; convert it with 'iconv -f UTF-16 -t UTF-8' first"
    if b"<" in head and _html(head.removeprefix(_UTF8_BOM)):
        return "looks like HTML and is read as plain text; take its text out first"
    if _other_encoding(head):
        return "does not look like UTF-8; older Arabic pages: 'iconv -f WINDOWS-1256 -t UTF-8'"
    return None


def _html(head: bytes) -> bool:
    if re.match(_HTML_START, head):
        return True
    found = enumerate(re.finditer(_CLOSING_TAG, head), 1)
    return any(count >= _FEW_TAGS for count, _ in found)


def _other_encoding(head: bytes) -> bool:
    """Whether more than a tenth of the bytes outside ASCII are not UTF-8; a few broken ones are
    normal in dumps.
    """
    if head.isascii():
        return False
    valid = head.decode("utf-8", "ignore").encode("utf-8")
    invalid = len(head) - len(valid)
    if invalid < 4:  # the head may end in the middle of a character
        return False
    outside = sum(map(len, re.findall(rb"[\x80-\xff]+", head)))
    return invalid * 10 > outside
