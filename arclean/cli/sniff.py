"""A look at the first bytes of an input: is it what arclean reads, or something that it would
silently do nothing to?
"""

from __future__ import annotations

import re

__all__ = ["HTML_SUFFIXES", "SNIFFED", "is_html", "is_told", "unlike_text"]

SNIFFED = 65536
"""Bytes at the beginning of an input that are looked at."""

HTML_SUFFIXES = (".html", ".htm", ".xhtml", ".shtml")
"""What files with HTML pages are called."""

# Compiled where they are used: most inputs have no "<" at all. A comment has one end only: were it
# to go on to the next one's, thirty comments would be read in 2**30 ways.
_HTML_START = rb"(?is)\s*(?:<!--(?:(?!-->).)*-->\s*)*<(?:!doctype\s+html|html|head|body)[\s>]"
_CLOSING_TAG = rb"(?i)</(?:div|p|a|span|script|style|li|ul|td|tr|h[1-6]|section|article)\s*>"
_FEW_TAGS = 5  # an article about HTML may quote a tag or two
_FRAGMENT = (
    rb"(?i)\s*<(?:article|center|div|font|h[1-6]|main|meta|p|script|section|span|style|table|title|ul)"
    rb"(?:\s[^<>]*)?>"
)
_DENSE = 200  # bytes of a fragment for each closing tag
_UTF8_BOM = b"\xef\xbb\xbf"
_UTF16_BOMS = (b"\xff\xfe", b"\xfe\xff")
_RECORDS = rb"(?:PAR1|WARC/|\s*\{\s*\"[^\"\n]{1,80}\"\s*:)"


def is_html(head: bytes, name: str) -> bool:
    """Whether an input is an HTML page: it begins like one, or is called like one and has a tag.

    Text that only mentions tags is text.

    Args:
        head: its first bytes; :data:`SNIFFED` of them are looked at.
        name: the name of the file.
    """
    head = head[:SNIFFED].removeprefix(_UTF8_BOM)
    if b"<" not in head:
        return False
    if b"<\0" in head or b"\0<" in head:  # UTF-16
        head = head.replace(b"\0", b"").lstrip(b"\xff\xfe")
    head = re.sub(rb"(?is)^\s*<\?xml[^>]*\?>", b"", head)
    if re.match(_HTML_START, head):
        return True
    if name.lower().endswith(HTML_SUFFIXES) and re.search(rb"<[a-zA-Z!/]", head):
        return True
    if not re.match(_FRAGMENT, head):
        return False
    closing = sum(1 for _ in re.finditer(_CLOSING_TAG, head))
    return closing >= _FEW_TAGS and closing * _DENSE >= len(head)


def is_told(head: bytes, name: str) -> bool:
    """Whether :func:`is_html` says no whatever follows these bytes."""
    begin = head.lstrip(b"\xef\xbb\xbf\xff\xfe\0\t\n\v\f\r ")[:1]
    return begin not in (b"", b"<") and not name.lower().endswith(HTML_SUFFIXES)


def unlike_text(head: bytes) -> str | None:
    """What is wrong with an input as UTF-8 text, and what to do about it; None where nothing is.

    Args:
        head: its first bytes; :data:`SNIFFED` of them are looked at.
    """
    head = head[:SNIFFED]
    if head.startswith(_UTF16_BOMS):
        return "looks like UTF-16; convert it with 'iconv -f UTF-16 -t UTF-8' first"
    if _is_packed(head):
        return "is compressed; unpack it first ('arclean corpus' reads compressed corpora)"
    if re.match(_RECORDS, head.removeprefix(_UTF8_BOM)):
        return "looks like records and is read as plain text; 'arclean corpus' cleans their texts"
    if b"<" in head and _html(head.removeprefix(_UTF8_BOM)):
        return "looks like HTML and is read as plain text; --format html reads it as a page"
    if _other_encoding(head):
        return "does not look like UTF-8; older Arabic pages: 'iconv -f WINDOWS-1256 -t UTF-8'"
    return None


def _is_packed(head: bytes) -> bool:
    if head[:1] not in (b"\x1f", b"\x28", b"\xfd", b"B"):  # gzip, zstd, xz, bzip2
        return False
    from arclean.corpus.compression import codec_of

    return codec_of(head) != ""


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
