"""The generic extractor: which blocks of a page without a rule file are its article, and why not.

A trained model scores every block; the blocks kept are those that make the page's expected F1 best
(:mod:`arclean.html.choice`). Every block that goes is told why: by the clearest thing that is known
of it.
"""

from __future__ import annotations

from itertools import accumulate
from typing import NamedTuple

from arclean.html import core
from arclean.html.blocks import Page, all_link
from arclean.html.choice import is_line_numbers
from arclean.html.furniture import REPEATED_CHARS, is_copy, overlays, sections_of_others
from arclean.html.hints import NAME_BITS, PHRASE_BITS, name_hints, phrase_hints
from arclean.html.metadata import Metadata
from arclean.html.model import kind_code
from arclean.html.smuggled import HIDDEN

__all__ = ["Choice", "choose"]


class Choice(NamedTuple):
    """What became of each block.

    Attributes:
        keep: whether it stays.
        reasons: ``''`` where it stays, else the name of the reason (``html/navigation``).
        categories: the removal's category, ``''`` where it stays.
        scores: how sure the model was that it is content, from 0 to 1.
    """

    keep: list[bool]
    reasons: list[str]
    categories: list[str]
    scores: list[float]


def choose(page: Page, said: Metadata, *, reasons: bool = True) -> Choice:
    """Choose the blocks of the article.

    Args:
        page: the page's outline.
        said: what the page says of itself.
        reasons: False leaves ``reasons`` and ``categories`` empty lists, for who does not ask.
    """
    if not page.count():
        return Choice([], [], [], [])
    scores = core.scores(page, said.title or "", said.description or "", kind_code(said.kind))
    keep = core.choose_blocks(page, scores)
    named = _reasons(page, keep) if reasons else []
    return Choice(keep, [reason for reason, _ in named], [one for _, one in named], scores)


# Reasons by what an element's names or a short line's words say, the surest first.
_BY_PHRASE = {
    "legal": ("html/legal", "copyright"),
    "comment": ("html/comments", "comment-form"),
    "share": ("html/share", "share"),
    "read-also": ("html/related", "related"),
    "newsletter": ("html/call-to-action", "newsletter"),
    "meta": ("html/byline", "byline"),
    "toc": ("html/contents", "navigation"),
    "nav": ("html/navigation", "navigation"),
}
_BY_NAME = {
    "nav": ("html/navigation", "navigation"),
    "comment": ("html/comments", "comment"),
    "share": ("html/share", "share"),
    "related": ("html/related", "related"),
    "toc": ("html/contents", "navigation"),
    "notice": ("html/notice", "cookie"),
    "ad": ("html/ad", "ad"),
    "form": ("html/form", "comment-form"),
    "footer": ("html/footer", "copyright"),
    "side": ("html/sidebar", "widget"),
    "media": ("html/caption", "image-caption"),
    "meta": ("html/byline", "byline"),
    "hidden": HIDDEN,
}
_BY_TAG = {
    "nav": ("html/navigation", "navigation"),
    "footer": ("html/footer", "copyright"),
    "aside": ("html/sidebar", "widget"),
    "form": ("html/form", "comment-form"),
    "figcaption": ("html/caption", "image-caption"),
    "button": ("html/form", "widget"),
}


def _reasons(page: Page, keep: list[bool]) -> list[tuple[str, str]]:
    """Why each block goes: (name of the reason, category); two empty strings where it stays."""
    gone = [index for index, yes in enumerate(keep) if not yes]
    over = overlays(page, gone)
    others = sections_of_others(page, keep)
    kept = {
        block.text: index
        for index, (block, yes) in enumerate(zip(page.blocks, keep, strict=True))
        if yes and len(block.text) >= REPEATED_CHARS
    }
    alike = page.alike()
    named = [("", "")] * len(keep)
    before = list(accumulate(keep, initial=0))
    for index in gone:
        block = page.blocks[index]
        first = kept.get(block.text)
        known = all_link(block) or page.nodes[block.node].tag == "h1"  # by what it is
        if first is not None and not known and is_copy(page, alike, first, index):
            named[index] = ("html/repeated", "widget")
        elif index in others:
            named[index] = ("html/related", "related")
        else:
            named[index] = _reason(page, index, before, index in over)
    return named


def _reason(page: Page, index: int, before: list[int], over: bool) -> tuple[str, str]:
    """The clearest thing known of a block that goes: (name of the reason, category).

    Args:
        page: the page.
        index: of the block.
        before: how many of the blocks before each one stay.
        over: whether the block is part of a window over the page.
    """
    block = page.blocks[index]
    chain = []
    at = block.node
    while at >= 0:
        chain.append(page.nodes[at])
        at = page.nodes[at].parent
    if chain[0].tag == "h1":
        return "html/title", "page-title"
    if is_line_numbers(page, index):
        return "html/line-numbers", "widget"
    for node in chain:
        if found := _BY_TAG.get(node.tag):
            return found
    if len(block.text) <= 160 and (bits := phrase_hints(block.text)):
        for kind, found in _BY_PHRASE.items():
            if bits & PHRASE_BITS[kind]:
                return found
    for node in chain[:6]:
        if node.tag not in ("body", "html") and (bits := name_hints(node.names)):
            for kind, found in _BY_NAME.items():
                if bits & NAME_BITS[kind]:
                    return found
    if over:
        return "html/overlay", "widget"
    if block.linked > 0.6 * len(block.text):
        return "html/link-list", "navigation"
    around = chain[min(2, len(chain) - 1)]
    if before[around.first] == before[around.end]:
        return "html/outside-main", "widget"
    return "html/low-score", "widget"
