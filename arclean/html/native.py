"""The compiled twin of outline, features, context and forests; see ``core/src/html``.

The tree goes over as the markup that lxml writes it as; words, patterns and weights come from the
Python modules, once.
"""

from __future__ import annotations

import json
from functools import lru_cache
from importlib.resources import files
from typing import Any, cast

from lxml import etree

from arclean import _native
from arclean.html import blocks, context, features, hints, wording
from arclean.html.blocks import Block, Node, Page
from arclean.text.native import with_stand_ins

__all__ = ["NativePage", "extractor", "extractor_of", "markup_of", "outline"]


class _Elements:
    """The elements of a tree by their places in the document, listed when one is asked for."""

    __slots__ = ("_list", "_root")

    def __init__(self, root: etree._Element) -> None:
        self._root = root
        self._list: list[etree._Element] | None = None

    def __getitem__(self, place: int) -> etree._Element:
        if self._list is None:
            self._list = list(self._root.iter("*"))
        return self._list[place]


class NativePage(Page):
    """A page whose outline the compiled core holds."""

    __slots__ = ("_core",)

    def __init__(self, core: _native.HtmlPage, root: etree._Element) -> None:
        super().__init__(
            cast("list[Block]", core.blocks()), cast("list[Node]", core.nodes(_Elements(root)))
        )
        self._core = core

    def scores(self, title: str, description: str, kind: int) -> list[float]:
        """See :func:`arclean.html.core.scores`."""
        return self._core.scores(with_stand_ins(title), with_stand_ins(description), kind)

    def rows(self, title: str, description: str, kind: int) -> list[list[float]]:
        """The rows of the second pass; for tests."""
        return self._core.rows(with_stand_ins(title), with_stand_ins(description), kind)


def markup_of(root: etree._Element) -> bytes:
    """A tree as the core reads it."""
    # A DOCTYPE of XHTML would have libxml2 add elements and attributes of its own.
    root.getroottree().docinfo.clear()
    markup: bytes = etree.tostring(root, encoding="utf-8", method="xml", with_tail=False)
    return markup


def outline(root: etree._Element) -> NativePage:
    """See :func:`arclean.html.core.outline`."""
    return NativePage(extractor().outline(markup_of(root)), root)


@lru_cache(maxsize=1)
def extractor() -> _native.Extractor:
    """The shipped model, handed to the core once."""
    data = json.loads(files("arclean.html").joinpath("model.json").read_bytes())
    return extractor_of(data["first"], data["second"])


def extractor_of(first: list[Any], second: list[Any]) -> _native.Extractor:
    """A model of these trees (see :class:`arclean.html.forest.Forest`), ready to run."""
    return _native.Extractor(json.dumps({**_tables(), "first": first, "second": second}))


def _tables() -> dict[str, Any]:
    return {
        "tags": {
            "block": sorted(blocks.BLOCK),
            "skipped": sorted(blocks.SKIPPED),
            "pictures": sorted(blocks.PICTURES),
            "fields": sorted(blocks.FIELDS),
            "bold": sorted(blocks.BOLD),
            "pre": sorted(blocks.PRE),
            "noscript": blocks.NOSCRIPT,
        },
        "wording": {
            "sample": wording.SAMPLE,
            "date_chars": wording.DATE_CHARS,
            "ending": wording.ENDING,
            "sentence": _pattern(wording.SENTENCE.pattern),
            "end": _pattern(wording.END.pattern),
            "date": _pattern(wording.DATE.pattern),
            "commas": wording.COMMAS,
            "stops": wording.STOPS,
            "digits": wording.DIGITS,
            "symbols": wording.SYMBOLS,
            "western": bytes(range(0x80, 0x100)).decode("cp1252", "ignore"),
            "function": sorted(wording.FUNCTION),
        },
        "name_hints": [_pattern(pattern) for pattern in hints.NAME_HINTS.values()],
        "most_names": hints.MOST_NAMES,
        "longest_name": hints.LONGEST_NAME,
        "phrase_hints": [_pattern(pattern) for pattern in hints.PHRASE_HINTS.values()],
        "phrase_chars": features.PHRASE_CHARS,
        "tag_codes": features.TAG_CODE,
        "area_bits": features.AREA_BIT,
        "areas": len(features.AREAS),
        "roles": {role: features.AREA_BIT[area] for role, area in features.ROLES.items()},
        "plain": sorted(features.PLAIN),
        "uncounted": sorted(features.UNCOUNTED),
        "prose_chars": features.PROSE_CHARS,
        "prose_linked": features.PROSE_LINKED,
        "far": features.FAR,
        "context": {
            "levels": context.LEVELS,
            "neighbours": list(context.NEIGHBOURS),
            "none": context.NONE,
            "sure": context.SURE,
            "sure_chars": context.SURE_CHARS,
            "main_share": context.MAIN_SHARE,
        },
        "features": len(features.FEATURES),
        "around": len(context.CONTEXT),
    }


def _pattern(pattern: str) -> str:
    r"""A pattern as Rust's engine reads it: ``\b`` for ASCII, blanks as Python knows them."""
    return pattern.replace(r"\b", r"(?-u:\b)").replace(r"\s", r"\s\x1c-\x1f")
