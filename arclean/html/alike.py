"""Blocks that stand alike: the same field of each post of a thread, of each card of a listing.

The forests judge each by itself, and are less sure of its short ones than of its long ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from arclean.html.blocks import Page

__all__ = ["evened"]

UNSURE, SURE = 0.1, 0.5
"""Least score of the blocks that are looked at, and score from which none is raised."""

ALIKE = 3
"""Least number of blocks that stand alike."""

RAISED = 0.7
"""How far towards their mean, longer texts counting for more, those below it are raised."""

LINKED = 0.3
"""Share of links from which a block is not raised: the others are no evidence of it."""

_BOXES = ("div", "td")
_DIGITS = str.maketrans("", "", "0123456789")


@lru_cache(maxsize=16384)
def _plain(names: str) -> str:
    """The names of an element without their digits."""
    return names.translate(_DIGITS)


def evened(page: Page, scores: Sequence[float]) -> list[float]:
    """The scores, with blocks raised that are scored below others that stand alike.

    Two stand alike if the elements around them, up to the page's, have the same tags and the same
    names but for digits (``post-17``, ``post-18``); a ``<div>`` or ``<td>`` without a name tells
    nothing: old pages are laid out with them. None is lowered: a long text among short ones is
    one. On general-dev, sites unseen, this adds .0015 to F1.

    Args:
        page: the page's outline.
        scores: how sure the model is that each block is content.
    """
    nodes, blocks = page.nodes, page.blocks
    near: dict[tuple[int, str], list[int]] = {}  # what may stand alike
    for index, score in enumerate(scores):
        if score >= UNSURE:
            node = nodes[blocks[index].node]
            if node.names or node.tag not in _BOXES:
                near.setdefault((node.depth, node.tag), []).append(index)
    found = list(scores)
    places = {-1: 0}  # of each element: a number for its tag and names and those around it
    numbers: dict[tuple[int, str, str], int] = {}

    def place_of(at: int) -> int:
        path = []
        while at not in places:
            path.append(at)
            at = nodes[at].parent
        place = places[at]
        for at in reversed(path):
            node = nodes[at]
            key = (place, node.tag, _plain(node.names))
            place = places[at] = numbers.setdefault(key, len(numbers) + 1)
        return place

    for many in near.values():
        if len(many) < ALIKE or min([scores[index] for index in many]) >= SURE:
            continue
        alike: dict[tuple[int, str], list[int]] = {}
        for index in many:
            node = nodes[blocks[index].node]
            place = places.get(node.parent) or place_of(node.parent)
            alike.setdefault((place, _plain(node.names)), []).append(index)
        for group in alike.values():
            if len(group) < ALIKE:
                continue
            sizes = [len(blocks[index].text) for index in group]
            sure = sum([scores[index] * size for index, size in zip(group, sizes, strict=True)])
            mean = sure / sum(sizes)
            for index, size in zip(group, sizes, strict=True):
                score = scores[index]
                if score < min(mean, SURE) and blocks[index].linked < LINKED * size:
                    found[index] += RAISED * (mean - score)
    return found
