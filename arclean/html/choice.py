"""The blocks that are kept, by the scores that the model gave them and by what the page says.

Twin of ``core/src/html/choice``, which chooses on pages whose outline the compiled core holds.
"""

from __future__ import annotations

from collections.abc import Sequence

from arclean.html import fill
from arclean.html.alike import evened
from arclean.html.blocks import Page
from arclean.html.fill import SUBHEADINGS, filled
from arclean.html.furniture import without_copies, without_parts, without_scraps
from arclean.html.hints import PHRASE_BITS, phrase_hints
from arclean.html.listings import arabic_share, directory, has_arabic, teasers

__all__ = ["choose_blocks", "is_line_numbers"]

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

LISTING_WORDS, LISTING_ARABIC = 40, 0.1
"""Words from which what is kept of a page with less than this share of Arabic letters is an answer,
prose or not: entries of a listing or a shop, of which no block is sure."""

NOT_ANNOUNCED = sum(PHRASE_BITS[kind] for kind in "read-also share newsletter toc".split())
"""Phrases in a line that announces a list of other articles, or of parts of the page."""

LINE_NUMBER_CHARS = 6
"""Most digits of the number of a line of code."""


def choose_blocks(page: Page, scores: list[float]) -> list[bool]:
    """The blocks that make the expected F1 of the page's words best.

    With the scores taken for probabilities, keeping the k best blocks is expected to give
    F1 = 2 * (their sure words) / (their words + all sure words); the k that makes it largest sets
    the threshold (Lipton, Elkan, Naryanaswamy: Optimal Thresholding of Classifiers to Maximize F1,
    2014), within bounds. The lowest bound, LISTED, adds .002 to F1 on general-dev, sites unseen.
    """
    scores = evened(page, scores)
    words = page.words()
    threshold = _threshold(page, scores, words)
    keep = without_parts(page, [score >= threshold for score in scores], words)
    if not _told(page, scores, keep, words) or directory(page, keep) or teasers(page, keep, words):
        return [False] * len(scores)
    keep = filled(page, scores, keep)
    for index, block in enumerate(page.blocks):
        if not keep[index]:
            continue
        if block.text[-1] == ":" or page.nodes[block.node].tag in SUBHEADINGS:
            for item in _announced(page, index):
                keep[item] = keep[item] or scores[item] >= fill.LEAST
        elif is_line_numbers(page, index):
            keep[index] = False
    if (title := _title(page, keep)) >= 0:
        keep[title] = False
    return without_copies(page, without_scraps(page, keep, words))


def _threshold(page: Page, scores: Sequence[float], words: Sequence[int]) -> float:
    """The score from which blocks are kept; see :func:`choose_blocks`."""
    sure = 0.0
    for score, size in zip(scores, words, strict=True):
        sure += score * size  # sum() would round otherwise from Python 3.12 on
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
        return LEAST
    return threshold


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


def _announced(page: Page, index: int) -> range:
    """The items of a list that an Arabic line announces with a colon, or a heading if not of links.

    The list is the next element. What other articles or parts of the page are named by is none.
    """
    none = range(0)
    blocks, nodes = page.blocks, page.nodes
    text = blocks[index].text
    if index + 1 == len(blocks) or nodes[blocks[index + 1].node].tag != "li":
        return none
    if not has_arabic(text) or phrase_hints(text[-NOTICE_CHARS:]) & NOT_ANNOUNCED:
        return none
    items = nodes[nodes[blocks[index + 1].node].parent]
    if items.first != index + 1 or items.parent != nodes[blocks[index].node].parent:
        return none
    if text[-1] != ":" and any(
        block.linked >= fill.LINKED * len(block.text) for block in blocks[items.first : items.end]
    ):
        return none
    return range(items.first, items.end)


def is_line_numbers(page: Page, index: int) -> bool:
    """Whether a block counts the lines of the code in the table cell beside it: 1, 2, 3 …"""
    block = page.blocks[index]
    first, _, rest = block.text.strip().partition("\n")
    if not first.isdecimal() or len(first) > LINE_NUMBER_CHARS:
        return False
    at = block.node
    while at >= 0 and page.nodes[at].tag != "td":
        at = page.nodes[at].parent
    if at < 0 or (not rest and page.nodes[block.node].tag != "pre"):
        return False
    numbers = block.text.split()
    start = int(first)
    return numbers == [str(start + step) for step in range(len(numbers))]
