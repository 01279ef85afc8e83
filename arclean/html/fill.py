"""Short blocks in the midst of what is kept, which the forests score low: they stay as well."""

from __future__ import annotations

from itertools import accumulate

from arclean.html.blocks import Page
from arclean.html.features import PHRASE_CHARS
from arclean.html.furniture import HEADING_CHARS, is_overlay
from arclean.html.hints import NAME_BITS, name_hints, phrase_hints
from arclean.html.listings import has_arabic
from arclean.html.wording import ends_sentence

__all__ = ["LEAST", "LINKED", "SUBHEADINGS", "filled"]

LEAST, BESIDE = 0.05, 0.15
"""Least score of a block between two that stay, and of a sentence beside one that stays."""

ASKED, LEVELS = 0.15, 3
"""Least score of a question on a button above its answer, which stays, and how many elements above
the button hold the answer, too."""

LINKED, CHARS = 0.3, 40
"""Share of links from which neither is taken in, and least characters of the sentence."""

SUBHEADINGS = frozenset("h2 h3 h4 h5 h6".split())
TABLE = frozenset("td th tr tbody thead table".split())
BARRED_TAGS = frozenset("nav aside footer header form menu figcaption button".split())
BARRED_NAMES = sum(
    NAME_BITS[kind]
    for kind in "nav footer side related share comment form notice ad toc hidden".split()
)
"""What a block stays out for if it stands in it: elements, and kinds of names."""


def filled(page: Page, scores: list[float], keep: list[bool]) -> list[bool]:
    """What is kept, and the short blocks in the midst of it that nothing speaks against.

    A heading, a step, a line of code between two blocks that stay, inside an element that holds all
    three, stays as well, unless its place, its names, its links or its words are furniture's; so
    does a sentence beside one of its element that stays, and the question on a button that unfolds
    an answer that stays. The forests have seen few short pages, and score such lines low there. On
    general-dev, sites unseen, this adds .0004 to F1.
    """
    unsure = [i for i, score in enumerate(scores) if score >= LEAST and not keep[i]]
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
        if scores[i] < ASKED or keep[i + 1 : i + 2] != [True]:
            return False
        for _ in range(LEVELS):
            at = nodes[at].parent
            if at < 0:
                break
            if nodes[at].end > i + 1:
                return True
        return False

    def heads(i: int) -> bool:
        """Whether a block is an Arabic heading of the text behind it, which stays.

        What the names of its card or box say does not count. General pages would lose .0001.
        """
        at = blocks[i].node
        if nodes[at].tag not in SUBHEADINGS or len(blocks[i].text) > HEADING_CHARS:
            return False
        if keep[i + 1 : i + 2] != [True] or nodes[blocks[i + 1].node].tag in SUBHEADINGS:
            return False
        up = at
        while up >= 0 and nodes[up].end == i + 1:  # page builders wrap it in elements of its own
            up = nodes[up].parent
        if up < 0 or nodes[up].first < i - 1:
            return False
        return has_arabic(blocks[i].text) and not within_furniture(at)

    def within_furniture(at: int) -> bool:
        """Whether the tag of an element, or of one around it, is furniture's."""
        while at >= 0 and nodes[at].tag not in BARRED_TAGS:
            at = nodes[at].parent
        return at >= 0

    def barred(at: int) -> bool:
        """Whether an element, or one around it, is furniture."""
        path = []
        while at not in known:
            node = nodes[at]
            path.append(at)
            if node.tag in BARRED_TAGS or (
                node.tag not in ("html", "body")
                and (name_hints(node.names) & BARRED_NAMES or is_overlay(node.names))
            ):
                known[at] = True
            else:
                at = node.parent
        known.update(dict.fromkeys(path, known[at]))
        return known[at]

    found = list(keep)
    for i in unsure:
        block = blocks[i]
        text = block.text
        if block.linked >= LINKED * len(text):
            continue
        up = nodes[max(nodes[block.node].parent, 0)]
        over = nodes[max(up.parent, 0)]
        if nodes[block.node].tag == "pre":  # a listing beside the numbers of its lines
            while over.tag in TABLE and over.parent >= 0:
                over = nodes[max(over.parent, 0)]
        within = before[i] > before[over.first] and before[over.end] > before[i + 1]
        beside = (
            not within
            and scores[i] >= BESIDE
            and len(text) >= CHARS
            and before[up.end] > before[up.first]
            and ends_sentence(text)
        )
        # What takes longest to see comes last.
        if asks(i) or heads(i):
            found[i] = not phrase_hints(text)
        elif within or beside:
            said = len(text) <= PHRASE_CHARS and phrase_hints(text)
            found[i] = not said and not barred(block.node)
    return found
