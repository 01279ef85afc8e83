"""The blocks of a page: its text in reading order, cut where a reader sees a new line.

A block is a run of inline content inside one block-level element: a paragraph, a list item, a
heading, a table cell, the text between two ``<br>``. Everything that comes later (choosing,
cutting, rendering, explaining) works on this flat list and the elements above it; the tree
itself is walked once.
"""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from arclean.text.core import Page as TextPage
from arclean.text.core import line_core

__all__ = ["HEADINGS", "Block", "Node", "Page", "all_link", "outline"]

# What is never text of the page. Contents of <noscript> repeat what scripts show, or ask for them.
SKIPPED = frozenset(
    "script style template noscript iframe frame frameset object embed applet canvas svg audio"
    " video map head title meta link base basefont input textarea select option optgroup datalist"
    " progress meter param source track area col colgroup img rp".split()
)

# Elements that stand on lines of their own (HTML Living Standard, section 15.3, display: block,
# list-item and table parts), with <button> and <label>, which pages use for questions that unfold.
BLOCK = frozenset(
    "address article aside blockquote body button caption center dd details dialog dir div dl dt"
    " fieldset figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 header hgroup hr html label"
    " legend li listing main menu nav ol p plaintext pre search section summary table tbody td"
    " tfoot th thead tr ul xmp".split()
)


HEADINGS = {f"h{level}": level for level in range(1, 7)}
"""The tags of headings, and their levels."""

ALL_LINK = 0.9
"""Share of a block's characters in links that makes it one."""


class Node:
    """A block-level element.

    Attributes:
        tag: its name, lower case.
        names: ``class`` and ``id`` and ``role``, joined by blanks, as written.
        parent: index of the element above in ``Page.nodes``; -1 for the root.
        depth: number of block-level elements above.
        hidden: the page says that a reader does not see it (yet).
        linked: an ``<a>`` with an address is around it.
        element: the element in the tree, for selectors and for naming the place.
        first: index of the first block inside.
        end: index behind the last block inside.
    """

    __slots__ = ("depth", "element", "end", "first", "hidden", "linked", "names", "parent", "tag")

    def __init__(
        self,
        tag: str,
        names: str,
        parent: int,
        depth: int,
        hidden: bool,
        linked: bool,
        element: etree._Element,
        first: int,
    ) -> None:
        self.tag = tag
        self.names = names
        self.parent = parent
        self.depth = depth
        self.hidden = hidden
        self.linked = linked
        self.element = element
        self.first = first
        self.end = first


class Block:
    """A run of text.

    Attributes:
        text: what a reader sees, blanks collapsed (kept inside ``<pre>``).
        node: index in ``Page.nodes`` of the block-level element that the text stands in.
        linked: number of characters of ``text`` that are inside links.
        links: number of links.
        bold: number of characters in bold type.
        breaks: what stands before the block inside its element: 0 another element, 1 one ``<br>``,
            2 more than one.
        images: number of images on the page before the block's end.
        fields: number of form fields on the page before the block's end.
    """

    __slots__ = ("bold", "breaks", "fields", "images", "linked", "links", "node", "text")

    def __init__(
        self,
        text: str,
        node: int,
        linked: int,
        links: int,
        bold: int,
        breaks: int,
        images: int,
        fields: int,
    ) -> None:
        self.text = text
        self.node = node
        self.linked = linked
        self.links = links
        self.bold = bold
        self.breaks = breaks
        self.images = images
        self.fields = fields


def all_link(block: Block) -> bool:
    """Whether a block is a link, all of it but a mark or two."""
    return block.linked >= ALL_LINK * len(block.text)


_NO_DIGITS = str.maketrans("", "", "0123456789")


class Page:
    """Blocks and the elements above them, both in document order."""

    __slots__ = ("blocks", "nodes")

    def __init__(self, blocks: list[Block], nodes: Sequence[Node]) -> None:
        self.blocks = blocks
        self.nodes = nodes

    def count(self) -> int:
        """How many blocks it has."""
        return len(self.blocks)

    def tags(self) -> list[str]:
        """The name of each node."""
        return [node.tag for node in self.nodes]

    def parents(self) -> list[int]:
        """``Node.parent`` of each node."""
        return [node.parent for node in self.nodes]

    def words(self) -> list[int]:
        """About how many words each block has: one more than blanks."""
        return [block.text.count(" ") + 1 for block in self.blocks]

    def text(self) -> str:
        """The texts of all blocks, a line end between them."""
        return "\n".join([block.text for block in self.blocks])

    def read(self) -> TextPage:
        """The same as the line engine reads it."""
        return line_core().Page(self.text())

    def alike(self) -> list[int]:
        """For each block a number that it shares with those that stand alike.

        Those are in elements that have, as those around them, the same tags and the same names but
        for digits.
        """
        numbers: dict[tuple[int, str, str], int] = {}
        places: list[int] = []
        for node in self.nodes:
            above = places[node.parent] if node.parent >= 0 else -1
            key = (above, node.tag, node.names.translate(_NO_DIGITS))
            places.append(numbers.setdefault(key, len(numbers)))
        return [places[block.node] for block in self.blocks]

    def descend(self, sums: Sequence[float], share: float, *, of_all: bool = False) -> int:
        """The deepest element that still holds most of something.

        From the root down, into the child that holds the most, while that is at least ``share`` of
        what its parent holds (of what the page holds with ``of_all``).

        Args:
            sums: running sums over the blocks: item i is the sum before block i.
            share: from 0 to 1.
            of_all: measure against the page.

        Returns:
            an index in ``nodes``.
        """
        nodes = self.nodes
        children: dict[int, list[int]] = {}
        for i, node in enumerate(nodes):
            children.setdefault(node.parent, []).append(i)
        at = 0
        while True:
            best, most = -1, 0.0
            for child in children.get(at, ()):
                held = sums[nodes[child].end] - sums[nodes[child].first]
                if held > most:
                    best, most = child, held
            whole = sums[-1] if of_all else sums[nodes[at].end] - sums[nodes[at].first]
            if best < 0 or most < share * whole:
                return at
            at = best

    def sections(self) -> tuple[list[int], list[int]]:
        """For each block, the block of the heading it stands under and where that section ends.

        What stands before the first heading is a section of its own.
        """
        heads: list[int] = []
        head = 0
        for i, block in enumerate(self.blocks):
            tag = self.nodes[block.node].tag
            if len(tag) == 2 and tag[0] == "h" and tag[1] in "123456":
                head = i
            heads.append(head)
        count = len(heads)
        ends = [count] * count
        for i in range(count - 2, -1, -1):
            ends[i] = ends[i + 1] if heads[i] == heads[i + 1] else i + 1
        return heads, ends


PICTURES = frozenset(("img", "svg", "video", "canvas"))
FIELDS = frozenset(("input", "textarea", "select"))
BOLD = frozenset(("b", "strong"))
PRE = frozenset(("pre", "listing", "xmp", "plaintext", "textarea"))


NOSCRIPT = 250
"""Characters of text from which a ``<noscript>`` is taken for the page itself (forums that draw
their threads by script print them there for crawlers), not for a request to switch scripts on."""


def _has_text(element: etree._Element) -> bool:
    size = 0
    for piece in element.itertext():
        size += len(piece.strip())
        if size >= NOSCRIPT:
            return True
    return False


def outline(root: etree._Element) -> Page:
    """Cut a tree into blocks.

    The walk keeps its own stack: pages nest deeper than Python recurses.
    """
    blocks: list[Block] = []
    nodes: list[Node] = []
    # The run that is being collected.
    pieces: list[str] = []
    linked = links = bold = 0
    breaks = images = fields = 0
    here = -1  # index of the innermost block-level element
    in_link = in_bold = in_pre = 0

    def flush() -> None:
        nonlocal linked, links, bold, breaks
        if pieces:
            text = "".join(pieces)
            text = text.strip("\n") if in_pre else " ".join(text.split())
            pieces.clear()
            if text and not text.isspace():
                blocks.append(
                    Block(
                        text,
                        here,
                        min(linked, len(text)),
                        links,
                        min(bold, len(text)),
                        breaks,
                        images,
                        fields,
                    )
                )
                breaks = 0
        linked = links = bold = 0

    # (element, None) opens, (element, kind) closes: 1 block, 2 link, 4 bold, 8 pre
    stack: list[tuple[etree._Element, int]] = [(root, 0)]
    pop = stack.pop
    while stack:
        element, closing = pop()
        if closing:
            if closing & 1:
                flush()
                breaks = 0
                node = nodes[here]
                node.end = len(blocks)
                here = node.parent
            if closing & 2:
                in_link -= 1
            if closing & 4:
                in_bold -= 1
            if closing & 8:
                in_pre -= 1
            if element is root:
                break
            tail = element.tail
            if tail:
                pieces.append(tail)
                size = len(tail)
                if in_link:
                    linked += size
                if in_bold:
                    bold += size
            continue
        tag = element.tag
        if type(tag) is not str:
            pass  # a comment; its tail is text
        elif tag in SKIPPED and (tag != "noscript" or not _has_text(element)):
            if tag in PICTURES:
                images += 1
            elif tag in FIELDS:
                fields += 1
        elif tag == "br":
            before = len(blocks)
            flush()
            breaks = 1 if len(blocks) > before or not breaks else 2
        else:
            kind = 16
            if tag in BLOCK or element is root:
                flush()
                breaks = 0
                kind |= 1
                get = element.get
                names = get("class") or ""
                if value := get("id"):
                    names = f"{names} {value}"
                if value := get("role"):
                    names = f"{names} role={value}"
                style = get("style")
                hidden = (
                    (style is not None and "none" in style and "display" in style)
                    or get("hidden") is not None
                    or get("aria-hidden") == "true"
                )
                parent = nodes[here] if here >= 0 else None
                nodes.append(
                    Node(
                        tag,
                        names,
                        here,
                        parent.depth + 1 if parent else 0,
                        hidden or (parent is not None and parent.hidden),
                        in_link > 0,
                        element,
                        len(blocks),
                    )
                )
                here = len(nodes) - 1
                if tag in PRE:
                    kind |= 8
                    in_pre += 1
            elif tag == "a":
                if element.get("href") is not None:
                    kind |= 2
                    in_link += 1
                    links += 1
            elif tag in BOLD:
                kind |= 4
                in_bold += 1
            text = element.text
            if text:
                pieces.append(text)
                size = len(text)
                if in_link:
                    linked += size
                if in_bold:
                    bold += size
            stack.append((element, kind))
            if len(element):
                stack.extend([(child, 0) for child in reversed(element)])
            continue
        tail = element.tail
        if tail:
            pieces.append(tail)
            size = len(tail)
            if in_link:
                linked += size
            if in_bold:
                bold += size
    flush()
    return Page(blocks, nodes)
