"""The compiled twin of outline, features, context and forests; see ``core/src/html``.

The tree goes over as the markup that lxml writes it as; words, patterns and weights come from the
Python modules, once.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from importlib.resources import files
from types import ModuleType
from typing import Any, cast

from lxml import etree

from arclean import _native
from arclean.html import (
    alike,
    blocks,
    choice,
    context,
    features,
    fill,
    furniture,
    hints,
    lines,
    listings,
    model,
    wording,
)
from arclean.html.blocks import Block, Node, Page
from arclean.html.lines import Line, Lines
from arclean.text.native import with_stand_ins

__all__ = ["NativeLines", "NativePage", "extractor", "extractor_of", "outline"]


class _Elements:
    """The elements of a tree by name and number, listed when one of the name is asked for."""

    __slots__ = ("_lists", "_root")

    def __init__(self, root: etree._Element) -> None:
        self._root = root
        self._lists: dict[str, list[etree._Element]] = {}

    def __call__(self, tag: str, number: int) -> etree._Element:
        found = self._lists.get(tag)
        if found is None:
            found = self._lists[tag] = list(self._root.iter(tag))
        return found[number]


class NativePage(Page):
    """A page whose outline the compiled core holds; blocks and nodes are made when asked for."""

    __slots__ = ("_blocks", "_core", "_nodes", "_root")

    def __init__(self, core: _native.HtmlPage, root: etree._Element) -> None:
        self._core = core
        self._root = root
        self._blocks: list[Block] | None = None
        self._nodes: Sequence[Node] | None = None

    @property
    def blocks(self) -> list[Block]:  # type: ignore[override]
        """See :class:`arclean.html.blocks.Page`."""
        if self._blocks is None:
            self._blocks = cast("list[Block]", self._core.blocks())
        return self._blocks

    @property
    def nodes(self) -> Sequence[Node]:  # type: ignore[override]
        """See :class:`arclean.html.blocks.Page`; a node is another object each time."""
        if self._nodes is None:
            self._nodes = cast("Sequence[Node]", self._core.nodes(_Elements(self._root)))
        return self._nodes

    def tags(self) -> list[str]:
        """See :class:`arclean.html.blocks.Page`."""
        return self._core.tags()

    def parents(self) -> list[int]:
        """See :class:`arclean.html.blocks.Page`."""
        return self._core.parents()

    def words(self) -> list[int]:
        """See :class:`arclean.html.blocks.Page`."""
        return self._core.words()

    def text(self) -> str:
        """See :class:`arclean.html.blocks.Page`."""
        return self._core.text()

    def lines(self, keep: Sequence[bool]) -> NativeLines:
        """See :func:`arclean.html.lines.lines_of`."""
        return NativeLines(self._core.lines(keep))

    def alike(self) -> list[int]:
        """See :class:`arclean.html.blocks.Page`."""
        return self._core.alike()

    def index(self) -> _native.HtmlIndex:
        """Its elements, for selectors."""
        return self._core.index()

    def without(self, cleared: Sequence[int]) -> NativePage:
        """See :func:`arclean.html.core.outline_without`."""
        return NativePage(self._core.without(cleared), self._root)

    def scores(self, title: str, description: str, kind: int) -> list[float]:
        """See :func:`arclean.html.core.scores`."""
        return self._core.scores(with_stand_ins(title), with_stand_ins(description), kind)

    def choose_blocks(self, scores: list[float]) -> list[bool]:
        """See :func:`arclean.html.choice.choose_blocks`."""
        return self._core.choose_blocks(scores)

    def rows(self, title: str, description: str, kind: int) -> list[list[float]]:
        """The rows of the second pass; for tests."""
        return self._core.rows(with_stand_ins(title), with_stand_ins(description), kind)


class NativeLines(Lines):
    """Lines that the compiled core holds; made one by one when they are asked for."""

    __slots__ = ("_core",)

    def __init__(self, core: _native.HtmlLines) -> None:
        self._core = core

    def __len__(self) -> int:
        return len(self._core)

    def __iter__(self) -> Iterator[Line]:
        return map(Line._make, self._core.rows())

    def text(self) -> str:
        """See :class:`arclean.html.lines.Lines`."""
        return self._core.text()

    def links(self) -> list[tuple[int, float]]:
        """See :class:`arclean.html.lines.Lines`."""
        return self._core.links()

    def plain(self, cuts: Sequence[tuple[int, int]]) -> str:
        """See :func:`arclean.html.core.plain`."""
        return self._core.plain(cuts)


def outline(root: etree._Element) -> NativePage:
    """See :func:`arclean.html.core.outline`. The tree goes over as XML."""
    # A DOCTYPE of XHTML would have libxml2 add elements and attributes of its own.
    root.getroottree().docinfo.clear()
    markup: bytes = etree.tostring(root, encoding="utf-8", method="xml", with_tail=False)
    return NativePage(extractor().outline(markup), root)


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
        "lines": {
            "lists": sorted(lines.LISTS),
            "cell": lines.CELL,
            "cell_chars": lines.MAX_CELL,
            "cell_blocks": lines.MAX_IN_CELL,
        },
        "title_of": model.TITLE_OF,
        "title_share": model.TITLE_SHARE,
        "features": len(features.FEATURES),
        "around": len(context.CONTEXT),
        "choice": _choice_tables(),
    }


def _choice_tables() -> dict[str, Any]:
    """What ``core/src/html/choice/tables.rs`` reads."""
    ids = {name: number for number, name in enumerate(sorted(blocks.BLOCK))}

    def tags(names: Collection[str]) -> list[int]:
        return sorted(ids[name] for name in names)

    def numbers(module: ModuleType, names: str) -> dict[str, Any]:
        return {name.lower(): getattr(module, name) for name in names.split()}

    def patterns(module: ModuleType, names: str) -> dict[str, str]:
        return {name.lower(): _pattern(getattr(module, name).pattern) for name in names.split()}

    return {
        "tags": {
            **{name: ids[name] for name in ("aside", "button", "li", "pre", "td")},
            "cells": tags(furniture.CELLS),
        },
        "all_link": blocks.ALL_LINK,
        "choice": numbers(
            choice,
            "LEAST MOST LISTED LISTED_BLOCKS SURE TEXT_CHARS NOTICE_CHARS LISTING_WORDS"
            " LISTING_ARABIC NOT_ANNOUNCED LINE_NUMBER_CHARS",
        ),
        "alike": {
            **numbers(alike, "UNSURE SURE ALIKE RAISED LINKED"),
            "boxes": tags(alike.BOXES),
        },
        "fill": {
            **numbers(fill, "LEAST BESIDE ASKED LEVELS LINKED CHARS BARRED_NAMES"),
            "subheadings": tags(fill.SUBHEADINGS),
            "table": tags(fill.TABLE),
            "barred_tags": tags(fill.BARRED_TAGS),
        },
        "furniture": {
            **numbers(
                furniture,
                "REPEATED_CHARS PART_SHARE COMMENTS_SHARE ARTICLE_WORDS LARGEST_SHARE"
                " HEADING_CHARS NOTICE_CHARS LIST_LINKS LAYOUTS EDGES",
            ),
            **patterns(furniture, "OVERLAY COMMENTS OTHER_TEXTS REMARK OPINION"),
            "blog_comment": [_pattern(pattern.pattern) for pattern in furniture.BLOG_COMMENT],
            "stems": "|".join(furniture.STEMS),
            "others": _whole(furniture.OTHERS.pattern),
            "notice": f"(?s){furniture.NOTICE.pattern}",
        },
        "listings": {
            **numbers(
                listings,
                "LINKED TOLD ARABIC TEASERS TEASER_SHARE TEASER_LEVELS DATE_CHARS BEGINNING"
                " MORE_EDGES MORE_CHARS CUT_CHARS",
            ),
            **patterns(listings, "CUT MORE_LAST"),
            "more": _whole(_pattern(listings.MORE.pattern)),
            "more_first": f"^(?:{_pattern(listings.MORE_FIRST.pattern)})",
        },
    }


def _whole(pattern: str) -> str:
    """A pattern for all of a text, as ``fullmatch`` takes it."""
    return f"^(?:{pattern})$"


def _pattern(pattern: str) -> str:
    r"""A pattern as Rust's engine reads it: ``\b`` for ASCII, blanks as Python knows them."""
    return pattern.replace(r"\b", r"(?-u:\b)").replace(r"\s", r"\s\x1c-\x1f")
