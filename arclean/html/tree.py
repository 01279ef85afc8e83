"""Text of a page to a tree: lxml, set up so that nothing of a page is lost or fetched.

lxml's parser stops without a word at elements nested too deeply; at a NUL or another control
character it may lose what follows. Both are taken care of before the tree is handed on. Comments
and processing instructions are dropped, DTDs and external entities are never read (an HTML parser
has none), and nothing is ever fetched.
"""

from __future__ import annotations

import re

from lxml import etree

from arclean.errors import InputError
from arclean.html import raw
from arclean.html.blocks import BLOCK

__all__ = ["MAX_DEPTH", "parse_tree"]

MAX_DEPTH = 400
"""Elements that may stand inside one another on a page whose nesting is beyond the parser's own
bound (2,048); deeper ones lose their tags, never their text. Browsers stop at 512.
"""

# U+000C is a blank in HTML; the other controls mean nothing there (surrogates cannot be encoded).
_CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_CONTROL_BYTES = bytes([*range(0x09), 0x0B, *range(0x0E, 0x20), 0x7F])
_BLANKS = bytes.maketrans(b"\x0c", b" ")
# The same as numbers: the parser would put them into the tree, which no XML can hold then.
_CONTROL_REFERENCE = re.compile(
    rb"&#(?:0*(?:[0-8]|1[124-9]|2[0-9]|3[01]|127|6553[45])(?![0-9])"
    rb"|[xX]0*(?:[0-8bBcCeEfF]|1[0-9a-fA-F]|7[fF]|[fF]{3}[eEfF])(?![0-9a-fA-F]));?"
)
_NONCHARACTERS = ("\ufffe".encode(), "\uffff".encode())
_TAG = re.compile(r"<(/?)([A-Za-z][^\s/>]{0,40})(?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*>?")
_TEXT = re.compile(r"\w")
_VOID = frozenset(
    "area base br col embed hr img input link meta param source track wbr basefont bgsound frame"
    " keygen".split()
)
# Never nested in one another: a new one closes the one before.
_SELF_CLOSING = frozenset("p li dt dd option optgroup tr td th thead tbody tfoot".split())


def _parser() -> etree.HTMLParser:
    return etree.HTMLParser(
        encoding="utf-8",  # whatever the page declares: it has been decoded
        recover=True,
        no_network=True,
        remove_comments=True,
        remove_pis=True,
        huge_tree=True,
        collect_ids=False,  # nothing asks for an element by its id in the whole document
    )


def parse_tree(source: str | bytes) -> etree._Element:
    """The tree of a page; ``<html>`` is its root, empty where the page is.

    Args:
        source: the page as text or in UTF-8.

    Raises:
        InputError: the parser gives the page up (it ran out of memory).
    """
    data = _encoded(source)
    root, whole = _parse(data)
    if not whole:
        root, whole = _parse(_flattened(data.decode()).encode())
        if not whole:
            raise InputError(
                "the page's elements are nested in a way that the HTML parser refuses; "
                "save it anew or take its text out first"
            )
    return root


def _encoded(source: str | bytes) -> bytes:
    """The page in UTF-8, without controls."""
    if isinstance(source, bytes):
        data = source
    else:
        try:
            data = source.encode()
        except UnicodeEncodeError:  # lone surrogates
            data = _CONTROLS.sub("", source).encode()
    if raw.is_clean(data):
        return data
    data = data.translate(_BLANKS, _CONTROL_BYTES)
    if any(one in data for one in _NONCHARACTERS):
        data = _CONTROLS.sub("", data.decode()).encode()
    return _CONTROL_REFERENCE.sub(b" ", data) if b"&#" in data else data


def _parse(data: bytes) -> tuple[etree._Element, bool]:
    """A tree, and whether the parser read the page to its end."""
    parser = _parser()
    try:
        root = etree.fromstring(data, parser)
    except etree.ParserError:
        root = None
    except etree.XMLSyntaxError as error:
        if _TEXT.search(_TAG.sub("", data.decode())):
            raise InputError(f"the HTML parser gives the page up: {error.msg}") from None
        root = None  # a page of nothing but declarations
    except MemoryError:
        raise InputError("the page is too large for the memory of this machine") from None
    last = parser.error_log.last_error
    whole = last is None or "depth" not in (last.message or "")
    if root is None:
        root = etree.Element("html")
    return root, whole


def _flattened(text: str) -> str:
    """The page without the tags of elements that lie deeper than :data:`MAX_DEPTH`.

    Where such an element begins a line of its own, a line break stands in its place.
    """
    depth = 0

    def kept(match: re.Match[str]) -> str:
        nonlocal depth
        tag = match[2].lower()
        if tag in _VOID or tag in _SELF_CLOSING:
            return match[0] if depth < MAX_DEPTH or tag in _VOID else "<br>"
        if match[1]:
            depth = max(0, depth - 1)
            if depth < MAX_DEPTH:
                return match[0]
        else:
            depth += 1
            if depth <= MAX_DEPTH:
                return match[0]
        return "<br>" if tag in BLOCK else ""

    return _TAG.sub(kept, text)
