"""The generic extractor: which blocks of a page without a rule file are its article.

A trained model scores every block; the blocks kept are those that make the page's expected F1 best.
Every block that goes is told why: by the clearest thing that is known of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

from arclean.html import core
from arclean.html.alike import evened
from arclean.html.blocks import Page, all_link
from arclean.html.furniture import (
    HEADING_CHARS,
    REPEATED_CHARS,
    is_copy,
    is_overlay,
    overlays,
    sections_of_others,
    without_copies,
    without_parts,
    without_scraps,
)
from arclean.html.hints import NAME_HINTS, PHRASE_HINTS, name_hints, phrase_hints
from arclean.html.listings import arabic_share, directory, has_arabic, teasers
from arclean.html.metadata import Metadata
from arclean.html.model import kind_code
from arclean.html.smuggled import HIDDEN
from arclean.html.wording import ends_sentence

__all__ = ["Choice", "choose", "choose_blocks"]

LEAST, MOST = 0.3, 0.5
"""Bounds of the score from which a block is kept: between them the page decides (see below)."""

LISTED, LISTED_BLOCKS = 0.2, 10
"""The lower bound of a page with hardly an Arabic letter, and how many blocks must reach it: of
some listings and shops the forests score all entries low. A few blocks may be notices."""

SURE, TEXT_CHARS = 0.6, 50
"""A page of which no block has this score, and none that would be kept is a text of so many
characters outside links, is one without an article: nothing is kept."""

NOTICE_CHARS = 300
"""Characters up to which a text with a phrase of furniture is a notice, no prose."""

FILL, FILL_BESIDE = 0.05, 0.15
"""Least score of a block between two that stay, and of a sentence beside one that stays."""

FILL_ASKED, FILL_LEVELS = 0.15, 3
"""Least score of a question on a button above its answer, which stays, and how many elements above
the button hold the answer, too."""

FILL_LINKED, FILL_CHARS = 0.3, 40
"""Share of links from which neither is taken in, and least characters of the sentence."""

LISTING_WORDS, LISTING_ARABIC = 40, 0.1
"""Words from which what is kept of a page with less than this share of Arabic letters is an answer,
prose or not: entries of a listing or a shop, of which no block is sure."""


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
    if not page.blocks:
        return Choice([], [], [], [])
    scores = core.scores(page, said.title or "", said.description or "", kind_code(said.kind))
    keep = choose_blocks(page, scores)
    named = _reasons(page, keep) if reasons else []
    return Choice(keep, [reason for reason, _ in named], [one for _, one in named], scores)


def choose_blocks(page: Page, scores: list[float]) -> list[bool]:
    """The blocks that make the expected F1 of the page's words best.

    With the scores taken for probabilities, keeping the k best blocks is expected to give
    F1 = 2 * (their sure words) / (their words + all sure words); the k that makes it largest sets
    the threshold (Lipton, Elkan, Naryanaswamy: Optimal Thresholding of Classifiers to Maximize F1,
    2014), within bounds. The lowest bound, LISTED, adds .002 to F1 on general-dev, sites unseen.
    """
    scores = evened(page, scores)
    words = page.words()
    sure = sum([score * size for score, size in zip(scores, words, strict=True)])
    best, threshold, taken, right = 0.0, MOST, 0, 0.0
    # Once it falls, expected F1 falls for good, so that what is below LISTED need not be looked at.
    likely = [pair for pair in zip(scores, words, strict=True) if pair[0] >= LISTED]
    for score, size in sorted(likely, reverse=True):
        taken += size
        right += score * size
        expected = 2 * right / (taken + sure)
        if expected > best:
            best, threshold = expected, score
    threshold = min(threshold, MOST)
    if threshold < LEAST and (
        sum([score >= threshold for score in scores]) < LISTED_BLOCKS
        or arabic_share(page) >= LISTING_ARABIC
    ):
        threshold = LEAST
    keep = without_parts(page, [score >= threshold for score in scores], words)
    if not _told(page, scores, keep, words) or directory(page, keep) or teasers(page, keep, words):
        return [False] * len(scores)
    keep = _filled(page, scores, keep)
    for index, block in enumerate(page.blocks):
        if not keep[index]:
            continue
        text = block.text
        if text[-1] == ":" or page.nodes[block.node].tag in _HEADINGS:
            for item in _announced(page, index, text):
                keep[item] = keep[item] or scores[item] >= FILL
        elif _line_numbers(page, index):
            keep[index] = False
    if (title := _title(page, keep)) >= 0:
        keep[title] = False
    return without_copies(page, without_scraps(page, keep, words))


def _filled(page: Page, scores: list[float], keep: list[bool]) -> list[bool]:
    """What is kept, and the short blocks in the midst of it that nothing speaks against.

    A heading, a step, a line of code between two blocks that stay, inside an element that holds all
    three, stays as well, unless its place, its names, its links or its words are furniture's; so
    does a sentence beside one of its element that stays, and the question on a button that unfolds
    an answer that stays. The forests have seen few short pages, and score such lines low there. On
    general-dev, sites unseen, this adds .0004 to F1.
    """
    unsure = [i for i, score in enumerate(scores) if score >= FILL and not keep[i]]
    if not unsure:
        return keep
    blocks, nodes = page.blocks, page.nodes
    before = list(accumulate(keep, initial=0))
    known: dict[int, bool] = {-1: False}

    def asks(i: int) -> bool:
        """Whether a block is a button that unfolds the next one: a question and its answer.

        Of Arabic questions only: the gold of general-dev leaves others out as often as not.
        """
        at = blocks[i].node
        if nodes[at].tag != "button" or not blocks[i].text.rstrip().endswith("؟"):
            return False
        if scores[i] < FILL_ASKED or keep[i + 1 : i + 2] != [True]:
            return False
        for _ in range(FILL_LEVELS):
            at = nodes[at].parent
            if at >= 0 and nodes[at].end > i + 1:
                return True
        return False

    def heads(i: int) -> bool:
        """Whether a block is an Arabic heading of the text behind it, which stays.

        What the names of its card or box say does not count. General pages would lose .0001.
        """
        at = blocks[i].node
        if nodes[at].tag not in _HEADINGS or len(blocks[i].text) > HEADING_CHARS:
            return False
        if keep[i + 1 : i + 2] != [True] or nodes[blocks[i + 1].node].tag in _HEADINGS:
            return False
        up = at
        while up >= 0 and nodes[up].end == i + 1:  # page builders wrap it in elements of its own
            up = nodes[up].parent
        if up < 0 or nodes[up].first < i - 1:
            return False
        return has_arabic(blocks[i].text) and not within_furniture(at)

    def within_furniture(at: int) -> bool:
        """Whether the tag of an element, or of one around it, is furniture's."""
        while at >= 0 and nodes[at].tag not in _BARRED_TAGS:
            at = nodes[at].parent
        return at >= 0

    def barred(at: int) -> bool:
        """Whether an element, or one around it, is furniture."""
        path = []
        while at not in known:
            node = nodes[at]
            path.append(at)
            if node.tag in _BARRED_TAGS or (
                node.tag not in ("html", "body")
                and (name_hints(node.names) & _BARRED_NAMES or is_overlay(node.names))
            ):
                known[at] = True
            else:
                at = node.parent
        known.update(dict.fromkeys(path, known[at]))
        return known[at]

    filled = list(keep)
    for i in unsure:
        block = blocks[i]
        text = block.text
        if block.linked >= FILL_LINKED * len(text):
            continue
        up = nodes[max(nodes[block.node].parent, 0)]
        over = nodes[max(up.parent, 0)]
        if nodes[block.node].tag == "pre":  # a listing beside the numbers of its lines
            while over.tag in _TABLE and over.parent >= 0:
                over = nodes[max(over.parent, 0)]
        within = before[i] > before[over.first] and before[over.end] > before[i + 1]
        beside = (
            not within
            and scores[i] >= FILL_BESIDE
            and len(text) >= FILL_CHARS
            and before[up.end] > before[up.first]
            and ends_sentence(text)
        )
        # What takes longest to see comes last.
        if asks(i) or heads(i):
            filled[i] = not phrase_hints(text)
        elif within or beside:
            filled[i] = not (len(text) <= 160 and phrase_hints(text)) and not barred(block.node)
    return filled


def _told(page: Page, scores: list[float], keep: list[bool], words: Sequence[int]) -> bool:
    """Whether the page has an article: a block that the forests are sure of, or prose.

    A page that is one long paragraph, or a recipe of short lines, is like few that the forests have
    seen: they are sure of nothing there, and yet score its text above all else. So are they of the
    entries of a list of tags or of lessons, which are links, or no sentences; and of the notice at
    the foot of a front page, which is short and says what it is. Listings of other languages are
    an answer (see :mod:`arclean.html.listings`) if they are long enough.
    """
    if max(scores, default=0.0) >= SURE or any(
        yes
        and len(block.text) - block.linked >= TEXT_CHARS
        and not (len(block.text) <= NOTICE_CHARS and phrase_hints(block.text))
        for block, yes in zip(page.blocks, keep, strict=True)
    ):
        return True
    listed = sum([size for size, yes in zip(words, keep, strict=True) if yes])
    return listed >= LISTING_WORDS and arabic_share(page) < LISTING_ARABIC


def _title(page: Page, keep: list[bool]) -> int:
    """The Arabic title that the kept text begins with, the page's only ``<h1>``; -1 without one.

    The forests know it by what the page says its title is, which may be the site's name.
    """
    nodes, blocks = page.nodes, page.blocks
    first = keep.index(True) if True in keep else -1
    if first < 0 or nodes[blocks[first].node].tag != "h1" or not has_arabic(blocks[first].text):
        return -1
    others = any(
        node.tag == "h1" and node.end > node.first and node.first != first for node in nodes
    )
    return -1 if others else first


def _announced(page: Page, index: int, text: str) -> range:
    """The items of a list that an Arabic line announces with a colon, or a heading if not of links.

    The list is the next element. What other articles or parts of the page are named by is none.
    """
    none = range(0)
    blocks, nodes = page.blocks, page.nodes
    if index + 1 == len(blocks) or nodes[blocks[index + 1].node].tag != "li":
        return none
    if not has_arabic(text) or phrase_hints(text[-NOTICE_CHARS:]) & _NOT_ANNOUNCED:
        return none
    items = nodes[nodes[blocks[index + 1].node].parent]
    if items.first != index + 1 or items.parent != nodes[blocks[index].node].parent:
        return none
    if text[-1] != ":" and any(
        block.linked >= FILL_LINKED * len(block.text) for block in blocks[items.first : items.end]
    ):
        return none
    return range(items.first, items.end)


def _line_numbers(page: Page, index: int) -> bool:
    """Whether a block counts the lines of the code in the table cell beside it: 1, 2, 3 …"""
    block = page.blocks[index]
    first, _, rest = block.text.strip().partition("\n")
    if not first.isdecimal() or len(first) > 6:
        return False
    at = block.node
    while at >= 0 and page.nodes[at].tag != "td":
        at = page.nodes[at].parent
    if at < 0 or (not rest and page.nodes[block.node].tag != "pre"):
        return False
    numbers = block.text.split()
    start = int(first)
    return numbers == [str(start + step) for step in range(len(numbers))]


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
_HEADINGS = frozenset("h2 h3 h4 h5 h6".split())
_TABLE = frozenset("td th tr tbody thead table".split())
_BARRED_TAGS = frozenset("nav aside footer header form menu figcaption button".split())
_NAME_BITS = {kind: 1 << bit for bit, kind in enumerate(NAME_HINTS)}
_PHRASE_BITS = {kind: 1 << bit for bit, kind in enumerate(PHRASE_HINTS)}
_NOT_ANNOUNCED = sum(_PHRASE_BITS[kind] for kind in "read-also share newsletter toc".split())
_BARRED_NAMES = sum(
    _NAME_BITS[kind]
    for kind in "nav footer side related share comment form notice ad toc hidden".split()
)


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
    if _line_numbers(page, index):
        return "html/line-numbers", "widget"
    for node in chain:
        if found := _BY_TAG.get(node.tag):
            return found
    if len(block.text) <= 160 and (bits := phrase_hints(block.text)):
        for kind, found in _BY_PHRASE.items():
            if bits & _PHRASE_BITS[kind]:
                return found
    for node in chain[:6]:
        if node.tag not in ("body", "html") and (bits := name_hints(node.names)):
            for kind, found in _BY_NAME.items():
                if bits & _NAME_BITS[kind]:
                    return found
    if over:
        return "html/overlay", "widget"
    if block.linked > 0.6 * len(block.text):
        return "html/link-list", "navigation"
    around = chain[min(2, len(chain) - 1)]
    if before[around.first] == before[around.end]:
        return "html/outside-main", "widget"
    return "html/low-score", "widget"
