"""Blocks that stand alike: the same field of each post of a thread, of each card of a listing.

The forests judge each by itself, and are less sure of its short ones than of its long ones.
"""

from __future__ import annotations

from collections.abc import Sequence

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

BOXES = ("div", "td")


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
    alike: dict[int, list[int]] = {}
    for index, (score, number) in enumerate(zip(scores, page.alike(), strict=True)):
        if score >= UNSURE:
            alike.setdefault(number, []).append(index)

    def tells(index: int) -> bool:
        node = nodes[blocks[index].node]
        return bool(node.names) or node.tag not in BOXES

    found = list(scores)
    for many in alike.values():
        if len(many) < ALIKE or min([scores[index] for index in many]) >= SURE:
            continue
        group = [index for index in many if tells(index)]
        if len(group) < ALIKE:
            continue
        sizes = [len(blocks[index].text) for index in group]
        sure = 0.0
        for index, size in zip(group, sizes, strict=True):
            sure += scores[index] * size  # sum() would round otherwise from Python 3.12 on
        mean = sure / sum(sizes)
        for index, size in zip(group, sizes, strict=True):
            score = scores[index]
            if score < min(mean, SURE) and blocks[index].linked < LINKED * size:
                found[index] += RAISED * (mean - score)
    return found
