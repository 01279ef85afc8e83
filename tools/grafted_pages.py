"""Pages put together from pages with gold: sections dropped, articles set into other pages.

    thinned(page, labels, chance)                  a page without some of its sections
    grafted(page, labels, other, labels, chance)   its article in another page's place of one

Both keep the labels of what they take, so that they cost no labelling. The article is the smallest
element that holds nearly all that is content. Who keeps sites apart between training and test
grafts pages of one part only.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import NamedTuple

from arclean.html.blocks import Block, Node, Page

__all__ = ["grafted", "thinned"]

ARTICLE_SHARE = 0.95  # of the words that are content, in the element that is the article
CONTENT, FOREIGN = 0.5, 0.3  # labels from which a block is content; what a frame may not keep
LEAST_DEPTH = 2  # elements above an article: less is no frame
MOST_DROPPED, SMALL_WORDS, SMALL_TIMES = 0.4, 3, 0.3
"""Largest chance of a section to go; one of fewer words goes by a smaller chance."""


class _Leaf(NamedTuple):
    block: Block
    label: float
    images: int  # since the block before
    fields: int


class _Part(NamedTuple):
    """An element, what is in it, and how many words of it are content, and in all."""

    node: Node
    items: list[_Part | _Leaf]
    content: int
    words: int


def thinned(page: Page, labels: Sequence[float], chance: Random) -> tuple[Page, list[float]]:
    """A page without some of the sections that hold no content, and its labels."""
    return _flat(_thin(_tree(page, labels), chance))


def grafted(
    page: Page, labels: Sequence[float], other: Page, others: Sequence[float], chance: Random
) -> tuple[Page, list[float]] | None:
    """The article of a page where another one has its own, and the labels.

    Args:
        page: whose article it is.
        labels: of its blocks.
        other: the page around it; what it has of content outside its own article goes.
        others: the labels of that.
        chance: three of ten lose sections as well.

    Returns:
        None where one of the two has no frame: its content stands all over it.
    """
    way, place = _way(_tree(page, labels)), _way(_tree(other, others))
    if min(len(way), len(place)) <= LEAST_DEPTH:
        return None
    article, old = way[-1], place[-1]

    def frame(part: _Part) -> _Part:
        items: list[_Part | _Leaf] = []
        for item in part.items:
            if item is old:
                items.append(article)
            elif isinstance(item, _Part):
                items.append(frame(item))
            elif item.label < FOREIGN:
                items.append(item)
        content = part.content if any(part is one for one in place) else 0
        return part._replace(items=items, content=content)

    whole = frame(place[0])
    return _flat(_thin(whole, chance) if chance.random() < 0.3 else whole)


def _tree(page: Page, labels: Sequence[float]) -> _Part:
    """A page as elements within elements."""
    within: list[list[tuple[int, int, _Part | _Leaf]]] = [[] for _ in page.nodes]
    images = fields = 0
    for i, (block, label) in enumerate(zip(page.blocks, labels, strict=True)):
        leaf = _Leaf(block, float(label), block.images - images, block.fields - fields)
        images, fields = block.images, block.fields
        within[block.node].append((i, i + 1, leaf))
    part = None
    for i in range(len(page.nodes) - 1, -1, -1):
        node = page.nodes[i]
        # Found from the last to the first: of empty elements the order tells which one is before.
        within[i].reverse()
        items = [item for *_, item in sorted(within[i], key=lambda one: one[:2])]
        content = words = 0
        for item in items:
            if isinstance(item, _Part):
                content += item.content
                words += item.words
            else:
                size = item.block.text.count(" ") + 1
                content += size if item.label >= CONTENT else 0
                words += size
        part = _Part(node, items, content, words)
        if node.parent >= 0:
            within[node.parent].append((node.first, node.end, part))
    assert part is not None
    return part


def _way(root: _Part) -> list[_Part]:
    """The elements from the root down to the article."""
    least = max(1.0, ARTICLE_SHARE * root.content)
    way = [root]
    at: _Part | None = root
    while at is not None:
        parts = [item for item in at.items if isinstance(item, _Part)]
        at = next((part for part in parts if part.content >= least), None)
        if at is not None:
            way.append(at)
    return way


def _thin(root: _Part, chance: Random) -> _Part:
    share = chance.uniform(0.0, MOST_DROPPED)

    def stays(item: _Part | _Leaf) -> bool:
        if not isinstance(item, _Part) or item.content or not item.words:
            return True
        return chance.random() >= share * (1.0 if item.words >= SMALL_WORDS else SMALL_TIMES)

    def thin(part: _Part) -> _Part:
        items = [
            thin(item) if isinstance(item, _Part) else item for item in part.items if stays(item)
        ]
        return part._replace(items=items)

    return thin(root)


def _flat(root: _Part) -> tuple[Page, list[float]]:
    """The outline and labels of elements within elements."""
    nodes: list[Node] = []
    blocks: list[Block] = []
    labels: list[float] = []
    images = fields = 0

    def put(part: _Part, parent: int) -> None:
        nonlocal images, fields
        old, at = part.node, len(nodes)
        depth = nodes[parent].depth + 1 if parent >= 0 else 0
        node = Node(
            old.tag, old.names, parent, depth, old.hidden, old.linked, old.element, len(blocks)
        )
        nodes.append(node)
        for item in part.items:
            if isinstance(item, _Part):
                put(item, at)
                continue
            block = item.block
            images += item.images
            fields += item.fields
            blocks.append(
                Block(
                    block.text, at, block.linked, block.links, block.bold, block.breaks,
                    images, fields,
                )
            )  # fmt: skip
            labels.append(item.label)
        node.end = len(blocks)

    put(root, -1)
    return Page(blocks, nodes), labels
