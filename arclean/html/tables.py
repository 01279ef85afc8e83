"""Words, patterns and numbers of the extractor, as the compiled core takes them.

Each stands in the module that it belongs to; ``core/src/html`` says none of them a second time.
"""

from __future__ import annotations

from collections.abc import Collection
from types import ModuleType
from typing import Any

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
    stated,
    wording,
)

__all__ = ["core_tables"]


def core_tables() -> dict[str, Any]:
    """What ``core/src/html/tables.rs`` reads, the forests aside."""
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
        "asked": {"metas": sorted(stated.NAMES), "times": stated.MOST_TIMES},
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
